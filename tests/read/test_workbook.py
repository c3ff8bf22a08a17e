"""Workbooks as people make them: dates, formulas, long numbers, locked and damaged files."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from python_calamine import PasswordError
from xlsxwriter.worksheet import Worksheet

from planner.errors import InputError
from planner.read.loader import read_district
from planner.read.scenario import Scenario
from planner.read.workbook import read_workbook

Writer = Callable[..., Path]


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
    tables, faults = read_workbook(book_of(settlements=rows, other=[["x"]]), "district.xlsx")
    assert not faults.count
    table = tables["settlements"]
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


def test_numbers_too_long_for_excel_are_found() -> None:
    """A code of 18 figures kept as a number has lost its last three; a column that is not read does not matter."""
    rows: list[list[object]] = [["编号", "备注"], [410308000000123456, 410308000000123456]]
    _, faults = read_workbook(book_of(settlements=rows), "district.xlsx")
    assert [finding.row for finding in faults.listed] == [2]
    assert "15 digits" in faults.listed[0].expected


def test_formulas_never_calculated_are_noted(tmp_path: Path) -> None:
    """A formula without a stored value reads as empty, and the note names its cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "学生"
    sheet.append(["编号", "学生数"])
    sheet.append(["1", "=1+1"])
    book.save(tmp_path / "book.xlsx")
    tables, faults = read_workbook((tmp_path / "book.xlsx").read_bytes(), "district.xlsx")
    assert not faults.count
    assert tables["pupils"].cells[1].tolist() == [""]
    assert "(B2)" in tables["pupils"].notes[0]


def test_two_sheets_of_one_table_are_found() -> None:
    """The English and the Chinese sheet of one table cannot both be meant."""
    _, faults = read_workbook(book_of(pupils=[["x"], ["1"]], 学生=[["x"], ["1"]]), "district.xlsx")
    assert "there are two" in faults.listed[0].expected


def _packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "damaged"),
        (b"settlement_id,name", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
        (book_of(pupils=[["x"], ["1"]])[:-200], "damaged"),
        (_packed({"a.txt": b"x"}), "cannot be read"),
        (_packed({"xl/worksheets/sheet1.xml": b'<c r="XFD1048576"><v>1</v></c>'}), "beyond column ZZ"),
    ],
)
def test_files_that_are_no_workbook_are_said(content: bytes, words: str) -> None:
    """Empty, text, locked, cut short, another archive, and one that would unfold to millions of columns."""
    tables, faults = read_workbook(content, "district.xlsx")
    assert tables == {}
    assert faults.count == 1
    assert words in faults.listed[0].expected


def test_a_damaged_workbook_does_not_make_every_table_missing(scenario: Scenario, tmp_path: Path) -> None:
    """One finding for the file, none for the tables it would have held."""
    (tmp_path / "district.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(InputError) as raised:
        read_district(tmp_path, scenario)
    assert [finding.file for finding in raised.value.findings] == ["district.xlsx"]


class PanicException(BaseException):
    """What the compiled reader raises when it fails in itself."""


@pytest.mark.parametrize("problem", [PanicException("index out of bounds"), PasswordError("locked"), OSError("gone")])
def test_the_readers_own_failures_are_findings(monkeypatch: pytest.MonkeyPatch, problem: BaseException) -> None:
    """A workbook on which the reader itself breaks is called damaged or locked."""

    def broken(_: object) -> None:
        raise problem

    monkeypatch.setattr("planner.read.workbook.CalamineWorkbook", type("Broken", (), {"from_filelike": broken}))
    _, faults = read_workbook(book_of(pupils=[["x"], ["1"]]), "district.xlsx")
    assert faults.count == 1


def test_other_exceptions_of_the_reader_pass_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while reading stays Ctrl-C."""

    def stopped(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("planner.read.workbook.CalamineWorkbook", type("Stopped", (), {"from_filelike": stopped}))
    with pytest.raises(KeyboardInterrupt):
        read_workbook(book_of(pupils=[["x"], ["1"]]), "district.xlsx")


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The unpacked size is taken from the archive's own list, before anything is unpacked."""
    monkeypatch.setattr("planner.read.workbook._UNPACKED_LIMIT", 1000)
    _, faults = read_workbook(book_of(pupils=[["x"], ["1"]]), "district.xlsx")
    assert "2 GB" in faults.listed[0].expected
