"""Pages put together are the whole list, in every order, also while the organization changes."""

import pytest

import compare
import matching
from client import failure_of
from muster.v1 import groups_pb2
from scenario import MICROSOFT_365, SECURITY

COLUMNS = [name for name, number in groups_pb2.GroupSortColumn.items() if number]


def pages(client, kind, size, **more):
    """The rows of every page, and the replies that ended them."""
    rows, replies, token = [], [], ""
    while True:
        messages = client.list_groups("contoso", kind, page_size=size, page_token=token, **more)
        page = compare.rows_of(messages)
        assert len(page) <= size
        rows += page
        replies.append(messages[-1])
        token = replies[-1].next_page_token
        if not token:
            return rows, replies


def sort_value(column, row):
    """What a row has in a column; a cell that is absent comes before every number."""
    name = column.removeprefix("GROUP_SORT_COLUMN_").lower()
    if name == "name":
        return ()
    if name == "members_matched":
        return row.members_matched.count if row.HasField("members_matched") else -1
    if name == "members_not_matched":
        return row.members_not_matched if row.HasField("members_not_matched") else -1
    if name == "updated":
        return row.updated.ToMilliseconds()
    value = getattr(row, name)
    # Beyond this many bytes texts count as equal.
    return matching.fold(value).encode()[:128] if isinstance(value, str) else value


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("kind", [SECURITY, MICROSOFT_365], ids=["security", "microsoft365"])
def test_paging_in_every_column_is_sorting(documented, kind, column):
    client = documented.client
    everything = compare.rows_of(client.list_groups("contoso", kind))
    for descending in (False, True):
        expected = sorted(
            everything,
            key=lambda row: (sort_value(column, row), matching.fold(row.name), row.id),
            reverse=descending,
        )
        sort = groups_pb2.GroupSort(
            column=groups_pb2.GroupSortColumn.Value(column), descending=descending
        )
        whole = compare.rows_of(client.list_groups("contoso", kind, sort=sort))
        assert [row.name for row in whole] == [row.name for row in expected]
        assert whole == expected
        for size in (1, 7, 1_000):
            rows, replies = pages(client, kind, size, sort=sort)
            assert rows == expected
            assert {reply.total_count for reply in replies} == {len(expected)}


def test_paging_through_a_filter(documented):
    client = documented.client
    everything = compare.rows_of(client.list_groups("contoso", SECURITY))
    for filter, holds in (
        (groups_pb2.GroupFilter(name_contains="GROUP"), lambda row: "group" in row.name.lower()),
        (groups_pb2.GroupFilter(has_unmatched_members=True), lambda row: row.members_not_matched > 0),
        (groups_pb2.GroupFilter(has_unmatched_members=False), lambda row: row.members_not_matched == 0),
        (groups_pb2.GroupFilter(membership_types=[2, 3]), lambda row: row.membership_type in (2, 3)),
        (groups_pb2.GroupFilter(domain=everything[0].domain.upper()),
         lambda row: row.domain == everything[0].domain),
        (groups_pb2.GroupFilter(name_contains="nothing is called so"), lambda row: False),
    ):  # fmt: skip
        rows, replies = pages(client, SECURITY, 3, filter=filter)
        assert rows == [row for row in everything if holds(row)]
        assert replies[0].total_count == len(rows)


def test_columns_that_are_not_asked_for_are_left_out(documented):
    rows = compare.rows_of(documented.client.list_groups("contoso", SECURITY))
    chosen = compare.rows_of(documented.client.list_groups(
        "contoso", SECURITY, columns=["name", "devices_matched"]
    ))  # fmt: skip
    for row, part in zip(rows, chosen, strict=True):
        expected = groups_pb2.GroupRow(id=row.id, name=row.name)
        if row.HasField("devices_matched"):
            expected.devices_matched.CopyFrom(row.devices_matched)
        assert part == expected


def test_paging_through_members(documented):
    client = documented.client
    groups = compare.rows_of(client.list_groups("contoso", SECURITY))
    group = max(groups, key=lambda row: row.members_not_matched + row.members_matched.count)
    everyone = compare.rows_of(client.groups.Members(groups_pb2.ListMembersRequest(id=group.id)))
    assert len(everyone) > 10
    for size in (1, 4):
        rows, token = [], ""
        while True:
            messages = list(client.groups.Members(groups_pb2.ListMembersRequest(
                id=group.id, page_size=size, page_token=token
            )))  # fmt: skip
            rows += compare.rows_of(messages)
            token = messages[-1].next_page_token
            if not token:
                break
        assert rows == everyone
    for section, states in ((groups_pb2.MEMBER_SECTION_MATCHED, {"MATCHED"}),
                            (groups_pb2.MEMBER_SECTION_NOT_MATCHED, {"UNMATCHED", "AMBIGUOUS"})):  # fmt: skip
        request = groups_pb2.ListMembersRequest(id=group.id, sections=[section])
        rows = compare.rows_of(client.groups.Members(request))
        assert rows == [row for row in everyone if compare.STATE[row.match_state] in states]


def test_search_finds_what_lists_hold(documented):
    client = documented.client
    rows = [
        row for kind in (SECURITY, MICROSOFT_365)
        for row in compare.rows_of(client.list_groups("contoso", kind))
    ]  # fmt: skip
    for text in ("group", "E", "Straße", "\u202b", "🚀"):
        found = list(client.groups.Search(
            groups_pb2.SearchGroupsRequest(name_contains=text, limit=1_000)
        ))  # fmt: skip
        expected = {row.id for row in rows if matching.fold(text) in matching.fold(row.name)}
        assert {row.id for row in compare.rows_of(found)} == expected
        if found:
            assert not found[-1].limit_reached
    found = list(client.groups.Search(groups_pb2.SearchGroupsRequest(name_contains="e", limit=3)))
    assert len(compare.rows_of(found)) == 3
    assert found[-1].limit_reached


def test_groups_of_everyone(documented):
    client, expected = documented.client, documented.oracle.expected()
    by_user, by_contact, by_device, by_group = {}, {}, {}, {}
    for id, group in expected.items():
        for member in group["members"]:
            if member["type"] == "USER":
                by_user.setdefault(member["entra_id"], set()).add(id)
            if member["contact"]:
                by_contact.setdefault(member["contact"][0], set()).add(id)
        for device in group["devices"]:
            by_device.setdefault(device["entra_id"], set()).add(id)
        for nested in group["nested"]:
            by_group.setdefault(nested["entra_id"], set()).add(id)
    for field, groups in (
        ("user_entra_id", by_user), ("contact_external_id", by_contact),
        ("device_entra_id", by_device), ("group_entra_id", by_group),
    ):  # fmt: skip
        assert groups
        for id, wanted in groups.items():
            request = groups_pb2.GroupsOfPrincipalRequest(organization_id="contoso", **{field: id})
            found = compare.rows_of(client.groups.OfPrincipal(request))
            assert {row.entra_id for row in found} >= wanted
            assert found == sorted(found, key=lambda row: (matching.fold(row.name), row.id))


def test_a_token_stays_good_while_the_organization_changes(documented, interop_simulator):
    client = documented.client
    before = compare.rows_of(client.list_groups("contoso", SECURITY))
    first = client.list_groups("contoso", SECURITY, page_size=5)
    revision = first[-1].freshness.revision

    # Another organization changes: this one's pages do not notice.
    client.put_organization("fabrikam", "Fabrikam")
    again = client.list_groups("contoso", SECURITY, page_size=5)
    assert again[-1].next_page_token
    assert compare.rows_of(again) == compare.rows_of(first)

    # The organization itself changes: the pages still show the image that the first one was made of.
    renamed = before[-1].entra_id
    documented.mutate("rename", id=renamed, value="!!! First of all")
    documented.sync()
    rows, token = compare.rows_of(first), first[-1].next_page_token
    while token:
        messages = client.list_groups("contoso", SECURITY, page_size=5, page_token=token)
        assert not messages[-1].continued_on_present
        rows += compare.rows_of(messages)
        token = messages[-1].next_page_token
    assert rows == before
    present = compare.rows_of(client.list_groups("contoso", SECURITY))
    assert present[0].entra_id == renamed
    assert present != before

    # The past can be read by its revision too, and is what it was.
    at = {"at": {"revision": revision}}
    assert compare.rows_of(client.list_groups("contoso", SECURITY, **at)) == before
    assert compare.rows_of(client.list_groups("contoso", SECURITY)) == present
    failure = failure_of(
        lambda: client.list_groups("contoso", SECURITY, sort={"column": 2}, **at)
    )
    assert failure.reason == "FIELD_INVALID"
