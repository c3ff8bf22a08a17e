"""planner import from exports to a district that can be planned: preview, questions, what is kept, what is refused."""

import gc
import json
import logging
import pickle
import uuid
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import planner
from planner import cli
from tests.exporting import REGISTER, SPECIMENS, VILLAGES, csv_file, pupils_of, rows_of, xlsx_file

TABLES = ("settlements.csv", "schools.csv", "pupils.csv", "attends.csv")
SCENARIO = """\
name: made-up
district: district
years: [2025]
grade_bands:
  primary: {stage: primary, grades: [1, 2, 3, 4, 5, 6], max_walk_minutes: 60, max_ride_minutes: 90}
  junior: {stage: junior, grades: [7, 8, 9], max_ride_minutes: 120}
"""


def invoked(*arguments: str | Path) -> tuple[int, str, str]:
    """Run a verb."""
    result = CliRunner().invoke(cli.app, [*map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def register(path: Path, *addresses: str) -> Path:
    """Write a register with a pupil at each address."""
    rows = [("某某", "东湾镇中心小学", "9901010001", "一年级", address, "") for address in addresses]
    return csv_file(path, [REGISTER, *rows])


@pytest.fixture(name="villages")
def _villages(tmp_path: Path) -> Path:
    return csv_file(tmp_path / "villages.csv", VILLAGES)


def test_from_exports_to_a_plan(tmp_path: Path) -> None:
    """What lacks is filled into fill-in.xlsx, which is imported with the exports: the district can be planned."""
    district, scenario = tmp_path / "district", tmp_path / "scenario.yaml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    code, said, _ = invoked("import", *SPECIMENS, "--to", district, "--json")
    document = json.loads(said)
    assert code == 0
    assert document["files"][:4] == list(TABLES)
    assert document["pupils"] == 162
    code, _, err = invoked("check", scenario)
    assert code == 2
    assert "settlements.csv, column lon: 10 cells" in err
    assert "schools.csv, column classrooms: 5 cells" in err
    book = district / "import" / "fill-in.xlsx"
    assert fill(book) == {"居民点": 10, "学校": 5}
    code, said, err = invoked("import", *SPECIMENS, book, "--to", district, "--force")
    assert (code, "still to be filled in" in said) == (0, False)
    code, said, err = invoked("check", scenario)
    assert code == 0, err
    solver = planner.Solver(engine="milp", time_limit_seconds=20.0)
    solved = planner.solve(planner.read(scenario), solver=solver)
    assert planner.verify(solved) == ()
    assert any("synthetic" in note for note in solved.plan.notes)
    placed = sum(sum(row.pupils.values()) for row in solved.plan.assignments)
    assert placed + sum(sum(row.pupils.values()) for row in solved.plan.shortfall) == 162


def fill(path: Path) -> dict[str, int]:
    """Fill in every yellow cell as a planner does; return the rows of each sheet."""
    book = openpyxl.load_workbook(path)
    counts = {}
    for sheet in book:
        headings = [cell.value for cell in sheet[2]]
        counts[sheet.title] = sheet.max_row - 2
        for line in range(3, sheet.max_row + 1):
            for name, value in (("经度", 112.4 + line / 500), ("纬度", 34.7 + line / 500), ("教室数", 20)):
                if name in headings:
                    sheet.cell(line, headings.index(name) + 1).value = value
    book.save(path)
    return counts


def test_the_preview_is_told_on_screen_and_in_a_workbook(tmp_path: Path) -> None:
    """Under --dry-run that is all: no table. Both languages; columns, dropped ones, totals, what lacks."""
    code, said, _ = invoked("import", *SPECIMENS, "--to", tmp_path / "d", "--dry-run", "--lang", "zh")
    assert code == 0
    for words in (
        "register.csv：学籍名单（每行一名学生），标题在第 2 行，2025 学年；行数 162，学生 162，学校 5，居民点 10",
        "就读学校→学校", "略去（个人信息：读取时即丢弃，任何地方都不保留）：学生姓名", "略去（用不到）：入学年月",
        "采用的导出表共 162 名学生 = “学生”表 162 + 未计入 0", "wide.csv 第 13 行合计：162，一致", "还要填写：",
    ):  # fmt: skip
        assert words in said, words
    assert sorted(files_of(tmp_path / "d")) == ["files.json", "import/fill-in.xlsx", "import/preview.xlsx"]
    book = openpyxl.load_workbook(tmp_path / "d" / "import" / "preview.xlsx")
    assert book.sheetnames == ["概况", "工作表", "读取的列", "略去的列", "合计核对", "学校年级", "匹配"]
    assert book["合计核对"].max_row == 2 + 9
    counted = [row[-1].value for row in book["学校年级"].iter_rows(min_row=3) if row[0].value == "register.csv"]
    assert sum(counted) == 162
    assert "合成数据" in book["概况"]["A1"].value
    _, said, _ = invoked("import", *SPECIMENS, "--to", tmp_path / "e", "--dry-run", "--lang", "en")
    assert "162 pupils in the exports taken = 162 in the table of pupils + 0 left out" in said


def test_doubtful_matches_wait_for_an_answer(tmp_path: Path, villages: Path) -> None:
    """No table until every one is answered in matches.xlsx; then all pupils are where the answers say."""
    file, folder = register(tmp_path / "r.csv", "东湾镇李庄村", "东湾镇李家庄村", "虚构县上河村"), tmp_path / "d"
    code, said, err = invoked("import", file, villages, "--to", folder, "--year", "2025")
    assert code == 2
    assert "2 match(es) wait for an answer" in err
    assert "settlement 东湾镇李家庄村 (1 pupils): 990101100200 东湾镇李庄村?" in said
    assert sorted(files_of(folder)) == ["files.json", "import/matches.xlsx", "import/preview.xlsx"]
    book = openpyxl.load_workbook(folder / "import" / "matches.xlsx")
    sheet = book["匹配"]
    headings = [cell.value for cell in sheet[2]]
    assert headings == ["类别", "编号", "乡镇", "名称", "学生数", "出处", "建议编号", "建议名称", "其他可能", "回答"]
    for line in (3, 4):
        name = sheet.cell(line, 4).value
        sheet.cell(line, 10).value = "是" if name == "李家庄村" else "990101101201"
    book.save(folder / "import" / "matches.xlsx")
    code, said, err = invoked(
        "import", file, villages, "--to", folder, "--year", "2025", "--matches", folder / "import" / "matches.xlsx"
    )
    assert code == 0, err
    assert rows_of(folder / "pupils.csv")[1:] == [
        ["990101100200", "2025", "1", "2"], ["990101101201", "2025", "1", "1"],
    ]  # fmt: skip


def test_tables_that_are_there_are_kept_unless_forced(tmp_path: Path, villages: Path) -> None:
    """Refused by name without --force; with it columns, rows and years that exports do not give stay."""
    folder = tmp_path / "d"
    file = register(tmp_path / "r.csv", "东湾镇李庄村")
    assert invoked("import", file, villages, "--to", folder, "--year", "2025")[0] == 0
    listed = rows_of(folder / "settlements.csv")
    filled = [listed[0], *([*row[:3], "112.4", "34.7"] for row in listed[1:])]
    csv_file(folder / "settlements.csv", [*filled, ("mine", "老村", "东湾镇", "112.5", "34.8")])
    before = files_of(folder)
    again = register(tmp_path / "r2.csv", "东湾镇李庄村", "西岭镇石桥村")
    code, _, err = invoked("import", again, villages, "--to", folder, "--year", "2026")
    assert code == 2
    assert err.count("--force") == 3
    assert files_of(folder) == before
    code, _, err = invoked("import", again, villages, "--to", folder, "--year", "2026", "--force")
    assert code == 0
    assert "it is kept as settlements-kept.csv" in err
    after = rows_of(folder / "settlements.csv")
    assert {tuple(row[3:5]) for row in after[1:]} == {("112.4", "34.7"), ("112.5", "34.8")}
    assert len(after) == len(filled) + 1
    years = [(row[1], row[3]) for row in rows_of(folder / "pupils.csv")[1:]]
    assert years == [("2025", "1"), ("2026", "1"), ("2026", "1")]


def test_a_folder_with_lists_needs_none(tmp_path: Path, villages: Path) -> None:
    """The settlements and schools of the folder are matched with; tables that nothing new is given for stay."""
    folder = tmp_path / "d"
    assert invoked("import", villages, "--to", folder)[0] == 0
    assert max(files_of(folder)) == "settlements.csv"
    before = (folder / "settlements.csv").read_bytes()
    code, _, err = invoked("import", register(tmp_path / "r.csv", "东湾镇李庄村"), "--to", folder, "--year", "2025")
    assert code == 0, err
    assert (folder / "settlements.csv").read_bytes() == before
    assert rows_of(folder / "attends.csv")[1] == ["990101100200", "1", "9901010001", "1", "2025"]


def test_into_the_template_of_new(tmp_path: Path) -> None:
    """Beside the empty workbook that `planner new` writes the tables are read; a sheet with rows is never replaced."""
    folder = tmp_path / "mine"
    assert invoked("new", folder)[0] == 0
    assert invoked("import", *SPECIMENS, "--to", folder)[0] == 0
    code, _, err = invoked("check", folder / "scenario.yaml")
    assert code == 2
    assert "settlements.csv, column lon: 10 cells" in err
    sample = folder / "sample"
    code, _, err = invoked("import", *SPECIMENS, "--to", sample, "--force")
    assert code == 2
    assert "district.xlsx [居民点]" in err
    assert not (sample / "settlements.csv").exists()


def test_bad_input_writes_nothing(tmp_path: Path, villages: Path) -> None:
    """Everything wrong in one error with file, row and column, exit code 2, and no folder."""
    file = register(tmp_path / "r.csv", "东湾镇李庄村")
    code, said, _ = invoked("import", file, villages, tmp_path / "none.xlsx", "--to", tmp_path / "d", "--json")
    document = json.loads(said)
    assert (code, document["ok"]) == (2, False)
    assert [(each["file"], each["row"]) for each in document["findings"]] == [("none.xlsx", None), ("r.csv", 1)]
    assert not (tmp_path / "d").exists()
    assert invoked("import", "--to", tmp_path / "d")[0] == 2
    assert invoked("import", file)[0] == 2


MARK = "绝密"
"""Stands in every cell that tells of a single person, behind the village of every address, and nowhere else."""
HEADING = (
    "学生姓名", "身份证件号", "全国学籍号", "出生日期", "性别", "学校标识码", "就读学校", "年级", "班级号", "现住址",
    "户口所在地行政区划", "通信地址", "残疾人类型", "成员1姓名", "成员1联系电话", "备注",
)  # fmt: skip


def secrets(number: int) -> list[str]:
    """Return what must never be seen again."""
    return [f"{MARK}名{number}", f"41030820180101{number:04d}", f"G41030820180101{number:04d}", f"139{number:08d}"]


def told_of_people(number: int, address: str, grade: str = "一年级", school: str = "东湾镇中心小学") -> Sequence[str]:
    """Return a pupil's row."""
    name, identity, register_number, phone = secrets(number)
    return (
        name, identity, register_number, f"{MARK}日", f"{MARK}性", "9901010001", school, grade, "101",
        f"{address}{number}号{name}家{phone}", f"虚构县{name}", f"{MARK}信", f"{MARK}残", f"{name}父", phone, name,
    )  # fmt: skip


def seen(folder: Path) -> str:
    """Return everything that was written, the parts of workbooks unpacked, as text."""
    parts = []
    for path in folder.rglob("*"):
        if path.is_file() and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                parts += [packed.read(name) for name in packed.namelist()]
        elif path.is_file():
            parts.append(path.read_bytes())
    return "\n".join(part.decode("utf-8", "replace") for part in parts)


def leaks(text: str, count: int) -> list[str]:
    """Return what of single people stands in a text."""
    return [secret for number in range(count) for secret in (*secrets(number), MARK) if secret in text]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("case", ["sound", "questions", "faults", "shifted", "no heading", "unknown headings"])
def test_nothing_of_single_people_is_kept_or_told(
    tmp_path: Path, villages: Path, suffix: str, case: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Every byte that is written, said or logged is searched, and what Python gets: in success, doubt and error."""
    caplog.set_level(logging.DEBUG)
    rows = [told_of_people(number, "虚构县东湾镇李庄村") for number in range(6)]
    if case == "questions":
        rows += [told_of_people(6, "东湾镇东李庄村"), told_of_people(7, "东湾镇幸福路"), told_of_people(8, "无此地")]
    if case == "faults":
        rows += [told_of_people(6, "东湾镇李庄村", f"{MARK}名6"), told_of_people(7, "东湾镇李庄村", "", "")]
    if case == "shifted":
        rows += [told_of_people(6, "东湾镇李庄村")[1:], ("", *told_of_people(7, "东湾镇李庄村"))]
    heading = [f"丙{place}" for place in range(len(HEADING))] if case == "unknown headings" else HEADING
    table = rows if case == "no heading" else [heading, *rows]
    source = tmp_path / "in"
    source.mkdir()
    name = source / f"名单.{suffix}"
    file = csv_file(name, table) if suffix == "csv" else xlsx_file(name, {"表": table})
    said = []
    for options in (["--json"], ["--lang", "zh"], ["--dry-run", "--lang", "en"]):
        code, out, err = invoked(
            "import", file, villages, "--to", tmp_path / "d", "--year", "2025", "--force", *options
        )
        assert code in {0, 2}
        said.append(f"{code}{out}{err}")
    assert [text[0] for text in said[:2]] == (["0", "0"] if case == "sound" else ["2", "2"]) or case == "shifted"
    text = "\n".join([*said, caplog.text, seen(tmp_path / "d")])
    assert leaks(text, 9) == []
    assert leaks(held(file, villages), 9) == []
    assert leaks(seen(source), 1) != []


def held(*files: Path) -> str:
    """Return all that Python gets of an import, or of its error."""
    try:
        found = planner.import_tables(files, planner.ImportSettings(year=2025))
    except planner.InputError as problem:
        return f"{problem}{problem.findings}{problem.text().zh}"
    kept = {name: frame.to_csv() for name, frame in found.tables.items()}
    return str(pickle.dumps([kept, found.enrolment.to_csv()]).decode("utf-8", "replace")) + repr(
        (found.sheets, found.questions, found.sums, found.left, found.notes, found.classes, found.boarders, kept)
    )


def test_a_damaged_register_leaks_nothing(tmp_path: Path, villages: Path) -> None:
    """A quote that is not closed, a NUL byte, a workbook cut short: the error quotes no cell."""
    rows = [HEADING, *(told_of_people(number, "东湾镇李庄村") for number in range(9))]
    text = csv_file(tmp_path / "a.csv", rows).read_bytes()
    book = xlsx_file(tmp_path / "b.xlsx", {"表": rows}).read_bytes()
    damages = {
        "a.csv": text + f'"{secrets(1)[0]}'.encode(), "b.csv": text + b"\0", "c.xlsx": book[: len(book) // 2],
        "d.csv": text.replace(b",", "；".encode()), "e.csv": text.decode().encode("utf-16"),
    }  # fmt: skip
    for name, content in damages.items():
        (tmp_path / name).write_bytes(content)
        _, out, err = invoked("import", tmp_path / name, villages, "--to", tmp_path / "d", "--year", "2025")
        assert leaks(f"{out}{err}", 9) == [], name


def marked_file(folder: Path, mark: str, *, faulty: bool) -> Path:
    """Write a register whose cells of single people hold a mark."""
    heading = ("学生姓名", "就读学校", "年级", "现住址", "备注")
    rows = [(f"{mark}{n}", "东湾镇中心小学", "一年级", f"东湾镇李庄村{n}号{mark}", mark) for n in range(50)]
    return csv_file(folder / "r.csv", [heading, *rows, *([(mark, "", "一年级", mark, mark)] if faulty else [])])


def remembered(mark: str) -> list[str]:
    """Return the texts with a mark that anything in this process still holds: caches, frames, values, errors."""
    gc.collect()
    found: list[str] = []
    waiting: list[object] = gc.get_objects()
    while waiting:
        for each in gc.get_referents(waiting.pop()):
            if isinstance(each, str):
                found += [each] if mark in each and each != mark else []
            elif isinstance(each, dict | list | tuple | set | frozenset) and not gc.is_tracked(each):
                waiting.append(each)  # what holds nothing but texts is not among the objects that are tracked
    return found


def test_the_process_itself_remembers_nobody(tmp_path: Path, villages: Path) -> None:
    """No cache, result or error holds a cell of a single person once an import has ended, well or not."""
    mark = uuid.uuid4().hex
    held_on: list[object] = []
    for faulty in (False, True):
        file = marked_file(tmp_path, mark, faulty=faulty)
        try:
            held_on.append(planner.import_tables([file, villages], planner.ImportSettings(year=2025)))
        except planner.InputError as problem:
            held_on.append(problem)
    assert [isinstance(each, planner.InputError) for each in held_on] == [False, True]
    assert remembered(mark) == []


def test_a_fault_of_the_program_quotes_no_cell(tmp_path: Path, villages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even an error nobody foresaw, whose words hold a cell, is told by its place alone."""
    mark = uuid.uuid4().hex

    def broken(*_: object) -> None:
        raise KeyError(mark)

    monkeypatch.setattr("planner.reading.exports.read_exports.read_register", broken)
    code, out, err = invoked(
        "import", register(tmp_path / "r.csv", "东湾镇李庄村"), villages, "--to", tmp_path / "d", "--year", "2025"
    )
    assert code == 1
    assert mark not in f"{out}{err}"
    assert "KeyError at test_importing.py:" in err


def test_a_long_register_is_counted(tmp_path: Path) -> None:
    """Thousands of rows, each address another: every pupil counted."""
    heading = (*REGISTER, *(f"列{place}" for place in range(6)))
    homes = ("王屯社区", "李庄村", "李庄村")
    rows = [
        (f"甲{n}", "东湾镇中心小学", "9901010001", "一年级", f"东湾镇{homes[n % 3]}{n}号", "", *[n] * 6)
        for n in range(12_000)
    ]
    file = csv_file(tmp_path / "r.csv", [heading, *rows])
    found = planner.import_tables([file, csv_file(tmp_path / "v.csv", VILLAGES)], planner.ImportSettings(year=2025))
    assert pupils_of(found) == {("990101100200", 2025, "1"): 8_000, ("990101100201", 2025, "1"): 4_000}
