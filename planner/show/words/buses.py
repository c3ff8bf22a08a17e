"""Bus lines in a page of plain text and as a document: lines, buses, kilometres, yearly cost, price of riding."""

from typing import Any

from planner.decide.buses.buses import BusAnswer, SchoolBuses
from planner.language import Language, Text, in_language
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.words.caveats import MADE_UP
from planner.show.words.columns import in_columns
from planner.show.words.common import clean, synthetic_tables_text
from planner.show.words.numbers import english_yuan, kilometres_text, minutes_text, whole_yuan, yuan_text
from planner.show.words.reason_names import Names, names_of
from planner.show.words.sentences import title_of

METHODS = {
    "routing": Text(
        "Lines were looked for with PyVRP; that no fewer would do is not proven.",
        "线路由 PyVRP 求得；未证明为最少。",
    ),
    "savings": Text(
        "An estimate: lines were put together by savings, without the extra planner[bus] (PyVRP), which finds better "
        "ones.",
        "估算：未安装 planner[bus]（PyVRP），线路按节约法拼接，通常还可以缩短。",
    ),
}
_WAYS = {
    "roads": Text("Ways between stops are over the district's roads.", "站点之间按道路计算。"),
    "straight": Text(
        "Ways between stops are estimated along straight lines.", "站点之间没有道路数据，按直线距离乘绕行系数估算。"
    ),
}
_ASSUMED = Text(
    "Every settlement with riders is a stop, and all its riders of a school ride to it by bus; limits of ride time are "
    "the grade bands' own. Boarders are left out. A bus serves one school; in the afternoon lines are driven "
    "backwards, and empty ways are as long as the way back.",
    "每个有乘车学生的居民点设一个站点，去同一所学校的乘车学生全部坐校车；乘车时间不超过各年级段的上限。不含寄宿生。一辆车只为一所学校服务；"
    "下午按原路返回，空驶里程按返程计。",
)
_HEADS = (
    Text("school", "学校"), Text("riders", "乘车学生"), Text("lines", "线路"), Text("buses", "车辆"),
    Text("longest ride", "最长乘车"), Text("km a day", "日里程"), Text("yuan a year", "年费用"),
)  # fmt: skip
_SCHOOLS_TOLD = 20


def buses_text(answer: BusAnswer, scenario: Scenario, district: District) -> Text:
    """Return what the terminal prints: the sums, the schools with most riders, and what the figures mean."""
    names, pages = names_of(scenario, district), dict[Language, str]()
    most = sorted(answer.schools, key=lambda school: (-school.riders, school.school_id))
    head = Text(f"{scenario.name}: bus lines, {answer.year}", f"{title_of(scenario)}：校车线路，{answer.year}年")
    rest = len(most) - _SCHOOLS_TOLD
    more = (Text(f"and {rest:,} more schools", f"另有{rest:,}所学校"),) if rest > 0 else ()
    for language in ("en", "zh"):
        lines = [[in_language(each, language) for each in _HEADS]]
        lines += [_cells(school, names, language) for school in most[:_SCHOOLS_TOLD]]
        table = in_columns(lines) if answer.schools else []
        said = [in_language(each, language) for each in (*more, *bus_sentences(answer, district))]
        pages[language] = "\n".join([in_language(head, language), "", *table, "", *said])
    return Text(pages["en"], pages["zh"])


def bus_sentences(answer: BusAnswer, district: District) -> tuple[Text, ...]:
    """Say the sums, how they were found, what was assumed, and which price of riding they come to."""
    made_up = (Text(MADE_UP, synthetic_tables_text(district)),) if district.provenance.is_synthetic else ()
    if not answer.riders:
        return (Text("Nobody rides by day: no buses.", "没有走读乘车的学生，不需要校车。"), *made_up)
    return (
        _sums(answer), METHODS[answer.method], _norms(answer), _ASSUMED, _WAYS[answer.ways], *price_sentence(answer),
        *made_up,
    )  # fmt: skip


def _sums(answer: BusAnswer) -> Text:
    lines, buses, yuan = len(answer.lines), answer.n_buses, answer.yuan_per_year
    kilometres = f"{answer.kilometres_per_day:,.0f}"
    return Text(
        f"{answer.riders:,} riders: {lines:,} lines (no fewer than {answer.least_lines:,} can hold them), "
        f"{buses:,} buses, {kilometres} km a day, {english_yuan(yuan)} a year.",
        f"乘车学生{answer.riders:,}人：线路{lines:,}条（按座位至少{answer.least_lines:,}条），校车{buses:,}辆，"
        f"每天{kilometres}公里，每年{yuan_text(yuan)}。",
    )


def _norms(answer: BusAnswer) -> Text:
    norms = answer.norms
    return Text(
        f"Assumed in the scenario's `buses`: {norms.seats} seats, {norms.stop_minutes:g} min a stop, "
        f"{norms.wait_minutes:g} min to wait at school for a bus's last run, {norms.yuan_per_bus_per_year:,.0f} yuan "
        f"a bus and year, {norms.yuan_per_kilometre:g} yuan a kilometre, {norms.school_days_per_year} school days.",
        f"情景“校车”一项的假定：每车{norms.seats}座，每站停{norms.stop_minutes:g}分钟，先到的学生在校等候不超过"
        f"{norms.wait_minutes:g}分钟，每车每年{norms.yuan_per_bus_per_year:,.0f}元，每公里{norms.yuan_per_kilometre:g}元，"
        f"一年{norms.school_days_per_year}个上学日。",
    )


def price_sentence(answer: BusAnswer) -> tuple[Text, ...]:
    """Say which price of riding the lines come to, and how to plan with it."""
    price = answer.yuan_per_rider_kilometre
    if price is None:
        return ()
    return (
        Text(
            f"That is {price:,.0f} yuan a year for each rider and kilometre of direct way. To plan with it: "
            f"prices.ride_yuan_per_pupil_kilometre: {price:.0f} and prices.riding_paid_by: county in the scenario, or "
            f"planner sweep SCENARIO --vary prices.ride_yuan_per_pupil_kilometre={price:.0f}.",
            f"折合每名乘车学生每公里（直达里程）每年{price:,.0f}元。要按此重新求解：在情景中写 "
            f"prices.ride_yuan_per_pupil_kilometre: {price:.0f} 和 prices.riding_paid_by: county，或运行 "
            f"planner sweep 情景文件 --vary prices.ride_yuan_per_pupil_kilometre={price:.0f}。",
        ),
    )


def _cells(school: SchoolBuses, names: Names, language: Language) -> list[str]:
    longest = max(line.minutes for line in school.lines)
    return [
        clean(names.school(school.school_id)), f"{school.riders:,}", f"{len(school.lines):,}", f"{len(school.buses):,}",
        in_language(Text(f"{minutes_text(longest)} min", f"{minutes_text(longest)}分钟"), language),
        kilometres_text(school.kilometres_per_day), whole_yuan(school.yuan_per_year),
    ]  # fmt: skip


def buses_document(answer: BusAnswer) -> dict[str, Any]:
    """Return the answer for other programs."""
    return {
        "year": answer.year,
        "method": answer.method,
        "is_estimate": answer.method == "savings",
        "ways": answer.ways,
        "norms": answer.norms.model_dump(),
        "riders": answer.riders,
        "lines": len(answer.lines),
        "least_lines": answer.least_lines,
        "buses": answer.n_buses,
        "kilometres_per_day": answer.kilometres_per_day,
        "yuan_per_year": answer.yuan_per_year,
        "ride_yuan_per_pupil_kilometre": answer.yuan_per_rider_kilometre,
        "schools": [_school(school) for school in answer.schools],
    }


def _school(school: SchoolBuses) -> dict[str, Any]:
    return {
        "school_id": school.school_id,
        "riders": school.riders,
        "least_lines": school.least_lines,
        "kilometres_per_day": school.kilometres_per_day,
        "yuan_per_year": school.yuan_per_year,
        "buses": [
            {
                "kilometres": bus.kilometres,
                "wait_minutes": bus.wait_minutes,
                "runs": [
                    {
                        "riders": line.riders,
                        "minutes": line.minutes,
                        "kilometres": line.loaded_kilometres,
                        "stops": [
                            {
                                "settlement_id": call.settlement_id,
                                "riders": call.riders,
                                "minutes": call.minutes,
                                "limit_minutes": None if call.limit_minutes == float("inf") else call.limit_minutes,
                            }
                            for call in line.calls
                        ],
                    }
                    for line in bus.runs
                ],
            }
            for bus in school.buses
        ],
    }
