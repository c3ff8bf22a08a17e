"""An empty district to fill in: a workbook with headings, notes and drop-downs, and a commented scenario file."""

import datetime as dt
import json
import math
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter
from pydantic import BaseModel
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from planner.errors import Finding, InputError
from planner.language import Text, system_reason
from planner.read.scenario import Assignment, GradeBand, Merge, Rules, Scenario, SchoolSize
from planner.read.tables import GRADES, TABLES, Column, Table
from planner.show.chinese import COLUMN_MEANINGS, DEFAULTS, SCENARIO_KEYS, TABLE_MEANINGS, UNITS
from planner.show.sample import PROVENANCE_SAMPLE, sample_tables

Rows = Sequence[Mapping[str, object]]

_CHECKED_ROWS = 20_000
"""Rows below the heading that carry drop-downs and formats."""
_RUNS = ("1-3", "1-6", "1-9", "4-6", "7-9", "K1-K3")
_TEXT_KINDS = frozenset({"id", "grade", "grades"})
_WIDTH = 100


def write_template(folder: Path) -> list[Path]:
    """Write an empty district, and a small filled sample below it. InputError where the folder holds anything.

    Returns the files written: district.xlsx, provenance.yaml, scenario.yaml and the same three in `sample`.
    """
    folder = Path(folder)
    _refuse_if_used(folder)
    sample = folder / "sample"
    try:
        sample.mkdir(parents=True, exist_ok=True)
        return [
            _write_workbook(folder / "district.xlsx", {}),
            _write_text(folder / "provenance.yaml", _PROVENANCE),
            _write_text(folder / "scenario.yaml", scenario_yaml(_empty_scenario())),
            _write_workbook(sample / "district.xlsx", sample_tables()),
            _write_text(sample / "provenance.yaml", PROVENANCE_SAMPLE),
            _write_text(sample / "scenario.yaml", scenario_yaml(_sample_scenario())),
        ]
    except OSError as problem:
        headline = Text(
            f"the template cannot be written: {problem.strerror}", f"模板写不出来：{system_reason(problem).zh}"
        )
        wanted = Text("a folder that can be written to", "应为可以写入的文件夹")
        raise InputError(headline, [Finding(file=str(folder), expected=wanted)]) from problem


def scenario_yaml(scenario: Scenario) -> str:
    """Write a scenario with every key, each below its meaning in Chinese and English."""
    head = ["# 方案文件：# 后为说明，可以删去。 Scenario: what follows # is a comment and may go.", ""]
    return "\n".join([*head, *_lines(scenario, "", 0)]) + "\n"


def _refuse_if_used(folder: Path) -> None:
    headline = Text(f"nothing was written to {folder}:", f"没有写入 {folder}：")
    if folder.exists() and not folder.is_dir():
        wanted = Text("a folder: this is a file", "应为文件夹：这是一个文件")
        raise InputError(headline, [Finding(file=str(folder), expected=wanted)])
    if folder.is_dir() and any(folder.iterdir()):
        wanted = Text("a new or an empty folder: this one is in use", "应为新文件夹或空文件夹：这个里面已有内容")
        raise InputError(headline, [Finding(file=str(folder), expected=wanted)])


def _write_text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _write_workbook(path: Path, tables: Mapping[str, Rows]) -> Path:
    """Write a sheet for each table, with these rows, and one that explains them."""
    with xlsxwriter.Workbook(path) as book:
        # The same template, byte for byte, whenever it is written.
        book.set_properties({"created": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)})
        heading = {"bold": True, "border": 1, "valign": "top"}
        formats = {
            "required": book.add_format({**heading, "bg_color": "#F4CCCC"}),
            "optional": book.add_format({**heading, "bg_color": "#D9E2F3"}),
            "text": book.add_format({"num_format": "@"}),
            "plain": book.add_format({}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        _explain(book.add_worksheet("说明"), formats)
        for table in TABLES:
            _fill(book.add_worksheet(table.name), table, tables.get(table.name, ()), formats)
    return path


def _fill(sheet: Worksheet, table: Table, rows: Rows, formats: Mapping[str, Format]) -> None:
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, 16, formats["text" if column.kind in _TEXT_KINDS else "plain"])
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
    message = {"error_title": column.chinese, "error_message": _clipped(COLUMN_MEANINGS[column.name])}
    if column.kind == "choice":
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


def _note(column: Column) -> str:
    """Say in Chinese and English what a column means, its unit, its bound and what an empty cell stands for."""
    lines = [f"{column.chinese} {column.name}", COLUMN_MEANINGS[column.name], column.meaning]
    if column.unit:
        lines.append(f"单位：{UNITS.get(column.unit, column.unit)} (unit: {column.unit})")
    if column.minimum is not None:
        lines.append(f"不小于 {column.minimum:g} (at least {column.minimum:g})")
    if column.choices:
        lines.append("可填：" + "、".join(f"{chinese} ({english})" for english, chinese in column.choices.items()))
    empty = f"空白：{DEFAULTS.get(column.default, column.default)} (empty: {column.default})"
    lines.append("必填 (required)" if column.required else empty)
    return "\n".join(lines)


def _explain(sheet: Worksheet, formats: Mapping[str, Format]) -> None:
    """Write the sheet that says how to fill the others."""
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 18)
    sheet.set_column(2, 2, 90, formats["wrapped"])
    sheet.write_string(0, 0, "填写说明", formats["title"])
    for line, text in enumerate(_ADVICE, 1):
        sheet.write_string(line, 0, text)
    line = len(_ADVICE) + 2
    for table in TABLES:
        needed = "必填" if table.required else "可选"
        sheet.write_string(line, 0, table.name, formats["title"])
        sheet.write_string(line, 1, f"{table.chinese}（{needed}）", formats["title"])
        sheet.write_string(line, 2, TABLE_MEANINGS[table.name])
        for column in table.columns:
            line += 1
            sheet.write_string(line, 0, column.chinese, formats["required" if column.required else "optional"])
            sheet.write_string(line, 1, column.name)
            sheet.write_string(line, 2, "；".join(_note(column).split("\n")[1:]))
        line += 2


def _lines(model: BaseModel, within: str, indent: int) -> list[str]:
    """Write a schema's keys as YAML, each below its comment."""
    lines: list[str] = []
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        lines += _comment(f"{within}{name}", field.description or "", indent)
        lines += _entry(name, value, f"{within}{name}", indent)
    return lines


def _entry(name: str, value: object, dotted: str, indent: int) -> list[str]:
    pad = " " * indent
    if isinstance(value, BaseModel):
        return [f"{pad}{name}:", *_lines(value, f"{dotted}.", indent + 2)]
    if isinstance(value, dict):
        below = [line for key, inner in value.items() for line in _entry(key, inner, f"{dotted}.*", indent + 2)]
        return [f"{pad}{name}:", *below]
    if value == math.inf:
        # YAML has no word for it that the schema takes: a limit left out does not bind.
        return [f"{pad}# {name}:"]
    return [f"{pad}{name}: {_value(value)}"]


def _value(value: object) -> str:
    """Write a scalar or a list; JSON is YAML.

    >>> _value(30000000.0), _value(0.04), _value(("1", "2")), _value(None), _value("方案")
    ('30000000', '0.04', '[1, 2]', 'null', '"方案"')
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, tuple) and value and set(value) <= set(GRADES):
        return f"[{', '.join(value)}]"
    return json.dumps(value, ensure_ascii=False)


def _comment(dotted: str, description: str, indent: int) -> list[str]:
    texts = [SCENARIO_KEYS.get(dotted, ""), " ".join(description.split())]
    prefix = " " * indent + "# "
    wrap = textwrap.TextWrapper(_WIDTH, initial_indent=prefix, subsequent_indent=prefix)
    return [line for text in texts if text for line in wrap.wrap(text)]


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


def _empty_scenario() -> Scenario:
    return Scenario(
        name="my-district-2026",
        title="我县（区）中小学布局调整方案",
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


_ADVICE = (
    "1. 每张表一页；第一行是列名，请勿修改。红色列必填，蓝色列可以空白。空白表示未知，不表示零。",
    "2. 编号、年级列已设为文本格式：007 保持为 007，1-6 不会变成日期。复制粘贴时请只粘贴数值。",
    "3. 坐标系在 provenance.yaml 中声明：WGS84、CGCS2000、GCJ-02（高德、腾讯）、BD-09（百度）。相差几百米，请勿混用。",
    "4. travel（行程）和 attends（就读）两页可以不填。",
    "5. 填好后运行 planner check scenario.yaml，全部问题会一次列出；再运行 planner run scenario.yaml。",
    "6. sample 文件夹是一个填好的小例子（合成数据，不是真实学校）。",
)

_PROVENANCE = """\
# 数据来源和坐标系。 Where each table comes from, and its coordinate system.
# coordinates: WGS84, CGCS2000, GCJ-02（高德、腾讯）, BD-09（百度），或代码 or a code such as EPSG:4546
# central_meridian: 投影坐标（米）不带带号时的中央经线，如 111。 Of metres without a zone number, such as 111.
# measured / stated / synthetic: 实测、文件载明、合成（虚构）的列。 Columns measured, stated by a document, made up.
title: 我县（区）中小学布局调整方案
tables:
  settlements: {source: "", licence: "", coordinates: WGS84, measured: [], stated: [], synthetic: []}
  pupils: {source: "", licence: "", measured: [], stated: [], synthetic: []}
  schools: {source: "", licence: "", coordinates: WGS84, measured: [], stated: [], synthetic: []}
"""
