"""Which names a map carries, in which letters, and what they must keep clear of."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from planner.problem.problem import Floats
from planner.show.fonts import Lettering
from planner.show.map_content import MapContent
from planner.show.map_labels import Crowd, Label, spots_around
from planner.show.map_symbols import INK, SHORTFALL, SIGNS, TOWN_TEXT
from planner.show.map_view import FLOW_BEND, View, drawn_actions
from planner.show.words import pupils_text

_SITE_POINTS = {"build": 10.0, "expand": 8.5, "merge": 6.8, "keep": 6.8}
_SITE_COLOURS = {"build": INK, "expand": "#123A72", "merge": "#A33D12", "keep": "#444444"}
_TOWN_POINTS = 14.0
_SHORT_POINTS = 8.5
_TOWN_GRID = 26
_TOWN_DRIFT_COST = 0.08
_FLOW_STEPS = 14
_FLOW_WEIGHT, _DOT_WEIGHT = 0.45, 0.8
_LEAST_READABLE_POINTS = 4.2


def labels_of(content: MapContent, view: View, lettering: Lettering) -> list[Label]:
    """List the names, the weightiest first: built, expanded, shortfall, towns, merged, receiving schools."""
    schools = content.schools.sort_values("pupils", ascending=False, kind="stable")
    receiving = schools[(schools["action"] == "keep") & (schools["receives"] > 0)]
    labels = [
        *_site_labels(schools[schools["action"] == "build"], "build", view, lettering),
        *_site_labels(schools[schools["action"] == "expand"], "expand", view, lettering),
        *_shortfall_labels(content.settlements, view, lettering),
        *_town_labels(content, view, lettering),
        *_site_labels(schools[schools["action"] == "merge"], "merge", view, lettering),
        *_site_labels(receiving.sort_values("receives", ascending=False, kind="stable"), "keep", view, lettering),
    ]
    return [label for label in labels if label.text]


def crowd_of(content: MapContent, view: View) -> Crowd:
    """Gather the signs no name may touch, and the dots and flows it had better not cover."""
    short = content.settlements[content.settlements["short"] > 0]
    hard = [_sign_boxes(short, SHORTFALL.points, view)]
    hard += [
        _sign_boxes(content.schools[content.schools["action"] == action], SIGNS[action].points, view)
        for action in drawn_actions()
    ]
    dots, flows = _points(content.settlements, view), _flow_points(content, view)
    return Crowd(
        frame=view.frame,
        hard=np.vstack(hard),
        soft=np.vstack([dots, flows]),
        weights=np.append(np.full(len(dots), _DOT_WEIGHT), np.full(len(flows), _FLOW_WEIGHT)),
    )


def _site_labels(schools: pd.DataFrame, action: str, view: View, lettering: Lettering) -> Iterator[Label]:
    sign = next(found for name, found in SIGNS.items() if name == action)
    letters = max(_SITE_POINTS[action] * view.zoom, _LEAST_READABLE_POINTS)
    for name, anchor in zip(schools["name"], _points(schools, view), strict=True):
        yield _beside(
            lettering.printable(str(name)),
            (float(anchor[0]), float(anchor[1])),
            _Hand(lettering=lettering, points=letters, colour=_SITE_COLOURS[action]),
            reach=sign.points * view.zoom / 2,
        )


def _shortfall_labels(settlements: pd.DataFrame, view: View, lettering: Lettering) -> Iterator[Label]:
    short = settlements[settlements["short"] > 0].sort_values("short", ascending=False, kind="stable")
    letters = max(_SHORT_POINTS * view.zoom, _LEAST_READABLE_POINTS)
    for pupils, anchor in zip(short["short"], _points(short, view), strict=True):
        yield _beside(
            f"缺{pupils_text(pupils)}",
            (float(anchor[0]), float(anchor[1])),
            _Hand(lettering=lettering, points=letters, colour=SHORTFALL.fill),
            reach=SHORTFALL.points * view.zoom / 2,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Hand:
    """Letters of one size and colour."""

    lettering: Lettering
    points: float
    colour: str


def _beside(text: str, anchor: tuple[float, float], hand: _Hand, *, reach: float) -> Label:
    size = hand.lettering.extent(text, hand.points)
    spots, costs, leaders = spots_around(anchor, size, reach)
    return Label(
        text=text,
        points=hand.points,
        colour=hand.colour,
        bold=hand.colour in {INK, SHORTFALL.fill},
        anchor=anchor,
        reach=reach,
        width=size[0],
        height=size[1],
        spots=spots,
        costs=costs,
        leaders=leaders,
    )


def _town_labels(content: MapContent, view: View, lettering: Lettering) -> Iterator[Label]:
    letters = max(_TOWN_POINTS * view.zoom, _LEAST_READABLE_POINTS)
    for town, spots in _town_spots(content, view):
        text = lettering.printable(town)
        size = lettering.extent(text, letters)
        off = np.hypot(*(spots - spots[0]).T)
        yield Label(
            text=text,
            points=letters,
            colour=TOWN_TEXT,
            bold=False,
            anchor=(float(spots[0, 0]), float(spots[0, 1])),
            reach=0.0,
            width=size[0],
            height=size[1],
            spots=spots,
            costs=off * _TOWN_DRIFT_COST / view.zoom,
            leaders=np.zeros(len(spots), dtype=bool),
        )


def _town_spots(content: MapContent, view: View) -> Iterator[tuple[str, Floats]]:
    """Yield each town with the places its name may stand, in points, the natural one first."""
    if content.towns is not None:
        for town, shape in content.towns.dissolve("town").geometry.items():
            if not shape.is_empty:
                yield str(town), _spots_within(shape, view)
        return
    for town, places in content.settlements.groupby("town", sort=False):
        corners = _points(places, view)
        steps = np.linspace(-60.0, 60.0, _TOWN_GRID // 2) * view.zoom
        grid = np.array([(0.0, 0.0), *((right, up) for right in steps for up in steps)])
        yield str(town), corners.mean(axis=0) + grid


def _spots_within(shape: shapely.Geometry, view: View) -> Floats:
    """Return a grid of places inside a polygon, in points; first its roomiest place."""
    left, bottom, right, top = shapely.bounds(shape)
    x, y = np.meshgrid(np.linspace(left, right, _TOWN_GRID), np.linspace(bottom, top, _TOWN_GRID))
    inside = shapely.contains_xy(shape, x.ravel(), y.ravel())
    middle = shapely.get_coordinates(shapely.point_on_surface(shape))
    places = np.vstack([middle, np.column_stack([x.ravel()[inside], y.ravel()[inside]])])
    return view.to_points(places[:, 0], places[:, 1])


def _points(places: pd.DataFrame, view: View) -> Floats:
    return view.to_points(places["x"].to_numpy(float), places["y"].to_numpy(float))


def _sign_boxes(places: pd.DataFrame, width: float, view: View) -> Floats:
    middles, half = _points(places, view), width * view.zoom / 2
    return np.hstack([middles - half, middles + half])


def _flow_points(content: MapContent, view: View) -> Floats:
    """Points along every flow's curve, as matplotlib's arc3 bends it: a parabola pulled aside at its middle."""
    start = view.to_points(content.flows["from_x"].to_numpy(float), content.flows["from_y"].to_numpy(float))
    end = view.to_points(content.flows["to_x"].to_numpy(float), content.flows["to_y"].to_numpy(float))
    across = (end - start)[:, ::-1] * np.array([FLOW_BEND, -FLOW_BEND])
    pull = (start + end) / 2 + across
    step = np.linspace(0.0, 1.0, _FLOW_STEPS)[:, None, None]
    curve: Floats = (1 - step) ** 2 * start + 2 * step * (1 - step) * pull + step**2 * end
    return curve.reshape(-1, 2)
