"""Made-up specimens of the exports that `planner import` reads: a county that is nowhere, pupils who never were.

    python -m docs.make.specimens               writes docs/howto/specimens

Names of pupils are 学生001 and so on, identity numbers and telephones hold letters that real ones never have.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

FOLDER = Path(__file__).resolve().parents[1] / "howto" / "specimens"
Rows = Sequence[Sequence[object]]

COUNTY = "990101"
TOWNS = ("东湾镇", "西岭镇", "北川乡")
VILLAGES = (
    ("990101100200", "湾头村", "东湾镇"), ("990101100201", "李庄村", "东湾镇"), ("990101100202", "上河村", "东湾镇"),
    ("990101100001", "东街社区", "东湾镇"), ("990101101200", "岭下村", "西岭镇"), ("990101101201", "上河村", "西岭镇"),
    ("990101101202", "石桥村", "西岭镇"), ("990101200200", "川口村", "北川乡"), ("990101200201", "沟东村", "北川乡"),
    ("990101200202", "张家湾村", "北川乡"),
)  # fmt: skip
"""Code, name and town. 上河村 is there twice."""
SCHOOLS = (
    ("9901010001", "东湾镇中心小学", "小学", "东湾镇", "东街社区居委会"),
    ("9901010002", "李庄教学点", "教学点", "东湾镇", "李庄村委会"),
    ("9901010003", "西岭镇中心小学", "小学", "西岭镇", "石桥村委会"),
    ("9901010004", "北川学校", "九年一贯制学校", "北川乡", "川口村委会"),
    ("9901010005", "虚构县第一初级中学", "初级中学", "东湾镇", "东街社区居委会"),
)
"""Code, name, kind, town and village."""
_GRADES = ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级")
_JUNIOR = 6
_MADE_UP = "虚构（各数、各校、各人均为编造，仅作格式示例）"


def home_school(village: int, grade: int) -> int:
    """Return the school that pupils of a village and grade (from 0) attend, by its place in `SCHOOLS`."""
    town = TOWNS.index(VILLAGES[village][2])
    if town == TOWNS.index("北川乡"):
        return 3
    if grade >= _JUNIOR:
        return 4
    if VILLAGES[village][1] == "李庄村" and grade < 3:  # noqa: PLR2004 - a point teaches three grades
        return 1
    return 0 if town == 0 else 2


def pupils(village: int, grade: int) -> int:
    """Return how many pupils of a grade (from 0) live in a village."""
    return (village * 7 + grade * 5) % 4 + (3 if VILLAGES[village][1].endswith("社区") else 0)


def groups() -> Iterator[tuple[int, int, int, int]]:
    """Yield village, grade, school and pupils, of every group with any."""
    for village in range(len(VILLAGES)):
        for grade in range(len(_GRADES)):
            if pupils(village, grade):
                yield village, grade, home_school(village, grade), pupils(village, grade)


def register() -> Rows:
    """Make a register: a row a pupil."""
    heading = (
        "学生姓名", "性别", "身份证件号", "全国学籍号", "学校标识码", "就读学校", "年级", "班级号", "入学年月",
        "现住址",
        "户口所在地行政区划", "就读方式", "是否留守儿童", "是否进城务工人员随迁子女", "残疾人类型",
        "上下学距离（公里）", "上下学交通方式", "是否需要乘坐校车", "监护人姓名", "监护人电话",
    )  # fmt: skip
    rows: list[Sequence[object]] = [[f"2025-2026学年学籍名单 {_MADE_UP}"], heading]
    for village, grade, school, count in groups():
        code, name, town = VILLAGES[village]
        for _ in range(count):
            number = len(rows) - 1
            boards = grade >= _JUNIOR and number % 3 == 0
            junior = _GRADES[grade - _JUNIOR] if grade >= _JUNIOR else ""
            told = f"初中{junior}" if junior else _GRADES[grade]
            rows.append((
                f"学生{number:03d}", "男女"[number % 2], f"99010120{15 - grade:02d}0901XX{number:04d}",
                f"G99010120{15 - grade:02d}0901XX{number:04d}", SCHOOLS[school][0], SCHOOLS[school][1], told,
                f"{grade + 1:02d}01", f"{2025 - (grade - _JUNIOR if junior else grade)}09",
                f"虚构省虚构市虚构县{town}{name}{number % 9 + 1}组{number}号", code if number % 5 else COUNTY,
                "住校" if boards else "走读", "否", "否", "无", number % 7, "步行" if number % 7 < 3 else "校车",  # noqa: PLR2004
                "否", f"家长{number:03d}", f"1XX{number:08d}",
            ))  # fmt: skip
    return rows


def by_school(grades: range) -> Mapping[int, list[int]]:
    """Return the pupils of each school that has any, by these grades (from 0)."""
    found: dict[int, list[int]] = {}
    for _, grade, school, count in groups():
        if grade in grades:
            found.setdefault(school, [0] * len(grades))[grade - grades.start] += count
    return found


def form(number: str, stage: str, grades: range, columns: int) -> Rows:
    """Make a statistics form of a stage, a block of rows for each school; junior grades begin with 一年级 again."""
    rows: list[Sequence[object]] = [
        [f"教基{number} {stage}分年级学生数 2025-2026学年 {_MADE_UP}"],
        ["学校（机构）标识码", "学校（机构）名称", "指标名称", "代码", "毕业生数", "招生数", "在校生数", "#女",
         *_GRADES[:columns], "预计毕业生数"],
    ]  # fmt: skip
    for school, counts in sorted(by_school(grades).items()):
        full = [*counts, *[0] * (columns - len(counts))]
        rows.append([*SCHOOLS[school][:2], "总计", "01", "", full[0], sum(full), sum(full) // 2, *full, counts[-1]])
        rows.append(
            [*SCHOOLS[school][:2], "#寄宿生", "02", "", "", sum(full) // 4, "", *[each // 4 for each in full], ""]
        )
    return rows


def classes() -> Rows:
    """Make the older form of classes by size."""
    return [
        [f"基础基212 小学班额 东湾镇中心小学 2025学年 {_MADE_UP}"],
        ["学校标识码：9901010001"],
        ["班额", "编号", "合计", *_GRADES[:6], "复式班"],
        ["总计", "01", 7, 2, 1, 1, 1, 1, 1, 0],
        ["25人及以下", "02", 5, 2, 1, 1, 1, 0, 0, 0],
        ["26-30人", "03", 2, 0, 0, 0, 0, 1, 1, 0],
    ]


def schools() -> Rows:
    """Make the form of schools."""
    rows: list[Sequence[object]] = [
        [f"教基1001 学校（机构）基本情况 2025年9月1日 {_MADE_UP}"],
        ["学校（机构）标识码", "学校（机构）名称", "办学类型", "驻地城乡类型", "乡（镇、街道）", "村委会（居委会）",
         "校长姓名", "办公电话"],
    ]  # fmt: skip
    rows += [(*school[:3], "镇区" if "街" in school[4] else "村庄", *school[3:], f"校长{place}", f"0XX{place:07d}")
             for place, school in enumerate(SCHOOLS)]  # fmt: skip
    return rows


def school_form(place: int) -> Rows:
    """Make the form of one school, by its place in `SCHOOLS`: a label and beside it what is filled in."""
    code, name, kind, town, village = SCHOOLS[place]
    return [
        [f"教基1001 学校（机构）基本情况 2025年9月1日 {_MADE_UP}"],
        [f"学校（机构）标识码：{code}", "", "", f"学校（机构）名称：{name}"],
        ["指标名称", "代码", "填报内容", "说明"],
        ["办学类型", "01", kind, ""],
        ["驻地城乡类型", "02", "镇区" if "街" in village else "村庄", ""],
        ["乡（镇、街道）", "03", town, ""],
        ["村委会（居委会）", "04", village, ""],
        ["校长姓名", "05", f"校长{place}", ""],
        ["办公电话", "06", f"0XX{place:07d}", ""],
    ]


FORMS = "jiaoji1001-sheets.xlsx"
"""A workbook of the form of schools, a sheet for each."""


def forms() -> bytes:
    """Return the workbook."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"title": _MADE_UP, "created": datetime(2025, 9, 1, tzinfo=UTC)})
        for place, (_, name, *_) in enumerate(SCHOOLS):
            page = book.add_worksheet(name)
            page.set_column(0, 3, 24)
            for line, row in enumerate(school_form(place)):
                page.write_row(line, 0, row)
    return made.getvalue()


def villages() -> Rows:
    """Make the list of villages, the towns' own codes above them."""
    rows: list[Sequence[object]] = [[f"统计用区划代码 {_MADE_UP}"], ["统计用区划代码", "城乡分类代码", "名称"]]
    for town in TOWNS:
        own = [village for village in VILLAGES if village[2] == town]
        rows.append([f"{own[0][0][:9]}000", "", town])
        rows += [[code, "220", f"{name.removesuffix('社区')}社区居委会" if name.endswith("社区") else f"{name}委会"]
                 for code, name, _ in own]  # fmt: skip
    return rows


def wide() -> Rows:
    """Make enrolment by village with a column for each grade, juniors by their year of entry, names as people write."""
    rows: list[Sequence[object]] = [
        [f"各村学生人数 2025-2026学年 {_MADE_UP}"],
        ["乡镇", "村名", *_GRADES[:6], "初中2025级", "初中2024级", "初中2023级", "合计"],
    ]
    for village, (_, name, town) in enumerate(VILLAGES):
        counts = [pupils(village, grade) for grade in range(len(_GRADES))]
        written = {"张家湾村": "張家灣", "东街社区": "东街居委会", "石桥村": "石桥村民委员会"}.get(name, name)
        rows.append([town, written, *counts, sum(counts)])
    totals = [sum(pupils(village, grade) for village in range(len(VILLAGES))) for grade in range(len(_GRADES))]
    rows.append(["合计", "", *totals, sum(totals)])
    return rows


def specimens() -> dict[str, Rows]:
    """Return file name to rows."""
    return {
        "register.csv": register(), "jiaoji1001.csv": schools(), "jiaoji3112.csv": form("3112", "小学", range(6), 6),
        "jiaoji3115.csv": form("3115", "初中", range(6, 9), 4), "jichuji212.csv": classes(), "villages.csv": villages(),
        "wide.csv": wide(),
    }  # fmt: skip


def text_of(rows: Rows) -> str:
    """Write rows as CSV, all of one width."""
    width = max(map(len, rows))
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows([*row, *[""] * (width - len(row))] for row in rows)
    return made.getvalue()


def main() -> None:
    """Write the specimens."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, rows in specimens().items():
        (FOLDER / name).write_text(text_of(rows), encoding="utf-8-sig", newline="")
    (FOLDER / FORMS).write_bytes(forms())


if __name__ == "__main__":
    main()
