"""What is documented is what is true: after the first sync, after changes, and through every setting."""

import concurrent.futures

import pytest

import compare
import stubs  # noqa: F401  (puts the compiled contract on the path)
from muster.v1 import configurations_pb2, contacts_pb2, organizations_pb2
from scenario import MICROSOFT_365, SECURITY, Scenario


@pytest.mark.parametrize("imports_first", [True, False], ids=["import-sync", "sync-import"])
@pytest.mark.parametrize("profile", ["S", "M"])
def test_changes_are_followed_whatever_the_order_of_import_and_sync(
    new_scenario, profile, imports_first
):
    scenario = new_scenario(profile)
    if imports_first:
        scenario.import_records()
    scenario.sync()
    if not imports_first:
        scenario.check()
        scenario.import_records()
    scenario.check()

    scenario.churn(1_000, seed=7)
    scenario.sync()
    scenario.check()

    revision = scenario.client.revision
    run = scenario.sync()
    assert scenario.client.revision == revision, "a sync of an unchanged tenant made a revision"
    assert (run.first_revision, run.last_revision) == (0, 0)
    scenario.check()


def test_a_first_import_shows_each_group_with_all_of_its_members_or_as_importing(new_scenario):
    scenario = new_scenario("M")
    truth = {
        group["id"]: len(group["members"])
        for group in scenario.simulator.dump(scenario.tenant["id"])
        if group["type"] == "group"
    }
    has_seen = set()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        syncing = pool.submit(scenario.sync)
        while not syncing.done():
            for kind in (SECURITY, MICROSOFT_365):
                for row in compare.rows_of(scenario.client.list_groups("contoso", kind)):
                    is_known = row.HasField("members_matched")
                    has_seen.add(is_known)
                    assert is_known != (row.importing or row.membership_hidden), row
                    assert not is_known or member_count(row) == truth[row.entra_id], row
        syncing.result()
    assert has_seen == {False, True}, "the import was over before anybody could look"


def member_count(row):
    """How many members the cells of a row tell of."""
    return (
        row.members_matched.count
        + row.members_not_matched
        + row.other_members
        + row.nested_groups.count
        + row.devices_matched.count
        + row.devices_not_matched.count
    )


def test_many_small_rounds_and_a_full_one_say_the_same(new_scenario):
    scenario = new_scenario()
    scenario.import_records()
    scenario.sync()
    for seed in range(12):
        scenario.churn(25, seed=100 + seed)
        scenario.sync()
        scenario.check()
    revision = scenario.client.revision
    run = scenario.sync(full=True)
    assert run.full
    assert scenario.client.revision == revision, "a full sync of an unchanged tenant made a revision"
    scenario.check()


@pytest.mark.parametrize(
    "behavior",
    [
        {"purgeReportedInMembers": False},
        {"objectsPerPageMax": 3, "linksPerPageMax": 5, "emptyPageShare": 0.3, "replayShare": 1.0},
        {"initialRemovedShare": 0.0},
        {"initialRemovedShare": 1.0},
    ],
    ids=["says-less", "small-pages-said-twice", "no-removed-at-first", "all-removed-at-first"],
)
def test_whatever_delta_leaves_open_the_documentation_is_the_same(
    simulator, new_tenant, client, behavior
):
    scenario = Scenario(simulator, client, new_tenant("S", behavior=behavior)).connect()
    scenario.import_records()
    scenario.sync()
    scenario.check()
    for seed in range(6):
        scenario.churn(60, seed=200 + seed)
        scenario.sync()
        scenario.check()


def test_a_kind_that_is_switched_off_stands_still_and_catches_up_when_it_is_on_again(new_scenario):
    scenario = new_scenario()
    scenario.import_records()
    scenario.sync()
    scenario.check()

    scenario.switch(SECURITY, False)
    found = scenario.check(with_frozen_members=True)
    statuses = {
        (group["row"]["kind"], group["status"]["sync_status"]) for group in found.groups.values()
    }
    assert statuses == {
        ("GROUP_KIND_SECURITY", "DISABLED"), ("GROUP_KIND_MICROSOFT_365", "ENABLED"),
    }  # fmt: skip

    # Changes that leave every group of the kind alive, so that what is said of it can only stand still.
    for id, asset in list(scenario.oracle.assets.items())[:20]:
        scenario.mutate("rename", id=id, value=f"Renamed while off {id[:4]}")
        scenario.mutate("set", id=id, property="description", value="Described while off")
        member = next((link["id"] for link in asset.group["members"]), None)
        if member:
            scenario.mutate("removeMembers", id=id, members=[member])
    scenario.sync()
    scenario.check(with_frozen_members=True)

    scenario.switch(MICROSOFT_365, False)
    scenario.check(with_frozen_members=True)
    scenario.switch(MICROSOFT_365, True)
    scenario.switch(SECURITY, True)
    scenario.sync()
    scenario.check()


def test_any_change_may_happen_while_a_kind_is_switched_off(new_scenario):
    scenario = new_scenario()
    scenario.import_records()
    scenario.switch(MICROSOFT_365, False)
    scenario.sync()
    scenario.check()
    for round, kind in enumerate([MICROSOFT_365, SECURITY, MICROSOFT_365, SECURITY]):
        scenario.switch(kind, round % 2 == 0)
        scenario.churn(60, seed=300 + round)
        scenario.sync()
    scenario.switch(SECURITY, True)
    scenario.sync()
    scenario.check()


def test_a_group_that_was_deleted_keeps_its_members(new_scenario):
    scenario = new_scenario()
    scenario.import_records()
    scenario.sync()
    asset = max(scenario.oracle.assets.values(), key=lambda asset: len(asset.group["members"]))
    assert len(asset.group["members"]) > 3
    scenario.mutate("delete", id=asset.group["id"])
    scenario.sync()
    scenario.check(with_frozen_members=True)


def test_a_deleted_group_is_orphaned_and_the_same_asset_when_it_comes_back(new_scenario):
    scenario = new_scenario()
    scenario.import_records()
    scenario.sync()
    id, asset = next(iter(scenario.oracle.assets.items()))
    before = scenario.check().groups[id]["id"]
    scenario.mutate("delete", id=id)
    scenario.sync()
    assert scenario.oracle.assets[id].reasons == {"SOURCE_DELETED"}
    assert scenario.check().groups[id]["id"] == before
    scenario.mutate("restore", id=id)
    scenario.mutate("rename", id=id, value="Back again")
    scenario.sync()
    found = scenario.check().groups[id]
    assert (found["id"], found["status"]["sync_status"]) == (before, "ENABLED")
    assert found["row"]["name"] == "Back again"


def test_a_group_that_is_no_security_group_any_more_is_orphaned(new_scenario):
    scenario = new_scenario()
    scenario.sync()
    id = next(
        id
        for id, asset in scenario.oracle.assets.items()
        if asset.kind == "GROUP_KIND_SECURITY" and not asset.group["mailEnabled"]
    )
    scenario.mutate("set", id=id, property="securityEnabled", value=False)
    scenario.sync()
    assert scenario.oracle.assets[id].reasons == {"OUT_OF_SCOPE"}
    scenario.check(with_frozen_members=True)
    scenario.mutate("set", id=id, property="securityEnabled", value=True)
    scenario.sync()
    scenario.check()


def test_hidden_membership_is_unknown_and_not_zero(simulator, new_tenant, client):
    tenant = new_tenant("S")
    scenario = Scenario(simulator, client, tenant, reads_hidden=False).connect()
    scenario.mutate("revokeConsent", permission="Member.Read.Hidden")
    scenario.import_records()
    scenario.sync()
    found = scenario.check()
    hidden = [group for group in found.groups.values() if group["row"]["membership_hidden"]]
    assert hidden
    for group in hidden:
        assert group["row"]["members_matched"] is None
        assert group["row"]["members_not_matched"] is None


def test_contacts_that_go_take_their_matches_along(new_scenario):
    scenario = new_scenario()
    scenario.import_records()
    scenario.sync()
    gone = list(scenario.oracle.contacts.rows)[::2]
    reply = scenario.client.contacts.Delete(
        contacts_pb2.DeleteContactsRequest(organization_id="contoso", external_ids=[*gone, "none"])
    )
    assert (reply.deleted, list(reply.unknown_external_ids)) == (len(gone), ["none"])
    rows = [row for id, row in scenario.oracle.contacts.rows.items() if id not in gone]
    scenario.oracle.imported_contacts(rows)
    scenario.check()

    kept = list(scenario.oracle.configurations.rows.values())[::3]
    result = scenario.client.import_configurations(
        "contoso", [configurations_pb2.Configuration(**row) for row in kept], delete_others=True
    )
    assert result.unchanged == len(kept)
    assert result.deleted == len(scenario.oracle.configurations.rows) - len(kept)
    scenario.oracle.imported_configurations(kept)
    scenario.check()


def test_users_that_are_not_synced_are_all_unmatched(new_scenario):
    scenario = new_scenario()
    scenario.import_records()
    scenario.sync()
    scenario.client.update_integration(sync_users=False)
    found = compare.Documentation(scenario.client, "contoso")
    members = [m for group in found.groups.values() for m in group["members"] if m["type"] == "USER"]
    assert members
    assert {member["match_state"] for member in members} == {"UNMATCHED"}
    assert all((g["row"]["members_matched"] or (0,))[0] == 0 for g in found.groups.values())
    scenario.client.update_integration(sync_users=True)
    scenario.check()


def test_freshness_tells_the_last_sync(new_scenario):
    scenario = new_scenario()

    def freshness():
        request = organizations_pb2.GetOrganizationRequest(id="contoso")
        return scenario.client.organizations.Get(request).freshness

    assert freshness().importing
    assert not freshness().HasField("last_sync_completed_at")
    run = scenario.sync()
    after = freshness()
    assert not after.importing
    assert not after.stale
    assert after.run_id == run.id
    assert after.revision == scenario.client.revision
    assert after.source_watermark.ToMilliseconds() <= after.last_sync_completed_at.ToMilliseconds()
    (stored,) = [stored for stored in scenario.runs() if stored.id == run.id]
    assert stored.outcome == run.outcome
    assert stored.pages == run.pages > 0
