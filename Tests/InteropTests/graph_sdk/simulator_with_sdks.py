"""Calls the simulated Graph with Microsoft's own clients and compares the result with its dump.

msgraph-sdk, azure-identity and msal talk to the simulator over HTTPS, with a secret and with a
certificate. Every count and every membership that they read must be the one that the simulator's
control port says is true. The exit code is 0 if all of it is.

    pip install msgraph-sdk==1.65.0 azure-identity==1.27.0 msal==1.39.0 'httpx[http2]'
    python simulator_with_sdks.py --graph https://127.0.0.1:PORT --control http://127.0.0.1:PORT \\
        --tenant NAME --ca CERTIFICATE.pem --client-certificate CERTIFICATE-AND-KEY.pem

The client certificate must be registered with the simulator (`muster-graph --client-certificate`).
"""

import argparse
import asyncio
import json
import logging
import ssl
import sys
import urllib.parse
import urllib.request

import httpx
import msal
import requests
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import CertificateCredential, ClientSecretCredential
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_authentication_azure.azure_identity_authentication_provider import (
    AzureIdentityAuthenticationProvider,
)
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.generated.devices.delta.delta_request_builder import (
    DeltaRequestBuilder as DevicesDelta,
)
from msgraph.generated.groups.delta.delta_request_builder import DeltaRequestBuilder as GroupsDelta
from msgraph.generated.groups.groups_request_builder import GroupsRequestBuilder
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.users.delta.delta_request_builder import DeltaRequestBuilder as UsersDelta
from msgraph_core import GraphClientFactory

SCOPE = "https://graph.microsoft.com/.default"


class Simulator:
    """The control port: who the tenants are, and what is true of them."""

    def __init__(self, control):
        self.control = control

    def _call(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(self.control + path, data) as response:
            return response.read().decode()

    def tenant(self, name):
        tenants = json.loads(self._call("/tenants"))["tenants"]
        return next(tenant for tenant in tenants if tenant["name"] == name)

    def mutate(self, tenant, **change):
        return json.loads(self._call("/mutate", {"tenant": tenant["id"], **change}))

    def truth(self, tenant):
        """Live objects by kind and identifier; a group's members are a set of identifiers."""
        truth = {"user": {}, "group": {}, "device": {}}
        for line in self._call("/dump?tenant=" + tenant["id"]).splitlines():
            entry = json.loads(line)
            if entry["type"] in truth and not entry["isDeleted"]:
                if entry["type"] == "group":
                    links = entry["members"] + entry["deletedMembers"]
                    entry["links"] = {link["id"] for link in links}
                    entry["memberIds"] = {
                        link["id"]
                        for link in entry["members"]
                        if link["type"] != "#microsoft.graph.servicePrincipal"
                    }
                truth[entry["type"]][entry["id"]] = entry
        return truth


class Checks:
    """Counts what was compared and remembers what was not equal."""

    def __init__(self):
        self.count = 0
        self.failures = []

    def equal(self, what, found, expected):
        self.count += 1
        if found != expected:
            self.failures.append(f"{what}: found {found!r:.300}, expected {expected!r:.300}")

    def true(self, what, condition):
        self.equal(what, bool(condition), True)


class Client:
    """A Graph client of the SDK that trusts the simulator and counts HTTP versions."""

    def __init__(self, graph, credential, ca):
        self.versions = {}
        host = urllib.parse.urlsplit(graph).hostname
        context = ssl.create_default_context(cafile=ca)

        async def count(response):
            self.versions[response.http_version] = self.versions.get(response.http_version, 0) + 1

        http = httpx.AsyncClient(
            http2=True,
            verify=context,
            timeout=60,
            trust_env=False,
            event_hooks={"response": [count]},
        )
        provider = AzureIdentityAuthenticationProvider(
            credential, scopes=[SCOPE], allowed_hosts=[host]
        )
        adapter = GraphRequestAdapter(
            provider, GraphClientFactory.create_with_default_middleware(client=http)
        )
        adapter.base_url = graph + "/v1.0"
        self.service = GraphServiceClient(request_adapter=adapter)


async def listed(builder, configuration=None):
    """Every object of a listing, over all its pages."""
    objects = []
    page = await builder.get(request_configuration=configuration)
    while True:
        objects += page.value
        if not page.odata_next_link:
            return objects
        page = await builder.with_url(page.odata_next_link).get()


class Mirror:
    """What a client that follows delta holds."""

    def __init__(self):
        self.objects = {"user": {}, "group": {}, "device": {}}
        self.links = {}

    async def sync(self, service):
        """Runs one round over each collection, from the start or from the last link."""
        for kind, builder, properties, members in (
            ("user", service.users.delta, UsersDelta.DeltaRequestBuilderGetQueryParameters, False),
            ("group", service.groups.delta, GroupsDelta.DeltaRequestBuilderGetQueryParameters, True),
            (
                "device",
                service.devices.delta,
                DevicesDelta.DeltaRequestBuilderGetQueryParameters,
                False,
            ),
        ):
            if kind in self.links:
                page = await builder.with_url(self.links[kind]).get()
            else:
                select = ["id", "displayName"] + (["members"] if members else [])
                configuration = RequestConfiguration(query_parameters=properties(select=select))
                page = await builder.get(request_configuration=configuration)
            while True:
                for item in page.value:
                    self._merge(self.objects[kind], item)
                if page.odata_delta_link:
                    self.links[kind] = page.odata_delta_link
                    break
                page = await builder.with_url(page.odata_next_link).get()

    @staticmethod
    def _merge(objects, item):
        if "@removed" in item.additional_data:
            objects.pop(item.id, None)
            return
        name, links = objects.get(item.id, (None, set()))
        if item.display_name is not None:
            name = item.display_name
        for link in item.additional_data.get("members@delta", []):
            if "@removed" in link:
                links.discard(str(link["id"]))
            else:
                links.add(str(link["id"]))
        objects[item.id] = (name, links)

    def compare(self, checks, truth, when):
        for kind, objects in self.objects.items():
            expected = {
                identifier: (entry["displayName"], entry.get("links", set()))
                for identifier, entry in truth[kind].items()
            }
            checks.equal(f"{when}: identifiers of {kind}s", set(objects), set(expected))
            for identifier, value in expected.items():
                checks.equal(f"{when}: {kind} {identifier}", objects.get(identifier), value)


async def read_all(checks, name, client, simulator, tenant):
    """Lists everything and follows delta through two rounds of changes."""
    service = client.service
    truth = simulator.truth(tenant)
    groups = await listed(
        service.groups,
        RequestConfiguration(
            query_parameters=GroupsRequestBuilder.GroupsRequestBuilderGetQueryParameters(
                top=17, select=["id", "displayName", "groupTypes"]
            )
        ),
    )
    checks.equal(f"{name}: groups", {g.id: g.display_name for g in groups}, {
        identifier: entry["displayName"] for identifier, entry in truth["group"].items()
    })
    users = await listed(service.users)
    checks.equal(f"{name}: users", {u.id for u in users}, set(truth["user"]))
    devices = await listed(service.devices)
    checks.equal(f"{name}: devices", {d.id for d in devices}, set(truth["device"]))
    for group in groups[:12]:
        members = await listed(service.groups.by_group_id(group.id).members)
        checks.equal(
            f"{name}: members of {group.id}",
            {member.id for member in members},
            truth["group"][group.id]["memberIds"],
        )
    organization = await service.organization.get()
    checks.equal(f"{name}: organization", organization.value[0].id, tenant["id"])
    mirror = Mirror()
    await mirror.sync(service)
    mirror.compare(checks, truth, f"{name}, initial round")
    for seed in (1, 2):
        simulator.mutate(tenant, count=40, seed=seed)
        await mirror.sync(service)
        mirror.compare(checks, simulator.truth(tenant), f"{name}, round {seed}")
    try:
        await service.groups.by_group_id("11111111-2222-4333-8444-555555555555").get()
        checks.true(f"{name}: an unknown group is refused", False)
    except ODataError as error:
        checks.equal(f"{name}: status of an unknown group", error.response_status_code, 404)
        checks.equal(f"{name}: code", error.error.code, "Request_ResourceNotFound")
    checks.equal(f"{name}: HTTP versions", set(client.versions), {"HTTP/2"})


def token_by_msal(checks, options, tenant):
    """MSAL signs with PS256 and the certificate's SHA-256 thumbprint."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization

    with open(options.client_certificate, "rb") as file:
        pem = file.read()
    certificate = x509.load_pem_x509_certificate(pem)
    key = serialization.load_pem_private_key(pem, None)
    session = requests.Session()
    session.trust_env = False
    session.verify = options.ca
    application = msal.ConfidentialClientApplication(
        tenant["clientId"],
        authority=f"{options.graph}/{tenant['id']}",
        instance_discovery=False,
        http_client=session,
        client_credential={
            "private_key": key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ).decode(),
            "public_certificate": certificate.public_bytes(serialization.Encoding.PEM).decode(),
            "thumbprint_sha256": certificate.fingerprint(hashes.SHA256()).hex(),
        },
    )
    answer = application.acquire_token_for_client([SCOPE])
    checks.true(f"MSAL with a certificate: {answer.get('error')}", "access_token" in answer)


def refusals(checks, options, tenant):
    """What azure-identity makes of the token service's errors."""
    common = {
        "authority": options.graph,
        "disable_instance_discovery": True,
        "connection_verify": options.ca,
    }
    for what, credential, code in (
        (
            "wrong secret",
            ClientSecretCredential(tenant["id"], tenant["clientId"], "wrong", **common),
            "AADSTS7000215",
        ),
        (
            "unknown application",
            ClientSecretCredential(
                tenant["id"], "11111111-2222-4333-8444-555555555555", "x", **common
            ),
            "AADSTS700016",
        ),
    ):
        try:
            credential.get_token(SCOPE)
            checks.true(f"{what} is refused", False)
        except ClientAuthenticationError as error:
            checks.true(f"{what} gives {code}", code in str(error))


async def run(options):
    checks = Checks()
    simulator = Simulator(options.control)
    tenant = simulator.tenant(options.tenant)
    common = {
        "authority": options.graph,
        "disable_instance_discovery": True,
        "connection_verify": options.ca,
    }
    credentials = {
        "secret": ClientSecretCredential(
            tenant["id"], tenant["clientId"], tenant["clientSecret"], **common
        ),
        "certificate": CertificateCredential(
            tenant["domains"][0], tenant["clientId"], options.client_certificate, **common
        ),
    }
    for name, credential in credentials.items():
        client = Client(options.graph, credential, options.ca)
        await read_all(checks, name, client, simulator, tenant)
    token_by_msal(checks, options, tenant)
    refusals(checks, options, tenant)
    return checks


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--graph", required=True, help="where the simulated Graph is, over HTTPS")
    parser.add_argument("--control", required=True, help="where the control port is")
    parser.add_argument("--tenant", required=True, help="the display name of the tenant")
    parser.add_argument("--ca", required=True, help="the certificate to trust, in PEM")
    parser.add_argument(
        "--client-certificate", required=True, help="a certificate and its key, in PEM"
    )
    # The refusals that are provoked below need not be logged as well.
    logging.getLogger("azure.identity").setLevel(logging.CRITICAL)
    checks = asyncio.run(run(parser.parse_args()))
    for failure in checks.failures[:20]:
        print("FAILED", failure)
    print(f"{checks.count - len(checks.failures)} of {checks.count} comparisons hold")
    return 1 if checks.failures else 0


if __name__ == "__main__":
    sys.exit(main())
