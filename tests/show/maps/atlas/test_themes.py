"""What each map of the atlas draws: classes by the data, counts of signs, legends that are complete."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import Collection, PathCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

from planner.decide.places import balance_of_frame
from planner.show.maps.atlas.catchments import FILLS, areas_of_bands, draw_catchment_map
from planner.show.maps.atlas.difference import (
    CHANGES,
    SEAT,
    draw_difference_map,
    home_changes,
    pupils_moved,
    school_changes,
)
from planner.show.maps.atlas.load import draw_load_map, load_headline, load_lines, loads
from planner.show.maps.atlas.minutes import draw_minutes_map, far_settlements, minutes_headline
from planner.show.maps.atlas.moves import BECAUSE, HOME, STILL_OPEN, draw_moves_map, moves_headline, moves_lines
from planner.show.maps.atlas.present import KIND_SIGNS, SIZES, draw_present_map, present_headline, sign_widths
from planner.show.maps.atlas.shades import FILLED, LACK, LOAD, MINUTES, Shade, shade_of
from planner.show.maps.atlas.shortfall import draw_shortfall_map, lacking_of, shortfall_headline, town_shades
from planner.show.maps.atlas.shortfall_pair import draw_shortfall_pair, pair_headline, today_balance
from planner.show.maps.atlas.town import town_themes
from planner.show.maps.content import MapContent, map_content
from planner.show.maps.fonts import load_lettering
from tests.decide.test_hearing import hearing_shown
from tests.shown import crowded, everything_short, nothing_merged, one_settlement, paper_shown, without

LETTERING = load_lettering()
BALANCE = pd.DataFrame(
    {"town": ["a", "b", "c"], "pupils": [100.0, 100.0, 0.0], "seats": [90.0, 200.0, 50.0], "no_room": [0.0, 5.0, 0.0],
     "out_of_reach": [0.0, 3.0, 0.0], "too_dear": [0.0, 3.0, 0.0]}
)  # fmt: skip


def some_axes() -> Axes:
    """Return axes that fill a small figure."""
    return Figure(figsize=(8.0, 6.0)).add_axes((0, 0, 1, 1))


def content_of(name: str) -> MapContent:
    """Return the content of a case."""
    shown = {"paper": paper_shown, "nothing": nothing_merged, "short": everything_short, "crowded": crowded}[name]()
    return map_content(shown.results)


def drawn(ax: Axes, fill: str) -> int:
    """Count the signs drawn in a colour."""
    marks = [c for c in ax.collections if isinstance(c, PathCollection) and c.get_zorder() >= 4]
    return sum(len(np.asarray(c.get_offsets())) for c in marks if colours_of(c)[:1] == [fill.lower()])


def area_fills(ax: Axes) -> list[str]:
    """Return the colours of the areas drawn upon the towns."""
    return [colour for c in ax.collections if c.get_zorder() == 1.5 for colour in colours_of(c)]


def colours_of(collection: Collection) -> list[str]:
    """Return the colours a collection is filled with."""
    filled = np.asarray(collection.get_facecolor(), dtype=float)
    return [to_hex((float(red), float(green), float(blue))) for red, green, blue, _ in filled]


def lightness(colour: str) -> float:
    """Return a colour's CIE lightness, 0 black to 100 white: what a grey print keeps of it."""
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    light = float(np.dot([0.2126, 0.7152, 0.0722], channels))
    return 116 * light ** (1 / 3) - 16 if light > 0.008856 else 903.3 * light


@pytest.mark.parametrize("shades", [MINUTES, LACK, FILLED, LOAD], ids=["minutes", "lack", "filled", "load"])
def test_classes_grow_darker_and_leave_no_gap(shades: tuple[Shade, ...]) -> None:
    """Each class is darker than the one before by 7 of lightness or more, and begins where that one ends."""
    light = [lightness(shade.fill) for shade in shades]
    assert (np.diff(light) <= -7).all(), light
    assert all(one.most == other.above for one, other in pairwise(shades))
    assert (shades[0].above, shades[-1].most) == (-np.inf, np.inf)
    for shade in shades[:-1]:
        assert shade_of(shade.most, shades) is shade


def test_kinds_of_schools_differ_in_shape_and_lightness() -> None:
    """No two kinds share a shape, and fills differ by 6 of lightness or more."""
    assert len({sign.marker for sign in KIND_SIGNS.values()}) == len(KIND_SIGNS)
    light = sorted(lightness(sign.fill) for sign in KIND_SIGNS.values())
    assert (np.diff(light) >= 6).all(), light


def test_present_map_draws_existing_schools_alone() -> None:
    """Each existing school has its kind's sign; a site that may be built has none."""
    content, ax = content_of("paper"), some_axes()
    draw_present_map(ax, content, LETTERING)
    kinds = content.schools[content.schools["existing"]]["kind"].value_counts()
    assert kinds.sum() == 4
    for kind, sign in KIND_SIGNS.items():
        assert drawn(ax, sign.fill) == kinds.get(kind, 0)
    assert "规划前现有学校4所" in present_headline(content)
    assert not any("新建九年一贯制学校" in text.get_text() for text in ax.texts)


def test_signs_are_sized_by_classrooms() -> None:
    """A limit belongs to the smaller size."""
    widths = [points for _, points, _ in SIZES]
    assert sign_widths(np.array([0, 6, 7, 18, 36, 37, 400])).tolist() == [
        widths[n] for n in (0, 0, 1, 1, 2, 3, 3)
    ]  # fmt: skip


def test_towns_are_shaded_by_the_share_of_pupils_without_a_seat() -> None:
    """Eleven in a hundred are 10%-20%; a town without pupils has no shortfall."""
    assert [shade.word for shade in town_shades(BALANCE) if shade] == ["无缺口", "10%–20%", "无缺口"]


def test_without_shortfall_towns_are_shaded_by_pupils_over_seats() -> None:
    """A hundred pupils and 90 seats are over 100%; where a town has neither, nothing is said."""
    served = BALANCE.assign(no_room=0.0, out_of_reach=0.0, too_dear=0.0)
    assert [shade.word for shade in town_shades(served) if shade] == ["100%以上", "70%以内", "70%以内"]
    assert town_shades(served.assign(seats=np.nan)) == [None, None, None]


@pytest.mark.parametrize("name", ["paper", "nothing", "short", "crowded"])
def test_shortfall_map_says_who_is_short_or_that_nobody_is(name: str) -> None:
    """The headline carries the plan's own shortfall; the towns' sum is the same."""
    content, ax = content_of(name), some_axes()
    draw_shortfall_map(ax, content, LETTERING)
    short = content.balance[["no_room", "out_of_reach", "too_dear"]].to_numpy().sum()
    assert short == pytest.approx(content.measures.shortfall)
    said = shortfall_headline(content)
    assert ("没有学位缺口" in said) == (content.measures.shortfall == 0)
    marked = drawn(ax, "#6A003C")
    assert marked == (content.settlements["short"] > 0).sum()


def test_a_town_frame_takes_the_place_of_the_plans_own() -> None:
    """Stages of one year are summed; endless seats are no limit; settlements are not marked."""
    frame = pd.DataFrame(
        {"town": ["城关镇", "城关镇", "送庄镇"], "year": [2027, 2027, 2026], "stage": ["primary", "junior", "primary"],
         "pupils": [10.0, 5.0, 7.0], "seats": [8.0, np.inf, 7.0], "no_room": [2.0, 0.0, 0.0],
         "out_of_reach": [0.0, 1.0, 0.0], "too_dear": [4.0, 0.0, 0.0]}
    )  # fmt: skip
    balance = balance_of_frame(frame, 2027)
    columns = ["town", "pupils", "no_room", "out_of_reach", "too_dear"]
    assert balance[columns].to_numpy().tolist() == [["城关镇", 15.0, 2.0, 1.0, 4.0]]
    assert balance["seats"].isna().all()
    content, ax = content_of("short"), some_axes()
    draw_shortfall_map(ax, content, LETTERING, balance=balance)
    assert drawn(ax, "#6A003C") == 0
    assert (
        "学位缺口7人（2人范围内学校已满，1人范围内没有学校，4人可以安排但费用高于缺学位的定价）"
        in shortfall_headline(content, balance=balance)
    )


def test_town_grounds_are_the_cells_where_there_are_no_boundaries() -> None:
    """Without boundaries each town's ground is drawn in its class's colour."""
    content, ax = content_of("crowded"), some_axes()
    draw_shortfall_map(ax, content, LETTERING)
    found = area_fills(ax)
    assert len(found) == 2
    assert found == [shade.fill.lower() for shade in town_shades(content.balance) if shade]


def test_settlements_are_shaded_by_day_pupils_minutes() -> None:
    """Each class has as many dots as settlements whose day pupils travel so long."""
    content, ax = content_of("crowded"), some_axes()
    draw_minutes_map(ax, content, LETTERING)
    for shade in MINUTES:
        minutes = content.settlements["day_minutes"]
        assert drawn(ax, shade.fill) == ((minutes > shade.above) & (minutes <= shade.most)).sum()
    assert len(far_settlements(content)) == (content.settlements["day_minutes"] > 30).sum()
    assert far_settlements(content)["day_minutes"].is_monotonic_decreasing


def test_boarders_do_not_count_as_day_pupils() -> None:
    """A settlement whose pupils all board has no day minutes, and the headline counts day pupils beyond 30 minutes."""
    content = content_of("crowded")
    day = content.trips[content.trips["mode"] != "board"]
    long = day.loc[day["minutes"] > 30, "pupils"].sum()
    assert f"超过30分钟的走读学生{long:,.0f}人" in minutes_headline(content)
    shown = crowded()
    boarding = [row.model_copy(update={"mode": "board"}) for row in shown.plan.assignments]
    plan = shown.plan.model_copy(update={"assignments": tuple(boarding)})
    all_board = map_content(replace(shown, plan=plan).results)
    assert all_board.settlements["day_minutes"].isna().all()
    assert (all_board.settlements["boarders"] > 0).all()
    assert "没有走读学生" in minutes_headline(all_board)


def test_schools_are_shaded_by_pupils_over_seats() -> None:
    """Twenty pupils in a class of 45 are under half; each class has as many signs as schools."""
    content, ax = content_of("crowded"), some_axes()
    draw_load_map(ax, content, LETTERING)
    schools = loads(content)
    assert schools["load"].min() == pytest.approx(20 / 90)
    assert schools["load"].max() == pytest.approx(20 / 45)
    assert drawn(ax, LOAD[0].fill) == len(schools)
    assert f"不足50%的{len(schools)}所" in load_headline(content)
    assert len(load_lines(content)) == len(schools)


def test_a_plan_that_keeps_the_rules_fills_no_school_beyond_its_seats() -> None:
    """Seats of a school of two stages count each class at its own size."""
    shown = paper_shown()
    content = map_content(shown.results)
    schools = loads(content)
    assert (schools["load"].dropna() <= 1).all()
    assert content.schools.loc[content.schools["action"] == "merge", "seats"].eq(0).all()


def test_areas_are_drawn_in_their_colours() -> None:
    """One area a school, in the colour of its number; every school of the band has its sign."""
    shown = crowded(5)
    content = map_content(shown.results)
    (areas,) = areas_of_bands(shown.results, content.measures.year).values()
    ax = some_axes()
    draw_catchment_map(ax, content, LETTERING, areas)
    assert area_fills(ax) == [FILLS[int(number)].lower() for number in areas["colour"]]
    assert drawn(ax, "#1F4E79") == content.trips["school_id"].nunique()


def test_the_map_holds_the_areas() -> None:
    """Without boundaries the view is wide enough for the ground around the outermost settlements."""
    shown = crowded(3)
    content = map_content(shown.results)
    (areas,) = areas_of_bands(shown.results, content.measures.year).values()
    view = draw_catchment_map(some_axes(), content, LETTERING, areas).view
    left, bottom, right, top = areas.to_crs(content.crs).total_bounds
    assert view.x_limits[0] <= left
    assert right <= view.x_limits[1]
    assert view.y_limits[0] <= bottom
    assert top <= view.y_limits[1]


def test_a_plan_does_not_differ_from_itself() -> None:
    """No school, no settlement and no pupil."""
    content = content_of("paper")
    assert school_changes(content, content)["change"].isna().all()
    assert home_changes(content, content)["change"].isna().all()
    assert pupils_moved(content, content) == 0


def test_schools_that_fare_otherwise_are_found() -> None:
    """A merged and a built school of one plan alone are told; the other way round the sides are swapped."""
    kept, paper = content_of("nothing"), content_of("paper")
    changes = school_changes(kept, paper).set_index("school_id")["change"]
    assert {changes["P0"], changes["P1"]} & {(1, "merge")}
    assert changes["N1"] == (1, "build")
    swapped = school_changes(paper, kept).set_index("school_id")["change"]
    assert swapped["N1"] == (0, "build")
    ax = some_axes()
    draw_difference_map(ax, kept, paper, LETTERING)
    assert drawn(ax, "#F2A541") == changes.notna().sum()


def test_minutes_that_change_are_classed_to_either_side() -> None:
    """Ten minutes more is the smaller change, eleven the larger; a seat in one plan alone is said."""
    first = content_of("paper")
    homes = first.settlements
    by = pd.Series([10.0, 11.0, 0.0, -2.0, 0.0])
    other = homes.assign(minutes=(homes["minutes"].fillna(5.0) + by).where(homes["minutes"].notna() | (by != 0)))
    other.loc[2, "minutes"] = 7.0
    second = map_content(paper_shown().results)
    object.__setattr__(second, "settlements", other)
    found = home_changes(first, second)["change"].to_list()
    assert found[:3] == [CHANGES[2].sign.word, CHANGES[3].sign.word, SEAT.sign.word]
    assert found[3] is None


def test_pupils_at_another_school_are_counted() -> None:
    """One block sent elsewhere is its pupils."""
    shown = crowded(3)
    row = shown.plan.assignments[0]
    others = {other.school_id for other in shown.plan.assignments} - {row.school_id}
    sent = row.model_copy(update={"school_id": min(others)})
    moved = shown.plan.model_copy(update={"assignments": (sent, *shown.plan.assignments[1:])})
    first, second = map_content(shown.results), map_content(replace(shown, plan=moved).results)
    assert pupils_moved(first, second) == 20


def test_one_settlement_is_drawn_by_every_map() -> None:
    """A district of one settlement and one school in one place makes every map."""
    shown = one_settlement()
    content = map_content(shown.results)
    for draw in (draw_present_map, draw_shortfall_map, draw_minutes_map, draw_load_map):
        assert draw(some_axes(), content, LETTERING).view.width > 0
    assert draw_difference_map(some_axes(), content, content, LETTERING).view.width > 0
    assert areas_of_bands(shown.results, content.measures.year) == {}


def test_attending_pupils_are_counted_where_the_table_is_there() -> None:
    """Without the table nothing is claimed; with it, pupils of the scenario's grades count."""
    shown = paper_shown()
    assert map_content(shown.results).schools["attending"].isna().all()
    attends = pd.DataFrame(
        {"settlement_id": ["A", "B", "A"], "grade": ["1", "1", "K1"], "school_id": ["P1", "P1", "P1"],
         "pupils": [4, 5, 9]}
    )  # fmt: skip
    counted = map_content(without(shown, attends=attends).results).schools.set_index("school_id")["attending"]
    assert counted["P1"] == 9
    assert counted["P2"] == 0


def test_who_moves_is_drawn_by_cause() -> None:
    """A's and C's pupils leave the merged point; A and B also move although their schools stay."""
    content = map_content(hearing_shown().results)
    ax = some_axes()
    draw_moves_map(ax, content, LETTERING)
    causes = content.settlements.set_index("settlement_id")[["moved_merged", "moved_open"]]
    assert causes["moved_merged"].to_dict() == {"A": 2, "B": 0, "C": 4, "D": 0, "E": 0}
    assert causes["moved_open"].to_dict() == {"A": 6, "B": 4, "C": 0, "D": 0, "E": 0}
    assert (drawn(ax, BECAUSE.fill), drawn(ax, STILL_OPEN.fill), drawn(ax, HOME)) == (2, 3, 5)
    assert "因学校撤并转学6人（23.1%）" in moves_headline(content)
    assert moves_lines(content)[0] == ("A", "因撤并2人，未撤6人")


def test_shortfall_stands_beside_todays() -> None:
    """Pupils beyond the seats of the schools they attend today, and whom the plan leaves; in one set of classes."""
    shown = paper_shown()
    content = map_content(shown.results)
    today = today_balance(shown.results.warnings, content)
    year = content.measures.year
    rows = shown.results.warnings.schools
    rows = rows[(rows["which"] == "today") & (rows["year"] == year)]
    beyond = (rows["wanted"] - rows["seats"]).clip(lower=0).sum()
    assert lacking_of(today).sum() == pytest.approx(beyond, abs=1)
    assert today["pupils"].tolist() == content.balance["pupils"].tolist()
    said = pair_headline(content, today)
    assert f"方案{content.measures.shortfall:.0f}人没有学位" in said
    ax = some_axes()
    drawn_pair = draw_shortfall_pair(ax, content, LETTERING, today)
    figure = ax.get_figure()
    assert figure is not None
    assert len(figure.axes) == 3
    words = [text.get_text() for part in figure.axes for text in part.texts]
    assert any(word.startswith("现状：") for word in words)
    assert any(word.startswith("方案：") for word in words)
    assert drawn_pair.view.x_limits == ax.get_xlim()
    assert len(drawn_pair.names) > 0


def test_a_town_map_holds_what_concerns_it() -> None:
    """Its settlements, its schools and those its pupils attend; every town has one."""
    shown = paper_shown()
    content = map_content(shown.results)
    themes = list(town_themes(content, shown.results))
    towns = list(dict.fromkeys(content.settlements["town"]))
    assert [name for name, *_ in themes] == [f"town-{n:02d}" for n in range(1, len(towns) + 1)]
    for (_, shown_here, theme), town in zip(themes, towns, strict=True):
        assert set(shown_here.settlements["town"]) == {town}
        assert set(shown_here.trips["school_id"]) <= set(shown_here.schools["school_id"])
        assert town in theme.title
