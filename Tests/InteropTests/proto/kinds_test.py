"""Checks kinds.jsonl, which the Swift tests replay, against the official protobuf runtime.

Usage: python kinds_test.py [--write]

The first line of the file holds the descriptors of a message with a field of every kind, those that
Muster's own contract does not use included; the others are messages of it in bytes and in JSON, and JSON
that has to be refused. With --write the file is made anew. Needs the package protobuf.
"""

import json
import pathlib
import sys

from google.protobuf import (
    any_pb2, descriptor_pb2, descriptor_pool, duration_pb2, field_mask_pb2, json_format,
    message_factory, timestamp_pb2, wrappers_pb2,
)

FILE = pathlib.Path(__file__).resolve().parent / "kinds.jsonl"
NAME = "kinds.v1.Kinds"
SCALARS = [
    "double", "float", "int64", "uint64", "int32", "fixed64", "fixed32", "bool", "string", "bytes",
    "uint32", "sfixed32", "sfixed64", "sint32", "sint64",
]
WELL_KNOWN = [any_pb2, duration_pb2, field_mask_pb2, timestamp_pb2, wrappers_pb2]


def descriptors() -> descriptor_pb2.FileDescriptorSet:
    result = descriptor_pb2.FileDescriptorSet()
    for module in WELL_KNOWN:
        module.DESCRIPTOR.CopyToProto(result.file.add())
    file = result.file.add(name="kinds/v1/kinds.proto", package="kinds.v1", syntax="proto3")
    file.dependency.extend(module.DESCRIPTOR.name for module in WELL_KNOWN)
    colour = file.enum_type.add(name="Colour")
    for number, name in enumerate(("COLOUR_UNSPECIFIED", "COLOUR_RED", "COLOUR_BLUE")):
        colour.value.add(name=name, number=number)
    message = file.message_type.add(name="Kinds")
    proto = descriptor_pb2.FieldDescriptorProto

    def add(name, number, type_, label=1, type_name="", **more):
        json_name = name.split("_")[0] + "".join(w.title() for w in name.split("_")[1:])
        message.field.add(
            name=name, number=number, type=type_, label=label, json_name=json_name,
            type_name=type_name or None, **more,
        )

    for index, scalar in enumerate(SCALARS):
        kind = getattr(proto, f"TYPE_{scalar.upper()}")
        add(f"one_{scalar}", index + 1, kind)
        add(f"many_{scalar}", index + 101, kind, 3)
    add("colour", 201, proto.TYPE_ENUM, 1, ".kinds.v1.Colour")
    add("colours", 202, proto.TYPE_ENUM, 3, ".kinds.v1.Colour")
    add("inner", 203, proto.TYPE_MESSAGE, 1, ".kinds.v1.Kinds")
    for index, key in enumerate(("string", "bool", "int32", "uint64")):
        entry = message.nested_type.add(name=f"{key.title()}MapEntry")
        entry.options.map_entry = True
        kind = getattr(proto, f"TYPE_{key.upper()}")
        entry.field.add(name="key", number=1, type=kind, label=1, json_name="key")
        entry.field.add(
            name="value", number=2, type=proto.TYPE_MESSAGE, label=1, json_name="value",
            type_name=".kinds.v1.Kinds",
        )
        add(f"{key}_map", 210 + index, proto.TYPE_MESSAGE, 3, f".kinds.v1.Kinds.{key.title()}MapEntry")
    for index, name in enumerate(("Timestamp", "Duration", "FieldMask", "Any", "Int64Value", "StringValue")):
        add(f"w{index}", 220 + index, proto.TYPE_MESSAGE, 1, f".google.protobuf.{name}")
    message.oneof_decl.add(name="choice")
    add("left", 230, proto.TYPE_STRING, oneof_index=0)
    add("right", 231, proto.TYPE_SINT64, oneof_index=0)
    add("unpacked", 240, proto.TYPE_SINT32, 3)
    message.field[-1].options.packed = False
    return result


def meanings() -> list:
    """JSON that has to be understood."""
    whole = {
        "int64": [str(-(2**63)), str(2**63 - 1)], "uint64": ["1", str(2**64 - 1)],
        "int32": [-(2**31), 2**31 - 1], "fixed64": ["1", str(2**64 - 1)], "fixed32": [1, 2**32 - 1],
        "uint32": [1, 2**32 - 1], "sfixed32": [-(2**31), 2**31 - 1],
        "sfixed64": [str(-(2**63)), str(2**63 - 1)], "sint32": [-(2**31), 2**31 - 1],
        "sint64": [str(-(2**63)), str(2**63 - 1)], "bool": [True, False],
        "string": ["ä", ""], "bytes": ["AAEC/w==", ""], "double": [1.5, -0.1, 1e300, 5e-324, "NaN", "Infinity"],
        "float": [1.5, -0.25, "-Infinity"],
    }
    lines = []
    for scalar, values in whole.items():
        lines += [{f"one{scalar.title()}": value} for value in values]
        lines.append({f"many{scalar.title()}": values})
    lines += [
        {"oneInt32": "7", "oneInt64": 7, "oneUint32": 1.0, "oneSint32": 1e3, "oneDouble": "2.5"},
        {"one_int32": 7}, {"oneInt32": None, "manyInt32": None}, {"oneDouble": -0.0}, {"oneBytes": "AAEC_w"},
        {"colour": "COLOUR_BLUE", "colours": ["COLOUR_RED", "COLOUR_UNSPECIFIED", 2, 7]}, {"colour": 9},
        {"inner": {"inner": {"oneBool": True}}, "unpacked": [1, -1]},
        {"stringMap": {"b": {}, "a": {"oneBool": True}, "": {}}},
        {"boolMap": {"true": {}, "false": {"oneInt32": 1}}, "int32Map": {"-1": {}, "0": {}}},
        {"uint64Map": {str(2**64 - 1): {}, "0": {}, "9": {}, "10": {}}}, {"int32Map": {"5": {}, "0": {}, "-3": {}}}, {"left": ""}, {"right": "0"}, {"right": "-5"},
        {"w0": "2026-02-28T09:30:00.250Z"}, {"w0": "2026-02-28T09:30:00.25+02:00"},
        {"w0": "1970-01-01T00:00:00Z"}, {"w0": "0001-01-01T00:00:00Z"}, {"w0": "9999-12-31T23:59:59.999999999Z"},
        {"w0": "2024-02-29T23:59:59.000001-23:59"}, {"w1": "1.5s"}, {"w1": "-0.000000001s"}, {"w1": "0s"},
        {"w1": "315576000000s"}, {"w2": "oneInt32,inner.oneBool"}, {"w2": ""},
        {"w3": {"@type": "type.googleapis.com/kinds.v1.Kinds", "oneInt32": 5}},
        {"w3": {"@type": "type.googleapis.com/google.protobuf.Duration", "value": "2s"}},
        {"w4": "0"}, {"w4": "-7"}, {"w5": ""}, {"w5": "text"},
        {"oneString": "\u0000\u001f\"\\/\b\f\n\r\t\u2028 \U0001f600"},
    ]
    return lines


def refused() -> list:
    """JSON that has to be refused."""
    return [
        {"oneInt32": 2**31}, {"oneInt32": 1.5}, {"oneInt32": "x"}, {"oneInt32": ""}, {"oneInt32": True},
        {"oneUint32": -1}, {"oneInt64": str(2**63)}, {"oneUint64": str(2**64)}, {"oneBool": "true"}, {"oneBool": 1},
        {"oneString": 5}, {"oneBytes": "A"}, {"oneFloat": 1e39}, {"oneDouble": "1e"}, {"oneInt32": " 1"},
        {"noSuchField": 1}, {"colour": "COLOUR_GREEN"}, {"manyInt32": 1}, {"manyInt32": [None]},
        {"stringMap": []}, {"int32Map": {"x": {}}}, {"boolMap": {"1": {}}}, {"left": "a", "right": 1},
        {"w0": "2026-02-30T00:00:00Z"}, {"w0": "2026-02-28"}, {"w0": 5},
        {"w0": "2026-02-28T09:30:00"}, {"w0": "10000-01-01T00:00:00Z"}, {"w1": "1.5"}, {"w1": "315576000001s"},
        {"w3": {"oneInt32": 5}}, 5, "text",
    ]


def new(files):
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    return pool, message_factory.GetMessageClass(pool.FindMessageTypeByName(NAME))()


def parsed(files, meaning):
    pool, message = new(files)
    text = json.dumps(meaning)
    return pool, json_format.Parse(text, message, descriptor_pool=pool)


def main(arguments) -> int:
    files = descriptors()
    lines = [{"descriptors": files.SerializeToString(deterministic=True).hex()}]
    for meaning in meanings():
        pool, message = parsed(files, meaning)
        out = json_format.MessageToDict(message, descriptor_pool=pool)
        data = message.SerializeToString(deterministic=True)
        lines.append({"json": meaning, "hex": data.hex(), "printed": out})
    for meaning in refused():
        try:
            parsed(files, meaning)
        except (json_format.ParseError, ValueError, TypeError, AttributeError):
            lines.append({"json": meaning, "refused": True})
        else:
            print(f"accepted by the official runtime: {meaning}")
    text = "".join(json.dumps(line, ensure_ascii=True) + "\n" for line in lines)
    if "--write" in arguments:
        FILE.write_text(text, encoding="utf-8")
    is_same = FILE.read_text(encoding="utf-8") == text
    print(f"{len(lines)} lines, {'the same as' if is_same else 'not those of'} {FILE.name}")
    return 0 if is_same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
