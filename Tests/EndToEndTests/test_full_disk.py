"""The disk below the server is full for a while: writers are told so and nothing of what they asked for is there, readers
and subscribers go on, and once there is room so do the writers. The checker judges what the subscribers saw."""

import itertools
import os
import pathlib
import random
import tempfile

import grpc
import pytest

import stubs  # noqa: F401  (puts the compiled contract on the path)
from client import Client, failure_of
from harness import Server, clean_environment
from histories import Recorder, Stream, contacts_of, renamed
from muster.v1 import common_pb2, contacts_pb2, groups_pb2
from one_connection import OneConnection
from preloading import compiled
from scenario import SECURITY, Scenario

#: How many bytes the disk still takes: none, and enough for some of a write.
ROOMS = [0, 4096, 1, 50_000, 150_000, 400_000, 0]


class Disk:
    """What is left below the server, as the preloaded library reads it."""

    def __init__(self, folder):
        self.path = folder / "room"
        self.new = folder / "room.new"

    def fill(self, room):
        self.new.write_text(str(room))
        os.replace(self.new, self.path)

    def empty(self):
        self.path.unlink(missing_ok=True)


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory(prefix="muster-full-disk-") as path:
        yield pathlib.Path(path)


@pytest.fixture
def disk(folder):
    return Disk(folder)


@pytest.fixture
def server(simulator, folder, disk):
    library = compiled(folder, "full_disk")
    data = folder / "data"
    environment = clean_environment(LD_PRELOAD=str(library), FULL_DISK=str(disk.path), FULL_DISK_FOLDER=str(data))
    with Server(data, simulator, environment=environment) as running:
        yield running
        disk.empty()


class Crowd:
    """Subscribers that are there all the time, and one that comes with every filling of the disk."""

    def __init__(self, recorder, server):
        self.recorder, self.server = recorder, server
        self.connections = []
        self.streams = [self.open("rows", includeOld=True), self.open("latest", delivery="LATEST_PER_KEY")]
        self.away = None

    def open(self, name, former=None, **asked):
        connection = OneConnection(self.server.target, self.server.token)
        self.connections.append(connection)
        return Stream(self.recorder, connection, f"{name} {len(self.connections)}", former=former, **asked)

    def follow(self, revision):
        for stream in self.streams:
            stream.until(lambda stream=stream: stream.complete >= revision)

    def hear(self):
        """Each hears that its stream lives."""
        for stream in self.streams:
            bookmarks = stream.seen["bookmark"]
            stream.until(lambda stream=stream, count=bookmarks: stream.seen["bookmark"] > count)

    def come_and_go(self, revision):
        """One takes a snapshot, and another goes on where it was before."""
        stream = self.open("guest", former=self.away, includeOld=True)
        stream.until(lambda: stream.complete >= revision)
        stream.drop()
        if self.away is None or random.random() < 0.7:
            self.away = stream

    def leave(self):
        for stream in self.streams:
            stream.drop()
        for connection in self.connections:
            connection.link.close()


def assert_readable(client, revision):
    """Lists, single groups and the past are answered as ever."""
    assert client.revision == revision
    rows = [row for answer in client.list_groups("contoso", SECURITY) for row in answer.rows]
    answer = client.groups.Get(groups_pb2.GetGroupRequest(id=rows[0].id, at=common_pb2.ReadPoint(revision=revision)))
    assert answer.row == rows[0]


def is_written(client, request):
    """Whether an import was done; else it must say that the disk is full."""
    try:
        client.contacts.Import(iter([request]))
        return True
    except grpc.RpcError:
        failure = failure_of(client.contacts.Import, iter([request]))
        assert (failure.code, failure.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "STORAGE_FULL"), failure
        assert "disk is full" in failure.message and "nothing was changed" in failure.message
        return False


def test_a_full_disk_stops_the_writers_alone(simulator, new_tenant, server, disk):
    with Client(server.target, server.token) as client:
        scenario = Scenario(simulator, client, new_tenant("S")).connect()
        scenario.import_records()
        scenario.sync()
        contacts, choose = contacts_of(scenario), random.Random(19)
        recorder = Recorder(server)
        crowd = Crowd(recorder, server)
        crowd.follow(client.revision)
        numbers, written = itertools.count(), 0
        for round, room in enumerate(ROOMS):
            disk.fill(room)
            while is_written(client, request := renamed(contacts, next(numbers), choose)):
                # The room was enough for it: once more, until there is none.
                written += 1
            full = client.revision
            assert_readable(client, full)
            crowd.follow(full)
            crowd.hear()
            crowd.come_and_go(full)
            if round == 0:
                scenario.churn(10, seed=3)
                assert failure_of(client.runs_of_sync).reason == "STORAGE_FULL"
                assert client.revision == full
            disk.empty()
            assert is_written(client, request)
            assert client.revision == full + 1
            crowd.follow(full + 1)
        # With the names that the oracle knows.
        client.import_contacts("contoso", [contacts_pb2.Contact(**contact) for contact in contacts])
        scenario.sync()
        scenario.check()
        crowd.follow(client.revision)
        crowd.leave()
        recorder.judge()
    assert written > 0, "a disk that fills up in the middle of a write was never seen"


def test_what_was_refused_is_not_there_after_a_restart(simulator, new_tenant, server, disk):
    """A full disk, then a kill: what the next start reads is what was last told."""
    with Client(server.target, server.token) as client:
        scenario = Scenario(simulator, client, new_tenant("S")).connect()
        scenario.import_records()
        scenario.sync()
        contacts, choose = contacts_of(scenario), random.Random(23)
        revision, rows = client.revision, [list(a.rows) for a in client.list_groups("contoso", SECURITY)]
        disk.fill(9000)
        assert not is_written(client, renamed(contacts, 1, choose))
        assert client.revision == revision
    server.kill()
    disk.empty()
    with Server(server.data, simulator) as again, Client(again.target, again.token) as client:
        assert client.revision == revision
        assert [list(a.rows) for a in client.list_groups("contoso", SECURITY)] == rows
