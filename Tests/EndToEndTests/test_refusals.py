"""Requests that cannot be answered: the status, the reason and the field are those that wire.md promises."""

import re

import grpc
import pytest

import stubs
from client import Client, failure_of
from google.protobuf import timestamp_pb2
from harness import wait_until
from muster.v1 import (
    common_pb2,
    configurations_pb2,
    contacts_pb2,
    groups_pb2,
    integrations_pb2,
    organizations_pb2,
    principals_pb2,
)
from scenario import SECURITY, now

CODES = {code.value[0]: code for code in grpc.StatusCode}
UNKNOWN_GUID = "11111111-2222-4333-8444-555555555555"


def documented_reasons():
    """Every reason in wire.md with its code."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| (\d+) \|", (stubs.SPEC / "wire.md").read_text(), re.M)
    return {reason: CODES[int(code)] for reason, code in rows}


REASONS = documented_reasons()


def assert_refused(failure, reason, *fields, saying=()):
    """The failure has this documented reason and its code, and names the fields and the rest."""
    assert failure.reason == reason, failure
    assert failure.code == REASONS[reason], failure
    assert failure.domain == "muster"
    assert failure.fields == list(fields), failure
    for text in (*fields, *saying):
        assert text in failure.message, failure


@pytest.fixture(scope="module")
def client(shared):
    return shared.client


@pytest.fixture(scope="module")
def reader(shared, shared_server):
    """A client of a caller that may only read."""
    secret = shared.client.create_token("reader", common_pb2.ROLE_READ_ONLY).secret
    with Client(shared_server.target, secret) as connected:
        yield connected


def list_request(**more):
    return groups_pb2.ListGroupsRequest(**{"organization_id": "contoso", "kind": SECURITY} | more)


@pytest.fixture(scope="module")
def page_token(client):
    return client.list_groups("contoso", SECURITY, page_size=2)[-1].next_page_token


# Values of fields.


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (list_request(organization_id=""), "organization_id"),
        (list_request(kind=0), "kind"),
        (list_request(kind=9), "kind"),
        (list_request(page_size=1_001), "page_size"),
        (list_request(page_size=4_294_967_295), "page_size"),
        (list_request(sort=groups_pb2.GroupSort(column=99)), "sort.column"),
        (list_request(columns=["name", "colour"]), "columns"),
        (list_request(filter=groups_pb2.GroupFilter(statuses=[77])), "filter.statuses"),
        (list_request(filter=groups_pb2.GroupFilter(statuses=[0])), "filter.statuses"),
        (list_request(filter=groups_pb2.GroupFilter(membership_types=[77])), "filter.membership_types"),
        (list_request(filter=groups_pb2.GroupFilter(name_contains="n" * 2_000)), "filter.name_contains"),
        (list_request(filter=groups_pb2.GroupFilter(domain="d" * 2_000)), "filter.domain"),
    ],
)  # fmt: skip
def test_a_field_with_a_value_that_is_not_allowed(client, request_, field):
    assert_refused(failure_of(client.groups.List, request_), "FIELD_INVALID", field)


def test_fields_of_other_methods(client):
    for call, field in (
        (lambda: client.groups.Get(groups_pb2.GetGroupRequest()), "id"),
        (lambda: client.groups.Get(groups_pb2.GetGroupRequest(id="no guid")), "id"),
        (lambda: client.groups.Search(groups_pb2.SearchGroupsRequest()), "name_contains"),
        (lambda: client.groups.Search(
            groups_pb2.SearchGroupsRequest(name_contains="a", limit=1_001)), "limit"),
        (lambda: client.groups.OfPrincipal(
            groups_pb2.GroupsOfPrincipalRequest(organization_id="contoso")), "principal"),
        (lambda: client.groups.OfPrincipal(groups_pb2.GroupsOfPrincipalRequest(
            organization_id="contoso", user_entra_id="no guid")), "user_entra_id"),
        (lambda: client.put_organization("", "Name"), "organization.id"),
        (lambda: client.put_organization("a b", "Name"), "organization.id"),
        (lambda: client.put_organization("o" * 300, "Name"), "organization.id"),
        (lambda: client.put_organization("named", "  "), "organization.name"),
        (lambda: client.update_integration("microsoft", interval_seconds=5),
         "integration.interval_seconds"),
        (lambda: client.update_integration("microsoft", visibility_delay_seconds=901),
         "integration.visibility_delay_seconds"),
        (lambda: client.put_tenant("no guid", "contoso"), "tenant.tenant_id"),
        (lambda: client.create_token("", common_pb2.ROLE_READ_ONLY), "principal_id"),
        (lambda: client.create_token("someone", 99), "role"),
        (lambda: client.create_token("someone", common_pb2.ROLE_READ_ONLY,
                                     expires_at=timestamp_pb2.Timestamp(seconds=1)), "expires_at"),
        (lambda: client.import_contacts("", []), "organization_id"),
        (lambda: client.contacts.Delete(
            contacts_pb2.DeleteContactsRequest(organization_id="contoso")), "external_ids"),
        (lambda: client.contacts.Delete(contacts_pb2.DeleteContactsRequest(
            organization_id="contoso", external_ids=map(str, range(1_001)))), "external_ids"),
    ):  # fmt: skip
        assert_refused(failure_of(call), "FIELD_INVALID", field)


def test_an_update_of_a_field_that_there_is_not(client):
    request = integrations_pb2.UpdateIntegrationRequest(
        integration=integrations_pb2.Integration(id="microsoft"), update_fields=["colour"]
    )
    failure = failure_of(client.integrations.Update, request)
    assert_refused(failure, "FIELD_INVALID", "update_fields", saying=["colour", "name"])


# Things that are not there.


def test_things_that_are_not_there(client):
    for call in (
        lambda: client.list_groups("nowhere", SECURITY),
        lambda: client.groups.Get(groups_pb2.GetGroupRequest(id=UNKNOWN_GUID)),
        lambda: client.groups.Members(groups_pb2.ListMembersRequest(id=UNKNOWN_GUID)),
        lambda: client.groups.Devices(groups_pb2.ListDevicesRequest(id=UNKNOWN_GUID)),
        lambda: client.groups.NestedGroups(groups_pb2.ListNestedGroupsRequest(id=UNKNOWN_GUID)),
        lambda: client.organizations.Get(organizations_pb2.GetOrganizationRequest(id="nowhere")),
        lambda: client.organizations.Delete(
            organizations_pb2.DeleteOrganizationRequest(id="nowhere", confirm=True)),
        lambda: client.contacts.Get(
            contacts_pb2.GetContactRequest(organization_id="contoso", external_id="nobody")),
        lambda: client.configurations.Get(configurations_pb2.GetConfigurationRequest(
            organization_id="contoso", external_id="nothing")),
        lambda: client.contacts.List(contacts_pb2.ListContactsRequest(organization_id="nowhere")),
        lambda: client.import_contacts("nowhere", [contacts_pb2.Contact(external_id="1", last_name="A")]),
        lambda: client.integrations.Get(integrations_pb2.GetIntegrationRequest(id="nowhere")),
        lambda: client.update_integration("nowhere", name="Name"),
        lambda: client.start_sync("nowhere"),
        lambda: client.start_sync(tenant_ids=[UNKNOWN_GUID]),
        lambda: client.put_tenant(UNKNOWN_GUID, "nowhere"),
        lambda: client.principals.RevokeToken(principals_pb2.RevokeTokenRequest(id="nothing")),
        lambda: client.groups.OfPrincipal(groups_pb2.GroupsOfPrincipalRequest(
            organization_id="contoso", contact_external_id="nobody")),
    ):  # fmt: skip
        failure = failure_of(call)
        assert (failure.reason, failure.code) == ("NOT_FOUND", grpc.StatusCode.NOT_FOUND), failure


def test_what_the_state_does_not_allow(client, shared):
    unified = next(
        group
        for group in client.list_groups("contoso", groups_pb2.GROUP_KIND_MICROSOFT_365)[0].rows
    )
    for call, reason in (
        (lambda: client.groups.Devices(groups_pb2.ListDevicesRequest(id=unified.id)), "KIND_MISMATCH"),
        (lambda: client.groups.NestedGroups(groups_pb2.ListNestedGroupsRequest(id=unified.id)),
         "KIND_MISMATCH"),
        (lambda: client.create_integration(shared.tenant), "ALREADY_EXISTS"),
        (lambda: client.organizations.Delete(
            organizations_pb2.DeleteOrganizationRequest(id="contoso")), "CONFIRMATION_MISSING"),
        (lambda: client.organizations.Delete(
            organizations_pb2.DeleteOrganizationRequest(id="contoso", confirm=True)), "IN_USE"),
    ):  # fmt: skip
        failure = failure_of(call)
        assert (failure.reason, failure.code) == (reason, REASONS[reason]), failure
    client.create_integration(shared.tenant, "rival")
    failure = failure_of(client.put_tenant, shared.tenant["id"], "contoso", "rival")
    assert_refused(failure, "TENANT_TAKEN", saying=["tenant.tenant_id", "microsoft"])


# Pages.


def test_a_page_token_that_is_none(client, page_token):
    for token in ("x", "AAAA", page_token[:-1], page_token + "A", page_token[::-1], "ä" * 20):
        failure = failure_of(client.groups.List, list_request(page_size=2, page_token=token))
        assert_refused(failure, "PAGE_TOKEN_MISMATCH", "page_token")


def test_a_page_token_of_another_request(client, page_token):
    for other in (
        list_request(page_token=page_token, kind=groups_pb2.GROUP_KIND_MICROSOFT_365),
        list_request(page_token=page_token, sort=groups_pb2.GroupSort(descending=True)),
        list_request(page_token=page_token, filter=groups_pb2.GroupFilter(name_contains="a")),
    ):
        assert_refused(failure_of(client.groups.List, other), "PAGE_TOKEN_MISMATCH", "page_token")
    request = groups_pb2.ListMembersRequest(
        id=client.list_groups("contoso", SECURITY)[0].rows[0].id, page_token=page_token
    )
    assert_refused(failure_of(client.groups.Members, request), "PAGE_TOKEN_MISMATCH", "page_token")


def test_a_page_token_of_another_caller(reader, page_token):
    failure = failure_of(reader.groups.List, list_request(page_size=2, page_token=page_token))
    assert_refused(failure, "PAGE_TOKEN_MISMATCH", "page_token")


def test_a_revision_that_is_not_there(client):
    revision = client.revision
    for request, reason in (
        (list_request(min_revision=revision + 2_000_000), "FUTURE_REVISION"),
        (list_request(at=groups_pb2.ListGroupsRequest().at.__class__(revision=revision + 1)),
         "FUTURE_REVISION"),
    ):  # fmt: skip
        assert failure_of(client.groups.List, request).reason == reason
    failure = failure_of(client.groups.List, list_request(min_revision=revision + 1), timeout=0.5)
    assert failure.code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)


# Bytes.


def raw(channel, token, path="/muster.v1.Groups/List"):
    """A call that sends bytes as they are."""
    method = channel.unary_stream(path, request_serializer=bytes, response_deserializer=bytes)
    metadata = [("authorization", f"Bearer {token}")]
    return lambda body: method(body, metadata=metadata, timeout=20)


def test_a_request_that_is_no_message(client, shared_server):
    call = raw(client.channel, shared_server.token)
    for body in (
        b"\x0a",
        b"\x0a\x05abc",
        b"\xff" * 12,
        b"\x0a\x07contos\xff\x10\x02",
        b"\x0b",
        b"\x07",
    ):
        assert_refused_bytes(failure_of(call, body))


def assert_refused_bytes(failure):
    assert (failure.reason, failure.code) == (
        "MESSAGE_MALFORMED", grpc.StatusCode.INVALID_ARGUMENT,
    ), failure  # fmt: skip


def test_text_that_is_no_utf8_names_its_field(client, shared_server):
    failure = failure_of(raw(client.channel, shared_server.token), b"\x0a\x03a\xff\xfe\x10\x02")
    assert_refused_bytes(failure)
    assert "organization_id" in failure.message


def test_a_request_that_is_too_large(client):
    request = list_request(columns=["name"] * 20_000)
    assert len(request.SerializeToString()) > 64 * 1024
    failure = failure_of(client.groups.List, request)
    assert failure.code == grpc.StatusCode.RESOURCE_EXHAUSTED
    assert client.list_groups("contoso", SECURITY)


def test_a_method_that_there_is_not(client, shared_server):
    for path in ("/muster.v1.Groups/Shred", "/muster.v1.Nothing/List", "/nothing"):
        failure = failure_of(raw(client.channel, shared_server.token, path), b"")
        assert failure.code == grpc.StatusCode.UNIMPLEMENTED


# Imports.


def test_rows_of_an_import_that_are_left_out_are_told_one_by_one(client):
    client.put_organization("importing", "Importing")
    good = contacts_pb2.Contact(external_id="1", first_name="Ann", last_name="Lee")
    result = client.import_contacts("importing", [
        good,
        contacts_pb2.Contact(external_id="", first_name="No", last_name="Id"),
        contacts_pb2.Contact(external_id="3"),
        contacts_pb2.Contact(external_id="1", first_name="Ann", last_name="Again"),
        contacts_pb2.Contact(external_id="5", last_name="Mail", emails=["a@b.example"] * 101),
        contacts_pb2.Contact(external_id="6" * 257, last_name="Long"),
        contacts_pb2.Contact(external_id="7", last_name="Last"),
    ])  # fmt: skip
    assert (result.created, result.rejected) == (2, 5)
    assert [(r.index, r.field) for r in result.rejections] == [
        (1, "external_id"), (2, "last_name"), (3, "external_id"), (4, "emails"), (5, "external_id"),
    ]  # fmt: skip
    assert all(rejection.reason for rejection in result.rejections)
    assert result.rejections[2].external_id == "1"
    stored = client.contacts.Get(
        contacts_pb2.GetContactRequest(organization_id="importing", external_id="1")
    )
    assert stored.contact == good

    again = client.import_contacts("importing", [good])
    assert (again.unchanged, again.revision) == (1, result.revision)

    result = client.import_configurations("importing", [
        configurations_pb2.Configuration(external_id="1", name="PC-1"),
        configurations_pb2.Configuration(external_id="2", hostname="pc-2"),
        configurations_pb2.Configuration(external_id="1", name="PC-1 again"),
    ])  # fmt: skip
    assert (result.created, result.rejected) == (1, 2)
    assert [(r.index, r.field) for r in result.rejections] == [(1, "name"), (2, "external_id")]


def test_only_the_first_thousand_rows_that_are_left_out_are_told(client):
    client.put_organization("importing", "Importing")
    result = client.import_contacts("importing", [contacts_pb2.Contact(external_id="x")] * 1_200)
    assert (result.rejected, len(result.rejections)) == (1_200, 1_000)


def test_one_import_is_for_one_organization(client):
    client.put_organization("importing", "Importing")
    messages = [
        contacts_pb2.ImportContactsRequest(organization_id=organization)
        for organization in ("importing", "contoso")
    ]
    failure = failure_of(client.contacts.Import, iter(messages))
    assert_refused(failure, "FIELD_INVALID", "organization_id")


# Callers.


def test_a_call_without_a_token(shared_server):
    with Client(shared_server.target) as nobody:
        for call in (
            lambda: nobody.list_groups("contoso", SECURITY),
            lambda: nobody.revision,
            lambda: nobody.put_organization("new", "New"),
            lambda: nobody.import_contacts("contoso", []),
            lambda: nobody.start_sync(),
        ):
            failure = failure_of(call)
            assert_refused(failure, "TOKEN_MISSING", saying=["authorization"])


def test_a_token_that_is_unknown(shared_server, client):
    secret = shared_server.token
    changed = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    for token in ("nonsense", secret[:-1], secret + "x", changed, "muster_" + "a" * 56):
        with Client(shared_server.target, token) as nobody:
            failure = failure_of(nobody.list_groups, "contoso", SECURITY)
            assert_refused(failure, "TOKEN_INVALID")
            assert token not in failure.message


def test_a_token_that_was_revoked(shared_server, client):
    made = client.create_token("leaver", common_pb2.ROLE_READ_ONLY, note="for a test")
    with Client(shared_server.target, made.secret) as leaver:
        assert leaver.list_groups("contoso", SECURITY)
        reply = client.principals.RevokeToken(principals_pb2.RevokeTokenRequest(id=made.token.id))
        assert reply.revision == client.revision
        assert_refused(failure_of(leaver.list_groups, "contoso", SECURITY), "TOKEN_INVALID",
                       saying=["authorization"])  # fmt: skip
    request = principals_pb2.ListTokensRequest(principal_id="leaver", include_revoked=True)
    (listed,) = client.principals.ListTokens(request).tokens
    assert (listed.id, listed.revoked, listed.note) == (made.token.id, True, "for a test")
    assert not client.principals.ListTokens(
        principals_pb2.ListTokensRequest(principal_id="leaver")
    ).tokens


def test_a_token_that_is_over(shared_server, client):
    expiry = timestamp_pb2.Timestamp()
    expiry.FromMilliseconds(now() + 1_500)
    made = client.create_token("visitor", common_pb2.ROLE_READ_ONLY, expires_at=expiry)
    with Client(shared_server.target, made.secret) as visitor:
        assert visitor.list_groups("contoso", SECURITY)
        wait_until(lambda: now() > expiry.ToMilliseconds(), "the token is over")
        assert_refused(failure_of(visitor.list_groups, "contoso", SECURITY), "TOKEN_INVALID",
                       saying=["authorization"])  # fmt: skip


def test_a_caller_that_may_only_read(reader, client, shared):
    assert reader.list_groups("contoso", SECURITY)
    assert reader.principals.WhoAmI(principals_pb2.WhoAmIRequest()).role == (
        common_pb2.ROLE_READ_ONLY
    )
    revision = client.revision
    for call in (
        lambda: reader.put_organization("new", "New"),
        lambda: reader.organizations.Delete(
            organizations_pb2.DeleteOrganizationRequest(id="contoso", confirm=True)),
        lambda: reader.create_integration(shared.tenant, "mine"),
        lambda: reader.update_integration("microsoft", sync_security_groups=False),
        lambda: reader.put_tenant(shared.tenant["id"], "contoso"),
        lambda: reader.start_sync(),
        lambda: reader.import_contacts("contoso", [contacts_pb2.Contact(external_id="1", last_name="A")]),
        lambda: reader.import_configurations(
            "contoso", [configurations_pb2.Configuration(external_id="1", name="A")]),
        lambda: reader.contacts.Delete(contacts_pb2.DeleteContactsRequest(
            organization_id="contoso", external_ids=["1"])),
        lambda: reader.create_token("me", common_pb2.ROLE_ADMINISTRATOR),
        lambda: reader.principals.ListTokens(principals_pb2.ListTokensRequest()),
        lambda: reader.principals.RevokeToken(principals_pb2.RevokeTokenRequest(id="any")),
    ):  # fmt: skip
        assert_refused(failure_of(call), "ROLE_INSUFFICIENT")
    assert client.revision == revision


def test_a_view_tells_each_caller_what_it_may_do(reader, client):
    for caller, allowed in (
        (client, {"EDIT", "ACCESS", "ARCHIVE", "DISABLE_SYNC", "EXPORT", "RUNBOOK", "PDF", "MANAGE"}),
        (reader, {"PDF"}),
    ):
        message = caller.list_groups("contoso", SECURITY)[0]
        names = {
            groups_pb2.GroupAction.Name(action).removeprefix("GROUP_ACTION_")
            for row, view in zip(message.rows, message.caller_views, strict=True)
            for action in view.allowed
            if row.sync_status == groups_pb2.SYNC_STATUS_ENABLED
        }
        assert names == allowed
    row = reader.list_groups("contoso", SECURITY)[0].rows[0]
    reply = reader.groups.Get(groups_pb2.GetGroupRequest(id=row.id))
    assert not reply.detail.manage_url
