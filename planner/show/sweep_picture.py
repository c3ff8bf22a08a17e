"""The picture of a sweep: totals with what is proven of them, and what else changes from setting to setting."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from planner.decide.sweep import Sweep, SweepFigures, SweepPoint
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.maps.fonts import Lettering, load_lettering
from planner.show.maps.pen import wrapped
from planner.show.maps.symbols import FAINT, INK
from planner.show.words.common import sources_text, synthetic_tables_text
from planner.show.words.key_names import key_name
from planner.show.words.sentences import title_of
from planner.show.words.sweep import OTHER_PRICES, value_text

_INCHES, _DPI = (11.69, 7.6), 150
_COLOURS = ("#1C4E94", "#C4661F", "#2E7D4F", "#7A3E9D", "#A3123A", "#6B6B2A")
_STAMP, _FOOT_SIGNS = "#A3123A", 94
_MILLION = 1e6


class _Panel(NamedTuple):
    """What one panel shows."""

    title: str
    figure: Callable[[SweepFigures], float]


_PANELS = (
    _Panel("总计（百万元/年）；色带：下限（已证明）至所得方案", lambda figures: figures.total / _MILLION),
    _Panel("财政费用（百万元/年）", lambda figures: figures.fiscal / _MILLION),
    _Panel("转学（人）", lambda figures: figures.moved),
    _Panel("撤并（所）", lambda figures: float(figures.merged)),
)


def write_sweep_picture(path: Path, sweep: Sweep, scenario: Scenario, district: District) -> None:
    """Draw four panels over the first key's values, a line for each setting of the others, as PNG. OSError.

    Settings without a plan leave a gap. The same sweep gives the same bytes.
    """
    lettering, figure = load_lettering(), Figure(figsize=_INCHES)
    FigureCanvasAgg(figure)
    for place, panel in enumerate(_PANELS):
        ax = figure.add_axes((0.075 + 0.485 * (place % 2), 0.53 - 0.405 * (place // 2), 0.41, 0.29))
        _draw_panel(ax, sweep, panel, lettering, has_band=place == 0)
    _draw_words(figure, sweep, scenario, district, lettering)
    figure.savefig(path, format="png", dpi=_DPI, facecolor="white", bbox_inches=None)


def _draw_panel(ax: Axes, sweep: Sweep, panel: _Panel, lettering: Lettering, *, has_band: bool) -> None:
    names = list(dict.fromkeys(value_text(point.values[0]).zh for point in sweep.points))
    at = {name: place for place, name in enumerate(names)}
    for number, (label, points) in enumerate(_lines(sweep).items()):
        colour = _COLOURS[number % len(_COLOURS)]
        known = [(at[value_text(point.values[0]).zh], point.figures) for point in points if point.figures]
        x = [place for place, _ in known]
        ax.plot(x, [panel.figure(each) for _, each in known], color=colour, marker="o", markersize=4.5, linewidth=1.8,
                label=label, zorder=3)  # fmt: skip
        if has_band:
            low, high = [each.bound / _MILLION for _, each in known], [each.total / _MILLION for _, each in known]
            ax.fill_between(x, low, high, color=colour, alpha=0.18, linewidth=0, zorder=1)
            ax.vlines(x, low, high, color=colour, alpha=0.5, linewidth=1.0, zorder=2)
    ax.set_title(panel.title, fontproperties=lettering.font(11.5), color=INK, loc="left", pad=7)
    ax.set_xticks(range(len(names)), [lettering.printable(name) for name in names])
    ax.set_xlim(-0.4, len(names) - 0.6)
    _tidy(ax, lettering)
    if has_band and len(sweep.keys) > 1:
        ax.legend(prop=lettering.font(8.5), frameon=False, loc="best")


def _lines(sweep: Sweep) -> dict[str, list[SweepPoint]]:
    """Return the points of each setting of the other keys, in order."""
    lines: dict[str, list[SweepPoint]] = {}
    for point in sweep.points:
        others = zip(sweep.keys[1:], point.values[1:], strict=True)
        label = "，".join(f"{key_name(key) or key} {value_text(value).zh}" for key, value in others)
        lines.setdefault(label, []).append(point)
    return lines


def _tidy(ax: Axes, lettering: Lettering) -> None:
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(FAINT)
    ax.grid(axis="y", color="#E6E6E6", linewidth=0.7, zorder=0)
    ax.ticklabel_format(axis="y", style="plain", useOffset=False)
    ax.tick_params(colors=FAINT, length=3)
    for label in (*ax.get_xticklabels(), *ax.get_yticklabels()):
        label.set_fontproperties(lettering.font(9))


def _draw_words(figure: Figure, sweep: Sweep, scenario: Scenario, district: District, lettering: Lettering) -> None:
    """Write the title, what is varied, the stamp, and where the data comes from."""

    def write(y: float, text: str, points: float, colour: str = INK) -> None:
        figure.text(
            0.03, y, lettering.printable(text), fontproperties=lettering.font(points), color=colour, parse_math=False,
            va="center",
        )  # fmt: skip

    write(0.958, f"{title_of(scenario)}：取值比较", 16)
    said = f"横轴：{key_name(sweep.keys[0]) or sweep.keys[0]}。区间重叠的，哪一种更省尚未证明"
    write(0.912, said if sweep.are_totals_comparable else f"{said}。{OTHER_PRICES.zh}", 10, FAINT)
    if district.provenance.is_synthetic:
        word = figure.text(
            0.97, 0.958, "合成数据", fontproperties=lettering.font(13), color=_STAMP, ha="right", va="center"
        )
        word.set_bbox({"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": _STAMP, "linewidth": 1.2})
    foot = "　".join(part for part in (synthetic_tables_text(district), sources_text(district)) if part)
    for number, line in enumerate(wrapped(foot, _FOOT_SIGNS)[:2]):
        write(0.05 - 0.026 * number, line, 8, FAINT)
