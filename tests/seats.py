"""Tiny districts whose seats are counted on paper."""

from collections.abc import Mapping

from planner.decide.shortfall.network import Network, today_network
from planner.decide.shortfall.seats import Asked, ask
from planner.decide.shortfall.shortfall import Question, Shortfall, first_drafts, improved_drafts, shortfall_of
from planner.optimise.runtime.clock import start_clock
from planner.plan import Plan
from planner.problem.today import find_today
from tests.districts import YEAR, Case, district_of, scenario_of

WALK = {"stage": "primary", "grades": [1], "max_walk_minutes": 30, "max_ride_minutes": None}


def two_villages(*, rooms: int = 1, pupils: tuple[int, int, int] = (20, 14, 5)) -> Case:
    """Return three villages and two schools of grade 1, classes of 10.

    A reaches the near school P alone, B both P and Q, C none. P has `rooms` rooms, Q one.
    """
    a, b, c = pupils
    return Case(
        district=district_of(
            pupils={("A", YEAR, "1"): a, ("B", YEAR, "1"): b, ("C", YEAR, "1"): c},
            schools=[
                {"school_id": "P", "classrooms": rooms, "classrooms_max": 6},
                {"school_id": "Q", "classrooms": 1, "classrooms_max": 6},
            ],
            travel={
                ("A", "P"): (5, None, None), ("B", "P"): (10, None, None), ("B", "Q"): (30, None, None),
                ("C", "P"): (31, None, None),
            },
        ),
        scenario=scenario_of(
            grade_bands={"lower": WALK},
            rules={"class_size": {"primary": 10}, "assignment": {"mode": "split"}},
        ),
    )  # fmt: skip


def nine_year_case(*, primary: int, junior: int, rooms: int = 9) -> Case:
    """Return one village and one nine-year school within reach; classes of 10 and of 20."""
    each: Mapping[str, int] = {"1": primary, "7": junior}
    return Case(
        district=district_of(
            pupils={("A", YEAR, grade): number for grade, number in each.items()},
            schools=[{"school_id": "N", "kind": "nine_year", "grades": "1-9", "classrooms": rooms}],
            travel={("A", "N"): (5, None, None)},
        ),
        scenario=scenario_of(
            grade_bands={
                "lower": {"stage": "primary", "grades": [1, 2, 3, 4, 5, 6]},
                "junior": {"stage": "junior", "grades": [7, 8, 9]},
            },
            rules={"class_size": {"primary": 10, "junior": 20}, "school_size": None, "assignment": {"mode": "split"}},
        ),
    )


def asked_of(case: Case, network: Network | None = None) -> Asked:
    """Ask about a network: today's in the first planning year where none is named."""
    found = today_network(case.district, case.scenario.years[0]) if network is None else network
    return ask(case.district, case.journeys, case.scenario, found)


def question_of(case: Case) -> Question:
    """Return the question about a case."""
    return Question(
        district=case.district,
        journeys=case.journeys,
        scenario=case.scenario,
        today=find_today(case.district, case.journeys, case.scenario),
    )


def looked_at(case: Case, plan: Plan | None = None, *, seconds: float = 2.0) -> Shortfall:
    """Look at a case, and at a plan of it."""
    question = question_of(case)
    drafts = improved_drafts(first_drafts(question, plan), question, start_clock(seconds))
    return shortfall_of(drafts, question, plan)
