"""A thin client over the generated stubs: one object for each service, the token on every call."""

import contextlib

import grpc
import stubs  # noqa: F401  (puts the compiled contract on the path)
from google.rpc import error_details_pb2, status_pb2
from muster.v1 import (
    activity_pb2_grpc,
    asset_types_pb2_grpc,
    configurations_pb2,
    configurations_pb2_grpc,
    contacts_pb2,
    contacts_pb2_grpc,
    exports_pb2_grpc,
    groups_pb2,
    groups_pb2_grpc,
    integrations_pb2,
    integrations_pb2_grpc,
    matching_pb2_grpc,
    organizations_pb2,
    organizations_pb2_grpc,
    principals_pb2,
    principals_pb2_grpc,
    related_items_pb2_grpc,
)

#: Longer than any call takes, a sync of a Graph that does not answer included.
SECONDS = 200


class _Bound:
    """A stub's methods with the token and a deadline."""

    def __init__(self, stub, metadata):
        self._stub = stub
        self._metadata = metadata

    def __getattr__(self, name):
        method = getattr(self._stub, name)

        def call(request, timeout=SECONDS):
            return method(request, metadata=self._metadata, timeout=timeout)

        return call


class Client(contextlib.AbstractContextManager):
    """A connection to a server as one caller."""

    def __init__(self, target, token=None):
        options = [("grpc.max_receive_message_length", 1 << 20), ("grpc.enable_retries", 0)]
        self.channel = grpc.insecure_channel(target, options)
        metadata = [("authorization", f"Bearer {token}")] if token is not None else []
        self.groups = _Bound(groups_pb2_grpc.GroupsStub(self.channel), metadata)
        self.organizations = _Bound(organizations_pb2_grpc.OrganizationsStub(self.channel), metadata)
        self.integrations = _Bound(integrations_pb2_grpc.IntegrationsStub(self.channel), metadata)
        self.contacts = _Bound(contacts_pb2_grpc.ContactsStub(self.channel), metadata)
        self.configurations = _Bound(
            configurations_pb2_grpc.ConfigurationsStub(self.channel), metadata
        )
        self.asset_types = _Bound(asset_types_pb2_grpc.AssetTypesStub(self.channel), metadata)
        self.exports = _Bound(exports_pb2_grpc.ExportsStub(self.channel), metadata)
        self.matching = _Bound(matching_pb2_grpc.MatchingStub(self.channel), metadata)
        self.related_items = _Bound(
            related_items_pb2_grpc.RelatedItemsStub(self.channel), metadata
        )
        self.principals = _Bound(principals_pb2_grpc.PrincipalsStub(self.channel), metadata)
        self.activity = _Bound(activity_pb2_grpc.ActivityStub(self.channel), metadata)

    def __exit__(self, *error):
        self.channel.close()

    @property
    def revision(self):
        return self.principals.WhoAmI(principals_pb2.WhoAmIRequest()).revision

    def put_organization(self, key, name):
        organization = organizations_pb2.Organization(id=key, name=name)
        request = organizations_pb2.PutOrganizationRequest(organization=organization)
        return self.organizations.Put(request)

    def create_integration(self, tenant, key="microsoft", secret=None, **settings):
        """An integration with the credentials of a simulated tenant."""
        settings = {
            "sync_microsoft_365_groups": True,
            "sync_security_groups": True,
            "enabled": False,
        } | settings
        integration = integrations_pb2.Integration(
            id=key, name=f"Integration {key}", application_id=tenant["clientId"], **settings
        )
        credential = integrations_pb2.Credential(client_secret=secret or tenant["clientSecret"])
        return self.integrations.Create(
            integrations_pb2.CreateIntegrationRequest(
                integration=integration, credential=credential
            )
        )

    def update_integration(self, key="microsoft", secret=None, **settings):
        request = integrations_pb2.UpdateIntegrationRequest(
            integration=integrations_pb2.Integration(id=key, **settings),
            update_fields=list(settings),
        )
        if secret is not None:
            request.credential.client_secret = secret
        return self.integrations.Update(request)

    def put_tenant(self, tenant_id, organization, key="microsoft"):
        tenant = integrations_pb2.Tenant(tenant_id=tenant_id, organization_id=organization)
        return self.integrations.PutTenant(
            integrations_pb2.PutTenantRequest(integration_id=key, tenant=tenant)
        )

    def start_sync(self, key="microsoft", tenant_ids=(), full=False, seconds=SECONDS):
        """The stream of progress of a sync."""
        return self.integrations.SyncNow(
            integrations_pb2.SyncNowRequest(
                integration_id=key, tenant_ids=list(tenant_ids), full=full
            ),
            timeout=seconds,
        )

    def sync(self, key="microsoft", tenant_ids=(), full=False, seconds=SECONDS):
        """Syncs to the end; gives the runs, all of which must have succeeded."""
        runs = self.runs_of_sync(key, tenant_ids, full, seconds)
        for finished in runs:
            assert finished.outcome == integrations_pb2.RUN_OUTCOME_SUCCEEDED, finished.error
        return runs

    def runs_of_sync(self, key="microsoft", tenant_ids=(), full=False, seconds=SECONDS):
        """Syncs to the end, however that is."""
        progress = list(self.start_sync(key, tenant_ids, full, seconds))
        return [message.finished for message in progress if message.HasField("finished")]

    def import_contacts(self, organization, contacts, **more):
        return self.contacts.Import(_batches(
            contacts_pb2.ImportContactsRequest, organization, "contacts", contacts, more
        ))  # fmt: skip

    def import_configurations(self, organization, configurations, **more):
        return self.configurations.Import(_batches(
            configurations_pb2.ImportConfigurationsRequest, organization, "configurations",
            configurations, more,
        ))  # fmt: skip

    def create_token(self, principal, role, **more):
        return self.principals.CreateToken(
            principals_pb2.CreateTokenRequest(principal_id=principal, role=role, **more)
        )

    def list_groups(self, organization, kind, **more):
        """Every message of a list."""
        return list(self.groups.List(
            groups_pb2.ListGroupsRequest(organization_id=organization, kind=kind, **more)
        ))  # fmt: skip


def _batches(request, organization, field, records, more):
    yield request(organization_id=organization, **more)
    for start in range(0, len(records), 200):
        yield request(**{field: records[start : start + 200]})


def assert_interrupted(progress):
    """A sync that a stopping server cut short says so, in its last message or as its status."""
    try:
        *_, last = progress
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.UNAVAILABLE, error
    else:
        assert last.finished.outcome == integrations_pb2.RUN_OUTCOME_INTERRUPTED, last


class Failure:
    """A failed call: its code, its text and its details."""

    def __init__(self, error):
        self.code = error.code()
        self.message = error.details()
        self.reason = self.domain = None
        self.fields = []
        trailers = dict(error.trailing_metadata() or ())
        self.has_details = "grpc-status-details-bin" in trailers
        if not self.has_details:
            return
        status = status_pb2.Status.FromString(trailers["grpc-status-details-bin"])
        assert status.code == self.code.value[0], "the details tell another code"
        assert status.message == self.message, "the details tell another message"
        for detail in status.details:
            information = error_details_pb2.ErrorInfo()
            request = error_details_pb2.BadRequest()
            if detail.Unpack(information):
                self.reason, self.domain = information.reason, information.domain
            elif detail.Unpack(request):
                self.fields = [violation.field for violation in request.field_violations]

    def __repr__(self):
        return f"{self.code} {self.reason} {self.fields} {self.message!r}"


def failure_of(call, *arguments, **more):
    """How a call fails; it must."""
    try:
        reply = call(*arguments, **more)
        if hasattr(reply, "__next__"):
            reply = list(reply)
    except grpc.RpcError as error:
        return Failure(error)
    raise AssertionError(f"the call succeeded: {reply}")
