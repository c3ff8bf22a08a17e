"""Tiny random districts with rules about which schools may be merged or built, added to whatever else they mix."""

import numpy as np

from tests.adoptable import KINDS, with_nearest
from tests.districts import Case, random_case, with_scenario


def with_never_merged(seed: int, *, mode: str = "whole") -> Case:
    """Return a district in which schools of every kind may be merged, but for some that are named with a reason.

    Every third one has nearness, and some least pupils, beside.
    """
    draw = np.random.default_rng([seed, 23])
    case = with_nearest(seed, mode=mode) if seed % 3 == 0 else random_case(seed, mode=mode)
    schools, closed = case.district.schools, case.scenario.decisions.close
    may = schools["school_id"][(schools["state"] == "existing") & ~schools["school_id"].isin(closed)]
    never = {str(school_id): "hearing: most against it" for school_id in may if draw.random() < 0.4}
    merge: dict[str, object] = {"kinds": list(KINDS), "never": never}
    if draw.random() < 0.3:
        merge["least"] = 1
    return with_scenario(case, "rules", "merge", value=merge)
