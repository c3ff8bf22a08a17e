"""The pen of a sheet: text in points, headings, rows of sign and word, tables."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text

from planner.show.maps.fonts import Lettering
from planner.show.maps.symbols import FAINT, INK, Sign

LINE = 19.0
"""Points from one line of a panel to the next."""
SIGN_X = 12.0
WORD_X = 28.0
HEAD_POINTS, BODY_POINTS, SMALL_POINTS = 13.0, 11.0, 8.5

_CLOSING = "，。、；：！？）》〕”…"
DrawSign = Callable[[float], object]
"""Draws a sign of a legend, its middle at a height."""
LegendRow = tuple[DrawSign, str, str]
"""Sign, word, count."""
_LINE_TALL = 4.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Pen:
    """Axes whose unit is the point, and the letters to write there. Nothing it writes is read as mathematics."""

    ax: Axes
    lettering: Lettering

    @property
    def width(self) -> float:
        """Points from the left edge to the right one."""
        return float(self.ax.get_xlim()[1])

    @property
    def height(self) -> float:
        """Points from the lower edge to the upper one."""
        return float(self.ax.get_ylim()[1])

    def write(self, x: float, y: float, text: str, *, points: float, colour: str = INK) -> Text:
        """Write one line from x on, its middle at height y."""
        return self.ax.text(
            x, y, self.lettering.printable(text), fontproperties=self.lettering.font(points), color=colour,
            ha="left", va="center_baseline", parse_math=False,
        )  # fmt: skip

    def write_up_to(self, x: float, y: float, text: str, *, points: float, colour: str = INK) -> Text:
        """Write one line that ends at x, its middle at height y."""
        word = self.write(x, y, text, points=points, colour=colour)
        word.set_horizontalalignment("right")
        return word


def wrapped(text: str, width: float) -> list[str]:
    """Break text into lines of at most so many ems; a Chinese character is one em, a Latin one about half.

    Latin words stay whole where a line holds them.

    >>> wrapped("资料来源ab", 4.0), wrapped("of made up", 4.0)
    (['资料来源', 'ab'], ['of made', 'up'])
    """
    lines = [""]
    # a mark that closes stands with the character before it
    for word in re.findall(rf"(?:[!-~]+|.)[{_CLOSING}]*", text):
        if lines[-1] and _ems(lines[-1] + word) > width:
            lines.append("")
        for letter in word if lines[-1] or word != " " else "":
            if _ems(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return [line.rstrip(" ") for line in lines]


def _ems(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.56 for letter in text)


def heading(pen: Pen, y: float, text: str) -> float:
    """Write a heading over a thin line; return the height of the next line."""
    pen.write(0, y, text, points=HEAD_POINTS)
    pen.ax.plot([0, pen.width], [y - 10, y - 10], color="#BBBBBB", linewidth=0.7)
    return y - LINE - 5


def legend_rows(pen: Pen, y: float, rows: Iterable[LegendRow]) -> float:
    """Write rows of sign, word and, at the right edge, a count; return the height of the next line."""
    for draw, word, count in rows:
        draw(y)
        pen.write(WORD_X, y, word, points=BODY_POINTS)
        pen.write_up_to(pen.width, y, count, points=BODY_POINTS)
        y -= LINE
    return y


def table_row(pen: Pen, y: float, cells: Sequence[str], ends: Sequence[float], *, colour: str = INK) -> float:
    """Write a word at the left edge and cells that end at shares of the width; return the height of the next line."""
    word, *rest = cells
    pen.write(0, y, word, points=BODY_POINTS, colour=colour)
    for end, cell in zip(ends, rest, strict=True):
        pen.write_up_to(end * pen.width, y, cell, points=BODY_POINTS, colour=colour)
    return y - LINE + 1


def point_sign(pen: Pen, sign: Sign, *, points: float | None = None) -> DrawSign:
    """Return what draws a point sign, as wide as on the map unless told."""
    return partial(_draw_point, pen, sign, points or sign.points)


def area_sign(pen: Pen, fill: str, *, tall: float = 11.0, left: float = 2.0) -> DrawSign:
    """Return what draws a filled box; a low one stands for a line."""
    return partial(_draw_box, pen, fill, (left, tall))


def line_sign(pen: Pen, colour: str) -> DrawSign:
    """Return what draws a thin line."""
    return partial(_draw_line, pen, colour)


def small_note(pen: Pen, y: float, text: str) -> float:
    """Write lines of small faint text; return the height of the next line."""
    for line in wrapped(text, pen.width / SMALL_POINTS - 1) if text else []:
        pen.write(0, y, line, points=SMALL_POINTS, colour=FAINT)
        y -= SMALL_POINTS * 1.45
    return y


def _draw_point(pen: Pen, sign: Sign, points: float, y: float) -> None:
    pen.ax.scatter(
        [SIGN_X],
        [y],
        s=(points * pen.lettering.scale) ** 2,
        marker=sign.marker,
        c=sign.fill,
        edgecolors=sign.edge,
        linewidths=sign.edge_points,
    )


def _draw_line(pen: Pen, colour: str, y: float) -> None:
    pen.ax.plot([2, 22], [y, y], color=colour, linewidth=0.8)


def _draw_box(pen: Pen, fill: str, at: tuple[float, float], y: float) -> None:
    left, tall = at
    box = FancyBboxPatch((left, y - tall / 2), 20, tall, boxstyle="square,pad=0", facecolor=fill, edgecolor="#B5AE9E",
                         linewidth=0.4 if tall > _LINE_TALL else 0.0)  # fmt: skip
    pen.ax.add_patch(box)
