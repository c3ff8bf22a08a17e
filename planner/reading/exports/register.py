"""A register of pupils becomes counts: who a row is of is never looked at."""

from collections.abc import Mapping, Sequence

import numpy as np

from planner.language import Text
from planner.reading.exports.addresses import Addresses
from planner.reading.exports.enrolment import (
    OTHER_GRADES,
    Enrolment,
    SchoolRef,
    counts_of,
    levels_of,
    schools_of,
    shift_note,
    without_signs,
)
from planner.reading.exports.gazetteer import CODE_DIGITS, Place
from planner.reading.exports.grade_words import Level, cohort_of, grade_in, grade_word, in_level, level_of
from planner.reading.exports.personal import shown_code, shown_grade
from planner.reading.exports.sheet_table import SheetTable, total_rows
from planner.reading.faults import Faults, Flags

_NO_SCHOOL = Text("a school: name or code", "应有学校名称或标识码")
_NO_GRADE = Text("a grade, such as 一年级 or 七年级", "应为年级，如 一年级、七年级")
_NO_YEAR = Text("a school year, such as 2025", "应为学年，如 2025")
_BOARDS = frozenset(("住校", "寄宿", "住宿", "是", "住校生", "寄宿生", "1", "Y"))
_LONGEST_VILLAGE = 10


def read_register(table: SheetTable, addresses: Addresses, years: Sequence[int]) -> tuple[Enrolment, Faults]:
    """Count the pupils of a register by where they live, school and grade. `years`: the school year of each record."""
    kept = ~total_rows(table, ("school", "village", "grade"))
    schools, places = schools_of(table), _places(table, addresses)
    grades, noted, faults = _grades(table, schools, years)
    faults += table.faults(kept & np.array([not any(ref) for ref in schools], dtype=np.bool_), "school", _NO_SCHOOL)
    faults += _grade_faults(table, kept, grades)
    faults += _year_faults(kept, table, years)
    classes: dict[tuple[SchoolRef, str], set[str]] = {}
    boarders: dict[SchoolRef, int] = {}
    group, boarding = table.column("class").tolist(), table.column("boarding").tolist()
    rows = []
    other = 0
    for record in np.flatnonzero(kept).tolist():
        grade, school = grades[record], schools[record]
        if not grade:
            other += 1
            continue
        rows.append((years[record], places[record], school, grade, 1))
        if group[record]:
            classes.setdefault((school, grade), set()).add(group[record])
        if boarding[record] in _BOARDS:
            boarders[school] = boarders.get(school, 0) + 1
    return Enrolment(
        source=table.place, kind=table.kind.name, counts=counts_of(rows), pupils=int(kept.sum()),
        left={OTHER_GRADES: other} if other else {},
        has_place=any(name in table.cells for name in ("village_code", "village", "address", "registered")),
        classes={key: len(found) for key, found in classes.items()}, boarders=boarders,
        notes=(*((shift_note(table.place, noted),) if noted else ()), *_county_note(table, addresses)),
    ), faults  # fmt: skip


def _county_note(table: SheetTable, addresses: Addresses) -> tuple[Text, ...]:
    """Say that addresses are of several counties, where it is not known which is ours: names may be there twice."""
    count = len(addresses.counties(set(table.column("address").tolist())))
    if count < 2:  # noqa: PLR2004 - several
        return ()
    return (
        Text(
            f"{table.place}: addresses name {count:,} counties; name yours with --county, and who lives in another is "
            "left out",
            f"{table.place}：现住址涉及 {count:,} 个区县；请用 --county 写明本区县名称，住在其他区县的学生即不计入",
        ),
    )


def _places(table: SheetTable, addresses: Addresses) -> list[Place]:
    """Return where each pupil lives: by the columns of the village, else the address, else the registered residence."""
    by_address = _read_once(table, "address", addresses)
    by_register = {cell: place._replace(registered=True) for cell, place in
                   _read_once(table, "registered", addresses).items()}  # fmt: skip
    names = ("village_code", "town", "village", "address", "registered")
    columns = [table.column(name).tolist() for name in names]
    columns[0] = without_signs(table.column("village_code"))
    return [_place(row, by_address, by_register, addresses) for row in zip(*columns, strict=True)]


def _read_once(table: SheetTable, name: str, addresses: Addresses) -> dict[str, Place]:
    return {cell: addresses.place(cell) for cell in set(table.column(name).tolist())}


def _place(
    row: Sequence[str], by_address: Mapping[str, Place], by_register: Mapping[str, Place], addresses: Addresses
) -> Place:
    code, town, village, address, registered = row
    if len(village) > _LONGEST_VILLAGE or any(sign.isdigit() for sign in village):
        village = addresses.place(f"{town}{village}").village
    if len(code) == CODE_DIGITS and code.isdigit() and not code.endswith("000"):
        return Place(code=code, town=town[:_LONGEST_VILLAGE], village=village)
    if village:
        return Place(town=town[:_LONGEST_VILLAGE], village=village)
    told = by_address[address]
    if told.code or told.village or told.outside:
        return told
    other = by_register[registered]
    return other if other.code or other.village else told


def _grades(
    table: SheetTable, schools: Sequence[SchoolRef], years: Sequence[int]
) -> tuple[list[str | None], int, Faults]:
    """Return each record's grade: '' for one that is not planned, None where it cannot be read; and shifted schools."""
    cells = table.column("grade").tolist()
    stages = {cell: level_of(cell) for cell in set(table.column("stage").tolist())}
    words = {cell: grade_word(cell) for cell in set(cells)}
    levels = levels_of(schools, ((place, words[cell] or "") for place, cell in enumerate(cells)), table.title.level)
    found: list[str | None] = []
    shifted: set[SchoolRef] = set()
    known: dict[tuple[str, Level, int], str | None] = {}
    for record, (cell, stage) in enumerate(zip(cells, table.column("stage").tolist(), strict=True)):
        key = (cell, stages[stage] or levels[record], years[record])
        if key not in known:
            known[key] = _grade(*key, word=words[cell])
        grade = known[key]
        if grade and words[cell] and grade != words[cell]:
            shifted.add(schools[record])
        found.append(grade)
    return found, len(shifted), Faults()


def _grade(cell: str, level: Level, year: int, *, word: str | None) -> str | None:
    if level == "other" and word is not None:
        return ""
    if word is not None:
        return in_level(word, level) if word else ""
    cohort = cohort_of(cell)
    return grade_in(cohort, year, level) if cohort else None


def _grade_faults(table: SheetTable, kept: Flags, grades: Sequence[str | None]) -> Faults:
    wrong = kept & np.array([grade is None for grade in grades], dtype=np.bool_)
    if not wrong.any():
        return Faults()
    return table.faults(wrong, "grade", _NO_GRADE, [shown_grade(cell) for cell in table.column("grade")])


def _year_faults(kept: Flags, table: SheetTable, years: Sequence[int]) -> Faults:
    wrong = kept & np.array([year == 0 for year in years], dtype=np.bool_)
    if "year" not in table.cells or not wrong.any():
        return Faults()
    return table.faults(wrong, "year", _NO_YEAR, [shown_code(cell) for cell in table.column("year")])
