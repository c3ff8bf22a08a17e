"""Early warning: load by town, stage and year, and by school and year, the first years of yellow and red."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from planner.decide.early_warning import SCHOOL, TOWN, Warnings, counted, find_warnings, first_turns
from planner.plan import Plan
from planner.reading.early_warning import EarlyWarning
from planner.show.words.early_warning import warning_sentences
from planner.show.workbook.early_warning import warning_sheets
from tests.composing import problem_of
from tests.districts import Case, district_of, paper_case, scenario_of
from tests.paper_plan import paper_plan


def _growing(limits: dict[str, float] | None = None) -> Case:
    """Return an east with 20 seats, whose 18 pupils become 19 and 21, beside a west without a school, pupils 3."""
    years = {2026: 18, 2027: 19, 2028: 21}
    return Case(
        district=district_of(
            pupils={("A", year, "1"): count for year, count in years.items()} | {("B", y, "1"): 3 for y in years},
            towns={"A": "east", "B": "west"},
            schools=[{"school_id": "P", "town": "east", "classrooms": 1}],
            travel={("A", "P"): (5, None, None), ("B", "P"): (25, None, None)},
        ),
        scenario=scenario_of(
            rules={"class_size": {"primary": 20}}, **({} if limits is None else {"early_warning": limits})
        ),
    )


def _of(frame: pd.DataFrame, column: str, *keys: str) -> dict[tuple[Any, ...], Any]:
    """Return a column by the values of others."""
    return dict(zip(zip(*(frame[key] for key in keys), strict=True), frame[column], strict=True))


def _warned(case: Case, plan: Plan | None = None) -> Warnings:
    return find_warnings(plan, problem_of(case).today, case.district, case.scenario)


def test_towns_turn_yellow_and_red() -> None:
    """18, 19 and 21 pupils over 20 seats: green, yellow, red; a town without a school has no level of its own."""
    warned = _warned(_growing())
    east, west = (warned.towns[warned.towns["town"] == town] for town in ("east", "west"))
    assert east["level"].tolist() == ["green", "yellow", "red"]
    assert east["load"].tolist() == [0.9, 0.95, 1.05]
    assert set(west["level"]) == {"none"}
    assert first_turns(east, TOWN).to_numpy().tolist() == [[2027.0, 2028.0]]
    assert np.isnan(first_turns(west, TOWN).to_numpy(float)).all()
    assert counted(warned.towns) == {"green": 1, "yellow": 1, "red": 1, "none": 3}


def test_schools_are_asked_by_who_goes_there_today() -> None:
    """The school has pupils of both towns: 21, 22 and 24 over 20."""
    warned = _warned(_growing())
    assert warned.schools.set_index("year")["wanted"].to_dict() == {2026: 21.0, 2027: 22.0, 2028: 24.0}
    assert first_turns(warned.schools, SCHOOL)["first_red"].tolist() == [2026.0]


def test_limits_are_the_scenarios() -> None:
    """Red from 95 % on, yellow from half."""
    warned = _warned(_growing({"yellow_above": 0.5, "red_above": 0.94}))
    assert warned.towns[warned.towns["town"] == "east"]["level"].tolist() == ["yellow", "red", "red"]
    with pytest.raises(ValueError, match="not below yellow_above"):
        EarlyWarning(yellow_above=0.9, red_above=0.8)


def test_pupils_without_a_seat_are_red() -> None:
    """Three and four pupils of the paper plan have no seat: their towns are red under it, whatever the load."""
    case = paper_case()
    warned = _warned(case, paper_plan())
    plan = warned.towns[warned.towns["which"] == "plan"]
    short = plan[plan["lacking"] > 0]
    assert short["lacking"].sum() == 14
    assert set(short["level"]) == {"red"}
    wanted = _of(warned.schools[warned.schools["which"] == "plan"], "wanted", "school_id", "year")
    assert wanted["P2", 2027] == 20
    assert ("P1", 2027) not in wanted


def test_seats_without_a_limit_are_green() -> None:
    """Where nothing bounds the seats, no load is too high."""
    case = paper_case()
    free = scenario_of(
        **{**case.scenario.model_dump(exclude_unset=True), "rules": {"class_size": None, "school_size": None}}
    )
    warned = _warned(Case(district=case.district, scenario=free))
    assert np.isinf(warned.towns["seats"]).any()
    assert set(warned.towns[np.isinf(warned.towns["seats"])]["level"]) == {"green"}


def test_sheets_and_sentences_tell_it() -> None:
    """A column a year, the level with its load; sentences name who turns red first."""
    case = _growing()
    warned = _warned(case)
    towns, schools = warning_sheets(warned, case.district, "t")
    assert towns.rows[0] == ("现状", "east", "小学", 2027.0, 2028.0, "绿 90%", "黄 95%", "红 105%")
    assert schools.rows[0][5:] == (2026.0, 2026.0, "红 105%", "红 110%", "红 120%")
    said = warning_sentences(warned, case.district)
    assert "east小学2028年" in said[0].zh
    assert "First red: east primary 2028." in said[0]
    assert towns.rows[1][3:] == (None, None, "—", "—", "—")
