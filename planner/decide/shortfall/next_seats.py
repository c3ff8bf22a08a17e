"""Where the next seats would help most: one more class in every grade, tried at every school and site."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.decide.shortfall.network import Network
from planner.decide.shortfall.school_seats import Caps, class_size_of, stages_of
from planner.decide.shortfall.seats import Asked, Picture, ask
from planner.decide.shortfall.seats_flow import (
    Flow,
    desk_seats,
    more_served,
    reached_from_source,
    school_most,
    seat_flow,
)
from planner.problem.actions import find_sites
from planner.problem.problem import Decision, Floats, Ints, Problem
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.reading.schema_types import Stage

_KEY = ["settlement_id", "grade_band"]
_COLUMNS = ["year", "stage", "school_id", "name", "town", "is_site", "rooms", "seats_added", "site_holds",
            "more_served", "without_seat_in_reach", "town_gap"]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Module:
    """One more class in every grade that a school teaches of a stage."""

    rooms: int
    seats: float


def module_of(scenario: Scenario, stage: Stage, grades: int) -> Module:
    """Return the module for so many grades of a stage; its seats are inf where classes are switched off.

    Six grades of 45 are 270 primary seats, three of 50 are 150 junior ones: the sizes are the scenario's.
    """
    return Module(rooms=grades, seats=grades * class_size_of(scenario, stage))


def next_seats(picture: Picture, district: District, journeys: Journeys, scenario: Scenario) -> pd.DataFrame:
    """Rank what one module would bring at each open school and each site not built; one row a school and stage.

    year, stage, school_id, name, town
    is_site                a site: the module would open it
    rooms                  classrooms of the module: one for every grade of the stage the school teaches (grades of
                           the scenario)
    seats_added            its seats, less what the school's size and the most classes of a school do not allow
    site_holds             the site has room for these classrooms
    more_served            pupils more who would have a seat, by the flow of single pupils, others moving on for them
    without_seat_in_reach  pupils without a seat, in the placement found, who might attend it
    town_gap               pupils of the stage less its seats in the town, 0 at least: how far seats are from home

    Ranked by more_served; then by without_seat_in_reach, as far as seats_added go; then by town_gap. The flow may part
    settlements and fill classes of mixed grades: more_served is what a module brings at the utmost by that measure, and
    where it is 0 while some have no seat, seats are there in number but do not fit classes and settlements.
    Sites decided not to be built are left out, and stages whose classes are switched off.
    """
    trial = _with_sites(picture.network, district, scenario)
    wide = ask(district, journeys, scenario, trial)
    without = _without_seat(wide.problem, picture)
    rows = [_of_stage(wide, stage, without, scenario) for stage in stages_of(scenario)]
    frame = pd.concat(rows, ignore_index=True)
    school = frame["school"].to_numpy(np.int64)
    gaps = picture.towns.assign(gap=(picture.towns["pupils"] - picture.towns["seats"]).clip(lower=0.0))
    frame = frame.assign(
        year=picture.network.year,
        school_id=district.schools["school_id"].to_numpy()[school],
        name=district.schools["name"].to_numpy()[school],
        town=district.schools["town"].to_numpy()[school],
        is_site=~picture.network.opened[school],
        site_holds=trial.rooms[school] + frame["rooms"] <= district.schools["classrooms_max"].to_numpy()[school],
        helped=np.minimum(frame["without_seat_in_reach"], frame["seats_added"]),
    ).merge(gaps[["town", "stage", "gap"]].rename(columns={"gap": "town_gap"}), how="left", on=["town", "stage"])
    keys = ["more_served", "helped", "town_gap", "seats_added", "school_id"]
    ranked = frame.sort_values(keys, ascending=[False, False, False, False, True], kind="stable")
    return ranked[_COLUMNS].reset_index(drop=True)


def _with_sites(network: Network, district: District, scenario: Scenario) -> Network:
    """Return the network with the sites that may be built open, without a room as yet."""
    sites = find_sites(district, scenario)
    new = ~sites.existing & ~network.opened & (sites.decision != Decision.CLOSE)
    return replace(network, opened=network.opened | new, rooms=np.where(new, 0, network.rooms))


def _without_seat(wide: Problem, picture: Picture) -> Floats:
    """(block): pupils without a seat in the picture's placement; a settlement's parts share them."""
    blocks = pd.DataFrame(
        {
            "settlement_id": np.array(wide.settlement_ids, dtype=object)[wide.block_settlement],
            "grade_band": np.array(wide.bands, dtype=object)[wide.block_band],
            "pupils": wide.block_pupils,
        }
    )
    served = blocks[_KEY].merge(picture.seated, how="left", on=_KEY)["served"].fillna(0.0)
    home = blocks.groupby(_KEY)["pupils"].transform("sum")
    left: Floats = (blocks["pupils"] * (1.0 - served / home)).clip(lower=0.0).to_numpy(float)
    return left


def _of_stage(wide: Asked, stage: Stage, without: Floats, scenario: Scenario) -> pd.DataFrame:
    """One row a school: school, stage, rooms, seats_added, more_served, without_seat_in_reach."""
    caps, place = wide.caps, wide.caps.stages.index(stage)
    limited = np.isfinite(caps.size[place])
    schools = np.nonzero(caps.teaches[:, place] * limited)[0]
    added = _seats_added(caps, place)[schools]
    return pd.DataFrame(
        {
            "school": schools,
            "stage": stage,
            "rooms": caps.teaches[schools, place],
            "seats_added": added,
            "more_served": _more_served(seat_flow(wide, scenario, (stage,)), schools, added, place),
            "without_seat_in_reach": _in_reach(wide, without, stage, scenario)[schools].round(6),
        }
    )


def _seats_added(caps: Caps, place: int) -> Floats:
    """(school): seats that a module of the stage at this place brings, by the school's own limits."""
    more = replace(caps, rooms=np.minimum(caps.rooms + caps.teaches[:, place], caps.most_classes))
    if not np.isfinite(caps.size[place]):
        return np.zeros(len(caps.rooms))
    desks = desk_seats(more)[:, place] - desk_seats(caps)[:, place]
    before, after = school_most(caps), school_most(more)
    schools = np.subtract(after, before, out=np.full(len(before), np.inf), where=np.isfinite(after))
    added: Floats = np.minimum(desks, schools)
    return added


def _in_reach(wide: Asked, without: Floats, stage: Stage, scenario: Scenario) -> Floats:
    """(school): pupils of the stage without a seat who might attend it."""
    problem = wide.problem
    of_stage = np.array([band.stage == stage for band in scenario.grade_bands.values()])
    weights = (without * of_stage[problem.block_band])[problem.pair_block]
    pupils: Floats = np.bincount(problem.pair_school, weights=weights, minlength=problem.n_schools).astype(np.float64)
    return pupils


def _more_served(flow: Flow, schools: Ints, added: Floats, place: int) -> Floats:
    """(one of the schools): pupils more with a seat, no more than the seats added."""
    more = np.zeros(len(schools))
    if flow.unserved == 0:
        return more
    reached = set(reached_from_source(flow).tolist())
    for row, school in enumerate(schools.tolist()):
        desk = flow.desk(school, place)
        if desk in reached and added[row] > 0:
            more[row] = min(added[row], more_served(flow, desk))
    return more
