"""Whatever an export holds: an answer or a finding, every pupil counted once, nothing behind the village kept."""

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import planner
from planner.reading.exports.addresses import Addresses
from planner.reading.exports.gazetteer import Settlement, gazetteer_of
from planner.reading.exports.kinds import KINDS
from planner.reading.exports.resolved import WAITING
from tests.exporting import VILLAGES, csv_file, pupils_of, xlsx_file

CODES = {(town, name): code for code, name, town in VILLAGES[1:]}
GRADES = ("一年级", "二年级", "五年级", "七年级", "初中二年级", "高一")
READ = ("1", "2", "5", "7", "8", "")
SCHOOLS = (("9901010001", "东湾镇中心小学"), ("9901010004", "东湾学校"), ("", "西岭九年一贯制学校"))
_ONE_FOLDER = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
GRADE_HEADINGS = ("一年级", "二年级", "五年级", "六年级", "七年级", "2024级", "初中2024级", "小班", "1", "2026年一年级")
WORDS = (
    "", "", "", "1", "2", "12", "3", "40", "5", "0", "-3", "1.5", "三人", "合计", "总计", "小计", "东湾镇", "李庄村",
    "上河村", "东湾镇李庄村5号", "990101100200", "990101100000", "9901010001", "一年级", "初二", "高一", "八年级",
    "2024级", "2025学年", "教基3115 初中", "#REF!", "x" * 500, "小学", "教学点", "25人及以下", "是", "住校", "否",
    "\u200b", "=1+1", "东湾镇中心小学",
)  # fmt: skip

pupil = st.tuples(st.sampled_from(sorted(CODES)), st.integers(0, len(GRADES) - 1), st.sampled_from(SCHOOLS))


@pytest.fixture(scope="module", name="villages")
def _villages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return csv_file(tmp_path_factory.mktemp("lists") / "villages.csv", VILLAGES)


@_ONE_FOLDER
@given(pupils=st.lists(pupil, max_size=30), seed=st.integers(0, 9999), titles=st.integers(0, 4))
def test_every_row_of_a_register_is_one_pupil(
    tmp_path: Path, villages: Path, pupils: list[tuple[tuple[str, str], int, tuple[str, str]]], seed: int, titles: int
) -> None:
    """In whatever order the columns stand, below however many titles: the counts are those of the rows."""
    columns: list[tuple[str, list[str]]] = [
        ("学生姓名", [f"甲{n}" for n in range(len(pupils))]), ("学校标识码", [school[0] for *_, school in pupils]),
        ("就读学校", [school[1] for *_, school in pupils]), ("年级", [GRADES[grade] for _, grade, _ in pupils]),
        ("村代码", [CODES[home] for home, *_ in pupils]) if seed % 2 else
        ("现住址", [f"虚构县{town}{name}{n}号" for n, ((town, name), *_) in enumerate(pupils)]),
        ("备注", ["无"] * len(pupils)), ("联系电话", ["1"] * len(pupils)),
    ]  # fmt: skip
    random.Random(seed).shuffle(columns)  # noqa: S311 - an order, no secret
    rows = [[heading for heading, _ in columns], *map(list, zip(*(cells for _, cells in columns), strict=True))]
    above = [[f"第{n}行大标题", *[""] * (len(columns) - 1)] for n in range(titles)]
    file = csv_file(tmp_path / "r.csv", [*above, *rows])
    found = planner.import_tables([file, villages], planner.ImportSettings(year=2025))
    wanted = Counter((CODES[home], 2025, READ[grade]) for home, grade, _ in pupils if READ[grade])
    assert (pupils_of(found) if "pupils" in found.tables else {}) == wanted
    assert found.pupils == len(pupils) == wanted.total() + sum(found.left.values())
    at_school = Counter(school[0] or school[1] for _, grade, school in pupils if READ[grade])
    attends = found.tables.get("attends")
    assert ({} if attends is None else attends.groupby("school_id")["pupils"].sum().to_dict()) == at_school


@_ONE_FOLDER
@given(
    counts=st.lists(st.lists(st.integers(0, 3000), min_size=9, max_size=9), min_size=5, max_size=5),
    junior=st.booleans(),
)
def test_every_number_of_a_wide_table_counts_once(
    tmp_path: Path, villages: Path, counts: list[tuple[int, ...]], *, junior: bool
) -> None:
    """Sums of table, column and row of totals are equal, whatever the numbers; junior by grade or by year of entry."""
    later = ("初中2025级", "初中2024级", "初中2023级") if junior else ("七年级", "八年级", "九年级")
    heading = ("乡镇", "村名", "一年级", "二年级", "三年级", "四年级", "五年级", "六年级", *later, "合计")
    rows = [(town, name, *numbers, sum(numbers)) for (town, name), numbers in zip(CODES, counts, strict=True)]
    last = ("合计", "", *map(sum, zip(*counts, strict=True)), sum(map(sum, counts)))
    book = xlsx_file(tmp_path / "2025学年.xlsx", {"人数": [heading, *rows, last]})
    found = planner.import_tables([book, villages])
    wanted = {(code, 2025, str(grade)): number for code, numbers in zip(CODES.values(), counts, strict=True)
              for grade, number in enumerate(numbers, 1) if number}  # fmt: skip
    assert (pupils_of(found) if "pupils" in found.tables else {}) == wanted
    assert [(each.told, each.counted) for each in found.sums] == [(sum(map(sum, counts)),) * 2] * 2


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """Draw a heading of one kind, complete or not, among others, and rows of anything below it."""
    kind = draw(st.sampled_from(KINDS))
    columns = draw(st.lists(st.sampled_from(kind.columns), min_size=1, unique=True))
    grades = draw(st.lists(st.sampled_from(GRADE_HEADINGS), max_size=5, unique=True))
    others = draw(st.lists(st.sampled_from(("学生姓名", "备注", "经度", "教室数", "")), max_size=3))
    heading = draw(st.permutations([*(draw(st.sampled_from(each.headings)) for each in columns), *grades, *others]))
    cells = st.lists(st.sampled_from(WORDS), min_size=len(heading), max_size=len(heading))
    above = draw(st.lists(cells, max_size=2))
    return [*above, heading, *draw(st.lists(cells, max_size=8))]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=tables(), workbook=st.booleans())
def test_any_table_ends_in_an_answer(tmp_path: Path, villages: Path, rows: list[list[str]], *, workbook: bool) -> None:
    """Nonsense of every kind: tables whose pupils add up, or findings that name their file; nothing else is raised."""
    file = xlsx_file(tmp_path / "a.xlsx", {"表": rows}) if workbook else csv_file(tmp_path / "a.csv", rows)
    found = answer_of(file, villages)
    if isinstance(found, planner.InputError):
        assert found.findings
        assert all(finding.file.startswith((file.name, villages.name)) for finding in found.findings)
        return
    placed = int(found.tables["pupils"]["pupils"].sum()) if "pupils" in found.tables else 0
    assert placed + sum(found.left.values()) == found.pupils
    waiting = sum(each.pupils for each in found.open_questions if each.key.subject == "settlement")
    assert waiting == sum(count for reason, count in found.left.items() if reason == WAITING)


def answer_of(*files: Path) -> planner.Imported | planner.InputError:
    """Return what an import gives, or what it refuses files with."""
    try:
        return planner.import_tables(files, planner.ImportSettings(year=2025))
    except planner.InputError as problem:
        return problem


FRONT = st.sampled_from(("", "虚构县", "虚构省虚构市虚构县", "东湾镇", "虚构县东湾镇", "南山乡", "西岭", "邻县"))
VILLAGE = st.sampled_from(("", "李庄村", "李庄", "王屯社区", "上河村委会", "东李庄村", "幸福路", "石桥村民委员会"))
BEHIND = st.text(alphabet="甲乙丙丁戊己庚辛0123456789 -,、", min_size=1, max_size=12)


@settings(max_examples=300, deadline=None)
@given(front=FRONT, village=VILLAGE, behind=BEHIND)
def test_of_an_address_nothing_behind_the_village_is_kept(front: str, village: str, behind: str) -> None:
    """Whatever stands there: no sign of it is in what is kept, and reading it again gives the same."""
    listed = [Settlement(settlement_id=code, name=name, town=town) for (town, name), code in CODES.items()]
    read = Addresses(gazetteer_of(listed, ["虚构县"])).place
    place = read(f"{front}{village}{behind}")
    assert not set("甲乙丙丁戊己庚辛0123456789") & set(f"{place.town}{place.village}{place.code}")
    assert len(place.village) <= 12
    assert read(f"{front}{village}{behind}") == place
