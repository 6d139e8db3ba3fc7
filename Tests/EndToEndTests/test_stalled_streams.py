"""Clients that take nothing of what waits for them: what ends, with which status, and what goes on beside it."""

import os
import random

import stubs  # noqa: F401  (puts the compiled contract on the path)
from client import Client
from harness import Server, wait_until
from histories import HEARTBEAT, Recorder, Stream, contacts_of, renamed
from muster.v1 import changes_pb2
from one_connection import OneConnection
from scenario import Scenario

import pytest

#: Far less than a snapshot has.
WINDOW = 2048
RESOURCE_EXHAUSTED, ENHANCE_YOUR_CALM = 8, 11


@pytest.fixture
def server(simulator):
    with Server(simulator=simulator, arguments=["--write-stall-ms", "400"]) as running:
        yield running


def documented(simulator, new_tenant, client):
    scenario = Scenario(simulator, client, new_tenant()).connect()
    scenario.import_records()
    scenario.sync()
    return scenario


def test_a_stream_that_takes_nothing_ends_alone(server, client, simulator, new_tenant):
    """Its window stays shut: it is reset with ENHANCE_YOUR_CALM, which gRPC reads as RESOURCE_EXHAUSTED, while another on
    the same connection goes on; opened again, it is told everything."""
    scenario = documented(simulator, new_tenant, client)
    contacts, choose = contacts_of(scenario), random.Random(19)
    recorder = Recorder(server)
    with OneConnection(server.target, server.token, window=WINDOW) as link:
        awake, asleep = Stream(recorder, link, "awake"), Stream(recorder, link, "asleep")
        link.withheld.add(asleep.id)
        recorder.add("stall", stream="asleep")

        def take_until(is_wanted):
            while not is_wanted():
                arrival = link.next()
                stream = awake if arrival.stream == awake.id else asleep
                if arrival.is_reset:
                    assert (arrival.stream, arrival.reset) == (asleep.id, ENHANCE_YOUR_CALM)
                    stream.code = RESOURCE_EXHAUSTED
                    recorder.add("end", stream="asleep", code=stream.code, reason=None, cut=True)
                else:
                    stream.take(arrival)

        take_until(lambda: asleep.code is not None)
        assert not asleep.complete, "its window held the whole snapshot"
        client.contacts.Import(iter([renamed(contacts, 1, choose)]))
        take_until(lambda: awake.complete >= client.revision)
        again = Stream(recorder, link, "again", former=asleep)
        while again.complete < awake.complete:
            arrival = link.next()
            (awake if arrival.stream == awake.id else again).take(arrival)
        for stream in (awake, again):
            stream.drop()
    recorder.judge()


def test_a_connection_that_is_not_read_is_closed(server, client, simulator, new_tenant):
    """Nothing is read from the socket: the server lets go of the connection with everything that waits for it."""
    documented(simulator, new_tenant, client)
    descriptors = f"/proc/{server.program.pid}/fd"
    before = len(os.listdir(descriptors))
    with OneConnection(server.target, server.token, window=2**24) as deaf:
        # The window of the connection, too.
        deaf.http.increment_flow_control_window(2**30)
        request = changes_pb2.SubscribeRequest(heartbeat_ms=HEARTBEAT)
        for _ in range(100):
            deaf.open("Changes/Subscribe", request)
        wait_until(lambda: len(os.listdir(descriptors)) > before, "the server has the connection")
        wait_until(lambda: len(os.listdir(descriptors)) <= before, "the server has let go of it", 120)
    with Client(server.target, server.token) as another:
        assert another.revision == client.revision
