"""A server that is killed at any moment of a sync goes on from there, and nothing is lost or half done."""

import contextlib
import sqlite3
import tempfile
import threading

import grpc
import pytest

import compare
import stubs  # noqa: F401  (puts the compiled contract on the path)
from client import Client, assert_interrupted
from harness import Server, wait_until
from muster.v1 import groups_pb2, integrations_pb2
from scenario import MICROSOFT_365, SECURITY, Scenario, now


@pytest.fixture
def data():
    with tempfile.TemporaryDirectory(prefix="muster-data-") as folder:
        yield f"{folder}/data"


@contextlib.contextmanager
def running(data, simulator):
    """A server on a data directory that outlives it, and a client of its administrator."""
    with Server(data, simulator) as server, Client(server.target, server.token) as client:
        yield server, client


def check_store(data):
    """The file is sound, and its revisions have no gaps."""
    with contextlib.closing(sqlite3.connect(f"file:{data}/muster.sqlite?mode=ro", uri=True)) as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        first, last, count = store.execute(
            "SELECT min(rev), max(rev), count(*) FROM revision"
        ).fetchone()
        (head,) = store.execute("SELECT revision FROM meta").fetchone()
    assert (first, last) == (1, count)
    assert head == last
    return head


def kill_during_sync(server, client, is_moment):
    """Starts a sync and kills the server once `is_moment` is true of its progress."""
    killed = False
    with contextlib.suppress(grpc.RpcError):
        for progress in client.start_sync():
            if is_moment(progress):
                server.kill()
                killed = True
    if server.program.process.poll() is None:
        server.kill()
    return killed


def at_page(number):
    return lambda progress: progress.pages >= number


def while_publishing(client, revisions):
    """A moment after so many revisions of the round were published."""
    before = client.revision

    def is_moment(progress):
        if progress.phase != integrations_pb2.SYNC_PHASE_PUBLISHING:
            return False
        with contextlib.suppress(AssertionError):
            wait_until(lambda: client.revision >= before + revisions, "revisions", seconds=5)
        return True

    return is_moment


def test_a_first_sync_survives_being_killed_again_and_again(simulator, new_tenant, data):
    tenant = new_tenant("M")
    with running(data, simulator) as (server, client):
        scenario = Scenario(simulator, client, tenant).connect()
        scenario.import_records()
        server.kill()
    kills = 0
    revision = check_store(data)
    for moment in [1, 2, 7, 30, 80, 150, *[("publishing", n) for n in (0, 1, 4, 9, 15)]]:
        with running(data, simulator) as (server, client):
            assert client.revision >= revision
            # What is documented so far is whole: every page and every group can be read.
            for kind in (MICROSOFT_365, SECURITY):
                rows = compare.rows_of(client.list_groups("contoso", kind))
                assert len({row.id for row in rows}) == len(rows)
            is_moment = (
                at_page(moment) if isinstance(moment, int) else while_publishing(client, moment[1])
            )
            kills += kill_during_sync(server, client, is_moment)
        revision = check_store(data)
    assert kills >= 8, "too few of the moments came"
    with running(data, simulator) as (server, client):
        scenario.reconnect(client)
        scenario.sync()
        scenario.check()
    check_store(data)


def test_rounds_of_changes_survive_being_killed(simulator, new_tenant, data):
    tenant = new_tenant("M")
    with running(data, simulator) as (server, client):
        scenario = Scenario(simulator, client, tenant).connect()
        scenario.import_records()
        scenario.sync()
    kills = 0
    for seed, moment in enumerate([1, 2, 3, ("publishing", 0), ("publishing", 1), ("publishing", 2)]):
        scenario.churn(700, seed=500 + seed)
        with running(data, simulator) as (server, client):
            is_moment = (
                at_page(moment) if isinstance(moment, int) else while_publishing(client, moment[1])
            )
            # The round that was cut may have published some of what it saw.
            for asset in scenario.oracle.assets.values():
                asset.updated = None
            kills += kill_during_sync(server, client, is_moment)
        check_store(data)
        with running(data, simulator) as (server, client):
            scenario.reconnect(client)
            scenario.sync()
            scenario.check()
        check_store(data)
    assert kills >= 4, "too few of the moments came"


def test_sigterm_during_a_sync_ends_it_in_order_and_the_next_start_goes_on(
    simulator, new_tenant, data
):
    tenant = new_tenant("M")
    with running(data, simulator) as (server, client):
        scenario = Scenario(simulator, client, tenant).connect()
        progress = client.start_sync()
        first = next(message for message in progress if message.pages >= 3)
        server.program.process.terminate()
        assert_interrupted(progress)
        server.stop()
    with running(data, simulator) as (server, client):
        scenario.reconnect(client)
        (run,) = [run for run in scenario.runs() if run.id == first.run_id]
        assert run.outcome == integrations_pb2.RUN_OUTCOME_INTERRUPTED
        scenario.sync()
        scenario.check()
    check_store(data)


def test_sigterm_lets_a_stream_that_is_being_read_end_whole(simulator, new_tenant, data):
    tenant = new_tenant("M")
    with running(data, simulator) as (server, client):
        Scenario(simulator, client, tenant).connect().sync()
        request = groups_pb2.ListGroupsRequest(organization_id="contoso", kind=SECURITY)
        expected = compare.rows_of(client.groups.List(request))
        stream = client.groups.List(request)
        rows = list(next(stream).rows)
        assert len(rows) < len(expected), "one message held everything"
        server.program.process.terminate()
        wait_until(lambda: "stopping" in server.log, "the server begins to stop")
        for message in stream:
            rows += message.rows
        assert rows == expected
        server.stop()


def test_calls_in_many_connections_end_with_a_status_when_the_server_drains(
    simulator, new_tenant, data
):
    with running(data, simulator) as (server, client):
        Scenario(simulator, client, new_tenant("S")).connect().sync()
        outcomes, has_begun = [], threading.Barrier(9)

        def read():
            with Client(server.target, server.token) as reader:
                reader.list_groups("contoso", SECURITY)
                has_begun.wait()
                try:
                    while True:
                        messages = reader.list_groups("contoso", SECURITY)
                        assert messages[-1].total_count == len(compare.rows_of(messages))
                except grpc.RpcError as error:
                    outcomes.append(error.code())

        threads = [threading.Thread(target=read) for _ in range(8)]
        for thread in threads:
            thread.start()
        has_begun.wait()
        server.stop()
        for thread in threads:
            thread.join()
        assert outcomes == [grpc.StatusCode.UNAVAILABLE] * 8


def test_a_restart_changes_nothing_that_can_be_read(simulator, new_tenant, data):
    with running(data, simulator) as (server, client):
        scenario = Scenario(simulator, client, new_tenant("S")).connect()
        scenario.import_records()
        scenario.sync()
        scenario.churn(200, seed=9)
        scenario.sync()
        before = compare.Documentation(client, "contoso")
        revision = client.revision
        token = server.token
    for _ in range(2):
        with running(data, simulator) as (server, client):
            assert server.revision == client.revision == revision
            assert server.token == token
            after = compare.Documentation(client, "contoso")
            assert after.groups == before.groups
            started = now()
            assert after.freshness.last_sync_completed_at.ToMilliseconds() <= started
            scenario.reconnect(client)
            scenario.check()
