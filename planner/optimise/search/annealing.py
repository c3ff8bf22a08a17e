"""Local search: simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) over whole blocks, compiled, on every thread.

Cooling schedules share the time; within one the temperature falls geometrically, from about the price of a class to
next to nothing. Slow cooling pays, so one long schedule is worth more than many short ones.

A walk may break linking rows (merge counts, the budget, alternatives of a site) at prices that adapt; what it keeps,
and what is returned, breaks none. A walk that ends on a broken row goes on at rising prices until it is mended: schools
are opened or closed, pupils sent elsewhere or given up as shortfall. What even so is not mended is undone, and so is
what stays broken for long: the walk goes on from its best plan, and breaks nothing any more. Every other walk breaks
nothing from the first: where a budget is so tight that seats are short, detours through what cannot be paid for lead
nowhere.
"""

import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from planner.optimise.construction.completion import completed
from planner.optimise.construction.feasible_shares import keeps_limits
from planner.optimise.options.engine import DEFAULTS
from planner.optimise.options.search import CoolingSchedule, PriceOptions
from planner.optimise.runtime import rates
from planner.optimise.runtime.clock import Clock
from planner.optimise.runtime.compiled import CAN_COMPILE, compiled_in_place
from planner.optimise.search.arrays import Rules, Seats, empty_seats, rules_of
from planner.optimise.search.draw import Draw, new_draw
from planner.optimise.search.left_over import first_price, price_at, pupils_left_over, set_price, with_own_price
from planner.optimise.search.links import adapted, bought_yuan, priced, violations_of
from planner.optimise.search.moves import anneal
from planner.optimise.search.state import seat, settle
from planner.optimise.search.ties import Tied
from planner.problem.first_beds import bedless
from planner.problem.problem import Flags, Floats, Ints, Problem, Solution

_MOVES_A_STEP = 4_000 if CAN_COMPILE else 100
"""Moves between two looks at the clock: some milliseconds."""
_LEAST_TEMPERATURE = 1e-6
_FORBIDDEN_YUAN = 1e18
"""At this price of a violation no move that breaks a linking row is kept."""
_STEPS_BETWEEN_MET = 4
_MOST_MET = 40


@dataclass(frozen=True, kw_only=True)
class SearchEffort:
    """How long to search: until the clock is over or so many moves a thread are tried, whichever comes first.

    With a number of moves, the same seed and threads give the same plan, if the clock allows them all.
    """

    clock: Clock
    threads: int
    seed: int
    rounds: tuple[CoolingSchedule, ...] = DEFAULTS.annealing.long
    moves: int | None = None
    prices: PriceOptions = DEFAULTS.annealing.prices


@dataclass(frozen=True, kw_only=True, eq=False)
class SearchResult:
    """The best plan found, and good plans met on the way: each the pair every block takes, shape (block), or -1."""

    best: Solution
    met: tuple[Ints, ...]
    mended: bool = False
    """Whether plans on the way broke linking rows; the best, and those met, break none."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Cooling:
    """How one walk is led: temperatures with the share of the cooling that is over, least and highest prices."""

    temperatures: Iterator[tuple[float, float]]
    bounds: tuple[float, float]
    left_over: tuple[float, float]
    """Yuan a year for a pupil without a seat, at first and in full."""
    prices: PriceOptions
    is_strict: bool
    """Whether the walk breaks no linking row from the first move on."""
    report: "SeatsReport"


@dataclass(kw_only=True, eq=False)
class _Walk:
    """Where one walk has come to: the cheapest seats that break no row, and plans that were the cheapest in turn."""

    best: Seats
    met: list[Ints]
    broke: bool = False
    kept_at: float = 0.0
    """The share of the cooling at which every row was last kept."""
    is_strict: bool = False
    """Whether the walk may break no row any more."""
    mending_steps: int = 0


SeatsReport = Callable[[float, float, Seats], None]
PlanReport = Callable[[float, float, Callable[[], Solution]], None]
"""Told the total in yuan, the pupils left without a seat, and the plan, of every plan that is its thread's best."""


def search(
    problem: Problem,
    start: Solution,
    effort: SearchEffort,
    *,
    pair_share: Floats | None = None,
    report: PlanReport = lambda _total, _pupils, _plan: None,
) -> SearchResult:
    """Return the best plan found from `start`, which obeys every rule; so does what is returned. Whole blocks only.

    `pair_share`, shape (pair), is how pricing would share out each block, where that is known: it is tried first.
    """
    rules = rules_of(problem, pair_share)
    first = seats_of(problem, rules, start)
    best, best_yuan = first, _total_of(rules, first)
    told = _seats_report(problem, report) if is_priced_in_full(problem) else _tell_nobody
    hottest, met, mended = _hottest(problem), list[Ints](), False
    lacking = int((first.blocks["at"] < 0).any())  # then the first walk of all is one that breaks nothing
    with ThreadPoolExecutor(effort.threads) as pool:
        for number, schedule in enumerate(effort.rounds):
            part = schedule.share / sum(later.share for later in effort.rounds[number:])
            until = effort.clock.share(part) if effort.moves is None else effort.clock
            steps = _steps(schedule, until, effort)
            begin = best if schedule.from_best else first
            runs = [
                pool.submit(
                    _cool,
                    with_own_price(rules, begin),
                    copied(begin),
                    new_draw(effort.seed * 1009 + number * 101 + thread, problem.n_blocks, problem.n_schools),
                    _Cooling(
                        temperatures=_temperatures(schedule, hottest, until, steps),
                        bounds=(effort.prices.least * hottest, max(problem.shortfall_yuan_per_pupil, hottest)),
                        left_over=(
                            first_price(rules, begin, schedule.hot * hottest, effort.prices),
                            problem.shortfall_yuan_per_pupil,
                        ),
                        prices=effort.prices,
                        is_strict=(number + thread + lacking) % 2 == 1,
                        report=told,
                    ),
                )
                for thread in range(effort.threads)
            ]
            walks = [run.result() for run in runs]
            for walk in walks:
                met += walk.met
                mended |= walk.broke
                if _total_of(rules, walk.best) < best_yuan:
                    best, best_yuan = walk.best, _total_of(rules, walk.best)
            more = max(walk.mending_steps for walk in walks)
            effort.clock.spend((steps + more) * _seconds_a_step(effort.threads))
    found = solution_of(problem, best)
    if not is_priced_in_full(problem) and not keeps_limits(problem, found):
        found = start  # what was added at the end is beyond the budget
    return SearchResult(best=found, met=tuple(met), mended=mended)


def is_priced_in_full(problem: Problem) -> bool:
    """Whether totals of walks are those of the plans: nothing is added to them at the end, no rooms and no beds."""
    return problem.reserve_share == 0 and not bedless(problem).any()


def _tell_nobody(_total: float, _pupils: float, _seats: Seats) -> None:
    """Keep totals that are not yet those of plans."""


def _seats_report(problem: Problem, report: PlanReport) -> SeatsReport:
    """Return what tells seats as a plan, which is spelled out only where somebody asks for it."""

    def tell(total: float, pupils: float, seats: Seats) -> None:
        report(total, pupils, lambda: solution_of(problem, seats))

    return tell


def _total_of(rules: Rules, seats: Seats) -> float:
    """Return the total of seats, yuan, and what is to be bought for them at the end."""
    return float(seats.sums[0]) + bought_yuan(rules.linking, seats.rows)


def _cool(rules: Rules, seats: Seats, draw: Draw, cooling: _Cooling) -> _Walk:
    """Anneal at each temperature in turn; return the best seats, and the last of the plans that were best in turn."""
    walk, temperature = _Walk(best=copied(seats), met=[], is_strict=cooling.is_strict), _LEAST_TEMPERATURE
    # prices are high at first, from a plan that keeps every row, or few would ever be kept again
    seats.rows["price"] = priced(rules.linking, _FORBIDDEN_YUAN if cooling.is_strict else cooling.bounds[1])
    for step, (temperature, done) in enumerate(cooling.temperatures):
        set_price(rules, seats, price_at(done, *cooling.left_over, cooling.prices))
        anneal(rules, seats, draw, temperature, _MOVES_A_STEP)
        if _is_better(rules, seats, walk, cooling) and step % _STEPS_BETWEEN_MET == 0:
            walk.met = [*walk.met, walk.best.blocks["at"].copy()][-_MOST_MET:]
        if len(seats.rows) and not walk.is_strict:
            seats = _priced_anew(rules, seats, walk, cooling, done)
    set_price(rules, seats, cooling.left_over[1])
    while violations_of(rules.linking, seats.rows).any() and walk.mending_steps < cooling.prices.mending_steps:
        seats.rows["price"] = priced(rules.linking, 2.0 * seats.rows["price"])
        anneal(rules, seats, draw, temperature, _MOVES_A_STEP)
        _is_better(rules, seats, walk, cooling)
        walk.mending_steps += 1
    walk.met = [*walk.met, walk.best.blocks["at"].copy()]
    return walk


def _priced_anew(rules: Rules, seats: Seats, walk: _Walk, cooling: _Cooling, done: float) -> Seats:
    """Adapt the prices of the rows; where some are broken for too long, go back to the best plan and break none."""
    if not violations_of(rules.linking, seats.rows).any():
        walk.kept_at = done
    if done - walk.kept_at > cooling.prices.patience:
        walk.is_strict, seats = True, _at_present_price(rules, walk, cooling)
        seats.rows["price"] = priced(rules.linking, _FORBIDDEN_YUAN)
    else:
        seats.rows["price"] = adapted(rules.linking, seats.rows, cooling.bounds, done, cooling.prices)
    return seats


def _is_better(rules: Rules, seats: Seats, walk: _Walk, cooling: _Cooling) -> bool:
    """Keep the seats as the walk's best where they are cheaper and break no row; say whether they were kept."""
    if violations_of(rules.linking, seats.rows).any():
        walk.broke = True
        return False
    left_over = pupils_left_over(rules, seats)
    more = (cooling.left_over[1] - rules.limits["shortfall_yuan"][0]) * left_over
    if _total_of(rules, seats) + more >= _total_of(rules, walk.best):
        return False
    walk.best = copied(seats)
    walk.best.sums[0] += more
    cooling.report(float(walk.best.sums[0]), left_over, walk.best)
    return True


def _at_present_price(rules: Rules, walk: _Walk, cooling: _Cooling) -> Seats:
    """Return a copy of the walk's best seats, whose total is at the full price, at the price of the moment."""
    seats = copied(walk.best)
    left_over = pupils_left_over(rules, seats)
    seats.sums[0] -= (cooling.left_over[1] - rules.limits["shortfall_yuan"][0]) * left_over
    return seats


def _steps(schedule: CoolingSchedule, until: Clock, effort: SearchEffort) -> int:
    """Return how many steps each thread makes in a round: the number of moves says so, or the work there is for it."""
    if effort.moves is not None:
        return max(int(effort.moves * schedule.share) // _MOVES_A_STEP, 1)
    return math.ceil(until.left / _seconds_a_step(effort.threads))


def _seconds_a_step(threads: int) -> float:
    return rates.by_threads(threads * rates.of_moves(_MOVES_A_STEP), threads)


def _temperatures(schedule: CoolingSchedule, hottest: float, until: Clock, steps: int) -> Iterator[tuple[float, float]]:
    """Yield falling temperatures and the share of the round that is over, one for each step.

    They fall faster, and end sooner, where the time runs out.
    """
    pace, done = until.pace(), 0.0
    while done < 1.0 and steps and not until.is_late:
        yield max(hottest * schedule.hot * (schedule.cold / schedule.hot) ** done, _LEAST_TEMPERATURE), done
        done = pace.at_least(done + 1.0 / steps)


def _hottest(problem: Problem) -> float:
    """Yuan by which a typical move raises the total: the dearest of a class and a typical journey and school."""
    journeys = float(np.median(problem.pair_yuan)) if problem.n_pairs else 0.0
    schools = float(np.median(problem.school_fixed_yuan)) if problem.n_schools else 0.0
    classes = float(problem.grade_class_yuan.max(initial=0.0))
    return max(classes, 0.3 * journeys, 0.1 * schools)


def seats_of(problem: Problem, rules: Rules, solution: Solution) -> Seats:
    """Seat a solution's blocks; each of them on the pair that has most of it."""
    seats = empty_seats(problem, rules, *open_years(problem, solution.open))
    at = np.full(problem.n_blocks, -1, dtype=np.int64)
    taken = np.nonzero(solution.share > 0.5)[0]  # noqa: PLR2004 - a block cannot have two pairs with more than half
    at[problem.pair_block[taken]] = taken
    seat_all(rules, seats, at)
    return seats


def open_years(problem: Problem, opened: Flags) -> tuple[Ints, Ints]:
    """Return each school's first open year, and the first it is not open again; equal where it never opens."""
    opens = np.where(opened.any(axis=1), np.argmax(opened, axis=1), 0)
    never = ~problem.school_existing & ~opened.any(axis=1)
    opens = np.where(never, problem.n_years, opens).astype(np.int64)
    return opens, opens + opened.sum(axis=1)


@compiled_in_place
def seat_all(rules: Rules, seats: Seats, at: Ints) -> None:
    """Seat everybody and bring the sums in step."""
    for block in range(len(at)):
        seat(rules, seats, block, at[block])
    settle(rules, seats)


def solution_of(problem: Problem, seats: Seats) -> Solution:
    """Return who sits where as a Solution."""
    share, at = np.zeros(problem.n_pairs), seats.blocks["at"]
    share[at[at >= 0]] = 1.0
    years = np.arange(problem.n_years)
    opened = (seats.schools["opens"][:, None] <= years) & (years < seats.schools["closes"][:, None])
    return completed(problem, opened=opened, share=share)


def copied(seats: Seats) -> Seats:
    """Return the same seats in arrays of their own."""
    return Seats(
        blocks=seats.blocks.copy(),
        load=seats.load.copy(),
        classes=seats.classes.copy(),
        saved=seats.saved.copy(),
        years=seats.years.copy(),
        schools=seats.schools.copy(),
        linked=seats.linked.copy(),
        tied=Tied(at=seats.tied.at.copy(), used=seats.tied.used.copy()),
        rows=seats.rows.copy(),
        sums=seats.sums.copy(),
    )
