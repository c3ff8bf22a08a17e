"""Tiny random districts with rules about where pupils attend and what may be built, added to whatever else they mix."""

import numpy as np

from tests.adoptable import with_nearest, with_whole_school
from tests.districts import Case, random_case, with_scenario


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
