"""Matches by hand: they beat the rules and stand until they are undone, and every question has its answer."""

import json
import os
import sqlite3

import grpc
import pytest

import stubs  # noqa: F401  (puts the compiled contract on the path)
from client import Client, failure_of
from harness import run
from muster.v1 import common_pb2, contacts_pb2, groups_pb2, matching_pb2
from scenario import SECURITY

UNMATCHED = groups_pb2.MATCH_STATE_UNMATCHED
MATCHED = groups_pb2.MATCH_STATE_MATCHED
AMBIGUOUS = groups_pb2.MATCH_STATE_AMBIGUOUS
IGNORED = groups_pb2.MATCH_STATE_IGNORED
USER = matching_pb2.MATCHED_TYPE_USER


@pytest.fixture
def scenario(new_scenario):
    made = new_scenario()
    made.import_records()
    made.sync()
    return made


def rows_of(client, **more):
    request = matching_pb2.ListMatchesRequest(organization_id="contoso", **more)
    messages = list(client.matching.List(request))
    assert sum(len(m.rows) for m in messages) <= messages[-1].total_count
    return [row for message in messages for row in message.rows]


def row_of(client, entra_id):
    (row,) = [row for row in rows_of(client) if row.entra_id == entra_id]
    return row


def choose(client, entra_id, external_id):
    return client.matching.Match(
        matching_pb2.MatchRequest(
            organization_id="contoso", entra_id=entra_id, external_id=external_id
        )
    ).row


def member_row(client, entra_id):
    """The row of a user in the list of some group that it is in."""
    request = groups_pb2.GroupsOfPrincipalRequest(
        organization_id="contoso", user_entra_id=entra_id
    )
    for message in client.groups.OfPrincipal(request):
        for group in message.rows:
            members = client.groups.Members(groups_pb2.ListMembersRequest(id=group.id))
            for part in members:
                for row in part.rows:
                    if row.entra_id == entra_id:
                        return row
    return None


def activity(server):
    (path,) = [
        os.path.join(folder, name)
        for folder, _, names in os.walk(server.data)
        for name in names
        if name == "muster.sqlite"
    ]
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as store:
        return store.execute("SELECT action, subject, detail FROM activity ORDER BY id").fetchall()


def test_the_list_says_how_everybody_stands_and_why(scenario):
    """Rows 33, 40, 43, 48, 116."""
    client = scenario.client
    everything = rows_of(client)
    assert {row.state for row in everything} >= {MATCHED, UNMATCHED}
    assert all(row.reason for row in everything)
    for row in everything:
        assert (row.state == MATCHED) == row.HasField("record")
        assert (row.state == AMBIGUOUS) == bool(row.candidates)
    for state in (MATCHED, UNMATCHED, AMBIGUOUS, IGNORED):
        wanted = [row.entra_id for row in everything if row.state == state]
        assert [row.entra_id for row in rows_of(client, states=[state])] == wanted
    paged, token = [], ""
    while True:
        request = matching_pb2.ListMatchesRequest(
            organization_id="contoso", page_size=7, page_token=token
        )
        messages = list(client.matching.List(request))
        paged += [row for message in messages for row in message.rows]
        token = messages[-1].next_page_token
        if not token:
            break
    assert [row.entra_id for row in paged] == [row.entra_id for row in everything]


def test_a_choice_stands_until_it_is_undone(scenario, server):
    """Rows 33, 36, 116: through syncs, renames and imports."""
    client = scenario.client
    user = next(row for row in rows_of(client, states=[UNMATCHED], type=USER)
                if member_row(client, row.entra_id))  # fmt: skip
    client.import_contacts(
        "contoso",
        [contacts_pb2.Contact(external_id="chosen", first_name="Cho", last_name="Sen")],
    )
    revision = client.revision
    row = choose(client, user.entra_id, "chosen")
    assert (row.state, row.stage) == (MATCHED, groups_pb2.MATCH_STAGE_MANUAL)
    assert client.revision == revision + 1
    assert member_row(client, user.entra_id).contact.external_id == "chosen"

    assert choose(client, user.entra_id, "chosen") == row
    assert client.revision == revision + 1, "the same choice again changes nothing"

    client.import_contacts(
        "contoso",
        [contacts_pb2.Contact(external_id="chosen", first_name="Other", last_name="Name")],
    )
    scenario.mutate("rename", id=user.entra_id, value="Renamed In Entra")
    client.sync()
    client.sync(full=True)
    shown = row_of(client, user.entra_id)
    assert member_row(client, user.entra_id).display_name == "Renamed In Entra"
    assert (shown.record.external_id, shown.record.name) == ("chosen", "Other Name")
    client.update_integration(sync_users=False)
    assert row_of(client, user.entra_id).state == UNMATCHED
    client.update_integration(sync_users=True)
    assert row_of(client, user.entra_id).record.external_id == "chosen"

    undone = client.matching.Unmatch(
        matching_pb2.UnmatchRequest(organization_id="contoso", entra_id=user.entra_id)
    ).row
    assert undone.record.external_id != "chosen"
    choose(client, user.entra_id, "chosen")
    client.contacts.Delete(
        contacts_pb2.DeleteContactsRequest(organization_id="contoso", external_ids=["chosen"])
    )
    assert row_of(client, user.entra_id).record.external_id != "chosen"
    names = (user.name, "Renamed In Entra")
    actions = [row[0] for row in activity(server) if row[1] in names]
    assert actions == ["matched", "unmatched", "matched"]


def test_what_is_ignored_stays_without_a_record(scenario, server):
    client = scenario.client
    user = next(row for row in rows_of(client, states=[MATCHED], type=USER))
    request = matching_pb2.IgnoreMatchRequest(organization_id="contoso", entra_id=user.entra_id)
    assert client.matching.Ignore(request).row.state == IGNORED
    client.sync(full=True)
    assert row_of(client, user.entra_id).state == IGNORED
    back = client.matching.Unmatch(
        matching_pb2.UnmatchRequest(organization_id="contoso", entra_id=user.entra_id)
    ).row
    assert (back.state, back.record) == (MATCHED, user.record), "the rules find the same again"
    details = [row[2] for row in activity(server) if row[0] in ("match ignored", "unmatched")]
    assert details == [f"{user.record.external_id} → ignored", "ignored → left to the rules"]


def test_why(scenario):
    """Every stage says what it looks for and what it finds."""
    client = scenario.client
    for row in rows_of(client)[:60]:
        reply = client.matching.Explain(
            matching_pb2.ExplainMatchRequest(organization_id="contoso", entra_id=row.entra_id)
        )
        assert reply.row == row
        names = [stage.stage for stage in reply.stages]
        if row.type == USER:
            assert names == [
                groups_pb2.MATCH_STAGE_EMAIL,
                groups_pb2.MATCH_STAGE_USER_PRINCIPAL_NAME,
                groups_pb2.MATCH_STAGE_FULL_NAME,
            ]
        else:
            assert names == [groups_pb2.MATCH_STAGE_DEVICE_NAME]
        deciding = [stage for stage in reply.stages if stage.decides]
        assert len(deciding) == (row.state != UNMATCHED)
        if row.state == MATCHED:
            assert deciding[0].stage == row.stage
            assert row.record in deciding[0].candidates
        if row.state == AMBIGUOUS:
            assert list(deciding[0].candidates) == list(row.candidates)


def test_refusals(scenario, server):
    client = scenario.client
    user = rows_of(client, type=USER)[0]
    unknown = "00000000-0000-4000-8000-000000000000"
    group = next(iter(client.list_groups("contoso", SECURITY)[0].rows))
    for entra_id, external_id, reason in (
        (user.entra_id, "nobody", "NOT_FOUND"),
        (unknown, "nobody", "NOT_FOUND"),
        (group.entra_id, "nobody", "NOT_FOUND"),
        ("x", "nobody", "FIELD_INVALID"),
        (user.entra_id, "", "FIELD_INVALID"),
    ):
        request = matching_pb2.MatchRequest(
            organization_id="contoso", entra_id=entra_id, external_id=external_id
        )
        assert failure_of(client.matching.Match, request).reason == reason
    client.update_integration(sync_users=False)
    request = matching_pb2.MatchRequest(
        organization_id="contoso", entra_id=user.entra_id, external_id="nobody"
    )
    assert failure_of(client.matching.Match, request).reason == "USERS_NOT_SYNCED"
    token = client.create_token("matcher", common_pb2.ROLE_READ_ONLY).secret
    with Client(server.target, token) as reader:
        failure = failure_of(reader.matching.Match, request)
        assert failure.code == grpc.StatusCode.PERMISSION_DENIED
        listing = matching_pb2.ListMatchesRequest(organization_id="contoso")
        assert failure_of(reader.matching.List, listing).reason == "ROLE_INSUFFICIENT"


def test_missing_contacts_are_made_when_that_is_asked_for(scenario):
    """R46: off by default."""
    client = scenario.client
    before = rows_of(client, states=[UNMATCHED], type=USER)
    assert before
    ambiguous = rows_of(client, states=[AMBIGUOUS], type=USER)
    client.sync(full=True)
    assert len(rows_of(client, states=[UNMATCHED], type=USER)) == len(before)
    client.update_integration(create_missing_contacts=True)
    client.sync()
    assert rows_of(client, states=[UNMATCHED], type=USER) == []
    assert [row.entra_id for row in rows_of(client, states=[AMBIGUOUS], type=USER)] == [
        row.entra_id for row in ambiguous
    ]
    for row in before:
        now = row_of(client, row.entra_id)
        assert now.record.external_id == f"entra:{row.entra_id}"
    revision = client.revision
    client.sync(full=True)
    assert client.revision == revision, "nothing is made twice"


def test_the_command(scenario, server):
    def muster(*arguments):
        result = run("match", *arguments, "--data", server.data)
        assert result.returncode == 0, (arguments, result.stderr)
        return result.stdout

    rows = json.loads(muster("list", "contoso", "--type", "user", "--json"))["rows"]
    assert len(rows) == len(rows_of(scenario.client, type=USER))
    user = rows[0]["entraId"]
    assert "ignored" in muster("ignore", "contoso", user)
    assert "mail address" in muster("explain", "contoso", user)
    contact = rows_of(scenario.client, states=[MATCHED], type=USER)[0].record
    assert contact.name in muster("set", "contoso", user, contact.external_id)
    muster("unset", "contoso", user)
