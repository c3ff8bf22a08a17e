"""Schools that take the pupils of merged ones: only of certain kinds, as `rules.merge.receivers` says."""

import numpy as np

from planner.problem.actions import Sites
from planner.problem.conflicts import Conflicts, no_conflicts
from planner.problem.pairs import Pairs
from planner.problem.problem import Decision, Flags, Ints
from planner.reading.district import District
from planner.reading.scenario import Scenario


def may_receive(pairs: Pairs, today_school: Ints, district: District, sites: Sites, scenario: Scenario) -> Flags:
    """(pair): False where today's school is sure to be merged, and this one is of no receiving kind.

    `today_school` (block): today's school, -1 where there is none.
    """
    decided = sites.decision[today_school[pairs.block]] == Decision.CLOSE
    may: Flags = ~(_of_no_receiving_kind(pairs, today_school, district, sites, scenario) & decided)
    return may


def conflicts_with_merging(
    pairs: Pairs, today_school: Ints, district: District, sites: Sites, scenario: Scenario
) -> Conflicts:
    """Return pairs that nobody may take while today's school, which may be merged, is closed."""
    barred = _of_no_receiving_kind(pairs, today_school, district, sites, scenario)
    pair = np.nonzero(barred & (sites.decision[today_school[pairs.block]] == Decision.FREE))[0]
    if len(pair) == 0:
        return no_conflicts()
    return Conflicts(pair=pair, school=today_school[pairs.block[pair]], when_closed=np.ones(len(pair), dtype=bool))


def _of_no_receiving_kind(
    pairs: Pairs, today_school: Ints, district: District, sites: Sites, scenario: Scenario
) -> Flags:
    """(pair): whether it leads elsewhere than to today's school, which counts as merged when closed, to no receiver."""
    merge = scenario.rules.merge
    if merge is None or merge.receivers is None:
        return np.zeros(len(pairs.block), dtype=bool)
    school = today_school[pairs.block]
    receives = district.schools["kind"].isin(merge.receivers).to_numpy(bool)
    barred: Flags = (school >= 0) & sites.mergeable[school] & (pairs.school != school) & ~receives[pairs.school]
    return barred
