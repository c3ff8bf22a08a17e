"""Optimal totals of tiny districts by counting every possibility, from the tables: no Problem, no model."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from planner.reading.scenario import GradeBand
from planner.verifying.facts import (
    Facts,
    SchoolFacts,
    Trip,
    class_size_of,
    offers,
    parts_of,
    trip_within_limits,
)
from planner.verifying.few_pupils import find_facts_of_today
from planner.verifying.price import price_of_missing_seat
from planner.verifying.today import Home, find_attendance, find_todays_schools
from planner.verifying.variants import facts_of_variants
from tests.brute_classes import classes_saved
from tests.brute_towns import first_beds
from tests.districts import Case

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
MOST_WAYS = 300_000


@dataclass(frozen=True, kw_only=True, eq=False)
class _Year:
    """Every way to place a year's blocks that some opening could carry, cheapest first; one row a way."""

    yuan: Floats
    """Classes, travel, boarding and penalty of the year."""
    used: Flags
    """(way, school): has pupils."""
    rooms: Ints
    """(way, school): rooms to add at least."""
    beds: Ints
    """(way, school): beds to add at least."""
    enough: Flags
    """(way, school): has as many pupils as it needs to be open."""
    passed: Flags
    """(way, school): is passed by pupils who may not pass it where it is open."""
    left: Flags
    """(way, school): may not be merged: pupils of it attend a school that would then not take them."""


@dataclass(frozen=True, kw_only=True)
class _Block:
    """A part of a block, and the trips it may make by school; None = left over."""

    pupils: dict[str, float]
    trips: dict[str | None, Trip | None]
    band: str
    today: str = ""
    """Today's school of its home; empty where there is none."""
    put_on: dict[str, float] = field(default_factory=dict)
    """Yuan a year put on a pupil at each school: for changing to it, and for attending in another town."""
    home: Home = ("", "")
    """Settlement and band."""
    moves: dict[str, float] = field(default_factory=dict)
    """The share of a pupil at each school that changes to it; nothing where nobody knows where they go today."""
    near: dict[str, Trip] = field(default_factory=dict)
    """Trips within limits, to schools that the block may not attend too."""


@dataclass(frozen=True, kw_only=True)
class _Today:
    """Where pupils go today."""

    schools: dict[Home, str]
    """Today's school of a settlement and band."""
    shares: dict[Home, dict[str, float]]
    """The shares of their pupils at every school."""


def _today_of(facts: Facts, case: Case) -> _Today:
    shares: dict[Home, dict[str, float]] = {}
    for each in find_attendance(facts, case.district):
        shares.setdefault(each.home, {})[each.school_id] = each.share
    return _Today(schools=find_todays_schools(facts, case.district), shares=shares)


def best_whole_total(case: Case, permits: Case | None = None) -> float:
    """Return the least total of any plan that obeys the rules; inf where none does.

    `permits` is the case whose decisions say who may board, where it is another.
    """
    facts = find_facts_of_today(case.district, case.scenario, case.journeys)
    permitting = facts if permits is None else find_facts_of_today(permits.district, permits.scenario, permits.journeys)
    today = _today_of(facts, case)
    years = [_ways_of_year(facts, year, permitting, today) for year in case.scenario.placed_years]
    best = math.inf
    for openings in _openings(facts):
        for firsts in first_beds(facts, openings):
            best = min(best, _best_with(facts, years, (openings, firsts), best))
    return best


def best_total_of_variants(case: Case) -> float:
    """Return the least expected total where one set of schools, rooms and beds serves every variant of the pupils.

    Of one planning year: each variant stands as a year of its own after which nothing is decided. What it alone costs
    has its weight, what is open and built is counted once.
    """
    demand, scenario, n = case.scenario.demand, case.scenario, len(case.district.variants)
    assert demand is not None
    assert len(scenario.placed_years) == 1
    facts = find_facts_of_today(case.district, scenario, case.journeys)
    today, found = _today_of(facts, case), facts_of_variants(facts, case.district)
    years = []
    for name, weight in demand.variants.items():
        year = _ways_of_year(found[name], scenario.years[0], facts, today)
        years.append(replace(year, yuan=year.yuan * weight * n))
    later = tuple(scenario.years[0] + number for number in range(1, n))
    spread = replace(facts, scenario=scenario.model_copy(update={"outlook_years": later}))
    best = math.inf
    for openings in _openings(spread):
        best = min(best, _best_with(spread, years, (openings, np.zeros(openings.shape, dtype=np.int64)), best))
    return best / n


def best_split_total(case: Case) -> float:
    """Return the least total where any share may go anywhere: every opening, the rest a small program in SciPy.

    Whole blocks have whole shares in it.
    """
    facts = find_facts_of_today(case.district, case.scenario, case.journeys)
    today = _today_of(facts, case)
    ways = ((openings, firsts) for openings in _openings(facts) for firsts in first_beds(facts, openings))
    return min((_split_total(facts, *way, today) for way in ways), default=math.inf)


def _openings(facts: Facts) -> Iterator[Flags]:
    """Every (year, school) of open schools that decisions, merges and the years' order allow."""
    schools, years = list(facts.schools.values()), len(facts.scenario.placed_years)
    choices = [_histories(facts, school, years) for school in schools]
    for histories in itertools.product(*choices):
        openings = np.array(histories, dtype=bool).T.reshape(years, len(schools))
        by_year = zip(facts.scenario.placed_years, openings, strict=True)
        if all(_merges_allowed(facts, schools, o, year) and _one_at_site(schools, o) for year, o in by_year):
            yield openings


def _histories(facts: Facts, school: SchoolFacts, years: int) -> list[tuple[bool, ...]]:
    """Open years of one school: existing ones may close once, sites may be built once; not after the planning years."""
    always, never = (True,) * years, (False,) * years
    if school.decision == "keep":
        return [] if school.is_barred else [always]
    if school.decision == "close":
        return [never]
    if school.existing and facts.scenario.rules.merge is None:
        return [always]
    turned = [tuple(year < turn for year in range(years)) for turn in range(years + 1)]
    decided = len(facts.scenario.years) - 1
    turned = [history for history in turned if len(set(history[decided:])) <= 1]
    return turned if school.existing else [tuple(not is_open for is_open in history) for history in turned]


def _merges_allowed(facts: Facts, schools: list[SchoolFacts], opened: Flags, year: int) -> bool:
    merge = facts.scenario.rules.merge
    if merge is None:
        return True
    merged = sum(school.of_merged_kind and not is_open for school, is_open in zip(schools, opened, strict=True))
    if merged < (merge.by_year or {}).get(year, 0):
        return False
    if merge.exactly is not None:
        return merged == merge.exactly
    return (merge.least or 0) <= merged <= (len(schools) if merge.most is None else merge.most)


def _one_at_site(schools: list[SchoolFacts], opened: Flags) -> bool:
    """Whether no site has two alternatives open."""
    sites = [school.site_id for school, is_open in zip(schools, opened, strict=True) if is_open and school.site_id]
    return len(sites) == len(set(sites))


def _blocks_of(facts: Facts, year: int, permits: Facts, today: _Today) -> list[_Block]:
    """Parts with the schools they may attend, boarding where the facts of `permits` let them."""
    scenario, blocks = facts.scenario, []
    cut_above = scenario.rules.assignment.split_above_pupils if scenario.rules.assignment.mode == "whole" else None
    for (settlement, block_year, name), pupils in facts.pupils.items():
        if block_year != year:
            continue
        band = scenario.grade_bands[name]
        trips: dict[str | None, Trip | None] = {None: None}
        allowed = _trips_from(permits, settlement, band)
        near = {i: trip for i, trip in allowed.items() if facts.schools[i].decision != "close"}
        trips.update({i: near[i] for i in near if i in _kept_in_town(permits, settlement, band, allowed)})
        for part, count in parts_of(pupils, cut_above).items():
            home = (settlement, name)
            put_on = {i: _put_on_yuan(facts, settlement, i, today.shares.get(home)) for i in facts.schools}
            known = today.shares.get(home)
            moves = {} if known is None else {i: 1.0 - known.get(i, 0.0) for i in facts.schools}
            heads, own = {g: float(k) for g, k in part}, today.schools.get(home, "")
            block = _Block(
                pupils=heads, trips=trips, band=name, today=own, put_on=put_on, home=home, near=near, moves=moves
            )
            blocks += [block] * count
    return blocks


def _put_on_yuan(facts: Facts, settlement: str, school_id: str, shares: dict[str, float] | None) -> float:
    """Yuan a year put on a pupil of a settlement at a school; who goes where today may not be known."""
    prices = facts.scenario.prices
    crosses = facts.towns[settlement] != facts.schools[school_id].town
    moves = 0.0 if shares is None else 1.0 - shares.get(school_id, 0.0)
    return prices.cross_town_yuan_per_pupil * crosses + prices.move_yuan_per_pupil * moves


def _trips_from(facts: Facts, settlement: str, band: GradeBand) -> dict[str, Trip]:
    """Return the trips to schools that may be open, with boarders only where the band's two keys let them board."""
    teaching = {i: school for i, school in facts.schools.items() if school.decision != "close" and offers(school, band)}
    far = {i: trip_within_limits(facts, settlement, i, band) for i in teaching}
    trips = {i: trip for i, trip in far.items() if trip is not None}
    barred = {i for i, trip in trips.items() if trip.mode == "board"}
    if band.board_when == "any" or not any(_must_stay(facts, teaching[i]) for i in trips.keys() - barred):
        mine = {i for i, school in teaching.items() if school.town == facts.towns[settlement]}
        confined = band.board_in == "town" and any(teaching[i].beds_max for i in mine)
        barred = barred - mine if confined else set()
    return {i: trip for i, trip in trips.items() if i not in barred}


def _kept_in_town(facts: Facts, settlement: str, band: GradeBand, trips: dict[str, Trip]) -> set[str]:
    """Return those of the schools that `rules.same_town` leaves to a settlement's band, and where it is not settled."""
    return _of_own_town(facts, settlement, band, trips) & _settled(facts, settlement, band, trips)


def _settled(facts: Facts, settlement: str, band: GradeBand, trips: dict[str, Trip]) -> set[str]:
    """Return those of the schools that `assignments` leaves to a settlement's band."""
    given = facts.scenario.assignments
    fixed = {to for home, name, to in given.fixed if home == settlement and facts.scenario.grade_bands[name] == band}
    barred = {school_id for home, school_id in given.forbidden if home == settlement}
    return {i for i in trips if i not in barred and (i in fixed or not fixed)}


def _of_own_town(facts: Facts, settlement: str, band: GradeBand, trips: dict[str, Trip]) -> set[str]:
    rule, home = facts.scenario.rules.same_town, facts.towns[settlement]
    towns = {school_id: facts.schools[school_id].town for school_id in trips}
    if rule is None or band.stage not in rule.stages or home not in towns.values():
        return set(trips)
    friends = {home} | {town for pair in rule.towns if home in pair for town in pair}
    return {i for i in trips if towns[i] in friends or (settlement, i) in rule.allow}


def _must_stay(facts: Facts, school: SchoolFacts) -> bool:
    """Whether the school is open in every year of every plan by its decision, or because nothing may be merged."""
    return _histories(facts, school, 1) == [(True,)]


def _ways_of_year(facts: Facts, year: int, permits: Facts, today: _Today) -> _Year:
    """Count every way to place the year's parts, and keep those within every site's limits."""
    blocks, ids = _blocks_of(facts, year, permits, today), list(facts.schools)
    options = [list(block.trips) for block in blocks]
    ways = math.prod(len(option) for option in options)
    assert ways <= MOST_WAYS, "too many ways to count: draw a smaller district"
    grades = facts.scenario.grades
    pupils, boarders = np.zeros((ways, len(ids), len(grades))), np.zeros((ways, len(ids)))
    moved = np.zeros(ways)
    yuan, passed = np.zeros(ways), np.zeros((ways, len(ids)), dtype=bool)
    left = passed.copy()
    chosen = np.indices([len(option) for option in options]).reshape(len(options), ways)
    for block, option, choice in zip(blocks, options, chosen, strict=True):
        heads = np.array([block.pupils.get(grade, 0.0) for grade in grades])
        for number, school_id in enumerate(option):
            way, trip = np.flatnonzero(choice == number), block.trips[school_id]
            each_yuan = _pupil_yuan(facts, trip) + block.put_on.get(school_id or "", 0.0)
            yuan[way] += each_yuan * heads.sum()
            moved[way] += block.moves.get(school_id or "", 0.0) * heads.sum()
            if school_id is not None:
                passed[way] |= [each in _passed_by(facts, block, school_id) for each in ids]
                left[way] |= [each == _left_for(facts, block, school_id) for each in ids]
                pupils[way, ids.index(school_id)] += heads
                boarders[way, ids.index(school_id)] += heads.sum() if trip and trip.mode == "board" else 0.0
    asked = [_least_by_grades(facts, blocks, each) for each in ids]
    whole = np.ones((ways, len(ids)), dtype=bool)
    for place, groups in enumerate(asked):
        for group, least in groups:
            whole[:, place] &= pupils[:, place][:, [grades.index(grade) for grade in group]].sum(axis=1) >= least
    seats = [np.array([-1 if each is None else ids.index(each) for each in option]) for option in options]
    schools = np.array([at[choice] for at, choice in zip(seats, chosen, strict=True)]).reshape(len(options), ways)
    together = _stay_together(facts, blocks, schools, left) & (moved <= _most_moved(facts) + 1e-6)
    found = _within_limits(facts, (pupils, boarders, passed, left, whole), yuan, together)
    return found if year in facts.scenario.years else replace(found, enough=np.ones_like(found.enough))


def _least_by_grades(facts: Facts, blocks: list[_Block], school_id: str) -> list[tuple[tuple[str, ...], float]]:
    """Return groups of grades of which the school, while open, has so many pupils at least (`rules.whole_school`)."""
    rule, school = facts.scenario.rules.whole_school, facts.schools[school_id]
    if rule is None or school.decision == "close":
        return []
    reached = {block.band for block in blocks if school_id in block.trips and not _is_barred(facts, block, school_id)}
    bands = [band.grades for name, band in facts.scenario.grade_bands.items() if name in reached]
    if _must_stay(facts, school):
        return [(grades, 1.0) for grades in bands]
    each = [((grade,), float(rule.least_pupils_per_grade)) for grades in bands for grade in grades]
    return [(facts.scenario.grades, 1.0), *each]


def _is_barred(facts: Facts, block: _Block, school_id: str) -> bool:
    """Whether the block would pass a school that is open in every plan, or leave one that is closed in every plan."""
    passed, left = _passed_by(facts, block, school_id), _left_for(facts, block, school_id)
    is_closed = left != "" and facts.schools[left].decision == "close"
    return is_closed or any(_must_stay(facts, facts.schools[each]) for each in passed)


def _stay_together(facts: Facts, blocks: list[_Block], schools: Ints, left: Flags) -> Flags:
    """(way): whether bands and parts of settlements stay together as rules ask; `schools` (block, way), -1: left over.

    Marks in `left` (way, school) the schools that may not be merged, for their pupils are not together.
    """
    rules, bands, ids = facts.scenario.rules, facts.scenario.grade_bands, list(facts.schools)
    kept = np.ones(schools.shape[1], dtype=bool)
    homes = [block.home for block in blocks]
    for (i, one), (j, other) in itertools.combinations(enumerate(blocks), 2):
        apart = (schools[i] >= 0) & (schools[j] >= 0) & (schools[i] != schools[j])
        asked = rules.merge is not None and rules.merge.together is not None and one.home[1] == other.home[1]
        if asked and one.today and one.today == other.today and facts.schools[one.today].of_merged_kind:
            left[apart, ids.index(one.today)] = True
        stages = {bands[one.home[1]].stage, bands[other.home[1]].stage}
        if one.home[0] == other.home[0] and one.home[1] != other.home[1] and stages <= set(rules.bands_together):
            same_stage = {h for h in homes if h[0] == one.home[0] and bands[h[1]].stage in stages}
            if len(stages) == 1 and all(homes.count(h) == 1 for h in same_stage):
                mine, theirs = (_pairs_whatever(facts, block) for block in (one, other))
                kept &= ~(apart & np.isin(schools[i], theirs) & np.isin(schools[j], mine))
    if rules.settlement_parts is not None:
        for home in set(homes):
            parts = schools[[place for place, each in enumerate(homes) if each == home]]
            count = np.array([len(set(way[way >= 0].tolist())) for way in parts.T])
            kept &= count <= rules.settlement_parts.most_schools
    return kept


def _pairs_whatever(facts: Facts, block: _Block) -> list[int]:
    """Return the schools that a block may attend in some plan, beside what decisions rule out alone."""
    ids = list(facts.schools)
    mine = [school_id for school_id in block.trips if school_id is not None]
    return [
        ids.index(school_id)
        for school_id in mine
        if not any(_must_stay(facts, facts.schools[each]) for each in _passed_by(facts, block, school_id))
        and facts.schools[_left_for(facts, block, school_id) or school_id].decision != "close"
    ]


def _left_for(facts: Facts, block: _Block, school_id: str) -> str:
    """Return today's school of a block where it may not be merged if the block attends this one; '' where it may."""
    merge = facts.scenario.rules.merge
    if merge is None or merge.receivers is None or block.today in {"", school_id}:
        return ""
    is_merged = facts.schools[block.today].of_merged_kind
    return block.today if is_merged and facts.schools[school_id].kind not in merge.receivers else ""


def _passed_by(facts: Facts, block: _Block, school_id: str) -> set[str]:
    """Return the schools that may not be open if the block attends this one."""
    rule, here = facts.scenario.rules.nearest, block.trips[school_id]
    if rule is None or here is None:
        return set()
    return {
        each
        for each, trip in block.near.items()
        if trip.mode != "board" and here.minutes > trip.minutes + rule.max_extra_minutes + 1e-9
    }


def _within_limits(
    facts: Facts, loads: tuple[Floats, Floats, Flags, Flags, Flags], yuan: Floats, together: Flags
) -> _Year:
    pupils, boarders, passed, left, whole = loads
    schools, scenario = list(facts.schools.values()), facts.scenario
    sizes = [class_size_of(scenario, grade) or math.inf for grade in scenario.grades]
    prices = [getattr(scenario.prices.class_yuan_per_year, scenario.stage_of(grade)) for grade in scenario.grades]
    classes = np.ceil(pupils / sizes) * np.isfinite(sizes)
    classes -= classes_saved(facts, pupils, classes)
    taught = classes.sum(axis=2)
    rooms = np.maximum(taught - [school.classrooms for school in schools], 0)
    module = scenario.rules.bed_module
    beds = np.ceil(np.maximum(boarders - [school.beds for school in schools], 0) / module) * module
    most = scenario.rules.max_classes_per_school
    fits = (
        (rooms <= [max(school.classrooms_max - school.classrooms, 0) for school in schools])
        & (beds <= [max(school.beds_max - school.beds, 0) for school in schools])
        & (pupils.sum(axis=2) <= [school.pupils_max for school in schools])
        & (taught <= (math.inf if most is None else most))
    ).all(axis=1) & together
    total = yuan + classes.sum(axis=1) @ np.array(prices) + _funding(facts, pupils.sum(axis=2))
    kept = np.flatnonzero(fits)[np.argsort(total[fits], kind="stable")]
    enough = whole & (pupils.sum(axis=2) >= [_least_pupils(facts, school) for school in schools])
    needs = np.concatenate([rooms, beds, pupils.sum(axis=2) > 0, enough, passed, left], axis=1)[kept].astype(np.int64)
    _, first = np.unique(needs, axis=0, return_index=True)
    kept, needs = kept[np.sort(first)], needs[np.sort(first)]
    rooms_needed, beds_needed, used, filled, by, of = np.split(needs, 6, axis=1)
    return _Year(
        yuan=total[kept],
        used=used > 0,
        rooms=rooms_needed,
        beds=beds_needed,
        enough=filled > 0,
        passed=by > 0,
        left=of > 0,
    )


def _funding(facts: Facts, pupils: Floats) -> Floats:
    """(way): what small schools with somebody are paid for those they lack; `pupils` (way, school)."""
    rule = facts.scenario.prices.small_school_funding
    if rule is None:
        return np.zeros(len(pupils))
    yuan = np.array([_missing_yuan(facts, school) for school in facts.schools.values()])
    paid: Floats = np.where(pupils > 0, np.maximum(rule.pupils - pupils, 0.0), 0.0) @ yuan
    return paid


def _missing_yuan(facts: Facts, school: SchoolFacts) -> float:
    """Yuan a year for each pupil that a school lacks."""
    rule = facts.scenario.prices.small_school_funding
    stage = {"junior": "junior", "kindergarten": "", "special": ""}.get(school.kind, "primary")
    return float(getattr(rule.yuan_per_pupil, stage)) if rule and stage else 0.0


def _most_moved(facts: Facts) -> float:
    """Return how many pupils may change school in a year."""
    rule = facts.scenario.rules.moves
    return math.inf if rule is None or rule.most_pupils is None else float(rule.most_pupils)


def _least_pupils(facts: Facts, school: SchoolFacts) -> float:
    """Return how many pupils a school needs to be open; none where it is open in every plan."""
    least = facts.scenario.rules.min_pupils
    return 0.0 if least is None or _must_stay(facts, school) else float(getattr(least, school.kind) or 0)


def _pupil_yuan(facts: Facts, trip: Trip | None) -> float:
    """Yuan a year for a pupil who makes this trip; None = left over."""
    prices = facts.scenario.prices
    if trip is None:
        return price_of_missing_seat(facts)
    by_minute = trip.minutes * prices.travel_yuan_per_pupil_minute
    if trip.mode == "walk":
        return by_minute
    ride = by_minute + trip.kilometres * prices.ride_yuan_per_pupil_kilometre
    return ride if trip.mode == "ride" else prices.boarding_yuan_per_pupil + prices.board_trips_per_week * 0.2 * ride


def _annuity(facts: Facts) -> float:
    rate, life = facts.scenario.prices.discount_rate, facts.scenario.prices.building_life_years
    return rate / (1 - (1 + rate) ** -life) if rate else 1 / life


def _open_yuan(facts: Facts, openings: Flags) -> tuple[float, Floats]:
    """Return fixed yuan of all years, and what is spent on building by each year."""
    schools = list(facts.schools.values())
    fixed = float(sum(openings @ np.array([school.fixed_yuan for school in schools])))
    return fixed, openings @ np.array([school.build_yuan * (not school.existing) for school in schools])


def _best_with(facts: Facts, years: list[_Year], decided: tuple[Flags, Ints], best: float) -> float:
    """Return the least total with these schools open and these beds at least, or `best` where none is below it."""
    openings, firsts = decided
    fixed, built = _open_yuan(facts, openings)
    base = fixed + _annuity(facts) * float(built.sum())
    module = facts.scenario.rules.bed_module
    carried = [_carried(*each, module) for each in zip(years, openings, firsts, strict=True)]
    if not all(len(year.yuan) for year in carried):
        return best
    cheapest = sum(year.yuan[0] for year in carried[1:])
    for way, yuan in enumerate(carried[0].yuan):
        if base + yuan + cheapest >= best:
            break
        best = min(best, base + _best_from(facts, carried, way, built))
    return best


def _carried(year: _Year, opened: Flags, firsts: Ints, module: int) -> _Year:
    """Keep the ways that these open schools carry, with so many modules of beds added at least."""
    kept = ~(((year.used | year.left) & ~opened) | (opened & (year.passed | ~year.enough))).any(axis=1)
    return _Year(
        yuan=year.yuan[kept],
        used=year.used[kept],
        rooms=year.rooms[kept],
        beds=np.maximum(year.beds[kept], firsts * module),
        enough=year.enough[kept],
        passed=year.passed[kept],
        left=year.left[kept],
    )


def _best_from(facts: Facts, years: list[_Year], way: int, built: Floats) -> float:
    """Return the least yuan, beside what openings cost, of all that begins with this way in the first year."""
    schools = facts.schools.values()
    room_yuan = np.array([school.classroom_yuan for school in schools])
    bed_yuan = np.array([school.bed_yuan for school in schools])
    rooms, beds, yuan = years[0].rooms[[way]], years[0].beds[[way]], years[0].yuan[[way]]
    spent = [rooms @ room_yuan + beds @ bed_yuan]
    for later in years[1:]:
        rooms, beds = np.maximum(later.rooms, rooms), np.maximum(later.beds, beds)
        yuan, spent = yuan + later.yuan, [*spent, rooms @ room_yuan + beds @ bed_yuan]
    decided = len(facts.scenario.years) - 1
    spent[decided:] = [spent[-1]] * (len(years) - decided)
    paid = np.array(True)
    for building, each, limit in zip(built, spent, _budgets(facts), strict=True):
        paid = paid & (building + each <= limit)
    total = (yuan + _annuity(facts) * sum(spent))[np.broadcast_to(paid, yuan.shape)]
    return float(total.min()) if len(total) else math.inf


def _budgets(facts: Facts) -> list[float]:
    """Return the most that may be spent on what is in use by each planning year."""
    years, budget = facts.scenario.placed_years, facts.scenario.budget_yuan
    if not isinstance(budget, dict):
        return [math.inf] * (len(years) - 1) + [math.inf if budget is None else budget]
    limits = [math.inf] * len(years)
    for end, limit in budget.items():
        for place, year in enumerate(years):
            if year <= end + facts.scenario.rules.build_lead_years:
                limits[place] = min(limits[place], limit)
    return limits


def _split_total(facts: Facts, openings: Flags, firsts: Ints, today: _Today) -> float:
    """Solve for shares, whole classes, rooms and beds with these schools open, and these beds added at least."""
    program = _Program(facts=facts, openings=openings, today=today)
    for (_, bed), least in zip(program.all_added, firsts.ravel(), strict=True):
        program.rows.append(({bed: 1.0}, float(least), math.inf))
    fixed, built = _open_yuan(facts, openings)
    left = np.array(_budgets(facts)) - built
    if (left < 0).any():
        return math.inf
    return fixed + _annuity(facts) * float(built.sum()) + program.least(left)


class _Program:
    """A mixed-integer program written down row by row, for one set of open schools."""

    def __init__(self, *, facts: Facts, openings: Flags, today: _Today) -> None:
        self.facts = facts
        self.today = today
        self.yuan: list[float] = []
        self.most: list[float] = []
        self.whole: list[int] = []
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self.one_off: list[dict[int, float]] = []
        self.added: dict[str, tuple[int, int]] = {}
        self.all_added: list[tuple[int, int]] = []
        self.taught: dict[tuple[str, int], list[int]] = {}
        self.at: dict[tuple[Home, int], list[tuple[_Block, dict[str | None, int]]]] = {}
        for year, opened in zip(facts.scenario.placed_years, openings, strict=True):
            self.add_year(year, opened)
        self.stay_where_moved()

    def stay_where_moved(self) -> None:
        """Keep those who changed school there in the next year, where nobody of them is cut (`rules.moves.again`)."""
        rule, bands = self.facts.scenario.rules.moves, self.facts.scenario.grade_bands
        years = self.facts.scenario.placed_years
        if rule is None or rule.again is None:
            return
        order = [*(f"K{age}" for age in (1, 2, 3)), *map(str, range(1, 10))]
        for (home, year), blocks in self.at.items():
            for (other, then), later in self.at.items():
                follows = other[0] == home[0] and years.index(year) + 1 < len(years)
                if not follows or then != years[years.index(year) + 1] or len(blocks) > 1 or len(later) > 1:
                    continue
                (one, now), (two, next_year) = blocks[0], later[0]
                grown = {order.index(grade) + then - year for grade, count in one.pupils.items() if count}
                same = grown & {order.index(grade) for grade, count in two.pupils.items() if count}
                if not same or bands[home[1]].stage != bands[other[1]].stage:
                    continue
                ids = list(self.facts.schools)
                may = {ids[place] for place in _pairs_whatever(self.facts, two)}
                for school_id, share in now.items():
                    if school_id in may and one.moves.get(str(school_id), 0.0) >= 1.0:
                        row = {share: 1.0, next_year[None]: -1.0}
                        row |= {next_year[school_id]: -1.0} if school_id in next_year else {}
                        self.rows.append((row, -math.inf, 0.0))

    def variable(self, yuan: float, most: float, *, whole: bool) -> int:
        """Add a variable between 0 and `most`."""
        self.yuan.append(yuan)
        self.most.append(most)
        self.whole.append(int(whole))
        return len(self.yuan) - 1

    def add_year(self, year: int, opened: Flags) -> None:
        """Add a year's shares, and what they ask of each school."""
        ids = list(self.facts.schools)
        sent: dict[str, list[tuple[int, _Block, Trip | None]]] = {school_id: [] for school_id in ids}
        blocks = _blocks_of(self.facts, year, self.facts, self.today)
        moved: dict[int, float] = {}
        for block in blocks:
            shares: dict[int, float] = {}
            mine: dict[str | None, int] = {}
            self.at.setdefault((block.home, year), []).append((block, mine))
            heads = sum(block.pupils.values())
            for school_id, trip in block.trips.items():
                if school_id is not None and not opened[ids.index(school_id)]:
                    continue
                barring = set() if school_id is None else _passed_by(self.facts, block, school_id)
                leaves = "" if school_id is None else _left_for(self.facts, block, school_id)
                if any(opened[ids.index(each)] for each in barring) or (leaves and not opened[ids.index(leaves)]):
                    continue
                each_yuan = _pupil_yuan(self.facts, trip) + block.put_on.get(school_id or "", 0.0)
                share = self.variable(
                    each_yuan * heads, 1.0, whole=self.facts.scenario.rules.assignment.mode == "whole"
                )
                shares[share] = 1.0
                mine[school_id] = share
                if school_id is not None:
                    sent[school_id].append((share, block, trip))
                    moved[share] = heads * block.moves.get(school_id, 0.0)
            self.rows.append((shares, 1.0, 1.0))
        self.rows.append((moved, -math.inf, _most_moved(self.facts)))
        for school_id, is_open in zip(ids, opened, strict=True):
            self.add_school(school_id, year, sent[school_id])
            if is_open and year in self.facts.scenario.years:
                everyone = {share: sum(block.pupils.values()) for share, block, _ in sent[school_id]}
                self.rows.append((everyone, _least_pupils(self.facts, self.facts.schools[school_id]), math.inf))
                for grades, least in _least_by_grades(self.facts, blocks, school_id):
                    some = {share: sum(block.pupils.get(g, 0.0) for g in grades) for share, block, _ in sent[school_id]}
                    self.rows.append((some, least, math.inf))
        self.leave_free(year, opened)
        schools = self.facts.schools
        self.one_off.append({})
        for school_id, (rooms, beds) in self.added.items():
            bed_yuan = self.facts.scenario.rules.bed_module * schools[school_id].bed_yuan
            self.one_off[-1] |= {rooms: schools[school_id].classroom_yuan, beds: bed_yuan}

    def leave_free(self, year: int, opened: Flags) -> None:
        """Leave classrooms of open schools free, in each group of them (`rules.seat_reserve`)."""
        rule, schools = self.facts.scenario.rules.seat_reserve, self.facts.schools
        if rule is None:
            return
        there = [school_id for school_id, is_open in zip(schools, opened, strict=True) if is_open]
        for town in {schools[i].town for i in there} if rule.over == "town" else {None}:
            mine = [i for i in there if town in {None, schools[i].town}]
            row = {classes: 1.0 for i in mine for classes in self.taught[i, year]}
            row |= {self.added[i][0]: rule.share - 1.0 for i in mine}
            self.rows.append((row, -math.inf, (1.0 - rule.share) * sum(schools[i].classrooms for i in mine)))

    def add_school(self, school_id: str, year: int, sent: list[tuple[int, _Block, Trip | None]]) -> None:
        """Add a school's classes, rooms and beds of one year."""
        school = self.facts.schools[school_id]
        yearly = _annuity(self.facts)
        rooms = self.variable(yearly * school.classroom_yuan, school.classrooms_max - school.classrooms, whole=True)
        module = self.facts.scenario.rules.bed_module  # beds are counted in modules
        beds = self.variable(yearly * module * school.bed_yuan, (school.beds_max - school.beds) // module, whole=True)
        if school_id in self.added:
            most = 0.0 if year in self.facts.scenario.outlook_years else math.inf
            for more, before in zip((rooms, beds), self.added[school_id], strict=True):
                self.rows.append(({more: 1.0, before: -1.0}, 0.0, most))
        self.added[school_id] = (rooms, beds)
        self.all_added.append((rooms, beds))
        classes = self.add_classes(school, sent)
        self.taught[school_id, year] = list(classes)
        self.rows.append((classes | {rooms: -1.0}, -math.inf, school.classrooms))
        everyone = {share: sum(block.pupils.values()) for share, block, _ in sent}
        self.rows.append((everyone, -math.inf, school.pupils_max))
        self.fund(school, everyone)
        boarders = {share: sum(block.pupils.values()) for share, block, trip in sent if trip and trip.mode == "board"}
        self.rows.append((boarders | {beds: -float(module)}, -math.inf, school.beds))

    def fund(self, school: SchoolFacts, everyone: dict[int, float]) -> None:
        """Pay for the pupils that a school with somebody lacks; `everyone`: shares, and pupils of the whole block."""
        rule, yuan = self.facts.scenario.prices.small_school_funding, _missing_yuan(self.facts, school)
        if rule is None or not yuan:
            return
        somebody = self.variable(0.0, 1.0, whole=True)
        missing = self.variable(yuan, math.inf, whole=False)
        self.rows += [({share: 1.0, somebody: -1.0}, -math.inf, 0.0) for share in everyone]
        self.rows.append((everyone | {missing: 1.0, somebody: -float(rule.pupils)}, 0.0, math.inf))

    def add_classes(self, school: SchoolFacts, sent: list[tuple[int, _Block, Trip | None]]) -> dict[int, float]:
        """Add the whole classes that those sent need; return them, each once."""
        scenario = self.facts.scenario
        classes: dict[int, float] = {}
        alone: dict[str, tuple[int, dict[int, float]]] = {}
        for grade in scenario.grades:
            size = class_size_of(scenario, grade)
            if size is not None:
                price = getattr(scenario.prices.class_yuan_per_year, scenario.stage_of(grade))
                taught = self.variable(price, math.inf, whole=True)
                classes[taught] = 1.0
                heads = {share: block.pupils.get(grade, 0.0) for share, block, _ in sent}
                alone[grade] = (taught, heads)
                self.rows.append((heads | {taught: -float(size)}, -math.inf, 0.0))
        for band in scenario.grade_bands.values():
            classes |= self.mix(school, [alone[grade] for grade in band.grades if grade in alone])
        most = scenario.rules.max_classes_per_school
        self.rows.append((classes, -math.inf, math.inf if most is None else most))
        return classes

    def mix(self, school: SchoolFacts, grades: list[tuple[int, dict[int, float]]]) -> dict[int, float]:
        """Let the grades of a band, each its classes and pupils, be taught together; return the classes of that."""
        rule = self.facts.scenario.rules.multigrade
        if rule is None or school.kind not in rule.kinds or not grades:
            return {}
        price, everybody = self.yuan[grades[0][0]], dict.fromkeys(grades[0][1], 0.0)
        together, mixed = self.variable(0.0, 1.0, whole=True), self.variable(price, math.inf, whole=True)
        there = {}
        for taught, heads in grades:
            everybody = {share: everybody[share] + heads[share] for share in everybody}
            place = next(i for i, (row, _, high) in enumerate(self.rows) if taught in row and high == 0.0)
            row, low, high = self.rows[place]
            self.rows[place] = (row | {together: -sum(heads.values())}, low, high)
            has = self.variable(0.0, 1.0, whole=True)
            there[has] = 1.0
            self.rows += [({share: 1.0, has: -1.0}, -math.inf, 0.0) for share, count in heads.items() if count]
        most = sum(everybody.values())
        self.rows.append((everybody | {mixed: -float(rule.max_pupils), together: most}, -math.inf, most))
        self.rows.append((there | {together: float(len(there))}, -math.inf, float(rule.max_grades + len(there))))
        return {mixed: 1.0}

    def least(self, left: Floats) -> float:
        """Return the least yuan; `left` (year): what the budget leaves for rooms and beds."""
        rows = [*self.rows, *((one_off, -math.inf, most) for one_off, most in zip(self.one_off, left, strict=True))]
        matrix = sparse.lil_array((len(rows), len(self.yuan)))
        for number, (terms, _, _) in enumerate(rows):
            for variable, factor in terms.items():
                matrix[number, variable] = factor
        answer = milp(
            np.array(self.yuan),
            integrality=np.array(self.whole),
            bounds=Bounds(0, np.array(self.most)),
            constraints=LinearConstraint(matrix.tocsr(), [row[1] for row in rows], [row[2] for row in rows]),
            options={"mip_rel_gap": 0.0},
        )
        return float(answer.fun) if answer.success else math.inf
