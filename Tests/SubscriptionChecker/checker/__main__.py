"""python -m checker HISTORY.jsonl…: prints what is violated."""

import sys

from checker.history import History
from checker.judge import judge


def main(paths):
    is_good = bool(paths)
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            history = History.read(lines)
        violations = judge(history)
        for violation in violations:
            print(f"{path}: {violation}")
        print(f"{path}: {history.summary}, {len(violations)} violations")
        is_good = is_good and not violations
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
