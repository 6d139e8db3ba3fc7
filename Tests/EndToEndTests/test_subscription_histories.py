"""Recorded histories with what the great one has not: other calls on the same connection, reads of what was
written, members, a token that is revoked, clients that take nothing. The checker judges them."""

import pathlib
import random

from google.protobuf import json_format

import recording
import stubs  # noqa: F401  (puts the compiled contract on the path)
from client import Client
from harness import wait_until
from histories import HEARTBEAT, OTHERS_MAX, Recorder, Stream, contacts_of, renamed
from muster.v1 import changes_pb2, common_pb2, contacts_pb2, groups_pb2, principals_pb2
from one_connection import OneConnection
from scenario import MICROSOFT_365, SECURITY

LISTS = 24
ROUNDS = 15


class BusyConnection:
    """One connection with a subscription, bulk lists without end, and now and then a call."""

    def __init__(self, recorder, server):
        self.recorder = recorder
        self.connection = OneConnection(server.target, server.token)
        self.stream = Stream(recorder, self.connection, "busy")
        self.others, self.rows_listed = 0, 0
        self.lists = {self._list(number): number for number in range(LISTS)}

    def _list(self, number):
        kind = (SECURITY, MICROSOFT_365)[number % 2]
        return self.connection.open(
            "Groups/List", groups_pb2.ListGroupsRequest(organization_id="contoso", kind=kind)
        )

    def _step(self):
        """Takes what comes next; gives it unless it is the subscription's or a list's."""
        arrival = self.connection.next()
        if arrival.stream == self.stream.id:
            self.stream.take(arrival)
        elif arrival.stream in self.lists:
            if arrival.message is None:
                assert arrival.status == 0
                number = self.lists.pop(arrival.stream)
                self.lists[self._list(number)] = number
            else:
                self.others += 1
                self.recorder.add("other", connection="busy")
        else:
            return arrival
        return None

    def until(self, is_wanted):
        while not is_wanted():
            assert self._step() is None

    def call(self, method, request, response):
        """One call among the lists; the answer, and how many of their messages came before it."""
        before = self.others
        id = self.connection.open(method, request)
        answer = None
        while True:
            arrival = self._step()
            if arrival is None:
                continue
            assert arrival.stream == id
            if arrival.message is None:
                assert arrival.status == 0 and answer is not None
                return answer, self.others - before
            answer = response.FromString(arrival.message)


def test_bulk_lists_starve_neither_events_nor_calls(server, client, new_scenario):
    """Between a write and what is told of it, and between a call and its answer, only so many messages of bulk
    lists pass on the same connection; what was written is read, the same on every way."""
    scenario = new_scenario()
    scenario.import_records()
    scenario.sync()
    contacts, choose = contacts_of(scenario), random.Random(7)
    recorder = Recorder(server)
    busy = BusyConnection(recorder, server)
    with busy.connection:
        busy.until(lambda: busy.stream.complete > 0)
        passed = []
        for number in range(ROUNDS):
            _, before = busy.call(
                "Contacts/Import", renamed(contacts, number, choose), contacts_pb2.ImportContactsResponse
            )
            passed.append(before)
            who, before = busy.call(
                "Principals/WhoAmI", principals_pb2.WhoAmIRequest(), principals_pb2.WhoAmIResponse
            )
            passed.append(before)
            recorder.add("write", revision=who.revision)
            busy.until(lambda: busy.stream.complete >= who.revision)
            for id in busy.stream.newest_ids[:2]:
                read_back(busy, recorder, id, who.revision)
        busy.stream.drop()
    assert busy.others > ROUNDS * 10, "the lists were no load"
    assert max(passed) <= OTHERS_MAX, passed
    history = recorder.judge()
    assert len(list(history.of_type("write"))) > ROUNDS / 2, "the writes changed no rows"
    assert len(list(history.of_type("read"))) > 10 and len(list(history.of_type("fresh"))) > 10
    print(f"{busy.others} messages of lists; at most {max(passed)} before an answer")


def read_back(busy, recorder, id, revision):
    """The row by a read that names the revision, and once more composed from the past."""
    for type, request in (
        ("read", groups_pb2.GetGroupRequest(id=id, min_revision=revision)),
        ("fresh", groups_pb2.GetGroupRequest(id=id, at=common_pb2.ReadPoint(revision=revision))),
    ):
        answer, _ = busy.call("Groups/Get", request, groups_pb2.GetGroupResponse)
        row, found = json_format.MessageToDict(answer.row), answer.freshness.revision
        if type == "read":
            recorder.add("read", minRevision=revision, revision=found, rows={id: row}, principal="admin")
        else:
            assert found == revision
            recorder.add("fresh", id=id, revision=revision, row=row)


class PastMembers:
    """The members of groups as they were, asked of the server by the methods that list them."""

    def __init__(self, client):
        self.client = client

    def at(self, id, kind, revision):
        """By Entra id, how each of them matched."""
        at = common_pb2.ReadPoint(revision=revision)
        found = {}
        for answer in self.client.groups.Members(groups_pb2.ListMembersRequest(id=id, at=at)):
            for row in answer.rows:
                found[row.entra_id] = self.match(row, row.contact)
        if kind != SECURITY:
            return found
        for answer in self.client.groups.Devices(groups_pb2.ListDevicesRequest(id=id, at=at)):
            for row in answer.rows:
                found[row.entra_id] = self.match(row, row.configuration)
        for answer in self.client.groups.NestedGroups(groups_pb2.ListNestedGroupsRequest(id=id, at=at)):
            for row in answer.rows:
                found[row.entra_id] = None
        return found

    @staticmethod
    def match(row, record):
        if not row.match_state:
            return None
        match = changes_pb2.MemberMatch(
            state=row.match_state, stage=row.match_stage,
            record_external_id=record.external_id, record_name=record.name,
        )  # fmt: skip
        return json_format.MessageToDict(match)

    @staticmethod
    def record(match):
        return (match or {}).get("recordExternalId")

    def changes(self, id, kind, revision, existed):
        """What became of a group's members with a revision, as the lines of a history say it."""
        before = self.at(id, kind, revision - 1) if existed else {}
        after = self.at(id, kind, revision)
        for object in sorted(before.keys() | after.keys()):
            if object not in before:
                yield {"group": id, "object": object, "op": "ADDED", "match": after[object]}
            elif object not in after:
                yield {"group": id, "object": object, "op": "REMOVED"}
            elif self.record(before[object]) != self.record(after[object]):
                # Another record; that the same one has another name now is no news of the member.
                yield {"group": id, "object": object, "op": "MATCH_CHANGED", "match": after[object]}


def test_members_are_told_and_a_revoked_token_tells_no_more(server, client, new_scenario):
    """A stream with members hears of each what the lists of the past show; one whose token is revoked ends
    and is shown nothing that came later."""
    scenario = new_scenario()
    scenario.import_records()
    scenario.sync()
    contacts, choose = contacts_of(scenario), random.Random(11)
    made = client.create_token("reader", common_pb2.ROLE_READ_ONLY)
    recorder = Recorder(server)
    with OneConnection(server.target, server.token) as own, OneConnection(server.target, made.secret) as other:
        stream = Stream(recorder, own, "members", members=True, includeOld=True)
        stream.until(lambda: stream.complete > 0)
        first = stream.complete
        reader = Stream(recorder, other, "reader", principal="reader")
        reader.until(lambda: reader.complete > 0)
        for number in range(3):
            client.contacts.Import(iter([renamed(contacts, number, choose)]))
            scenario.churn(20, seed=number + 1)
            scenario.sync()
            reader.until(lambda: reader.complete >= client.revision)
        revoked = client.principals.RevokeToken(principals_pb2.RevokeTokenRequest(id=made.token.id)).revision
        client.contacts.Import(iter([renamed(contacts, 9, choose)]))
        reader.until(lambda: reader.code is not None)
        assert reader.code == 7
        last = client.revision
        stream.until(lambda: stream.complete >= last)
        stream.drop()
    members, past, kinds = {}, PastMembers(client), {}
    for line in recording.read_publisher(server.data):
        existing = set(kinds)
        for change in line["changes"]:
            if change["row"] is not None:
                kinds[change["id"]] = groups_pb2.GroupKind.Value(change["row"]["kind"])
            else:
                kinds.pop(change["id"], None)
        if not first < line["revision"] <= last:
            continue
        members[line["revision"]] = [
            event for change in line["changes"] if change["row"] is not None
            for event in past.changes(
                change["id"], kinds[change["id"]], line["revision"], change["id"] in existing
            )
        ]  # fmt: skip
    operations = {event["op"] for events in members.values() for event in events}
    assert operations == {"ADDED", "REMOVED", "MATCH_CHANGED"}
    policies = {revoked: [{"principal": "reader", "organizations": None, "hidden": [], "enabled": False}]}
    recorder.judge(policies=policies, members=members)


def resident_bytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024


STALLED = 100


def test_a_stalled_subscriber_costs_a_window(server, client, new_scenario):
    """Subscribers that read nothing keep neither the others nor the server's memory waiting, and one of them that
    reads again later has missed nothing."""
    scenario = new_scenario()
    scenario.import_records()
    scenario.sync()
    contacts, choose = contacts_of(scenario), random.Random(13)
    recorder = Recorder(server)
    pid = server.program.pid
    with OneConnection(server.target, server.token) as own, OneConnection(server.target, server.token) as deaf:
        stream = Stream(recorder, own, "awake")
        stream.until(lambda: stream.complete > 0)
        sleeper = Stream(recorder, deaf, "asleep")
        request = changes_pb2.SubscribeRequest(heartbeat_ms=HEARTBEAT)
        for _ in range(STALLED - 1):
            deaf.open("Changes/Subscribe", request)
        recorder.add("stall", stream="asleep")
        before = resident_bytes(pid)
        for number in range(10):
            client.contacts.Import(iter([renamed(contacts, number, choose)]))
            scenario.churn(10, seed=number + 1)
            scenario.sync()
            stream.until(lambda: stream.complete >= client.revision)
        grown = max(0, resident_bytes(pid) - before)
        # The revisions themselves are kept once for all, in the ring.
        recorder.add("measure", name="bytes of a stalled subscriber", value=grown / STALLED, limit=256 * 1024)
        recorder.add("unstall", stream="asleep")
        last = client.revision
        while sleeper.complete < last:
            arrival = deaf.next()
            if arrival.stream == sleeper.id:
                sleeper.take(arrival)
        for each in (stream, sleeper):
            each.drop()
    history = recorder.judge()
    assert sleeper.complete >= last and len(list(history.of_type("measure"))) == 1
    print(f"{grown / STALLED / 1024:.0f} KiB a stalled subscriber")
    wait_until(lambda: Client(server.target, server.token).revision >= last, "the server goes on")
