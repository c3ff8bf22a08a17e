"""Which rule alone keeps pupils without a seat out: found, judged, counted and said."""

from typing import get_args

import pytest

from planner.decide.shortfall.kept_out import pupils_kept_out
from planner.errors import NoPlanError
from planner.plan import Plan
from planner.problem.clashes import refuse_clashes
from planner.reading.rules_off import RuleOff, rules_given
from planner.show.words.kept_out import RULES_OFF, kept_out_sentences, reason_text
from planner.verifying import Rule, find_violations
from tests.adoptable import with_nearest, with_receivers, with_ties, with_whole_school
from tests.composing import problem_of
from tests.decide.explain.test_in_the_way import two_villages
from tests.decide.test_boarding import closed, far_case
from tests.districts import YEAR, Case
from tests.explaining_cases import decided
from tests.linking import with_seat_reserve
from tests.placing import with_same_town
from tests.planning import plan_of

MAKERS = (with_nearest, with_receivers, with_ties, with_whole_school, with_same_town, with_seat_reserve)


def faults(case: Case, plan: Plan) -> set[Rule]:
    """Return the rules that the judge finds broken."""
    return {each.rule for each in find_violations(plan, case.scenario, case.district, case.journeys)}


def told(plan: Plan, *rules: RuleOff) -> Plan:
    """Return the plan with other rules said to keep out those of its first shortfall."""
    first, *rest = plan.shortfall
    return plan.model_copy(update={"shortfall": (first.model_copy(update={"kept_out_by": rules}), *rest)})


@pytest.mark.parametrize("seed", range(20))
def test_the_judge_finds_the_same_rules(seed: int) -> None:
    """In crowded districts with rules between pupils; a rule left unsaid, or said wrongly, is found out."""
    case = MAKERS[seed % len(MAKERS)](seed)
    try:
        refuse_clashes(problem_of(case), case.scenario)
        plan = plan_of(case)
    except NoPlanError:
        return
    assert faults(case, plan) == set()
    if plan.shortfall and (kept := plan.shortfall[0].kept_out_by) is not None:
        others = [rule for rule in rules_given(case.scenario) if rule not in kept]
        assert all(faults(case, told(plan, *kept, other)) == {Rule.REASON} for other in others)
        assert all(faults(case, told(plan, *(r for r in kept if r != rule))) == {Rule.REASON} for rule in kept)


def test_who_is_kept_out_by_what() -> None:
    """F is too far beyond N, which is full; the other town's school has beds. Without such rules nothing is written."""
    case = decided(two_villages(nearest={"max_extra_minutes": 10.0}), "T", "close")
    plan = plan_of(case)
    assert [row.kept_out_by for row in plan.shortfall] == [("nearest",)]
    assert pupils_kept_out(plan, YEAR) == {"nearest": 5}
    assert pupils_kept_out(plan, YEAR + 1) == {}
    boards = plan_of(closed(far_case(board_in="town", max_board_minutes=70)))
    assert [row.kept_out_by for row in boards.shortfall] == [("board_in",)]
    bare = plan_of(decided(two_villages(), "N", "close"))
    assert bare.shortfall
    assert "kept_out_by" not in bare.model_dump_json()
    assert Plan.model_validate_json(plan.model_dump_json(by_alias=True)).shortfall == plan.shortfall


def test_rooms_that_stay_free_keep_out() -> None:
    """N and F have a room each, and half of them stay free: B's pupils would find one at F without the rule."""
    case = decided(two_villages(seat_reserve={"share": 0.5, "over": "district"}), "T", "close")
    plan = plan_of(case)
    assert [(row.settlement_id, row.kept_out_by) for row in plan.shortfall] == [("B", ("seat_reserve",))]
    assert faults(case, plan) == set()


def test_it_is_said() -> None:
    """Each rule by name, with how many at most; beside the reason of each home."""
    case = decided(two_villages(nearest={"max_extra_minutes": 10.0}), "T", "close")
    (row,) = plan_of(case).shortfall
    assert reason_text(row).endswith("；取消其中任一条即可安排：就近入学")
    assert reason_text(row.model_copy(update={"kept_out_by": None})) == reason_text(row).split("；")[0]
    (said,) = kept_out_sentences({"nearest": 5.0, "board_in": 2.0})
    assert "就近入学5名，只在本乡镇寄宿2名" in said.zh
    assert "(nearest) 5" in str(said)
    assert kept_out_sentences({}) == ()
    assert set(RULES_OFF) == set(get_args(RuleOff))
