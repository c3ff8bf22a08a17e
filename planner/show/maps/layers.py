"""The layers of a map, bottom to top: ground, settlements, flows, schools, shortfall, names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path
from matplotlib.patheffects import Normal, Stroke

from planner.problem.problem import Floats
from planner.show.maps.content import FLOW_COLUMNS, MapContent
from planner.show.maps.fonts import Lettering
from planner.show.maps.labels import Crowd, Label, Placed, place_labels
from planner.show.maps.names import LINE_SHARE, crowd_of, labels_of
from planner.show.maps.symbols import (
    FAINT,
    FLOW,
    MINUTES_BINS,
    ROAD,
    SETTLEMENT_EDGE,
    SHORTFALL,
    SIGNS,
    TOWN_EDGE,
    TOWN_FILLS,
    UNPLACED_FILL,
    WATER,
    Sign,
    minutes_bin,
)
from planner.show.maps.view import FLOW_BEND, View, dot_points, drawn_actions, view_of

_FLOW_POINTS = (0.7, 2.6)
_HALO_POINTS = 2.2


@dataclass(frozen=True, kw_only=True, eq=False)
class DrawnMap:
    """What came onto the map: the view it was drawn in, the names that found room, and how many did not."""

    view: View
    names: tuple[Placed, ...]
    left_out: int


def draw_plan_map(ax: Axes, content: MapContent, lettering: Lettering) -> DrawnMap:
    """Draw one year of a plan into axes of any size; signs and letters shrink with the axes, limits are set to fit.

    The axes' position in the figure must be final: names are placed for the size it has. Nothing but the axes changes.
    """
    view = open_map(ax, content)
    _draw_settlements(ax, content.settlements, view)
    _draw_flows(ax, content.flows, view)
    _draw_schools(ax, content.schools, view)
    _draw_shortfall(ax, content.settlements, view)
    return write_names(ax, labels_of(content, view, lettering), crowd_of(content, view), view, lettering)


def open_map(ax: Axes, content: MapContent, shapes: Sequence[shapely.Geometry] = ()) -> View:
    """Set the axes' limits to hold all of the content and the shapes; draw the ground: towns, water, main roads."""
    view = view_of(ax, content, shapes)
    ax.set_axis_off()
    ax.set_xlim(view.x_limits)
    ax.set_ylim(view.y_limits)
    ax.set_aspect("auto")
    _draw_ground(ax, content, view)
    return view


def write_names(ax: Axes, labels: Sequence[Label], crowd: Crowd, view: View, lettering: Lettering) -> DrawnMap:
    """Write the names that find room, the weightiest first."""
    names = place_labels(labels, crowd)
    for name in names:
        _write_name(ax, name, view, lettering)
    return DrawnMap(view=view, names=names, left_out=len(labels) - len(names))


def draw_areas(ax: Axes, shapes: Iterable[shapely.Geometry], fills: Sequence[str], *, edge: str, points: float) -> None:
    """Fill areas above the towns and below water, roads and signs; their edges are so many points wide."""
    ax.add_collection(
        PathCollection(
            [_outline(shape) for shape in shapes], facecolors=fills, edgecolors=edge, linewidths=points, zorder=1.5
        ),
        autolim=False,
    )


def draw_dots(ax: Axes, places: pd.DataFrame, fill: str, view: View, *, edge: str = SETTLEMENT_EDGE) -> None:
    """Draw settlements in one colour, larger for more pupils."""
    ax.scatter(
        places["x"],
        places["y"],
        s=dot_points(places["pupils"].to_numpy(float), view.zoom) ** 2,
        c=fill,
        edgecolors=edge,
        linewidths=0.4 * view.zoom,
        zorder=4,
    )


def sign_marks(ax: Axes, sign: Sign, x: Floats, y: Floats, *, zoom: float) -> PathCollection:
    """Draw a sign at places in data coordinates."""
    return ax.scatter(
        x,
        y,
        s=(sign.points * zoom) ** 2,
        marker=sign.marker,
        c=sign.fill,
        edgecolors=sign.edge,
        linewidths=sign.edge_points * zoom,
        zorder=6,
    )


def _draw_ground(ax: Axes, content: MapContent, view: View) -> None:
    if content.towns is not None:
        parts = content.towns.geometry.to_list()
        fills = [TOWN_FILLS[number % len(TOWN_FILLS)] for number in range(len(parts))]
        ax.add_collection(
            PathCollection(
                [_outline(part) for part in parts],
                facecolors=fills,
                edgecolors=TOWN_EDGE,
                linewidths=1.8 * view.zoom,
                zorder=1,
            ),
            autolim=False,
        )
    if content.water is not None:
        _draw_shapes(ax, content.water, colour=WATER, points=3.0 * view.zoom, zorder=2)
    if content.roads is not None:
        _draw_shapes(ax, content.roads, colour=ROAD, points=0.8 * view.zoom, zorder=3)


def _draw_shapes(ax: Axes, shapes: gpd.GeoDataFrame, *, colour: str, points: float, zorder: int) -> None:
    """Draw areas filled and lines."""
    parts = shapely.get_parts(shapes.geometry.to_numpy())
    areas = [_outline(part) for part in parts if part.geom_type == "Polygon"]
    lines = [shapely.get_coordinates(part) for part in parts if part.geom_type in {"LineString", "LinearRing"}]
    if areas:
        ax.add_collection(PathCollection(areas, facecolors=colour, edgecolors="none", zorder=zorder), autolim=False)
    if lines:
        ax.add_collection(
            LineCollection(lines, colors=colour, linewidths=points, capstyle="round", zorder=zorder), autolim=False
        )


def _outline(shape: shapely.Geometry) -> Path:
    """Return a polygon's rings, holes and all, as one path."""
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and not part.is_empty]
    rings = [Path(shapely.get_coordinates(ring), closed=True) for p in polygons for ring in (p.exterior, *p.interiors)]
    return Path.make_compound_path(*rings) if rings else Path(np.zeros((0, 2)))


def _draw_settlements(ax: Axes, settlements: pd.DataFrame, view: View) -> None:
    bins = [minutes_bin(float(minutes)) for minutes in settlements["minutes"]]
    for shade in (None, *MINUTES_BINS):
        chosen = settlements[[found is shade for found in bins]]
        draw_dots(ax, chosen, shade.fill if shade else UNPLACED_FILL, view)


def _draw_flows(ax: Axes, flows: pd.DataFrame, view: View) -> None:
    """Draw a bent arrow from each merged school to each school that takes its pupils, thicker for more pupils."""
    most = max(float(flows["pupils"].max()), 1.0) if len(flows) else 1.0
    thin, thick = _FLOW_POINTS
    for from_x, from_y, to_x, to_y, pupils in flows[list(FLOW_COLUMNS)].to_numpy(float):
        width = (thin + (thick - thin) * sqrt(pupils / most)) * view.zoom
        ax.add_patch(
            FancyArrowPatch(
                (from_x, from_y),
                (to_x, to_y),
                connectionstyle=f"arc3,rad={FLOW_BEND}",
                arrowstyle="-|>",
                mutation_scale=(5 + 2.2 * width) * view.zoom,
                shrinkA=3.5 * view.zoom,
                shrinkB=4.5 * view.zoom,
                linewidth=width,
                color=FLOW,
                alpha=0.85,
                zorder=5,
                path_effects=[Stroke(linewidth=width + 1.2 * view.zoom, foreground="white", alpha=0.6), Normal()],
            )
        )


def _draw_schools(ax: Axes, schools: pd.DataFrame, view: View) -> None:
    for action in drawn_actions():
        chosen = schools[schools["action"] == action]
        sign_marks(ax, SIGNS[action], chosen["x"].to_numpy(float), chosen["y"].to_numpy(float), zoom=view.zoom)


def _draw_shortfall(ax: Axes, settlements: pd.DataFrame, view: View) -> None:
    short = settlements[settlements["short"] > 0]
    sign_marks(ax, SHORTFALL, short["x"].to_numpy(float), short["y"].to_numpy(float), zoom=view.zoom)


def _write_name(ax: Axes, name: Placed, view: View, lettering: Lettering) -> None:
    label = name.label
    halo = Stroke(linewidth=_HALO_POINTS * view.zoom, foreground="white", alpha=0.9)
    thick = [Stroke(linewidth=0.35 * view.zoom, foreground=label.colour)] if label.bold else []
    note = ax.annotate(
        label.text,
        xy=view.to_metres(label.anchor),
        xytext=(name.x - label.anchor[0], name.y - label.anchor[1]),
        textcoords="offset points",
        ha="center",
        va="center",
        fontproperties=lettering.font(label.points),
        color=label.colour,
        zorder=9,
        parse_math=False,
        linespacing=LINE_SHARE if "\n" in label.text else None,
        arrowprops={"arrowstyle": "-", "color": FAINT, "linewidth": 0.4, "shrinkA": 0, "shrinkB": label.reach}
        if name.leader
        else None,
    )
    note.set_path_effects([halo, *thick, Normal()])
    note.set_gid("name")
