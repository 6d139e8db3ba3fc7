"""Documents and files: what they hold is what the calls about the same groups answer, and no more."""

import csv
import io
import json
import os
import sqlite3

import grpc
import pytest
from google.protobuf import json_format

import compare
import stubs  # noqa: F401  (puts the compiled contract on the path)
from client import Client, failure_of
from harness import run, wait_until
from muster.v1 import common_pb2, exports_pb2, groups_pb2
from paper import folded, pages_of, text_of
from scenario import MICROSOFT_365, SECURITY


@pytest.fixture(scope="module")
def muster(shared_server, shared):
    def call(*arguments, status=0):
        result = run(*arguments, "--data", shared_server.data)
        assert result.returncode == status, (arguments, result.stdout, result.stderr)
        return result

    return call


@pytest.fixture(scope="module")
def rows(shared):
    return {
        kind: compare.rows_of(shared.client.list_groups("contoso", kind))
        for kind in (SECURITY, MICROSOFT_365)
    }


@pytest.fixture(scope="module")
def crowded(rows):
    """The security group with most members."""
    return max(rows[SECURITY], key=lambda row: row.members_not_matched + row.members_matched.count)


@pytest.fixture(scope="module")
def reader(shared_server, shared):
    """A caller who may read and not export."""
    token = shared.client.create_token("paper-reader", common_pb2.ROLE_READ_ONLY).secret
    with Client(shared_server.target, token) as connected:
        yield connected


def file_of(stream):
    """A streamed document: its bytes, and its first message."""
    messages = list(stream)
    for message in messages[1:]:
        assert not message.file_name and not message.HasField("freshness")
    assert messages[-1].done == messages[-1].total
    return b"".join(message.data for message in messages), messages[0]


def members_of(client, row):
    """Every row of a group's three lists."""
    request = {"id": row.id}
    members = [r for m in client.groups.Members(groups_pb2.ListMembersRequest(**request)) for r in m.rows]
    if row.kind == MICROSOFT_365:
        return members, [], []
    devices = [r for m in client.groups.Devices(groups_pb2.ListDevicesRequest(**request)) for r in m.rows]
    nested = [
        r
        for m in client.groups.NestedGroups(groups_pb2.ListNestedGroupsRequest(**request))
        for r in m.rows
    ]
    return members, devices, nested


def csv_of(data):
    records = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
    assert all(len(record) == len(records[0]) for record in records)
    return [dict(zip(records[0], record, strict=True)) for record in records[1:]]


def unguarded(text):
    """A field of a spreadsheet without the apostrophe that makes it text."""
    return text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text


@pytest.mark.parametrize("kind", [SECURITY, MICROSOFT_365])
def test_a_list_as_csv_and_json_holds_the_list(shared, rows, kind):
    """Row 76."""
    request = {"organization_id": "contoso", "kind": kind}
    data, first = file_of(
        shared.client.exports.List(
            exports_pb2.ExportListRequest(format=exports_pb2.EXPORT_FORMAT_CSV, **request)
        )
    )
    assert first.media_type.startswith("text/csv") and first.file_name.endswith(".csv")
    records = csv_of(data)
    assert [record["id"] for record in records] == [row.id for row in rows[kind]]
    for record, row in zip(records, rows[kind], strict=True):
        assert unguarded(record["name"]) == row.name
        assert record["members_not_matched"] == str(row.members_not_matched)
        assert record["members_matched"] == str(row.members_matched.count)
        assert unguarded(record["description"]) == row.description
    data, first = file_of(
        shared.client.exports.List(
            exports_pb2.ExportListRequest(format=exports_pb2.EXPORT_FORMAT_JSON, **request)
        )
    )
    document = json.loads(data)
    assert first.media_type == "application/json"
    assert document["groups"] == [json_format.MessageToDict(row) for row in rows[kind]]


def test_a_group_as_csv_and_json_holds_its_members(shared, crowded):
    """Row 76."""
    members, devices, nested = members_of(shared.client, crowded)
    data, _ = file_of(
        shared.client.exports.Group(
            exports_pb2.ExportGroupRequest(id=crowded.id, format=exports_pb2.EXPORT_FORMAT_CSV)
        )
    )
    group, *records = csv_of(data)
    assert (group["section"], unguarded(group["name"])) == ("group", crowded.name)
    expected = [row.entra_id for row in [*members, *nested, *devices]]
    assert [record["entra_id"] for record in records] == expected
    by_id = {record["entra_id"]: record for record in records}
    for member in members:
        assert by_id[member.entra_id]["user_principal_name"] == member.user_principal_name
        assert by_id[member.entra_id]["record_id"] == member.contact.external_id
    data, _ = file_of(
        shared.client.exports.Group(
            exports_pb2.ExportGroupRequest(id=crowded.id, format=exports_pb2.EXPORT_FORMAT_JSON)
        )
    )
    document = json.loads(data)
    assert document["group"] == json_format.MessageToDict(crowded)
    for name, wanted in (("members", members), ("nestedGroups", nested), ("devices", devices)):
        assert document[name] == [json_format.MessageToDict(row) for row in wanted]


def test_a_group_on_paper_names_every_member(shared, reader, crowded):
    """Rows 73, 91: every reader gets the PDF."""
    members, devices, nested = members_of(shared.client, crowded)
    pdf, first = file_of(reader.exports.GroupPdf(exports_pb2.GroupPdfRequest(id=crowded.id)))
    assert first.media_type == "application/pdf" and first.file_name == f"{crowded.name}.pdf"
    text = folded(text_of(pdf, "-raw"))
    assert f"revision{first.freshness.revision}" in text
    assert folded(crowded.integration.name) in text
    for member in members:
        assert folded(member.user_principal_name or member.entra_id) in text
    for row in [*devices, *nested]:
        assert folded(row.name) in text


def test_who_may_not_export_gets_no_files(shared, reader, crowded):
    """Rows 76, 77."""
    json_format_ = exports_pb2.EXPORT_FORMAT_JSON
    for call, request in (
        (reader.exports.Runbook, exports_pb2.RunbookRequest(organization_id="contoso")),
        (reader.exports.Group, exports_pb2.ExportGroupRequest(id=crowded.id, format=json_format_)),
        (
            reader.exports.List,
            exports_pb2.ExportListRequest(
                organization_id="contoso", kind=SECURITY, format=json_format_
            ),
        ),
    ):
        failure = failure_of(call, request)
        assert failure.code == grpc.StatusCode.PERMISSION_DENIED, failure
        assert failure.reason == "ROLE_INSUFFICIENT"


def test_the_runbook_leads_to_every_group(shared, rows):
    """Row 77."""
    pdf, first = file_of(
        shared.client.exports.Runbook(exports_pb2.RunbookRequest(organization_id="contoso"))
    )
    pages = pages_of(pdf)
    groups = [*rows[SECURITY], *rows[MICROSOFT_365]]
    beginnings = [n for n, page in enumerate(pages, 1) if "Entra object id" in page]
    assert len(beginnings) == len(groups)
    for row, number in zip(groups, beginnings, strict=True):
        assert row.entra_id in pages[number - 1]
    contents = [
        int(line.split()[-1])
        for page in pages[1 : beginnings[0] - 1]
        for line in page.splitlines()
        if line.strip() and ("group" in line) and line.split()[-1].isdigit() and "Page" not in line
    ]
    assert contents == beginnings
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
    assert first.file_name.startswith("Runbook ")


def test_a_runbook_of_chosen_groups(shared, rows):
    """Row 77: a selection; an id that is unknown is refused as a whole."""
    chosen = [rows[SECURITY][3], rows[MICROSOFT_365][1]]
    ids = [row.id for row in chosen]
    pdf, _ = file_of(
        shared.client.exports.Runbook(
            exports_pb2.RunbookRequest(organization_id="contoso", ids=ids)
        )
    )
    pages = [page for page in pages_of(pdf) if "Entra object id" in page]
    assert [row.entra_id in page for row, page in zip(chosen, pages, strict=True)] == [True, True]
    ids.append("00000000-0000-8000-8000-000000000000")
    failure = failure_of(
        shared.client.exports.Runbook,
        exports_pb2.RunbookRequest(organization_id="contoso", ids=ids),
    )
    assert failure.reason == "NOT_FOUND"


def test_exports_stand_in_the_activity_log(shared, shared_server, crowded):
    """R96: who took what with them."""
    file_of(
        shared.client.exports.Group(
            exports_pb2.ExportGroupRequest(id=crowded.id, format=exports_pb2.EXPORT_FORMAT_CSV)
        )
    )
    (path,) = [
        os.path.join(folder, name)
        for folder, _, names in os.walk(shared_server.data)
        for name in names
        if name == "muster.sqlite"
    ]
    def is_there():
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as store:
            rows = store.execute(
                "SELECT actor, subject FROM activity WHERE action = 'group exported'"
            ).fetchall()
        return ("admin", crowded.name) in rows

    # Nobody waits for the row: the document goes out beside it.
    wait_until(is_there, "the export's row in the activity log")


@pytest.mark.parametrize("form", ["pdf", "csv", "json", "runbook", "list"])
def test_the_command_saves_whole_files(muster, tmp_path, crowded, form):
    """Rows 76, 77, 91."""
    target = tmp_path / f"out.{form}"
    arguments = {
        "pdf": ["pdf", "contoso", crowded.id],
        "csv": ["group", "contoso", crowded.id, "--format", "csv"],
        "json": ["group", "contoso", crowded.id, "--format", "json"],
        "runbook": ["runbook", "contoso", "--group", crowded.id, "--paper", "letter"],
        "list": ["list", "contoso", "--kind", "security", "--format", "json"],
    }[form]
    result = muster("export", *arguments, "--to", target)
    assert str(target) in result.stdout
    data = target.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    if form in ("pdf", "runbook"):
        assert data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")
    elif form != "csv":
        json.loads(data)
    if form == "csv":
        # Read as text, in which every line end counts as one.
        out = muster("export", *arguments, "--to", "-").stdout
        assert out == data.decode().replace("\r\n", "\n").replace("\r", "\n")


def test_a_failed_export_leaves_no_file(muster, tmp_path):
    target = tmp_path / "nothing.pdf"
    muster("export", "pdf", "contoso", "no such group", "--to", target, status=3)
    assert list(tmp_path.iterdir()) == []
