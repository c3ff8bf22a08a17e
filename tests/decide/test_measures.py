"""Figures of the paper plan are the sums on paper."""

import pytest

from planner.decide.measures import proof_of, room_size
from planner.decide.year_rows import receivers
from planner.reading.scenario import Scenario
from tests.paper_plan import BOUND, COST, TOTAL
from tests.shown import Shown, everything_short, nothing_merged, one_settlement, paper_shown


@pytest.fixture(name="paper")
def _paper() -> Shown:
    return paper_shown()


def test_each_planning_year_is_measured_in_order(paper: Shown) -> None:
    """One record a year, the first year first."""
    assert [measures.year for measures in paper.results.measures] == [2026, 2027]


def test_pupils_by_mode_and_without_a_seat(paper: Shown) -> None:
    """In 2027 15 walk, 30 ride, 30 board, and 7 have no seat: together all 82."""
    measures = paper.results.by_year[2027].measures
    assert measures.by_mode == {"walk": 15, "ride": 30, "board": 30}
    assert (measures.placed, measures.shortfall, measures.wanted) == (75, 7, 82)
    assert (measures.no_room, measures.no_reach, measures.too_dear) == (0, 3, 4)


def test_minutes_are_of_pupils_not_of_rows(paper: Shown) -> None:
    """Mean, nine in ten and farthest of day pupils weigh pupils; boarders are counted apart."""
    measures = paper.results.by_year[2027].measures
    assert measures.day.mean == pytest.approx((15 * 30 + 15 * 20 + 5 * 30 + 10 * 40) / 45)
    assert (measures.day.p90, measures.day.worst) == (40, 40)
    assert (measures.boarders.mean, measures.boarders.worst) == (90, 90)


def test_nine_in_ten_leaves_the_farthest_tenth_out(paper: Shown) -> None:
    """Where exactly a tenth goes farther, nine in ten stay below."""
    rows = [row.model_dump() for row in paper.plan.assignments if row.year == 2027 and row.mode != "board"]
    near, far = rows[0] | {"minutes": 5.0, "pupils": {"1": 9}}, rows[1] | {"minutes": 60.0, "pupils": {"1": 1}}
    day = paper_shown(assignments=[near, far]).results.by_year[2027].measures.day
    assert (day.p90, day.worst) == (5, 60)


def test_what_is_done_to_schools(paper: Shown) -> None:
    """One merged, two expanded, one built, one kept; rooms, beds, seats and one-off yuan with them."""
    measures = paper.results.by_year[2027].measures
    assert measures.actions == {"keep": 1, "merge": 1, "expand": 2, "build": 1, "leave": 0, "change": 0}
    assert (measures.merged, measures.merged_kinds, measures.moved) == (1, {"teaching_point": 1}, 30)
    assert (measures.classrooms_added, measures.beds_added, measures.seats_added) == (1, 30, 20)
    assert measures.one_off_yuan == 100_000 + 5000 + 30 * 100


def test_before_the_year_of_a_merge_nothing_is_merged(paper: Shown) -> None:
    """A merge of 2027 is no merge of 2026."""
    assert receivers(paper.plan, 2026) == {}
    assert paper.results.by_year[2026].measures.merged == 0
    assert [r.school_id for r in receivers(paper.plan, 2027)["P1"]] == ["N1", "P2"]


def test_one_off_costs_stand_by_school(paper: Shown) -> None:
    """What is built, added and bedded costs at its own school."""
    spent = paper.results.by_year[2027].rows.one_off
    assert list(spent.loc["N1"]) == [100_000, 0, 0]
    assert list(spent.loc["P2"]) == [0, 5000, 0]
    assert list(spent.loc["J1"]) == [0, 0, 3000]
    assert list(paper.results.by_year[2026].rows.one_off.loc["N1"]) == [0, 0, 0]


def test_classes_by_stage(paper: Shown) -> None:
    """Pupils in a class are pupils of the stage over its classes."""
    stages = {found.stage: found for found in paper.results.by_year[2027].measures.stages}
    assert (stages["primary"].pupils, stages["primary"].classes) == (35, 4)
    assert stages["primary"].pupils_per_class == pytest.approx(35 / 4)
    assert stages["junior"].pupils_per_class == 40


def test_bands_and_towns_add_up_to_the_whole(paper: Shown) -> None:
    """Nobody is lost between bands or towns."""
    measures = paper.results.by_year[2027].measures
    assert sum(band.placed for band in measures.bands) == measures.placed
    assert sum(band.shortfall for band in measures.bands) == measures.shortfall
    assert sum(town.wanted for town in measures.towns) == measures.wanted
    assert sum(town.shortfall for town in measures.towns) == measures.shortfall


def test_proof_is_what_the_bound_allows(paper: Shown) -> None:
    """The most that can be saved is total less bound, as a share of the cost."""
    proof = proof_of(paper.plan)
    assert proof.saving_yuan == pytest.approx(TOTAL - BOUND)
    assert proof.share == pytest.approx((TOTAL - BOUND) / COST)
    assert not proof.optimal


@pytest.mark.parametrize(("gap", "optimal"), [(0.0, True), (1e-6, True), (1.1e-6, False), (None, False)])
def test_a_plan_is_optimal_only_at_a_closed_gap(gap: float | None, *, optimal: bool) -> None:
    """An unknown gap proves nothing, one in a million is closed."""
    assert proof_of(paper_shown(gap=gap).plan).optimal is optimal


def test_a_room_holds_what_its_stages_smallest_class_holds(paper: Shown) -> None:
    """A nine-year school's room counts at the smaller size; a stage without a size gives no number."""
    scenario = paper.scenario
    assert [room_size(grades, scenario) for grades in ("1-6", "7-9", "1-9")] == [20, 50, 20]
    keys = scenario.model_dump(exclude_unset=True)
    keys["rules"]["class_size"] = {"primary": None, "junior": 50}
    off = Scenario.model_validate(keys)
    assert [room_size(grades, off) for grades in ("1-6", "7-9", "1-9")] == [None, 50, None]


def test_nothing_merged_and_everyone_seated() -> None:
    """A plan that leaves all as it is has no merges and no shortfall."""
    measures = nothing_merged().results.by_year[2027].measures
    assert (measures.merged, measures.moved, measures.shortfall) == (0, 0, 0)


@pytest.mark.parametrize("shown", [everything_short(), one_settlement()])
def test_nobody_seated_means_no_minutes(shown: Shown) -> None:
    """Without journeys the minutes are unknown, never zero."""
    measures = shown.results.measures[-1]
    assert measures.placed == 0
    assert measures.shortfall == measures.wanted > 0
    assert (measures.day.mean, measures.day.p90, measures.day.worst) == (None, None, None)
