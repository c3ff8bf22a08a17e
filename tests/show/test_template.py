"""planner new: an empty district that is ready to fill, and a sample that is ready to solve."""

import re
from pathlib import Path

import openpyxl
import pytest

from planner.errors import InputError
from planner.reading.loader import read_district
from planner.reading.scenario import Scenario
from planner.reading.scenario_file import read_scenario
from planner.reading.tables import DECISIONS, TABLES
from planner.show.reference import keys_of
from planner.show.template import write_template
from planner.show.words.chinese import COLUMN_MEANINGS, DEFAULTS, SCENARIO_KEYS, TABLE_MEANINGS, UNITS


def test_it_says_what_it_wrote(tmp_path: Path) -> None:
    """Every file it names is there, and no other."""
    files = write_template(tmp_path / "new")
    assert sorted(files) == sorted(path for path in (tmp_path / "new").rglob("*") if path.is_file())


def test_the_same_template_every_time(tmp_path: Path) -> None:
    """Two templates are equal byte for byte."""
    first, second = write_template(tmp_path / "a"), write_template(tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_the_workbook_has_every_table_with_notes_and_lists(tmp_path: Path) -> None:
    """Chinese headings with a note each, a frozen first row, text formats and drop-downs where they belong."""
    book = openpyxl.load_workbook(write_template(tmp_path / "new")[0])
    assert book.sheetnames == ["说明", *(table.chinese for table in TABLES), "设置"]
    grades = [f"{digit}年级" for digit in "一二三四五六七八九"]
    for table in TABLES:
        sheet = book[table.chinese]
        headings = [column.chinese for column in table.columns if not column.further]
        wide = ["居民点编号", "年份", *grades, "小班", "中班", "大班"]
        assert [cell.value for cell in sheet[1]] == (wide if table.name == "pupils" else headings)
        assert all(cell.comment is not None for cell in sheet[1])
        assert sheet.freeze_panes == "A2"
    schools = book["学校"]
    assert schools.column_dimensions["A"].number_format == "@"
    lists = {str(rule.sqref).partition(":")[0]: rule.formula1 for rule in schools.data_validations.dataValidation}
    decided = next(cell.column_letter for cell in schools[1] if cell.value == "决定")
    assert lists[f"{decided}2"] == f'"{",".join(DECISIONS.values())}"'


def test_the_empty_template_lacks_nothing_but_rows(tmp_path: Path) -> None:
    """Its scenario is sound, and its tables want filling only."""
    write_template(tmp_path / "new")
    file = read_scenario(tmp_path / "new/scenario.yaml")
    with pytest.raises(InputError) as raised:
        read_district(file.district_folder, file.scenario)
    assert len(raised.value.findings) == 3
    assert all("at least one row" in finding.expected for finding in raised.value.findings)


def test_the_sample_is_sound_and_says_it_is_made_up(tmp_path: Path) -> None:
    """The sample passes every check, has seats for all its pupils, and is labelled synthetic."""
    write_template(tmp_path / "new")
    file = read_scenario(tmp_path / "new/sample/scenario.yaml")
    district = read_district(file.district_folder, file.scenario)
    assert (len(district.settlements), len(district.schools)) == (8, 5)
    assert district.provenance.is_synthetic
    assert [note for note in district.notes if "ignored" in note or "not read" in note] == []
    assert "synthetic data" in district.notes
    lower = district.pupils[district.pupils["grade"].isin(["1", "2", "3", "4", "5", "6"])]
    assert lower["pupils"].sum() < 12 * 45
    assert "synthetic" in file.scenario.title


def test_every_key_stands_in_the_template_with_both_languages(tmp_path: Path) -> None:
    """Each key of the schema is written, below a comment in Chinese; none of the Chinese texts is left over."""
    names = {key.name for key in keys_of(Scenario)}
    assert names == set(SCENARIO_KEYS)
    text = (write_template(tmp_path / "new")[2]).read_text(encoding="utf-8")
    assert all(f"{name.rpartition('.')[2]}:" in text for name in names - {"grade_bands.*"})
    assert all(chinese[:15] in text for name, chinese in SCENARIO_KEYS.items() if name != "grade_bands.*")


def test_every_column_has_its_chinese() -> None:
    """Meanings, units and defaults of all columns are there in Chinese."""
    columns = [column for table in TABLES for column in table.columns]
    assert {table.name for table in TABLES} == set(TABLE_MEANINGS)
    assert {column.name for column in columns} == set(COLUMN_MEANINGS)
    assert {column.unit for column in columns if column.unit} == set(UNITS)
    assert {column.default for column in columns if column.default} == set(DEFAULTS)


def test_the_workbook_speaks_chinese_and_fits_its_paper(tmp_path: Path) -> None:
    """No English sentence on the sheet of advice; every sheet is as wide as A4, with its heading on each page."""
    book = openpyxl.load_workbook(write_template(tmp_path / "new")[0])
    kept = r"planner (?:check|run)|scenario\.yaml|provenance\.yaml|--settings|sample|WGS84|CGCS2000|GCJ-02|BD-09|K[1-3]"
    for row in book["说明"].values:
        assert [word for cell in row if cell for word in re.findall("[A-Za-z_]{2,}", re.sub(kept, "", cell))] == []
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
