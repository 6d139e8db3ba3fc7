"""Two syncs that share nothing read the same tenant and come to the same result.

The large profile takes many minutes and has a target of its own, `make sim-large`.
"""

import os

import pytest

import compare
import second_sync

#: Ends what hangs.
SECONDS_MAX = 3_600
PROFILES = ["L"] if os.environ.get("MUSTER_SIM_LARGE") else ["S", "M"]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_second_sync_comes_to_the_same_result(simulator, new_scenario, profile):
    scenario = new_scenario(profile)
    scenario.sync(seconds=SECONDS_MAX)
    check(simulator, scenario, with_objects=profile == "S")
    # The first time everything came at once; from now on it comes as changes, to one of the two.
    for seed in range(3 if profile == "S" else 1):
        scenario.churn({"S": 60, "M": 600, "L": 5_000}[profile], seed=400 + seed)
        scenario.sync(seconds=SECONDS_MAX)
        check(simulator, scenario, with_objects=profile == "S")


def check(simulator, scenario, with_objects):
    second = second_sync.SecondSync(simulator, scenario.tenant, with_objects=with_objects).read()
    assert second.groups and any(second.members.values())
    found = compare.Documentation(scenario.client, scenario.organization)
    lines = second_sync.differences(second, found)
    shown = "\n".join(lines[: compare.DIFFERENCES_SHOWN])
    assert not lines, f"{len(lines)} differences\n{shown}"
