"""Tiny random districts with rules over school decisions, added to whatever else they mix."""

from dataclasses import replace

import numpy as np
import pandas as pd

from tests.adoptable import KINDS, with_min_pupils
from tests.districts import Case, random_case, with_scenario, with_schools


def with_merges_by_year(seed: int, *, mode: str = "whole") -> Case:
    """Return a district in which so many schools of any kind are merged by the end of some of its years.

    Every third one has least pupils too.
    """
    draw = np.random.default_rng([seed, 17])
    case = with_min_pupils(seed, mode=mode) if seed % 3 == 0 else random_case(seed, mode=mode)
    by_year = {year: int(draw.integers(0, 4)) for year in case.scenario.years if draw.random() < 0.8}
    merge: dict[str, object] = {"kinds": list(KINDS), "by_year": by_year}
    if draw.random() < 0.3:
        merge["most"] = int(draw.integers(1, 4))
    return with_scenario(case, "rules", "merge", value=merge)


def with_budgets_by_year(seed: int, *, mode: str = "whole") -> Case:
    """Return a district of two years in which what may be spent by some years is limited, and paid years before."""
    draw = np.random.default_rng([seed, 19])
    cases = (random_case(seed + more, mode=mode) for more in range(0, 100_000, 1000))
    case = next(case for case in cases if len(case.scenario.years) > 1)
    if draw.random() < 0.5:
        case = with_scenario(case, "rules", "merge", value={"kinds": list(KINDS)})
    lead, (first, last) = int(draw.integers(0, 3)), case.scenario.years
    budget = {first - lead - 1: 0.0, first - lead: float(draw.choice([0, 9_000, 30_000]))}
    if draw.random() < 0.5:
        budget[last - lead] = float(draw.choice([20_000, 60_000, 250_000]))
    case = with_scenario(case, "budget_yuan", value=budget)
    return with_scenario(case, "rules", "build_lead_years", value=lead)


def with_towns(seed: int, *, mode: str = "whole") -> Case:
    """Return a district in which towns need a school of some stage, or a boarding school; few schools have beds yet."""
    draw = np.random.default_rng([seed, 31])
    case = (random_case, with_min_pupils)[seed % 4 == 0](seed, mode=mode)
    schools = case.district.schools
    more = np.where(draw.random(len(schools)) < 0.7, 0, schools["beds"].to_numpy(np.int64))
    room = np.where(draw.random(len(schools)) < 0.8, 6, 0)
    case = with_schools(
        case,
        beds=pd.Series(more),
        beds_max=pd.Series(more + room),
        town=pd.Series(draw.choice(["east", "west"], len(schools), p=[0.7, 0.3])),
        bed_yuan=pd.Series(draw.integers(1, 9, len(schools)) * 1000.0),
    )
    homes = case.district.settlements.assign(town="east" if draw.random() < 0.8 else "west")
    case = replace(case, district=replace(case.district, settlements=homes))
    if draw.random() < 0.7:
        case = with_scenario(case, "rules", "merge", value={"kinds": list(KINDS)})
    if draw.random() < 0.3:
        case = with_scenario(case, "grade_bands", next(iter(case.scenario.grade_bands)), "stage", value="kindergarten")
    counts = {"boarding_primary": 1 + int(draw.random() < 0.3), "boarding_junior": 1, "kindergarten": 1}
    return with_scenario(case, "rules", "towns", value=counts)


def with_bed_modules(seed: int, *, mode: str = "whole") -> Case:
    """Return a district of boarders in which beds are added in whole modules; some towns need boarding schools too."""
    draw = np.random.default_rng([seed, 37])
    case = with_towns(seed, mode=mode) if seed % 3 == 0 else random_case(seed, mode=mode)
    for name in case.scenario.grade_bands:
        limits = {"boarding": True, "max_walk_minutes": 20, "max_ride_minutes": 20, "max_board_minutes": 60}
        for key, value in (limits | {"board_when": "any"}).items():
            case = with_scenario(case, "grade_bands", name, key, value=value)
    schools = case.district.schools
    beds = draw.integers(0, 4, len(schools))
    case = with_schools(case, beds=pd.Series(beds), beds_max=pd.Series(beds + draw.integers(0, 19, len(schools))))
    if draw.random() < 0.4:
        case = with_scenario(case, "budget_yuan", value=float(draw.choice([20_000, 60_000, 250_000])))
    if draw.random() < 0.3:
        case = with_scenario(case, "prices", "shortfall_yuan_per_pupil", value=None)
    return with_scenario(case, "rules", "bed_module", value=int(draw.integers(2, 9)))


def with_seat_reserve(seed: int, *, mode: str = "whole") -> Case:
    """Return a district in which classrooms stay free, over all or in each town; some rooms may be added."""
    draw = np.random.default_rng([seed, 41])
    case = (random_case, with_min_pupils, with_bed_modules)[seed % 3](seed, mode=mode)
    if draw.random() < 0.6:
        case = with_scenario(case, "rules", "merge", value={"kinds": list(KINDS)})
    schools = case.district.schools
    rooms = draw.integers(1, 5, len(schools))
    more = rooms + draw.integers(0, 3, len(schools))
    case = with_schools(case, classrooms=pd.Series(rooms), classrooms_max=pd.Series(more))
    rule = {"share": float(draw.choice([0.05, 0.2, 0.34, 0.5])), "over": str(draw.choice(["town", "district"]))}
    return with_scenario(case, "rules", "seat_reserve", value=rule)
