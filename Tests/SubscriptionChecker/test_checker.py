"""The checker passes good histories and fails on every kind of fault, put in by hand."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import good_history  # noqa: E402
from checker import History, judge  # noqa: E402
from checker.history import Malformed  # noqa: E402

HERE = Path(__file__).resolve().parent
#: Of these seeds every mutation below finds its place.
SEED = 5


def violations(lines):
    return judge(History.read(lines))


def broken(lines):
    """The invariants that a history breaks."""
    return {violation.invariant for violation in violations(lines)}


@pytest.fixture
def lines():
    return good_history.make(SEED)


def of(lines, stream):
    """The lines of one stream."""
    return [line for line in lines if line.get("stream") == stream]


def messages(lines, arm, stream=None):
    """The bodies of one kind of message, with the message and its line."""
    found = [
        (line["message"][arm], line["message"], line)
        for line in lines
        if line["type"] == "message" and arm in line["message"] and stream in (None, line["stream"])
    ]
    assert found, f"the history has no {arm}"
    return found


def changes(lines, stream, kind=None):
    """The row changes of a stream with their batches."""
    found = [
        (change, body, message, line)
        for body, message, line in messages(lines, "changes", stream)
        for change in body["rows"]
        if kind is None or change["kind"].endswith(kind)
    ]
    assert found, f"{stream} has no {kind}"
    return found


def rows_of(snapshot):
    """The rows of a snapshot's chunk."""
    return snapshot["organizations"][0]["rows"] if "organizations" in snapshot else []


def general(lines, type):
    return next(line for line in lines if line["type"] == type)


@pytest.mark.parametrize("seed", range(12))
def test_good_histories_pass(seed):
    assert violations(good_history.make(seed)) == []


def test_good_histories_hold_everything_there_is_to_check():
    arms, kinds, reasons = set(), set(), set()
    for seed in range(6):
        for line in good_history.make(seed):
            if line["type"] != "message":
                continue
            arms |= set(line["message"]) & set(good_history_arms())
            for change in line["message"].get("changes", {}).get("rows", []):
                kinds.add(change["kind"].rpartition("_")[2])
                reasons.add(change.get("reason"))
    assert arms == set(good_history_arms())
    assert kinds == {"ENTER", "UPDATE", "LEAVE"}
    assert {None, "LEAVE_REASON_NO_MATCH", "LEAVE_REASON_DELETED", "LEAVE_REASON_ACCESS"} == reasons


def good_history_arms():
    return ("opened", "snapshot", "snapshotEnd", "changes", "bookmark", "reset", "closing")


# -- One test an invariant, and one a way to break it ------------------------------------------------


def test_i1_a_row_missing_from_a_snapshot(lines):
    body, _, line = next(m for m in messages(lines, "snapshot", "everything") if rows_of(m[0]))
    rows_of(body).pop()
    line["rowBytes"].pop()
    assert "I1" in broken(lines)


def test_i1_a_row_too_many_in_a_snapshot(lines):
    body, _, _ = messages(lines, "snapshot", "reader")[0]
    rows_of(body).append({"id": "nowhere"})
    assert "I1" in broken(lines)


def test_i1_a_wrong_count(lines):
    messages(lines, "snapshotEnd", "everything")[0][0]["count"] += 1
    assert broken(lines) == {"I1"}


def test_i1_a_wrong_checksum(lines):
    messages(lines, "snapshotEnd", "everything")[0][0]["checksum"] = "AAAA"
    assert broken(lines) == {"I1"}


def test_i2_complete_through_goes_back(lines):
    (_, message, _), *_ = messages(lines, "bookmark", "idle")
    message["completeThrough"] = str(int(message["completeThrough"]) - 1)
    message["chain"] = good_history.chain(int(message["completeThrough"]))
    assert "I2" in broken(lines)


def test_i2_policy_revision_goes_back():
    for seed in range(20):
        lines = good_history.make(seed)
        found = [message for _, message, _ in messages(lines, "changes", "everything again")]
        if len(found) > 2 and int(found[1]["completeThrough"]) < 40:
            assert found[0]["policyRevision"] == "40"
            found[1]["policyRevision"] = "1"
            assert broken(lines) == {"I2"}
            return
    raise AssertionError("no resumed stream has two batches")


def test_i2_changes_out_of_order(lines):
    body = next(
        body
        for body, _, _ in messages(lines, "changes", "everything")
        if len({row["revision"] for row in body["rows"]}) > 1
    )
    body["rows"].reverse()
    assert "I2" in broken(lines)


def test_i3_a_change_twice(lines):
    change, body, *_ = changes(lines, "everything")[0]
    body["rows"].insert(body["rows"].index(change), copy.deepcopy(change))
    assert "I3" in broken(lines)


def test_i3_a_member_twice(lines):
    body = next(b for b, _, _ in messages(lines, "changes", "members") if b["members"])
    body["members"].append(dict(body["members"][0]))
    assert "I3" in broken(lines)


def test_i3_a_row_twice_in_a_snapshot(lines):
    body, _, line = next(m for m in messages(lines, "snapshot", "everything") if rows_of(m[0]))
    rows_of(body).append(rows_of(body)[0])
    line["rowBytes"].append(line["rowBytes"][0])
    assert "I3" in broken(lines)


def test_i4_complete_before_the_last_part(lines):
    _, message, _ = next(m for m in messages(lines, "changes") if m[0]["more"])
    message["completeThrough"] = message["changes"]["toRevision"]
    assert "I4" in broken(lines)


def test_i4_something_else_between_the_parts(lines):
    _, message, line = next(m for m in messages(lines, "changes") if m[0]["more"])
    bookmark = {name: value for name, value in message.items() if name != "changes"} | {"bookmark": {}}
    lines.insert(lines.index(line) + 1, line | {"message": bookmark})
    assert "I4" in broken(lines)


def test_i4_progress_within_a_snapshot(lines):
    messages(lines, "snapshot", "everything")[0][1]["completeThrough"] = "3"
    assert "I4" in broken(lines)


def test_i5_a_lost_batch(lines):
    found = messages(lines, "changes", "everything again")
    # Each key whose last change is in it is then wrong for good.
    _, message, line = found[-1]
    assert not message["changes"]["more"]
    lines.remove(line)
    assert "I5" in broken(lines)


def test_i5_a_lost_row(lines):
    change, body, *_ = changes(lines, "everything again")[-1]
    body["rows"].remove(change)
    assert broken(lines) == {"I5"}


def test_i5_a_row_that_is_not_the_revisions(lines):
    changes(lines, "everything", "ENTER")[0][0]["row"]["name"] = "another"
    assert "I5" in broken(lines)


def beside_rows(lines, stream):
    """Changes that no field of the row shows, alone or with others, each with its message's body and line."""
    for line in of(lines, stream):
        body = line.get("message", {}).get("changes", {"rows": ()})
        for change in body["rows"]:
            if change["kind"].endswith("UPDATE") and change.get("parts") and not body["more"]:
                yield change, body, line


@pytest.mark.parametrize("stream", ["everything", "latest"])
def test_i5_a_lost_change_beside_a_row(stream):
    for seed in range(40):
        lines = good_history.make(seed)
        for change, body, _ in beside_rows(lines, stream):
            if len(body["rows"]) > 1:
                body["rows"].remove(change)
                assert broken(lines) & {"I5", "I15"}
                return
    raise AssertionError("nothing changes beside rows")


@pytest.mark.parametrize("stream", ["everything", "latest"])
def test_i5_a_change_beside_a_row_that_is_told_as_another(stream):
    for seed in range(40):
        lines = good_history.make(seed)
        for change, *_ in beside_rows(lines, stream):
            change["parts"] = ["CHANGED_PART_ACCESS", "CHANGED_PART_CUSTOM_FIELDS"]
            assert broken(lines) == {"I5"}
            return
    raise AssertionError("nothing changes beside rows")


def test_i5_a_client_user_hears_of_what_it_is_not_shown():
    for seed in range(60):
        lines = good_history.make(seed)
        shown = list(beside_rows(lines, "reader")) + list(beside_rows(lines, "reader again"))
        lists = [change for change, *_ in shown if change["parts"] == ["CHANGED_PART_ACCESS"]]
        published = {line["revision"]: line for line in lines if line["type"] == "revision"}
        for change in lists:
            line = published[int(change["revision"])]
            parts = next(c["besideRow"] for c in line["changes"] if c["id"] == change["id"])
            rules = [r for n in sorted(published) if n <= line["revision"] for r in published[n]["policy"]]
            if "CLIENT_ACCESS" in parts and rules and rules[-1]["clientUser"]:
                parts.remove("CLIENT_ACCESS")
                assert "I5" in broken(lines)
                return
    raise AssertionError("no client user hears of an access list")


def test_i5_a_lost_member(lines):
    body = next(b for b, _, _ in messages(lines, "changes", "members") if b["members"])
    body["members"].clear()
    # In an organization whose groups stay, what is told of their members must be whole.
    streams = [line for line in lines if line["type"] == "open" and line["stream"] == "members"]
    assert len(streams) == 1
    assert any("member" in str(violation) for violation in violations(lines))


def test_i5_a_member_that_did_not_change(lines):
    body, *_ = messages(lines, "changes", "members")[0]
    body["members"].append(
        {"revision": body["toRevision"], "groupId": "g0", "entraId": "nobody",
         "kind": "MEMBER_CHANGE_KIND_ADDED"}
    )  # fmt: skip
    assert "I5" in broken(lines)


def test_i5_another_cause(lines):
    messages(lines, "changes", "everything")[0][0]["revisions"][0]["actor"] = "nobody"
    assert broken(lines) == {"I5"}


def test_i6_a_change_after_the_bookmark(lines):
    change, body, _, line = changes(lines, "everything", "UPDATE")[0]
    bookmark = {
        "completeThrough": change["revision"], "policyRevision": change["revision"],
        "chain": good_history.chain(int(change["revision"])), "bookmark": {},
    }  # fmt: skip
    lines.insert(lines.index(line), line | {"message": bookmark})
    assert "I6" in broken(lines)


def test_i7_a_resumed_stream_that_skips():
    for seed in range(20):
        lines = good_history.make(seed)
        body, _, line = messages(lines, "changes", "everything again")[0]
        following = lines[lines.index(line) + 1]
        if not body["more"] and body["rows"] and following["type"] == "message":
            lines.remove(line)
            assert {"I5", "I7"} <= broken(lines)
            return
    raise AssertionError("no resumed stream begins with a whole batch")


def test_i7_a_point_that_was_never_given(lines):
    point = of(lines, "everything again")[0]["start"]["resume"]
    point["completeThrough"] = str(int(point["completeThrough"]) - 7)
    assert "I7" in broken(lines)


def test_i7_a_resumed_stream_that_repeats(lines):
    again = of(lines, "everything again")
    resumed = int(again[0]["start"]["resume"]["completeThrough"])
    change, body, *_ = changes(lines, "everything again")[0]
    body["rows"].insert(0, change | {"revision": str(resumed)})
    assert "I7" in broken(lines)


def test_i8_a_point_below_the_floor_is_honoured(lines):
    lines[lines.index(of(lines, "after")[0])]["start"]["afterRevision"] = 2
    assert "I8" in broken(lines)


def test_i8_compacted_above_the_floor(lines):
    of(lines, "compacted")[0]["start"]["afterRevision"] = 3
    assert broken(lines) == {"I8"}


def test_i8_a_reset_that_was_not_asked_for(lines):
    of(lines, "fresh start")[0]["onCompacted"] = "FAIL"
    assert broken(lines) == {"I8"}


@pytest.mark.parametrize(
    ("before", "after"), [("ENTER", "UPDATE"), ("UPDATE", "ENTER"), ("LEAVE", "UPDATE")]
)
def test_i9_another_kind(lines, before, after):
    change = changes(lines, "everything", before)[0][0]
    change["kind"] = f"ROW_CHANGE_KIND_{after}"
    assert broken(lines) & {"I9", "S"}


def test_i9_a_leave_of_what_was_never_shown(lines):
    change, body, *_ = changes(lines, "everything", "LEAVE")[0]
    body["rows"].insert(0, change | {"id": "nowhere"})
    assert "I9" in broken(lines)


def test_i9_a_leave_with_the_row(lines):
    changes(lines, "everything", "LEAVE")[0][0]["row"] = {"id": "g1"}
    assert broken(lines) == {"I9"}


def test_i9_another_old_image(lines):
    for seed in range(20):
        lines = good_history.make(seed)
        found = [
            change
            for line in of(lines, "filtered") + of(lines, "filtered again")
            for change in line.get("message", {}).get("changes", {}).get("rows", [])
            if "old" in change
        ]
        if found:
            break
    found[0]["old"]["name"] = "another"
    assert "I9" in broken(lines)


def test_i9_a_leave_for_the_wrong_reason(lines):
    reasons = {"DELETED": "NO_MATCH", "NO_MATCH": "DELETED"}
    change = next(c for c, *_ in changes(lines, "everything", "LEAVE"))
    reason = change["reason"].removeprefix("LEAVE_REASON_")
    change["reason"] = f"LEAVE_REASON_{reasons[reason]}"
    assert broken(lines) == {"I9"}


def test_i9_access_takes_away_and_the_filter_is_blamed():
    for seed in range(40):
        lines = good_history.make(seed)
        for line in of(lines, "reader"):
            batch = line.get("message", {}).get("changes", {})
            for change in batch.get("rows", []):
                if change.get("reason") == "LEAVE_REASON_ACCESS" and not batch.get("more"):
                    change["reason"] = "LEAVE_REASON_NO_MATCH"
                    assert "I9" in broken(lines)
                    return
    raise AssertionError("no history in which access takes something away")


def test_i10_a_hidden_row_is_handed_out():
    for seed in range(40):
        lines = good_history.make(seed)
        for change, body, message, _ in changes(lines, "everything again", "UPDATE"):
            policies = [
                policy
                for line in lines
                if line["type"] == "revision" and line["revision"] <= int(message["policyRevision"])
                for policy in line["policy"]
            ]
            if policies and change["id"] in policies[-1]["hidden"]:
                for line in of(lines, "everything again"):
                    if line["type"] == "open":
                        line["principal"] = "reader"
                assert "I10" in broken(lines)
                return
    raise AssertionError("no seed hides a row that changes")


def test_i10_a_loop_states_an_older_policy(lines):
    lines.insert(lines.index(of(lines, "reader")[1]), general(lines, "policyReceived"))
    assert "I10" in broken(lines)


def test_i11_a_stream_that_ends_without_a_status(lines):
    lines.remove(of(lines, "tail")[-1])
    assert broken(lines) == {"I11"}


def test_i11_a_silent_stream(lines):
    for line in of(lines, "idle"):
        if "bookmark" in line.get("message", {}):
            lines.remove(line)
    assert "I11" in broken(lines)


def test_i11_a_stalled_stream_may_be_silent(lines):
    first = next(line for line in of(lines, "idle") if "bookmark" in line.get("message", {}))
    at = lines.index(first)
    stalled = [line for line in of(lines, "idle") if "bookmark" in line.get("message", {})]
    last = stalled[-1]["time"]
    for line in stalled:
        lines.remove(line)
    lines[at:at] = [
        {"type": "stall", "stream": "idle", "time": first["time"]},
        {"type": "unstall", "stream": "idle", "time": last},
    ]
    assert broken(lines) == set()


def silenced(lines):
    """A history whose idle stream is silent for 50 s; gives where and when that ends."""
    quiet = [line for line in of(lines, "idle") if "bookmark" in line.get("message", {})]
    for line in quiet:
        lines.remove(line)
    assert "I11" in broken(lines)
    return lines.index(of(lines, "idle")[-1]), quiet[-1]["time"]


@pytest.mark.parametrize("seconds, is_excused", [(40, True), (5, False)])
def test_i11_who_does_not_run_hears_nothing(lines, seconds, is_excused):
    at, time = silenced(lines)
    lines.insert(at, {"type": "pause", "time": time, "ms": seconds * 1000})
    assert broken(lines) == (set() if is_excused else {"I11"})


@pytest.mark.parametrize("seconds, is_excused", [(40, True), (5, False)])
def test_i11_where_no_server_is_nothing_is_said(lines, seconds, is_excused):
    at, time = silenced(lines)
    newest = general(lines, "quiescence")["revision"]
    lines[at:at] = [
        {"type": "stop", "time": time - seconds * 1000},
        {"type": "start", "time": time, "store": "one", "revision": newest, "logFloor": 3},
    ]
    assert ("I11" in broken(lines)) != is_excused


def test_i11_a_stream_that_is_left_behind(lines):
    rest = general(lines, "quiescence")
    open_streams = of(lines, "idle")
    newest = str(rest["revision"])
    behind = str(rest["revision"] - 1)
    for line in open_streams:
        message = line.get("message", {})
        for name in ("completeThrough", "policyRevision"):
            if message.get(name) == newest:
                message[name] = behind
        if message:
            message["chain"] = good_history.chain(int(message["completeThrough"]))
    assert "I11" in broken(lines)


def test_i12_a_start_without_what_was_seen(lines):
    starts = [line for line in lines if line["type"] == "start"]
    starts[-1]["revision"] = 12
    assert broken(lines) == {"I12"}


def test_i12_a_revision_that_is_gone(lines):
    newest = max(line.get("revision", 0) for line in lines if line["type"] == "revision")
    kept = [
        line for line in lines if line["type"] != "revision" or line["revision"] != newest
    ]
    assert "I12" in broken(kept)


def test_i12_another_chain(lines):
    messages(lines, "bookmark", "idle")[0][1]["chain"] = "AAAA"
    assert broken(lines) == {"I12"}


def test_i13_a_read_that_is_too_old(lines):
    read = general(lines, "read")
    read["minRevision"] = read["revision"] + 1
    assert broken(lines) == {"I13"}


def test_i13_a_read_of_something_else(lines):
    rows = general(lines, "read")["rows"]
    id = next(iter(rows))
    rows[id] = rows[id] | {"name": "another"}
    assert broken(lines) == {"I13"}


def test_i13_a_stream_that_opens_too_early(lines):
    of(lines, "everything")[0]["minRevision"] = 39
    assert broken(lines) == {"I13"}


@pytest.mark.parametrize(
    "other",
    [
        {"principal": "somebody"},
        {"filter": {"namePattern": "x"}},
        {"fields": ["name"]},
        {"delivery": "LATEST_PER_KEY"},
    ],
)
def test_i14_a_token_of_another_subscription(lines, other):
    of(lines, "everything again")[0].update(other)
    assert "I14" in broken(lines)


def test_i14_a_token_of_another_store(lines):
    messages(lines, "opened", "everything again")[0][0]["storeId"] = "two"
    assert "I14" in broken(lines)


def test_i14_a_token_that_nobody_issued(lines):
    of(lines, "everything again")[0]["start"]["resume"]["token"] = "forged"
    assert broken(lines) == {"I14"}


def test_i15_a_lost_row_of_a_conflated_stream(lines):
    change, body, *_ = changes(lines, "latest again")[-1]
    body["rows"].remove(change)
    assert broken(lines) == {"I15"}


def test_i16_a_bound_that_is_passed(lines):
    general(lines, "measure")["value"] = 101
    assert broken(lines) == {"I16"}


def test_i17_events_that_wait_behind_bulk(lines):
    other = next(line for line in lines if line["type"] == "other")
    write = general(lines, "write")
    at = lines.index(write) + 1
    stream = next(
        line["stream"]
        for line in lines[at:]
        if line["type"] == "message" and "again" not in line["stream"]
    )
    lines[at:at] = [other | {"connection": stream}] * 9
    assert broken(lines) == {"I17"}


def test_i18_a_stream_that_differs_from_a_fresh_row(lines):
    fresh = [line for line in lines if line["type"] == "fresh"]
    for line in fresh:
        line["row"] = line["row"] | {"name": "another"}
    assert "I18" in broken(lines)


def test_i18_a_spliced_row_that_is_damaged(lines):
    for line in lines:
        if line["type"] == "fresh":
            found = [
                change
                for change, *_ in changes(lines, "everything again")
                if (change["id"], int(change["revision"])) == (line["id"], line["revision"])
                and "row" in change
            ]
            if found:
                found[0]["row"]["description"] = "damaged"
                assert "I18" in broken(lines)
                return
    raise AssertionError("no stream delivers a row of the newest revision")


def test_a_reset_that_does_not_come(lines):
    reset = messages(lines, "reset", "fresh start")[0][2]
    lines.remove(reset)
    assert "S" in broken(lines)


def test_the_sequence(lines):
    opened = messages(lines, "opened", "tail")[0][2]
    without = [line for line in lines if line is not opened]
    assert "S" in broken(without)
    closing = messages(lines, "closing")[0][2]
    at = lines.index(closing) + 1
    bookmark = {name: value for name, value in closing["message"].items() if name != "closing"}
    assert "S" in broken(lines[:at] + [closing | {"message": bookmark | {"bookmark": {}}}] + lines[at:])


def test_a_stream_that_ends_before_its_last_revision(lines):
    of(lines, "until")[0]["untilRevision"] += 1
    assert broken(lines) == {"S"}


@pytest.mark.parametrize("seed", range(2))
def test_no_lost_message_with_rows_goes_unnoticed(seed):
    lines = good_history.make(seed)
    for line in lines:
        body = line.get("message", {}).get("changes") or line.get("message", {}).get("snapshot")
        if line["type"] != "message" or not body or not (body.get("rows") or rows_of(body)):
            continue
        if line["stream"].startswith("latest"):
            # What a later step tells again of a key, an earlier one may leave out.
            continue
        following = of(lines, line["stream"])
        following = following[following.index(line) + 1]
        # A stream that ends without having come so far is no fault.
        is_last = following["type"] == "end" and following["code"] != 0
        is_continued = any(other.get("continues") == line["stream"] for other in lines)
        if not is_last or is_continued:
            assert broken([other for other in lines if other is not line]), line


@pytest.mark.parametrize(
    "line",
    [
        {"type": "unheard of"},
        {"type": "open", "stream": "x", "filter": {"colour": "red"}},
        {"type": "open", "stream": "x", "start": {"yesterday": True}},
        {"type": "message", "stream": "never opened", "message": {}},
        {"type": "open"},
    ],
)
def test_what_is_not_understood_is_refused(line):
    with pytest.raises(Malformed):
        History.read([line])


def test_revisions_have_no_gaps(lines):
    lines = [line for line in lines if line.get("revision") != 30 or line["type"] != "revision"]
    with pytest.raises(ValueError, match="31"):
        History.read(lines)


def test_the_command(lines, tmp_path):
    def check(lines):
        file = tmp_path / "history.jsonl"
        file.write_text("".join(json.dumps(line) + "\n" for line in lines))
        arguments = [sys.executable, "-m", "checker", str(file)]
        return subprocess.run(arguments, cwd=HERE, capture_output=True, text=True, check=False)

    good = check(lines)
    assert (good.returncode, "0 violations" in good.stdout) == (0, True), good
    lines.remove(of(lines, "tail")[-1])
    bad = check(lines)
    assert bad.returncode == 1
    assert "I11" in bad.stdout
