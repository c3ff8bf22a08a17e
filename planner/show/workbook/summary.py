"""The first and the last sheet of the workbook: what the plan comes to, and what stands behind it."""

from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from planner.decide.measures import Minutes, YearMeasures
from planner.decide.results import Results
from planner.reading.scenario import Scenario
from planner.show.words.caveats import TravelSource, travel_source_of
from planner.show.words.common import MODES, band_name, clean, sources_text, spoken_notes, synthetic_text
from planner.show.words.early_warning import level_meanings
from planner.show.words.numbers import (
    bound_text,
    is_part,
    mean_text,
    minutes_text,
    pupils_text,
    seconds_text,
    share_text,
    whole_minutes,
    whole_yuan,
    yuan_text,
)
from planner.show.words.outlook import outlook_after
from planner.show.words.sentences import plan_sentences, proof_sentence, title_of
from planner.show.workbook.sheet import SHARES_OF_PUPILS, SYNTHETIC, Ink, lines_needed, put_text, set_up_print

_COLUMNS = 12
_COLUMN_WIDTH = 11.5
_TILE = 3
_LINE_POINTS = 18.0
_BLUE, _RED, _GREY = "#1C4E94", "#A3123A", "#666666"
_STATUS = {
    "optimal": "已证明最省",
    "feasible": "可行；是否最省尚未证明",
    "stopped": "中途停止；可行，是否最省尚未证明",
}
_TRAVEL_SOURCES: Mapping[TravelSource, str] = {
    "straight": "按直线距离乘以绕行系数估算，不是实际道路行程。",
    "table": "按行程表（travel）。",
    "roads": "按道路数据（roads）计算的最短时间路线。",
}
_ENGINES = {"auto": "综合求解（搜索、定价、分支、整数规划）", "milp": "整数规划"}


def write_summary(page: Worksheet, ink: Ink, results: Results) -> None:
    """Write the summary: title, key figures, sentences, journeys by grade band, seats by town."""
    measures, scenario = results.last.measures, results.scenario
    page.set_column(0, _COLUMNS - 1, _COLUMN_WIDTH)
    _banner(page, ink, 0, title_of(scenario), {"font_size": 20, "font_color": _BLUE})
    years, later = results.planning_years, outlook_after(results)
    when = (
        f"规划年份{'、'.join(map(str, years))}{later}；以下为{years[-1]}年"
        if len(years) > 1 or later
        else f"{years[0]}年"
    )
    _banner(page, ink, 1, f"{when}　情景 {results.plan.scenario}", {"font_size": 10, "font_color": _GREY})
    _banner(page, ink, 2, SYNTHETIC if ink.is_synthetic else "", {"font_size": 12, "font_color": _RED})
    line = _tiles(page, ink, 4, _figures(results))
    line = _sentences(page, ink, line + 1, [each.zh for each in plan_sentences(results)])
    line = _journeys(page, ink, line + 1, measures, scenario)
    _towns(page, ink, line + 1, measures)
    page.freeze_panes(3, 0)
    page.repeat_rows(0, 2)
    set_up_print(page, ink)


def plan_notes(results: Results) -> list[tuple[str, str]]:
    """Return what a reader must know to judge the plan: proof, data, sources, travel, versions, input hashes."""
    plan, district, costs = results.plan, results.district, results.plan.objective
    total, cost, penalty = (whole_yuan(yuan) for yuan in (costs.total, costs.cost, costs.penalty))
    engine = _ENGINES.get(plan.engine, plan.engine)
    gap = "不能计算（费用为0）" if plan.gap is None else share_text(plan.gap)
    return [
        ("合成数据", synthetic_text(district) or "没有标明为合成的数据。"),
        ("方案状态", _STATUS[plan.status]),
        ("质量说明", proof_sentence(results).zh.removeprefix("质量：")),
        ("总计（元）", f"{total}：各项合计{cost}，学位缺口计价{penalty}；各规划年之和"),
        ("下界（元）", f"{bound_text(plan.bound)}：已证明任何符合规则的方案总计不低于此数"),
        ("差距", f"{gap} =（总计－下界）÷费用"),
        ("核验", "方案写出前，每条规则和每项费用都从原始数据重新核算并通过；可随时再次核验。"),
        ("行程", _TRAVEL_SOURCES[travel_source_of(plan.notes, district)]),
        ("单程时间", "表中分钟均为单程；步行、乘车按情景文件规定的上限判断，达到上限视为允许。"),
        ("撤并学生", "按撤并年份的学生数计：居住在该校现有学生所在居民点的学生，按现有就读比例分摊。"),
        ("资料来源", sources_text(district) or "数据未注明来源。"),
        *(("提示", note) for note in spoken_notes(plan, "zh")),
        ("方案文件", f"plan.json（{plan.format}）"),
        ("软件版本", f"planner {plan.planner_version}"),
        ("求解", f"{engine}；随机种子 {plan.seed}；用时 {seconds_text(plan.seconds)} 秒"),
        ("学位预警", level_meanings(results.warnings.limits)),
        *((f"SHA-256 {name}", digest) for name, digest in plan.inputs_sha256.items()),
    ]  # fmt: skip


def _figures(results: Results) -> tuple[tuple[str, str, str], ...]:
    """Key figures: name, figure, a word below."""
    measures, years = results.last.measures, results.n_years
    into = measures.receiving_schools
    seats = f"共新增学位{measures.seats_gained:,}个" if measures.seats_gained else ""
    again = f"改扩建{measures.rebuilt:,}所，" if measures.rebuilt else ""
    mean, worst = measures.day.mean, measures.day.worst
    return (
        ("撤并学校", f"{measures.merged:,}所", f"{pupils_text(measures.moved)}名学生并入{into:,}所学校"),
        ("新建学校", f"{measures.new:,}所", f"{again}扩建{measures.actions['expand']:,}所"),
        ("增建教室", f"{measures.classrooms_added:,}间", seats),
        ("增加床位", f"{measures.beds_added:,}张", f"寄宿{pupils_text(measures.by_mode['board'])}人"),
        ("没有学位", f"{pupils_text(measures.shortfall)}人", f"共{pupils_text(measures.wanted)}名学生"),
        (
            "走读单程平均", "—" if mean is None else f"{mean_text(mean)}分钟",
            "" if worst is None else f"最远{minutes_text(worst)}分钟",
        ),
        ("每年财政费用", yuan_text(results.yearly_fiscal_yuan),
         f"{f'{years}年平均，' if years > 1 else ''}另有家庭负担折合{yuan_text(results.groups.families / years)}"),
        ("一次性投入", yuan_text(measures.one_off_yuan), "新建、增建教室和床位"),
    )  # fmt: skip


def _banner(page: Worksheet, ink: Ink, line: int, text: str, keys: Mapping[str, object]) -> None:
    look = ink.format(bold=True, align="left", **keys)
    page.merge_range(line, 0, line, _COLUMNS - 1, "", look)
    put_text(page, line, 0, text, look)
    page.set_row(line, 1.7 * float(str(keys["font_size"])) + 2)


def _tiles(page: Worksheet, ink: Ink, line: int, figures: Sequence[tuple[str, str, str]]) -> int:
    """Write key figures four in a row, each three lines high; return the next free line."""
    fill = {"bg_color": "#EEF3FA", "align": "center"}
    looks = (
        ink.format(**fill, font_color=_GREY, left=2, right=2, left_color="#FFFFFF", right_color="#FFFFFF"),
        ink.format(**fill, font_color=_BLUE, bold=True, font_size=18, left=2, right=2, left_color="#FFFFFF",
                   right_color="#FFFFFF"),
        ink.format(**fill, font_color=_GREY, font_size=9, left=2, right=2, left_color="#FFFFFF",
                   right_color="#FFFFFF"),
    )  # fmt: skip
    per_row = _COLUMNS // _TILE
    for place, figure in enumerate(figures):
        top, left = line + place // per_row * 4, place % per_row * _TILE
        for below, (text, look, height) in enumerate(zip(figure, looks, (20, 32, 20), strict=True)):
            page.merge_range(top + below, left, top + below, left + _TILE - 1, "", look)
            put_text(page, top + below, left, text, look)
            page.set_row(top + below, height)
        page.set_row(top + 3, 8)
    return line + -(-len(figures) // per_row) * 4


def _sentences(page: Worksheet, ink: Ink, line: int, sentences: Sequence[str]) -> int:
    look = ink.format(font_size=11, text_wrap=True)
    for text in sentences:
        page.merge_range(line, 0, line, _COLUMNS - 1, "", look)
        put_text(page, line, 0, text, look)
        page.set_row(line, _LINE_POINTS * lines_needed(text, _COLUMNS * _COLUMN_WIDTH * 0.9) + 3)
        line += 1
    return line


def _journeys(page: Worksheet, ink: Ink, line: int, measures: YearMeasures, scenario: Scenario) -> int:
    """Write pupils and journeys of each grade band; return the next free line."""
    by_mode = (f"{word}（人）" for word in MODES.values())
    times = (f"{word}（分钟）" for word in ("走读平均", "九成以内", "走读最远", "寄宿平均", "寄宿最远"))
    heads = ("年级段", "学生（人）", *by_mode, "没有学位（人）", *times)
    rows: list[tuple[str | float | None, ...]] = [
        (
            band_name(band.band, scenario), band.placed + band.shortfall, *(band.by_mode[mode] for mode in MODES),
            band.shortfall, *_minutes(band.day), *_minutes(band.boarders)[::2],
        )
        for band in measures.bands
    ]  # fmt: skip
    total = ("合计", measures.wanted, *(measures.by_mode[mode] for mode in MODES), measures.shortfall,
             *_minutes(measures.day), *_minutes(measures.boarders)[::2])  # fmt: skip
    return _table(page, ink, line, heads, [*rows, total])


def _towns(page: Worksheet, ink: Ink, line: int, measures: YearMeasures) -> int:
    """Write seats wanted and had, by the town where pupils live; return the next free line."""
    heads = (
        "乡镇",
        "学生（人）",
        "有学位（人）",
        "没有学位（人）",
        "其中学校已满（人）",
        "其中无学校（人）",
        "其中费用高于缺学位的定价（人）",
        "其中取消某一条规则即可安排（人）",
    )
    rows: list[tuple[str | float | None, ...]] = [
        (
            clean(town.town),
            town.wanted,
            town.placed,
            town.shortfall,
            town.no_room,
            town.no_reach,
            town.too_dear,
            town.kept_out,
        )
        for town in measures.towns
    ]
    sums = ("合计", measures.wanted, measures.placed, measures.shortfall, measures.no_room, measures.no_reach,
            measures.too_dear, sum(town.kept_out for town in measures.towns))  # fmt: skip
    return _table(page, ink, line, heads, [*rows, sums])


def _table(
    page: Worksheet, ink: Ink, line: int, heads: Sequence[str], rows: Sequence[Sequence[str | float | None]]
) -> int:
    """Write a small table whose last row is its total."""
    plain: dict[str, object] = {"bottom": 1, "bottom_color": "#D9D9D9"}
    for place, head in enumerate(heads):
        page.write_string(line, place, head, ink.heading)
    page.set_row(line, 34)
    for below, row in enumerate(rows, line + 1):
        keys = plain | ({"bold": True, "bg_color": "#E8EEF6"} if row is rows[-1] else {})
        looks = {
            "text": ink.format(**keys),
            "count": ink.format(**keys, num_format="#,##0"),
            "part": ink.format(**keys, num_format=SHARES_OF_PUPILS),
            "mean": ink.format(**keys, num_format="0.0"),
        }
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                put_text(page, below, place, cell, looks["text"])
            elif cell is None:
                page.write_string(below, place, "—", ink.format(**keys, align="right"))
            else:
                part = "part" if is_part(cell) else "count"
                page.write_number(below, place, cell, looks["mean" if "平均" in heads[place] else part])
    return line + 1 + len(rows)


def _minutes(minutes: Minutes) -> tuple[float | None, int | None, int | None]:
    """Return mean, nine in ten and farthest, the ways of single pupils rounded up."""
    p90, worst = (None if way is None else whole_minutes(way) for way in (minutes.p90, minutes.worst))
    return minutes.mean, p90, worst
