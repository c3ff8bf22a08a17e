"""Where one more module would help, on paper."""

import pandas as pd
import pytest

from planner.decide.shortfall.network import Network
from planner.decide.shortfall.next_seats import Module, module_of
from planner.decide.shortfall.school_seats import school_seats
from planner.inputs import read_inputs
from planner.reading.scenario_file import read_scenario
from tests.conftest import PROJECT
from tests.districts import Case, scenario_of, with_scenario, with_schools
from tests.seats import looked_at, nine_year_case, two_villages


def _ranked(case: Case) -> list[tuple[str, float, float]]:
    rows = looked_at(case).next_seats
    return list(zip(rows["school_id"], rows["seats_added"], rows["more_served"], strict=True))


def test_a_module_is_one_class_in_every_grade() -> None:
    """6 x 45 = 270 primary and 3 x 50 = 150 junior seats; other class sizes give other modules."""
    scenario = scenario_of(grade_bands={"p": {"stage": "primary", "grades": [1]}})
    assert module_of(scenario, "primary", 6) == Module(rooms=6, seats=270)
    assert module_of(scenario, "junior", 3) == Module(rooms=3, seats=150)
    smaller = scenario_of(rules={"class_size": {"primary": 40, "junior": 45}})
    assert (module_of(smaller, "primary", 6).seats, module_of(smaller, "junior", 3).seats) == (240, 135)


def test_the_documents_seats_are_whole_modules() -> None:
    """Mengjin's 5,540 new seats: 6, 6 and 4 primary modules, 1 junior one, and 1,070 that the document leaves open."""
    scenario = read_scenario(PROJECT / "scenarios" / "mengjin-2026.yaml").scenario
    primary, junior = module_of(scenario, "primary", 6).seats, module_of(scenario, "junior", 3).seats
    named = [6 * primary, 6 * primary, 4 * primary, 1 * junior]
    assert named == [1620, 1620, 1080, 150]
    assert sum(named) + 1070 == 5540


def test_the_documents_schools_have_the_documents_seats() -> None:
    """永和路小学 and 麻屯镇第三中心小学 built as the table has them seat 1,620 each, 城关镇中心小学 1,080."""
    inputs = read_inputs(PROJECT / "scenarios" / "mengjin-2026.yaml")
    schools = inputs.district.schools
    built = Network(
        which="plan", year=2026, opened=(schools["state"] == "candidate").to_numpy(bool),
        rooms=schools["classrooms"].to_numpy(), beds=schools["beds"].to_numpy(),
    )  # fmt: skip
    seats = school_seats(inputs.district, inputs.scenario, built, {}).set_index("school_id")["seats"]
    assert seats[["MJ-P-061", "MJ-P-062", "MJ-P-063"]].tolist() == [1620, 1620, 1080]


def test_modules_are_ranked_by_the_pupils_they_seat() -> None:
    """One room more at P seats ten of A and B; at Q it seats the four of B whom Q cannot take, or none if it can."""
    assert _ranked(two_villages()) == [("P", 10, 10), ("Q", 10, 4)]
    assert _ranked(two_villages(pupils=(20, 4, 5))) == [("P", 10, 10), ("Q", 10, 0)]


def test_a_chain_of_moves_counts() -> None:
    """B sits at P; a module at Q lets B move there and A take its place."""
    case = two_villages(rooms=2, pupils=(20, 12, 0))
    assert {school: more for school, _, more in _ranked(case)} == {"P": 2, "Q": 2}


def test_a_site_may_be_where_seats_help() -> None:
    """Q as a site without a room today: its module opens it. Closed by decision, it is not offered."""
    case = with_schools(two_villages(), state=pd.Series(["existing", "candidate"]))
    rows = looked_at(case).next_seats.set_index("school_id")
    assert rows["is_site"].to_dict() == {"P": False, "Q": True}
    assert rows.loc["Q", "more_served"] == 10
    assert rows.loc["Q", "site_holds"]
    closed = with_scenario(case, "decisions", value={"close": ["Q"]})
    assert looked_at(closed).next_seats["school_id"].tolist() == ["P"]


@pytest.mark.parametrize(
    ("key", "value", "added"), [("max_classes_per_school", 1, 0), ("school_size", {"primary": 15}, 5)]
)
def test_the_schools_own_limits_bind_its_module(key: str, value: object, added: float) -> None:
    """A school of one room may not add a class where one is the most, and five pupils where fifteen are."""
    case = with_scenario(two_villages(), "rules", key, value=value)
    assert _ranked(case)[0] == ("P", added, added)


def test_a_site_too_small_for_a_module_is_told() -> None:
    """A classroom more does not fit where one may stand."""
    rows = looked_at(with_schools(two_villages(), classrooms_max=1)).next_seats
    assert not rows["site_holds"].any()


def test_a_nine_year_school_has_a_module_of_each_stage() -> None:
    """Six primary classes or three junior ones."""
    rows = looked_at(nine_year_case(primary=100, junior=20)).next_seats.set_index("stage")
    assert rows["rooms"].to_dict() == {"primary": 6, "junior": 3}
    assert rows["seats_added"].to_dict() == {"primary": 60, "junior": 60}
    assert rows["more_served"].to_dict() == {"primary": 10, "junior": 0}


def test_without_class_sizes_there_is_no_module() -> None:
    """Seats are not counted in classes then."""
    assert looked_at(with_scenario(two_villages(), "rules", "class_size", value=None)).next_seats.empty


def test_nobody_short_means_nobody_more_served() -> None:
    """Enough seats: every module brings nothing."""
    found = looked_at(two_villages(rooms=6, pupils=(10, 10, 0)))
    assert found.today[0].found == 0
    assert set(found.next_seats["more_served"]) == {0}
