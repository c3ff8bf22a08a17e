"""What tests of several folders share."""

import os
import signal
from pathlib import Path

import pytest

os.environ["PLANNER_LANG"] = "en"  # what tests read does not hang on the machine's own language
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # so it is in the background of a shell, and in all it starts
    signal.signal(signal.SIGINT, signal.default_int_handler)

PROJECT = Path(__file__).resolve().parent.parent


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
