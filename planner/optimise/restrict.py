"""Parts of a problem: the same axes of schools, years, grades and bands, fewer blocks or fewer pairs."""

from dataclasses import replace
from typing import Any

import numpy as np

from planner.problem.problem import Flags, Problem


def only_blocks(problem: Problem, kept: Flags) -> Problem:
    """Return the problem of some blocks alone, in their order; `kept` has shape (block)."""
    pairs = kept[problem.pair_block]
    blocks = {name: values[kept] for name, values in _fields(problem, "block_").items() if name != "block_first_pair"}
    own = {name: values[pairs] for name, values in _fields(problem, "pair_").items()}
    own["pair_block"] = (np.cumsum(kept) - 1)[own["pair_block"]]
    count = np.diff(problem.block_first_pair)[kept]
    first = np.concatenate([[0], np.cumsum(count)])
    return replace(problem, **blocks, **own, **_between(problem, pairs), block_first_pair=first)


def only_pairs(problem: Problem, kept: Flags) -> Problem:
    """Return the problem with some pairs alone; `kept` has shape (pair)."""
    own = {name: values[kept] for name, values in _fields(problem, "pair_").items()}
    count = np.bincount(own["pair_block"], minlength=problem.n_blocks)
    first = np.concatenate([[0], np.cumsum(count)])
    return replace(problem, **own, **_between(problem, kept), block_first_pair=first)


def _between(problem: Problem, kept: Flags) -> dict[str, Any]:
    """Return conflicts and ties of the pairs that are kept, (pair), numbered as these stand among themselves."""
    there, tied = kept[problem.conflict_pair], kept[problem.tied_pair]
    number = np.cumsum(kept) - 1
    return {
        "tied_pair": number[problem.tied_pair[tied]],
        "tied_by": problem.tied_by[tied],
        "conflict_pair": number[problem.conflict_pair[there]],
        "conflict_school": problem.conflict_school[there],
        "conflict_when_closed": problem.conflict_when_closed[there],
    }


def _fields(problem: Problem, prefix: str) -> dict[str, Any]:
    own = [name for name in problem.__dataclass_fields__ if name.startswith(prefix)]
    return {name: getattr(problem, name) for name in own if getattr(problem, name) is not None}
