"""Schools that may be merged for having few pupils today, though their kind may not: `merge.also_under_pupils`."""

import numpy as np

from planner.problem.problem import Flags, Floats, Today
from planner.problem.today import find_today, pupils_today
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario


def schools_with_few_pupils(
    district: District, journeys: Journeys, scenario: Scenario, today: Today | None = None
) -> Flags:
    """(school): existing, of no kind of `merge.kinds`, with fewer pupils today than `also_under_pupils` of its kind.

    `today` is who attends which school today, where that is known already.
    """
    schools, limits = district.schools, few_pupils_limits(district, scenario)
    if not np.isfinite(limits).any():
        return np.zeros(len(schools), dtype=bool)
    today = find_today(district, journeys, scenario) if today is None else today
    few: Flags = pupils_today(district, today, scenario).sum(axis=1) < limits
    return few


def few_pupils_limits(district: District, scenario: Scenario) -> Floats:
    """(school): fewer pupils than these today let it be merged though its kind may not be; -inf where no rule does."""
    schools, merge = district.schools, scenario.rules.merge
    if merge is None or merge.also_under_pupils is None:
        return np.full(len(schools), -np.inf)
    under = {kind: most for kind, most in merge.also_under_pupils.model_dump().items() if most is not None}
    limits = schools["kind"].map(under).to_numpy(float)
    asked = (schools["state"] == "existing").to_numpy(bool) & ~schools["kind"].isin(merge.kinds).to_numpy(bool)
    return np.where(asked & ~np.isnan(limits), limits, -np.inf)
