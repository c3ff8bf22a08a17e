"""The judge: every rule, one after the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from planner.language import Text
from planner.plan import Plan, plans_of_variants
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.verifying.facts import Facts
from planner.verifying.few_pupils import find_facts_of_today
from planner.verifying.merges import find_wrong_merges
from planner.verifying.money import cost_terms, find_wrong_money
from planner.verifying.moved_again import find_moved_again
from planner.verifying.places import find_misplaced, find_wrong_reasons
from planner.verifying.receiving import asks_where_from
from planner.verifying.rows import Case, find_unreadable_rows, open_case
from planner.verifying.rules import Rule, Violation
from planner.verifying.schools import find_wrong_schools
from planner.verifying.today import Attendance, Home, find_attendance, find_todays_schools
from planner.verifying.together import find_torn_apart
from planner.verifying.variants import (
    PROVEN,
    facts_of_variants,
    find_strange_variants,
    find_wrong_together,
    said_of,
)
from planner.verifying.whole_school import Asked, bands_asked


@dataclass(frozen=True, kw_only=True, eq=False)
class Known:
    """What the judge knows of a district and a scenario whatever the plan; kept, it judges a further plan at once."""

    facts: Facts
    attendance: tuple[Attendance, ...]
    today: dict[Home, str] | None
    """Today's schools; None where no rule asks for them."""
    variants: Mapping[str, Facts] = field(default_factory=dict)
    """The facts of each variant that `demand` names."""
    asked: list[Asked] = field(default_factory=list, init=False, repr=False)
    """What was found of it by `bands_asked`, once it was asked for."""


def known_of(scenario: Scenario, district: District, journeys: Journeys) -> Known:
    """Read what does not hang on a plan."""
    facts = find_facts_of_today(district, scenario, journeys)
    return Known(
        facts=facts,
        variants=facts_of_variants(facts, district),
        attendance=tuple(find_attendance(facts, district)),
        today=find_todays_schools(facts, district) if asks_where_from(scenario) else None,
    )


def find_violations(plan: Plan, scenario: Scenario, district: District, journeys: Journeys) -> tuple[Violation, ...]:
    """Return every rule the plan breaks, computed from the tables, without the optimiser; empty where it breaks none.

    Where a row cannot be read (a school without one, an unknown id), only that is said: the rest would mean nothing.
    """
    return _found(plan, known_of(scenario, district, journeys), with_reasons=True)


def find_broken_rules(plan: Plan, known: Known) -> tuple[Violation, ...]:
    """Return the same, but for what the shortfall says of its reasons: that is a text, no rule, and takes longest."""
    return _found(plan, known, with_reasons=False)


def _found(plan: Plan, known: Known, *, with_reasons: bool) -> tuple[Violation, ...]:
    """Judge a plan; of several variants each by itself, as a plan for its pupils alone, and then all together."""
    if not known.variants and not plan.variants:
        return _found_of_one(plan, known, with_reasons=with_reasons)
    strange = tuple(find_strange_variants(plan, known.facts.scenario))
    if strange:
        return strange
    found, terms = list[Violation](), dict[str, Mapping[str, float]]()
    for name, own in plans_of_variants(plan).items():
        part = replace(known, facts=known.variants[name], variants={})
        broken = _found_of_one(own, part, with_reasons=with_reasons)
        found += [said_of(name, each) for each in broken if each.rule not in PROVEN]
        if not any(each.rule is Rule.ROWS for each in broken):
            terms[name] = cost_terms(_case_of(own, part))
    whole = find_wrong_together(plan, known.facts.scenario, terms) if len(terms) == len(plan.variants) else ()
    return (*found, *whole)


def _found_of_one(plan: Plan, known: Known, *, with_reasons: bool) -> tuple[Violation, ...]:
    inputs = _find_other_inputs(plan, known.facts.scenario)
    unreadable = tuple(find_unreadable_rows(known.facts, plan))
    if unreadable:
        return (*inputs, *unreadable)
    case = _case_of(plan, known)
    places = (*find_misplaced(case), *find_torn_apart(case), *find_moved_again(case))
    reasons = find_wrong_reasons(case) if with_reasons else ()
    merges = find_wrong_merges(case, known.attendance)
    return (*inputs, *places, *reasons, *find_wrong_schools(case), *merges, *find_wrong_money(case))


def _case_of(plan: Plan, known: Known) -> Case:
    case = open_case(known.facts, plan, known.today, known.attendance)
    if not known.asked:
        known.asked.append(bands_asked(case))
    return replace(case, asked=known.asked[0])


def _find_other_inputs(plan: Plan, scenario: Scenario) -> list[Violation]:
    """Say where the plan answers another scenario. Whether a file has changed since is not a rule's business."""
    if plan.scenario == scenario.name:
        return []
    says = Text(
        f"the plan answers {plan.scenario!r}, not {scenario.name!r}",
        f"方案对应的情景是“{plan.scenario}”，不是“{scenario.name}”",
    )
    return [Violation(rule=Rule.INPUTS, where=Text("scenario", "情景"), says=says)]
