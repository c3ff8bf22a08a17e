"""Each cost term on sums done on paper, and against the judge's own."""

import numpy as np
import pytest

from planner.cost import least_classes, loads, objective_of, one_off_yuan, shortfall_of
from planner.problem.build import build_problem
from planner.problem.problem import Problem, Solution
from planner.verifying.facts import find_facts
from planner.verifying.money import cost_terms
from planner.verifying.rows import open_case
from tests import paper_plan
from tests.districts import paper_case, random_case, with_scenario
from tests.planning import plan_of


def paper_solution() -> tuple[Problem, Solution]:
    """Return the hand-made plan of the paper case as arrays."""
    case = paper_case()
    problem = build_problem(case.district, case.journeys, case.scenario)
    plan = paper_plan.paper_plan()
    rows = {(row.school_id, row.year): row for row in plan.schools}
    table = [[rows[school_id, year] for year in problem.years] for school_id in problem.school_ids]
    share, taken = np.zeros(problem.n_pairs), set()
    for row in plan.assignments:
        pair = next(
            pair
            for pair in range(problem.n_pairs)
            if problem.pair_block[pair] not in taken
            and problem.settlement_ids[problem.block_settlement[problem.pair_block[pair]]] == row.settlement_id
            and problem.years[problem.block_year[problem.pair_block[pair]]] == row.year
            and problem.bands[problem.block_band[problem.pair_block[pair]]] == row.grade_band
            and problem.school_ids[problem.pair_school[pair]] == row.school_id
        )
        taken.add(problem.pair_block[pair])
        share[pair] = 1.0
    return problem, Solution(
        open=np.array([[row.open for row in school] for school in table]),
        classrooms_added=np.array([[row.classrooms_added for row in school] for school in table]),
        beds_added=np.array([[row.beds_added for row in school] for school in table]),
        classes=np.array([[[row.classes.get(g, 0) for g in problem.grades] for row in school] for school in table]),
        share=share,
    )


def test_terms_are_the_sums_on_paper() -> None:
    """Every term equals the sum done by hand."""
    problem, solution = paper_solution()
    assert objective_of(problem, solution).model_dump(by_alias=True) == pytest.approx(
        {
            "school": paper_plan.SCHOOL,
            "class": paper_plan.CLASS,
            "capital": paper_plan.CAPITAL,
            "travel": paper_plan.TRAVEL,
            "boarding": paper_plan.BOARDING,
            "cross_town": 0.0,
            "moves": 0.0,
            "cost": paper_plan.COST,
            "penalty": paper_plan.PENALTY,
            "total": paper_plan.TOTAL,
        },
        abs=1e-6,
    )


def test_budget_binds_what_is_spent_by_the_last_year() -> None:
    """30 beds, one school and one room: 108,000 yuan."""
    assert one_off_yuan(*paper_solution()) == 108_000


def test_loads_add_up_pupils_and_boarders() -> None:
    """P2 has 15 and 5 pupils in its two grades; 30 of J1's 40 board; 7 pupils a year are left over."""
    problem, solution = paper_solution()
    carried = loads(problem, solution)
    p2, j1 = problem.school_ids.index("P2"), problem.school_ids.index("J1")
    assert carried.pupils[p2, 0].tolist() == [15, 5, 0]
    assert carried.pupils[j1, 1].tolist() == [0, 0, 40]
    assert carried.boarders[j1].tolist() == [30, 30]
    assert shortfall_of(problem, solution).sum() == 14


@pytest.mark.parametrize("rate", [0.0, 0.04])
def test_capital_is_paid_off_over_the_life_of_a_building(rate: float) -> None:
    """1 / 50 a year without interest, 0.0465502 at 4 %, of 3,000 and then 108,000 yuan."""
    case = with_scenario(paper_case(), "prices", "discount_rate", value=rate)
    problem = build_problem(case.district, case.journeys, case.scenario)
    _, solution = paper_solution()
    yearly = {0.0: 0.02, 0.04: 0.0465502004}[rate]
    assert objective_of(problem, solution).capital == pytest.approx(yearly * 111_000, rel=1e-8)


@pytest.mark.parametrize(
    ("pupils", "classes"), [(0, 0), (1, 1), (45, 1), (45.0000001, 1), (45.001, 2), (46, 2), (90, 2), (91, 3), (1e-9, 0)]
)
def test_classes_are_whole(pupils: float, classes: int) -> None:
    """46 pupils are two classes of 45; what rounding leaves of a sum of shares is not a pupil."""
    assert least_classes(np.array([pupils]), np.array([45.0])).tolist() == [classes]


def test_huge_schools_are_counted_to_the_pupil() -> None:
    """The tolerance for rounding never hides a whole pupil."""
    assert least_classes(np.array([1e9 + 1]), np.array([1e9])).tolist() == [2]


def test_no_classes_where_they_are_switched_off() -> None:
    """A class size of inf asks for no class."""
    assert least_classes(np.array([1000.0]), np.array([np.inf])).tolist() == [0]


@pytest.mark.parametrize("seed", range(5))
def test_the_judge_counts_the_same_terms(seed: int) -> None:
    """Cost in arrays and cost from the tables agree to half a yuan in every term."""
    case = random_case(seed)
    plan = plan_of(case)
    judged = cost_terms(open_case(find_facts(case.district, case.scenario, case.journeys), plan))
    stated = {"small_schools": 0.0} | plan.objective.model_dump(by_alias=True)
    assert stated == pytest.approx(judged, abs=0.5)
