"""A sweep in a page of plain text and as a document: a line for each setting, and what may be concluded."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from planner.decide.sweep import Sweep, SweepPoint, on_front, proven_dearer
from planner.language import Language, Text, in_language, joined
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.words.caveats import caveats
from planner.show.words.columns import in_columns
from planner.show.words.key_names import key_name
from planner.show.words.numbers import english_yuan, pupils_text, wan_text
from planner.show.words.sentences import title_of

NOTES = (
    Text(
        "A setting's best total lies between its limit, which is proven, and the total of the plan found. Only where "
        "one setting's total lies below another's limit is it proven cheaper; where ranges overlap nothing is decided.",
        "每种取值的最优总计在下限（已证明）与所得方案的总计之间。只有一种取值的总计低于另一种的下限，才证明前者更省；"
        "区间重叠的，高低未定。",
    ),
    Text(
        "Marked *: of the plans found no other is at least as good in fiscal cost, pupils' minutes, pupils who change "
        "school, merges and pupils without a seat alike. Of plans found, not of best plans.",
        "标*的：所得各方案中，没有另一个在财政费用、学生路上时间、转学人数、撤并所数、无学位人数上都不逊于它"
        "（就所得方案而言，不是就最优方案而言）。",
    ),
)
OTHER_PRICES = Text(
    "Prices or years differ between the settings, so that totals are not comparable.",
    "各取值的计价或年份不同，总计不能相互比较。",
)
_HEADS = (
    Text("setting", "取值"), Text("total", "总计（万元）"), Text("limit", "下限（万元）"), Text("gap", "差距"),
    Text("fiscal", "财政费用（万元）"), Text("merged", "撤并"), Text("built", "新建"), Text("rooms", "增建教室"),
    Text("change school", "转学"), Text("no seat", "无学位"), Text("", ""),
)  # fmt: skip


def setting_text(keys: Sequence[str], values: Sequence[object]) -> Text:
    """Name a setting.

    >>> setting_text(["rules.merge.most"], [40]).zh
    '最多撤并几所 40'
    """
    each = [
        Text(f"{key}={value_text(value)}", f"{key_name(key) or key} {value_text(value).zh}")
        for key, value in zip(keys, values, strict=True)
    ]
    return joined(each, ", ", "，")


def value_text(value: object) -> Text:
    """Print a value as a scenario writes it.

    >>> value_text(None).zh, str(value_text(("primary",))), str(value_text(10.0))
    ('不设', '[primary]', '10')
    """
    if value is None:
        return Text("null", "不设")
    if isinstance(value, tuple):
        said = f"[{', '.join(str(value_text(each)) for each in value)}]"
        return Text(said, said)
    said = (
        f"{value:.10g}" if isinstance(value, float) else str(value).lower() if isinstance(value, bool) else str(value)
    )
    return Text(said, said)


def sweep_text(sweep: Sweep, scenario: Scenario, district: District, notes: Sequence[str] = ()) -> Text:
    """Return what the terminal prints."""
    said = (*NOTES, *(() if sweep.are_totals_comparable else (OTHER_PRICES,)), *caveats(notes, district))
    front, dearer = on_front(sweep.points), proven_dearer(sweep.points)
    pages: dict[Language, str] = {}
    for language in ("en", "zh"):
        lines = [[in_language(head, language) for head in _HEADS]]
        for point, is_front, is_dearer in zip(sweep.points, front, dearer, strict=True):
            marks = remarks(point, is_front=is_front, is_dearer=is_dearer and sweep.are_totals_comparable)
            cells = (setting_text(sweep.keys, point.values), *_cells(point), marks)
            lines.append([in_language(cell, language) for cell in cells])
        head = Text(
            f"{scenario.name}: {len(sweep.points)} settings", f"{title_of(scenario)}：{len(sweep.points)}种取值"
        )
        page = [
            in_language(head, language),
            "",
            *in_columns(lines),
            "",
            *(in_language(note, language) for note in said),
        ]
        pages[language] = "\n".join(page)
    return Text(pages["en"], pages["zh"])


def remarks(point: SweepPoint, *, is_front: bool, is_dearer: bool) -> Text:
    """Say what is to be said of a setting's plan."""
    if point.figures is None:
        return Text("no plan", "无方案")
    parts = [
        *((Text("*", "*"),) if is_front else ()),
        *((Text("proven dearer than the cheapest", "已证明比最省的贵"),) if is_dearer else ()),
    ]
    return joined(parts, " ", " ") if parts else Text("", "")


def _cells(point: SweepPoint) -> tuple[Text, ...]:
    figures = point.figures
    if figures is None:
        return (Text("—", "—"),) * (len(_HEADS) - 2)
    gap = "—" if figures.gap is None else f"{figures.gap:.2%}"
    yuan = (figures.total, figures.bound, figures.fiscal)
    total, bound, fiscal = (Text(english_yuan(each), wan_text(each)) for each in yuan)
    counts = (figures.merged, figures.built, figures.classrooms_added)
    pupils = (pupils_text(figures.moved), pupils_text(figures.shortfall))
    plain = [Text(each, each) for each in (*map(str, counts), *pupils)]
    return (total, bound, Text(gap, gap), fiscal, *plain)


def sweep_document(sweep: Sweep) -> dict[str, Any]:
    """Return the sweep for other programs."""
    front, dearer = on_front(sweep.points), proven_dearer(sweep.points)
    return {
        "keys": list(sweep.keys),
        "totals_comparable": sweep.are_totals_comparable,
        "settings": [
            {
                "values": list(point.values),
                "plan": f"{point.folder}/plan.json" if point.folder else None,
                "failed": None if point.failed is None else str(point.failed),
                "failed_zh": None if point.failed is None else point.failed.zh,
                "on_front": is_front,
                "proven_dearer": is_dearer,
                "figures": None if point.figures is None else asdict(point.figures),
            }
            for point, is_front, is_dearer in zip(sweep.points, front, dearer, strict=True)
        ],
    }
