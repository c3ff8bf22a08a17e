"""Pupils without a seat: which rule would have to give way, and by how much."""

from dataclasses import replace

from planner.decide.explain.relaxing import Relaxation, relaxations_of
from planner.decide.explain.rules_met import ways_of
from tests.decide.explain.test_rules_met import farther
from tests.decide.test_boarding import closed, far_case
from tests.districts import Case, with_scenario
from tests.explaining_cases import decided, explaining_of, valley_case, with_school
from tests.test_place_rules import two_towns


def relaxations(case: Case) -> tuple[Relaxation, ...]:
    """Return the relaxations of a case's best plan."""
    explaining = explaining_of(case)
    return relaxations_of(explaining.stand, ways_of(case.district, case.scenario))


def without_the_point(case: Case) -> Case:
    """Return the case with its point closed."""
    return decided(case, "T", "close")


def test_everyone_seated_asks_for_nothing() -> None:
    """No shortfall, no relaxation."""
    assert relaxations(valley_case()) == ()


def test_minutes() -> None:
    """Eight minutes more than thirty would do."""
    (row,) = relaxations(without_the_point(farther(valley_case(), 38.0)))
    assert (row.rule, row.school_id, row.limit, row.figure, row.pupils) == ("travel_limit", "P", 30, 38, 6)


def test_no_known_way() -> None:
    """Where no way is known there is no figure."""
    (row,) = relaxations(without_the_point(farther(valley_case(), None)))
    assert (row.rule, row.school_id, row.figure) == ("travel_limit", None, None)


def test_boarding_in_town() -> None:
    """The town's school with a bed is beyond seventy minutes; the next town's, sixty minutes away, is not theirs."""
    (row,) = relaxations(closed(far_case(board_in="town", max_board_minutes=70)))
    assert (row.rule, row.school_id, row.limit, row.figure, row.pupils) == ("board_in_town", "far", None, 60, 12)


def test_their_own_town() -> None:
    """The town's school, thirty minutes away, is full; another town's, five minutes away, is not theirs."""
    (row,) = relaxations(two_towns(same_town={}, merge={"kinds": ["primary"], "exactly": 1}))
    assert (row.rule, row.school_id, row.limit, row.figure, row.pupils) == ("same_town", "other", None, None, 12)


def test_their_own_town_and_a_full_school_of_another() -> None:
    """The other town's school is full too: both rules are named, and no minutes, which are not what they lack."""
    case = with_school(two_towns(same_town={}), "own", state="candidate", decision="free", grades="1-6")
    rows = relaxations(with_school(case, "other", classrooms=0, classrooms_max=0))
    assert [(row.rule, row.school_id, row.pupils) for row in rows] == [
        ("same_town", "other", 12),
        ("classrooms", "other", 12),
    ]


def test_rooms() -> None:
    """One room more than P may have."""
    case = with_school(without_the_point(valley_case()), "P", classrooms=1, classrooms_max=1)
    (row,) = relaxations(case)
    assert (row.rule, row.school_id, row.limit, row.figure, row.settlement_id) == ("classrooms", "P", 1, 2, "B")


def test_size() -> None:
    """One pupil more than P may have."""
    (row,) = relaxations(with_school(without_the_point(valley_case()), "P", pupils_max=25.0))
    assert (row.rule, row.limit, row.figure) == ("school_size", 25, 26)


def test_budget() -> None:
    """P may have a second room, which the budget does not pay."""
    case = with_school(without_the_point(valley_case()), "P", classrooms=1, classroom_yuan=500.0)
    (row,) = relaxations(with_scenario(case, "budget_yuan", value=100.0))
    assert (row.rule, row.limit, row.figure) == ("budget", 100, 500)


def test_a_missing_seat_may_be_cheaper() -> None:
    """No rule is broken: the price of a missing seat is below that of a class."""
    case = without_the_point(valley_case())
    (row,) = relaxations(with_scenario(case, "prices", "shortfall_yuan_per_pupil", value=1.0))[:1]
    assert (row.rule, row.limit, row.figure) == ("cost", None, None)


def test_several_rules_at_once() -> None:
    """Rooms and size both stand in the way, and both are named."""
    case = with_school(without_the_point(valley_case()), "P", classrooms=1, classrooms_max=1, pupils_max=20.0)
    assert {row.rule for row in relaxations(case)} == {"classrooms", "school_size"}


def test_the_school_that_breaks_least_is_named() -> None:
    """A second school, farther but only one room short of nothing else, is better than one that breaks two rules."""
    case = with_school(without_the_point(valley_case()), "P", classrooms=1, classrooms_max=1, pupils_max=20.0)
    schools, travel = case.district.schools, case.district.travel
    assert travel is not None
    other = schools[schools["school_id"] == "P"].assign(school_id="Q", pupils_max=500.0, classrooms=0, classrooms_max=0)
    ways = travel[travel["settlement_id"] == "B"].head(1).assign(school_id="Q", walk_minutes=29.0)
    district = replace(
        case.district,
        schools=schools.merge(other, how="outer").sort_values("school_id", ignore_index=True),
        travel=travel.merge(ways, how="outer").sort_values(["settlement_id", "school_id"], ignore_index=True),
    )
    (row,) = relaxations(replace(case, district=district))
    assert (row.rule, row.school_id, row.limit, row.figure) == ("classrooms", "Q", 0, 1)
