"""A client of the protocol by hand: no generated code, no protobuf and no gRPC library.

    python muster_client.py vectors                    replays ../vectors/messages.jsonl
    python muster_client.py call URL METHOD JSON       prints one JSON object for each message, for instance
        http://127.0.0.1:8080 muster.v1.Groups/List '{"organizationId": "a", "kind": "GROUP_KIND_SECURITY"}'
The tables come from the .proto files beside it, the token from MUSTER_TOKEN. Calling needs the package h2."""

import base64, json, os, pathlib, re, socket, ssl, sys, urllib.parse
from datetime import datetime, timedelta

SPEC, TIME, EPOCH = pathlib.Path(__file__).resolve().parents[1], "google.protobuf.Timestamp", datetime(1970, 1, 1)
VARINT, FIXED64, BYTES, GROUP, GROUP_END, FIXED32 = range(6)
TEXTS = {"string": (lambda content: content.decode("utf-8"), str.encode),
         "bytes": (lambda content: base64.b64encode(content).decode(), base64.b64decode)}
# MESSAGES[name][number] = (JSON name, type, is repeated, has presence, oneof)
MESSAGES = {TIME: {1: ("seconds", "int64", False, False, None), 2: ("nanos", "int32", False, False, None)}}
ENUMS, METHODS = {}, {}  # [name][number] = name of the value; [path] = (request, response)

def read_protos():
    for path in sorted(SPEC.glob("muster/v1/*.proto")):
        block = name = oneof = None
        for line in map(str.strip, path.read_text(encoding="utf-8").splitlines()):
            if line.startswith(("message ", "enum ", "service ")):
                block, name = line.split()[:2]
                {"message": MESSAGES, "enum": ENUMS}.get(block, {})[name] = {}
            elif line.startswith("oneof "):
                oneof = line.split()[1]
            elif line == "}":
                oneof, block = None, block if oneof else None
            elif line.startswith("rpc "):
                method, request, response = re.match(r"rpc (\w+)\((.*)\) returns \((.*)\);", line).groups()
                METHODS[f"muster.v1.{name}/{method}"] = (request.split()[-1], response.split()[-1])
            elif block == "enum" and (match := re.match(r"(\w+) = (\d+);", line)):
                ENUMS[name][int(match[2])] = match[1]
            elif block == "message" and (match := re.match(r"(repeated |optional )?([\w.]+) (\w+) = (\d+);", line)):
                label, kind, proto_name, number = match.groups()
                json_name = re.sub(r"_(\w)", lambda letter: letter[1].upper(), proto_name)
                presence = label == "optional " or oneof is not None
                MESSAGES[name][int(number)] = (json_name, kind, label == "repeated ", presence, oneof)

def read_varint(data, at, end):
    value = 0
    for index, byte in enumerate(data[at:min(end, at + 10)]):
        value |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            return value & 0xFFFFFFFFFFFFFFFF, at + index + 1
    raise ValueError("overlongVarint" if end - at >= 10 else "truncated")

def read_tag(data, at, end):
    tag, at = read_varint(data, at, end)
    if tag & 7 <= FIXED32 and 1 <= tag >> 3 < 1 << 29:
        return tag, at
    raise ValueError("invalidWireType" if tag & 7 > FIXED32 else "invalidFieldNumber")

def read_value(data, at, end, tag, depth):
    wire = tag & 7
    if wire == VARINT:
        return read_varint(data, at, end)
    if wire == GROUP_END or wire == GROUP and depth >= 100:
        raise ValueError("unmatchedGroup" if wire == GROUP_END else "tooDeep")
    while wire == GROUP:
        inner, at = read_tag(data, at, end)
        if inner == tag - GROUP + GROUP_END:
            return None, at
        _, at = read_value(data, at, end, inner, depth + 1)
    size, at = read_varint(data, at, end) if wire == BYTES else ({FIXED32: 4, FIXED64: 8}[wire], at)
    if size > end - at:
        raise ValueError("truncated")
    return (at, at + size), at + size

def scalar(kind, number):
    signed = number - (number >> 63 << 64)
    return ENUMS[kind].get(number, number) if kind in ENUMS else {
        "bool": number != 0, "uint32": number & 0xFFFFFFFF, "uint64": str(number),
        "int32": signed, "int64": str(signed)}[kind]

def decode(name, data, at, end, former=None, depth=0):
    into = dict(former or {})
    while at < end:
        tag, at = read_tag(data, at, end)
        value, at = read_value(data, at, end, tag, depth)
        json_name, kind, repeated, presence, oneof = MESSAGES[name].get(tag >> 3, (None,) * 5)
        natural = BYTES if kind in TEXTS or kind in MESSAGES else VARINT
        if json_name is None or tag & 7 != natural and not (repeated and tag & 7 == BYTES):
            continue
        if kind in TEXTS:
            new = TEXTS[kind][0](bytes(data[value[0]:value[1]]))
        elif kind in MESSAGES:
            new = decode(kind, data, *value, None if repeated else into.get(json_name), depth + 1)
        elif tag & 7 == BYTES:
            new, place = [], value[0]
            while place < value[1]:
                number, place = read_varint(data, place, value[1])
                new.append(scalar(kind, number))
        else:
            new = scalar(kind, value)
        for other in [f[0] for f in MESSAGES[name].values() if oneof and f[4] == oneof and f[0] != json_name]:
            into.pop(other, None)
        if repeated:
            into.setdefault(json_name, []).extend(new if isinstance(new, list) else [new])
        elif presence or kind in MESSAGES or new not in ("", "0", 0, ENUMS.get(kind, {}).get(0)):
            into[json_name] = new
        else:
            into.pop(json_name, None)
    if name == TIME:
        digits = f"{into.get('nanos', 0):09d}"
        count = next(n for n in (0, 3, 6, 9) if not int(digits[n:] or 0))
        moment = (EPOCH + timedelta(seconds=int(into.get("seconds", 0)))).isoformat()
        return f"{moment}.{digits[:count]}Z" if count else f"{moment}Z"
    return into

def to_varint(value):
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80]) + to_varint(value >> 7)

def encode(name, meaning):
    if name == TIME:
        whole, _, digits = meaning.rstrip("Z").partition(".")
        seconds = (datetime.fromisoformat(whole) - EPOCH) // timedelta(seconds=1)
        meaning = {"seconds": seconds, "nanos": int(digits.ljust(9, "0"))}
    out = b""
    for number, (json_name, kind, repeated, presence, _) in sorted(MESSAGES[name].items()):
        values = meaning.get(json_name, []) if repeated else [meaning[json_name]] if json_name in meaning else []
        if kind in TEXTS or kind in MESSAGES:
            for value in values if repeated or presence or kind in MESSAGES else filter(None, values):
                content = TEXTS[kind][1](value) if kind in TEXTS else encode(kind, value)
                out += to_varint(number << 3 | BYTES) + to_varint(len(content)) + content
            continue
        names = {text: value for value, text in ENUMS.get(kind, {}).items()}
        packed = b"".join(to_varint(int(names.get(v, v)) % 2**64) for v in values)
        if packed and (repeated or presence or packed != b"\0"):
            out += to_varint(number << 3 | BYTES * repeated) + to_varint(len(packed)) * repeated + packed
    return out

class CallFailed(SystemExit):
    """Why a call ended, and the last headers, if any came; uncaught, it ends the program and says so."""
    reason = property(lambda self: self.args[0])
    headers = property(lambda self: self.args[1] if self.args[1:] else {})

def call(url, method, body, seconds=lambda: None):
    """Yields the messages as they come; a server that says nothing for `seconds()` has failed."""
    import h2.config, h2.connection, h2.events
    to, received, headers = urllib.parse.urlsplit(url), b"", {}
    link = socket.create_connection((to.hostname, to.port), seconds())
    if to.scheme == "https":
        context = ssl.create_default_context(cafile=os.environ.get("MUSTER_CA"))
        context.set_alpn_protocols(["h2"])
        link = context.wrap_socket(link, server_hostname=to.hostname)
    http = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
    http.initiate_connection()
    http.send_headers(1, [
        (":method", "POST"), (":scheme", to.scheme), (":authority", to.netloc), (":path", "/" + method),
        ("content-type", "application/grpc"), ("te", "trailers"),
        ("authorization", "Bearer " + os.environ.get("MUSTER_TOKEN", ""))])
    http.send_data(1, b"\0" + len(body).to_bytes(4, "big") + body, end_stream=True)
    with link:
        while True:
            link.sendall(http.data_to_send())
            link.settimeout(seconds())
            if not (data := link.recv(65536)):
                raise CallFailed("the server closed the connection", headers)
            for event in http.receive_data(data):
                if isinstance(event, h2.events.DataReceived):
                    http.acknowledge_received_data(event.flow_controlled_length, 1)
                    received += event.data
                    while len(received) >= 5 and len(received) >= (end := 5 + int.from_bytes(received[1:5], "big")):
                        yield received[5:end]
                        received = received[end:]
                elif isinstance(event, (h2.events.ResponseReceived, h2.events.TrailersReceived)):
                    headers |= dict(event.headers)
                elif isinstance(event, (h2.events.StreamReset, h2.events.StreamEnded, h2.events.ConnectionTerminated)):
                    if headers.get("grpc-status") == "0":
                        return
                    raise CallFailed(str(event), headers)

def replay(line):
    name, data = line["message"].removeprefix("muster.v1."), bytes.fromhex(line["hex"])
    try:
        meaning = decode(name, data, 0, len(data))
    except ValueError as error:
        problem = "invalidUTF8" if isinstance(error, UnicodeDecodeError) else str(error)
        return None if problem == line.get("error") else problem
    again = encode(name, meaning).hex()
    is_right = meaning == line.get("json") and again == line.get("canonical", line["hex"])
    return None if is_right else f"means {meaning}, is written {again}"

def main(arguments):
    if arguments[:1] == ["call"] and len(arguments) == 4:
        request, response = METHODS[arguments[2]]
        for message in call(arguments[1], arguments[2], encode(request, json.loads(arguments[3]))):
            print(json.dumps(decode(response, message, 0, len(message)), ensure_ascii=False))
        return
    lines = map(json.loads, (SPEC / "vectors/messages.jsonl").read_text(encoding="utf-8").splitlines())
    lines = [line for line in lines if line["message"].startswith(("muster.", TIME))]
    problems = [f"{line['name']}: {problem}" for line in lines if (problem := replay(line))]
    print(*problems, f"{len(lines)} vectors, {len(problems)} problems", sep="\n")
    return bool(problems or not lines)

if __name__ == "__main__":
    read_protos()
    sys.exit(main(sys.argv[1:]))
