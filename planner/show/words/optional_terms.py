"""Terms of the cost that a scenario may ask for, in words: where no price asks for one, nothing is said of it."""

from planner.decide.cost_groups import CROSS_TOWN, MOVES, SMALL_SCHOOLS, terms_asked_for
from planner.decide.results import Results
from planner.language import Text
from planner.reading.scenario import Prices, SmallSchoolFunding
from planner.show.words.numbers import english_yuan, yuan_text

_NAMES = {SMALL_SCHOOLS: "小规模学校公用经费", CROSS_TOWN: "跨乡镇就读计价", MOVES: "转学计价"}


def optional_lines(results: Results) -> tuple[tuple[str, float, str], ...]:
    """Return name, yuan summed over the planning years, and meaning of each such term that the scenario asks for."""
    yuan = results.plan.objective.model_dump(by_alias=True)
    return tuple((_NAMES[term], yuan.get(term, 0.0), text.zh) for term, text in optional_texts(results).items())


def group_lines(results: Results) -> tuple[tuple[str, float, str], ...]:
    """Return name, yuan summed over the planning years, and meaning of the cost by who bears it."""
    groups, prices = results.groups, results.scenario.prices
    bus = ("、乘车里程", "") if prices.riding_paid_by == "county" else ("", "、乘车里程")
    small = "、小规模学校公用经费" if SMALL_SCHOOLS in terms_asked_for(prices) else ""
    lines = [
        ("其中财政费用", groups.fiscal, f"学校、教学班、建设折算、寄宿（不含路程）{small}{bus[0]}"),
        ("其中家庭负担", groups.families, f"路上时间、寄宿生往返路程{bus[1]}"),
    ]
    if groups.policy:
        lines.append(("其中政策计价", groups.policy, "转学、跨乡镇就读的计价，不是实际支出"))
    return tuple(lines)


def optional_texts(results: Results) -> dict[str, Text]:
    """Say of each term that the scenario asks for what it is."""
    prices = results.scenario.prices
    return {term: _text(term, prices) for term in terms_asked_for(prices)}


def _text(term: str, prices: Prices) -> Text:
    if term == SMALL_SCHOOLS:
        return _funding_text(prices.small_school_funding or SmallSchoolFunding())
    price, who = {
        CROSS_TOWN: (
            prices.cross_town_yuan_per_pupil,
            Text("pupil who attends in another town", "跨乡镇就读的学生"),
        ),
        MOVES: (prices.move_yuan_per_pupil, Text("pupil who changes school", "转学的学生")),
    }[term]
    return Text(
        f"{english_yuan(price)} a year put on each {who}; nobody pays it",
        f"{who.zh}每人每年按{yuan_text(price)}计，不是实际支出",
    )


def _funding_text(rule: SmallSchoolFunding) -> Text:
    primary, junior = rule.yuan_per_pupil.primary, rule.yuan_per_pupil.junior
    return Text(
        f"open schools with fewer than {rule.pupils:,} pupils, but some, for each pupil below: "
        f"{english_yuan(primary)} a year, junior schools {english_yuan(junior)}",
        f"有学生但不足{rule.pupils:,}人的学校，每差一人每年{yuan_text(primary)}，初中{yuan_text(junior)}",
    )
