"""Why schools are not the planner's to decide about, where the scenario says why."""

from planner.language import Text
from planner.problem.problem import Problem
from planner.reading.scenario import Scenario

_ENDS = "。.；;"


def decided_reasons(scenario: Scenario, problem: Problem) -> dict[str, Text]:
    """Return by school_id, in the tables' order, why a school stays whatever the plan, from `merge.never`."""
    never = scenario.rules.never_merged
    return {
        school_id: Text(f"not to be merged: {_bare(never[school_id])}", f"不撤并：{_bare(never[school_id])}")
        for school_id in problem.school_ids
        if school_id in never
    }


def _bare(reason: str) -> str:
    """Write a reason on one line, without the sign it ends in."""
    return " ".join(reason.split()).rstrip(_ENDS)
