"""The command `muster` against a running server: what it prints, in three forms, and how it ends."""

import csv
import io
import json
import pathlib
import re

import pytest

import compare
import matching
import stubs  # noqa: F401  (puts the compiled contract on the path)
from harness import Certificate, Server, clean_environment, run
from muster.v1 import groups_pb2
from scenario import MICROSOFT_365, SECURITY

SUCCESS, FAILURE, USAGE, NOT_FOUND, REFUSED, UNAVAILABLE, CONFLICT, PARTIAL = range(8)


@pytest.fixture(scope="module")
def muster(shared_server, shared):
    """Runs the command as the administrator of the shared server."""

    def call(*arguments, status=SUCCESS, **more):
        result = run(*arguments, "--data", shared_server.data, **more)
        assert result.returncode == status, (arguments, result.stdout, result.stderr)
        assert shared_server.token not in result.stdout + result.stderr
        return result

    return call


@pytest.fixture(scope="module")
def rows(shared):
    """The rows of both lists, as the protocol gives them."""
    return {
        kind: compare.rows_of(shared.client.list_groups("contoso", kind))
        for kind in (SECURITY, MICROSOFT_365)
    }


@pytest.fixture(scope="module")
def crowded(rows):
    """The security group that has most in it."""
    return max(
        rows[SECURITY],
        key=lambda row: min(row.members_not_matched, row.members_matched.count)
        + 5 * min(1, row.nested_groups.count)
        + 5 * min(1, row.devices_matched.count),
    )


def json_of(result):
    return json.loads(result.stdout)


def csv_of(result):
    """The records of CSV as dictionaries; every one is as long as the header."""
    records = list(csv.reader(io.StringIO(result.stdout, newline=""), strict=True))
    assert all(len(record) == len(records[0]) for record in records)
    return [dict(zip(records[0], record, strict=True)) for record in records[1:]]


def test_groups_list(muster, rows):
    for kind, name in ((SECURITY, "security"), (MICROSOFT_365, "microsoft365")):
        expected = [row.id for row in rows[kind]]
        found = json_of(muster("groups", "list", "contoso", "--kind", name, "--all", "--json"))
        assert [row["id"] for row in found["rows"]] == expected
        assert int(found["totalCount"]) == len(expected)
        found = csv_of(muster("groups", "list", "contoso", "--kind", name, "--all", "--csv",
                              "--columns", "id,name,status,members-not-matched"))  # fmt: skip
        assert [row["id"] for row in found] == expected
        assert [row["name"] for row in found] == [row.name for row in rows[kind]]
        table = muster("groups", "list", "contoso", "--kind", name, "--all").stdout
        assert f"{len(expected)} groups" in table


def test_groups_list_in_pages(muster, rows):
    found, token = [], []
    while True:
        page = json_of(muster("groups", "list", "contoso", "--page-size", 7, "--json", *token))
        found += [row["id"] for row in page["rows"]]
        if "nextPageToken" not in page:
            break
        token = ["--page-token", page["nextPageToken"]]
    assert found == [row.id for row in rows[SECURITY]]


def test_groups_list_sorted_and_filtered(muster, rows):
    found = json_of(muster("groups", "list", "contoso", "--all", "--json", "--desc",
                           "--sort", "members-not-matched"))  # fmt: skip
    counts = [row.get("membersNotMatched", 0) for row in found["rows"]]
    assert counts == sorted(counts, reverse=True)
    found = json_of(muster("groups", "list", "contoso", "--all", "--json", "--filter-name", "GROUP OF"))
    expected = [row.id for row in rows[SECURITY] if "group of" in row.name.lower()]
    assert [row["id"] for row in found["rows"]] == expected
    assert expected


def test_groups_show_members_devices_and_nested(muster, shared, crowded):
    shown = json_of(muster("groups", "show", "contoso", crowded.id, "--json"))
    assert shown["row"]["entraId"] == crowded.entra_id
    by_object_id = json_of(muster("groups", "show", "contoso", crowded.entra_id, "--json"))
    assert by_object_id["row"]["id"] == crowded.id
    assert crowded.name in muster("groups", "show", "contoso", crowded.id).stdout
    for verb, request, method in (
        ("members", groups_pb2.ListMembersRequest, shared.client.groups.Members),
        ("devices", groups_pb2.ListDevicesRequest, shared.client.groups.Devices),
        ("nested", groups_pb2.ListNestedGroupsRequest, shared.client.groups.NestedGroups),
    ):
        expected = [row.entra_id for row in compare.rows_of(method(request(id=crowded.id)))]
        arguments = ["groups", verb, "contoso", crowded.id, "--all"]
        found = json_of(muster(*arguments, "--json"))
        assert [row["entraId"] for row in found.get("rows", [])] == expected
        assert [row["entra-id"] for row in csv_of(muster(*arguments, "--csv"))] == expected
        assert muster(*arguments).stdout


def test_a_groups_page_names_what_is_in_it(muster, shared, crowded):
    page = muster("groups", "show", "contoso", crowded.id, "--rows", "1000").stdout
    sections = (
        ("Members matched to a contact", shared.client.groups.Members, groups_pb2.MEMBER_SECTION_MATCHED),
        ("Members not matched to a contact", shared.client.groups.Members, groups_pb2.MEMBER_SECTION_NOT_MATCHED),
        ("Devices matched to a configuration", shared.client.groups.Devices, groups_pb2.MEMBER_SECTION_MATCHED),
        ("Devices not matched to a configuration", shared.client.groups.Devices, groups_pb2.MEMBER_SECTION_NOT_MATCHED),
    )
    requests = {"Members": groups_pb2.ListMembersRequest, "Devices": groups_pb2.ListDevicesRequest}
    for title, method, section in sections:
        request = requests["Members" if title.startswith("Members") else "Devices"]
        rows = compare.rows_of(method(request(id=crowded.id, sections=[section])))
        if not rows:
            assert title not in page
            continue
        part = page.split(f"\n{title} ({len(rows)})\n")[1].split("\n\n")[0]
        lines = part.splitlines()[1:]
        assert len(lines) >= len(rows)
        for row, line in zip(rows, lines):
            assert (row.name or row.display_name) in line
    assert "\nWhat you may do\n" in page
    assert "delete (its sync is enabled)" in page

    short = muster("groups", "show", "contoso", crowded.id, "--rows", "1").stdout
    assert f"more: muster groups members contoso {crowded.id} --section matched --all" in short
    fields = muster("groups", "show", "contoso", crowded.id, "--rows", "0").stdout
    assert "Members matched to a contact" not in fields
    assert page.startswith(fields.split("\nas of")[0])
    muster("groups", "show", "contoso", crowded.id, "--rows", "1001", status=USAGE)


def test_groups_search_and_of(muster, shared, rows):
    found = muster("groups", "search", "group of", "--json").stdout.splitlines()
    names = {row["name"] for line in found for row in json.loads(line).get("rows", [])}
    assert names == {
        row.name for list in rows.values() for row in list if "group of" in row.name.lower()
    }
    assert csv_of(muster("groups", "search", "group of", "--csv"))
    contact, expected = groups_of_some_contact(shared)
    found = json_of(muster("groups", "of", "contoso", "--contact", contact, "--all", "--json"))
    assert {row["entraId"] for row in found["rows"]} == expected
    muster("groups", "of", "contoso", "--contact", "nobody", status=NOT_FOUND)
    muster("groups", "of", "contoso", status=USAGE)


def groups_of_some_contact(shared):
    """A contact that is in many groups, and those groups, by the oracle."""
    groups = {}
    for id, expected in shared.oracle.expected().items():
        for member in expected["members"]:
            if member["contact"]:
                groups.setdefault(member["contact"][0], set()).add(id)
    return max(groups.items(), key=lambda item: len(item[1]))


def test_a_group_that_is_named_by_several(muster, rows):
    names = [row.name.lower() for row in rows[SECURITY] + rows[MICROSOFT_365]]
    name = next(name for name in names if names.count(name) > 1)
    result = muster("groups", "show", "contoso", name, status=USAGE)
    assert "give an id" in result.stderr
    muster("groups", "show", "contoso", "no such group", status=NOT_FOUND)
    muster("groups", "list", "nowhere", status=NOT_FOUND)


def test_organizations(muster, shared):
    muster("organization", "put", "fabrikam", "Fabrikam, Inc. \"Ltd\"")
    listed = json_of(muster("organization", "list", "--json"))
    names = {item["id"]: item["name"] for item in listed["organizations"]}
    assert names["fabrikam"] == "Fabrikam, Inc. \"Ltd\""
    listed = csv_of(muster("organization", "list", "--csv"))
    assert {"fabrikam", "contoso"} <= {item["id"] for item in listed}
    shown = json_of(muster("organization", "get", "contoso", "--json"))
    assert shown["organization"]["tenants"][0]["tenantId"] == shared.tenant["id"]
    assert muster("organization", "delete", "fabrikam", status=CONFLICT).stderr
    muster("organization", "delete", "fabrikam", "--confirm")
    muster("organization", "get", "fabrikam", status=NOT_FOUND)
    result = muster("organization", "put", "a b", "Name", status=USAGE)
    assert "organization.id" in result.stderr


def test_integrations_from_nothing_to_a_synced_tenant(muster, new_tenant, shared, tmp_path):
    tenant = new_tenant("S")
    muster("organization", "put", "tailspin", "Tailspin")
    secret = tmp_path / "secret"
    secret.write_text(tenant["clientSecret"] + "\n")
    muster("integration", "create", "--id", "second", "--name", "Second", "--application-id",
           tenant["clientId"], "--secret-file", secret, "--sync-security", "--no-schedule")  # fmt: skip
    muster("integration", "put-tenant", "second", tenant["id"], "--organization", "tailspin")
    progress = [json.loads(line) for line in muster("sync", "tailspin", "--json").stdout.splitlines()]
    assert progress[-1]["finished"]["outcome"] == "RUN_OUTCOME_SUCCEEDED"
    assert json_of(muster("groups", "list", "tailspin", "--all", "--json"))["rows"]
    assert "rows" not in json_of(
        muster("groups", "list", "tailspin", "--kind", "microsoft365", "--all", "--json")
    )
    muster("integration", "update", "second", "--sync-microsoft365")
    muster("sync", tenant["id"])
    assert json_of(
        muster("groups", "list", "tailspin", "--kind", "microsoft365", "--all", "--json")
    )["rows"]
    runs = csv_of(muster("integration", "runs", "second", "--csv"))
    assert [run["outcome"] for run in runs] == ["succeeded", "succeeded"]
    listed = json_of(muster("integration", "list", "--json"))
    assert {"microsoft", "second"} <= {item["id"] for item in listed["integrations"]}
    shown = muster("integration", "get", "second")
    assert tenant["clientSecret"] not in shown.stdout
    assert "client secret" in shown.stdout
    assert "as the server is set" in shown.stdout
    muster("integration", "update", "second", "--visibility-delay", "90")
    assert "90 s" in muster("integration", "get", "second").stdout
    muster("integration", "update", "second", "--visibility-delay", "server")
    assert "as the server is set" in muster("integration", "get", "second").stdout
    muster("integration", "update", "second", "--visibility-delay", "901", status=USAGE)
    assert muster("integration", "status").stdout
    muster("integration", "get", "nowhere", status=NOT_FOUND)
    muster("sync", "nowhere", status=NOT_FOUND)
    muster("sync", status=USAGE)

    secret.write_text("wrong")
    muster("integration", "update", "second", "--secret-file", secret)
    other = new_tenant("S", application="another application")
    muster("integration", "put-tenant", "second", other["id"], "--organization", "tailspin")
    result = muster("sync", other["id"], status=FAILURE)
    assert "AADSTS" in result.stdout + result.stderr


def test_contacts_and_configurations(muster, tmp_path):
    muster("organization", "put", "imports", "Imports")
    contacts = tmp_path / "contacts.csv"
    contacts.write_text(
        "external_id,first_name,last_name,emails\r\n"
        "1,Ann,\"Lee, jr.\",ann@a.example;lee@a.example\r\n"
        "2,,,nobody@a.example\r\n"
        "3,Bob,Ray,\r\n"
    )
    result = json_of(muster("contacts", "import", "imports", contacts, "--json", status=PARTIAL))
    assert (result["created"], result["rejected"]) == (2, 1)
    (rejection,) = result["rejections"]
    assert (rejection["line"], rejection["externalId"], rejection["field"]) == (3, "2", "last_name")
    listed = json_of(muster("contacts", "list", "imports", "--json"))["contacts"]
    assert {contact["externalId"] for contact in listed} == {"1", "3"}
    shown = json_of(muster("contacts", "get", "imports", "1", "--json"))["contact"]
    assert shown == {
        "externalId": "1", "firstName": "Ann", "lastName": "Lee, jr.",
        "emails": ["ann@a.example", "lee@a.example"],
    }  # fmt: skip
    exported = csv_of(muster("contacts", "list", "imports", "--csv"))
    assert {row["last-name"] for row in exported} == {"Lee, jr.", "Ray"}
    lines = '{"externalId": "4", "lastName": "Cox"}\n{"externalId": "3", "lastName": "Roy"}\n'
    result = json_of(muster("contacts", "import", "imports", "-", "--format", "jsonl", "--json",
                            "--delete-others", input=lines))  # fmt: skip
    assert [result[name] for name in ("created", "updated", "deleted")] == [1, 1, 1]
    muster("contacts", "delete", "imports", "4")
    muster("contacts", "delete", "imports", "4", status=NOT_FOUND)
    muster("contacts", "get", "imports", "4", status=NOT_FOUND)

    machines = tmp_path / "machines.csv"
    machines.write_text("id,name,host_name,archived\nm1,PC 1,pc-1,no\nm2,PC 2,pc-2,yes\n")
    result = json_of(muster("configurations", "import", "imports", machines, "--json"))
    assert result["created"] == 2
    listed = csv_of(muster("configurations", "list", "imports", "--csv"))
    assert {(row["external-id"], row["archived"]) for row in listed} == {("m1", "false"), ("m2", "true")}
    machines.write_text("name\nPC 1\n")
    assert "external_id" in muster("configurations", "import", "imports", machines, status=USAGE).stderr
    muster("configurations", "import", "imports", tmp_path / "none.csv", status=USAGE)
    muster("organization", "delete", "imports", "--confirm")


def test_a_large_import(muster, simulator, new_tenant, tmp_path):
    tenant = new_tenant("M")
    file = tmp_path / "contacts.csv"
    file.write_text(simulator.call(f"/contacts?tenant={tenant['id']}&share=0.9"), newline="")
    muster("organization", "put", "large", "Large")
    rows = matching.read_contacts(file.read_text())
    named = matching.Contacts(rows).rows
    assert len(rows) > 4_000
    status = SUCCESS if len(rows) == len(named) else PARTIAL
    counts = json_of(muster("contacts", "import", "large", file, "--json", status=status))
    assert (counts["created"], counts["rejected"]) == (len(named), len(rows) - len(named))
    again = json_of(muster("contacts", "import", "large", file, "--json", status=status))
    assert again["unchanged"] == counts["created"]
    muster("organization", "delete", "large", "--confirm")


def test_tokens(muster, shared_server):
    secret = muster("token", "create", "auditor", "--role", "read-only", "--note", "yearly").stdout.strip()
    environment = clean_environment(MUSTER_TOKEN=secret, MUSTER_ADDRESS=shared_server.url)
    who = run("whoami", "--json", environment=environment)
    assert who.returncode == SUCCESS
    who = json_of(who)
    assert (who["principalId"], who["role"]) == ("auditor", "ROLE_READ_ONLY")
    assert run("groups", "list", "contoso", environment=environment).returncode == SUCCESS
    refused = run("organization", "put", "new", "New", environment=environment)
    assert refused.returncode == REFUSED
    assert "ROLE_INSUFFICIENT" in refused.stderr
    listed = json_of(muster("token", "list", "--principal", "auditor", "--json"))["tokens"]
    assert [(token["id"], token["note"]) for token in listed] == [(who["tokenId"], "yearly")]
    muster("token", "revoke", who["tokenId"])
    result = run("whoami", environment=environment)
    assert result.returncode == REFUSED
    assert "TOKEN_INVALID" in result.stderr
    assert secret not in result.stderr
    result = run("whoami", environment=clean_environment(MUSTER_ADDRESS=shared_server.url))
    assert result.returncode == REFUSED
    assert "--token-file" in result.stderr


def test_whoami(muster, shared):
    who = json_of(muster("whoami", "--json"))
    assert (who["principalId"], who["role"]) == ("admin", "ROLE_ADMINISTRATOR")
    assert int(who["revision"]) == shared.client.revision
    assert "administrator" in muster("whoami").stdout


def test_call(muster, rows):
    methods = muster("call").stdout.split()
    assert "muster.v1.Groups/List" in methods
    assert "grpc.health.v1.Health/Check" in methods
    request = json.dumps({"organizationId": "contoso", "kind": "GROUP_KIND_SECURITY"})
    found = [json.loads(line) for line in muster("call", "Groups/List", request).stdout.splitlines()]
    assert [row["id"] for message in found for row in message["rows"]] == [
        row.id for row in rows[SECURITY]
    ]
    reply = json_of(muster("call", "grpc.health.v1.Health/Check"))
    assert reply == {"status": "SERVING"}
    reply = json_of(muster("call", "Principals/WhoAmI", "-", input="{}"))
    assert reply["principalId"] == "admin"
    muster("call", "Groups/Nothing", status=NOT_FOUND)
    muster("call", "Nothing/List", status=NOT_FOUND)
    muster("call", "nonsense", status=USAGE)
    result = muster("call", "Groups/List", '{"colour": 1}', status=USAGE)
    assert "colour" in result.stderr
    muster("call", "Groups/List", "{", status=USAGE)


def test_a_server_over_tls(tmp_path):
    pair = Certificate(tmp_path)
    arguments = [
        "--listen-tls", "127.0.0.1:0", "--tls-certificate", pair.certificate, "--tls-key", pair.key,
    ]  # fmt: skip
    with Server(tmp_path / "data", arguments=arguments) as server:
        address = next(address for address in server.addresses if address.startswith("https://"))
        environment = clean_environment(MUSTER_TOKEN=server.token, MUSTER_ADDRESS=address)
        assert run("whoami", "--ca-file", pair.certificate, environment=environment).returncode == SUCCESS
        assert run("whoami", "--insecure", environment=environment).returncode == SUCCESS
        assert run("whoami", environment=environment).returncode == UNAVAILABLE


def test_a_server_that_is_not_there(tmp_path):
    result = run("whoami", "--address", "http://127.0.0.1:1", "--token", "x")
    assert result.returncode == UNAVAILABLE
    assert "127.0.0.1:1" in result.stderr
    result = run("whoami", "--data", tmp_path)
    assert result.returncode == USAGE
    assert "--address" in result.stderr
    result = run("whoami", "--address", "nonsense", "--token", "x")
    assert result.returncode == USAGE


def test_what_needs_no_server():
    for shell in ("bash", "zsh", "fish"):
        result = run("completion", shell)
        assert result.returncode == SUCCESS
        assert "groups" in result.stdout
    assert run("version").stdout.startswith("muster ")
    assert run("--version").returncode == SUCCESS
    help = run("--help")
    assert help.returncode == SUCCESS
    assert "Exit status" in help.stdout
    for arguments in (["nonsense"], ["groups", "list"], ["groups", "list", "a", "--page-size", "0"],
                      ["groups", "list", "a", "--json", "--csv"]):  # fmt: skip
        result = run(*arguments)
        assert result.returncode == USAGE
        assert result.stderr.startswith("muster: ")
        assert not result.stdout


def test_every_command_that_the_documents_name_is_there():
    root = pathlib.Path(__file__).parents[2]
    texts = [(root / path).read_text() for path in ("docs/features.md", "docs/operating.md", "README.md")]
    named = {line for text in texts for line in re.findall(r"`muster ([^`]+)`|/muster ([^&\n`]+)", text)}
    lines = {first or second for first, second in named}
    assert len(lines) > 60
    usages = {}
    for line in sorted(lines):
        words = line.replace("…", "").split()
        verb = []
        for word in words:
            if not re.fullmatch(r"[a-z][a-z0-9-]*(\|[a-z][a-z0-9-]*)*", word) or len(verb) == 2:
                break
            verb.append(word.split("|")[0])
        help = usages.setdefault(tuple(verb), run(*verb, "--help").stdout)
        depth = help.split("USAGE: muster ")[1].split()[: len(verb)]
        # The second word may be an argument: then the first verb has no verbs of its own.
        assert depth == verb or (depth[:1] == verb[:1] and "<subcommand>" not in depth), line
        for flag in re.findall(r"(?<=\s)--[a-z][a-z0-9-]*", line):
            found = help if flag in help else run(*verb[:1], "list", "--help").stdout
            assert flag in found, f"{line}: there is no {flag}"
