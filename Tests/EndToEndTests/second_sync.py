"""A second, deliberately simple sync: Microsoft's own client reads everything, and dictionaries hold it.

It knows no delta, no page but the next one, and no history. What it holds is what Muster has to have documented.

The client's own objects take it some ten milliseconds each, so they are for small tenants. Large ones are read by the
same client, with its tokens, its retries and its links, as the JSON that Graph sends.
"""

import asyncio
import datetime
import itertools
import json
import re
import ssl
import urllib.parse

import httpx
from azure.identity import ClientSecretCredential
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.method import Method
from kiota_abstractions.request_information import RequestInformation
from kiota_authentication_azure.azure_identity_authentication_provider import (
    AzureIdentityAuthenticationProvider,
)
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.generated.devices.devices_request_builder import DevicesRequestBuilder
from msgraph.generated.groups.groups_request_builder import GroupsRequestBuilder
from msgraph.generated.users.users_request_builder import UsersRequestBuilder
from msgraph_core import GraphClientFactory

SCOPE = "https://graph.microsoft.com/.default"
BATCHES_AT_ONCE = 4
#: Graph takes no more requests in one batch.
REQUESTS_PER_BATCH = 20
PAGES_MAX = 10_000

USER = ["id", "displayName", "givenName", "surname", "userPrincipalName", "mail", "userType", "accountEnabled"]
DEVICE = ["id", "displayName", "deviceId", "operatingSystem", "operatingSystemVersion", "trustType",
          "accountEnabled"]  # fmt: skip
GROUP = ["id", "displayName", "description", "mail", "mailEnabled", "mailNickname", "securityEnabled", "groupTypes",
         "membershipRule", "membershipRuleProcessingState", "onPremisesDomainName", "onPremisesSyncEnabled",
         "createdDateTime", "visibility", "isAssignableToRole"]  # fmt: skip


class SecondSync:
    """Everything of one tenant, by object id: rows in the names of Graph."""

    def __init__(self, simulator, tenant, with_objects=False):
        self._simulator = simulator
        self._tenant = tenant
        self._with_objects = with_objects
        self._credential = None
        self.users, self.devices, self.groups = {}, {}, {}
        #: The members of each group: their types by object id.
        self.members = {}

    def read(self):
        """Reads the tenant from the first object to the last."""
        try:
            asyncio.run(self._read())
        finally:
            # It keeps its connection otherwise, and the simulator waits for that when it ends.
            self._credential.close()
        return self

    async def _read(self):
        context = ssl.create_default_context(cafile=self._simulator.certificate.certificate)
        async with httpx.AsyncClient(http2=True, verify=context, timeout=120, trust_env=False) as http:
            service = self._service(http)
            adapter = service.request_adapter
            lists = (
                ("users", UsersRequestBuilder.UsersRequestBuilderGetQueryParameters, USER, self.users),
                ("devices", DevicesRequestBuilder.DevicesRequestBuilderGetQueryParameters, DEVICE, self.devices),
                ("groups", GroupsRequestBuilder.GroupsRequestBuilderGetQueryParameters, GROUP, self.groups),
            )
            for name, parameters, select, found in lists:
                if self._with_objects:
                    rows = await self._objects(getattr(service, name), parameters, select)
                else:
                    rows = await self._rows(adapter, f"/{name}?$select={','.join(select)}&$top=999")
                found.update({row["id"]: row for row in rows})
            turns = asyncio.Semaphore(BATCHES_AT_ONCE)
            ids = sorted(self.groups)
            await asyncio.gather(*(
                self._read_members(adapter, turns, ids[place : place + REQUESTS_PER_BATCH])
                for place in range(0, len(ids), REQUESTS_PER_BATCH)
            ))  # fmt: skip

    def _service(self, http):
        self._credential = ClientSecretCredential(
            self._tenant["id"], self._tenant["clientId"], self._tenant["clientSecret"],
            authority=self._simulator.graph, disable_instance_discovery=True,
            connection_verify=self._simulator.certificate.certificate,
        )  # fmt: skip
        host = urllib.parse.urlsplit(self._simulator.graph).hostname
        provider = AzureIdentityAuthenticationProvider(self._credential, scopes=[SCOPE], allowed_hosts=[host])
        adapter = GraphRequestAdapter(
            provider, GraphClientFactory.create_with_default_middleware(client=http)
        )
        adapter.base_url = self._simulator.graph + "/v1.0"
        return GraphServiceClient(request_adapter=adapter)

    @staticmethod
    async def _objects(builder, parameters, select):
        """Every row of a list as the client's own objects say it, over all its pages."""
        rows = []
        configuration = RequestConfiguration(query_parameters=parameters(select=select, top=999))
        page = await builder.get(request_configuration=configuration)
        while True:
            rows += [{key: getattr(row, attribute(key)) for key in select} for row in page.value]
            if not page.odata_next_link:
                return rows
            # A link has everything but the headers.
            more = RequestConfiguration(headers=configuration.headers)
            page = await builder.with_url(page.odata_next_link).get(request_configuration=more)

    async def _rows(self, adapter, target):
        """Every row of a list, over all its pages."""
        rows = []
        for number in itertools.count(1):
            page = await self._send(adapter, target)
            rows += page["value"]
            if "@odata.nextLink" not in page:
                return rows
            target = page["@odata.nextLink"]
            assert number < PAGES_MAX, "the list does not end"

    async def _read_members(self, adapter, turns, ids):
        """The members of some groups, in one request."""
        # Without an advanced query there would be no service principals among them.
        headers = {"ConsistencyLevel": "eventual"}
        requests = [
            {
                "id": id, "method": "GET", "headers": headers,
                "url": f"/groups/{id}/members?$select=id&$top=999&$count=true",
            }
            for id in ids
        ]  # fmt: skip
        async with turns:
            answer = await self._send(adapter, "/$batch", {"requests": requests})
            for response in answer["responses"]:
                assert response["status"] == 200, response
                page = response["body"]
                rows = self.members[response["id"]] = {}
                for number in itertools.count(1):
                    rows.update({row["id"]: row["@odata.type"] for row in page["value"]})
                    if "@odata.nextLink" not in page:
                        break
                    page = await self._send(adapter, page["@odata.nextLink"], headers=headers)
                    assert number < PAGES_MAX, "the list does not end"

    @staticmethod
    async def _send(adapter, target, body=None, headers=None):
        """A request through the same client, and the answer as it stands there."""
        request = RequestInformation()
        request.http_method = Method.POST if body else Method.GET
        request.url = target if target.startswith("http") else adapter.base_url + target
        for name, value in ({"Content-Type": "application/json"} | (headers or {})).items():
            request.headers.add(name, value)
        if body:
            request.content = json.dumps(body).encode()
        return json.loads(await adapter.send_primitive_async(request, "bytes", {}))

    # What follows for the documentation.

    @staticmethod
    def kind(group):
        """The list that a group belongs to, None for one that is in neither."""
        if "Unified" in (group["groupTypes"] or ()):
            return "GROUP_KIND_MICROSOFT_365"
        return "GROUP_KIND_SECURITY" if group["securityEnabled"] else None

    def expected(self):
        """What has to be said of each group, by object id."""
        return {
            id: self._expected(id, group) for id, group in self.groups.items() if self.kind(group)
        }

    def _expected(self, id, group):
        is_dynamic = "DynamicMembership" in (group["groupTypes"] or ())
        return {
            "name": group["displayName"],
            "kind": self.kind(group),
            "description": group["description"] or "",
            "is_dynamic": is_dynamic,
            "rule": (group["membershipRule"] or "") if is_dynamic else "",
            "created_at": milliseconds(group["createdDateTime"]),
            "mail_nickname": group["mailNickname"] or "",
            "mail_enabled": bool(group["mailEnabled"]),
            "security_enabled": bool(group["securityEnabled"]),
            "visibility": group["visibility"] or "",
            "assignable_to_role": bool(group["isAssignableToRole"]),
            "on_premises_domain": group["onPremisesDomainName"] or "",
            "members": set(self.members[id]),
            "users": {
                member: self._user(self.users[member])
                for member, type in self.members[id].items()
                if type == "#microsoft.graph.user"
            },
            "devices": {
                member: self._device(self.devices[member])
                for member, type in self.members[id].items()
                if type == "#microsoft.graph.device" and self.kind(group) == "GROUP_KIND_SECURITY"
            },
            "nested": {
                member: self.groups[member]["displayName"]
                for member, type in self.members[id].items()
                if type == "#microsoft.graph.group" and self.kind(group) == "GROUP_KIND_SECURITY"
            },
        }

    @staticmethod
    def _user(user):
        return (
            user["displayName"] or "", user["userPrincipalName"] or "", user["mail"] or "",
            (user["userType"] or "").lower() == "guest", user["accountEnabled"] is False,
        )  # fmt: skip

    @staticmethod
    def _device(device):
        return (
            device["displayName"] or "", device["deviceId"] or "", device["operatingSystem"] or "",
            device["operatingSystemVersion"] or "", device["trustType"] or "", device["accountEnabled"] is False,
        )  # fmt: skip


def attribute(key):
    """What the client's objects call a property of Graph."""
    return re.sub(r"[A-Z]", lambda letter: "_" + letter.group().lower(), key)


def milliseconds(moment):
    """Since 1970; the client's objects hold a time, JSON a text."""
    if isinstance(moment, str):
        moment = datetime.datetime.fromisoformat(moment)
    return int(moment.timestamp() * 1000)


def said(group):
    """What Muster says of a group, in the same words; None for the members that it does not know."""
    row, detail = group["row"], group["detail"]
    everybody = group["members"] + group["devices"] + group["nested"]
    return {
        "name": row["name"],
        "kind": row["kind"],
        "description": row["description"],
        "is_dynamic": row["membership_type"] != "ASSIGNED",
        "rule": row["membership_rule"],
        "created_at": detail["created_at"],
        "mail_nickname": detail["mail_nickname"],
        "mail_enabled": detail["mail_enabled"],
        "security_enabled": detail["security_enabled"],
        "visibility": detail["visibility"],
        "assignable_to_role": detail["assignable_to_role"],
        "on_premises_domain": detail["on_premises_domain"],
        "members": {member["entra_id"] for member in everybody},
        "users": {
            member["entra_id"]: tuple(
                member[field]
                for field in ("display_name", "user_principal_name", "mail", "guest", "disabled")
            )
            for member in group["members"]
            if member["type"] == "USER"
        },
        "devices": {
            device["entra_id"]: tuple(
                device[field]
                for field in (
                    "name", "device_id", "operating_system", "operating_system_version", "trust_type",
                    "disabled",
                )
            )
            for device in group["devices"]
        },
        "nested": {nested["entra_id"]: nested["name"] for nested in group["nested"]},
    }  # fmt: skip


def differences(second, found):
    """Where the two syncs do not agree, as lines to read.

    A group that Muster calls orphaned has to be one that the other sync does not find, or not in its list any more.
    """
    lines = list(found.problems)
    expected = second.expected()
    for id in sorted(expected.keys() - found.groups.keys()):
        lines.append(f"only the second sync knows {expected[id]['name']!r} {id}")
    for id, group in sorted(found.groups.items()):
        is_orphaned = group["status"]["sync_status"] == "ORPHANED"
        if is_orphaned == (id in expected and expected[id]["kind"] == group["row"]["kind"]):
            lines.append(f"{group['row']['name']!r} {id} is {group['status']}")
        if is_orphaned or id not in expected:
            continue
        wanted, real = expected[id], said(group)
        if group["row"]["membership_hidden"] and not wanted["members"]:
            # Of a list that may be hidden, nothing is not told from unknown.
            wanted = wanted | {"members": set(), "users": {}, "devices": {}, "nested": {}}
        for field, value in wanted.items():
            if real[field] != value:
                lines.append(f"{wanted['name']!r} {id}: {field}\n  second {value!r:.300}\n  Muster {real[field]!r:.300}")
    return lines
