"""What the maps of the atlas share: signs of several sizes, what names keep clear of, words of sums."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from planner.plan import CLOSED
from planner.problem.problem import Floats
from planner.show.maps.content import MapContent
from planner.show.maps.labels import Crowd
from planner.show.maps.names import points_of, sign_boxes
from planner.show.maps.pen import Pen, small_note
from planner.show.maps.symbols import Sign
from planner.show.maps.view import View
from planner.show.words.numbers import pupils_text

TRIP = "#8F8A80"
"""Lines from settlements to schools."""
NAME = "#2B2B2B"
"""Letters of names that are not stressed."""
_DOT_WEIGHT = 0.8


def place_signs(ax: Axes, places: pd.DataFrame, sign: Sign, widths: Floats, view: View) -> None:
    """Draw a sign at places, so many points wide each at full size, the large ones first."""
    order = np.argsort(-widths, kind="stable")
    ax.scatter(
        places["x"].to_numpy(float)[order],
        places["y"].to_numpy(float)[order],
        s=(widths[order] * view.zoom) ** 2,
        marker=sign.marker,
        c=sign.fill,
        edgecolors=sign.edge,
        linewidths=sign.edge_points * view.zoom,
        zorder=6,
    )


def crowd_around(content: MapContent, places: pd.DataFrame, widths: Floats, view: View) -> Crowd:
    """Say that names touch no sign at these places, and had better not cover settlements."""
    dots = points_of(content.settlements, view)
    return Crowd(
        frame=view.frame,
        hard=sign_boxes(places, widths, view),
        soft=dots,
        weights=np.full(len(dots), _DOT_WEIGHT),
    )


def draw_trips(ax: Axes, content: MapContent, trips: pd.DataFrame, view: View) -> None:
    """Draw a thin line from each settlement to each school that the trips lead to."""
    home = content.settlements.set_index("settlement_id")[["x", "y"]]
    school = content.schools.set_index("school_id")[["x", "y"]]
    pairs = trips[["settlement_id", "school_id"]].drop_duplicates()
    pairs = pairs[pairs["settlement_id"].isin(home.index) & pairs["school_id"].isin(school.index)]
    ends = np.stack(
        [home.loc[pairs["settlement_id"]].to_numpy(float), school.loc[pairs["school_id"]].to_numpy(float)], axis=1
    )
    lines = LineCollection(list(ends), colors=TRIP, linewidths=0.45 * view.zoom, alpha=0.7, zorder=3.5)
    ax.add_collection(lines, autolim=False)


def open_schools(content: MapContent) -> pd.DataFrame:
    """Return the schools that are open in the year."""
    return content.schools[~content.schools["action"].isin(CLOSED)]


def rows_of(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield these columns' values row by row."""
    yield from zip(*(frame[column].to_list() for column in columns), strict=True)


def sum_text(seats: pd.Series) -> str:
    """Print a sum of seats; without a limit where one of them has none."""
    return "不限" if seats.isna().any() else pupils_text(float(seats.sum()))


def percent_text(share: float) -> str:
    """Print a share as a whole percentage, or a dash where it is not known.

    >>> percent_text(0.984), percent_text(float("nan"))
    ('98%', '—')
    """
    return "—" if np.isnan(share) else f"{share:.0%}"


def note_below(pen: Pen, y: float, text: str) -> float:
    """Write a small note under what stands above it."""
    return small_note(pen, y - 6, text) - 8
