"""The mixed-integer model in PuLP: one function a rule, named as a board member would say it.

Decisions: `opened[j, t]`, `rooms[j, t]` and `beds[j, t]` added (running totals), `share[p]` of a block that takes pair
p, `left[b]` of a block that gets no seat, whole `classes[j, t, g]`. Index names: j school, t year, g grade, b block,
p pair.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pulp

from planner.problem.problem import Decision, Ints, Mode, Problem

Key = tuple[int, ...]
Term = tuple[pulp.LpVariable, float]
_SENSES = {"<=": pulp.LpConstraintLE, "==": pulp.LpConstraintEQ, ">=": pulp.LpConstraintGE}


@dataclass(frozen=True, kw_only=True, eq=False)
class Model:
    """The PuLP problem, its variables, and the pairs that meet at each school and year."""

    problem: Problem
    lp: pulp.LpProblem
    opened: dict[Key, pulp.LpVariable]
    rooms: dict[Key, pulp.LpVariable]
    beds: dict[Key, pulp.LpVariable]
    classes: dict[Key, pulp.LpVariable]
    share: Sequence[pulp.LpVariable]
    left: Sequence[pulp.LpVariable]
    pairs_at: dict[Key, Ints]


def build_model(problem: Problem) -> Model:
    """Build the model of every rule and every cost term; the objective in yuan, as `planner.cost` counts it."""
    model = _with_variables(problem)
    for add_rule in RULES:
        add_rule(model)
    model.lp.setObjective(pulp.LpAffineExpression(list(total_yuan(model))))
    return model


def place_every_block(model: Model) -> None:
    """Every block goes to one school within reach, or is counted in the shortfall.

    sum_p share[p] + left[b] = 1
    """
    first = model.problem.block_first_pair
    for block, left in enumerate(model.left):
        terms: list[Term] = [(share, 1.0) for share in model.share[first[block] : first[block + 1]]]
        _add(model, [*terms, (left, 1.0)], "==", 1, name=f"place_{block}")


def attend_open_schools(model: Model) -> None:
    """Nobody attends a school that is not open.

    share[p] <= opened[school(p), year(p)]
    """
    for (school, year), pairs in model.pairs_at.items():
        if model.problem.school_decision[school] != Decision.KEEP:
            for pair in pairs:
                terms = [(model.share[pair], 1.0), (model.opened[school, year], -1.0)]
                _add(model, terms, "<=", 0, name=f"attend_{pair}")


def teach_whole_classes(model: Model) -> None:
    """Whole classes: enough of them in each school, year and grade.

    sum_p pupils[block(p), g] * share[p] <= class_size[g] * classes[j, t, g]
    """
    problem = model.problem
    for (school, year, grade), classes in model.classes.items():
        pairs = model.pairs_at[school, year]
        pupils = problem.block_grade_pupils[problem.pair_block[pairs], grade]
        size = float(problem.grade_class_size[grade])
        terms = _shares(model, pairs, pupils)
        _add(model, [*terms, (classes, -size)], "<=", 0, name=f"classes_{school}_{year}_{grade}")


def fit_the_classrooms(model: Model) -> None:
    """Classes of all grades fit the classrooms.

    sum_g classes[j, t, g] <= classrooms[j] + rooms[j, t]
    """
    for (school, year), classes in _classes_by_school(model).items():
        now = int(model.problem.school_classrooms[school])
        _add(model, [*classes, (model.rooms[school, year], -1.0)], "<=", now, name=f"rooms_{school}_{year}")


def keep_schools_small_enough(model: Model) -> None:
    """No school has more classes than a school may have.

    sum_g classes[j, t, g] <= max_classes_per_school
    """
    if np.isfinite(model.problem.max_classes_per_school):
        for (school, year), classes in _classes_by_school(model).items():
            _add(model, classes, "<=", model.problem.max_classes_per_school, name=f"most_classes_{school}_{year}")


def limit_pupils(model: Model) -> None:
    """No school has more pupils than its size allows.

    sum_p pupils[block(p)] * share[p] <= pupils_max[j] * opened[j, t]
    """
    problem = model.problem
    for (school, year), pairs in model.pairs_at.items():
        limit = float(problem.school_pupils_max[school])
        if np.isfinite(limit):
            terms = _shares(model, pairs, problem.block_pupils[problem.pair_block[pairs]])
            _add(model, [*terms, (model.opened[school, year], -limit)], "<=", 0, name=f"pupils_{school}_{year}")


def bed_the_boarders(model: Model) -> None:
    """Every boarder has a bed.

    sum_p boarders[p] * share[p] <= beds[j] + beds added[j, t]
    """
    problem = model.problem
    for (school, year), pairs in model.pairs_at.items():
        boards = pairs[problem.pair_mode[pairs] == Mode.BOARD]
        if len(boards):
            terms = _shares(model, boards, problem.block_pupils[problem.pair_block[boards]])
            now = int(problem.school_beds[school])
            _add(model, [*terms, (model.beds[school, year], -1.0)], "<=", now, name=f"beds_{school}_{year}")


def merge_the_number_asked(model: Model) -> None:
    """The number of merged schools is what the scenario asks, in every year.

    merge_least <= sum_j (1 - opened[j, t]) <= merge_most, over the schools of merge.kinds
    """
    problem = model.problem
    schools = np.nonzero(problem.school_mergeable)[0]
    for year in range(problem.n_years):
        opened = [(model.opened[int(school), year], 1.0) for school in schools]
        if problem.merge_most < len(schools):
            _add(model, opened, ">=", len(schools) - problem.merge_most, name=f"merge_most_{year}")
        if problem.merge_least > 0:
            _add(model, opened, "<=", len(schools) - problem.merge_least, name=f"merge_least_{year}")


def never_go_back(model: Model) -> None:
    """A school once merged stays so, a school once built stays open, and what is added stays.

    opened[j, t + 1] <= opened[j, t] (existing), >= (candidate);  rooms[j, t + 1] >= rooms[j, t];  beds likewise
    """
    for (school, year), later in model.opened.items():
        if year > 0:
            sense: Literal["<=", ">="] = "<=" if model.problem.school_existing[school] else ">="
            before = model.opened[school, year - 1]
            _add(model, [(later, 1.0), (before, -1.0)], sense, 0, name=f"opened_stays_{school}_{year}")
    for word, added in (("rooms", model.rooms), ("beds", model.beds)):
        for (school, year), more in added.items():
            if year > 0:
                terms = [(more, 1.0), (added[school, year - 1], -1.0)]
                _add(model, terms, ">=", 0, name=f"{word}_stay_{school}_{year}")


def add_only_where_built(model: Model) -> None:
    """A site that is not built gets no rooms and no beds.

    rooms[j, t] <= most rooms added[j] * opened[j, t];  beds likewise; for candidates
    """
    problem = model.problem
    most_rooms = problem.school_classrooms_max - problem.school_classrooms
    most_beds = problem.school_beds_max - problem.school_beds
    for word, added, most in (("rooms", model.rooms, most_rooms), ("beds", model.beds, most_beds)):
        for (school, year), more in added.items():
            if not problem.school_existing[school]:
                terms = [(more, 1.0), (model.opened[school, year], -float(most[school]))]
                _add(model, terms, "<=", 0, name=f"{word}_if_built_{school}_{year}")


def stay_within_budget(model: Model) -> None:
    """One-off costs over all years stay within the budget.

    sum_j build_yuan * opened[j, last] + classroom_yuan * rooms[j, last] + bed_yuan * beds[j, last] <= budget
    """
    if np.isfinite(model.problem.budget_yuan):
        terms = list(one_off_yuan(model, model.problem.n_years - 1))
        _add(model, terms, "<=", model.problem.budget_yuan, name="budget")


RULES = (
    place_every_block,
    attend_open_schools,
    teach_whole_classes,
    fit_the_classrooms,
    keep_schools_small_enough,
    limit_pupils,
    bed_the_boarders,
    merge_the_number_asked,
    never_go_back,
    add_only_where_built,
    stay_within_budget,
)
"""Every rule. `decision` and the sites' own maxima are bounds of the variables."""


def one_off_yuan(model: Model, year: int) -> Iterable[Term]:
    """Yield the one-off yuan spent up to a year."""
    problem = model.problem
    for school in range(problem.n_schools):
        if not problem.school_existing[school]:
            yield model.opened[school, year], float(problem.school_build_yuan[school])
        yield model.rooms[school, year], float(problem.school_classroom_yuan[school])
        yield model.beds[school, year], float(problem.school_bed_yuan[school])


def total_yuan(model: Model) -> Iterable[Term]:
    """Yield every term of the total: schools, classes, capital, journeys, boarding, shortfall; yuan a year."""
    problem = model.problem
    # One variable may carry several prices: PuLP would keep the last of them alone.
    opened: dict[Key, float] = {key: float(problem.school_fixed_yuan[key[0]]) for key in model.opened}
    for key in model.opened:
        if not problem.school_existing[key[0]]:
            opened[key] += problem.annuity * float(problem.school_build_yuan[key[0]])
        yield model.rooms[key], problem.annuity * float(problem.school_classroom_yuan[key[0]])
        yield model.beds[key], problem.annuity * float(problem.school_bed_yuan[key[0]])
        yield model.opened[key], opened[key]
    for key, classes in model.classes.items():
        yield classes, float(problem.grade_class_yuan[key[2]])
    yield from zip(model.share, problem.pair_yuan.tolist(), strict=True)
    penalty = problem.block_pupils * problem.shortfall_yuan_per_pupil
    yield from zip(model.left, penalty.tolist(), strict=True)


def _with_variables(problem: Problem) -> Model:
    """Make the variables, with decisions and the sites' own maxima as their bounds."""
    keys = [(school, year) for school in range(problem.n_schools) for year in range(problem.n_years)]
    pairs_at = _pairs_by_school_and_year(problem)
    most_rooms = problem.school_classrooms_max - problem.school_classrooms
    most_beds = problem.school_beds_max - problem.school_beds
    category = pulp.LpBinary if problem.whole else pulp.LpContinuous
    lp = pulp.LpProblem("planner", pulp.LpMinimize)
    return Model(
        problem=problem,
        lp=lp,
        opened={key: _opened_variable(lp, problem, key) for key in keys},
        rooms={key: _integer(lp, "rooms", key, int(most_rooms[key[0]])) for key in keys},
        beds={key: _integer(lp, "beds", key, int(most_beds[key[0]])) for key in keys},
        classes={
            (*key, grade): _integer(lp, "classes", (*key, grade), None)
            for key, pairs in pairs_at.items()
            for grade in _taught_grades(problem, pairs)
        },
        share=[lp.add_variable(f"share_{p}", 0, 1, category) for p in range(problem.n_pairs)],
        left=[lp.add_variable(f"left_{b}", 0, 1, category) for b in range(problem.n_blocks)],
        pairs_at=pairs_at,
    )


def _opened_variable(lp: pulp.LpProblem, problem: Problem, key: Key) -> pulp.LpVariable:
    decision = problem.school_decision[key[0]]
    lower, upper = int(decision == Decision.KEEP), int(decision != Decision.CLOSE)
    return lp.add_variable(f"opened_{key[0]}_{key[1]}", lower, upper, pulp.LpInteger)


def _integer(lp: pulp.LpProblem, word: str, key: Key, upper: int | None) -> pulp.LpVariable:
    return lp.add_variable("_".join([word, *map(str, key)]), 0, upper, pulp.LpInteger)


def _pairs_by_school_and_year(problem: Problem) -> dict[Key, Ints]:
    """(school, year) to the pairs that meet there."""
    meeting = problem.pair_school * problem.n_years + problem.block_year[problem.pair_block]
    order = np.argsort(meeting, kind="stable")
    values, starts = np.unique(meeting[order], return_index=True)
    groups = np.split(order, starts[1:]) if len(values) else []
    return {divmod(int(value), problem.n_years): group for value, group in zip(values, groups, strict=True)}


def _taught_grades(problem: Problem, pairs: Ints) -> list[int]:
    """Grades with a class size that any of the pairs would bring to the school."""
    anyone = (problem.block_grade_pupils[problem.pair_block[pairs]] > 0).any(axis=0)
    return [int(grade) for grade in np.nonzero(anyone & np.isfinite(problem.grade_class_size))[0]]


def _classes_by_school(model: Model) -> dict[Key, list[Term]]:
    """(school, year) to the class variables of all grades there."""
    gathered: dict[Key, list[Term]] = {}
    for (school, year, _), classes in model.classes.items():
        gathered.setdefault((school, year), []).append((classes, 1.0))
    return gathered


def _shares(model: Model, pairs: Ints, weights: np.ndarray) -> list[Term]:
    """Pair each share with its weight, weights of 0 left out."""
    return [(model.share[p], float(w)) for p, w in zip(pairs, weights, strict=True) if w > 0]


def _add(model: Model, terms: list[Term], sense: str, limit: float, *, name: str) -> None:
    expression = pulp.LpAffineExpression(terms)
    model.lp.addConstraint(pulp.LpConstraint(expression, _SENSES[sense], name, limit))
