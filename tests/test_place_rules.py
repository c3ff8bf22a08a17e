"""Rules about where pupils attend and what may be built, against counting every possibility and in directions."""

import math

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from planner.decide.answer import answer_of
from planner.decide.barred import TOWN_NOTE, town_notes
from planner.problem.same_town import barred_by_town, may_attend
from planner.verifying import find_violations
from planner.verifying.facts import find_facts, offers
from planner.verifying.same_town import pair_of
from tests.brute import best_split_total, best_whole_total
from tests.composing import problem_of
from tests.districts import YEAR, Case, district_of, random_case, scenario_of, with_scenario
from tests.placing import with_same_town
from tests.planning import plan_of
from tests.test_adoptable_rules import ENGINES, ROUNDING, is_exact, total_if_any

FEW = settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
OWN_TOWN_DECIDES = (0, 6, 14, 19, 38, 39, 40, 46, 48)
"""Seeds of districts in which the rule makes the best plan dearer."""
MODES = st.sampled_from(["whole", "split"])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", [*OWN_TOWN_DECIDES, 1])
def test_own_town_with_whole_blocks(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = with_same_town(seed)
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", [0, 6, 7, 13, 18])
def test_own_town_with_shares(seed: int, engine: str) -> None:
    """Under split too."""
    case = with_same_town(seed, mode="split")
    is_exact(case, best_split_total(case), engine)


def test_own_town_decides() -> None:
    """In some of the districts the rule makes the best plan dearer."""
    for seed in OWN_TOWN_DECIDES[:4]:
        case = with_same_town(seed)
        free = best_whole_total(with_scenario(case, "rules", "same_town", value=None))
        assert free + ROUNDING < best_whole_total(case) < math.inf


@FEW
@given(st.integers(0, 100_000), MODES)
def test_a_longer_list_of_who_may_leave_is_never_dearer(seed: int, mode: str) -> None:
    """Whoever may go to another town may stay; without the rule all may go. Other rules that look at pairs left out."""
    case = with_scenario(random_case(seed, mode=mode), "rules", "same_town", value={"stages": ["primary", "junior"]})
    total = total_if_any(case)
    assume(total is not None)
    assert total is not None
    listed = [[home, school] for home in ("s0", "s1") for school in case.district.schools["school_id"]]
    for key, value in (("allow", listed), ("towns", [["east", "west"]])):
        eased = plan_of(with_scenario(case, "rules", "same_town", key, value=value)).objective.total
        assert eased <= total + ROUNDING
        total = min(total, eased)
    assert plan_of(with_scenario(case, "rules", "same_town", value=None)).objective.total <= total + ROUNDING


def test_judge_and_optimiser_leave_the_same_schools() -> None:
    """Of two programs that look at towns, each finds the same pairs of a band and a journey."""
    found = set()
    for seed in range(20):
        case = with_same_town(seed)
        facts = find_facts(case.district, case.scenario, case.journeys)
        allowed = may_attend(case.district, case.journeys, case.scenario)
        barred = barred_by_town(case.district, case.journeys, case.scenario)
        without = with_scenario(case, "rules", "same_town", value=None)
        free = find_facts(case.district, without.scenario, case.journeys)
        ids = case.district.settlements["settlement_id"], case.district.schools["school_id"]
        for number, band in enumerate(case.scenario.grade_bands.values()):
            for place, (home, school) in enumerate(zip(case.journeys.settlement, case.journeys.school, strict=True)):
                way = ids[0].iloc[home], ids[1].iloc[school]
                may_be = offers(facts.schools[way[1]], band) and facts.schools[way[1]].decision != "close"
                goes, went = (pair_of(each, *way, band) is not None and may_be for each in (facts, free))
                assert goes == (went and allowed[number, place])
                assert barred[number, place] == (went and not allowed[number, place])
                found.add((goes, went))
    assert found == {(True, True), (False, True), (False, False)}


def two_towns(**rules: object) -> Case:
    """Return a village whose own school is full, with another town's five minutes off, which has room."""
    return Case(
        district=district_of(
            pupils={("a", YEAR, "1"): 12},
            schools=[
                {"school_id": "own", "town": "east", "classrooms": 0},
                {"school_id": "other", "town": "west", "classrooms": 2},
            ],
            travel={("a", "own"): (30.0, None, None), ("a", "other"): (5.0, None, None)},
            towns={"a": "east"},
        ),
        scenario=scenario_of(
            grade_bands={"band": {"stage": "primary", "grades": [1], "max_walk_minutes": 30}}, rules=rules
        ),
    )


def notes_of(case: Case) -> tuple[str, ...]:
    """Return the notes on whom the rule bars, of a case's best plan."""
    problem = problem_of(case)
    return town_notes(case.district, case.journeys, case.scenario, problem, answer_of(plan_of(case), problem))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("rule", "seated"),
    [
        ({}, 0),
        ({"stages": ["junior"]}, 12),
        ({"allow": [["a", "other"]]}, 12),
        ({"allow": [["a", "own"]]}, 0),
        ({"towns": [["east", "west"]]}, 12),
        ({"towns": [["west", "east"]]}, 12),
        ({"towns": [["east", "north"]]}, 0),
    ],
)
def test_a_full_school_of_the_own_town_keeps_them_unless_they_are_listed(
    rule: dict[str, object], seated: int, engine: str
) -> None:
    """Twelve are left over, and a note says that another town's school is open to them but for the rule."""
    case = two_towns(same_town=rule)
    plan = plan_of(case, ENGINES[engine])
    assert sum(sum(row.pupils.values()) for row in plan.assignments) == seated
    assert {row.reason for row in plan.shortfall} == ({"no_room_in_reach"} if not seated else set())
    assert find_violations(plan, case.scenario, case.district, case.journeys) == ()
    assert notes_of(case) == (() if seated else (f"{TOWN_NOTE}: 12",))


def test_they_are_free_where_no_school_of_their_town_is_in_reach() -> None:
    """A minute beyond the limit, or decided to close: then any town's school takes them."""
    near = two_towns(same_town={})
    closed = with_scenario(near, "rules", "merge", value={"kinds": ["primary"]})
    closed = with_scenario(closed, "decisions", value={"close": ["own"]})
    for case in (with_scenario(near, "grade_bands", "band", "max_walk_minutes", value=29), closed):
        plan = plan_of(case)
        assert [row.school_id for row in plan.assignments] == ["other"]
        assert find_violations(plan, case.scenario, case.district, case.journeys) == ()
        assert notes_of(case) == ()
