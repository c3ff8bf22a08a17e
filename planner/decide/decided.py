"""Why schools are not the planner's to decide about, where the scenario says why."""

from planner.language import Text
from planner.problem.problem import Problem
from planner.reading.scenario import Scenario
from planner.reading.tables import PLACE_KINDS

_ENDS = "。.；;"
_STAGES = {"primary": "小学", "junior": "初中"}


def decided_reasons(scenario: Scenario, problem: Problem) -> dict[str, Text]:
    """Return by school_id why a school stays, or is not built, whatever the plan."""
    return never_merged_reasons(scenario, problem) | not_built_reasons(scenario, problem)


def not_built_reasons(scenario: Scenario, problem: Problem) -> dict[str, Text]:
    """Return by school_id, in the tables' order, why a site is not built whatever the plan, from `rules.siting`."""
    stages = {stage: named for stage, named in scenario.rules.siting or () if named}
    told = "; ".join(f"{stage}: {', '.join(named)}" for stage, named in stages.items())
    chinese = "；".join(
        f"{_STAGES[stage]}限{'、'.join(PLACE_KINDS[place] for place in named)}" for stage, named in stages.items()
    )
    why = Text(f"no school may be built where it lies (rules.siting: {told})", f"不能新建：选址{chinese}")
    barred = zip(problem.school_ids, problem.school_barred.tolist(), strict=True)
    return {school_id: why for school_id, is_barred in barred if is_barred}


def never_merged_reasons(scenario: Scenario, problem: Problem) -> dict[str, Text]:
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
