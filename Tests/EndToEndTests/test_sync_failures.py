"""A sync that Microsoft, or the network, refuses: the run says why and what to do, and nothing is lost.

No secret is ever told: not in a reply, not in an error, not in the log.
"""

import concurrent.futures

import grpc
import pytest

import compare
import stubs  # noqa: F401  (puts the compiled contract on the path)
from client import Client, failure_of
from harness import Certificate, Server, content_of, wait_until
from muster.v1 import integrations_pb2, organizations_pb2
from scenario import Scenario

FAILED = integrations_pb2.RUN_OUTCOME_FAILED
WRONG_SECRET = "this-is-a-wrong-secret~0123456789"


def failed_run(client, *names):
    """The only run of a sync that fails, with an error that names all of `names`."""
    (run,) = client.runs_of_sync()
    assert run.outcome == FAILED
    for name in names:
        assert name in run.error, run.error
    request = integrations_pb2.GetIntegrationRequest(id="microsoft")
    (tenant,) = client.integrations.Get(request).integration.tenants
    assert tenant.last_error == run.error
    request = integrations_pb2.ListRunsRequest(integration_id="microsoft")
    stored = [run for message in client.integrations.Runs(request) for run in message.runs]
    assert (stored[0].id, stored[0].outcome, stored[0].error) == (run.id, FAILED, run.error)
    return run


def test_a_wrong_secret(simulator, new_tenant, server, client):
    tenant = new_tenant("S")
    client.put_organization("contoso", "Contoso")
    created = client.create_integration(tenant, secret=WRONG_SECRET)
    client.put_tenant(tenant["id"], "contoso")
    run = failed_run(client, "AADSTS7000215", tenant["id"], "client secret")
    updated = client.update_integration(secret=tenant["clientSecret"])
    assert updated.integration.credential.kind == integrations_pb2.CREDENTIAL_KIND_CLIENT_SECRET
    client.sync()

    # Neither the wrong secret nor the right one is told by anything.
    said = [server.log, run.error, str(created), str(updated), *server.program.stdout_lines]
    for secret in (WRONG_SECRET, tenant["clientSecret"], server.token):
        assert not any(secret in text for text in said)
        for name, bytes in content_of(server.data).items():
            if name != "admin.token":
                assert secret.encode() not in bytes, f"{name} holds a secret in the clear"


def test_an_unknown_tenant(new_tenant, client):
    tenant = new_tenant("S")
    client.put_organization("contoso", "Contoso")
    client.create_integration(tenant)
    client.put_tenant("11111111-2222-4333-8444-555555555555", "contoso")
    failed_run(client, "AADSTS90002", "Check the tenant id")


def test_an_application_that_the_tenant_does_not_know(new_tenant, client):
    tenant, other = new_tenant("S"), new_tenant("S")
    client.put_organization("contoso", "Contoso")
    client.create_integration(other)
    client.put_tenant(tenant["id"], "contoso")
    failed_run(client, "AADSTS700016", "application id")


@pytest.mark.parametrize("permission", [None, "User.Read.All", "Device.Read.All"])
def test_a_consent_that_is_missing_loses_nothing(new_scenario, permission):
    scenario = new_scenario()
    scenario.import_records()
    scenario.sync()
    before, revision = compare.Documentation(scenario.client, "contoso"), scenario.client.revision
    given = {"permission": permission} if permission else {}
    scenario.mutate("revokeConsent", **given)
    scenario.churn(30, seed=5)
    failed_run(scenario.client, "403", "consent", scenario.tenant["id"])
    assert scenario.client.revision == revision
    assert compare.Documentation(scenario.client, "contoso").groups == before.groups
    scenario.mutate("grantConsent", **given)
    scenario.sync()
    scenario.check()


def test_a_server_of_graph_that_is_not_trusted(simulator, new_tenant, tmp_path):
    other = Certificate(tmp_path, "other").certificate
    arguments = [
        "--graph-base", simulator.graph, "--graph-login-base", simulator.graph,
        "--graph-ca-file", other,
    ]  # fmt: skip
    with Server(arguments=arguments) as server, Client(server.target, server.token) as client:
        tenant = new_tenant("S")
        client.put_organization("contoso", "Contoso")
        client.create_integration(tenant)
        client.put_tenant(tenant["id"], "contoso")
        failed_run(client, "certificate authorities")


def test_syncs_that_cannot_begin(new_tenant, client):
    tenant = new_tenant("S")
    client.put_organization("contoso", "Contoso")
    request = integrations_pb2.CreateIntegrationRequest(
        integration=integrations_pb2.Integration(
            id="microsoft", name="Microsoft", application_id=tenant["clientId"]
        )
    )
    client.integrations.Create(request)
    for call in (client.start_sync,):
        failure = failure_of(call)
        assert failure.code == grpc.StatusCode.FAILED_PRECONDITION
        assert "secret" in failure.message
    client.update_integration(secret=tenant["clientSecret"])
    failure = failure_of(client.start_sync)
    assert failure.code == grpc.StatusCode.FAILED_PRECONDITION
    assert "tenant" in failure.message


def test_a_tenant_finds_the_organization_of_its_name(new_tenant, client):
    tenant = new_tenant("S")
    client.put_organization("named", tenant["name"])
    client.create_integration(tenant)
    reply = client.put_tenant(tenant["id"], "named")
    assert reply.integration.tenants[0].organization_id == "named"
    client.sync()
    request = organizations_pb2.GetOrganizationRequest(id="named")
    (documented,) = client.organizations.Get(request).organization.tenants
    assert (documented.name, documented.integration_id) == (tenant["name"], "microsoft")


def test_two_callers_follow_the_same_run(simulator, new_scenario, server):
    scenario = new_scenario("M")
    with concurrent.futures.ThreadPoolExecutor() as pool:
        futures = [pool.submit(scenario.client.runs_of_sync) for _ in range(4)]
        runs = [future.result() for future in futures]
    assert all(len(finished) == 1 for finished in runs)
    assert len({finished[0].id for finished in runs}) <= 2
    scenario.sync()
    scenario.check()


def test_cancelling_the_call_does_not_cancel_the_run(new_scenario):
    scenario = new_scenario("M")
    progress = scenario.client.start_sync()
    first = next(progress)
    progress.cancel()

    def ended():
        return [
            run
            for run in scenario.runs()
            if run.id == first.run_id and run.outcome != integrations_pb2.RUN_OUTCOME_RUNNING
        ]

    (run,) = wait_until(ended, "the run ends", seconds=60)
    assert run.outcome == integrations_pb2.RUN_OUTCOME_SUCCEEDED


def test_a_certificate_proves_the_application_as_a_secret_does(simulator, new_tenant, client):
    tenant = new_tenant("S")
    pair = simulator.client_certificate
    pem, key = open(pair.certificate).read(), open(pair.key).read()
    simulator.mutate(tenant["id"], "addCertificate", value=pem)
    scenario = Scenario(simulator, client, tenant).connect()
    certificate = integrations_pb2.ClientCertificate(certificate_pem=pem, private_key_pem=key)
    request = integrations_pb2.UpdateIntegrationRequest(
        integration=integrations_pb2.Integration(id="microsoft"),
        credential=integrations_pb2.Credential(certificate=certificate),
    )
    summary = client.integrations.Update(request).integration.credential
    assert summary.kind == integrations_pb2.CREDENTIAL_KIND_CERTIFICATE
    assert summary.HasField("expires_at")
    assert len(summary.thumbprint) == 64
    scenario.sync()
    scenario.check()

    other = Certificate(simulator.folder, "stranger")
    certificate = integrations_pb2.ClientCertificate(
        certificate_pem=open(other.certificate).read(), private_key_pem=key
    )
    request.credential.certificate.CopyFrom(certificate)
    failure = failure_of(client.integrations.Update, request)
    assert failure.code == grpc.StatusCode.INVALID_ARGUMENT
    assert failure.fields == ["credential.certificate"]
    assert "PRIVATE KEY" not in failure.message
