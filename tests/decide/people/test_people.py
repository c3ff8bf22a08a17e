"""Teachers, things and empty buildings, counted on paper."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from planner.decide.people.indicators import indicator_spreads
from planner.decide.people.people import People, people_of
from planner.decide.people.stocks import stocks_of
from planner.decide.year_rows import rows_of_year
from planner.problem.actions import find_sites
from planner.reading.tables import RESOURCES
from planner.show.words.people import people_sentences
from tests.districts import YEAR, Case, with_scenario
from tests.planning import plan_of
from tests.showing import village_case
from tests.shown import Shown

KNOWN: dict[str, list[float]] = {
    "teachers": [3, 2],
    "retiring_within_3_years": [1, 1],
    "computers": [10, 3],
    "equipment_yuan": [9000.0, 600.0],
}


def village(**columns: list[float]) -> Case:
    """Return the village case, whose point T is merged into P, with columns of its schools."""
    case = village_case()
    return replace(case, district=replace(case.district, schools=case.district.schools.assign(**columns)))


def people(case: Case) -> People:
    """Return its people and things; 20 pupils attend P today, 6 attend T."""
    plan, sites = plan_of(case), find_sites(case.district, case.scenario)
    return people_of(
        case.district, case.scenario, rows_of_year(plan, sites, case.district, YEAR), np.array([[20.0], [6.0]])
    )


def test_posts_by_ratio_and_by_class() -> None:
    """Small schools need the larger of both: P 20 / 19 by ratio, one class of 1.7; later 26 pupils, two classes."""
    posts = people(village()).posts
    assert posts.loc["P", "by_ratio_before"] == pytest.approx(20 / 19)
    assert posts.loc["P", "wanted_before"] == pytest.approx(1.7)
    assert posts.loc["T", "wanted_before"] == pytest.approx(1.7)
    assert posts.loc["P", "classes_after"] == 2
    assert posts.loc["P", "wanted_after"] == pytest.approx(3.4)
    assert posts.loc["T", "wanted_after"] == 0
    by_ratio = people(with_scenario(village(), "staffing", value={"small_school_posts_per_class": None})).posts
    assert by_ratio.loc["P", "wanted_after"] == pytest.approx(26 / 19)


def test_teachers_and_things_go_with_the_pupils() -> None:
    """T's one teacher who does not retire, its computers and equipment go to P; of P's three one retires."""
    found = people(village(**KNOWN))
    row = found.stocks.moved.to_dict("records")[0]
    assert [row[key] for key in ("school_id", "receiver_id", "share", "teachers", "computers", "equipment_yuan")] == [
        "T", "P", 1.0, 1, 3, 600,
    ]  # fmt: skip
    assert (found.posts.loc["P", "teachers_before"], found.posts.loc["P", "teachers_after"]) == (3, 3)
    assert found.posts.loc["T", "teachers_after"] == 0
    assert found.stocks.after.loc["P", "computers"] == 13
    assert found.stocks.after["books"].isna().loc["P"]
    assert found.shares.loc["P", "computers_after"] == pytest.approx(50)
    assert found.total("teachers_after") == 3


def test_what_is_moved_is_what_was_there() -> None:
    """Whole pieces, and nothing is lost or doubled, however pupils are shared out."""
    case = village(**KNOWN)
    rows = rows_of_year(plan_of(case), find_sites(case.district, case.scenario), case.district, YEAR)
    stocks = stocks_of(case.district, rows)
    for name in ("computers", "equipment_yuan"):
        assert stocks.after[name].sum() == stocks.before[name].sum()
    assert stocks.after["teachers"].sum() == stocks.before["teachers"].sum() - 2


def test_unknown_is_unknown_and_said_so() -> None:
    """Without the columns every figure is not known, in both languages; no zero stands for it."""
    case = village()
    shown = Shown(plan=plan_of(case), scenario=case.scenario, district=case.district)
    said = people_sentences(shown.results)
    assert math.isnan(people(case).total("teachers_before"))
    assert sum("not known" in each for each in said) >= 3
    assert sum("不清楚" in each.zh for each in said) >= 3
    assert all(each.coefficient is None for each in people(case).after)


def test_the_difference_coefficient_of_an_indicator() -> None:
    """Two primaries of 100 pupils, 2 and 6 backbone teachers: mean 4 per hundred, coefficient 0.5; a nine-year school
    shares 1 to 1.1; one school not known, and nothing is told.
    """  # noqa: D205
    kinds = pd.Series({"a": "primary", "b": "primary", "t": "teaching_point"})
    pupils = pd.DataFrame({"primary": [100.0, 100.0, 20.0], "junior": 0.0}, index=["a", "b", "t"])
    stock = pd.DataFrame({name: [2.0, 6.0, np.nan] for name in RESOURCES}, index=["a", "b", "t"])
    spread = next(each for each in indicator_spreads(kinds, pupils, stock) if each.resource == "backbone_teachers")
    assert (spread.schools, spread.mean, spread.coefficient, spread.is_even, spread.below) == (2, 4.0, 0.5, True, 0)
    stock.loc["a"] = np.nan
    spread = indicator_spreads(kinds, pupils, stock)[0]
    assert (spread.known, spread.coefficient, spread.is_even) == (1, None, None)
    nine = pd.DataFrame({"primary": [110.0], "junior": [100.0]}, index=["a"])
    of_stage = indicator_spreads(
        pd.Series({"a": "nine_year"}), nine, pd.DataFrame({n: [22.0] for n in RESOURCES}, index=["a"])
    )
    backbone = {each.stage: each.mean for each in of_stage if each.resource == "backbone_teachers"}
    assert backbone == {"primary": pytest.approx(10.0), "junior": pytest.approx(11.0)}


@pytest.mark.parametrize(
    ("young", "kindergarten", "use"),
    [
        (0, False, "other_unknown"), (30, False, "kindergarten_unknown"), (31, True, "kindergarten"),
        (30, True, "community"),
    ],
)  # fmt: skip
def test_an_empty_building_becomes_a_kindergarten_where_seats_lack(young: int, kindergarten: bool, use: str) -> None:  # noqa: FBT001
    """Children of the town against the seats of its kindergartens; not known where no table says."""
    case = village()
    district = case.district
    rows = pd.DataFrame([("B", YEAR, "K1", young)], columns=district.pupils.columns)
    schools = district.schools
    if kindergarten:
        nursery = schools.iloc[:1].assign(school_id="K", name="园", kind="kindergarten", grades="K1-K3", classrooms=1)
        schools = pd.concat([schools, nursery], ignore_index=True)
    plan = plan_of(case)
    changed = replace(district, pupils=pd.concat([district.pupils, rows], ignore_index=True), schools=schools)
    year = rows_of_year(plan, find_sites(changed, case.scenario), changed, YEAR)
    today = np.array([[20.0], [6.0], [0.0]])[: len(schools)]
    (vacated,) = people_of(changed, case.scenario, year, today).vacated
    assert (vacated.school_id, vacated.use) == ("T", use)
