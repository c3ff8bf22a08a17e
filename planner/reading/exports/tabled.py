"""Tables of numbers of pupils: a column a grade, a row a grade, and the statistics forms."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from planner.language import Text
from planner.reading.exports.enrolment import (
    OTHER_GRADES,
    Enrolment,
    Row,
    SchoolRef,
    Sum,
    counts_of,
    levels_of,
    numbers,
    places_of,
    schools_of,
    shift_note,
    shifted,
)
from planner.reading.exports.gazetteer import Place
from planner.reading.exports.grade_words import Cohort, Level, grade_in, grade_word
from planner.reading.exports.sheet_table import GradeCells, SheetTable, total_rows
from planner.reading.faults import NO_FAULTS, Faults, Flags, fault
from planner.reading.meaning import plain

Whole = npt.NDArray[np.int64]

_ALL_PUPILS = frozenset(("总计", "合计", "在校生", "在校生数", "在校学生数", "学生数", "总数", "计"))
_TOTAL = Text("total", "合计")
_PRIMARY_COLUMNS = 5
_STAGES_FORM = {"3112": "primary", "3115": "junior"}
_WHICH_STAGE = Text(
    "primary or junior: neither title, sheet nor file says which; name the sheet 小学 or 初中, or head the columns "
    "七年级 ...",
    "标题、工作表名、文件名都没有写明是小学还是初中：请在工作表名中写明，或把列标题改为“七年级”等",
)
_FOURTH = Text(
    "no pupils of a fourth junior grade: systems of five and four years are read in wide form, headed 六年级 to 九年级",
    "初中四年级应为空：五四学制请用宽表（列标题写六年级至九年级）",
)
_NO_TOTAL_ROW = Text("a row 总计 with the pupils of each grade", "应有“总计”行")


def read_wide(table: SheetTable, years: Sequence[int]) -> tuple[Enrolment, Faults]:
    """Read enrolment with a column for each grade, by village, by school, or both."""
    totals = total_rows(table, ("school", "village", "town"))
    columns, faults = _columns(table)
    schools, places = schools_of(table), places_of(table)
    filled = ((int(record), column.of.grade) for column, values in columns if not isinstance(column.of, Cohort)
              for record in np.flatnonzero(values))  # fmt: skip
    levels = levels_of(schools, filled, table.title.level)
    rows: list[Row] = []
    moved: set[SchoolRef] = set()
    for column, values in columns:
        for record in np.flatnonzero((values > 0) & ~totals).tolist():
            grade, year = _grade(column, levels[record], years[record], len(columns))
            if grade is None:
                faults += Faults((table.finding(record, column.heading, _expected(column), None, at=column.at),))
                continue
            moved |= {schools[record]} if not isinstance(column.of, Cohort) and grade != column.of.grade else set()
            rows.append((year, places[record], schools[record], grade, int(values[record])))
    sums, more = _sums(table, columns, totals)
    return Enrolment(
        source=table.place, kind=table.kind.name, counts=counts_of(rows), pupils=sum(row[-1] for row in rows),
        sums=sums, has_place=bool({"village_code", "village"} & table.cells.keys()), has_school=_names_school(table),
        notes=(shift_note(table.place, len(moved)),) if moved else (),
    ), faults + more  # fmt: skip


def _columns(table: SheetTable) -> tuple[list[tuple[GradeCells, Whole]], Faults]:
    faults = NO_FAULTS
    columns = []
    for column in table.grades:
        values, problems = numbers(table, column.cells, column.heading, column.at)
        columns.append((column, values))
        faults += problems
    return columns, faults


def _grade(column: GradeCells, level: Level, year: int, cohorts: int) -> tuple[str | None, int]:
    """Return the grade, and the year, of a column."""
    if isinstance(column.of, Cohort):
        # Junior school has three years: who entered in four or more is in primary school.
        return grade_in(column.of, year, level or ("primary" if cohorts > 3 else "")), year  # noqa: PLR2004
    return shifted(column.of.grade, level), column.of.year or year


def _expected(column: GradeCells) -> Text:
    if isinstance(column.of, Cohort):
        return Text(
            "a year of entry of pupils who are in primary or junior school in this school year; where it is not plain "
            "which, head the column 小学2024级 or 初中2024级",
            "应为该学年在校的入学年份；看不出小学还是初中的，请把列标题写成“小学2024级”或“初中2024级”",
        )
    return Text("no pupils of this grade in a junior school", "初中没有这个年级")


def _names_school(table: SheetTable) -> bool:
    return bool({"school_code", "school"} & table.cells.keys()) or bool(table.title.school or table.title.school_code)


def _sums(
    table: SheetTable, columns: Sequence[tuple[GradeCells, Whole]], totals: Flags
) -> tuple[tuple[Sum, ...], Faults]:
    """Compare the column and the last row of totals with what they add up."""
    each = _added(columns, table.count)
    counted = int(each[~totals].sum())
    sums = []
    faults = NO_FAULTS
    if "total" in table.cells:
        heading = table.headings["total"]
        told, faults = numbers(table, table.cells["total"], "total", table.at["total"])
        given = np.asarray(table.cells["total"] != "", dtype=np.bool_) & ~totals
        if given.any():
            what = Text(f"column {heading}", f"“{heading}”列")
            sums.append(Sum(source=table.place, what=what, told=int(told[given].sum()), counted=int(each[given].sum())))
    whole = [record for record in np.flatnonzero(totals).tolist() if "小计" not in _row_words(table, record)]
    if whole:
        row = int(table.rows[whole[-1]])
        what = Text(f"row {row}, total", f"第 {row} 行合计")
        sums.append(Sum(source=table.place, what=what, told=int(each[whole[-1]]), counted=counted))
    return tuple(sums), faults


def _added(columns: Sequence[tuple[GradeCells, Whole]], count: int) -> Whole:
    """Add up the grades of each record (record)."""
    added = np.zeros(count, dtype=np.int64)
    for _, values in columns:
        added += values
    return added


def _row_words(table: SheetTable, record: int) -> str:
    return "".join(table.column(name)[record] for name in ("school", "village", "town"))


def read_counts(table: SheetTable, years: Sequence[int]) -> tuple[Enrolment, Faults]:
    """Read enrolment with a row for each grade."""
    totals = total_rows(table, ("school", "village", "town", "grade"))
    values, faults = numbers(table, table.cells["pupils"], "pupils", table.at["pupils"])
    schools, places, cells = schools_of(table), places_of(table), table.column("grade").tolist()
    words = [grade_word(cell) for cell in cells]
    filled = ((record, word) for record, word in enumerate(words) if word)
    levels = levels_of(schools, filled, table.title.level)
    rows: list[Row] = []
    other = 0
    expected = Text("a grade, such as 一年级 or 七年级", "应为年级，如 一年级、七年级")
    for record in np.flatnonzero(~totals).tolist():
        word = words[record]
        grade = shifted(word, levels[record]) if word else word
        if grade is None:
            faults += Faults((table.finding(record, "grade", expected, cells[record]),))
        elif not grade:
            other += int(values[record])
        else:
            rows.append((years[record], places[record], schools[record], grade, int(values[record])))
    counted = int(values[~totals].sum())
    told = [int(values[record]) for record in np.flatnonzero(totals).tolist()]
    sums = (Sum(source=table.place, what=_TOTAL, told=told[-1], counted=counted),) if told else ()
    return Enrolment(
        source=table.place, kind=table.kind.name, counts=counts_of(rows), pupils=counted, sums=sums,
        left={OTHER_GRADES: other} if other else {},
        has_place=bool({"village_code", "village"} & table.cells.keys()), has_school=_names_school(table),
    ), faults  # fmt: skip


def read_form(table: SheetTable, years: Sequence[int]) -> tuple[Enrolment, Faults]:
    """Read a statistics form of pupils: its rows 总计 alone; what stands below them is of which."""
    columns, faults = _columns(table)
    chosen = [record for record, cell in enumerate(table.column("indicator").tolist()) if plain(cell) in _ALL_PUPILS]
    level = _level_of_form(table)
    if not chosen:
        faults += fault(table.place, _NO_TOTAL_ROW, row=table.heading_row, column=table.headings["indicator"])
    if level is None:
        faults += fault(table.place, _WHICH_STAGE, row=table.heading_row)
    schools = schools_of(table)
    chosen, grand = _of_schools(chosen, schools)
    rows: list[Row] = []
    for column, record, value in _cells(columns, chosen):
        grade = shifted(column.of.grade, level or "") if not isinstance(column.of, Cohort) else None
        if grade is None:
            faults += Faults((table.finding(record, column.heading, _FOURTH, str(value), at=column.at),))
        else:
            rows.append((years[record], Place(), schools[record], grade, value))
    sums, more = _form_sums(table, columns, chosen)
    sums += tuple(
        Sum(source=table.place, what=_row_text(int(table.rows[record])),
            told=sum(int(values[record]) for _, values in columns), counted=sum(row[-1] for row in rows))
        for record in grand
    )  # fmt: skip
    return Enrolment(
        source=table.place, kind=table.kind.name, counts=counts_of(rows), pupils=sum(row[-1] for row in rows),
        sums=sums, has_place=False, has_school=_names_school(table),
        notes=(shift_note(table.place, len({schools[record] for record in chosen})),) if level == "junior" else (),
    ), faults + more  # fmt: skip


def _row_text(row: int) -> Text:
    return Text(f"row {row}, all schools", f"第 {row} 行各校合计")


def _of_schools(chosen: Sequence[int], schools: Sequence[SchoolRef]) -> tuple[list[int], list[int]]:
    """Part rows of schools from rows of all schools together, which stand beside them in a list of forms."""
    named = [record for record in chosen if any(schools[record])]
    return (named, [record for record in chosen if record not in named]) if named else (list(chosen), [])


def _cells(columns: Sequence[tuple[GradeCells, Whole]], chosen: Sequence[int]) -> Iterator[tuple[GradeCells, int, int]]:
    for column, values in columns:
        for record in chosen:
            if values[record]:
                yield column, record, int(values[record])


def _level_of_form(table: SheetTable) -> Level | None:
    """Return the stage that a form is of; None where it cannot be told."""
    grades = {column.of.grade for column in table.grades if not isinstance(column.of, Cohort)}
    if grades & {"7", "8", "9"}:
        return "primary"
    if table.title.form in _STAGES_FORM:
        return "junior" if table.title.form == "3115" else "primary"
    if table.title.level:
        return table.title.level
    return "primary" if len(grades) >= _PRIMARY_COLUMNS else None


def _form_sums(
    table: SheetTable, columns: Sequence[tuple[GradeCells, Whole]], chosen: Sequence[int]
) -> tuple[tuple[Sum, ...], Faults]:
    if "total" not in table.cells or not chosen:
        return (), NO_FAULTS
    told, faults = numbers(table, table.cells["total"], "total", table.at["total"])
    counted = sum(int(values[record]) for _, values in columns for record in chosen)
    heading = table.headings["total"]
    what = Text(f"column {heading} of the rows 总计", f"“总计”行“{heading}”列")
    return (Sum(source=table.place, what=what, told=int(told[list(chosen)].sum()), counted=counted),), faults


def read_classes(table: SheetTable) -> tuple[Enrolment, Faults]:
    """Read a form of classes by size: how many classes there are of each school and grade. They are no pupils."""
    columns, faults = _columns(table)
    schools = schools_of(table)
    totals = total_rows(table, ("class_size",))
    each = _added(columns, table.count)
    if "multigrade" in table.cells:
        extra, more = numbers(table, table.cells["multigrade"], "multigrade", table.at["multigrade"])
        each, faults = each + extra, faults + more
    level = table.title.level
    classes: dict[tuple[SchoolRef, str], int] = {}
    for column, record, value in _cells(columns, np.flatnonzero(~totals).tolist()):
        grade = shifted(column.of.grade, level) if not isinstance(column.of, Cohort) else None
        if grade is not None:
            classes[schools[record], grade] = classes.get((schools[record], grade), 0) + value
    what = Text("classes of all sizes", "各班额教学班合计")
    counted = int(each[~totals].sum())
    sums = tuple(Sum(source=table.place, what=what, told=int(each[record]), counted=counted)
                 for record in np.flatnonzero(totals).tolist()[-1:])  # fmt: skip
    return Enrolment(
        source=table.place, kind=table.kind.name, counts=counts_of(()), pupils=0, sums=sums, has_place=False,
        has_school=_names_school(table), classes=classes,
    ), faults  # fmt: skip
