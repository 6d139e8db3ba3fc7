"""Makes histories without a fault: a random world, and a publisher that tells it as the protocol says.

It is as simple as can be and keeps everything: what it does not do well is not needed here, and what the
checker thinks of a view it computes in its own, slower way.
"""

import base64
import copy
import fnmatch
import random

from checker.replay import checksum

HEARTBEAT = 10_000
KINDS = ("GROUP_KIND_SECURITY", "GROUP_KIND_MICROSOFT_365")
STATUSES = ("SYNC_STATUS_ENABLED", "SYNC_STATUS_DISABLED")


def chain(revision):
    return base64.b64encode(f"chain {revision}".encode()).decode()


class World:
    """The whole truth at every revision, as complete copies."""

    def __init__(self, seed, revisions=40):
        self.random = random.Random(seed)
        #: For what no row shows.
        self.random_beside = random.Random(-seed)
        self.rows, self.policies, self.members = [{}], [{}], [set()]
        self.lines = []
        for revision in range(1, revisions + 1):
            self._publish(revision)

    @property
    def newest(self):
        return len(self.rows) - 1

    def _publish(self, revision):
        rows, policies = copy.deepcopy(self.rows[-1]), copy.deepcopy(self.policies[-1])
        members = set(self.members[-1])
        line = {"type": "revision", "store": "one", "revision": revision, "chain": chain(revision)}
        line |= {"changes": [], "members": [], "policy": []}
        line["cause"] = self.random.choice(
            [{"cause": "CHANGE_CAUSE_SYNC", "runId": "7"}, {"cause": "CHANGE_CAUSE_IMPORT", "actor": "admin"}]
        )
        is_policy = self.random.random() < 0.2 and revision > 5
        if is_policy:
            policy = {"principal": "reader", "hidden": [], "enabled": True}
            policy["organizations"] = self.random.choice([None, ["a"], ["b"], ["a", "b"], []])
            policy["clientUser"] = self.random_beside.random() < 0.5
            policy["hidden"] = self.random.sample(sorted(rows), min(2, len(rows)))
            policies["reader"] = policy
            line["policy"].append(policy)
        for id in self.random.sample([f"g{n}" for n in range(12)], self.random.randint(1, 4)):
            if is_policy:
                break
            if id in rows and self.random.random() < 0.2:
                del rows[id]
                line["changes"].append({"id": id, "organization": "", "row": None})
            else:
                rows[id] = self._entry(id, revision)
                line["changes"].append(dict(rows[id]))
        if not is_policy:
            self._change_beside_rows(rows, line)
        for _ in range(0 if is_policy else 2):
            self._change_member(rows, members, line)
        self.rows.append(rows)
        self.policies.append(policies)
        self.members.append(members)
        self.lines.append(line)

    def _change_beside_rows(self, rows, line):
        """Access lists and custom fields: of groups whose row changes as well, and of others."""
        known = {change["id"]: change for change in line["changes"]}
        for id in self.random_beside.sample(sorted(self.rows[-1]), min(2, len(self.rows[-1]))):
            if id not in rows:
                continue
            parts = self.random_beside.choice([["ACCESS"], ["ACCESS", "CLIENT_ACCESS"], ["CUSTOM_FIELDS"]])
            if id not in known:
                line["changes"].append(dict(rows[id]))
                known[id] = line["changes"][-1]
            known[id]["besideRow"] = parts

    def _entry(self, id, revision):
        row = {
            "id": id, "name": f"{self.random.choice('xyz')} {revision}",
            "kind": self.random.choice(KINDS), "syncStatus": self.random.choice(STATUSES),
            "description": self.random.choice(["", "some", "text"]),
        }  # fmt: skip
        principals = [p for p in ("contact a/1", "user 7") if self.random.random() < 0.5]
        return {"id": id, "organization": "ab"[int(id[1:]) % 2], "row": row, "principals": principals}

    def _change_member(self, rows, members, line):
        key = (self.random.choice("g0 g1 g2 g3".split()), self.random.choice("o0 o1 o2".split()))
        if key[0] not in rows or any((m["group"], m["object"]) == key for m in line["members"]):
            return
        operation = "REMOVED" if key in members else "ADDED"
        members.symmetric_difference_update([key])
        line["members"].append({"group": key[0], "object": key[1], "op": operation})

    def beside_rows(self, asked, revision, policy):
        """What a revision changed beside rows, by group, as far as whoever asks is told."""
        rule = self.policies[policy].get(asked["principal"], {})
        found = {}
        for change in self.lines[revision - 1]["changes"]:
            parts = list(change.get("besideRow", ()))
            if parts == ["ACCESS"] and rule.get("clientUser"):
                parts = []
            parts = [part for part in parts if part != "CLIENT_ACCESS"]
            if parts and not asked["fields"]:
                found[change["id"]] = parts
        return found

    def is_seen(self, entry, asked, policy):
        rule = self.policies[policy].get(asked["principal"])
        if rule is not None:
            if entry["id"] in rule["hidden"] or not rule["enabled"]:
                return False
            if rule["organizations"] is not None and entry["organization"] not in rule["organizations"]:
                return False
        conditions = asked.get("filter", {})
        if not fnmatch.fnmatchcase(entry["row"]["name"], conditions.get("namePattern", "*")):
            return False
        if "principal" in conditions and conditions["principal"] not in entry["principals"]:
            return False
        for name, value in (("organizations", entry["organization"]), ("kind", entry["row"]["kind"]),
                            ("statuses", entry["row"]["syncStatus"]), ("groups", entry["id"])):  # fmt: skip
            if conditions.get(name) and value not in conditions[name]:
                return False
        return True

    def view(self, asked, revision, policy):
        fields = asked.get("fields") or ["name", "kind", "syncStatus", "description"]
        return {
            id: {name: value for name, value in entry["row"].items() if name in ("id", *fields)}
            for id, entry in self.rows[revision].items()
            if self.is_seen(entry, asked, policy)
        }


class Recorder:
    """Serves streams of a world and writes down what happens."""

    def __init__(self, world):
        self.world = world
        self.random = world.random
        self.time = 0
        self.lines = [{"type": "history", "slackMs": 500, "othersMax": 8}]
        self.tokens = {}

    def add(self, type, **fields):
        self.time += self.random.randint(1, 40)
        self.lines.append({"type": type, "time": self.time, **fields})
        return self.lines[-1]

    def history(self):
        """Every line, the publisher's at the end."""
        return copy.deepcopy(self.lines + self.world.lines)


class Server:
    """One stream, served step by step."""

    def __init__(self, recorder, name, start, **asked):
        self.recorder, self.world, self.random = recorder, recorder.world, recorder.random
        self.name = name
        self.asked = {"principal": "admin", "filter": {}, "fields": [], **asked}
        self.opened = recorder.add(
            "open", stream=name, start=start, heartbeatMs=HEARTBEAT, **self.asked
        )
        self.complete = self.policy = 0
        self.start, self.is_conflated = start, asked.get("delivery") == "LATEST_PER_KEY"

    def send(self, arm, body, **more):
        message = {
            "completeThrough": str(self.complete), "policyRevision": str(self.policy),
            "chain": chain(self.complete), arm: body,
        }  # fmt: skip
        return self.recorder.add("message", stream=self.name, message=message, **more)

    def open(self, current, policy=None):
        """`Opened`, and the snapshot at `current` if one was asked for."""
        policy = max(policy or current, current)
        shape = (self.asked["principal"], str(self.asked["filter"]), str(self.asked["fields"]),
                 self.asked.get("delivery"))  # fmt: skip
        token = self.recorder.tokens.setdefault(shape, f"token {len(self.recorder.tokens)}")
        self.token = token
        opened = {"storeId": "one", "token": token, "logFloor": "0"}
        opened |= {"currentRevision": str(current), "startRevision": str(current)}
        if "snapshot" in self.start:
            self.policy = policy
            self.send("opened", opened)
            return self.snapshot(current)
        resume = self.start.get("resume")
        self.complete = int(resume["completeThrough"]) if resume else (
            current if "tail" in self.start else self.start["afterRevision"]
        )  # fmt: skip
        self.policy = int(resume["policyRevision"]) if resume else self.complete
        if self.asked.get("onCompacted") == "RESNAPSHOT":
            self.complete = self.policy = 0
        opened["startRevision"] = str(self.complete)
        self.send("opened", opened)
        return self

    def snapshot(self, revision):
        view = list(self.world.view(self.asked, revision, self.policy).values())
        raw = [base64.b64encode(str(row).encode()).decode() for row in view]
        middle = self.random.randint(0, len(view))
        for part in (slice(None, middle), slice(middle, None)):
            rows = {"organizationId": "a", "rows": view[part]}
            self.send("snapshot", {"organizations": [rows]}, rowBytes=raw[part])
        self.complete = revision
        self.send(
            "snapshotEnd",
            {"revision": str(revision), "count": len(view), "checksum": checksum(raw)},
        )
        return self

    def deliver(self, to, policy=None):
        """Everything up to `to`, in random batches."""
        while self.complete < to:
            step = self.random.randint(self.complete + 1, to)
            self._batch(step, max(policy or step, step, self.policy))
        return self

    def _batch(self, to, policy):
        rows = self._net(to, policy) if self.is_conflated else self._each(to, policy)
        members = self._members(to, policy) if self.asked.get("members") else []
        if not rows and not members:
            self.complete, self.policy = to, policy
            return self.send("bookmark", {})
        parts = self.random.randint(1, min(3, len(rows) or 1))
        bounds = sorted(self.random.sample(range(1, len(rows)), parts - 1)) if parts > 1 else []
        first = self.complete + 1
        self.policy = policy
        for low, high in zip([0, *bounds], [*bounds, len(rows)]):
            is_last = high == len(rows)
            body = {"fromRevision": str(first), "toRevision": str(to), "more": not is_last}
            body["rows"] = rows[low:high]
            body["members"] = members if is_last else []
            body["revisions"] = self._infos(body)
            if is_last:
                self.complete = to
            self.send("changes", body)

    def _infos(self, body):
        told = {int(change["revision"]) for change in body["rows"] + body["members"]}
        return [
            {"revision": str(line["revision"]), "publishedAt": "2026-01-01T00:00:00Z", **line["cause"]}
            for line in self.world.lines
            if line["revision"] in told
        ]

    def _change(self, kind, revision, id, row=None, old=None, reason=None):
        change = {"kind": f"ROW_CHANGE_KIND_{kind}", "revision": str(revision), "id": id}
        if row is not None:
            change["row"] = row
        if kind == "UPDATE" and self.asked.get("includeOld"):
            change["old"] = old
        if reason:
            change["reason"] = f"LEAVE_REASON_{reason}"
        return change

    def _difference(self, before, after, revision_of, reason_of, beside=None):
        beside = beside or {}
        changes = []
        for id in sorted(before.keys() | after.keys()):
            old, new, revision = before.get(id), after.get(id), revision_of(id)
            if new is None:
                changes.append(self._change("LEAVE", revision, id, reason=reason_of(id)))
            elif old is None:
                changes.append(self._change("ENTER", revision, id, new))
            elif old != new or id in beside:
                change = self._change("UPDATE", revision, id, new, old)
                if id in beside:
                    change["parts"] = [f"CHANGED_PART_{part}" for part in beside[id]]
                changes.append(change)
        return changes

    def _each(self, to, policy):
        view = self.world.view
        changes = self._difference(
            view(self.asked, self.complete, self.policy), view(self.asked, self.complete, policy),
            lambda id: self.complete, lambda id: "ACCESS",
        )  # fmt: skip
        for revision in range(self.complete + 1, to + 1):
            changes += self._difference(
                view(self.asked, revision - 1, policy), view(self.asked, revision, policy),
                lambda id: revision, lambda id: self._reason(id, revision),
                self.world.beside_rows(self.asked, revision, policy),
            )  # fmt: skip
        return changes

    def _net(self, to, policy):
        def last(id):
            touches = [
                line["revision"]
                for line in self.world.lines[:to]
                if any(change["id"] == id for change in line["changes"])
            ]
            # Of a row that only access gave, the revision that the stream has reached.
            return touches[-1] if touches and touches[-1] > self.complete else self.complete

        before = self.world.view(self.asked, self.complete, self.policy)
        after = self.world.view(self.asked, to, policy)

        def reason(id):
            entry = self.world.rows[to].get(id)
            is_hidden = entry and not self.world.is_seen(entry, self.asked | {"filter": {}}, policy)
            return "ACCESS" if is_hidden else self._reason(id, to)

        beside = {}
        for revision in range(self.complete + 1, to + 1):
            for id, parts in self.world.beside_rows(self.asked, revision, policy).items():
                beside[id] = sorted({*beside.get(id, ()), *parts})
        return self._difference(before, after, last, reason, beside)

    def _reason(self, id, revision):
        return "NO_MATCH" if id in self.world.rows[revision] else "DELETED"

    def _members(self, to, policy):
        changes = []
        for line in self.world.lines[self.complete : to]:
            view = self.world.view(self.asked, line["revision"], policy)
            for member in line["members"]:
                if member["group"] in view:
                    changes.append({
                        "revision": str(line["revision"]), "groupId": member["group"],
                        "entraId": member["object"], "kind": f"MEMBER_CHANGE_KIND_{member['op']}",
                    })  # fmt: skip
        return changes

    def reset(self, reason, current):
        self.complete, self.policy = 0, current
        self.send("reset", {"reason": f"RESET_REASON_{reason}", "token": self.token})
        return self.snapshot(current)

    def bookmark(self):
        self.send("bookmark", {})
        return self

    def close(self):
        self.send("closing", {})
        return self.end(14, "DRAINING")

    def end(self, code, reason="", **more):
        self.recorder.add("end", stream=self.name, code=code, reason=reason, **more)
        return self

    @property
    def point(self):
        point = {"token": self.token, "completeThrough": str(self.complete)}
        point |= {"policyRevision": str(self.policy), "chain": chain(self.complete)}
        return {"resume": point}


SHAPES = {
    "everything": {},
    "reader": {"principal": "reader"},
    "filtered": {"filter": {"kind": KINDS[0], "namePattern": "x*"}, "includeOld": True},
    "masked": {"fields": ["name"], "principal": "reader"},
    "members": {"members": True, "filter": {"organizations": ["a"]}},
    "latest": {"delivery": "LATEST_PER_KEY", "principal": "reader"},
    "of a contact": {"filter": {"principal": "contact a/1", "statuses": [STATUSES[0]]}},
}


def make(seed):
    """A history with a stream of every shape, a kill in the middle and everything resumed after it."""
    world = World(seed)
    recorder = Recorder(world)
    middle, newest = 20, world.newest
    recorder.add("start", store="one", revision=middle, logFloor=0)
    servers = []
    for name, asked in SHAPES.items():
        first = world.random.randint(6, middle - 4)
        server = Server(recorder, name, {"snapshot": True}, connection=name, loop=1, **asked)
        server.open(first).deliver(world.random.randint(first + 1, middle))
        for _ in range(3):
            recorder.add("other", connection=name)
        servers.append(server)
    recorder.add("write", revision=middle)
    for server in servers:
        server.deliver(middle).end(14, cut=True)
    recorder.add("stop")
    recorder.add("start", store="one", revision=newest, logFloor=3)
    recorder.add("policyReceived", loop=1, policy=middle)
    for server in servers:
        asked = server.asked | {"continues": server.name}
        again = Server(recorder, f"{server.name} again", server.point, **asked)
        again.open(newest).deliver(newest, policy=newest).bookmark()
        again.end(14, cut=True) if world.random.random() < 0.5 else again.close()
    add_edges(recorder, middle, newest)
    return recorder.history()


def add_edges(recorder, middle, newest):
    """The ways to begin and to end that the shapes above do not have."""
    world = recorder.world
    Server(recorder, "tail", {"tail": True}).open(middle).deliver(newest).close()
    Server(recorder, "after", {"afterRevision": 9}).open(middle).deliver(newest).end(14)
    until = Server(recorder, "until", {"snapshot": True}, untilRevision=middle + 3)
    until.open(middle).deliver(middle + 3).end(0)
    Server(recorder, "compacted", {"afterRevision": 2}).end(11, "COMPACTED")
    point = {"resume": {"token": "token 0", "completeThrough": "2", "policyRevision": "2"}}
    fresh = Server(recorder, "fresh start", point, onCompacted="RESNAPSHOT", **SHAPES["everything"])
    fresh.open(newest).reset("COMPACTED", newest).bookmark().end(14)
    idle = Server(recorder, "idle", {"snapshot": True}).open(newest)
    recorder.add("quiescence", revision=newest, until=recorder.time + 50_000)
    for _ in range(4):
        recorder.time += HEARTBEAT
        idle.bookmark()
    idle.close()
    recorder.add("read", revision=newest, minRevision=newest,
                 rows={id: entry["row"] for id, entry in world.rows[newest].items()})  # fmt: skip
    for id, entry in world.rows[newest].items():
        recorder.add("fresh", revision=newest, id=id, row=entry["row"])
    recorder.add("measure", name="residentBytes", value=10, limit=100)
