"""The document of a page says what the plan says."""

import json
import math
from typing import Any

import pytest
from shapely.geometry import Point, Polygon
from shapely.ops import unary_union

from planner.decide.explain.balance import ITEMS, Balance
from planner.language import Text
from planner.show.page.assemble import json_text
from planner.show.page.content import ACTIONS, MODES, REASONS, plan_document
from planner.show.page.ground import DEGREE
from planner.show.words.merging import MergingTold
from tests.showing import renamed
from tests.shown import Shown, crowded, everything_short, nothing_merged, one_settlement, paper_shown
from tests.telling import paper_reason

HOSTILE = "</script><script>window.hit=1</script>"


def document(shown: Shown) -> Any:  # noqa: ANN401 - JSON has many types
    """Return the document as a browser reads it."""
    return json.loads(json_text(plan_document(shown.results)))


def test_every_journey_stands_in_its_year() -> None:
    """Columns of places, modes, minutes and pupils come back as the plan's own rows."""
    shown = paper_shown()
    read = document(shown)
    homes, schools = read["settlements"]["id"], read["schools"]["id"]
    for state in read["states"]:
        columns = [state["trips"][name] for name in "sbcmtp"]
        found = [
            (homes[s], read["bands"][b]["id"], schools[c], MODES[m], t, p)
            for s, b, c, m, t, p in zip(*columns, strict=True)
        ]
        assert found == [
            (row.settlement_id, row.grade_band, row.school_id, row.mode, row.minutes, sum(row.pupils.values()))
            for row in shown.plan.assignments
            if row.year == state["year"]
        ]


def test_schools_have_what_the_plan_gives_them() -> None:
    """Action, classes by grade, rooms, beds and boarders of every school and year."""
    shown = paper_shown()
    read = document(shown)
    ids, grades = read["schools"]["id"], shown.scenario.grades
    for row in shown.plan.schools:
        state, place = read["years"].index(row.year), ids.index(row.school_id)
        now = {name: read["states"][state]["schools"][name][place] for name in ("action", "rooms", "beds")}
        assert now == {"action": ACTIONS.index(row.action), "rooms": row.classrooms_added, "beds": row.beds_added}
        classes = read["states"][state]["schools"]["classes"][place]
        assert classes == ([row.classes.get(grade, 0) for grade in grades] if row.classes else [])


def test_pupils_without_a_seat_are_all_there() -> None:
    """Everyone the plan leaves over is counted with the reason."""
    shown = everything_short()
    read = document(shown)
    for number, year in enumerate(read["years"]):
        short = [row for row in shown.plan.shortfall if row.year == year]
        assert read["states"][number]["short"]["p"] == [sum(row.pupils.values()) for row in short]
        assert [REASONS[r] for r in read["states"][number]["short"]["r"]] == [r.reason for r in short]


def test_who_decides_about_a_school() -> None:
    """A kind that is not merged stays by rule, a candidate is free, a teaching point is the planner's."""
    read = document(paper_shown())
    decided = dict(zip(read["schools"]["id"], read["schools"]["decided"], strict=True))
    assert decided == {"P0": "free", "P1": "free", "P2": "kind", "J1": "kind", "N1": "free"}


def test_the_ground_is_shared_out_once() -> None:
    """Cells hold their settlement, fill the towns, and do not overlap."""
    shown = paper_shown()
    read = document(shown)
    flat = [value / DEGREE for value in read["ground"]["corners"]]
    corners = list(zip(flat[::2], flat[1::2], strict=True))
    cells = []
    homes = shown.district.settlements[["lon", "lat"]].to_numpy(float)
    for home, rings in zip(homes, read["ground"]["cells"], strict=True):
        cell = unary_union([Polygon([corners[place] for place in ring]) for ring in rings])
        assert cell.buffer(1e-4).contains(Point(home))
        cells.append(cell)
    assert shown.district.boundaries is not None
    towns = unary_union(list(shown.district.boundaries.geometry))
    assert unary_union(cells).area == pytest.approx(towns.area, rel=1e-3)
    assert math.fsum(cell.area for cell in cells) == pytest.approx(towns.area, rel=1e-3)


def test_a_town_name_stands_in_its_town() -> None:
    """The place of a name lies within the town's outline."""
    shown = paper_shown()
    assert shown.district.boundaries is not None
    outline = shown.district.boundaries.set_index("town").geometry
    for town in document(shown)["ground"]["towns"]:
        lon, lat = town["at"]
        assert outline[town["name"]].contains(Point(lon / DEGREE, lat / DEGREE))


@pytest.mark.parametrize("shown", [nothing_merged(), everything_short(), one_settlement(), crowded()])
def test_bare_and_full_plans_make_documents(shown: Shown) -> None:
    """Nothing merged, nobody seated, one village, a crowd: each is written as JSON, which knows no NaN."""
    assert document(shown)["settlements"]["id"] == list(shown.district.settlements["settlement_id"])


def test_text_cannot_end_the_script_it_stands_in() -> None:
    """Names that look like markup come back unchanged, and no angle bracket is written."""
    shown = renamed(paper_shown(), {"A": HOSTILE, "P2": "{{ data }}"}, title=f"</title>{HOSTILE}")
    text = json_text(plan_document(shown.results))
    assert not set("<>&\u2028\u2029") & set(text)
    assert HOSTILE in json.loads(text)["settlements"]["name"]


def test_sentences_never_say_more_than_is_proven() -> None:
    """A plan that is not proven best is not called so, in either language; one that is, is."""
    feasible = paper_shown()
    said = " ".join(text for tongue in ("zh", "en") for text in document(feasible)["sentences"][tongue])
    assert "proven cheapest" not in said
    assert "已证明本方案最省" not in said
    best = paper_shown(status="optimal", gap=0.0, bound=feasible.plan.objective.total)
    said = " ".join(text for text in document(best)["sentences"]["en"])
    assert "proven cheapest" in said


def test_reasons_are_told_in_both_languages() -> None:
    """A reason is found by its school's place, with verdict, rule, red line and journey."""
    shown = paper_shown()
    found = plan_document(shown.results, [paper_reason()])["whys"]
    assert isinstance(found, list)
    (why,) = found
    assert why["c"] == list(shown.district.schools["school_id"]).index("P1")
    assert why["lines"][0]["passed"] is True
    for said in (why["verdict"], *why["rules"], *why["lines"], *why["journeys"]):
        assert said["zh"]
        assert said["en"]
        assert said["zh"] != said["en"]


def test_who_changes_school_and_what_merging_saves() -> None:
    """Settlements by place, with pupils by cause; a balance by its school's place, and -1 for all together."""
    shown = paper_shown()
    items = dict.fromkeys(ITEMS, 0.0) | {"classes": -1.25}
    rows = tuple(
        Balance(school_id=school_id, items=items, fiscal=-5.0, families=2.0, policy=1.0, penalty=0.5)
        for school_id in ("P1", "")
    )
    told = MergingTold(sentences=(Text("It saves.", "省。"),), balances=rows)
    found = json.loads(json_text(plan_document(shown.results, merging=told)))
    assert found["merging"]["says"] == {"zh": ["省。"], "en": ["It saves."]}
    first, together = found["merging"]["rows"]
    assert first["c"] == list(shown.district.schools["school_id"]).index("P1")
    assert together["c"] == -1
    assert (first["classes"], first["other"], first["all"]) == (-1.25, 1.5, -1.5)
    for state, year in zip(found["states"], shown.results.by_year.values(), strict=True):
        assert sum(state["moved"]["m"]) == pytest.approx(year.hearing.moved_merged, abs=0.2)
        assert sum(state["moved"]["o"]) == pytest.approx(year.hearing.moved_open, abs=0.2)
