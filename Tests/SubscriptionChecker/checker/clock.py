"""Time as far as it says something about a server: while there is one, and while whoever records is awake."""


class Clock:
    """The clock of a history, without the times in which nothing could have been heard."""

    def __init__(self, lines):
        #: Stretches (from, to) in which no server was there, or the recording program did not run; disjoint, in order.
        self.gaps = merged(sorted([*absences(lines), *pauses(lines)]))

    def heard(self, start, end):
        """How much of the time between the two could have been heard."""
        lost = sum(max(0, min(end, to) - max(start, since)) for since, to in self.gaps)
        return end - start - lost

    def after(self, start, duration):
        """When so much time has passed that could be heard."""
        end = start + duration
        for since, to in self.gaps:
            if since < end and to > start:
                end += to - max(since, start)
        return end


def absences(lines):
    """From each end of a server to the next start of one."""
    since = None
    for line in lines:
        if line.type == "stop" and since is None:
            since = line.time
        elif line.type == "start" and since is not None:
            yield since, line.time
            since = None


def pauses(lines):
    """What a program noticed that records: it was not run for so long."""
    for line in lines:
        if line.type == "pause":
            yield line.time - line["ms"], line.time


def merged(stretches):
    found = []
    for since, to in stretches:
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(to, found[-1][1]))
        else:
            found.append((since, to))
    return found
