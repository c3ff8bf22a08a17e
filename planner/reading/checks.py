"""What tables must agree on: keys, references between tables, maxima, years."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from planner.language import Text, joined
from planner.reading.columns import ParsedTable
from planner.reading.faults import Faults, Flags, Ints, fault, gathered
from planner.reading.forecast_checks import KEYS_OF_THEIR_OWN
from planner.reading.scenario import Scenario
from planner.reading.tables import grade_run

MOST_PAIRS = 40_000_000
"""Most pairs of settlement and school whose journeys are sought where no table gives them."""

Tables = Mapping[str, ParsedTable]
_BELOW_PRESENT = Text("at least as many as there are now", "上限应不小于现有数")
_NOT_TAUGHT = Text("a grade that the school teaches", "应为该校开设的年级")


def check_tables(tables: Tables, scenario: Scenario) -> Faults:
    """Check every agreement that can be checked on the tables that were read."""
    faults = gathered(duplicates(parsed) for parsed in tables.values() if parsed.table.name not in KEYS_OF_THEIR_OWN)
    if "schools" in tables:
        faults += _maxima(tables["schools"]) + _existing_at_one_site(tables["schools"])
    if {"settlements", "schools"} <= tables.keys() and "travel" not in tables:
        faults += _too_many_pairs(tables["settlements"], tables["schools"])
    if "pupils" in tables and scenario.demand is None:  # else the pupils are those of its variants
        faults += _years_without_pupils(tables["pupils"], scenario)
    if "travel" in tables:
        faults += _rides_without_kilometres(tables["travel"])
    if "settlements" in tables and scenario.rules.siting is not None:
        faults += _no_places(tables["settlements"])
    if "attends" in tables and "schools" in tables:
        faults += _grades_not_offered(tables["attends"], tables["schools"])
    if "attends" in tables:
        faults += _several_years(tables["attends"])
    return faults


def _codes(parsed: ParsedTable, columns: tuple[str, ...]) -> Ints:
    """Give each different combination of these columns' values a number (record)."""
    combined = np.zeros(len(parsed.rows), dtype=np.int64)
    for name in columns:
        codes, different = pd.factorize(parsed.values(name))
        combined, _ = pd.factorize(combined * (len(different) + 1) + codes + 1)
    return combined


def duplicates(parsed: ParsedTable) -> Faults:
    """Find fault with rows whose key another row has already."""
    key = parsed.table.key
    if not set(key) <= parsed.present:
        return Faults()
    places = np.flatnonzero(parsed.good(*key))
    codes = _codes(parsed, key)[places]
    repeated = pd.Series(codes).duplicated().to_numpy()
    if not repeated.any():
        return Faults()
    first = dict(zip(codes[~repeated].tolist(), parsed.rows[places[~repeated]].tolist(), strict=True))
    code_of = dict(zip(places.tolist(), codes.tolist(), strict=True))
    mask = np.zeros(len(parsed.rows), dtype=np.bool_)
    mask[places[repeated]] = True
    what = joined((Text(column.name, f"“{column.chinese}”") for column in map(parsed.table.column, key)), " and ", "、")

    def expected(place: int) -> Text:
        row = first[code_of[place]]
        return Text(f"each {what} once: row {row} has it already", f"{what.zh}不能重复：第 {row} 行已有相同的")

    return parsed.faults(mask, key[0], expected, cause=Text(f"each {what} once", f"{what.zh}不能重复"))


def _no_places(settlements: ParsedTable) -> Faults:
    """Say where the kinds of settlements are asked for and there is no such column."""
    if "place" in settlements.present:
        return Faults()
    expected = Text(
        "the column place, since rules.siting asks in which settlements schools may be built",
        "情景按 rules.siting 限定新建学校的居民点，应有“居民点类型”一列",
    )
    return fault(settlements.raw.file, expected, column="place")


def _too_many_pairs(settlements: ParsedTable, schools: ParsedTable) -> Faults:
    """Say where journeys would be sought between more places than memory holds."""
    pairs = len(settlements.rows) * len(schools.rows)
    if pairs <= MOST_PAIRS:
        return Faults()
    expected = Text(
        f"at most {MOST_PAIRS:,} pairs of settlement and school without a travel table: there are {pairs:,}",
        f"没有行程表时，居民点与学校的组合最多 {MOST_PAIRS:,} 个：现有 {pairs:,} 个",
    )
    return fault(schools.raw.file, expected)


def _maxima(schools: ParsedTable) -> Faults:
    faults = Faults()
    for most, present in (("classrooms_max", "classrooms"), ("beds_max", "beds")):
        now = np.nan_to_num(schools.values(present))
        below = (
            schools.good(most) & (schools.good(present) | _left_out(schools, present)) & (schools.values(most) < now)
        )
        faults += gathered(
            schools.faults(
                below & (now == there),
                most,
                Text(
                    f"at least the {there:.0f} {present} there are now",
                    f"应不小于现有的 {there:.0f}（{schools.table.column(present).chinese}）",
                ),
                cause=_BELOW_PRESENT,
            )
            for there in np.unique(now[below])
        )
    return faults


def _existing_at_one_site(schools: ParsedTable) -> Faults:
    """Say where two schools that are there today are said to be alternatives of one site."""
    if not {"site_id", "state"} <= schools.present:
        return Faults()
    existing = schools.good("site_id") & (schools.values("state").astype(str) != "candidate")
    again = np.zeros(len(schools.rows), dtype=np.bool_)
    again[existing] = pd.Series(schools.values("site_id")[existing]).duplicated().to_numpy()
    expected = Text(
        "a site with one existing school at most: alternatives of a site are candidates",
        "同一场地最多只有一所现有学校：其余方案应为拟建",
    )
    return schools.faults(again, "site_id", expected)


def _left_out(parsed: ParsedTable, column: str) -> Flags:
    """Say where a column's cell is empty rather than wrong (record)."""
    reading = parsed.columns[column]
    wrong = [mask for mask, _ in reading.complaints]
    return np.asarray(~np.any([reading.good, *wrong], axis=0), dtype=np.bool_)


def _years_without_pupils(pupils: ParsedTable, scenario: Scenario) -> Faults:
    needed = {"year", "grade", "pupils"}
    whole = all(not mask.any() for name in needed for mask, _ in pupils.columns[name].complaints)
    if not needed <= pupils.present or not whole or not pupils.raw.whole or not len(pupils.rows):
        # Broken cells and rows are said on their own; what they would have added is not known.
        return Faults()
    placed = np.isin(pupils.values("grade").astype(str), scenario.grades) & (pupils.values("pupils") > 0)
    years = set(pupils.values("year")[placed].astype(np.int64).tolist())
    there = ", ".join(map(str, sorted(years))) or "none"
    also = Text(" and outlook year", "和展望年份") if scenario.outlook_years else Text("", "")
    expected = Text(
        f"pupils of the scenario's grades in each planning year{also}; the years that have some: {there}",
        f"每个规划年份{also.zh}都应有情景所含年级的学生；有学生的年份：{'、'.join(map(str, sorted(years))) or '无'}",
    )
    missing = [year for year in scenario.placed_years if year not in years]
    return gathered(fault(pupils.raw.file, expected, column="year", value=str(year)) for year in missing)


def _rides_without_kilometres(travel: ParsedTable) -> Faults:
    mask = travel.good("ride_minutes") & _left_out(travel, "kilometres")
    return travel.faults(
        mask,
        "kilometres",
        Text("the length of the ride, since ride_minutes is given", "填了乘车分钟，就应填乘车公里数"),
    )


def _several_years(attends: ParsedTable) -> Faults:
    """Find fault with rows of another year than the first that is told: the table is of one school year."""
    if "year" not in attends.present:
        return Faults()
    years = attends.values("year").astype(float)
    told = attends.good("year") & ~np.isnan(years)
    if not told.any():
        return Faults()
    first = years[np.flatnonzero(told)[0]]
    expected = Text(
        f"one school year in the whole table: {first:.0f}, as in its first row",
        f"全表应为同一学年：首行为 {first:.0f}",
    )
    return attends.faults(told & (years != first), "year", expected)


def _grades_not_offered(attends: ParsedTable, schools: ParsedTable) -> Faults:
    if not {"school_id", "grade"} <= attends.present or not {"school_id", "grades"} <= schools.present:
        return Faults()
    known = schools.good("school_id", "grades")
    offers = dict(zip(schools.values("school_id")[known], schools.values("grades")[known], strict=True))
    runs = {school_id: frozenset(grade_run(grades)) for school_id, grades in offers.items()}
    pairs = zip(attends.values("school_id"), attends.values("grade"), strict=True)
    not_offered = [school_id in runs and grade not in runs[school_id] for school_id, grade in pairs]
    mask = np.array(not_offered, dtype=np.bool_) & attends.good("school_id", "grade")
    ids = attends.values("school_id")

    def expected(place: int) -> Text:
        taught = offers[ids[place]]
        return Text(f"a grade the school teaches: it has {taught}", f"应为该校开设的年级：该校开设 {taught}")

    return attends.faults(mask, "grade", expected, cause=_NOT_TAUGHT)
