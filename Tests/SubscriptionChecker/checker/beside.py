"""What no field of a row shows, access lists and custom fields, as a stream tells it and as the publisher says it."""


class BesideCheck:
    """Holds the parts that updates name against what the revisions changed."""

    def __init__(self, replay):
        self.replay = replay
        self.publisher, self.stream = replay.publisher, replay.stream

    def take(self, change, event):
        """One update, of a message that states the policy it was told under."""
        if self.stream.fields:
            return
        # A stream of the latest states hears the parts of a whole step at once.
        first = self.replay.complete + 1 if self.stream.is_conflated else change.revision
        expected = self.parts(change.id, first, change.revision, event.policy_revision)
        if change.beside_row != expected:
            told, whole = sorted(change.beside_row), sorted(expected)
            self.replay.violated("I5", f"{change.id} at {change.revision} is told with {told}, not {whole}")

    def advance(self, before, event):
        """A step of a stream of the latest states: what changed of groups that stayed in view was told."""
        publisher, stream, policy = self.publisher, self.stream, event.policy_revision
        if publisher.policy_changes_within(stream.principal, self.replay.policy, policy):
            return
        for id in publisher.touched_within(before, event.complete_through):
            ends = (publisher.seen(stream, id, r, policy) for r in (before, event.complete_through))
            if all(row is not None for row in ends) and (before, id) not in self.replay.delivered:
                if self.parts(id, before + 1, event.complete_through, policy):
                    self.replay.violated("I5", f"what changed of {id} beside its row is not told")

    def parts(self, id, first, last, policy):
        parts = (
            self.publisher.beside_row(self.stream, id, revision, policy)
            for revision in range(first, last + 1)
        )
        return frozenset().union(*parts)
