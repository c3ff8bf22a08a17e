"""The variants of the pupils that a scenario names (`demand`): the problem of each, and all of them as one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.errors import InputError
from planner.language import Text
from planner.problem.build import Known, build_with
from planner.problem.clashes import refuse_clashes
from planner.problem.permits import permits_of
from planner.problem.problem import Problem, Solution
from planner.problem.seat_price import price_of_variants
from planner.problem.travel import Journeys
from planner.problem.variants import Joined, join_variants, parts_of
from planner.reading.district import District
from planner.reading.scenario import Scenario


@dataclass(frozen=True, kw_only=True, eq=False)
class Variant:
    """One variant: its name, its weight, the district with its pupils, and the problem of them."""

    name: str
    weight: float
    district: District
    problem: Problem


@dataclass(frozen=True, kw_only=True, eq=False)
class Variants:
    """All variants of a scenario, in its order, and the problem that they are together."""

    each: tuple[Variant, ...]
    main: int
    """The place of the main one."""
    joined: Joined

    @property
    def main_problem(self) -> Problem:
        """The problem of the main variant."""
        return self.each[self.main].problem

    def solution_of_main(self, solution: Solution) -> Solution:
        """Return what an answer of the joined problem is in the main variant."""
        return parts_of(self.joined, solution)[self.main]


def find_variants(district: District, journeys: Journeys, scenario: Scenario, main: Problem) -> Variants | None:
    """Build the problem of every variant that the scenario names; None where it names none.

    `main`: the problem of the district's own pupils, which are those of the main variant. Where pupils go to school
    today, and whose few pupils let them be merged, is the same in all variants. NoPlanError where rules clash in one.
    """
    demand = scenario.demand
    if demand is None:
        return None
    known = Known(permits=permits_of(district, journeys, scenario), today=main.today, few_pupils=main.school_few_pupils)
    weights = tuple(demand.variants.values())
    districts = [replace(district, pupils=district.variants[name]) for name in demand.variants]
    parts = [build_with(each, journeys, scenario, known) for each in districts]
    stated = scenario.prices.shortfall_yuan_per_pupil
    price = price_of_variants(parts, weights) if stated is None else stated
    parts = [replace(part, shortfall_yuan_per_pupil=price) for part in parts]
    for part in parts:
        refuse_clashes(part, scenario)
    each = tuple(
        Variant(name=name, weight=weight, district=own, problem=part)
        for name, weight, own, part in zip(demand.variants, weights, districts, parts, strict=True)
    )
    names = list(demand.variants)
    return Variants(each=each, main=names.index(demand.main), joined=join_variants(parts, weights))


def refuse_variants(scenario: Scenario, verb: str) -> None:
    """Raise InputError where the scenario names variants of the pupils, and a verb looks at one table of them alone."""
    if scenario.demand is None:
        return
    msg = Text(
        f"{verb} looks at one table of pupils, and the scenario {scenario.name} names several (demand): what serves "
        "another variant would seem to serve nobody. Take demand out of a copy of it",
        f"{verb} 只看一张学生表，而情景 {scenario.name} 有多个方案（demand），为其他方案准备的学位会显得无用；"
        "请在副本中删去 demand 后再用",
    )
    raise InputError(msg)


def weights_text(variants: Sequence[tuple[str, float]]) -> Text:
    """List variants with their weights.

    >>> weights_text([("low", 0.25), ("high", 0.75)])
    'low 25 %, high 75 %'
    """
    return Text(
        ", ".join(f"{name} {weight:.0%}".replace("%", " %") for name, weight in variants),
        "、".join(f"{name} {weight:.0%}" for name, weight in variants),
    )
