"""The policy ledger as tables of the plan: targets, projects, money by purpose, who is responsible for what."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from planner.decide.ledger.ledger import Ledger, ProjectLine, TargetLine
from planner.decide.results import Results
from planner.show.papers.wording import NO_WAY
from planner.show.words.common import clean
from planner.show.words.ledger import (
    done_text,
    explained_text,
    found_text,
    source_text,
    stated_text,
    verdict_text,
    works_text,
)
from planner.show.words.numbers import wan_text

_TASKS_NAMED = 8


@dataclass(frozen=True, kw_only=True)
class TargetPaper:
    """One figure that a document states, beside the plan's."""

    target: str
    stated: str
    by: str
    """Year by which it is asked for."""
    source: str
    result: str
    verdict: str
    said: str
    """Why the plan departs from it, or why it is not judged; the ledger's note."""
    is_judged: bool


@dataclass(frozen=True, kw_only=True)
class ProjectPaper:
    """One project beside what the plan does there. Money in 10,000 yuan, a dash where no document says so."""

    number: int
    name: str
    works: str
    """小学新建, 初中改扩建."""
    town: str
    seats: str
    budget_wan: str
    by: str
    source: str
    done: str
    """What the plan does."""
    spent_wan: str
    verdict: str
    progress: str


@dataclass(frozen=True, kw_only=True)
class FundLine:
    """One-off money for one purpose, in 10,000 yuan, and where documents say it comes from. The last is the sum."""

    purpose: str
    schools: str
    wan: str
    source: str


@dataclass(frozen=True, kw_only=True)
class DutyLine:
    """Who is responsible for which tasks, by the ledger."""

    units: str
    tasks: str


def target_papers(ledger: Ledger, results: Results) -> tuple[TargetPaper, ...]:
    """Return a line for each stated figure, those held against the plan first; the same figure of several places once.

    Documents, and parts of one, that state the same value and year stand together; those that disagree, apart.
    """
    grouped: dict[tuple[object, ...], TargetPaper] = {}
    for line in sorted(ledger.targets, key=lambda line: line.verdict == "not_judged"):
        paper = _target(line, results)
        key = (paper.target, paper.stated, paper.by, paper.verdict)
        before = grouped.get(key)
        grouped[key] = paper if before is None else _together(before, paper, line)
    return tuple(grouped.values())


def _together(before: TargetPaper, paper: TargetPaper, line: TargetLine) -> TargetPaper:
    """Add the place of another statement of the same figure, and what else it says."""
    same = before.source.startswith(clean(line.document))
    source = f"{before.source}；{clean(line.found_at) if same else paper.source}"
    said = before.said if paper.said in {"", before.said} else f"{before.said}；{paper.said}".strip("；")
    return replace(before, source=source, said=said)


def _target(line: TargetLine, results: Results) -> TargetPaper:
    return TargetPaper(
        target=clean(line.target),
        stated=stated_text(line).zh,
        by=_year(line.finish_by),
        source=source_text(line),
        result=found_text(line).zh,
        verdict=verdict_text(line).zh,
        said=explained_text(line, results).zh,
        is_judged=line.verdict != "not_judged",
    )


def project_papers(ledger: Ledger, results: Results) -> tuple[ProjectPaper, ...]:
    """Return a line for each project, in the ledger's order."""
    return tuple(
        ProjectPaper(
            number=number,
            name=clean(line.name),
            works=works_text(line).zh,
            town=clean(line.town),
            seats=NO_WAY if line.seats is None else f"{line.seats:,.0f}",
            budget_wan=NO_WAY if line.budget_yuan is None else wan_text(line.budget_yuan),
            by=_year(line.finish_by),
            source=source_text(line),
            done=done_text(line, results).zh,
            spent_wan=wan_text(line.one_off_yuan) if line.one_off_yuan else NO_WAY,
            verdict=verdict_text(line).zh,
            progress=clean(line.progress) or NO_WAY,
        )
        for number, line in enumerate(ledger.projects, 1)
    )


def fund_lines(ledger: Ledger, results: Results) -> tuple[FundLine, ...]:
    """Return one-off money by purpose up to the last planning year; empty where none is spent.

    Channels are those that documents name for the projects; how much each gives, no document says.
    """
    last = results.last.rows
    built = {line.school_id: line for line in ledger.projects if line.works == "rebuild"}
    spent = last.one_off[last.one_off.sum(axis=1) > 0]
    new = [str(school_id) for school_id in spent.index if spent.loc[school_id, "build"] > 0 and school_id not in built]
    again = [str(school_id) for school_id in spent.index if spent.loc[school_id, "build"] > 0 and school_id in built]
    parts = (
        ("新建学校", new, float(spent.loc[new, "build"].sum())),
        ("改扩建学校（首期）", again, float(spent.loc[again, "build"].sum())),
        ("增建教室", _with(spent["classrooms"]), float(spent["classrooms"].sum())),
        ("增加床位", _with(spent["beds"]), float(spent["beds"].sum())),
    )
    channels = _channels(ledger.projects)
    lines = [
        FundLine(purpose=purpose, schools=f"{len(schools):,}", wan=wan_text(yuan), source=channels)
        for purpose, schools, yuan in parts
        if schools
    ]
    if not lines:
        return ()
    total = FundLine(
        purpose="合计", schools=f"{len(spent):,}", wan=wan_text(float(spent.to_numpy(float).sum())), source=""
    )
    return (*lines, total)


def _with(spent: pd.Series) -> list[str]:
    return [str(school_id) for school_id, yuan in spent.items() if yuan > 0]


def _channels(projects: Sequence[ProjectLine]) -> str:
    named = dict.fromkeys(clean(line.funds) for line in projects if line.funds)
    return "；".join(named)


def duty_lines(ledger: Ledger) -> tuple[DutyLine, ...]:
    """Return who is responsible for what, each set of units once, in the ledger's order."""
    tasks: dict[str, dict[str, None]] = {}
    for target in ledger.targets:
        if target.responsible:
            tasks.setdefault(clean(target.responsible), {})[clean(target.target)] = None
    for project in ledger.projects:
        if project.responsible:
            tasks.setdefault(clean(project.responsible), {})["建设项目"] = None
    return tuple(DutyLine(units=units, tasks=_named(list(names))) for units, names in tasks.items())


def _named(names: list[str]) -> str:
    more = f"等{len(names):,}项" if len(names) > _TASKS_NAMED else ""
    return f"{'、'.join(names[:_TASKS_NAMED])}{more}"


def _year(year: int | None) -> str:
    return NO_WAY if year is None else f"{year}"
