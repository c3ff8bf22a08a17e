"""The list under a wide district's map, in as many lines as there is room for: a name and what is said of it."""

from collections.abc import Sequence
from math import ceil

from planner.plan import MERGED
from planner.show.maps.content import MapContent
from planner.show.maps.pen import Pen, wrapped
from planner.show.maps.symbols import FAINT, FLOW, INK
from planner.show.words.common import clean, continued_text
from planner.show.words.numbers import pupils_text

_COLUMNS = 4
_POINTS, _PITCH = 8.5, 12.5
_HEAD, _GAP = 30.0, 10.0
_LEAST_ROWS = 4
_BETWEEN = 7.0


def merge_lines(content: MapContent) -> tuple[tuple[str, str], ...]:
    """Return each merged school's name, where its pupils go and what its site continues as, town by town."""
    names = {row.school_id: clean(str(row.name)) for row in content.schools.itertuples(index=False)}
    went: dict[object, list[str]] = {}
    for school_id, receiver_id, pupils in content.flows[["school_id", "receiver_id", "pupils"]].to_numpy():
        went.setdefault(school_id, []).append(f"{names[receiver_id]} {pupils_text(float(pupils))}人")
    merged = content.schools[content.schools["action"].isin(MERGED)].sort_values(["town", "school_id"])
    return tuple(
        (names[key], "；".join(["、".join(went.get(key, ["无随并学生"])), *([continued_text(other)] if other else [])]))
        for key, other in zip(merged["school_id"], merged["continues_as"], strict=True)
    )


def list_height(lines: Sequence[tuple[str, str]], free: float) -> float:
    """Return the height in points the list takes of the free height; 0 where there is nothing to say or no room."""
    if not lines or free < _HEAD + _LEAST_ROWS * _PITCH + _GAP:
        return 0.0
    return min(free, _HEAD + ceil(len(lines) / _COLUMNS) * _PITCH + _GAP)


def draw_list(pen: Pen, title: str, lines: Sequence[tuple[str, str]], *, joint: str, rest_in: str) -> None:
    """Draw the list in columns, top down, left to right; what does not fit is counted, and said to be in a file."""
    width, height = pen.width, pen.height
    rows = int((height - _HEAD - _GAP) / _PITCH + 1e-6)
    shown = lines[: rows * _COLUMNS]
    more = f"（另有{len(lines) - len(shown):,}项，见 {rest_in}）" if len(lines) > len(shown) else ""
    pen.write(0, height - 12, f"{title}{more}", points=11)
    pen.ax.plot([0, width], [height - 21, height - 21], color="#BBBBBB", linewidth=0.7)
    column = width / _COLUMNS
    for number, (name, where) in enumerate(shown):
        # as even as whole rows allow: the last column is the shortest
        place, row = divmod(number, ceil(len(shown) / _COLUMNS))
        y = height - _HEAD - (row + 0.5) * _PITCH
        written = pen.write(place * column, y, name, points=_POINTS, colour=FLOW)
        room = (column - _BETWEEN) / _POINTS - pen.lettering.extent(written.get_text(), _POINTS)[0] / _POINTS
        pen.write(
            column * (place + 1) - 6 - room * _POINTS, y, _cut(f"{joint}{where}", room), points=_POINTS, colour=INK
        )
    if len(shown) < len(lines):
        pen.ax.plot([0, width], [0, 0], color=FAINT, linewidth=0.3)


def _cut(text: str, ems: float) -> str:
    """Cut a text that is longer than so many ems, and show that it was cut."""
    first, *rest = wrapped(text, ems)
    return first if not rest else f"{wrapped(text, ems - 1)[0]}…"
