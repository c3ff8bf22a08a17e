"""Tiny random districts with rules about which schools may be merged or built, added to whatever else they mix."""

import numpy as np

from tests.adoptable import KINDS, with_nearest, with_receivers
from tests.districts import Case, random_case, with_scenario, with_schools


def with_few_pupils(seed: int, *, mode: str = "whole") -> Case:
    """Return a district in which schools with few pupils today may be merged, by the attends table or as assumed.

    Every third one has nearness, some least pupils or kinds that receive, beside.
    """
    draw = np.random.default_rng([seed, 29])
    mixed = (with_nearest, random_case, with_receivers)[seed % 3]
    case = mixed(seed, mode=mode)
    merge: dict[str, object] = {"kinds": ["teaching_point"] if draw.random() < 0.5 else []}
    merge["also_under_pupils"] = {kind: int(draw.integers(1, 40)) for kind in KINDS if draw.random() < 0.9}
    receivers = case.scenario.rules.merge.receivers if case.scenario.rules.merge else None
    if receivers is not None:
        merge["receivers"] = list(receivers)
    if draw.random() < 0.3:
        merge["most"] = 1
    schools = case.district.schools
    case = with_schools(case, decision=schools["decision"].where(schools["state"] == "candidate", ""))
    case = with_scenario(case, "decisions", value={})
    case = with_scenario(case, "budget_yuan", value=None)
    return with_scenario(case, "rules", "merge", value=merge)


def with_points_of_their_own_size(seed: int, *, mode: str = "whole") -> Case:
    """Return a district with teaching points, which have a limit of their own, some of them a higher one."""
    draw = np.random.default_rng([seed, 31])
    cases = (with_few_pupils(seed + more, mode=mode) for more in range(0, 100_000, 1000))
    case = next(case for case in cases if (case.district.schools["kind"] == "teaching_point").any())
    sizes = {"primary": int(draw.integers(5, 40)), "teaching_point": int(draw.integers(3, 30))}
    return with_scenario(case, "rules", "school_size", value=sizes)


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
