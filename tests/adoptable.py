"""Tiny random districts with rules that make a plan adoptable, added to whatever else they mix."""

from dataclasses import replace

import numpy as np

from tests.districts import Case, district_of, random_case, scenario_of, with_scenario

KINDS = ("teaching_point", "primary", "junior", "nine_year")


def with_min_pupils(seed: int, *, mode: str = "whole") -> Case:
    """Return a district in which schools of every kind may be merged, and each kind needs so many pupils to be open."""
    draw = np.random.default_rng([seed, 11])
    case = random_case(seed, mode=mode)
    if draw.random() < 0.8:
        merge: dict[str, object] = {"kinds": list(KINDS)}
        if draw.random() < 0.3:
            merge["most"] = int(draw.integers(0, 3))
        case = with_scenario(case, "rules", "merge", value=merge)
    least = {kind: int(draw.integers(1, 25)) for kind in KINDS if draw.random() < 0.8}
    return with_scenario(case, "rules", "min_pupils", value=least)


def with_receivers(seed: int, *, mode: str = "whole") -> Case:
    """Return a district in which schools of most kinds may be merged, and only some kinds take their pupils.

    Some have least pupils or nearness beside; some say where pupils go today.
    """
    draw = np.random.default_rng([seed, 17])
    mixed = (random_case, with_min_pupils, with_nearest)[seed % 3]
    case = mixed(seed, mode=mode)
    kinds = [kind for kind in KINDS if draw.random() < 0.8] or ["primary"]
    receivers = [kind for kind in KINDS if draw.random() < 0.5] or ["nine_year"]
    merge: dict[str, object] = {"kinds": kinds, "receivers": receivers}
    if draw.random() < 0.3:
        merge["least"] = 1
    case = with_scenario(case, "rules", "merge", value=merge)
    return _with_attends(case, draw) if draw.random() < 0.4 else case


def with_together(seed: int) -> Case:
    """Return a crowded district in which pupils of merged schools stay together; they come from two schools, mostly."""
    draw = np.random.default_rng([seed, 19])
    case = crowded_case(draw)
    rows = case.district.pupils[["settlement_id", "grade", "pupils"]]
    attends = rows.assign(school_id=draw.choice(case.district.schools["school_id"][:2], len(rows)))
    case = replace(case, district=replace(case.district, attends=attends[draw.random(len(rows)) < 0.9]))
    return with_scenario(case, "rules", "merge", "together", value="band")


def with_bands_together(seed: int) -> Case:
    """Return a crowded district whose two bands stay together; now and then one is cut."""
    draw = np.random.default_rng([seed, 23])
    case = crowded_case(draw)
    if draw.random() < 0.2:
        case = with_scenario(case, "rules", "assignment", value={"mode": "whole", "split_above_pupils": 5})
    return with_scenario(case, "rules", "bands_together", value=["primary"])


def with_settlement_parts(seed: int) -> Case:
    """Return a crowded district whose settlements are cut into small parts, which attend one school or two."""
    draw = np.random.default_rng([seed, 29])
    case = crowded_case(draw, settlements=2)
    case = with_scenario(case, "rules", "assignment", value={"mode": "whole", "split_above_pupils": 3})
    return with_scenario(case, "rules", "settlement_parts", value={"most_schools": 1 + int(draw.random() < 0.3)})


def with_ties(seed: int) -> Case:
    """Return a crowded district with all rules that keep blocks together at once."""
    case = with_together(seed)
    case = with_scenario(case, "rules", "bands_together", value=["primary"])
    if seed % 3 == 0:
        case = with_scenario(case, "rules", "assignment", value={"mode": "whole", "split_above_pupils": 6})
        case = with_scenario(case, "rules", "settlement_parts", value={"most_schools": 1})
    if seed % 4 == 1:
        case = with_scenario(case, "rules", "whole_school", value={"least_pupils_per_grade": 2})
    return case


def crowded_case(draw: np.random.Generator, settlements: int = 3) -> Case:
    """Return a district of two primary bands and three schools, with few rooms to spare; seldom of two years.

    Some of them ask for nearness, for so many pupils, for merges, or for receivers of some kinds.
    """
    years = [2026, 2027] if draw.random() < 0.15 else [2026]
    homes, kinds = [f"s{number}" for number in range(settlements)], ("teaching_point", "primary", "nine_year")
    schools = [
        {
            "school_id": f"h{number}", "kind": str(draw.choice(kinds)), "grades": "1-2" if draw.random() < 0.9 else "1",
            "classrooms": int(draw.integers(1, 4)), "state": "existing" if draw.random() < 0.85 else "candidate",
            "decision": str(draw.choice(["", "", "", "free", "keep", "close"])),
            "fixed_yuan_per_year": float(draw.integers(0, 30) * 1000),
        }
        for number in range(3)
    ]  # fmt: skip
    district = district_of(
        pupils={(home, year, grade): int(draw.integers(1, 9)) for home in homes for year in years for grade in "12"},
        schools=schools,
        travel={
            (home, str(school["school_id"])): (float(draw.integers(1, 31)), None, None)
            for home in homes for school in schools if draw.random() < 0.9
        },
    )  # fmt: skip
    merge: dict[str, object] = {"kinds": [kind for kind in kinds if draw.random() < 0.8] or ["primary"]}
    if draw.random() < 0.2:
        merge["receivers"] = ["primary", "nine_year"]
    rules: dict[str, object] = {"merge": merge, "class_size": {"primary": int(draw.integers(4, 10))}}
    if draw.random() < 0.2:
        rules["nearest"] = {"max_extra_minutes": 15.0}
    if draw.random() < 0.2:
        rules["min_pupils"] = {"teaching_point": 5, "primary": 8}
    bands = {
        "lower": {"stage": "primary", "grades": [1], "max_walk_minutes": 25},
        "upper": {"stage": "primary", "grades": [2], "max_walk_minutes": int(draw.choice([20, 25, 30]))},
    }
    prices = {
        "class_yuan_per_year": {"primary": int(draw.integers(1, 20)) * 1000}, "travel_yuan_per_pupil_minute": 60,
        "shortfall_yuan_per_pupil": 30_000, "build_yuan": 20_000,
    }  # fmt: skip
    return Case(district=district, scenario=scenario_of(years=years, grade_bands=bands, rules=rules, prices=prices))


def _with_attends(case: Case, draw: np.random.Generator) -> Case:
    """Say of most pupils where they go today: anywhere."""
    rows = case.district.pupils[["settlement_id", "grade", "pupils"]]
    rows = rows[draw.random(len(rows)) < 0.8]
    attends = rows.assign(school_id=draw.choice(case.district.schools["school_id"], len(rows)))
    return replace(case, district=replace(case.district, attends=attends))


def with_nearest(seed: int, *, mode: str = "whole") -> Case:
    """Return a district in which some schools may be merged, and nobody goes many minutes farther than to the nearest.

    Every second one has least pupils too.
    """
    draw = np.random.default_rng([seed, 13])
    case = with_min_pupils(seed, mode=mode) if seed % 2 else random_case(seed, mode=mode)
    if draw.random() < 0.7:
        case = with_scenario(case, "rules", "merge", value={"kinds": list(KINDS)})
    extra = float(draw.choice([0, 0, 0, 2, 10]))
    return with_scenario(case, "rules", "nearest", value={"max_extra_minutes": extra})


def with_whole_school(seed: int, *, mode: str = "whole") -> Case:
    """Return a district in which open schools need pupils in every grade; most have another rule beside it."""
    draw = np.random.default_rng([seed, 19])
    mixed = (with_min_pupils, with_nearest, random_case, with_receivers)[seed % 4]
    case = mixed(seed, mode=mode)
    if draw.random() < 0.7 and mixed is not with_receivers:
        case = with_scenario(case, "rules", "merge", value={"kinds": list(KINDS)})
    least = int(draw.choice([1, 1, 2, 4, 8]))
    return with_scenario(case, "rules", "whole_school", value={"least_pupils_per_grade": least})


def with_move_prices(seed: int, *, mode: str = "whole") -> Case:
    """Return a district in which it counts to change school, and to attend in another town."""
    draw = np.random.default_rng([seed, 19])
    case = (random_case, with_min_pupils, with_nearest)[seed % 3](seed, mode=mode)
    for key in ("move_yuan_per_pupil", "cross_town_yuan_per_pupil"):
        case = with_scenario(case, "prices", key, value=float(draw.choice([0, 300, 3000, 30_000])))
    return _with_attends(case, draw) if draw.random() < 0.7 else case


def with_small_schools(seed: int, *, mode: str = "whole") -> Case:
    """Return a district in which small schools are funded for the pupils they lack; some have another rule beside it.

    Every third asks for a number of merges, so that schools may be open with nobody.
    """
    draw = np.random.default_rng([seed, 29])
    case = (random_case, with_min_pupils, with_nearest)[seed % 3](seed, mode=mode)
    if seed % 3 == 0:
        case = with_scenario(case, "rules", "merge", value={"kinds": list(KINDS), "most": int(draw.integers(0, 3))})
    yuan = {stage: float(draw.choice([0, 720, 20_000])) for stage in ("primary", "junior")}
    funding = {"pupils": int(draw.choice([5, 20, 100])), "yuan_per_pupil": yuan}
    return with_scenario(case, "prices", "small_school_funding", value=funding)


def with_multigrade(seed: int, *, mode: str = "whole") -> Case:
    """Return a district in which schools of some kinds may teach the grades of a band together; some fund small ones.

    Classes are small, so that a grade fills several; every third has least pupils or nearness beside.
    """
    draw = np.random.default_rng([seed, 31])
    mixed = (random_case, with_min_pupils, with_small_schools)[seed % 3]
    case = mixed(seed, mode=mode)
    kinds = [kind for kind in KINDS if draw.random() < 0.8] or ["primary"]
    together = {
        "kinds": kinds,
        "max_pupils": int(draw.choice([6, 12, 30])),
        "max_grades": int(draw.choice([1, 2, 3])),
    }
    return with_scenario(case, "rules", "multigrade", value=together)
