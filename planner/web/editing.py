"""What is asked to change in a district's tables becomes an entry of its list, or an error that says why it cannot."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from planner.errors import Finding, InputError
from planner.language import Text
from planner.reading.provenance import FILE, read_provenance
from planner.reading.raw import RawTable
from planner.reading.sources import find_tables
from planner.reading.tables import SCHOOLS, TABLES, TRAVEL
from planner.web.edits import Edit, columns_of
from planner.web.store import now

_DEGREES = frozenset({"WGS84", "CGCS2000"})
_LARGEST_DEGREES = 360.0
_AMOUNTS = frozenset({"number", "count"})
_AGAIN = Text("mend it in the file, and upload it again", "请在原文件中修改后重新上传")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A cell as a finding names it."""

    file: str
    cell: str
    """Such as D17, or 学生!D17."""
    column: str
    """Of the table: where one column a grade was unfolded, a cell stands for grade and pupils alike."""


def cell_edit(tables: Path, place: Place, value: str) -> Edit:
    """Write another value into the cell that a finding names. InputError where there is none, or it cannot be."""
    for name, raw in find_tables(tables).tables.items():
        if raw.file != place.file:
            continue
        table = next(each for each in TABLES if each.name == name)
        at = columns_of(raw, table).get(place.column)
        records = [] if at is None else [each for each in range(len(raw.rows)) if raw.address(each, at) == place.cell]
        if at is not None and records:
            _refuse_unwritable(raw, name)
            what = Text(f"{place.cell} {place.column}", f"{place.cell} {table.column(place.column).chinese}")
            return _edit(name, records, {place.column: value}, _changed(what, str(raw.cells[at][records[0]]), value))
    raise _refusal(place.file, place.cell, Text(f"a cell of a table; {_AGAIN}", f"应为数据表的单元格；{_AGAIN.zh}"))


def school_edit(tables: Path, school_id: str, values: Mapping[str, float | int]) -> Edit:
    """Change rooms, beds or place of one school. InputError where it is not there, or cannot be moved."""
    raw = _schools(tables)
    if not values:
        raise _refusal(raw.file, school_id, Text("a value that is another than before", "应有一项与原来不同"))
    if {"lon", "lat"} & values.keys():
        _refuse_moving(tables, raw)
    places = columns_of(raw, SCHOOLS)
    ids = raw.cells[places["school_id"]] if "school_id" in places else ()
    records = [each for each, cell in enumerate(ids) if cell == school_id]
    if not records:
        raise _refusal(raw.file, school_id, Text(f"a school's id; {_AGAIN}", f"应为学校编号；{_AGAIN.zh}"))
    name = str(raw.cells[places["name"]][records[0]]) if "name" in places else school_id
    cells = {column: f"{value:.10g}" for column, value in values.items()}
    parts = [
        _changed(
            Text(column, SCHOOLS.column(column).chinese),
            str(raw.cells[places[column]][records[0]]) if column in places else "",
            value,
        )
        for column, value in cells.items()
    ]
    said = Text(f"{name}: {'; '.join(parts)}", f"{name}：{'；'.join(part.zh for part in parts)}")
    return _edit("schools", records, cells, said)


def site_edit(tables: Path, values: Mapping[str, str | float | int]) -> Edit:
    """Add a candidate site. InputError where places cannot be changed here."""
    raw = _schools(tables)
    _refuse_moving(tables, raw)
    ids = set(raw.cells[columns_of(raw, SCHOOLS)["school_id"]]) if "school_id" in columns_of(raw, SCHOOLS) else set()
    number = next(each for each in range(1, len(ids) + 2) if f"NEW{each}" not in ids)
    cells = {name: value if isinstance(value, str) else f"{value:.10g}" for name, value in values.items()}
    cells |= {"school_id": f"NEW{number}", "state": "candidate"}
    said = Text(f"candidate site added: {cells['name']}", f"新增备选校址：{cells['name']}")
    return _edit("schools", (), cells, said)


def _edit(table: str, records: list[int] | tuple[int, ...], cells: dict[str, str], said: Text) -> Edit:
    return Edit(table=table, records=tuple(records), cells=cells, says=str(said), says_zh=said.zh, made=now())


def _changed(what: Text, before: str, value: str) -> Text:
    return Text(f"{what} {before or '–'} → {value or '–'}", f"{what.zh} {before or '（空）'} → {value or '（空）'}")


def _schools(tables: Path) -> RawTable:
    raw = find_tables(tables).tables.get("schools")
    if raw is None:
        raise _refusal(SCHOOLS.name, "", Text("a table of schools", "应有学校表"))
    _refuse_unwritable(raw, "schools")
    return raw


def _refuse_unwritable(raw: RawTable, name: str) -> None:
    """Refuse a table of which something would be lost: rows left out, digits cut off, amounts in merged cells."""
    table = next(each for each in TABLES if each.name == name)
    kinds = {place: table.column(column).kind for column, place in columns_of(raw, table).items()}
    merged = any(kinds.get(place) in _AMOUNTS for _, place in raw.spread)
    if not raw.whole or raw.long or merged:
        why = Text(
            f"rows that can all be read, no merged amounts, no numbers of more than 15 digits; {_AGAIN}",
            f"表中有读不出的行、合并单元格中的数量或超过 15 位的数字；{_AGAIN.zh}",
        )
        raise _refusal(raw.file, "", why)


def _refuse_moving(tables: Path, raw: RawTable) -> None:
    """Places are changed where the table has degrees, and ways follow from them."""
    declared = read_provenance(tables / FILE).tables.get("schools") if (tables / FILE).is_file() else None
    system = "WGS84" if declared is None else declared.coordinates
    if system not in _DEGREES or _is_metres(raw):
        degrees = Text(f"WGS84 or CGCS2000 degrees; here {system}", f"应为 WGS84 或 CGCS2000 经纬度；现为 {system}")
        raise _refusal(raw.file, "", Text(f"{degrees}; {_AGAIN}", f"{degrees.zh}；{_AGAIN.zh}"))
    if TRAVEL.name in find_tables(tables).tables:
        ways = Text(
            f"no table of travel: it would say nothing of the new place; {_AGAIN}",
            f"有路程表，而其中没有新位置的路程；{_AGAIN.zh}",
        )
        raise _refusal(raw.file, "", ways)


def _is_metres(raw: RawTable) -> bool:
    place = columns_of(raw, SCHOOLS).get("lon")
    if place is None:
        return True
    try:
        return any(abs(float(cell)) > _LARGEST_DEGREES for cell in raw.cells[place] if cell)
    except ValueError:
        return True


def _refusal(file: str, value: str, expected: Text) -> InputError:
    headline = Text("this cannot be changed here:", "这一项不能在网页中修改：")
    return InputError(headline, [Finding(file=file, value=value or None, expected=expected)])
