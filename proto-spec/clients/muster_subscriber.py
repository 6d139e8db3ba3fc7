"""A subscriber by hand: no generated code, no protobuf and no gRPC library, like muster_client.py beside it.

    python muster_subscriber.py URL STATE [REQUEST]

It keeps a copy of the groups that REQUEST (a SubscribeRequest as JSON; default {}: everything) asks for in STATE,
a SQLite file, and prints what happens as JSON lines. The token comes from MUSTER_TOKEN. Rows, members and the
point to go on from change in one transaction: stop it at any moment, start it again, and it goes on where it was,
with nothing lost and nothing applied twice. What was printed shortly before a crash may be printed again.

It ends with 0 at the request's `untilRevision`, and with 1 when trying again is of no use. Needs the package h2.
"""

import base64, hashlib, json, random, sqlite3, sys, time

import muster_client as wire

METHOD, REQUEST, RESPONSE = "muster.v1.Changes/Subscribe", "SubscribeRequest", "SubscribeResponse"
# What the point is of no use for any more: take a snapshot.
LOST = {"COMPACTED", "STORE_CHANGED", "FUTURE_REVISION"}
# CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, INTERNAL, UNAVAILABLE, and no status at all.
PASSING = {"1", "2", "4", "8", "10", "13", "14", None}
SHORTEST, LONGEST = 0.25, 30  # seconds between attempts

# Only what an error's details need of google.rpc: [number] = (JSON name, type, is repeated, has presence, oneof)
DETAILS = {
    "google.rpc.Status": {3: ("details", "google.protobuf.Any", True, False, None)},
    "google.protobuf.Any": {1: ("typeUrl", "string", False, False, None), 2: ("value", "bytes", False, False, None)},
    "google.rpc.ErrorInfo": {1: ("reason", "string", False, False, None)},
}


class Lost(Exception):
    """The point is of no use."""


class State:
    """The copy, and the point that it stands at."""

    def __init__(self, path):
        self.file = sqlite3.connect(path, isolation_level=None)
        self.file.execute("PRAGMA journal_mode = WAL")
        self.file.execute("PRAGMA synchronous = FULL")
        self.file.execute("CREATE TABLE IF NOT EXISTS row (id TEXT PRIMARY KEY, organization TEXT, row TEXT)")
        self.file.execute(
            'CREATE TABLE IF NOT EXISTS member ("group" TEXT, object TEXT, change TEXT, PRIMARY KEY ("group", object))'
        )
        self.file.execute("CREATE TABLE IF NOT EXISTS point (one INTEGER PRIMARY KEY CHECK (one = 1), point TEXT)")

    @property
    def point(self):
        found = self.file.execute("SELECT point FROM point").fetchone()
        return json.loads(found[0]) if found else None

    def apply(self, rows, members, point, is_snapshot=False):
        """Applies whole revisions, or a whole snapshot in place of everything, and notes the point with them."""
        self.file.execute("BEGIN IMMEDIATE")
        try:
            if is_snapshot:
                self.file.execute("DELETE FROM row")
                self.file.execute("DELETE FROM member")
            for id, organization, row in rows:
                if row is None:
                    self.file.execute("DELETE FROM row WHERE id = ?", [id])
                    self.file.execute('DELETE FROM member WHERE "group" = ?', [id])
                else:
                    text = json.dumps(row, ensure_ascii=False)
                    self.file.execute("INSERT OR REPLACE INTO row VALUES (?, ?, ?)", [id, organization, text])
            for change in members:
                key = [change["groupId"], change["entraId"]]
                self.file.execute('DELETE FROM member WHERE "group" = ? AND object = ?', key)
                if change["kind"] != "MEMBER_CHANGE_KIND_REMOVED":
                    self.file.execute("INSERT INTO member VALUES (?, ?, ?)", [*key, json.dumps(change)])
            self.file.execute("INSERT OR REPLACE INTO point VALUES (1, ?)", [json.dumps(point)])
            self.file.execute("COMMIT")
        except BaseException:
            self.file.execute("ROLLBACK")
            raise

    def forget_point(self):
        self.file.execute("DELETE FROM point")


class Stream:
    """One stream: what has come of the present snapshot or revision, and is not whole yet."""

    def __init__(self, state):
        self.state = state
        self.token = None
        self.seconds = 30  # without a message
        self.is_opened = False
        self.made_progress = False
        self.begin_snapshot()
        self.rows, self.members = [], []

    def begin_snapshot(self):
        self.snapshot, self.checksum = [], hashlib.sha256()

    def take(self, data):
        """Applies one message; prints what it tells once that is whole."""
        message = wire.decode(RESPONSE, data, 0, len(data))
        arm = next(name for name in message if name in ARMS)
        if (arm == "opened") == self.is_opened:
            raise wire.CallFailed(f"{arm} out of place")
        getattr(self, f"take_{arm}")(message[arm], message, data)

    def point(self, message):
        names = ("completeThrough", "policyRevision", "chain")
        return {"token": self.token} | {name: message[name] for name in names if name in message}

    def take_opened(self, opened, message, data):
        self.is_opened, self.token = True, opened["token"]
        # Three missed heartbeats mean that the server is gone; the server adds some jitter to each.
        self.seconds = opened["heartbeatMs"] * 3.5 / 1000
        tell("opened", {name: value for name, value in opened.items() if name != "token"})
        if "completeThrough" in message:
            self.state.apply([], [], self.point(message))

    def take_snapshot(self, snapshot, message, data):
        for row in raw_rows(data):
            self.checksum.update(len(row).to_bytes(4, "big") + row)
        for part in snapshot.get("organizations", []):
            organization = part.get("organizationId", "")
            self.snapshot += [(row["id"], organization, row) for row in part.get("rows", [])]

    def take_snapshotEnd(self, end, message, data):
        if len(self.snapshot) != int(end.get("count", 0)):
            raise wire.CallFailed("the snapshot is not whole")
        if self.checksum.digest() != base64.b64decode(end["checksum"]):
            raise wire.CallFailed("the snapshot is damaged")
        self.state.apply(self.snapshot, [], self.point(message), is_snapshot=True)
        tell("snapshot", {"revision": end["revision"], "count": len(self.snapshot)})
        self.begin_snapshot()
        self.made_progress = True

    def take_changes(self, batch, message, data):
        self.rows += batch.get("rows", [])
        self.members += batch.get("members", [])
        if batch.get("more"):
            return
        rows = [(change["id"], change.get("organizationId", ""), change.get("row")) for change in self.rows]
        self.state.apply(rows, self.members, self.point(message))
        for change in self.rows:
            tell("change", change)
        for change in self.members:
            tell("member", change)
        self.take_bookmark({}, message, data, is_noted=True)
        self.rows, self.members = [], []

    def take_bookmark(self, bookmark, message, data, is_noted=False):
        if not is_noted:
            self.state.apply([], [], self.point(message))
        tell("progress", {"completeThrough": message["completeThrough"]})
        self.made_progress = True

    def take_reset(self, reset, message, data):
        tell("reset", {"reason": reset.get("reason")})
        self.token = reset.get("token", self.token)
        self.rows, self.members = [], []
        self.begin_snapshot()
        self.state.forget_point()

    def take_closing(self, closing, message, data):
        tell("closing", {"reason": closing.get("reason")})
        # With a snapshot or a revision under way, the point stays where it was.
        if "completeThrough" in message and not self.rows and not self.members:
            self.state.apply([], [], self.point(message))


ARMS = [name.removeprefix("take_") for name in vars(Stream) if name.startswith("take_")]


def raw_rows(data):
    """The rows of a SnapshotChunk as they stand in the message: field 5, then organizations 1, then rows 2."""
    parts = [data]
    for number in (5, 1, 2):
        parts = [content for part in parts for content in contents(part, number)]
    return parts


def contents(data, wanted):
    """The contents of every field `wanted` of a message."""
    at = 0
    while at < len(data):
        tag, at = wire.read_tag(data, at, len(data))
        value, at = wire.read_value(data, at, len(data), tag, 0)
        if tag == wanted << 3 | wire.BYTES:
            yield data[slice(*value)]


def tell(event, fields):
    print(json.dumps({"event": event} | fields, ensure_ascii=False), flush=True)


def reason_of(failure):
    """The stable word for why a call failed, from the details in the trailers."""
    text = failure.headers.get("grpc-status-details-bin", "")
    data = base64.b64decode(text + "=" * (-len(text) % 4))
    for detail in wire.decode("google.rpc.Status", data, 0, len(data)).get("details", []):
        if detail.get("typeUrl", "").endswith("/google.rpc.ErrorInfo"):
            content = base64.b64decode(detail.get("value", ""))
            return wire.decode("google.rpc.ErrorInfo", content, 0, len(content)).get("reason")
    return None


def run_stream(url, state, request):
    """One stream to its end; tells whether it brought anything, and raises what ends everything."""
    point = state.point
    start = {"resume": point} if point else {"snapshot": {}}
    stream = Stream(state)
    calls = wire.call(url, METHOD, wire.encode(REQUEST, {**request, **start}), lambda: stream.seconds)
    try:
        for data in calls:
            stream.take(data)
        return None
    except wire.CallFailed as failure:
        status, reason = failure.headers.get("grpc-status"), reason_of(failure)
        if reason in LOST and point:
            state.forget_point()
        elif status not in PASSING:
            raise
        tell("disconnected", {"status": status, "reason": reason, "message": failure.reason})
    except OSError as failure:
        tell("disconnected", {"message": str(failure)})
    return stream.made_progress


def main(arguments):
    url, state, request = arguments[0], State(arguments[1]), json.loads((arguments[2:] or ["{}"])[0])
    failures = 0
    while True:
        made_progress = run_stream(url, state, request)
        if made_progress is None:
            return 0
        # Doubled with every failure, and spread, so that the many clients of a server do not come back at once.
        failures = 0 if made_progress else failures + 1
        time.sleep(min(LONGEST, SHORTEST * 2 ** min(failures, 10)) * random.uniform(0.5, 1))


if __name__ == "__main__":
    wire.read_protos()
    wire.MESSAGES |= DETAILS
    try:
        sys.exit(main(sys.argv[1:]))
    except wire.CallFailed as failure:
        sys.exit(f"{failure.reason}: {failure.headers}")
