"""Which lines of the planner the tests run: pytest -p tests.covering follows them and prints the sum at the end.

Lines already seen are no longer followed, so that a run with it takes hardly longer than one without: tests that call a
function a million times would be slowed down by a tracer (Altmayer Pizzorno and Berger, SlipCover, ISSTA 2023).
Named with -p, this module is imported before anything of the planner is. Functions that are compiled to machine code
stand in files of their own, which are left out: nothing can be followed there.
"""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import slipcover

_SOURCE = Path(__file__).resolve().parent.parent / "planner"
_COMPILED = [str(file) for file in _SOURCE.rglob("*.py") if "\n@compiled" in file.read_text(encoding="utf-8")]
_LINES = slipcover.Slipcover(branch=True, source=[str(_SOURCE)], omit=_COMPILED)
_ALL: list[dict[str, Any]] = []
"""What each process of the run saw."""

_FILES = slipcover.FileMatcher(sources=[_SOURCE], omit=_COMPILED)
slipcover.ImportManager(_LINES, _FILES).__enter__()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Keep what this process saw, or hand it to the process that started it."""
    seen = _LINES.get_coverage()
    output = getattr(session.config, "workeroutput", None)
    if output is None:
        _ALL.append(seen)
    else:
        output["lines"] = json.dumps(seen)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Take what another process of the run saw."""
    if (output := getattr(node, "workeroutput", None)) and "lines" in output:
        _ALL.append(json.loads(output["lines"]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print a line for each file that has lines that were not run, and the sum."""
    total, *others = _ALL
    for seen in others:
        slipcover.merge_coverage(total, seen)
    terminalreporter.section("lines and branches that the tests run")
    slipcover.print_coverage(total, outfile=sys.stdout, skip_covered=True)
