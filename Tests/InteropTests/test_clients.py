"""Clients that others wrote read what our own do: gRPC in several forms, plain HTTP/2, and one by hand."""

import asyncio
import json
import os
import pathlib
import socket
import subprocess
import sys

import grpc
import grpclib.client
import h2.config
import h2.connection
import h2.events
import pytest
from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, duration_pb2, json_format
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)
from grpc_tools import protoc

import stubs
from google.rpc import error_details_pb2, status_pb2
from harness import Server
from muster.v1 import groups_grpc, groups_pb2
from scenario import SECURITY

HERE = pathlib.Path(__file__).resolve().parent
TOOLS = pathlib.Path(sys.executable).parent
LIST = "/muster.v1.Groups/List"
SERVICES = {
    "muster.v1.Groups", "muster.v1.Organizations", "muster.v1.Contacts", "muster.v1.Configurations",
    "muster.v1.Integrations", "muster.v1.Principals", "muster.v1.Changes", "muster.v1.Account",
    "muster.v1.Views", "muster.v1.Activity", "muster.v1.AssetTypes", "muster.v1.Exports",
    "muster.v1.Matching", "muster.v1.RelatedItems", "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection",
}  # fmt: skip


@pytest.fixture(scope="module")
def expected(documented):
    """The rows of the security list, as the generated stubs read them."""
    return documented.client.list_groups("contoso", SECURITY)[0].rows


@pytest.fixture(scope="module")
def channel(interop_server, documented):
    with grpc.insecure_channel(interop_server.target) as connected:
        yield connected


@pytest.fixture(scope="module")
def metadata(interop_server):
    return [("authorization", f"Bearer {interop_server.token}")]


def request():
    return groups_pb2.ListGroupsRequest(organization_id="contoso", kind=SECURITY)


def test_grpcio_with_serializers_by_hand(channel, metadata, expected):
    call = channel.unary_stream(LIST, request_serializer=bytes, response_deserializer=bytes)
    body = b"\x0a\x07contoso\x10\x02\x28\x32"
    (answer,) = call(body, metadata=metadata, timeout=20)
    assert list(groups_pb2.ListGroupsResponse.FromString(answer).rows) == list(expected)[:50]


def test_every_message_is_canonical(channel, metadata):
    call = channel.unary_stream(LIST, request_serializer=bytes, response_deserializer=bytes)
    for answer in call(request().SerializeToString(), metadata=metadata, timeout=20):
        message = groups_pb2.ListGroupsResponse.FromString(answer)
        assert message.SerializeToString(deterministic=True) == answer


def test_grpcio_over_tls(interop_server, certificate, metadata, expected):
    target = next(a for a in interop_server.addresses if a.startswith("https://"))
    authorities = pathlib.Path(certificate.certificate).read_bytes()
    credentials = grpc.ssl_channel_credentials(authorities)
    with grpc.secure_channel(target.removeprefix("https://"), credentials) as secure:
        call = secure.unary_stream(
            LIST,
            request_serializer=groups_pb2.ListGroupsRequest.SerializeToString,
            response_deserializer=groups_pb2.ListGroupsResponse.FromString,
        )
        (answer,) = call(request(), metadata=metadata, timeout=20)
    assert answer.rows == expected


@pytest.mark.parametrize("algorithm", [grpc.Compression.Gzip, grpc.Compression.Deflate])
def test_grpcio_that_compresses(interop_server, metadata, expected, algorithm):
    with grpc.insecure_channel(interop_server.target, compression=algorithm) as compressing:
        call = compressing.unary_stream(
            LIST,
            request_serializer=groups_pb2.ListGroupsRequest.SerializeToString,
            response_deserializer=groups_pb2.ListGroupsResponse.FromString,
        )
        try:
            (answer,) = call(request(), metadata=metadata, timeout=20)
            assert answer.rows == expected
        except grpc.RpcError as error:
            # A server that cannot read it has to say so, and name what it can.
            assert error.code() == grpc.StatusCode.UNIMPLEMENTED
            assert "encoding" in error.details()


def test_grpcio_asynchronously(interop_server, metadata, expected):
    async def read():
        async with grpc.aio.insecure_channel(interop_server.target) as connected:
            call = connected.unary_stream(
                LIST,
                request_serializer=groups_pb2.ListGroupsRequest.SerializeToString,
                response_deserializer=groups_pb2.ListGroupsResponse.FromString,
            )
            answers = await asyncio.gather(*(
                collect(call(request(), metadata=metadata, timeout=20)) for _ in range(100)
            ))  # fmt: skip
            return answers

    async def collect(stream):
        return [message async for message in stream]

    for answer in asyncio.run(read()):
        assert [row for message in answer for row in message.rows] == list(expected)


def test_grpclib(interop_server, documented, expected):
    async def read():
        host, _, port = interop_server.target.rpartition(":")
        connected = grpclib.client.Channel(host, int(port))
        try:
            stub = groups_grpc.GroupsStub(connected)
            token = {"authorization": f"Bearer {interop_server.token}"}
            rows = [row for m in await stub.List(request(), metadata=token) for row in m.rows]
            with pytest.raises(grpclib.exceptions.GRPCError) as error:
                await stub.Get(groups_pb2.GetGroupRequest(id="x"), metadata=token)
            return rows, error.value.status
        finally:
            connected.close()

    rows, status = asyncio.run(read())
    assert rows == list(expected)
    assert status == grpclib.const.Status.INVALID_ARGUMENT


class _Authorized(grpc.StreamStreamClientInterceptor):
    """Sends the token with calls of a client that has no place for it."""

    def __init__(self, metadata):
        self._metadata = metadata

    def intercept_stream_stream(self, continuation, details, requests):
        changed = details._replace(metadata=[*(details.metadata or ()), *self._metadata])
        return continuation(changed, requests)


@pytest.fixture(scope="module")
def reflecting(channel, metadata):
    """The same channel, with the token on every call of reflection."""
    return grpc.intercept_channel(channel, _Authorized(metadata))


def test_reflection_needs_a_token(channel):
    with pytest.raises(grpc.RpcError) as error:
        ProtoReflectionDescriptorDatabase(channel).get_services()
    assert error.value.code() == grpc.StatusCode.UNAUTHENTICATED


def test_reflection_lists_the_services_and_gives_the_contract(reflecting):
    database = ProtoReflectionDescriptorDatabase(reflecting)
    assert set(database.get_services()) == SERVICES
    pool = descriptor_pool.DescriptorPool(database)
    listed = pool.FindServiceByName("muster.v1.Groups").methods_by_name["List"]
    assert listed.server_streaming
    assert listed.input_type.fields_by_name["page_size"].number == 5


def descriptors(channel):
    """Every file that reflection gives, as one set."""
    stub = reflection_pb2_grpc.ServerReflectionStub(channel)
    asked = [
        reflection_pb2.ServerReflectionRequest(file_containing_symbol=name)
        for name in sorted(SERVICES)
    ]
    files = {}
    for answer in stub.ServerReflectionInfo(iter(asked), timeout=20):
        assert not answer.HasField("error_response"), answer
        for bytes in answer.file_descriptor_response.file_descriptor_proto:
            file = descriptor_pb2.FileDescriptorProto.FromString(bytes)
            files[file.name] = file
    return files


def test_reflection_is_what_protoc_makes_of_the_published_files(reflecting, tmp_path):
    names = [str(path.relative_to(stubs.SPEC)) for path in stubs.SPEC.glob("muster/v1/*.proto")]
    include = pathlib.Path(protoc.__file__).parent / "_proto"
    output = tmp_path / "set.bin"
    arguments = [f"-I{stubs.SPEC}", f"-I{include}", f"--descriptor_set_out={output}", *names]
    assert protoc.main(["protoc", *arguments]) == 0
    published = descriptor_pb2.FileDescriptorSet.FromString(output.read_bytes())
    answered = descriptors(reflecting)
    assert len(published.file) == len(names) > 0
    for file in published.file:
        assert answered[file.name] == file


def test_reflection_answers_what_it_does_not_have_with_an_error(reflecting):
    stub = reflection_pb2_grpc.ServerReflectionStub(reflecting)
    asked = [
        reflection_pb2.ServerReflectionRequest(host="h", file_by_filename="nothing.proto"),
        reflection_pb2.ServerReflectionRequest(file_containing_symbol="no.Thing"),
        reflection_pb2.ServerReflectionRequest(list_services="*"),
    ]
    answers = list(stub.ServerReflectionInfo(iter(asked), timeout=20))
    assert [answer.original_request for answer in answers] == asked
    assert [answer.WhichOneof("message_response") for answer in answers] == [
        "error_response", "error_response", "list_services_response",
    ]  # fmt: skip
    assert answers[0].error_response.error_code == grpc.StatusCode.NOT_FOUND.value[0]
    assert answers[0].valid_host == "h"


def test_health_needs_no_token(channel):
    stub = health_pb2_grpc.HealthStub(channel)
    for service in ("", "muster.v1.Groups"):
        answer = stub.Check(health_pb2.HealthCheckRequest(service=service), timeout=20)
        assert answer.status == health_pb2.HealthCheckResponse.SERVING
    with pytest.raises(grpc.RpcError) as error:
        stub.Check(health_pb2.HealthCheckRequest(service="nothing"), timeout=20)
    assert error.value.code() == grpc.StatusCode.NOT_FOUND
    watch = stub.Watch(health_pb2.HealthCheckRequest(service="nothing"), timeout=20)
    assert next(watch).status == health_pb2.HealthCheckResponse.SERVICE_UNKNOWN
    watch.cancel()


def test_whoever_watches_the_health_hears_of_the_drain(interop_simulator):
    with Server(simulator=interop_simulator) as server:
        with grpc.insecure_channel(server.target) as connected:
            watch = health_pb2_grpc.HealthStub(connected).Watch(health_pb2.HealthCheckRequest())
            assert next(watch).status == health_pb2.HealthCheckResponse.SERVING
            server.program.process.terminate()
            assert next(watch).status == health_pb2.HealthCheckResponse.NOT_SERVING
            with pytest.raises(grpc.RpcError) as error:
                next(watch)
            assert error.value.code() == grpc.StatusCode.UNAVAILABLE
            server.stop()


# buf curl


def buf_curl(server, method, data, *arguments):
    return subprocess.run(
        [
            TOOLS / "buf", "curl", "--protocol", "grpc", "--http2-prior-knowledge",
            "--data", json.dumps(data), *arguments, f"{server.url}/{method}",
        ],
        capture_output=True, text=True, timeout=60,
        env={name: value for name, value in os.environ.items() if "proxy" not in name.lower()},
    )  # fmt: skip


def test_buf_curl_by_reflection(interop_server, expected):
    token = f"authorization: Bearer {interop_server.token}"
    data = {"organizationId": "contoso", "kind": "GROUP_KIND_SECURITY"}
    for more in ([token], ["*"], ["*", "--reflect-protocol", "grpc-v1alpha"]):
        arguments = ["-H", token, "--reflect-header", *more]
        result = buf_curl(interop_server, "muster.v1.Groups/List", data, *arguments)
        assert result.returncode == 0, result.stderr
        message = json_format.Parse(result.stdout, groups_pb2.ListGroupsResponse())
        assert message.rows == expected


def test_buf_curl_shows_errors_with_their_details(interop_server, documented):
    token = f"authorization: Bearer {interop_server.token}"
    reflecting = ["--reflect-header", token]
    result = buf_curl(interop_server, "muster.v1.Groups/List", {}, *reflecting)
    assert result.returncode != 0
    assert json.loads(result.stderr)["code"] == "unauthenticated"
    result = buf_curl(interop_server, "muster.v1.Groups/List", {}, "-H", token, *reflecting)
    error = json.loads(result.stderr)
    assert error["code"] == "invalid_argument"
    types = {detail["type"] for detail in error["details"]}
    assert {"google.rpc.ErrorInfo", "google.rpc.BadRequest"} <= types


# HTTP/2 without gRPC


def curl(server, *arguments):
    """The status, the headers and the body of an answer."""
    result = subprocess.run(
        ["curl", "--silent", "--noproxy", "*", "--http2-prior-knowledge", "--include", "--max-time", "20",
         *arguments],
        capture_output=True, timeout=30,
    )  # fmt: skip
    assert result.returncode == 0, (result.returncode, result.stderr, result.stdout)
    head, _, body = result.stdout.partition(b"\r\n\r\n")
    lines = head.decode().splitlines()
    headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
    return int(lines[0].split()[1]), headers, body


def test_curl(interop_server, documented):
    url = interop_server.url
    status, headers, body = curl(interop_server, f"{url}/")
    assert status == 200
    assert headers["content-type"].startswith("text/plain")
    assert b"muster.v1.Groups" in body
    assert int(headers["content-length"]) == len(body)
    status, headers, body = curl(interop_server, "--head", f"{url}/")
    assert (status, body) == (200, b"")
    for arguments, expected in (
        (["-H", "content-type: application/grpc", f"{url}{LIST}"], 405),
        (["-X", "PUT", "-H", "content-type: application/grpc", f"{url}{LIST}"], 405),
        ([f"{url}{LIST}"], 415),
        (["-X", "POST", f"{url}{LIST}"], 415),
        (["-X", "POST", "-H", "content-type: application/json", f"{url}{LIST}"], 415),
        (["-X", "POST", "-H", "content-type: application/grpcfoo", f"{url}{LIST}"], 415),
    ):
        assert curl(interop_server, *arguments)[0] == expected, arguments


def exchange(server, body, *fields, path=LIST):
    """A gRPC call by HTTP/2 alone: the HTTP status and the gRPC status of the answer.

    The answer counts even if the server did not want to read the request to its end.
    """
    host, _, port = server.target.rpartition(":")
    http = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
    http.initiate_connection()
    http.send_headers(1, [
        (":method", "POST"), (":scheme", "http"), (":authority", server.target), (":path", path),
        ("content-type", "application/grpc"), *fields,
    ])  # fmt: skip
    http.send_data(1, body, end_stream=True)
    headers = {}
    with socket.create_connection((host, int(port)), timeout=20) as link:
        link.sendall(http.data_to_send())
        while data := link.recv(65_536):
            for event in http.receive_data(data):
                if isinstance(event, (h2.events.ResponseReceived, h2.events.TrailersReceived)):
                    headers |= dict(event.headers)
                if isinstance(event, (h2.events.StreamEnded, h2.events.StreamReset)):
                    status = headers.get("grpc-status")
                    return int(headers[":status"]), status and int(status)
            link.sendall(http.data_to_send())
    raise AssertionError("the server closed the connection")


def framed(message, flag=0):
    return bytes([flag]) + len(message).to_bytes(4, "big") + message


def test_odd_requests_get_the_answers_that_are_promised(interop_server, documented):
    token = ("authorization", f"Bearer {interop_server.token}")
    message = request().SerializeToString()
    good = framed(message)
    for body, fields, status in (
        (good, [token], 0),
        (good, [token, ("te", "trailers")], 0),
        (good, [token, ("grpc-timeout", "20S")], 0),
        (good, [token, ("grpc-timeout", "0n")], 4),
        (good, [token, ("grpc-timeout", "1x")], 13),
        (good, [token, ("grpc-timeout", "-1S")], 13),
        (good, [token, ("grpc-timeout", "123456789S")], 13),
        (good, [token, ("grpc-encoding", "sheep")], 0),
        (framed(message, flag=1), [token, ("grpc-encoding", "sheep")], 12),
        (framed(message, flag=1), [token], 13),
        (framed(message, flag=2), [token], 13),
        (good + good, [token], 12),
        (b"", [token], 12),
        (good[:-1], [token], 13),
        (b"\0" + (1 << 22).to_bytes(4, "big"), [token], 8),
        (b"\0\xff\xff\xff\xff", [token], 8),
        (good, [], 16),
        (good, [token, ("x-bin", "AAE,AAI=")], 0),
        (good, [token, ("x-bin", "A")], 13),
    ):
        assert exchange(interop_server, body, *fields) == (200, status), (body, fields[1:])
    assert exchange(interop_server, good, token, path="/muster.v1.Groups/Nothing") == (200, 12)


def test_h2load(interop_server, documented, tmp_path):
    body = tmp_path / "request"
    body.write_bytes(framed(request().SerializeToString()))
    result = subprocess.run(
        [
            "h2load", "-n", "400", "-c", "4", "-m", "10", "-d", body,
            "-H", "content-type: application/grpc", "-H", "te: trailers",
            "-H", f"authorization: Bearer {interop_server.token}", f"{interop_server.url}{LIST}",
        ],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert "400 succeeded, 0 failed, 0 errored, 0 timeout" in result.stdout, result.stdout
    assert "status codes: 400 2xx, 0 3xx, 0 4xx, 0 5xx" in result.stdout, result.stdout


# The client by hand


def by_hand(*arguments, **environment):
    return subprocess.run(
        [sys.executable, stubs.SPEC / "clients/muster_client.py", *arguments],
        capture_output=True, text=True, timeout=60, env=os.environ | environment,
    )  # fmt: skip


def test_the_client_by_hand(interop_server, certificate, expected):
    body = json.dumps({"organizationId": "contoso", "kind": "GROUP_KIND_SECURITY"})
    for address in interop_server.addresses:
        result = by_hand(
            "call", address, "muster.v1.Groups/List", body,
            MUSTER_TOKEN=interop_server.token, MUSTER_CA=certificate.certificate,
        )  # fmt: skip
        assert result.returncode == 0, result.stderr
        messages = [json.loads(line) for line in result.stdout.splitlines()]
        message = json_format.ParseDict(messages[0], groups_pb2.ListGroupsResponse())
        assert message.rows == expected
    result = by_hand("call", interop_server.url, "muster.v1.Groups/List", "{}", MUSTER_TOKEN="wrong")
    assert result.returncode != 0
    assert "'16'" in result.stderr


def test_the_client_by_hand_reads_the_golden_vectors():
    result = by_hand("vectors")
    assert result.returncode == 0, result.stdout
    assert " vectors, 0 problems" in result.stdout


# The golden vectors against the official runtime


def test_the_official_runtime_reads_the_golden_vectors(reflecting, tmp_path):
    known = descriptors(reflecting)
    # Reflection leaves out what others publish and errors carry.
    for module in (any_pb2, duration_pb2, status_pb2, error_details_pb2):
        file = known.setdefault(module.DESCRIPTOR.name, descriptor_pb2.FileDescriptorProto())
        module.DESCRIPTOR.CopyToProto(file)
    files = descriptor_pb2.FileDescriptorSet()

    def add(name):
        """Files stand after those that they import."""
        if all(file.name != name for file in files.file):
            for other in known[name].dependency:
                add(other)
            files.file.append(known[name])

    for name in sorted(known):
        add(name)
    path = tmp_path / "descriptors.bin"
    path.write_bytes(files.SerializeToString())
    result = subprocess.run(
        [sys.executable, HERE / "proto/vectors_test.py", path],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
