"""Map sheets: names that keep apart, signs that differ in grey, and every text drawn as it stands."""

from dataclasses import replace
from io import BytesIO
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from planner.show.maps.content import map_content
from planner.show.maps.fonts import FONT_FILE, load_lettering
from planner.show.maps.labels import Crowd, Label, overlaps, place_labels, spots_around
from planner.show.maps.place_list import list_height, merge_lines
from planner.show.maps.plan import MapSheet, draw_map_sheet, draw_plan_map, write_map
from planner.show.maps.symbols import MINUTES_BINS, SHORTFALL, SIGNS
from tests.shown import Shown, crowded, everything_short, nothing_merged, one_settlement, paper_shown, without

CASES = {
    "paper": paper_shown(),
    "nothing merged": nothing_merged(),
    "everything short": everything_short(),
    "one settlement, no pairs": one_settlement(),
    "no boundaries": without(paper_shown(), boundaries=None),
    "crowded": crowded(),
}


def boxes_of(texts: list[Text], figure: Figure) -> list[tuple[float, float, float, float]]:
    """Measure texts as the renderer prints them, in pixels."""
    figure.draw_without_rendering()
    # an annotation's own extent takes its leader line in: the letters alone are meant
    extents = [Text.get_window_extent(text).extents for text in texts]
    return [(float(left), float(bottom), float(right), float(top)) for left, bottom, right, top in extents]


def names_on(sheet: MapSheet) -> list[Text]:
    """Return the names on the map itself."""
    return [text for text in sheet.map_axes.texts if text.get_gid() == "name"]


def lightness(colour: str) -> float:
    """Return a colour's CIE lightness, 0 black to 100 white: what a grey print keeps of it."""
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    light = float(np.dot([0.2126, 0.7152, 0.0722], channels))
    return 116 * light ** (1 / 3) - 16 if light > 0.008856 else 903.3 * light


@pytest.mark.sampled(most=3)
@pytest.mark.parametrize("shown", CASES.values(), ids=CASES)
def test_no_two_names_overlap(shown: Shown) -> None:
    """Names as printed keep clear of each other, and lie within the map."""
    sheet = draw_map_sheet(shown.results)
    names = names_on(sheet)
    assert len(names) == len(sheet.drawn.names)
    boxes = boxes_of(names, sheet.figure)
    assert overlaps(boxes) == 0
    frame = sheet.map_axes.get_window_extent()
    assert all(frame.x0 <= b[0] and frame.y0 <= b[1] and b[2] <= frame.x1 and b[3] <= frame.y1 for b in boxes)


def test_overlapping_names_are_seen() -> None:
    """The measure of overlap itself finds two names drawn over each other."""
    figure = Figure()
    texts = [figure.text(0.5, 0.5, "甲村", fontproperties=load_lettering().font(10)) for _ in range(2)]
    assert overlaps(boxes_of(texts, figure)) == 1


def label_at(x: float, y: float, text: str = "甲村") -> Label:
    """Return a label 40 by 10 points beside a sign 10 points wide."""
    spots, costs, leaders = spots_around((x, y), (40.0, 10.0), 5.0)
    return Label(text=text, points=10.0, colour="black", bold=False, anchor=(x, y), reach=5.0, width=40.0, height=10.0,
                 spots=spots, costs=costs, leaders=leaders)  # fmt: skip


def crowd_with(hard: list[tuple[float, float, float, float]]) -> Crowd:
    """Return a frame of 200 by 100 points with signs in it."""
    signs = np.array(hard, dtype=float).reshape(-1, 4)
    return Crowd(frame=(0.0, 0.0, 200.0, 100.0), hard=signs, soft=np.empty((0, 2)), weights=np.empty(0))


def test_a_name_stands_right_of_its_sign_where_it_can() -> None:
    """With nothing about, a name goes to the right, next to its sign and without a leader line."""
    (placed,) = place_labels([label_at(100, 50)], crowd_with([]))
    assert (placed.x, placed.y, placed.leader) == (100 + 5 + 1.5 + 20, 50, False)


def test_a_name_gives_way_to_the_frame_and_to_signs() -> None:
    """At the right edge it goes left; with a sign there too, it goes elsewhere; with signs all around, nowhere."""
    (left,) = place_labels([label_at(190, 50)], crowd_with([]))
    assert left.box[2] < 190
    (other,) = place_labels([label_at(190, 50)], crowd_with([(140, 45, 180, 55)]))
    assert (other.box[3] <= 45, other.box[1] >= 55) in {(True, False), (False, True)}
    assert place_labels([label_at(100, 50)], crowd_with([(0, 0, 200, 100)])) == ()


def test_the_weightier_name_has_the_better_place() -> None:
    """Of two names for one spot the first gets it, whatever the second is left with."""
    first, second = place_labels([label_at(100, 50, "一"), label_at(100, 50, "二")], crowd_with([]))
    assert (first.label.text, first.x) == ("一", 126.5)
    assert overlaps([first.box, second.box]) == 0


def test_names_that_find_no_room_are_counted() -> None:
    """A crowded sheet writes what fits and says how many names it left out."""
    sheet = draw_map_sheet(crowded(16).results)
    written = [text.get_text() for axes in sheet.figure.axes for text in axes.texts]
    assert sheet.drawn.left_out > 0
    assert any(f"另有{sheet.drawn.left_out}个名称未注记" in text for text in written)


def test_built_and_expanded_schools_are_named_first() -> None:
    """Every built school has its name, however crowded the map."""
    sheet = draw_map_sheet(crowded().results)
    content = map_content(crowded().results)
    built = set(content.schools.loc[content.schools["action"] == "build", "name"])
    assert built <= {placed.label.text for placed in sheet.drawn.names}


def test_where_places_are_few_every_village_is_named_and_read_from_afar() -> None:
    """Villages and schools that stay have their names, in letters a reader of an A3 sheet needs no glass for."""
    shown = paper_shown()
    names = {placed.label.text: placed.label.points for placed in draw_map_sheet(shown.results).drawn.names}
    villages = {"甲村", "丁村", "戊村"}
    assert villages <= names.keys()
    assert min(names[village] for village in villages) >= 9
    many = {placed.label.text for placed in draw_map_sheet(crowded().results).drawn.names}
    assert not many & set(crowded().district.settlements["name"])


@pytest.mark.parametrize("shown", CASES.values(), ids=CASES)
def test_sheet_texts_do_not_run_into_each_other(shown: Shown) -> None:
    """In title, legend and foot no line overlaps another or leaves the sheet."""
    sheet = draw_map_sheet(shown.results)
    around = [text for axes in sheet.figure.axes if axes is not sheet.map_axes for text in axes.texts]
    boxes = boxes_of(around, sheet.figure)
    assert overlaps(boxes) == 0
    width, height = sheet.figure.bbox.size
    assert all(b[0] >= 0 and b[1] >= 0 and b[2] <= width and b[3] <= height for b in boxes)


@pytest.mark.sampled(most=2)
@pytest.mark.parametrize("shown", CASES.values(), ids=CASES)
def test_map_is_a3_and_the_same_each_time(shown: Shown, tmp_path: Path) -> None:
    """The picture has A3's size at its resolution; the same plan gives the same bytes; no setting is left changed."""
    before = dict(mpl.rcParams)
    files = [tmp_path / "one.png", tmp_path / "two.png"]
    for file in files:
        write_map(file, shown.results, dpi=40)
    with Image.open(files[0]) as picture:
        assert picture.size == pytest.approx((16.54 * 40, 11.69 * 40), abs=1)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert dict(mpl.rcParams) == before


def test_every_text_is_drawn_with_the_bundled_font() -> None:
    """No text asks the machine for a font, and none is read as mathematics."""
    sheet = draw_map_sheet(paper_shown().results)
    texts = [text for axes in sheet.figure.axes for text in axes.texts if text.get_text()]
    assert texts
    assert {str(text.get_fontproperties().get_file()) for text in texts} == {str(FONT_FILE)}
    assert not any(text.get_parse_math() for text in texts if "$" in text.get_text())


def test_hostile_names_are_drawn_as_they_stand(tmp_path: Path) -> None:
    """Mathematics stays text, controls go, and characters the font lacks become boxes without a warning."""
    shown = paper_shown()
    sheet = draw_map_sheet(shown.results)
    written = {placed.label.text for placed in sheet.drawn.names}
    assert {r"$\frac{a}{b}$_小学\sqrt", "=cmd|'/C calc'!A0", "送 [31m庄 小学"} <= written
    assert load_lettering().printable("\U00030edd村") == "□村"
    write_map(tmp_path / "map.png", shown.results, dpi=40)


def test_titles_and_towns_are_drawn_as_they_stand(tmp_path: Path) -> None:
    """A title, a town and a source that look like mathematics, or like broken mathematics, are drawn as text."""
    shown = paper_shown()
    odd = r"$\frac{1}$ \sqrt{"
    settlements = shown.district.settlements.assign(town=odd)
    provenance = replace(shown.district.provenance, sources={"pupils": odd})
    district = replace(shown.district, settlements=settlements, provenance=provenance, boundaries=None)
    scenario = shown.scenario.model_copy(update={"title": odd})
    results = replace(shown, scenario=scenario, district=district).results
    sheet = draw_map_sheet(results)
    assert sum(odd in text.get_text() for axes in sheet.figure.axes for text in axes.texts) == 3
    write_map(tmp_path / "map.png", results, dpi=40)


def test_sheet_says_that_it_is_synthetic_and_a_sketch() -> None:
    """The synthetic columns are named, and nothing is said where nothing is synthetic."""
    shown = paper_shown()
    texts = [text.get_text() for axes in draw_map_sheet(shown.results).figure.axes for text in axes.texts]
    assert any("合成数据 synthetic data" in text for text in texts)
    assert any("示意图" in text for text in texts)
    measured = without(shown, provenance=type(shown.district.provenance)())
    texts = [text.get_text() for axes in draw_map_sheet(measured.results).figure.axes for text in axes.texts]
    assert not any("合成" in text for text in texts)


def test_last_of_several_years_is_shown_and_named() -> None:
    """The map of a plan of two years shows the second and says so; the first can be asked for."""
    shown = paper_shown()
    texts = [text.get_text() for axes in draw_map_sheet(shown.results).figure.axes for text in axes.texts]
    assert any("2026–2027年规划" in text and "图示2027年" in text for text in texts)
    first = map_content(shown.results, year=2026)
    assert len(first.flows) == 0
    assert len(map_content(shown.results).flows) == 2


def test_flows_run_from_merged_to_receiving_schools() -> None:
    """Each flow starts at the merged school, ends at a receiving one and carries its pupils."""
    content = map_content(paper_shown().results)
    place = content.schools.set_index("school_id")[["x", "y"]]
    flow = content.flows.sort_values("pupils", kind="stable").iloc[0]
    assert (flow["from_x"], flow["from_y"]) == tuple(place.loc["P1"])
    assert {(f["to_x"], f["to_y"]) for _, f in content.flows.iterrows()} == {
        tuple(place.loc["P2"]),
        tuple(place.loc["N1"]),
    }
    assert content.flows["pupils"].to_list() == [15, 15]


def test_map_is_true_to_scale() -> None:
    """A hundredth of a degree north is 1.11 km on the map, and metres count the same both ways."""
    shown = crowded()
    view = draw_map_sheet(shown.results).drawn.view
    content = map_content(shown.results)
    north = dict(zip(content.settlements["settlement_id"], content.settlements["y"].to_numpy(float), strict=True))
    assert north["0100"] - north["0000"] == pytest.approx(0.02 * 110_950, rel=2e-3)
    across = (view.x_limits[1] - view.x_limits[0]) / view.width
    assert (view.y_limits[1] - view.y_limits[0]) / view.height == pytest.approx(across)


def test_settlements_are_shaded_by_their_pupils_minutes() -> None:
    """Minutes of a settlement are the mean over its pupils; none where nobody has a seat."""
    spots = map_content(paper_shown().results).settlements.set_index("settlement_id")
    assert spots.loc["A", "minutes"] == pytest.approx(25)
    assert spots.loc["B", "minutes"] == pytest.approx((5 * 30 + 10 * 40) / 15)
    assert spots["minutes"].isna().to_list() == [False, False, True, False, True]
    assert spots.loc["C", "short"] == 3


def test_signs_differ_in_shape_and_in_grey() -> None:
    """No two share a shape; fills differ by 12 of lightness or more, but the frame, large and dark-edged."""
    signs, frame = [*SIGNS.values(), SHORTFALL], SIGNS["change"]
    assert len({sign.marker for sign in signs}) == len(signs)
    filled = [sign for sign in signs if sign is not frame]
    assert frame.points > max(sign.points for sign in filled)
    assert lightness(frame.fill) - lightness(frame.edge) > 50
    for one, other in combinations(filled, 2):
        assert abs(lightness(one.fill) - lightness(other.fill)) >= 12, (one.word, other.word)


def test_shades_of_minutes_grow_darker() -> None:
    """Each bin is darker than the one before by 12 of lightness or more."""
    shades = np.array([lightness(shade.fill) for shade in MINUTES_BINS])
    assert (np.diff(shades) <= -12).all()


@pytest.mark.parametrize("inches", [(3.0, 2.0), (8.0, 6.0)])
def test_a_plan_is_drawn_into_axes_of_any_size(inches: tuple[float, float]) -> None:
    """Signs and letters shrink with the axes; names still keep apart."""
    figure = Figure(figsize=inches)
    axes = figure.add_axes((0, 0, 1, 1))
    drawn = draw_plan_map(axes, map_content(crowded(6).results), load_lettering())
    assert overlaps(boxes_of([text for text in axes.texts if text.get_gid() == "name"], figure)) == 0
    assert drawn.view.zoom < 1
    assert darkest_of(figure) < 100


def darkest_of(figure: Figure) -> int:
    """Return the darkest grey of the drawn picture, 0 to 255."""
    file = BytesIO()
    figure.savefig(file, format="png", dpi=50)
    with Image.open(file) as picture:
        return int(np.asarray(picture.convert("L")).min())


@pytest.mark.sampled(most=2)
@pytest.mark.parametrize("shown", CASES.values(), ids=CASES)
def test_sheet_texts_stay_in_their_columns(shown: Shown) -> None:
    """No line of the legend, the list, the title or the foot runs out of its own part of the sheet."""
    sheet = draw_map_sheet(shown.results)
    for axes in sheet.figure.axes:
        if axes is sheet.map_axes:
            continue
        frame = axes.get_window_extent()
        for text, box in zip(axes.texts, boxes_of(list(axes.texts), sheet.figure), strict=True):
            assert (box[0] >= frame.x0 - 1, box[2] <= frame.x1 + 1) == (True, True), text.get_text()


def test_a_wide_district_leaves_room_for_the_list() -> None:
    """Under a wide county's map stands each merged school with where its pupils go; a high one has no room for it."""
    wide = draw_map_sheet(flat(crowded(), 0.3).results)
    written = " ".join(text.get_text() for axes in wide.figure.axes for text in axes.texts)
    assert "撤并去向" in written
    lines = merge_lines(map_content(crowded().results))
    assert len(lines) == map_content(crowded().results).measures.merged
    assert ("村庄0000教学点", "村庄0002中心小学 5人") in lines
    high = draw_map_sheet(crowded().results)
    assert not any("撤并去向" in text.get_text() for axes in high.figure.axes for text in axes.texts)


@pytest.mark.parametrize(
    ("n_lines", "free", "height"),
    [(0, 500.0, 0.0), (8, 60.0, 0.0), (32, 500.0, 140.0), (400, 200.0, 200.0)],
)
def test_list_takes_what_it_needs_of_what_is_free(n_lines: int, free: float, height: float) -> None:
    """Nothing to say or too little room takes nothing; a long list takes all there is."""
    assert list_height([("a", "b")] * n_lines, free) == height


def flat(shown: Shown, share: float) -> Shown:
    """Squeeze a county north to south."""
    district = shown.district
    settlements = district.settlements.assign(lat=34.8 + (district.settlements["lat"] - 34.8) * share)
    schools = district.schools.assign(lat=34.8 + (district.schools["lat"] - 34.8) * share)
    return without(shown, settlements=settlements, schools=schools)
