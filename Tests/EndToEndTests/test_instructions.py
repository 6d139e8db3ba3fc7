"""How many instructions the server spends on the calls that are made most: a count, which does not depend on the machine's mood.

Callgrind counts what the program executes in user space. Two runs of different length are compared, so that what a
connection costs by itself drops out. `bench/instructions.json` holds what each call took when it was last looked at;
`MUSTER_WRITE_INSTRUCTIONS=1` writes it anew after a change that is worth its price.
"""

import json
import os
import pathlib
import re
import shutil
import struct
import subprocess

import pytest
from client import Client
from harness import Server, Simulator, program
from muster.v1 import groups_pb2
from scenario import SECURITY, Scenario

THRESHOLDS = pathlib.Path(__file__).parents[2] / "bench" / "instructions.json"
# A call may take this much more than it did; it may always take less.
TOLERANCE = 0.05
FEW, MANY = 50, 250


class CountedServer(Server):
    """The server under callgrind, which counts only when it is told to."""

    def __init__(self, data, folder):
        super().__init__(data, arguments=["--loops", "1"])
        self._tool = folder
        self._binary = folder / "muster"
        shutil.copy(program("muster"), self._binary)
        # Valgrind gives up on the debug information that Swift writes.
        subprocess.run(["strip", "--strip-debug", self._binary], check=True)

    @property
    def command(self):
        counting = ["valgrind", "--tool=callgrind", "--instr-atstart=no"]
        counting.append(f"--callgrind-out-file={self._tool}/counted")
        return counting + [str(self._binary)] + super().command[1:]

    def control(self, *arguments):
        command = ["callgrind_control", *arguments, str(self.program.pid)]
        subprocess.run(command, check=True, capture_output=True)

    def count(self, run):
        """The instructions that the server executes while `run` is called."""
        for old in self._tool.glob("counted.*"):
            old.unlink()
        self.control("-i", "on")
        self.control("-z")
        run()
        self.control("-d")
        dumps = [dump.read_text() for dump in self._tool.glob("counted.*")]
        totals = [re.findall(r"^totals: (\d+)", dump, re.MULTILINE) for dump in dumps]
        return sum(int(total) for found in totals for total in found)


@pytest.fixture(scope="module")
def documented(tmp_path_factory):
    """A data directory with a tenant that is the same every time, and the calls that are counted."""
    data = tmp_path_factory.mktemp("counted") / "data"
    with Simulator("M:Counted", seed=5) as simulator, Server(data, simulator) as server:
        with Client(server.target, server.token) as client:
            scenario = Scenario(simulator, client, simulator.tenant("Counted")).connect()
            scenario.import_records()
            scenario.sync()
            page = groups_pb2.ListGroupsRequest(
                organization_id=scenario.organization, kind=SECURITY, page_size=50
            )
            rows = [row for message in client.groups.List(page) for row in message.rows]
        assert len(rows) == 50
        row = next(row for row in rows if row.members_matched.count > 5)
    return data, {
        "Groups/List": page,
        "Groups/Get": groups_pb2.GetGroupRequest(id=row.id),
        "Groups/Members": groups_pb2.ListMembersRequest(id=row.id, page_size=50),
    }


@pytest.fixture(scope="module")
def counts(documented, tmp_path_factory):
    data, calls = documented
    folder = tmp_path_factory.mktemp("callgrind")
    with CountedServer(data, folder) as server:
        yield {name: per_call(server, folder, name, request) for name, request in calls.items()}


def per_call(server, folder, name, request):
    body = folder / "body"
    message = request.SerializeToString()
    body.write_bytes(struct.pack(">BI", 0, len(message)) + message)

    def load(count):
        command = [
            "h2load", "-n", str(count), "-c", "1", "-m", "1", "-d", str(body),
            "-H", "content-type: application/grpc", "-H", "te: trailers",
            "-H", f"authorization: Bearer {server.token}", f"{server.url}/muster.v1.{name}",
        ]  # fmt: skip
        done = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        assert f"status codes: {count} 2xx" in done, done

    load(FEW)  # whatever is made once is made
    few, many = (server.count(lambda: load(count)) for count in (FEW, MANY))
    return (many - few) / (MANY - FEW)


def test_no_call_takes_more_instructions_than_it_did(counts):
    found = {name: round(count) for name, count in counts.items()}
    if os.environ.get("MUSTER_WRITE_INSTRUCTIONS"):
        THRESHOLDS.write_text(json.dumps(found, indent=2) + "\n")
    print(found)
    expected = json.loads(THRESHOLDS.read_text())
    assert found.keys() == expected.keys()
    grown = {
        name: (count, expected[name])
        for name, count in found.items()
        if count > expected[name] * (1 + TOLERANCE)
    }
    assert not grown, f"more than {TOLERANCE:.0%} above bench/instructions.json: {grown}"
    assert all(count > 10_000 for count in found.values()), found
