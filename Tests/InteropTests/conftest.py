"""What the tests with foreign clients share: a simulator, and a server with one documented organization."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "EndToEndTests"))

from client import Client  # noqa: E402
from harness import Certificate, Server, Simulator  # noqa: E402
from reporting import pytest_runtest_makereport  # noqa: E402, F401  (a hook)
from scenario import Scenario  # noqa: E402

# These are programs of their own, which tests here run.
collect_ignore = ["proto", "graph_sdk"]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    return Certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="session")
def interop_simulator():
    with Simulator("S:Contoso", "S:Fabrikam") as running:
        yield running


@pytest.fixture(scope="session")
def interop_server(interop_simulator, certificate):
    """A server in cleartext and over TLS."""
    arguments = [
        "--listen-tls", "127.0.0.1:0", "--tls-certificate", certificate.certificate,
        "--tls-key", certificate.key,
    ]  # fmt: skip
    with Server(simulator=interop_simulator, arguments=arguments) as running:
        yield running


@pytest.fixture(scope="session")
def documented(interop_simulator, interop_server):
    """The documented organization, with a client of its administrator."""
    with Client(interop_server.target, interop_server.token) as connected:
        tenant = interop_simulator.tenant("Contoso")
        scenario = Scenario(interop_simulator, connected, tenant).connect()
        scenario.import_records()
        scenario.sync()
        yield scenario
