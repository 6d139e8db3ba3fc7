"""Reads a whole organization through the protocol and compares it, item by item, with what an oracle expects."""

import matching
import stubs  # noqa: F401  (puts the compiled contract on the path)
from muster.v1 import groups_pb2

KINDS = ("GROUP_KIND_MICROSOFT_365", "GROUP_KIND_SECURITY")
DIFFERENCES_SHOWN = 25


class _Names(dict):
    """The name of each value of an enum, without the enum's own."""

    def __init__(self, enum):
        prefix = enum.Name(0).removesuffix("UNSPECIFIED")
        super().__init__({number: name.removeprefix(prefix) for name, number in enum.items()})

    def __missing__(self, number):
        return f"number {number}"


STATUS = _Names(groups_pb2.SyncStatus)
REASON = _Names(groups_pb2.SyncStatusReason)
COLOUR = _Names(groups_pb2.IconColour)
SUBTYPE = _Names(groups_pb2.GroupSubtype)
MEMBERSHIP = _Names(groups_pb2.MembershipType)
DOMAIN = _Names(groups_pb2.DomainSource)
UPDATED = _Names(groups_pb2.UpdatedSource)
MEMBER = _Names(groups_pb2.MemberType)
STATE = _Names(groups_pb2.MatchState)
STAGE = _Names(groups_pb2.MatchStage)


def kind_name(number):
    return groups_pb2.GroupKind.Name(number)


def optional(message, field):
    """A field's value, None while it is absent."""
    return getattr(message, field) if message.HasField(field) else None


def time_of(message, field):
    return getattr(message, field).ToMilliseconds() if message.HasField(field) else None


def rows_of(messages):
    return [row for message in messages for row in message.rows]


class Documentation:
    """Everything that a server says of an organization, as plain values by object id."""

    def __init__(self, client, organization):
        self.groups = {}
        self.problems = []
        #: The object that each asset documents.
        self.object_of = {}
        rows = []
        for kind in KINDS:
            rows += self._list(client, organization, kind)
        for row in rows:
            self.object_of[row.id] = row.entra_id
        for row in rows:
            if row.entra_id in self.groups:
                self.problems.append(f"{row.entra_id} is documented twice")
            self.groups[row.entra_id] = self._group(client, row)

    def _list(self, client, organization, kind):
        messages = client.list_groups(organization, kind)
        rows = rows_of(messages)
        self.freshness = messages[-1].freshness
        if messages[-1].total_count != len(rows):
            self.problems.append(f"{kind}: {messages[-1].total_count} counted, {len(rows)} listed")
        if any(kind_name(row.kind) != kind for row in rows):
            self.problems.append(f"{kind}: the list has rows of another kind")
        if rows != sorted(rows, key=lambda row: (matching.fold(row.name), row.id)):
            self.problems.append(f"{kind}: the rows are not in the order of their names")
        return rows

    def _group(self, client, row):
        reply = client.groups.Get(groups_pb2.GetGroupRequest(id=row.id))
        if reply.row != row:
            self.problems.append(f"{row.name}: Get shows another row than List")
        members = list(client.groups.Members(groups_pb2.ListMembersRequest(id=row.id)))
        self._check_count(row, "members", members)
        found = {
            "id": row.id,
            "row": self._row(row),
            "status": status(row),
            "updated": (UPDATED[row.updated_source], row.updated.ToMilliseconds()),
            "detail": detail(reply.detail),
            "members": [member(m) for m in rows_of(members)],
            "devices": [],
            "nested": [],
        }
        if row.kind == groups_pb2.GROUP_KIND_SECURITY:
            devices = list(client.groups.Devices(groups_pb2.ListDevicesRequest(id=row.id)))
            nested = list(client.groups.NestedGroups(groups_pb2.ListNestedGroupsRequest(id=row.id)))
            self._check_count(row, "devices", devices)
            self._check_count(row, "nested groups", nested)
            found["devices"] = [device(d) for d in rows_of(devices)]
            found["nested"] = [self._nested(n) for n in rows_of(nested)]
        return found

    def _check_count(self, row, what, messages):
        if messages[-1].total_count != len(rows_of(messages)):
            self.problems.append(f"{row.name}: {what} counted and listed differ")
        if messages[-1].membership_hidden != row.membership_hidden:
            self.problems.append(f"{row.name}: {what} and row disagree on hidden membership")

    def _opens(self, id):
        """What a name opens: the group that an asset documents, or a configuration."""
        return ("asset of", self.object_of[id]) if id in self.object_of else id

    def _names_cell(self, row, field, of_groups=False):
        cell = optional(row, field)
        if cell is None:
            return None
        names = [(ref.name, ref.entra_id, self._opens(ref.id)) for ref in cell.first]
        if of_groups:
            names = [(n, e, ("asset of", None) if opens == "" else opens) for n, e, opens in names]
        return cell.count, tuple(names)

    def _nested(self, row):
        return {
            "entra_id": row.entra_id,
            "name": row.name,
            "asset_of": self.object_of.get(row.id, row.id or None),
            "kind": kind_name(row.kind),
            "sync_status": STATUS[row.sync_status],
            "archived": row.archived,
            "email": row.email,
            "description": row.description,
        }

    def _row(self, row):
        matched = optional(row, "members_matched")
        if matched is not None:
            contact = optional(matched, "contact")
            matched = matched.count, contact and (contact.external_id, contact.name)
        integration = optional(row, "integration")
        return {
            "name": row.name,
            "kind": kind_name(row.kind),
            "subtype": SUBTYPE[row.subtype],
            "tenant_id": row.tenant_id,
            "membership_type": MEMBERSHIP[row.membership_type],
            "membership_rule": row.membership_rule,
            "membership_rule_paused": row.membership_rule_paused,
            "email": row.email,
            "domain": row.domain,
            "domain_source": DOMAIN[row.domain_source],
            "description": row.description,
            "integration": integration
            and (integration.id, integration.name, integration.removed),
            "importing": row.importing,
            "archived": row.archived,
            "restricted": row.restricted,
            "sync_error": row.sync_error,
            "membership_hidden": row.membership_hidden,
            "members_matched": matched,
            "members_not_matched": optional(row, "members_not_matched"),
            "other_members": optional(row, "other_members"),
            "nested_groups": self._names_cell(row, "nested_groups", of_groups=True),
            "devices_matched": self._names_cell(row, "devices_matched"),
            "devices_not_matched": self._names_cell(row, "devices_not_matched"),
        }


def status(row):
    return {
        "sync_status": STATUS[row.sync_status],
        "status_reasons": frozenset(REASON[reason] for reason in row.status_reasons),
        "list_icon": COLOUR[row.list_icon],
        "asset_icon": COLOUR[row.asset_icon],
        "is_frozen": row.HasField("frozen_at"),
    }


def detail(message):
    return {
        "organization_id": message.organization_id,
        "created_at": time_of(message, "created_at"),
        "mail_nickname": message.mail_nickname,
        "mail_enabled": message.mail_enabled,
        "security_enabled": message.security_enabled,
        "group_types": tuple(message.group_types),
        "visibility": message.visibility,
        "assignable_to_role": message.assignable_to_role,
        "on_premises_synced": message.on_premises_synced,
        "on_premises_domain": message.on_premises_domain,
        "manage_url": message.manage_url,
    }


def member(row):
    contact = optional(row, "contact")
    return {
        "entra_id": row.entra_id,
        "type": MEMBER[row.type],
        "name": row.name,
        "display_name": row.display_name,
        "user_principal_name": row.user_principal_name,
        "mail": row.mail,
        "guest": row.guest,
        "disabled": row.disabled,
        "match_state": STATE[row.match_state],
        "match_stage": STAGE[row.match_stage],
        "contact": contact and (contact.external_id, contact.name),
        "candidate_count": row.candidate_count,
    }


def device(row):
    configuration = optional(row, "configuration")
    return {
        "entra_id": row.entra_id,
        "name": row.name,
        "device_id": row.device_id,
        "operating_system": row.operating_system,
        "operating_system_version": row.operating_system_version,
        "trust_type": row.trust_type,
        "disabled": row.disabled,
        "match_state": STATE[row.match_state],
        "match_stage": STAGE[row.match_stage],
        "configuration": configuration and (configuration.external_id, configuration.name),
        "candidate_count": row.candidate_count,
    }


#: What a group's page says by itself, without its members.
OF_MEMBERS = ("members_matched", "members_not_matched", "other_members", "nested_groups",
              "devices_matched", "devices_not_matched", "membership_hidden")  # fmt: skip


def differences(oracle, found, with_frozen_members=False):
    """Every difference between what is expected and what was found, as lines to read.

    The members of a group that stands still are left out unless they are asked for.
    """
    lines = list(found.problems)
    expected = oracle.expected()
    for id in sorted(expected.keys() - found.groups.keys()):
        lines.append(f"missing: {expected[id]['row']['name']!r} {id}")
    for id in sorted(found.groups.keys() - expected.keys()):
        lines.append(f"not expected: {found.groups[id]['row']['name']!r} {id}")
    for id in sorted(expected.keys() & found.groups.keys()):
        wanted, real = expected[id], found.groups[id]
        name = f"{wanted['row']['name']!r:.60} {id}"
        has_members = with_frozen_members or not wanted["status"]["is_frozen"]
        ignored = () if has_members else OF_MEMBERS
        for part in ("row", "status", "detail"):
            for field, value in wanted[part].items():
                if field not in ignored and real[part][field] != value:
                    lines.append(difference(name, field, value, real[part][field]))
        if not is_update_right(wanted["updated"], real["updated"]):
            lines.append(difference(name, "updated", wanted["updated"], real["updated"]))
        if has_members:
            for part in ("members", "devices", "nested"):
                lines += list_differences(f"{name} {part}", wanted[part], real[part])
    return lines


def difference(name, field, wanted, real):
    return f"{name}: {field}\n    expected {wanted!r:.400}\n    found    {real!r:.400}"


def list_differences(name, wanted, real):
    """How two lists differ: in what they hold, then in the items, then in the order."""
    if wanted == real:
        return []
    wanted_by_id = {row["entra_id"]: row for row in wanted}
    real_by_id = {row["entra_id"]: row for row in real}
    lines = [f"{name}: missing {wanted_by_id[id]}" for id in wanted_by_id.keys() - real_by_id.keys()]
    lines += [f"{name}: not expected {real_by_id[id]}" for id in real_by_id.keys() - wanted_by_id.keys()]
    for id in wanted_by_id.keys() & real_by_id.keys():
        for field, value in wanted_by_id[id].items():
            if real_by_id[id][field] != value:
                lines.append(difference(f"{name} {id}", field, value, real_by_id[id][field]))
    if not lines:
        orders = [[row["name"] for row in rows] for rows in (wanted, real)]
        lines.append(difference(name, "order", *orders))
    return lines


def is_update_right(wanted, real):
    if wanted is None:
        return True
    source, time = real
    if wanted[0] == "APPEARED":
        return is_update_right(("CREATED", wanted[1]), real) or is_update_right(
            ("OBSERVED", *wanted[2:]), real
        )
    if wanted[0] == "CREATED":
        return source == "NOT_YET_OBSERVED" and time == wanted[1]
    return source == "OBSERVED_BY_SYNC" and wanted[1] <= time <= wanted[2]


def assert_equal(oracle, client, organization=None, **more):
    """Fails with the first differences, if there are any; gives what was found."""
    found = Documentation(client, organization or oracle.organization)
    lines = differences(oracle, found, **more)
    assert oracle.expected(), "there is nothing to compare"
    shown = "\n".join(lines[:DIFFERENCES_SHOWN])
    assert not lines, f"{len(lines)} differences\n{shown}"
    return found
