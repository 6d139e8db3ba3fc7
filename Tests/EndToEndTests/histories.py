"""Histories of subscriptions while they are recorded: what a test does, and what its streams hear."""

import base64
import collections
import re
import time

from google.protobuf import json_format

import matching
import recording
import stubs  # noqa: F401  (puts the compiled contract on the path)
from checker import History, judge
from muster.v1 import changes_pb2, contacts_pb2
from subscribers import reason_of

HEARTBEAT = 1000
#: Messages of other calls that may come between a publish and what is told of it: one for each bulk list and
#: those that were under way.
OTHERS_MAX = 48


def milliseconds():
    return time.monotonic_ns() / 1e6


class Recorder:
    """The lines of a history."""

    def __init__(self, server):
        self.data = server.data
        self.lines = []
        self.add("history", slackMs=20_000, othersMax=OTHERS_MAX)
        self.add("start", store="one", revision=server.revision)

    def add(self, type, **fields):
        self.lines.append({"type": type, "time": milliseconds(), **fields})

    def judge(self, policies=None, members=None):
        """Adds what the store says was published, and asks the checker."""
        published = list(recording.read_publisher(self.data))
        policies = policies(published) if callable(policies) else policies or {}
        published = [
            line | {
                "policy": policies.get(line["revision"], []),
                "members": (members or {}).get(line["revision"], []),
            }
            for line in published
        ]  # fmt: skip
        # Of a revision without rows a stream hears with the next heartbeat only: it says nothing about fairness.
        silent = {line["revision"] for line in published if not line["changes"]}
        lines = [line for line in self.lines if line["type"] != "write" or line["revision"] not in silent]
        history = History.read(lines + published)
        violations = judge(history)
        assert not violations, "\n".join(map(str, violations[:40]))
        return history


class Stream:
    """A subscription on a connection; what it hears is recorded."""

    def __init__(self, recorder, connection, name, principal="admin", former=None, **asked):
        self.recorder, self.connection, self.name = recorder, connection, name
        self.complete, self.newest_ids, self.code, self.reason = 0, [], None, None
        #: Where the log began when the stream was opened.
        self.log_floor = 0
        #: Each kind of message, row change and reason that came, and how often.
        self.seen = collections.Counter()
        #: Where another stream would go on.
        self.point = {}
        start, more = {"snapshot": {}}, {}
        # Who never had a whole snapshot begins with one.
        resumes = former is not None and "completeThrough" in former.point
        if resumes:
            start, more = {"resume": former.point}, {"continues": former.name}
        recorder.add(
            "open", stream=name, principal=principal, heartbeatMs=HEARTBEAT, connection=name,
            start=start if resumes else {"snapshot": True}, **asked, **more,
        )  # fmt: skip
        self.id = connection.open("Changes/Subscribe", json_format.ParseDict(
            {"heartbeatMs": HEARTBEAT} | start | self.json(**asked), changes_pb2.SubscribeRequest()
        ))  # fmt: skip

    @staticmethod
    def json(members=False, includeOld=False, fields=(), filter=None, delivery=None, onCompacted=None):
        """What a history's `open` says, as the request says it."""
        asked = {"includeMembers": members, "includeOld": includeOld}
        asked["fields"] = [re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name) for name in fields]
        if delivery is not None:
            asked["delivery"] = f"DELIVERY_{delivery}"
        if onCompacted is not None:
            asked["onCompacted"] = f"ON_COMPACTED_{onCompacted}"
        conditions = dict(filter or {})
        if "organizations" in conditions:
            conditions["organizationIds"] = conditions.pop("organizations")
        return asked | {"filter": conditions}

    def take(self, arrival):
        if arrival.message is None:
            self.code = arrival.status
            details = self.connection.headers[arrival.stream].get("grpc-status-details-bin", "")
            status = base64.b64decode(details + "=" * (-len(details) % 4))
            self.reason = reason_of({"grpc-status-details-bin": status})
            self.recorder.add("end", stream=self.name, code=arrival.status, reason=self.reason, cut=False)
            return
        raw = base64.b64encode(arrival.message).decode()
        self.recorder.add("message", stream=self.name, **recording.decoded(raw))
        message = changes_pb2.SubscribeResponse.FromString(arrival.message)
        self.complete = max(self.complete, message.complete_through)
        event = message.WhichOneof("event")
        self.seen[event] += 1
        token = getattr(getattr(message, event), "token", None)
        place = json_format.MessageToDict(message)
        if event == "reset":
            self.point = {}
        self.point |= {"token": base64.b64encode(token).decode()} if token else {}
        if message.complete_through and not (event == "changes" and message.changes.more):
            self.point |= {name: place[name] for name in ("completeThrough", "policyRevision", "chain")}
        if event == "opened":
            self.log_floor = message.opened.log_floor
        if event == "changes":
            self.newest_ids = [row.id for row in message.changes.rows if row.HasField("row")]
            for row in message.changes.rows:
                self.seen[changes_pb2.RowChangeKind.Name(row.kind)] += 1
                self.seen[changes_pb2.LeaveReason.Name(row.reason)] += 1
                self.seen.update(changes_pb2.ChangedPart.Name(part) for part in row.parts)

    def until(self, is_wanted):
        """Takes what comes on a connection that nobody else uses."""
        while not is_wanted():
            self.take(self.connection.next())

    def drop(self):
        """The client goes away."""
        self.recorder.add("end", stream=self.name, code=1, reason="dropped", cut=True)


def contacts_of(scenario):
    query = f"?tenant={scenario.tenant['id']}&share=0.9"
    return [c for c in matching.read_contacts(scenario.simulator.call("/contacts" + query)) if c.get("last_name")]


def renamed(contacts, number, choose):
    """An import that changes rows: some contacts, most of whom are matched to members."""
    return contacts_pb2.ImportContactsRequest(organization_id="contoso", contacts=[
        contacts_pb2.Contact(**contact | {"last_name": f"{contact['last_name']} {number}"})
        for contact in choose.sample(contacts, min(30, len(contacts)))
    ])  # fmt: skip
