"""The rules that tie blocks to each other (`planner.problem.ties`); nobody after this file tells them apart.

`rules.merge.together` ties the blocks of one band whose today's school is the same, by all their pairs, while it is
merged; `rules.bands_together` two bands of a settlement, by the pairs with schools that both have pairs with;
`rules.settlement_parts` the parts of one settlement's band, by all their pairs; `rules.moves.again` a settlement's band
and those that hold its pupils in the next year, by the pairs of the first with schools that are new to it and that the
other can attend, and by all pairs of the other.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np

from planner.problem.actions import Sites
from planner.problem.demand import Blocks
from planner.problem.pairs import Pairs
from planner.problem.problem import Decision, Floats, Ints
from planner.problem.statement.rows import distinct
from planner.reading.scenario import Scenario
from planner.reading.tables import GRADES


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


def find_ties(blocks: Blocks, pairs: Pairs, today: tuple[Ints, Floats], sites: Sites, scenario: Scenario) -> Ties:
    """Return the ties of a scenario; only such as some choice of pairs would break.

    `today`: today's school, (block), -1 where there is none; the share of a block that changes school, (pair).
    """
    today_school, moved = today
    found = [
        tie
        for tie in (
            *_of_merged_schools(blocks, pairs, today_school, sites, scenario),
            *_of_bands(blocks, pairs, scenario),
            *_of_parts(blocks, pairs, scenario),
            *_of_cohorts(blocks, pairs, moved, scenario),
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


def _of_cohorts(blocks: Blocks, pairs: Pairs, moved: Floats, scenario: Scenario) -> Iterator[_Tie]:
    """Yield a settlement's band and each that holds some of its pupils in the next year; none is cut into parts."""
    rule = scenario.rules.moves
    if rule is None or rule.again is None:
        return
    keys = list(zip(blocks.settlement.tolist(), blocks.year.tolist(), blocks.band.tolist(), strict=True))
    count, number = Counter(keys), {key: block for block, key in enumerate(keys)}
    for (settlement, year, _), block in number.items():
        for other in range(len(scenario.grade_bands)):
            later = number.get((settlement, year + 1, other))
            if later is None or count[keys[block]] > 1 or count[keys[later]] > 1:
                continue
            if not _goes_on(blocks, (block, later), scenario):
                continue
            mine, theirs = _pairs_of(pairs, np.array([block])), _pairs_of(pairs, np.array([later]))
            new = (moved[mine] >= 1.0) & np.isin(pairs.school[mine], pairs.school[theirs])
            if new.any():
                yield _Tie(-1, 1, np.concatenate([mine[new], theirs]))


def _goes_on(blocks: Blocks, two: tuple[int, int], scenario: Scenario) -> bool:
    """Whether some pupils of a block are in the other, a later one of the same settlement, and in the same stage."""
    block, later = two
    stages = [band.stage for band in scenario.grade_bands.values()]
    if stages[blocks.band[block]] != stages[blocks.band[later]]:
        return False
    years = scenario.placed_years[blocks.year[later]] - scenario.placed_years[blocks.year[block]]
    place = {grade: column for column, grade in enumerate(scenario.grades)}
    for grade, column in place.items():
        then = GRADES.index(grade) + years
        reached = place.get(GRADES[then]) if then < len(GRADES) else None
        if reached is not None and blocks.grade_pupils[block, column] > 0 and blocks.grade_pupils[later, reached] > 0:
            return True
    return False


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
