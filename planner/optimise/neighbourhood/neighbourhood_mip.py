"""Neighbourhood MIP: schools where the plan lies furthest above the bound are decided anew, exactly.

A large neighbourhood search (Shaw 1998) whose subproblems an exact model solves. At the proof's prices the distance
between plan and bound is a sum over schools: what the best column would earn there less what the plan's does. A school
is drawn by that term; it, some neighbours and some of their blocks are free, all else is held
(`planner.optimise.neighbourhood.area`), and the model of that is solved from the plan.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from planner.cost import objective_of
from planner.optimise.construction.completion import completed, states_of_plan
from planner.optimise.construction.feasible_shares import keeps_limits
from planner.optimise.neighbourhood.area import Area, Neighbourhood, neighbourhood_of
from planner.optimise.neighbourhood.neighbourhood_model import neighbourhood_statement, solution_of, solve_neighbourhood
from planner.optimise.options.search import NeighbourhoodOptions
from planner.optimise.pricing.column_generation import Proof
from planner.optimise.runtime import rates
from planner.optimise.runtime.clock import Clock
from planner.problem.problem import Decision, Flags, Floats, Ints, Problem, Solution
from planner.problem.ties import binding

_LEAST_SECONDS = 0.3
_LEAST_GAIN_YUAN = 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class NeighbourhoodEffort:
    """How long, on how many threads, and where the draws begin."""

    clock: Clock
    threads: int
    seed: int
    options: NeighbourhoodOptions


def improve_neighbourhoods(
    problem: Problem, best: Solution, proof: Proof, effort: NeighbourhoodEffort, *, report: Callable[[Solution], None]
) -> Solution:
    """Decide neighbourhoods of schools anew until the clock ends; whole blocks only. `report` gets each better plan."""
    options = effort.options
    random, size = np.random.default_rng(effort.seed), float(options.first_pairs)
    total = objective_of(problem, best).total
    with ThreadPoolExecutor(effort.threads) as pool:
        while effort.clock.left > _LEAST_SECONDS and not effort.clock.is_over:
            drawn = _drawn(school_distances(problem, best, proof), effort.threads, random)
            neighbourhoods = [
                neighbourhood_of(problem, best, _area(problem, best, _Draw(school, size, options), random))
                for school in drawn
            ]
            clocks = [effort.clock.apart() for _ in neighbourhoods]
            seconds = [rates.of_neighbourhood(problem, neighbourhood.problem) for neighbourhood in neighbourhoods]
            answers = list(pool.map(partial(_solved, options), neighbourhoods, clocks, seconds))
            effort.clock.join(clocks, effort.threads)
            for neighbourhood, answer in zip(neighbourhoods, answers, strict=True):
                better = _put_back(problem, best, neighbourhood, answer.solution)
                now = objective_of(problem, better).total
                # each keeps the rules of the plan it began from: two of them together may not
                if now < total - _LEAST_GAIN_YUAN and keeps_limits(problem, better):
                    best, total = better, now
                    report(best)
            size = _next_size(size, options, is_quick=all(answer.is_quick for answer in answers))
    return best


def _next_size(size: float, options: NeighbourhoodOptions, *, is_quick: bool) -> float:
    """Return how many pairs the next neighbourhoods may have."""
    if is_quick:
        return min(size * options.wider, options.most_pairs)
    return max(size * options.narrower, options.least_pairs)


def school_distances(problem: Problem, plan: Solution, proof: Proof) -> Floats:
    """(school): yuan by which the school's part of the plan lies above its part of the limit, 0 at least."""
    taken = np.zeros((problem.n_schools, problem.n_years))
    worth = (proof.block_prices[problem.pair_block] - problem.pair_yuan) * plan.share
    np.add.at(taken, (problem.pair_school, problem.block_year[problem.pair_block]), worth)
    states = states_of_plan(problem, plan)
    earned = taken - (states.yearly_yuan + problem.annuity * states.one_off_yuan).reshape(taken.shape)
    free = (problem.school_decision == Decision.FREE)[:, None]
    better_closed = np.where(free & plan.open, np.maximum(proof.opening_yuan, 0.0), 0.0)
    better_open = np.where(free & ~plan.open, np.maximum(-proof.opening_yuan, 0.0), 0.0)
    missed = np.where(plan.open, np.maximum(proof.earned_yuan - earned, 0.0), 0.0)
    distances: Floats = (missed + better_closed + better_open).sum(axis=1)
    return distances


def _drawn(weights: Floats, count: int, random: np.random.Generator) -> list[int]:
    """Draw different schools by weight; any of them where nothing tells them apart."""
    there = np.count_nonzero(weights)
    odds = weights / weights.sum() if there >= count else np.full(len(weights), 1.0 / len(weights))
    return [int(school) for school in random.choice(len(weights), min(count, len(weights)), replace=False, p=odds)]


class _Draw(NamedTuple):
    """A neighbourhood to be: about which school, of how many free pairs at most."""

    school: int
    pairs: float
    options: NeighbourhoodOptions


def _area(problem: Problem, plan: Solution, drawn: _Draw, random: np.random.Generator) -> Area:
    """Free a school, the neighbours its blocks could most cheaply go to, and the blocks that most cheaply move."""
    now, spread = _present_yuan(problem, plan), drawn.options.spread
    noise = random.uniform(1.0 - spread, 1.0 + spread, problem.n_pairs)
    extra = (problem.pair_yuan - now[problem.pair_block]) * noise
    at = _present_school(problem, plan)
    schools = np.zeros(problem.n_schools, dtype=bool)
    neighbours = _neighbours(problem, at, extra, drawn.school)[: drawn.options.neighbours]
    schools[[drawn.school, *neighbours]] = True
    here = schools[problem.pair_school] & ((at < 0) | schools[at])[problem.pair_block]
    blocks = _cheapest_to_move(problem, here, extra, drawn.pairs)
    # whoever is tied to them and stays would keep them where they are
    here_now = (at < 0) | schools[at]
    return Area(schools=schools, blocks=blocks | (_tied_to(problem, plan, blocks) & here_now))


def _tied_to(problem: Problem, plan: Solution, blocks: Flags) -> Flags:
    """(block): whether some tie that holds under the plan ties it to one of these."""
    held = binding(problem, plan.open)
    tied = problem.pair_block[problem.tied_pair]
    theirs = np.zeros(len(held), dtype=bool)
    theirs[problem.tied_by[blocks[tied]]] = True
    found = np.zeros(problem.n_blocks, dtype=bool)
    found[tied[(theirs & held)[problem.tied_by]]] = True
    return found


def _neighbours(problem: Problem, at: Ints, extra: Floats, school: int) -> Ints:
    """Return the schools that blocks could most cheaply change to or from."""
    leaving = (at[problem.pair_block] == school) & (problem.pair_school != school)
    coming = (problem.pair_school == school) & (at[problem.pair_block] != school) & (at[problem.pair_block] >= 0)
    cheapest = np.full(problem.n_schools, np.inf)
    np.minimum.at(cheapest, problem.pair_school[leaving], extra[leaving])
    np.minimum.at(cheapest, at[problem.pair_block[coming]], extra[coming])
    near = np.argsort(cheapest, kind="stable")
    there: Ints = near[np.isfinite(cheapest[near])]
    return there


def _cheapest_to_move(problem: Problem, here: Flags, extra: Floats, size: float) -> Flags:
    """Choose blocks, those first that most cheaply go elsewhere by the pairs that are `here`, up to so many pairs."""
    other = here & (extra != 0.0)
    cheapest = np.full(problem.n_blocks, np.inf)
    np.minimum.at(cheapest, problem.pair_block[other], extra[other])
    pairs = np.bincount(problem.pair_block[here], minlength=problem.n_blocks)
    order = np.argsort(cheapest, kind="stable")
    order = order[np.isfinite(cheapest[order])]
    chosen = np.zeros(problem.n_blocks, dtype=bool)
    chosen[order[np.cumsum(pairs[order]) <= size]] = True
    return chosen


class _Answer(NamedTuple):
    """A neighbourhood's best solution, and whether it took little of its time."""

    solution: Solution
    is_quick: bool


def _solved(
    options: NeighbourhoodOptions, neighbourhood: Neighbourhood, clock: Clock, stating_seconds: float
) -> _Answer:
    """Solve a neighbourhood from the plan."""
    own = clock.share(min(1.0, options.seconds / max(clock.left, options.seconds)))
    if own.is_over:
        return _Answer(neighbourhood.begin, is_quick=False)
    statement = neighbourhood_statement(neighbourhood)
    clock.spend(stating_seconds)
    values = solve_neighbourhood(statement, neighbourhood.begin, own).values
    solution = neighbourhood.begin if values is None else solution_of(statement, values)
    return _Answer(solution, is_quick=own.left > (1.0 - options.quick_share) * options.seconds)


def _put_back(problem: Problem, plan: Solution, neighbourhood: Neighbourhood, solution: Solution) -> Solution:
    """Return the plan with the neighbourhood as it was solved; another one may have changed the plan since."""
    share = plan.share.copy()
    share[np.isin(problem.pair_block, neighbourhood.blocks)] = 0.0
    share[neighbourhood.pairs] = solution.share[: neighbourhood.free_pairs]
    opened = np.where(neighbourhood.area.schools[:, None], solution.open, plan.open)
    return completed(problem, opened=opened, share=share)


def _present_school(problem: Problem, plan: Solution) -> Ints:
    """(block): the school it attends, -1 where it has no seat."""
    at = np.full(problem.n_blocks, -1, dtype=np.int64)
    used = np.nonzero(plan.share > 0)[0]
    at[problem.pair_block[used]] = problem.pair_school[used]
    return at


def _present_yuan(problem: Problem, plan: Solution) -> Floats:
    """(block): what its journeys cost, or what it costs that it has no seat."""
    now = problem.block_missing_yuan
    used = np.nonzero(plan.share > 0)[0]
    now[problem.pair_block[used]] = problem.pair_yuan[used]
    return now
