"""What the end-to-end tests share: one simulator, and a server where a test does not need its own."""

import concurrent.futures
import itertools
import socket
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


@pytest.fixture(scope="session", autouse=True)
def unreachable(request, new_tenant):
    """A sync with a Graph that nobody answers for, begun early because it takes its time to give up."""
    if not any("unreachable" in item.nodeid for item in request.session.items):
        yield None
        return
    # Bound and never listening: connections are refused, and nobody else gets the port.
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        arguments = ["--graph-base", f"https://{address}", "--graph-login-base", f"https://{address}"]
        with (
            Server(arguments=arguments) as server,
            Client(server.target, server.token) as client,
            concurrent.futures.ThreadPoolExecutor(1) as pool,
        ):
            tenant = new_tenant("S")
            client.put_organization("contoso", "Contoso")
            client.create_integration(tenant)
            client.put_tenant(tenant["id"], "contoso")
            finished = pool.submit(client.runs_of_sync)
            yield types.SimpleNamespace(finished=finished, address=address, arguments=arguments)
