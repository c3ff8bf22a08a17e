"""What solving a scenario gives."""

from dataclasses import dataclass
from functools import cached_property

from planner.decide.results import Results, results_of
from planner.inputs import Inputs
from planner.optimise.incumbent import Progress
from planner.plan import Plan


@dataclass(frozen=True, kw_only=True, eq=False)
class Solved:
    """A verified plan, what it was made from, and how the optimiser came to it."""

    inputs: Inputs
    plan: Plan
    trajectory: tuple[Progress, ...] = ()
    """Where the optimiser stood, at each time it told; empty where it is not told, as beside a saved plan alone."""

    @cached_property
    def results(self) -> Results:
        """What the plan comes to: figures, moves and today's attendance, computed once, when first asked for."""
        return results_of(
            self.plan, self.inputs.scenario, self.inputs.district, self.inputs.problem, self.inputs.journeys
        )
