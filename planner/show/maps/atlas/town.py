"""A map of each town: its villages and schools large, who goes where, and what becomes of each school."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from planner.decide.ledger.rebuilt import rebuilt_sites
from planner.decide.results import Results
from planner.plan import CLOSED
from planner.show.maps.atlas.common import note_below, rows_of
from planner.show.maps.content import MapContent
from planner.show.maps.frame import Theme
from planner.show.maps.layers import draw_plan_map
from planner.show.maps.pen import BODY_POINTS, LINE, LegendRow, Pen, heading, legend_rows, point_sign, table_row
from planner.show.maps.sheet import ground_rows
from planner.show.maps.symbols import FAINT, SIGNS
from planner.show.maps.view import legend_actions
from planner.show.words.common import action_word, clean
from planner.show.words.numbers import pupils_text

_COLUMNS = (0.74, 1.0)
_LEAST_FREE = 60.0


def town_themes(content: MapContent, results: Results) -> Iterator[tuple[str, MapContent, Theme]]:
    """Yield for each town of the settlements table the name of its sheet, what it shows, and how.

    Shown are the town's settlements and schools, and schools elsewhere that its pupils attend.
    """
    again = rebuilt_sites(results.district)
    for number, town in enumerate(dict.fromkeys(content.settlements["town"]), 1):
        shown = of_town(content, str(town))
        yield f"town-{number:02d}", shown, _theme(shown, str(town), again)


def of_town(content: MapContent, town: str) -> MapContent:
    """Return what concerns one town."""
    homes = content.settlements[content.settlements["town"] == town]
    trips = content.trips[content.trips["settlement_id"].isin(homes["settlement_id"])]
    flows = content.flows[content.flows["school_id"].isin(_ids(content, town))]
    wanted = {*_ids(content, town), *trips["school_id"], *flows["receiver_id"]}
    towns = None if content.towns is None else content.towns[content.towns["town"] == town]
    return replace(
        content,
        settlements=homes,
        schools=content.schools[content.schools["school_id"].isin(wanted)],
        flows=flows,
        trips=trips,
        balance=content.balance[content.balance["town"] == town],
        towns=towns if towns is not None and len(towns) else None,
    )


def _ids(content: MapContent, town: str) -> set[str]:
    return set(content.schools.loc[content.schools["town"] == town, "school_id"])


def _theme(content: MapContent, town: str, again: frozenset[str]) -> Theme:
    return Theme(
        title=f"{clean(content.title)}：{clean(town)}",
        headline=_headline(content, town),
        draw=lambda ax, lettering: draw_plan_map(ax, content, lettering),
        panel=lambda pen: _panel(pen, content, town, again),
    )


def _headline(content: MapContent, town: str) -> str:
    own, year = content.schools[content.schools["town"] == town], content.measures.year
    merged, opened = own["action"].isin({"merge", "change"}).sum(), (~own["action"].isin(CLOSED)).sum()
    pupils = float(content.settlements["pupils"].sum() + content.settlements["short"].sum())
    parts = [f"{year}年", f"居民点{len(content.settlements):,}个", f"学生{pupils_text(pupils)}人"]
    parts += [f"开办学校{opened:,}所", f"撤并{merged:,}所"]
    lacking = float(content.settlements["short"].sum())
    return "  ·  ".join([*parts, f"{pupils_text(lacking)}人没有学位" if lacking else "学生全部有学位"])


def _panel(pen: Pen, content: MapContent, town: str, again: frozenset[str]) -> float:
    own = content.schools[content.schools["town"] == town]
    counts = {action: int((own["action"] == action).sum()) for action in SIGNS}
    y = heading(pen, pen.height - 10, "学校")
    rows: list[LegendRow] = [
        (point_sign(pen, SIGNS[action]), SIGNS[action].word, f"{counts[action]:,}所")
        for action in legend_actions(counts)
    ]
    y = ground_rows(pen, legend_rows(pen, y, rows), content)
    y = heading(pen, y - 8, "本乡镇学校")
    y = table_row(pen, y, ("", "学生", "安排"), _COLUMNS, colour=FAINT)
    y = _school_rows(pen, y, own, again)
    elsewhere = content.schools[content.schools["town"] != town]
    if len(elsewhere):
        y = heading(pen, y - 8, "本乡镇学生就读的外乡镇学校")
        y = _school_rows(pen, y, elsewhere, again)
    return note_below(pen, y, "学生为全校人数；乡镇界以外的学校为外乡镇学校。")


def _school_rows(pen: Pen, y: float, schools: pd.DataFrame, again: frozenset[str]) -> float:
    fits = max(int((y - _LEAST_FREE) / (LINE - 1)), 0)
    ordered = schools[schools["action"] != "leave"].sort_values("pupils", ascending=False, kind="stable")
    told = rows_of(ordered.iloc[:fits], "school_id", "name", "pupils", "action")
    for school_id, name, pupils, action in told:
        word = action_word(action, str(school_id), again)
        label = pen.lettering.cut(clean(str(name)), BODY_POINTS, pen.width * 0.5)
        y = table_row(pen, y, (label, pupils_text(float(pupils)) if pupils else "0", word), _COLUMNS)
    if len(ordered) > fits:
        y = table_row(pen, y, (f"另有{len(ordered) - fits:,}所，见 plan.xlsx", "", ""), _COLUMNS)
    return y
