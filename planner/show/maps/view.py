"""The view of a map: how metres become points on paper, and how large signs are in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from matplotlib.axes import Axes

from planner.plan import Action
from planner.problem.problem import Floats
from planner.show.maps.content import MapContent

FLOW_BEND = 0.18
"""How far a flow's curve bulges, as a share of its length."""
_POINTS_PER_INCH = 72
_FULL_SIZE_POINTS = 800.0
_ZOOM_LIMITS = (0.4, 1.15)
_SHEET_INCHES = 13.0
"""Width of the map on an A3 sheet, at most."""
_POSTER_GROWTH = 0.75
_USUAL_PLACES = 250
_MOST_ENLARGED = 1.7
_MARGIN = 0.035
_USUAL_SHAPE = 0.75
_FOOT_POINTS = 34.0
_LEAST_METRES = 2000.0
_DOT_POINTS = (4.0, 11.0)
_DOT_FULL_PUPILS = 600.0


@dataclass(frozen=True, kw_only=True)
class View:
    """A window on the ground: limits in metres, the size of the frame in points, and the size of signs in it."""

    x_limits: tuple[float, float]
    y_limits: tuple[float, float]
    width: float
    height: float
    zoom: float
    """Signs and letters are this many times their full size."""

    @property
    def frame(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top in points; the strip at the foot is left to the scale bar."""
        return 0.0, _FOOT_POINTS * self.zoom, self.width, self.height

    def to_points(self, x: Floats, y: Floats) -> Floats:
        """Turn metres into points from the lower left corner, shape (place, 2)."""
        scale = self.width / (self.x_limits[1] - self.x_limits[0])
        return np.column_stack([(x - self.x_limits[0]) * scale, (y - self.y_limits[0]) * scale])

    def to_metres(self, point: tuple[float, float]) -> tuple[float, float]:
        """Turn a point into metres."""
        scale = (self.x_limits[1] - self.x_limits[0]) / self.width
        return self.x_limits[0] + point[0] * scale, self.y_limits[0] + point[1] * scale


def view_of(ax: Axes, content: MapContent, shapes: Sequence[shapely.Geometry] = ()) -> View:
    """Fit places, towns and other shapes into the axes as they stand in the figure, the same scale both ways."""
    figure = ax.get_figure(root=True)
    inches = ax.get_position().size * (figure.get_size_inches() if figure else np.ones(2))
    width, height = (float(side) * _POINTS_PER_INCH for side in inches)
    # a flat frame of a wide district has room for signs as large as a higher one
    least, most = _ZOOM_LIMITS
    # on a poster signs and letters grow less than the paper, so that more names find room
    most *= max(1.0, float(inches[0]) / _SHEET_INCHES) ** _POSTER_GROWTH
    zoom = float(np.clip(np.sqrt(width * max(height, _USUAL_SHAPE * width)) / _FULL_SIZE_POINTS, least, most))
    zoom *= enlarged(len(content.settlements) + len(content.schools))
    left, bottom, right, top = _extent(content, shapes)
    metres_per_point = (1 + 2 * _MARGIN) * max(
        (right - left) / width, (top - bottom) / (height - _FOOT_POINTS * zoom), _LEAST_METRES / width
    )
    middle_x, middle_y = (left + right) / 2, (bottom + top) / 2 - _FOOT_POINTS * zoom / 2 * metres_per_point
    return View(
        x_limits=(middle_x - width / 2 * metres_per_point, middle_x + width / 2 * metres_per_point),
        y_limits=(middle_y - height / 2 * metres_per_point, middle_y + height / 2 * metres_per_point),
        width=width,
        height=height,
        zoom=zoom,
    )


def enlarged(places: int) -> float:
    """How many times larger signs and letters are where a map has few places, so that it is read from afar.

    >>> enlarged(420), round(enlarged(100), 2), enlarged(12)
    (1.0, 1.26, 1.7)
    """
    return float(np.clip((_USUAL_PLACES / max(places, 1)) ** 0.25, 1.0, _MOST_ENLARGED))


def height_filled(content: MapContent, width: float) -> float:
    """Return how high a frame of this width must be, in points, for places and towns to fill it."""
    left, bottom, right, top = _extent(content)
    return _FOOT_POINTS * _ZOOM_LIMITS[1] + width * (top - bottom) / max(right - left, _LEAST_METRES)


def drawn_actions() -> tuple[Action, ...]:
    """Return the actions that have a sign, in the order they are drawn: the weightiest on top."""
    return ("change", "keep", "merge", "expand", "build")


def legend_actions(counts: Mapping[Action, int]) -> tuple[Action, ...]:
    """Return the actions a legend explains: the usual ones, and conversions where there are any.

    >>> legend_actions({"merge": 3, "change": 1})
    ('merge', 'change', 'expand', 'build', 'keep')
    """
    order: tuple[Action, ...] = ("merge", "change", "expand", "build", "keep")
    return tuple(action for action in order if action != "change" or counts["change"])


def dot_points(pupils: Floats, zoom: float) -> Floats:
    """Width of a settlement's dot: its area grows with its pupils, within limits."""
    least, most = _DOT_POINTS
    share = np.clip(pupils / _DOT_FULL_PUPILS, 0.0, 1.0)
    widths: Floats = np.sqrt(least**2 + (most**2 - least**2) * share) * zoom
    return widths


def _extent(content: MapContent, shapes: Sequence[shapely.Geometry] = ()) -> tuple[float, float, float, float]:
    """Left, bottom, right, top in metres of everything that must be seen."""
    x = np.concatenate([content.settlements["x"].to_numpy(float), content.schools["x"].to_numpy(float)])
    y = np.concatenate([content.settlements["y"].to_numpy(float), content.schools["y"].to_numpy(float)])
    held = [*shapes, *(() if content.towns is None else content.towns.geometry)]
    if held:
        left, bottom, right, top = shapely.total_bounds(held)
        x, y = np.append(x, [left, right]), np.append(y, [bottom, top])
    if not len(x):
        return 0.0, 0.0, 0.0, 0.0
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())
