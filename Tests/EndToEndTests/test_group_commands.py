"""What people do to groups, from the command to the next sync: nothing comes back that was put away."""

import json

import pytest

import stubs  # noqa: F401  (puts the compiled contract on the path)
from harness import run
from muster.v1 import activity_pb2, groups_pb2
from scenario import SECURITY

SUCCESS, FAILURE, USAGE, NOT_FOUND, REFUSED, UNAVAILABLE, CONFLICT, PARTIAL = range(8)


@pytest.fixture
def documented_here(new_scenario):
    """An organization of the test's own, documented."""
    scenario = new_scenario()
    scenario.import_records()
    scenario.sync()
    return scenario


@pytest.fixture
def muster(server):
    def call(*arguments, status=SUCCESS, **more):
        result = run(*arguments, "--data", server.data, **more)
        assert result.returncode == status, (arguments, result.stdout, result.stderr)
        return result

    return call


def rows(client, **more):
    return {
        row.id: row
        for message in client.list_groups("contoso", SECURITY, **more)
        for row in message.rows
    }


def with_archived():
    return {"filter": groups_pb2.GroupFilter(include_archived=True)}


def activity(client, **more):
    stub = client.activity.List(activity_pb2.ListActivityRequest(**more))
    return [entry for message in stub for entry in message.entries]


def a_group(client):
    """A group of Entra with members, whose name nobody else has."""
    all_rows = rows(client).values()
    names = [row.name for row in all_rows]
    return max(
        (row for row in all_rows if names.count(row.name) == 1 and not row.membership_hidden),
        key=lambda row: row.members_not_matched,
    )


def test_an_archived_group_stands_still_and_is_up_to_date_when_it_comes_back(
    documented_here, muster
):
    """Rows 56, 57, 101 to 104 and 106."""
    scenario, client = documented_here, documented_here.client
    group = a_group(client)
    shown = muster("groups", "archive", "contoso", group.name)
    assert "done" in shown.stdout and "orphaned" in shown.stdout
    assert group.id not in rows(client)
    kept = rows(client, **with_archived())[group.id]
    assert kept.sync_status == groups_pb2.SYNC_STATUS_ORPHANED
    assert kept.status_reasons == [groups_pb2.SYNC_STATUS_REASON_ARCHIVED]
    assert kept.list_icon == groups_pb2.ICON_COLOUR_YELLOW and kept.HasField("frozen_at")
    scenario.mutate("set", id=group.entra_id, property="displayName", value="Renamed meanwhile")
    client.sync()
    assert rows(client, **with_archived())[group.id] == kept
    # Again is no error and no second entry.
    assert "was so already" in muster("groups", "archive", "contoso", group.id).stdout
    muster("groups", "unarchive", "contoso", group.id)
    back = rows(client)[group.id]
    assert back.sync_status == groups_pb2.SYNC_STATUS_ENABLED and not back.HasField("frozen_at")
    assert back.name == "Renamed meanwhile"
    assert [entry.action for entry in activity(client, group_id=group.id)] == [
        "unarchived",
        "archived",
    ]


def test_a_deleted_group_stays_away_until_it_is_restored(documented_here, muster):
    """Rows 66, 67, 80 to 84 and 92 to 97."""
    scenario, client = documented_here, documented_here.client
    group = a_group(client)
    truth = scenario.simulator.dump(scenario.tenant["id"])
    refused = muster("groups", "delete", "contoso", group.name, "--yes", status=CONFLICT)
    assert "disable its sync or archive it first" in refused.stderr
    muster("groups", "disable-sync", "contoso", group.name)
    disabled = rows(client)[group.id]
    assert disabled.sync_status == groups_pb2.SYNC_STATUS_DISABLED
    assert disabled.list_icon == groups_pb2.ICON_COLOUR_RED
    asked = muster("groups", "delete", "contoso", group.name, input="", status=USAGE)
    assert "--yes" in asked.stderr and group.id in rows(client)
    muster("groups", "delete", "contoso", group.name, "--yes")
    for full in (False, True):
        client.sync(full=full)
        assert group.id not in rows(client, **with_archived())
    # Entra has not been touched.
    assert scenario.simulator.dump(scenario.tenant["id"]) == truth
    muster("groups", "show", "contoso", group.id, status=NOT_FOUND)
    (deletion,) = activity(client, group_id=group.id, actions=["deleted"])
    assert deletion.subject == group.name and deletion.address == "127.0.0.1"
    assert [(c.field, c.before, c.after) for c in deletion.changes] == [
        ("status_reasons", "sync_disabled", "deleted_here, sync_disabled")
    ]
    log = json.loads(muster("activity", "--group", group.id, "--json").stdout)
    assert [entry["action"] for entry in log["entries"]] == ["deleted", "sync disabled"]
    muster("activity", "restore", group.id)
    assert rows(client)[group.id].sync_status == groups_pb2.SYNC_STATUS_DISABLED
    muster("groups", "enable-sync", "contoso", group.id)
    again = rows(client)[group.id]
    again.updated.CopyFrom(group.updated)
    assert again == group


def test_a_selection_is_done_group_by_group(documented_here, muster):
    """Rows 26 to 28, 98 to 100 and 111."""
    client = documented_here.client
    group = a_group(client)
    muster("groups", "create", "contoso", "By hand", "--kind", "security", "--description", "ours")
    (manual,) = (row for row in rows(client).values() if row.name == "By hand")
    assert manual.sync_status == groups_pb2.SYNC_STATUS_NONE and not manual.entra_id
    client.sync(full=True)
    assert rows(client)[manual.id] == manual
    mixed = ["groups", "delete", "contoso", "By hand", group.id, "--yes"]
    muster(*mixed, "--atomic", status=CONFLICT)
    assert manual.id in rows(client)
    result = muster(*mixed, "--json", status=PARTIAL)
    assert [r["outcome"] for r in json.loads(result.stdout)["results"]] == [
        "GROUP_COMMAND_OUTCOME_DONE",
        "GROUP_COMMAND_OUTCOME_REFUSED",
    ]
    assert [entry.action for entry in activity(client, group_id=manual.id)] == [
        "row deleted",
        "created",
    ]


def test_custom_fields_are_on_the_page_of_a_synced_group(documented_here, muster):
    """Rows 73, 86 to 89 and 108."""
    client = documented_here.client
    group = a_group(client)
    muster("asset-type", "set-field", "security", "owner", "--type", "text", "--name", "Owner")
    muster(
        *("asset-type", "set-field", "security", "tier", "--type", "select"),
        *("--option", "gold", "--option", "tin"),
    )
    wrong = muster("groups", "edit", "contoso", group.id, "--field", "tier=lead", status=USAGE)
    assert "gold, tin" in wrong.stderr
    muster("groups", "edit", "contoso", group.id, "--field", "owner=Ann Lee", "--field", "tier=tin")
    page = muster("groups", "show", "contoso", group.id).stdout
    assert "Ann Lee" in page and "tin" in page
    synced = muster("groups", "edit", "contoso", group.id, "--name", "Mine", status=CONFLICT)
    assert '"name" comes from Entra' in synced.stderr
    client.sync(full=True)
    reply = client.groups.Get(groups_pb2.GetGroupRequest(id=group.id))
    values = {field.field.key: list(field.values) for field in reply.detail.custom_fields}
    assert values == {"owner": ["Ann Lee"], "tier": ["tin"]}
    assert reply.row == group


def test_a_removed_integration_leaves_its_groups_and_takes_them_up_again(documented_here, muster):
    """Rows 17, 18, 61, 79 and 115."""
    scenario, client = documented_here, documented_here.client
    tenant = scenario.tenant["id"]
    before = rows(client)
    links = json.loads(muster("integration", "consent", "microsoft", "--json").stdout)["links"]
    assert [link.get("fallback", False) for link in links] == [False, True]
    assert links[1]["url"] == (
        f"https://login.microsoftonline.com/{tenant}/v2.0/adminconsent"
        f"?client_id={scenario.tenant['clientId']}"
        "&scope=https://graph.microsoft.com/Directory.ReadWrite.All"
    )
    assert "Directory.ReadWrite.All" not in links[0]["url"]
    muster("integration", "remove", "microsoft", "--yes")
    for row in rows(client).values():
        assert row.sync_status == groups_pb2.SYNC_STATUS_DISABLED
        assert row.integration.removed and row.integration.name == "Integration microsoft"
    assert rows(client).keys() == before.keys()
    muster("integration", "get", "microsoft", status=NOT_FOUND)
    scenario.churn(10, seed=3)
    client.create_integration(scenario.tenant, key="second")
    client.put_tenant(tenant, "contoso", key="second")
    client.sync("second")
    after = rows(client)
    kept = after.keys() & before.keys()
    assert len(kept) > len(before) / 2
    assert {after[key].entra_id for key in kept} == {before[key].entra_id for key in kept}
    assert {row.integration.id for row in after.values()} == {"second"}
    assert len({row.entra_id for row in after.values()}) == len(after)
    muster("integration", "remove-tenant", "second", tenant, "--yes")
    assert {row.sync_status for row in rows(client).values()} == {groups_pb2.SYNC_STATUS_DISABLED}
    (removed, *_) = activity(client, text="tenant removed")
    assert removed.subject == tenant


def test_the_past_says_who_was_in_a_group_and_which_sync_proves_it(documented_here, muster):
    """Rows 10 and 11, and what an auditor asks."""
    scenario, client = documented_here, documented_here.client
    group = a_group(client)
    (run_before, *_) = scenario.runs()
    then = client.revision
    members = json.loads(
        muster("groups", "members", "contoso", group.name, "--all", "--json").stdout
    )["rows"]
    user = next(row["entraId"] for row in members if row["type"] == "MEMBER_TYPE_USER")
    scenario.mutate("removeMembers", id=group.entra_id, members=[user])
    scenario.mutate("set", id=group.entra_id, property="displayName", value="Another name")
    client.sync()
    now_in = muster("groups", "members", "contoso", "Another name", "--all", "--json").stdout
    assert user not in now_in
    past = ["groups", "members", "contoso", group.name, "--all", "--at", str(then)]
    assert json.loads(muster(*past, "--json").stdout)["rows"] == members
    shown = muster(*past).stdout
    assert f"as of revision {then}" in shown and f"proved by sync run {run_before.id}," in shown
    page = muster("groups", "show", "contoso", group.id, "--at", str(then)).stdout
    assert group.name in page and "Another name" not in page
    muster("groups", "list", "contoso", "--at", "2001-01-01", status=CONFLICT)
    muster("groups", "list", "contoso", "--at", "yesterday", status=USAGE)
