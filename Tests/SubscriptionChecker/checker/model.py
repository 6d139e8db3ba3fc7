"""What is true: the publisher's revisions, and the view of them that a principal has under a filter."""

import bisect
import dataclasses
import re


@dataclasses.dataclass(frozen=True)
class Entry:
    """A group from one revision on."""

    id: str
    organization: str
    row: dict
    principals: frozenset


@dataclasses.dataclass(frozen=True)
class Policy:
    """What a principal may see from one revision on."""

    organizations: frozenset | None
    hidden: frozenset
    enabled: bool
    #: Of access lists a client user is shown the client users on them.
    is_client_user: bool = False

    @classmethod
    def of(cls, json):
        organizations = json.get("organizations")
        return cls(
            organizations=None if organizations is None else frozenset(organizations),
            hidden=frozenset(json.get("hidden") or ()),
            enabled=json.get("enabled", True),
            is_client_user=json.get("clientUser", False),
        )


EVERYTHING = Policy(None, frozenset(), True)


class Timeline:
    """Values by the revision from which they hold."""

    def __init__(self):
        self.revisions = []
        self.values = []

    def add(self, revision, value):
        self.revisions.append(revision)
        self.values.append(value)

    def at(self, revision, default=None):
        index = bisect.bisect_right(self.revisions, revision)
        return self.values[index - 1] if index else default

    def changes_within(self, after, to):
        return bisect.bisect_right(self.revisions, to) > bisect.bisect_right(self.revisions, after)


class Publisher:
    """Every revision that there is. Revisions may be added in any order, and are sorted by `finish`."""

    def __init__(self):
        self._lines = []
        self.numbers = []
        self.chains = {}
        self.causes = {}
        self.line_of = {}
        self.entries = {}
        self.policies = {}
        #: By revision: the ids of the groups it touched, and what it says of members.
        self.touched = {}
        self.members = {}
        #: By revision and id: what changed of the group that no field of its row shows.
        self.beside_rows = {}
        self.policy_revisions = []
        self._rows_by_shape = {}

    def add(self, line):
        self._lines.append(line)

    def finish(self):
        for line in sorted(self._lines, key=lambda line: line["revision"]):
            revision = line["revision"]
            if self.numbers and revision != self.numbers[-1] + 1:
                what = "twice" if revision == self.numbers[-1] else "with a gap before it"
                raise ValueError(f"line {line.number}: revision {revision} stands {what}")
            self.numbers.append(revision)
            self.chains[revision] = line.get("chain")
            self.causes[revision] = line.get("cause")
            self.line_of[revision] = line
            self._add_changes(revision, line)

    def _add_changes(self, revision, line):
        self.touched[revision] = []
        for change in line.get("changes", []):
            entry = None
            if change.get("row") is not None:
                principals = frozenset(change.get("principals") or ())
                organization = change.get("organization", "")
                entry = Entry(change["id"], organization, change["row"], principals)
            self.entries.setdefault(change["id"], Timeline()).add(revision, entry)
            self.touched[revision].append(change["id"])
            if change.get("besideRow"):
                self.beside_rows[revision, change["id"]] = frozenset(change["besideRow"])
        self.members[revision] = line.get("members", [])
        for policy in line.get("policy", []):
            timeline = self.policies.setdefault(policy["principal"], Timeline())
            timeline.add(revision, Policy.of(policy))
            self.policy_revisions.append(revision)

    @property
    def newest(self):
        return self.numbers[-1] if self.numbers else 0

    @property
    def oldest(self):
        return self.numbers[0] if self.numbers else 0

    def entry(self, id, revision):
        timeline = self.entries.get(id)
        return timeline.at(revision) if timeline else None

    def policy(self, principal, revision):
        timeline = self.policies.get(principal)
        return timeline.at(revision, EVERYTHING) if timeline else EVERYTHING

    def policy_changes_within(self, principal, after, to):
        timeline = self.policies.get(principal)
        return timeline is not None and timeline.changes_within(after, to)

    def touched_within(self, after, to):
        """The ids that any revision in (after, to] touched."""
        ids = set()
        for revision in range(after + 1, to + 1):
            ids.update(self.touched.get(revision, ()))
        return ids

    def beside_row(self, stream, id, revision, policy_revision):
        """What of a group a revision changed beside its row, as far as the stream's principal is told."""
        parts = self.beside_rows.get((revision, id), frozenset())
        if not parts or stream.fields:
            return frozenset()
        is_client_user = self.policy(stream.principal, policy_revision).is_client_user
        hidden = {"ACCESS"} if is_client_user and "CLIENT_ACCESS" not in parts else set()
        return parts - {"CLIENT_ACCESS"} - hidden

    def is_allowed(self, entry, principal, policy_revision):
        policy = self.policy(principal, policy_revision)
        return (
            policy.enabled
            and entry.id not in policy.hidden
            and (policy.organizations is None or entry.organization in policy.organizations)
        )

    def seen(self, stream, id, revision, policy_revision):
        """The row as the stream's view has it, cut to its fields; `None` when it is not in the view."""
        entry = self.entry(id, revision)
        if entry is None:
            return None
        row = self._shaped(stream, entry)
        if row is None or stream.principal not in self.policies:
            return row
        return row if self.is_allowed(entry, stream.principal, policy_revision) else None

    def _shaped(self, stream, entry):
        """The row under the filter and the fields of a stream; many streams ask for the same."""
        rows = self._rows_by_shape.setdefault(stream.shape, {})
        # Entries live as long as this object does: their identities are not given out again.
        if id(entry) not in rows:
            rows[id(entry)] = cut(entry.row, stream.fields) if passes(stream.filter, entry) else None
        return rows[id(entry)]

    def view(self, stream, revision, policy_revision):
        rows = {}
        for id in self.entries:
            row = self.seen(stream, id, revision, policy_revision)
            if row is not None:
                rows[id] = row
        return rows


def passes(conditions, entry):
    row = entry.row
    return (
        (not conditions.get("organizations") or entry.organization in conditions["organizations"])
        and (not conditions.get("kind") or row.get("kind") == conditions["kind"])
        and (not conditions.get("statuses") or row.get("syncStatus") in conditions["statuses"])
        and (not conditions.get("groups") or entry.id in conditions["groups"])
        and fits(conditions.get("namePattern"), row.get("name", ""))
        and (not conditions.get("principal") or conditions["principal"] in entry.principals)
    )


def fits(pattern, name):
    """Whether the whole name fits a pattern, in any case: `*` are any characters, `?` is one."""
    if not pattern:
        return True
    parts = [".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern.casefold()]
    return re.fullmatch("".join(parts), name.casefold(), re.DOTALL) is not None


def cut(row, fields):
    """The row with only the fields asked for, its id always among them."""
    if not fields:
        return row
    return {name: value for name, value in row.items() if name in fields or name == "id"}
