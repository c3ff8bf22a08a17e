"""Tables as offices make them: titles above, units in headings, totals below, merged cells, one column a grade."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from planner.errors import InputError
from planner.language import in_language
from planner.reading.district import District
from planner.reading.loader import read_district
from planner.reading.scenario import Scenario
from planner.reading.sources import find_tables

Writer = Callable[..., Path]
PUPILS_OF_3 = {("001", 2026, "1"): 5, ("001", 2026, "7"): 4, ("002", 2026, "1"): 6, ("003", 2026, "2"): 7}


def pupils_of(district: District) -> dict[tuple[str, int, str], int]:
    """Return the pupils by settlement, year and grade."""
    columns = [district.pupils[name].tolist() for name in ("settlement_id", "year", "grade", "pupils")]
    return {(place, year, grade): count for place, year, grade, count in zip(*columns, strict=True) if count}


def note_with(district: District, words: str) -> str:
    """Return the one note that holds these words, in English or Chinese."""
    (note,) = [note for note in district.notes if words in note or words in in_language(note, "zh")]
    return f"{note} {in_language(note, 'zh')}"


@pytest.mark.parametrize(
    "title", ["某区学校、学生情况表\n", "某区情况表（2026年）,,,\n\n单位：人,,,\n", '"某区, 2026",,,\n']
)
def test_the_heading_is_found_below_titles(
    write_district: Writer, texts: dict[str, str], scenario: Scenario, title: str
) -> None:
    """One title, several with a blank row between, one with a comma of its own; rows keep their numbers."""
    folder = write_district({"pupils.csv": title + texts["pupils.csv"]})
    district = read_district(folder, scenario)
    assert pupils_of(district) == PUPILS_OF_3
    assert f"row {title.count(chr(10)) + 1}; above it: '某区" in note_with(district, "pupils.csv: the heading is row")
    (folder / "pupils.csv").write_text(title + texts["pupils.csv"].replace(",5\n", ",x\n"), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_district(folder, scenario)
    assert [finding.row for finding in raised.value.findings] == [title.count("\n") + 2]


@pytest.mark.parametrize(
    "case",
    [
        ("步行分钟（分钟，单程）", "40.5", 40.5), ("步行分钟\n(分)", "40.5", 40.5), ("步行分钟/小时", "0.5", 30.0),
        ("Walk Minutes [min]", "1小时", 60.0), ("*步 行 分 钟：", "３０分钟", 30.0),
    ],
)  # fmt: skip
def test_units_in_headings_and_cells(
    write_district: Writer, texts: dict[str, str], scenario: Scenario, case: tuple[str, str, float]
) -> None:
    """A unit is left out of the heading's name, and where it is another one the numbers are converted."""
    heading, cell, minutes = case
    travel = texts["travel.csv"].replace("walk_minutes", f'"{heading}"').replace("40.5", cell)
    district = read_district(write_district({"travel.csv": travel}), scenario)
    assert district.travel is not None
    assert district.travel["walk_minutes"].tolist()[1] == minutes


def test_ten_thousands_of_yuan_are_told(write_district: Writer, texts: dict[str, str], scenario: Scenario) -> None:
    """万元 in a heading multiplies its column, but not a cell with a unit of its own; the note says so."""
    lines = texts["schools.csv"].splitlines()
    added = ["建设费（万元）", "3000", "50万元", ""]
    schools = "\n".join(f"{line},{cell}" for line, cell in zip(lines, added, strict=True))
    district = read_district(write_district({"schools.csv": schools}), scenario)
    assert district.schools["build_yuan"].fillna(0).tolist() == [30_000_000, 500_000, 0]
    assert "×10,000" in note_with(district, "建设费（万元）")


def test_a_heading_of_another_meaning_is_not_taken(
    write_district: Writer, texts: dict[str, str], scenario: Scenario
) -> None:
    """学生数（女） is not the pupils: one finding, which shows it as the nearest heading there is."""
    folder = write_district({"pupils.csv": texts["pupils.csv"].replace(",pupils", ",学生数（女）")})
    with pytest.raises(InputError) as raised:
        read_district(folder, scenario)
    (finding,) = raised.value.findings
    assert (finding.row, finding.column) == (1, "pupils")
    assert "nearest heading there is '学生数（女）'" in finding.expected


def test_no_heading_at_all_is_one_finding(write_district: Writer, texts: dict[str, str], scenario: Scenario) -> None:
    """A table without its heading row is said once, with what stands in the first row."""
    folder = write_district({"schools.csv": texts["schools.csv"].partition("\n")[2]})
    with pytest.raises(InputError) as raised:
        read_district(folder, scenario)
    (finding,) = raised.value.findings
    assert "a heading row of the table schools" in finding.expected
    assert finding.value is not None
    assert finding.value.startswith("P1, 上河小学")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("合计,2026,,22\n", "agree with the sums"),
        ("合 计：,,,22人\n", "agree with the sums"),
        ("全区总计,,,23\n", "D6 says 23, the sum is 22"),
        ("Total,2026,,22\n", "agree with the sums"),
    ],
)
def test_totals_are_left_out_and_compared(
    write_district: Writer, texts: dict[str, str], scenario: Scenario, row: str, words: str
) -> None:
    """A row of totals is no village; where it disagrees the note says both numbers."""
    district = read_district(write_district({"pupils.csv": texts["pupils.csv"] + row}), scenario)
    assert pupils_of(district) == PUPILS_OF_3
    assert words in note_with(district, "pupils.csv: totals")


def test_subtotals_add_up_what_stands_above_them(
    write_district: Writer, texts: dict[str, str], scenario: Scenario
) -> None:
    """Each 小计 adds up its own rows, the 合计 all of them; a repeated heading is no row either."""
    lines = texts["pupils.csv"].splitlines()
    pupils = [*lines[:3], "小计,,,9", lines[0], *lines[3:], "小计,,,13", "合计,,,22", ""]
    district = read_district(write_district({"pupils.csv": "\n".join(pupils)}), scenario)
    assert pupils_of(district) == PUPILS_OF_3
    assert "in 3 row(s) (4, 8, 9) are left out; they agree" in note_with(district, "pupils.csv: totals")
    assert "first in row 5" in note_with(district, "the heading is repeated")


def test_a_village_called_like_a_total_is_one(
    write_district: Writer, texts: dict[str, str], scenario: Scenario
) -> None:
    """What has a code of its own is no total, whatever it is called."""
    folder = write_district({"settlements.csv": texts["settlements.csv"].replace("张庄村", "合计")})
    assert read_district(folder, scenario).settlements["name"].tolist()[2] == "合计"


WIDE = [
    "居民点编号,年份,一年级,2年级,七年级（人）,合计\n001,2026,5,,4,9\n002,2026年,6,,,6\n003,2026,,7,,7\n",
    "居民点编号,2026年一年级,2026年二年级,2026-2027学年初一\n001,5,,4\n002,6,,\n003,,7,\n",
    "某区2026年各村学生数,,,\n村名,1,2,7\n上河村,5,,4\n下河村,6,,\n张庄村,,7,\n",
    "编号,村名,2026年,,\n,,一年级,二年级,七年级\n编号,村名,一年级,二年级,七年级\n001,上河村,5,,4\n002,,6,,\n003,,,7,\n",
    "居民点编号,年份,一年级,二年级,七年级,学生数\n001,2026,5,,4,9\n002,2026,6,,,6\n003,2026,,7,,7\n合计,,11,7,4,22\n",
]


@pytest.mark.parametrize("pupils", WIDE)
def test_pupils_in_wide_form(write_district: Writer, scenario: Scenario, pupils: str) -> None:
    """One row a village and one column a grade: the year in a column, in the headings, in the title, above them."""
    district = read_district(write_district({"pupils.csv": pupils}), scenario)
    assert pupils_of(district) == PUPILS_OF_3
    assert "宽表" in note_with(district, "wide form")


def test_faults_of_a_wide_table_name_the_cell(write_district: Writer, scenario: Scenario) -> None:
    """A wrong count is named with the cell it stands in; totals that do not add up are told."""
    folder = write_district({"pupils.csv": "居民点编号,年份,一年级,二年级,合计\n001,2026,5,x,9\n009,2026,6,,6\n"})
    with pytest.raises(InputError) as raised:
        read_district(folder, scenario)
    assert [(f.row, f.column, f.address) for f in raised.value.findings] == [
        (2, "pupils", "D2"), (3, "settlement_id", "A3"),
    ]  # fmt: skip
    (folder / "pupils.csv").write_text("居民点编号,年份,一年级,二年级,合计\n001,2026,5,3,9\n", encoding="utf-8")
    assert "E2 says 9, the sum is 8" in note_with(read_district(folder, scenario), "holds totals")


def test_a_wide_table_without_a_year(write_district: Writer, scenario: Scenario) -> None:
    """The only planning year is taken, and said; of two years neither is guessed, the column is missing."""
    folder = write_district({"pupils.csv": "居民点编号,一年级,二年级\n001,5,3\n"})
    district = read_district(folder, scenario)
    assert pupils_of(district) == {("001", 2026, "1"): 5, ("001", 2026, "2"): 3}
    assert "唯一的规划年份 2026" in note_with(district, "tells no year")
    with pytest.raises(InputError) as raised:
        read_district(folder, scenario.model_copy(update={"years": (2026, 2030)}))
    assert {(finding.column, finding.column_zh) for finding in raised.value.findings} == {("year", "年份")}
    (folder / "pupils.csv").write_text("居民点编号,年级,学生数\n001,1,5\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_district(folder, scenario)
    assert [finding.column for finding in raised.value.findings] == ["year"]


@pytest.mark.parametrize(
    ("heading", "value"), [("年份,一年级,二年级,1年级", "1年级"), ("年份,一年级,七年级,初一（人）", "初一（人）")]
)
def test_a_grade_in_two_columns_is_one_finding(
    write_district: Writer, scenario: Scenario, heading: str, value: str
) -> None:
    """One grade twice among the columns: the heading is named once, not every village."""
    folder = write_district(
        {"pupils.csv": f"居民点编号,{heading}\n001,2026,5,3,4\n002,2026,5,3,4\n", "attends.csv": None}
    )
    with pytest.raises(InputError) as raised:
        read_district(folder, scenario)
    assert [(finding.row, finding.column, finding.value) for finding in raised.value.findings] == [(1, "pupils", value)]


@pytest.mark.parametrize(
    "footer",
    [
        "注：含借读生\n",
        "制表人：张三,,审核人：李四,\n填报日期：2026年9月,,,\n",
        "备注:,,,\n1.含借读生,,,\n2、不含住校生,,,\n",
    ],
)
def test_remarks_below_the_data(write_district: Writer, texts: dict[str, str], scenario: Scenario, footer: str) -> None:
    """Remarks and signatures at the end are left out and told; the same words among the data are findings."""
    folder = write_district({"pupils.csv": texts["pupils.csv"] + footer})
    district = read_district(folder, scenario)
    assert pupils_of(district) == PUPILS_OF_3
    assert "表尾的说明" in note_with(district, "remarks below the data")
    heading, _, rest = texts["pupils.csv"].partition("\n")
    (folder / "pupils.csv").write_text(f"{heading}\n{footer}{rest}", encoding="utf-8")
    with pytest.raises(InputError):
        read_district(folder, scenario)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("town", "乡镇（街道）"),
        ("town", "乡镇〈街道〉"),
        ("lon", "经度(E)"),
        ("name", "名称（村名）"),
        ("lat", "纬度《北纬》"),
    ],
)
def test_brackets_in_headings(
    write_district: Writer, texts: dict[str, str], scenario: Scenario, old: str, new: str
) -> None:
    """Another name of the column, or its unit, in brackets of any sort leaves the column what it is."""
    folder = write_district({"settlements.csv": texts["settlements.csv"].replace(old, new, 1)})
    assert len(read_district(folder, scenario).settlements) == len(texts["settlements.csv"].splitlines()) - 1


def test_totals_without_figures(write_district: Writer, texts: dict[str, str], scenario: Scenario) -> None:
    """A total in a table without counts is left out, and nobody says that it agrees."""
    folder = write_district({"settlements.csv": texts["settlements.csv"] + "合计,,,,\n"})
    assert "没有可核对的合计数" in note_with(read_district(folder, scenario), "nothing to compare")


def merged_book(texts: dict[str, str], *, count: bool) -> bytes:
    """Return a workbook whose pupils have their village merged over its rows, below a heading of two rows."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for name in ("settlements", "schools"):
            sheet = book.add_worksheet(name)
            for row, line in enumerate(texts[f"{name}.csv"].splitlines()):
                sheet.write_row(row, 0, line.split(","))
        sheet = book.add_worksheet("学生")
        sheet.merge_range(0, 0, 0, 3, "各村学生数")
        sheet.merge_range(1, 0, 2, 0, "居民点编号")
        sheet.merge_range(1, 1, 1, 3, "学年与人数")
        sheet.write_row(2, 1, ["年份", "年级", "学生数"])
        sheet.merge_range(3, 0, 4, 0, "001")
        sheet.write_row(3, 1, [2026, "1", 5])
        sheet.write_row(4, 1, [2026, "7", 4])
        sheet.write_row(5, 0, ["002", 2026, "1", 6])
        sheet.write_row(6, 0, ["003", 2026, "2", 7])
        if count:
            sheet.merge_range(5, 3, 6, 3, 13)
    return stream.getvalue()


def test_merged_cells_stand_for_every_row_they_cover(texts: dict[str, str], scenario: Scenario, tmp_path: Path) -> None:
    """A village merged over its grades is carried down, a heading over its two rows; a count is not."""
    (tmp_path / "教育数据.xlsx").write_bytes(merged_book(texts, count=False))
    district = read_district(tmp_path, scenario)
    assert pupils_of(district) == PUPILS_OF_3
    assert "2 cell(s)" in note_with(district, "merged cells")
    (tmp_path / "教育数据.xlsx").write_bytes(merged_book(texts, count=True))
    with pytest.raises(InputError) as raised:
        read_district(tmp_path, scenario)
    assert [(f.column, f.address) for f in raised.value.findings] == [("pupils", "学生!D6"), ("pupils", "学生!D7")]
    assert "unmerge it" in raised.value.findings[0].expected


@pytest.mark.parametrize(
    "name", ["Travel.csv", "TRAVEL.CSV", "行程 .csv", "ｔｒａｖｅｌ.csv", "行程表.csv", "2.行程.csv"]
)
def test_files_are_found_by_name_in_any_form(
    write_district: Writer, texts: dict[str, str], scenario: Scenario, name: str
) -> None:
    """Case, blanks, full-width signs, a number in front, 表 at the end."""
    folder = write_district({"travel.csv": None, name: texts["travel.csv"]})
    district = read_district(folder, scenario)
    assert district.travel is not None
    assert name in district.sha256


@pytest.mark.parametrize("name", ["travel-old.csv", "行程.txt", "学校.et", "备份 学校.csv", "data.csv", "x.xlsb"])
def test_files_that_look_meant_are_named(
    write_district: Writer, texts: dict[str, str], scenario: Scenario, name: str
) -> None:
    """By its name or by its headings a file may look like a table: the notes say that it is not read."""
    folder = write_district({name: texts["travel.csv"]})
    assert name in note_with(read_district(folder, scenario), "not read")
    (folder / name).rename(folder / "prices.csv")
    (folder / "prices.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert not [note for note in read_district(folder, scenario).notes if "not read" in note]


def test_workbooks_are_chosen_by_being_alone(texts: dict[str, str], scenario: Scenario, tmp_path: Path) -> None:
    """Any name where there is one; district.xlsx where there are several; else a finding that names them."""
    (tmp_path / "教育数据.xlsm").write_bytes(merged_book(texts, count=False))
    (tmp_path / "~$教育数据.xlsm").write_bytes(b"lock")
    assert pupils_of(read_district(tmp_path, scenario)) == PUPILS_OF_3
    (tmp_path / "另一份.xlsx").write_bytes(merged_book(texts, count=False))
    (expected,) = [
        finding.expected for finding in find_tables(tmp_path).faults.listed if "workbook" in finding.expected
    ]
    assert "另一份.xlsx, 教育数据.xlsm" in expected
    (tmp_path / "另一份.xlsx").rename(tmp_path / "District.xlsx")
    district = read_district(tmp_path, scenario)
    assert "教育数据.xlsm" in note_with(district, "not read")
    assert set(district.sha256) == {"District.xlsx"}


def test_a_workbook_as_an_office_makes_it(scenario: Scenario, tmp_path: Path) -> None:
    """Sheets in other words, titles, two years over their grades, units everywhere, totals, a column of numbers."""
    with xlsxwriter.Workbook(tmp_path / "教育数据.xlsx") as book:
        sheet = book.add_worksheet("居民点信息表")
        sheet.merge_range(0, 0, 0, 5, "附件1：居民点信息表")
        sheet.write_row(1, 0, ["单位：教体局"])
        sheet.write_row(2, 0, ["序号", "村名", "所属乡镇", "经度（°）", "纬度（°）", "编号"])
        sheet.write_row(3, 0, [1, "上河村", "甲镇", 112.40, 34.7, "V1"])
        sheet.write_row(4, 0, [2, "下河村", "甲镇", 112.41, 34.7, "V2"])
        sheet.write_row(5, 0, ["合计", 2])
        sheet = book.add_worksheet("2.学校基本情况")
        sheet.write_row(0, 0, ["学校标识码", "学校名称", "乡镇", "经度", "纬度", "办学类型", "年级", "教室数(间)"])
        sheet.write_row(1, 0, ["S1", "甲镇完小", "甲镇", 112.4, 34.7, "完全小学", "一至六年级", "12间"])
        sheet.write_row(2, 0, ["S2", "下河教学点", "甲镇", 112.41, 34.7, "教学点", "1—3年级", 3])
        sheet.write_row(3, 0, ["合计", "2所", "", "", "", "", "", 15])
        sheet = book.add_worksheet("学生数")
        sheet.merge_range(0, 0, 1, 0, "编号")
        sheet.merge_range(0, 1, 0, 2, "2026年")
        sheet.merge_range(0, 3, 0, 4, "2027年")
        sheet.write_row(1, 1, ["一年级", "二年级"] * 2)
        sheet.write_row(2, 0, ["V1", 5, 6, 7, 8])
        sheet.write_row(3, 0, ["V2", 1, None, 2, 3])
        book.add_worksheet("填表须知")
    district = read_district(tmp_path, scenario)
    assert pupils_of(district) == {
        ("V1", 2026, "1"): 5, ("V1", 2026, "2"): 6, ("V1", 2027, "1"): 7, ("V1", 2027, "2"): 8,
        ("V2", 2026, "1"): 1, ("V2", 2027, "1"): 2, ("V2", 2027, "2"): 3,
    }  # fmt: skip
    assert district.schools[["kind", "grades", "classrooms"]].to_numpy().tolist() == [
        ["primary", "1-6", 12], ["teaching_point", "1-3", 3],
    ]  # fmt: skip
    assert "agree with the sums" in note_with(district, "[2.学校基本情况]: totals")
    assert "填表须知" in note_with(district, "sheets not read")


def test_a_missing_table_names_the_sheets_that_are_not_read(scenario: Scenario, tmp_path: Path) -> None:
    """A sheet of another name may be the one that is meant."""
    with xlsxwriter.Workbook(tmp_path / "district.xlsx") as book:
        book.add_worksheet("村庄台账").write_row(0, 0, ["编号", "名称"])
    with pytest.raises(InputError) as raised:
        read_district(tmp_path, scenario)
    assert all("sheets that are not read: 村庄台账" in finding.expected for finding in raised.value.findings)


@pytest.mark.parametrize("name", ["学生.txt", "pupils.tsv", "学生.docx"])
def test_a_missing_table_names_the_files_that_look_meant(
    write_district: Writer, texts: dict[str, str], scenario: Scenario, name: str
) -> None:
    """A table saved as text or in another program: the finding that misses it names the file."""
    folder = write_district({"pupils.csv": None})
    (folder / name).write_text(texts["pupils.csv"].replace(",", "\t"), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_district(folder, scenario)
    (said,) = [in_language(finding.expected, "zh") for finding in raised.value.findings]
    assert said.endswith(f"；未读取的文件：{name}")
