"""The forecast against worlds whose future is known, and against what it must always hold."""

from dataclasses import replace
from time import process_time

import numpy as np
import pandas as pd
import pytest

from planner.errors import InputError
from planner.forecast import VARIANTS, Forecast, district_totals, forecast_of, pupils_frame, stage_totals
from planner.forecast.basis import basis_of, first_unborn_year
from planner.forecast.rounding import largest_remainders
from planner.reading.district import District
from planner.reading.tables import GRADES
from tests.forecasting import HOMES, district, pupils_of

CLOSE = 0.002


def foretold(made: Forecast, home: int, year: int, grade: str) -> int:
    """Return the middle variant's pupils."""
    return int(made.pupils["middle"][home, made.years.index(year), GRADES.index(grade)])


@pytest.mark.parametrize("growth", [0.0, 0.03])
def test_a_world_that_goes_on_as_it_was_is_foretold(growth: float) -> None:
    """Who is born or in school is found to 0.2 %: entry, moving up and growth are those of the counted years."""
    made = forecast_of(district(growth=growth), to_year=2030)
    for home in range(len(HOMES)):
        for grade, year in (("1", 2026), ("1", 2030), ("4", 2030), ("9", 2030), ("K1", 2027), ("K3", 2029)):
            assert foretold(made, home, year, grade) == pytest.approx(pupils_of(home, year, grade, growth), rel=CLOSE)


def test_it_was_right_when_it_was_tried() -> None:
    """The back test of such a world misses next to nothing as long as all are born, and only births of later years."""
    tried = {(row.stage, row.years_ahead): row for row in forecast_of(district(), to_year=2030).tried}
    assert tried["junior", 5].trials == 1
    assert tried["junior", 1].trials == 5
    assert all(row.absolute < CLOSE for (stage, _), row in tried.items() if stage == "junior")
    assert tried["kindergarten", 5].absolute < 0.02


def test_whole_pupils_add_up() -> None:
    """Settlements to towns to district, in every year, grade and variant; low, middle and high stand in order."""
    made = forecast_of(district(growth=-0.0213), to_year=2040)
    assert all(table.dtype == np.int64 and (table >= 0).all() for table in made.pupils.values())
    whole = district_totals(stage_totals(made))
    ahead = whole[~whole["is_counted"]]
    assert (ahead["low"] <= ahead["middle"]).all()
    assert (ahead["middle"] <= ahead["high"]).all()
    table = pupils_frame(made, "middle")
    last = table[table["year"] == 2040].groupby("grade")["pupils"].sum()
    assert last["1"] == made.pupils["middle"][:, -1, GRADES.index("1")].sum()
    assert set(table["year"]) == set(range(2020, 2041))


@pytest.mark.parametrize("seed", range(10))
def test_largest_remainders(seed: int) -> None:
    """Parts differ from their values by less than one, and add up."""
    draw = np.random.default_rng(seed)
    values = draw.uniform(0, 9, (draw.integers(1, 20), 7))
    totals = np.rint(values.sum(axis=0)).astype(np.int64)
    rounded = largest_remainders(values, totals)
    assert (rounded.sum(axis=0) == totals).all()
    assert (np.abs(rounded - values) < 1).all()


def test_births_of_towns_are_shared_by_pupils() -> None:
    """A town's births in one row give the town what its settlements' rows would."""
    plain = district()
    assert plain.births is not None
    rows = plain.births.merge(plain.settlements[["settlement_id", "town"]], on="settlement_id", suffixes=("_", ""))
    towns = rows.groupby(["town", "year"], as_index=False)["births"].sum().assign(settlement_id="")
    made = forecast_of(replace(plain, births=towns), to_year=2030)
    for grade, year in (("1", 2029), ("K1", 2027)):
        found = foretold(made, 0, year, grade) + foretold(made, 1, year, grade)
        wanted = pupils_of(0, year, grade) + pupils_of(1, year, grade)
        assert found == pytest.approx(wanted, rel=CLOSE)


def test_a_census_overrides_births() -> None:
    """Twice the children counted at 3 in two years of censuses: twice the grade 1 three years on, births or not."""
    plain = district()
    rows = [
        (name, "", year, age, round(pupils_of(home, year, "1") / 0.9 * (2 if year - age == 2022 else 1)))
        for home, (name, _) in enumerate(HOMES)
        for year in (2024, 2025)
        for age in range(8)
    ]
    census = pd.DataFrame(rows, columns=["settlement_id", "town", "year", "age", "children"])
    made = forecast_of(replace(plain, children=census), to_year=2030)
    usual = np.mean([foretold(made, 0, year, "1") for year in (2027, 2029)])
    assert foretold(made, 0, 2028, "1") == pytest.approx(2 * usual, rel=0.05)


def test_children_alone_are_enough() -> None:
    """Counts of children by age and no births: who is counted is foretold, who is not born follows their trend."""
    plain = district()
    rows = [
        (name, "", year, age, round(pupils_of(home, year + 6 - age, "1") / 0.9))
        for home, (name, _) in enumerate(HOMES)
        for year in (2023, 2024, 2025)
        for age in range(15)
    ]
    census = pd.DataFrame(rows, columns=["settlement_id", "town", "year", "age", "children"])
    made = forecast_of(replace(plain, births=None, children=census), to_year=2032)
    for grade, year in (("1", 2026), ("1", 2031), ("K1", 2028), ("5", 2032)):
        assert foretold(made, 1, year, grade) == pytest.approx(pupils_of(1, year, grade), rel=0.01)
    assert foretold(made, 1, 2032, "1") == pytest.approx(pupils_of(1, 2032, "1"), rel=0.05)
    assert any("no table of births" in note for note in made.notes)


def test_without_kindergartens_nothing_is_said_of_them() -> None:
    """A table of grades 1 to 9: these are foretold as before, kindergartens stay empty."""
    plain = district()
    school = plain.pupils[~plain.pupils["grade"].str.startswith("K")]
    made = forecast_of(replace(plain, pupils=school), to_year=2030)
    assert foretold(made, 0, 2030, "1") == pytest.approx(pupils_of(0, 2030, "1"), rel=CLOSE)
    assert not made.pupils["high"][:, :, :3].any()
    assert not made.notes


def test_special_cohorts_are_left_out_of_the_fit_and_told_again() -> None:
    """A cohort half of whom enter: the rate stays that of the others, and a foretold one is halved."""
    plain = district()
    half = (plain.pupils["grade"] == "1") & (plain.pupils["year"] == 2024)
    pupils = plain.pupils.assign(pupils=np.where(half, plain.pupils["pupils"] // 2, plain.pupils["pupils"]))
    special = pd.DataFrame(
        [("", 2024, 0.5, "x"), ("甲镇", 2027, 0.5, "y")], columns=["town", "year", "entry_factor", "reason"]
    )
    made = forecast_of(replace(plain, pupils=pupils, special_cohorts=special), to_year=2030)
    assert foretold(made, 0, 2026, "1") == pytest.approx(pupils_of(0, 2026, "1"), rel=CLOSE)
    assert foretold(made, 0, 2027, "1") == pytest.approx(pupils_of(0, 2027, "1") / 2, rel=CLOSE)
    assert foretold(made, 2, 2027, "1") == pytest.approx(pupils_of(2, 2027, "1"), rel=CLOSE)


def test_estates_fill_up() -> None:
    """1,000 homes of 3 people: 36, 80 and 40 pupils for each 1,000 people, a third more each year; high at once."""
    columns = ["settlement_id", "name", "year", "homes", "persons_per_home", "years_to_fill", "kindergarten_per_1000",
               "primary_per_1000", "junior_per_1000"]  # fmt: skip
    estates = pd.DataFrame([("B1", "新城", 2027, 1000, 3.0, 3.0, 36.0, 80.0, 40.0)], columns=columns)
    plain, built = (
        forecast_of(district(), to_year=2030),
        forecast_of(replace(district(), estates=estates), to_year=2030),
    )
    more = {variant: built.pupils[variant] - plain.pupils[variant] for variant in VARIANTS}
    by_year = more["middle"].sum(axis=(0, 2))
    assert by_year.tolist() == [0, pytest.approx(156, abs=6), pytest.approx(312, abs=6), 468, 468]
    assert more["high"][2, 1].sum() == pytest.approx(468, abs=6)
    assert more["low"][2, 1].sum() == pytest.approx(78, abs=6)
    assert more["middle"][2, -1, :3].sum() == pytest.approx(108, abs=3)
    assert not more["middle"][0].any()


def test_the_base_year() -> None:
    """The latest year that births or children reach; years beyond it are told, and --from takes them."""
    early = district(last_birth=2022)
    made = forecast_of(early)
    assert (made.base_year, made.years[-1]) == (2023, 2033)
    assert any("--from" in note for note in made.notes)
    assert forecast_of(early, from_year=2025).base_year == 2025
    assert not forecast_of(district()).notes


def test_what_each_figure_rests_on() -> None:
    """In school, born, or not born yet."""
    made = forecast_of(district(), to_year=2032)
    said = [basis_of(made.fitted, year, "1") for year in (2025, 2026, 2030, 2031)]
    assert said == ["counted", "born", "born", "not_born"]
    assert basis_of(made.fitted, 2028, "4") == "in_school"
    assert first_unborn_year(made.fitted, made.years, "kindergarten") == 2028
    assert first_unborn_year(made.fitted, made.years, "junior") is None


@pytest.mark.parametrize(("from_year", "to_year"), [(2019, None), (None, 2025), (None, 2056)])
def test_years_that_cannot_be(from_year: int | None, to_year: int | None) -> None:
    """A year that was not counted, none ahead, too far ahead."""
    with pytest.raises(InputError):
        forecast_of(district(), from_year=from_year, to_year=to_year)


def test_without_births_or_children_there_is_no_forecast() -> None:
    """It says which tables are wanted."""
    with pytest.raises(InputError, match="births"):
        forecast_of(replace(district(), births=None))


def test_one_counted_year_and_towns_without_births() -> None:
    """All move up; a town without births follows its kindergarten; both are told."""
    plain = district(years=(2025,))
    assert plain.births is not None
    made = forecast_of(replace(plain, births=plain.births[plain.births["settlement_id"] != "B1"]), to_year=2027)
    assert foretold(made, 0, 2026, "2") == foretold_base(plain, "A1", "1")
    assert foretold(made, 2, 2026, "1") == foretold_base(plain, "B1", "K3")
    assert len(made.notes) == 2
    assert made.tried == ()


def foretold_base(plain: District, home: str, grade: str) -> int:
    """Return the pupils counted in 2025."""
    rows = plain.pupils[(plain.pupils["settlement_id"] == home) & (plain.pupils["grade"] == grade)]
    return int(rows.loc[rows["year"] == 2025, "pupils"].iloc[0])


def test_three_thousand_settlements_take_seconds() -> None:
    """Ten years on from five counted ones, three variants, back test and tables."""
    small, copies = district(years=(2021, 2022, 2023, 2024, 2025)), pd.DataFrame({"copy": np.arange(1000).astype(str)})

    def many(table: pd.DataFrame) -> pd.DataFrame:
        crossed = table.merge(copies, how="cross")
        return crossed.assign(settlement_id=crossed["settlement_id"] + "-" + crossed["copy"])

    assert small.births is not None
    homes = many(small.settlements).assign(town=lambda rows: rows["town"] + rows["copy"].str[-1])
    big = replace(small, settlements=homes, pupils=many(small.pupils), births=many(small.births))
    start = process_time()
    made = forecast_of(big, to_year=2035)
    pupils_frame(made, "middle")
    assert process_time() - start < 5
    assert len(made.known.settlement_ids) == 3000
