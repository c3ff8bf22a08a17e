"""Tiny random districts with rules that make a plan adoptable, added to whatever else they mix."""

from dataclasses import replace

import numpy as np

from tests.districts import Case, random_case, with_scenario

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
