"""Sentences of plan.docx that stand in no other paper: where today's pupils are known from, what stays, sums, notes."""

import re
from dataclasses import dataclass

from planner.decide.boarding import BARRED_NOTE, NEAR_NOTE
from planner.decide.decided import never_merged_reasons
from planner.decide.measures import YearMeasures
from planner.decide.results import Results
from planner.language import in_language
from planner.plan import Plan
from planner.problem.today import NEAREST_NOTE, attends_year
from planner.problem.travel import STRAIGHT_LINE_NOTE
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.papers.norms import budget_text
from planner.show.papers.wording import distinct_names
from planner.show.words.common import KINDS, clean, spoken_notes, table_name
from planner.show.words.merges import ways_text
from planner.show.words.numbers import yuan_text
from planner.show.words.reason_names import Names
from planner.show.words.sentences import merge_sentence, shortfall_sentences

_OWN_NOTES = ("synthetic", STRAIGHT_LINE_NOTE, NEAREST_NOTE, NEAR_NOTE, BARRED_NOTE)
"""Notes of a plan that the paper says in Chinese, in a place of their own."""
_INNER = re.compile(r"[a-z_]{3,}\.[a-z_]{3,}|优化计算|下限|阶段：|编译|求解|逐校核对时|^不撤并的学校")
"""What a note says of the program's own work, by a key's name, or of schools that the paper tells of elsewhere."""
_NAMED = 40
"""No more kept schools than this are named."""


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """Where a table comes from, and under which licence, as the district says it."""

    table: str
    source: str


def further_notes(plan: Plan) -> tuple[str, ...]:
    """Return the notes on data that the paper does not say in a place of their own, in Chinese.

    What only speaks of keys of the scenario or of how the plan was calculated stands in the workbook and plan.json.
    """
    own = {in_language(note, "zh") for note in plan.notes if note.startswith(_OWN_NOTES)}
    said = (note for note in spoken_notes(plan, "zh") if note not in own)
    return tuple(note for note in said if not _INNER.search(note))


def bare(sentence: str, instead: str = "") -> str:
    """Return a sentence with another start than the word that names it: 费用：每年…… becomes 每年……."""
    return instead + sentence.partition("：")[2]


def shortfall_texts(last: YearMeasures) -> tuple[str, ...]:
    """Say who has no seat, without the word that begins the sentence elsewhere."""
    first, *rest = (said.zh for said in shortfall_sentences(last))
    return (bare(first), *rest)


def merged_text(last: YearMeasures) -> str:
    """Say what is merged."""
    return bare(merge_sentence(last).zh, "撤并" if last.merged else "")


def sources(district: District) -> tuple[SourceLine, ...]:
    """Return where each table comes from, as far as the district says."""
    said = ((table_name(name), clean(source)) for name, source in district.provenance.sources.items())
    return tuple(SourceLine(table=name, source=source) for name, source in said if source)


def today_text(plan: Plan, district: District) -> str:
    """Say where today's schools of the pupils are known from."""
    if district.attends is not None:
        year = attends_year(district)
        return f"学生现在的就读学校取自就读表{f'（{year}学年）' if year else ''}。"
    why = "没有就读表：" if NEAREST_NOTE in plan.notes else ""
    return f"{why}学生现在的就读学校按就近且有余位推定。"


def kept_text(results: Results) -> str:
    """Name the schools of the kinds that may be merged that stay open in the last year."""
    scenario, district = results.scenario, results.district
    if scenario.rules.merge is None:
        return ""
    open_ids = {school_id for school_id, row in results.last.rows.schools.items() if row.open}
    mergeable, few = results.problem.school_mergeable, results.problem.school_few_pupils
    schools = district.schools[mergeable]
    known = distinct_names(scenario, district)
    names = [known.school(str(school_id)) for school_id in schools["school_id"] if school_id in open_ids]
    never = never_text(results, known)
    if not names:
        return never
    kinds = "、".join(KINDS[kind] for kind in scenario.rules.merge.kinds)
    kinds += "和学生数较少、可以撤并的学校" if few.any() else ""
    more = "等" if len(names) > _NAMED else ""
    return f"继续保留的{kinds}{len(names):,}所：{'、'.join(names[:_NAMED])}{more}。{never}"


def never_text(results: Results, known: Names) -> str:
    """Name the schools that are not to be merged, with the reasons; empty where there are none."""
    whys = never_merged_reasons(results.scenario, results.problem)
    named = [f"{known.school(school_id)}（{clean(why.zh.partition('：')[2])}）" for school_id, why in whys.items()]
    return f"列明理由、不予撤并的{len(named):,}所：{'、'.join(named)}。" if named else ""


def moved_text(results: Results) -> str:
    """Say how far pupils of merged schools go."""
    if not results.plan.merges:
        return ""
    ways = ways_text(results.moves)
    return f"撤并学校的学生到并入学校，单程：{ways}。" if ways else "撤并学校没有需要转学的学生。"


def one_off_text(scenario: Scenario, last: YearMeasures) -> str:
    """Say what is spent once, and the budget."""
    said = f"至{last.year}年一次性投入累计{yuan_text(last.one_off_yuan)}"
    if scenario.budget_yuan is None:
        return f"{said}，方案没有设预算上限。"
    if isinstance(scenario.budget_yuan, dict):
        return f"{said}，预算上限：{budget_text(scenario)}。"
    return f"{said}，预算上限{yuan_text(scenario.budget_yuan)}。"
