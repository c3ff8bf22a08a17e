"""Seats wanted, there and reachable, by stage, town and year; who is served, who finds no room, who is out of reach."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.decide.shortfall.network import Network, pupils_of_year, seat_problem
from planner.decide.shortfall.school_seats import Caps, caps_of, seats_within, stages_of
from planner.plan import Plan
from planner.problem.problem import Flags, Floats, Problem
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.reading.schema_types import Stage

_PUPIL_GRAIN = 6
_KEY = ["settlement_id", "grade_band"]
_LACKING = ("no_room", "out_of_reach", "too_dear")


@dataclass(frozen=True, kw_only=True, eq=False)
class Asked:
    """Pupils of one year, a network of schools, and the seats there are: what seating is asked about."""

    network: Network
    problem: Problem
    """Every cost 0 but 1 a pupil without a seat: see `planner.decide.shortfall.network.seat_problem`."""
    pupils: Mapping[Stage, float]
    """Pupils of each stage in the district."""
    caps: Caps
    """What bounds the seats of each school."""
    seats: pd.DataFrame
    """One row an open school and stage: see `planner.decide.shortfall.school_seats.school_seats`."""

    @property
    def year(self) -> int:
        """The year whose pupils are seated."""
        return self.network.year


@dataclass(frozen=True, kw_only=True)
class StageSeats:
    """One stage of one network in one year, pupils and seats of the whole district; inf is no limit."""

    year: int
    stage: Stage
    pupils: float
    seats: float
    """Seats under the class cap, in schools that are open."""
    reachable_seats: float
    """Those of schools that some pupil of the stage may attend."""
    served: float
    """Pupils with a seat, in the placement that was found."""
    no_room: float
    """Pupils without one although an open school of theirs is within reach."""
    out_of_reach: float
    """Pupils with no open school of theirs within reach, whatever the placement."""
    too_dear: float
    """Pupils whom a plan leaves without one although there is room: it costs more than the price of a missing seat."""
    least_proven: float
    """No placement leaves fewer pupils of the stage without a seat than this."""

    @property
    def arithmetic_gap(self) -> float:
        """Pupils less seats, 0 at least: what a sum says, which knows no distance."""
        return max(self.pupils - self.seats, 0.0)

    @property
    def found(self) -> float:
        """Pupils of the stage without a seat in the placement that was found."""
        return round(self.no_room + self.out_of_reach + self.too_dear, _PUPIL_GRAIN)

    @property
    def is_exact(self) -> bool:
        """Whether the placement is proven to leave the fewest pupils of the stage without a seat."""
        return self.found <= self.least_proven


@dataclass(frozen=True, kw_only=True, eq=False)
class Picture:
    """One network in one year, seated: everything a planner asks about its seats."""

    asked: Asked
    seated: pd.DataFrame
    """Who has a seat in the placement found: settlement_id, grade_band, served, too_dear."""
    towns: pd.DataFrame
    """See `town_frame`."""
    stages: tuple[StageSeats, ...]
    least_in_all: float
    """No placement leaves fewer pupils of all stages together without a seat than this."""

    @property
    def network(self) -> Network:
        """The schools, and the year."""
        return self.asked.network

    @property
    def found(self) -> float:
        """Pupils without a seat in the placement found."""
        return round(sum(row.found for row in self.stages), _PUPIL_GRAIN)

    @property
    def arithmetic_gap(self) -> float:
        """Sum of the stages' arithmetic gaps."""
        return sum(row.arithmetic_gap for row in self.stages)


def ask(district: District, journeys: Journeys, scenario: Scenario, network: Network) -> Asked:
    """Put the question of a network and its year."""
    counted = pupils_of_year(district, scenario, network.year).sum(axis=0)
    pupils: dict[Stage, float] = dict.fromkeys(stages_of(scenario), 0.0)
    for grade, count in zip(scenario.grades, counted, strict=True):
        pupils[scenario.stage_of(grade)] += float(count)
    caps = caps_of(district, scenario, network)
    return Asked(
        network=network,
        problem=seat_problem(district, journeys, scenario, network),
        pupils=pupils,
        caps=caps,
        seats=seats_within(caps, district, pupils),
    )


def seated_by_share(problem: Problem, share: Floats) -> pd.DataFrame:
    """Return who has a seat under shares of pairs: settlement_id, grade_band, served, too_dear (nobody)."""
    served = np.bincount(problem.pair_block, weights=share, minlength=problem.n_blocks) * problem.block_pupils
    rows = pd.DataFrame(
        {
            "settlement_id": np.array(problem.settlement_ids, dtype=object)[problem.block_settlement],
            "grade_band": np.array(problem.bands, dtype=object)[problem.block_band],
            "served": served.round(_PUPIL_GRAIN),
        }
    )
    return rows.groupby(_KEY, as_index=False).agg(served=("served", "sum")).assign(too_dear=0.0)


def seated_by_plan(plan: Plan, year: int) -> pd.DataFrame:
    """Return who has a seat in a planning year of a plan, and whose would be too dear.

    Columns: settlement_id, grade_band, served, too_dear (pupils).
    """
    rows = [(r.settlement_id, r.grade_band, sum(r.pupils.values()), 0.0) for r in plan.assignments if r.year == year]
    rows += [
        (r.settlement_id, r.grade_band, 0.0, sum(r.pupils.values()))
        for r in plan.shortfall
        if r.year == year and r.reason == "dearer_than_the_price"
    ]
    frame = pd.DataFrame(rows, columns=[*_KEY, "served", "too_dear"]).astype({"served": float, "too_dear": float})
    return frame.groupby(_KEY, as_index=False).agg(served=("served", "sum"), too_dear=("too_dear", "sum"))


def town_frame(asked: Asked, seated: pd.DataFrame, district: District, scenario: Scenario) -> pd.DataFrame:
    """Return one row a town and stage, towns in the order of the settlements table; what maps and sheets show.

    town             name of the town
    year             the year whose pupils are seated
    stage            kindergarten, primary or junior
    pupils           pupils who live in the town
    seats            seats under the class cap in open schools that stand in the town (inf: nothing bounds them)
    reachable_seats  seats of open schools, in any town, that some pupil of the town may attend; a seat that two towns
                     reach counts in both, so this column does not add up
    served           pupils of the town with a seat, in their town or another, in the placement found
    no_room          pupils without one although an open school of theirs is within reach
    out_of_reach     pupils with no open school of theirs within reach
    too_dear         pupils whom a plan leaves without one because it costs more than the price of a missing seat;
                     served + no_room + out_of_reach + too_dear = pupils

    Pupils are whole where settlements stay whole. Which town's pupils are left without room may differ from one
    placement to another; how many are out of reach does not.
    """
    rows = _homes(asked, seated, district, scenario)
    pupils = rows.groupby(["town", "stage"], sort=False)[["pupils", "served", *_LACKING]].sum()
    seats = asked.seats.groupby(["town", "stage"], sort=False)["seats"].sum()
    towns = [*district.settlements["town"], *asked.seats["town"]]
    index = pd.MultiIndex.from_product([dict.fromkeys(towns), stages_of(scenario)], names=["town", "stage"])
    frame = pupils.reindex(index, fill_value=0.0).assign(
        year=asked.year,
        seats=seats.reindex(index, fill_value=0.0),
        reachable_seats=_reachable(asked, district, scenario, by_town=True).reindex(index, fill_value=0.0),
    )
    columns = ["town", "year", "stage", "pupils", "seats", "reachable_seats", "served", *_LACKING]
    return frame.reset_index()[columns].round(_PUPIL_GRAIN)


def stage_rows(
    asked: Asked, towns: pd.DataFrame, least: Mapping[Stage, float], district: District, scenario: Scenario
) -> tuple[StageSeats, ...]:
    """Sum a town frame up by stage; `least` is the proven lower limit of each stage."""
    reachable = _reachable(asked, district, scenario, by_town=False)
    return tuple(
        _stage_row(asked, towns[towns["stage"] == stage], stage, least[stage], float(reachable.get(stage, 0.0)))
        for stage in stages_of(scenario)
    )


def _stage_row(asked: Asked, towns: pd.DataFrame, stage: Stage, least: float, reachable: float) -> StageSeats:
    def total(column: str) -> float:
        return round(float(towns[column].to_numpy(float).sum()), _PUPIL_GRAIN)

    return StageSeats(
        year=asked.year,
        stage=stage,
        pupils=total("pupils"),
        seats=total("seats"),
        reachable_seats=reachable,
        served=total("served"),
        no_room=total("no_room"),
        out_of_reach=total("out_of_reach"),
        too_dear=total("too_dear"),
        least_proven=min(least, round(sum(map(total, _LACKING)), _PUPIL_GRAIN)),
    )


def blocks_in_reach(problem: Problem) -> Flags:
    """(block): whether an open school of theirs is within reach."""
    reached: Flags = np.diff(problem.block_first_pair) > 0
    return reached


def _homes(asked: Asked, seated: pd.DataFrame, district: District, scenario: Scenario) -> pd.DataFrame:
    """One row a settlement and band with pupils: town, stage, pupils, served, no_room, out_of_reach, too_dear."""
    problem = asked.problem
    blocks = pd.DataFrame(
        {
            "settlement_id": np.array(problem.settlement_ids, dtype=object)[problem.block_settlement],
            "grade_band": np.array(problem.bands, dtype=object)[problem.block_band],
            "pupils": problem.block_pupils,
            "reached": blocks_in_reach(problem),
        }
    )
    rows = blocks.groupby(_KEY, as_index=False).agg(pupils=("pupils", "sum"), reached=("reached", "any"))
    rows = rows.merge(seated, how="left", on=_KEY)
    served = np.minimum(rows["served"].fillna(0.0), rows["pupils"])
    left = (rows["pupils"] - served).round(_PUPIL_GRAIN)
    too_dear = np.minimum(rows["too_dear"].fillna(0.0), left)
    lacking = (left - too_dear).round(_PUPIL_GRAIN)
    return rows.assign(
        town=rows["settlement_id"].map(district.settlements.set_index("settlement_id")["town"]),
        stage=rows["grade_band"].map({name: band.stage for name, band in scenario.grade_bands.items()}),
        served=served,
        no_room=lacking.where(rows["reached"], 0.0),
        out_of_reach=lacking.where(~rows["reached"], 0.0),
        too_dear=too_dear,
    )


def _reachable(asked: Asked, district: District, scenario: Scenario, *, by_town: bool) -> pd.Series:
    """Sum the seats of schools within reach of some pupil: by (town where pupils live, stage), or by stage."""
    problem = asked.problem
    block = problem.pair_block
    stage_of = np.array([band.stage for band in scenario.grade_bands.values()], dtype=object)
    towns = district.settlements["town"].to_numpy(object)
    links = pd.DataFrame(
        {
            "town": towns[problem.block_settlement[block]] if by_town else "",
            "stage": stage_of[problem.block_band[block]],
            "school": problem.pair_school,
        }
    ).drop_duplicates()
    keys = ["town", "stage"] if by_town else ["stage"]
    return links.merge(asked.seats[["school", "stage", "seats"]], on=["school", "stage"]).groupby(keys)["seats"].sum()
