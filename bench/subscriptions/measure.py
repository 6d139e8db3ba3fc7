"""Subscriptions beside etcd's watches, in one run: fan-out, delay, memory.

    python measure.py [--quick]       MUSTER_BIN names the folder with the programs; etcd has to be installed

Rates are deliveries for each second that the server was on a processor for them, so that what the reader costs and
what else the machine does counts little. The figures go to bench/results/subscriptions.json, too.
"""

import contextlib
import json
import os
import pathlib
import ssl
import statistics
import sys
import threading
import time

from contenders import Etcd, Muster, processor_seconds, resident_bytes

import harness
from raw_streams import MARK, Crowd, RawConnection

RESULTS = pathlib.Path(__file__).resolve().parents[1] / "results/subscriptions.json"
GIGABYTE = 2**30


class Figures:
    def __init__(self):
        self.rows = []

    def add(self, target, name, value, unit, baseline=None, ratio=None, limit=None, is_met=None):
        self.rows.append({
            "target": target, "name": name, "value": value, "unit": unit, "baseline": baseline,
            "ratio": ratio, "limit": limit, "isMet": is_met,
        })  # fmt: skip

    def print(self):
        for row in self.rows:
            verdict = {None: "", True: "met", False: "MISSED"}[row["isMet"]]
            baseline = "" if row["baseline"] is None else f"{row['baseline']:.4g}"
            ratio = "" if row["ratio"] is None else f"{row['ratio']:.3g}"
            print(f"{row['target']:4} {row['name']:58} {row['value']:>10.4g} {row['unit']:14}"
                  f" {baseline:>10} {ratio:>8}  {row['limit'] or '':12} {verdict}")  # fmt: skip


def subscribe(contender, connections, streams, target=None, tls=None):
    """A crowd with so many streams on each connection, all of them answered, and what they take in memory."""
    crowd, pid = Crowd(), contender.pid
    start = resident_bytes(pid)
    for _ in range(connections):
        crowd.add(RawConnection(target or contender.target, tls=tls))
        # The server waits only so long for the answer to its settings.
        crowd.turn(0)
    # One call tells that everything before it has arrived.
    for connection in crowd.connections:
        connection.open("/none.None/None", b"", contender.metadata)
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        crowd.turn(0.1)
    connected = resident_bytes(pid)
    for connection in crowd.connections:
        connection.answered.clear()
        for _ in range(streams):
            connection.open(contender.path, contender.request, contender.metadata, contender.is_last)
        crowd.turn(0)
    crowd.until(lambda: crowd.answered >= connections * streams, "every stream is answered", 120)
    opened = resident_bytes(pid)
    return crowd, (connected - start) / connections, (opened - connected) / connections / streams


def cost_of_write(contender, rounds):
    """What a write costs the server's processor when nobody listens, in seconds."""
    costs = []
    for number in range(rounds + 1):
        start = processor_seconds(contender.pid)
        contender.write(number + 1)
        time.sleep(0.05)
        costs.append(processor_seconds(contender.pid) - start)
    return statistics.median(costs[1:])


def fan_out(contender, connections, streams, rounds):
    """Deliveries for each second of the server's processor, of each round, without what the write itself costs;
    bytes a connection and a stream."""
    alone = cost_of_write(contender, rounds)
    crowd, of_connection, of_stream = subscribe(contender, connections, streams)
    rates, walls = [], []
    for number in range(rounds + 1):
        before, start, wall = crowd.messages, processor_seconds(contender.pid), time.monotonic()
        contender.write(100 + number)
        crowd.until(lambda: crowd.messages >= before + connections * streams, "a change is delivered")
        if number:
            spent = processor_seconds(contender.pid) - start - alone
            rates.append(connections * streams / max(spent, 1e-6))
            walls.append(time.monotonic() - wall)
    crowd.close()
    return rates, walls, of_connection, of_stream


def delays(contender, connections, streams, seconds, rate, with_bulk):
    """The delays from a write to its arrival on one of the connections, in seconds, and the writes made."""
    crowd, _, _ = subscribe(contender, connections, streams)
    sampled, *others = crowd.connections
    for connection in others:
        connection.is_parsed = False
    written, found, bulk = {}, [], {}

    def open_bulk(number):
        path, request = contender.bulk[number % len(contender.bulk)]
        bulk[sampled.open(path, request, contender.metadata)] = number

    def on_message(stream, payload):
        if stream in bulk:
            return
        now = time.monotonic()
        found.extend(now - written[int(mark)] for mark in MARK.findall(payload) if int(mark) in written)

    def on_end(stream):
        if stream in bulk and not is_over.is_set():
            open_bulk(bulk.pop(stream))

    def write():
        start, number = time.monotonic(), 1000
        while time.monotonic() < start + seconds:
            pause = start + (number - 1000) / rate - time.monotonic()
            if pause > 0:
                time.sleep(pause)
            written[number] = time.monotonic()
            contender.write(number)
            number += 1
        is_over.set()

    is_over = threading.Event()
    sampled.on_message, sampled.on_end = on_message, on_end
    if with_bulk:
        for number in range(4):
            open_bulk(number)
    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        crowd.turn(0.05)
    crowd.until(lambda: len(found) >= len(written) * streams, "every write is delivered")
    crowd.close()
    return sorted(found), len(written)


def writes_alone(contender, seconds, rate):
    """How long a write takes its caller while nobody subscribes, in seconds: what is durable is waited for."""
    start, durations = time.monotonic(), []
    while time.monotonic() < start + seconds:
        pause = start + len(durations) / rate - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        before = time.monotonic()
        contender.write(900_000 + len(durations))
        durations.append(time.monotonic() - before)
    return sorted(durations)


def percentile(sorted_values, share):
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))]


def measure(figures, simulator, is_quick):
    connections, streams, rounds = (10, 20, 2) if is_quick else (100, 100, 7)
    processors = sorted(os.sched_getaffinity(0))
    pin = processors[:1] if len(processors) > 1 else ()
    if pin:
        os.sched_setaffinity(0, processors[1:])
    with contextlib.ExitStack() as stack:
        muster, etcd = Muster(stack, simulator, pin), Etcd(stack, pin)
        ours, walls, of_connection, of_stream = fan_out(muster, connections, streams, rounds)
        theirs, their_walls, their_connection, their_stream = fan_out(etcd, connections, streams, rounds)
        rate, their_rate = statistics.median(ours), statistics.median(theirs)
        count = connections * streams
        figures.add("P8", f"deliveries a second, {count} streams on {connections} connections", rate, "1/s of CPU",
                    their_rate, rate / their_rate, ">= 8 x", rate / their_rate >= 8)  # fmt: skip
        figures.add("P8", "the same, as an absolute goal", rate, "1/s of CPU", limit=">= 1e6", is_met=rate >= 1e6)
        wall, their_wall = statistics.median(walls), statistics.median(their_walls)
        figures.add("", "from the write to the last delivery", wall, "s", their_wall, wall / their_wall)
        figures.add("P8", "memory of a stream, h2c", of_stream, "B", their_stream, of_stream / their_stream,
                    "<= 2560 B", of_stream <= 2560)  # fmt: skip
        figures.add("P8", "memory of a connection, h2c", of_connection, "B", their_connection,
                    of_connection / max(1, their_connection), "<= 61440 B", of_connection <= 61_440)  # fmt: skip
        each = of_stream + of_connection / streams
        theirs_each = their_stream + their_connection / streams
        figures.add("", f"idle subscribers in 1 GB, {streams} a connection", GIGABYTE / each, "", GIGABYTE / theirs_each,
                    theirs_each / each)  # fmt: skip
        figures.add("", "idle subscribers in 1 GB, one a connection", GIGABYTE / (of_stream + of_connection), "",
                    GIGABYTE / (their_stream + their_connection))  # fmt: skip
        measure_delays(figures, muster, etcd, is_quick)
    # A server of its own: what the streams above have given back would be taken again, and cost nothing.
    with contextlib.ExitStack() as stack:
        measure_tls(figures, Muster(stack, simulator, pin), 20 if is_quick else 500)


def measure_delays(figures, muster, etcd, is_quick):
    connections, streams, seconds = (2, 10, 1) if is_quick else (10, 100, 5)
    alone, their_alone = (writes_alone(contender, seconds, 100) for contender in (muster, etcd))
    quiet, written = delays(muster, connections, streams, seconds, 100, with_bulk=False)
    theirs, their_written = delays(etcd, connections, streams, seconds, 100, with_bulk=False)
    busy, _ = delays(muster, connections, streams, seconds, 100, with_bulk=True)
    their_busy, _ = delays(etcd, connections, streams, seconds, 100, with_bulk=True)
    p99, their_p99 = percentile(quiet, 0.99) * 1e3, percentile(theirs, 0.99) * 1e3
    busy99, their_busy99 = percentile(busy, 0.99) * 1e3, percentile(their_busy, 0.99) * 1e3
    figures.add("", "writes a second that were made", written / seconds, "1/s", their_written / seconds)
    for name, share in (("median", 0.5), ("p99", 0.99)):
        figures.add("", f"a write with nobody subscribed, {name}", percentile(alone, share) * 1e3, "ms",
                    percentile(their_alone, share) * 1e3)  # fmt: skip
    figures.add("", "write to subscriber, median", percentile(quiet, 0.5) * 1e3, "ms",
                percentile(theirs, 0.5) * 1e3)  # fmt: skip
    figures.add("P9", f"write to subscriber, p99, {connections * streams} streams", p99, "ms", their_p99,
                p99 / their_p99, "<= 10 ms", p99 <= 10)  # fmt: skip
    figures.add("P9", "the same beside bulk lists, over without", busy99, "ms", their_busy99, busy99 / p99,
                "<= 4 x", busy99 <= 4 * p99)  # fmt: skip


def measure_tls(figures, muster, connections):
    tls = ssl.create_default_context()
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    tls.set_alpn_protocols(["h2"])
    crowd, of_connection, of_stream = subscribe(muster, connections, 1, target=muster.secure_target, tls=tls)
    crowd.close()
    each = of_connection + of_stream
    figures.add("P10", f"memory of an idle subscriber over TLS, {connections} of them", each, "B", limit="<= 46080 B",
                is_met=each <= 46_080)  # fmt: skip
    figures.add("", "idle subscribers over TLS in 1 GB", GIGABYTE / each, "")


def main(arguments):
    figures = Figures()
    try:
        with harness.Simulator() as simulator:
            measure(figures, simulator, is_quick="--quick" in arguments)
    finally:
        print(f"{'':63} {'muster':>10} {'':14} {'etcd':>10} {'ratio':>8}")
        figures.print()
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures.rows, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
