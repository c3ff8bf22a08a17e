"""The sheets of the policy ledger: every target and project, and what the plan comes to beside it."""

from planner.decide.ledger.ledger import Ledger
from planner.decide.results import Results
from planner.show.words.common import clean
from planner.show.words.ledger import (
    done_text,
    explained_text,
    found_text,
    stated_text,
    verdict_text,
    works_text,
)
from planner.show.words.sentences import title_of
from planner.show.workbook.sheet import Cell, Heading, Sheet


def ledger_sheets(ledger: Ledger, results: Results) -> tuple[Sheet, ...]:
    """Return 政策目标 and 建设项目; those of which the district has no table are left out."""
    sheets = (_targets(ledger, results) if ledger.targets else None, _projects(ledger, results))
    return tuple(sheet for sheet in sheets if sheet is not None)


def _targets(ledger: Ledger, results: Results) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (
            clean(line.target), stated_text(line).zh, line.finish_by, clean(line.document), clean(line.found_at),
            line.year, found_text(line).zh, verdict_text(line).zh, explained_text(line, results).zh,
            clean(line.responsible), clean(line.funds),
        )
        for line in ledger.targets
    ]  # fmt: skip
    headings = (
        Heading(text="目标"), Heading(text="文件的要求"), Heading(text="完成年份", kind="year"), Heading(text="文件"),
        Heading(text="出处"), Heading(text="对照年份", kind="year"), Heading(text="方案结果"), Heading(text="判定"),
        Heading(text="说明", kind="wrapped"), Heading(text="责任单位"), Heading(text="资金来源"),
    )  # fmt: skip
    title = f"{title_of(results.scenario)} 政策目标对照（文件之间、同一文件各处不一致的，各自列出）"
    return Sheet(name="政策目标", title=title, headings=headings, rows=rows)


def _projects(ledger: Ledger, results: Results) -> Sheet | None:
    if not ledger.projects:
        return None
    rows: list[tuple[Cell, ...]] = [
        (
            line.project_id, clean(line.name), works_text(line).zh, clean(line.town), line.seats, line.budget_yuan,
            line.finish_by, clean(line.document), clean(line.found_at), line.school_id, done_text(line, results).zh,
            line.one_off_yuan if line.row is not None else None, verdict_text(line).zh, clean(line.progress),
            clean(line.responsible), clean(line.funds), clean(line.note),
        )
        for line in ledger.projects
    ]  # fmt: skip
    headings = (
        Heading(text="项目编号"), Heading(text="项目"), Heading(text="学段和性质"), Heading(text="乡镇"),
        Heading(text="文件新增学位（个）", kind="count"), Heading(text="文件投资（元）", kind="yuan"),
        Heading(text="完成年份", kind="year"), Heading(text="文件"), Heading(text="出处"), Heading(text="学校编号"),
        Heading(text="方案的安排"), Heading(text="方案一次性投入（元）", kind="yuan"), Heading(text="判定"),
        Heading(text="进展"), Heading(text="责任单位"), Heading(text="资金来源"), Heading(text="备注"),
    )  # fmt: skip
    return Sheet(
        name="建设项目", title=f"{title_of(results.scenario)} 建设项目对照（空白为文件或数据表没有载明）",
        headings=headings, rows=rows,
    )  # fmt: skip
