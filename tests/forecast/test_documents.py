"""The forecast against the figures that two districts' own reports state."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ruamel.yaml import YAML

from planner.forecast import district_totals, forecast_of, stage_totals
from planner.reading.district import District
from planner.reading.tables import GRADES

HOME = pd.DataFrame([("L", "全区", "全区", 112.4, 34.6)], columns=["settlement_id", "name", "town", "lon", "lat"])


@pytest.fixture(scope="module", name="facts")
def _facts(shared_data: Path) -> dict[str, Any]:
    text = (shared_data.parent / "facts" / "seeds.yaml").read_text(encoding="utf-8")
    facts: dict[str, Any] = YAML(typ="safe").load(text)
    return facts


def _whole(pupils: list[tuple[int, str, int]]) -> District:
    """Return a district of one settlement, in which as many are born each year."""
    births = [("L", "", year, 7000) for year in range(2005, 2020)]
    return District(
        folder=Path("here"),
        settlements=HOME,
        pupils=pd.DataFrame([("L", *row) for row in pupils], columns=["settlement_id", "year", "grade", "pupils"]),
        schools=pd.DataFrame(),
        births=pd.DataFrame(births, columns=["settlement_id", "town", "year", "births"]),
    )


def test_luolong(facts: dict[str, Any]) -> None:
    """2018 and 2019, grades alike, foretell 2020 as its posts are counted; its other count is no continuation."""
    luolong = facts["luolong"]
    rows = []
    for year in (2018, 2019):
        for grades, stage in ((GRADES[3:9], "primary"), (GRADES[9:], "junior")):
            each, more = divmod(luolong["pupils_by_year"][year][stage], len(grades))
            rows += [(year, grade, each + (place < more)) for place, grade in enumerate(grades)]
    made = forecast_of(_whole(rows), from_year=2019, to_year=2020)
    found = district_totals(stage_totals(made)).set_index(["stage", "year"])["middle"]
    posts, enrolled = luolong["posts_check"], luolong["pupils_by_year"][2020]
    assert found["primary", 2020] == pytest.approx(posts["primary_pupils"], rel=0.001)
    assert found["junior", 2020] == pytest.approx(posts["junior_pupils"], rel=0.025)
    assert found["primary", 2020] / enrolled["primary"] - 1 == pytest.approx(-0.072, abs=0.001)
    assert found["junior", 2020] / enrolled["junior"] - 1 == pytest.approx(-0.265, abs=0.001)


def test_dongli(facts: dict[str, Any]) -> None:
    """Its kindergarten rate is found again from its children; its new seats stand to each other nearly as the norm."""
    dongli = facts["dongli"]
    there, rate = dongli["preschool_children"], dongli["preschool_enrolment_rate"]
    pupils = [(2020, grade, there // 3) for grade in GRADES[:3]]
    children = [("L", "", 2020, age, round(there / rate / 3)) for age in (3, 4, 5)]
    census = pd.DataFrame(children, columns=["settlement_id", "town", "year", "age", "children"])
    made = forecast_of(replace(_whole(pupils), births=None, children=census), from_year=2020, to_year=2021)
    kindergarten = made.fitted.entries[0].per_child
    assert kindergarten is not None
    assert kindergarten.district == pytest.approx(rate, abs=0.001)
    autumn, seats = dongli["opening_autumn_2021"], dongli["kindergartens_opening"][2021]["seats"]
    for key, norm in (("primary_seats", 80), ("junior_seats", 40)):
        assert 36 * autumn[key] / seats == pytest.approx(norm, rel=0.12)
