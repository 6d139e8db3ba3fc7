"""One organization from the simulated tenant through the server to the oracle."""

import time

import compare
import matching
import stubs  # noqa: F401  (puts the compiled contract on the path)
from muster.v1 import configurations_pb2, contacts_pb2, groups_pb2, integrations_pb2
from oracle import Oracle

MICROSOFT_365 = groups_pb2.GROUP_KIND_MICROSOFT_365
SECURITY = groups_pb2.GROUP_KIND_SECURITY


def now():
    return int(time.time() * 1000)


class Scenario:
    """Keeps the oracle beside the server: what is done to one is told to the other."""

    def __init__(self, simulator, client, tenant, organization="contoso", reads_hidden=True):
        self.simulator = simulator
        self.client = client
        self.tenant = tenant
        self.oracle = Oracle(tenant, organization, reads_hidden=reads_hidden)
        self.organization = organization

    def connect(self):
        """Makes the organization and its integration."""
        self.client.put_organization(self.organization, self.tenant["name"])
        self.client.create_integration(self.tenant)
        self.client.put_tenant(self.tenant["id"], self.organization)
        return self

    def reconnect(self, client):
        """Goes on with the server after a restart."""
        self.client = client

    def import_records(self):
        """Imports what the simulator gives as the client's own contacts and configurations."""
        query = f"?tenant={self.tenant['id']}&share=0.9"
        people = matching.read_contacts(self.simulator.call("/contacts" + query))
        machines = matching.read_configurations(self.simulator.call("/configurations" + query))
        contacts = [contacts_pb2.Contact(**row) for row in people]
        configurations = [configurations_pb2.Configuration(**row) for row in machines]
        result = self.client.import_contacts(self.organization, contacts)
        assert result.created == len(matching.Contacts(people).rows)
        assert result.created + result.rejected == len(people)
        result = self.client.import_configurations(self.organization, configurations)
        assert result.created == len(matching.Configurations(machines).rows)
        assert result.created + result.rejected == len(machines)
        self.oracle.imported_contacts(people)
        self.oracle.imported_configurations(machines)

    def churn(self, count, seed):
        self.simulator.churn(self.tenant["id"], count, seed)

    def mutate(self, action, **more):
        return self.simulator.mutate(self.tenant["id"], action, **more)

    def sync(self, **more):
        """Syncs to a good end."""
        truth, started = self.simulator.dump(self.tenant["id"]), now()
        (run,) = self.client.sync(**more)
        self.oracle.synced(truth, started, now())
        return run

    def observe(self, started):
        """Notes that a sync which was begun elsewhere at `started` has ended."""
        self.oracle.synced(self.simulator.dump(self.tenant["id"]), started, now())

    def switch(self, kind, is_on):
        name = groups_pb2.GroupKind.Name(kind)
        setting = {MICROSOFT_365: "sync_microsoft_365_groups", SECURITY: "sync_security_groups"}
        self.client.update_integration(**{setting[kind]: is_on})
        self.oracle.switched(name, is_on)

    def check(self, **more):
        """Everything that the server says must be what the oracle expects."""
        return compare.assert_equal(self.oracle, self.client, **more)

    def runs(self):
        request = integrations_pb2.ListRunsRequest(integration_id="microsoft", page_size=100)
        return [run for m in self.client.integrations.Runs(request) for run in m.runs]
