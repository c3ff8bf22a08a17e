"""Workbooks as people make them: dates, formulas, long numbers, locked and damaged files."""

import datetime as dt
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from planner.errors import InputError
from planner.reading.loader import read_district
from planner.reading.scenario import Scenario
from planner.reading.workbook import read_workbook

Writer = Callable[..., Path]


def packed(sheet: bytes, *, strings: bytes = b"", name: str = "pupils", extra: dict[str, bytes] | None = None) -> bytes:
    """Return a workbook of one sheet, packed from its parts as they are given."""
    relations = b"<Relationships>%s</Relationships>"
    one = '<Relationship Id="%s" Type="http://x/relationships/%s" Target="%s"/>'
    parts = {
        "_rels/.rels": relations % (one % ("r1", "officeDocument", "xl/workbook.xml")).encode(),
        "xl/workbook.xml": f'<workbook><sheets><sheet name="{name}" r:id="a"/></sheets></workbook>'.encode(),
        "xl/_rels/workbook.xml.rels": relations
        % (one % ("a", "worksheet", "worksheets/s.xml") + one % ("b", "sharedStrings", "/xl/strings.xml")).encode(),
        "xl/worksheets/s.xml": sheet,
        **({"xl/strings.xml": strings} if strings else {}),
        **(extra or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return stream.getvalue()


def book_of(**sheets: list[list[object]]) -> bytes:
    """Return a workbook's bytes: sheet name to rows of cells."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    _put(sheet, (row, column), cell, day)
    return stream.getvalue()


def _put(sheet: Worksheet, place: tuple[int, int], cell: object, day: object) -> None:
    if isinstance(cell, dt.date):
        sheet.write_datetime(*place, dt.datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001 - Excel has no zones
    elif isinstance(cell, str):
        sheet.write_string(*place, cell)
    else:
        sheet.write(*place, cell)


def test_cells_become_text() -> None:
    """Whole numbers lose their point, text keeps its zeros, blank rows go, rows keep their spreadsheet number."""
    rows: list[list[object]] = [
        [],
        ["编号", "名称", "乡镇"],
        ["007", 7, 12.5],
        [None, None, None],
        [1e-7, True, 123456789012],
    ]
    book = read_workbook(book_of(settlements=rows, other=[["x"]]), "district.xlsx")
    assert not book.faults.count
    assert book.unread == ("other",)
    table = book.tables["settlements"]
    assert table.headings == ("编号", "名称", "乡镇")
    assert [list(cells) for cells in table.cells] == [["007", "0.0000001"], ["7", "TRUE"], ["12.5", "123456789012"]]
    assert table.rows.tolist() == [3, 5]


def test_a_grade_run_that_excel_made_a_date_is_explained(
    write_district: Writer, texts: dict[str, str], scenario: Scenario
) -> None:
    """1-6 typed into a cell that is not text becomes 6 January: the finding says what to do."""
    rows: list[list[object]] = [list(line.split(",")) for line in texts["schools.csv"].splitlines()]
    rows[1][6] = dt.date(2026, 1, 6)
    folder = write_district({"district.xlsx": book_of(schools=rows)})
    (folder / "schools.csv").unlink()
    with pytest.raises(InputError) as raised:
        read_district(folder, scenario)
    found = [(finding.file, finding.row, finding.column) for finding in raised.value.findings]
    assert found == [("district.xlsx [schools]", 2, "grades")]
    assert "format the column as text" in raised.value.findings[0].expected


def test_numbers_too_long_for_excel_are_found(scenario: Scenario, tmp_path: Path, texts: dict[str, str]) -> None:
    """A code of 18 figures kept as a number has lost its last three; a column that is not read does not matter."""
    rows: list[list[object]] = [
        [*line.split(","), 410308000000123456] for line in texts["settlements.csv"].splitlines()
    ]
    rows[1][0] = 410308000000123456
    (tmp_path / "settlements.csv").unlink(missing_ok=True)
    (tmp_path / "district.xlsx").write_bytes(book_of(settlements=rows))
    with pytest.raises(InputError) as raised:
        read_district(tmp_path, scenario)
    found = [(f.row, f.column, f.address) for f in raised.value.findings if "15 digits" in f.expected]
    assert found == [(2, "settlement_id", "settlements!A2")]


def test_formulas_never_calculated_are_noted(tmp_path: Path) -> None:
    """A formula without a stored value reads as empty, and the note names its cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "学生"
    sheet.append(["编号", "学生数"])
    sheet.append(["1", "=1+1"])
    book.save(tmp_path / "book.xlsx")
    read = read_workbook((tmp_path / "book.xlsx").read_bytes(), "district.xlsx")
    assert not read.faults.count
    assert read.tables["pupils"].cells[1].tolist() == [""]
    assert "(B2)" in read.tables["pupils"].notes[0]


def test_two_sheets_of_one_table_are_found() -> None:
    """The English and the Chinese sheet of one table cannot both be meant."""
    book = read_workbook(book_of(pupils=[["x"], ["1"]], 学生=[["x"], ["1"]]), "district.xlsx")
    assert "there are two, 'pupils' and '学生'" in book.faults.listed[0].expected


def test_texts_in_several_runs_and_with_readings_are_joined() -> None:
    """Formatted parts of a text belong together; a reading in small type beside it does not."""
    strings = (
        b"<sst><si><r><t>\xe6\xb2\xb3</t></r><r><t>\xe5\x8f\xa3</t></r><rPh><t>hekou</t></rPh></si>"
        b"<si><t>a_x000D_</t></si></sst>"
    )
    sheet = b'<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row></sheetData></worksheet>'
    book = read_workbook(packed(sheet, strings=strings, name="settlements"), "b.xlsx")
    assert book.tables["settlements"].headings == ("河口", "a")


@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_other_formats_say_the_same(suffix: str, tmp_path: Path) -> None:
    """OpenDocument and the old Excel format: numbers, texts, dates, errors, merged and hidden cells, shown zeros."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not on this machine")
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("学校")
        sheet.write_row(0, 0, ["编号", "名称", "乡镇", "教室数", "床位"])
        sheet.write_number(1, 0, 7, book.add_format({"num_format": "000"}))
        sheet.write_row(1, 1, ["甲", "", 12])
        sheet.write_formula(1, 4, "=1/0", None, "#DIV/0!")
        sheet.write_row(2, 0, ["008", "乙", "", 12.5])
        sheet.merge_range(1, 2, 2, 2, "河口镇")
        sheet.write_datetime(3, 1, dt.datetime(2026, 1, 6), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
        sheet.write_string(3, 0, "009")
        sheet.set_row(2, None, None, {"hidden": True})
        book.add_worksheet("空")
    command = [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/office", "--convert-to", suffix]
    subprocess.run([*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=120)
    for content in (path.read_bytes(), (tmp_path / f"book.{suffix}").read_bytes()):
        read = read_workbook(content, "book")
        assert not read.faults.count
        assert read.unread == ("空",)
        table = read.tables["schools"]
        assert [cells.tolist() for cells in table.cells] == [
            ["007", "008", "009"], ["甲", "乙", "2026-01-06"], ["河口镇", "河口镇", ""], ["12", "12.5", ""],
            ["#DIV/0!", "", ""],
        ]  # fmt: skip
        assert (table.dates, table.padded, table.spread) == (
            frozenset({(2, 1)}), frozenset({(0, 0)}), frozenset({(0, 2), (1, 2)}),
        )  # fmt: skip
        assert any("hidden" in note and "3" in note for note in table.notes)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "damaged"),
        (b"settlement_id,name", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
        (book_of(pupils=[["x"], ["1"]])[:-200], "damaged"),
    ],
)
def test_files_that_are_no_workbook_are_said(content: bytes, words: str) -> None:
    """Empty, text, locked, cut short."""
    book = read_workbook(content, "district.xlsx")
    assert book.tables == {}
    assert book.faults.count == 1
    assert words in book.faults.listed[0].expected


def test_a_damaged_workbook_does_not_make_every_table_missing(scenario: Scenario, tmp_path: Path) -> None:
    """One finding for the file, none for the tables it would have held."""
    (tmp_path / "district.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(InputError) as raised:
        read_district(tmp_path, scenario)
    assert [finding.file for finding in raised.value.findings] == ["district.xlsx"]


@pytest.mark.parametrize("problem", [OSError("gone"), ValueError("odd"), IndexError("beyond"), AssertionError()])
def test_the_old_formats_reader_may_fail_in_any_way(monkeypatch: pytest.MonkeyPatch, problem: Exception) -> None:
    """A .xls on which its reader breaks is called damaged."""

    def broken(**_: object) -> None:
        raise problem

    monkeypatch.setattr("xlrd.open_workbook", broken)
    book = read_workbook(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old.xls")
    assert "damaged" in book.faults.listed[0].expected


def test_ctrl_c_while_reading_stays_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the reader's own failures are findings."""

    def stopped(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("xlrd.open_workbook", stopped)
    with pytest.raises(KeyboardInterrupt):
        read_workbook(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old.xls")
