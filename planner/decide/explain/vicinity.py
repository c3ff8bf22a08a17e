"""The vicinity of a school: the blocks and schools that are decided anew when the school is, grown step by step."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.cost import loads
from planner.optimise.neighbourhood.area import Area, everything
from planner.plan import Action
from planner.problem.problem import Decision, Flags, Floats, Ints, Problem, Solution

STEPS = ((4, 1, 70), (5, 4, 130), (6, 8, 260), (8, 14, 450))
"""Nearest schools, nearest ones with room, and pairs of blocks with them, in one step after the other."""
_SMALL_PAIRS = 190
"""Up to so many pairs a whole district is free at once."""
_MOST_RELEASED = 12
"""Blocks that are free first for a site where nobody is."""
_LEAST_RELEASED = 8
_RELEASED_PER_SEAT = 1.5
"""Pupils of a school who may go elsewhere, for each seat that is added there, so that it need not be expanded."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Question:
    """Which school is to be decided otherwise, and how."""

    school: int
    action: Action
    homes: Ints
    """Blocks of which some pupils attend it today."""
    staying: Ints
    """Blocks of which most do."""


def vicinities(problem: Problem, plan: Solution, question: Question) -> Iterator[Area]:
    """Yield areas about the school, each with all that the one before holds, and more.

    A small district is free as a whole.
    """
    if problem.n_pairs <= _SMALL_PAIRS:
        yield everything(problem)
        return
    yuan = _Yuan.of(problem, plan)
    first = _first_blocks(problem, plan, question, yuan)
    near = _schools_by_nearness(problem, plan, question, first, yuan)
    room = _with_room(problem, plan)
    roomy = [school for school in near if room[school]]
    partner = _partner(problem, plan, question, near)
    schools = np.zeros(problem.n_schools, dtype=bool)
    schools[[question.school, *partner, *_attended(problem, plan, first)]] = True
    blocks = np.zeros(problem.n_blocks, dtype=bool)
    blocks[np.concatenate([first, *(_blocks_at(problem, plan, school) for school in partner)])] = True
    size = -1
    for n_near, n_roomy, n_pairs in STEPS:
        schools = schools.copy()
        schools[[*near[:n_near], *roomy[:n_roomy]]] = True
        schools |= problem.school_site == problem.school_site[question.school]
        blocks = _with_neighbours(problem, plan, (schools, blocks), yuan, n_pairs)
        before, size = size, int(schools.sum() + blocks.sum())
        if size > before:
            yield Area(schools=schools, blocks=blocks)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Yuan:
    """Yuan a pupil and year of journeys."""

    pair: Floats
    """(pair)."""
    now: Floats
    """(block): under the plan; pupils without a seat at their price."""
    rank: Ints
    """(pair): 0 for its block's cheapest."""

    @classmethod
    def of(cls, problem: Problem, plan: Solution) -> "_Yuan":
        """Count them for a plan."""
        pair = problem.pair_yuan / problem.block_pupils[problem.pair_block]
        served = np.bincount(problem.pair_block, weights=plan.share, minlength=problem.n_blocks)
        paid = np.bincount(problem.pair_block, weights=plan.share * pair, minlength=problem.n_blocks)
        order = np.lexsort((pair, problem.pair_block))
        rank = np.empty(problem.n_pairs, dtype=np.int64)
        rank[order] = np.arange(problem.n_pairs) - problem.block_first_pair[problem.pair_block[order]]
        return cls(pair=pair, now=paid + (1.0 - served).clip(0.0) * problem.shortfall_yuan_per_pupil, rank=rank)


def _first_blocks(problem: Problem, plan: Solution, question: Question, yuan: _Yuan) -> Ints:
    """Return the blocks that must be free: those at the school under the plan, and those who attend it today.

    Of a school that is not to be expanded only those that most cheaply go elsewhere; for a site without pupils those
    that would most cheaply go there.
    """
    school = question.school
    there = problem.pair_block[problem.pair_school == school]
    own = _blocks_at(problem, plan, school)
    if question.action == "keep" and plan.open[school].all():
        return _released(problem, plan, school, own, yuan)
    first = np.union1d(own, np.intersect1d(question.homes, there))
    if len(first):
        return first
    pairs = np.nonzero(problem.pair_school == school)[0]
    nearest = pairs[np.argsort(yuan.pair[pairs] - yuan.now[problem.pair_block[pairs]], kind="stable")]
    return np.unique(problem.pair_block[nearest[:_MOST_RELEASED]])


def _released(problem: Problem, plan: Solution, school: int, own: Ints, yuan: _Yuan) -> Ints:
    """Return the blocks that most cheaply go elsewhere, enough of them to make what was added needless."""
    schools = _with_room(problem, plan)
    schools[school] = False
    extra = _cheapest_elsewhere(problem, plan, schools, yuan)[own]
    nearest = own[np.argsort(extra, kind="stable")]
    sizes = problem.grade_class_size[np.isfinite(problem.grade_class_size)]
    seats = plan.classrooms_added[school].max() * (sizes.max() if len(sizes) else 0.0) + plan.beds_added[school].max()
    gone = np.cumsum(problem.block_pupils[nearest])
    enough = int(np.searchsorted(gone, _RELEASED_PER_SEAT * seats * problem.n_years)) + 1
    return nearest[: max(enough, _LEAST_RELEASED)]


def _with_room(problem: Problem, plan: Solution) -> Flags:
    """(school): there, or free to stay, with room for a class more in every year, as far as rooms and size go."""
    carried = loads(problem, plan).pupils.sum(axis=2).max(axis=1)
    used = plan.rooms_used.max(axis=1)
    rooms = np.minimum(problem.school_classrooms_max, problem.max_classes_per_school)
    sizes = problem.grade_class_size[np.isfinite(problem.grade_class_size)]
    a_class = float(sizes.min()) if len(sizes) else 1.0
    limited = len(sizes) > 0
    may_stay = problem.school_existing & (problem.school_decision == Decision.FREE)
    room: Flags = (plan.open[:, -1] | may_stay) & (carried + a_class <= problem.school_pupils_max)
    return room & (used < rooms) if limited else room


def _schools_by_nearness(problem: Problem, plan: Solution, question: Question, first: Ints, yuan: _Yuan) -> list[int]:
    """Return the other schools of these blocks: each block's nearest, its next nearest, and so on."""
    pairs = np.nonzero(np.isin(problem.pair_block, first))[0]
    best = np.full(problem.n_schools, np.inf)
    np.minimum.at(best, problem.pair_school[pairs], yuan.rank[pairs])
    count = np.bincount(problem.pair_school[pairs], minlength=problem.n_schools)
    paid = np.bincount(problem.pair_school[pairs], weights=yuan.pair[pairs], minlength=problem.n_schools)
    mean = paid / np.maximum(count, 1)
    # a site that is not built is no neighbour before schools that stand
    order = np.lexsort((mean, best, ~problem.school_existing & ~plan.open.any(axis=1)))
    return [int(j) for j in order if count[j] and j != question.school]


def _partner(problem: Problem, plan: Solution, question: Question, near: list[int]) -> list[int]:
    """Return a school that may be decided the other way where the number of merged schools leaves no room for one."""
    school, last = question.school, problem.n_years - 1
    if question.action in {"merge", "leave"}:
        in_its_place = _in_town(problem, plan, school, near)
        if in_its_place:
            return in_its_place
    if not problem.school_mergeable[school] or question.action not in {"merge", "keep"}:
        return []
    merged = int((problem.school_mergeable & ~plan.open[:, last]).sum())
    closing = question.action == "merge"
    if (closing and merged < problem.merge_most) or (not closing and merged > problem.merge_least[last]):
        return []
    if not closing and plan.open[school].all():
        return []
    free = problem.school_mergeable & (problem.school_decision == Decision.FREE) & (plan.open[:, last] != closing)
    free[school] = False
    others = [*near, *(int(j) for j in np.nonzero(free)[0] if j not in near)]
    return [j for j in others if free[j]][:1]


def _in_town(problem: Problem, plan: Solution, school: int, near: list[int]) -> list[int]:
    """Return a school that may be opened where its town would have too few without this one (`rules.towns`)."""
    there = (problem.town_counts & plan.open[:, -1]).sum(axis=1)
    short = problem.town_counts[:, school] & (there <= problem.town_least[:, -1])
    free = (problem.school_decision == Decision.FREE) & ~plan.open[:, -1] & problem.town_counts[short].any(axis=0)
    others = [*near, *(int(j) for j in np.nonzero(free)[0] if j not in near)]
    return [j for j in others if free[j]][:1]


def _with_neighbours(
    problem: Problem, plan: Solution, known: tuple[Flags, Flags], yuan: _Yuan, most_pairs: int
) -> Flags:
    """Add the blocks now at these schools that most cheaply go to another of them, until there are pairs enough."""
    schools, blocks = known
    inside = np.ones(problem.n_blocks, dtype=bool)
    used = np.nonzero(plan.share > 0)[0]
    np.logical_and.at(inside, problem.pair_block[used], schools[problem.pair_school[used]])
    extra = _cheapest_elsewhere(problem, plan, schools, yuan)
    others = np.nonzero(inside & ~blocks & np.isfinite(extra))[0]
    others = others[np.argsort(extra[others], kind="stable")]
    counts = np.bincount(problem.pair_block[schools[problem.pair_school]], minlength=problem.n_blocks)
    room = most_pairs - int(counts[blocks].sum())
    more = blocks.copy()
    more[others[np.cumsum(counts[others]) <= room]] = True
    return more


def _cheapest_elsewhere(problem: Problem, plan: Solution, schools: Flags, yuan: _Yuan) -> Floats:
    """(block): yuan a pupil more that its cheapest other school costs, of these schools; inf where there is none."""
    pairs = np.nonzero(schools[problem.pair_school] & (plan.share == 0))[0]
    extra = np.full(problem.n_blocks, np.inf)
    np.minimum.at(extra, problem.pair_block[pairs], (yuan.pair - yuan.now[problem.pair_block])[pairs])
    return extra


def _attended(problem: Problem, plan: Solution, blocks: Ints) -> Ints:
    used = np.nonzero((plan.share > 0) & np.isin(problem.pair_block, blocks))[0]
    return np.unique(problem.pair_school[used])


def _blocks_at(problem: Problem, plan: Solution, school: int) -> Ints:
    return np.unique(problem.pair_block[(problem.pair_school == school) & (plan.share > 0)])
