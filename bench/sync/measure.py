"""Syncs: what a first import, a round of changes and an idle round cost, and a first import beside Microsoft's client.

    python measure.py [--profile S|M|L] [--latency MILLISECONDS]

MUSTER_BIN names the folder with the programs. Costs are the time that the server was on a processor, so that what the
simulator costs and what else the machine does counts little; it includes HTTP, TLS and gzip, which the targets leave
out. With --latency every page takes so long, and the same tenant is read by a program on msgraph-sdk as well.
"""

import argparse
import json
import pathlib
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/EndToEndTests"))

from client import Client  # noqa: E402  (what it needs is on the path only now)
from harness import Server, Simulator  # noqa: E402
from second_sync import SecondSync  # noqa: E402

RESULTS = ROOT / "bench/results"
#: Several of each size; a mutation makes some two or three changes.
MUTATIONS = (40, 400)
ROUNDS = 9
#: Ends what hangs; a first import of a large tenant takes many minutes.
SECONDS_MAX = 7_200


def processor_seconds(pid):
    """Time on a processor of a program and all its threads so far, those that have ended included."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def running_seconds(pid):
    """The same to the nanosecond, for threads that go on."""
    tasks = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def peak_bytes(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


class Measurement:
    def __init__(self, profile, latency):
        self.profile = profile
        self.latency = latency
        self.rows = []

    def add(self, target, name, value, unit, limit=None, is_met=None):
        self.rows.append(
            {"target": target, "name": name, "profile": self.profile, "value": value, "unit": unit,
             "limit": limit, "isMet": is_met}
        )  # fmt: skip
        verdict = {None: "", True: "met", False: "MISSED"}[is_met]
        print(f"{target:4} {self.profile:3} {name:58} {value:>12.5g} {unit:16} {limit or '':14} {verdict}", flush=True)

    def run(self):
        with Simulator() as simulator:
            tenant = simulator.create_tenant("Bench", self.profile)
            for mode in ("false", "true"):
                with (
                    Server(simulator=simulator, arguments=["--sync-lists-at-first", mode]) as server,
                    Client(server.target, server.token) as client,
                ):
                    client.put_organization("bench", "Bench")
                    client.create_integration(tenant)
                    client.put_tenant(tenant["id"], "bench")
                    simulator.slow_down(self.latency)
                    self.first_import(server, client, lists=mode == "true")
                    simulator.slow_down(0)
                    if mode == "false":
                        self.rounds(simulator, tenant, server, client)
            if self.latency:
                self.second_sync(simulator, tenant)

    def first_import(self, server, client, lists):
        pid = server.program.pid
        used, started = processor_seconds(pid), time.monotonic()
        (run,) = client.sync(seconds=SECONDS_MAX)
        seconds = time.monotonic() - started
        used = processor_seconds(pid) - used
        how = "lists first" if lists else "delta only"
        if not self.latency and not lists:
            rate = run.links / max(used, 0.01)
            self.add("P11", "first import, memberships a second of processor", rate, "1/s", ">= 250 k",
                     rate >= 250_000 if self.profile == "L" else None)  # fmt: skip
            peak = peak_bytes(pid) / 1e6
            self.add("P11", "first import, memory at most", peak, "MB", "<= 500",
                     peak <= 500 if self.profile == "L" else None)  # fmt: skip
        name = f"first import, {how}, {self.latency} ms a page: wall time"
        self.add("", name, seconds, "s")
        self.add("", f"first import, {how}: requests", run.requests, "")

    def rounds(self, simulator, tenant, server, client):
        pid = server.program.pid
        client.sync()
        idle = client.sync()[0]
        self.add("P14", "requests of an idle round", idle.requests, "", "3", idle.requests == 3)
        self.add("P14", "resource units of an idle round", idle.resource_units, "", "3")
        # What a round costs that finds nothing is HTTP, TLS and a file of its own, which the target leaves out.
        idle, _ = self.cost_of_a_round(simulator, tenant, pid, client, 0)
        self.add("P12", "idle round, time on a processor", idle, "ms")
        for mutations in MUTATIONS:
            cost, changes = self.cost_of_a_round(simulator, tenant, pid, client, mutations)
            limit = 10 + 0.02 * changes
            self.add("P12", f"{changes} changes, beyond an idle round", cost - idle, "ms", f"<= {limit:.4g}",
                     cost - idle <= limit)  # fmt: skip

    @staticmethod
    def cost_of_a_round(simulator, tenant, pid, client, mutations):
        """What such a round costs the server, in milliseconds, and how many changes it finds: the middle of several.

        A person who is made, for instance, is one change, and each membership of theirs another.
        """
        rounds = []
        for seed in range(ROUNDS):
            if mutations:
                simulator.churn(tenant["id"], mutations, seed=mutations * ROUNDS + seed)
            before = running_seconds(pid)
            (run,) = client.sync()
            found = run.objects_changed + run.memberships_added + run.memberships_removed
            rounds.append(((running_seconds(pid) - before) * 1e3, found))
        return sorted(rounds)[ROUNDS // 2]

    def second_sync(self, simulator, tenant):
        simulator.slow_down(self.latency)
        started = time.monotonic()
        SecondSync(simulator, tenant).read()
        name = f"the same read by msgraph-sdk, {self.latency} ms a page: wall time"
        self.add("", name, time.monotonic() - started, "s")
        simulator.slow_down(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--profile", default="M")
    parser.add_argument("--latency", type=int, default=0)
    options = parser.parse_args()
    measurement = Measurement(options.profile, options.latency)
    measurement.run()
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"sync-{options.profile}-{options.latency}ms.json"
    path.write_text(json.dumps(measurement.rows, indent=2))


if __name__ == "__main__":
    main()
