"""Findings by cause: counted, the first places named, in both languages."""

import pytest

from planner.errors import InputError, NoPlanError, PlannerError
from planner.findings import Finding, Unlisted, cause_text, gathered_by_cause
from planner.language import Text, in_language
from planner.reading.faults import LISTED, Faults, gathered, input_error

GRADE = Text("one of the grades 1 to 9", "应为 1 至 9 年级之一")


def once(row: int) -> Text:
    """Say that an id stands twice."""
    return Text(f"each id once: row {row}", f"编号不能重复：第 {row} 行已有")


def grade(row: int, value: str) -> Finding:
    """Return a wrong grade."""
    return Finding(
        file="学生.csv", row=row, column="grade", column_zh="年级", value=value, expected=GRADE, example="3",
        address=f"C{row}",
    )  # fmt: skip


def test_one_line_for_one_cause() -> None:
    """Seventy-five cells with the same fault are one line: their count, different values first, a right value."""
    findings = [grade(row, "一年级" if row < 70 else "二年级") for row in range(2, 77)]
    (cause,) = gathered_by_cause(findings)
    said = cause_text(cause)
    assert said.zh == (
        "学生.csv 年级（grade）：75 个单元格，如 C2 “一年级”、C3 “一年级”、C70 “二年级”：应为 1 至 9 年级之一，例如 3"
    )
    assert said == (
        "学生.csv, column grade: 75 cells, such as C2 '一年级', C3 '一年级', C70 '二年级': "
        "one of the grades 1 to 9, such as 3"
    )


def test_one_finding_keeps_its_row() -> None:
    """A single finding is said with row, column and value as ever, and its cell beside them."""
    (cause,) = gathered_by_cause([grade(2, "x")])
    assert cause_text(cause) == f"学生.csv, row 2, column grade, value 'x' (cell C2): {GRADE}, such as 3"
    assert cause_text(cause).zh == "学生.csv 年级（grade）：C2 “x”：应为 1 至 9 年级之一，例如 3"


def test_a_cause_is_said_in_general_where_each_place_has_its_own_words() -> None:
    """Two duplicates of different rows are one cause; alone each says which row."""
    twice = [
        Finding(file="a.csv", row=row, column="id", value="7", expected=once(row - 2), cause="each id")
        for row in (4, 5)
    ]
    (cause,) = gathered_by_cause(twice)
    assert cause_text(cause) == "a.csv, column id: 2 rows, such as row 4 '7', row 5 '7': each id"
    assert cause_text(gathered_by_cause(twice[:1])[0]) == "a.csv, row 4, column id, value '7': each id once: row 2"


@pytest.mark.parametrize(
    ("finding", "zh"),
    [
        (Finding(file="a.csv", expected=Text("a", "甲")), "a.csv：甲"),
        (Finding(file="a.csv", row=3, expected=Text("a", "甲")), "a.csv：第 3 行：甲"),
        (Finding(file="a.csv", column="k", value="v", expected=Text("a", "甲")), "a.csv k：“v”：甲"),
    ],
)
def test_parts_that_do_not_apply_are_left_out(finding: Finding, zh: str) -> None:
    """No column, no value, no row."""
    assert cause_text(gathered_by_cause([finding])[0]).zh == zh


def test_what_is_not_listed_is_counted_with_its_cause() -> None:
    """Of 500 and 3 faults all are counted, though 200 are carried; the rare ones are among them."""
    many = Faults(tuple(grade(row, "x") for row in range(2, 2 + LISTED)), (Unlisted(grade(2, "x").kind, more=300),))
    rare = Faults(tuple(Finding(file="b.csv", row=row, expected=Text("b", "乙")) for row in (2, 3, 4)))
    problem = input_error(gathered([many, rare]), "here")
    assert problem.headline == "503 problems in here (200 listed, and 303 more):"
    assert in_language(problem.headline, "zh") == "here 有 503 处问题（列出 200 处，另有 303 处）："
    assert [(cause.first.file, cause.count) for cause in problem.causes] == [("学生.csv", 500), ("b.csv", 3)]


def test_errors_say_themselves_in_both_languages() -> None:
    """Headline and findings, clashes and their set, and a plain message."""
    bad = InputError(Text("bad:", "有误："), [grade(2, "x")])
    assert bad.text().zh.splitlines() == ["有误：", "  学生.csv 年级（grade）：C2 “x”：应为 1 至 9 年级之一，例如 3"]
    clash = NoPlanError([Text("kept and closed", "既保留又撤销")], [Text("keep: A", "保留：A")])
    assert str(clash).splitlines()[0] == "no plan was found that obeys the rules:"
    assert clash.text().zh.splitlines()[:2] == ["没有得到符合全部规则的方案：", "  既保留又撤销"]
    assert clash.text().zh.splitlines()[-1] == "  保留：A"
    assert PlannerError(Text("stopped", "已停止")).text().zh == "已停止"
