"""Rules between pupils and between grades that stand in the way of the other choice, all else as in the plan.

Of a school that stays: closed, some of its pupils would find a seat at another open school only without the rule. Of
one that is merged: kept with the pupils who attend it today, it would break the rule. Of a site that is not built: with
all who could reach it.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from planner.cost import loads
from planner.decide.explain.elsewhere import HAIR, Elsewhere, carried_shut, closing, elsewhere
from planner.decide.explain.opposite import Stand
from planner.decide.explain.reasons import RuleThatDecides
from planner.optimise.construction.completion import completed
from planner.optimise.lacking import lacking_of
from planner.plan import MERGED, Action
from planner.problem.continuity import moved_by_year
from planner.problem.freed import carried_over
from planner.problem.problem import Flags, Floats, Ints, Mode, Problem, Solution
from planner.problem.reserve import rooms_lacking
from planner.problem.ties import binding
from planner.reading.rules_off import RuleOff

_OF_PAIRS: frozenset[RuleOff] = frozenset({"board_when", "board_in"})
"""Told apart from these, by who is out of reach."""
_OF_LEAST_PUPILS: tuple[RuleOff, ...] = ("min_pupils", "whole_school")
_OF_TIES: tuple[RuleOff, ...] = ("bands_together", "settlement_parts", "moves_again")


def rules_in_the_way(stand: Stand, *, school: int, action: Action, year: int) -> Iterator[RuleThatDecides]:
    """Yield these rules with their figures; of a school that is expanded, as though it were to be closed."""
    if not stand.freed:
        return
    if action in MERGED:
        yield from _of_keeping(stand, school, year)
    elif action == "leave":
        reaching = _blocks_reaching(stand.problem, school, year)
        world = _attending(stand.problem, stand.plan, school, reaching)
        yield from _too_few(stand, world, school, year, stand.problem.school_ids[school])
    else:
        yield from _of_closing(stand, school, year)


def minutes_beyond_nearest(problem: Problem, opened: Flags, pairs: Ints) -> float | None:
    """Return by how many minutes these ways at most exceed that to the nearest open school within day limits."""
    found = []
    for pair in pairs.tolist():
        block = int(problem.pair_block[pair])
        mine = np.arange(problem.block_first_pair[block], problem.block_first_pair[block + 1])
        counts = opened[problem.pair_school[mine], problem.block_year[block]] & (problem.pair_mode[mine] != Mode.BOARD)
        if counts.any():
            found.append(float(problem.pair_minutes[pair] - problem.pair_minutes[mine[counts]].min()))
    return max(found, default=None)


def limit_of(stand: Stand, rule: RuleOff) -> float | None:
    """Return a rule's own limit: minutes, schools, pupils, per cent of classrooms; None where it has no number."""
    rules = stand.scenario.rules
    if rule == "nearest" and rules.nearest is not None:
        return float(rules.nearest.max_extra_minutes)
    if rule == "settlement_parts" and rules.settlement_parts is not None:
        return float(rules.settlement_parts.most_schools)
    if rule == "moves" and rules.moves is not None and rules.moves.most_pupils is not None:
        return float(rules.moves.most_pupils)
    if rule == "seat_reserve" and rules.seat_reserve is not None:
        return 100.0 * rules.seat_reserve.share
    return None


def fewest_of_a_grade(problem: Problem, pupils: Floats, school: int, year: int) -> float:
    """Return the smallest of the grades that `rules.whole_school` asks pupils of; `pupils` (school, year, grade)."""
    asked = problem.school_grade_pupils_min[school, year] > 0
    return float(pupils[school, year][asked].min()) if asked.any() else 0.0


def _of_closing(stand: Stand, school: int, year: int) -> Iterator[RuleThatDecides]:
    """Yield the rules without which more of its pupils would find a seat at another open school."""
    problem, plan = stand.problem, stand.plan
    shut = closing(problem, plan, school, year)
    best = elsewhere(problem, plan, shut)
    for rule, freed in stand.freed.items():
        if best.left.sum() <= HAIR or rule in _OF_PAIRS:
            continue
        other = elsewhere(freed, carried_over(problem, plan, freed), carried_shut(problem, shut, freed))
        more = float(best.left.sum() - other.left.sum())
        if more > HAIR:
            yield _of_seats(stand, rule, other, best, pupils=more)


def _of_seats(stand: Stand, rule: RuleOff, other: Elsewhere, best: Elsewhere, *, pupils: float) -> RuleThatDecides:
    """Say where most of those would go who find a seat only without the rule."""
    freed = stand.freed[rule]
    gained = other.pairs[(best.left > HAIR)[freed.pair_block[other.pairs]]]
    gained = gained if len(gained) else other.pairs
    taken = np.bincount(freed.pair_school[gained], weights=freed.block_pupils[freed.pair_block[gained]])
    figure = minutes_beyond_nearest(freed, other.solution.open, gained) if rule == "nearest" else None
    if rule == "moves":
        figure = float(moved_by_year(freed, other.solution.share)[freed.block_year[freed.pair_block[gained[0]]]])
    return RuleThatDecides(
        rule=rule,
        grade_band=_one_band(freed, freed.pair_block[gained]),
        limit=limit_of(stand, rule),
        figure=figure,
        school_id=freed.school_ids[int(taken.argmax())],
        pupils=round(pupils, 6),
    )


def _of_keeping(stand: Stand, school: int, year: int) -> Iterator[RuleThatDecides]:
    """Yield what the school would break, kept with the pupils who attend it today."""
    problem = stand.problem
    mine = _blocks_reaching(problem, school, year)
    mine = mine[problem.block_today_school[mine] == school]
    world = _attending(problem, stand.plan, school, mine)
    yield from _too_few(stand, world, school, year, None)
    yield from _passers(stand, world, school, year)
    yield from _rooms_free(stand, world, school, year)
    for rule in _OF_TIES:
        if rule in stand.freed:
            freed = stand.freed[rule]
            torn = _torn(problem, world, mine)
            torn = np.setdiff1d(torn, _torn(freed, carried_over(problem, world, freed), mine))
            if len(torn):
                yield _plain(stand, rule, torn)


def _too_few(stand: Stand, world: Solution, school: int, year: int, site_id: str | None) -> Iterator[RuleThatDecides]:
    """Yield the rules by which the school has too few pupils, in all or of a grade; `site_id` of one to be built."""
    problem = stand.problem
    pupils = loads(problem, world).pupils
    lacking = lacking_of(problem, pupils)[school, year]
    for rule in _OF_LEAST_PUPILS:
        freed = stand.freed.get(rule)
        if freed is None or lacking_of(freed, pupils)[school, year] >= lacking - HAIR:
            continue
        asked = stand.scenario.rules.whole_school
        each_grade = rule == "whole_school" and asked is not None
        least = float(asked.least_pupils_per_grade) if each_grade and asked else problem.school_pupils_min[school, year]
        there = pupils[school, year].sum()
        yield RuleThatDecides(
            rule=rule,
            grade_band=None,
            limit=float(least),
            figure=round(fewest_of_a_grade(problem, pupils, school, year) if each_grade else float(there), 6),
            school_id=site_id,
            pupils=round(float(there), 6),
        )


def _passers(stand: Stand, world: Solution, school: int, year: int) -> Iterator[RuleThatDecides]:
    """Yield the pupils who could not go on attending the schools they do, were this one open beside them."""
    problem = stand.problem
    here = (problem.conflict_school == school) & ~problem.conflict_when_closed
    pairs = problem.conflict_pair[here]
    pairs = pairs[(world.share[pairs] > 0) & (problem.block_year[problem.pair_block[pairs]] == year)]
    if len(pairs) and "nearest" in stand.freed:
        yield replace(
            _plain(stand, "nearest", problem.pair_block[pairs]),
            figure=minutes_beyond_nearest(problem, world.open, pairs),
        )


def _rooms_free(stand: Stand, world: Solution, school: int, year: int) -> Iterator[RuleThatDecides]:
    """Yield the rooms that could not stay free, with no space to add them, were this school open with its pupils."""
    problem = stand.problem
    if "seat_reserve" not in stand.freed:
        return
    now = completed(problem, opened=world.open, share=world.share)
    classes = now.classes.sum(axis=2) - now.saved.sum(axis=2)
    lacking = rooms_lacking(problem, now.open, classes, now.classrooms_added)[problem.reserve_group[school], year]
    if lacking > 0:
        here = problem.pair_block[(problem.pair_school == school) & (world.share > 0)]
        yield replace(_plain(stand, "seat_reserve", here[problem.block_year[here] == year]), figure=float(lacking))


def _plain(stand: Stand, rule: RuleOff, blocks: Ints) -> RuleThatDecides:
    """Say a rule of a merged school with the pupils it touches."""
    problem = stand.problem
    return RuleThatDecides(
        rule=rule,
        grade_band=_one_band(problem, blocks),
        limit=limit_of(stand, rule),
        figure=None,
        school_id=None,
        pupils=round(float(problem.block_pupils[np.unique(blocks)].sum()), 6),
    )


def _attending(problem: Problem, plan: Solution, school: int, blocks: Ints) -> Solution:
    """Return the plan with the school open, and these blocks there."""
    opened, moved = plan.open.copy(), np.isin(problem.pair_block, blocks)
    opened[school] = True
    here = (problem.pair_school == school).astype(float)
    return replace(plan, open=opened, share=np.where(moved, here, plan.share))


def _torn(problem: Problem, world: Solution, blocks: Ints) -> Ints:
    """Return those of the blocks that are tied to others and with them attend more schools than the tie allows."""
    holds = binding(problem, world.open)[problem.tied_by] & (world.share[problem.tied_pair] > 0)
    pairs, ties = problem.tied_pair[holds], problem.tied_by[holds]
    slots = np.unique(np.column_stack([ties, problem.pair_school[pairs]]), axis=0)
    schools = np.bincount(slots[:, 0], minlength=len(problem.tie_school))
    return np.intersect1d(problem.pair_block[pairs[(schools > problem.tie_most_schools)[ties]]], blocks)


def _blocks_reaching(problem: Problem, school: int, year: int) -> Ints:
    blocks = problem.pair_block[problem.pair_school == school]
    found: Ints = np.unique(blocks[problem.block_year[blocks] == year])
    return found


def _one_band(problem: Problem, blocks: Ints) -> str | None:
    """Name the grade band of these blocks where it is one alone."""
    bands = np.unique(problem.block_band[blocks])
    return problem.bands[int(bands[0])] if len(bands) == 1 else None
