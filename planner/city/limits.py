"""A county's proven limit where pupils may cross its borders, by the prices of `planner.decide.city.transfers`."""

import json
import math
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from planner.decide.city.transfers import Guest, Transfers
from planner.optimise.auto_engine import prepare
from planner.optimise.options.engine import DEFAULTS
from planner.optimise.pricing.column_generation import Proof, prove
from planner.optimise.pricing.effort import BoundEffort
from planner.optimise.runtime.clock import start_clock
from planner.problem.problem import Flags, Floats, Problem
from planner.reading.scenario import Solver
from planner.stops import told_to_stop


def write_transfers(path: Path, transfers: Transfers) -> None:
    """Write what the process of a county reads. OSError."""
    path.write_text(json.dumps(asdict(transfers), ensure_ascii=False), encoding="utf-8")


def read_transfers(path: Path) -> Transfers:
    """Read it back."""
    document = json.loads(path.read_text(encoding="utf-8"))
    guests = [Guest(**{**each, "ways": tuple(map(tuple, each["ways"]))}) for each in document["guests"]]
    return Transfers(leaving_yuan=tuple(document["leaving_yuan"]), guests=tuple(guests))


def block_prices(problem: Problem, solver: Solver) -> Floats:
    """(block): what serving it costs at the margin, yuan a year, as pricing finds in the time there is."""
    return _proof(problem, solver).block_prices


def proven_limit(problem: Problem, transfers: Transfers, solver: Solver) -> float:
    """Return a limit on this county's part of the city's total, yuan summed over the years."""
    earned = sum(guest.price_yuan for guest in transfers.guests)
    return _proof(with_transfers(problem, transfers), solver).bound - earned


def _proof(problem: Problem, solver: Solver) -> Proof:
    prepare(problem)
    with told_to_stop() as stop:
        effort = BoundEffort(
            best_total=lambda: math.inf,
            clock=start_clock(solver.time_limit_seconds, stop),
            threads=solver.threads,
            options=DEFAULTS.pricing,
        )
        return prove(problem, effort)


def with_transfers(problem: Problem, transfers: Transfers) -> Problem:
    """Return the problem whose blocks may leave at their price, with guests as further blocks that it may take."""
    leaving = np.array([math.inf if yuan is None else yuan for yuan in transfers.leaving_yuan])
    relaxed = _with_fewer_asked(problem, np.isfinite(leaving))
    return _with_guests(relaxed, transfers.guests, leaving)


def _with_fewer_asked(problem: Problem, leaves: Flags) -> Problem:
    """Return the problem that asks no pupils of grades and bands of whom all blocks within reach may leave."""
    block = problem.pair_block
    stays = np.zeros((problem.n_schools, problem.n_years, len(problem.bands)), dtype=bool)
    kept = ~leaves[block]
    stays[problem.pair_school[kept], problem.block_year[block[kept]], problem.block_band[block[kept]]] = True
    by_grade = (~stays @ problem.band_grades) > 0
    return replace(
        problem,
        school_grade_pupils_min=np.where(by_grade, 0.0, problem.school_grade_pupils_min),
        school_band_pupils_min=np.where(stays, problem.school_band_pupils_min, 0.0),
    )


def _with_guests(problem: Problem, guests: tuple[Guest, ...], leaving: Floats) -> Problem:
    """Append the guests' blocks and pairs; theirs have no part in rules between blocks."""
    school = {school_id: place for place, school_id in enumerate(problem.school_ids)}
    ways = [sorted(guest.ways, key=lambda way: school[way[0]]) for guest in guests]
    flat = [way for each in ways for way in each]
    count = np.array([len(each) for each in ways], dtype=np.int64)
    pupils = np.array([[guest.pupils.get(grade, 0.0) for grade in problem.grades] for guest in guests])
    pupils = pupils.reshape(len(guests), len(problem.grades))
    block = problem.n_blocks + np.repeat(np.arange(len(guests)), count)
    nobody = np.zeros(len(flat))
    return replace(
        problem,
        settlement_ids=(*problem.settlement_ids, *(f"~{number}" for number in range(len(guests)))),
        block_settlement=np.append(problem.block_settlement, len(problem.settlement_ids) + np.arange(len(guests))),
        block_band=_joined(problem.block_band, [problem.bands.index(guest.band) for guest in guests]),
        block_year=_joined(problem.block_year, [problem.years.index(guest.year) for guest in guests]),
        block_grade_pupils=np.concatenate([problem.block_grade_pupils, pupils]),
        block_pupils=np.append(problem.block_pupils, pupils.sum(axis=1)),
        block_first_pair=np.append(problem.block_first_pair, problem.n_pairs + np.cumsum(count)),
        block_today_school=_joined(problem.block_today_school, [-1] * len(guests)),
        block_today_counted=np.append(problem.block_today_counted, np.zeros(len(guests), dtype=bool)),
        pair_block=np.append(problem.pair_block, block),
        pair_school=_joined(problem.pair_school, [school[way[0]] for way in flat]),
        pair_mode=_joined(problem.pair_mode, [way[1] for way in flat]),
        pair_minutes=np.append(problem.pair_minutes, [way[2] for way in flat]),
        pair_kilometres=np.append(problem.pair_kilometres, [way[3] for way in flat]),
        pair_yuan=np.append(problem.pair_yuan, [way[4] for way in flat]),
        pair_moved_pupils=np.append(problem.pair_moved_pupils, nobody),
        pair_cross_town_pupils=np.append(problem.pair_cross_town_pupils, nobody),
        elsewhere_yuan=np.append(leaving, [guest.price_yuan for guest in guests]),
    )


def _joined(own: np.ndarray, more: list[int]) -> np.ndarray:
    return np.append(own, np.array(more, dtype=np.int64))
