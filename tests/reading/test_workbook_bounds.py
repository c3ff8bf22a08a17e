"""Workbooks that would unfold without end are told in bounded memory, however the cell is written."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from planner.findings import Finding
from planner.reading import spreadsheet, workbook, xlsx, xml_parts
from planner.reading.headings import SEARCHED_ROWS
from planner.reading.sources import find_tables
from planner.reading.spreadsheet import SHEET_COLUMNS
from planner.reading.workbook import read_workbook

SHEET = b'<worksheet><sheetData><row><c t="str"><v>settlement_id</v></c></row>%s</sheetData></worksheet>'
MEGABYTE = 1_000_000


def packed(sheet: bytes, *, strings: bytes = b"") -> bytes:
    """Return a workbook of one sheet of pupils, packed from its parts as they are given."""
    one = '<Relationship Id="%s" Type="http://x/relationships/%s" Target="%s"/>'
    book = one % ("r1", "officeDocument", "xl/workbook.xml")
    inside = one % ("a", "worksheet", "worksheets/s.xml") + one % ("b", "sharedStrings", "strings.xml")
    parts = {
        "_rels/.rels": f"<Relationships>{book}</Relationships>".encode(),
        "xl/workbook.xml": b'<workbook><sheets><sheet name="pupils" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{inside}</Relationships>".encode(),
        "xl/worksheets/s.xml": sheet,
        "xl/strings.xml": strings or b"<sst/>",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def told(content: bytes, most_bytes: int = 60 * MEGABYTE) -> Finding:
    """Return the one finding of a workbook that is not to be read, reached within a bound on memory."""
    tracemalloc.start()
    try:
        book = read_workbook(content, "district.xlsx")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert not book.tables
    assert book.faults.count == 1
    assert peak < most_bytes
    return book.faults.listed[0]


STRAY = [
    b'<row><c r="ZZ2"><v>1</v></c></row>',
    b'<row><c s="0" r="ZZ2"><v>1</v></c></row>',
    b"<row><c  s='0'\n r='ZZ2' ><v>1</v></c></row>",
    b'<row><c r="zz2"><v>1</v></c></row>',
    b'<row><c r="XFD1048576"><v>1</v></c></row>',
    b'<row><c r="AAAAAAA2"><v>1</v></c></row>',
    b'<row r="1048576"><c><v>1</v></c></row>',
    b'<row><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>',
    b'<row><c r="A99999999999999999999"><v>1</v></c></row>',
    b'<row r="999999999"><c t="b"><v>1</v></c></row>',
]


@pytest.mark.parametrize("row", STRAY)
def test_a_stray_cell_is_named_with_its_address(row: bytes) -> None:
    """One cell far right or far below, in whatever way XML lets it be written."""
    finding = told(packed(SHEET % row))
    assert "delete the" in finding.expected
    assert finding.address is not None
    assert finding.address.startswith("pupils!")


def test_prefixed_elements_are_read_like_plain_ones() -> None:
    """The elements' prefix is the file's own choice: a stray cell is seen, and a sound one is read."""
    sheet = b'<x:worksheet xmlns:x="a"><x:sheetData>%s</x:sheetData></x:worksheet>'
    assert told(packed(sheet % b'<x:row><x:c r="ZZ1"><x:v>1</x:v></x:c></x:row>')).address == "pupils!ZZ1"
    sound = b'<x:row><x:c r="A1" t="str"><x:v>grade</x:v></x:c></x:row><x:row><x:c r="A2"><x:v>7</x:v></x:c></x:row>'
    book = read_workbook(packed(sheet % sound), "b.xlsx")
    assert [cells.tolist() for cells in book.tables["pupils"].cells] == [["7"]]


def test_formats_without_cells_do_no_harm() -> None:
    """Rows and columns formatted to the sheet's end, with nothing in them, are no table."""
    blank = b"".join(b'<row r="%d"><c r="XFD%d" s="1"/></row>' % (row, row) for row in range(2, 5000))
    book = read_workbook(packed(SHEET % (blank + b'<row r="1048576" ht="3"/>')), "b.xlsx")
    assert not book.faults.count
    assert book.tables["pupils"].headings == ("settlement_id",)


@pytest.mark.parametrize(
    ("sheet", "strings", "words"),
    [
        (SHEET % (b"<row>" + b"<c/>" * 300 + b"</row>"), b"<sst>" + b"<si/>" * 200, "no element found"),
        (SHEET % b'<row><c t="s"><v>0</v></c></row>', b"<sst><si><t>" + b"a" * 40_000 + b"</t></si></sst>", "32,767"),
        (SHEET % b'<row><c t="s"><v>9</v></c></row>', b"<sst/>", "a text that is not there"),
        (SHEET % (b'<row><c t="str"><v>' + b"a" * 40_000 + b"</v></c></row>"), b"", "32,767"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]>' + SHEET % b"", b"", "document type"),
        (b"<worksheet " + b"a" * (20 * MEGABYTE), b"", "damaged"),
        (b"<worksheet><sheetData>", b"", "damaged"),
    ],
)
def test_parts_that_are_no_sheet_are_said(sheet: bytes, strings: bytes, words: str) -> None:
    """Texts without end, entities, a tag without end, a text that is not there, a sheet cut short."""
    assert words in told(packed(sheet, strings=strings)).expected


def test_what_unpacks_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes are counted as they come, whatever the archive's own list says of them."""
    monkeypatch.setattr(xml_parts, "UNPACKED_BYTES", 10 * MEGABYTE)
    content = packed(SHEET % b"<row/>", strings=b"<sst>" + b" " * (50 * MEGABYTE) + b"</sst>")
    assert len(content) < MEGABYTE
    assert "unpacks to 10 MB at most" in told(content, 20 * MEGABYTE).expected


def test_an_archive_whose_list_lies_about_sizes_is_damaged() -> None:
    """A part that unpacks to more than its entry says is not read past it."""
    content = packed(SHEET % (b"<row/>" * 1000))
    size = len(SHEET % (b"<row/>" * 1000))
    told(content.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))


def test_cells_without_end_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """More filled cells, or more blank ones with a format, than any table has."""
    monkeypatch.setattr(spreadsheet, "SHEET_CELLS", 100)
    monkeypatch.setattr(xlsx, "SHEET_CELLS", 100)
    assert "100 filled cells" in told(packed(SHEET % (b"<row><c><v>1</v></c></row>" * 101))).expected
    assert "over 400 cells" in told(packed(SHEET % (b"<row><c/></row>" * 401))).expected


def ods(table: str) -> bytes:
    """Return an OpenDocument workbook of one sheet of pupils."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", f'<a><table:table table:name="学生">{table}</table:table></a>')
    return stream.getvalue()


def test_repeated_cells_and_rows_of_open_document_are_bounded() -> None:
    """A filled cell repeated to the sheet's end is told; blank ones, which every such sheet has, are not unfolded."""
    row = "<table:table-row {}><table:table-cell {}><text:p>{}</text:p></table:table-cell></table:table-row>"
    wide = row.format("", 'table:number-columns-repeated="16384"', "x")
    assert told(ods(wide)).address == "学生!XFD1"
    tall = row.format('table:number-rows-repeated="99999999"', f'table:number-columns-repeated="{SHEET_COLUMNS}"', "x")
    assert "filled cells" in told(ods(tall)).expected
    blank = row.format('table:number-rows-repeated="1048576"', 'table:number-columns-repeated="16384"', "")
    book = read_workbook(ods(row.format("", "", "grade") + row.format("", "", "3") + blank), "b.ods")
    assert [cells.tolist() for cells in book.tables["pupils"].cells] == [["3"]]


def test_hidden_rows_of_open_document_are_bounded() -> None:
    """Sixty times a million hidden rows that hold nothing, in 250 bytes: no more than a sheet has are kept."""
    hidden = '<table:table-row table:visibility="collapse" table:number-rows-repeated="1000000"/>'
    row = "<table:table-row><table:table-cell><text:p>{}</text:p></table:table-cell></table:table-row>"
    content = ods(row.format("grade") + row.format("3") + hidden * 60)
    tracemalloc.start()
    try:
        book = read_workbook(content, "b.ods")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [cells.tolist() for cells in book.tables["pupils"].cells] == [["3"]]
    assert peak < 150 * MEGABYTE


def test_merged_areas_that_overlap_are_filled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file may name an area again from each of its rows; the work stays that of its cells."""
    filled: list[object] = []
    monkeypatch.setattr(workbook, "_fill", lambda *cell: filled.append(cell))
    rows = b'<row><c t="str"><v>a</v></c></row>' * 100
    areas = b"".join(b'<mergeCell ref="A%d:A101"/>' % row for row in range(100, 1, -1))
    sheet = SHEET.replace(b"</sheetData>", b"</sheetData><mergeCells>" + areas + b"</mergeCells>") % rows
    read_workbook(packed(sheet), "b.xlsx")
    assert len(filled) == 100 + SEARCHED_ROWS - 1  # once in looking for the heading, once in reading


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"settlement_id,name\n" + b"a," * 600_000, "1,000,000 bytes"),
        (b"settlement_id,name\n" + b'"a",' * 1000, "400 cells"),
        (b"settlement_id,name\n" + b"a," * 1000, "400 cells"),
        (b"settlement_id,name\n" + b"\n" * 210_000, "50,000 rows"),
        (
            b"settlement_id,name,town,lon,lat\n" + b"a,b,c,1,2\n" * 50_001,
            "50,000 rows for a district: there are 50,001",
        ),
        (b'settlement_id,name\n"' + b"a\n" * 100_000, "quote"),
    ],
)
def test_csv_files_without_end_are_told(tmp_path: Path, content: bytes, words: str) -> None:
    """An endless line, too many cells, lines, rows, a quote that is never closed."""
    (tmp_path / "settlements.csv").write_bytes(content)
    findings = [finding for finding in find_tables(tmp_path).faults.listed if finding.file == "settlements.csv"]
    assert len(findings) == 1
    assert words in findings[0].expected


def test_a_file_of_gigabytes_is_not_opened(tmp_path: Path) -> None:
    """The size is asked for first; a sparse file of 5 GB takes no time."""
    with (tmp_path / "pupils.csv").open("wb") as stream:
        stream.truncate(5_000_000_000)
    expected = [finding.expected for finding in find_tables(tmp_path).faults.listed if finding.file == "pupils.csv"]
    assert expected == ["a file of 200 MB at most: this one has 5,000 MB"]


def test_rows_without_end_are_stopped_where_the_table_ends() -> None:
    """A sheet of 900,000 villages is told after the first 55,030 rows."""
    row = b'<row><c t="str"><v>a</v></c></row>'
    content = packed(SHEET % (row * 200_000))
    assert read_workbook(content, "b.xlsx").faults.count == 0
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'name="pupils"', 'name="居民点"'.encode()))
    finding = told(stream.getvalue(), 80 * MEGABYTE)
    assert (finding.address, finding.expected) == ("居民点!A55031", "at most 55,030 filled rows on this sheet")
