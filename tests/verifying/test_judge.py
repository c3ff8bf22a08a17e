"""The judge accepts a valid plan, and names the rule in every plan that was tampered with."""

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pydantic import ValidationError

from planner.plan import Objective, Plan
from planner.reading.scenario import GradeBand
from planner.verifying import Rule, Violation, find_violations, judge
from planner.verifying.facts import find_facts, parts_of, trip_of
from tests.districts import Case, paper_case, random_case, with_scenario, with_schools
from tests.paper_plan import COST, PENALTY, TOTAL, paper_keys, paper_plan

Keys = dict[str, Any]
PAPER = paper_case()
SPLIT = with_scenario(PAPER, "rules", "assignment", value={"mode": "split"})
NO_MERGE = with_scenario(PAPER, "rules", "merge", value=None)
LEAST_ONE = with_scenario(PAPER, "rules", "merge", value={"kinds": ["teaching_point"], "least": 1})
ONE_BY_2026 = with_scenario(PAPER, "rules", "merge", value={"by_year": {2026: 1}})
PAID_BY_2026 = with_scenario(PAPER, "budget_yuan", value={2025: 3_000, 2026: 110_000})
PAID_A_YEAR_BEFORE = with_scenario(PAID_BY_2026, "rules", "build_lead_years", value=1)
EXACTLY_ONE = with_scenario(PAPER, "rules", "merge", value={"kinds": ["teaching_point"], "exactly": 1})
JUNIOR_BOARDING = with_scenario(PAPER, "rules", "towns", value={"boarding_junior": 1})
PRIMARY_BOARDING = with_scenario(PAPER, "rules", "towns", value={"boarding_primary": 1})
BEDS_BY_EIGHT = with_scenario(PAPER, "rules", "bed_module", value=8)
HALF_FREE = with_scenario(PAPER, "rules", "seat_reserve", value={"share": 0.5})
HALF_FREE_IN_TOWNS = with_scenario(PAPER, "rules", "seat_reserve", value={"share": 0.5, "over": "town"})
OUTLOOK_2027 = with_scenario(with_scenario(PAPER, "years", value=[2026]), "outlook_years", value=[2027])
KEEP_P1 = with_scenario(PAPER, "decisions", value={"keep": ["P1"]})
NEVER_P1 = with_scenario(PAPER, "rules", "merge", value={"kinds": ["teaching_point"], "never": {"P1": "unsafe way"}})
SMALL_P2 = with_scenario(
    PAPER, "rules", "merge", value={"kinds": ["teaching_point"], "also_under_pupils": {"primary": 1000}, "most": 1}
)
CLOSE_P1 = with_scenario(PAPER, "decisions", value={"close": ["P1"]})
SMALL_PRIMARY = with_scenario(PAPER, "rules", "school_size", value={"primary": 14})
SMALL_POINTS = with_scenario(PAPER, "rules", "school_size", value={"primary": 1000, "teaching_point": 14})
LARGE_POINTS = with_scenario(PAPER, "rules", "min_pupils", value={"teaching_point": 16})
SIX_A_GRADE = with_scenario(PAPER, "rules", "whole_school", value={"least_pupils_per_grade": 6})
NEAR_SCHOOLS = with_scenario(PAPER, "rules", "nearest", value={"max_extra_minutes": 15})
NO_PRIMARY_RECEIVES = with_scenario(
    PAPER, "rules", "merge", value={"kinds": ["teaching_point"], "receivers": ["nine_year"]}
)
ONE_RECEIVER = with_scenario(PAPER, "rules", "merge", value={"kinds": ["teaching_point"], "together": "band"})
ONE_FOR_ALL_PARTS = with_scenario(PAPER, "rules", "settlement_parts", value={"most_schools": 1})
P2_IN_THE_WEST = with_schools(
    with_scenario(PAPER, "rules", "same_town", value={"stages": ["primary"]}),
    town=PAPER.district.schools["town"].where(PAPER.district.schools["school_id"] != "P2", "west"),
)
A_GOES_TO_P1 = with_scenario(PAPER, "assignments", value={"fixed": [["A", "lower", "P1"]]})
B_NOT_TO_P2 = with_scenario(PAPER, "assignments", value={"forbidden": [["B", "P2"]]})
NOBODY_MOVES = with_scenario(PAPER, "rules", "moves", value={"most_pupils": 0})
MOVED_ONCE = with_scenario(
    with_scenario(PAPER, "rules", "assignment", value={"mode": "whole"}), "rules", "moves", value={"again": 0}
)
N1_IN_A_VILLAGE = replace(
    with_scenario(PAPER, "rules", "siting", value={"junior": ["town_seat"]}),
    district=replace(PAPER.district, settlements=PAPER.district.settlements.assign(place="village")),
)
NO_JUNIOR_CLASSES = with_scenario(PAPER, "rules", "class_size", value={"primary": 20, "junior": None})
FUNDED = with_scenario(PAPER, "prices", "small_school_funding", value={"pupils": 1000})
NO_BEDS = with_schools(PAPER, beds_max=0)
J1_IN_THE_WEST = with_schools(
    with_scenario(PAPER, "grade_bands", "junior", "board_in", value="town"),
    town=PAPER.district.schools["town"].where(PAPER.district.schools["school_id"] != "J1", "west"),
    beds_max=30,
)


def mixed(**rule: object) -> Case:
    """Return the case in which teaching points may teach the grades of a band together."""
    return with_scenario(PAPER, "rules", "multigrade", value=rule)


def _teach_p1_together(keys: Keys) -> None:
    """Teach the fifteen pupils of P1 in one class."""
    next(row for row in keys["schools"] if row["school_id"] == "P1").update(classes={"1-2": 1})


def _bands_of_one_stage() -> Case:
    """Return the case in which both bands are primary, every school takes both, and they stay together."""
    case = with_scenario(with_schools(PAPER, grades="1-9"), "grade_bands", "junior", "stage", value="primary")
    case = with_scenario(case, "grade_bands", "lower", "max_ride_minutes", value=60)
    return with_scenario(case, "rules", "bands_together", value=["primary"])


def _at_the_site_of(school_id: str) -> Case:
    """Return the case in which N1 is an alternative of a school's site."""
    ids = PAPER.district.schools["school_id"]
    return with_schools(PAPER, site_id=ids.isin(["N1", school_id]).map({True: "D1", False: ""}))


N1_AT_P1, N1_AT_P2 = _at_the_site_of("P1"), _at_the_site_of("P2")


def violations_of(keys: Keys, case: Case = PAPER) -> tuple[Violation, ...]:
    """Judge a plan given by its keys."""
    return find_violations(Plan.model_validate(keys), case.scenario, case.district, case.journeys)


def school(keys: Keys, school_id: str, year: int) -> Keys:
    """Return one school's row."""
    return next(row for row in keys["schools"] if (row["school_id"], row["year"]) == (school_id, year))


def sent(keys: Keys, settlement_id: str, year: int, band: str) -> Keys:
    """Return the first assignment of a block."""
    block = (settlement_id, year, band)
    return next(row for row in keys["assignments"] if (row["settlement_id"], row["year"], row["grade_band"]) == block)


def _close_p0(keys: Keys) -> None:
    for year in (2026, 2027):
        school(keys, "P0", year).update(open=False, action="merge")
    keys["merges"].append({"school_id": "P0", "year": 2026, "receivers": []})


def _move_grade_to_other_part(keys: Keys) -> None:
    one, other = (row for row in keys["assignments"] if row["settlement_id"] == "A" and row["year"] == 2026)
    one["pupils"], other["pupils"] = {"1": 11, "2": 5}, {"1": 9, "2": 5}


def _send_all_of_a_to_p2(keys: Keys) -> None:
    for row in keys["assignments"]:
        if row["settlement_id"] == "A":
            row["school_id"] = "P2"


def _reopen_p1(keys: Keys) -> None:
    school(keys, "P1", 2026)["open"], school(keys, "P1", 2027)["open"] = False, True


def _close_n1(keys: Keys) -> None:
    school(keys, "N1", 2026)["open"], school(keys, "N1", 2027)["open"] = True, False


def _exchange_receivers(keys: Keys) -> None:
    first, second = keys["merges"][0]["receivers"]
    first["pupils"], second["pupils"] = 14, 16


def _raise_bound(keys: Keys) -> None:
    keys["bound"] = TOTAL + 100


class Bad(NamedTuple):
    """A way to tamper with the paper plan, and the rule it breaks; `case` where another scenario judges it."""

    name: str
    rule: Rule
    tamper: Callable[[Keys], object]
    case: Case = PAPER


TAMPERED = [
    Bad("another scenario", Rule.INPUTS, lambda k: k.update(scenario="other")),
    Bad("a school's row is gone", Rule.ROWS, lambda k: k["schools"].pop()),
    Bad("a school's row stands twice", Rule.ROWS, lambda k: k["schools"].append(k["schools"][0])),
    Bad("a row of an unknown school", Rule.ROWS, lambda k: k["schools"][0].update(school_id="P9")),
    Bad("a row of another year", Rule.ROWS, lambda k: k["schools"][0].update(year=2030)),
    Bad("classes of a grade nobody places", Rule.ROWS, lambda k: k["schools"][0]["classes"].update({"9": 1})),
    Bad("classes below zero", Rule.ROWS, lambda k: school(k, "P1", 2026)["classes"].update({"1": -1})),
    Bad("a settlement that is not there", Rule.ROWS, lambda k: k["assignments"][0].update(settlement_id="Z")),
    Bad("sent to a school that is not there", Rule.ROWS, lambda k: k["assignments"][0].update(school_id="Z")),
    Bad("sent in another year", Rule.ROWS, lambda k: k["assignments"][0].update(year=2030)),
    Bad("a band that is not there", Rule.ROWS, lambda k: k["assignments"][0].update(grade_band="upper")),
    Bad("a grade of another band", Rule.ROWS, lambda k: k["assignments"][0]["pupils"].update({"7": 1})),
    Bad("pupils below zero", Rule.ROWS, lambda k: k["shortfall"][0]["pupils"].update({"1": -3})),
    Bad("a merge of an unknown school", Rule.ROWS, lambda k: k["merges"][0].update(school_id="P9")),
    Bad("a merge in another year", Rule.ROWS, lambda k: k["merges"][0].update(year=2030)),
    Bad("receivers' pupils below zero", Rule.ROWS, lambda k: k["merges"][0]["receivers"][0].update(pupils=-1)),
    Bad("a block is forgotten", Rule.COUNTED, lambda k: k["shortfall"].pop(0)),
    Bad("a block is counted twice", Rule.COUNTED, lambda k: k["shortfall"].append(k["shortfall"][0])),
    Bad("a pupil is lost", Rule.COUNTED, lambda k: sent(k, "B", 2026, "lower")["pupils"].update({"1": 4})),
    Bad("a part is not even", Rule.WHOLE, _move_grade_to_other_part),
    Bad("a share takes more of one grade", Rule.SHARES, _move_grade_to_other_part, SPLIT),
    Bad("sent to a school without the grade", Rule.OFFERED, lambda k: k["assignments"][0].update(school_id="J1")),
    Bad("sent to a closed school", Rule.OPEN, lambda k: school(k, "P1", 2026).update(open=False)),
    Bad("classes at a closed school", Rule.OPEN, lambda k: school(k, "P1", 2027)["classes"].update({"1": 1})),
    Bad("boarders at a closed school", Rule.OPEN, lambda k: school(k, "P1", 2027).update(boarders=1)),
    Bad("sent farther than the limit", Rule.REACH, lambda k: sent(k, "B", 2026, "lower").update(school_id="P1")),
    Bad("boards in another town", Rule.BOARDING, lambda _: None, J1_IN_THE_WEST),
    Bad("rides what is a walk", Rule.JOURNEY, lambda k: k["assignments"][0].update(mode="ride")),
    Bad("minutes made shorter", Rule.JOURNEY, lambda k: k["assignments"][0].update(minutes=9.9)),
    Bad("kilometres made shorter", Rule.JOURNEY, lambda k: sent(k, "B", 2026, "lower").update(kilometres=11.9)),
    Bad("kilometres left out", Rule.JOURNEY, lambda k: sent(k, "B", 2026, "lower").update(kilometres=None)),
    Bad("kilometres made up", Rule.JOURNEY, lambda k: k["assignments"][0].update(kilometres=1.0)),
    Bad("no school, and one is open", Rule.REASON, lambda k: k["shortfall"][2].update(reason="no_school_in_reach")),
    Bad("no room, and there is", Rule.REASON, lambda k: k["shortfall"][2].update(reason="no_room_in_reach")),
    Bad("no room, and a merged one has", Rule.REASON, lambda k: k["shortfall"][3].update(reason="no_room_in_reach")),
    Bad("kept out by no rule", Rule.REASON, lambda k: k["shortfall"][2].update(kept_out_by=["nearest"])),
    Bad("too dear, out of reach", Rule.REASON, lambda k: k["shortfall"][0].update(reason="dearer_than_the_price")),
    Bad("another price of a seat", Rule.OBJECTIVE, lambda k: k.update(shortfall_yuan_per_pupil=9_000)),
    Bad("pupils of a school made fewer", Rule.LOADS, lambda k: school(k, "P2", 2026)["pupils"].update({"1": 14})),
    Bad("boarders made fewer", Rule.LOADS, lambda k: school(k, "J1", 2026).update(boarders=29)),
    Bad("a class too few", Rule.CLASSES, lambda k: school(k, "P2", 2026)["classes"].update({"1": 0})),
    Bad("a grade without a class", Rule.CLASSES, lambda k: school(k, "P2", 2026)["classes"].pop("2")),
    Bad("classes where they are switched off", Rule.CLASSES, lambda _: None, NO_JUNIOR_CLASSES),
    Bad("more classes than rooms", Rule.ROOMS, lambda k: school(k, "P2", 2026)["classes"].update({"1": 2})),
    Bad("too many classes", Rule.MAX_CLASSES, lambda k: school(k, "N1", 2027).update(classes={"1": 4})),
    Bad("too many rooms", Rule.CLASSROOMS_MAX, lambda k: school(k, "P2", 2027).update(classrooms_added=3)),
    Bad("more pupils than the school's own limit", Rule.SCHOOL_SIZE, _send_all_of_a_to_p2),
    Bad("more pupils than its kind may have", Rule.SCHOOL_SIZE, lambda _: None, SMALL_PRIMARY),
    Bad("more pupils than a point may have", Rule.SCHOOL_SIZE, lambda _: None, SMALL_POINTS),
    Bad("sent past a much nearer school", Rule.NEAREST, lambda _: None, NEAR_SCHOOLS),
    Bad("pupils change school, and nobody may", Rule.MOVES, lambda _: None, NOBODY_MOVES),
    Bad("moved to P2, and then to N1", Rule.MOVED_AGAIN, lambda _: None, MOVED_ONCE),
    Bad("a school is built in a village", Rule.SITING, lambda _: None, N1_IN_A_VILLAGE),
    Bad("a school of their town is passed for another town", Rule.SAME_TOWN, lambda _: None, P2_IN_THE_WEST),
    Bad("pupils go where they were not sent", Rule.ASSIGNMENTS, lambda _: None, A_GOES_TO_P1),
    Bad("pupils go where they may not", Rule.ASSIGNMENTS, lambda _: None, B_NOT_TO_P2),
    Bad("a primary takes pupils of a merged point", Rule.RECEIVER_KINDS, lambda _: None, NO_PRIMARY_RECEIVES),
    Bad("pupils of a merged point at two schools", Rule.TOGETHER, lambda _: None, ONE_RECEIVER),
    Bad("two bands at two schools", Rule.BANDS_TOGETHER, lambda _: None, _bands_of_one_stage()),
    Bad("parts of a settlement at two schools", Rule.SETTLEMENT_PARTS, lambda _: None, ONE_FOR_ALL_PARTS),
    Bad("fewer pupils than a point must have", Rule.MIN_PUPILS, lambda _: None, LARGE_POINTS),
    Bad("fewer pupils in a grade than there must be", Rule.WHOLE_SCHOOL, lambda _: None, SIX_A_GRADE),
    Bad("boarders without beds", Rule.BEDS, lambda k: school(k, "J1", 2026).update(beds_added=29)),
    Bad("more beds than the site holds", Rule.BEDS_MAX, lambda _: None, NO_BEDS),
    Bad("beds that are no whole modules", Rule.BED_MODULE, lambda _: None, BEDS_BY_EIGHT),
    Bad("beds taken away again", Rule.ADDED_STAYS, lambda k: school(k, "J1", 2027).update(beds_added=10)),
    Bad("rooms taken away again", Rule.ADDED_STAYS, lambda k: school(k, "P2", 2026).update(classrooms_added=2)),
    Bad("rooms at no school", Rule.ADDED_WHERE_OPEN, lambda k: school(k, "N1", 2026).update(classrooms_added=1)),
    Bad("beds at a merged school", Rule.ADDED_WHERE_OPEN, lambda k: school(k, "P1", 2027).update(beds_added=1)),
    Bad("two open on one site", Rule.ONE_AT_SITE, lambda _: None, N1_AT_P2),
    Bad("continues as another, and called merged", Rule.ACTION, lambda _: None, N1_AT_P1),
    Bad("a merged school opens again", Rule.MERGED_STAYS, _reopen_p1),
    Bad("a built school closes", Rule.BUILT_STAYS, _close_n1),
    Bad("merged and built in an outlook year", Rule.OUTLOOK, lambda k: k.update(merges=[]), OUTLOOK_2027),
    Bad("a planning year called outlook", Rule.OUTLOOK, lambda k: school(k, "P1", 2026).update(outlook=True)),
    Bad("variants that the scenario does not name", Rule.VARIANTS, lambda k: k.update(
        variants=[{"variant": "low", "weight": 1.0, "main": True, "objective": k["objective"]}])),
    Bad("merged without merge", Rule.MAY_MERGE, lambda _: None, NO_MERGE),
    Bad("one merged too many", Rule.MERGE_COUNT, _close_p0),
    Bad("one merged too many for its few pupils", Rule.MERGE_COUNT,
        lambda k: school(k, "P2", 2027).update(open=False), SMALL_P2),
    Bad("one merged too few", Rule.MERGE_COUNT, lambda _: None, LEAST_ONE),
    Bad("merged a year late", Rule.MERGE_COUNT, lambda _: None, ONE_BY_2026),
    Bad("a town without a boarding school", Rule.TOWNS, lambda _: None, PRIMARY_BOARDING),
    Bad("a town's boarding school a bed short", Rule.TOWNS,
        lambda k: [school(k, "J1", year).update(beds_added=0) for year in (2026, 2027)], JUNIOR_BOARDING),
    Bad("too few classrooms free", Rule.SEAT_RESERVE, lambda _: None, HALF_FREE),
    Bad("too few classrooms free in a town", Rule.SEAT_RESERVE, lambda _: None, HALF_FREE_IN_TOWNS),
    Bad("not the number asked for", Rule.MERGE_COUNT, lambda _: None, EXACTLY_ONE),
    Bad("a kept school is merged", Rule.DECISION, lambda _: None, KEEP_P1),
    Bad("a school never to be merged is", Rule.DECISION, lambda _: None, NEVER_P1),
    Bad("a kind that is kept by default closes", Rule.DECISION, lambda k: school(k, "P2", 2027).update(open=False)),
    Bad("a school to be closed is open", Rule.DECISION, lambda _: None, CLOSE_P1),
    Bad("expanded, and called kept", Rule.ACTION, lambda k: school(k, "P2", 2027).update(action="keep")),
    Bad("merged, and called left", Rule.ACTION, lambda k: school(k, "P1", 2027).update(action="leave")),
    Bad("built, and called kept", Rule.ACTION, lambda k: school(k, "N1", 2027).update(action="keep")),
    Bad("a merge is not listed", Rule.MERGES, lambda k: k["merges"].clear()),
    Bad("a merge is listed twice", Rule.MERGES, lambda k: k["merges"].append(k["merges"][0])),
    Bad("an open school is listed", Rule.MERGES, lambda k: k["merges"].append(k["merges"][0] | {"school_id": "P0"})),
    Bad("a merge in the wrong year", Rule.MERGES, lambda k: k["merges"][0].update(year=2026)),
    Bad("a closed receiver", Rule.MERGES, lambda k: k["merges"][0]["receivers"][0].update(school_id="P1")),
    Bad("a receiver named twice", Rule.MERGES, lambda k: k["merges"][0]["receivers"][0].update(school_id="N1")),
    Bad("receivers exchanged", Rule.RECEIVERS, _exchange_receivers),
    Bad("a receiver left out", Rule.RECEIVERS, lambda k: k["merges"][0]["receivers"].pop()),
    Bad("a receiver made up", Rule.RECEIVERS,
        lambda k: k["merges"][0]["receivers"].append({"school_id": "P0", "pupils": 2})),
    Bad("a receiver's pupils halved", Rule.RECEIVERS,
        lambda k: k["merges"][0]["receivers"][0].update(pupils=14.5)),
    Bad("more spent than the budget", Rule.BUDGET, lambda k: school(k, "P2", 2027).update(classrooms_added=2)),
    Bad("more spent by a year than its budget", Rule.BUDGET, lambda k: school(k, "P2", 2027).update(classrooms_added=2),
        PAID_A_YEAR_BEFORE),
    Bad("a term of the cost", Rule.OBJECTIVE, lambda k: k["objective"].update(travel=0)),
    Bad("more pupils of several grades than a class holds", Rule.MULTIGRADE, _teach_p1_together, mixed(max_pupils=14)),
    Bad("more grades taught together than may be", Rule.MULTIGRADE, _teach_p1_together, mixed(max_grades=1)),
    Bad("grades taught together at another kind", Rule.MULTIGRADE, _teach_p1_together, mixed(kinds=["primary"])),
    Bad("grades taught together that save no class", Rule.MULTIGRADE,
        lambda k: school(k, "P1", 2026).update(classes={"1-2": 2}), mixed()),
    Bad("grades taught together where no rule lets them", Rule.ROWS, _teach_p1_together),
    Bad("no funding of small schools", Rule.OBJECTIVE, lambda _: None, FUNDED),
    Bad("boarders' journeys for nothing", Rule.OBJECTIVE, lambda k: k["objective"].update(boarding=2 * 30 * 50)),
    Bad("a bound above the total", Rule.BOUND, _raise_bound),
    Bad("a gap made smaller", Rule.GAP, lambda k: k.update(gap=0.01)),
    Bad("a gap left out", Rule.GAP, lambda k: k.update(gap=None)),
    Bad("a feasible plan called optimal", Rule.STATUS, lambda k: k.update(status="optimal")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "tamper", "case"), [bad[1:] for bad in TAMPERED], ids=[bad.name for bad in TAMPERED])
def test_tampering_is_named(rule: Rule, tamper: Callable[[Keys], object], case: Case) -> None:
    """A plan that breaks a rule is refused with the name of that rule."""
    keys = paper_keys()
    tamper(keys)
    assert rule in {violation.rule for violation in violations_of(keys, case)}


def test_every_rule_has_its_tampering() -> None:
    """No rule stands in the judge without a plan that breaks it."""
    assert {bad.rule for bad in TAMPERED} == set(Rule)


def test_valid_plan_is_accepted() -> None:
    """A plan made by hand, whose costs were summed on paper, breaks no rule."""
    assert violations_of(paper_keys()) == ()


def test_a_town_with_its_boarding_school_is_accepted() -> None:
    """J1 has beds for its boarders: the same plan breaks no rule where the town must have a junior boarding school."""
    assert violations_of(paper_keys(), JUNIOR_BOARDING) == ()


def test_whole_parts_are_shares_too() -> None:
    """The same plan breaks no rule where any shares may go."""
    assert violations_of(paper_keys(), SPLIT) == ()


@pytest.mark.parametrize("term", list(Objective.model_json_schema(by_alias=True)["properties"]))
@pytest.mark.parametrize("yuan", [1.0, -1.0])
def test_each_term_is_recomputed(term: str, yuan: float) -> None:
    """A yuan more or less in any one term of the objective is found, and that term is named."""
    keys = paper_keys()
    keys["objective"][term] = keys["objective"].get(term, 0.0) + yuan
    assert f"objective.{term}" in {violation.where for violation in violations_of(keys)}


def test_optimal_needs_a_closed_gap() -> None:
    """A gap of 1e-6 may be called optimal, a gap of 2e-6 may not."""
    for gap, rules in ((1e-6, set()), (2e-6, {Rule.STATUS})):
        keys = paper_keys() | {"bound": TOTAL - gap * COST, "gap": gap, "status": "optimal"}
        assert {violation.rule for violation in violations_of(keys)} == rules


NOT_PROVABLE = {"scenario_file", "planner_version", "seed", "seconds", "engine", "notes.0"}


def _leaves(value: object, place: str = "") -> Iterator[str]:
    """Name every number, word and flag of a plan."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{place}.{number}")
    else:
        yield place


def _holder_of(keys: Any, place: str) -> tuple[Any, int | str]:  # noqa: ANN401 - any part of a JSON document
    """Return the list or mapping that holds a value, and its number or key there."""
    *path, last = place.split(".")
    for step in path:
        keys = keys[int(step) if isinstance(keys, list) else step]
    return keys, int(last) if isinstance(keys, list) else last


def _disturbed(value: object) -> object:
    """Return another value of the same sort."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return 1.0 if value is None else f"{value}?"


def is_refused(keys: Keys) -> bool:
    """Whether the plan file refuses these keys, or the judge the plan."""
    try:
        return bool(violations_of(keys))
    except ValidationError:
        return True


@pytest.mark.parametrize("place", [p for p in _leaves(paper_keys()) if p not in NOT_PROVABLE])
def test_no_key_can_be_changed_unseen(place: str) -> None:
    """Any single value of the file that a rule or a cost rests on is refused once it is changed."""
    keys = json.loads(json.dumps(paper_keys()))
    holder, last = _holder_of(keys, place)
    holder[last] = _disturbed(holder[last])
    assert is_refused(keys)


def test_every_closed_school_is_listed_with_decision_close() -> None:
    """A school that decisions close is obeyed though its kind may not be merged, and does not count as merged."""
    case = with_scenario(PAPER, "decisions", value={"close": ["P0"]})
    most_none = with_scenario(case, "rules", "merge", value={"kinds": ["junior"], "most": 0})
    keys = paper_keys()
    _close_p0(keys)
    rules = {violation.rule for violation in violations_of(keys, most_none)}
    assert not rules & {Rule.MERGE_COUNT, Rule.MAY_MERGE, Rule.MERGES, Rule.ACTION}
    assert Rule.DECISION in rules  # P1 is no longer of a kind that may be merged: kept by default


def test_a_violation_says_rule_place_and_fault() -> None:
    """A violation reads as one line."""
    keys = paper_keys()
    keys["schools"].pop()
    assert [str(v) for v in violations_of(keys)] == ["rows, school N1, 2027: has no row"]


def test_the_judge_shares_nothing_with_the_optimiser() -> None:
    """No file of the judge imports the problem's arrays, their builder, the cost module or the optimiser."""
    files = list(Path(judge.__file__).parent.glob("*.py"))
    allowed = {"planner.problem.travel"}  # the journeys themselves: an input, as the tables are
    imported = {
        name
        for file in files
        for name in re.findall(
            r"^(?:from|import) (planner[.\w]*)", file.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
    }
    floors = ("planner.problem", "planner.cost", "planner.optimise", "planner.compose", "planner.run")
    assert len(files) > 5
    assert {name for name in imported if name.startswith(floors)} <= allowed


def test_paper_plan_is_a_plan() -> None:
    """The hand-made plan goes through the plan file and back unchanged."""
    plan = paper_plan()
    assert Plan.model_validate_json(plan.model_dump_json(by_alias=True)) == plan


@pytest.mark.parametrize("value", [-1, 0, 0.5, 1e18, -1e18, 10**9, "", "7", None, True, [], {}])
def test_the_judge_never_falls_over(value: object) -> None:
    """Whatever single value stands anywhere in the file, the plan is judged or refused, and no fault escapes."""
    for place in _leaves(paper_keys()):
        keys = json.loads(json.dumps(paper_keys()))
        holder, last = _holder_of(keys, place)
        holder[last] = value
        try:
            plan = Plan.model_validate_json(json.dumps(keys), strict=True)
        except ValidationError:
            continue
        assert isinstance(find_violations(plan, PAPER.scenario, PAPER.district, PAPER.journeys), tuple)


def test_a_plan_of_another_district_is_refused() -> None:
    """Ids that the tables do not define are named, and nothing else is said."""
    other = random_case(7)
    violations = violations_of(paper_keys(), other)
    assert {violation.rule for violation in violations} == {Rule.INPUTS, Rule.ROWS}


def test_gap_without_cost_is_not_a_number() -> None:
    """Where nothing costs anything but the shortfall, a bound below the total leaves a gap of none."""
    prices = {
        "fixed_yuan_per_year": dict.fromkeys(["teaching_point", "primary", "junior", "nine_year"], 0),
        "class_yuan_per_year": {"primary": 0, "junior": 0},
        "build_yuan": 0, "classroom_yuan": 0, "bed_yuan": 0, "travel_yuan_per_pupil_minute": 0,
        "ride_yuan_per_pupil_kilometre": 0, "boarding_yuan_per_pupil": 0, "shortfall_yuan_per_pupil": 10_000,
    }  # fmt: skip
    case = with_schools(with_scenario(PAPER, "prices", value=prices), fixed_yuan_per_year=0.0)
    nothing = dict.fromkeys(["school", "class", "capital", "travel", "boarding", "cost"], 0)
    keys = paper_keys() | {"objective": nothing | {"penalty": PENALTY, "total": PENALTY}, "bound": 100.0, "gap": None}
    assert violations_of(keys, case) == ()
    assert {v.rule for v in violations_of(keys | {"gap": 0.0}, case)} == {Rule.GAP}
    assert {v.rule for v in violations_of(keys | {"status": "optimal"}, case)} == {Rule.STATUS}
    assert violations_of(keys | {"gap": 0.0, "bound": PENALTY, "status": "optimal"}, case) == ()


def _limits(**keys: object) -> GradeBand:
    return GradeBand.model_validate({"stage": "primary", "grades": [1], **keys})


@pytest.mark.parametrize(
    ("band", "trip", "mode"),
    [
        (_limits(), (10, 5, 2), "walk"),
        (_limits(max_walk_minutes=10), (10, 5, 2), "walk"),
        (_limits(max_walk_minutes=9.999), (10, 5, 2), "ride"),
        (_limits(max_walk_minutes=None), (10, 5, 2), "ride"),
        (_limits(max_walk_minutes=None, max_ride_minutes=5), (10, 5, 2), "ride"),
        (_limits(max_walk_minutes=None, max_ride_minutes=4), (10, 5, 2), None),
        (_limits(max_walk_minutes=None, max_ride_minutes=4, boarding=True), (10, 5, 2), "board"),
        (_limits(max_walk_minutes=5, max_ride_minutes=4, boarding=True, max_board_minutes=5), (10, 5, 2), "board"),
        (_limits(max_walk_minutes=5, max_ride_minutes=4, boarding=True, max_board_minutes=None), (10, 5, 2), None),
        (_limits(max_walk_minutes=5, max_ride_minutes=4, boarding=True, max_board_minutes=4.9), (10, 5, 2), None),
        (_limits(), (math.nan, 5, 2), "ride"),
        (_limits(), (math.nan, math.nan, math.nan), None),
        (_limits(max_walk_minutes=0), (0, 0, 0), "walk"),
    ],
)
def test_modes_hold_at_equality(band: GradeBand, trip: tuple[float, float, float], mode: str | None) -> None:
    """Walk, else ride, else board; a limit is met at equality, none left out binds, null forbids."""
    facts = replace(find_facts(PAPER.district, PAPER.scenario, PAPER.journeys), minutes={("A", "P1"): trip})
    found = trip_of(facts, "A", "P1", band)
    assert (found.mode if found else None) == mode
    assert trip_of(facts, "A", "P2", band) is None


@pytest.mark.parametrize(
    ("pupils", "cut_above", "parts"),
    [
        ({"1": 31, "2": 31, "3": 31}, 90, [(16, 15, 16), (15, 16, 15)]),
        ({"1": 30, "2": 30, "3": 30}, 90, [(30, 30, 30)]),
        ({"1": 91}, 90, [(46,), (45,)]),
        ({"1": 5, "2": 5}, 3, [(2, 1), (1, 1), (1, 1), (1, 2)]),
        ({"1": 1000}, None, [(1000,)]),
        ({"1": 3}, 1, [(1,), (1,), (1,)]),
        ({"1": 1, "2": 1}, 1, [(1, 0), (0, 1)]),
    ],
)
def test_parts_are_the_fewest_and_even(
    pupils: dict[str, int], cut_above: int | None, parts: list[tuple[int, ...]]
) -> None:
    """Cut only above the limit, into the fewest parts, each grade as even as whole pupils allow."""
    wanted = Counter(tuple((g, n) for g, n in zip(pupils, part, strict=True) if n) for part in parts)
    assert parts_of(pupils, cut_above) == wanted
