"""The rules that decide about a school: those that stand in the way of the other choice, with their figures."""

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace

import numpy as np

from planner.cost import loads, one_off_yuan
from planner.decide.explain.class_needs import more_classes, taught_together
from planner.decide.explain.in_the_way import rules_in_the_way
from planner.decide.explain.opposite import Stand
from planner.decide.explain.reasons import RuleName, RuleThatDecides
from planner.optimise.school import school_rules_of, school_states
from planner.plan import MERGED, Action
from planner.problem.actions import find_sites
from planner.problem.few_pupils import few_pupils_limits
from planner.problem.first_beds import boarding_schools
from planner.problem.freed import carried_over
from planner.problem.pairs import barred_from_boarding
from planner.problem.problem import Decision, Flags, Ints, Mode, Problem, Solution
from planner.problem.today import pupils_today
from planner.problem.travel import Journeys, find_journeys
from planner.reading.district import District
from planner.reading.scenario import GradeBand, Scenario

_HAIR = 1e-6
_SOFT: frozenset[RuleName] = frozenset({"class_size", "multigrade"})
"""They make a choice dearer, and bar none."""
_NONE, _BARRED = -1, -2
_WIDER = 2.0
"""Schools just out of reach are looked for up to so many times the limits."""
_COST = RuleThatDecides(rule="cost", grade_band=None, limit=None, figure=None, school_id=None, pupils=None)


@dataclass(frozen=True, kw_only=True, eq=False)
class Ways:
    """The journeys there are, within the limits and somewhat beyond, and what each school can teach."""

    journeys: Journeys
    offers: Flags
    """(school, grade)."""
    barred: Flags
    """(band, journey): within the limit of boarders, who may not board there."""
    district: District

    def few_pupils(self, stand: Stand, school: int) -> tuple[float, float]:
        """Return the pupils of a school today, and how many at most let it be merged though its kind may not."""
        pupils = pupils_today(self.district, stand.problem.today, stand.scenario)[school].sum()
        return float(pupils), float(few_pupils_limits(self.district, stand.scenario)[school])

    def minutes_barred(self, settlement: int, schools: Flags, band: int) -> tuple[float, int] | None:
        """Return the fewest minutes to one of these schools where only boarding's rules bar pupils, and the school."""
        low, high = np.searchsorted(self.journeys.settlement, [settlement, settlement + 1])
        near = slice(int(low), int(high))
        there = np.nonzero(schools[self.journeys.school[near]] & self.barred[band, near])[0]
        minutes = self.journeys.ride_minutes[near][there]
        schools_there = self.journeys.school[near][there]
        return min(zip(minutes.tolist(), schools_there.tolist(), strict=True), default=None)

    def minutes_to(self, settlement: int, schools: Flags, band: GradeBand) -> float | None:
        """Return the fewest minutes from a settlement to any of these schools, on foot or by bus; None if unknown."""
        low, high = np.searchsorted(self.journeys.settlement, [settlement, settlement + 1])
        near = slice(int(low), int(high))
        there = schools[self.journeys.school[near]]
        walk = np.nan if band.max_walk_minutes is None else self.journeys.walk_minutes[near][there]
        both = np.concatenate([np.atleast_1d(walk), self.journeys.ride_minutes[near][there]])
        return float(np.nanmin(both)) if np.isfinite(both).any() else None


def ways_of(district: District, scenario: Scenario) -> Ways:
    """Gather what is known of a district's journeys and schools, twice as far as the limits reach."""
    wider = scenario.model_copy(update={"grade_bands": {n: _wider(b) for n, b in scenario.grade_bands.items()}})
    journeys = find_journeys(district, wider)
    return Ways(
        journeys=journeys,
        offers=find_sites(district, scenario).offers,
        barred=barred_from_boarding(district, journeys, scenario),
        district=district,
    )


def _wider(band: GradeBand) -> GradeBand:
    limits = {word: getattr(band, word) for word in ("max_walk_minutes", "max_ride_minutes", "max_board_minutes")}
    return band.model_copy(update={w: _WIDER * limit for w, limit in limits.items() if limit is not None})


def rules_met(stand: Stand, ways: Ways, *, school: int, action: Action, year: int) -> tuple[RuleThatDecides, ...]:
    """Return the rules that decide about a school in a year (its index); `cost` where none stands in the way."""
    problem = stand.problem
    if problem.school_decision[school] != Decision.FREE and action != "expand":
        return (_decided(stand, school),)
    found = [*_counts(stand, school, action), *_budget(stand, school, action)]
    if action == "expand":
        found += _needs(stand, school, year)
    free = problem.school_decision[school] == Decision.FREE
    if action in {"keep", "build"} or (action == "expand" and free):
        found += [*_towns(stand, school, year), *_without(stand, ways, school, year)]
    if free:
        found += rules_in_the_way(stand, school=school, action=action, year=year)
    if action not in {*MERGED, "leave"}:
        found += taught_together(problem, stand.plan, school, year)
    hard = [rule for rule in found if rule.rule not in _SOFT]
    return (*(found if hard else [*found, _COST]), *_few_pupils(stand, ways, school))


def _decided(stand: Stand, school: int) -> RuleThatDecides:
    """Say that a school is decided beforehand, with the reason where the scenario gives one."""
    if stand.problem.school_barred[school]:
        return replace(_COST, rule="siting")
    why = stand.scenario.rules.never_merged.get(stand.problem.school_ids[school], "")
    return replace(_COST, rule="never_merged", why=why) if why else replace(_COST, rule="decision")


def _few_pupils(stand: Stand, ways: Ways, school: int) -> Iterator[RuleThatDecides]:
    """Yield why the school may be merged at all, though its kind may not: fewer pupils today than the limit."""
    if stand.problem.school_few_pupils[school]:
        pupils, limit = ways.few_pupils(stand, school)
        yield replace(_COST, rule="few_pupils", limit=limit, figure=pupils)


def reach_limit(band: GradeBand) -> float | None:
    """Return the most minutes one way that any limited mode of day travel or boarding allows; None without limits."""
    limits = [band.max_walk_minutes, band.max_ride_minutes, band.max_board_minutes if band.boarding else None]
    return max((limit for limit in limits if limit is not None and math.isfinite(limit)), default=None)


def _counts(stand: Stand, school: int, action: Action) -> Iterator[RuleThatDecides]:
    """Yield the count of merged schools where what is asked for, or allowed, is just met."""
    problem = stand.problem
    if not problem.school_mergeable[school]:
        return
    merged = int((problem.school_mergeable & ~stand.plan.open[:, -1]).sum())
    is_merged = action in MERGED
    limit = int(problem.merge_least[-1]) if is_merged else problem.merge_most
    met = merged <= limit if is_merged else merged >= limit
    if met and (not is_merged or limit > 0):
        yield replace(_COST, rule="merge_count", limit=float(limit), figure=float(merged))


def _towns(stand: Stand, school: int, year: int) -> Iterator[RuleThatDecides]:
    """Yield the rules for which its town would have too few schools, were this one not there."""
    problem = stand.problem
    opened = boarding_schools(problem, stand.plan.open, stand.plan.beds_added)[:, year]
    for place, (key, town) in enumerate(problem.town_names):
        there = problem.town_counts[place] & (opened if problem.town_beds[place] else stand.plan.open[:, year])
        least = int(problem.town_least[place, year])
        if there[school] and there.sum() <= least:
            why = f"rules.towns.{key}: {town}"
            yield replace(_COST, rule="towns", limit=float(least), figure=float(there.sum()), why=why)


def _budget(stand: Stand, school: int, action: Action) -> Iterator[RuleThatDecides]:
    """Yield the budget where what is left of it does not buy a site that is not built, or one more classroom anywhere.

    The figure is what the plan spends; of a site, what it would spend with it, above the limit.
    """
    problem, budget = stand.problem, float(stand.problem.budget_yuan[-1])
    if action == "leave":
        with_site = one_off_yuan(problem, stand.plan) + float(problem.school_build_yuan[school])
        if with_site > budget:
            yield replace(_COST, rule="budget", limit=budget, figure=with_site)
        return
    may_grow = problem.school_classrooms_max > problem.school_classrooms
    if action in {*MERGED, "keep"} and math.isfinite(budget) and may_grow.any():
        spent = one_off_yuan(problem, stand.plan)
        if spent + float(problem.school_classroom_yuan[may_grow].min()) > budget:
            yield replace(_COST, rule="budget", limit=budget, figure=spent)


def _needs(stand: Stand, school: int, year: int) -> Iterator[RuleThatDecides]:
    """Yield what those who attend an expanded school need, beside what it has."""
    problem, plan = stand.problem, stand.plan
    carried = loads(problem, plan)
    pupils = float(carried.pupils[school, year].sum())
    classes = float(plan.rooms_used[school, year])
    if plan.classrooms_added[school, year] > 0:
        rooms = float(problem.school_classrooms[school])
        yield replace(_COST, rule="classrooms", limit=rooms, figure=classes, pupils=pupils)
    if plan.beds_added[school, year] > 0:
        boarders = float(carried.boarders[school, year])
        yield replace(_COST, rule="beds", limit=float(problem.school_beds[school]), figure=boarders, pupils=boarders)


def _without(stand: Stand, ways: Ways, school: int, year: int) -> Iterator[RuleThatDecides]:
    """Yield what would be broken were the school not there: its pupils' ways, and the limits of schools next to it."""
    problem, plan = stand.problem, stand.plan
    used = (plan.share > 0) & (problem.pair_school == school) & (problem.block_year[problem.pair_block] == year)
    own = problem.pair_block[used]
    others = _cheapest_others(problem, plan, own, school)
    alone = own[others == _NONE]
    freed = stand.freed.get("same_town")
    if freed is not None:  # another town's school is in reach, and is told of as what the rule keeps them from
        alone = alone[_cheapest_others(freed, carried_over(problem, plan, freed), alone, school) == _NONE]
    yield from _out_of_reach(stand, ways, school, alone)
    for receiver in np.unique(problem.pair_school[others[others >= 0]]):
        pairs = others[(others >= 0) & (problem.pair_school[others] == receiver)]
        yield from _overfull(problem, plan, pairs, year)


def _cheapest_others(problem: Problem, plan: Solution, blocks: Ints, school: int) -> Ints:
    """(block): its cheapest pair with another school that is open under the plan, and that this one's closing allows.

    `_NONE` where no other is open, `_BARRED` where such are and rules between schools bar them all.
    """
    found = np.full(len(blocks), _NONE, dtype=np.int64)
    barred = _barred_pairs(problem, plan, school)
    for place, block in enumerate(blocks):
        pairs = np.arange(problem.block_first_pair[block], problem.block_first_pair[block + 1])
        other = problem.pair_school[pairs]
        pairs = pairs[(other != school) & plan.open[other, problem.block_year[block]]]
        may = pairs[~barred[pairs]]
        if len(pairs):
            found[place] = may[np.argmin(problem.pair_yuan[may])] if len(may) else _BARRED
    return found


def _barred_pairs(problem: Problem, plan: Solution, school: int) -> Flags:
    """(pair): whether it may not be taken, with this school closed, for which others are open or closed."""
    barred = np.zeros(problem.n_pairs, dtype=bool)
    pair, other = problem.conflict_pair, problem.conflict_school
    is_open = plan.open[other, problem.block_year[problem.pair_block[pair]]] & (other != school)
    barred[pair[is_open != problem.conflict_when_closed]] = True
    return barred


def _out_of_reach(stand: Stand, ways: Ways, school: int, blocks: Ints) -> Iterator[RuleThatDecides]:
    """Yield, by grade band, the pupils with no other open school within the limits, and whether any could be opened."""
    problem = stand.problem
    for band in np.unique(problem.block_band[blocks]):
        mine = yield from _barred(stand, ways, school, blocks[problem.block_band[blocks] == band])
        if not len(mine):
            continue
        rules = list(stand.scenario.grade_bands.values())[int(band)]
        teaches: Flags = np.asarray(ways.offers[:, problem.band_grades[band]].all(axis=1))
        teaches[school] = False
        stands = problem.pair_school[np.isin(problem.pair_block, mine)]
        none_at_all = not (teaches[stands] & (stands != school)).any()
        opened = teaches if none_at_all else teaches & stand.plan.open[:, -1]
        minutes = [ways.minutes_to(int(problem.block_settlement[block]), opened, rules) for block in mine]
        known = [each for each in minutes if each is not None]
        yield replace(
            _COST,
            rule="no_other_school_in_reach" if none_at_all else "travel_limit",
            grade_band=problem.bands[band],
            limit=reach_limit(rules),
            figure=min(known) if known else None,
            pupils=float(problem.block_pupils[mine].sum()),
        )


def _barred(stand: Stand, ways: Ways, school: int, blocks: Ints) -> Generator[RuleThatDecides, None, Ints]:
    """Yield the pupils of one band who might board at another open school but for `board_in`; return the others."""
    problem = stand.problem
    if not len(blocks):
        return blocks
    band = int(problem.block_band[blocks[0]])
    opened: Flags = np.asarray(ways.offers[:, problem.band_grades[band]].all(axis=1)) & stand.plan.open[:, -1]
    opened[school] = False
    found = [ways.minutes_barred(int(problem.block_settlement[block]), opened, band) for block in blocks]
    near = np.array([each is not None for each in found], dtype=bool)
    if near.any():
        yield replace(
            _COST,
            rule="board_in_town",
            grade_band=problem.bands[band],
            figure=min(minutes for minutes, _ in filter(None, found)),
            pupils=float(problem.block_pupils[blocks[near]].sum()),
        )
    others: Ints = blocks[~near]
    return others


def _overfull(problem: Problem, plan: Solution, pairs: Ints, year: int) -> Iterator[RuleThatDecides]:
    """Limits of the one school of these pairs that their blocks would break, or classes they would add there."""
    school, blocks = int(problem.pair_school[pairs[0]]), problem.pair_block[pairs]
    carried = loads(problem, plan)
    before = carried.pupils[school, year]
    after = before + problem.block_grade_pupils[blocks].sum(axis=0)
    touched = float(problem.block_pupils[blocks].sum())
    boards = problem.pair_mode[pairs] == Mode.BOARD
    boarders = carried.boarders[school, year] + problem.block_pupils[blocks[boards]].sum()
    rooms = min(float(problem.school_classrooms_max[school]), problem.max_classes_per_school)
    states = school_states(
        school_rules_of(problem), np.array([school, school]), np.array([before, after]), np.array([boarders, boarders])
    )
    limits: tuple[tuple[RuleName, float, float], ...] = (
        ("classrooms", rooms, float(states.rooms[1])),
        ("school_size", float(problem.school_pupils_max[school]), float(after.sum())),
        ("beds", float(problem.school_beds_max[school]), float(states.beds[1])),
    )
    broken = [(rule, limit, figure) for rule, limit, figure in limits if figure > limit + _HAIR]
    school_id = problem.school_ids[school]
    for rule, limit, figure in broken:
        yield replace(_COST, rule=rule, limit=limit, figure=figure, school_id=school_id, pupils=touched)
    if not broken:
        yield from more_classes(problem, states, school, blocks)
