"""Puts a recorded history together: what subscribers wrote down, what the harness did, and the store at the end."""

import base64
import contextlib
import functools
import json
import pathlib
import sqlite3
import sys

import stubs
from google.protobuf import json_format
from muster.v1 import changes_pb2, groups_pb2

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "SubscriptionChecker"))
sys.path.insert(0, str(stubs.SPEC / "clients"))

import muster_subscriber  # noqa: E402

CAUSES = {1: "CHANGE_CAUSE_SYNC", 2: "CHANGE_CAUSE_COMMAND", 3: "CHANGE_CAUSE_IMPORT"}


def encoded(data):
    return base64.b64encode(data).decode()


@functools.lru_cache(maxsize=None)
def decoded(raw):
    """A message of a subscription as JSON, with the bytes of a snapshot's rows."""
    data = base64.b64decode(raw)
    message = json_format.MessageToDict(changes_pb2.SubscribeResponse.FromString(data))
    if "snapshot" not in message:
        return {"message": message}
    rows = [encoded(row) for row in muster_subscriber.raw_rows(data)]
    return {"message": message, "rowBytes": rows}


def read_recorded(path):
    """The lines of one program with subscribers."""
    with open(path, encoding="utf-8") as lines:
        for text in lines:
            line = json.loads(text)
            raw = line.pop("raw", None)
            yield line if raw is None else line | decoded(raw)


def merge(paths, own_lines):
    """All lines in the order of their times."""
    lines = [line for path in paths for line in read_recorded(path)] + own_lines
    return sorted(lines, key=lambda line: line["time"])


def read_publisher(data):
    """The `revision` lines, from the store's own tables: what was published is what is durable."""
    uri = f"file:{data}/muster.sqlite?mode=ro"
    with contextlib.closing(sqlite3.connect(uri, uri=True)) as store:
        changes = {}
        query = """
            SELECT c.rev, hex(a.public_id), o.key, coalesce(
                (SELECT value FROM row_now r WHERE r.id = c.asset AND r.since <= c.rev),
                (SELECT value FROM row_past r
                    WHERE r.id = c.asset AND r.since <= c.rev AND r.until > c.rev))
            FROM change c JOIN asset a ON a.id = c.asset JOIN organization o ON o.id = c.organization
            """
        for revision, id, organization, row in store.execute(query):
            changes.setdefault(revision, []).append({
                "id": guid(id), "organization": organization,
                "row": None if row is None else row_json(row),
            })  # fmt: skip
        query = "SELECT rev, chain, cause, cause_id, actor FROM revision ORDER BY rev"
        for revision, chain, cause, run, actor in store.execute(query):
            told = {"cause": CAUSES[cause], "runId": str(run) if run is not None else None, "actor": actor}
            yield {
                "type": "revision", "time": 0, "store": "one", "revision": revision, "chain": encoded(chain),
                "changes": changes.get(revision, []),
                "cause": {name: value for name, value in told.items() if value},
            }  # fmt: skip


@functools.lru_cache(maxsize=None)
def row_json(row):
    return json_format.MessageToDict(groups_pb2.GroupRow.FromString(row))


def guid(digits):
    digits = digits.lower()
    bounds = (0, 8, 12, 16, 20, 32)
    return "-".join(digits[low:high] for low, high in zip(bounds, bounds[1:]))
