"""What is put on pupils by policy, in words: nobody pays it, and where no key asks for it nothing is said."""

from planner.decide.results import Results
from planner.language import Text
from planner.show.words.numbers import english_yuan, yuan_text

CROSS_TOWN, MOVES = "cross_town", "moves"
TERMS: tuple[str, ...] = (CROSS_TOWN, MOVES)
"""Terms of the objective that are shown only where a price asks for them."""


def put_on_lines(results: Results) -> tuple[tuple[str, float, str], ...]:
    """Return name, yuan summed over the planning years, and meaning of each such term that the scenario asks for."""
    costs, texts = results.plan.objective, put_on_texts(results)
    yuan = {CROSS_TOWN: costs.cross_town, MOVES: costs.moves}
    names = {CROSS_TOWN: "跨乡镇就读计价", MOVES: "转学计价"}
    return tuple((names[term], yuan[term], text.zh) for term, text in texts.items())


def group_lines(results: Results) -> tuple[tuple[str, float, str], ...]:
    """Return name, yuan summed over the planning years, and meaning of the cost by who bears it."""
    groups, county = results.groups, results.scenario.prices.riding_paid_by == "county"
    bus = ("、乘车里程", "") if county else ("", "、乘车里程")
    lines = [
        ("其中财政费用", groups.fiscal, f"学校、教学班、建设折算、寄宿（不含路程）{bus[0]}"),
        ("其中家庭负担", groups.families, f"路上时间、寄宿生往返路程{bus[1]}"),
    ]
    if groups.policy:
        lines.append(("其中政策计价", groups.policy, "转学、跨乡镇就读的计价，不是实际支出"))
    return tuple(lines)


def put_on_texts(results: Results) -> dict[str, Text]:
    """Say of each term that the scenario asks for what it is."""
    prices = results.scenario.prices
    asked = {CROSS_TOWN: prices.cross_town_yuan_per_pupil, MOVES: prices.move_yuan_per_pupil}
    who = {
        CROSS_TOWN: Text("pupil who attends in another town", "跨乡镇就读的学生"),
        MOVES: Text("pupil who changes school", "转学的学生"),
    }
    return {
        term: Text(
            f"{english_yuan(price)} a year put on each {who[term]}; nobody pays it",
            f"{who[term].zh}每人每年按{yuan_text(price)}计，不是实际支出",
        )
        for term, price in asked.items()
        if price > 0
    }
