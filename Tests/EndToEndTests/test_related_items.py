"""Related items: the automatic ones follow memberships and cannot be removed, the manual ones have notes."""

import os
import sqlite3

import pytest

import compare
import stubs  # noqa: F401  (puts the compiled contract on the path)
from client import Client, failure_of
from harness import run
from muster.v1 import (
    common_pb2,
    configurations_pb2,
    contacts_pb2,
    groups_pb2,
    related_items_pb2,
)
from scenario import MICROSOFT_365, SECURITY

CONTACT = related_items_pb2.RELATED_KIND_CONTACT
CONFIGURATION = related_items_pb2.RELATED_KIND_CONFIGURATION
GROUP = related_items_pb2.RELATED_KIND_GROUP


@pytest.fixture
def scenario(new_scenario):
    made = new_scenario()
    made.import_records()
    made.sync()
    return made


def key(kind, name):
    return related_items_pb2.RelatedKey(kind=kind, id=name)


def items_of(client, kind, name, **more):
    request = related_items_pb2.ListRelatedItemsRequest(
        organization_id="contoso", of=key(kind, name), **more
    )
    return [item for message in client.related_items.List(request) for item in message.items]


def members_by_contact(client):
    """The groups of every contact, by the lists of members: the slow way."""
    groups, devices = {}, {}
    for kind in (SECURITY, MICROSOFT_365):
        for group in compare.rows_of(client.list_groups("contoso", kind)):
            for message in client.groups.Members(groups_pb2.ListMembersRequest(id=group.id)):
                for member in message.rows:
                    if member.contact.external_id:
                        groups.setdefault(member.contact.external_id, set()).add(group.id)
            if kind == MICROSOFT_365:
                continue
            for message in client.groups.Devices(groups_pb2.ListDevicesRequest(id=group.id)):
                for device in message.rows:
                    if device.configuration.external_id:
                        devices.setdefault(device.configuration.external_id, set()).add(group.id)
    return groups, devices


def test_groups_are_related_items_of_their_members(scenario):
    """Rows 38, 46."""
    client = scenario.client
    groups, devices = members_by_contact(client)
    assert groups and devices
    for kind, expected in ((CONTACT, groups), (CONFIGURATION, devices)):
        for name, wanted in list(expected.items())[:25]:
            items = items_of(client, kind, name)
            assert {item.other.id for item in items} == wanted
            assert all(item.automatic and item.other.kind == GROUP for item in items)
    contact = next(iter(groups))
    request = contacts_pb2.ContactsRelatedItemsRequest(
        organization_id="contoso", external_id=contact
    )
    found = [item for message in client.contacts.RelatedItems(request) for item in message.items]
    assert found == items_of(client, CONTACT, contact)
    machine = next(iter(devices))
    request = configurations_pb2.ConfigurationsRelatedItemsRequest(
        organization_id="contoso", external_id=machine
    )
    found = [i for message in client.configurations.RelatedItems(request) for i in message.items]
    assert found == items_of(client, CONFIGURATION, machine)
    group = next(iter(groups[contact]))
    assert contact in {item.other.id for item in items_of(client, GROUP, group)}


def test_an_automatic_item_cannot_be_removed(scenario):
    """Rows 39, 47: not even by an administrator."""
    client = scenario.client
    groups, _ = members_by_contact(client)
    contact = next(iter(groups))
    item = items_of(client, CONTACT, contact)[0]
    failure = failure_of(
        client.related_items.Remove,
        related_items_pb2.RemoveRelatedItemRequest(organization_id="contoso", id=item.id),
    )
    assert failure.reason == "AUTOMATIC_ITEM"
    failure = failure_of(
        client.related_items.Update,
        related_items_pb2.UpdateRelatedItemRequest(
            organization_id="contoso", id=item.id, note="mine"
        ),
    )
    assert failure.reason == "AUTOMATIC_ITEM"
    assert item in items_of(client, CONTACT, contact)


def test_items_of_a_group_whose_kind_is_switched_off_stand_still(scenario):
    """R49: frozen with the group, and they say since when."""
    client = scenario.client
    groups, _ = members_by_contact(client)
    contact = next(iter(groups))
    before = {item.other.id for item in items_of(client, CONTACT, contact)}
    client.update_integration(sync_security_groups=False, sync_microsoft_365_groups=False)
    after = items_of(client, CONTACT, contact)
    assert {item.other.id for item in after} == before
    assert all(item.group.sync_status == groups_pb2.SYNC_STATUS_DISABLED for item in after)


def test_manual_items_have_a_note_and_two_ends(scenario, server):
    client = scenario.client
    groups, devices = members_by_contact(client)
    contact, machine = next(iter(groups)), next(iter(devices))
    request = related_items_pb2.AddRelatedItemRequest(
        organization_id="contoso",
        first=key(CONTACT, contact),
        second=key(CONFIGURATION, machine),
        note="her laptop",
    )
    made = client.related_items.Add(request)
    assert failure_of(client.related_items.Add, request).reason == "ALREADY_EXISTS"

    def manual(kind, name):
        return [item for item in items_of(client, kind, name) if not item.automatic]

    (item,) = manual(CONTACT, contact)
    assert (item.id, item.note, item.other.id) == (made.id, "her laptop", machine)
    assert item.created_by == "admin" and item.HasField("created_at")
    (back,) = manual(CONFIGURATION, machine)
    assert (back.id, back.other.id) == (made.id, contact)

    client.related_items.Update(
        related_items_pb2.UpdateRelatedItemRequest(
            organization_id="contoso", id=made.id, note="his laptop"
        )
    )
    assert manual(CONTACT, contact)[0].note == "his laptop"
    scenario.client.sync(full=True)
    assert manual(CONTACT, contact)[0].note == "his laptop"
    client.related_items.Remove(
        related_items_pb2.RemoveRelatedItemRequest(organization_id="contoso", id=made.id)
    )
    assert manual(CONTACT, contact) == []
    (path,) = [
        os.path.join(folder, name)
        for folder, _, names in os.walk(server.data)
        for name in names
        if name == "muster.sqlite"
    ]
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as store:
        actions = store.execute(
            "SELECT action, detail FROM activity WHERE action LIKE 'related item%' ORDER BY id"
        ).fetchall()
    assert actions == [
        ("related item added", "her laptop"),
        ("related item updated", "her laptop → his laptop"),
        ("related item removed", "his laptop"),
    ]


def test_refusals(scenario, server):
    client = scenario.client
    groups, _ = members_by_contact(client)
    contact = next(iter(groups))
    one = key(CONTACT, contact)
    for second, reason in (
        (one, "FIELD_INVALID"),
        (key(CONTACT, "nobody"), "NOT_FOUND"),
        (key(GROUP, "00000000-0000-8000-8000-000000000000"), "NOT_FOUND"),
        (related_items_pb2.RelatedKey(id="x"), "FIELD_INVALID"),
    ):
        request = related_items_pb2.AddRelatedItemRequest(
            organization_id="contoso", first=one, second=second
        )
        assert failure_of(client.related_items.Add, request).reason == reason
    request = related_items_pb2.RemoveRelatedItemRequest(organization_id="contoso", id="nothing")
    assert failure_of(client.related_items.Remove, request).reason == "NOT_FOUND"
    token = client.create_token("reader", common_pb2.ROLE_READ_ONLY).secret
    with Client(server.target, token) as reader:
        assert failure_of(reader.related_items.Remove, request).reason == "ROLE_INSUFFICIENT"
        assert items_of(reader, CONTACT, contact) == items_of(client, CONTACT, contact)


def test_the_command(scenario, server):
    def muster(*arguments):
        result = run("related", *arguments, "--data", server.data)
        assert result.returncode == 0, (arguments, result.stderr)
        return result.stdout

    groups, _ = members_by_contact(scenario.client)
    contact = next(iter(groups))
    group = next(iter(groups[contact]))
    assert group in muster("list", "contoso", f"contact:{contact}", "--json")
    other = next(name for name in groups if name != contact)
    item = muster(
        "add", "contoso", f"contact:{contact}", f"contact:{other}", "--note", "sisters"
    ).strip()
    assert "sisters" in muster("list", "contoso", f"contact:{contact}")
    muster("note", "contoso", item, "twins")
    assert "twins" in muster("list", "contoso", f"contact:{other}")
    muster("remove", "contoso", item)
    assert "twins" not in muster("list", "contoso", f"contact:{other}")
