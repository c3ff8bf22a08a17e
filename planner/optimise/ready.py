"""Machine code made ready before the clock starts; on a first run by two processes at once.

The compiler holds a lock, so threads would wait for each other. A helper process compiles the pricing and leaves it on
disk, while this one compiles the search; where the helper fails, this process does it all.
"""

import io
import math
import pickle
import subprocess
import sys

import numpy as np

from planner.optimise.clock import start_clock
from planner.optimise.compiled import CAN_COMPILE, is_cold
from planner.optimise.part import only_blocks
from planner.optimise.prove import prove
from planner.optimise.search import Effort, search
from planner.optimise.split import prepare_split
from planner.optimise.start import find_start
from planner.problem.problem import Problem

_FOREVER_SECONDS = 1e6
_HELPER_SECONDS = 180.0
_TRIAL_BLOCKS = 12
_HELPER = "from planner.optimise.ready import help_to_compile; help_to_compile()"


def make_ready(problem: Problem, *, needs_search: bool) -> None:
    """Have the machine code ready: the first run compiles it, later ones read it from disk."""
    if not CAN_COMPILE:
        return
    if needs_search:
        part = only_blocks(problem, np.arange(problem.n_blocks) < _TRIAL_BLOCKS)
        helper = _started_helper(part) if is_cold() else None
        _try_search(part)
        if helper is not None:
            _wait_for(helper)
        try_pricing(part)
    prepare_split(problem)


def try_pricing(part: Problem) -> None:
    """Price a few blocks, to compile what prices them."""
    prove(part, lambda: math.inf, start_clock(_FOREVER_SECONDS), threads=1)


def help_to_compile() -> None:
    """Be the helper: read a problem from standard input, and price it."""
    try_pricing(pickle.loads(sys.stdin.buffer.read()))  # noqa: S301 - from the process that started this one


def _try_search(part: Problem) -> None:
    start = find_start(part, start_clock(0.0))
    search(part, start, Effort(clock=start_clock(_FOREVER_SECONDS), threads=1, seed=0, moves=1))


def _started_helper(part: Problem) -> subprocess.Popen[bytes] | None:
    """Start a second Python; None where that is not possible."""
    parcel = io.BytesIO()
    pickle.dump(part, parcel)
    try:
        helper = subprocess.Popen(  # noqa: S603 - this very Python, and a line of our own
            [sys.executable, "-c", _HELPER],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if helper.stdin is not None:
            helper.stdin.write(parcel.getvalue())
            helper.stdin.close()
    except OSError:
        return None
    return helper


def _wait_for(helper: subprocess.Popen[bytes]) -> None:
    """Wait for what it leaves on disk, but not for ever."""
    try:
        helper.wait(_HELPER_SECONDS)
    except subprocess.TimeoutExpired:
        helper.kill()
        helper.wait()
