"""The panel and the headline of the plan's map: signs with counts, journeys by grade band, size and money."""

from collections.abc import Sequence

from matplotlib.patches import FancyArrowPatch

from planner.decide.measures import Minutes, YearMeasures
from planner.reading.scenario import Scenario
from planner.show.maps.content import MapContent
from planner.show.maps.pen import (
    BODY_POINTS,
    LINE,
    WORD_X,
    LegendRow,
    Pen,
    area_sign,
    heading,
    legend_rows,
    point_sign,
    table_row,
)
from planner.show.maps.symbols import (
    FAINT,
    FLOW,
    MINUTES_BINS,
    ROAD,
    SHORTFALL,
    SIGNS,
    TOWN_FILLS,
    UNPLACED_FILL,
    WATER,
    dot_sign,
    minutes_bin,
)
from planner.show.maps.view import legend_actions
from planner.show.words.common import STAGES, band_name
from planner.show.words.numbers import mean_text, minutes_text, pupils_text, yuan_text

_GAP = 8.0
_JOURNEY_ENDS = (0.58, 0.8, 1.0)


def headline(measures: YearMeasures, years: Sequence[int]) -> str:
    """Say a plan's key numbers on one line; of several planning years it says which one is shown."""
    done = measures.actions
    shown = f"{measures.year}年" if len(years) == 1 else f"{years[0]}–{years[-1]}年规划，图示{measures.year}年（累计）"
    if measures.year not in years:
        shown = f"{years[0]}年规划" if len(years) == 1 else f"{years[0]}–{years[-1]}年规划"
        shown += f"，图示展望年{measures.year}年"
    changed = f"（其中改办{done['change']}所）" if done["change"] else ""
    parts = [shown, f"撤并{measures.merged}所{changed}", f"扩建{done['expand']}所", f"新建{measures.new}所"]
    if measures.rebuilt:
        parts.append(f"改扩建{measures.rebuilt}所")
    if measures.classrooms_added:
        parts.append(f"增建教室{measures.classrooms_added:,}间")
    if measures.seats_gained:
        parts.append(f"新增学位{measures.seats_gained:,}个")
    if measures.beds_added:
        parts.append(f"增加床位{measures.beds_added:,}张")
    if measures.day.mean is not None and measures.day.worst is not None:
        parts.append(f"走读平均{mean_text(measures.day.mean)}分钟、最远{minutes_text(measures.day.worst)}分钟")
    parts.append(f"{pupils_text(measures.shortfall)}名学生无学位" if measures.shortfall else "学生全部有学位")
    return "  ·  ".join(parts)


def draw_panel(pen: Pen, content: MapContent, scenario: Scenario) -> float:
    """Draw legend and figures from the top of the panel down; return the height below them."""
    y = pen.height - 10
    for section in (_school_rows, _flow_rows, _settlement_rows, ground_rows):
        y = section(pen, y, content) - _GAP
    y = _journey_table(pen, y, content.measures, scenario) - _GAP
    return _money_rows(pen, y, content.measures) - _GAP


def ground_rows(pen: Pen, y: float, content: MapContent, *, towns: bool = True) -> float:
    """Draw on one line what the ground shows: towns unless shaded, water, roads, as far as the district has them."""
    pieces = [
        (content.towns if towns else None, "乡镇", TOWN_FILLS[1], 9.0),
        (content.water, "水域", WATER, 9.0),
        (content.roads, "主要道路", ROAD, 2.5),
    ]
    x = 0.0
    for shapes, word, fill, tall in pieces:
        if shapes is None:
            continue
        area_sign(pen, fill, tall=tall, left=x + 2)(y)
        pen.write(x + 27, y, word, points=BODY_POINTS)
        x += 39 + BODY_POINTS * len(word)
    return y - LINE if x > 0 else y + _GAP


def _school_rows(pen: Pen, y: float, content: MapContent) -> float:
    y = heading(pen, y, "学校")
    counts = content.measures.actions
    order = legend_actions(counts)
    words = {action: SIGNS[action].word for action in order}
    if content.measures.rebuilt:
        words["build"] = "新建和改扩建"
    if content.measures.rebuilt and not content.measures.new:
        words["build"] = "改扩建"
    rows = ((point_sign(pen, SIGNS[action]), words[action], f"{counts[action]:,}所") for action in order)
    return legend_rows(pen, y, rows)


def _flow_rows(pen: Pen, y: float, content: MapContent) -> float:
    if not len(content.flows):
        return y + _GAP
    pen.ax.add_patch(
        FancyArrowPatch(
            (2, y - 3), (23, y + 3), connectionstyle="arc3,rad=0.2", arrowstyle="-|>", mutation_scale=8, linewidth=1.4,
            color=FLOW,
        )
    )  # fmt: skip
    pen.write(WORD_X, y, "撤并学校学生去向", points=BODY_POINTS)
    pen.write_up_to(pen.width, y, f"{pupils_text(content.measures.moved)}人", points=BODY_POINTS)
    return y - LINE


def _settlement_rows(pen: Pen, y: float, content: MapContent) -> float:
    of_whom = "含寄宿生" if content.measures.by_mode["board"] else "学生平均"
    y = heading(pen, y, f"居民点到校单程时间（{of_whom}）")
    found = [minutes_bin(float(minutes)) for minutes in content.settlements["minutes"]]
    short = content.settlements["short"] > 0
    rows: list[LegendRow] = [
        (point_sign(pen, dot_sign(shade.fill), points=8.5), shade.word, f"{found.count(shade):,}个")
        for shade in MINUTES_BINS
    ]
    if None in found:
        rows.append((point_sign(pen, dot_sign(UNPLACED_FILL), points=5.0), "无就学学生", f"{found.count(None):,}个"))
    if short.any():
        count = f"{int(short.sum()):,}处 {pupils_text(content.measures.shortfall)}人"
        rows.append((point_sign(pen, SHORTFALL), "学位缺口（缺几人）", count))
    return legend_rows(pen, y, rows)


def _journey_table(pen: Pen, y: float, measures: YearMeasures, scenario: Scenario) -> float:
    """Journeys of each band: mean, nine in ten, farthest; boarders on a line of their own."""
    y = heading(pen, y, "单程时间（分钟）")
    y = table_row(pen, y, ("走读", "平均", "九成以内", "最远"), _JOURNEY_ENDS, colour=FAINT)
    for band in measures.bands:
        if band.day.mean is not None:
            y = table_row(pen, y, (band_name(band.band, scenario), *minute_cells(band.day)), _JOURNEY_ENDS)
    y = table_row(pen, y, ("走读合计", *minute_cells(measures.day)), _JOURNEY_ENDS)
    if measures.boarders.mean is not None:
        word = f"寄宿（{pupils_text(measures.by_mode['board'])}人）"
        y = table_row(pen, y, (word, *minute_cells(measures.boarders)), _JOURNEY_ENDS)
    return y


def minute_cells(minutes: Minutes) -> tuple[str, str, str]:
    """Print mean, nine in ten and farthest; dashes where nobody travels so."""
    if minutes.mean is None or minutes.p90 is None or minutes.worst is None:
        return "—", "—", "—"
    return mean_text(minutes.mean), minutes_text(minutes.p90), minutes_text(minutes.worst)


def _money_rows(pen: Pen, y: float, measures: YearMeasures) -> float:
    y = heading(pen, y, "规模")
    rows = [("在校学生", f"{pupils_text(measures.placed)}人")]
    for stage in measures.stages:
        if stage.pupils_per_class is not None:
            word = f"{STAGES[stage.stage]}平均班额"
            rows.append((word, f"{mean_text(stage.pupils_per_class)}人 × {stage.classes:,}班"))
    rows.append(("一次性投入", yuan_text(measures.one_off_yuan)))
    for row in rows:
        y = table_row(pen, y, row, (1.0,)) - 1
    return y
