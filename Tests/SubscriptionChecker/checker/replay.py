"""Replays one stream beside the model: the fold of what was delivered against the view."""

import base64
import hashlib

from checker.beside import BesideCheck
from checker.members import MemberCheck
from checker.model import cut


class Replay:
    """The state of one subscriber, as it follows from the messages, and everything wrong with them.

    The fold is the rows by id. Between two values of `complete_through` it may be anything in between; at
    each value it has to be the view.
    """

    def __init__(self, history, stream, report):
        self.publisher = history.publisher
        self.fresh = {(line["revision"], line["id"]): line for line in history.of_type("fresh")}
        self.stream = stream
        self.report = report
        self.fold = {}
        self.complete = 0
        self.policy = 0
        self.stated_policy = 0
        #: No fold yet, a Reset is due, rows of a snapshot are coming, or changes, or nothing any more.
        self.phase = "unopened"
        self.awaits_rest = False
        self.bookmark = 0
        self.last_revision = 0
        self.delivered = set()
        self.suspects = set()
        self.raw_rows = []
        self.needs_whole_check = True
        self.is_first_check_of_resumed = stream.position is not None
        self.members = MemberCheck(self)
        self.beside_rows = BesideCheck(self)
        self.line = None

    def run(self):
        for line, event in self.stream.events:
            self.line = line
            self.take(event)
        if self.phase == "live" and not self.awaits_rest:
            self.compare(whole=True)
        self.check_end()

    def violated(self, invariant, text):
        self.report.add(invariant, text, self.stream.name, self.line)

    # -- One message ------------------------------------------------------------------------------

    def take(self, event):
        if event.arm is None:
            return self.violated("S", "a message without exactly one event")
        if (event.arm == "opened") != (self.phase == "unopened"):
            self.violated("S", f"{event.arm} while {self.phase}")
        if self.phase == "closing":
            self.violated("S", f"{event.arm} after Closing")
        if self.awaits_rest and event.arm not in ("changes", "reset"):
            self.violated("I4", f"{event.arm} between the parts of a revision")
        if event.arm != "reset" and event.policy_revision < self.stated_policy:
            self.violated("I2", f"policy {event.policy_revision} after {self.stated_policy}")
        self.stated_policy = max(self.stated_policy, event.policy_revision)
        getattr(self, f"take_{event.arm}")(event)
        self.check_existence(event)

    def take_opened(self, event):
        stream = self.stream
        if event.current < stream.min_revision:
            self.violated("I13", f"opened at {event.current}, asked for {stream.min_revision}")
        if "snapshot" in stream.start:
            self.phase = "snapshot"
            self.expect_no_progress(event)
            return
        if not event.start_revision and stream.position:
            # It cannot go on from there, and says so with a Reset.
            self.phase = "resetting"
            return self.expect_no_progress(event)
        self.phase = "live"
        self.complete = event.start_revision if "tail" in stream.start else stream.position
        if event.start_revision != self.complete:
            self.violated("I7", f"begins after {event.start_revision}, asked for {self.complete}")
        if self.complete > event.current:
            self.violated("I7", f"resumed at {self.complete}, the newest is {event.current}")
        point = stream.resume or {"policyRevision": event.policy_revision}
        self.policy = max(int(point.get("policyRevision", 0)), self.complete)
        self.fold = self.publisher.view(stream, self.complete, self.policy)
        self.bookmark = self.last_revision = self.complete
        if event.complete_through:
            self.advance(event)

    def take_snapshot(self, event):
        if self.phase != "snapshot":
            return self.violated("S", "rows of a snapshot where none is due")
        self.expect_no_progress(event)
        for row in event.rows:
            id = row.get("id")
            if id in self.fold:
                self.violated("I3", f"{id} is twice in the snapshot")
            self.check_allowed(id, event.policy_revision, event.snapshot_revision)
            self.fold[id] = row
        self.raw_rows.extend(self.line.get("rowBytes", []))

    def take_snapshotEnd(self, event):
        if self.phase != "snapshot":
            return self.violated("S", "the end of a snapshot where none is due")
        self.phase = "live"
        revision = event.snapshot_revision
        if event.complete_through != revision:
            self.violated("I1", f"complete through {event.complete_through}, a snapshot of {revision}")
        if event.count != len(self.fold):
            self.violated("I1", f"counts {event.count} rows, {len(self.fold)} came")
        if self.raw_rows and event.checksum is not None:
            if checksum(self.raw_rows) != event.checksum:
                self.violated("I1", "the checksum is not that of the rows")
        self.complete, self.policy = event.complete_through, event.policy_revision
        self.bookmark = self.last_revision = self.complete
        for text in self.differences(self.publisher.view(self.stream, revision, self.policy)):
            self.violated("I1", f"the snapshot of {revision}: {text}")
        self.check_chain(event)
        self.needs_whole_check = False

    def take_changes(self, event):
        if self.phase != "live":
            return self.violated("S", "changes before the end of the snapshot")
        is_policy_step = self.publisher.policy_changes_within(
            self.stream.principal, self.policy, event.policy_revision
        )
        if event.more and not self.awaits_rest and event.complete_through > self.complete:
            # The revisions before the one that comes in parts had nothing for this view: as of a bookmark.
            self.advance(event)
        for change in event.row_changes:
            self.take_change(change, event, is_policy_step)
        for change in event.member_changes:
            self.members.take(change)
        self.check_causes(event)
        if event.more:
            if event.complete_through != self.complete:
                self.violated(
                    "I4", f"complete through {event.complete_through} with more of the revision to come"
                )
            self.awaits_rest = True
            return
        self.awaits_rest = False
        if event.complete_through != event.to_revision:
            self.violated(
                "I4", f"a batch to {event.to_revision} is complete through {event.complete_through}"
            )
        self.advance(event)

    def take_bookmark(self, event):
        if self.phase != "live":
            return self.violated("S", f"a bookmark while {self.phase}")
        self.advance(event)
        self.bookmark = self.complete

    def take_reset(self, event):
        if event.reason == "COMPACTED" and self.stream.on_compacted != "RESNAPSHOT":
            self.violated("I8", "a reset for compaction that was not asked for")
        if self.phase == "unopened":
            self.violated("S", "a reset before Opened")
        self.phase = "snapshot"
        self.fold, self.complete, self.bookmark = {}, 0, 0
        self.awaits_rest = False
        self.delivered.clear()
        self.suspects.clear()
        self.raw_rows.clear()
        self.members.reset()
        self.is_first_check_of_resumed = False
        self.expect_no_progress(event)

    def take_closing(self, event):
        if event.complete_through and self.phase == "live":
            self.advance(event)
        self.phase = "closing"

    # -- Rows -------------------------------------------------------------------------------------

    def take_change(self, change, event, is_policy_step):
        id, revision = change.id, change.revision
        was = self.fold.get(id)
        # What access gave or took comes under the revision that the stream had reached already.
        is_of_policy = change.reason == "ACCESS" or (is_policy_step and revision <= self.complete)
        self.check_order(change, event, is_of_policy)
        # Of the latest states each step tells a key once; a row that was hidden may come back as it was.
        key = (self.complete if self.stream.is_conflated else revision, id)
        if is_of_policy:
            key = ("policy", event.policy_revision, id)
        if key in self.delivered:
            self.violated("I3", f"{id} at {revision} comes twice")
        self.delivered.add(key)
        self.suspects.add(id)
        if change.kind == "LEAVE":
            if was is None:
                self.violated("I9", f"LEAVE of {id} at {revision}, which is not there")
            if change.row is not None:
                self.violated("I9", f"LEAVE of {id} at {revision} carries the row")
            self.check_leave_reason(change, event)
            self.fold.pop(id, None)
            return
        if change.kind not in ("ENTER", "UPDATE") or change.row is None:
            return self.violated("S", f"a change of {id} without kind or row")
        if (change.kind == "ENTER") != (was is None):
            there = "not there" if was is None else "there already"
            self.violated("I9", f"{change.kind} of {id} at {revision}, which is {there}")
        elif was == change.row and not change.beside_row:
            self.violated("I9", f"UPDATE of {id} at {revision} changes nothing")
        self.check_old(change, was)
        self.check_allowed(id, event.policy_revision, revision)
        self.check_row(change, event, is_of_policy)
        self.fold[id] = change.row

    def check_order(self, change, event, is_of_policy):
        id, revision = change.id, change.revision
        if is_of_policy:
            return
        if not event.from_revision <= revision <= event.to_revision:
            self.violated(
                "I4", f"{id} at {revision} in a batch of {event.from_revision} to {event.to_revision}"
            )
        if revision <= self.bookmark:
            self.violated("I6", f"{id} at {revision} comes after the bookmark {self.bookmark}")
        if revision <= self.complete:
            name = "I7" if self.is_first_check_of_resumed else "I4"
            self.violated(name, f"{id} at {revision} comes when {self.complete} was complete")
        if self.stream.until_revision and revision > self.stream.until_revision:
            self.violated("S", f"{id} at {revision} is beyond the end that was asked for")
        if self.stream.is_conflated:
            return
        if revision < self.last_revision:
            self.violated("I2", f"{id} at {revision} comes after {self.last_revision}")
        self.last_revision = max(self.last_revision, revision)

    def check_causes(self, event):
        """What is said of why a revision came about is what the publisher says."""
        for told in event.revisions:
            revision = int(told.get("revision", 0))
            expected = self.publisher.causes.get(revision)
            found = {name: told[name] for name in ("cause", "runId", "actor") if told.get(name)}
            if expected is not None and found != expected:
                self.violated("I5", f"revision {revision} came about by {expected}, not {found}")

    def check_old(self, change, was):
        if not self.stream.include_old:
            if change.old is not None:
                self.violated("I9", f"{change.id} at {change.revision} has an image that nobody wanted")
        elif change.kind == "UPDATE" and change.old != was:
            self.violated("I9", f"the old image of {change.id} at {change.revision} is another")

    def check_leave_reason(self, change, event):
        """Deleted rows are deleted, hidden ones hidden; the rest passes the filter no more."""
        at = event.to_revision if self.stream.is_conflated else change.revision
        entry = self.publisher.entry(change.id, at)
        if change.reason is None or (change.reason == "DELETED" and entry is not None):
            self.violated("I9", f"LEAVE of {change.id} at {change.revision}: reason {change.reason}")
        if change.reason == "NO_MATCH" and entry is None:
            self.violated("I9", f"LEAVE of {change.id} at {change.revision}, deleted, as NO_MATCH")
        # In parts of a revision the policy stated is the one before it; of what is gone, either may be said.
        if entry is None or event.more:
            return
        if self.publisher.is_allowed(entry, self.stream.principal, event.policy_revision) == (change.reason == "ACCESS"):
            self.violated("I9", f"LEAVE of {change.id} at {change.revision} is told as {change.reason}")

    def check_row(self, change, event, is_of_policy):
        id, revision = change.id, change.revision
        if is_of_policy:
            # The row is that of the data, the revision that of the policy; the fold tells whether it is right.
            return
        fresh = self.fresh.get((revision, id))
        if fresh is not None and cut(fresh["row"], self.stream.fields) != change.row:
            self.violated("I18", f"{id} at {revision} differs from the row encoded afresh")
        if change.kind == "UPDATE" and not event.more:
            # Of the parts of a revision only the last states the policy.
            self.beside_rows.take(change, event)
        if self.stream.is_conflated:
            return
        entry = self.publisher.entry(id, revision)
        if entry is None or cut(entry.row, self.stream.fields) != change.row:
            self.violated("I5", f"{id} at {revision} is not the row of that revision")

    def check_allowed(self, id, policy_revision, revision):
        publisher, stream = self.publisher, self.stream
        entry = publisher.entry(id, revision or publisher.newest) or publisher.entry(id, publisher.newest)
        if entry is not None and not publisher.is_allowed(entry, stream.principal, policy_revision):
            self.violated("I10", f"{id} is handed out at policy {policy_revision}, which hides it")

    # -- Progress ---------------------------------------------------------------------------------

    def expect_no_progress(self, event):
        if event.complete_through:
            self.violated("I4", f"complete through {event.complete_through} before the snapshot is whole")

    def advance(self, event):
        """Takes the progress that a message states, and holds the fold against it."""
        before = self.complete
        if event.complete_through < before:
            name = "I7" if self.is_first_check_of_resumed else "I2"
            self.violated(name, f"complete through {event.complete_through} after {before}")
            return
        touched = self.publisher.touched_within(before, event.complete_through)
        self.suspects.update(touched)
        if self.publisher.policy_changes_within(
            self.stream.principal, self.policy, event.policy_revision
        ):
            self.needs_whole_check = True
        if self.stream.is_conflated:
            self.beside_rows.advance(before, event)
        else:
            self.check_each_revision(before, event)
        self.members.advance(before, event.complete_through, event.policy_revision)
        self.complete = event.complete_through
        self.policy = max(self.policy, event.policy_revision)
        self.check_chain(event)
        self.compare(whole=self.needs_whole_check)
        self.needs_whole_check = False
        if event.complete_through > before:
            self.is_first_check_of_resumed = False

    def check_each_revision(self, before, event):
        """Every difference that a revision made to the view was told, also one that another undid.

        What a change of policy gave or took is told before; the data then comes under the newer policy.
        """
        publisher, stream, policy = self.publisher, self.stream, event.policy_revision
        for revision in range(before + 1, event.complete_through + 1):
            for id in publisher.touched.get(revision, ()):
                old, new = (publisher.seen(stream, id, r, policy) for r in (revision - 1, revision))
                is_news = old != new or (
                    old is not None and publisher.beside_row(stream, id, revision, policy)
                )
                if is_news and (revision, id) not in self.delivered:
                    self.violated("I5", f"what happened to {id} at {revision} is not told")
                    if self.is_first_check_of_resumed:
                        self.violated("I7", f"{id} at {revision} is lost between the streams")

    def compare(self, whole):
        if whole:
            differences = self.differences(
                self.publisher.view(self.stream, self.complete, self.policy)
            )
        else:
            expected = {}
            for id in self.suspects:
                row = self.publisher.seen(self.stream, id, self.complete, self.policy)
                if row is not None:
                    expected[id] = row
            differences = self.differences(expected, among=self.suspects)
        self.suspects.clear()
        name = "I15" if self.stream.is_conflated else "I5"
        for text in differences:
            place = f"at {self.complete} with policy {self.policy}"
            self.violated(name, f"the fold {place}: {text}")
            if self.is_first_check_of_resumed:
                self.violated("I7", f"the resumed stream does not go on from its point: {text}")

    def differences(self, expected, among=None):
        """Where the fold is not what is expected; the fold is then mended, so that each fault is told once."""
        texts = []
        for id in sorted(among if among is not None else self.fold.keys() | expected.keys()):
            found, wanted = self.fold.get(id), expected.get(id)
            if found == wanted:
                continue
            if found is None:
                texts.append(f"{id} is missing")
            elif wanted is None:
                texts.append(f"{id} is not in the view")
            else:
                names = [
                    name
                    for name in sorted(found.keys() | wanted.keys())
                    if found.get(name) != wanted.get(name)
                ]
                texts.append(f"{id} differs in {', '.join(names)}")
            if wanted is None:
                del self.fold[id]
            else:
                self.fold[id] = wanted
        return texts

    def check_chain(self, event):
        expected = self.publisher.chains.get(event.complete_through)
        if expected is not None and event.chain is not None and event.chain != expected:
            self.violated("I12", f"the chain at {event.complete_through} is not the publisher's")

    def check_existence(self, event):
        newest = self.publisher.newest
        for what, revision in (
            ("complete_through", event.complete_through),
            ("policy_revision", event.policy_revision),
            ("current", event.current),
        ):
            if revision > newest:
                self.violated("I12", f"{what} is {revision}, and there is no such revision")

    def check_end(self):
        end, until = self.stream.end, self.stream.until_revision
        if end is not None and end.get("code") == 0:
            if not until or self.complete != until:
                self.line = end
                self.violated("S", f"ended as done at {self.complete}, asked for {until or 'no end'}")


def checksum(rows):
    """The checksum over the bytes of a snapshot's rows, in the order in which they came."""
    digest = hashlib.sha256()
    for row in rows:
        data = base64.b64decode(row)
        digest.update(len(data).to_bytes(4, "big") + data)
    return base64.b64encode(digest.digest()).decode()
