"""Shortfall in Chinese sentences, for the terminal and the first sheet of its workbook."""

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from planner.decide.shortfall.empty_seats import empty_sums
from planner.decide.shortfall.oversize import LARGE_CLASS, VERY_LARGE_CLASS, Oversize
from planner.decide.shortfall.seats import Picture, StageSeats
from planner.decide.shortfall.shortfall import Shortfall
from planner.decide.shortfall.staffing import PUPILS_PER_POST, posts_needed
from planner.language import Text
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.words.caveats import caveats
from planner.show.words.common import STAGES, clean
from planner.show.words.early_warning import warning_sentences
from planner.show.words.kept_out import kept_out_sentences
from planner.show.words.numbers import pupils_text
from planner.show.words.sentences import title_of

WHICH = {"today": "现状", "plan": "方案"}
_NAMED = 3


def shortfall_text(shortfall: Shortfall, scenario: Scenario, district: District, notes: Sequence[str] = ()) -> Text:
    """Return what the terminal prints: the title and the sentences. Nothing in it steers a terminal."""
    zh = [f"{title_of(scenario)}：学位", *shortfall_sentences(shortfall, scenario, district, notes)]
    en = [f"{title_of(scenario)}: seats", *english_sentences_of(shortfall, scenario, district, notes)]
    return Text("\n".join(map(clean, en)), "\n".join(map(clean, zh)))


def shortfall_sentences(
    shortfall: Shortfall, scenario: Scenario, district: District, notes: Sequence[str] = ()
) -> tuple[str, ...]:
    """Say what is short today and under the plan, what comes, where seats would help, and what is oversize."""
    said = [
        line
        for picture in shortfall.pictures
        if picture.network.year in scenario.placed_years
        for line in _now(picture)
    ]
    said += [f"方案（{year}年）{each.zh}" for year, each in _kept_out(shortfall)]
    said += [line for pictures in (shortfall.today, shortfall.plan) for line in _outlook(pictures, scenario)]
    said += next_sentences(shortfall.next_seats, shortfall)
    said += [each.zh for each in warning_sentences(shortfall.warnings, district)]
    said += [*oversize_sentences(shortfall.oversize), *_empty(shortfall), *_posts(shortfall, scenario)]
    return (*said, *(each.zh for each in caveats(notes, district)))


def gap_text(least: float, found: float) -> str:
    """Print the fewest pupils without a seat, and no more than is proven.

    >>> gap_text(787, 787), gap_text(0, 73)
    ('缺口787人（已证明）', '缺口0—73人（0为已证明的下限，73为已找到的安置）')
    """
    low, high = pupils_text(least), pupils_text(found)
    if found <= least:
        return "人人可有学位（已证明）" if found == 0 else f"缺口{high}人（已证明）"
    return f"缺口{low}—{high}人（{low}为已证明的下限，{high}为已找到的安置）"


def seats_text(seats: float) -> str:
    """Print seats; without a limit there is no number.

    >>> seats_text(1620.0), seats_text(math.inf)
    ('1,620', '不限')
    """
    return "不限" if math.isinf(seats) else f"{math.floor(seats + 1e-6):,}"


def next_sentences(ranked: pd.DataFrame, shortfall: Shortfall) -> tuple[str, ...]:
    """Name the modules that would bring most, network by network and year by year, where anybody has no seat."""
    said = []
    for picture in shortfall.pictures:
        which, year = picture.network.which, picture.network.year
        rows = ranked[(ranked["which"] == which) & (ranked["year"] == year)]
        if len(rows) and picture.found > 0:
            enough = picture.least_in_all == 0
            said.append(f"增学位·{WHICH[which]}（{year}年）：{_ranked_text(rows, seats_are_enough=enough)}。")
    return tuple(said)


def _ranked_text(rows: pd.DataFrame, *, seats_are_enough: bool) -> str:
    named = "、".join(_module_text(row) for row in rows.head(_NAMED).to_dict("records"))
    best = float(rows["more_served"].max())
    if best > 0:
        equal = int((rows["more_served"] >= best).sum())
        tied = f"（{equal:,}处并列，本乡镇缺学位的在前）" if equal > 1 else ""
        return f"每个年级增一个班，按单个学生计最多多安置{pupils_text(best)}人{tied}：{named}"
    if seats_are_enough:
        return f"按单个学生计学位够用，已找到的安置受整班和居民点不拆分所限；若增班，依次看{named}"
    return "按单个学生计，在现有学校和可建校址增班都不能多安置学生"


def oversize_sentences(ledger: Oversize) -> tuple[str, ...]:
    """Say how many classes and schools are oversize today."""
    totals = ledger.totals()
    source = "就读数据缺，按最近有学位学校估计" if ledger.is_estimated else "按就读表"
    large = f"{LARGE_CLASS}人及以上{totals['large'] + totals['very_large']:,}个"
    said = (
        f"班额（{source}，按现有教室尽量均分）：超过班额上限的班{totals['over']:,}个，其中大班额（{large}），"
        f"超大班额（{VERY_LARGE_CLASS}人及以上）{totals['very_large']:,}个；"
        f"超过学校规模上限{totals['beyond_size']:,}所，教室不足{totals['rooms_short']:,}所。"
    )
    return (said,)


def english_sentences_of(
    shortfall: Shortfall, scenario: Scenario, district: District, notes: Sequence[str] = ()
) -> Iterator[str]:
    """Say in English what is short in the planning years, today and under the plan, stage by stage."""
    for picture in shortfall.pictures:
        if picture.network.year in scenario.placed_years:
            head = f"{'Today' if picture.network.which == 'today' else 'Plan'}, {picture.network.year}"
            yield from (f"{head}, {row.stage}: {_english_stage(row)}." for row in picture.stages)
    yield from (f"Plan, {year}: {each}" for year, each in _kept_out(shortfall))
    yield from warning_sentences(shortfall.warnings, district)
    yield english_line(shortfall, scenario)
    yield from caveats(notes, district)


def _english_stage(row: StageSeats) -> str:
    seats = "unlimited" if math.isinf(row.seats) else seats_text(row.seats)
    low, high = pupils_text(row.least_proven), pupils_text(row.found)
    fewest = f"{high} (proven)" if row.found <= row.least_proven else f"between {low} (proven) and {high} (found)"
    reach = f", {pupils_text(row.out_of_reach)} of them with no school within reach" if row.out_of_reach else ""
    return f"{pupils_text(row.pupils)} pupils, {seats} seats; fewest without a seat {fewest}{reach}"


def english_line(shortfall: Shortfall, scenario: Scenario) -> str:
    """Return the key figures in one English line."""
    parts = []
    for picture in shortfall.pictures:
        if picture.network.year in scenario.placed_years:
            low, high = pupils_text(picture.least_in_all), pupils_text(picture.found)
            fewest = f"{high} (proven)" if picture.found <= picture.least_in_all else f"between {low} and {high}"
            parts.append(
                f"{picture.network.which} {picture.network.year}: pupils less seats "
                f"{pupils_text(picture.arithmetic_gap)}, fewest without a seat {fewest}"
            )
    return f"{scenario.name}: {'; '.join(parts)}."


def _kept_out(shortfall: Shortfall) -> Iterator[tuple[int, Text]]:
    """Yield what is to be said, by planning year, of rules that keep pupils from a seat."""
    for year, rules in shortfall.kept_out.items():
        yield from ((year, said) for said in kept_out_sentences(rules))


def _now(picture: Picture) -> list[str]:
    """One sentence a stage."""
    begin = f"{WHICH[picture.network.which]}（{picture.network.year}年）"
    return [f"{begin}{_stage_text(row, is_plan=picture.network.which == 'plan')}" for row in picture.stages]


def _stage_text(row: StageSeats, *, is_plan: bool) -> str:
    reach = "" if not row.out_of_reach else f"，其中{pupils_text(row.out_of_reach)}人范围内没有学校"
    dear = "" if not row.too_dear else f"，其中{pupils_text(row.too_dear)}人可以安排但费用高于缺学位的定价"
    gap = gap_text(row.least_proven, row.found)
    if is_plan:
        gap = gap.replace("已找到的安置", "方案的安置")
    return (
        f"{STAGES[row.stage]}：学生{pupils_text(row.pupils)}人，学位{seats_text(row.seats)}个，"
        f"学生减学位{pupils_text(row.arithmetic_gap)}；{gap}{reach}{dear}。"
    )


def _outlook(pictures: Sequence[Picture], scenario: Scenario) -> list[str]:
    """Say of each stage when the gap is widest among the later years."""
    later = [picture for picture in pictures if picture.network.year not in scenario.placed_years]
    said = []
    for place, first in enumerate(later[0].stages if later else ()):
        rows = [picture.stages[place] for picture in later]
        worst = max(rows, key=lambda row: (row.least_proven, row.found))
        begin, end = later[0].network.year, later[-1].network.year
        when = f"{begin}—{end}年" if begin < end else f"{begin}年"
        what = f"{WHICH[later[0].network.which]}展望（规划年份以外，{when}）{STAGES[first.stage]}"
        if worst.found == 0:
            said.append(f"{what}：各年人人可有学位（已证明）。")
        else:
            said.append(f"{what}：{worst.year}年最紧，{gap_text(worst.least_proven, worst.found)}。")
    return said


def _module_text(row: Mapping[Hashable, Any]) -> str:
    site = "新址，" if row["is_site"] else ""
    return f"{row['name']}（{site}{row['town']}，{seats_text(row['seats_added'])}个{STAGES[row['stage']]}学位）"


def _empty(shortfall: Shortfall) -> list[str]:
    """Say how many seats are above pupils in the last year known, town by town and in all."""
    last, sums = (shortfall.plan or shortfall.today)[-1].network, empty_sums(shortfall.empty)
    rows: list[Any] = [row for row in sums[np.isfinite(sums["seats"])].itertuples() if row.year == last.year]
    if not rows:
        return []
    towns, in_all = (
        "、".join(f"{STAGES[row.stage]}{seats_text(getattr(row, which))}个" for row in rows)
        for which in ("by_town", "in_all")
    )
    whole = "" if towns == in_all else f"；有的乡镇学位少于学生，全区学位减学生为{in_all}"
    return [f"学位富余：{WHICH[last.which]}到{last.year}年，学位多于学生的乡镇合计{towns}（“学位富余”表）{whole}。"]


def _posts(shortfall: Shortfall, scenario: Scenario) -> list[str]:
    """Say how many posts the pupils of the first planning year ask for."""
    pupils = {row.stage: row.pupils for row in shortfall.today[0].stages}
    posts = posts_needed(pupils)
    if posts is None:
        return []
    ratios = "、".join(f"{STAGES[stage]}{PUPILS_PER_POST[stage]:g}:1" for stage in pupils if stage in PUPILS_PER_POST)
    return [f"教职工编制：{scenario.years[0]}年学生按{ratios}计算，需{math.ceil(posts - 1e-6):,}个。"]
