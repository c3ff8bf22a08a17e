"""What the tables and the scenario say, school by school and block by block, with every default applied."""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

import pandas as pd

from planner.language import Text
from planner.plan import ModeName, grades_named
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.scenario import GradeBand, Scenario
from planner.reading.tables import grade_run
from planner.verifying.siting import barred_sites

Block = tuple[str, int, str]
"""settlement_id, year, grade band."""
Part = tuple[tuple[str, int], ...]
"""Pupils by grade, only grades that have some: one part of a block."""


@dataclass(frozen=True, kw_only=True)
class SchoolFacts:
    """One school or site. Limits are inf where nothing binds."""

    town: str
    kind: str
    site_id: str
    """Empty where the school has its site alone."""
    existing: bool
    of_merged_kind: bool
    """Counts as merged when it is not open: for its kind, or its few pupils today."""
    decision: str
    """free, keep or close, defaults applied; '' never stands here."""
    is_barred: bool = False
    """A site where `rules.siting` lets no school be built; its decision is close, or keep, which no plan obeys."""
    grades: frozenset[str]
    classrooms: int
    classrooms_max: int
    beds: int
    beds_max: int
    """What the site holds with whole modules of beds added to those there are."""
    pupils_max: float
    fixed_yuan: float
    build_yuan: float
    classroom_yuan: float
    bed_yuan: float


@dataclass(frozen=True, kw_only=True)
class Trip:
    """A journey as the band's limits allow it."""

    mode: ModeName
    minutes: float
    kilometres: float
    """NaN = unknown."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Facts:
    """All the judge knows besides the plan."""

    scenario: Scenario
    schools: dict[str, SchoolFacts]
    towns: dict[str, str]
    """settlement_id: its town."""
    pupils: dict[Block, dict[str, int]]
    """Pupils by grade of each block that has any."""
    minutes: dict[tuple[str, str], tuple[float, float, float]]
    """(settlement_id, school_id): walk minutes, ride minutes, kilometres; NaN = cannot, unknown."""
    schools_near: dict[str, tuple[str, ...]]
    """settlement_id: every school some journey leads to."""
    boarding: dict[tuple[str, GradeBand], tuple[str, str]] = field(default_factory=dict, init=False, repr=False)
    """(settlement_id, band): what was found of it by `why_not_board`, kept since it is asked for school by school."""
    in_town: dict[tuple[str, GradeBand], str] = field(default_factory=dict, init=False, repr=False)
    """(settlement_id, band): a school of the own town within their limits, '' for none, kept by `same_town`."""

    day_reach: dict[tuple[str, GradeBand], tuple[tuple[str, float], ...]] = field(
        default_factory=dict, init=False, repr=False
    )
    """(settlement_id, band): schools that offer it within their day limits, and minutes, kept by `nearest`."""
    parts: dict[Block, "Counter[Part]"] = field(default_factory=dict, init=False, repr=False)
    """What `parts_of` makes of a block, kept by `places`."""
    seat_price: list[float] = field(default_factory=list, init=False, repr=False)
    """What a missing seat counts, kept by `price_of_missing_seat` once it was asked for."""

    @property
    def settlement_ids(self) -> frozenset[str]:
        """Every settlement of the district."""
        return frozenset(self.towns)


def find_facts(
    district: District, scenario: Scenario, journeys: Journeys, few_pupils: frozenset[str] = frozenset()
) -> Facts:
    """Read the tables, row by row.

    `few_pupils`: schools that may be merged for having few pupils today; `planner.verifying.few_pupils` counts them.
    """
    settlement_ids = [str(each) for each in district.settlements["settlement_id"]]
    school_ids = [str(each) for each in district.schools["school_id"]]
    minutes: dict[tuple[str, str], tuple[float, float, float]] = {}
    near: defaultdict[str, list[str]] = defaultdict(list)
    columns = (journeys.settlement, journeys.school, journeys.walk_minutes, journeys.ride_minutes, journeys.kilometres)
    for settlement, school, walk, ride, kilometres in zip(*(column.tolist() for column in columns), strict=True):
        minutes[settlement_ids[settlement], school_ids[school]] = (walk, ride, kilometres)
        near[settlement_ids[settlement]].append(school_ids[school])
    return Facts(
        scenario=scenario,
        schools=_school_facts(district, scenario, few_pupils),
        towns={
            str(settlement): str(town)
            for settlement, town in zip(
                district.settlements["settlement_id"], district.settlements["town"], strict=True
            )
        },
        pupils=pupils_of_blocks(district.pupils, district, scenario),
        minutes=minutes,
        schools_near={settlement: tuple(schools) for settlement, schools in near.items()},
    )


def trip_of(facts: Facts, settlement_id: str, school_id: str, band: GradeBand) -> Trip | None:
    """Return how pupils of a band make a journey; None where it is too far, or where they may not board."""
    trip = trip_within_limits(facts, settlement_id, school_id, band)
    if trip is not None and trip.mode == "board" and why_not_board(facts, settlement_id, school_id, band):
        return None
    return trip


def why_not_board(facts: Facts, settlement_id: str, school_id: str, band: GradeBand) -> str:
    """Return what `board_when` or `board_in` has against pupils of a band boarding at a school; '' where nothing."""
    key = (settlement_id, band)
    if key not in facts.boarding:
        facts.boarding[key] = _boarding_of(facts, settlement_id, band)
    day_school, town_school = facts.boarding[key]
    if day_school:
        return Text(
            f"{day_school} is sure to stay and within their day limits", f"{day_school}确定保留，且在走读路程上限以内"
        )
    if town_school and facts.schools[school_id].town != facts.towns[settlement_id]:
        return Text(f"{town_school} of their own town may have beds", f"本乡镇的{town_school}可以有床位")
    return ""


def _boarding_of(facts: Facts, settlement_id: str, band: GradeBand) -> tuple[str, str]:
    """Return the day school that bars pupils from boarding, and the one of their town that keeps boarders in town."""
    near = facts.schools_near.get(settlement_id, ()) if band.board_when == "beyond_day_reach" else ()
    day = next((school_id for school_id in near if _is_day_school(facts, settlement_id, school_id, band)), "")
    town = facts.towns[settlement_id]
    own = facts.schools.items() if band.board_in == "town" else ()
    beds = (
        school_id
        for school_id, school in own
        if school.town == town and school.beds_max > 0 and school.decision != "close" and offers(school, band)
    )
    return day, next(beds, "")


def _is_day_school(facts: Facts, settlement_id: str, school_id: str, band: GradeBand) -> bool:
    """Whether a school offers the band, is sure to stay, and can be reached on foot or by bus within the limits."""
    school = facts.schools[school_id]
    may_close = school.decision == "close" or (
        school.decision == "free" and (facts.scenario.rules.merge is not None or not school.existing)
    )
    walk, ride, _ = facts.minutes.get((settlement_id, school_id), (math.nan, math.nan, math.nan))
    in_reach = _within(walk, band.max_walk_minutes) or _within(ride, band.max_ride_minutes)
    return in_reach and not may_close and offers(school, band)


def trip_within_limits(facts: Facts, settlement_id: str, school_id: str, band: GradeBand) -> Trip | None:
    """Return how pupils of a band make a journey by its limits alone, which are met at equality; None: too far."""
    walk, ride, kilometres = facts.minutes.get((settlement_id, school_id), (math.nan, math.nan, math.nan))
    if _within(walk, band.max_walk_minutes):
        return Trip(mode="walk", minutes=walk, kilometres=kilometres)
    if _within(ride, band.max_ride_minutes) and not math.isnan(kilometres):
        return Trip(mode="ride", minutes=ride, kilometres=kilometres)
    if band.boarding and _within(ride, band.max_board_minutes):
        return Trip(mode="board", minutes=ride, kilometres=kilometres)
    return None


def offers(school: SchoolFacts, band: GradeBand) -> bool:
    """Whether the school can teach every grade of the band."""
    return school.grades.issuperset(band.grades)


def parts_of(pupils: dict[str, int], cut_above: int | None) -> Counter[Part]:
    """Cut a block into the fewest equal parts not above the limit; None never cuts.

    Each grade is shared out as evenly as whole pupils allow; what is left over is dealt out one by one, each grade
    going on where the one before it stopped.

    >>> parts_of({"1": 31, "2": 31, "3": 31}, 90)
    Counter({(('1', 16), ('2', 15), ('3', 16)): 1, (('1', 15), ('2', 16), ('3', 15)): 1})
    """
    total = sum(pupils.values())
    count = 1 if cut_above is None else max(1, -(-total // cut_above))
    parts: list[dict[str, int]] = [{} for _ in range(count)]
    turn = 0
    for grade, amount in pupils.items():
        each, left_over = divmod(amount, count)
        for part in parts:
            part[grade] = each
        for step in range(left_over):
            parts[(turn + step) % count][grade] += 1
        turn += left_over
    return Counter(tuple((grade, some) for grade, some in part.items() if some) for part in parts)


def class_size_of(scenario: Scenario, grade: str) -> int | None:
    """Most pupils in a class of the grade; None where classes are switched off."""
    sizes = scenario.rules.class_size
    return None if sizes is None else getattr(sizes, scenario.stage_of(grade))


def grades_of_classes(scenario: Scenario, name: str) -> tuple[str, ...]:
    """Return the grades that an entry of a school's classes stands for; empty where it stands for none."""
    if name in scenario.grades:
        return (name,)
    bands = (tuple(band.grades) for band in scenario.grade_bands.values() if scenario.rules.multigrade is not None)
    return next((grades for grades in bands if len(grades) > 1 and grades_named(grades) == name), ())


def _within(minutes: float, limit: float | None) -> bool:
    """NaN is never within a limit; None forbids."""
    return limit is not None and minutes <= limit


def pupils_of_blocks(rows: pd.DataFrame, district: District, scenario: Scenario) -> dict[Block, dict[str, int]]:
    """Add up a pupils table; grades in the band's order."""
    found: Counter[tuple[str, int, str]] = Counter()
    for settlement, year, grade, pupils in zip(
        rows["settlement_id"], rows["year"], rows["grade"], rows["pupils"], strict=True
    ):
        found[str(settlement), int(year), str(grade)] += int(pupils)
    blocks = {
        (str(settlement), year, name): {grade: found[str(settlement), year, grade] for grade in band.grades}
        for settlement in district.settlements["settlement_id"]
        for year in scenario.placed_years
        for name, band in scenario.grade_bands.items()
    }
    return {block: pupils for block, pupils in blocks.items() if any(pupils.values())}


def _school_facts(district: District, scenario: Scenario, few_pupils: frozenset[str]) -> dict[str, SchoolFacts]:
    """Apply the scenario's decisions, sizes and prices to each row of the schools table."""
    prices = scenario.prices
    facts, barred = {}, barred_sites(district, scenario)
    for row in district.schools.to_dict("records"):
        school_id, kind, existing = str(row["school_id"]), str(row["kind"]), row["state"] == "existing"
        merge = scenario.rules.merge
        of_merged_kind = existing and merge is not None and (kind in merge.kinds or school_id in few_pupils)
        facts[school_id] = SchoolFacts(
            town=str(row["town"]),
            kind=kind,
            site_id=str(row["site_id"]),
            existing=existing,
            of_merged_kind=of_merged_kind,
            decision=_decision_of(
                scenario, school_id, str(row["decision"]) or ("keep" if existing and not of_merged_kind else "free")
            ),
            grades=frozenset(grade_run(str(row["grades"]))),
            classrooms=int(row["classrooms"]),
            classrooms_max=int(row["classrooms_max"]),
            beds=int(row["beds"]),
            beds_max=_most_beds(int(row["beds"]), int(row["beds_max"]), scenario.rules.bed_module),
            pupils_max=min(_size_of(scenario, kind), _filled(row["pupils_max"], math.inf)),
            fixed_yuan=_filled(row["fixed_yuan_per_year"], getattr(prices.fixed_yuan_per_year, kind)),
            build_yuan=0.0 if existing else _filled(row["build_yuan"], prices.build_yuan),
            classroom_yuan=_filled(row["classroom_yuan"], prices.classroom_yuan),
            bed_yuan=_filled(row["bed_yuan"], prices.bed_yuan),
        )
    for school_id in barred:
        decision = "close" if facts[school_id].decision == "free" else facts[school_id].decision
        facts[school_id] = replace(facts[school_id], decision=decision, is_barred=True)
    return _sites_decided(facts, may_merge=scenario.rules.merge is not None)


def _most_beds(beds: int, site_holds: int, module: int) -> int:
    """Return the beds of a site to which as many whole modules are added as it holds.

    >>> [_most_beds(3, 18, module) for module in (1, 5, 8, 16)]
    [18, 18, 11, 3]
    """
    return site_holds - (site_holds - beds) % module


def _sites_decided(facts: dict[str, SchoolFacts], *, may_merge: bool) -> dict[str, SchoolFacts]:
    """Close the free alternatives of a site of which another one stays or is built whatever the plan."""

    def stays(school: SchoolFacts) -> bool:
        return school.decision == "keep" or (school.decision == "free" and school.existing and not may_merge)

    taken = {school.site_id for school in facts.values() if stays(school)} - {""}
    return {
        school_id: replace(school, decision="close") if school.site_id in taken and not stays(school) else school
        for school_id, school in facts.items()
    }


def _decision_of(scenario: Scenario, school_id: str, otherwise: str) -> str:
    """Return the scenario's own decision about a school, or else the table's; what it never merges is kept."""
    decisions = scenario.decisions
    if scenario.rules.merge is not None and school_id in (scenario.rules.merge.never or {}):
        return "keep"
    named = {"keep": decisions.keep, "close": decisions.close, "free": decisions.free}
    return next((word for word, schools in named.items() if school_id in schools), otherwise)


def _size_of(scenario: Scenario, kind: str) -> float:
    """Return the rule's size for a kind; a teaching point without one of its own counts as primary."""
    sizes = scenario.rules.school_size
    size = None if sizes is None else getattr(sizes, kind)
    if sizes is not None and kind == "teaching_point" and size is None:
        size = sizes.primary
    return math.inf if size is None else float(size)


def _filled(cell: float, default: float) -> float:
    return default if math.isnan(cell) else float(cell)
