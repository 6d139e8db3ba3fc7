"""Checks proto-spec/vectors/messages.jsonl against the official protobuf runtime.

Usage: python vectors_test.py DESCRIPTORS [--write]

DESCRIPTORS is written by: MUSTER_WRITE_DESCRIPTORS=FILE swift test --filter descriptorsCanBeWrittenToAFile
With --write the file is made anew: samples with every field set come from the descriptors, the rest from
`special` below, and all bytes of legal messages from the official runtime. Needs the packages protobuf.
"""

import json
import pathlib
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from google.protobuf.message import DecodeError

FILE = pathlib.Path(__file__).resolve().parents[3] / "proto-spec/vectors/messages.jsonl"
TEXTS = ["", "a", "Zürich – 東京", "line\nbreak \"quoted\" \\", "x" * 200]


class Official:
    """Message classes of the official runtime, by full name."""

    def __init__(self, path: str):
        files = descriptor_pb2.FileDescriptorSet()
        files.ParseFromString(pathlib.Path(path).read_bytes())
        self.pool = descriptor_pool.DescriptorPool()
        for file in files.file:
            self.pool.Add(file)
        self.names = [
            name
            for file in files.file
            for message in file.message_type
            for name in self.nested(file.package, message)
        ]

    def nested(self, scope: str, message) -> list[str]:
        name = f"{scope}.{message.name}"
        inner = [n for m in message.nested_type if not m.options.map_entry for n in self.nested(name, m)]
        return [name, *inner]

    def new(self, name: str):
        return message_factory.GetMessageClass(self.pool.FindMessageTypeByName(name))()

    def meaning(self, message) -> dict:
        return json_format.MessageToDict(message, descriptor_pool=self.pool)

    def from_meaning(self, name: str, meaning) -> bytes:
        message = self.new(name)
        json_format.ParseDict(meaning, message, descriptor_pool=self.pool)
        return message.SerializeToString(deterministic=True)

    def sample(self, name: str, arm: int, depth: int = 0):
        """A message with every field set; of each oneof the arm with this index."""
        message = self.new(name)
        if name == "google.protobuf.Timestamp":
            message.seconds, message.nanos = 1_772_271_000 + depth, 250_000_000
            return message
        if name == "google.protobuf.Duration":
            message.seconds = 90
            return message
        if name == "google.protobuf.Any":
            message.Pack(self.sample("google.rpc.RetryInfo", 0))
            return message
        for field in message.DESCRIPTOR.fields:
            real = field.containing_oneof
            if real is not None and len(real.fields) > 1:
                if real.fields[arm % len(real.fields)].number != field.number:
                    continue
            self.fill(message, field, arm, depth)
        return message

    def fill(self, message, field, arm: int, depth: int):
        def scalar(index: int):
            if field.cpp_type == field.CPPTYPE_STRING:
                text = f"{field.name}-{index}"
                return text.encode() if field.type == field.TYPE_BYTES else text
            if field.cpp_type == field.CPPTYPE_BOOL:
                return True
            if field.cpp_type == field.CPPTYPE_ENUM:
                values = [v.number for v in field.enum_type.values if v.number]
                return values[(field.number + index) % len(values)]
            return (1 << min(field.number * 5, 30)) + index

        if field.message_type is None:
            if field.is_repeated:
                getattr(message, field.name).extend(scalar(i) for i in range(3))
            else:
                setattr(message, field.name, scalar(0))
            return
        inner = field.message_type
        if inner.GetOptions().map_entry:
            target = getattr(message, field.name)
            for key in ("b", "a", "ä"):
                if inner.fields_by_name["value"].message_type is None:
                    target[key] = f"{key}!"
                else:
                    value = inner.fields_by_name["value"].message_type.full_name
                    target[key].CopyFrom(self.sample(value, arm, depth + 1))
            return
        if depth > 3:
            return
        if field.is_repeated:
            for index in range(2):
                getattr(message, field.name).append(
                    self.sample(inner.full_name, arm + index, depth + 1)
                )
        else:
            getattr(message, field.name).CopyFrom(self.sample(inner.full_name, arm, depth + 1))


def arms(official: Official, name: str) -> int:
    oneofs = official.pool.FindMessageTypeByName(name).oneofs
    return max([1, *(len(oneof.fields) for oneof in oneofs)])


def special() -> list[dict]:
    """Meanings that the samples do not cover, legal bytes that are not canonical, and illegal bytes."""
    row, listing, point = "muster.v1.GroupRow", "muster.v1.ListGroupsRequest", "muster.v1.ReadPoint"
    lines = [{"name": f"text {i}", "message": row, "json": {"name": t} if t else {}} for i, t in enumerate(TEXTS)]
    lines += [
        {"name": f"revision {n}", "message": "muster.v1.Freshness", "json": {"revision": str(n)}}
        for n in (1, 127, 128, 16383, 16384, 2**32, 2**63, 2**64 - 1)
    ]
    lines += [
        {"name": f"time {t}", "message": "muster.v1.Freshness", "json": {"asOf": t}}
        for t in (
            "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z",
            "1969-12-31T23:59:59.999Z", "2024-02-29T12:00:00.000001Z",
        )
    ]
    lines += [
        {"name": "a count of none is not an absent count", "message": row,
         "json": {"membersNotMatched": 0}},
        {"name": "an empty embedded message is there", "message": row, "json": {"nestedGroups": {}}},
        {"name": "the default arm of a oneof is there", "message": point, "json": {"revision": "0"}},
        {"name": "an optional false is there", "message": "muster.v1.GroupFilter",
         "json": {"hasUnmatchedMembers": False}},
        {"name": "a length of two bytes", "message": "muster.v1.ListGroupsResponse",
         "json": {"rows": [{"name": "n" * 300}]}},
        {"name": "a length of three bytes", "message": "muster.v1.ListGroupsResponse",
         "json": {"rows": [{"description": "d" * 17000}]}},
    ]
    legal = [
        ("fields out of order", listing, "280a1001" + "0a0161"),
        ("the last of several values wins", listing, "28012802"),
        ("embedded messages are merged", listing, "1a030a0161" + "1a03220162"),
        ("the last arm of a oneof wins", point, "0805" + "120208 07".replace(" ", "")),
        ("unpacked repeated enums", "muster.v1.GroupFilter", "10021003"),
        ("packed in two runs", "muster.v1.GroupFilter", "12010212020304"),
        ("a varint longer than it needs", listing, "28858000"),
        ("a varint of ten bytes", "muster.v1.Freshness", "08ffffffffffffffffff01"),
        ("what a tenth byte has beyond 64 bits is dropped", "muster.v1.Freshness", "08" + "81" * 9 + "7e"),
        ("a 32-bit field keeps the low 32 bits", listing, "288180808010"),
        ("a bool that is neither 0 nor 1", listing, "5802"),
        ("a default that is written", listing, "2800"),
        ("an unknown varint", listing, "c03e01" + "2801"),
        ("an unknown fixed32 and fixed64", listing, "c53e01020304" + "c13e0102030405060708" + "2801"),
        ("an unknown text", listing, "c23e03616263" + "2801"),
        ("an unknown group with a group inside", listing, "c33e" + "080b" + "1b1c" + "c43e" + "2801"),
        ("a known field of another wire type", listing, "2a0161" + "2802"),
    ]
    lines += [{"name": n, "message": m, "hex": h, "legal": True} for n, m, h in legal]
    illegal = [
        ("ends inside a tag", listing, "80", "truncated"),
        ("ends inside a varint", listing, "2880", "truncated"),
        ("ends inside text", listing, "0a0561", "truncated"),
        ("a length beyond the end", listing, "0affffffff0f", "truncated"),
        ("an embedded message longer than its parent", listing, "1a050a01", "truncated"),
        ("a field that passes the end of its message", listing, "1a020a0561616161", "truncated"),
        ("ends inside an unknown fixed64", listing, "c13e010203", "truncated"),
        ("field number 0", listing, "0001", "invalidFieldNumber"),
        ("wire type 6", listing, "0e", "invalidWireType"),
        ("wire type 7", listing, "0f", "invalidWireType"),
        ("a varint of eleven bytes", listing, "28" + "ff" * 10 + "01", "overlongVarint"),
        ("a group that ends without having begun", listing, "c43e", "unmatchedGroup"),
        ("a group that ends with another number", listing, "c33ecc3e", "unmatchedGroup"),
        ("a group without an end", listing, "c33e0801", "truncated"),
        ("text that is not UTF-8", listing, "0a02c328", "invalidUTF8"),
        ("half a surrogate pair", listing, "0a03eda080", "invalidUTF8"),
        ("groups 101 deep", listing, "c33e" * 101 + "c43e" * 101, "tooDeep"),
    ]
    lines += [{"name": n, "message": m, "hex": h, "error": e} for n, m, h, e in illegal]
    return lines


def write(official: Official) -> None:
    lines = []
    for name in official.names:
        for arm in range(arms(official, name)):
            meaning = official.meaning(official.sample(name, arm))
            lines.append({"name": f"every field of {name}, {arm}", "message": name, "json": meaning})
    for line in lines + special():
        if "hex" not in line:
            line["hex"] = official.from_meaning(line["message"], line["json"]).hex()
        elif line.pop("legal", False):
            message = official.new(line["message"])
            message.ParseFromString(bytes.fromhex(line["hex"]))
            message.DiscardUnknownFields()
            line["json"] = official.meaning(message)
            line["canonical"] = message.SerializeToString(deterministic=True).hex()
        if line not in lines:
            lines.append(line)
    with FILE.open("w", encoding="utf-8") as out:
        for line in lines:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


def check(official: Official, line: dict) -> str | None:
    message = official.new(line["message"])
    try:
        message.ParseFromString(bytes.fromhex(line["hex"]))
    except DecodeError:
        return None if "error" in line else "is refused"
    if "error" in line:
        return "is accepted"
    message.DiscardUnknownFields()
    if official.meaning(message) != line["json"]:
        return f"means {official.meaning(message)}"
    canonical = message.SerializeToString(deterministic=True).hex()
    if canonical != line.get("canonical", line["hex"]):
        return f"is written {canonical}"
    return None


def main(arguments: list[str]) -> int:
    official = Official(arguments[0])
    if "--write" in arguments:
        write(official)
    lines = [json.loads(text) for text in FILE.read_text(encoding="utf-8").splitlines()]
    problems = [(line["name"], problem) for line in lines if (problem := check(official, line))]
    for name, problem in problems:
        print(f"{name}: {problem}")
    missing = set(official.names) - {line["message"] for line in lines}
    for name in sorted(missing):
        print(f"{name}: has no vector")
    print(f"{len(lines)} vectors, {len(problems) + len(missing)} problems")
    return 1 if problems or missing or not lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
