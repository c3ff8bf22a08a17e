"""The schools of a year as they stand."""

import numpy as np

from planner.cost import objective_of
from planner.decide.shortfall.network import known_years, plan_network, pupils_of_year, seat_problem, today_network
from planner.optimise.construction.start import find_start
from planner.optimise.lacking import asks_for_pupils
from planner.optimise.runtime.clock import start_clock
from planner.problem.problem import Decision, Mode
from tests.decide.test_boarding import far_case
from tests.districts import Case, district_of, paper_case, scenario_of, with_scenario
from tests.paper_plan import paper_plan
from tests.seats import looked_at


def test_today_has_every_existing_school_as_it_is() -> None:
    """Sites are not there; rooms and beds are those of the table."""
    network = today_network(paper_case().district, 2026)
    assert network.opened.tolist() == [True, True, True, True, False]
    assert network.rooms.tolist() == [0, 2, 2, 1, 4]
    assert network.beds.tolist() == [0] * 5


def test_a_school_decided_to_close_is_open_today() -> None:
    """What is decided for later is not what stands today."""
    case = paper_case()
    schools = case.district.schools.assign(decision="close")
    network = today_network(type(case.district)(**{**vars(case.district), "schools": schools}), 2026)
    assert network.opened.sum() == 4
    problem = seat_problem(case.district, case.journeys, case.scenario, network)
    assert (problem.school_decision == np.where(network.opened, Decision.KEEP, Decision.CLOSE)).all()


def test_a_plan_is_taken_at_its_latest_year() -> None:
    """Between and beyond planning years the network is that of the year before."""
    case, plan = paper_case(), paper_plan()
    ids = case.district.schools["school_id"]
    for asked, taken in ((2025, 2026), (2026, 2026), (2027, 2027), (2031, 2027)):
        network = plan_network(plan, case.district, asked)
        rows = {row.school_id: row for row in plan.schools if row.year == taken}
        assert network.year == asked
        assert network.opened.tolist() == [rows[i].open for i in ids]
        assert (network.rooms - case.district.schools["classrooms"]).tolist() == [rows[i].classrooms_added for i in ids]
        assert (network.beds - case.district.schools["beds"]).tolist() == [rows[i].beds_added for i in ids]


def test_total_of_the_seat_problem_is_pupils_without_a_seat() -> None:
    """Nothing costs anything but a pupil left over, and nothing may be added."""
    case = paper_case()
    problem = seat_problem(case.district, case.journeys, case.scenario, today_network(case.district, 2027))
    solution = find_start(problem, start_clock(1.0))
    objective = objective_of(problem, solution)
    served = sum(problem.block_pupils[problem.pair_block] * solution.share)
    assert objective.cost == 0
    assert objective.total == problem.block_pupils.sum() - served
    assert not solution.classrooms_added.any()
    assert not solution.beds_added.any()
    assert problem.years == (2027,)


def test_a_school_that_stands_need_not_have_so_many_pupils() -> None:
    """Rules of what may be open ask nothing of a network: else there might be no placement, and no answer."""
    case = paper_case()
    asked = {"whole_school": {"least_pupils_per_grade": 500}, "min_pupils": {"primary": 5_000, "teaching_point": 5_000}}
    for name, value in asked.items():
        case = with_scenario(case, "rules", name, value=value)
    with_rules, without = (looked_at(each).next_seats for each in (case, paper_case()))
    assert with_rules.equals(without)
    problem = seat_problem(case.district, case.journeys, case.scenario, today_network(case.district, 2027))
    assert not asks_for_pupils(problem)


def test_years_to_the_outlook_are_those_with_pupils_of_every_stage() -> None:
    """A later year counts when the table has pupils of each stage; an earlier one never."""
    rows = {("A", year, grade): 5 for year in (2024, 2026, 2028) for grade in ("1", "7")}
    rows |= {("A", 2027, "1"): 5, ("A", 2029, "1"): 5, ("A", 2029, "7"): 0}
    district = district_of(pupils=rows, schools=[{"school_id": "P"}], travel={})
    bands = {"p": {"stage": "primary", "grades": [1]}, "j": {"stage": "junior", "grades": [7]}}
    case = Case(district=district, scenario=scenario_of(grade_bands=bands))
    assert known_years(case.district, case.scenario) == (2026, 2028)
    assert pupils_of_year(case.district, case.scenario, 2027).sum() == 5


def test_who_may_board_is_the_scenarios_to_say_and_not_the_networks() -> None:
    """The point is open in the network and bars nobody, since it may be merged; were it to stay, it would."""
    case = far_case()
    for asked, boards in ((case, True), (with_scenario(case, "decisions", value={"keep": ["day"]}), False)):
        network = today_network(asked.district, 2026)
        assert network.opened.all()
        problem = seat_problem(asked.district, asked.journeys, asked.scenario, network)
        assert (problem.pair_mode == Mode.BOARD).any() == boards
