"""Shows what the programs under test said when a test fails."""

import pytest

from harness import Program

LINES_MAX = 40


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if not report.failed:
        return
    for program in Program.running:
        name = f"{' '.join(program.arguments[:2])} ({program.pid})"
        lines = program.stderr.splitlines()
        if len(lines) > 2 * LINES_MAX:
            # A crash is told at its beginning.
            lines[LINES_MAX:-LINES_MAX] = ["…"]
        report.sections.append((f"standard error of {name}", "\n".join(lines)))
