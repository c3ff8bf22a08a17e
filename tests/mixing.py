"""Tiny random districts in which every rule is drawn beside every other, each now and then."""

from dataclasses import replace
from typing import Any

import numpy as np

from planner.problem.build import build_problem
from tests.adoptable import KINDS, crowded_case
from tests.brute import best_split_total, best_whole_total
from tests.districts import Case, random_case, with_scenario

_Rules = dict[tuple[str, ...], Any]
"""Path of a key in the scenario, and its value."""


def mixed_case(seed: int, *, mode: str = "whole") -> Case:
    """Return a district with a random choice of all rules: a crowded one of two bands, or one of every shape.

    Every fourth is a crowded one of two settlements that are cut into parts. Those that keep classrooms free, every
    fourth too, have no rule that keeps blocks together: counting knows one or the other.
    """
    draw = np.random.default_rng([seed, 41])
    reserves = seed % 4 == 2
    may_tie = mode == "whole" and not reserves
    is_cut = may_tie and seed % 4 == 1
    is_crowded = may_tie and seed % 2 == 1
    case = crowded_case(draw, settlements=3 - int(is_cut)) if is_crowded else random_case(seed, mode=mode)
    if draw.random() < 0.5:
        case = _with_today(case, draw)
    if draw.random() < 0.2:
        case = _with_sites(case, draw)
    drawn = _merges(case, draw, may_tie=may_tie) | _schools(draw) | _places(case, draw) | _prices(draw)
    drawn |= _together(draw, is_cut=is_cut) if may_tie else {}
    drawn |= _reserve(draw) if reserves else {}
    for path, value in drawn.items():
        case = with_scenario(case, *path, value=value)
    case = _with_outlook(case) if draw.random() < 0.4 else case
    return with_settled(case, np.random.default_rng([seed, 43])) if seed % 5 == 0 else case


def with_settled(case: Case, draw: np.random.Generator) -> Case:
    """Settle where one settlement's band goes, somewhere it may, and keep another from one school."""
    problem = build_problem(case.district, case.journeys, case.scenario)
    if problem.n_pairs == 0:
        return case
    ids = np.array(problem.settlement_ids)[problem.block_settlement[problem.pair_block]]
    schools = np.array(problem.school_ids)[problem.pair_school]
    first, second = draw.integers(0, problem.n_pairs, 2)
    band = problem.bands[problem.block_band[problem.pair_block[first]]]
    settled: dict[str, Any] = {"fixed": [[str(ids[first]), band, str(schools[first])]]}
    if ids[first] != ids[second]:
        settled["forbidden"] = [[str(ids[second]), str(schools[second])]]
    return with_scenario(case, "assignments", value=settled)


def _with_outlook(case: Case) -> Case:
    """Return the case with its second year as an outlook year, where there is one and nothing is asked by its end."""
    years, merge = case.scenario.years, case.scenario.rules.merge
    if len(years) < 2 or (merge is not None and merge.by_year):
        return case
    return with_scenario(with_scenario(case, "years", value=years[:1]), "outlook_years", value=years[1:])


def best_mixed_total(case: Case) -> float:
    """Return the total of the best plan by the count that knows the case's rules."""
    if case.scenario.rules.assignment.mode == "split" or case.scenario.rules.seat_reserve is not None:
        return best_split_total(case)
    return best_whole_total(case)


def _reserve(draw: np.random.Generator) -> _Rules:
    share, over = float(draw.choice([0.1, 0.25, 0.4])), str(draw.choice(["town", "district"]))
    return {("rules", "seat_reserve"): {"share": share, "over": over}}


def _merges(case: Case, draw: np.random.Generator, *, may_tie: bool) -> _Rules:
    merge: dict[str, Any] = {"kinds": [kind for kind in KINDS if draw.random() < 0.8] or ["teaching_point"]}
    if draw.random() < 0.3:
        merge["receivers"] = ["primary", "nine_year"]
    if draw.random() < 0.4 and may_tie:
        merge["together"] = "band"
    closed = {*case.scenario.decisions.close, *case.district.schools.query("decision == 'close'")["school_id"]}
    stays = str(draw.choice(case.district.schools["school_id"]))
    if draw.random() < 0.2 and stays not in closed:
        merge["never"] = {stays: "hearing"}
    if draw.random() < 0.2:
        merge["also_under_pupils"] = {"junior": int(draw.integers(1, 20))}
    if draw.random() < 0.2:
        merge["most"] = int(draw.integers(0, 3))
    elif draw.random() < 0.2:
        merge["by_year"] = {case.scenario.years[-1]: 1}
    return {("rules", "merge"): merge}


def _schools(draw: np.random.Generator) -> _Rules:
    drawn: _Rules = {}
    if draw.random() < 0.3:
        drawn["rules", "min_pupils"] = {kind: int(draw.integers(1, 12)) for kind in KINDS if draw.random() < 0.7}
    if draw.random() < 0.3:
        drawn["rules", "whole_school"] = {"least_pupils_per_grade": int(draw.integers(1, 4))}
    if draw.random() < 0.2:
        drawn["rules", "school_size"] = {"teaching_point": int(draw.integers(4, 20)), "primary": 30}
    if draw.random() < 0.3:
        drawn["rules", "bed_module"] = int(draw.integers(2, 6))
    if draw.random() < 0.3:
        kinds = [kind for kind in KINDS if draw.random() < 0.6] or ["teaching_point"]
        drawn["rules", "multigrade"] = {"kinds": kinds, "max_pupils": int(draw.choice([6, 12])), "max_grades": 2}
    return drawn


def _places(case: Case, draw: np.random.Generator) -> _Rules:
    drawn: _Rules = {}
    if draw.random() < 0.4:
        drawn["rules", "nearest"] = {"max_extra_minutes": float(draw.choice([3, 8, 15]))}
    if draw.random() < 0.25:
        drawn["rules", "same_town"] = {"stages": ["primary"]}
    if draw.random() < 0.15:
        drawn["rules", "towns"] = {"boarding_primary": 1}
    if draw.random() < 0.2:
        first = case.scenario.years[0]
        drawn["budget_yuan",] = {first: float(draw.choice([10_000, 40_000]))}
        drawn["rules", "build_lead_years"] = int(draw.integers(0, 2))
    return drawn


def _prices(draw: np.random.Generator) -> _Rules:
    drawn: _Rules = {}
    if draw.random() < 0.4:
        drawn["prices", "move_yuan_per_pupil"] = float(draw.integers(1, 9) * 300)
    if draw.random() < 0.3:
        drawn["prices", "cross_town_yuan_per_pupil"] = float(draw.integers(1, 9) * 200)
    if draw.random() < 0.3:
        funding = {"pupils": int(draw.integers(5, 25)), "yuan_per_pupil": {"primary": 700, "junior": 900}}
        drawn["prices", "small_school_funding"] = funding
    return drawn


def _together(draw: np.random.Generator, *, is_cut: bool) -> _Rules:
    drawn: _Rules = {}
    if draw.random() < 0.4:
        drawn["rules", "bands_together"] = ["primary"]
    if is_cut:
        drawn["rules", "assignment"] = {"mode": "whole", "split_above_pupils": 5}
        drawn["rules", "settlement_parts"] = {"most_schools": 1 + int(draw.random() < 0.4)}
    return drawn


def _with_sites(case: Case, draw: np.random.Generator) -> Case:
    """Say of what kind settlements are, and where schools may be built."""
    homes = case.district.settlements
    homes = homes.assign(place=draw.choice(["town_seat", "central_village", "village"], len(homes)))
    case = replace(case, district=replace(case.district, settlements=homes))
    return with_scenario(case, "rules", "siting", value={"primary": ["town_seat", "central_village"]})


def _with_today(case: Case, draw: np.random.Generator) -> Case:
    """Say of most pupils where they go today: to one of the existing schools."""
    schools = case.district.schools
    existing = schools.loc[schools["state"] == "existing", "school_id"]
    rows = case.district.pupils[["settlement_id", "grade", "pupils"]]
    if existing.empty:
        return case
    rows = rows.assign(school_id=draw.choice(existing, len(rows)))[draw.random(len(rows)) < 0.8]
    return replace(case, district=replace(case.district, attends=rows))
