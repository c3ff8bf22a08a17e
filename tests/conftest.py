"""What tests of several folders share."""

import math
import os
import signal
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

os.environ["PLANNER_LANG"] = "en"  # what tests read does not hang on the machine's own language
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # so it is in the background of a shell, and in all it starts
    signal.signal(signal.SIGINT, signal.default_int_handler)

PROJECT = Path(__file__).resolve().parent.parent
SEEDS = 6
"""So many cases of a test over seeds are run unless it is marked `sampled`; all of them with --all-cases."""
SAMPLED_SHARE = 0.6
"""Of each sample, what is run: on the slowest machines that run the tests they are to end in twenty minutes."""


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


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that runs every case of the tests of which a sample is run otherwise."""
    parser.addoption("--all-cases", action="store_true", help="run every case of the tests of which a sample is run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take a sample of the cases of long tests; those that take long come first."""
    if not config.getoption("--all-cases"):
        left_out = _beyond_sample(items)
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]
    items.sort(
        key=lambda item: item.get_closest_marker("slow") is None
    )  # else the last one keeps one process busy alone


def _beyond_sample(items: list[pytest.Item]) -> set[pytest.Item]:
    """Return the cases that are left out; those that stay are drawn, the same in every run.

    Of a test marked `sampled(most=n)` SAMPLED_SHARE of n stay, of another that has the parameter `seed` of SEEDS.
    """
    cases = defaultdict(list)
    for item in items:
        marker = item.get_closest_marker("sampled")
        if marker is not None:
            cases[item.nodeid.partition("[")[0], marker.kwargs["most"]].append(item)
        elif isinstance(item, pytest.Function) and hasattr(item, "callspec") and "seed" in item.callspec.params:
            cases[item.nodeid.partition("[")[0], SEEDS].append(item)
    left_out: set[pytest.Item] = set()
    for (_, most), alike in cases.items():
        asked = math.ceil(SAMPLED_SHARE * most)
        taken = set(np.random.default_rng(most).permutation(len(alike))[:asked].tolist())
        left_out |= {item for number, item in enumerate(alike) if number not in taken}
    return left_out
