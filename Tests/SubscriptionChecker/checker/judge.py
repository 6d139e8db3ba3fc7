"""All invariants over one history: the streams one by one, then what only shows between them."""

from checker.replay import Replay
from checker.report import Report

OUT_OF_RANGE = 11


def judge(history):
    """The violations of a history, in the order of the streams."""
    report = Report()
    for stream in history.streams.values():
        Replay(history, stream, report).run()
        check_compaction(history, stream, report)
        check_liveness(history, stream, report)
    check_tokens(history, report)
    check_points(history, report)
    check_loops(history, report)
    check_durability(history, report)
    check_reads(history, report)
    check_bounds(history, report)
    check_fairness(history, report)
    check_fresh_rows(history, report)
    return report.violations


def check_compaction(history, stream, report):
    """I8: COMPACTED exactly where the point is below the floor, and never without a word."""
    events = stream.events
    end = stream.end
    resets = [
        (line, "reset")
        for line, event in events
        if event.arm == "reset" and event.reason == "COMPACTED"
    ]
    is_refused = end is not None and end.get("reason") == "COMPACTED"
    position = stream.position
    # The point in force when each refusal came: what was complete by then.
    refusals = resets + ([(end, "end")] if is_refused else [])
    for line, what in refusals:
        at = position
        for before, event in events:
            if before.number < line.number and event.complete_through:
                at = event.complete_through
        floor = history.floor_soon_after(line.number)
        if at is None or at >= floor:
            report.add("I8", f"{what} as COMPACTED at {at}, the floor is {floor}", stream.name, line)
        if what == "end" and end.get("code") != OUT_OF_RANGE:
            report.add("I8", f"COMPACTED with code {end.get('code')}", stream.name, line)
    if position is None or not events:
        return
    floor = history.floor_before(stream.opened_at.number)
    if position < floor and not refusals:
        report.add("I8", f"resumed at {position}, below the floor {floor}", stream.name, events[0][0])


def check_liveness(history, stream, report):
    """I11: no stream is silent, none is left behind, none ends without a status."""
    end = stream.end
    if end is None or end.get("code") is None:
        report.add("I11", "ends without a status", stream.name, stream.opened_at)
    patience = 3 * stream.heartbeat + history.slack
    is_stalled, last, complete = False, stream.opened_at.time, 0
    deliveries = []
    for line in stream.lines:
        if line.type == "stall":
            is_stalled = True
        elif line.type == "unstall":
            is_stalled, last = False, line.time
        else:
            silence = history.clock.heard(last, line.time)
            if not is_stalled and silence > patience:
                text = f"silent for {silence:.0f} ms"
                report.add("I11", text, stream.name, line)
            last = line.time
            if line.type == "message":
                complete = max(complete, line.event.complete_through)
                deliveries.append((line.time, complete))
    for rest in history.of_type("quiescence"):
        check_quiescence(history, stream, rest, deliveries, report)


def check_quiescence(history, stream, rest, deliveries, report):
    is_open = stream.opened_at.number < rest.number
    end = stream.end
    deadline = history.clock.after(rest.time, 2 * stream.heartbeat + history.slack)
    until = rest.get("until", deadline)
    if not is_open or (end is not None and end.time <= deadline) or until < deadline:
        return
    if is_stalled_at(stream, rest.time, deadline):
        return
    reached = max((complete for time, complete in deliveries if time <= deadline), default=0)
    if reached < rest["revision"]:
        text = f"at {reached} two heartbeats after everything came to rest at {rest['revision']}"
        report.add("I11", text, stream.name, rest)


def is_stalled_at(stream, start, end):
    is_stalled = False
    for line in stream.lines:
        if line.time > end:
            break
        if line.type in ("stall", "unstall"):
            is_stalled = line.type == "stall"
        if is_stalled and line.time >= start:
            return True
    return is_stalled


def check_tokens(history, report):
    """I14: a token opens only what it was issued for."""
    issued = {}
    for stream in history.streams.values():
        for _, event in stream.events:
            if event.arm in ("opened", "reset") and event.token:
                issued[event.token] = (event.store or store_of(stream), stream.shape)
    for stream in history.streams.values():
        token = (stream.resume or {}).get("token")
        if token is None or not stream.events:
            continue
        line, first = stream.events[0]
        if token not in issued:
            report.add("I14", "a token that nobody issued was honoured", stream.name, line)
            continue
        store, shape = issued[token]
        if shape != stream.shape:
            report.add("I14", "a token of another subscription was honoured", stream.name, line)
        if first.store is not None and store is not None and first.store != store:
            report.add("I14", f"a token of store {store} was honoured", stream.name, line)


def store_of(stream):
    return next((event.store for _, event in stream.events if event.store), None)


def check_points(history, report):
    """I7, the client's side: it goes on from a point that it was given, or from the one that it had."""
    given = {}
    for stream in history.streams.values():
        points = given[stream.name] = {
            (event.complete_through, event.policy_revision) for _, event in stream.events
        }
        if stream.resume is None:
            continue
        own = (stream.position, max(stream.position, int(stream.resume.get("policyRevision", 0))))
        points.add(own)
        former = stream.opened_at.get("continues")
        if former is not None and own not in given[former]:
            text = f"goes on from {own}, which {former} never was given"
            report.add("I7", text, stream.name, stream.opened_at)


def check_loops(history, report):
    """I10, as the loop knows it: once it has a policy, it states no older one."""
    received = {}
    for line in history.lines:
        if line.type == "policyReceived":
            received[line["loop"]] = max(received.get(line["loop"], 0), line["policy"])
        elif line.type == "message":
            stream = history.streams[line["stream"]]
            event = line.event
            newest = received.get(stream.loop, 0)
            if event.arm in ("snapshot", "changes") and event.policy_revision < newest:
                text = f"policy {event.policy_revision} from a loop that has {newest}"
                report.add("I10", text, stream.name, line)


def check_durability(history, report):
    """I12: a start finds whatever anybody saw before it."""
    seen, by = 0, None
    for line in history.lines:
        revision = 0
        if line.type == "message":
            event = line.event
            revision = max(event.complete_through, event.policy_revision, event.current)
        elif line.type in ("write", "read"):
            revision = line.get("revision", 0)
        elif line.type == "start" and line["revision"] < seen:
            text = f"starts at {line['revision']}, but {by} saw {seen}"
            report.add("I12", text, line=line)
        if revision > seen:
            seen, by = revision, line.get("stream", f"a {line.type}")
    if seen > history.publisher.newest:
        report.add("I12", f"{by} saw {seen}, the newest revision is {history.publisher.newest}")


def check_reads(history, report):
    """I13: what was written is read."""
    publisher = history.publisher
    for line in history.of_type("read"):
        if line.get("code", 0) != 0:
            continue
        if line["revision"] < line.get("minRevision", 0):
            text = f"read {line['revision']}, asked for {line['minRevision']}"
            report.add("I13", text, line=line)
        principal = line.get("principal", "")
        for id, row in line.get("rows", {}).items():
            entry = publisher.entry(id, line["revision"])
            is_right = entry is not None and entry.row == row
            if not is_right or not publisher.is_allowed(entry, principal, line["revision"]):
                report.add("I13", f"{id} at {line['revision']} is not what was written", line=line)


def check_bounds(history, report):
    """I16: memory and descriptors."""
    for line in history.of_type("measure"):
        if line["value"] > line["limit"]:
            report.add("I16", f"{line['name']} is {line['value']}, over {line['limit']}", line=line)


def check_fairness(history, report):
    """I17: how many messages of other calls pass between a publish and its delivery."""
    for stream in history.streams.values():
        if stream.connection is not None:
            check_starvation(history, stream, report)


def check_starvation(history, stream, report):
    passed, published, delivered = 0, 0, 0
    for line in history.lines:
        if line.number < stream.opened_at.number:
            continue
        if stream.end is not None and line.number >= stream.end.number:
            return
        if line.type == "write":
            if published <= delivered:
                passed = 0
            published = max(published, line["revision"])
        elif line.type == "other" and line["connection"] == stream.connection:
            passed += published > delivered
            if passed > history.others_max:
                text = f"{passed} messages of other calls before revision {published}"
                return report.add("I17", text, stream.name, line)
        elif line.type == "message" and line["stream"] == stream.name:
            delivered = max(delivered, line.event.complete_through)


def check_fresh_rows(history, report):
    """I18, the publisher's side: what is encoded afresh is what was published."""
    for line in history.of_type("fresh"):
        entry = history.publisher.entry(line["id"], line["revision"])
        if entry is None or entry.row != line["row"]:
            text = f"{line['id']} at {line['revision']}, encoded afresh, is not what was published"
            report.add("I18", text, line=line)
