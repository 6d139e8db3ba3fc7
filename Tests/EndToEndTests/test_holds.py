"""A sync that would take away too much waits for a person, and changes nothing meanwhile."""

import json

import grpc
import pytest

import stubs  # noqa: F401  (puts the compiled contract on the path)
from client import Client
from harness import Server, run
from muster.v1 import common_pb2, integrations_pb2
from scenario import MICROSOFT_365, SECURITY, Scenario, now

ARGUMENTS = ["--sync-hold-groups", "3", "--sync-hold-groups-percent", "10"]


@pytest.fixture
def held(simulator, new_tenant):
    """A documented organization of which the last sync would have orphaned every group."""
    with (
        Server(simulator=simulator, arguments=ARGUMENTS) as server,
        Client(server.target, server.token) as client,
    ):
        scenario = Scenario(simulator, client, new_tenant("S")).connect()
        scenario.import_records()
        scenario.sync()
        scenario.check()
        before = documentation(client)
        scenario.lost = [
            row["id"]
            for row in simulator.dump(scenario.tenant["id"])
            if row["type"] == "group" and not row["isDeleted"]
        ]
        for group in scenario.lost:
            scenario.mutate("delete", id=group)
        (run_,) = client.runs_of_sync()
        assert run_.outcome == integrations_pb2.RUN_OUTCOME_HELD, run_.error
        assert documentation(client) == before
        yield scenario, server, before


def documentation(client):
    """Every row of both lists, as bytes."""
    return [
        row.SerializeToString(deterministic=True)
        for kind in (SECURITY, MICROSOFT_365)
        for message in client.list_groups("contoso", kind)
        for row in message.rows
    ]


def holds(client):
    return list(client.integrations.Holds(integrations_pb2.ListHoldsRequest()).holds)


def test_a_mass_change_is_held_and_shown(held):
    scenario, server, before = held
    (hold,) = holds(scenario.client)
    assert hold.tenant_id == scenario.tenant["id"]
    assert 3 < hold.groups_orphaned <= hold.groups
    assert all(sample.orphaned and sample.name for sample in hold.samples)
    (*_, last) = scenario.client.list_groups("contoso", SECURITY)
    assert last.freshness.held
    shown = run("integration", "holds", "--data", server.data)
    assert shown.returncode == 0 and hold.samples[0].name in shown.stdout
    read = json.loads(run("integration", "holds", "--json", "--data", server.data).stdout)
    assert int(read["holds"][0]["groupsOrphaned"]) == hold.groups_orphaned
    status = run("integration", "status", "--data", server.data)
    assert "held since" in status.stdout
    # Later syncs fold in, and go on changing nothing.
    scenario.churn(10, seed=5)
    (second,) = scenario.client.runs_of_sync()
    assert second.outcome == integrations_pb2.RUN_OUTCOME_HELD
    assert documentation(scenario.client) == before


def test_what_is_released_is_documented(held):
    scenario, server, _ = held
    started = now()
    truth = scenario.simulator.dump(scenario.tenant["id"])
    released = run("integration", "release", scenario.tenant["id"], "--data", server.data)
    assert released.returncode == 0, released.stderr
    assert holds(scenario.client) == []
    scenario.client.sync()
    scenario.oracle.synced(truth, started, now())
    scenario.check()
    with pytest.raises(grpc.RpcError) as failure:
        scenario.client.integrations.ReleaseHold(
            integrations_pb2.ReleaseHoldRequest(tenant_id=scenario.tenant["id"])
        )
    assert failure.value.code() == grpc.StatusCode.FAILED_PRECONDITION


def test_what_is_discarded_is_read_again(held):
    scenario, server, before = held
    for group in scenario.lost:
        scenario.mutate("restore", id=group)
    discarded = run("integration", "discard", scenario.tenant["id"], "--data", server.data)
    assert discarded.returncode == 0, discarded.stderr
    # The sync that follows by itself reads everything; one that is asked for joins it or comes after.
    scenario.sync()
    assert holds(scenario.client) == []
    assert any(finished.full for finished in scenario.runs()[:-1])
    scenario.check()
    assert len(documentation(scenario.client)) == len(before)


def test_only_administrators_release(held):
    scenario, server, _ = held
    token = scenario.client.create_token("reader", common_pb2.ROLE_READ_ONLY).secret
    with Client(server.target, token) as reader:
        with pytest.raises(grpc.RpcError) as failure:
            reader.integrations.ReleaseHold(
                integrations_pb2.ReleaseHoldRequest(tenant_id=scenario.tenant["id"])
            )
        assert failure.value.code() == grpc.StatusCode.PERMISSION_DENIED
    assert len(holds(scenario.client)) == 1
