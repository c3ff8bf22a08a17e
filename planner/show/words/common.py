"""The Chinese words of maps and sheets, and text made safe to print."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence

from planner.language import Language, in_language
from planner.plan import Action, ModeName, Plan, ShortfallReason
from planner.problem.travel import STRAIGHT_LINE_NOTE
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.reading.schema_types import Stage
from planner.reading.tables import DRAWN, DRAWN_COLUMNS, SCHOOL_KINDS, TABLES

ACTIONS: Mapping[Action, str] = {
    "keep": "保留",
    "merge": "撤并",
    "expand": "扩建",
    "build": "新建",
    "leave": "不建",
    "change": "改办",
}
MODES: Mapping[ModeName, str] = {"walk": "步行", "ride": "乘车", "board": "寄宿"}
STAGES: Mapping[Stage, str] = {"kindergarten": "幼儿园", "primary": "小学", "junior": "初中"}
REASONS: Mapping[ShortfallReason, str] = {
    "no_school_in_reach": "范围内无学校",
    "no_room_in_reach": "范围内学校已满",
    "dearer_than_the_price": "可以安排，但费用高于缺学位的定价",
}
KINDS: Mapping[str, str] = SCHOOL_KINDS
_TABLE_NAMES: Mapping[str, str] = {**{table.name: table.chinese for table in TABLES}, **DRAWN}
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_NUMERALS = dict(zip("123456789", "一二三四五六七八九", strict=True))


def clean(text: str) -> str:
    r"""Return the text without control characters, invisible marks and broken code points, on one line.

    >>> clean("送庄\x1b[31m小学\n\u202e$")
    '送庄 [31m小学 $'
    """
    shown = "".join(" " if unicodedata.category(letter) in _INVISIBLE else letter for letter in text)
    return " ".join(shown.split())


def action_word(action: Action, school_id: str, rebuilt: Collection[str]) -> str:
    """Say what is done with a school; what documents call rebuilding is not called new.

    `rebuilt`: sites that documents have rebuilt (`planner.decide.ledger.rebuilt`).

    >>> action_word("build", "N1", {"N1"}), action_word("build", "N2", {"N1"}), action_word("merge", "N1", {"N1"})
    ('改扩建', '新建', '撤并')
    """
    return "改扩建" if action == "build" and school_id in rebuilt else ACTIONS[action]


def continued_text(name: str) -> str:
    """Say of a closed school what its site continues as.

    >>> continued_text("东沟幼儿园")
    '校舍改办为东沟幼儿园'
    """
    return f"校舍改办为{clean(name)}"


def band_name(band: str, scenario: Scenario) -> str:
    """Name a grade band by its grades: 一至三年级; a band the scenario lacks keeps its own name."""
    if band not in scenario.grade_bands:
        return clean(band)
    return grade_range(scenario.grade_bands[band].grades)


def grade_range(grades: Sequence[str]) -> str:
    """Name grades that follow each other by the first and the last.

    >>> grade_range(("1", "2", "3")), grade_range(("7",)), grade_range(("K1", "K2"))
    ('一至三年级', '七年级', '小班至中班')
    """
    first, last = grade_name(grades[0]), grade_name(grades[-1])
    return first if len(grades) == 1 else f"{first.removesuffix('年级')}至{last}"


def grade_name(grade: str) -> str:
    """Name a grade.

    >>> grade_name("1"), grade_name("K2")
    ('一年级', '中班')
    """
    nursery = {"K1": "小班", "K2": "中班", "K3": "大班"}
    return nursery.get(grade) or f"{_NUMERALS.get(grade, grade)}年级"


def table_name(table: str) -> str:
    """Name a table, or what is drawn on maps; one that is not known keeps its name.

    >>> table_name("schools"), table_name("roads"), table_name("elsewhere")
    ('学校', '道路', 'elsewhere')
    """
    return clean(_TABLE_NAMES.get(table, table))


def synthetic_text(district: District) -> str:
    """Name the made-up columns; empty where there are none."""
    if not district.provenance.is_synthetic:
        return ""
    named = "；".join(
        _columns_text(table, columns) for table, columns in district.provenance.synthetic.items() if columns
    )
    return f"合成数据 synthetic data：{named}为合成值，不代表实际情况。"


def synthetic_tables_text(district: District) -> str:
    """Name the tables with made-up columns, for where there is little room; empty where there are none."""
    if not district.provenance.is_synthetic:
        return ""
    named = "、".join(table_name(table) for table, columns in district.provenance.synthetic.items() if columns)
    return f"合成数据 synthetic data：{named}数据中有合成值，不代表实际情况。"


def sources_text(district: District) -> str:
    """Say where the tables come from; empty where the district does not say."""
    said = source_names(district)
    return f"资料来源：{'；'.join(said)}。" if said else ""


def source_names(district: District) -> tuple[str, ...]:
    """Return where the tables come from, each source once."""
    said = dict.fromkeys(clean(source).rstrip("。.") for source in district.provenance.sources.values())
    return tuple(source for source in said if source)


def spoken_notes(plan: Plan, language: Language) -> tuple[str, ...]:
    """Return what a plan's notes say to people who read it, in one language.

    The optimiser's record of its own work is for those who study it: it stands in plan.json alone.
    """
    said = (note for note in plan.notes if not note.startswith(f"{plan.engine}: "))
    return tuple(clean(in_language(note, language)) for note in said)


def notes_text(plan: Plan) -> str:
    """Say how travel was found and which run this is."""
    travel = f"{STRAIGHT_LINE_NOTE.zh}，" if STRAIGHT_LINE_NOTE in plan.notes else ""
    return f"{travel}示意图，不作划界依据。情景 {plan.scenario}，planner {clean(plan.planner_version)}。"


def _columns_text(table: str, columns: Sequence[str]) -> str:
    known = {found.name: found for found in TABLES}
    if table not in known:
        words = "、".join(DRAWN_COLUMNS.get(column, column) for column in columns)
        return clean(f"{table_name(table)}（{words}）")
    headings = {column.name: column.chinese for column in known[table].columns}
    return clean(f"{known[table].chinese}表（{'、'.join(headings.get(column, column) for column in columns)}）")
