"""What maps, tables and the page say of a school whose site continues as another; and nothing of it where none does."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from matplotlib.figure import Figure

from planner.decide.explain.reasons import SchoolReason
from planner.plan import Action
from planner.reading.plausible import plausible_notes
from planner.show.geopackage import write_geopackage
from planner.show.maps.atlas.difference import difference_panel, school_changes
from planner.show.maps.content import map_content
from planner.show.maps.fonts import load_lettering
from planner.show.maps.layers import draw_plan_map
from planner.show.maps.pen import Pen
from planner.show.maps.place_list import merge_lines
from planner.show.maps.sheet import draw_panel, headline
from planner.show.page.content import ACTIONS, plan_document
from planner.show.papers.schools import school_papers
from planner.show.papers.sums import seat_lines
from planner.show.qgis_style import layer_styles
from planner.show.words.reason_text import reasons_text
from planner.show.words.sentences import plan_sentences
from planner.show.workbook.rows import plan_sheets
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


def test_the_workbook_and_the_paper_say_where_the_building_goes(converting: Shown, merging: Shown) -> None:
    """The merge list, a column of the schools, the paper's list of merged schools, its costs, and what is added."""
    sheets = {sheet.name: sheet for sheet in plan_sheets(converting.results)}
    merged = {str(row[1]): str(row[6]) for row in sheets["撤并清单"].rows}
    assert merged["P1"].endswith("；校舍改办为东沟幼儿园。")
    assert "改办" not in merged["P3"]
    said = {str(row[0]): row[-1] for row in sheets["学校"].rows}
    assert sheets["学校"].headings[-1].text == "校舍"
    assert (said["P1"], said["K1"], said["P3"]) == ("校舍改办为东沟幼儿园", "原为东沟教学点", "")
    plain = {sheet.name: sheet for sheet in plan_sheets(merging.results)}
    assert plain["学校"].headings[-1].text != "校舍"
    paper = {school.school_id: school for school in school_papers(converting.results)}
    assert paper["P2"].into.endswith("；校舍改办为河口小学")
    assert paper["P1"].costs[0] == "校舍改办为东沟幼儿园，一次性投入20.0万元"
    assert "改办" not in paper["P3"].into + "".join(paper["P3"].costs)
    added = {line.school: line.action for line in seat_lines(converting.results)}
    assert added["东沟幼儿园"] == "改办"


def test_the_summary_counts_conversions_among_the_merged(converting: Shown, merging: Shown) -> None:
    """In both languages, and nothing where there is none."""
    merges = plan_sentences(converting.results)[0]
    assert merges.zh.startswith("撤并：3个教学点")
    assert merges.zh.endswith("；其中2所的校舍改办为其他学校。")
    assert merges.endswith("; 2 of the sites continue as other schools.")
    assert "改办" not in plan_sentences(merging.results)[0].zh


def test_rows_of_one_site_that_lie_apart_are_noted(converting: Shown) -> None:
    """More than 500 m: a note that names them, in both languages; less: none."""
    schools = converting.district.schools
    assert not any("one site_id" in note for note in plausible_notes(converting.district))
    far = schools["lat"].where(schools["school_id"] != "K1", schools["lat"] + 0.005)
    (note,) = plausible_notes(replace(converting.district, schools=schools.assign(lat=far)))
    assert str(note).endswith("at 1 site(s): D1 (P1, K1: 556 m)")
    assert note.zh.endswith("相距超过 500 米：D1（P1、K1：556 米）")
    near = schools["lat"].where(schools["school_id"] != "K1", schools["lat"] + 0.004)
    assert plausible_notes(replace(converting.district, schools=schools.assign(lat=near))) == ()


def test_an_explanation_says_what_the_site_becomes(converting: Shown) -> None:
    """In the line that names the school and what is done with it."""
    reason = SchoolReason(
        school_id="P1", year=2026, action="change", pupils_today=6.0, receivers=(("A1", 6.0),), opposite=None,
        journeys=(), rules=(), red_lines=(), continues_as="K1",
    )  # fmt: skip
    said = reasons_text((reason,), (), converting.scenario, converting.district)
    assert "converted in 2026, 6 pupils today, into 送庄小学 (6 pupils); its site continues as 东沟幼儿园." in said
    assert "2026年改办，现有学生6人，并入送庄小学（6人）；校舍改办为东沟幼儿园。" in said.zh
