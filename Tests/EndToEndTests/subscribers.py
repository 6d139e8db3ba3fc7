"""A program with many subscribers, each a thread that reconnects and resumes, and writes down what it sees.

    python subscribers.py KIND TARGET TOKEN OUTPUT SEED COUNT FIRST

KIND is `grpcio` or `hand` (the client of proto-spec/clients, over plain sockets). Each subscriber asks for one
of a few shapes. Lines of OUTPUT are those of a recorded history, but that messages stand as the bytes that came.
It ends when a line with a revision comes on its standard input and every subscriber has reached that.

A subscriber forgets now and then what it has applied last, or drops a stream in its middle: it then resumes from
a point that it had before.
"""

import base64
import json
import os
import pathlib
import random
import sys
import threading
import time

CLIENTS = pathlib.Path(__file__).resolve().parents[2] / "proto-spec/clients"
METHOD = "muster.v1.Changes/Subscribe"
HEARTBEAT = 1000
#: What to ask for, as SubscribeRequest's JSON, and the same as the history's `open` line says it.
SHAPES = [
    ({}, {}),
    ({"includeOld": True, "maxBatchBytes": 4096}, {"includeOld": True}),
    (
        {"filter": {"kind": "GROUP_KIND_SECURITY", "namePattern": "*a*"}},
        {"filter": {"kind": "GROUP_KIND_SECURITY", "namePattern": "*a*"}},
    ),
    (
        {"fields": ["name", "sync_status", "members_matched"]},
        {"fields": ["name", "syncStatus", "membersMatched"]},
    ),
    ({"delivery": "DELIVERY_LATEST_PER_KEY"}, {"delivery": "LATEST_PER_KEY"}),
    (
        {"filter": {"organizationIds": ["contoso"], "statuses": ["SYNC_STATUS_ENABLED"]}},
        {"filter": {"organizations": ["contoso"], "statuses": ["SYNC_STATUS_ENABLED"]}},
    ),
]


class Output:
    """One file, lines in the order in which they were given."""

    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8")
        self.lock = threading.Lock()

    def add(self, type, **fields):
        with self.lock:
            line = {"type": type, "time": time.monotonic_ns() / 1e6, **fields}
            self.file.write(json.dumps(line) + "\n")


class Watcher(threading.Thread):
    """Writes down when this program was not run: what came then was heard late, and not said late."""

    TICK_SECONDS, LATE_SECONDS = 0.05, 0.5

    def __init__(self, output):
        super().__init__(daemon=True)
        self.output = output

    def run(self):
        last = time.monotonic()
        while True:
            time.sleep(self.TICK_SECONDS)
            now = time.monotonic()
            if now - last > self.LATE_SECONDS:
                self.output.add("pause", ms=(now - last) * 1000)
            last = now


class Ended(Exception):
    """How a stream ended."""

    def __init__(self, code, reason=None, cut=False):
        super().__init__(code, reason)
        self.code, self.reason, self.cut = code, reason, cut


class Grpcio:
    """Streams over grpcio; the threads of one program share its channels as far as it likes."""

    def __init__(self, target, token):
        import grpc
        import stubs  # noqa: F401  (puts the compiled contract on the path)
        from google.protobuf import json_format
        from muster.v1 import changes_pb2

        self.grpc, self.json_format, self.messages = grpc, json_format, changes_pb2
        self.metadata = [("authorization", f"Bearer {token}")]
        options = [
            ("grpc.initial_reconnect_backoff_ms", 50),
            ("grpc.min_reconnect_backoff_ms", 50),
            ("grpc.max_reconnect_backoff_ms", 200),
            ("grpc.enable_retries", 0),
        ]
        self.channel = grpc.insecure_channel(target, options)

    def stream(self, request):
        """The messages of one stream as bytes; it ends with `Ended`."""
        message = self.json_format.ParseDict(request, self.messages.SubscribeRequest())
        call = self.channel.unary_stream(f"/{METHOD}")(
            message.SerializeToString(), metadata=self.metadata
        )
        try:
            yield from call
        except self.grpc.RpcError as error:
            trailers = dict(error.trailing_metadata() or ())
            code = error.code().value[0]
            has_status = "grpc-status-details-bin" in trailers
            raise Ended(code, reason_of(trailers), cut=not has_status) from None
        finally:
            call.cancel()
        raise Ended(0)

    def point(self, data):
        """Of a message: its event, where it stands, its token if it has one, and whether more belongs to it."""
        message = self.messages.SubscribeResponse.FromString(data)
        arm = message.WhichOneof("event")
        token = getattr(getattr(message, arm), "token", b"")
        place = (message.complete_through, message.policy_revision, message.chain)
        return arm, place, token, arm == "changes" and message.changes.more


class ByHand:
    """Streams of the client without any library for gRPC or protobuf."""

    ARMS = {
        4: "opened", 5: "snapshot", 6: "snapshot_end", 7: "changes", 8: "bookmark", 9: "reset",
        10: "closing",
    }  # fmt: skip
    #: Where each arm has its token.
    TOKENS = {"opened": 2, "reset": 2, "closing": 2}

    def __init__(self, target, token):
        sys.path.insert(0, str(CLIENTS))
        import h2.exceptions
        import muster_client

        self.wire, self.url = muster_client, f"http://{target}"
        self.broken = (OSError, h2.exceptions.ProtocolError)
        os.environ["MUSTER_TOKEN"] = token
        muster_client.read_protos()

    def stream(self, request):
        body = self.wire.encode("SubscribeRequest", request)
        try:
            yield from self.wire.call(self.url, METHOD, body, lambda: 30)
        except self.wire.CallFailed as failure:
            status = failure.headers.get("grpc-status")
            raise Ended(
                14 if status is None else int(status),
                reason_of({
                    name: base64.b64decode(value + "=" * (-len(value) % 4))
                    for name, value in failure.headers.items()
                    if name.endswith("-bin")
                }),
                cut=status is None,
            ) from None  # fmt: skip
        except self.broken:
            raise Ended(14, cut=True) from None
        raise Ended(0)

    def fields(self, data):
        """The fields of a message, the contents of messages as bytes."""
        at, found = 0, {}
        while at < len(data):
            tag, at = self.wire.read_tag(data, at, len(data))
            value, at = self.wire.read_value(data, at, len(data), tag, 0)
            found[tag >> 3] = data[slice(*value)] if tag & 7 == self.wire.BYTES else value
        return found

    def point(self, data):
        fields = self.fields(data)
        number = next(number for number in fields if number in self.ARMS)
        arm = self.ARMS[number]
        body = self.fields(fields[number]) if arm in ("changes", *self.TOKENS) else {}
        place = (fields.get(1, 0), fields.get(2, 0), fields.get(3, b""))
        return arm, place, body.get(self.TOKENS.get(arm), b""), arm == "changes" and body.get(3, 0) == 1


def reason_of(trailers):
    """The stable word for why a call failed."""
    import stubs  # noqa: F401
    from google.rpc import error_details_pb2, status_pb2

    status = status_pb2.Status.FromString(trailers.get("grpc-status-details-bin", b""))
    for detail in status.details:
        information = error_details_pb2.ErrorInfo()
        if detail.Unpack(information):
            return information.reason
    return None


class Subscriber(threading.Thread):
    """One client over all its streams."""

    def __init__(self, name, client, shape, output, seed, goal):
        super().__init__(name=name, daemon=True)
        self.client, self.output, self.goal = client, output, goal
        self.random = random.Random(seed)
        self.request, self.asked = shape
        #: Points with the stream that gave them, the newest last; older ones to fall back to.
        self.points = []
        self.count = 0
        self.complete = 0

    def run(self):
        while not self.is_done:
            self.count += 1
            was_answered = self.follow(f"{self.name}.{self.count}")
            # A server that is not there is asked less often.
            time.sleep(self.random.uniform(0, 0.1) if was_answered else self.random.uniform(0.1, 0.4))

    @property
    def is_done(self):
        return self.goal.revision is not None and self.complete >= self.goal.revision

    def choose(self):
        """The point to go on from: nearly always the last one."""
        if not self.points:
            return None
        if len(self.points) > 1 and self.random.random() < 0.1:
            # The client went down before it had stored what it applied.
            del self.points[-self.random.randint(1, min(3, len(self.points) - 1)) :]
        return self.points[-1]

    def follow(self, stream):
        """One stream to its end; tells whether the server answered."""
        chosen = self.choose()
        start, more = {"snapshot": {}}, {}
        if chosen is not None:
            former, point = chosen
            start, more = {"resume": point}, {"continues": former}
        self.output.add(
            "open", stream=stream, principal="admin", heartbeatMs=HEARTBEAT,
            start={"snapshot": True} if chosen is None else start, **self.asked, **more,
        )  # fmt: skip
        was_answered, token, patience = False, None, self.random.choice([None, None, self.random.randint(1, 12)])
        try:
            for data in self.client.stream(self.request | {"heartbeatMs": HEARTBEAT} | start):
                was_answered = True
                arm, place, new_token, has_more = self.client.point(data)
                self.output.add("message", stream=stream, raw=base64.b64encode(data).decode())
                token = new_token or token
                if place[0] and not has_more and arm != "snapshot":
                    self.note(stream, token, place)
                if patience is not None:
                    patience -= 1
                if self.is_done or patience == 0:
                    raise Ended(1, "dropped", cut=True)
        except Ended as ended:
            self.output.add(
                "end", stream=stream, code=ended.code, reason=ended.reason, cut=ended.cut
            )
            if ended.reason in ("COMPACTED", "STORE_CHANGED", "FUTURE_REVISION"):
                self.points.clear()
        return was_answered

    def note(self, stream, token, place):
        complete, policy, chain = place
        self.complete = max(self.complete, complete)
        encoded = [base64.b64encode(value).decode() for value in (token, chain)]
        point = {"token": encoded[0], "completeThrough": str(complete)}
        point |= {"policyRevision": str(policy), "chain": encoded[1]}
        self.points = [*self.points[-9:], (stream, point)]


class Goal:
    """The revision after which to stop, once it is known."""

    revision = None


def main(kind, target, token, path, seed, count, first):
    output, goal = Output(path), Goal()
    client = {"grpcio": Grpcio, "hand": ByHand}[kind](target, token)
    subscribers = [
        Subscriber(
            f"{kind}{number}", client, SHAPES[number % len(SHAPES)], output, int(seed) + number, goal
        )
        for number in range(int(first), int(first) + int(count))
    ]
    Watcher(output).start()
    for subscriber in subscribers:
        subscriber.start()
    print("ready", flush=True)
    goal.revision = int(sys.stdin.readline())
    for subscriber in subscribers:
        subscriber.join()
    output.file.close()
    print("done", flush=True)
    # Threads of grpcio may still wait for a server that is not there: nothing of them is needed.
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
