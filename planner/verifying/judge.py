"""The judge: every rule, one after the other."""

from planner.language import Text
from planner.plan import Plan
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.verifying.few_pupils import find_facts_of_today
from planner.verifying.merges import find_wrong_merges
from planner.verifying.money import find_wrong_money
from planner.verifying.moved_again import find_moved_again
from planner.verifying.places import find_misplaced
from planner.verifying.receiving import asks_where_from
from planner.verifying.rows import find_unreadable_rows, open_case
from planner.verifying.rules import Rule, Violation
from planner.verifying.schools import find_wrong_schools
from planner.verifying.today import find_attendance, find_todays_schools
from planner.verifying.together import find_torn_apart


def find_violations(plan: Plan, scenario: Scenario, district: District, journeys: Journeys) -> tuple[Violation, ...]:
    """Return every rule the plan breaks, computed from the tables, without the optimiser; empty where it breaks none.

    Where a row cannot be read (a school without one, an unknown id), only that is said: the rest would mean nothing.
    """
    inputs = _find_other_inputs(plan, scenario)
    facts = find_facts_of_today(district, scenario, journeys)
    unreadable = tuple(find_unreadable_rows(facts, plan))
    if unreadable:
        return (*inputs, *unreadable)
    attendance = find_attendance(facts, district)
    today = find_todays_schools(facts, district) if asks_where_from(scenario) else None
    case = open_case(facts, plan, today, attendance)
    places = (*find_misplaced(case), *find_torn_apart(case), *find_moved_again(case))
    merges = find_wrong_merges(case, attendance)
    return (*inputs, *places, *find_wrong_schools(case), *merges, *find_wrong_money(case))


def _find_other_inputs(plan: Plan, scenario: Scenario) -> list[Violation]:
    """Say where the plan answers another scenario. Whether a file has changed since is not a rule's business."""
    if plan.scenario == scenario.name:
        return []
    says = Text(
        f"the plan answers {plan.scenario!r}, not {scenario.name!r}",
        f"方案对应的情景是“{plan.scenario}”，不是“{scenario.name}”",
    )
    return [Violation(rule=Rule.INPUTS, where=Text("scenario", "情景"), says=says)]
