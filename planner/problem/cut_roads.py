"""Roads that cannot be travelled: cut by name, or at a point such as a bridge."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.ops import substring

from planner.errors import Finding, InputError
from planner.language import Text, joined
from planner.problem.noding import Geometries
from planner.problem.problem import Floats
from planner.reading.roads import Roads

_FARTHEST_KM = 1.0
"""A point with no road so near is a mistake."""
_GAP_KM = 0.05
"""A road is cut over so much; a bridge or a tunnel over all of its line."""
_KM_A_DEGREE = 111.2
_LISTED = 8


@dataclass(frozen=True, kw_only=True)
class RoadCuts:
    """What is cut: every line of a name, and the nearest line at each point."""

    names: tuple[str, ...] = ()
    points: tuple[tuple[float, float], ...] = ()
    """(longitude, latitude), degrees WGS84."""

    def __bool__(self) -> bool:
        """Whether anything is cut."""
        return bool(self.names or self.points)


NO_CUTS = RoadCuts()


def cut_roads(roads: gpd.GeoDataFrame, cuts: RoadCuts, file: str) -> gpd.GeoDataFrame:
    """Return the lines (`planner.reading.roads.read_roads`) without what is cut, at least one.

    InputError where no line has a name that is cut, no line lies within a kilometre of a point, or nothing is left.
    """
    wrong = [*_unknown_names(roads, cuts.names, file), *_far_points(roads, cuts.points, file)]
    if wrong:
        raise InputError(Text("the roads that are to be shut are not there:", "找不到要中断的道路："), wrong)
    left = roads[~roads["name"].isin(cuts.names)].reset_index(drop=True)
    for point in cuts.points:
        left = _cut_at(left, point)
    if left.empty:
        everything = Text("at least one road that stays open", "至少应保留一条可通行的道路")
        raise InputError(Text("no road is left:", "没有可通行的道路："), [Finding(file=file, expected=everything)])
    return left


def without_cuts(roads: Roads, cuts: RoadCuts, file: str) -> Roads:
    """Return the roads without what is cut; their water and notes are the same."""
    if not cuts:
        return roads
    return Roads(lines=cut_roads(roads.lines, cuts, file), water=roads.water, notes=roads.notes)


def _unknown_names(roads: gpd.GeoDataFrame, names: Sequence[str], file: str) -> list[Finding]:
    known = sorted({str(name) for name in roads["name"]} - {""})
    missing = [name for name in names if name not in known]
    return [Finding(file=file, value=name, expected=_named(name, known)) for name in missing]


def _named(name: str, known: Sequence[str]) -> Text:
    if not known:
        return Text(
            "a file whose roads have names (column name); name a point instead (--shut-crossing LON,LAT)",
            "道路文件中没有名称（name 列）；请改用坐标指明（--shut-crossing 经度,纬度）",
        )
    listed = joined(difflib.get_close_matches(name, known) or known[:_LISTED])
    return Text(f"the name of a road, such as {listed}", f"应为道路名称，例如{listed.zh}")


def _far_points(roads: gpd.GeoDataFrame, points: Sequence[tuple[float, float]], file: str) -> list[Finding]:
    found = []
    for lon, lat in points:
        away = float(shapely.distance(_flat(roads, lat), shapely.Point(*_scaled(lon, lat))).min())
        if away > _FARTHEST_KM:
            far = Text(
                f"a point within {_FARTHEST_KM:g} km of a road (longitude,latitude); the nearest is {away:,.1f} km off",
                f"应为道路 {_FARTHEST_KM:g} 公里以内的点（经度,纬度）；最近的道路在 {away:,.1f} 公里外",
            )
            found.append(Finding(file=file, value=f"{lon:g},{lat:g}", expected=far))
    return found


def _cut_at(roads: gpd.GeoDataFrame, point: tuple[float, float]) -> gpd.GeoDataFrame:
    """Cut the line that is nearest to a point: all of it where it is a bridge or a tunnel, else 50 metres of it."""
    lon, lat = point
    flat, place = _flat(roads, lat), shapely.Point(*_scaled(lon, lat))
    nearest = int(np.argmin(shapely.distance(flat, place)))
    others = roads.drop(index=nearest)
    if int(roads["level"].iloc[nearest]) != 0:
        return others.reset_index(drop=True)
    line, length = flat[nearest], float(shapely.length(flat[nearest]))
    at = float(shapely.line_locate_point(line, place))
    pieces = [
        shapely.transform(substring(line, begin, end), lambda xy: _degrees(xy, lat))
        for begin, end in ((0.0, at - _GAP_KM / 2), (at + _GAP_KM / 2, length))
        if end > begin
    ]
    parts = roads.iloc[[nearest] * len(pieces)].set_geometry(pieces, crs=roads.crs)
    return gpd.GeoDataFrame(pd.concat([others, parts], ignore_index=True), crs=roads.crs)


def _scaled(lon: float, lat: float) -> tuple[float, float]:
    """Return kilometres east and north in a plane that is right about this latitude."""
    return lon * _KM_A_DEGREE * float(np.cos(np.radians(lat))), lat * _KM_A_DEGREE


def _flat(roads: gpd.GeoDataFrame, lat: float) -> Geometries:
    """Lay the lines out in that plane."""
    scale = np.array([_KM_A_DEGREE * np.cos(np.radians(lat)), _KM_A_DEGREE])
    return np.asarray(shapely.transform(roads.geometry.to_numpy(), lambda xy: xy * scale))


def _degrees(xy: Floats, lat: float) -> Floats:
    return np.asarray(xy / np.array([_KM_A_DEGREE * np.cos(np.radians(lat)), _KM_A_DEGREE]))
