"""Recombination: of all bundles seen (what one school takes in one year), the best that together place every block.

Bundles come from plans that the search met and from pricing. Choosing among them is a small exact model: it joins the
good half of one plan to the good half of another, which no single move of the search can do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pulp

from planner.cost import least_classes, objective_of
from planner.optimise import rates
from planner.optimise.clock import Clock
from planner.optimise.heard import Hearing
from planner.optimise.highs import Settings, solve_mixed
from planner.optimise.model import (
    Model,
    Term,
    add_only_where_built,
    merge_the_number_asked,
    never_go_back,
    one_off_yuan,
    stay_within_budget,
)
from planner.optimise.program import program_of
from planner.optimise.work import beds_for, completed
from planner.problem.problem import Decision, Floats, Ints, Mode, Problem, Solution

Bundle = tuple[int, int, tuple[int, ...]]
"""School, year, and the pairs that are taken together."""

_HALF = 0.5
_PUPILS_OFF = 1e-6
"""What a sum of pupils may be off by."""
_MOST_BUNDLES = 3_000
"""More make the model slow, and the dearest of them are seldom chosen."""
_CLOSE = 1e-4
"""HiGHS stops when its best and its limit are this close, as a share of the total."""
_NOBODY = Hearing(plan=lambda _objective, _values: None, both=lambda _objective, _bound: None)
_SHARED_RULES = (merge_the_number_asked, never_go_back, add_only_where_built, stay_within_budget)


@dataclass(frozen=True, kw_only=True, eq=False)
class Prices:
    """What pricing has proven: (block) prices in yuan, and how far above the bound the best plan is."""

    block: Floats
    distance: float


def bundles_of(problem: Problem, at: Ints) -> Iterable[Bundle]:
    """Yield what each school takes in each year in a plan, given as the pair every block takes, or -1."""
    pairs = np.sort(at[at >= 0])
    if len(pairs) == 0:
        return
    place = problem.pair_school[pairs] * problem.n_years + problem.block_year[problem.pair_block[pairs]]
    order = np.argsort(place, kind="stable")
    places, starts = np.unique(place[order], return_index=True)
    for where, taken in zip(places, np.split(pairs[order], starts[1:]), strict=True):
        school, year = divmod(int(where), problem.n_years)
        yield school, year, tuple(taken.tolist())


def recombine(problem: Problem, best: Solution, bundles: Iterable[Bundle], clock: Clock, *, prices: Prices) -> Solution:
    """Return the best plan that the bundles make together, `best` if no better one; whole blocks only.

    A bundle that costs more above its blocks' prices than the whole distance between plan and bound is left out: it
    cannot stand in a better plan. (The prices are those the bound is proven at.)
    """
    own = set(bundles_of(problem, _pairs_taken(problem, best)))
    # Pricing also hands over schools open with nobody in them, and bundles of a relaxed school: those are left out.
    figures = [_figures(problem, bundle) for bundle in sorted(own.union(bundles)) if bundle[2]]
    figures = [f for f in figures if _fits(problem, f)]
    above = np.array([-np.inf if f.bundle in own else _above(problem, f, prices) for f in figures])
    nearest = np.argsort(above, kind="stable")[:_MOST_BUNDLES]
    kept = [figures[place] for place in nearest if above[place] <= prices.distance]
    clock.spend(rates.of_bundles(len(figures)))
    model, chosen = _model(problem, kept)
    found = _solved(model, chosen, kept, best, clock)
    answers = [best] if found is None else [best, found]
    return min(answers, key=lambda solution: objective_of(problem, solution).total)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Figures:
    """A bundle, its yuan a year for journeys and classes, its rooms, beds and pupils."""

    bundle: Bundle
    yuan: float
    rooms: int
    beds: int
    pupils: float


def _figures(problem: Problem, bundle: Bundle) -> _Figures:
    pairs = np.array(bundle[2])
    blocks = problem.pair_block[pairs]
    classes = least_classes(problem.block_grade_pupils[blocks].sum(axis=0), problem.grade_class_size)
    boarders = problem.block_pupils[blocks][problem.pair_mode[pairs] == Mode.BOARD].sum()
    return _Figures(
        bundle=bundle,
        yuan=float(problem.pair_yuan[pairs].sum() + classes @ problem.grade_class_yuan),
        rooms=int(classes.sum()),
        beds=int(beds_for(np.array([boarders]))[0]),
        pupils=float(problem.block_pupils[blocks].sum()),
    )


def _fits(problem: Problem, figures: _Figures) -> bool:
    """Whether the school has room for the bundle: the model knows of rooms and beds to add, but not of its size."""
    school = figures.bundle[0]
    return bool(
        figures.rooms <= min(problem.school_classrooms_max[school], problem.max_classes_per_school)
        and figures.beds <= problem.school_beds_max[school]
        and figures.pupils <= problem.school_pupils_max[school] + _PUPILS_OFF
    )


def _above(problem: Problem, figures: _Figures, prices: Prices) -> float:
    """Return by how much a bundle costs more than the prices of its blocks, school and capital not counted."""
    return figures.yuan - float(prices.block[problem.pair_block[list(figures.bundle[2])]].sum())


def _model(problem: Problem, figures: Sequence[_Figures]) -> tuple[Model, list[pulp.LpVariable]]:
    """Build the model: one choice a bundle, and the schools' own variables and rules as in the whole model."""
    lp = pulp.LpProblem("recombine", pulp.LpMinimize)
    keys = [(school, year) for school in range(problem.n_schools) for year in range(problem.n_years)]
    more_rooms = problem.school_classrooms_max - problem.school_classrooms
    more_beds = problem.school_beds_max - problem.school_beds
    decision = problem.school_decision
    model = Model(
        problem=problem,
        lp=lp,
        opened={
            k: lp.add_variable(
                f"opened_{k[0]}_{k[1]}", decision[k[0]] == Decision.KEEP, decision[k[0]] != Decision.CLOSE, "Integer"
            )
            for k in keys
        },
        rooms={k: lp.add_variable(f"rooms_{k[0]}_{k[1]}", 0, int(more_rooms[k[0]]), "Integer") for k in keys},
        beds={k: lp.add_variable(f"beds_{k[0]}_{k[1]}", 0, int(more_beds[k[0]]), "Integer") for k in keys},
        classes={},
        share=[],
        left=[lp.add_variable(f"left_{b}", 0, 1) for b in range(problem.n_blocks)],
        pairs_at={},
    )
    chosen = [lp.add_variable(f"chosen_{place}", 0, 1, "Integer") for place in range(len(figures))]
    for rule in _SHARED_RULES:
        rule(model)
    _choose_and_carry(model, chosen, figures)
    lp.setObjective(pulp.LpAffineExpression(list(_yuan(model, chosen, figures))))
    return model, chosen


def _choose_and_carry(model: Model, chosen: Sequence[pulp.LpVariable], figures: Sequence[_Figures]) -> None:
    """Place every block once; at most one bundle an open school; its rooms and beds are there."""
    problem = model.problem
    of_block: list[list[Term]] = [[(left, 1.0)] for left in model.left]
    of_place: dict[tuple[int, ...], list[int]] = {}
    for place, figure in enumerate(figures):
        of_place.setdefault(figure.bundle[:2], []).append(place)
        for pair in figure.bundle[2]:
            of_block[problem.pair_block[pair]].append((chosen[place], 1.0))
    for terms in of_block:
        model.lp.addConstraint(pulp.LpAffineExpression(terms) == 1)
    for key, places in of_place.items():
        once: list[Term] = [(chosen[place], 1.0) for place in places]
        rooms: list[Term] = [(chosen[place], float(figures[place].rooms)) for place in places]
        beds: list[Term] = [(chosen[place], float(figures[place].beds)) for place in places]
        now_rooms, now_beds = int(problem.school_classrooms[key[0]]), int(problem.school_beds[key[0]])
        model.lp.addConstraint(pulp.LpAffineExpression([*once, (model.opened[key], -1.0)]) <= 0)
        model.lp.addConstraint(pulp.LpAffineExpression([*rooms, (model.rooms[key], -1.0)]) <= now_rooms)
        model.lp.addConstraint(pulp.LpAffineExpression([*beds, (model.beds[key], -1.0)]) <= now_beds)


def _yuan(model: Model, chosen: Sequence[pulp.LpVariable], figures: Sequence[_Figures]) -> Iterable[Term]:
    """Yield the terms of the total."""
    problem = model.problem
    weights: dict[pulp.LpVariable, float] = {}
    for key, opened in model.opened.items():
        weights[opened] = float(problem.school_fixed_yuan[key[0]])
    for year in range(problem.n_years):
        for variable, yuan in one_off_yuan(model, year):
            weights[variable] = weights.get(variable, 0.0) + problem.annuity * yuan
    yield from weights.items()
    yield from ((variable, figure.yuan) for variable, figure in zip(chosen, figures, strict=True))
    yield from zip(model.left, (problem.block_pupils * problem.shortfall_yuan_per_pupil).tolist(), strict=True)


def _solved(
    model: Model, chosen: Sequence[pulp.LpVariable], figures: Sequence[_Figures], best: Solution, clock: Clock
) -> Solution | None:
    """Solve in HiGHS; return its choice as a plan, None where time did not allow one."""
    program, settings = program_of(model.lp), Settings(relative_gap=_CLOSE)
    begin = _begin(model, chosen, figures, best)
    values = solve_mixed(program, begin, clock, settings, _NOBODY).values
    if values is None:
        return None
    problem = model.problem
    opened = np.zeros((problem.n_schools, problem.n_years), dtype=bool)
    for key, variable in model.opened.items():
        opened[key] = values[variable.index] > _HALF
    share = np.zeros(problem.n_pairs)
    for variable, figure in zip(chosen, figures, strict=True):
        if values[variable.index] > _HALF:
            share[list(figure.bundle[2])] = 1.0
    return completed(problem, opened=opened, share=share)


def _begin(model: Model, chosen: Sequence[pulp.LpVariable], figures: Sequence[_Figures], best: Solution) -> Floats:
    """Return the best plan so far as values of the model's variables."""
    problem = model.problem
    values = np.zeros(len(model.lp.variables()))
    for variables, array in (
        (model.opened, best.open),
        (model.rooms, best.classrooms_added),
        (model.beds, best.beds_added),
    ):
        for key, variable in variables.items():
            values[variable.index] = float(array[key])
    taken = _pairs_taken(problem, best)
    own = set(bundles_of(problem, taken))
    for variable, figure in zip(chosen, figures, strict=True):
        values[variable.index] = float(figure.bundle in own)
    for variable, pair in zip(model.left, taken, strict=True):
        values[variable.index] = float(pair < 0)
    return values


def _pairs_taken(problem: Problem, solution: Solution) -> Ints:
    taken = np.full(problem.n_blocks, -1, dtype=np.int64)
    pairs = np.nonzero(solution.share > _HALF)[0]
    taken[problem.pair_block[pairs]] = pairs
    return taken
