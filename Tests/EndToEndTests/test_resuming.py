"""A hundred subscribers of a server that is killed fifty times lose nothing, and see nothing twice."""

import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time

import grpc
import pytest

import matching
import recording
from checker import History, judge
from client import Client
from harness import Server, clean_environment, wait_until
from muster.v1 import contacts_pb2
from scenario import Scenario

HERE = pathlib.Path(__file__).resolve().parent
SEED = int(os.environ.get("MUSTER_SEED", "20260"))
KILLS = 50
#: Programs with subscribers: which client, and how many.
GROUPS = [("grpcio", 25), ("grpcio", 25), ("hand", 25), ("hand", 25)]
#: On top of every bound in time, for a machine that does other things too.
SLACK = 20_000


def milliseconds():
    return time.monotonic_ns() / 1e6


class Subscribers:
    """One program with subscribers."""

    def __init__(self, kind, count, first, server, folder):
        self.path = folder / f"{kind}{first}.jsonl"
        self.process = subprocess.Popen(
            [sys.executable, HERE / "subscribers.py", kind, server.target, server.token, self.path,
             str(SEED), str(count), str(first)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=clean_environment(GRPC_VERBOSITY="NONE", PYTHONDONTWRITEBYTECODE="1"),
        )  # fmt: skip
        assert self.process.stdout.readline() == "ready\n"

    def finish(self, revision):
        self.process.stdin.write(f"{revision}\n")
        self.process.stdin.flush()

    def wait(self):
        assert self.process.stdout.readline() == "done\n", "a program with subscribers fell over"
        assert self.process.wait(30) == 0

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class Writers:
    """Imports and syncs without a pause, on whichever server is there; what was answered is written down."""

    def __init__(self, scenario, lines):
        self.scenario, self.lines = scenario, lines
        query = f"?tenant={scenario.tenant['id']}&share=0.9"
        everyone = matching.read_contacts(scenario.simulator.call("/contacts" + query))
        self.contacts = [contact for contact in everyone if contact.get("last_name")]
        self.random = random.Random(SEED)
        self.server = None
        self.is_over = False
        self.answers = 0
        self.threads = [threading.Thread(target=self._repeat, args=[work], daemon=True)
                        for work in (self._import, self._sync)]  # fmt: skip

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.is_over = True
        for thread in self.threads:
            thread.join(60)

    def _repeat(self, work):
        number = 0
        while not self.is_over:
            server, number = self.server, number + 1
            if server is None:
                time.sleep(0.01)
                continue
            try:
                with Client(server.target, server.token) as client:
                    while self.server is server and not self.is_over:
                        work(client, number)
                        number += 1
            except (grpc.RpcError, ValueError, AssertionError):
                # The server was killed below it.
                time.sleep(0.02)

    def _answered(self, client):
        """What the server says of itself after a write was answered has to be there for ever."""
        revision = client.revision
        self.answers += 1
        self.lines.append({"type": "write", "time": milliseconds(), "revision": revision})

    def _import(self, client, number):
        """Renames some contacts, most of whom are matched to members: rows change."""
        contacts = [
            contacts_pb2.Contact(**contact | {"last_name": f"{contact['last_name']} {number}"})
            for contact in self.random.sample(self.contacts, 10)
        ]
        client.import_contacts("contoso", contacts)
        self._answered(client)

    def _sync(self, client, number):
        self.scenario.churn(15, seed=SEED + number)
        client.runs_of_sync()
        self._answered(client)


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory(prefix="muster-resuming-") as path:
        yield pathlib.Path(path)


def start(data, simulator, port, lines):
    server = Server(
        data, simulator, arguments=["--listen-cleartext", f"127.0.0.1:{port}"] if port else []
    )
    server.__enter__()
    lines.append({"type": "start", "time": milliseconds(), "store": "one", "revision": server.revision})
    return server


def test_killed_fifty_times_under_load(simulator, new_tenant, folder):
    data, lines, choose = folder / "data", [], random.Random(SEED)
    server = start(data, simulator, None, lines)
    port = server.target.rpartition(":")[2]
    programs = []
    try:
        with Client(server.target, server.token) as client:
            scenario = Scenario(simulator, client, new_tenant("S")).connect()
            scenario.import_records()
            scenario.sync()
        for kind, count in GROUPS:
            first = sum(count for _, count in GROUPS[: len(programs)])
            programs.append(Subscribers(kind, count, first, server, folder))
        writers = Writers(scenario, lines)
        writers.start()
        for kill in range(KILLS):
            writers.server = server
            answers = writers.answers
            time.sleep(choose.uniform(0.02, 1.2))
            if kill % 5 == 4:
                # Now and then only once something was surely written.
                wait_until(lambda: writers.answers > answers, "a write is answered")
            writers.server = None
            server.kill()
            lines.append({"type": "stop", "time": milliseconds()})
            server = start(data, simulator, port, lines)
        writers.server = server
        answers = writers.answers
        wait_until(lambda: writers.answers > answers + 3, "writes after the last start")
        writers.stop()
        with Client(server.target, server.token) as client:
            revision = client.revision
        rest = {"type": "quiescence", "time": milliseconds(), "revision": revision}
        for program in programs:
            program.finish(revision)
        for program in programs:
            program.wait()
        lines.append(rest | {"until": milliseconds()})
        server.stop()
    except BaseException:
        server.kill()
        raise
    finally:
        for program in programs:
            program.kill()
    check(data, [program.path for program in programs], lines)


def check(data, paths, own_lines):
    lines = [{"type": "history", "time": 0, "slackMs": SLACK}]
    lines += recording.merge(paths, own_lines) + list(recording.read_publisher(data))
    if "MUSTER_KEEP_HISTORY" in os.environ:
        pathlib.Path(os.environ["MUSTER_KEEP_HISTORY"]).write_text(
            "".join(json.dumps(line) + "\n" for line in lines)
        )
    history = History.read(lines)
    violations = judge(history)
    assert not violations, "\n".join(map(str, violations[:40]))
    print(history.summary)
    # The load was a load, and the subscribers did resume.
    resumed = [stream for stream in history.streams.values() if stream.resume and stream.events]
    assert len(history.publisher.numbers) > KILLS
    assert len(resumed) > 10 * KILLS
    assert {stream.name.partition(".")[0] for stream in resumed} >= {"grpcio0", "hand50", "hand99"}
