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

#: Bits of a change's mask for what no field of a row shows.
BESIDE_ROWS = {8: "ACCESS", 9: "CUSTOM_FIELDS", 11: "CLIENT_ACCESS"}


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
        # What the log of changes has forgotten, the history of the rows still tells.
        query = """
            WITH touched (rev, asset) AS (
                SELECT rev, asset FROM change
                UNION SELECT since, id FROM row_now UNION SELECT since, id FROM row_past
                UNION SELECT until, id FROM row_past
            )
            SELECT t.rev, hex(a.public_id), o.key, coalesce(c.mask, 0), coalesce(
                (SELECT value FROM row_now r WHERE r.id = t.asset AND r.since <= t.rev),
                (SELECT value FROM row_past r
                    WHERE r.id = t.asset AND r.since <= t.rev AND r.until > t.rev))
            FROM touched t LEFT JOIN change c ON c.rev = t.rev AND c.asset = t.asset
            JOIN asset a ON a.id = t.asset JOIN organization o ON o.id = a.organization
            """
        for revision, id, organization, mask, row in store.execute(query):
            changes.setdefault(revision, []).append({
                "id": guid(id), "organization": organization,
                "besideRow": [part for bit, part in BESIDE_ROWS.items() if mask >> bit & 1],
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
