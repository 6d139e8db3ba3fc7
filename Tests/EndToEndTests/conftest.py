"""What the end-to-end tests share: one simulator, and a server where a test does not need its own."""

import concurrent.futures
import contextlib
import itertools
import socket
import time
import types

import pytest

from client import Client
from harness import Server, Simulator
from reporting import pytest_runtest_makereport  # noqa: F401  (a hook)
from scenario import Scenario


@pytest.fixture(scope="session")
def simulator():
    with Simulator() as running:
        yield running


@pytest.fixture(scope="session")
def new_tenant(simulator):
    """Makes tenants that nobody else uses, each with an app registration of its own."""
    numbers = itertools.count(1)

    def make(profile="S", **more):
        number = next(numbers)
        return simulator.create_tenant(
            f"Tenant {number}", profile, **{"application": f"application {number}"} | more
        )

    return make


@pytest.fixture
def server(simulator):
    with Server(simulator=simulator) as running:
        yield running


@pytest.fixture
def client(server):
    with Client(server.target, server.token) as connected:
        yield connected


@pytest.fixture
def new_scenario(simulator, new_tenant, client):
    """A connected organization on the test's own server."""

    def make(profile="S", **more):
        return Scenario(simulator, client, new_tenant(profile), **more).connect()

    return make


@pytest.fixture(scope="session")
def shared_server(simulator):
    """A server for tests that only read, or that change what no other test looks at."""
    with Server(simulator=simulator) as running:
        yield running


@pytest.fixture(scope="session")
def shared(simulator, new_tenant, shared_server):
    """A documented organization on the shared server."""
    with Client(shared_server.target, shared_server.token) as connected:
        scenario = Scenario(simulator, connected, new_tenant("S")).connect()
        scenario.import_records()
        scenario.sync()
        yield scenario


def is_wanted(request, name):
    """Whether any test of this session asks for a fixture that takes long."""
    return any(name in item.fixturenames for item in request.session.items)


@contextlib.contextmanager
def server_with_a_tenant(tenant, simulator=None, arguments=(), **integration):
    with (
        Server(simulator=simulator, arguments=arguments) as server,
        Client(server.target, server.token) as client,
    ):
        client.put_organization("contoso", "Contoso")
        client.create_integration(tenant, **integration)
        client.put_tenant(tenant["id"], "contoso")
        yield server, client


@pytest.fixture(scope="session")
def unreachable(begun_early):
    """A server and a sync with a Graph that nobody answers for."""
    return begun_early["unreachable"]


@pytest.fixture(scope="session")
def abandoned(begun_early):
    """A server whose only sync failed long ago, and that nobody has called since."""
    return begun_early["abandoned"]


@pytest.fixture(scope="session", autouse=True)
def begun_early(request):
    """What takes its time, and can do so beside the other tests."""
    with contextlib.ExitStack() as stack:
        begun = {}
        if is_wanted(request, "unreachable"):
            # Bound and never listening: connections are refused, and nobody else gets the port.
            silent = stack.enter_context(socket.socket())
            silent.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{silent.getsockname()[1]}"
            base = f"https://{address}"
            arguments = ["--graph-base", base, "--graph-login-base", base]
            tenant = request.getfixturevalue("new_tenant")("S")
            # Before the server, which at its end cuts short what the pool would wait for.
            pool = stack.enter_context(concurrent.futures.ThreadPoolExecutor(1))
            _, client = stack.enter_context(server_with_a_tenant(tenant, arguments=arguments))
            begun["unreachable"] = types.SimpleNamespace(
                address=address, arguments=arguments, finished=pool.submit(client.runs_of_sync)
            )
        if is_wanted(request, "abandoned"):
            simulator, tenant = map(request.getfixturevalue, ("simulator", "new_tenant"))
            server, client = stack.enter_context(
                server_with_a_tenant(tenant("S"), simulator, secret="wrong")
            )
            (run,) = client.runs_of_sync()
            begun["abandoned"] = types.SimpleNamespace(
                pid=server.program.pid, client=client, run=run, since=time.monotonic()
            )
        yield begun
