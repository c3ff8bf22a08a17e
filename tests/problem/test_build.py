"""Scenario, district and journeys become arrays."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.problem.build import annuity, build_problem, modes_in_band
from planner.problem.problem import Decision, Mode, Problem
from planner.problem.travel import Journeys
from planner.read.scenario import GradeBand
from tests.districts import Case, district_of, paper_case, scenario_of

NAN = float("nan")
WALK, RIDE, BOARD, NO = Mode.WALK, Mode.RIDE, Mode.BOARD, -1
PRICES = {"travel_yuan_per_pupil_minute": 3, "ride_yuan_per_pupil_kilometre": 5, "boarding_yuan_per_pupil": 7}


def mode_of(walk: float, ride: float, **limits: object) -> int:
    """Return how a pupil makes one journey under a band's limits."""
    journeys = Journeys(
        settlement=np.array([0]),
        school=np.array([0]),
        walk_minutes=np.array([walk]),
        ride_minutes=np.array([ride]),
        kilometres=np.array([1.0]),
        source="table",
        notes=(),
    )
    return int(modes_in_band(journeys, GradeBand.model_validate({"stage": "junior", "grades": [7], **limits}))[0])


def problem_of(case: Case) -> Problem:
    """Build the arrays of a case."""
    return build_problem(case.district, case.journeys, case.scenario)


def simple_case(
    schools: list[dict[str, Any]], travel: dict[tuple[str, str], tuple[float | None, float | None, float | None]],
    **keys: object,
) -> Case:  # fmt: skip
    """Make a case of one settlement of 10 pupils of grade 1 and 20 of grade 2."""
    district = district_of(pupils={("a", 2026, "1"): 10, ("a", 2026, "2"): 20}, schools=schools, travel=travel)
    bands = {"lower": {"stage": "primary", "grades": [1, 2]}}
    return Case(district=district, scenario=scenario_of(**({"grade_bands": bands} | keys)))


@pytest.mark.parametrize(
    ("walk", "ride", "mode"),
    [
        (30, 5, WALK),
        (30.000001, 5, RIDE),
        (31, 40, RIDE),
        (31, 40.000001, BOARD),
        (31, 90, BOARD),
        (31, 90.000001, NO),
        (NAN, 40, RIDE),
        (30, NAN, WALK),
        (31, NAN, NO),
        (NAN, NAN, NO),
        (0, 0, WALK),
    ],
)
def test_a_limit_is_met_at_equality_and_the_first_mode_within_its_limit_is_taken(
    walk: float, ride: float, mode: int
) -> None:
    """Walk before ride before board; 30 minutes are 30 minutes; empty minutes are never within a limit."""
    limits = {"max_walk_minutes": 30, "max_ride_minutes": 40, "boarding": True, "max_board_minutes": 90}
    assert mode_of(walk, ride, **limits) == mode


@pytest.mark.parametrize(
    ("limits", "modes"),
    [
        ({}, [WALK, RIDE, WALK]),
        ({"max_walk_minutes": None}, [NO, RIDE, RIDE]),
        ({"max_ride_minutes": None}, [WALK, NO, WALK]),
        ({"max_walk_minutes": None, "max_ride_minutes": None}, [NO, NO, NO]),
        ({"max_walk_minutes": None, "max_ride_minutes": None, "boarding": True}, [NO, BOARD, BOARD]),
        (
            {"max_walk_minutes": None, "max_ride_minutes": None, "boarding": True, "max_board_minutes": None},
            [NO, NO, NO],
        ),
        ({"max_walk_minutes": 0, "max_ride_minutes": 0, "max_board_minutes": 9000}, [NO, NO, NO]),
    ],
)
def test_a_limit_left_out_does_not_bind_and_null_forbids(limits: dict[str, object], modes: list[int]) -> None:
    """Three journeys, of walk only, ride only, both; boarding is idle unless the band allows it."""
    journeys = [(5000.0, NAN), (NAN, 5000.0), (5000.0, 5000.0)]
    assert [mode_of(walk, ride, **limits) for walk, ride in journeys] == modes


def test_pairs_join_a_block_only_to_open_schools_that_offer_every_grade() -> None:
    """A school that teaches one of the two grades, one decided to close and one that is out of reach are no pairs."""
    case = simple_case(
        [
            {"school_id": "all", "grades": "1-6"},
            {"school_id": "one grade", "grades": "1"},
            {"school_id": "closed", "decision": "close"},
            {"school_id": "far"},
            {"school_id": "no journey"},
            {"school_id": "site", "grades": "1-2", "state": "candidate"},
        ],
        {
            ("a", "all"): (5, None, None), ("a", "one grade"): (5, None, None), ("a", "closed"): (5, None, None),
            ("a", "far"): (None, 90, 1), ("a", "site"): (5, None, None),
        },
        grade_bands={"lower": {"stage": "primary", "grades": [1, 2], "max_ride_minutes": 60}},
    )  # fmt: skip
    problem = problem_of(case)
    assert [problem.school_ids[school] for school in problem.pair_school] == ["all", "site"]
    assert problem.block_first_pair.tolist() == [0, 2]


def test_pairs_are_sorted_and_each_block_finds_its_own() -> None:
    """Pairs of the paper district stand by block, then school, and block_first_pair cuts them right."""
    problem = problem_of(paper_case())
    rows = list(zip(problem.pair_block.tolist(), problem.pair_school.tolist(), strict=True))
    assert rows == sorted(set(rows))
    for block in range(problem.n_blocks):
        mine = problem.pair_block[problem.block_first_pair[block] : problem.block_first_pair[block + 1]]
        assert mine.tolist() == [block] * int((problem.pair_block == block).sum())
    assert problem.block_first_pair[-1] == problem.n_pairs


def test_pairs_of_the_paper_district() -> None:
    """Who may go where, and how, as a reader of the tables would say it; year 2026, parts of A counted once each."""
    problem = problem_of(paper_case())
    found = {
        (
            problem.settlement_ids[problem.block_settlement[block]],
            problem.bands[problem.block_band[block]],
            problem.school_ids[school],
            Mode(mode).name,
        )
        for block, school, mode in zip(problem.pair_block, problem.pair_school, problem.pair_mode, strict=True)
        if problem.block_year[block] == 0
    }
    assert found == {
        ("A", "lower", "P0", "WALK"), ("A", "lower", "P1", "WALK"), ("A", "lower", "P2", "WALK"),
        ("A", "lower", "N1", "RIDE"), ("B", "lower", "P2", "RIDE"), ("B", "junior", "J1", "RIDE"),
        ("D", "junior", "J1", "BOARD"), ("E", "lower", "P1", "WALK"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("trip", "band", "yuan", "minutes"),
    [
        ((11, 4, 2), {}, 11 * 3, 11),
        ((None, 4, 2), {}, 4 * 3 + 2 * 5, 4),
        ((None, 4, 2), {"max_ride_minutes": 1, "boarding": True}, 7, 4),
    ],
)
def test_yuan_of_a_pair(
    trip: tuple[float | None, float, float], band: dict[str, object], yuan: float, minutes: float
) -> None:
    """Minutes for walkers, minutes and kilometres for riders, a flat sum for boarders; times the block's 30 pupils."""
    bands = {"lower": {"stage": "primary", "grades": [1, 2], **band}}
    case = simple_case([{"school_id": "h"}], {("a", "h"): trip}, prices=PRICES, grade_bands=bands)
    problem = problem_of(case)
    assert problem.pair_yuan.tolist() == [yuan * 30]
    assert problem.pair_minutes.tolist() == [minutes]


def test_walkers_need_no_kilometres() -> None:
    """An unknown length stays unknown, and costs a walker nothing."""
    case = simple_case([{"school_id": "h"}], {("a", "h"): (11, None, None)}, prices=PRICES)
    problem = problem_of(case)
    assert np.isnan(problem.pair_kilometres).tolist() == [True]
    assert problem.pair_yuan.tolist() == [990]


def test_class_sizes_and_prices_by_grade() -> None:
    """Each grade has its stage's class size and price; where classes are off the size is inf and the price 0."""
    bands = {"lower": {"stage": "primary", "grades": [1, 2]}, "junior": {"stage": "junior", "grades": [7]}}
    prices = {"class_yuan_per_year": {"primary": 11, "junior": 13}}
    expected: list[tuple[Any, list[float], list[float]]] = [
        ({"primary": 20, "junior": 30}, [20, 20, 30], [11, 11, 13]),
        ({"primary": None, "junior": 30}, [np.inf, np.inf, 30], [0, 0, 13]),
        ({}, [45, 45, 50], [11, 11, 13]),
        (None, [np.inf] * 3, [0, 0, 0]),
    ]
    for sizes, by_grade, yuan in expected:
        problem = problem_of(
            simple_case(
                [{"school_id": "h"}], {("a", "h"): (1, 1, 1)},
                grade_bands=bands, prices=prices, rules={"class_size": sizes},
            )
        )  # fmt: skip
        assert problem.grade_class_size.tolist() == by_grade
        assert problem.grade_class_yuan.tolist() == yuan
        assert problem.band_grades.tolist() == [[True, True, False], [False, False, True]]


@pytest.mark.parametrize(
    ("merge", "limits"),
    [
        (None, (0, 2)),
        ({}, (0, 2)),
        ({"most": 1}, (0, 1)),
        ({"least": 1}, (1, 2)),
        ({"least": 1, "most": 1}, (1, 1)),
        ({"exactly": 0}, (0, 0)),
        ({"exactly": 2}, (2, 2)),
    ],
)
def test_merge_limits(merge: dict[str, int] | None, limits: tuple[int, int]) -> None:
    """Without a number there is no limit: all schools may go."""
    schools = [{"school_id": "h"}, {"school_id": "i"}]
    problem = problem_of(simple_case(schools, {("a", "h"): (1, 1, 1)}, rules={"merge": merge}))
    assert (problem.merge_least, problem.merge_most) == limits


def test_limits_left_out_are_inf() -> None:
    """Neither a budget nor a number of classes binds unless it is given."""
    case = simple_case([{"school_id": "h"}], {("a", "h"): (1, 1, 1)}, rules={"max_classes_per_school": None})
    problem = problem_of(case)
    assert (problem.budget_yuan, problem.max_classes_per_school, problem.whole) == (np.inf, np.inf, True)
    case = simple_case(
        [{"school_id": "h"}], {("a", "h"): (1, 1, 1)}, budget_yuan=0,
        rules={"max_classes_per_school": 0, "assignment": {"mode": "split"}},
    )  # fmt: skip
    problem = problem_of(case)
    assert (problem.budget_yuan, problem.max_classes_per_school, problem.whole) == (0, 0, False)


def test_a_school_decided_to_close_keeps_its_place_in_the_arrays() -> None:
    """It has no pairs, and its decision is known to the rules."""
    schools = [{"school_id": "h", "decision": "close"}, {"school_id": "i"}]
    problem = problem_of(simple_case(schools, {("a", "h"): (1, 1, 1), ("a", "i"): (1, 1, 1)}))
    assert problem.school_decision.tolist() == [Decision.CLOSE, Decision.KEEP]
    assert problem.pair_school.tolist() == [1]


def test_annuity_by_hand() -> None:
    """One year at 10 % pays back 1.1; two years 11/21 x 1.1; without interest the sum in equal parts."""
    assert annuity(0.1, 1) == pytest.approx(1.1, rel=1e-12)
    assert annuity(0.1, 2) == pytest.approx(0.1 / (1 - 1.1**-2), rel=1e-12)
    assert annuity(0, 25) == 0.04


@given(rate=st.floats(1e-12, 1), life=st.floats(1, 200))
def test_annuity_pays_interest_and_no_less_than_equal_parts(rate: float, life: float) -> None:
    """However small the rate, the yearly sum lies between equal parts and equal parts with interest on the whole."""
    yearly = annuity(rate, life)
    assert 1 / life * (1 - 1e-9) <= yearly <= (1 / life + rate) * (1 + 1e-9)
