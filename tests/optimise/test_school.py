"""The school evaluator against the plan's cost, the judge, and figures solved on paper."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.cost import least_classes, loads, objective_of, one_off_yuan
from planner.optimise import school
from planner.optimise.school import GRADE, SCHOOL, SchoolRules, SchoolStates, records, school_rules_of, school_states
from planner.plan import Plan, SchoolRow
from planner.problem.problem import Floats, Ints, Problem, Solution
from planner.verifying.rows import name_school
from planner.verifying.rules import Rule
from tests.adoptable import with_small_schools
from tests.compiling import from_python
from tests.composing import plan_with, problem_of, violations_of
from tests.districts import Case, random_case
from tests.seating import busy_case

classes_for = from_python(school.classes_for)
beds_for = from_python(school.beds_for)

LIMITS = {Rule.MAX_CLASSES, Rule.CLASSROOMS_MAX, Rule.SCHOOL_SIZE, Rule.BEDS_MAX}
"""What a school's own limits are called by the judge."""
MET = {Rule.CLASSES, Rule.ROOMS, Rule.BEDS}
"""What classes, rooms and beds must suffice for."""


def case_of(number: int) -> Case:
    """Return a tiny or a busy district, its blocks whole or in shares; in some small schools are funded."""
    kinds = (
        busy_case,
        random_case,
        lambda seed: random_case(seed, mode="split"),
        lambda seed: with_small_schools(seed, mode=("whole", "split")[seed % 2]),
    )
    return kinds[number % 4](number // 4)


def crowded(problem: Problem, seed: int) -> Solution:
    """Send blocks anywhere within reach, in shares where they are split; every school is open; nothing is there yet."""
    draw = np.random.default_rng(seed)
    share = np.zeros(problem.n_pairs)
    for block in range(problem.n_blocks):
        pairs = np.arange(problem.block_first_pair[block], problem.block_first_pair[block + 1])
        if len(pairs) and draw.random() < 0.9:
            share[pairs] = _whole(draw, len(pairs)) if problem.whole else draw.dirichlet(np.ones(len(pairs)))
    cells = (problem.n_schools, problem.n_years)
    return Solution(
        open=np.ones(cells, dtype=bool),
        classrooms_added=np.zeros(cells, dtype=np.int64),
        beds_added=np.zeros(cells, dtype=np.int64),
        classes=np.zeros((*cells, len(problem.grades)), dtype=np.int64),
        share=share,
    )


def _whole(draw: np.random.Generator, count: int) -> Floats:
    share = np.zeros(count)
    share[min(draw.integers(count, size=2))] = 1.0
    return share


def evaluated(problem: Problem, solution: Solution) -> SchoolStates:
    """Evaluate every school in every year, school by school."""
    carried = loads(problem, solution)
    at = np.repeat(np.arange(problem.n_schools), problem.n_years)
    cells = carried.pupils.reshape(len(at), len(problem.grades))
    return school_states(school_rules_of(problem), at, cells, carried.boarders.reshape(-1))


def with_states(problem: Problem, solution: Solution, states: SchoolStates) -> Solution:
    """Give the solution the classes, rooms and beds that were evaluated."""
    cells = (problem.n_schools, problem.n_years)
    return replace(
        solution,
        classes=states.classes.reshape(*cells, -1),
        classrooms_added=np.maximum.accumulate(states.rooms_added.reshape(cells), axis=1),
        beds_added=np.maximum.accumulate(states.beds_added.reshape(cells), axis=1),
    )


@settings(max_examples=60, deadline=None)
@given(number=st.integers(0, 599), seed=st.integers(0, 99))
def test_it_is_what_the_plan_costs(number: int, seed: int) -> None:
    """Classes, their yuan and what is added, of any crowd at any school, are those of the plan's own cost."""
    problem = problem_of(case_of(number))
    crowd = crowded(problem, seed)
    states = evaluated(problem, crowd)
    plan = with_states(problem, crowd, states)
    carried = loads(problem, crowd)
    assert (plan.classes == least_classes(carried.pupils, problem.grade_class_size)).all()
    assert states.rooms.tolist() == plan.classes.sum(axis=2).reshape(-1).tolist()
    terms = objective_of(problem, plan)
    assert terms.class_ + (terms.small_schools or 0.0) == pytest.approx(states.yearly_yuan.sum(), abs=1e-3)
    built = float(problem.school_build_yuan[~problem.school_existing].sum())
    if problem.n_years == 1:
        assert one_off_yuan(problem, plan) == pytest.approx(built + states.one_off_yuan.sum(), abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(number=st.integers(0, 599), seed=st.integers(0, 99))
def test_it_breaks_a_limit_where_the_judge_says_so(number: int, seed: int) -> None:
    """A school is over one of its limits in the evaluator and in the judge alike, and its classes and beds suffice."""
    case = case_of(number)
    problem = problem_of(case)
    crowd = crowded(problem, seed)
    states = evaluated(problem, crowd)
    broken = violations_of(case, plan_with(case, unsized(problem), with_states(problem, crowd, states), bound=0.0))
    assert {violation.rule for violation in broken}.isdisjoint(MET)
    judged = {violation.where for violation in broken if violation.rule in LIMITS}
    over = states.violation.reshape(problem.n_schools, -1) > 0
    for place, name in enumerate(problem.school_ids):
        names = {name_school(name, year) for year in problem.years}
        assert over[place].any() == bool(names & judged)


@settings(max_examples=40, deadline=None)
@given(number=st.integers(0, 599), seed=st.integers(0, 99))
def test_with_a_class_or_a_bed_fewer_the_judge_objects(number: int, seed: int) -> None:
    """What is evaluated is the least that suffices: no class and no bed in use can be spared."""
    case = case_of(number)
    problem = problem_of(case)
    crowd = crowded(problem, seed)
    states = evaluated(problem, crowd)
    plan = plan_with(case, unsized(problem), with_states(problem, crowd, states), bound=0.0)
    for row in plan.schools:
        if row.classes:
            grade, classes = max(row.classes.items(), key=lambda item: item[1])
            fewer = row.model_copy(update={"classes": row.classes | {grade: classes - 1}})
            assert Rule.CLASSES in rules_of_plan(case, plan, fewer)
        if row.beds_added and problem.n_years == 1:
            assert Rule.BEDS in rules_of_plan(case, plan, row.model_copy(update={"beds_added": row.beds_added - 1}))


def rules_of_plan(case: Case, plan: Plan, row: SchoolRow) -> set[Rule]:
    """Return the rules that the plan breaks with one of its rows changed."""
    rows = [row if (old.school_id, old.year) == (row.school_id, row.year) else old for old in plan.schools]
    return {violation.rule for violation in violations_of(case, plan.model_copy(update={"schools": tuple(rows)}))}


def rules_broken(case: Case, problem: Problem, solution: Solution) -> set[Rule]:
    """Return the rules that the judge finds broken."""
    return {violation.rule for violation in violations_of(case, plan_with(case, unsized(problem), solution, bound=0.0))}


def unsized(problem: Problem) -> Problem:
    """Return the problem without sizes of schools: the rows of a plan leave out pupils above them."""
    return replace(problem, school_pupils_max=np.full(problem.n_schools, np.inf))


def test_the_crowds_are_of_every_kind() -> None:
    """They bring rooms and beds to add, boarders, and schools within and over each of their limits."""
    met = np.zeros(5)
    rules: set[Rule] = set()
    for number in range(60):
        case = case_of(number)
        problem = problem_of(case)
        crowd = crowded(problem, number)
        states = evaluated(problem, crowd)
        over = states.violation > 0
        met += [states.rooms_added.any(), states.beds_added.any(), states.beds.any(), over.any(), (~over).any()]
        rules |= rules_broken(case, problem, with_states(problem, crowd, states))
    assert (met > 0).all(), met
    assert rules >= LIMITS


def one_school(load: list[float], boarders: float) -> tuple[list[int], dict[str, float]]:
    """Evaluate a school of 3 rooms (5 at most), 4 beds (6 at most), 100 pupils at most; classes of 45, 50, none."""
    grades = records(GRADE, size=np.array([45.0, 50.0, np.inf]), yuan=np.array([210.0, 300.0, 0.0]))
    limits = records(
        SCHOOL, rooms=np.array([3]), rooms_max=np.array([5]), beds=np.array([4]), beds_max=np.array([6]),
        pupils_max=np.array([100.0]), room_yuan=np.array([7000.0]), bed_yuan=np.array([200.0]),
        bed_module=np.array([1]),
    )  # fmt: skip
    school_zero: Ints = np.zeros(1, dtype=np.int64)
    states = school_states(
        SchoolRules(grades, limits, np.zeros((0, 3), dtype=np.int64)),
        school_zero,
        np.array([load]),
        np.array([boarders]),
    )
    figures = {name: float(value[0]) for name, value in states._asdict().items() if name not in {"classes", "saved"}}
    return states.classes[0].tolist(), figures


def test_on_paper() -> None:
    """46 and 51 pupils are two classes each, a room is added; 5 boarders need a bed more."""
    classes, figures = one_school([46.0, 51.0, 3.0], 5.0)
    assert classes == [2, 2, 0]
    assert figures == {
        "rooms": 4, "beds": 5, "rooms_added": 1, "beds_added": 1, "yearly_yuan": 2 * 210 + 2 * 300,
        "one_off_yuan": 7000 + 200, "violation": 0,
    }  # fmt: skip


def test_each_limit_broken_by_how_much() -> None:
    """A limit is met at equality; beyond it rooms, pupils and beds are added up, one for one."""
    assert one_school([90.0, 10.0, 0.0], 6.0)[1]["violation"] == 0
    assert one_school([0.0, 0.0, 101.5], 0.0)[1]["violation"] == 1.5
    assert one_school([0.0, 0.0, 10.0], 8.0)[1]["violation"] == 2
    assert one_school([46.0, 201.0, 0.0], 0.0)[1]["violation"] == (2 + 5 - 5) + (247 - 100)
    assert one_school([0.0, 0.0, 0.0], 0.0)[1]["violation"] == 0


def test_nobody_asks_for_nothing_and_rounding_for_no_class() -> None:
    """A billionth of a pupil too many opens no class; a pupil does."""
    assert [classes_for(pupils, 45.0) for pupils in (0.0, 45.0, 45.0000001, 46.0)] == [0, 1, 1, 2]
    assert classes_for(1000.0, np.inf) == 0
    assert classes_for(1000, 0) == 0


def test_beds_are_whole() -> None:
    """A fraction of a boarder needs a bed; what rounding alone leaves needs none."""
    assert [beds_for(boarders) for boarders in (0.0, 0.2, 1.0, 1.0 + 1e-9, 1.001)] == [0, 1, 1, 1, 2]
