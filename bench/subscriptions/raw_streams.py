"""Many gRPC streams over plain sockets, read with so little work that the server's is what counts.

A frame of DATA is taken for a message: what is measured fits into one. The windows are opened as wide as they go
at the start, so that nothing has to be given back.
"""

import re
import select
import socket
import ssl
import struct
import time

DATA, HEADERS, SETTINGS, PING, WINDOW_UPDATE = 0, 1, 4, 6, 8
WINDOW = 2**31 - 1
#: Writers put it into what they write: which of their writes it was.
MARK = re.compile(rb"i(\d{6});")


def frame(kind, flags, stream, payload):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def literal(text):
    data = text.encode()
    assert len(data) < 16_384
    if len(data) < 127:
        return bytes([len(data)]) + data
    rest, size = len(data) - 127, b"\x7f"
    while rest >= 128:
        size += bytes([rest & 127 | 128])
        rest >>= 7
    return size + bytes([rest]) + data


class RawConnection:
    """One connection; `messages` counts frames of DATA that are longer than a heartbeat."""

    HEARTBEAT_BYTES = 120

    def __init__(self, target, authority="bench", tls=None):
        host, _, port = target.rpartition(":")
        self.link = socket.create_connection((host, int(port)))
        self.link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls is not None:
            self.link = tls.wrap_socket(self.link)
            assert self.link.selected_alpn_protocol() == "h2"
        self.authority, self.next_stream = authority, 1
        self.unread, self.answered, self.messages, self.bytes = b"", set(), 0, 0
        self.is_parsed = True
        #: Called with the payload of each message, and with the stream that ended.
        self.on_message = self.on_end = None
        self.link.sendall(
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            + frame(SETTINGS, 0, 0, struct.pack(">HI", 4, WINDOW))
            + frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", WINDOW - 65_535))
        )

    def fileno(self):
        return self.link.fileno()

    def open(self, path, request, metadata=(), is_last=True):
        stream, self.next_stream = self.next_stream, self.next_stream + 2
        fields = [
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", self.authority),
            ("content-type", "application/grpc"), ("te", "trailers"), *metadata,
        ]  # fmt: skip
        block = b"".join(b"\0" + literal(name) + literal(value) for name, value in fields)
        body = b"\0" + struct.pack(">I", len(request)) + request
        self.link.sendall(frame(HEADERS, 4, stream, block) + frame(DATA, int(is_last), stream, body))
        return stream

    def receive(self):
        """Takes what the socket has."""
        data = self.link.recv(1 << 20)
        assert data, "the server closed a connection"
        self.bytes += len(data)
        if not self.is_parsed:
            return
        data, at = self.unread + data, 0
        while len(data) - at >= 9:
            size = int.from_bytes(data[at : at + 3], "big")
            if len(data) - at < 9 + size:
                break
            kind, flags = data[at + 3], data[at + 4]
            if kind == DATA and size:
                stream = int.from_bytes(data[at + 5 : at + 9], "big")
                self.answered.add(stream)
                self.messages += size > self.HEARTBEAT_BYTES
                if self.on_message is not None:
                    self.on_message(stream, data[at + 9 : at + 9 + size])
            elif kind == SETTINGS and not flags & 1:
                self.link.sendall(frame(SETTINGS, 1, 0, b""))
            elif kind == PING and not flags & 1:
                self.link.sendall(frame(PING, 1, 0, data[at + 9 : at + 17]))
            if kind in (DATA, HEADERS) and flags & 1 and self.on_end is not None:
                self.on_end(int.from_bytes(data[at + 5 : at + 9], "big"))
            at += 9 + size
        self.unread = data[at:]

    def close(self):
        self.link.close()


class Crowd:
    """Connections that are read together."""

    def __init__(self):
        self.connections = []
        self.poll = select.epoll()
        self.by_number = {}

    def add(self, connection):
        self.connections.append(connection)
        self.by_number[connection.fileno()] = connection
        self.poll.register(connection.fileno(), select.EPOLLIN)
        return connection

    def turn(self, seconds):
        for number, _ in self.poll.poll(seconds):
            connection = self.by_number[number]
            connection.receive()
            # What TLS has decrypted already wakes nobody.
            while isinstance(connection.link, ssl.SSLSocket) and connection.link.pending():
                connection.receive()

    def until(self, is_done, what, seconds=60):
        deadline = time.monotonic() + seconds
        while not is_done():
            assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
            self.turn(0.5)

    @property
    def messages(self):
        return sum(connection.messages for connection in self.connections)

    @property
    def answered(self):
        return sum(len(connection.answered) for connection in self.connections)

    def close(self):
        for connection in self.connections:
            connection.close()
        self.poll.close()
