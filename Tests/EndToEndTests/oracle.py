"""What must be documented, computed from the simulator's own account of the truth.

It shares nothing with the program: it never sees a page, a delta or a link, only the whole truth at the moments
of a sync, and what was known before. What it expects of a group is a plain dictionary in the words of the contract.
"""

import dataclasses
import datetime
import re

import matching

MICROSOFT_365 = "GROUP_KIND_MICROSOFT_365"
SECURITY = "GROUP_KIND_SECURITY"

#: The properties whose change is a change of the group.
FOLLOWED = (
    "displayName", "description", "mail", "mailEnabled", "mailNickname", "securityEnabled", "groupTypes",
    "membershipRule", "membershipRuleProcessingState", "onPremisesDomainName", "onPremisesSyncEnabled",
    "createdDateTime", "visibility", "isAssignableToRole",
)  # fmt: skip

USER = "#microsoft.graph.user"
DEVICE = "#microsoft.graph.device"
GROUP = "#microsoft.graph.group"
OTHER_TYPES = {
    "#microsoft.graph.servicePrincipal": "SERVICE_PRINCIPAL",
    "#microsoft.graph.orgContact": "ORGANIZATIONAL_CONTACT",
}


def kind_of(group):
    """The list that a group belongs to, None for one that is in neither."""
    if "Unified" in (group["groupTypes"] or ()):
        return MICROSOFT_365
    return SECURITY if group["securityEnabled"] else None


def milliseconds(text):
    """A time of Graph in milliseconds since 1970."""
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return int(moment.timestamp() * 1000)


@dataclasses.dataclass
class Asset:
    """A group that has been documented once; it stays."""

    kind: str
    #: What the documentation says of it, in the simulator's words.
    group: dict
    #: ("CREATED", time), ("OBSERVED", not before, not after), ("APPEARED", time, not before, not after), or
    #: None where nothing certain can be said.
    updated: tuple | None
    reasons: frozenset = frozenset()
    #: What must be shown, as of the last moment at which it was followed.
    shown: dict | None = None


class Oracle:
    """The expected documentation of one tenant."""

    def __init__(self, tenant, organization="contoso", integration="microsoft", reads_hidden=True):
        self.tenant = tenant
        self.organization = organization
        self.integration = integration
        self.reads_hidden = reads_hidden
        self.documents = {MICROSOFT_365: True, SECURITY: True}
        self.contacts = matching.Contacts()
        self.configurations = matching.Configurations()
        self.assets = {}
        self._is_imported = False
        self._users, self._devices, self._groups = {}, {}, {}
        #: Every user and group that was ever seen alive, deleted ones that can come back included.
        self._matches = {}

    # What happens.

    def imported_contacts(self, rows):
        self.contacts = matching.Contacts(rows)
        self._settle(None)

    def imported_configurations(self, rows):
        self.configurations = matching.Configurations(rows)
        self._settle(None)

    def switched(self, kind, is_on):
        """The integration's setting for a kind of group was changed."""
        self.documents[kind] = is_on
        self._settle(None)

    def synced(self, dump, started, ended):
        """A sync ended that saw everything in `dump`; the times are in milliseconds."""
        everyone = {"user": {}, "device": {}, "group": {}}
        kept = set()
        for entry in dump:
            if entry["type"] not in everyone:
                continue
            kept.add(entry["id"])
            if not entry["isDeleted"]:
                everyone[entry["type"]][entry["id"]] = entry
        self._users, self._devices = everyone["user"], everyone["device"]
        self._groups = everyone["group"]
        self._matches = {id: match for id, match in self._matches.items() if id in kept}
        self._settle((started, ended))
        self._is_imported = True

    # What follows from it.

    def _settle(self, when):
        for id, user in self._users.items():
            self._matches[id] = self.contacts.match(user, self._matches.get(id, matching.UNMATCHED))
        for id, device in self._devices.items():
            self._matches[id] = self.configurations.match(device)
        for id, group in self._groups.items():
            self._settle_group(id, group, when)
        for id, asset in self.assets.items():
            if id not in self._groups:
                asset.reasons = self._reasons_of_kind(asset) | {"SOURCE_DELETED"}
                asset.updated = None
        for asset in self.assets.values():
            if not asset.reasons:
                asset.shown = self._shown(asset)
            elif asset.shown:
                # What Entra says stands still; the platform's own facts do not.
                for row in asset.shown["nested"]:
                    if row["asset_of"]:
                        row["sync_status"] = status(self.assets[row["asset_of"]])["sync_status"]

    def _settle_group(self, id, group, when):
        kind = kind_of(group)
        asset = self.assets.get(id)
        if asset is None:
            if kind and self.documents[kind]:
                created = milliseconds(group["createdDateTime"])
                # Of a group that came later it is right to say that it was seen to come.
                updated = ("APPEARED", created, *when) if when and self._is_imported else ("CREATED", created)
                self.assets[id] = Asset(kind, group, updated)
            return
        reasons = self._reasons_of_kind(asset)
        if kind != asset.kind:
            reasons |= {"OUT_OF_SCOPE"}
        if reasons:
            asset.updated = None
        elif has_changed(asset.group, group):
            if when and asset.updated and not asset.reasons:
                asset.updated = ("OBSERVED", *when)
            asset.group = group
        else:
            asset.group = group
        asset.reasons = reasons

    def _reasons_of_kind(self, asset):
        return frozenset() if self.documents[asset.kind] else frozenset({"KIND_SWITCHED_OFF"})

    # What is shown.

    def expected(self):
        """What must be shown of every group, by its object id."""
        return {
            id: {**asset.shown, "status": status(asset), "updated": asset.updated}
            for id, asset in self.assets.items()
        }

    def _shown(self, asset):
        group, is_security = asset.group, asset.kind == SECURITY
        members = group["members"]
        all_links = members + group["deletedMembers"]
        is_hidden = (group["visibility"] or "").lower() == "hiddenmembership"
        is_known = not is_hidden or (self.reads_hidden and bool(all_links))
        if not is_known:
            members = []
        users = [self._user(link["id"]) for link in members if link["type"] == USER]
        others = [self._other(link) for link in members if link["type"] in OTHER_TYPES]
        devices = [self._device(link["id"]) for link in members if link["type"] == DEVICE]
        nested = [self._nested(link["id"]) for link in members if link["type"] == GROUP]
        if not is_security:
            # Such a list has no columns for them, and leaving them out would falsify the count.
            others += [self._unusual(row) for row in devices + nested]
            devices, nested = [], []
        sections = {"MATCHED": 1}
        users.sort(key=lambda row: (sections.get(row["match_state"], 2), *by_name(row)))
        devices.sort(key=lambda row: (sections.get(row["match_state"], 2), *by_name(row)))
        others.sort(key=by_name)
        nested.sort(key=by_name)
        row = self._row(group, asset.kind)
        row["membership_hidden"] = not is_known
        row |= cells(users, others, devices, nested, is_security) if is_known else no_cells()
        return {
            "row": row,
            "detail": self._detail(group),
            "members": users + others,
            "devices": devices,
            "nested": nested,
        }

    def _row(self, group, kind):
        is_dynamic = "DynamicMembership" in (group["groupTypes"] or ())
        mail = group["mail"] or ""
        domain, source = self.tenant["domains"][0], "TENANT_DEFAULT"
        if mail.rpartition("@")[2]:
            domain, source = mail.rpartition("@")[2], "MAIL"
        elif group["onPremisesDomainName"]:
            domain, source = group["onPremisesDomainName"], "ON_PREMISES"
        is_mail_enabled = kind == SECURITY and group["mailEnabled"]
        return {
            "name": group["displayName"],
            "kind": kind,
            "subtype": "MAIL_ENABLED_SECURITY" if is_mail_enabled else "UNSPECIFIED",
            "tenant_id": self.tenant["id"],
            "membership_type": membership_type(group) if is_dynamic else "ASSIGNED",
            "membership_rule": (group["membershipRule"] or "") if is_dynamic else "",
            "membership_rule_paused": is_dynamic
            and group["membershipRuleProcessingState"] == "Paused",
            "email": mail if kind == MICROSOFT_365 else "",
            "domain": domain,
            "domain_source": source,
            "description": group["description"] or "",
            "integration": (self.integration, f"Integration {self.integration}", False),
            "importing": False,
            "archived": False,
            "restricted": False,
            "sync_error": "",
        }

    def _detail(self, group):
        return {
            "organization_id": self.organization,
            "created_at": milliseconds(group["createdDateTime"]),
            "mail_nickname": group["mailNickname"] or "",
            "mail_enabled": bool(group["mailEnabled"]),
            "security_enabled": bool(group["securityEnabled"]),
            "group_types": tuple(group["groupTypes"] or ()),
            "visibility": group["visibility"] or "",
            "assignable_to_role": bool(group["isAssignableToRole"]),
            "on_premises_synced": bool(group["onPremisesSyncEnabled"]),
            "on_premises_domain": group["onPremisesDomainName"] or "",
            "manage_url": "https://entra.microsoft.com/#view/Microsoft_AAD_IAM/GroupDetailsMenuBlade"
            f"/~/Overview/groupId/{group['id']}",
        }

    def _user(self, id):
        user, match = self._users[id], self._matches[id]
        contact = (match.record, self.contacts.name(match.record)) if match.record else None
        given, surname = user["givenName"], user["surname"]
        full = f"{given} {surname}" if given and surname else None
        return {
            "entra_id": id,
            "type": "USER",
            "name": contact[1] if contact else full or user["displayName"] or user["userPrincipalName"],
            "display_name": user["displayName"] or "",
            "user_principal_name": user["userPrincipalName"] or "",
            "mail": user["mail"] or "",
            "guest": (user["userType"] or "").lower() == "guest",
            "disabled": user["accountEnabled"] is False,
            "match_state": match.state,
            "match_stage": match.stage,
            "contact": contact,
            "candidate_count": match.candidates,
        }

    def _device(self, id):
        device, match = self._devices[id], self._matches[id]
        record = match.record
        return {
            "entra_id": id,
            "name": device["displayName"] or "",
            "device_id": device["deviceId"] or "",
            "operating_system": device["operatingSystem"] or "",
            "operating_system_version": device["operatingSystemVersion"] or "",
            "trust_type": device["trustType"] or "",
            "disabled": device["accountEnabled"] is False,
            "match_state": match.state,
            "match_stage": match.stage,
            "configuration": (record, self.configurations.name(record)) if record else None,
            "candidate_count": match.candidates,
        }

    def _nested(self, id):
        asset = self.assets.get(id)
        group = asset.group if asset else self._groups[id]
        kind = asset.kind if asset else kind_of(group)
        return {
            "entra_id": id,
            "name": group["displayName"],
            # The comparison knows which asset documents which group.
            "asset_of": id if asset else None,
            "kind": kind or "GROUP_KIND_UNSPECIFIED",
            "sync_status": status(asset)["sync_status"] if asset else "UNSPECIFIED",
            "archived": False,
            "email": group["mail"] or "",
            "description": group["description"] or "",
        }

    def _other(self, link):
        # The application has no permission to read their names.
        return other(link["id"], OTHER_TYPES[link["type"]], "")

    @staticmethod
    def _unusual(row):
        return other(row["entra_id"], "OTHER", row["name"])


def other(id, type, name):
    return {
        "entra_id": id,
        "type": type,
        "name": name,
        "display_name": name,
        "user_principal_name": "",
        "mail": "",
        "guest": False,
        "disabled": False,
        "match_state": "UNSPECIFIED",
        "match_stage": "UNSPECIFIED",
        "contact": None,
        "candidate_count": 0,
    }


def by_name(row):
    return matching.fold(row["name"]), row["entra_id"]


def membership_type(group):
    unquoted = re.sub(r"\"[^\"]*\"|'[^']*'", " ", group["membershipRule"] or "")
    is_of_devices = re.search(r"(?<![\w.])device\.", unquoted, re.IGNORECASE)
    return "DYNAMIC_DEVICE" if is_of_devices else "DYNAMIC_USER"


def has_changed(before, after):
    links = [{link["id"] for link in g["members"] + g["deletedMembers"]} for g in (before, after)]
    return links[0] != links[1] or any(before[name] != after[name] for name in FOLLOWED)


def no_cells():
    names = ("members_matched", "members_not_matched", "other_members", "nested_groups",
             "devices_matched", "devices_not_matched")  # fmt: skip
    return dict.fromkeys(names)


def cells(users, others, devices, nested, is_security):
    """The cells that count members, or name them."""
    matched = [user for user in users if user["match_state"] == "MATCHED"]
    with_record = [device for device in devices if device["match_state"] == "MATCHED"]
    without = [device for device in devices if device["match_state"] != "MATCHED"]
    found = no_cells() | {
        "members_matched": (len(matched), matched[0]["contact"] if len(matched) == 1 else None),
        "members_not_matched": len(users) - len(matched),
        "other_members": len(others),
    }
    if is_security:
        found["nested_groups"] = names_cell(nested, lambda row: ("asset of", row["asset_of"]))
        found["devices_matched"] = names_cell(with_record, lambda row: row["configuration"][0])
        found["devices_not_matched"] = names_cell(without, lambda row: "")
    return found


def names_cell(rows, opens):
    first = sorted(rows, key=by_name)[:3]
    return len(rows), tuple((row["name"], row["entra_id"], opens(row)) for row in first)


def status(asset):
    """The status of a group and what goes with it; the first reason that holds decides."""
    if "KIND_SWITCHED_OFF" in asset.reasons:
        name, icons = "DISABLED", ("RED", "RED")
    elif asset.reasons:
        name, icons = "ORPHANED", ("YELLOW", "YELLOW")
    else:
        name, icons = "ENABLED", ("GREY", "GREEN")
    return {
        "sync_status": name,
        "status_reasons": asset.reasons,
        "list_icon": icons[0],
        "asset_icon": icons[1],
        "is_frozen": bool(asset.reasons),
    }
