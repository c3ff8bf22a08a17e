"""The map of a city: counties, schools by what is done with them, and who attends across a border."""

from collections import defaultdict
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch
from matplotlib.patheffects import Normal, Stroke

from planner.decide.city.whole import City, CountyLine
from planner.plan import MERGED, Action
from planner.show.maps.city_panel import draw_panel
from planner.show.maps.content import WGS84
from planner.show.maps.fonts import Lettering, load_lettering
from planner.show.maps.frame import MapSheet, draw_scale_and_north, draw_stamp, save_sheet
from planner.show.maps.layers import DrawnMap, draw_areas, sign_marks
from planner.show.maps.pen import Pen, wrapped
from planner.show.maps.symbols import FAINT, FLOW, INK, SHORTFALL, SIGNS
from planner.show.maps.view import FLOW_BEND, View, drawn_actions
from planner.show.words.city import crossing_text, whole_text
from planner.show.workbook.sheet import SYNTHETIC

_INCHES = (16.54, 11.69)
_POINTS_PER_INCH = 72.0
_EDGE, _HEAD, _FOOT, _PANEL, _GUTTER = 26.0, 74.0, 46.0, 300.0, 16.0
_FILLS = ("#F4F1EA", "#E9F0E6", "#EDEAF4", "#F6ECE4", "#E6EEF2", "#F3F0DC")
_NEAR_METRES = 3000.0
"""So far around its places a county without boundaries is drawn."""
_MARGIN, _FOOT_SHARE = 0.04, 0.05
_FLOW_POINTS = (0.8, 3.2)
_NAME_POINTS = 13.0
_LEADER = {"arrowstyle": "-", "color": "#5E5340", "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
_FAR = (0.0, 30.0, 55.0, 80.0, 110.0)
_TURNS = tuple(np.radians((90, 45, 135, 0, 180, 315, 225, 270)).tolist())
"""How far a name may stand from its county's middle, in points, and in which directions."""
_SIGN_PLACES = 500.0
"""Up to so many schools signs are as large as on a county's map."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Ground:
    """One county in metres: its area, and its schools with what is done with them in the last planning year."""

    line: CountyLine
    area: shapely.Geometry
    settlements: pd.DataFrame
    schools: pd.DataFrame


def write_city_map(path: Path, city: City, *, dpi: int = 200) -> None:
    """Write the sheet as PNG, A3. The same city gives the same bytes. OSError."""
    save_sheet(path, draw_city_sheet(city), dpi=dpi)


def draw_city_sheet(city: City) -> MapSheet:
    """Draw it on a figure of its own."""
    lettering, figure = load_lettering(), Figure(figsize=_INCHES)
    width, height = (side * _POINTS_PER_INCH for side in _INCHES)
    tall = height - 2 * _EDGE - _HEAD - _FOOT
    ax = _axes(figure, _EDGE, _EDGE + _FOOT, width - 2 * _EDGE - _GUTTER - _PANEL, tall)
    drawn = _draw_map(ax, city, lettering)
    draw_scale_and_north(ax, replace(drawn, view=replace(drawn.view, zoom=1.0)), lettering)
    draw_panel(Pen(ax=_axes(figure, width - _EDGE - _PANEL, _EDGE + _FOOT, _PANEL, tall), lettering=lettering), city)
    inner = width - 2 * _EDGE
    _draw_head(Pen(ax=_axes(figure, _EDGE, height - _EDGE - _HEAD, inner, _HEAD), lettering=lettering), city)
    _draw_foot(Pen(ax=_axes(figure, _EDGE, _EDGE, inner, _FOOT), lettering=lettering), city)
    return MapSheet(figure=figure, map_axes=ax, drawn=drawn)


def _draw_map(ax: Axes, city: City, lettering: Lettering) -> DrawnMap:
    grounds = _grounds(city)
    view = _view(ax, grounds)
    fills = [_FILLS[number % len(_FILLS)] for number in range(len(grounds))]
    draw_areas(ax, [ground.area for ground in grounds], fills, edge="#B9AE97", points=1.2)
    for ground in grounds:
        ax.scatter(ground.settlements["x"], ground.settlements["y"], s=2.5, c="#B8B2A4", edgecolors="none", zorder=4)
    schools = pd.concat([ground.schools for ground in grounds], ignore_index=True)
    for action in drawn_actions():
        chosen = schools[schools["action"] == action]
        sign_marks(ax, SIGNS[action], chosen["x"].to_numpy(float), chosen["y"].to_numpy(float), zoom=view.zoom)
    short = pd.concat([ground.settlements[ground.settlements["short"] > 0] for ground in grounds], ignore_index=True)
    sign_marks(ax, SHORTFALL, short["x"].to_numpy(float), short["y"].to_numpy(float), zoom=view.zoom)
    _draw_flows(ax, city, grounds, view)
    _write_names(ax, grounds, view, lettering)
    return DrawnMap(view=view, names=(), left_out=0)


def _grounds(city: City) -> list[_Ground]:
    places = pd.concat([line.county.district.settlements[["lon", "lat"]] for line in city.lines])
    middle = (places.min() + places.max()) / 2
    crs = f"+proj=tmerc +lat_0={middle['lat']:.4f} +lon_0={middle['lon']:.4f} +k=1 +datum=WGS84 +units=m +no_defs"
    return [_ground(line, crs) for line in city.lines]


def _ground(line: CountyLine, crs: str) -> _Ground:
    district, year = line.county.district, line.county.scenario.years[-1]
    settlements, schools = _in_metres(district.settlements, crs), _in_metres(district.schools, crs)
    actions: dict[str, Action] = {
        row.school_id: row.action for row in (line.plan.schools if line.plan else ()) if row.year == year
    }
    short: defaultdict[str, float] = defaultdict(float)
    for row in line.plan.shortfall if line.plan else ():
        short[row.settlement_id] += sum(row.pupils.values()) if row.year == year else 0.0
    action = [_shown(actions.get(school_id)) for school_id in schools["school_id"]]
    if district.boundaries is not None:
        area = shapely.union_all(district.boundaries.to_crs(crs).geometry.to_numpy())
    else:
        points = shapely.MultiPoint(settlements[["x", "y"]].to_numpy(float))
        area = shapely.concave_hull(points, ratio=0.4).buffer(_NEAR_METRES)
    return _Ground(
        line=line,
        area=area,
        settlements=settlements.assign(short=settlements["settlement_id"].map(short).fillna(0.0)),
        schools=schools.assign(action=action),
    )


def _shown(action: Action | None) -> str:
    """Return the sign's name: none for a site that is not built, and for a county without a plan."""
    return "" if action in {None, "leave"} else "merge" if action in MERGED else str(action)


def _in_metres(places: pd.DataFrame, crs: str) -> pd.DataFrame:
    points = gpd.GeoSeries(gpd.points_from_xy(places["lon"], places["lat"]), crs=WGS84).to_crs(crs)
    return places.assign(x=points.x.to_numpy(), y=points.y.to_numpy())


def _view(ax: Axes, grounds: list[_Ground]) -> View:
    """Set the axes' limits to hold every county, the same scale both ways."""
    width, height = float(ax.get_xlim()[1]), float(ax.get_ylim()[1])
    left, bottom, right, top = shapely.total_bounds([ground.area for ground in grounds])
    scale = (1 + 2 * _MARGIN) * max((right - left) / width, (top - bottom) / (height * (1 - _FOOT_SHARE)), 1.0)
    across, up = (left + right) / 2, (bottom + top) / 2 - _FOOT_SHARE / 2 * height * scale
    schools = sum(len(ground.schools) for ground in grounds)
    view = View(
        x_limits=(across - width / 2 * scale, across + width / 2 * scale),
        y_limits=(up - height / 2 * scale, up + height / 2 * scale),
        width=width,
        height=height,
        zoom=float(np.clip(sqrt(_SIGN_PLACES / max(schools, 1)), 0.35, 1.0)),
    )
    ax.set_xlim(view.x_limits)
    ax.set_ylim(view.y_limits)
    ax.set_aspect("auto")
    return view


def _draw_flows(ax: Axes, city: City, grounds: list[_Ground], view: View) -> None:
    """Draw a bent arrow from each village to each school across the border, thicker for more pupils."""
    last = city.lines[0].county.scenario.years[-1]
    home, school = _places(grounds, "settlements", "settlement_id"), _places(grounds, "schools", "school_id")
    heads: defaultdict[tuple[tuple[str, str], tuple[str, str]], int] = defaultdict(int)
    for flow in city.flows:
        if flow.year == last:
            heads[(flow.home, flow.settlement_id), (flow.host, flow.school_id)] += flow.heads
    most, (thin, thick) = max(heads.values(), default=1), _FLOW_POINTS
    for (start, end), pupils in heads.items():
        points = thin + (thick - thin) * sqrt(pupils / most)
        ax.add_patch(
            FancyArrowPatch(
                home[start], school[end], connectionstyle=f"arc3,rad={FLOW_BEND}", arrowstyle="-|>",
                mutation_scale=4 + 2.2 * points, shrinkA=1.5, shrinkB=3.0 * view.zoom, linewidth=points, color=FLOW,
                alpha=0.9, zorder=7, path_effects=[Stroke(linewidth=points + 1.2, foreground="white"), Normal()],
            )
        )  # fmt: skip


def _places(grounds: list[_Ground], table: str, key: str) -> dict[tuple[str, str], tuple[float, float]]:
    """Return county and id to metres."""
    found = {}
    for ground in grounds:
        frame = getattr(ground, table)
        for name, x, y in zip(frame[key], frame["x"].tolist(), frame["y"].tolist(), strict=True):
            found[ground.line.county.id, name] = (x, y)
    return found


def _write_names(ax: Axes, grounds: list[_Ground], view: View, lettering: Lettering) -> None:
    """Write the counties' names, the largest first, each where it covers none before: small ones beside a line."""
    taken: list[tuple[float, float, float, float]] = []
    for ground in sorted(grounds, key=lambda each: -float(shapely.area(each.area))):
        x, y = shapely.get_coordinates(shapely.point_on_surface(ground.area))[0]
        anchor = view.to_points(np.array([x]), np.array([y]))[0]
        name = lettering.printable(ground.line.county.name)
        width, height = lettering.extent(name, _NAME_POINTS)
        spots = [anchor + far * np.array([np.cos(turn), np.sin(turn)]) for far in _FAR for turn in _TURNS]
        boxes = [(p[0] - width / 2, p[1] - height, p[0] + width / 2, p[1] + height) for p in spots]
        free = [place for place, box in enumerate(boxes) if not any(_overlap(box, other) for other in taken)]
        place = free[0] if free else 0
        taken.append(boxes[place])
        leader = _LEADER if place >= len(_TURNS) else None
        word = ax.annotate(
            name, xy=(x, y), xytext=tuple(spots[place] - anchor), textcoords="offset points", ha="center", va="center",
            fontproperties=lettering.font(_NAME_POINTS), color="#5E5340", zorder=9, parse_math=False, arrowprops=leader,
        )  # fmt: skip
        word.set_path_effects([Stroke(linewidth=3.0, foreground="white", alpha=0.85), Normal()])


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Add axes at a place of the sheet in points, one unit a point."""
    across, up = (side * _POINTS_PER_INCH for side in _INCHES)
    ax = figure.add_axes((left / across, bottom / up, width / across, height / up))
    ax.set_axis_off()
    ax.set_xlim(0, width)
    ax.set_ylim(0, height)
    return ax


def _draw_head(pen: Pen, city: City) -> None:
    pen.write(0, pen.height - 20, city.title, points=min(27.0, pen.width * 0.78 / max(len(city.title), 1)))
    year = city.lines[0].county.scenario.years[-1]
    said = f"{year}年  ·  {len(city.lines)}个区县  ·  {whole_text(city).zh}"
    pen.write(0, pen.height - 52, said, points=13.0, colour="#333333")
    draw_stamp(pen, pen.width - 4, pen.height - 18, "示意图 · 合成数据" if city.is_synthetic else "示意图")


def _draw_foot(pen: Pen, city: City) -> None:
    pen.ax.plot([0, pen.width], [pen.height - 4, pen.height - 4], color=INK, linewidth=0.8)
    said = "".join(
        [
            f"{SYNTHETIC}。" if city.is_synthetic else "",
            f"{crossing_text(city).zh}。" if city.may_cross else "",
            f"{city.relaxed.zh}。",
        ]
    )
    for number, line in enumerate(wrapped(said, pen.width / 8.5)[:3]):
        pen.write(0, pen.height - 14 - number * 12, line, points=8.5, colour=FAINT)
