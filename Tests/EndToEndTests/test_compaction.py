"""The log of changes is trimmed to a few changes while clients are away: who comes back too late is told so, or begins
again with a snapshot in the same stream, and nobody goes on behind a gap. The checker judges."""

import random

import pytest

from harness import Server, wait_until
from histories import Recorder, Stream, contacts_of, renamed
from one_connection import OneConnection

OUT_OF_RANGE = 11
KEPT_CHANGES = 5


@pytest.fixture
def server(simulator):
    arguments = ["--changes-keep-changes", KEPT_CHANGES, "--changes-trim-ms", 100]
    with Server(simulator=simulator, arguments=map(str, arguments)) as running:
        yield running


class Visitors:
    """Streams that come one after the other, each on a connection of its own."""

    def __init__(self, recorder, server):
        self.recorder, self.server = recorder, server
        self.count = 0

    def come(self, former=None, **asked):
        self.count += 1
        connection = OneConnection(self.server.target, self.server.token)
        return Stream(self.recorder, connection, f"visitor {self.count}", former=former, **asked)

    def leave(self, stream):
        if stream.code is None:
            stream.drop()
        stream.connection.link.close()
        return stream

    def floor(self):
        """Where the log begins, as a stream is told that begins now; the history notes it."""
        stream = self.come()
        stream.until(lambda: stream.complete > 0)
        floor = stream.log_floor
        self.leave(stream)
        self.recorder.add("floor", logFloor=floor)
        return floor


def test_who_comes_back_below_the_floor_is_told(server, client, new_scenario):
    scenario = new_scenario()
    scenario.import_records()
    scenario.sync()
    contacts, choose = contacts_of(scenario), random.Random(29)
    recorder = Recorder(server)
    visitors = Visitors(recorder, server)
    away = [visitors.come(), visitors.come(delivery="LATEST_PER_KEY"), visitors.come(onCompacted="RESNAPSHOT")]
    for stream in away:
        stream.until(lambda stream=stream: stream.complete > 0)
        visitors.leave(stream)
    left = max(stream.complete for stream in away)
    for number in range(3):
        client.contacts.Import(iter([renamed(contacts, number, choose)]))
        scenario.churn(30, seed=number)
        scenario.sync()
    wait_until(lambda: visitors.floor() > left, "the log is trimmed")
    for former, asked in zip(away, ({}, {"delivery": "LATEST_PER_KEY"})):
        refused = visitors.come(former, **asked)
        refused.until(lambda refused=refused: refused.code is not None)
        assert (refused.code, refused.reason) == (OUT_OF_RANGE, "COMPACTED")
        assert not refused.seen["changes"] and not refused.seen["snapshot"]
        visitors.leave(refused)
    fresh = visitors.come(away[2], onCompacted="RESNAPSHOT")
    fresh.until(lambda: fresh.complete >= client.revision)
    assert fresh.seen["reset"] == 1 and fresh.seen["snapshot"] >= 1
    # It goes on from there, and so does who comes back from there.
    client.contacts.Import(iter([renamed(contacts, 9, choose)]))
    fresh.until(lambda: fresh.complete >= client.revision)
    visitors.leave(fresh)
    again = visitors.come(fresh, onCompacted="RESNAPSHOT")
    again.until(lambda: again.complete >= client.revision)
    visitors.leave(again)
    recorder.judge()
