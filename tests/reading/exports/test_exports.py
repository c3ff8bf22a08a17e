"""Single exports: what is understood, what is asked, what is refused and how it is told."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

import planner
from planner.reading.exports import grids
from tests.exporting import REGISTER, VILLAGES, Rows, csv_file, pupils_of, xlsx_file

LI, WANG, SHANG_EAST, SHANG_WEST, BRIDGE = (row[0] for row in VILLAGES[1:])
_SCHOOL = ("东湾镇中心小学", "9901010001")


@pytest.fixture(name="villages")
def _villages(tmp_path: Path) -> Path:
    return csv_file(tmp_path / "villages.csv", VILLAGES)


def register(tmp_path: Path, *rows: Sequence[object], heading: Sequence[str] = REGISTER, name: str = "r.csv") -> Path:
    """Write a register of these rows."""
    return csv_file(tmp_path / name, [heading, *rows])


def pupil(address: str, grade: str = "一年级", *, school: Sequence[str] = _SCHOOL, registered: str = "990101") -> Rows:
    """Return the row of a pupil."""
    return [("某某", *school, grade, address, registered)]


def imported(*files: Path, year: int | None = 2025, **others: Path | str) -> planner.Imported:
    """Import files of 2025."""
    return planner.import_tables(files, planner.ImportSettings(year=year, **others))  # type: ignore[arg-type]


def problems(*files: Path, year: int | None = 2025) -> list[planner.Finding]:
    """Return what is wrong with files."""
    with pytest.raises(planner.InputError) as told:
        imported(*files, year=year)
    return list(told.value.findings)


@pytest.mark.parametrize(
    ("address", "home"),
    [
        ("虚构省虚构市虚构县东湾镇李庄村3组12号", LI),
        ("虚构县东灣鎮李莊村", LI),
        ("东湾镇 李 庄 村民委员会12号", LI),
        ("东湾镇王屯居委会3号楼", WANG),
        ("西岭镇上河村", SHANG_WEST),
        ("东湾镇上河村１号", SHANG_EAST),
        ("东湾李庄12号", LI),
        ("虚构县石桥村", BRIDGE),
        ("东湾镇王屯社区3号", WANG),
        ("镇平县东湾镇李庄村路口市场5号", LI),
        ("990101101202", BRIDGE),
    ],
)
def test_an_address_leads_to_its_village(tmp_path: Path, villages: Path, address: str, home: str) -> None:
    """Town and village, narrow or wide, simplified or not, with or without a committee; or a code."""
    found = imported(register(tmp_path, *pupil(address)), villages)
    assert pupils_of(found) == {(home, 2025, "1"): 1}


@pytest.mark.parametrize(
    ("address", "asked", "candidates"),
    [
        ("虚构县上河村5号", ("", "上河村"), {SHANG_EAST, SHANG_WEST}),
        ("东湾镇李家庄村5号", ("东湾镇", "李家庄村"), {LI}),
        ("东湾镇石桥村", ("东湾镇", "石桥村"), {BRIDGE}),
        ("东湾镇幸福路8号", ("东湾镇", ""), set()),
        ("东湾镇东李庄村2号", ("东湾镇", "东李庄村"), {LI}),
        ("南山镇李庄村", ("南山镇", "李庄村"), {LI}),
    ],
)
def test_what_is_not_certain_is_asked(
    tmp_path: Path, villages: Path, address: str, asked: tuple[str, str], candidates: set[str]
) -> None:
    """Another town, a sign more, no town, no village: never taken, the likely ones proposed."""
    found = imported(register(tmp_path, *pupil(address)), villages)
    (question,) = found.questions
    assert (question.key.town, question.key.name) == asked
    assert {each.id for each in question.candidates} == candidates
    assert question.is_open
    assert len(found.tables["pupils"]) == 0
    assert sum(found.left.values()) == found.pupils == 1


def test_the_registered_residence_stands_in_where_the_address_names_no_village(tmp_path: Path, villages: Path) -> None:
    """And it is said how often."""
    found = imported(register(tmp_path, *pupil("幸福路8号", registered=BRIDGE), *pupil("东湾镇李庄村")), villages)
    assert pupils_of(found) == {(BRIDGE, 2025, "1"): 1, (LI, 2025, "1"): 1}
    assert any(note.startswith("1 pupils whose address") for note in found.notes)


def test_pupils_of_another_county_are_left_out_and_counted(tmp_path: Path) -> None:
    """By the code, or by the county of the address where the list names its own."""
    listed = [("区县", *VILLAGES[0]), *(("虚构县", *row) for row in VILLAGES[1:])]
    rows = [*pupil("邻省邻市邻县东湾镇李庄村"), *pupil("123456789012"), *pupil("虚构县东湾镇李庄村")]
    found = imported(register(tmp_path, *rows), csv_file(tmp_path / "list.csv", listed))
    assert {str(reason): count for reason, count in found.left.items()} == {"living in another county": 2}
    assert found.pupils == 3
    unnamed = csv_file(tmp_path / "unnamed.csv", VILLAGES)
    assert imported(register(tmp_path, *rows), unnamed, county="虚构区").left == found.left
    rows = [*pupil("邻省邻市邻县东湾镇李庄村"), *pupil("虚构省虚构市虚构县东湾镇李庄村")]
    unknown = imported(register(tmp_path, *rows), unnamed)
    assert pupils_of(unknown) == {(LI, 2025, "1"): 2}
    assert any("addresses name 2 counties" in note for note in unknown.notes)


def test_answers_are_read_again(tmp_path: Path, villages: Path) -> None:
    """是 takes what is proposed, a code another, 否 leaves the pupils out, and everything still adds up."""
    rows = [*pupil("东湾镇李家庄村"), *pupil("虚构县上河村"), *pupil("虚构县上河村"), *pupil("东湾镇幸福路8号")]
    file = register(tmp_path, *rows)
    heading = ("类别", "编号", "乡镇", "名称", "回答")
    answers = [heading, ("居民点", "", "东湾镇", "李家庄村", "是"), ("居民点", "", "", "上河村", SHANG_WEST),
               ("居民点", "", "东湾镇", "", "否")]  # fmt: skip
    found = imported(file, villages, matches=csv_file(tmp_path / "m.csv", answers))
    assert found.open_questions == ()
    assert pupils_of(found) == {(LI, 2025, "1"): 1, (SHANG_WEST, 2025, "1"): 2}
    assert sum(found.left.values()) == 1
    wrong = [heading, ("居民点", "", "东湾镇", "李家庄村", "也许")]
    with pytest.raises(planner.InputError, match=r"m\.csv, row 2, column 回答, value '也许'"):
        imported(file, villages, matches=csv_file(tmp_path / "m.csv", wrong))
    with pytest.raises(planner.InputError, match="the table of matches"):
        imported(file, villages, matches=file)


@pytest.mark.parametrize(
    ("grade", "school", "read"),
    [
        ("初中二年级", _SCHOOL, "8"),
        ("八年级（3）班", _SCHOOL, "8"),
        ("二年级", ("东湾镇初级中学", "9901010005"), "8"),
        ("二年级", ("东湾九年一贯制学校", "9901010006"), "2"),
        ("2024级", ("东湾镇初级中学", "9901010005"), "8"),
        ("小学2022级", _SCHOOL, "4"),
        ("中班", ("东湾幼儿园", "9901010007"), "K2"),
    ],
)
def test_grades_as_registers_write_them(
    tmp_path: Path, villages: Path, grade: str, school: Sequence[str], read: str
) -> None:
    """Junior grades count from 7, classes are left out, years of entry are counted on."""
    found = imported(register(tmp_path, *pupil("东湾镇李庄村", grade, school=school)), villages)
    assert pupils_of(found) == {(LI, 2025, read): 1}


def test_senior_pupils_are_left_out_and_counted(tmp_path: Path, villages: Path) -> None:
    """They are none of the planner's, and no school of theirs is listed."""
    rows = [*pupil("东湾镇李庄村"), *pupil("东湾镇李庄村", "高一", school=("虚构县高级中学", "9901010009"))]
    found = imported(register(tmp_path, *rows), villages)
    assert (found.pupils, sum(found.left.values()), len(found.tables["schools"])) == (2, 1, 1)


def test_a_stage_column_tells_junior_from_primary(tmp_path: Path, villages: Path) -> None:
    """一年级 of 初中 is grade 7 whatever the school's name."""
    heading = (*REGISTER, "学段")
    rows = [(*row, "初中") for row in pupil("东湾镇李庄村", school=("东湾学校", "9901010006"))]
    assert pupils_of(imported(register(tmp_path, *rows, heading=heading), villages)) == {(LI, 2025, "7"): 1}


def test_schools_by_code_then_name(tmp_path: Path, villages: Path) -> None:
    """A name stands for the school that has it; one much like it is asked; two official codes are two schools."""
    rows = [
        *pupil("东湾镇李庄村"), *pupil("东湾镇李庄村", school=("东灣镇中心小学", "")),
        *pupil("东湾镇李庄村", school=("虚构县东湾镇中心小学", "")),
        *pupil("东湾镇李庄村", school=("东湾镇第二小学", "9901010002")),
    ]  # fmt: skip
    found = imported(register(tmp_path, *rows), villages)
    (question,) = found.questions
    assert (question.key.subject, question.key.name) == ("school", "虚构县东湾镇中心小学")
    assert question.candidates[0].id == "9901010001"
    assert found.tables["schools"]["school_id"].tolist() == ["9901010001", "9901010002"]
    heading = ("类别", "编号", "乡镇", "名称", "回答")
    for answer, schools, at_first in (("是", 2, 3), ("否", 3, 2)):
        told = csv_file(tmp_path / "m.csv", [heading, ("学校", "", "", "虚构县东湾镇中心小学", answer)])
        again = imported(register(tmp_path, *rows), villages, matches=told)
        assert len(again.tables["schools"]) == schools
        attends = again.tables["attends"].set_index("school_id")["pupils"]
        assert attends["9901010001"] == at_first
        assert attends.sum() == 4


def test_without_a_list_settlements_are_those_that_are_named(tmp_path: Path) -> None:
    """One spelling or another is one settlement; that there was no list is said."""
    rows = [*pupil("虚构县东湾镇李庄村1号"), *pupil("东湾镇李莊村村委会"), *pupil("西岭镇上河村")]
    found = imported(register(tmp_path, *rows))
    assert sorted(found.tables["settlements"]["name"]) == ["上河村", "李庄村"]
    assert found.tables["pupils"]["pupils"].tolist() == [2, 1]
    assert any("no list of villages" in note for note in found.notes)


WIDE = ("乡镇", "村名", "一年级", "二年级", "合计")


def test_totals_that_do_not_agree_are_told_with_both_numbers(tmp_path: Path, villages: Path) -> None:
    """The column and the row of totals are compared, never counted."""
    rows = [WIDE, ("东湾镇", "李庄村", 3, 4, 8), ("西岭镇", "石桥村", 1, "", 1), ("合计", "", 4, 4, 8)]
    found = imported(csv_file(tmp_path / "2025学年.csv", rows), villages, year=None)
    assert [(each.told, each.counted) for each in found.sums] == [(9, 8), (8, 8)]
    assert pupils_of(found) == {(LI, 2025, "1"): 3, (LI, 2025, "2"): 4, (BRIDGE, 2025, "1"): 1}


@pytest.mark.parametrize(
    ("headings", "grades"),
    [
        (("7年级", "8年级"), ("7", "8")),
        (("初中2025级", "初中2024级"), ("7", "8")),
        (("1", "2"), ("1", "2")),
        (("小班", "中班（人）"), ("K1", "K2")),
        (("2026年一年级", "2027年一年级"), ("1", "1")),
    ],
)
def test_headings_of_grades(tmp_path: Path, villages: Path, headings: Sequence[str], grades: Sequence[str]) -> None:
    """By name, by number, by year of entry, by year and grade."""
    rows = [("乡镇", "村名", *headings), ("东湾镇", "李庄村", 3, 4)]
    found = pupils_of(imported(csv_file(tmp_path / "w.csv", rows), villages))
    assert [grade for _, _, grade in found] == list(grades)
    assert list(found.values()) == [3, 4]


def test_a_table_of_junior_schools_counts_from_seven(tmp_path: Path, villages: Path) -> None:
    """The title says 初中: its 一年级 is grade 7."""
    rows = [("2025学年初中学生数",), WIDE, ("东湾镇", "李庄村", 3, 4, 7)]
    rows = [(*row, *[""] * (5 - len(row))) for row in rows]
    found = imported(csv_file(tmp_path / "w.csv", rows), villages, year=None)
    assert pupils_of(found) == {(LI, 2025, "7"): 3, (LI, 2025, "8"): 4}


def test_cohorts_that_may_be_of_either_stage_are_refused(tmp_path: Path, villages: Path) -> None:
    """Two years of entry may be primary or junior: said with sheet, row and column; six are primary."""
    rows = [("乡镇", "村名", "2025级", "2024级"), ("东湾镇", "李庄村", 3, 4)]
    found = problems(csv_file(tmp_path / "w.csv", rows), villages)
    assert [(each.row, each.column) for each in found] == [(2, "2025级"), (2, "2024级")]
    six = [("乡镇", "村名", *(f"{year}级" for year in range(2025, 2019, -1))), ("东湾镇", "李庄村", *range(1, 7))]
    read = pupils_of(imported(csv_file(tmp_path / "six.csv", six), villages))
    assert read == {(LI, 2025, str(grade)): grade for grade in range(1, 7)}


def test_a_sheet_for_each_school_of_a_form(tmp_path: Path) -> None:
    """The school is named above the heading, which has two rows; rows of which are not counted."""

    def sheet(name: str, code: str, first: int) -> Rows:
        return [
            ("教基3115 初中分年级学生数 2025学年",),
            (f"学校（机构）名称：{name}", "", f"学校（机构）标识码：{code}"),
            ("指标名称", "代码", "在校生数", "", "", "", ""),
            ("", "", "计", "一年级", "二年级", "三年级", "四年级"),
            ("甲", "乙", 1, 2, 3, 4, 5),
            ("总计", "01", first + 3, first, 1, 2, ""),
            ("#寄宿生", "02", 1, 1, "", "", ""),
        ]

    east, west = sheet("东湾一中", "9901010005", 5), sheet("西岭中学", "9901010006", 7)
    book = xlsx_file(tmp_path / "f.xlsx", {"一": east, "二": west})
    found = planner.import_tables([book])
    told = found.enrolment.set_index(["school_id", "grade"])["pupils"].to_dict()
    assert told == {("9901010005", "7"): 5, ("9901010005", "8"): 1, ("9901010005", "9"): 2,
                    ("9901010006", "7"): 7, ("9901010006", "8"): 1, ("9901010006", "9"): 2}  # fmt: skip
    assert found.tables["schools"]["name"].tolist() == ["东湾一中", "西岭中学"]
    assert all(each.agrees for each in found.sums)


def test_a_fourth_junior_grade_is_refused(tmp_path: Path) -> None:
    """A system of five and four years is not guessed at."""
    rows = [("教基3115 初中 2025学年",), ("指标名称", "在校生数", "一年级", "二年级", "三年级", "四年级"),
            ("总计", 10, 1, 2, 3, 4)]  # fmt: skip
    (found,) = problems(xlsx_file(tmp_path / "f.xlsx", {"s": rows}))
    assert (found.file, found.row, found.column, found.value) == ("f.xlsx [s]", 3, "四年级", "4")


def test_a_list_of_several_counties_wants_one_named(tmp_path: Path) -> None:
    """By code or by name; the codes are told."""
    listed = [
        ("区县", "村代码", "村名", "乡镇"),
        ("甲县", "990101100200", "李庄村", "东湾镇"),
        ("乙县", "990102100200", "李庄村", "东湾镇"),
    ]
    file = csv_file(tmp_path / "list.csv", listed)
    (found,) = problems(file)
    assert "990101, 990102" in found.expected
    for county in ("990102", "乙县"):
        assert imported(file, county=county).tables["settlements"]["settlement_id"].tolist() == ["990102100200"]


def test_further_headings_can_be_named(tmp_path: Path, villages: Path) -> None:
    """An office's own headings stand in a file; a wrong kind or column is told with what there is."""
    rows = [
        ("孩子姓名", "所属单位", "所读级", "住哪里", "班级"),
        ("某某", "东湾镇中心小学", "一年级", "东湾镇李庄村", "1"),
    ]
    file = csv_file(tmp_path / "r.csv", rows)
    assert "recognise" not in str(problems(file, villages)[0].expected)
    named = tmp_path / "h.yaml"
    named.write_text("register: {school: [所属单位], grade: [所读级], address: [住哪里]}\n", encoding="utf-8")
    assert pupils_of(imported(file, villages, headings=named)) == {(LI, 2025, "1"): 1}
    named.write_text("register: {gard: [所读级]}\nregistry: {}\n", encoding="utf-8")
    with pytest.raises(planner.InputError) as told:
        imported(file, villages, headings=named)
    assert [each.column for each in told.value.findings[:2]] == ["register.gard", "registry"]


def test_everything_wrong_is_told_at_once_with_its_place(tmp_path: Path, villages: Path) -> None:
    """Several files, a row and a column each; of a register no more of a value than may be shown."""
    first = register(
        tmp_path, *pupil("东湾镇李庄村", "第几年级"), *pupil("东湾镇李庄村", school=("", "")), name="a.csv"
    )
    second = csv_file(tmp_path / "b.csv", [WIDE, ("东湾镇", "李庄村", "三人", -4, 8)])
    third = csv_file(tmp_path / "c.csv", [("甲", "乙"), ("1", "2")])
    found = problems(first, second, third, villages, tmp_path / "nowhere.csv")
    told = {(each.file, each.row, each.column, each.value) for each in found}
    assert told >= {
        ("a.csv", 2, "年级", "（4 个字）"), ("a.csv", 3, "就读学校", None), ("b.csv", 2, "一年级", "三人"),
        ("b.csv", 2, "二年级", "-4"), ("c.csv", None, None, None), ("nowhere.csv", None, None, None),
    }  # fmt: skip


def test_the_school_year_is_never_guessed(tmp_path: Path, villages: Path) -> None:
    """Told by title, sheet, file or column; two of them, or none, are a finding."""
    rows = [WIDE, ("东湾镇", "李庄村", 3, 4, 7)]
    assert imported(csv_file(tmp_path / "2024-2025学年.csv", rows), villages, year=None).sheets[0].years == (2024,)
    (finding,) = problems(csv_file(tmp_path / "w.csv", rows), villages, year=None)
    assert "--year" in finding.expected
    named = [("学年", *WIDE), ("2023-2024学年", "东湾镇", "李庄村", 3, 4, 7)]
    assert imported(csv_file(tmp_path / "y.csv", named), villages, year=None).sheets[0].years == (2023,)


def test_one_export_given_twice_is_refused(tmp_path: Path, villages: Path) -> None:
    """Under another name too: its pupils would count twice."""
    first = register(tmp_path, *pupil("东湾镇李庄村"))
    again = register(tmp_path, *pupil("东湾镇李庄村"), name="copy.csv")
    (found,) = problems(first, again, villages)
    assert (found.file, "r.csv" in found.expected) == ("copy.csv", True)


def test_a_school_in_two_registers_is_noted(tmp_path: Path, villages: Path) -> None:
    """Two registers of one school and grade: counted, and said."""
    first, second = register(tmp_path, *pupil("东湾镇李庄村")), register(tmp_path, *pupil("东湾镇上河村"), name="s.csv")
    found = imported(first, second, villages)
    assert found.pupils == 2
    assert any("several registers" in note for note in found.notes)


def test_files_of_one_name_are_told_apart(tmp_path: Path, villages: Path) -> None:
    """Schools send files of one name, each in its folder."""
    files = []
    for school, address in (("甲", "东湾镇李庄村"), ("乙", "西岭镇石桥村")):
        (tmp_path / school).mkdir()
        files.append(register(tmp_path / school, *pupil(address, school=(f"{school}小学", ""))))
    found = imported(*files, villages)
    assert [sheet.file for sheet in found.sheets[:2]] == ["甲/r.csv", "乙/r.csv"]
    assert [sheet.pupils for sheet in found.sheets[:2]] == [1, 1]


def test_large_workbooks_are_read_to_the_same_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two readers, one answer: text, numbers, codes of twelve digits, parts, nothing."""
    rows = [
        ("村代码", "人数", "x"),
        (990101100200, 12, 0.1),
        ("007", 3.0, ""),
        ("", "", ""),
        ("甲", -4, 34.750000000000004),
    ]
    book = xlsx_file(tmp_path / "b.xlsx", {"甲": rows, "乙": rows[:2]})
    (slow, _), _ = grids.read_grids(book)
    monkeypatch.setattr(grids, "_LARGE_BYTES", 0)
    (fast, other), faults = grids.read_grids(book)
    assert not faults.count
    assert [[*row, *[""] * (3 - len(row))] for row in slow.rows] == fast.rows
    assert (slow.numbers, fast.sheet, other.sheet) == (fast.numbers, "甲", "乙")
    book.write_bytes(book.read_bytes()[:1000])
    assert grids.read_grids(book)[1].count == 1


def test_a_page_saved_as_a_workbook_is_named(tmp_path: Path) -> None:
    """Some systems call a web page .xls."""
    page = tmp_path / "a.xls"
    page.write_text("<html><table><tr><td>学生姓名</td></tr></table></html>", encoding="utf-8")
    (found,) = problems(page)
    assert "web page" in found.expected


@pytest.mark.parametrize("large", [False, True])
def test_what_a_screen_does_not_show_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, large: bool) -> None:
    """A hidden sheet, hidden rows and formulas without a value are read or not, and told."""
    monkeypatch.setattr(grids, "_LARGE_BYTES", 0 if large else 10**9)
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, state in (("看得见", ""), ("隐藏", "hide")):
            page = book.add_worksheet(name)
            for line, row in enumerate(VILLAGES):
                page.write_row(line, 0, [f"{cell}{line}" if line and not column else cell
                                         for column, cell in enumerate(row)])  # fmt: skip
            page.set_row(2, options={"hidden": True})
            if state:
                page.hide()
    notes = imported(path).notes
    assert any("[隐藏]: a hidden sheet" in note for note in notes)
    assert not any("[看得见]: a hidden sheet" in note for note in notes)
    assert large or any("hidden or filtered rows (1)" in note for note in notes)


def test_a_sheet_that_sprawls_is_refused_by_the_careful_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stray cell at the far end would make millions of empty ones: it is said where, without its value."""
    monkeypatch.setattr(grids, "_LARGE_BYTES", 0)
    monkeypatch.setattr(grids, "_quickly", lambda _: pytest.fail("read without care"))
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("表")
        page.write_row(0, 0, REGISTER)
        page.write(1_048_575, 16_383, "某某")
    (found,) = problems(path)
    assert (found.file, found.value) == ("b.xlsx", None)
    assert "XFD1048576" in str(found.address)


def test_a_folders_own_school_keeps_its_id(tmp_path: Path, villages: Path) -> None:
    """A list or register with official codes means the school that the folder has under another id and one name."""
    folder = tmp_path / "d"
    folder.mkdir()
    own = [("school_id", "name", "town", "lon", "lat", "kind", "grades", "classrooms"),
           ("P1", "东湾镇中心小学", "东湾镇", 112.4, 34.7, "primary", "1-6", 12)]  # fmt: skip
    csv_file(folder / "schools.csv", own)
    listed = [("学校（机构）标识码", "学校（机构）名称", "办学类型"), ("9901010001", "东湾鎮中心小学", "小学"),
              ("9901010002", "李庄教学点", "教学点")]  # fmt: skip
    rows = [*pupil("东湾镇李庄村"), *pupil("东湾镇李庄村", school=("李庄教学点", "9901010002"))]
    files = (register(tmp_path, *rows), villages, csv_file(tmp_path / "jj.csv", listed))
    found = imported(*files, district=folder)
    schools = {row["school_id"]: row for row in found.tables["schools"].to_dict("records")}
    assert sorted(schools) == ["9901010002", "P1"]
    assert (schools["P1"]["lon"], schools["P1"]["classrooms"]) == ("112.4", "12")
    assert sorted(found.tables["attends"]["school_id"]) == ["9901010002", "P1"]


def test_villages_and_schools_in_one_wide_table(tmp_path: Path, villages: Path) -> None:
    """Both are told: who lives where, and who attends which school."""
    rows = [
        ("学校名称", *WIDE),
        ("东湾镇中心小学", "东湾镇", "李庄村", 3, 4, 7),
        ("西岭小学", "东湾镇", "李庄村", 1, "", 1),
    ]
    found = imported(csv_file(tmp_path / "w.csv", rows), villages)
    assert pupils_of(found) == {(LI, 2025, "1"): 4, (LI, 2025, "2"): 4}
    attends = found.tables["attends"].groupby("school_id")["pupils"].sum()
    assert attends.to_dict() == {"东湾镇中心小学": 7, "西岭小学": 1}


def test_a_county_that_is_not_in_the_list_is_refused(villages: Path) -> None:
    """A wrong code gives no empty table."""
    with pytest.raises(planner.InputError, match="--county"):
        imported(villages, county="410308")


SCHOOL_FORM: Rows = [
    ["教基1001 学校（机构）基本情况"],
    ["学校（机构）标识码", "9901010001", "学校（机构）名称", "东湾镇中心小学"],
    ["办学类型", "01", "小学", "校长姓名", "某某"],
    ["乡（镇、街道）", "", "村委会（居委会）", "李庄村委会"],
]


def test_a_form_of_one_school_on_one_sheet(tmp_path: Path, villages: Path) -> None:
    """Labels with their cells beside them, several in a row; what is left empty is not the next label."""
    found = imported(xlsx_file(tmp_path / "f.xlsx", {"表": SCHOOL_FORM}), villages)
    (school,) = found.tables["schools"].to_dict("records")
    assert (school["school_id"], school["name"], school["kind"]) == ("9901010001", "东湾镇中心小学", "primary")
    assert school["town"] == "东湾镇"
    assert "某某" not in repr(found)


@pytest.mark.parametrize("left_out", [1, 2])
def test_a_sheet_without_code_or_kind_is_no_form_of_a_school(tmp_path: Path, villages: Path, left_out: int) -> None:
    """It is said what an export would be, and no cell is quoted."""
    rows = [row for place, row in enumerate(SCHOOL_FORM) if place != left_out]
    (found,) = problems(xlsx_file(tmp_path / "f.xlsx", {"表": rows}), villages)
    assert "an export that import knows" in str(found.expected)
    assert found.value is None


def test_a_list_of_schools_is_no_form_of_one(tmp_path: Path, villages: Path) -> None:
    """Headings stand beside headings, and every row is a school."""
    rows: Rows = [
        ["办学类型", "学校标识码", "学校名称"],
        ["小学", "9901010001", "甲小学"],
        ["小学", "9901010002", "乙小学"],
    ]
    found = imported(csv_file(tmp_path / "l.csv", rows), villages)
    assert found.tables["schools"]["name"].tolist() == ["甲小学", "乙小学"]
