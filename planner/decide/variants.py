"""What a plan is in each variant of the pupils: who has no seat, who goes elsewhere, and what it costs."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from planner.plan import AssignmentRow, Plan, plans_of_variants, weighted_plans
from planner.reading.district import District

_Home = tuple[str, int, str]
"""settlement_id, year, grade band."""


@dataclass(frozen=True, kw_only=True)
class VariantYear:
    """One variant in one year."""

    variant: str
    weight: float
    main: bool
    year: int
    pupils: float
    short: float
    """Pupils without a seat."""
    boarders: float
    elsewhere: float
    """Pupils with a seat who go to another school than in the main variant, to one pupil; 0 in that itself."""
    short_by_town: Mapping[str, float]
    """Towns with most first."""


@dataclass(frozen=True, kw_only=True)
class VariantCost:
    """What a variant costs by itself, yuan summed over the years."""

    variant: str
    weight: float
    cost: float
    penalty: float


@dataclass(frozen=True, kw_only=True)
class VariantLoad:
    """One school in one year: pupils and classes by variant, in their order, and the rooms that are there for all."""

    school_id: str
    year: int
    classrooms: int
    pupils: tuple[float, ...]
    classes: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Variants:
    """All of it; everything empty where there is one table of pupils."""

    names: tuple[str, ...] = ()
    years: tuple[VariantYear, ...] = ()
    costs: tuple[VariantCost, ...] = ()
    loads: tuple[VariantLoad, ...] = ()
    """Open schools whose pupils differ by variant."""

    def of_year(self, year: int) -> tuple[VariantYear, ...]:
        """Return every variant in a year, in their order."""
        return tuple(each for each in self.years if each.year == year)


def variants_of(plan: Plan, district: District) -> Variants:
    """Compute what a plan is in each variant."""
    plans = plans_of_variants(plan)
    if not plans:
        return Variants()
    homes = district.settlements
    names, towns = tuple(plans), dict(zip(homes["settlement_id"].astype(str), homes["town"].astype(str), strict=True))
    years = sorted({row.year for row in plan.schools})
    main = _shares(plan)
    told = {each.variant: each for each in plan.variants}
    return Variants(
        names=names,
        years=tuple(
            _year_of(plans[name], year, (told[name].variant, told[name].weight, told[name].main), towns, main)
            for year in years
            for name in names
        ),
        costs=tuple(
            VariantCost(variant=name, weight=weight, cost=own.objective.cost, penalty=own.objective.penalty)
            for name, (weight, own) in zip(names, weighted_plans(plan), strict=True)
        ),
        loads=_loads(plans, district),
    )


def _year_of(
    plan: Plan,
    year: int,
    told: tuple[str, float, bool],
    towns: Mapping[str, str],
    main: Mapping[_Home, Mapping[str, float]],
) -> VariantYear:
    name, weight, is_main = told
    placed = [row for row in plan.assignments if row.year == year]
    short: defaultdict[str, float] = defaultdict(float)
    for row in plan.shortfall:
        if row.year == year:
            short[towns[row.settlement_id]] += float(sum(row.pupils.values()))
    seated = sum(float(sum(row.pupils.values())) for row in placed)
    lacking = sum(short.values())
    return VariantYear(
        variant=name,
        weight=weight,
        main=is_main,
        year=year,
        pupils=seated + lacking,
        short=lacking,
        boarders=sum(float(sum(row.pupils.values())) for row in placed if row.mode == "board"),
        elsewhere=0.0 if is_main else float(round(_elsewhere(placed, main))),
        short_by_town=dict(sorted(short.items(), key=lambda entry: (-entry[1], entry[0]))),
    )


def _shares(plan: Plan) -> dict[_Home, dict[str, float]]:
    """Return the pupils of each home by school."""
    found: defaultdict[_Home, dict[str, float]] = defaultdict(dict)
    for row in plan.assignments:
        home = found[row.settlement_id, row.year, row.grade_band]
        home[row.school_id] = home.get(row.school_id, 0.0) + float(sum(row.pupils.values()))
    return dict(found)


def _elsewhere(placed: list[AssignmentRow], main: Mapping[_Home, Mapping[str, float]]) -> float:
    """Count pupils at schools beyond the share of their home that goes there in the main variant."""
    homes: defaultdict[_Home, dict[str, float]] = defaultdict(dict)
    for row in placed:
        home = homes[row.settlement_id, row.year, row.grade_band]
        home[row.school_id] = home.get(row.school_id, 0.0) + float(sum(row.pupils.values()))
    total = 0.0
    for key, schools in homes.items():
        there, own = main.get(key, {}), sum(schools.values())
        of_main = sum(there.values()) or 1.0
        alike = sum(min(pupils / own, there.get(school, 0.0) / of_main) for school, pupils in schools.items())
        total += own * max(1.0 - alike, 0.0)
    return total


def _loads(plans: Mapping[str, Plan], district: District) -> tuple[VariantLoad, ...]:
    rooms = dict(zip(district.schools["school_id"].astype(str), district.schools["classrooms"].tolist(), strict=True))
    of_school: defaultdict[tuple[str, int], list[tuple[float, int]]] = defaultdict(list)
    there: dict[tuple[str, int], int] = {}
    for plan in plans.values():
        for row in plan.schools:
            if row.open:
                place = (row.school_id, row.year)
                of_school[place].append((float(sum(row.pupils.values())), sum(row.classes.values())))
                there[place] = int(rooms[row.school_id]) + row.classrooms_added
    return tuple(
        VariantLoad(
            school_id=place[0],
            year=place[1],
            classrooms=there[place],
            pupils=tuple(pupils for pupils, _ in own),
            classes=tuple(classes for _, classes in own),
        )
        for place, own in of_school.items()
        if len({pupils for pupils, _ in own}) > 1
    )
