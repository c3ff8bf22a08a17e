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
