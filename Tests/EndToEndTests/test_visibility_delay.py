"""What a sync has received becomes visible when its integration says so, and not a moment before."""

import concurrent.futures

from harness import wait_until
from muster.v1 import integrations_pb2


def test_a_sync_is_visible_when_the_integration_says_so(new_scenario):
    scenario = new_scenario()
    client = scenario.client
    scenario.import_records()

    def integration():
        request = integrations_pb2.GetIntegrationRequest(id="microsoft")
        return client.integrations.Get(request).integration

    assert not integration().HasField("visibility_delay_seconds")
    client.update_integration(visibility_delay_seconds=900)
    assert integration().visibility_delay_seconds == 900
    # Nothing is documented yet, so a first import does not wait.
    scenario.sync()
    scenario.check()
    revision = client.revision
    scenario.churn(30, seed=24)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(client.sync)
        # Nothing is scheduled: what is due is the round that waits.
        wait_until(lambda: integration().tenants[0].freshness.HasField("next_sync_at"), "the round waits", 120)
        assert client.revision == revision
        scenario.check()
        # Whoever asks while it waits is told of the same run, and the setting is looked at again.
        client.update_integration(visibility_delay_seconds=0)
        run = scenario.sync()
        assert [waited.id for waited in waiting.result(120)] == [run.id]
    scenario.check()
    assert [stored.id for stored in scenario.runs()].count(run.id) == 1
    assert client.revision > revision
