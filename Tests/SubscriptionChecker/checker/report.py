"""What is wrong with a history."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Violation:
    """One broken invariant: which, in which stream, at which line of the file, and how."""

    invariant: str
    stream: str | None
    line: int | None
    text: str

    def __str__(self):
        where = f"line {self.line}: " if self.line else ""
        whose = f"stream {self.stream}: " if self.stream else ""
        return f"{self.invariant}: {where}{whose}{self.text}"


class Report:
    """Collects violations; of one invariant in one stream only the first few, for the rest follows from them."""

    PER_STREAM = 5

    def __init__(self):
        self.violations = []
        self._counts = {}

    def add(self, invariant, text, stream=None, line=None):
        count = self._counts[(invariant, stream)] = self._counts.get((invariant, stream), 0) + 1
        if count <= self.PER_STREAM:
            self.violations.append(Violation(invariant, stream, line and line.number, text))
