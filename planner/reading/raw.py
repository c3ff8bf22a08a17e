"""A table as text, before its cells are given a meaning."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.findings import cell_address
from planner.language import Text
from planner.reading.faults import Flags, Ints

BLANKS = "".join(map(chr, (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200C)))) + "".join(
    map(chr, (0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF))
)
"""What is stripped from both ends of a cell: every Unicode blank, the full-width one too, and two of no width."""

Texts = npt.NDArray[np.object_]
Places = frozenset[tuple[int, int]]
"""(record, column) places of a table."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RawTable:
    """A table as text.

    `file` is how findings name it, `sheet` its sheet's name in a workbook. `cells` has an array of texts (record) for
    each heading, blanks at both ends stripped. `rows` (record) are spreadsheet rows, from 1; `columns_at` has for each
    heading the spreadsheet columns of its cells, from 0 (record). Of the cells, by (record, column): `dates` are those
    that a workbook holds as dates, `long` numbers of more digits than it keeps, `spread` those that stand for several
    rows, as merged cells do, `padded` numbers that are shown with leading zeros. `above` are the rows above the
    heading. `whole` is False where rows were left out as unreadable, `wide` True where one column a grade was unfolded;
    `doubled` are then the headings of a grade, of a year, that an earlier column has already.
    """

    file: str
    headings: tuple[str, ...]
    cells: tuple[Texts, ...]
    rows: Ints
    columns_at: tuple[Ints, ...]
    sheet: str = ""
    dates: Places = frozenset()
    long: Places = frozenset()
    spread: Places = frozenset()
    padded: Places = frozenset()
    above: tuple[tuple[str, ...], ...] = ()
    heading_row: int = 1
    whole: bool = True
    wide: bool = False
    doubled: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()

    def address(self, record: int, place: int) -> str:
        """Return a cell's address, such as 学生!D17."""
        return cell_address(int(self.columns_at[place][record]), int(self.rows[record]), self.sheet)

    def taking(self, kept: Flags) -> "RawTable":
        """Return the table with only the records where `kept` (record) holds."""
        if kept.all():
            return self
        number = np.cumsum(kept) - 1

        def moved(places: Places) -> Places:
            return frozenset((int(number[record]), place) for record, place in places if kept[record])

        return replace(
            self,
            cells=tuple(cells[kept] for cells in self.cells),
            rows=self.rows[kept],
            columns_at=tuple(columns[kept] for columns in self.columns_at),
            dates=moved(self.dates),
            long=moved(self.long),
            spread=moved(self.spread),
            padded=moved(self.padded),
        )


def columns_in_order(width: int, count: int) -> tuple[Ints, ...]:
    """Return the spreadsheet columns of a table whose headings stand side by side from the first column on."""
    return tuple(np.broadcast_to(np.int64(place), (count,)) for place in range(width))


def stripped(cells: Texts) -> Texts:
    """Strip blanks at both ends of each cell (record)."""
    everything = "".join(cells)
    if not any(blank in everything for blank in BLANKS):
        return cells
    return texts(cell.strip(BLANKS) for cell in cells)


def texts(cells: Iterable[str]) -> Texts:
    """Put texts into an array (record)."""
    listed = list(cells)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array
