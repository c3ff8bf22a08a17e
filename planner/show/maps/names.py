"""Which names a map carries, in which letters, and what they must keep clear of."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from planner.plan import Action
from planner.problem.problem import Floats
from planner.show.maps.content import MapContent
from planner.show.maps.fonts import Lettering
from planner.show.maps.labels import Crowd, Label, spots_around
from planner.show.maps.symbols import INK, SHORTFALL, SIGNS, TOWN_TEXT
from planner.show.maps.view import FLOW_BEND, View, dot_points, drawn_actions
from planner.show.words.numbers import pupils_text

_SITE_POINTS: Mapping[Action, float] = {"build": 10.0, "expand": 8.5, "merge": 6.8, "change": 6.8, "keep": 6.8}
_SITE_COLOURS: Mapping[Action, str] = {
    "build": INK,
    "expand": "#123A72",
    "merge": "#A33D12",
    "change": "#A33D12",
    "keep": "#444444",
}
_TOWN_POINTS = 14.0
_SHORT_POINTS = 8.5
_HOME_POINTS = 6.2
_HOME_COLOUR = "#6B6658"
_MOST_HOMES_NAMED = 80
"""With more settlements their names would hide what the map is about."""
LINE_SHARE = 1.5
"""From one line of a name to the next, in letters."""
_LINE_SLACK = 0.08
"""What the drawn lines may take more than that: letters reach below their line."""
_TOWN_GRID = 26
_TOWN_DRIFT_COST = 0.08
_FLOW_STEPS = 14
_FLOW_WEIGHT, _DOT_WEIGHT = 0.45, 0.8
_LEAST_READABLE_POINTS = 4.2


def labels_of(content: MapContent, view: View, lettering: Lettering) -> list[Label]:
    """List the names, the weightiest first: built, expanded, shortfall, towns, converted, merged, receiving schools.

    Where there are few settlements, all schools and settlements are named, as far as there is room.
    """
    schools = content.schools.sort_values("pupils", ascending=False, kind="stable")
    receiving = schools[(schools["action"] == "keep") & (schools["receives"] > 0)]
    return [
        *_site_labels(schools[schools["action"] == "build"], "build", view, lettering),
        *_site_labels(schools[schools["action"] == "expand"], "expand", view, lettering),
        *shortfall_labels(content.settlements, view, lettering),
        *town_labels(content, view, town_hand(lettering, view)),
        *_site_labels(schools[schools["action"] == "change"], "change", view, lettering),
        *_site_labels(schools[schools["action"] == "merge"], "merge", view, lettering),
        *_site_labels(receiving.sort_values("receives", ascending=False, kind="stable"), "keep", view, lettering),
        *_further_labels(content, view, lettering),
    ]


def _further_labels(content: MapContent, view: View, lettering: Lettering) -> list[Label]:
    """Return the names of other schools that stay and of settlements, the largest first; none where there are many."""
    if len(content.settlements) > _MOST_HOMES_NAMED:
        return []
    schools = content.schools[(content.schools["action"] == "keep") & (content.schools["receives"] <= 0)]
    homes = content.settlements.sort_values("pupils", ascending=False, kind="stable")
    hand = hand_of(lettering, _HOME_POINTS, _HOME_COLOUR, view)
    widths = dot_points(homes["pupils"].to_numpy(float), 1.0)
    return [
        *_site_labels(schools.sort_values("pupils", ascending=False, kind="stable"), "keep", view, lettering),
        *name_labels(homes, map(str, homes["name"]), hand, view, width=widths),
    ]


def crowd_of(content: MapContent, view: View) -> Crowd:
    """Gather the signs no name may touch, and the dots and flows it had better not cover."""
    short = content.settlements[content.settlements["short"] > 0]
    hard = [sign_boxes(short, SHORTFALL.points, view)]
    hard += [
        sign_boxes(content.schools[content.schools["action"] == action], SIGNS[action].points, view)
        for action in drawn_actions()
    ]
    dots, flows = points_of(content.settlements, view), _flow_points(content, view)
    return Crowd(
        frame=view.frame,
        hard=np.vstack(hard),
        soft=np.vstack([dots, flows]),
        weights=np.append(np.full(len(dots), _DOT_WEIGHT), np.full(len(flows), _FLOW_WEIGHT)),
    )


def _site_labels(schools: pd.DataFrame, action: Action, view: View, lettering: Lettering) -> list[Label]:
    hand = hand_of(lettering, _SITE_POINTS[action], _SITE_COLOURS[action], view)
    return name_labels(schools, map(str, schools["name"]), hand, view, width=SIGNS[action].points)


def shortfall_labels(settlements: pd.DataFrame, view: View, lettering: Lettering) -> list[Label]:
    """Return how many seats each settlement lacks, the most first."""
    short = settlements[settlements["short"] > 0].sort_values("short", ascending=False, kind="stable")
    hand = hand_of(lettering, _SHORT_POINTS, SHORTFALL.fill, view)
    return name_labels(short, (f"缺{pupils_text(n)}" for n in short["short"]), hand, view, width=SHORTFALL.points)


@dataclass(frozen=True, kw_only=True, eq=False)
class Hand:
    """Letters of one size and colour."""

    lettering: Lettering
    points: float
    colour: str


def beside(text: str, anchor: tuple[float, float], hand: Hand, *, reach: float) -> Label:
    """Return the label of a sign of this half width, to stand beside it."""
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


def name_labels(
    places: pd.DataFrame, texts: Iterable[str], hand: Hand, view: View, *, width: float | Floats
) -> list[Label]:
    """Return a label for each place, in their order, beside signs so many points wide at full size."""
    reaches = np.broadcast_to(np.asarray(width) * view.zoom / 2, len(places))
    return [
        beside(hand.lettering.printable(text), (float(x), float(y)), hand, reach=float(reach))
        for text, (x, y), reach in zip(texts, points_of(places, view), reaches, strict=True)
        if hand.lettering.printable(text)
    ]


def hand_of(lettering: Lettering, points: float, colour: str, view: View) -> Hand:
    """Return letters of so many points at full size, never too small to be read."""
    return Hand(lettering=lettering, points=max(points * view.zoom, _LEAST_READABLE_POINTS), colour=colour)


def town_hand(lettering: Lettering, view: View) -> Hand:
    """Return the letters of towns that are only ground."""
    return hand_of(lettering, _TOWN_POINTS, TOWN_TEXT, view)


def town_labels(
    content: MapContent, view: View, hand: Hand, *, says: Mapping[str, str] | None = None
) -> Iterator[Label]:
    """Yield the towns' names, each with a second line where something is said of the town."""
    for town, spots in _town_spots(content, view):
        lines = [line for line in (hand.lettering.printable(town), (says or {}).get(town, "")) if line]
        if not lines:
            continue
        sizes = [hand.lettering.extent(line, hand.points) for line in lines]
        off = np.hypot(*(spots - spots[0]).T)
        yield Label(
            text="\n".join(lines),
            points=hand.points,
            colour=hand.colour,
            bold=False,
            anchor=(float(spots[0, 0]), float(spots[0, 1])),
            reach=0.0,
            width=max(size[0] for size in sizes),
            height=max(size[1] for size in sizes) + (len(lines) - 1) * (LINE_SHARE + _LINE_SLACK) * hand.points,
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
        corners = points_of(places, view)
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


def points_of(places: pd.DataFrame, view: View) -> Floats:
    """Return where places stand, in points, shape (place, 2)."""
    return view.to_points(places["x"].to_numpy(float), places["y"].to_numpy(float))


def sign_boxes(places: pd.DataFrame, width: float | Floats, view: View) -> Floats:
    """Return the boxes of signs so many points wide at full size, shape (place, 4)."""
    middles, half = points_of(places, view), np.reshape(width, (-1, 1)) * view.zoom / 2
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
