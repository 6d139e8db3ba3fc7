"""A first sync that is killed at every one of its commits, in turn: the next start goes on and documents the truth."""

import concurrent.futures
import copy
import itertools
import shutil
import signal

import grpc
import pytest

from client import Client
from harness import Server, clean_environment
from preloading import compiled
from scenario import Scenario
from test_crashes import check_store

#: Servers that are killed beside one another.
WORKERS = 2
SECONDS_TO_DIE = 30
#: A first sync stages pages of three streams, gives out ids and publishes in steps.
COMMITS_MIN = 15


@pytest.fixture(scope="module")
def kill_at_commit(tmp_path_factory):
    """The library that kills the program which it is preloaded into."""
    return compiled(tmp_path_factory.mktemp("preload"), "kill_at_commit")


class Origin:
    """A data directory before the first sync, of which every run gets a copy."""

    def __init__(self, folder, simulator, tenant):
        self.folder = folder
        self.simulator = simulator
        self.tenant = tenant
        with (
            Server(folder / "origin", simulator) as server,
            Client(server.target, server.token) as client,
        ):
            scenario = Scenario(simulator, client, tenant).connect()
            scenario.import_records()
            self.oracle = scenario.oracle

    def scenario(self, client):
        scenario = Scenario(self.simulator, client, self.tenant)
        scenario.oracle = copy.deepcopy(self.oracle)
        return scenario

    def survives(self, library, number, when):
        """Kills a first sync at one commit, ends it after a restart and compares; false when it had no such commit."""
        data = self.folder / f"{when} {number}"
        shutil.copytree(self.folder / "origin", data)
        environment = clean_environment(
            LD_PRELOAD=str(library), KILL_AT_COMMIT=str(number), KILL_WHEN=when
        )
        with (
            Server(data, self.simulator, environment=environment) as server,
            Client(server.target, server.token) as client,
        ):
            try:
                client.sync()
                return False
            except grpc.RpcError:
                code = server.program.process.wait(SECONDS_TO_DIE)
                assert code == -signal.SIGKILL, server.log
                server.kill()
        revision = check_store(data)
        with (
            Server(data, self.simulator) as server,
            Client(server.target, server.token) as client,
        ):
            assert server.revision == revision
            scenario = self.scenario(client)
            scenario.sync()
            scenario.check()
        check_store(data)
        shutil.rmtree(data)
        return True


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_first_sync_survives_being_killed_at_every_commit(
    simulator, new_tenant, kill_at_commit, tmp_path, when
):
    origin = Origin(tmp_path, simulator, new_tenant("S"))
    numbers = itertools.count(1)

    def kill_at_one_after_the_other():
        """Stops at the first number that the sync does not reach."""
        for number in numbers:
            if not origin.survives(kill_at_commit, number, when):
                return number - 1

    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        workers = [pool.submit(kill_at_one_after_the_other) for _ in range(WORKERS)]
        reached = [worker.result() for worker in workers]
    print(f"killed {when} each of {min(reached)} commits")
    assert min(reached) >= COMMITS_MIN
