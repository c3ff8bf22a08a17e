"""A plan under stress as an Excel workbook: the cases, who has no seat and where, who changes school, by town."""

from collections.abc import Sequence
from pathlib import Path

from planner.decide.stress.stress import CaseAnswer, StressAnswer
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.words.common import MODES, STAGES, clean, synthetic_text
from planner.show.words.numbers import pupils_text
from planner.show.words.reason_names import Names, names_of
from planner.show.words.sentences import title_of
from planner.show.words.stress import NOTES, STRESS_REASONS, worst_sentence
from planner.show.workbook.sheet import Cell, Heading, Sheet, ink_of, open_book, write_sheet

_MOST_TOLD = 3


def write_stress_workbook(
    path: Path, answer: StressAnswer, scenario: Scenario, district: District, notes: Sequence[str] = ()
) -> None:
    """Write 情形, 没有学位, 转学, 分乡镇, 说明.

    Raises xlsxwriter's FileCreateError where the file cannot be written.
    """
    title = f"{title_of(scenario)} 压力测试（{answer.year}年）"
    names = names_of(scenario, district)
    towns = {str(home): clean(str(town)) for home, town in district.settlements[["settlement_id", "town"]].to_numpy()}
    sheets = (
        _cases(answer, title),
        _lacking(answer, title, names, towns),
        _changes(answer, title, names, towns),
        _towns(answer, title),
        _notes(answer, title, district, notes),
    )
    with open_book(path, title) as book:
        ink = ink_of(book, title, is_synthetic=district.provenance.is_synthetic)
        for sheet in sheets:
            write_sheet(book.add_worksheet(sheet.name), ink, sheet)


def _cases(answer: StressAnswer, title: str) -> Sheet:
    heads = ("学生（人）", "没有学位：已证明至少（人）", "没有学位：找到（人）", "其中范围内无学校（人）", "转学（人）")
    rows: list[tuple[Cell, ...]] = [
        (
            _name(case), case.pupils, case.least, case.found, case.out_of_reach, case.changing,
            "是" if case.is_exact else "否", _most(case), "最不利" if case is answer.worst and case.found else "",
        )
        for case in answer.answers
    ]  # fmt: skip
    return Sheet(
        name="情形",
        title=title,
        headings=(
            Heading(text="情形"), *(Heading(text=head, kind="pupils") for head in heads),
            Heading(text="最少人数已证明"), Heading(text="缺学位最多的乡镇", kind="wrapped"), Heading(text="备注"),
        ),
        rows=rows,
    )  # fmt: skip


def _most(case: CaseAnswer) -> str:
    lack = case.towns.assign(lack=case.towns[["no_room", "out_of_reach", "too_dear"]].sum(axis=1))
    most = lack[lack["lack"] > 0].nlargest(_MOST_TOLD, "lack")
    return "、".join(
        f"{clean(town)}{STAGES[stage]}{pupils_text(pupils)}人"
        for town, stage, pupils in zip(most["town"], most["stage"], most["lack"], strict=True)
    )


def _lacking(answer: StressAnswer, title: str, names: Names, towns: dict[str, str]) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (
            _name(case), towns[row["settlement_id"]], row["settlement_id"], names.settlement(row["settlement_id"]),
            names.band(row["grade_band"], "zh"), row["pupils"], STRESS_REASONS[row["reason"]].zh,
            "、".join(names.school(school_id) for school_id in row["plan_school_ids"].split()),
        )
        for case in answer.answers
        for row in case.lacking.to_dict("records")
    ]  # fmt: skip
    return Sheet(
        name="没有学位",
        title=f"{title}：谁没有学位、在哪里",
        headings=(
            Heading(text="情形"), Heading(text="乡镇"), Heading(text="居民点编号"), Heading(text="居民点"),
            Heading(text="年级"), Heading(text="没有学位（人）", kind="pupils"), Heading(text="原因"),
            Heading(text="方案安排的学校"),
        ),
        rows=rows,
        empty="各种情形下人人都有学位",
    )  # fmt: skip


def _changes(answer: StressAnswer, title: str, names: Names, towns: dict[str, str]) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (
            _name(case), towns[row["settlement_id"]], row["settlement_id"], names.settlement(row["settlement_id"]),
            names.band(row["grade_band"], "zh"), row["pupils"], names.school(row["from_school_id"]),
            names.school(row["to_school_id"]), MODES[row["mode"]], row["minutes"],
        )
        for case in answer.answers
        for row in case.changes.to_dict("records")
    ]  # fmt: skip
    return Sheet(
        name="转学",
        title=f"{title}：谁改到别的学校（与方案相比）",
        headings=(
            Heading(text="情形"), Heading(text="乡镇"), Heading(text="居民点编号"), Heading(text="居民点"),
            Heading(text="年级"), Heading(text="转学（人）", kind="pupils"), Heading(text="方案的学校"),
            Heading(text="改到的学校"), Heading(text="方式"), Heading(text="单程（分钟）", kind="minutes"),
        ),
        rows=rows,
        empty="没有学生转学",
    )  # fmt: skip


def _towns(answer: StressAnswer, title: str) -> Sheet:
    columns = ("pupils", "seats", "served", "no_room", "out_of_reach")
    heads = ("学生（人）", "本乡镇学位（个）", "有学位（人）", "范围内学校已满（人）", "范围内无学校（人）")
    rows: list[tuple[Cell, ...]] = [
        (_name(case), clean(row["town"]), STAGES[row["stage"]], *(_finite(row[column]) for column in columns))
        for case in answer.answers
        for row in case.towns.to_dict("records")
    ]
    return Sheet(
        name="分乡镇",
        title=f"{title}：各乡镇，学生按居住地，学位按学校所在地",
        headings=(
            Heading(text="情形"), Heading(text="乡镇"), Heading(text="学段"),
            *(Heading(text=head, kind="pupils") for head in heads),
        ),
        rows=rows,
    )  # fmt: skip


def _finite(value: float) -> Cell:
    return "不限" if value == float("inf") else value


def _notes(answer: StressAnswer, title: str, district: District, notes: Sequence[str]) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        ("最不利情形", worst_sentence(answer).zh),
        *(("含义", note.zh) for note in NOTES),
        ("合成数据", synthetic_text(district) or "没有标明为合成的数据。"),
        *(("提示 note", note) for note in notes),
    ]
    return Sheet(
        name="说明",
        title=title,
        headings=(Heading(text="项目"), Heading(text="内容", kind="wrapped")),
        rows=rows,
    )


def _name(case: CaseAnswer) -> str:
    return clean(case.case.says.zh)
