"""The simulated Graph is one that Microsoft's own clients take for Graph."""

import contextlib
import pathlib
import socket
import ssl
import subprocess
import sys
import urllib.parse

import h2.connection
import h2.events

from harness import Simulator

SCRIPT = pathlib.Path(__file__).resolve().parent / "graph_sdk/simulator_with_sdks.py"


def test_microsofts_own_clients_read_the_truth(interop_simulator):
    result = subprocess.run(
        [
            sys.executable, SCRIPT, "--graph", interop_simulator.graph,
            "--control", interop_simulator.control, "--tenant", "Fabrikam",
            "--ca", interop_simulator.certificate.certificate,
            "--client-certificate", interop_simulator.client_certificate.combined(),
        ],
        capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr[-3_000:]
    assert "comparisons hold" in result.stdout


def test_open_connections_do_not_keep_it_from_ending():
    """One whose HTTP/2 client never answers its farewell, one of HTTP/1.1, and one to the control port."""
    with contextlib.ExitStack() as connections, Simulator("S:Contoso") as simulator:
        for protocol in ("h2", "http/1.1"):
            connections.enter_context(idle_connection(simulator, protocol))
        control = urllib.parse.urlsplit(simulator.control)
        connections.enter_context(socket.create_connection((control.hostname, control.port)))
        # The context's end asks it to stop, and takes no exit code but 0.


def idle_connection(simulator, protocol):
    """A connection over which one request was answered, and that nobody looks at any more."""
    graph = urllib.parse.urlsplit(simulator.graph)
    context = ssl.create_default_context(cafile=simulator.certificate.certificate)
    context.set_alpn_protocols([protocol])
    plain = socket.create_connection((graph.hostname, graph.port), timeout=60)
    link = context.wrap_socket(plain, server_hostname=graph.hostname)
    assert link.selected_alpn_protocol() == protocol
    path = "/common/v2.0/.well-known/openid-configuration"
    if protocol == "h2":
        http = h2.connection.H2Connection()
        http.initiate_connection()
        http.send_headers(1, [(":method", "GET"), (":scheme", "https"), (":authority", graph.netloc),
                              (":path", path)], end_stream=True)  # fmt: skip
        link.sendall(http.data_to_send())
        while not any(isinstance(event, h2.events.StreamEnded) for event in http.receive_data(read(link))):
            pass
    else:
        link.sendall(f"GET {path} HTTP/1.1\r\nHost: {graph.netloc}\r\n\r\n".encode())
        assert read(link).startswith(b"HTTP/1.1 ")
    return link


def read(link):
    data = link.recv(65_536)
    assert data, "the simulator closed the connection"
    return data
