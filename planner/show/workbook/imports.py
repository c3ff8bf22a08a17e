"""The workbooks of an import: what was understood, matches to be answered, and what is still to be filled in."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
import xlsxwriter

from planner.language import in_language, joined
from planner.reading.exports.imported import Imported
from planner.reading.exports.questions import ANSWER, HEADINGS, NO, SUBJECTS, YES, Question
from planner.reading.table_types import Table
from planner.reading.tables import GRADES, SCHOOLS, SETTLEMENTS
from planner.show.words.common import grade_name
from planner.show.words.imports import (
    DROPPED_PERSONAL,
    DROPPED_UNUSED,
    HOW,
    asked_text,
    balance_text,
    missing_text,
    sum_text,
)
from planner.show.workbook.sheet import HEADING_ROW, Cell, Heading, Ink, Sheet, ink_of, open_book, write_sheet

_TITLE = "导入核对表"
_TO_FILL = "#FFF2CC"
_TO_ANSWER = f"待确认的匹配：“{ANSWER}”列填 {YES}、{NO} 或编号"
_HOW_TO_ANSWER = (
    (YES, "建议的居民点或学校是对的。"),
    (NO, "居民点：不是名单中的任何一个，这些学生不计入，人数写明。学校：是另一所学校，单独列出。"),
    ("编号", "是名单中的另一个：填它的编号（居民点12位代码，或学校标识码）。"),
    ("填好以后", "保存，用 --matches 再次导入。每一行都要填；没有填完不写数据表。"),
)
_HOW_TO_FILL = "黄色的空格待填；填好后把本文件与原来的导出表一起再次导入（加 --force）"


def write_preview(path: Path, imported: Imported) -> None:
    """Write 概况, 工作表, 读取的列, 略去的列, 合计核对, 学校年级, 匹配.

    Raises xlsxwriter's FileCreateError where the file cannot be written.
    """
    sheets = (
        _overview(imported), _sheets(imported), _columns(imported), _dropped(imported), _sums(imported),
        _enrolment(imported), _matches(imported.questions, _TITLE),
    )  # fmt: skip
    with open_book(path, _TITLE) as book:
        ink = ink_of(book, _TITLE, is_synthetic=imported.synthetic)
        for sheet in sheets:
            write_sheet(book.add_worksheet(sheet.name), ink, sheet)


def write_matches(path: Path, imported: Imported) -> None:
    """Write the table of matches to be answered, with a drop-down for the answer.

    Raises xlsxwriter's FileCreateError where the file cannot be written.
    """
    with open_book(path, "匹配") as book:
        ink = ink_of(book, "匹配", is_synthetic=imported.synthetic)
        sheet = _matches(imported.questions, _TO_ANSWER)
        page = book.add_worksheet(sheet.name)
        write_sheet(page, ink, sheet)
        place, last = len(HEADINGS) - 1, HEADING_ROW + len(imported.questions)
        page.data_validation(
            HEADING_ROW + 1, place, last, place,
            {"validate": "list", "source": [YES, NO], "error_type": "information", "error_title": ANSWER,
             "error_message": f"{YES}、{NO}，或名单中的编号"},
        )  # fmt: skip
        _mark_blanks(page, ink, place, last)
        headings = (Heading(text="回答"), Heading(text="意思", kind="wrapped"))
        told = Sheet(name="说明", title=_TO_ANSWER, headings=headings, rows=_HOW_TO_ANSWER)
        write_sheet(book.add_worksheet(told.name), ink, told)


def write_fill_in(path: Path, imported: Imported) -> None:
    """Write the settlements and schools whose required cells are empty, as tables that import reads again.

    Raises xlsxwriter's FileCreateError where the file cannot be written.
    """
    with open_book(path, "待填") as book:
        ink = ink_of(book, "待填", is_synthetic=imported.synthetic)
        for table in _incomplete(imported):
            sheet = _to_fill(imported, table)
            page = book.add_worksheet(sheet.name)
            write_sheet(page, ink, sheet)
            for place, column in enumerate(_required(table)):
                if any(each.table is table and each.column == column for each in imported.missing):
                    _mark_blanks(page, ink, place, HEADING_ROW + len(sheet.rows))


def is_incomplete(imported: Imported) -> bool:
    """Whether there is something to fill in."""
    return bool(_incomplete(imported))


def _mark_blanks(page: xlsxwriter.worksheet.Worksheet, ink: Ink, place: int, last: int) -> None:
    fill = {"type": "blanks", "format": ink.book.add_format({"bg_color": _TO_FILL})}
    page.conditional_format(HEADING_ROW + 1, place, last, place, fill)


def _overview(imported: Imported) -> Sheet:
    tables = joined(f"{name}.csv {len(frame):,} 行" for name, frame in imported.tables.items())
    matched = joined(f"{says.zh} {imported.matched[how]:,}" for how, says in HOW.items() if imported.matched.get(how))
    rows: list[tuple[Cell, ...]] = [
        ("得到的表", tables.zh),
        ("学生数", balance_text(imported).zh),
        ("与居民点的匹配（学生数）", matched.zh),
        ("待确认的匹配", f"{len(imported.open_questions):,} 处" if imported.open_questions else "无"),
        ("还要填写", missing_text(imported).zh.removeprefix("还要填写：") or "无"),
        ("合计核对", f"{len(imported.sums)} 项，{sum(each.agrees for each in imported.sums)} 项一致"),
        ("个人信息", f"{DROPPED_PERSONAL.zh}；现住址只取乡镇和村名。"),
        *(("合计不一致", sum_text(each).zh) for each in imported.sums if not each.agrees),
        *(("注意", in_language(note, "zh")) for note in imported.notes),
    ]
    headings = (Heading(text="项目"), Heading(text="内容", kind="wrapped"))
    return Sheet(name="概况", title=_TITLE, headings=headings, rows=[row for row in rows if row[1]])


def _sheets(imported: Imported) -> Sheet:
    rows = [
        (each.file, each.sheet, "未识别，没有读取" if each.kind is None else each.kind.zh, each.heading_row or None,
         each.rows, "、".join(map(str, each.years)), *(count or None for count in
         (each.pupils, each.schools, each.settlements, each.classes)))
        for each in imported.sheets
    ]  # fmt: skip
    return Sheet(name="工作表", title=_TITLE, rows=rows, headings=(
        *_texts("文件", "工作表", "识别为"), *_counts("标题行", "数据行"), Heading(text="学年"),
        *_counts("学生（人）", "学校（所）", "居民点（个）", "教学班（个）"),
    ))  # fmt: skip


def _columns(imported: Imported) -> Sheet:
    rows = [(each.place, heading, says.zh) for each in imported.sheets for heading, says in each.columns]
    return Sheet(name="读取的列", title=_TITLE, headings=_texts("文件和工作表", "标题", "读作"), rows=rows)


def _dropped(imported: Imported) -> Sheet:
    rows = [
        (each.place, heading, why.zh)
        for each in imported.sheets
        for headings, why in ((each.personal, DROPPED_PERSONAL), (each.unused, DROPPED_UNUSED))
        for heading in headings
    ]
    return Sheet(name="略去的列", title=_TITLE, headings=_texts("文件和工作表", "标题", "原因"), rows=rows)


def _sums(imported: Imported) -> Sheet:
    rows = [
        (
            each.source,
            each.what.zh,
            each.told,
            each.counted,
            each.told - each.counted,
            "一致" if each.agrees else "不一致",
        )
        for each in imported.sums
    ]
    headings = (*_texts("文件和工作表", "合计"), *_counts("表中写明", "逐项相加", "相差"), Heading(text="结论"))
    return Sheet(name="合计核对", title=_TITLE, headings=headings, rows=rows)


def _enrolment(imported: Imported) -> Sheet:
    """List pupils by school, year and grade, as each export tells them."""
    names = _names(imported.tables.get(SCHOOLS.name))
    grades = [grade for grade in GRADES if grade in set(imported.enrolment.get("grade", ()))]
    counted: dict[tuple[str, str, int], dict[str, int]] = {}
    for row in imported.enrolment.to_dict("records"):
        key = (str(row["source"]), str(row["school_id"]), int(row["year"]))
        counted.setdefault(key, {})[str(row["grade"])] = int(row["pupils"])
    rows = [
        (source, school, names.get(school, ""), year, *(told.get(grade) for grade in grades), sum(told.values()))
        for (source, school, year), told in sorted(
            counted.items(), key=lambda each: (each[0][1], each[0][2], each[0][0])
        )
    ]
    counts = _counts(*map(grade_name, grades), "合计")
    headings = (*_texts("文件和工作表", "学校编号", "学校"), Heading(text="学年", kind="year"), *counts)
    return Sheet(name="学校年级", title=_TITLE, headings=headings, rows=rows)


def _names(frame: pd.DataFrame | None) -> dict[str, str]:
    return {} if frame is None else dict(zip(frame["school_id"], frame["name"], strict=True))


def _matches(questions: Sequence[Question], title: str) -> Sheet:
    rows = [
        (SUBJECTS[each.key.subject].zh, each.key.code, each.key.town, each.key.name, each.pupils, each.source,
         *_first(each), "；".join(f"{one.id} {one.label}" for one in each.candidates[1:]), each.answer or None)
        for each in questions
    ]  # fmt: skip
    kinds = {"学生数": "count"}
    headings = tuple(
        Heading(text=heading, kind="count") if heading in kinds else Heading(text=heading) for heading in HEADINGS
    )
    return Sheet(name="匹配", title=title, headings=headings, rows=rows)


def _first(question: Question) -> tuple[str, str]:
    if not question.candidates:
        return "", "" if question.key.name or question.key.code else asked_text(question).zh
    return question.candidates[0].id, question.candidates[0].label


def _incomplete(imported: Imported) -> tuple[Table, ...]:
    lacking = {each.table.name for each in imported.missing}
    return tuple(table for table in (SETTLEMENTS, SCHOOLS) if table.name in lacking)


def _required(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.required]


def _to_fill(imported: Imported, table: Table) -> Sheet:
    """List the rows of a table of which something is to be filled in; beside schools what may help."""
    frame = imported.tables[table.name]
    columns = _required(table)
    empty = (frame[columns] == "").any(axis=1)
    kinds = SCHOOLS.column("kind").choices
    rows = [
        (
            *(kinds.get(value, value) or None for value in row),
            *(_help(imported, str(row[0])) if table is SCHOOLS else ()),
        )
        for row in frame.loc[empty, columns].itertuples(index=False, name=None)
    ]
    headings = [Heading(text=table.column(name).chinese) for name in columns]
    if table is SCHOOLS:
        headings += _counts("参考：学生（人）", "参考：教学班（个）", "参考：住校生（人）")
    return Sheet(name=table.chinese, title=_HOW_TO_FILL, headings=tuple(headings), rows=rows)


def _help(imported: Imported, school: str) -> tuple[int | None, ...]:
    """Return a school's pupils by the export that has most, its classes, its boarders."""
    told = imported.enrolment
    own = told[told["school_id"] == school] if len(told) else told
    pupils = int(own.groupby(["source", "year"])["pupils"].sum().max()) if len(own) else None
    classes = sum(count for (id_, _), count in imported.classes.items() if id_ == school)
    return pupils, classes or None, imported.boarders.get(school)


def _texts(*names: str) -> tuple[Heading, ...]:
    return tuple(Heading(text=name) for name in names)


def _counts(*names: str) -> Iterable[Heading]:
    return tuple(Heading(text=name, kind="count") for name in names)
