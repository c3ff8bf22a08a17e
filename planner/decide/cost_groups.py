"""The cost of a plan by who bears it: the public purse, families, or nobody, being what a policy puts on pupils.

    fiscal    school + class + capital + boarding less its journeys (+ riding, where the county pays the buses)
    families  minutes of day pupils + boarders' journeys (+ riding, where families pay the buses)
    policy    cross_town + moves

Riding is what riders' kilometres cost. Together they are the cost.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.decide.boarding import boarding_yuan
from planner.plan import Plan
from planner.reading.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class CostGroups:
    """Yuan a year, summed over the planning years."""

    fiscal: float
    families: float
    policy: float


def cost_groups(plan: Plan, terms: Mapping[str, float], scenario: Scenario) -> CostGroups:
    """Group the terms of a plan's cost, given by their keys in `objective`; a kilometre not known costs nothing."""
    prices, boarding = scenario.prices, boarding_yuan(plan, scenario)
    riders = (row for row in plan.assignments if row.mode == "ride")
    kilometres = sum((row.kilometres or 0.0) * sum(row.pupils.values()) for row in riders)
    riding = kilometres * prices.ride_yuan_per_pupil_kilometre
    by_county = riding if prices.riding_paid_by == "county" else 0.0
    policy = terms["cross_town"] + terms["moves"]
    fiscal = terms["school"] + terms["class"] + terms["capital"] + boarding.lodging + by_county
    return CostGroups(fiscal=fiscal, families=terms["cost"] - policy - fiscal, policy=policy)
