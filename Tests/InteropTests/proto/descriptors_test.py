"""Compares the published .proto files, as protoc reads them, with the descriptors that the service answers.

Usage: python descriptors_test.py DESCRIPTORS

DESCRIPTORS is written by: MUSTER_WRITE_DESCRIPTORS=FILE swift test --filter descriptorsCanBeWrittenToAFile
Needs grpcio-tools, grpcio-health-checking, grpcio-reflection and googleapis-common-protos.
"""

import pathlib
import sys
import tempfile

from google.protobuf import (
    any_pb2, descriptor_pb2, descriptor_pool, duration_pb2, timestamp_pb2,
)
from google.rpc import error_details_pb2, status_pb2
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection_pb2
from grpc_tools import protoc

ROOT = pathlib.Path(__file__).resolve().parents[3] / "proto-spec"


def published() -> descriptor_pb2.FileDescriptorSet:
    """What protoc makes of proto-spec/."""
    files = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("muster/v1/*.proto"))
    include = pathlib.Path(protoc.__file__).parent / "_proto"
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/set.bin"
        arguments = ["protoc", f"-I{ROOT}", f"-I{include}", f"--descriptor_set_out={out}", *files]
        if protoc.main(arguments) != 0:
            sys.exit("protoc refuses the published files")
        result = descriptor_pb2.FileDescriptorSet()
        result.ParseFromString(pathlib.Path(out).read_bytes())
        return result


def shape(message: descriptor_pb2.DescriptorProto) -> dict:
    """What of a foreign message matters on the wire."""
    return {
        "fields": sorted(
            (f.number, f.name, f.type, f.label, f.type_name) for f in message.field
        ),
        "enums": {e.name: sorted((v.number, v.name) for v in e.value) for e in message.enum_type},
        "nested": {n.name: shape(n) for n in message.nested_type},
    }


def check_used(ours: descriptor_pb2.FileDescriptorProto, module) -> list[str]:
    """Of a file that others publish with more in it: what we declare must be theirs."""
    theirs = descriptor_pb2.FileDescriptorProto()
    module.DESCRIPTOR.CopyToProto(theirs)
    known = {message.name: shape(message) for message in theirs.message_type}

    def contains(outer: dict, inner: dict) -> bool:
        nested = all(
            name in outer["nested"] and contains(outer["nested"][name], part)
            for name, part in inner["nested"].items()
        )
        return nested and set(inner["fields"]) <= set(outer["fields"])

    return [
        f"{ours.name}: {message.name} is not what others publish"
        for message in ours.message_type
        if message.name not in known or not contains(known[message.name], shape(message))
    ]


def check_foreign(ours: descriptor_pb2.FileDescriptorProto, module) -> list[str]:
    theirs = descriptor_pb2.FileDescriptorProto()
    module.DESCRIPTOR.CopyToProto(theirs)
    problems = []
    known = {message.name: shape(message) for message in theirs.message_type}
    for message in ours.message_type:
        if known.get(message.name) != shape(message):
            problems.append(f"{ours.name}: {message.name} is not what others publish")
    methods = {
        (s.name, m.name, m.input_type, m.output_type, m.client_streaming, m.server_streaming)
        for s in theirs.service
        for m in s.method
    }
    for service in ours.service:
        for m in service.method:
            key = (
                service.name, m.name, m.input_type, m.output_type,
                m.client_streaming, m.server_streaming,
            )
            if key not in methods:
                problems.append(f"{ours.name}: {service.name}/{m.name} is not what others publish")
    return problems


def main(path: str) -> int:
    ours = descriptor_pb2.FileDescriptorSet()
    ours.ParseFromString(pathlib.Path(path).read_bytes())
    by_name = {file.name: file for file in ours.file}
    problems = []
    compared = 0
    for file in published().file:
        mine = by_name.get(file.name)
        if mine is None:
            problems.append(f"{file.name} is published but not answered")
        elif mine != file:
            problems.append(f"{file.name} differs:\n--- protoc\n{file}\n--- ours\n{mine}")
        compared += 1
    for name, module in (
        ("grpc/health/v1/health.proto", health_pb2),
        ("grpc/reflection/v1alpha/reflection.proto", reflection_pb2),
        ("google/protobuf/timestamp.proto", timestamp_pb2),
        ("google/protobuf/any.proto", any_pb2),
        ("google/protobuf/duration.proto", duration_pb2),
        ("google/rpc/status.proto", status_pb2),
    ):
        problems += check_foreign(by_name[name], module)
        compared += 1
    problems += check_used(by_name["google/rpc/error_details.proto"], error_details_pb2)
    compared += 1
    pool = descriptor_pool.DescriptorPool()
    for file in ours.file:
        pool.Add(file)
    for file in ours.file:
        pool.FindFileByName(file.name)
    for problem in problems:
        print(problem)
    print(f"{compared} files compared, {len(problems)} problems")
    return 1 if problems or compared == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
