"""Who would change school, and who would attend in another town, pair by pair."""

import numpy as np
import pandas as pd

from planner.problem.demand import Blocks
from planner.problem.pairs import Pairs
from planner.problem.problem import Flags, Floats, Problem, Today
from planner.reading.district import District


def moved_share(today: Today, blocks: Blocks, pairs: Pairs, n_schools: int) -> Floats:
    """(pair): the share of a block that changes school if it goes there: all of it but what attends the school today.

    1 - share(school), where the shares of a settlement and band are those of today's attendance; 0 where nobody knows
    where they go today.
    """
    n_bands = today.home_school.shape[1]
    home = today.settlement * n_bands + today.band
    known = pd.Series(today.share, index=home * n_schools + today.school)
    asked = (blocks.settlement * n_bands + blocks.band)[pairs.block]
    there = known.reindex(asked * n_schools + pairs.school, fill_value=0.0).to_numpy()
    moved: Floats = np.where(np.isin(asked, home), np.maximum(1.0 - there, 0.0), 0.0)
    return moved


def crosses_town(district: District, blocks: Blocks, pairs: Pairs) -> Flags:
    """(pair): whether the school lies in another town than the block's settlement."""
    n_settlements = len(district.settlements)
    towns, _ = pd.factorize(np.concatenate([district.settlements["town"], district.schools["town"]]))
    home, place = towns[:n_settlements], towns[n_settlements:]
    crosses: Flags = home[blocks.settlement[pairs.block]] != place[pairs.school]
    return crosses


def put_on_yuan(problem: Problem) -> Floats:
    """(pair): what is put on pupils of the block who change school or attend in another town; part of `pair_yuan`."""
    moves = problem.move_yuan_per_pupil * problem.pair_moved_pupils
    yuan: Floats = moves + problem.cross_town_yuan_per_pupil * problem.pair_cross_town_pupils
    return yuan


def moved_by_year(problem: Problem, share: Floats) -> Floats:
    """(year): pupils who change school; `share` (pair)."""
    moved = np.zeros(problem.n_years)
    np.add.at(moved, problem.block_year[problem.pair_block], problem.pair_moved_pupils * share)
    return moved
