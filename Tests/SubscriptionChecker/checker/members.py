"""Holds the members that a stream told against those that the publisher changed."""


class MemberCheck:
    """The member changes since the last complete revision.

    What is told must be so, and what must be told is every change in a group that is in the view after its
    revision. Only streams of every revision tell of members.
    """

    def __init__(self, replay):
        self.replay = replay
        self.delivered = set()
        self.pending = {}

    def reset(self):
        self.delivered.clear()
        self.pending.clear()

    def take(self, change):
        replay = self.replay
        key = (change.revision, change.group, change.object)
        place = f"{change.object} in {change.group} at {change.revision}"
        if not replay.stream.members or replay.stream.is_conflated:
            return replay.violated("I5", f"member {place}, which nobody asked for")
        if key in self.delivered:
            replay.violated("I3", f"member {place} comes twice")
        if change.revision <= replay.bookmark:
            replay.violated("I6", f"member {place} comes after the bookmark {replay.bookmark}")
        elif change.revision <= replay.complete:
            replay.violated("I4", f"member {place} comes when {replay.complete} was complete")
        self.delivered.add(key)
        self.pending[key] = change

    def advance(self, before, to, policy):
        if not self.replay.stream.members:
            return
        replay = self.replay
        publisher, stream = replay.publisher, replay.stream
        told = dict(self.pending)
        for revision in range(before + 1, to + 1):
            for member in publisher.members.get(revision, ()):
                group, object = member["group"], member["object"]
                place = f"{object} in {group} at {revision}"
                change = told.pop((revision, group, object), None)
                if change is None:
                    if publisher.seen(stream, group, revision, policy) is not None:
                        replay.violated("I5", f"member {place} is not told")
                elif change.operation != member["op"]:
                    replay.violated("I5", f"member {place} is {change.operation}, not {member['op']}")
                elif member.get("match") is not None and change.match != member["match"]:
                    replay.violated("I5", f"member {place} has another match")
        for revision, group, object in told:
            replay.violated("I5", f"member {object} in {group} at {revision} did not change")
        self.pending.clear()
