"""What merging saves: the plan against keeping every school, or against merging exactly so many."""

from collections.abc import Callable
from pathlib import Path

from planner.decide.answer import answer_of
from planner.decide.explain.balance import balances
from planner.decide.explain.explain import Explaining
from planner.decide.explain.merge_counts import Priced, keeping_all, merging_exactly, priced_plan, solved
from planner.decide.explain.opposite import Stand
from planner.decide.results import Results
from planner.errors import NoPlanError
from planner.language import Text
from planner.optimise.runtime.clock import start_clock
from planner.problem.clashes import refuse_clashes
from planner.problem.freed import freed_problems
from planner.problem.problem import Problem
from planner.problem.seat_price import with_price
from planner.problem.travel import Journeys
from planner.saved import SavedPlan, open_plan, refuse_unverified, results_of_saved
from planner.show.words.merging import Counted, Merging

UNEXPLAINED = Text("it cannot be explained", "无法说明理由")
SECONDS_MERGING = 20.0
"""For the plan that keeps every school; less where the scenario's own time limit is shorter."""
_Report = Callable[[str, None], None]


def explaining_of(results: Results, journeys: Journeys) -> Explaining:
    """Gather what a plan is explained from. InputError where the plan does not fit the tables."""
    problem = results.problem
    # what is decided otherwise is priced as the plan was, even where it has other schools within reach
    scenario = with_price(results.scenario, problem.shortfall_yuan_per_pupil)
    return Explaining(
        stand=Stand(
            problem=problem,
            scenario=scenario,
            plan=answer_of(results.plan, problem),
            freed=freed_problems(problem, results.district, journeys, scenario),
        ),
        results=results,
        journeys=journeys,
    )


def why_merge(explaining: Explaining, report: _Report) -> Merging | None:
    """Weigh all merges of a plan together, and share the difference out; None where it merges nothing."""
    stand = explaining.stand
    plan = priced_plan(stand, explaining.results.plan.bound)
    if plan.merged == 0:
        return None
    report(Text("solving with every school kept", "求解一所不撤的方案"), None)
    kept = _solved_if_any(stand, keeping_all(stand.problem))
    if kept is None:
        return None
    shares = balances(stand.problem, stand.plan, kept.solution, stand.scenario.prices)
    counted = _merging_the_rest(stand, plan.merged, report)
    return Merging(plan=plan, other=kept, keeps_all=True, balances=shares, counted=counted)


def _merging_the_rest(stand: Stand, merged: int, report: _Report) -> Counted | None:
    """Solve with exactly as many merged as the scenario lets be merged; None where it sets no limit, or it is met."""
    merge = stand.scenario.rules.merge
    if merge is None or merge.most is None or merged >= merge.most:
        return None
    report(Text(f"solving with exactly {merge.most} merged", f"求解恰好撤并 {merge.most} 所的方案"), None)
    other = merging_exactly(stand.problem, merge.most)
    exactly = merge.model_copy(update={"exactly": merge.most, "least": None, "most": None})
    rules = stand.scenario.rules.model_copy(update={"merge": exactly})
    try:
        refuse_clashes(other, stand.scenario.model_copy(update={"rules": rules}))
    except NoPlanError as clash:
        return Counted(count=merge.most, plan=None, clashes=tuple(clash.clashes))
    return Counted(count=merge.most, plan=_solved_if_any(stand, other))


def _solved_if_any(stand: Stand, other: Problem) -> Priced | None:
    """Solve a problem that differs in what may be merged; None where its rules leave no plan."""
    seconds = min(stand.scenario.solver.time_limit_seconds, SECONDS_MERGING)
    try:
        return solved(stand, other, start_clock(seconds))
    except NoPlanError:
        return None


def price_of_merging(path: Path, count: int, *, report: _Report) -> tuple[Merging, SavedPlan]:
    """Weigh a saved plan against the best that merges exactly so many schools; nothing is written.

    InputError where the plan does not pass its check; NoPlanError, which names the rules, where so many cannot be.
    """
    report("reading", None)
    saved = open_plan(path)
    refuse_unverified(saved, UNEXPLAINED)
    stand = explaining_of(results_of_saved(saved), saved.journeys).stand
    report(Text(f"solving with exactly {count} merged", f"求解恰好撤并 {count} 所的方案"), None)
    other = solved(stand, merging_exactly(stand.problem, count), start_clock(stand.scenario.solver.time_limit_seconds))
    return Merging(plan=priced_plan(stand, saved.plan.bound), other=other, keeps_all=False, balances=()), saved
