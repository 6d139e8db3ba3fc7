"""Recorded histories in which who may see what changes while subscribers follow: access lists, user groups, denied
kinds, organizations, a token that is revoked. The checker holds every stream against the policy that it states."""

import random

import stubs  # noqa: F401  (puts the compiled contract on the path)
from histories import Recorder, Stream, contacts_of, renamed
from muster.v1 import asset_types_pb2, common_pb2, groups_pb2, principals_pb2
from one_connection import OneConnection
from scenario import MICROSOFT_365, SECURITY

#: Fields that are the same for everyone who sees the group: what cells say of groups inside depends on who looks.
FIELDS = ["name", "kind", "syncStatus", "description", "membersMatched", "membersNotMatched", "devicesMatched"]
KINDS = {SECURITY: "GROUP_KIND_SECURITY", MICROSOFT_365: "GROUP_KIND_MICROSOFT_365"}
#: What the streams of the one who is restricted ask for.
SHAPES = {
    "plain": {"includeOld": True},
    "security": {"filter": {"kind": KINDS[SECURITY]}},
    "enabled": {"filter": {"organizations": ["contoso"], "statuses": ["SYNC_STATUS_ENABLED"]}},
    "latest": {"delivery": "LATEST_PER_KEY"},
}


class Access:
    """Changes who may see what, and keeps what it comes to for the one user, by revision."""

    def __init__(self, client, user):
        self.client, self.user = client, user
        self.organizations, self.hidden, self.denied, self.enabled = None, frozenset(), frozenset(), True
        self.changes = []

    def note(self, revision):
        self.changes.append((revision, self.organizations, self.hidden, self.denied, self.enabled))
        return revision

    def restrict(self, ids, users=(), user_groups=(), hides=True):
        answer = self.client.groups.SetAccess(groups_pb2.SetAccessRequest(ids=ids, access=groups_pb2.GroupAccess(
            restricted=True, user_ids=users, user_group_ids=user_groups,
        )))  # fmt: skip
        assert not [result for result in answer.results if result.reason]
        self.hidden = self.hidden | frozenset(ids) if hides else self.hidden - frozenset(ids)
        return self.note(answer.revision)

    def open(self, ids):
        """Lets everyone see groups again."""
        request = groups_pb2.SetAccessRequest(ids=ids, access=groups_pb2.GroupAccess(restricted=False))
        self.hidden -= frozenset(ids)
        return self.note(self.client.groups.SetAccess(request).revision)

    def put_group(self, id, users, ids=(), denies=()):
        """Grants and withdraws through a user group: those in it see `ids`."""
        answer = self.client.principals.PutUserGroup(principals_pb2.PutUserGroupRequest(
            user_group=principals_pb2.UserGroup(id=id, name=id, user_ids=users, denied_kinds=denies)
        ))  # fmt: skip
        is_in = self.user in users
        self.hidden = self.hidden - frozenset(ids) if is_in else self.hidden | frozenset(ids)
        self.denied = frozenset(denies) if is_in else frozenset()
        return self.note(answer.revision)

    def put_user(self, sees_all):
        answer = self.client.principals.PutUser(principals_pb2.PutUserRequest(user=principals_pb2.User(
            id=self.user, role=common_pb2.ROLE_READ_ONLY, all_organizations=sees_all,
        )))  # fmt: skip
        self.organizations = None if sees_all else []
        return self.note(answer.revision)

    def revoke(self, token):
        request = principals_pb2.RevokeTokenRequest(id=token.id)
        self.enabled = False
        return self.note(self.client.principals.RevokeToken(request).revision)

    def write(self, id, owner):
        """Fills a custom field of a group."""
        value = groups_pb2.CustomFieldValue(key="owner", values=[owner])
        return self.client.groups.Update(groups_pb2.UpdateGroupRequest(
            id=id, update_fields=["custom_fields.owner"], group=groups_pb2.GroupInput(custom_fields=[value])
        )).revision  # fmt: skip

    def policies(self, published):
        """The `policy` of each revision; a kind that is denied hides every group of that kind, later ones too."""
        kinds = {
            change["id"]: change["row"]["kind"]
            for line in published for change in line["changes"] if change["row"] is not None
        }  # fmt: skip
        return {
            revision: [{
                "principal": self.user, "organizations": organizations, "enabled": enabled,
                "hidden": sorted(hidden | {id for id, kind in kinds.items() if kind in {KINDS[d] for d in denied}}),
            }]
            for revision, organizations, hidden, denied, enabled in self.changes
        }  # fmt: skip


class Crowd:
    """The streams of the restricted user and one of the administrator, each on a connection of its own."""

    def __init__(self, recorder, server, token, user):
        self.recorder, self.server, self.token, self.user = recorder, server, token, user
        self.connections, self.streams, self.count = {}, {}, 0
        # Only who asks for all fields hears of what no field shows.
        self.add("all", server.token, "admin", {"includeOld": True, "fields": []})
        for name, asked in SHAPES.items():
            self.add(name, token, user, asked)

    def add(self, name, token, user, asked, former=None):
        self.count += 1
        connection = OneConnection(self.server.target, token)
        self.connections[name] = connection
        self.streams[name] = Stream(
            self.recorder, connection, f"{name} {self.count}", principal=user, former=former, **{"fields": FIELDS, **asked}
        )

    def follow(self, revision):
        for stream in self.streams.values():
            stream.until(lambda stream=stream: stream.complete >= revision)

    def leave(self, name):
        """The client goes away; what it had stays with it."""
        former = self.streams.pop(name)
        former.drop()
        self.connections.pop(name).link.close()
        return former

    def resume(self, name, former):
        self.add(name, self.token, self.user, SHAPES[name], former)

    @property
    def seen(self):
        return sum((stream.seen for stream in self.streams.values()), start=type(self.streams["all"].seen)())


def test_streams_follow_access_lists_and_user_groups(server, client, new_scenario):
    """Groups are restricted and opened, through lists of users and through a user group, while streams are open and
    while a subscriber is away; what each stream tells is the view under the policy that it states."""
    scenario = new_scenario()
    scenario.import_records()
    scenario.sync()
    contacts, choose = contacts_of(scenario), random.Random(17)
    rows = [row for kind in KINDS for answer in client.list_groups("contoso", kind) for row in answer.rows]
    some = [row.id for row in rows[::3]]
    made = client.create_token("eve", common_pb2.ROLE_READ_ONLY)
    recorder, access = Recorder(server), Access(client, "eve")
    crowd = Crowd(recorder, server, made.secret, "eve")
    numbers = iter(range(1000))

    def change_data():
        """Rows change, come and go, hidden ones among them."""
        number = next(numbers)
        client.contacts.Import(iter([renamed(contacts, number, choose)]))
        scenario.churn(15, seed=100 + number)
        scenario.sync()
        return client.revision

    crowd.follow(client.revision)
    owner = groups_pb2.CustomField(
        key="owner", name="Owner", type=groups_pb2.CUSTOM_FIELD_TYPE_TEXT
    )
    client.asset_types.Update(asset_types_pb2.UpdateAssetTypeRequest(
        asset_type=asset_types_pb2.AssetType(kind=SECURITY, custom_fields=[owner])
    ))  # fmt: skip
    access.put_group("few", [])
    steps = [
        lambda: access.restrict(some),
        lambda: access.restrict(some, users=["eve"], hides=False),
        lambda: access.restrict(some, users=["eve", "admin"], hides=False),
        lambda: access.write(some[0], "Ann"),
        lambda: access.restrict(some, user_groups=["few"]),
        lambda: access.put_group("few", ["eve"], some),
        lambda: access.put_group("few", [], some),
        lambda: access.put_group("few", ["eve"], some, denies=[MICROSOFT_365]),
        lambda: access.put_group("few", ["eve"], some),
        lambda: access.put_user(sees_all=False),
        lambda: access.put_user(sees_all=True),
        lambda: access.put_group("few", [], some),
        lambda: access.open(some),
    ]
    for number, step in enumerate(steps):
        # At rest, in the middle of other changes, and while a subscriber is away.
        former = crowd.leave("plain") if number % 3 == 2 else None
        latest = crowd.leave("latest") if number % 3 == 1 else None
        revision = step()
        if number % 2:
            revision = change_data()
        if former is not None:
            crowd.resume("plain", former)
        if latest is not None:
            crowd.resume("latest", latest)
        crowd.follow(revision)
        crowd.follow(change_data())
    seen = crowd.seen
    access.revoke(made.token)
    last = change_data()
    for name in SHAPES:
        stream = crowd.streams[name]
        stream.until(lambda stream=stream: stream.code is not None)
        assert stream.code == 7
    crowd.streams["all"].until(lambda: crowd.streams["all"].complete >= last)
    crowd.leave("all")
    history = recorder.judge(policies=access.policies)
    # The history has what it is about.
    assert {"CHANGED_PART_ACCESS", "CHANGED_PART_CUSTOM_FIELDS"} <= seen.keys()
    assert {"LEAVE_REASON_ACCESS", "LEAVE_REASON_NO_MATCH", "ROW_CHANGE_KIND_ENTER", "changes"} <= seen.keys()
    publisher = history.publisher
    assert len(publisher.policy_revisions) == len(access.changes)
    changed_while_hidden = {
        id for revision, ids in publisher.touched.items() for id in ids
        if id in publisher.policy("eve", revision).hidden
    }  # fmt: skip
    assert len(changed_while_hidden) > 3, "no hidden group ever changed"
    print(dict(seen))
