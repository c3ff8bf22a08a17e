"""Border flows, round by round: seats left over are offered, both counties solved again, and what improves is kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from scipy.cluster.hierarchy import DisjointSet

from planner.batch.batch import Where, run_tasks
from planner.batch.task import Options, task_of
from planner.city.counties import CityInputs
from planner.city.deriving import BEGIN, INPUTS, derive
from planner.city.work import PLAN_PROGRAM
from planner.decide.city.crossing import Ways
from planner.decide.city.flows import Flow, added_up
from planner.decide.city.offers import Market
from planner.decide.city.standing import standing_of
from planner.decide.city.whole import Round
from planner.language import Text
from planner.optimise.incumbent import Progress
from planner.plan import Plan, read_plan
from planner.reading.scenario_file import read_scenario
from planner.show.workbook.batch import BatchRow

Report = Callable[[str, Progress | None], None]
_LEAST_GAIN = 1e-9
"""Share of the total by which a round must improve what it changes."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Settled:
    """Plans in force, where they lie, who crosses, and the rounds that led there."""

    plans: Mapping[str, Plan]
    folders: Mapping[str, str]
    """County to its plan's folder, as a way from the city's."""
    flows: tuple[Flow, ...] = ()
    rounds: tuple[Round, ...] = ()
    rows: tuple[tuple[str, BatchRow], ...] = field(default=())
    """County and what became of each process."""

    @property
    def total(self) -> float:
        """Yuan summed over the years: all counties, and what is put on pupils who cross."""
        return sum(plan.objective.total for plan in self.plans.values()) + sum(flow.put_on_yuan for flow in self.flows)


@dataclass(frozen=True, kw_only=True)
class Settling:
    """How border flows are settled."""

    folder: Path
    options_of: Callable[[str], Options]
    """Options of a county's process, by its id."""
    where: Where
    rounds: int


def settle(city: CityInputs, ways: Sequence[Ways], begin: Settled, how: Settling, report: Report) -> Settled:
    """Let pupils cross as long as the city's total becomes less, in so many rounds at most."""
    settled = begin
    for number in range(1, how.rounds + 1):
        standings = {name: standing_of(city.counties[name], plan) for name, plan in settled.plans.items()}
        new = Market(standings, ways).settle()
        if not new:
            break
        report(
            Text(
                f"border flows, round {number}: {sum(flow.heads for flow in new):,} pupils",
                f"跨界就读第 {number} 轮：{sum(flow.heads for flow in new):,} 人",
            ),
            None,
        )
        after = _round(city, settled, new, how, report)
        improved = after.total < settled.total - _LEAST_GAIN * abs(settled.total)
        settled = after
        if not improved:
            break
    return settled


def _round(city: CityInputs, settled: Settled, new: Sequence[Flow], how: Settling, report: Report) -> Settled:
    """Solve every county that a new flow touches again; keep what makes each group of them cost less."""
    number = len(settled.rounds) + 1
    again, rows = _solved_again(city, settled, new, how, report)
    kept = [flow for flow in new if _pays(_group_of(flow.home, new), settled, again, new)]
    changed = {name for flow in kept for name in (flow.home, flow.host)}
    after = replace(
        settled,
        plans={**settled.plans, **{name: again[name] for name in changed}},
        folders={
            **settled.folders,
            **{name: f"round-{number}/{city.counties[name].scenario.name}" for name in changed},
        },
        flows=added_up((*settled.flows, *kept)),
        rows=(*settled.rows, *rows),
    )
    told = Round(
        number=number,
        offered_pupils=sum(flow.heads for flow in new),
        accepted_pupils=sum(flow.heads for flow in kept),
        before_yuan=settled.total,
        after_yuan=after.total,
    )
    return replace(after, rounds=(*settled.rounds, told))


def _solved_again(
    city: CityInputs, settled: Settled, new: Sequence[Flow], how: Settling, report: Report
) -> tuple[dict[str, Plan], list[tuple[str, BatchRow]]]:
    """Solve the counties that new flows touch; return their plans, where they have one, and what became of each."""
    flows, place = added_up((*settled.flows, *new)), how.folder / f"round-{len(settled.rounds) + 1}"
    touched = sorted({name for flow in new for name in (flow.home, flow.host)})
    tasks = []
    for name in touched:
        county = city.counties[name]
        path = derive(place / INPUTS / county.scenario.name, county, settled.plans[name], flows, new)
        tasks.append(task_of(read_scenario(path), how.options_of(name), program=PLAN_PROGRAM, beside=(BEGIN,)))
    rows = run_tasks(tasks, place, how.where, report)
    done = [(name, row) for name, row in zip(touched, rows, strict=True) if row.exit_code == 0]
    return {name: read_plan(place / row.name / "plan.json") for name, row in done}, list(
        zip(touched, rows, strict=True)
    )


def _group_of(name: str, flows: Sequence[Flow]) -> frozenset[str]:
    """Return the counties that flows join, directly or through others, with one of them."""
    groups = DisjointSet({each for flow in flows for each in (flow.home, flow.host)})
    for flow in flows:
        groups.merge(flow.home, flow.host)
    return frozenset(groups.subset(name))


def _pays(group: frozenset[str], settled: Settled, again: Mapping[str, Plan], new: Sequence[Flow]) -> bool:
    """Whether a group of counties costs less with its new flows, and every guest has a seat."""
    if not group <= again.keys():
        return False
    guests = {flow.guest_id for flow in (*settled.flows, *new) if flow.host in group}
    if any(row.settlement_id in guests for name in group for row in again[name].shortfall):
        return False
    put_on = sum(flow.put_on_yuan for flow in new if flow.home in group)
    before = sum(settled.plans[name].objective.total for name in group)
    after = sum(again[name].objective.total for name in group) + put_on
    return after < before - _LEAST_GAIN * abs(before)
