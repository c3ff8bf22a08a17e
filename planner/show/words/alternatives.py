"""Alternatives in a page of plain text and as a document: a line for each plan, and what they have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from planner.decide.alternatives import Alternative, Alternatives, Fate
from planner.language import Language, Text, in_language, joined
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.words.caveats import caveats
from planner.show.words.columns import in_columns
from planner.show.words.numbers import english_yuan, pupils_text, wan_text
from planner.show.words.sentences import title_of

FATES: Mapping[Fate, Text] = {
    "all": Text("merged in all of them", "各方案都撤并"),
    "some": Text("merged in some of them: open to discussion", "有的方案撤并：可以商量"),
    "none": Text("merged in none of them", "各方案都不撤并"),
}
NOTES = (
    Text(
        "That all of these plans merge a school does not prove that the best one does: other plans of like cost may "
        "exist that were not found.",
        "这些方案都撤并某所学校，并不证明最优方案也撤并它：费用相近而没有找到的方案可能还有。",
    ),
    Text(
        "Schools: open in one plan and not in the other. Pupils: at another school, or with a seat in one plan alone. "
        "In the last planning year.",
        "学校：一个方案中开办、另一个中不开办的；学生：就读学校不同，或只在一个方案中有学位的。均为最后一个规划年。",
    ),
)
_HEADS = (
    Text("plan", "方案"), Text("total", "总计（万元）"), Text("above", "高出"), Text("fiscal", "财政费用（万元）"),
    Text("merged", "撤并"), Text("built", "新建"), Text("change school", "转学"), Text("no seat", "无学位"),
    Text("schools unlike plan 1", "与方案1不同的学校"), Text("pupils unlike plan 1", "与方案1不同的学生"),
    Text("schools unlike the nearest", "与最接近方案不同的学校"),
)  # fmt: skip


def nearness_text(alternatives: Alternatives) -> Text:
    """Say how near the best every plan is, and what that is measured from."""
    share = f"{alternatives.within:.2%}"
    if alternatives.of_limit:
        return Text(
            f"Each costs at most {share} more than the proven limit: none is farther than that from the best.",
            f"每个方案的总计最多高出已证明的下限 {share}：与最优方案相差不会超过这个比例。",
        )
    return Text(
        f"Each costs at most {share} more than plan 1. The proven limit lies farther below plan 1: how far each "
        "may be from the best is told by its gap.",
        f"每个方案的总计最多高出方案1 {share}。已证明的下限比方案1低得更多，各方案与最优方案的差距以其“差距”一栏为准。",
    )


def found_text(alternatives: Alternatives) -> Text:
    """Say how many there are of how many asked for."""
    found, asked = len(alternatives.plans), alternatives.asked
    if found == asked:
        return Text(f"{found} plans", f"{found}个方案")
    return Text(
        f"{found} plans of {asked} asked for: no further one was found in the time given that is so near",
        f"{found}个方案（要求{asked}个）：在给定时间内没有再找到费用如此接近而又不同的方案",
    )


def alternatives_text(
    alternatives: Alternatives, scenario: Scenario, district: District, notes: Sequence[str] = ()
) -> Text:
    """Return what the terminal prints."""
    names = dict(zip(district.schools["school_id"], district.schools["name"], strict=True))
    said = (nearness_text(alternatives), *_fates(alternatives, names), *NOTES, *caveats(notes, district))
    pages: dict[Language, str] = {}
    for language in ("en", "zh"):
        lines = [[in_language(head, language) for head in _HEADS]]
        for number, each in enumerate(alternatives.plans, start=1):
            lines.append([in_language(cell, language) for cell in _cells(alternatives, each, number)])
        head = Text(
            f"{scenario.name}: {found_text(alternatives)}", f"{title_of(scenario)}：{found_text(alternatives).zh}"
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


def _cells(alternatives: Alternatives, each: Alternative, number: int) -> tuple[Text, ...]:
    figures = each.figures
    above = f"{figures.total / alternatives.of_yuan - 1.0:.2%}" if alternatives.of_yuan else "—"
    plain = (
        str(figures.merged), str(figures.built), pupils_text(figures.moved), pupils_text(figures.shortfall),
        str(each.from_first.schools), pupils_text(each.from_first.pupils), str(each.from_nearest.schools),
    )  # fmt: skip
    return (
        Text(str(number), str(number)),
        Text(english_yuan(figures.total), wan_text(figures.total)),
        Text(above, above),
        Text(english_yuan(figures.fiscal), wan_text(figures.fiscal)),
        *(Text(cell, cell) for cell in plain),
    )


def _fates(alternatives: Alternatives, names: Mapping[str, str]) -> tuple[Text, ...]:
    """Say which schools are merged in all plans and in some; in none only how many."""
    said = []
    for fate, says in FATES.items():
        schools = [names.get(school_id, school_id) for school_id in alternatives.of_fate(fate)]
        listed = Text("", "") if fate == "none" or not schools else joined(schools)
        count = len(schools)
        said.append(
            Text(
                f"{says}: {count}{f' ({listed})' if listed else ''}.",
                f"{says.zh}：{count}所{f'（{listed.zh}）' if listed.zh else ''}。",
            )
        )
    return tuple(said)


def alternatives_document(alternatives: Alternatives) -> dict[str, Any]:
    """Return the alternatives for other programs."""
    return {
        "asked": alternatives.asked,
        "within": alternatives.within,
        "of": "limit" if alternatives.of_limit else "best_plan",
        "of_yuan": alternatives.of_yuan,
        "plans": [
            {
                "plan": f"{each.folder}/plan.json",
                "figures": asdict(each.figures),
                "from_first": asdict(each.from_first),
                "from_nearest": asdict(each.from_nearest),
            }
            for each in alternatives.plans
        ],
        "merges": [asdict(each) for each in alternatives.merges],
    }
