"""The sheet of settings: written into the template's workbook, and turned into the scenario file when told to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from planner.errors import Finding, InputError
from planner.language import Text, system_reason
from planner.reading.faults import fault, raise_if_any
from planner.reading.scenario import Scenario
from planner.reading.scenario_file import read_scenario
from planner.reading.settings_sheet import HEADINGS, NAMES, NOTHING, WORDS, cell_of, changes, leaves, scenario_of
from planner.reading.sources import content_of, workbook_of
from planner.reading.spreadsheet import SheetError
from planner.reading.workbook import read_sheet
from planner.reading.yaml_file import Route, dotted
from planner.show.scenario_text import scenario_yaml
from planner.show.words.chinese import SCENARIO_KEYS

_WIDTHS = (22, 26, 58, 34)
_SHOWN = 12
_LINE_POINTS, _LINE_SIGNS = 15, 27
"""Height of a line, and the Chinese signs that the column of meanings holds in one."""
_CHINESE_WORDS: Mapping[str, str] = {**WORDS, "null": NOTHING, "most": "“最多”", "least": "“最少”"}
_SCHEMA_WORDS = re.compile("|".join(rf"(?<![A-Za-z_]){word}(?![A-Za-z_])" for word in _CHINESE_WORDS))
_LABELS: Mapping[str, str] = {
    "rules.assignment.mode": "分配方式",
    "rules.assignment.split_above_pupils": "拆分人数",
    "solver.engine": "计算方法",
}


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What taking the settings from the sheet did: the scenario file, and what changed in it, key by key."""

    path: Path
    workbook: Path
    changed: tuple[str, ...]

    def text(self) -> Text:
        """Say it."""
        if not self.changed:
            return Text(
                f"{self.path.name} says what the sheet {NAMES[0]} of {self.workbook.name} says; nothing was written",
                f"{self.path.name} 与 {self.workbook.name} 的“{NAMES[0]}”表一致，没有改动",
            )
        shown = "; ".join(self.changed[:_SHOWN])
        more = f" +{len(self.changed) - _SHOWN}" if len(self.changed) > _SHOWN else ""
        return Text(
            f"{self.path.name} written from the sheet {NAMES[0]} of {self.workbook.name}: {shown}{more}",
            f"已按 {self.workbook.name} 的“{NAMES[0]}”表写出 {self.path.name}：{shown}{more}",
        )


def apply_settings(path: Path) -> Applied:
    """Make the scenario file from the sheet of settings of its district's workbook, where the two differ.

    The file may be missing, or be no scenario: then the workbook is looked for beside it. InputError where there is no
    workbook or no such sheet, and for whatever is wrong on the sheet, with each cell's address.
    """
    before, folder = _before(path)
    workbook = workbook_of(folder)
    if workbook is None:
        missing = Text(f"a workbook with a sheet {NAMES[0]}: there is none", f"应有带“{NAMES[0]}”表的工作簿：没有找到")
        raise InputError(Text("no settings:", "没有设置："), [Finding(file=str(folder), expected=missing)])
    after = _settings_of(workbook)
    changed = changes(before, after) if before != after else ()
    if before != after:
        _write(path, scenario_yaml(after))
    return Applied(path=path, workbook=workbook, changed=changed)


def settings_in(workbook: Path) -> Scenario | None:
    """Return the scenario that a workbook's sheet of settings holds; None where there is no such sheet.

    InputError for whatever is wrong on the sheet, with each cell's address.
    """
    content, faults = content_of(workbook)
    raise_if_any(faults, workbook.name)
    try:
        sheet = read_sheet(content or b"", NAMES)
    except SheetError as problem:
        raise_if_any(fault(workbook.name, problem.expected), workbook.name)
        raise
    return None if sheet is None else scenario_of(sheet, f"{workbook.name} [{sheet.name}]")


def _before(path: Path) -> tuple[Scenario | None, Path]:
    """Return the scenario that the file holds now, if any, and the folder of its district."""
    try:
        file = read_scenario(path)
    except InputError:
        return None, path.absolute().parent
    return file.scenario, file.district_folder


def _settings_of(workbook: Path) -> Scenario:
    scenario = settings_in(workbook)
    if scenario is None:
        expected = Text(f"a sheet {NAMES[0]}: there is none", f"应有“{NAMES[0]}”表：没有找到")
        raise InputError(Text("no settings:", "没有设置："), [Finding(file=workbook.name, expected=expected)])
    return scenario


def _write(path: Path, text: str) -> None:
    """Write the file whole or not at all."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        expected = Text(
            f"a file that can be written ({problem.strerror})", f"应为可以写入的文件（{system_reason(problem).zh}）"
        )
        headline = Text("the scenario file cannot be written:", "情景文件写不出来：")
        raise InputError(headline, [Finding(file=str(path), expected=expected)]) from problem


def write_settings(sheet: Worksheet, scenario: Scenario, formats: Mapping[str, Format]) -> None:
    """Write a scenario as the sheet of settings: one row a key, below a row for each group of keys."""
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width, formats["text" if place == 1 else "wrapped"])
        sheet.write_string(0, place, HEADINGS[place], formats["optional"])
    sheet.freeze_panes(1, 0)
    line, group = 1, ""
    for route, value in leaves(scenario):
        outer = dotted(route[:-1])
        if outer != group:
            sheet.merge_range(line, 0, line, 2, _group_words(route[:-1]), formats["group"])
            line, group = line + 1, outer
        meaning = _meaning(route)
        sheet.write_string(line, 0, _label(route), formats["wrapped"])
        sheet.set_row(line, _LINE_POINTS * max(1, -(-len(meaning) // _LINE_SIGNS)))
        cell = cell_of(value)
        if isinstance(cell, str):
            sheet.write_string(line, 1, cell, formats["text"])
        else:
            sheet.write_number(line, 1, cell, formats["plain"])
        sheet.write_string(line, 2, meaning, formats["wrapped"])
        sheet.write_string(line, 3, dotted(route), formats["quiet"])
        line += 1


def _pattern(route: Route) -> str:
    """Return a key's name as the words on keys have it, with * for the name of a band."""
    parts = list(map(str, route))
    if parts[:1] == ["grade_bands"] and len(parts) > 1:
        parts[1] = "*"
    return ".".join(parts)


def _meaning(route: Route) -> str:
    """Return what a key means, in Chinese alone: null is what the sheet writes as 无."""
    words = SCENARIO_KEYS.get(_pattern(route), "")
    for english, chinese in _CHINESE_WORDS.items():
        words = words.replace(f"{english} {chinese}", chinese)
    return _SCHEMA_WORDS.sub(lambda found: _CHINESE_WORDS[found[0]], words)


def _label(route: Route) -> str:
    return _LABELS.get(_pattern(route)) or _first_words(_meaning(route))


def _first_words(meaning: str) -> str:
    return re.split(r"[；：，（(]", meaning)[0]


def _group_words(route: Route) -> str:
    words = _first_words(SCENARIO_KEYS.get(_pattern(route), "")) if route else "总体"
    return f"年级段 {route[1]}" if _pattern(route) == "grade_bands.*" else words
