"""An empty district to fill in: a workbook with headings, notes and drop-downs, and a commented scenario file."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from planner.reading.rules import Assignment, Merge, Rules, SchoolSize
from planner.reading.scenario import GradeBand, Scenario
from planner.reading.settings_sheet import NAMES
from planner.reading.table_types import Column, Table
from planner.reading.tables import GRADES, PUPILS, SCHOOLS, TABLES
from planner.show.sample import PROVENANCE_SAMPLE, sample_tables
from planner.show.scenario_text import scenario_yaml
from planner.show.settings import write_settings
from planner.show.words.chinese import COLUMN_MEANINGS, DEFAULTS, TABLE_MEANINGS, UNITS

Rows = Sequence[Mapping[str, object]]

_CHECKED_ROWS = 20_000
"""Rows below the heading that carry drop-downs and formats."""
_RUNS = ("1-3", "1-6", "1-9", "4-6", "7-9", "K1-K3")
_LISTED_SIGNS = 255
"""So many signs at most may a cell's list of choices have in Excel."""
_TEXT_KINDS = frozenset({"id", "grade", "grades"})
_GRADES = (
    *zip(
        GRADES[3:],
        ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级"),
        strict=True,
    ),
    *zip(GRADES[:3], ("小班", "中班", "大班"), strict=True),
)
"""Grades in the order of the sheet of pupils, and what heads their columns."""
_A4 = 9
_USUAL, _NARROW, _MANY_COLUMNS = 13, 8, 8
"""Widths of columns, in signs, and from how many on they are narrow."""


def write_template(folder: Path) -> list[Path]:
    """Write an empty district, and a small filled sample below it, into a folder that holds nothing. OSError.

    Returns the files written: district.xlsx, provenance.yaml, scenario.yaml and the same three in `sample`.
    """
    sample = folder / "sample"
    sample.mkdir(parents=True)
    return [
        _write_workbook(folder / "district.xlsx", {}, empty_scenario()),
        _write_text(folder / "provenance.yaml", _PROVENANCE),
        _write_text(folder / "scenario.yaml", scenario_yaml(empty_scenario())),
        _write_workbook(sample / "district.xlsx", sample_tables(), _sample_scenario()),
        _write_text(sample / "provenance.yaml", PROVENANCE_SAMPLE),
        _write_text(sample / "scenario.yaml", scenario_yaml(_sample_scenario())),
    ]


def _write_text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _write_workbook(path: Path, tables: Mapping[str, Rows], scenario: Scenario) -> Path:
    """Write a sheet for each table, with these rows, one of settings, and one that explains them."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        # The same template, byte for byte, whenever it is written.
        book.set_properties({"created": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)})
        heading = {"bold": True, "border": 1, "valign": "top", "text_wrap": True}
        formats = {
            "required": book.add_format({**heading, "bg_color": "#F4CCCC"}),
            "optional": book.add_format({**heading, "bg_color": "#D9E2F3"}),
            "text": book.add_format({"num_format": "@", "valign": "top", "text_wrap": True}),
            "plain": book.add_format({"valign": "top", "align": "left"}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
            "group": book.add_format({"bold": True, "bg_color": "#EDEDED", "border": 1}),
            "quiet": book.add_format({"font_color": "#808080", "font_size": 9, "valign": "top"}),
        }
        _explain(_printed(book.add_worksheet("说明")), formats)
        for table in TABLES:
            sheet = _printed(book.add_worksheet(table.chinese))
            columns = _wide_columns() if table is PUPILS else _shown(table)
            rows = tables.get(table.name, ())
            _fill(sheet, columns, _wide_rows(rows) if table is PUPILS else rows, formats)
        write_settings(_printed(book.add_worksheet(NAMES[0])), scenario, formats)
    path.write_bytes(made.getvalue())
    return path


def _printed(sheet: Worksheet) -> Worksheet:
    """Fit a sheet's width to A4, the heading on every page."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&C&A　第 &P 页，共 &N 页")
    return sheet


def _shown(table: Table) -> tuple[Column, ...]:
    """Return the columns of an empty workbook."""
    return tuple(column for column in table.columns if not column.further)


def _wide_columns() -> tuple[Column, ...]:
    """Return the columns of pupils in wide form: the village, the year, and one for each grade."""
    count = PUPILS.column("pupils")
    grades = [replace(count, name=grade, chinese=name, required=False, default="none") for grade, name in _GRADES]
    return (PUPILS.column("settlement_id"), PUPILS.column("year"), *grades)


def _wide_rows(rows: Rows) -> Rows:
    """Turn rows of one grade each into rows of one village and year."""
    wide: dict[tuple[object, object], dict[str, object]] = {}
    for row in rows:
        key = (row["settlement_id"], row["year"])
        wide.setdefault(key, {"settlement_id": key[0], "year": key[1]})[str(row["grade"])] = row["pupils"]
    return tuple(wide.values())


def _fill(sheet: Worksheet, columns: Sequence[Column], rows: Rows, formats: Mapping[str, Format]) -> None:
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        narrow = len(columns) > _MANY_COLUMNS and column.kind in {"count", "number", "year"}
        width = _NARROW if narrow else _USUAL
        sheet.set_column(place, place, width, formats["text" if column.kind in _TEXT_KINDS else "plain"])
        sheet.write_string(0, place, column.chinese, formats["required" if column.required else "optional"])
        sheet.write_comment(0, place, _note(column), {"x_scale": 2.5, "y_scale": 2.0})
        rule = _validation(column)
        if rule:
            sheet.data_validation(1, place, _CHECKED_ROWS, place, rule)
        for line, row in enumerate(rows, 1):
            value = row.get(column.name, "")
            if isinstance(value, str):
                if value:
                    sheet.write_string(line, place, value, formats["text" if column.kind in _TEXT_KINDS else "plain"])
            else:
                sheet.write(line, place, value)


def _validation(column: Column) -> dict[str, object]:
    """Return what Excel should check in a column; nothing for free text."""
    message = {"error_title": column.chinese, "error_message": _clipped(_meaning(column))}
    if column.kind == "choice" and len(",".join(column.choices.values())) <= _LISTED_SIGNS:
        return {"validate": "list", "source": list(column.choices.values()), **message}
    if column.kind == "grade":
        return {"validate": "list", "source": list(GRADES), **message}
    if column.kind == "grades":
        # Other runs are right too, so Excel only warns.
        return {"validate": "list", "source": list(_RUNS), "error_type": "warning", **message}
    if column.kind == "year":
        return {"validate": "integer", "criteria": "between", "minimum": 1900, "maximum": 2200, **message}
    if column.minimum is not None:
        sort = "integer" if column.kind == "count" else "decimal"
        return {"validate": sort, "criteria": ">=", "value": column.minimum, **message}
    return {}


def _clipped(text: str) -> str:
    return text[:200]


def _meaning(column: Column) -> str:
    """Return what a column means; one of a grade holds its pupils."""
    grade = dict(_GRADES).get(column.name)
    return f"{grade}的学生人数" if grade else COLUMN_MEANINGS[column.name]


def _note(column: Column) -> str:
    """Say in Chinese what a column means, its unit, its bound and what an empty cell stands for."""
    lines = [column.chinese, _meaning(column)]
    if column.unit:
        lines.append(f"单位：{UNITS[column.unit]}")
    if column.minimum is not None:
        lines.append(f"不小于 {column.minimum:g}")
    if column.choices:
        lines.append("可填：" + "、".join(column.choices.values()))
    if column.required:
        lines.append("必填")
    else:
        grade = column.name in dict(_GRADES)
        lines.append("空白：没有学生" if grade else f"空白：{_plainly(DEFAULTS[column.default])}")
    return "\n".join(lines)


def _plainly(words: str) -> str:
    """Write Chinese words for the names of keys."""
    for key, chinese in _KEY_WORDS.items():
        words = words.replace(key, chinese)
    return words


def _explain(sheet: Worksheet, formats: Mapping[str, Format]) -> None:
    """Write the sheet that says how to fill the others."""
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90, formats["wrapped"])
    sheet.write_string(0, 0, "填写说明", formats["title"])
    for line, text in enumerate(_ADVICE, 1):
        sheet.merge_range(line, 0, line, 1, text, formats["wrapped"])
        sheet.set_row(line, 15 * -(-len(text) // _ADVICE_SIGNS))
    line = len(_ADVICE) + 2
    for table in TABLES:
        needed = "必填" if table.required else "可选"
        sheet.write_string(line, 0, f"{table.chinese}（{needed}）", formats["title"])
        sheet.write_string(line, 1, _TABLE_WORDS.get(table.name, TABLE_MEANINGS[table.name]), formats["wrapped"])
        for column in _WIDE_SHOWN if table is PUPILS else _shown(table):
            line += 1
            sheet.write_string(line, 0, column.chinese, formats["required" if column.required else "optional"])
            sheet.write_string(line, 1, "；".join(_note(column).split("\n")[1:]), formats["wrapped"])
        line += 2


def _bands() -> dict[str, GradeBand]:
    """Return the usual three bands, with the planning norms' limits in minutes."""
    return {
        "primary_lower": GradeBand(
            stage="primary",
            grades=("1", "2", "3"),
            max_walk_minutes=30.0,
            max_ride_minutes=30.0,
            max_board_minutes=None,
        ),
        "primary_upper": GradeBand(
            stage="primary",
            grades=("4", "5", "6"),
            max_walk_minutes=40.0,
            max_ride_minutes=40.0,
            boarding=True,
            max_board_minutes=90.0,
        ),
        "junior": GradeBand(
            stage="junior",
            grades=("7", "8", "9"),
            max_walk_minutes=40.0,
            max_ride_minutes=60.0,
            boarding=True,
            max_board_minutes=120.0,
        ),
    }


def _rules(most: int | None) -> Rules:
    return Rules(
        school_size=SchoolSize(primary=2000, junior=2000, nine_year=2500),
        merge=Merge(kinds=("teaching_point",), most=most),
        assignment=Assignment(mode="whole", split_above_pupils=90),
    )


def empty_scenario() -> Scenario:
    """Return the scenario that an empty district begins with."""
    return Scenario(
        name="my-district-2026",
        title="我县（区）中小学布局优化调整方案",
        district=".",
        years=(2026,),
        grade_bands=_bands(),
        rules=_rules(None),
    )


def _sample_scenario() -> Scenario:
    return Scenario(
        name="sample",
        title="示例（合成数据） Sample (synthetic data)",
        district=".",
        years=(2026,),
        grade_bands=_bands(),
        rules=_rules(1),
    )


_FURTHER = "、".join(column.chinese for column in SCHOOLS.columns if column.further)
_ADVICE = (
    "1. 每张表一页；第一行是列名。红色列必填，蓝色列可以空白。空白表示未知，不表示零（学生表中空白表示没有学生）。",
    "2. 编号列已设为文本格式：007 保持为 007，年级范围不会变成日期。复制粘贴时请只粘贴数值。",
    "3. 坐标系在 provenance.yaml 中声明：WGS84、CGCS2000、GCJ-02（高德、腾讯）、BD-09（百度）。相差几百米，请勿混用。",
    (
        "4. “学生”表一行一个居民点、一个年份，每个年级一列。“行程”和“就读”两页可以不填，"
        "供生源预测用的“出生”“儿童”“新建住宅”“特殊入学年”四页，"
        "供与方案结果对照的“建设项目”“政策目标”两页也可以不填。"
    ),
    "5. 设置以 scenario.yaml 为准，与“设置”表内容相同。不想编辑该文件的，请改“设置”表的“填写”列，再运行下一行的命令：",
    "    planner check scenario.yaml --settings　（核对“设置”表，并按它写出 scenario.yaml）",
    "6. 填好后运行 planner check scenario.yaml，全部问题会一次列出；再运行 planner run scenario.yaml。",
    f"7. “学校”表可以自行加列，用于师资和资源的说明，不影响方案：{_FURTHER}。",
    "8. sample 文件夹是一个填好的小例子（合成数据，不是真实学校）。",
)
_ADVICE_SIGNS = 52
"""Chinese signs that fit a line of the advice."""
_TABLE_WORDS: Mapping[str, str] = {"pupils": "每个居民点每年各年级的学生数：一行一个居民点、一个年份"}
_KEY_WORDS: Mapping[str, str] = {
    "merge.kinds": "“可以撤并的学校类型”", "classroom_yuan": "增加教室的单价", "bed_yuan": "增加床位的单价",
    "build_yuan": "新建费用",
}  # fmt: skip
_WIDE_SHOWN = _wide_columns()[:3]

_PROVENANCE = """\
# 数据来源和坐标系。 Where each table comes from, and its coordinate system.
# coordinates: WGS84, CGCS2000, GCJ-02（高德、腾讯）, BD-09（百度），或代码 or a code such as EPSG:4546
# central_meridian: 投影坐标（米）不带带号时的中央经线，如 111。 Of metres without a zone number, such as 111.
# measured / stated / synthetic: 实测、文件载明、合成（虚构）的列。 Columns measured, stated by a document, made up.
title: 我县（区）中小学布局优化调整方案
tables:
  settlements: {source: "", licence: "", coordinates: WGS84, measured: [], stated: [], synthetic: []}
  pupils: {source: "", licence: "", measured: [], stated: [], synthetic: []}
  schools: {source: "", licence: "", coordinates: WGS84, measured: [], stated: [], synthetic: []}
"""
