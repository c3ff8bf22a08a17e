"""The door: sound folders come in whole, and every bad input of the contract is named with its place."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xlsxwriter

from planner.errors import Finding, InputError
from planner.problem.today import attends_year
from planner.reading.district import District
from planner.reading.files import sha256_of
from planner.reading.loader import read_district
from planner.reading.scenario import Scenario
from planner.reading.tables import SCHOOLS, SETTLEMENTS, TABLES

Writer = Callable[..., Path]


def findings_of(folder: Path, scenario: Scenario) -> tuple[Finding, ...]:
    """Return what is found wrong with a folder."""
    with pytest.raises(InputError) as raised:
        read_district(folder, scenario)
    return tuple(raised.value.findings)


def test_a_sound_folder_becomes_a_district(write_district: Writer, scenario: Scenario) -> None:
    """Every table arrives in the promised columns and types, with defaults filled and hashes taken."""
    folder = write_district()
    district = read_district(folder, scenario)
    assert district.settlements["settlement_id"].tolist() == ["001", "002", "003"]
    assert district.schools.columns.tolist() == [column.name for column in SCHOOLS.columns]
    assert district.schools["kind"].tolist() == ["primary", "teaching_point", "junior"]
    assert district.schools["state"].tolist() == ["existing"] * 3
    assert district.schools["decision"].tolist() == ["", "free", ""]
    assert district.schools["classrooms_max"].tolist() == [8, 3, 6]
    assert district.schools["beds_max"].tolist() == [10, 0, 20]
    assert district.schools["classrooms_max"].dtype == np.int64
    assert district.schools["build_yuan"].isna().all()
    assert district.pupils.dtypes[["year", "pupils"]].tolist() == [np.int64, np.int64]
    assert district.travel is not None
    assert district.travel["ride_minutes"].isna().tolist() == [True, False, True]
    assert district.attends is not None
    assert district.attends["pupils"].sum() == 12
    assert district.sha256["pupils.csv"] == sha256_of((folder / "pupils.csv").read_bytes())
    assert district.notes == ("no provenance.yaml: coordinates taken as WGS84, sources unknown",)


def _book(path: Path, sheets: dict[str, str], *, chinese: bool) -> Path:
    """Write CSV texts as a workbook, with English or Chinese sheet names and headings; numbers."""
    text_columns = {"settlement_id", "school_id", "grade", "grades"}
    with xlsxwriter.Workbook(path) as book:
        for table in TABLES:
            lines = [line.split(",") for line in sheets[f"{table.name}.csv"].splitlines()]
            sheet = book.add_worksheet(table.chinese if chinese else table.name)
            for row, line in enumerate(lines):
                for column, cell in enumerate(line):
                    name = lines[0][column]
                    if row == 0:
                        sheet.write(row, column, table.column(name).chinese if chinese else name)
                    elif cell and name not in text_columns and cell[0].isdigit():
                        sheet.write_number(row, column, float(cell))
                    elif cell:
                        sheet.write_string(row, column, cell)
    return path


def _same(left: District, right: District) -> bool:
    """Say whether two districts have equal tables."""
    names = [table.name for table in TABLES]
    for name in names:
        pd.testing.assert_frame_equal(getattr(left, name), getattr(right, name))
    return True


@pytest.mark.parametrize("chinese", [False, True])
def test_a_workbook_says_the_same_as_csv_files(
    write_district: Writer, texts: dict[str, str], scenario: Scenario, tmp_path: Path, *, chinese: bool
) -> None:
    """One district.xlsx, in English or Chinese, gives the frames that the CSV files give."""
    plain = read_district(write_district(), scenario)
    folder = tmp_path / "book"
    folder.mkdir()
    _book(folder / "district.xlsx", texts, chinese=chinese)
    assert _same(plain, read_district(folder, scenario))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_encodings_and_chinese_headings_are_recognised(
    write_district: Writer, texts: dict[str, str], scenario: Scenario, encoding: str
) -> None:
    """A BOM and GB18030 read as UTF-8 does, with Chinese headings too."""
    plain = read_district(write_district(), scenario)
    chinese = texts["settlements.csv"].replace("settlement_id,name,town,lon,lat", "编号,名称,乡镇,经度,纬度")
    folder = write_district({"settlements.csv": chinese.encode(encoding)})
    assert _same(plain, read_district(folder, scenario))


def test_chinese_file_names_are_read(write_district: Writer, texts: dict[str, str], scenario: Scenario) -> None:
    """居民点.csv is the settlements table, and both names at once are an error."""
    folder = write_district({"居民点.csv": texts["settlements.csv"]})
    assert findings_of(folder, scenario)[0].file == "居民点.csv"
    (folder / "settlements.csv").unlink()
    assert len(read_district(folder, scenario).settlements) == 3


# What is replaced in which file, and the file, row, column and value that must be named.
BAD = {
    "missing column": ("pupils.csv", "pupils", "number", ("pupils.csv", 1, "pupils", None)),
    "two columns of one meaning": ("schools.csv", "beds_max", "床位", ("schools.csv", 1, "beds", "beds, 床位")),
    "duplicate id": (
        "settlements.csv", "34.750\n", "34.750\n001,又,甲镇,112.4,34.75\n",
        ("settlements.csv", 5, "settlement_id", "001"),
    ),
    "duplicate pupils": ("pupils.csv", "002,2026,1,6", "001,2026,1,6", ("pupils.csv", 4, "settlement_id", "001")),
    "unknown settlement": ("pupils.csv", "003,", "009,", ("pupils.csv", 5, "settlement_id", "009")),
    "unknown school in travel": ("travel.csv", "T1", "T9", ("travel.csv", 4, "school_id", "T9")),
    "unknown school in attends": ("attends.csv", "T1", "T9", ("attends.csv", 3, "school_id", "T9")),
    "unknown settlement of births": ("births.csv", "002,", "009,", ("births.csv", 3, "settlement_id", "009")),
    "unknown town of births": ("births.csv", "乙镇", "丙镇", ("births.csv", 4, "town", "丙镇")),
    "births of no place": ("births.csv", "002,,", ",,", ("births.csv", 3, "settlement_id", "")),
    "births twice": ("births.csv", "002,,2019", "001,,2019", ("births.csv", 3, "settlement_id", "001")),
    "births of a town and of its village": ("births.csv", "002,", "003,", ("births.csv", 4, "town", "乙镇")),
    "children twice": ("children.csv", "001,甲镇", ",乙镇", ("children.csv", 3, "town", "乙镇")),
    "an age beyond school": ("children.csv", "2025,5,4", "2025,15,4", ("children.csv", 2, "age", "15")),
    "special years twice": ("special_cohorts.csv", "乙镇,2028", ",2027", ("special_cohorts.csv", 3, "year", "2027")),
    "unknown town of a special year": (
        "special_cohorts.csv", "乙镇", "丙镇", ("special_cohorts.csv", 3, "town", "丙镇"),
    ),
    "unknown settlement of an estate": ("estates.csv", "002,", "009,", ("estates.csv", 2, "settlement_id", "009")),
    "unknown school of a project": (
        "projects.csv", "附件2,P1", "附件2,P9", ("projects.csv", 2, "site_school_id", "P9"),
    ),
    "unknown town of a project": ("projects.csv", "new,乙镇", "new,丙镇", ("projects.csv", 3, "project_town", "丙镇")),
    "a project of no known works": ("projects.csv", "改扩建", "粉刷", ("projects.csv", 2, "works", "粉刷")),
    "a project twice": ("projects.csv", "X2,", "X1,", ("projects.csv", 3, "project_id", "X1")),
    "a target held against nothing known": (
        "targets.csv", "撤并学校数", "升学率", ("targets.csv", 3, "measured_by", "升学率"),
    ),
    "a target without its value": (
        "targets.csv", "merged_schools,,1,", "merged_schools,,,", ("targets.csv", 2, "aimed_value", ""),
    ),
    "a target without a document": ("targets.csv", "%,,某发〔2023〕1号", "%,,", ("targets.csv", 4, "document", "")),
    "not a number": ("settlements.csv", "112.420", "abc", ("settlements.csv", 3, "lon", "abc")),
    "nan": ("settlements.csv", "112.420", "nan", ("settlements.csv", 3, "lon", "nan")),
    "exponent": ("pupils.csv", "001,2026,1,5", "001,2026,1,1e400", ("pupils.csv", 2, "pupils", "1e400")),
    "hexadecimal": ("pupils.csv", "001,2026,1,5", "001,2026,1,0x10", ("pupils.csv", 2, "pupils", "0x10")),
    "formula": ("pupils.csv", "001,2026,1,5", "001,2026,1,=1+1", ("pupils.csv", 2, "pupils", "=1+1")),
    "half a pupil": ("pupils.csv", "001,2026,1,5", "001,2026,1,12.5", ("pupils.csv", 2, "pupils", "12.5")),
    "negative": ("pupils.csv", "001,2026,1,5", "001,2026,1,-3", ("pupils.csv", 2, "pupils", "-3")),
    "endless": ("pupils.csv", "001,2026,1,5", "001,2026,1,inf", ("pupils.csv", 2, "pupils", "inf")),
    "huge": ("pupils.csv", "001,2026,1,5", f"001,2026,1,{'9' * 400}", ("pupils.csv", 2, "pupils", "9" * 400)),
    "empty where required": ("pupils.csv", "001,2026,1,5", "001,2026,1,", ("pupils.csv", 2, "pupils", "")),
    "wrong year": ("pupils.csv", "001,2026,1,5", "001,26,1,5", ("pupils.csv", 2, "year", "26")),
    "wrong grade": ("pupils.csv", "001,2026,1,5", "001,2026,10,5", ("pupils.csv", 2, "grade", "10")),
    "wrong choice": ("schools.csv", "primary", "college", ("schools.csv", 2, "kind", "college")),
    "grades backwards": ("schools.csv", "1-6", "6-1", ("schools.csv", 2, "grades", "6-1")),
    "grades as a date": ("schools.csv", "1-6", "1月6日", ("schools.csv", 2, "grades", "1月6日")),
    "rooms above the most": ("schools.csv", "6,8,0,10", "6,5,0,10", ("schools.csv", 2, "classrooms_max", "5")),
    "beds above the most": ("schools.csv", "6,8,0,10", "6,8,12,10", ("schools.csv", 2, "beds_max", "10")),
    "ride without kilometres": ("travel.csv", "10,3.2", "10,", ("travel.csv", 3, "kilometres", "")),
    "school without the grade": ("attends.csv", "001,1,P1", "001,7,P1", ("attends.csv", 2, "grade", "7")),
    "a degree off": ("settlements.csv", "镇,112.420", "镇,114.420", ("settlements.csv", 3, "lon", "114.420")),
    "swapped": ("settlements.csv", "112.420,34.770", "34.770,112.420", ("settlements.csv", 3, "lon", "34.770")),
    "ragged": ("pupils.csv", "001,2026,1,5", "001,2026,1", ("pupils.csv", 2, None, "001,2026,1")),
    "unclosed quote": ("pupils.csv", "001,2026,1,5", '"001,2026,1,5', ("pupils.csv", 2, None, None)),
    "no pupils in a year": ("pupils.csv", "2026", "2025", ("pupils.csv", None, "year", "2026")),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_named_with_its_place(
    write_district: Writer, texts: dict[str, str], scenario: Scenario, case: str
) -> None:
    """Each fault is reported once, with file, row, column and value."""
    file, old, new, place = BAD[case]
    damaged = texts[file].replace(old, new) if case == "no pupils in a year" else texts[file].replace(old, new, 1)
    assert damaged != texts[file]
    found = findings_of(write_district({file: damaged}), scenario)
    assert [(finding.file, finding.row, finding.column, finding.value) for finding in found] == [place]


def test_who_attends_where_is_of_one_school_year(
    write_district: Writer, texts: dict[str, str], scenario: Scenario
) -> None:
    """A second year is a fault of its rows; a column left empty, or left out, says nothing."""
    first, *rows = texts["attends.csv"].strip().splitlines()

    def with_years(*years: str) -> dict[str, str]:
        return {"attends.csv": "\n".join([f"{first},学年", *(f"{r},{y}" for r, y in zip(rows, years, strict=True))])}

    several = ["2025", *["2025"] * (len(rows) - 2), "2024"]
    (found,) = findings_of(write_district(with_years(*several)), scenario)
    assert (found.file, found.row, found.value) == ("attends.csv", len(rows) + 1, "2024")
    for years, known in ((["2025"] * len(rows), 2025), ([""] * len(rows), None)):
        assert attends_year(read_district(write_district(with_years(*years)), scenario)) == known
    assert attends_year(read_district(write_district({}), scenario)) is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        ("\ufeff\n".encode(), "empty"),
        (b"settlement_id,year,grade,pupils\n", "at least one row"),
        (b"settlement_id,year\0", "NUL"),
        ("编号,年份\n".encode("utf-16"), "UTF-16"),
        ("编号,年份,年级,学生数\n".encode() + "上河,2026,1,1\n".encode("gb18030"), "one encoding"),
        (b"\xff\xff\xff,1\n2,\x81", "neither"),
        (b" , , \n,,\n", "nothing but blanks"),
        (b"settlement_id;year;grade;pupils\n001;2026;1;5\n", "semicolons"),
        ("编号，年份，年级，学生数\n".encode(), "full-width commas"),
    ],
)
def test_files_that_are_no_table_are_said_in_one_finding(
    write_district: Writer, scenario: Scenario, content: bytes, words: str
) -> None:
    """Empty, binary and mixed files each give one plain finding."""
    found = findings_of(write_district({"pupils.csv": content}), scenario)
    assert len(found) == 1
    assert found[0].file == "pupils.csv"
    assert words in found[0].expected


def test_every_fault_of_every_table_comes_at_once(
    write_district: Writer, texts: dict[str, str], scenario: Scenario
) -> None:
    """Faults of four files, and of the scenario's own decisions, stand in one message."""
    changed = {
        "settlements.csv": texts["settlements.csv"].replace("112.420", "x"),
        "pupils.csv": texts["pupils.csv"].replace("001,2026,1,5", "001,2026,1,-5"),
        "schools.csv": texts["schools.csv"].replace("1-6", "6-1"),
        "travel.csv": texts["travel.csv"].replace("T1", "T7"),
    }
    decided = scenario.model_copy(update={"decisions": scenario.decisions.model_copy(update={"close": ("X9",)})})
    found = findings_of(write_district(changed), decided)
    assert {finding.file for finding in found} == {*changed, "scenario"}
    assert {finding.value for finding in found} == {"x", "-5", "6-1", "T7", "X9"}


def test_thousands_of_faults_are_counted_and_every_sort_is_shown(write_district: Writer, scenario: Scenario) -> None:
    """A message lists 200 findings at most, counts all, and does not let one sort hide another."""
    rows = "".join(f"9{place:04},2026,1,-1\n" for place in range(3000))
    folder = write_district({"pupils.csv": f"settlement_id,year,grade,pupils\n{rows}001,2026,x,1\n"})
    with pytest.raises(InputError) as raised:
        read_district(folder, scenario)
    assert raised.value.headline.startswith("6,001 problems")
    assert len(raised.value.findings) == 200
    assert {finding.column for finding in raised.value.findings} == {"settlement_id", "pupils", "grade"}


def test_unknown_columns_are_left_aside_with_a_note(
    write_district: Writer, texts: dict[str, str], scenario: Scenario
) -> None:
    """A column nobody knows is named in the notes and harms nothing."""
    lines = texts["settlements.csv"].splitlines()
    wider = "\n".join([f"{lines[0]},备注,", *(f"{line},x," for line in lines[1:])])
    district = read_district(write_district({"settlements.csv": wider}), scenario)
    assert "settlements.csv: columns ignored: 备注" in district.notes
    assert district.settlements.columns.tolist() == [column.name for column in SETTLEMENTS.columns]


def test_blanks_and_wide_figures_are_read(write_district: Writer, texts: dict[str, str], scenario: Scenario) -> None:
    """Blanks around a cell, full-width ones too, wide figures and 12.0 for a count are accepted; inner text stands."""
    changed = texts["settlements.csv"].replace("001,上河村", "　001 ,上 河村").replace("34.770", "３４.７７")
    pupils = texts["pupils.csv"].replace("001,2026,1,5", "001,2026,1,5.0")
    district = read_district(write_district({"settlements.csv": changed, "pupils.csv": pupils}), scenario)
    assert district.settlements.loc[0, "settlement_id"] == "001"
    assert district.settlements.loc[0, "name"] == "上 河村"
    assert district.settlements.loc[1, "lat"] == 34.77
    assert district.pupils.loc[0, "pupils"] == 5


def test_rows_are_counted_as_a_spreadsheet_does(write_district: Writer, scenario: Scenario) -> None:
    """Blank rows and line breaks within quotes do not shift the row that is named."""
    text = 'settlement_id,year,grade,pupils,note\n001,2026,1,5,"a\nb"\n,,,,\n\n001,2026,2,-1,\n'
    assert findings_of(write_district({"pupils.csv": text}), scenario)[0].row == 5


def test_a_table_in_both_places_is_an_error(write_district: Writer, texts: dict[str, str], scenario: Scenario) -> None:
    """CSV files beside a workbook with the same sheets are found for every table."""
    folder = write_district()
    _book(folder / "district.xlsx", texts, chinese=False)
    found = findings_of(folder, scenario)
    assert len(found) == len(TABLES)
    assert all("has it too" in finding.expected for finding in found)


def test_a_missing_table_and_a_missing_folder_are_named(
    write_district: Writer, scenario: Scenario, tmp_path: Path
) -> None:
    """What must be there and is not is said in words."""
    folder = write_district()
    (folder / "schools.csv").unlink()
    assert any("the table schools" in finding.expected for finding in findings_of(folder, scenario))
    assert "none of this name" in findings_of(tmp_path / "nowhere", scenario)[0].expected
    assert "this is a file" in findings_of(folder / "pupils.csv", scenario)[0].expected


def test_optional_sheets_of_the_template_may_stay_empty(
    texts: dict[str, str], scenario: Scenario, tmp_path: Path
) -> None:
    """A travel sheet with nothing but its heading is a table that is not given."""
    heading = texts["travel.csv"].splitlines()[0]
    _book(tmp_path / "district.xlsx", {**texts, "travel.csv": heading}, chinese=True)
    assert read_district(tmp_path, scenario).travel is None


def test_two_road_files_are_an_error(write_district: Writer, scenario: Scenario) -> None:
    """roads.gpkg beside an extract leaves open which is meant; one alone is found."""
    folder = write_district({"roads.gpkg": b"x"})
    assert read_district(folder, scenario).roads == folder / "roads.gpkg"
    (folder / "a.osm.pbf").write_bytes(b"x")
    assert "one road file" in findings_of(folder, scenario)[0].expected


def test_synthetic_columns_are_noted(write_district: Writer, scenario: Scenario) -> None:
    """What provenance.yaml calls synthetic stands in the notes and in the provenance."""
    text = "tables:\n  settlements: {source: a survey, licence: CC0, synthetic: [lon, lat]}\n"
    district = read_district(write_district({"provenance.yaml": text}), scenario)
    assert district.notes == ("synthetic data", "synthetic columns: settlements.lon, settlements.lat")
    assert district.provenance.is_synthetic
    assert district.provenance.sources == {"settlements": "a survey; licence: CC0"}


def test_bad_provenance_comes_with_the_other_findings(write_district: Writer, scenario: Scenario) -> None:
    """An unknown system and a fault of a table stand in one message."""
    folder = write_district({"provenance.yaml": "tables: {schools: {coordinates: GPS}}\n", "pupils.csv": "x\n1\n"})
    assert {finding.file for finding in findings_of(folder, scenario)} == {"provenance.yaml", "pupils.csv"}


@pytest.mark.parametrize("name", ["pupils.csv", "district.xlsx", "roads.gpkg", "provenance.yaml"])
def test_a_folder_in_place_of_a_file_is_found(write_district: Writer, scenario: Scenario, name: str) -> None:
    """Each file's name may turn out to be a folder."""
    folder = write_district({"pupils.csv": None} if name == "pupils.csv" else {})
    (folder / name).mkdir()
    found = findings_of(folder, scenario)
    assert any("this is a folder" in finding.expected and name in finding.file for finding in found)


@pytest.mark.parametrize(
    "text", ["tables: [1]", "title: *x", "tables: {schools: {synthetic: [1]}}", "\t", "a: b: c", "!!x"]
)
def test_no_provenance_file_breaks_the_reader(write_district: Writer, scenario: Scenario, text: str) -> None:
    """Damage to provenance.yaml is a finding of that file."""
    found = findings_of(write_district({"provenance.yaml": text}), scenario)
    assert {finding.file for finding in found} == {"provenance.yaml"}


def test_broken_rows_do_not_make_others_unknown(
    write_district: Writer, texts: dict[str, str], scenario: Scenario
) -> None:
    """Where a settlement's row cannot be read, its pupils are not called unknown on top."""
    damaged = texts["settlements.csv"].replace("002,下河村,", "002,")
    found = findings_of(write_district({"settlements.csv": damaged}), scenario)
    assert [(finding.file, finding.row) for finding in found] == [("settlements.csv", 3)]
