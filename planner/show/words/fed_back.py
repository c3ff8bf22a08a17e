"""A plan and the plan solved again at the price of its buses, in words, in a document and as rows of a sheet."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from planner.decide.buses.fed_back import FedBack, Side
from planner.language import Language, Text, in_language
from planner.show.words.columns import in_columns
from planner.show.words.numbers import pupils_text, whole_yuan

_LINES: tuple[tuple[Text, Callable[[Side], str]], ...] = (
    (Text("price of riding it was solved at, yuan a pupil, kilometre and year", "求解所用乘车单价（元/人·公里·年）"),
     lambda side: f"{side.ride_yuan_per_pupil_kilometre:,.0f}"),
    (Text("price that its own lines come to", "按本方案线路折合的单价"),
     lambda side: "–" if side.lines_yuan_per_pupil_kilometre is None
     else f"{side.lines_yuan_per_pupil_kilometre:,.0f}"),
    (Text("pupils who ride by day", "走读乘车学生（人）"), lambda side: f"{side.riders:,}"),
    (Text("their kilometres of direct way, one way", "乘车学生直达里程合计（人·公里，单程）"),
     lambda side: f"{side.rider_kilometres:,.0f}"),
    (Text("lines", "线路（条）"), lambda side: f"{side.lines:,}"),
    (Text("buses", "校车（辆）"), lambda side: f"{side.buses:,}"),
    (Text("buses, yuan a year", "校车费用（元/年）"), lambda side: whole_yuan(side.buses_yuan)),
    (Text("public money without riding, yuan a year", "财政费用（不含乘车，元/年）"),
     lambda side: whole_yuan(side.public_yuan)),
    (Text("both together, yuan a year", "两项合计（元/年）"), lambda side: whole_yuan(side.public_and_buses_yuan)),
    (Text("merged schools", "撤并学校（所）"), lambda side: f"{side.merged:,}"),
    (Text("boarders", "寄宿生（人）"), lambda side: pupils_text(side.boarders)),
    (Text("pupils who change school", "转学学生（人）"), lambda side: pupils_text(side.moved)),
    (Text("pupils without a seat", "没有学位（人）"), lambda side: pupils_text(side.short)),
    (Text("proven gap", "已证明的差距"), lambda side: "–" if side.gap is None else f"{side.gap:.2%}"),
)  # fmt: skip
HEADS = (Text("", "项目"), Text("this plan", "原方案"), Text("at the price of buses", "按校车计价"))
_APPROXIMATE = (
    Text(
        "The price is the mean over all riders: one more rider on a line that drives anyway costs less, a village far "
        "off the lines more. So the second plan need not be cheaper with its own lines; where these come to another "
        "price, feed it back once more. Lines are not proven to be fewest.",
        "单价是全部乘车学生的平均数：顺路多载一人花费更少，离线路远的村花费更多，因此按它重新求解的方案，配上自己的线路后不一定更省。"
        "新方案线路折合的单价与所用单价相差较大时，可再回代一次。线路未证明为最少。",
    ),
)


def fed_back_text(fed: FedBack) -> Text:
    """Return the table of both plans, and what it approximates."""
    pages: dict[Language, str] = {}
    for language in ("en", "zh"):
        lines = [
            [in_language(each, language) for each in HEADS],
            *(
                [in_language(name, language), *told]
                for name, told in ((name, (tell(fed.before), tell(fed.after))) for name, tell in _LINES)
            ),
        ]
        said = [in_language(each, language) for each in fed_back_sentences(fed)]
        pages[language] = "\n".join([*in_columns(lines), "", *said])
    return Text(pages["en"], pages["zh"])  # fmt: skip


def fed_back_sentences(fed: FedBack) -> tuple[Text, ...]:
    """Say which is cheaper with its lines, what the price leaves out, and where the second plan is."""
    less = fed.before.public_and_buses_yuan - fed.after.public_and_buses_yuan
    amount = whole_yuan(abs(less))
    found = (
        Text(f"At the price of buses, public money and buses come to {amount} yuan a year less than in this plan.",
             f"按校车计价求得的方案，财政费用与校车费用合计每年比原方案少{amount}元。")
        if less > 0
        else Text(f"At the price of buses, public money and buses come to {amount} yuan a year more than in this plan.",
                  f"按校车计价求得的方案，财政费用与校车费用合计每年比原方案多{amount}元。")
    )  # fmt: skip
    where = Text(
        f"The second plan is {fed.folder}/plan.json: planner redraw draws it, planner compare sets it beside this one.",
        f"新方案为 {fed.folder}/plan.json：planner redraw 可绘制成图，planner compare 可与原方案逐项比较。",
    )
    return (found, *_APPROXIMATE, where)


def fed_back_rows(fed: FedBack) -> list[tuple[str, str, str]]:
    """Return the table's rows in Chinese."""
    return [(name.zh, tell(fed.before), tell(fed.after)) for name, tell in _LINES]


def fed_back_document(fed: FedBack) -> dict[str, Any]:
    """Return both plans for other programs."""
    return {
        "fed_back": {
            "folder": fed.folder,
            "year": fed.year,
            **{
                name: asdict(side) | {"public_and_buses_yuan": side.public_and_buses_yuan}
                for name, side in (("before", fed.before), ("after", fed.after))
            },
        }
    }
