"""A city in words: what the terminal says, and the JSON document of it."""

from typing import Any

from planner.decide.city.whole import CITY_FORMAT, TERMS, City, CountyLine
from planner.language import Text
from planner.show.words.batch import outcome_text
from planner.show.words.columns import in_columns
from planner.show.words.numbers import english_yuan, pupils_text, share_text, wan_text

_GIB = float(1 << 30)


def city_document(city: City) -> dict[str, Any]:
    """Return a city as city.json says it."""
    objective = {"class" if name == "class_" else name: city.term(name) for name in TERMS}
    objective |= {"crossing": city.crossing_yuan, "cost": city.cost, "penalty": city.term("penalty")}
    return {
        "format": CITY_FORMAT,
        "name": city.name,
        "title": city.title,
        "regions_file": city.regions_file,
        "regions_sha256": city.regions_sha256,
        "is_whole": city.is_whole,
        "synthetic": city.is_synthetic,
        "objective": objective | {"total": city.total},
        "total_apart": city.apart_yuan,
        "limit": city.limit,
        "gap": city.gap,
        "relaxed": str(city.relaxed),
        "relaxed_zh": city.relaxed.zh,
        "counties": [_county(city, line) for line in city.lines],
        "flows": [{**flow.__dict__, "pupils": dict(flow.pupils)} for flow in city.flows],
        "rounds": [dict(each.__dict__) for each in city.rounds],
        "problems": [str(problem) for problem in city.problems],
        "problems_zh": [problem.zh for problem in city.problems],
    }


def _county(city: City, line: CountyLine) -> dict[str, Any]:
    plan, county = line.plan, line.county
    about: dict[str, Any] = {
        "id": county.id,
        "name": county.name,
        "scenario": county.scenario.name,
        "folder": line.folder,
        "exit_code": line.exit_code,
        "message": str(line.message),
        "message_zh": line.message.zh,
        "settlements": len(county.district.settlements),
        "pupils": line.pupils,
        "seconds": line.seconds,
        "peak_memory_bytes": line.peak_memory_bytes,
    }
    if plan is None:
        return about
    return about | {
        "total": plan.objective.total,
        "total_apart": line.apart_yuan,
        "cost": plan.objective.cost,
        "limit": line.limit,
        "schools": dict(line.schools()),
        "merged": len(plan.merges),
        "shortfall_pupils": line.shortfall_pupils,
        "guests_in": city.guests(county.id, coming=True),
        "guests_out": city.guests(county.id, coming=False),
    }


def city_text(city: City) -> Text:
    """Say what a city's plan comes to: a line a county, then the whole, who crosses, and what the limit leaves out."""
    english = [["county", "outcome", "pupils", "total", "merged", "no seat", "guests in", "out"]]
    chinese = [["区县", "结果", "学生", "总计（万元）", "撤并", "无学位", "外县来", "去外县"]]
    for line in city.lines:
        outcome, plan = outcome_text(line.exit_code), line.plan
        counts = [] if plan is None else [
            f"{len(plan.merges):,}", pupils_text(line.shortfall_pupils),
            f"{city.guests(line.county.id, coming=True):,}", f"{city.guests(line.county.id, coming=False):,}",
        ]  # fmt: skip
        counts = counts or [""] * 4
        pupils = pupils_text(line.pupils)
        english.append(
            [line.county.id, str(outcome), pupils, "" if plan is None else english_yuan(plan.objective.total), *counts]
        )
        chinese.append(
            [line.county.name, outcome.zh, pupils, "" if plan is None else wan_text(plan.objective.total), *counts]
        )
    tail = _whole(city)
    return Text(
        "\n".join([*in_columns(english), "", *map(str, tail)]),
        "\n".join([*in_columns(chinese), "", *(t.zh for t in tail)]),
    )


def _whole(city: City) -> list[Text]:
    """Return the sentences on the whole."""
    said = [whole_text(city)]
    if city.may_cross:
        said.append(crossing_text(city))
    return [*said, city.relaxed]


def whole_text(city: City) -> Text:
    """Say the total of all counties, and how far from the best it can be."""
    if city.limit is None or city.gap is None:
        proven = Text("no limit of the whole is proven", "全市下限未得到证明")
    else:
        share = share_text(max(city.gap, 0.0))
        proven = Text(f"proven within {share} of the best", f"已证明与最优相差不超过 {share}")
    short = sum(line.shortfall_pupils for line in city.planned)
    lacking = Text("", "")
    if short:
        count = pupils_text(short)
        lacking = Text(
            f"{count} pupils without a seat at their price in it; ", f"其中 {count} 名学生无学位、按其计价；"
        )
    part = "" if city.is_whole else f" of {len(city.planned)} of {len(city.lines)} counties"
    part_zh = "" if city.is_whole else f"（{len(city.lines)} 个区县中的 {len(city.planned)} 个）"
    return Text(
        f"total{part} {english_yuan(city.total)}; {lacking}{proven}",
        f"合计{part_zh} {wan_text(city.total)} 万元；{lacking.zh}{proven.zh}",
    )


def crossing_text(city: City) -> Text:
    """Say who crosses in the last planning year, and what that saves."""
    last = city.lines[0].county.scenario.years[-1]
    heads = sum(flow.heads for flow in city.flows if flow.year == last)
    if not city.flows:
        return Text(
            "nobody crosses: no seat left over across a border makes the whole cheaper",
            "没有跨界就读：邻县的剩余学位都不能使全市更省",
        )
    saved = city.apart_yuan - city.total
    return Text(
        f"{heads:,} pupils attend in a neighbouring county in {last}; the whole costs {english_yuan(saved)} less than "
        "the counties apart",
        f"{last} 年有 {heads:,} 名学生跨县就读；比各区县分别规划合计少 {wan_text(saved)} 万元",
    )


def memory_text(peak_bytes: int | None) -> str:
    """Print memory in GiB.

    >>> memory_text(1 << 29), memory_text(None)
    ('0.50', '')
    """
    return "" if peak_bytes is None else f"{peak_bytes / _GIB:.2f}"
