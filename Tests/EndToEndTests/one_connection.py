"""Any number of calls on one HTTP/2 connection, by hand: what comes is seen in the order in which it came."""

import dataclasses
import socket

import h2.config
import h2.connection
import h2.events
import h2.settings


@dataclasses.dataclass
class Arrival:
    """A message of a call, or, with `status`, its end."""

    stream: int
    message: bytes | None = None
    status: int | None = None
    #: The code of a reset that ended it.
    reset: int | None = None

    @property
    def is_reset(self):
        return self.reset is not None


class OneConnection:
    """The receive buffer is small, so that what lies between the server and here does not count for much."""

    BUFFER_BYTES = 32 * 1024

    def __init__(self, target, token, window=None):
        """`window` is what the server may send of a call before more is asked for."""
        host, _, port = target.rpartition(":")
        self.link = socket.socket()
        self.link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.BUFFER_BYTES)
        self.link.connect((host, int(port)))
        self.link.settimeout(60)
        configuration = h2.config.H2Configuration(client_side=True, header_encoding="utf-8")
        self.http = h2.connection.H2Connection(configuration)
        if window is not None:
            self.http.local_settings = h2.settings.Settings(
                client=True, initial_values={h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: window}
            )
        self.http.initiate_connection()
        #: Streams that never ask for more.
        self.withheld = set()
        self.authority, self.token = target, token
        self.partial, self.headers, self.waiting = {}, {}, []

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.link.close()

    def open(self, method, *requests):
        """Starts a call with all of its requests; gives the number of its stream."""
        stream = self.http.get_next_available_stream_id()
        self.http.send_headers(stream, [
            (":method", "POST"), (":scheme", "http"), (":authority", self.authority),
            (":path", f"/muster.v1.{method}"), ("content-type", "application/grpc"), ("te", "trailers"),
            ("authorization", f"Bearer {self.token}"),
        ])  # fmt: skip
        body = b"".join(b"\0" + len(data).to_bytes(4, "big") + data
                        for data in (request.SerializeToString() for request in requests))  # fmt: skip
        while body:
            room = self.http.local_flow_control_window(stream)
            if not room:
                self._receive()
                continue
            size = min(room, self.http.max_outbound_frame_size, len(body))
            self.http.send_data(stream, body[:size])
            body = body[size:]
        self.http.end_stream(stream)
        self.partial[stream], self.headers[stream] = b"", {}
        self.link.sendall(self.http.data_to_send())
        return stream

    def next(self):
        """What comes next, of whichever call."""
        while not self.waiting:
            self._receive()
        return self.waiting.pop(0)

    def _receive(self):
        self.link.sendall(self.http.data_to_send())
        data = self.link.recv(16_384)
        assert data, "the server closed the connection"
        for event in self.http.receive_data(data):
            if isinstance(event, h2.events.DataReceived):
                if event.stream_id not in self.withheld:
                    self.http.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                self._take(event.stream_id, event.data)
            elif isinstance(event, (h2.events.ResponseReceived, h2.events.TrailersReceived)):
                self.headers[event.stream_id] |= dict(event.headers)
            elif isinstance(event, h2.events.StreamEnded):
                status = int(self.headers[event.stream_id].get("grpc-status", 2))
                self.waiting.append(Arrival(event.stream_id, status=status))
            elif isinstance(event, h2.events.StreamReset):
                self.waiting.append(Arrival(event.stream_id, status=14, reset=int(event.error_code)))
        self.link.sendall(self.http.data_to_send())

    def _take(self, stream, data):
        buffered = self.partial[stream] + data
        while len(buffered) >= 5 and len(buffered) >= 5 + int.from_bytes(buffered[1:5], "big"):
            end = 5 + int.from_bytes(buffered[1:5], "big")
            self.waiting.append(Arrival(stream, message=buffered[5:end]))
            buffered = buffered[end:]
        self.partial[stream] = buffered
