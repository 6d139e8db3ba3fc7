"""The subscriber of proto-spec/clients keeps a right copy, although it is killed and the server is too."""

import contextlib
import json
import pathlib
import sqlite3
import sys

from google.protobuf import json_format

import compare
import stubs
from client import Client
from harness import Program, Server, clean_environment
from scenario import MICROSOFT_365, SECURITY, Scenario


FILE = stubs.SPEC / "clients/muster_subscriber.py"


class Subscriber:
    """A running subscriber, and what it says."""

    def __init__(self, server, state, **request):
        request = {"heartbeatMs": 1000, "includeMembers": True} | request
        environment = clean_environment(MUSTER_TOKEN=server.token, PYTHONDONTWRITEBYTECODE="1")
        self.program = Program(
            [sys.executable, str(FILE), server.url, str(state), json.dumps(request)], environment
        )

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.program.kill()

    def until(self, is_wanted):
        while not is_wanted(line := json.loads(self.program.read_line())):
            pass
        return line

    def until_revision(self, revision):
        self.until(lambda line: line["event"] == "progress" and int(line["completeThrough"]) >= revision)


def copy_in(state):
    with contextlib.closing(sqlite3.connect(state)) as file:
        return {id: json.loads(row) for id, row in file.execute("SELECT id, row FROM row")}


def rows_of(client):
    return {
        row.id: json_format.MessageToDict(row)
        for kind in (SECURITY, MICROSOFT_365)
        for row in compare.rows_of(
            client.list_groups("contoso", kind, filter={"include_archived": True})
        )
    }


def test_its_copy_is_right_whoever_is_killed(simulator, new_tenant, tmp_path):
    data, state = tmp_path / "data", tmp_path / "state"
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(Server(data, simulator))
        port = ["--listen-cleartext", server.target]
        client = stack.enter_context(Client(server.target, server.token))
        scenario = Scenario(simulator, client, new_tenant("S")).connect()
        scenario.import_records()
        scenario.sync()

        first = stack.enter_context(Subscriber(server, state))
        count = first.until(lambda line: line["event"] == "snapshot")["count"]
        assert count == len(rows_of(client))
        scenario.churn(30, seed=1)
        scenario.sync()
        first.until_revision(client.revision)
        assert copy_in(state) == rows_of(client)

        server.kill()
        first.until(lambda line: line["event"] == "disconnected")
        server = stack.enter_context(Server(data, simulator, port))
        client = stack.enter_context(Client(server.target, server.token))
        scenario.reconnect(client)
        scenario.churn(30, seed=2)
        scenario.sync()
        first.until_revision(client.revision)
        first.program.kill()
        assert copy_in(state) == rows_of(client)

        scenario.churn(30, seed=3)
        scenario.sync()
        last = stack.enter_context(Subscriber(server, state, untilRevision=str(client.revision)))
        assert last.until(lambda line: line["event"] == "opened")["startRevision"]
        last.until_revision(client.revision)
        assert last.program.process.wait(30) == 0
        assert copy_in(state) == rows_of(client)


def test_it_is_short_and_stands_on_nothing():
    lines = FILE.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 300
    imports = {word for line in lines if line.startswith(("import ", "from ")) for word in line.split()}
    assert not {word for word in imports if "grpc" in word or "google" in word or "pb2" in word}
    assert pathlib.Path(FILE).with_name("muster_client.py").exists()
