"""Tiny random districts with rules about where pupils attend and what may be built, added to whatever else they mix."""

from dataclasses import replace

import numpy as np
import pandas as pd

from tests.adoptable import with_min_pupils, with_nearest, with_whole_school
from tests.districts import Case, random_case, with_scenario, with_schools

PLACES = ("town_seat", "central_village", "village", "")


def with_same_town(seed: int, *, mode: str = "whole") -> Case:
    """Return a district in which pupils attend in their own town; now and then some may leave it.

    Every third one has nearness, or pupils in every grade, beside; half of them let schools be merged.
    """
    draw = np.random.default_rng([seed, 37])
    case = (random_case, with_nearest, with_whole_school)[seed % 3](seed, mode=mode)
    settlements, schools = case.district.settlements["settlement_id"], case.district.schools["school_id"]
    stages = [stage for stage in ("primary", "junior") if draw.random() < 0.8] or ["primary"]
    rule: dict[str, object] = {"stages": stages}
    if draw.random() < 0.3:
        rule["allow"] = [[str(draw.choice(settlements)), str(draw.choice(schools))]]
    if draw.random() < 0.1:
        rule["towns"] = [["west", "east"]]
    return with_scenario(case, "rules", "same_town", value=rule)


def with_siting(seed: int, *, mode: str = "whole") -> Case:
    """Return a district of whose schools most are sites, some in settlements where nothing may be built.

    Some lie at a settlement, some half a kilometre off, some a few kilometres.
    """
    draw = np.random.default_rng([seed, 41])
    case = (random_case, with_whole_school)[seed % 2](seed, mode=mode)
    homes, schools = case.district.settlements, case.district.schools
    case = replace(
        case, district=replace(case.district, settlements=homes.assign(place=draw.choice(PLACES, len(homes))))
    )
    at, sites = draw.integers(len(homes), size=len(schools)), draw.random(len(schools)) < 0.7
    case = with_schools(
        case,
        state=schools["state"].mask(sites, "candidate"),
        decision=schools["decision"].mask(sites & (draw.random(len(schools)) < 0.9), ""),
        lon=pd.Series(homes["lon"].to_numpy()[at]),
        lat=pd.Series(homes["lat"].to_numpy()[at] + draw.choice([0.0, 0.0, 0.005, 0.03], len(schools))),
    )
    case = with_scenario(case, "decisions", value={})
    stages = {stage: draw.choice(PLACES[:3], 2, replace=False).tolist() for stage in ("primary", "junior")}
    return with_scenario(
        case, "rules", "siting", value={stage: n for stage, n in stages.items() if draw.random() < 0.8}
    )


def with_moves(seed: int, *, mode: str = "whole") -> Case:
    """Return a district in which only so many pupils may change school, most of whom go somewhere today."""
    draw = np.random.default_rng([seed, 43])
    case = (random_case, with_nearest, with_min_pupils)[seed % 3](seed, mode=mode)
    rows = case.district.pupils[["settlement_id", "grade", "pupils"]]
    rows = rows[draw.random(len(rows)) < 0.9]
    attends = rows.assign(school_id=draw.choice(case.district.schools["school_id"], len(rows)))
    case = replace(case, district=replace(case.district, attends=attends))
    return with_scenario(case, "rules", "moves", value={"most_pupils": int(draw.choice([0, 3, 8, 15, 25]))})


def with_moves_once(seed: int) -> Case:
    """Return a district of two or three years in which nobody who changed school is moved again within the stage."""
    draw = np.random.default_rng([seed, 59])
    numbers = (int(number) for number in draw.integers(0, 100_000, size=400))
    cases = (random_case(number) for number in numbers)
    case = next(case for case in cases if len(case.scenario.years) > 1 and {"1", "2"} <= set(case.scenario.grades))
    rows = case.district.pupils[["settlement_id", "grade", "pupils"]].drop_duplicates(["settlement_id", "grade"])
    attends = rows.assign(school_id=draw.choice(case.district.schools["school_id"], len(rows)))
    if draw.random() < 0.8:
        case = replace(case, district=replace(case.district, attends=attends))
    if draw.random() < 0.4:
        case = with_scenario(with_scenario(case, "years", value=[2026]), "outlook_years", value=[2027])
    case = with_scenario(case, "rules", "assignment", value={"mode": "whole", "split_above_pupils": None})
    return with_scenario(case, "rules", "moves", value={"again": 0})
