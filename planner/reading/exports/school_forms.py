"""The form of schools (教基1001) filled in school by school: a sheet each, a label and beside it what it asks for."""

import re
from collections.abc import Sequence
from dataclasses import replace

from planner.reading.exports.grids import Grid
from planner.reading.exports.kinds import SCHOOLS_LIST, Aliases
from planner.reading.exports.personal import is_personal
from planner.reading.exports.recognition import Known, column_of, headings_of
from planner.reading.raw import BLANKS

_CODE, _KIND = "school_code", "kind"
_SCHOOL_CODE = re.compile(r"[0-9A-Za-z]{6,12}")
_ROW_CODE = re.compile(r"[0-9]{1,3}|[甲乙丙丁]")
"""What stands between a label and its cell: the number of the form's row."""
_MOST_ROWS = 200


def school_form(grid: Grid, aliases: Aliases) -> Grid | None:
    """Return a form of one school as the list of that school: a heading and a row; None where a sheet is no such form.

    It is one where the school's code and its kind each stand beside, or behind a colon after, their label. Of all other
    cells nothing is kept: they may be of single people. Rows above the first label stay, since they name the year.
    """
    if len(grid.rows) > _MOST_ROWS:
        return None
    known = headings_of(SCHOOLS_LIST, aliases)
    found: dict[str, tuple[int, int, str, str]] = {}
    for place, row in enumerate(grid.rows):
        cells = [cell.strip(BLANKS) for cell in row]
        for at, cell in enumerate(cells):
            label, colon, behind = _parted(cell)
            name, rank = column_of(label, known) if label else (None, 0)
            if name is None:
                continue
            value = behind.strip(BLANKS) if colon else _beside(cells[at + 1 :], known)
            if value and (name != _CODE or _SCHOOL_CODE.fullmatch(value)):
                found[name] = min(found.get(name, (rank, place, label, value)), (rank, place, label, value))
    if _CODE not in found or _KIND not in found:
        return None
    ordered = sorted(found.values(), key=lambda each: each[1])
    first = ordered[0][1]
    rows = [*grid.rows[:first], [each[2] for each in ordered], [each[3] for each in ordered]]
    numbers = [*grid.numbers[:first], grid.numbers[first], grid.numbers[found[_CODE][1]]]
    return replace(grid, rows=rows, numbers=numbers, merged=None)


def _parted(cell: str) -> tuple[str, str, str]:
    """Part a cell at its first colon.

    >>> _parted("办学类型：小学"), _parted("办学类型")
    (('办学类型', '：', '小学'), ('办学类型', '', ''))
    """
    place = min((at for at in map(cell.find, ":：") if at >= 0), default=len(cell))
    return cell[:place].strip(BLANKS), cell[place : place + 1], cell[place + 1 :]


def _beside(cells: Sequence[str], known: Known) -> str:
    """Return what is filled in to the right of a label; '' where the next label comes first."""
    for cell in cells:
        if not cell or _ROW_CODE.fullmatch(cell):
            continue
        label = _parted(cell)[0]
        return "" if is_personal(label) or column_of(label, known)[0] is not None else cell
    return ""
