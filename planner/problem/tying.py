"""The rules that tie blocks to each other (`planner.problem.ties`); nobody after this file tells them apart.

`rules.merge.together` ties the blocks of one band whose today's school is the same, by all their pairs, while it is
merged; `rules.bands_together` two bands of a settlement, by the pairs with schools that both have pairs with;
`rules.settlement_parts` the parts of one settlement's band, by all their pairs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np

from planner.problem.actions import Sites
from planner.problem.demand import Blocks
from planner.problem.pairs import Pairs
from planner.problem.problem import Decision, Ints
from planner.problem.statement.rows import distinct
from planner.reading.scenario import Scenario


@dataclass(frozen=True, kw_only=True, eq=False)
class Ties:
    """The arrays of Problem that begin with `tie_` and `tied_`."""

    school: Ints
    year: Ints
    most_schools: Ints
    pair: Ints
    by: Ints


class _Tie(NamedTuple):
    """One tie: the school that must be closed or -1, its most schools, and its pairs."""

    school: int
    most_schools: int
    pairs: Ints


def find_ties(blocks: Blocks, pairs: Pairs, today_school: Ints, sites: Sites, scenario: Scenario) -> Ties:
    """Return the ties of a scenario; only such as some choice of pairs would break.

    `today_school` (block): today's school, -1 where there is none.
    """
    found = [
        tie
        for tie in (
            *_of_merged_schools(blocks, pairs, today_school, sites, scenario),
            *_of_bands(blocks, pairs, scenario),
            *_of_parts(blocks, pairs, scenario),
        )
        if len(np.unique(pairs.school[tie.pairs])) > tie.most_schools
    ]
    pair = np.concatenate([np.zeros(0, dtype=np.int64), *(tie.pairs for tie in found)])
    by = np.repeat(np.arange(len(found)), [len(tie.pairs) for tie in found])
    order = np.lexsort((by, pair))
    return Ties(
        school=np.array([tie.school for tie in found], dtype=np.int64),
        year=np.array([blocks.year[pairs.block[tie.pairs[0]]] for tie in found], dtype=np.int64),
        most_schools=np.array([tie.most_schools for tie in found], dtype=np.int64),
        pair=pair[order],
        by=by[order],
    )


def _of_merged_schools(
    blocks: Blocks, pairs: Pairs, today_school: Ints, sites: Sites, scenario: Scenario
) -> Iterator[_Tie]:
    """Yield the blocks of one band and year whose today's school is the same and may be merged."""
    merge = scenario.rules.merge
    if merge is None or merge.together is None:
        return
    may_go = (today_school >= 0) & sites.mergeable[today_school] & (sites.decision[today_school] != Decision.KEEP)
    keys = np.column_stack([today_school, blocks.band, blocks.year])
    for group in _groups(keys, np.nonzero(may_go)[0]):
        school = int(today_school[group[0]])
        mine = _pairs_of(pairs, group)
        is_decided = sites.decision[school] == Decision.CLOSE
        yield _Tie(-1 if is_decided else school, 1, mine[pairs.school[mine] != school])


def _of_bands(blocks: Blocks, pairs: Pairs, scenario: Scenario) -> Iterator[_Tie]:
    """Yield each two bands of a settlement and stage none of whose bands is cut: their pairs with schools of both."""
    stages = [band.stage for band in scenario.grade_bands.values()]
    asked = np.array([stage in scenario.rules.bands_together for stage in stages], dtype=bool)
    if not asked.any():
        return
    stage = np.unique(stages, return_inverse=True)[1]
    keys = np.column_stack([blocks.settlement, stage[blocks.band], blocks.year])
    for group in _groups(keys, np.nonzero(asked[blocks.band])[0]):
        if len(np.unique(blocks.band[group])) < len(group):
            continue
        for one, other in combinations(group.tolist(), 2):
            mine, theirs = _pairs_of(pairs, np.array([one])), _pairs_of(pairs, np.array([other]))
            common = np.intersect1d(pairs.school[mine], pairs.school[theirs])
            both = np.concatenate([mine, theirs])
            yield _Tie(-1, 1, both[np.isin(pairs.school[both], common)])


def _of_parts(blocks: Blocks, pairs: Pairs, scenario: Scenario) -> Iterator[_Tie]:
    """Yield the parts that a settlement's band is cut into."""
    rule = scenario.rules.settlement_parts
    if rule is None:
        return
    keys = np.column_stack([blocks.settlement, blocks.band, blocks.year])
    for group in _groups(keys, np.arange(len(keys))):
        yield _Tie(-1, rule.most_schools, _pairs_of(pairs, group))


def _groups(keys: Ints, members: Ints) -> Iterator[Ints]:
    """Yield those of some blocks that have the same key, where they are several; `keys` has shape (block, axis)."""
    _, group = distinct(keys[members])
    order = np.argsort(group, kind="stable")
    for same in np.split(members[order], np.nonzero(np.diff(group[order]))[0] + 1):
        if len(same) > 1:
            yield same


def _pairs_of(pairs: Pairs, blocks: Ints) -> Ints:
    """Return the pairs of some blocks."""
    nothing = np.zeros(0, dtype=np.int64)
    return np.concatenate([nothing, *(np.arange(pairs.first[block], pairs.first[block + 1]) for block in blocks)])
