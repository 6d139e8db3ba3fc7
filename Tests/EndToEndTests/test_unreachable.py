"""A Graph that nobody answers for: the round tries again and again, and meanwhile everything else works."""

import os
import pathlib
import time

import stubs  # noqa: F401  (puts the compiled contract on the path)
from client import Client, assert_interrupted
from harness import Server, wait_until
from muster.v1 import integrations_pb2, organizations_pb2
from scenario import SECURITY


def test_the_run_ends_in_an_error_that_says_so(unreachable):
    runs = unreachable.finished.result(timeout=200)
    (run,) = runs
    assert run.outcome == integrations_pb2.RUN_OUTCOME_FAILED
    assert "The next round tries again" in run.error
    assert unreachable.address in run.error or "connect" in run.error.lower()


def test_a_server_can_be_stopped_while_it_tries(unreachable, simulator, new_tenant):
    with Server(arguments=unreachable.arguments) as server:
        with Client(server.target, server.token) as client:
            tenant = new_tenant("S")
            client.put_organization("contoso", "Contoso")
            client.create_integration(tenant)
            client.put_tenant(tenant["id"], "contoso")
            progress = client.start_sync()
            wait_until(lambda: "attempt=1" in server.log, "the first attempt")
            assert client.list_groups("contoso", SECURITY)[-1].total_count == 0
            request = organizations_pb2.GetOrganizationRequest(id="contoso")
            assert client.organizations.Get(request).freshness.stale
            server.program.process.terminate()
            assert_interrupted(progress)
        server.stop()


def cpu_seconds(pid):
    """The processor time that a process has used so far."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_server_that_has_nothing_to_do_rests(abandoned):
    # Long enough for every timer of a server at rest to have fired once.
    wait_until(lambda: time.monotonic() - abandoned.since > 65, "the server is old enough", 70)
    before, began = cpu_seconds(abandoned.pid), time.monotonic()
    wait_until(lambda: time.monotonic() - began > 2, "two seconds")
    share = (cpu_seconds(abandoned.pid) - before) / (time.monotonic() - began)
    assert share < 0.2, f"it uses {share:.0%} of a processor"


def test_a_round_that_failed_does_not_start_again_by_itself(abandoned):
    # The schedule is switched off: rounds are left to SyncNow.
    wait_until(lambda: time.monotonic() - abandoned.since > 65, "a retry would have come", 70)
    request = integrations_pb2.ListRunsRequest(integration_id="microsoft")
    runs = [run for m in abandoned.client.integrations.Runs(request) for run in m.runs]
    assert [run.id for run in runs] == [abandoned.run.id]
