"""Kindergartens by town, shares, attached classes and sites taken over, counted on paper; not known stays not known."""

from dataclasses import replace
from pathlib import Path

import docx
import numpy as np
import openpyxl
import pandas as pd
import pytest

from planner.decide.people.kindergartens import Kindergartens, kindergartens_of
from planner.decide.people.taken_over import sites_taken_over
from planner.decide.people.vacated import Vacated, vacated_buildings
from planner.decide.year_rows import YearRows, rows_of_year
from planner.plan import Plan
from planner.problem.actions import find_sites
from planner.show.papers.english_school import english_hearings
from planner.show.papers.hearing_paper import write_hearing_papers
from planner.show.words.kindergartens import kindergarten_sentences
from planner.show.workbook.plan import write_workbook
from tests.districts import YEAR, Case
from tests.planning import plan_of
from tests.showing import village_case
from tests.shown import Shown

NURSERY = {"kind": "kindergarten", "grades": "K1-K3", "decision": ""}


def village(
    *, rooms: tuple[int, ...] = (6,), residents: tuple[float, float] = (9000, 4000), classes: float = 2
) -> Case:
    """Return the village case, whose point T has kindergarten classes and is merged, with kindergartens K1, K2, ..."""
    case = village_case()
    schools = case.district.schools.assign(attached_kindergarten_classes=[np.nan, classes])
    row = schools.iloc[:1].assign(**NURSERY, attached_kindergarten_classes=np.nan)
    added = [
        row.assign(school_id=f"K{place}", name=f"第{place}幼儿园", classrooms=count, classrooms_max=count, lon=112.45,
                   lat=34.82 - 0.01 * place)
        for place, count in enumerate(rooms, 1)
    ]  # fmt: skip
    return replace(
        case,
        district=replace(
            case.district,
            schools=pd.concat([schools, *added], ignore_index=True),
            settlements=case.district.settlements.assign(residents=residents),
        ),
    )


def found_in(case: Case, plan: Plan | None = None, **run_by: str) -> Kindergartens:
    """Return what its plan comes to; `run_by` says who runs a kindergarten."""
    schools = case.district.schools
    if run_by:
        schools = schools.assign(run_by=schools["school_id"].map(run_by).fillna(""))
    district = replace(case.district, schools=schools)
    rows = year_rows(replace(case, district=district), plan or plan_of(case))
    return kindergartens_of(district, rows, vacated_buildings(district, case.scenario, rows))


def year_rows(case: Case, plan: Plan) -> YearRows:
    """Return the plan's year."""
    return rows_of_year(plan, find_sites(case.district, case.scenario), case.district, YEAR)


@pytest.mark.parametrize(
    ("rooms", "residents", "wanted", "large", "lacking"),
    [
        ((6,), (9000, 4000), 3, 1, 2), ((6, 5), (2000, 400), 1, 1, 0), ((), (9000, 4000), 3, None, None),
        ((7,), (9000, np.nan), None, 1, None), ((7,), (0, 0), 0, 1, 0),
    ],
)  # fmt: skip
def test_large_kindergartens_for_the_people_of_a_town(
    rooms: tuple[int, ...], residents: tuple[float, float], wanted: int | None, large: int | None, lacking: int | None
) -> None:
    """One of six rooms for each 5,000, to the nearest; where a settlement's people or all kindergartens are not told,
    it is not known.
    """  # noqa: D205
    (town,) = found_in(village(rooms=rooms, residents=residents)).towns
    assert (town.wanted, town.large, town.lacking) == (wanted, large, lacking)


def test_without_columns_nothing_is_said() -> None:
    """Neither residents nor kindergartens nor attached classes: no sentence, no sheet."""
    case = village_case()
    found = found_in(case)
    assert (found.towns, found.attached, found.public_percent) == ((), (), None)
    assert kindergarten_sentences(shown(case).results) == ()


@pytest.mark.parametrize(
    ("rooms", "classes", "place", "goes_to"),
    [((6, 6), 2, "kindergarten", "K1"), ((), 2, "none_known", None), ((6,), np.nan, "kindergarten", "K1")],
)
def test_attached_classes_have_a_place_to_go(
    rooms: tuple[int, ...], classes: float, place: str, goes_to: str | None
) -> None:
    """The nearest open kindergarten; where the table has none, it is not known. How many classes may be unknown."""
    case = village(rooms=rooms, classes=classes)
    schools = case.district.schools.assign(
        attached_kindergarten_classes=case.district.schools["attached_kindergarten_classes"].fillna(0)
        if not np.isnan(classes)
        else [0.0, np.nan, *[1.0] * len(rooms)]
    )
    (attached,) = found_in(replace(case, district=replace(case.district, schools=schools))).attached
    assert (attached.school_id, attached.place, attached.goes_to) == ("T", place, goes_to)
    assert (attached.classes is None) == np.isnan(classes)
    if goes_to == "K1":
        assert attached.kilometres == pytest.approx(1.11, abs=0.01)


def test_they_stay_where_the_building_becomes_a_kindergarten() -> None:
    """A school without such classes is not named at all."""
    case = village()
    vacated = (Vacated(school_id="T", rooms=1, use="kindergarten", children=40, seats=0),)
    (attached,) = kindergartens_of(case.district, year_rows(case, plan_of(case)), vacated).attached
    assert (attached.place, attached.goes_to, attached.kilometres) == ("own_building", None, None)
    assert found_in(village(classes=0)).attached == ()


def test_shares_of_children_by_who_runs_their_kindergarten() -> None:
    """30 in a public one, 10 in an affordable private one, 10 in another: 60 % and 80 %; not known where one is not."""
    case = village(rooms=(6, 6, 6))
    plan = plan_of(case)
    children = {"K1": {"K1": 30}, "K2": {"K1": 10}, "K3": {"K2": 10}}
    rows = tuple(row.model_copy(update={"pupils": children.get(row.school_id, row.pupils)}) for row in plan.schools)
    counted = plan.model_copy(update={"schools": rows})
    found = found_in(case, counted, K1="public", K2="inclusive", K3="private")
    assert (found.public_percent, found.inclusive_percent) == (60.0, 80.0)
    assert found_in(case, counted, K1="public", K2="inclusive").public_percent is None
    assert found_in(case, K1="public", K2="inclusive", K3="private").public_percent is None


def shown(case: Case) -> Shown:
    """Return its plan, to be shown."""
    return Shown(plan=plan_of(case), scenario=case.scenario, district=case.district)


def test_a_site_that_falls_free_later_than_it_is_used_is_told() -> None:
    """Its giver and its year; a year that is not told is not known."""
    case = village()
    schools = case.district.schools.assign(
        given_up_by=["原第二高中", "", "原一幼"], site_free_year=[YEAR + 1, np.nan, np.nan]
    )
    case = replace(case, district=replace(case.district, schools=schools))
    first, second = sites_taken_over(plan_of(case), case.district)
    assert (first.free_year, first.used_year, first.is_too_early) == (YEAR + 1, YEAR, True)
    assert (second.free_year, second.is_too_early) == (None, None)
    said = kindergarten_sentences(shown(case).results)[-1]
    assert f"中心小学（原第二高中校址）腾退年份{YEAR + 1}年，方案{YEAR}年启用" in said.zh
    assert "其中1处在腾退之前启用" in said.zh
    assert "free in: not known" in said


def test_the_page_of_a_merge_names_the_place(tmp_path: Path) -> None:
    """Parents' page in both languages, sentences and workbook name the kindergarten."""
    results = shown(village()).results
    (page,) = write_hearing_papers(tmp_path / "hearing", results)
    assert "附设幼儿班2个，最近的开办幼儿园是第1幼儿园" in "".join(
        each.text for each in docx.Document(str(page)).paragraphs
    )
    ((_, english),) = english_hearings(results)
    (tmp_path / "en.docx").write_bytes(english)
    words = "".join(each.text for each in docx.Document(str(tmp_path / "en.docx")).paragraphs)
    assert "the nearest open kindergarten is 第1幼儿园" in words
    write_workbook(tmp_path / "plan.xlsx", results)
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    assert [cell.value for cell in book["幼儿园"][3]][1:] == [13000, 3, 1, 1, 2]
    assert "第1幼儿园" in str(book["附设幼儿班"].cell(3, 5).value)
    assert any("共缺2所" in each.zh for each in kindergarten_sentences(results))
