"""What maps, tables and the page say of a school whose site continues as another; and nothing of it where none does."""

from pathlib import Path
from typing import Any

import pyogrio
import pytest
from matplotlib.figure import Figure

from planner.plan import Action
from planner.show.geopackage import write_geopackage
from planner.show.maps.atlas.difference import difference_panel, school_changes
from planner.show.maps.content import map_content
from planner.show.maps.fonts import load_lettering
from planner.show.maps.layers import draw_plan_map
from planner.show.maps.pen import Pen
from planner.show.maps.place_list import merge_lines
from planner.show.maps.sheet import draw_panel, headline
from planner.show.page.content import ACTIONS, plan_document
from planner.show.qgis_style import layer_styles
from tests.shown import Shown

ACTIONS_WANTED = {
    "P1": "change",
    "P2": "change",
    "P3": "merge",
    "K1": "build",
    "N2": "build",
    "K2": "leave",
    "A1": "keep",
}


def test_the_plan_converts_two_sites(converting: Shown) -> None:
    """The decided alternative is built, the other one of its site left; a merged school without one is merged."""
    assert {row.school_id: row.action for row in converting.plan.schools} == ACTIONS_WANTED
    assert converting.results.last.rows.continues == {"P1": "K1", "P2": "N2"}
    assert converting.results.continues == {"P1": (2026, "K1"), "P2": (2026, "N2")}


def test_nothing_continues_where_nothing_is_converted(merging: Shown) -> None:
    """A merged school whose site is given up continues as nothing."""
    assert converting_of(merging) == {}


def converting_of(shown: Shown) -> dict[str, str]:
    """Return what sites continue as in the last year."""
    return dict(shown.results.last.rows.continues)


def texts_of_panel(shown: Shown) -> str:
    """Return what the map's panel says."""
    ax = Figure(figsize=(4, 8)).add_axes((0, 0, 1, 1))
    ax.set_xlim(0, 288)
    ax.set_ylim(0, 576)
    draw_panel(Pen(ax=ax, lettering=load_lettering()), map_content(shown.results), shown.scenario)
    return "\n".join(text.get_text() for text in ax.texts)


def test_legend_and_headline_tell_conversions_where_there_are_any(converting: Shown, merging: Shown) -> None:
    """The legend has a row for them, the headline counts them among the merged."""
    content = map_content(converting.results)
    assert "撤并3所（其中改办2所）" in headline(content.measures, content.years)
    assert "改办" in texts_of_panel(converting)
    other = map_content(merging.results)
    assert "改办" not in headline(other.measures, other.years) + texts_of_panel(merging)


def test_both_schools_of_a_site_are_named_on_the_map(converting: Shown) -> None:
    """Neither name hides the other."""
    ax = Figure(figsize=(12, 8)).add_axes((0, 0, 1, 1))
    draw_plan_map(ax, map_content(converting.results), load_lettering())
    names = {text.get_text() for text in ax.texts}
    assert {"东沟教学点", "东沟幼儿园", "河口教学点", "河口小学"} <= names


def test_the_place_list_says_what_the_site_becomes(converting: Shown) -> None:
    """Beside where the pupils go."""
    said = dict(merge_lines(map_content(converting.results)))
    assert said["东沟教学点"].endswith("；校舍改办为东沟幼儿园")
    assert said["河口教学点"].endswith("；校舍改办为河口小学")
    assert "改办" not in said["麻屯教学点"]


def test_the_difference_map_tells_a_conversion_from_a_merge(converting: Shown) -> None:
    """Against the same plan with P1's site given up and P2 kept: each differs in its own way; the legend says it."""
    done = {"P1": ("merge", False), "K1": ("leave", False), "P2": ("keep", True), "N2": ("leave", False)}
    rows = tuple(
        row if row.school_id not in done
        else row.model_copy(update={"action": done[row.school_id][0], "open": done[row.school_id][1]})
        for row in converting.plan.schools
    )  # fmt: skip
    other = Shown(
        plan=converting.plan.model_copy(update={"schools": rows}),
        scenario=converting.scenario,
        district=converting.district,
    )
    first, second = map_content(converting.results), map_content(other.results)
    changes = school_changes(first, second).set_index("school_id")["change"]
    assert changes[["P1", "K1", "P2", "N2"]].to_list() == [(0, "change"), (0, "build"), (0, "change"), (0, "build")]
    swapped = school_changes(second, first).set_index("school_id")["change"]
    assert swapped["P2"] == (1, "change")
    ax = Figure(figsize=(4, 9)).add_axes((0, 0, 1, 1))
    difference_panel(Pen(ax=ax, lettering=load_lettering()), first, second)
    said = [text.get_text() for text in ax.texts]
    assert "仅A改办" in said
    assert "仅B改办" not in said


def test_the_geopackage_names_what_the_site_continues_as(converting: Shown, tmp_path: Path) -> None:
    """A column of its own."""
    write_geopackage(tmp_path / "plan.gpkg", converting.results)
    schools = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="schools").set_index("school_id")
    assert schools.loc[["P1", "P2", "P3", "K1"], "continues_as"].to_list() == ["东沟幼儿园", "河口小学", "", ""]
    assert schools.loc["P1", "action_zh"] == "改办"


@pytest.mark.parametrize(
    "asked", [("merge", "expand", "build", "keep"), ("merge", "change", "expand", "build", "keep")]
)
def test_qgis_explains_what_it_is_asked_to(converting: Shown, asked: tuple[Action, ...]) -> None:
    """A conversion has a category where there is one; its frame is drawn below what stands in it."""
    styles = layer_styles({}, converting.scenario, asked).set_index("f_table_name")["styleQML"]
    assert ('value="change"' in styles["schools"]) == ("change" in asked)


def test_the_page_knows_what_the_site_becomes(converting: Shown) -> None:
    """By the schools' rows; -1 where it becomes nothing."""
    document: dict[str, Any] = plan_document(converting.results)
    ids, state = document["schools"]["id"], document["states"][-1]
    becomes = dict(zip(ids, state["schools"]["becomes"], strict=True))
    assert becomes == dict.fromkeys(ids, -1) | {"P1": ids.index("K1"), "P2": ids.index("N2")}
    assert state["figures"]["actions"][ACTIONS.index("change")] == 2
