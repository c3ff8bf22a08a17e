"""Minutes and kilometres by bus between any two places of a district: over its roads, or along straight lines."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from planner.errors import InputError
from planner.language import Text
from planner.problem.network import build_network, roads_near
from planner.problem.noding import TangledError
from planner.problem.paths import fastest_ways
from planner.problem.problem import Floats
from planner.problem.travel import straight_kilometres, water_of
from planner.reading.district import District
from planner.reading.roads import read_road_file
from planner.reading.scenario import Travel


@dataclass(frozen=True, kw_only=True, eq=False)
class StopWays:
    """Fastest rides between places, one way."""

    minutes: Floats
    """(from, to): inf where there is no way."""
    kilometres: Floats
    """(from, to): length of that way, inf where there is none."""
    source: Literal["roads", "straight"]


def find_stop_ways(district: District, travel: Travel, places: pd.DataFrame) -> StopWays:
    """Find the ride between every two of `places` (lon, lat), over the roads where the district has them.

    Straight lines times `travel.detour` where it has none. InputError where the roads cannot be used.
    """
    if district.roads is None or places.empty:
        kilometres = straight_kilometres(places, places) * travel.detour
        return StopWays(minutes=kilometres / travel.ride_kph * 60, kilometres=kilometres, source="straight")
    roads = read_road_file(district.roads, district.provenance.coordinate_systems.get("roads", "WGS84"))
    near = roads_near(roads.lines, places, places)
    try:
        network = build_network(near, places, places, travel, water_of(district, roads))
    except TangledError as tangle:
        msg = Text("the roads cannot be used for buses", "道路文件无法用于校车线路")
        raise InputError(msg) from tangle
    n_places = len(places)
    ways = fastest_ways(network, "ride", schools=np.arange(n_places), limit=np.inf, lane_kph=travel.ride_kph)
    minutes, kilometres = (np.full((n_places, n_places), np.inf) for _ in range(2))
    minutes[ways.settlement, ways.school] = ways.minutes
    kilometres[ways.settlement, ways.school] = ways.kilometres
    np.fill_diagonal(minutes, 0.0)
    np.fill_diagonal(kilometres, 0.0)
    return StopWays(minutes=minutes, kilometres=kilometres, source="roads")
