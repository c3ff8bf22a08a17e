"""Parts of a problem: the same axes of schools, years, grades and bands, fewer blocks or fewer pairs."""

from dataclasses import replace
from typing import Any

import numpy as np

from planner.problem.problem import Flags, Ints, Problem


def only_blocks(problem: Problem, kept: Flags) -> Problem:
    """Return the problem of some blocks alone, in their order; `kept` has shape (block)."""
    pairs = kept[problem.pair_block]
    blocks = {name: values[kept] for name, values in _fields(problem, "block_").items() if name != "block_first_pair"}
    own = {name: values[pairs] for name, values in _fields(problem, "pair_").items()}
    own["pair_block"] = (np.cumsum(kept) - 1)[own["pair_block"]]
    count = np.diff(problem.block_first_pair)[kept]
    conflict, school = _conflicts(problem, pairs)
    first = np.concatenate([[0], np.cumsum(count)])
    return replace(problem, **blocks, **own, block_first_pair=first, conflict_pair=conflict, conflict_school=school)


def only_pairs(problem: Problem, kept: Flags) -> Problem:
    """Return the problem with some pairs alone; `kept` has shape (pair)."""
    own = {name: values[kept] for name, values in _fields(problem, "pair_").items()}
    count = np.bincount(own["pair_block"], minlength=problem.n_blocks)
    conflict, school = _conflicts(problem, kept)
    first = np.concatenate([[0], np.cumsum(count)])
    return replace(problem, **own, block_first_pair=first, conflict_pair=conflict, conflict_school=school)


def _conflicts(problem: Problem, kept: Flags) -> tuple[Ints, Ints]:
    """Return pairs, numbered as they stand among those kept, shape (pair), and the schools they conflict with."""
    there = kept[problem.conflict_pair]
    return (np.cumsum(kept) - 1)[problem.conflict_pair[there]], problem.conflict_school[there]


def _fields(problem: Problem, prefix: str) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in problem.__dataclass_fields__ if name.startswith(prefix)}
