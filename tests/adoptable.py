"""Tiny random districts with rules that make a plan adoptable, added to whatever else they mix."""

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
