"""Scenario, district and journeys become a Problem."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.problem.actions import find_sites
from planner.problem.conflicts import joined_conflicts, kept_conflicts
from planner.problem.continuity import crosses_town, moved_share
from planner.problem.demand import find_blocks
from planner.problem.few_pupils import schools_with_few_pupils
from planner.problem.multigrade import find_multigrade
from planner.problem.nearest import conflicts_with_nearer, near_enough
from planner.problem.pairs import find_pairs, kept_pairs, yuan_per_pupil
from planner.problem.permits import Permits, permits_of
from planner.problem.problem import Flags, Floats, Ints, Problem, Today
from planner.problem.receivers import conflicts_with_merging, may_receive
from planner.problem.seat_price import price_in_use
from planner.problem.small_schools import find_funding
from planner.problem.today import find_today
from planner.problem.towns import find_town_rules
from planner.problem.travel import Journeys
from planner.problem.tying import find_ties
from planner.problem.whole_school import least_of_all, least_of_bands, least_of_grades
from planner.reading.district import District
from planner.reading.rules import Multigrade
from planner.reading.scenario import Scenario


@dataclass(frozen=True, kw_only=True, eq=False)
class Known:
    """What is known of a district before anybody is placed."""

    permits: Permits
    today: Today
    few_pupils: Flags
    """(school)."""


def build_problem(
    district: District,
    journeys: Journeys,
    scenario: Scenario,
    permits: Permits | None = None,
    few_pupils: Flags | None = None,
) -> Problem:
    """Build the frozen arrays the optimiser works on: only pairs within reach, money in yuan.

    `permits` says who may board and attend where; None: what `permits_of` says of the scenario itself. Whoever asks
    what would be under other decisions hands over those of the decisions which were taken.
    `few_pupils` (school) says whose few pupils today let them be merged; None: those of this district.
    """
    today = find_today(district, journeys, scenario)
    few_pupils = schools_with_few_pupils(district, journeys, scenario, today) if few_pupils is None else few_pupils
    permits = permits_of(district, journeys, scenario) if permits is None else permits
    known = Known(permits=permits, today=today, few_pupils=few_pupils)
    return build_with(district, journeys, scenario, known)


def build_with(district: District, journeys: Journeys, scenario: Scenario, known: Known) -> Problem:
    """Build the same, whatever this district's own pupils would make of what is known."""
    permits, today, few_pupils = known.permits, known.today, known.few_pupils
    sites, prices = find_sites(district, scenario, few_pupils), scenario.prices
    blocks = find_blocks(district, scenario)
    pairs = near_enough(find_pairs(blocks, journeys, sites, scenario, permits.board), sites, scenario)
    passing = conflicts_with_nearer(pairs, sites, scenario)
    today_school = today.home_school[blocks.settlement, blocks.band]
    # a school that may not take pupils of a merged one, or of another town, is a nearer school all the same
    kept = may_receive(pairs, today_school, district, sites, scenario)
    kept &= permits.attend[blocks.band[pairs.block], pairs.journey]
    pairs, passing = kept_pairs(pairs, kept), kept_conflicts(passing, kept)
    merging = conflicts_with_merging(pairs, today_school, district, sites, scenario)
    conflicts = joined_conflicts(passing, merging)
    moved = moved_share(today, blocks, pairs, len(district.schools))
    ties = find_ties(blocks, pairs, (today_school, moved), sites, scenario)
    towns = find_town_rules(district, scenario, blocks, sites)
    schools, rules = district.schools, scenario.rules
    block_pupils = blocks.grade_pupils.sum(axis=1)
    pair_pupils = block_pupils[pairs.block]
    sizes = _class_sizes(scenario)
    least, most = _merge_limits(scenario, len(schools))
    multigrade = rules.multigrade or Multigrade()
    funding = find_funding(schools["kind"], scenario)
    moved_pupils = moved * pair_pupils
    cross_town_pupils = crosses_town(district, blocks, pairs) * pair_pupils
    problem = Problem(
        settlement_ids=tuple(district.settlements["settlement_id"]),
        school_ids=tuple(schools["school_id"]),
        years=scenario.placed_years,
        grades=scenario.grades,
        bands=tuple(scenario.grade_bands),
        grade_class_size=sizes,
        grade_class_yuan=np.where(np.isinf(sizes), 0.0, _class_yuan(scenario)),
        band_grades=_band_grades(scenario),
        block_settlement=blocks.settlement,
        block_band=blocks.band,
        block_year=blocks.year,
        block_grade_pupils=blocks.grade_pupils,
        block_pupils=block_pupils,
        block_first_pair=pairs.first,
        block_today_school=today_school,
        block_today_counted=today.home_counted[blocks.settlement, blocks.band],
        pair_block=pairs.block,
        pair_school=pairs.school,
        pair_mode=pairs.mode,
        pair_minutes=pairs.minutes,
        pair_kilometres=pairs.kilometres,
        pair_yuan=yuan_per_pupil(pairs, prices) * pair_pupils
        + prices.move_yuan_per_pupil * moved_pupils
        + prices.cross_town_yuan_per_pupil * cross_town_pupils,
        pair_moved_pupils=moved_pupils,
        pair_cross_town_pupils=cross_town_pupils,
        conflict_pair=conflicts.pair,
        conflict_school=conflicts.school,
        conflict_when_closed=conflicts.when_closed,
        tie_school=ties.school,
        tie_year=ties.year,
        tie_most_schools=ties.most_schools,
        tied_pair=ties.pair,
        tied_by=ties.by,
        town_names=towns.names,
        town_least=towns.least,
        town_counts=towns.counts,
        town_beds=towns.beds,
        school_site=sites.site,
        school_existing=sites.existing,
        school_mergeable=sites.mergeable,
        school_few_pupils=few_pupils,
        school_barred=sites.barred,
        school_decision=sites.decision,
        school_classrooms=schools["classrooms"].to_numpy(np.int64),
        school_classrooms_max=schools["classrooms_max"].to_numpy(np.int64),
        school_beds=schools["beds"].to_numpy(np.int64),
        school_beds_max=sites.beds_max,
        school_pupils_max=sites.pupils_max,
        school_pupils_min=least_of_all(_pupils_min(schools["kind"], scenario), sites, scenario),
        school_grade_pupils_min=least_of_grades(pairs, blocks, sites, scenario),
        school_band_pupils_min=least_of_bands(pairs, blocks, sites, scenario),
        school_funded_pupils=funding.pupils,
        school_missing_yuan=funding.yuan,
        school_multigrade=find_multigrade(schools["kind"], scenario),
        school_fixed_yuan=sites.fixed_yuan,
        school_build_yuan=sites.build_yuan,
        school_classroom_yuan=sites.classroom_yuan,
        school_bed_yuan=sites.bed_yuan,
        n_outlook_years=len(scenario.outlook_years),
        bed_module=rules.bed_module,
        reserve_share=rules.seat_reserve.share if rules.seat_reserve else 0.0,
        reserve_group=_reserve_groups(district, scenario),
        multigrade_pupils=float(multigrade.max_pupils),
        multigrade_grades=multigrade.max_grades,
        max_classes_per_school=_or_inf(rules.max_classes_per_school),
        merge_least=least,
        merge_most=most,
        budget_yuan=_budget_by_year(scenario),
        annuity=annuity(prices.discount_rate, prices.building_life_years),
        most_moved_pupils=_or_inf(None if rules.moves is None else rules.moves.most_pupils),
        move_yuan_per_pupil=prices.move_yuan_per_pupil,
        cross_town_yuan_per_pupil=prices.cross_town_yuan_per_pupil,
        shortfall_yuan_per_pupil=np.nan,
        whole=rules.assignment.mode == "whole",
        today=today,
    )
    # the default price is the dearest seat's: it is known once all else is
    return replace(problem, shortfall_yuan_per_pupil=price_in_use(problem, prices.shortfall_yuan_per_pupil))


def annuity(rate: float, life_years: float) -> float:
    """Yuan a year for each yuan of building: r / (1 - (1 + r)^-life), 1 / life when r = 0.

    >>> [round(annuity(rate, 50), 6) for rate in (0.04, 0, 1e-17, 1e-300)]
    [0.04655, 0.02, 0.02, 0.02]
    """
    return float(rate / -np.expm1(-life_years * np.log1p(rate))) if rate > 0 else 1.0 / life_years


def _class_sizes(scenario: Scenario) -> Floats:
    """(grade): most pupils in a class, inf where classes are switched off."""
    sizes = scenario.rules.class_size
    if sizes is None:
        return np.full(len(scenario.grades), np.inf)
    return np.array([_or_inf(getattr(sizes, scenario.stage_of(grade))) for grade in scenario.grades])


def _class_yuan(scenario: Scenario) -> Floats:
    """(grade): yuan a year for a class."""
    prices = scenario.prices.class_yuan_per_year
    return np.array([getattr(prices, scenario.stage_of(grade)) for grade in scenario.grades])


def _band_grades(scenario: Scenario) -> Flags:
    """(band, grade): whether the band has the grade."""
    return np.array([[grade in band.grades for grade in scenario.grades] for band in scenario.grade_bands.values()])


def _reserve_groups(district: District, scenario: Scenario) -> Ints:
    """(school): a number for the schools whose classrooms `rules.seat_reserve` counts together."""
    rule, towns = scenario.rules.seat_reserve, district.schools["town"]
    numbers, _ = pd.factorize(towns if rule is not None and rule.over == "town" else towns.where(towns == "", ""))
    return np.asarray(numbers, dtype=np.int64)


def _pupils_min(kinds: pd.Series, scenario: Scenario) -> Floats:
    """(school): fewest pupils of its kind; 0 where there is no rule for it."""
    rule = scenario.rules.min_pupils
    return np.array([float((getattr(rule, kind) if rule else None) or 0) for kind in kinds])


def _merge_limits(scenario: Scenario, n_schools: int) -> tuple[Ints, int]:
    """Return the fewest schools merged by each year, and the most; n_schools stands for no limit."""
    merge = scenario.rules.merge
    if merge is None:
        return np.zeros(len(scenario.placed_years), dtype=np.int64), n_schools
    always = merge.exactly if merge.exactly is not None else merge.least or 0
    by_year = merge.by_year or {}
    least = np.maximum.accumulate([max(always, by_year.get(year, 0)) for year in scenario.placed_years])
    most = merge.exactly if merge.exactly is not None else merge.most
    return least.astype(np.int64), n_schools if most is None else most


def _budget_by_year(scenario: Scenario) -> Floats:
    """(year): most one-off yuan for what is in use by each planning year.

    What is used in a year is paid `build_lead_years` before. Spent up to the end of a year never falls, so a limit on
    it is one on all years before: the least of those from the year of payment on binds.
    """
    budget, lead = scenario.budget_yuan, scenario.rules.build_lead_years
    if not isinstance(budget, dict):
        return np.full(len(scenario.placed_years), _or_inf(budget))
    from_then = ([yuan for end, yuan in budget.items() if end >= year - lead] for year in scenario.placed_years)
    return np.array([min(limits, default=np.inf) for limits in from_then])


def _or_inf(limit: float | None) -> float:
    return np.inf if limit is None else float(limit)
