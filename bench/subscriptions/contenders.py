"""The two services that are compared: each can be started, written to, and subscribed to."""

import contextlib
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/EndToEndTests"))

import grpc  # noqa: E402
import harness  # noqa: E402
import matching  # noqa: E402
from client import Client  # noqa: E402
from muster.v1 import contacts_pb2, groups_pb2  # noqa: E402
from scenario import MICROSOFT_365, SECURITY, Scenario  # noqa: E402


def processor_seconds(pid):
    """Time on a processor of all threads of a process so far."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def resident_bytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024


def varint(number):
    out = b""
    while number >= 128:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def field(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content


class Muster:
    """`muster serve` with a small tenant; a write gives the contact of one group another name."""

    name = "muster"
    path = "/muster.v1.Changes/Subscribe"
    #: From the tail, a heartbeat a minute.
    request = field(6, b"") + varint(9 << 3) + varint(60_000)
    is_last = True

    def __init__(self, stack, simulator, pin=()):
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="muster-bench-")))
        certificate = harness.Certificate(folder)
        self.server = harness.Server(folder / "data", simulator, arguments=[
            "--listen-tls", "127.0.0.1:0", "--tls-certificate", certificate.certificate,
            "--tls-key", certificate.key, "--loops", "1", "--log-level", "error",
        ])  # fmt: skip
        stack.enter_context(self.server)
        self.pid, self.target = self.server.program.pid, self.server.target
        pin_process(self.pid, pin)
        secure = next(address for address in self.server.addresses if address.startswith("https://"))
        self.secure_target = secure.removeprefix("https://")
        self.metadata = [("authorization", f"Bearer {self.server.token}")]
        self.client = stack.enter_context(Client(self.target, self.server.token))
        tenant = simulator.create_tenant("Bench", "S", application="bench")
        scenario = Scenario(simulator, self.client, tenant).connect()
        scenario.import_records()
        scenario.sync()
        self.contact = self._find_contact(simulator, tenant)
        self.bulk = [
            ("/muster.v1.Groups/List",
             groups_pb2.ListGroupsRequest(organization_id="contoso", kind=kind).SerializeToString())
            for kind in (SECURITY, MICROSOFT_365)
        ]  # fmt: skip

    def _find_contact(self, simulator, tenant):
        """One that a single row shows the name of."""
        shown = {}
        for kind in (SECURITY, MICROSOFT_365):
            for answer in self.client.list_groups("contoso", kind):
                for row in answer.rows:
                    if row.members_matched.HasField("contact"):
                        id = row.members_matched.contact.external_id
                        shown[id] = shown.get(id, 0) + 1
        query = f"/contacts?tenant={tenant['id']}&share=0.9"
        for contact in matching.read_contacts(simulator.call(query)):
            if shown.get(contact["external_id"]) == 1:
                return contact
        raise AssertionError("no row shows the name of one contact")

    def write(self, number):
        request = contacts_pb2.ImportContactsRequest(
            organization_id="contoso",
            contacts=[contacts_pb2.Contact(**self.contact | {"last_name": f"i{number:06};"})],
        )
        self.client.contacts.Import(iter([request]))


class Etcd:
    """Debian's etcd on its own; a write puts one key that everybody watches."""

    name = "etcd"
    path = "/etcdserverpb.Watch/Watch"
    request = field(1, field(1, b"key"))
    is_last = False
    metadata = ()
    #: About what a row of Muster takes.
    VALUE_BYTES = 250

    def __init__(self, stack, pin=()):
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="etcd-bench-"))
        ports = [free_port(), free_port()]
        urls = [f"http://127.0.0.1:{port}" for port in ports]
        process = subprocess.Popen(
            ["etcd", "--data-dir", f"{folder}/data", "--listen-client-urls", urls[0],
             "--advertise-client-urls", urls[0], "--listen-peer-urls", urls[1],
             "--initial-advertise-peer-urls", urls[1], "--initial-cluster", f"default={urls[1]}",
             "--logger", "zap", "--log-level", "error"],
            env={name: value for name, value in os.environ.items() if not name.startswith("ETCD_")},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        stack.callback(process.wait)
        stack.callback(process.terminate)
        self.pid, self.target = process.pid, f"127.0.0.1:{ports[0]}"
        channel = stack.enter_context(grpc.insecure_channel(self.target))
        self._put = channel.unary_unary("/etcdserverpb.KV/Put")
        deadline = time.monotonic() + 30
        while True:
            try:
                self.write(0)
                break
            except grpc.RpcError:
                assert time.monotonic() < deadline, "etcd does not start"
                time.sleep(0.1)
        pin_process(self.pid, pin)
        for number in range(400):
            self._put(field(1, f"other/{number:06}".encode()) + field(2, b"x" * self.VALUE_BYTES))
        self.bulk = [("/etcdserverpb.KV/Range", field(1, b"other/") + field(2, b"other0"))]

    def write(self, number):
        value = f"i{number:06};".encode().ljust(self.VALUE_BYTES, b"x")
        self._put(field(1, b"key") + field(2, value), timeout=5)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pin_process(pid, processors):
    """Holds every thread of a process on these processors."""
    if not processors:
        return
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            os.sched_setaffinity(int(task.name), processors)
