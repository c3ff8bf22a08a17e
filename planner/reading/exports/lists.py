"""Lists of villages and of schools, as exports give them, or as the planner's own tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from planner.language import Text
from planner.reading.exports.enrolment import without_signs
from planner.reading.exports.gazetteer import CODE_DIGITS, COUNTY_DIGITS, NOWHERE, Place
from planner.reading.exports.sheet_table import SheetTable, total_rows
from planner.reading.exports.wording import simplified
from planner.reading.faults import Faults, fault, gathered
from planner.reading.headings import named_by
from planner.reading.raw import Texts
from planner.reading.readers import read_cells
from planner.reading.table_types import Table
from planner.reading.tables import SCHOOLS, SETTLEMENTS

_TOWN_DIGITS = 9
_NO_NAME = Text("a name", "应有名称")
_NO_CODE = Text("a code of its own", "应有编号")
_NONE_OF_COUNTY = Text("a village of the county that --county names", "应有 --county 所指区县的村")
_TWICE = Text("each code once, with one name", "每个编号只能有一个名称")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A settlement or school of a list: its code, names, and further columns of the planner's table as text."""

    code: str
    name: str
    town: str = ""
    kind: str = ""
    village: Place = NOWHERE
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Town and name."""
        return f"{self.town}{self.name or self.code}" if self.town not in self.name else self.name or self.code


def read_villages(table: SheetTable, county: str | None) -> tuple[tuple[Listed, ...], tuple[str, ...], Faults]:
    """Return the villages of a list, those of one county alone where it is named, and the county's names.

    Codes of towns (ending in 000) name the towns of the villages below them.
    """
    kept = ~total_rows(table, ("village", "village_code"))
    codes = without_signs(table.column("village_code"))
    names, towns, counties = (table.column(name).tolist() for name in ("village", "town", "county"))
    above = {code[:_TOWN_DIGITS]: name for code, name in zip(codes, names, strict=True)
             if len(code) == CODE_DIGITS and code.endswith("000") and not code.endswith("000000")}  # fmt: skip
    own, faults = _own_cells(table, SETTLEMENTS)
    empty = [kept & np.array([not each for each in column], dtype=np.bool_) for column in (codes, names)]
    faults += table.faults(empty[0], "village_code", _NO_CODE) + table.faults(empty[1], "village", _NO_NAME)
    listed = []
    county_names: set[str] = set()
    for record in np.flatnonzero(kept & ~empty[0] & ~empty[1]).tolist():
        code = codes[record]
        if is_above(code) or not _in_county(code, counties[record] if "county" in table.cells else None, county):
            continue
        county_names.add(counties[record])
        listed.append(
            Listed(code=code, name=names[record], town=towns[record] or above.get(code[:_TOWN_DIGITS], ""),
                   cells={name: cells[record] for name, cells in own.items()})
        )  # fmt: skip
    if county is not None and not listed:
        faults += fault(table.place, _NONE_OF_COUNTY, value=county)
    return tuple(listed), tuple(sorted(county_names - {""})), faults + _twice(table, listed)


def is_above(code: str) -> bool:
    """Say whether a code is a town's or a county's, not a village's."""
    return len(code) == CODE_DIGITS and code.endswith("000")


def _in_county(code: str, name: str | None, county: str | None) -> bool:
    """Say whether a village is of the county asked for; `name`: what the list calls its county, None where nothing."""
    if county is None:
        return True
    if county.isdigit():
        return code.startswith(county)
    return name is None or simplified(county) in simplified(name)


def counties_fault(listed: Sequence[Listed], source: str) -> Faults:
    """Say that a list of villages covers several counties, and which."""
    codes = sorted(
        {each.code[:COUNTY_DIGITS] for each in listed if len(each.code) == CODE_DIGITS and each.code.isdigit()}
    )
    if len(codes) < 2:  # noqa: PLR2004 - several
        return Faults()
    named = ", ".join(codes[:8]) + (" …" if len(codes) > 8 else "")  # noqa: PLR2004 - so many are named
    expected = Text(
        f"villages of one county: there are {len(codes)} ({named}); name yours with --county",
        f"应为一个区县的村：现有 {len(codes)} 个区县（{named}）；请用 --county 指定",
    )
    return fault(source, expected)


def _twice(table: SheetTable, listed: Sequence[Listed]) -> Faults:
    names: dict[str, str] = {}
    faults = Faults()
    for each in listed:
        if simplified(names.setdefault(each.code, each.name)) != simplified(each.name):
            faults += fault(table.place, _TWICE, column=table.headings["village_code"], value=each.code)
    return faults


def read_schools(table: SheetTable) -> tuple[tuple[Listed, ...], Faults]:
    """Return the schools of a list; a name stands in for a code where there is none."""
    kept = ~total_rows(table, ("school", "school_code", "town"))
    codes, names = without_signs(table.column("school_code")), table.column("school").tolist()
    towns, kinds = table.column("town").tolist(), table.column("kind").tolist()
    columns = [without_signs(table.column("village_code")), towns, table.column("village").tolist()]
    own, faults = _own_cells(table, SCHOOLS)
    empty = kept & np.array([not (code or name) for code, name in zip(codes, names, strict=True)], dtype=np.bool_)
    faults += table.faults(empty, "school", _NO_NAME)
    listed = tuple(
        Listed(
            code=codes[record] or " ".join(names[record].split()), name=" ".join(names[record].split()),
            town=towns[record], kind=kinds[record], village=Place(*(column[record] for column in columns)),
            cells={name: cells[record] for name, cells in own.items()},
        )
        for record in np.flatnonzero(kept & ~empty).tolist()
    )  # fmt: skip
    return listed, faults


def _own_cells(table: SheetTable, own: Table) -> tuple[dict[str, Texts], Faults]:
    """Read the columns that are the planner's own, in its units; return their cells as the tables write them."""
    read: dict[str, Texts] = {}
    faults = Faults()
    for name, cells in table.own.items():
        column = own.column(name)
        home = named_by(table.headings[name], own)
        reading = read_cells(cells, column, home.factor if home else Decimal(1))
        faults += gathered(
            table.faults(mask, name, expected, cells) for mask, expected in reading.complaints
        )  # fmt: skip
        read[name] = np.array([written(value) for value in reading.array], dtype=object)
    return read, faults


def written(value: object) -> str:
    """Write a value as a table does: '' where it is not known."""
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.15g}"
    return str(value)
