"""Tiny random districts with rules over school decisions, added to whatever else they mix."""

import numpy as np

from tests.adoptable import KINDS, with_min_pupils
from tests.districts import Case, random_case, with_scenario


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
