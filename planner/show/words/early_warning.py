"""Early warning of seats in words, Chinese and English."""

from collections.abc import Iterator, Mapping
from math import isfinite, isnan
from typing import Any

import pandas as pd

from planner.decide.early_warning import SCHOOL, TOWN, Level, Warnings, counted, first_turns, whiches
from planner.decide.shortfall.network import Which
from planner.language import Text
from planner.reading.district import District
from planner.reading.early_warning import EarlyWarning
from planner.show.words.common import STAGES, clean
from planner.show.words.numbers import pupils_text

LEVEL_WORDS: Mapping[Level, str] = {"green": "绿色", "yellow": "黄色", "red": "红色", "none": "没有本学段学校"}
LEVEL_SIGNS: Mapping[str, str] = {"green": "绿", "yellow": "黄", "red": "红"}
WHICH_WORDS: Mapping[Which, Text] = {"plan": Text("the plan", "方案"), "today": Text("today's schools", "现状")}
_NAMED = 8


def level_meanings(limits: EarlyWarning) -> str:
    """Say what the levels mean."""
    yellow, red = f"{limits.yellow_above:.0%}", f"{limits.red_above:.0%}"
    return (
        f"负荷＝居住在本乡镇的学生÷本乡镇学校的学位：不超过{yellow}为绿色，不超过{red}为黄色，再高或有学生没有学位为红色"
        "（界限为假定）。可跨乡镇就读，红色表示要靠邻近乡镇的学位。"
    )


def warning_sentences(warnings: Warnings, district: District) -> tuple[Text, ...]:
    """Say how many towns and stages, and schools, are yellow or red, and which turn red first."""
    return tuple(said for which in whiches(warnings.towns) for said in _of_network(warnings, which, district))


def _of_network(warnings: Warnings, which: Which, district: District) -> Iterator[Text]:
    towns = warnings.towns[warnings.towns["which"] == which]
    turns = first_turns(towns, TOWN).reset_index()
    first, last = int(towns["year"].min()), int(towns["year"].max())
    word, when = WHICH_WORDS[which], f"{first}" if first == last else f"{first}–{last}"
    told = [_count(counted(towns[towns["year"] == year]), year) for year in dict.fromkeys((first, last))]
    counts = Text("; ".join(told), "；".join(each.zh for each in told))
    red = turns[turns["first_red"].notna()].sort_values("first_red", kind="stable")
    yield Text(
        f"Early warning, {word} ({when}), towns and stages: {counts}.{_english_red(red)}",
        f"学位预警（{word.zh}，{when.replace('–', '—')}年，乡镇和学段）：{counts.zh}。{_chinese_red(red)}",
    )
    schools = warnings.schools[warnings.schools["which"] == which]
    if len(schools):
        reds = first_turns(schools, SCHOOL).reset_index()
        reds = reds[reds["first_red"].notna()].sort_values("first_red", kind="stable")
        names = district.schools.set_index("school_id")["name"]
        some = [f"{clean(names[each])} {year:.0f}" for each, year in _first(reds, "school_id")]
        more = ", …" if len(reds) > _NAMED else ""
        named = f": {', '.join(some)}{more}" if some else ""
        named_zh = f"：{'、'.join(some)}{'等' if more else ''}" if some else ""
        yield Text(
            f"Schools above their seats in some year, {word}: {len(reds):,}{named}.",
            f"某一年超过学位的学校（{word.zh}）：{len(reds):,}所{named_zh}。",
        )


def _count(counts: Mapping[Level, int], year: int) -> Text:
    red, yellow, green = (counts[level] for level in ("red", "yellow", "green"))
    return Text(
        f"{year}: {red} red, {yellow} yellow, {green} green", f"{year}年红色{red}个、黄色{yellow}个、绿色{green}个"
    )


def _first(frame: pd.DataFrame, *keys: str) -> list[tuple[Any, ...]]:
    few = frame.iloc[:_NAMED]
    return list(zip(*(few[key] for key in keys), few["first_red"], strict=True))


def _chinese_red(red: pd.DataFrame) -> str:
    if not len(red):
        return "各年没有红色。"
    named = (f"{clean(town)}{STAGES[stage]}{year:.0f}年" for town, stage, year in _first(red, "town", "stage"))
    some = "、".join(named)
    return f"首次转红：{some}{'等' if len(red) > _NAMED else ''}。"


def _english_red(red: pd.DataFrame) -> str:
    if not len(red):
        return " None is red in any year."
    some = ", ".join(f"{clean(town)} {stage} {year:.0f}" for town, stage, year in _first(red, "town", "stage"))
    return f" First red: {some}{', …' if len(red) > _NAMED else ''}."


def turn_text(year: float) -> str:
    """Print a first year, or a dash where there is none."""
    return "—" if isnan(year) else f"{year:.0f}"


def cell_text(level: str, load: float, lacking: float) -> str:
    """Print a level with its load: 红 104%（缺3人）.

    >>> cell_text("yellow", 0.964, 0.0), cell_text("red", 0.98, 3.0), cell_text("none", float("nan"), 0.0)
    ('黄 96%', '红 98%（缺3人）', '—')
    """
    share = f" {load:.0%}" if isfinite(load) else ""
    return f"{LEVEL_SIGNS.get(level, '—')}{share}{f'（缺{pupils_text(lacking)}人）' if lacking else ''}"
