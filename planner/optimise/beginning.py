"""What the search for a plan that serves several variants of the pupils begins with: the plan for most pupils alone."""

import numpy as np

from planner.optimise.construction.earlier import Earlier
from planner.optimise.options.engine import EngineOptions
from planner.optimise.runtime.clock import Clock
from planner.optimise.solve import solve
from planner.problem.variants import Joined, as_in_one, in_all_variants
from planner.reading.scenario import Solver

_SHARE = 0.4
"""Of the time, for that plan."""


def begin_with_most_pupils(joined: Joined, solver: Solver, clock: Clock, options: EngineOptions) -> Earlier | None:
    """Return the schools and seats of a plan for the variant with most pupils, everybody else going where those do.

    None where the problem of all variants is small enough to be solved at once, and for engine milp. Schools, rooms and
    beds for most pupils hold fewer as well: the search then takes back what does not pay. NoPlanError as from `solve`.
    """
    if solver.engine != "auto" or joined.problem.n_pairs <= options.model.small_pairs:
        return None
    place = int(np.argmax([part.block_pupils.sum() for part in joined.parts]))
    answer = solve(joined.parts[place], solver, clock.share(_SHARE), options=options)
    share = as_in_one(joined, place, answer.solution.share)
    opened, shares = in_all_variants([answer.solution.open] * len(share), share)
    return Earlier(open=opened, share=shares)
