"""Floor 4: the judge. Recomputes every rule and every cost term of a saved plan from the input tables alone.

It shares no formula with the optimiser or with the model of the problem: what one of them gets wrong, the other finds.
"""

from planner.verifying.judge import find_violations
from planner.verifying.rules import Rule, Violation

__all__ = ["Rule", "Violation", "find_violations"]
