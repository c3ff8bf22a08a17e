"""Random numbers of a walk, and its memory of the move under way."""

from typing import NamedTuple

import numpy as np

from planner.optimise.runtime.compiled import compiled_inner
from planner.problem.problem import Ints


class Draw(NamedTuple):
    """Where the random numbers stand, and room for a compound move to remember what it changed."""

    state: Ints
    """Two numbers of a combined multiplicative generator (L'Ecuyer 1988)."""
    touched: Ints
    """(block): blocks moved by the move under way."""
    came_from: Ints
    """(block): the pairs they came from."""
    schools: Ints
    """(school): schools touched."""
    opened: Ints
    """(school): their first open year before."""
    closed: Ints
    """(school): their first year not open before."""
    is_touched: Ints
    """(school): 1 while the school stands in `schools`."""
    counts: Ints
    """How many blocks, how many schools are remembered."""


def new_draw(seed: int, n_blocks: int, n_schools: int) -> Draw:
    """Start a stream of random numbers."""
    rng = np.random.default_rng(seed)
    return Draw(
        state=rng.integers(1, 2_147_483_398, 2),
        touched=np.zeros(8 * n_blocks + 8, dtype=np.int64),
        came_from=np.zeros(8 * n_blocks + 8, dtype=np.int64),
        schools=np.zeros(n_schools + 1, dtype=np.int64),
        opened=np.zeros(n_schools + 1, dtype=np.int64),
        closed=np.zeros(n_schools + 1, dtype=np.int64),
        is_touched=np.zeros(n_schools, dtype=np.int64),
        counts=np.zeros(2, dtype=np.int64),
    )


@compiled_inner
def uniform(draw: Draw) -> float:
    """Return a number in [0, 1)."""
    draw.state[0] = 40014 * draw.state[0] % 2147483563
    draw.state[1] = 40692 * draw.state[1] % 2147483399
    return float(((draw.state[0] - draw.state[1]) % 2147483562) / 2147483562.0)
