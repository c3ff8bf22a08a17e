"""Several variants of the pupils: each is judged as a plan of its own; here is what must hold of them together."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from planner.language import Text, joined
from planner.plan import Plan, VariantPlan
from planner.reading.demand import Demand
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.verifying.facts import Facts, pupils_of_blocks
from planner.verifying.money import find_unproven, find_wrong_terms
from planner.verifying.price import dearest_seat_yuan, round_above
from planner.verifying.rows import name_school
from planner.verifying.rules import TOLERANCE, Rule, Violation

PROVEN: frozenset[Rule] = frozenset({Rule.BOUND, Rule.GAP, Rule.STATUS})
"""Rules that are of all variants together, and of none alone."""
_WHERE = Text("variants", "各方案")


def facts_of_variants(facts: Facts, district: District) -> dict[str, Facts]:
    """Return the facts with the pupils of each variant and one price of a missing seat; empty without variants.

    The price is the stated one, or the next round figure above the dearest seat of any variant over its weight: its
    school is paid in full whatever the variant weighs.
    """
    scenario, demand = facts.scenario, facts.scenario.demand
    if demand is None:
        return {}
    found = {
        name: replace(facts, pupils=pupils_of_blocks(district.variants[name], district, scenario))
        for name in demand.variants
    }
    price = scenario.prices.shortfall_yuan_per_pupil
    if price is None:
        price = round_above(max(dearest_seat_yuan(own) / demand.variants[name] for name, own in found.items()))
    prices = scenario.prices.model_copy(update={"shortfall_yuan_per_pupil": price})
    priced = scenario.model_copy(update={"prices": prices})
    return {name: replace(own, scenario=priced) for name, own in found.items()}


def said_of(name: str, violation: Violation) -> Violation:
    """Return a violation that says in which variant it is."""
    says = Text(f"{violation.says} (variant {name})", f"{violation.says.zh}（{name} 方案）")
    return replace(violation, says=says)


def find_strange_variants(plan: Plan, scenario: Scenario) -> Iterator[Violation]:
    """Say where a plan has other variants than the scenario names, other weights, or another main one."""
    demand = scenario.demand
    names = [each.variant for each in plan.variants]
    if demand is None or sorted(names) != sorted(demand.variants):
        wanted = joined(demand.variants) if demand else Text("none", "无")
        says = Text(f"the scenario's are {wanted}", f"情景中的方案为：{wanted.zh}")
        yield Violation(rule=Rule.VARIANTS, where=_WHERE, says=says)
        return
    for each in plan.variants:
        yield from _is_as_named(each, demand)


def _is_as_named(variant: VariantPlan, demand: Demand) -> Iterator[Violation]:
    weight, main = demand.variants[variant.variant], variant.variant == demand.main
    if abs(variant.weight - weight) > TOLERANCE:
        says = Text(
            f"the weight is {weight:g}, not {variant.weight:g}", f"权重应为 {weight:g}，不是 {variant.weight:g}"
        )
        yield said_of(variant.variant, Violation(rule=Rule.VARIANTS, where=_WHERE, says=says))
    if variant.main != main:
        says = Text(f"the main variant is {demand.main}", f"主方案应为 {demand.main}")
        yield said_of(variant.variant, Violation(rule=Rule.VARIANTS, where=_WHERE, says=says))


def find_wrong_together(
    plan: Plan, scenario: Scenario, terms: Mapping[str, Mapping[str, float]]
) -> Iterator[Violation]:
    """Compare decisions across variants, and the objective, bound, gap and status with what all of them come to.

    `terms`: of each variant every term of its cost, by name.
    """
    decided = {(row.school_id, row.year): (row.action, row.classrooms_added, row.beds_added) for row in plan.schools}
    for variant in plan.variants:
        for row in variant.schools:
            if decided[row.school_id, row.year] != (row.action, row.classrooms_added, row.beds_added):
                says = Text("is not as in the main variant", "与主方案的决定不同")
                where = name_school(row.school_id, row.year)
                yield said_of(variant.variant, Violation(rule=Rule.VARIANTS, where=where, says=says))
    weights = scenario.demand.variants if scenario.demand else {}
    names = next(iter(terms.values())).keys()
    together = {term: sum(weight * terms[name][term] for name, weight in weights.items()) for term in names}
    yield from find_wrong_terms(plan, together)
    yield from find_unproven(plan, together)
