"""The relaxation against the PuLP model, rule by rule: one linear program, made and solved in two ways.

The relaxation begins with sums in the place of the rows they include, adds `attend_open_schools` where it is broken,
and holds implied rows. Of these one alone makes it stronger than the PuLP model without whole numbers:
`teach_only_in_open_schools`. With those rows in the PuLP model too the values are the same; without, the model's is no
higher, and the same where no class has a size.

Every rule has small districts in which its rows matter: taken out of the relaxation alone, the values come apart, and
a test says so of each, so a row block that is dropped or misread fails here.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from planner.optimise.models import relaxation
from planner.optimise.models.pulp_model import Model, build_model, model_of
from planner.optimise.models.relaxation import solve_relaxation
from planner.optimise.runtime.clock import start_clock
from planner.optimise.solver.program import program_of_pulp
from planner.problem.problem import Decision, Problem
from planner.problem.statement import implied, rules
from planner.problem.statement.columns import Columns
from planner.problem.statement.moves import limit_moves
from planner.problem.statement.multigrade import (
    seat_everybody_in_classes,
    teach_few_grades_together,
)
from planner.problem.statement.reserve import leave_seats_free
from planner.problem.statement.rows import Rows
from planner.problem.statement.rules import RULES, Rule
from planner.problem.statement.small_schools import attend_makes_attended, count_missing_pupils
from planner.problem.statement.statement import ADDED_WHERE_BROKEN, RELAXED, state
from planner.problem.statement.taught import grades_taught
from planner.problem.statement.towns import bed_a_school_in_towns, open_enough_in_towns
from planner.problem.statement.whole_school import attend_every_band, attend_every_grade
from tests.adoptable import with_min_pupils, with_multigrade, with_small_schools, with_whole_school
from tests.composing import problem_of
from tests.conflicting import with_conflicts
from tests.districts import Case, random_case, with_scenario, with_schools
from tests.linking import with_seat_reserve, with_towns
from tests.placing import with_moves
from tests.proving import RELAXATION
from tests.seating import busy_case
from tests.tying import with_random_ties

SAME = 1e-6
LOWER = 1e-4
"""A value is lower if it is so by this share of it at least."""


def relaxed_value(problem: Problem) -> float:
    """Return the limit the relaxation proves; yuan a year."""
    return solve_relaxation(problem, start_clock(600), RELAXATION).bound


def pulp_value(model: Model) -> float:
    """Return the least of a PuLP model whose variables need not be whole, by SciPy; yuan a year."""
    program = program_of_pulp(model.lp)
    solved = milp(
        program.cost,
        constraints=LinearConstraint(program.matrix, program.low, program.high),
        bounds=Bounds(program.lower, program.upper),
    )
    assert solved.status == 0, solved.message
    return float(solved.fun)


def strong_model(problem: Problem) -> Model:
    """Return the PuLP model with the two implied rules that make the relaxation stronger."""
    return model_of(state(problem, (*RULES, _teach_only_in_open_schools, seat_everybody_in_classes)))


def _teach_only_in_open_schools(problem: Problem, columns: Columns) -> Rows:
    """Leave out classes of grades that nobody can bring: PuLP has no variables for them."""
    rows = implied.teach_only_in_open_schools(problem, columns)
    there = np.ones(columns.count)
    there[columns.classes[~grades_taught(problem)]] = 0.0
    matrix = sparse.csr_array(rows.matrix * there)
    matrix.eliminate_zeros()
    return replace(rows, matrix=matrix)


def loosened(rule: Rule) -> Rule:
    """Return a rule whose rows stand there and ask for nothing."""

    def stated(problem: Problem, columns: Columns) -> Rows:
        rows = rule(problem, columns)
        nothing = np.full(rows.count, np.inf)
        return replace(rows, low=-nothing, high=nothing)

    stated.__name__ = rule.__name__
    return stated


def whole(seed: int) -> Case:
    """Draw a tiny district of whole blocks."""
    return random_case(seed)


def split(seed: int) -> Case:
    """Draw a tiny district of blocks in shares."""
    return random_case(seed, mode="split")


def on_one_site(seed: int) -> Case:
    """Draw a tiny district whose schools are all alternatives of one site."""
    return with_scenario(with_schools(whole(seed), state="candidate", decision="", site_id="D1"), "decisions", value={})


def few_pupils(seed: int) -> Case:
    """Draw a tiny district whose schools need so many pupils."""
    return with_min_pupils(seed)


def whole_schools(seed: int) -> Case:
    """Draw a tiny district whose schools need pupils in every grade."""
    return with_whole_school(seed)


def small_schools(seed: int) -> Case:
    """Draw a tiny district whose small schools are funded for the pupils they lack."""
    return with_small_schools(seed)


def with_schools_of_towns(seed: int) -> Case:
    """Draw a tiny district whose towns need schools and boarding schools."""
    return with_towns(seed)


def with_rooms_free(seed: int) -> Case:
    """Draw a tiny district in which classrooms stay free."""
    return with_seat_reserve(seed)


def few_moving(seed: int) -> Case:
    """Draw a tiny district in which few pupils may change school."""
    return with_moves(seed)


def taught_together(seed: int) -> Case:
    """Draw a tiny district in which grades may be taught together."""
    return with_multigrade(seed)


def in_conflict(seed: int) -> Case:
    """Draw a tiny district, to be given conflicts."""
    return whole(seed)


def tied(seed: int) -> Case:
    """Draw a district, to be given ties."""
    return busy_case(seed)


def drawn(draw: "Draw", seed: int) -> Problem:
    """Return a district's problem, with conflicts or ties where they are asked for."""
    problem = problem_of(draw(seed))
    if draw is tied:
        return with_random_ties(problem, seed)
    return with_conflicts(problem, seed) if draw is in_conflict else problem


def without(monkeypatch: pytest.MonkeyPatch, rule: Rule, problem: Problem) -> float:
    """Return the relaxation's value when the rows of a rule ask for nothing."""
    with monkeypatch.context() as only_here:
        only_here.setattr(relaxation, "RELAXED", tuple(loosened(each) if each is rule else each for each in RELAXED))
        left_out = tuple(loosened(each) if each is rule else each for each in ADDED_WHERE_BROKEN)
        only_here.setattr(relaxation, "ADDED_WHERE_BROKEN", left_out)
        return relaxed_value(problem)


Draw = Callable[[int], Case]
BINDING: dict[str, tuple[Rule, Sequence[tuple[Draw, int]]]] = {
    "place every block": (rules.place_every_block, [(whole, 0), (split, 0), (busy_case, 0)]),
    "attend open schools": (rules.attend_open_schools, [(whole, 14), (split, 6), (busy_case, 5)]),
    "classes": (rules.teach_whole_classes, [(whole, 1), (split, 1), (busy_case, 4)]),
    "rooms": (rules.fit_the_classrooms, [(whole, 7), (split, 43), (busy_case, 1)]),
    "classes a school": (implied.teach_only_in_open_schools, [(whole, 1), (split, 13)]),
    "pupils_max": (implied.attend_only_open_schools_in_sum, [(whole, 0), (split, 29)]),
    "school size": (implied.attend_only_open_schools_in_sum, [(whole, 13), (split, 13)]),
    "beds": (rules.bed_the_boarders, [(whole, 24), (split, 17), (busy_case, 5)]),
    "least pupils": (rules.attend_enough, [(few_pupils, 0), (few_pupils, 1)]),
    "pupils of every grade": (attend_every_grade, [(whole_schools, 26), (whole_schools, 35)]),
    "somebody of every band": (attend_every_band, [(whole_schools, 5), (whole_schools, 124)]),
    "schools with somebody": (attend_makes_attended, [(small_schools, 0), (small_schools, 3)]),
    "missing pupils": (count_missing_pupils, [(small_schools, 0), (small_schools, 3)]),
    "schools of towns": (open_enough_in_towns, [(with_schools_of_towns, 3), (with_schools_of_towns, 15)]),
    "boarding schools of towns": (bed_a_school_in_towns, [(with_schools_of_towns, 0), (with_schools_of_towns, 2)]),
    "rooms that stay free": (leave_seats_free, [(with_rooms_free, 0), (with_rooms_free, 9)]),
    "pupils who move": (limit_moves, [(few_moving, 10), (few_moving, 28)]),
    "seats of all classes": (seat_everybody_in_classes, [(taught_together, 0), (taught_together, 1)]),
    "few grades together": (teach_few_grades_together, [(taught_together, 1), (taught_together, 30)]),
    "conflicts": (rules.avoid_conflicts, [(in_conflict, 0), (in_conflict, 2), (in_conflict, 14)]),
    "ties": (rules.attend_together, [(tied, 1), (tied, 2)]),
    "merge at least": (rules.merge_the_number_asked, [(whole, 16), (split, 43), (busy_case, 4)]),
    "merge at most": (rules.merge_the_number_asked, [(whole, 38), (split, 20), (split, 55)]),
    "one alternative a site": (rules.open_one_alternative_a_site, [(on_one_site, 0), (on_one_site, 8)]),
    "several years: schools": (rules.never_reopen_or_unbuild, [(whole, 24), (split, 54), (busy_case, 0)]),
    "several years: rooms": (rules.keep_rooms_added, [(whole, 12), (split, 12), (busy_case, 7)]),
    "several years: beds": (rules.keep_beds_added, [(busy_case, 5), (busy_case, 10)]),
    "beds where built": (rules.add_beds_only_where_built, [(whole, 17), (split, 17)]),
    "budget": (rules.stay_within_budget, [(whole, 3), (split, 36)]),
}
"""What is asked; the rows of the relaxation that state it; districts, by seed, in which they make the total dearer.

`keep_schools_small_enough` and `limit_pupils` stand in the relaxation within the implied rows that include them.
"""


def changed(kind: str, problem: Problem) -> Problem:
    """Return a problem with one kind of bound of the columns out of the way."""
    decision = problem.school_decision
    return {
        "keep": lambda: replace(problem, school_decision=np.where(decision == Decision.KEEP, Decision.FREE, decision)),
        "close": lambda: replace(
            problem, school_decision=np.where(decision == Decision.CLOSE, Decision.FREE, decision)
        ),
        "classrooms_max": lambda: replace(problem, school_classrooms_max=problem.school_classrooms_max + 20),
        "beds_max": lambda: replace(problem, school_beds_max=problem.school_beds_max + 100),
    }[kind]()


@pytest.mark.parametrize(("asked", "draw", "seed"), [(asked, *at) for asked in BINDING for at in BINDING[asked][1]])
def test_the_same_value_and_another_without_the_rule(
    asked: str, draw: Draw, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a rule binds the two programs agree; with its rows taken out of the relaxation they do not."""
    problem = drawn(draw, seed)
    exact = pulp_value(strong_model(problem))
    assert relaxed_value(problem) == pytest.approx(exact, rel=SAME)
    assert without(monkeypatch, BINDING[asked][0], problem) < exact * (1 - LOWER)


@pytest.mark.parametrize(
    ("kind", "draw", "seed"),
    [
        ("keep", whole, 4), ("keep", split, 3), ("close", split, 20), ("classrooms_max", whole, 16),
        ("classrooms_max", split, 16), ("beds_max", whole, 14), ("beds_max", split, 17),
    ],
)  # fmt: skip
def test_decisions_and_maxima_bind_both_alike(kind: str, draw: Draw, seed: int) -> None:
    """They are bounds of the columns: the same value with them, a lower one without, and that is the same again."""
    problem = problem_of(draw(seed))
    freer = changed(kind, problem)
    exact, lower = (pulp_value(strong_model(each)) for each in (problem, freer))
    assert lower < exact * (1 - LOWER)
    assert relaxed_value(problem) == pytest.approx(exact, rel=SAME)
    assert relaxed_value(freer) == pytest.approx(lower, rel=SAME)


@pytest.mark.parametrize("draw", [whole, split])
@pytest.mark.parametrize("seed", range(100, 125))
def test_the_same_value_whatever_is_asked(draw: Draw, seed: int) -> None:
    """Random districts, every rule in turn: the PuLP model as it is proves no more, with the implied rows the same."""
    problem = problem_of(draw(seed))
    relaxed = relaxed_value(problem)
    assert relaxed == pytest.approx(pulp_value(strong_model(problem)), rel=SAME)
    assert pulp_value(build_model(problem)) <= relaxed * (1 + SAME)


@pytest.mark.parametrize("seed", [1, 2, 26, 39])
def test_the_implied_rows_make_it_stronger(seed: int) -> None:
    """No more classes than a school may have, times how open it is: the PuLP model has no such rows."""
    problem = problem_of(whole(seed))
    assert pulp_value(build_model(problem)) < relaxed_value(problem) * (1 - LOWER)


@pytest.mark.parametrize("draw", [whole, split])
@pytest.mark.parametrize("seed", [18, 19, 22, 29, 48])
def test_with_classes_off_the_pulp_model_as_it_is_has_the_same_value(draw: Draw, seed: int) -> None:
    """Without sizes of classes nothing is left that would make the relaxation stronger."""
    case = draw(seed)
    assert case.scenario.rules.class_size is None
    problem = problem_of(case)
    assert relaxed_value(problem) == pytest.approx(pulp_value(build_model(problem)), rel=SAME)


@pytest.mark.parametrize(("draw", "seed"), [(whole, 26), (whole, 44), (split, 44), (split, 69)])
def test_rooms_where_built_follow_in_the_relaxation_alone(
    draw: Draw, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Classes only as far as a site is built ask for rooms only so far: there the rule is implied, in PuLP it binds."""
    problem = problem_of(draw(seed))
    model = pulp_value(build_model(problem))
    fewer = [rule for rule in RULES if rule is not rules.add_rooms_only_where_built]
    assert pulp_value(model_of(state(problem, fewer))) < model * (1 - LOWER)
    relaxed = relaxed_value(problem)
    assert without(monkeypatch, rules.add_rooms_only_where_built, problem) == pytest.approx(relaxed, rel=SAME)


def test_every_rule_of_the_relaxation_has_its_district() -> None:
    """A rule added to the statement is added to this list too, or a dropped row block would pass."""
    covered = {rule.__name__ for rule, _ in BINDING.values()} | {rules.add_rooms_only_where_built.__name__}
    assert {rule.__name__ for rule in (*RELAXED, *ADDED_WHERE_BROKEN)} == covered
