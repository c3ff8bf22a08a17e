"""The sheet of settings: to the scenario file and back, and what is wrong on it with its cell."""

from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from planner import cli
from planner.errors import InputError
from planner.language import in_language
from planner.reading.scenario import Scenario
from planner.reading.scenario_file import read_scenario
from planner.reading.settings_sheet import leaves, scenario_of
from planner.reading.workbook import read_sheet
from planner.reading.yaml_file import dotted
from planner.show.scenario_text import scenario_yaml
from planner.show.settings import apply_settings
from planner.show.template import _write_workbook, write_template

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


def changed(path: Path, cells: dict[str, object]) -> Path:
    """Write values beside keys of the sheet 设置; a key that is not there is added below."""
    book = openpyxl.load_workbook(path)
    sheet = book["设置"]
    rows = {row[3].value: row[1] for row in sheet.iter_rows(min_row=2) if row[3].value}
    for key, value in cells.items():
        if key in rows:
            rows[key].value = value
        else:
            sheet.append(["", value, "", key])
    book.save(path)
    return path


def district(tmp_path: Path) -> Path:
    """Return the sample's scenario file."""
    write_template(tmp_path / "new")
    return tmp_path / "new/sample/scenario.yaml"


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_scenario_comes_back_from_its_sheet_and_from_its_text(path: Path, tmp_path: Path) -> None:
    """Every key of the project's own scenarios, exactly."""
    scenario = read_scenario(path).scenario
    book = _write_workbook(tmp_path / "district.xlsx", {}, scenario)
    sheet = read_sheet(book.read_bytes(), ("设置",))
    assert sheet is not None
    assert scenario_of(sheet, "district.xlsx [设置]") == scenario
    (tmp_path / "again.yaml").write_text(scenario_yaml(scenario), encoding="utf-8")
    assert read_scenario(tmp_path / "again.yaml").scenario == scenario


def test_the_template_and_its_file_say_the_same(tmp_path: Path) -> None:
    """Nothing is written where nothing differs."""
    path = district(tmp_path)
    before = path.read_bytes()
    assert apply_settings(path).changed == ()
    assert path.read_bytes() == before


CHANGES: dict[str, object] = {
    "title": "新方案", "years": "2026、2027", "rules.merge.most": 2, "rules.merge.kinds": "教学点、小学",
    "grade_bands.primary_lower.boarding": "是", "grade_bands.primary_upper.grades": "四至六年级",
    "grade_bands.junior.max_walk_minutes": "无", "grade_bands.junior.max_ride_minutes": None,
    "rules.assignment.mode": "分开", "budget_yuan": "3,000,000", "decisions.keep": "T01；P01", "solver.gap": 0.02,
    "rules.merge.by_year": "2026年：1，2027: 2", "rules.merge.never": "P01：路远、不安全，听证未通过；P02: 反对",
    "rules.same_town.allow": "V01：P01；V02: P02", "rules.same_town.towns": "东镇：西镇",
    "rules.siting.primary": "乡镇驻地、中心村",
}  # fmt: skip


def test_what_a_planner_changes_on_the_sheet_stands_in_the_file(tmp_path: Path) -> None:
    """Numbers, words, lists, 无 for null, an empty cell for the default; the file keeps its comments."""
    path = district(tmp_path)
    changed(path.parent / "district.xlsx", CHANGES)
    applied = apply_settings(path)
    scenario = read_scenario(path).scenario
    told = {dotted(route): value for route, value in leaves(scenario)}
    assert {key: told[key] for key in CHANGES} == {
        "title": "新方案", "years": (2026, 2027), "rules.merge.most": 2,
        "rules.merge.kinds": ("teaching_point", "primary"),
        "grade_bands.primary_lower.boarding": True, "grade_bands.primary_upper.grades": ("4", "5", "6"),
        "grade_bands.junior.max_walk_minutes": None, "grade_bands.junior.max_ride_minutes": float("inf"),
        "rules.assignment.mode": "split", "budget_yuan": 3_000_000, "decisions.keep": ("T01", "P01"),
        "solver.gap": 0.02, "rules.merge.by_year": {2026: 1, 2027: 2},
        "rules.merge.never": {"P01": "路远、不安全，听证未通过", "P02": "反对"},
        "rules.same_town.allow": (("V01", "P01"), ("V02", "P02")), "rules.same_town.towns": (("东镇", "西镇"),),
        "rules.siting.primary": ("town_seat", "central_village"),
    }  # fmt: skip
    assert "rules.merge.most: 1 → 2" in applied.changed
    assert "scenario.yaml written from the sheet 设置 of district.xlsx" in applied.text()
    assert "# 班额上限" in path.read_text(encoding="utf-8")
    assert apply_settings(path).changed == ()


def test_a_budget_by_year_stands_in_one_cell(tmp_path: Path) -> None:
    """Years and sums, with units and commas as offices write them."""
    path = district(tmp_path)
    changed(path.parent / "district.xlsx", {"budget_yuan": "2026年：3,000,000元，2027：5000000"})
    apply_settings(path)
    assert read_scenario(path).scenario.budget_yuan == {2026: 3_000_000, 2027: 5_000_000}


def test_units_of_the_key_itself_may_stand_behind_its_numbers(tmp_path: Path) -> None:
    """2026年, 45人, 4公里/小时 are the numbers they begin with."""
    path = district(tmp_path)
    cells: dict[str, object] = {
        "years": "2026年、2027学年", "rules.class_size.primary": "40人", "travel.walk_kph": "5公里/小时",
        "grade_bands.junior.max_walk_minutes": "35分钟", "prices.build_yuan": "20,000,000元",
    }  # fmt: skip
    changed(path.parent / "district.xlsx", cells)
    apply_settings(path)
    told = {dotted(route): value for route, value in leaves(read_scenario(path).scenario)}
    assert [told[key] for key in cells] == [(2026, 2027), 40, 5.0, 35.0, 20_000_000.0]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("grade_bands.junior.boarding", "可以", "应为 是 或 否"),
        ("rules.merge.kinds", "教学点、大学", "应为 教学点、小学、初中、九年一贯制学校、幼儿园、特殊教育学校 之一"),
        ("years", "明年", "应为整数"), ("grade_bands.junior.max_walk_minutes", "1小时", "应为数"),
    ],
)  # fmt: skip
def test_the_sheet_is_told_in_its_own_words(tmp_path: Path, key: str, value: str, words: str) -> None:
    """One finding, with the whole cell and with the words that may stand there in Chinese."""
    path = district(tmp_path)
    changed(path.parent / "district.xlsx", {key: value})
    with pytest.raises(InputError) as raised:
        apply_settings(path)
    (finding,) = raised.value.findings
    assert in_language(finding.expected, "zh") == words
    assert finding.value is not None
    assert finding.value in value


@pytest.mark.parametrize(
    ("key", "value", "column"),
    [
        ("solver.threads", "二", "solver.threads"),
        ("rules.merge.most", -1, "rules.merge.most"), ("name", "a/b", "name"),
        ("solver.gapp", 1, "solver.gapp"), ("grade_bands.junior.stage", "高中", "grade_bands.junior.stage"),
        ("rules.merge.kinds", "教学点、大学", "rules.merge.kinds[1]"),
    ],
)  # fmt: skip
def test_what_is_wrong_on_the_sheet_is_named_with_its_cell(
    tmp_path: Path, key: str, value: object, column: str
) -> None:
    """The finding names the key, the value and the cell; the scenario file stays as it was."""
    path = district(tmp_path)
    before = path.read_bytes()
    changed(path.parent / "district.xlsx", {key: value})
    with pytest.raises(InputError) as raised:
        apply_settings(path)
    (finding,) = raised.value.findings
    assert finding.column == column
    assert finding.address is not None
    assert finding.address.startswith("设置!B")
    assert path.read_bytes() == before


def test_sheets_that_are_no_settings_are_said(tmp_path: Path) -> None:
    """No workbook, no such sheet, a key twice, a value without its key."""
    with pytest.raises(InputError, match="there is none"):
        apply_settings(tmp_path / "scenario.yaml")
    path = district(tmp_path)
    book = openpyxl.load_workbook(path.parent / "district.xlsx")
    sheet = book["设置"]
    sheet.append(["", 5, "", "rules.merge.most"])
    sheet.append(["", 5])
    book.save(path.parent / "district.xlsx")
    with pytest.raises(InputError) as raised:
        apply_settings(path)
    assert [("once" in f.expected, "its key" in f.expected) for f in raised.value.findings] == [
        (True, False),
        (False, True),
    ]
    del book["设置"]
    book.save(path.parent / "district.xlsx")
    with pytest.raises(InputError, match="a sheet 设置: there is none"):
        apply_settings(path)


def test_the_command_line_makes_a_missing_file(tmp_path: Path) -> None:
    """Without any scenario.yaml the sheet beside it is enough, and the check goes on with what was written."""
    path = district(tmp_path)
    path.unlink()
    result = CliRunner().invoke(cli.app, ["check", str(path), "--settings", "--lang", "zh"])
    assert result.exit_code == 0
    assert "已按 district.xlsx 的“设置”表写出 scenario.yaml" in result.output
    assert isinstance(read_scenario(path).scenario, Scenario)
