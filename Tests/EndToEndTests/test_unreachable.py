"""A Graph that nobody answers for: the round tries again and again, and meanwhile everything else works."""

import grpc
import pytest

import stubs  # noqa: F401  (puts the compiled contract on the path)
from client import Client
from harness import Server
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
            next(progress)
            assert client.list_groups("contoso", SECURITY)[-1].total_count == 0
            request = organizations_pb2.GetOrganizationRequest(id="contoso")
            assert client.organizations.Get(request).freshness.stale
            server.program.process.terminate()
            with pytest.raises(grpc.RpcError) as error:
                list(progress)
            assert error.value.code() == grpc.StatusCode.UNAVAILABLE
        server.stop()
