"""Sites built for towns that have too few schools (`rules.towns`): before anybody is placed, the cheapest first."""

import numpy as np

from planner.problem.problem import Decision, Flags, Problem


def opened_for_towns(problem: Problem, opened: Flags) -> Flags:
    """Return the open schools, shape (school), and those that towns lack; of each site one at most."""
    built = problem.school_build_yuan * ~problem.school_existing
    beds = problem.bed_module * problem.school_bed_yuan * (problem.school_beds == 0)
    found = opened.copy()
    for counts, least, asks_beds in zip(problem.town_counts, problem.town_least, problem.town_beds, strict=True):
        for school in np.argsort(built + beds * asks_beds, kind="stable"):
            if (found & counts).sum() >= least.max():
                break
            is_taken = found[problem.school_site == problem.school_site[school]].any()
            if counts[school] and problem.school_decision[school] == Decision.FREE and not is_taken:
                found[school] = True
    return found
