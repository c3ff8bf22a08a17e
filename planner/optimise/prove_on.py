"""A proof that goes on: most of the time for the limit, the rest for better plans of what it finds on the way.

Whole blocks that are priced: from the prices and columns of an earlier proof, where there are any, column generation
goes on until it converges, then branch-and-price raises the limit node by node; the columns are recombined, and
neighbourhood MIPs work where the plan lies furthest above the limit. Everything else, and engine `milp`, is solved
once more from the plan there is. Parts that share no school are proven one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from planner.optimise.auto_engine import by_model, improve_part
from planner.optimise.components import components_of, split_by_component
from planner.optimise.engine_result import EngineResult
from planner.optimise.engine_run import Run, bound_effort, cheapest, is_done
from planner.optimise.facility_location.single_source import is_single_source
from planner.optimise.kept_proof import KeptProof, kept_of, proof_above
from planner.optimise.models.milp import solve_milp
from planner.optimise.neighbourhood.neighbourhood_mip import NeighbourhoodEffort, improve_neighbourhoods
from planner.optimise.parts import improve_parts
from planner.optimise.pricing.branch_and_price import branch_and_price, start_tree
from planner.optimise.pricing.column_generation import Proof, prove, prove_further
from planner.optimise.solve_loop import recombined_columns
from planner.problem.problem import Problem, Solution

_MODEL_SHARE, _PRICING_SHARE, _BRANCHING_SHARE = 0.3, 0.5, 0.3
"""Of the time left: the exact model of a small part, and a turn of pricing or of branching."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ProvedOn:
    """The best plan, the limit that is proven, and what is kept of each part's proof."""

    result: EngineResult
    kept: tuple[KeptProof | None, ...]


@dataclass(kw_only=True, eq=False)
class _Kept:
    """What is kept so far, by part; the one thing here that changes."""

    by_part: dict[int, KeptProof | None] = field(default_factory=dict)


def prove_on(run: Run, begin: Solution, kept: Sequence[KeptProof | None]) -> ProvedOn:
    """Raise the limit until time is up or it meets the plan; `kept` of an earlier proof, by part, empty where none.

    The tracker is told totals and bounds. What is kept means something for the very same problem alone.
    """
    if run.solver.engine == "milp":
        with run.tracker.stage("model"):
            found = solve_milp(run.problem, begin, run.clock, run.solver, run.tracker)
        return ProvedOn(result=found, kept=())
    components = components_of(run.problem)
    known = _Kept(by_part=dict(enumerate(kept)) if len(kept) == max(len(components), 1) else {})

    def improve(place: int, own: Run, plan: Solution) -> EngineResult:
        result, known.by_part[place] = _proved(own, plan, known.by_part.get(place))
        return result

    if components:
        result = improve_parts(run, components, list(split_by_component(components, begin)), improve)
    else:
        result = improve(0, run, begin)
    return ProvedOn(result=result, kept=tuple(known.by_part.get(place) for place in range(max(len(components), 1))))


def _is_priced(problem: Problem) -> bool:
    """Whether pricing whole blocks is the way to a limit."""
    return problem.whole and problem.n_pairs > 0 and not is_single_source(problem)


def _proved(run: Run, begin: Solution, kept: KeptProof | None) -> tuple[EngineResult, KeptProof | None]:
    """Prove one part."""
    problem, tracker, best = run.problem, run.tracker, begin
    if not _is_priced(problem):
        return improve_part(run, begin), None
    if problem.n_pairs <= run.options.model.small_pairs:
        best = by_model(run, best, _MODEL_SHARE)
    if is_done(run, best):
        return EngineResult(solution=best, bound=tracker.bound), kept
    proof = _begun(run, kept)
    tree = None
    while not is_done(run, best):
        if tree is None and not proof.converged:
            proof = _further(run, proof, _PRICING_SHARE)
        else:
            if tree is None:
                tree = start_tree(problem, proof, lambda: tracker.total, run.options.pricing.branching)
            elif not tree.nodes:
                break
            with tracker.stage("branching"):
                tree = branch_and_price(tree, bound_effort(run, run.clock.share(_BRANCHING_SHARE)))
            tracker.proved(tree.bound)
            best = recombined_columns(run, best, proof, tree)
        best = _with_neighbourhoods(run, best, proof)
    return EngineResult(solution=best, bound=tracker.bound), kept_of(problem, proof)


def _begun(run: Run, kept: KeptProof | None) -> Proof:
    """Go on from what is kept, or begin anew."""
    above = None if kept is None else proof_above(run.problem, kept)
    if above is not None:
        return _further(run, above, _PRICING_SHARE)
    with run.tracker.stage("proof"):
        proof = prove(run.problem, bound_effort(run, run.clock.share(_PRICING_SHARE)))
    run.tracker.proved(proof.bound)
    return proof


def _further(run: Run, above: Proof, share: float) -> Proof:
    with run.tracker.stage("proof"):
        proof = prove_further(run.problem, above, bound_effort(run, run.clock.share(share)))
    run.tracker.proved(proof.bound)
    return proof


def _with_neighbourhoods(run: Run, best: Solution, proof: Proof) -> Solution:
    """Solve neighbourhood MIPs where the plan lies furthest above the limit."""
    if is_done(run, best):
        return best
    effort = NeighbourhoodEffort(
        clock=run.clock.share(run.options.loop.neighbourhood_share),
        threads=run.solver.threads,
        seed=run.solver.seed,
        options=run.options.neighbourhood,
    )
    with run.tracker.stage("neighbourhoods"):
        found = improve_neighbourhoods(
            run.problem, best, proof, effort, report=lambda plan: run.tracker.found_plan(run.problem, plan)
        )
    return cheapest(run, best, found)
