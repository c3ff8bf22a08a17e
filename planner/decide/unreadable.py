"""Does a plan fit the tables and the scenario it names: they may have changed since it was made."""

from collections.abc import Sequence

from planner.errors import Finding, InputError
from planner.language import Text
from planner.plan import Plan
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.verifying.facts import find_facts
from planner.verifying.rows import find_unreadable_rows

_MOST_ROWS = 5


def unreadable_rows(
    plan: Plan, scenario: Scenario, district: District, journeys: Journeys, *, file: str
) -> tuple[Finding, ...]:
    """Say where a plan's rows do not fit its tables and scenario, a few of many; `file` names the plan."""
    found = list(find_unreadable_rows(find_facts(district, scenario, journeys), plan))
    said = [Finding(file=file, value=each.where, expected=each.says) for each in found[:_MOST_ROWS]]
    if len(found) > _MOST_ROWS:
        more = len(found) - _MOST_ROWS
        said.append(Finding(file=file, expected=Text(f"{more:,} more rows do not fit", f"另有 {more:,} 行不符")))
    return tuple(said)


def refuse_unreadable(findings: Sequence[Finding]) -> None:
    """Raise InputError where plans do not fit their own tables and scenarios."""
    if findings:
        msg = Text(
            "a plan does not fit its own tables and scenario, which have changed since; run the scenario again:",
            "有方案与自己的数据表和情景不符（求解之后改过），请重新求解：",
        )
        raise InputError(msg, findings)
