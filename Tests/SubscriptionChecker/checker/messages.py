"""A message of a subscription, read from protobuf's JSON: the only place that knows the protocol's names."""

import dataclasses

KINDS = ("ENTER", "UPDATE", "LEAVE")
REASONS = ("NO_MATCH", "DELETED", "ACCESS", "COMPACTED")
#: Parts of a group that no field of its row shows.
BESIDE_ROWS = ("ACCESS", "CUSTOM_FIELDS")
OPERATIONS = ("ADDED", "REMOVED", "MATCH_CHANGED")
ARMS = ("opened", "snapshot", "snapshotEnd", "changes", "bookmark", "reset", "closing")


def word(text, words):
    """The last words of an enum's name: `CHANGE_KIND_ENTER` is ENTER."""
    return next((word for word in words if (text or "").endswith(word)), None)


@dataclasses.dataclass(frozen=True)
class RowChange:
    kind: str
    revision: int
    id: str
    row: dict | None
    old: dict | None
    reason: str | None
    #: What changed, of the parts that no field of a row shows.
    beside_row: frozenset

    @classmethod
    def of(cls, json):
        row = json.get("row")
        return cls(
            kind=word(json.get("kind"), KINDS),
            revision=int(json.get("revision", 0)),
            id=json.get("id") or (row or {}).get("id"),
            row=row,
            old=json.get("old"),
            reason=word(json.get("reason"), REASONS),
            beside_row=frozenset(word(part, BESIDE_ROWS) for part in json.get("parts", ())) - {None},
        )


@dataclasses.dataclass(frozen=True)
class MemberChange:
    revision: int
    group: str
    object: str
    operation: str
    match: dict | None

    @classmethod
    def of(cls, json):
        return cls(
            revision=int(json.get("revision", 0)),
            group=json.get("groupId"),
            object=json.get("entraId"),
            operation=word(json.get("kind"), OPERATIONS),
            match=json.get("match"),
        )


@dataclasses.dataclass(frozen=True)
class Event:
    """One message: which arm it has, and the progress that every message states.

    The policy is never older than the data: a revision that both state is that of the policy too.
    """

    arm: str
    complete_through: int
    policy_revision: int
    chain: str | None
    body: dict

    @classmethod
    def of(cls, json):
        arms = [arm for arm in ARMS if arm in json]
        complete = int(json.get("completeThrough", 0))
        return cls(
            arm=arms[0] if len(arms) == 1 else None,
            complete_through=complete,
            policy_revision=max(int(json.get("policyRevision", 0)), complete),
            chain=json.get("chain"),
            body=json[arms[0]] if len(arms) == 1 else {},
        )

    @property
    def current(self):
        """`Opened`: the server's newest revision."""
        return int(self.body.get("currentRevision", 0))

    @property
    def start_revision(self):
        """`Opened`: changes after it follow."""
        return int(self.body.get("startRevision", 0))

    @property
    def log_floor(self):
        return int(self.body.get("logFloor", 0))

    @property
    def store(self):
        return self.body.get("storeId")

    @property
    def token(self):
        """`Opened` and `Reset`: the token to resume with."""
        return self.body.get("token")

    @property
    def rows(self):
        """`SnapshotChunk`: its rows."""
        parts = self.body.get("organizations", [])
        return [row for part in parts for row in part.get("rows", [])]

    @property
    def snapshot_revision(self):
        return int(self.body.get("revision", 0))

    @property
    def count(self):
        return int(self.body.get("count", 0))

    @property
    def checksum(self):
        return self.body.get("checksum")

    @property
    def reason(self):
        """`Reset`: why what was delivered is void."""
        return word(self.body.get("reason"), REASONS)

    @property
    def from_revision(self):
        return int(self.body.get("fromRevision", 0))

    @property
    def to_revision(self):
        return int(self.body.get("toRevision", 0))

    @property
    def more(self):
        return bool(self.body.get("more", False))

    @property
    def row_changes(self):
        return [RowChange.of(change) for change in self.body.get("rows", [])]

    @property
    def member_changes(self):
        return [MemberChange.of(change) for change in self.body.get("members", [])]

    @property
    def revisions(self):
        """`ChangeBatch`: when and why the revisions came about that it tells something of."""
        return self.body.get("revisions", [])
