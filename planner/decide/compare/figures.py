"""The figures of one plan in one year that a comparison holds side by side."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from planner.decide.compare.compared import Compared, GradeGroup
from planner.decide.compare.spread import spread_of
from planner.decide.cost_groups import OPTIONAL_TERMS, cost_groups, terms_asked_for
from planner.decide.hearing_figures import HEARING, hearing_figures
from planner.decide.measures import BandMeasures, YearMeasures, measure_band, pupils_beyond
from planner.decide.results import Results
from planner.decide.taught import taught_at
from planner.decide.year_rows import placements, shortfalls
from planner.plan import Plan, SchoolRow
from planner.problem.seat_price import with_price
from planner.reading.scenario import Scenario
from planner.verifying.facts import find_facts
from planner.verifying.money import cost_terms
from planner.verifying.rows import open_case
from planner.verifying.today import find_attendance

BEYOND_MINUTES = 30.0
"""Pupils beyond this are counted: 国办发〔2018〕27号 names about 30 minutes for grades 1-3 (reported)."""

ROUNDED_UP = frozenset(
    {"minutes_p90", "minutes_worst", "board_minutes_worst", "group_minutes_p90", "group_minutes_worst"}
    | {name for name, kind in HEARING.items() if kind.is_longest}
)
"""Ways of single pupils: they are printed in whole minutes, rounded up."""

Sense = Literal["lower", "higher", "neither"]
Unit = Literal["yuan", "pupils", "count", "minutes", "share", "ratio"]
Basis = Literal["money", "prices", "pupils", "each"]
"""What a figure grows with: prices and pupils, prices, pupils, or neither."""
Key = tuple[str, str]
"""A figure, and its part: a group of grades, a stage, or empty."""
Values = dict[Key, float | None]


def year_figures(results: Results, year: int, groups: Sequence[GradeGroup]) -> Values:
    """Return every figure of a plan in a year but its costs; a key is the figure and its part."""
    plan, scenario, of_year = results.plan, results.scenario, results.by_year[year]
    measures = of_year.measures
    return {
        **_network(measures),
        **_seats(measures),
        **_journeys(measures, pupils_beyond(of_year.rows.placed, BEYOND_MINUTES)),
        **{key: value for group in groups for key, value in _group(plan, year, group).items()},
        **_classes(plan, scenario, measures),
        **{(name, ""): value for name, value in hearing_figures(of_year.hearing).items()},
        **_spreads(results, year),
    }


def money_figures(
    compared: Compared, results: Results, years: Sequence[int], figures: Mapping[Key, float | None]
) -> Values:
    """Return what the plan costs in these years by term; over all of its years also what is proven."""
    is_whole = tuple(years) == compared.years
    if is_whole:
        terms: Mapping[str, float] = compared.plan.objective.model_dump(by_alias=True)
    else:
        terms = _terms_of_year(compared, results.seat_price_yuan, years[0])
    asked = terms_asked_for(compared.scenario.prices)
    found: Values = {(name, ""): terms.get(name, 0.0) for name in _TERMS if name not in OPTIONAL_TERMS or name in asked}
    groups = cost_groups(_of_years(compared.plan, years), terms, compared.scenario)
    found |= {("fiscal", ""): groups.fiscal, ("families", ""): groups.families}
    if groups.policy:
        found["policy", ""] = groups.policy
    placed = figures.get(("placed", ""))
    if placed:
        found["cost_per_pupil", ""] = terms["cost"] / placed
    if is_whole:
        found["bound", ""] = compared.plan.bound
        found["gap", ""] = results.proof.share
    return found


def _terms_of_year(compared: Compared, seat_price_yuan: float, year: int) -> Mapping[str, float]:
    """Cost the plan as if this were its only year: what is added or built is a running total, so the terms add up.

    A pupil without a seat is priced as in the whole plan: the default price of one year alone may be another.
    """
    of_year = _of_years(compared.plan, (year,))
    scenario = with_price(compared.scenario, seat_price_yuan).model_copy(update={"years": (year,), "outlook_years": ()})
    facts = find_facts(compared.district, scenario, compared.journeys)
    # who attends where today is asked of the whole scenario: its first year says who finds room
    known = find_facts(compared.district, compared.scenario, compared.journeys)
    return cost_terms(open_case(facts, of_year, attendance=find_attendance(known, compared.district)))


def _of_years(plan: Plan, years: Sequence[int]) -> Plan:
    """Return the rows of some years."""
    return plan.model_copy(
        update={
            "schools": tuple(row for row in plan.schools if row.year in years),
            "assignments": tuple(row for row in plan.assignments if row.year in years),
            "merges": tuple(row for row in plan.merges if row.year in years),
            "shortfall": tuple(row for row in plan.shortfall if row.year in years),
        }
    )


def _network(measures: YearMeasures) -> Values:
    return {
        ("one_off", ""): measures.one_off_yuan,
        ("open_schools", ""): measures.open_schools,
        ("merged", ""): measures.merged,
        ("receivers", ""): measures.receiving_schools,
        ("expanded", ""): measures.actions["expand"],
        ("built", ""): measures.actions["build"],
        ("classrooms_added", ""): measures.classrooms_added,
        ("seats_added", ""): measures.seats_added,
        ("beds_added", ""): measures.beds_added,
        ("moved", ""): measures.moved,
    }


def _seats(measures: YearMeasures) -> Values:
    return {
        ("wanted", ""): measures.wanted,
        ("placed", ""): measures.placed,
        ("shortfall", ""): measures.shortfall,
        ("no_room", ""): measures.no_room,
        ("no_reach", ""): measures.no_reach,
        ("too_dear", ""): measures.too_dear,
    }


def _journeys(measures: YearMeasures | BandMeasures, beyond: float) -> Values:
    return {
        ("minutes_mean", ""): measures.day.mean,
        ("minutes_p90", ""): measures.day.p90,
        ("minutes_worst", ""): measures.day.worst,
        ("beyond", ""): beyond,
        ("walk", ""): measures.by_mode["walk"],
        ("ride", ""): measures.by_mode["ride"],
        ("boarders", ""): measures.by_mode["board"],
        ("board_minutes_mean", ""): measures.boarders.mean,
        ("board_minutes_worst", ""): measures.boarders.worst,
    }


def _group(plan: Plan, year: int, group: GradeGroup) -> Values:
    """Journeys and seats of a group of grades."""
    name = grades_key(group)
    placed, short = placements(plan, year, group), shortfalls(plan, year, group)
    measures = measure_band(name, placed, short)
    found = _journeys(measures, pupils_beyond(placed, BEYOND_MINUTES))
    kept = ("minutes_mean", "minutes_p90", "minutes_worst", "beyond", "boarders")
    return {
        **{(f"group_{key}", name): found[key, ""] for key in kept},
        ("group_shortfall", name): measures.shortfall,
        ("group_wanted", name): round(measures.placed + measures.shortfall, 6),
    }


def grades_key(group: GradeGroup) -> str:
    """Name a group of grades in keys and files.

    >>> grades_key(("1", "2", "3")), grades_key(("7",))
    ('1,2,3', '7')
    """
    return ",".join(group)


def _classes(plan: Plan, scenario: Scenario, measures: YearMeasures) -> Values:
    rows = [row for row in plan.schools if row.year == measures.year]
    found: Values = {}
    for stage in measures.stages:
        sizes = [size for row in rows for size in _class_sizes(row, scenario, stage.stage)]
        found |= {
            ("classes", stage.stage): stage.classes or None,
            ("class_size_mean", stage.stage): stage.pupils_per_class,
            ("class_size_largest", stage.stage): max(sizes, default=None),
            ("class_size_smallest", stage.stage): min(sizes, default=None),
        }
    return found


def _class_sizes(row: SchoolRow, scenario: Scenario, stage: str) -> Iterator[float]:
    for taught in taught_at(row, scenario):
        if taught.classes and taught.stage == stage:
            yield taught.pupils / taught.classes


def _spreads(results: Results, year: int) -> Values:
    found: Values = {}
    for spread in spread_of(results, year):
        found["spread_class_size", spread.stage] = spread.pupils_per_class
        found["spread_rooms", spread.stage] = spread.rooms_per_hundred_pupils
        found["spread_schools", spread.stage] = spread.schools
        found["spread_left_out", spread.stage] = spread.left_out
    return found


_TERMS = ("school", "class", "capital", "travel", "boarding", *OPTIONAL_TERMS, "cost", "penalty", "total")
FIGURES: Mapping[str, tuple[Unit, Sense, Basis]] = {
    **dict.fromkeys((*_TERMS[:-2], "fiscal", "families", "policy", *_TERMS[-2:]), ("yuan", "lower", "money")),
    "cost_per_pupil": ("yuan", "lower", "prices"),
    "one_off": ("yuan", "lower", "money"),
    "bound": ("yuan", "neither", "money"),
    "gap": ("share", "neither", "each"),
    "open_schools": ("count", "neither", "each"),
    "merged": ("count", "neither", "each"),
    "receivers": ("count", "neither", "each"),
    "expanded": ("count", "neither", "each"),
    "built": ("count", "neither", "each"),
    "classrooms_added": ("count", "neither", "each"),
    "seats_added": ("count", "neither", "each"),
    "beds_added": ("count", "neither", "each"),
    "wanted": ("pupils", "neither", "pupils"),
    "placed": ("pupils", "higher", "pupils"),
    "shortfall": ("pupils", "lower", "pupils"),
    "no_room": ("pupils", "neither", "pupils"),
    "no_reach": ("pupils", "neither", "pupils"),
    "too_dear": ("pupils", "neither", "pupils"),
    "moved": ("pupils", "lower", "pupils"),
    "minutes_mean": ("minutes", "lower", "each"),
    "minutes_p90": ("minutes", "lower", "each"),
    "minutes_worst": ("minutes", "lower", "each"),
    "beyond": ("pupils", "lower", "pupils"),
    "walk": ("pupils", "neither", "pupils"),
    "ride": ("pupils", "neither", "pupils"),
    "boarders": ("pupils", "lower", "pupils"),
    "board_minutes_mean": ("minutes", "lower", "each"),
    "board_minutes_worst": ("minutes", "lower", "each"),
    **{name: (kind.unit, kind.sense, "pupils" if kind.unit == "pupils" else "each") for name, kind in HEARING.items()},
    "group_wanted": ("pupils", "neither", "pupils"),
    "group_shortfall": ("pupils", "lower", "pupils"),
    "group_minutes_mean": ("minutes", "lower", "each"),
    "group_minutes_p90": ("minutes", "lower", "each"),
    "group_minutes_worst": ("minutes", "lower", "each"),
    "group_beyond": ("pupils", "lower", "pupils"),
    "group_boarders": ("pupils", "lower", "pupils"),
    "classes": ("count", "neither", "each"),
    "class_size_mean": ("pupils", "neither", "each"),
    "class_size_largest": ("pupils", "neither", "each"),
    "class_size_smallest": ("pupils", "neither", "each"),
    "spread_class_size": ("ratio", "lower", "each"),
    "spread_rooms": ("ratio", "lower", "each"),
    "spread_schools": ("count", "neither", "each"),
    "spread_left_out": ("count", "neither", "each"),
}
"""Every figure in the table's order: its unit, which way is better, what it grows with."""
