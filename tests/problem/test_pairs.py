"""Which pairs there are, how their pupils travel, and what that costs."""

import numpy as np
import pytest

from planner.problem.build import build_problem
from planner.problem.modes import modes_in_band
from planner.problem.pairs import may_board
from planner.problem.permits import permits_of
from planner.problem.problem import Mode
from planner.problem.travel import Journeys
from planner.reading.scenario import GradeBand
from tests.boarding_cases import BOARDINGS, Boarding
from tests.building import problem_of, simple_case
from tests.districts import Case, district_of, paper_case, scenario_of, with_scenario

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
        ((None, 4, 2), {"max_ride_minutes": 1, "boarding": True}, 7 + (4 * 3 + 2 * 5) / 5, 4),
    ],
)
def test_yuan_of_a_pair(
    trip: tuple[float | None, float, float], band: dict[str, object], yuan: float, minutes: float
) -> None:
    """Minutes for walkers, kilometres too for riders, a fifth of a ride and a sum for boarders; times 30 pupils."""
    bands = {"lower": {"stage": "primary", "grades": [1, 2], **band}}
    case = simple_case([{"school_id": "h"}], {("a", "h"): trip}, prices=PRICES, grade_bands=bands)
    problem = problem_of(case)
    assert problem.pair_yuan.tolist() == pytest.approx([yuan * 30])
    assert problem.pair_minutes.tolist() == [minutes]


def test_walkers_need_no_kilometres() -> None:
    """An unknown length stays unknown, and costs a walker nothing."""
    case = simple_case([{"school_id": "h"}], {("a", "h"): (11, None, None)}, prices=PRICES)
    problem = problem_of(case)
    assert np.isnan(problem.pair_kilometres).tolist() == [True]
    assert problem.pair_yuan.tolist() == [990]


@pytest.mark.parametrize("boarding", BOARDINGS, ids=lambda boarding: boarding.about)
def test_who_boards_where(boarding: Boarding) -> None:
    """Pairs of boarders lead to these schools alone; day pupils' pairs are what the limits make them."""
    problem = problem_of(boarding.case)
    boards = problem.pair_mode == Mode.BOARD
    assert {problem.school_ids[school] for school in problem.pair_school[boards]} == boarding.boards_at


def test_each_settlement_and_band_has_its_own_day_schools() -> None:
    """The near school of one settlement bars no other; a band without boarding is not asked."""
    district = district_of(
        pupils={(place, 2026, grade): 5 for place in "ab" for grade in ("1", "7")},
        schools=[{"school_id": "near", "grades": "1-6"}, {"school_id": "far", "grades": "1-9", "beds_max": 9}],
        travel={("a", "near"): (10, None, None), ("a", "far"): (None, 60, 30), ("b", "far"): (None, 60, 30)},
    )
    band = {"max_walk_minutes": 30, "max_ride_minutes": 30, "boarding": True}
    bands = {"low": {"stage": "primary", "grades": [1], **band}, "high": {"stage": "junior", "grades": [7], **band}}
    case = Case(district=district, scenario=scenario_of(grade_bands=bands))
    assert may_board(district, case.journeys, case.scenario).tolist() == [[False, False, True], [True, True, True]]


def test_other_decisions_change_who_may_board_only_where_they_are_the_scenarios_own() -> None:
    """Whoever asks what would be if the point stayed hands over the permits of the scenario as it is."""
    case = next(each for each in BOARDINGS if each.about == "the near school may be merged").case
    kept = with_scenario(case, "decisions", value={"keep": ["day"]}).scenario
    permitted = permits_of(case.district, case.journeys, case.scenario)
    for scenario, permits, boards in ((kept, None, False), (kept, permitted, True), (case.scenario, None, True)):
        problem = build_problem(case.district, case.journeys, scenario, permits)
        assert (problem.pair_mode == Mode.BOARD).any() == boards


@pytest.mark.parametrize(
    ("trips", "yuan"), [(None, 7 + (4 * 3 + 2 * 5) / 5), (0, 7), (2.5, 7 + (4 * 3 + 2 * 5) / 2), (5, 7 + 4 * 3 + 2 * 5)]
)
def test_a_boarder_pays_for_as_many_trips_as_are_made(trips: float | None, yuan: float) -> None:
    """Dormitory and meals, and a fifth of a day pupil's ride for each trip a week; one where nothing is said."""
    bands = {"lower": {"stage": "primary", "grades": [1, 2], "max_ride_minutes": 1, "boarding": True}}
    prices = PRICES if trips is None else PRICES | {"board_trips_per_week": trips}
    case = simple_case([{"school_id": "h"}], {("a", "h"): (None, 4, 2)}, prices=prices, grade_bands=bands)
    assert problem_of(case).pair_yuan.tolist() == pytest.approx([yuan * 30])


def test_a_boarder_whose_kilometres_are_not_known_pays_minutes() -> None:
    """As a rider's, an unknown length costs nothing."""
    case = simple_case(
        [{"school_id": "h"}], {("a", "h"): (None, 4, None)}, prices=PRICES,
        grade_bands={"lower": {"stage": "primary", "grades": [1, 2], "max_ride_minutes": 1, "boarding": True}},
    )  # fmt: skip
    assert problem_of(case).pair_yuan.tolist() == pytest.approx([(7 + 4 * 3 / 5) * 30])
