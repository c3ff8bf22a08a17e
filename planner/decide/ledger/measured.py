"""The figures of a plan that targets are held against, computed for one year of it."""

import math
from collections.abc import Callable, Mapping

import numpy as np

from planner.decide.ledger.rebuilt import is_rebuilt, rebuilt_sites
from planner.decide.measures import room_size
from planner.decide.people.kindergartens import Kindergartens, kindergartens_of
from planner.decide.results import Results, YearResults
from planner.decide.taught import taught_at
from planner.plan import SchoolRow
from planner.reading.schema_types import Stage
from planner.reading.tables import grade_run

_HAIR = 1e-6
_SMALL = 200
"""Pupils below which 洛政办〔2025〕17号 has schools integrated."""
_STAGE_GRADES: Mapping[Stage, frozenset[str]] = {
    "kindergarten": frozenset(("K1", "K2", "K3")),
    "primary": frozenset("123456"),
    "junior": frozenset("789"),
}
_COMPULSORY = frozenset(("primary", "junior", "nine_year"))


def measured(name: str, year: YearResults, results: Results) -> float | None:
    """Return a figure of one year of a plan; None where the tables do not say enough, or the plan does not place these.

    Names are those of `planner.reading.ledger_tables.MEASURED`; shares are percentages. KeyError for another.
    """
    return _FIGURES[name](year, results)


def gross_seats_added(row: SchoolRow, results: Results) -> int | None:
    """Return the seats that a school gains: its first rooms where it is built, and rooms added, times the class size.

    None where its classes have no size.
    """
    schools = results.district.schools
    place = int(np.flatnonzero(schools["school_id"].to_numpy() == row.school_id)[0])
    rooms = row.classrooms_added + (int(schools["classrooms"].to_numpy()[place]) if row.action == "build" else 0)
    size = room_size(str(schools["grades"].to_numpy()[place]), results.scenario)
    return 0 if not rooms else None if size is None else rooms * size


def _open(year: YearResults) -> list[SchoolRow]:
    return [row for row in year.rows.schools.values() if row.open]


def _built(year: YearResults, results: Results, *, rebuilt: bool) -> float:
    """Count new primary and junior schools, or those rebuilt or expanded."""
    sites = rebuilt_sites(results.district)
    schools = results.district.schools
    ours = set(schools.loc[schools["kind"].isin(_COMPULSORY | {"teaching_point"}), "school_id"])
    rows = [row for row in year.rows.schools.values() if row.school_id in ours]
    again = sum(is_rebuilt(row.action, row.school_id, sites) for row in rows)
    if not rebuilt:
        return float(sum(row.action == "build" for row in rows) - again)
    return float(again + sum(row.action == "expand" for row in rows))


def _projects(year: YearResults, results: Results) -> float | None:
    """Count the projects of compulsory schools that the plan builds or gives more rooms or beds."""
    projects = results.district.projects
    if projects is None:
        return None
    sites = projects.loc[projects["stage"].isin(_COMPULSORY), "site_school_id"]
    rows = [year.rows.schools.get(str(site)) for site in sites if site]
    return float(sum(row is not None and adds(row) for row in rows))


def adds(row: SchoolRow) -> bool:
    """Whether a plan builds at a school, or adds rooms or beds."""
    return row.action == "build" or row.classrooms_added > 0 or row.beds_added > 0


def _seats(kinds: frozenset[str] | None = None) -> Callable[[YearResults, Results], float | None]:
    """Return the seats gained by schools of these kinds, or of all; None where classes of one have no size."""

    def figure(year: YearResults, results: Results) -> float | None:
        kind = dict(zip(results.district.schools["school_id"], results.district.schools["kind"], strict=True))
        rows = [row for row in _open(year) if kinds is None or kind[row.school_id] in kinds]
        gained = [gross_seats_added(row, results) for row in rows]
        return None if None in gained else float(sum(seats for seats in gained if seats is not None))

    return figure


def _nursery_seats(year: YearResults, results: Results) -> float | None:
    """Count seats gained by kindergartens; None where the table has none, or their classes no size."""
    schools = results.district.schools
    nursery = set(schools.loc[schools["grades"].str.startswith("K"), "school_id"])
    gained = [gross_seats_added(row, results) for row in _open(year) if row.school_id in nursery]
    return None if not nursery or None in gained else float(sum(seats for seats in gained if seats is not None))


def _of_kindergartens(
    figure: Callable[[Kindergartens], float | None],
) -> Callable[[YearResults, Results], float | None]:
    """Return a figure of kindergartens."""

    def found(year: YearResults, results: Results) -> float | None:
        return figure(kindergartens_of(results.district, year.rows, ()))

    return found


def _large_lacking(found: Kindergartens) -> float | None:
    lacking = [town.lacking for town in found.towns]
    return float(sum(count for count in lacking if count is not None)) if lacking and None not in lacking else None


def _largest_class(stage: Stage) -> Callable[[YearResults, Results], float | None]:
    def figure(year: YearResults, results: Results) -> float | None:
        found = [
            math.ceil(taught.pupils / taught.classes - _HAIR)
            for row in _open(year)
            for taught in taught_at(row, results.scenario)
            if taught.stage == stage and taught.classes
        ]
        return float(max(found)) if found else None

    return figure


def _largest_school(kinds: frozenset[str]) -> Callable[[YearResults, Results], float | None]:
    def figure(year: YearResults, results: Results) -> float | None:
        kind = dict(zip(results.district.schools["school_id"], results.district.schools["kind"], strict=True))
        found = [sum(row.pupils.values()) for row in _open(year) if kind[row.school_id] in kinds]
        return float(max(found)) if found else None

    return figure


def _most_classes(year: YearResults, _results: Results) -> float | None:
    found = [sum(row.classes.values()) for row in _open(year)]
    return float(max(found)) if any(found) else None


def _boarding_towns(stage: Stage) -> Callable[[YearResults, Results], float | None]:
    def figure(year: YearResults, results: Results) -> float | None:
        schools = results.district.schools.set_index("school_id")
        wanted = _STAGE_GRADES[stage]
        having = {
            str(schools.at[row.school_id, "town"])
            for row in _open(year)
            if _beds(row, results) > 0 and wanted <= frozenset(grade_run(str(schools.at[row.school_id, "grades"])))
        }
        living = _towns_with(stage, year.measures.year, results)
        return 100.0 * len(living & having) / len(living) if living else None

    return figure


def _towns_with(stage: Stage, year: int, results: Results) -> frozenset[str]:
    pupils, homes = results.district.pupils, results.district.settlements
    there = pupils[(pupils["year"] == year) & pupils["grade"].isin(_STAGE_GRADES[stage]) & (pupils["pupils"] > 0)]
    town = dict(zip(homes["settlement_id"], homes["town"], strict=True))
    return frozenset(str(town[home]) for home in there["settlement_id"].unique())


def _beds(row: SchoolRow, results: Results) -> int:
    beds = dict(zip(results.district.schools["school_id"], results.district.schools["beds"], strict=True))
    return int(beds[row.school_id]) + row.beds_added


def _of_people(resource: str, stage: Stage) -> Callable[[YearResults, Results], float | None]:
    """Return the mean of a resource indicator; known for the last planning year alone."""

    def figure(year: YearResults, results: Results) -> float | None:
        if year.measures.year != results.people.year:
            return None
        means = [each.mean for each in results.people.after if (each.stage, each.resource) == (stage, resource)]
        return means[0] if means else None

    return figure


def _computers(year: YearResults, results: Results) -> float | None:
    people = results.people
    if year.measures.year != people.year:
        return None
    there = people.posts["pupils_after"] > 0
    pupils = people.posts.loc[there, "pupils_after"]
    stock = people.stocks.after["computers"].reindex(pupils.index)
    known = float(stock.sum(skipna=False))
    return None if np.isnan(known) or not pupils.sum() else 100.0 * known / float(pupils.sum())


def _pupils_per_teacher(kinds: frozenset[str]) -> Callable[[YearResults, Results], float | None]:
    """Pupils for each teacher in schools of these kinds, those retiring left out; nine-year schools are in neither."""

    def figure(year: YearResults, results: Results) -> float | None:
        people = results.people
        if year.measures.year != people.year:
            return None
        kind = results.district.schools.set_index("school_id")["kind"].reindex(people.posts.index)
        there = kind.isin(kinds) & (people.posts["pupils_after"] > 0)
        teachers = float(people.posts.loc[there, "teachers_after"].sum(skipna=False))
        return (
            None
            if np.isnan(teachers) or not teachers
            else float(people.posts.loc[there, "pupils_after"].sum()) / (teachers)
        )

    return figure


_PRIMARY, _JUNIOR = frozenset(("primary", "teaching_point")), frozenset(("junior",))
_FIGURES: Mapping[str, Callable[[YearResults, Results], float | None]] = {
    "merged_schools": lambda year, _: float(year.measures.merged),
    "new_schools": lambda year, results: _built(year, results, rebuilt=False),
    "rebuilt_schools": lambda year, results: _built(year, results, rebuilt=True),
    "compulsory_projects": _projects,
    "seats_added": _seats(),
    "seats_added_primary": _seats(_PRIMARY),
    "seats_added_junior": _seats(_JUNIOR),
    "beds_added": lambda year, results: float(
        sum(_beds(row, results) if row.action == "build" else row.beds_added for row in _open(year))
    ),
    "one_off_yuan": lambda year, _: year.measures.one_off_yuan,
    "class_pupils_primary": _largest_class("primary"),
    "class_pupils_junior": _largest_class("junior"),
    "school_pupils_primary": _largest_school(_PRIMARY),
    "school_pupils_junior": _largest_school(_JUNIOR),
    "school_pupils_nine_year": _largest_school(frozenset(("nine_year",))),
    "classes_per_school": _most_classes,
    "towns_with_boarding_primary": _boarding_towns("primary"),
    "towns_with_boarding_junior": _boarding_towns("junior"),
    "boarding_schools": lambda year, results: float(sum(_beds(row, results) > 0 for row in _open(year))),
    "schools_under_200": lambda year, _: float(sum(sum(row.pupils.values()) < _SMALL for row in _open(year))),
    "pupils_without_seat": lambda year, _: year.measures.shortfall,
    "computers_per_100": _computers,
    "multimedia_rooms_per_100_primary": _of_people("multimedia_rooms", "primary"),
    "multimedia_rooms_per_100_junior": _of_people("multimedia_rooms", "junior"),
    "pe_arts_teachers_per_100_primary": _of_people("pe_arts_teachers", "primary"),
    "pe_arts_teachers_per_100_junior": _of_people("pe_arts_teachers", "junior"),
    "kindergarten_seats_added": _nursery_seats,
    "public_kindergarten_percent": _of_kindergartens(lambda found: found.public_percent),
    "inclusive_kindergarten_percent": _of_kindergartens(lambda found: found.inclusive_percent),
    "large_kindergartens_lacking": _of_kindergartens(_large_lacking),
    "pupils_per_teacher_primary": _pupils_per_teacher(_PRIMARY),
    "pupils_per_teacher_junior": _pupils_per_teacher(_JUNIOR),
}
