"""Who changes school: moved pupils by settlement, because their school is merged or although it stays open."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from planner.plan import MERGED
from planner.problem.problem import Floats
from planner.show.maps.atlas.common import NAME, note_below, open_schools, percent_text, place_signs, rows_of
from planner.show.maps.content import MapContent
from planner.show.maps.fonts import Lettering
from planner.show.maps.labels import Crowd
from planner.show.maps.layers import DrawnMap, draw_dots, open_map, write_names
from planner.show.maps.names import hand_of, name_labels, points_of, sign_boxes, town_hand, town_labels
from planner.show.maps.pen import LegendRow, Pen, heading, legend_rows, point_sign, table_row
from planner.show.maps.sheet import ground_rows
from planner.show.maps.symbols import FAINT, SIGNS, Sign, dot_sign
from planner.show.maps.view import View
from planner.show.words.common import clean
from planner.show.words.numbers import part_text, pupils_text

HOME = "#DDD8CB"
"""Settlements in which nobody moves."""
STILL_OPEN = Sign(
    word="学校未撤仍转学", marker="o", qgis="", fill="#8FB3DD", edge="#2F5C94", edge_points=0.7, points=11
)
BECAUSE = Sign(word="因学校撤并转学", marker="o", qgis="", fill="#B23A0E", edge="#FFFFFF", edge_points=0.4, points=11)
STAYS = Sign(word="开办学校", marker="s", qgis="", fill="#FFFFFF", edge="#222222", edge_points=0.9, points=5.0)
_SIZES = (10, 50, 200)
"""Pupils of the circles that the legend shows."""
_LEAST_POINTS, _POINTS_A_ROOT_PUPIL, _MOST_POINTS = 3.0, 1.15, 26.0
_NAME_POINTS = 7.4
_NOBODY = 0.05
"""Parts of pupils below what is printed are nobody."""


def draw_moves_map(ax: Axes, content: MapContent, lettering: Lettering) -> DrawnMap:
    """Draw a circle of all who move at each settlement, in it one of those whose school is merged, and the schools."""
    view, homes = open_map(ax, content), content.settlements
    draw_dots(ax, homes, HOME, view)
    everybody, because = _moved(homes), homes["moved_merged"].to_numpy(float)
    place_signs(ax, homes[everybody > _NOBODY], STILL_OPEN, _widths(everybody[everybody > _NOBODY]), view)
    opened, merged = open_schools(content), merged_schools(content)
    place_signs(ax, opened, STAYS, np.full(len(opened), STAYS.points), view)
    place_signs(ax, merged, SIGNS["merge"], np.full(len(merged), SIGNS["merge"].points), view)
    # last, for most of them live where the merged school stands
    place_signs(ax, homes[because > _NOBODY], BECAUSE, _widths(because[because > _NOBODY]), view)
    labels = [
        *town_labels(content, view, town_hand(lettering, view)),
        *name_labels(
            merged, map(str, merged["name"]), hand_of(lettering, _NAME_POINTS, NAME, view), view,
            width=SIGNS["merge"].points,
        ),
    ]  # fmt: skip
    return write_names(ax, labels, _crowd(content, view), view, lettering)


def moves_panel(pen: Pen, content: MapContent) -> float:
    """Draw causes with pupils, sizes, schools and the towns' figures; return the height below."""
    homes, hearing = content.settlements, content.hearing
    y = heading(pen, pen.height - 10, "转学学生（按居住地）")
    rows: list[LegendRow] = [
        (point_sign(pen, BECAUSE), BECAUSE.word, f"{pupils_text(hearing.moved_merged)}人"),
        (point_sign(pen, STILL_OPEN), STILL_OPEN.word, f"{pupils_text(hearing.moved_open)}人"),
    ]
    still = int((_moved(homes) <= _NOBODY).sum())
    rows.append((point_sign(pen, dot_sign(HOME), points=6.0), "无人转学的居民点", f"{still:,}个"))
    y = legend_rows(pen, y, rows)
    y = heading(pen, y - 8, "圆的大小：转学学生")
    for pupils in _SIZES:
        width = float(_widths(np.array([float(pupils)]))[0])
        y = legend_rows(pen, y, [(point_sign(pen, STILL_OPEN, points=width), f"{pupils}人", "")])
    y = heading(pen, y - 8, "学校")
    merged = merged_schools(content)
    y = legend_rows(
        pen, y,
        [(point_sign(pen, STAYS), STAYS.word, f"{content.measures.open_schools:,}所"),
         (point_sign(pen, SIGNS["merge"]), SIGNS["merge"].word, f"{len(merged):,}所")],
    )  # fmt: skip
    y = ground_rows(pen, y, content)
    return _town_table(pen, heading(pen, y - 8, "各乡镇转学学生（人）"), homes)


def moves_headline(content: MapContent) -> str:
    """Say on one line how many stay, and how many move for which cause."""
    hearing, placed = content.hearing, content.measures.placed
    parts = [f"{content.measures.year}年", f"有学位的学生{pupils_text(placed)}人"]
    told = (("不换学校", hearing.stayed), (BECAUSE.word, hearing.moved_merged), (STILL_OPEN.word, hearing.moved_open))
    parts += [f"{word}{pupils_text(n)}人（{part_text(n / placed)}）" for word, n in told if placed]
    return "  ·  ".join(parts)


def moves_lines(content: MapContent) -> tuple[tuple[str, str], ...]:
    """Return the settlements in which pupils move, most first: how many for which cause."""
    homes = content.settlements.assign(moved=_moved(content.settlements))
    homes = homes[homes["moved"] > _NOBODY].sort_values(["moved", "settlement_id"], ascending=[False, True])
    return tuple(
        (clean(name), f"因撤并{pupils_text(because)}人，未撤{pupils_text(still)}人")
        for name, because, still in rows_of(homes, "name", "moved_merged", "moved_open")
    )


def merged_schools(content: MapContent) -> pd.DataFrame:
    """Return the schools that are merged by the year."""
    return content.schools[content.schools["action"].isin(MERGED)]


def _town_table(pen: Pen, y: float, homes: pd.DataFrame) -> float:
    columns = (0.6, 0.8, 1.0)
    y = table_row(pen, y, ("", "因撤并", "未撤", "占学生"), columns, colour=FAINT)
    towns = homes.assign(moved=_moved(homes), placed=homes["pupils"]).groupby("town", sort=False)[
        ["moved_merged", "moved_open", "moved", "placed"]
    ].sum().reset_index().sort_values("moved", ascending=False, kind="stable")  # fmt: skip
    fits = max(int((y - 40.0) / 18.0), 0)
    named = rows_of(towns.iloc[:fits], "town", "moved_merged", "moved_open", "moved", "placed")
    for town, because, still, moved, placed in named:
        share = percent_text(moved / placed) if placed else "—"
        name = pen.lettering.cut(clean(str(town)), 11.0, pen.width * 0.4)
        y = table_row(pen, y, (name, pupils_text(because), pupils_text(still), share), columns)
    more = f"另有{len(towns) - fits:,}个乡镇未列。" if len(towns) > fits else ""
    return note_below(pen, y, f"按现在的就读比例推算；内圈为因撤并转学，外圈为全部转学。{more}")


def _moved(homes: pd.DataFrame) -> Floats:
    moved: Floats = homes["moved_merged"].to_numpy(float) + homes["moved_open"].to_numpy(float)
    return moved


def _widths(pupils: Floats) -> Floats:
    """Return the widths of circles in points, their areas in proportion to pupils."""
    widths: Floats = np.clip(_POINTS_A_ROOT_PUPIL * np.sqrt(pupils), _LEAST_POINTS, _MOST_POINTS)
    return widths


def _crowd(content: MapContent, view: View) -> Crowd:
    homes, merged = content.settlements, merged_schools(content)
    circles = homes[_moved(homes) > _NOBODY]
    return Crowd(
        frame=view.frame,
        hard=sign_boxes(merged, np.full(len(merged), SIGNS["merge"].points), view),
        soft=points_of(circles, view),
        weights=np.full(len(circles), 2.0),
    )
