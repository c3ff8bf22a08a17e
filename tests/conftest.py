"""What tests of several folders share."""

import os
import signal
from collections import Counter
from pathlib import Path

import pytest

os.environ["PLANNER_LANG"] = "en"  # what tests read does not hang on the machine's own language
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # so it is in the background of a shell, and in all it starts
    signal.signal(signal.SIGINT, signal.default_int_handler)

PROJECT = Path(__file__).resolve().parent.parent
TRACED_CASES = 5
"""Coverage follows so many cases of each test: the others run the same lines, and following them takes longest."""


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real public data, below the folder of the setting PLANNER_SHARED (default ../shared)."""
    folder = Path(os.environ.get("PLANNER_SHARED", PROJECT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"no real data: {folder} is not there; set PLANNER_SHARED")
    return folder


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their argument: their own text may hold a time, and every process of a run must name them alike."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave all but the first cases of each test out of coverage."""
    seen: Counter[str] = Counter()
    for item in items:
        test = item.nodeid.partition("[")[0]
        seen[test] += 1
        if seen[test] > TRACED_CASES:
            item.add_marker(pytest.mark.no_cover)
