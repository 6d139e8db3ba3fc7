"""A history as it stands in the file: the publisher's lines, and each stream's lines in their order."""

import dataclasses
import functools
import json

from checker.clock import Clock
from checker.messages import Event
from checker.model import Publisher

#: Lines that neither the publisher nor a stream owns.
GENERAL = {
    "history", "start", "stop", "floor", "policyReceived", "quiescence", "measure", "other", "write",
    "read", "fresh", "pause",
}  # fmt: skip
OF_A_STREAM = {"message", "end", "stall", "unstall"}
START_KINDS = {"snapshot", "tail", "afterRevision", "resume"}
FILTER_KEYS = {"organizations", "kind", "statuses", "groups", "namePattern", "principal"}


class Malformed(Exception):
    """The file is no history; nothing is judged."""


@dataclasses.dataclass
class Line:
    """One line, with its number in the file: numbers order what happened."""

    number: int
    type: str
    time: float
    fields: dict

    @functools.cached_property
    def event(self):
        """What a line of type `message` tells."""
        return Event.of(self.fields["message"])

    def __getitem__(self, name):
        return self.fields[name]

    def get(self, name, default=None):
        value = self.fields.get(name)
        return default if value is None else value


class Stream:
    """One subscription: what was asked, and what came."""

    def __init__(self, line):
        self.name = line["stream"]
        self.opened_at = line
        self.principal = line.get("principal", "")
        self.filter = line.get("filter", {})
        self.fields = tuple(line.get("fields", ()))
        self.delivery = line.get("delivery", "EVERY_REVISION")
        self.on_compacted = line.get("onCompacted", "FAIL")
        self.members = bool(line.get("members"))
        self.include_old = bool(line.get("includeOld"))
        self.heartbeat = line.get("heartbeatMs", 10_000)
        self.min_revision = line.get("minRevision", 0)
        self.until_revision = line.get("untilRevision", 0)
        self.connection = line.get("connection")
        self.loop = line.get("loop")
        self.start = line.get("start", {"snapshot": True})
        self.lines = []
        if len(self.start) != 1 or not set(self.start) <= START_KINDS:
            raise Malformed(f"line {line.number}: a start is one of {sorted(START_KINDS)}")
        unknown = set(self.filter) - FILTER_KEYS
        if unknown:
            raise Malformed(f"line {line.number}: unknown conditions {sorted(unknown)}")

    @property
    def is_conflated(self):
        return self.delivery == "LATEST_PER_KEY"

    @property
    def resume(self):
        """The point that the stream goes on from, if it is given by a token."""
        return self.start.get("resume")

    @property
    def position(self):
        """The revision that the stream claims to have, if it claims one."""
        if self.resume is not None:
            return int(self.resume.get("completeThrough", 0))
        return self.start.get("afterRevision")

    @functools.cached_property
    def shape(self):
        """What a token is bound to, but the store."""
        conditions = {name: value for name, value in self.filter.items() if value}
        for name, value in conditions.items():
            if isinstance(value, list):
                conditions[name] = sorted(value)
        text = json.dumps(conditions, sort_keys=True)
        return (self.principal, text, tuple(sorted(self.fields)), self.delivery)

    @functools.cached_property
    def events(self):
        """The messages with their lines."""
        return [(line, line.event) for line in self.lines if line.type == "message"]

    @property
    def end(self):
        last = self.lines[-1] if self.lines else None
        return last if last is not None and last.type == "end" else None


class History:
    """Everything that one file tells."""

    def __init__(self):
        self.lines = []
        self.general = []
        self.streams = {}
        self.publisher = Publisher()
        self.slack = 0
        self.others_max = 64

    @classmethod
    def read(cls, lines):
        """From lines of text, or from objects that were never text."""
        history = cls()
        for number, text in enumerate(lines, 1):
            fields = json.loads(text) if isinstance(text, str) else text
            try:
                history._add(Line(number, fields["type"], fields.get("time", 0), fields))
            except KeyError as missing:
                raise Malformed(f"line {number}: {missing} is missing") from None
        history.publisher.finish()
        return history

    def _add(self, line):
        self.lines.append(line)
        if line.type == "revision":
            self.publisher.add(line)
        elif line.type == "open":
            if line["stream"] in self.streams:
                raise Malformed(f"line {line.number}: the name {line['stream']} is taken")
            self.streams[line["stream"]] = Stream(line)
        elif line.type in OF_A_STREAM:
            stream = self.streams.get(line["stream"])
            if stream is None:
                raise Malformed(f"line {line.number}: stream {line['stream']} was never opened")
            if stream.end is not None:
                raise Malformed(f"line {line.number}: stream {stream.name} has ended before")
            stream.lines.append(line)
        elif line.type in GENERAL:
            self.general.append(line)
            if line.type == "history":
                self.slack = line.get("slackMs", 0)
                self.others_max = line.get("othersMax", 64)
        else:
            raise Malformed(f"line {line.number}: unknown type {line.type}")

    def of_type(self, type):
        return [line for line in self.general if line.type == type]

    @functools.cached_property
    def clock(self):
        """Bounds in time are judged by it."""
        return Clock(self.general)

    def floor_before(self, number):
        """The log floor that was known when line `number` was written."""
        floors = [
            line.get("logFloor", 0)
            for line in self.general
            if line.type in ("start", "floor") and line.number < number
        ]
        return max(floors, default=0)

    def floor_soon_after(self, number):
        """The floor that may have been in force at line `number` without being written down yet."""
        for line in self.general:
            if line.type in ("start", "floor") and line.number > number:
                return max(line.get("logFloor", 0), self.floor_before(number))
        return self.floor_before(number)

    @property
    def summary(self):
        messages = sum(line.type == "message" for line in self.lines)
        return (
            f"{len(self.publisher.numbers)} revisions, {len(self.streams)} streams, {messages} messages"
        )
