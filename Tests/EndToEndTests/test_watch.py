"""`muster watch` against the real server: what it prints, and that it resumes, across a kill too."""

import contextlib
import json
import subprocess
import tempfile

import pytest

from client import Client
from harness import Program, Server, clean_environment, program, run, wait_until
from muster.v1 import common_pb2, principals_pb2
from scenario import Scenario

SUCCESS, FAILURE, USAGE, NOT_FOUND, REFUSED, UNAVAILABLE, CONFLICT, PARTIAL = range(8)


class Watch:
    """A running `muster watch --json`, and what it says, line by line."""

    def __init__(self, server, *arguments, token=None):
        environment = clean_environment(MUSTER_TOKEN=token or server.token, MUSTER_ADDRESS=server.url)
        self.program = Program(
            [program("muster"), "watch", "--heartbeat", "1", "--json", *map(str, arguments)], environment
        )
        self.lines = []

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.program.kill()

    def read(self):
        line = json.loads(self.program.read_line())
        self.lines.append(line)
        return line

    def until(self, event, **fields):
        """Reads up to a line of this event with these fields, which is returned."""
        while True:
            line = self.read()
            if line["event"] == event and fields.items() <= line.items():
                return line

    def until_revision(self, revision):
        while True:
            line = self.read()
            if line["event"] == "progress" and int(line["completeThrough"]) >= revision:
                return

    def stop(self):
        assert self.program.stop() == SUCCESS, self.program.stderr


class Copy:
    """The rows that follow from the lines of a watcher."""

    def __init__(self):
        self.rows = {}

    def apply(self, lines):
        for line in lines:
            if line["event"] == "snapshotBegan":
                self.rows = {}
            elif line["event"] == "row":
                self.rows[line["row"]["id"]] = line["row"]
            elif line["event"] == "change":
                if line["kind"] == "ROW_CHANGE_KIND_LEAVE":
                    del self.rows[line["id"]]
                else:
                    self.rows[line["id"]] = line["row"]
        return self


@pytest.fixture(scope="module")
def watched(simulator, new_tenant):
    """A server of this module's own with one synced organization."""
    with Server(simulator=simulator) as server, Client(server.target, server.token) as client:
        scenario = Scenario(simulator, client, new_tenant("S")).connect()
        scenario.import_records()
        scenario.sync()
        yield server, scenario


def rows_of(server):
    """Every row by id, as `muster groups list` prints it."""
    found = {}
    for kind in ("security", "microsoft365"):
        result = run("groups", "list", "contoso", "--kind", kind, "--all", "--include-archived",
                     "--json", "--data", server.data)  # fmt: skip
        assert result.returncode == SUCCESS, result.stderr
        found |= {row["id"]: row for row in json.loads(result.stdout).get("rows", [])}
    return found


def test_a_snapshot_with_its_changes_is_what_the_lists_say(watched):
    server, scenario = watched
    with Watch(server, "--snapshot") as watch:
        end = watch.until("snapshotEnded")
        assert int(end["count"]) == len(rows_of(server))
        scenario.churn(60, seed=1)
        scenario.sync()
        watch.until_revision(scenario.client.revision)
        watch.stop()
    assert Copy().apply(watch.lines).rows == rows_of(server)
    changes = [line for line in watch.lines if line["event"] == "change"]
    assert changes
    assert {line["cause"] for line in changes} == {"CHANGE_CAUSE_SYNC"}
    assert all(line["runId"] and line["publishedAt"] for line in changes)
    assert any(line["event"] == "member" for line in watch.lines)


def test_it_resumes_from_its_state_and_repeats_nothing(watched, tmp_path):
    server, scenario = watched
    state = tmp_path / "state"
    copy = Copy()
    with Watch(server, "--snapshot", "--state", state) as watch:
        watch.until("snapshotEnded")
        scenario.churn(20, seed=2)
        scenario.sync()
        watch.until_revision(scenario.client.revision)
        watch.stop()
    copy.apply(watch.lines)
    told = max(int(line["completeThrough"]) for line in watch.lines if line["event"] == "progress")
    scenario.churn(20, seed=3)
    scenario.sync()
    with Watch(server, "--snapshot", "--state", state) as again:
        assert again.until("opened")["startRevision"] == str(told)
        again.until_revision(scenario.client.revision)
        again.stop()
    assert not any(line["event"] in ("row", "snapshotBegan") for line in again.lines)
    changes = [line for line in again.lines if line["event"] == "change"]
    assert changes
    assert all(int(line["revision"]) > told for line in changes)
    copy.apply(again.lines)
    assert copy.rows == rows_of(server)


def test_it_survives_a_server_that_is_killed(simulator, new_tenant, tmp_path):
    data, state = tmp_path / "data", tmp_path / "state"
    copy = Copy()
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(Server(data, simulator))
        port = ["--listen-cleartext", server.target]
        with Client(server.target, server.token) as client:
            scenario = Scenario(simulator, client, new_tenant("S")).connect()
            scenario.sync()
        watch = stack.enter_context(Watch(server, "--snapshot", "--state", state))
        watch.until("snapshotEnded")
        for seed in range(3):
            server.kill()
            assert watch.until("disconnected")["code"] == "UNAVAILABLE"
            server = stack.enter_context(Server(data, simulator, port))
            with Client(server.target, server.token) as client:
                scenario.reconnect(client)
                scenario.churn(20, seed=seed)
                scenario.sync()
                watch.until_revision(client.revision)
        # Killed itself, it goes on from what it had noted.
        watch.program.kill()
        copy.apply(watch.lines)
        with Client(server.target, server.token) as client:
            scenario.reconnect(client)
            scenario.churn(20, seed=9)
            scenario.sync()
            revision = client.revision
        again = stack.enter_context(Watch(server, "--state", state))
        again.until_revision(revision)
        again.stop()
        copy.apply(again.lines)
        assert copy.rows == rows_of(server)


def test_it_follows_only_what_it_is_asked_for(watched):
    server, scenario = watched
    rows = rows_of(server)
    id, row = next((id, row) for id, row in rows.items() if row["kind"] == "GROUP_KIND_SECURITY")
    pattern = row["name"][:3] + "*"
    expected = {
        id
        for id, row in rows.items()
        if row["kind"] == "GROUP_KIND_SECURITY" and row["name"].lower().startswith(pattern[:3].lower())
    }
    arguments = ["--kind", "security", "--name", pattern.upper(), "--fields", "name", "--no-members"]
    with Watch(server, "--snapshot", *arguments) as watch:
        watch.until("snapshotEnded")
        watch.stop()
    found = Copy().apply(watch.lines).rows
    assert found.keys() == expected
    assert all(set(row) <= {"id", "name"} for row in found.values())
    with Watch(server, "--snapshot", "--group", id) as watch:
        watch.until("snapshotEnded")
        watch.stop()
    assert set(Copy().apply(watch.lines).rows) == {id}


def test_until_a_revision(watched):
    server, scenario = watched
    before = scenario.client.revision
    scenario.churn(10, seed=5)
    scenario.sync()
    result = run("watch", "--after", before, "--until", scenario.client.revision, "--json",
                 "--data", server.data)  # fmt: skip
    assert result.returncode == SUCCESS, result.stderr
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    revisions = [int(line["revision"]) for line in lines if line["event"] == "change"]
    assert revisions == sorted(revisions)
    assert all(before < revision <= scenario.client.revision for revision in revisions)
    assert lines[0]["event"] == "opened"


def test_lines_for_people(watched):
    server, scenario = watched
    before = scenario.client.revision
    scenario.churn(40, seed=6)
    scenario.sync()
    result = run("watch", "--after", before, "--until", scenario.client.revision, "--data", server.data)
    assert result.returncode == SUCCESS, result.stderr
    lines = result.stdout.splitlines()
    assert lines
    assert all("(sync run " in line for line in lines), lines
    assert any(" contoso " in line for line in lines)
    assert any(" joined" in line or " left" in line for line in lines)
    assert f"after revision {before}" in result.stderr
    assert "\x1b" not in result.stdout


def test_how_it_ends(watched, tmp_path):
    server, scenario = watched
    state = tmp_path / "state"
    assert run("watch", "--data", server.data, "--state", tmp_path / "no" / "state").returncode == USAGE
    state.write_text("nonsense")
    assert run("watch", "--data", server.data, "--state", state).returncode == USAGE
    state.unlink()
    environment = clean_environment(MUSTER_TOKEN="wrong", MUSTER_ADDRESS=server.url)
    assert run("watch", environment=environment).returncode == REFUSED
    result = run("watch", "--address", "http://127.0.0.1:1", "--token", "x")
    assert result.returncode == UNAVAILABLE
    result = run("watch", "--data", server.data, "--after", scenario.client.revision + 5)
    assert result.returncode == CONFLICT
    assert "FUTURE_REVISION" in result.stderr
    # The state of another filter.
    with Watch(server, "--state", state) as watch:
        watch.until("progress")
        watch.stop()
    result = run("watch", "--data", server.data, "--state", state, "--kind", "security")
    assert result.returncode == USAGE
    assert "RESUME_TOKEN_MISMATCH" in result.stderr
    # Nobody reads any more.
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [program("muster"), "watch", "--snapshot", "--json", "--heartbeat", "1", "--data", server.data],
            stdout=subprocess.PIPE, stderr=errors, env=clean_environment(),
        )  # fmt: skip
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(60) in (SUCCESS, -13)


def test_a_token_that_is_revoked_ends_it(watched):
    server, scenario = watched
    token = scenario.client.create_token("watcher", common_pb2.ROLE_READ_ONLY)
    with Watch(server, token=token.secret) as watch:
        watch.until("opened")
        request = principals_pb2.RevokeTokenRequest(id=token.token.id)
        scenario.client.principals.RevokeToken(request)
        wait_until(lambda: watch.program.process.poll() is not None, "the watcher ends")
        assert watch.program.process.returncode == REFUSED, watch.program.stderr
