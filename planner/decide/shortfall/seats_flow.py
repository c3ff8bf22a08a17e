"""Seating as a flow of single pupils: what no placement can beat, and what one more module of seats would carry.

From the pupils of a settlement and band, over the schools they may attend (boarders over the beds there), to the seats
under the class cap. Every placement that the rules allow is such a flow; a flow may part settlements and fill classes
of mixed grades to the last seat, so that it leaves no more pupils without a seat than any placement.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from planner.decide.shortfall.school_seats import Caps
from planner.decide.shortfall.seats import Asked
from planner.optimise.seat_flow import SINK, SOURCE, Arcs, greatest_flow
from planner.problem.problem import Floats, Ints, Mode
from planner.reading.scenario import Scenario
from planner.reading.schema_types import Stage


@dataclass(frozen=True, kw_only=True, eq=False)
class Flow:
    """A greatest flow: nodes are the source, the sink, homes, desks (school, stage), bedrooms (school, stage)."""

    residual: sparse.csr_array
    """(node, node): pupils that may still be sent along."""
    home_pair: Ints
    """(home): a pair of the problem's that begins there."""
    unserved: int
    """Pupils whom the greatest flow leaves without a seat."""
    n_homes: int
    n_stages: int

    def desk(self, school: int, stage: int) -> int:
        """Return the node of a school's seats of one stage."""
        return 2 + self.n_homes + school * self.n_stages + stage


def least_unserved(asked: Asked, scenario: Scenario) -> dict[Stage, float]:
    """Return, for each stage alone, a proven lower limit on its pupils without a seat."""
    return {stage: float(seat_flow(asked, scenario, (stage,)).unserved) for stage in asked.caps.stages}


def least_unserved_in_all(asked: Asked, scenario: Scenario) -> float:
    """Return a proven lower limit on the pupils of all stages together without a seat."""
    return float(seat_flow(asked, scenario, asked.caps.stages).unserved)


def seat_flow(asked: Asked, scenario: Scenario, stages: tuple[Stage, ...]) -> Flow:
    """Send as many pupils of these stages as possible to seats.

    A desk takes rooms x class size; a school takes, of all stages, rooms x the largest class size of those it
    teaches, and no more than its limit on pupils.
    """
    problem, caps = asked.problem, asked.caps
    stage_of_band = np.array([caps.stages.index(band.stage) for band in scenario.grade_bands.values()])
    wanted = np.isin(stage_of_band, [caps.stages.index(stage) for stage in stages])
    blocks = np.nonzero(wanted[problem.block_band])[0]
    keys, home_of = np.unique(
        problem.block_settlement[blocks] * len(problem.bands) + problem.block_band[blocks], return_inverse=True
    )
    n_homes, n_schools, n_stages = len(keys), problem.n_schools, len(caps.stages)
    home_of_block = np.full(problem.n_blocks, -1)
    home_of_block[blocks] = home_of
    pupils = np.bincount(home_of, weights=problem.block_pupils[blocks], minlength=n_homes).astype(float)
    pairs = _first_pairs(asked, home_of_block)
    desk = problem.pair_school[pairs] * n_stages + stage_of_band[problem.block_band[problem.pair_block[pairs]]]
    first_desk = 2 + n_homes
    first_bed = first_desk + n_schools * n_stages
    first_school = first_bed + n_schools * n_stages
    boards = problem.pair_mode[pairs] == Mode.BOARD
    desks = np.arange(n_schools * n_stages)
    school_of_desk = desks // n_stages
    arcs = [
        Arcs(np.full(n_homes, SOURCE), 2 + np.arange(n_homes), pupils),
        Arcs(
            2 + home_of_block[problem.pair_block[pairs]],
            np.where(boards, first_bed, first_desk) + desk,
            pupils[home_of_block[problem.pair_block[pairs]]],
        ),
        Arcs(first_bed + desks, first_desk + desks, problem.school_beds[school_of_desk].astype(float)),
        Arcs(first_desk + desks, first_school + school_of_desk, desk_seats(caps).ravel()),
        Arcs(first_school + np.arange(n_schools), np.full(n_schools, SINK), school_most(caps)),
    ]
    flow = greatest_flow(arcs, first_school + n_schools)
    return Flow(
        residual=flow.residual,
        home_pair=pairs,
        unserved=round(float(pupils.sum())) - flow.sent,
        n_homes=n_homes,
        n_stages=n_stages,
    )


def desk_seats(caps: Caps) -> Floats:
    """(school, stage): rooms x class size where the stage is taught."""
    rooms = np.broadcast_to(caps.rooms[:, None], caps.teaches.shape)
    seats = np.multiply(rooms, caps.size, out=np.full(rooms.shape, np.inf), where=np.isfinite(caps.size))
    return np.where(caps.teaches > 0, seats, 0.0)


def school_most(caps: Caps) -> Floats:
    """(school): rooms x the largest class size taught there, within the school's limit on pupils."""
    most: Floats = np.minimum(desk_seats(caps).max(axis=1), caps.pupils_max)
    return most


def reached_from_source(flow: Flow) -> Ints:
    """Return the nodes to which some pupil without a seat could still be sent, others moving on for them."""
    nodes = breadth_first_order(flow.residual, SOURCE, directed=True, return_predecessors=False)
    return nodes.astype(np.int64)


def more_served(flow: Flow, node: int) -> int:
    """Return how many more pupils would have a seat if a node had room for any number."""
    return int(maximum_flow(flow.residual.tocsr(), SOURCE, node).flow_value)


def _first_pairs(asked: Asked, home_of_block: Ints) -> Ints:
    """Return one pair for each home and school: the parts of a home have the same ways."""
    problem = asked.problem
    home = home_of_block[problem.pair_block]
    known = np.nonzero(home >= 0)[0]
    _, first = np.unique(home[known] * problem.n_schools + problem.pair_school[known], return_index=True)
    pairs: Ints = known[first]
    return pairs
