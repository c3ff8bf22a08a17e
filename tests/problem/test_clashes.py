"""Rules that cannot all be obeyed are named; those that can are not."""

from typing import Any

import pytest

from planner.errors import NoPlanError
from planner.problem.build import build_problem
from planner.problem.clashes import refuse_clashes
from tests.districts import Case, district_of, random_case, scenario_of, with_scenario

POINTS = [{"school_id": f"t{number}", "kind": "teaching_point"} for number in range(3)]
SITES = [{"school_id": f"c{number}", "state": "candidate", "build_yuan": 100} for number in range(2)]


def clashes_of(
    *,
    merge: dict[str, Any] | None = None,
    decisions: dict[str, list[str]] | None = None,
    budget: float | dict[int, float] | None = None,
    lead: int = 0,
) -> tuple[str, ...]:
    """Return the clashes of three teaching points, a primary school and two sites of 100 yuan under these rules."""
    rules: dict[str, Any] = {"build_lead_years": lead}
    if merge is not None:
        rules["merge"] = {"kinds": ["teaching_point"], **merge}
    keys: dict[str, Any] = {"decisions": decisions or {}, "budget_yuan": budget, "rules": rules}
    district = district_of(
        pupils={("a", 2026, "1"): 1}, schools=[*POINTS, {"school_id": "p"}, *SITES], travel={("a", "t0"): (1, 1, 1)}
    )
    case = Case(district=district, scenario=scenario_of(**keys))
    try:
        refuse_clashes(build_problem(case.district, case.journeys, case.scenario), case.scenario)
    except NoPlanError as problem:
        return problem.clashes
    return ()


def test_kept_and_closed() -> None:
    """A school in both lists is named, and only that one."""
    (clash,) = clashes_of(decisions={"keep": ["p", "t0"], "close": ["p", "t1"]})
    assert "'p'" in clash
    assert "decisions.keep" in clash
    assert "decisions.close" in clash


@pytest.mark.parametrize("word", ["least", "exactly"])
def test_more_to_merge_than_may_be_merged(word: str) -> None:
    """Three exist and one is kept: two may go, three may not."""
    kept = {"keep": ["t1"]}
    assert clashes_of(merge={word: 2}, decisions=kept) == ()
    (clash,) = clashes_of(merge={word: 3}, decisions=kept)
    assert f"rules.merge.{word}: 3" in clash
    assert "2 remain" in clash


def test_schools_with_few_pupils_count_among_those_that_may_be_merged() -> None:
    """The primary school that nobody attends may go beside the three points, and four may be asked for, not five."""
    few: dict[str, Any] = {"also_under_pupils": {"primary": 1}}
    assert clashes_of(merge={"least": 4, **few}) == ()
    (clash,) = clashes_of(merge={"least": 5, **few})
    assert "4 of merge.kinds, merge.also_under_pupils exist" in clash


@pytest.mark.parametrize("word", ["most", "exactly"])
def test_decisions_close_more_than_may_be_merged(word: str) -> None:
    """Two are closed by decision: two may go, at most one may not; the schools are named."""
    closed = {"close": ["t0", "t2"]}
    assert clashes_of(merge={word: 2}, decisions=closed) == ()
    (clash,) = clashes_of(merge={word: 1}, decisions=closed)
    assert f"rules.merge.{word}: 1" in clash
    assert "t0, t2" in clash


def test_least_above_most() -> None:
    """At least two and at most one cannot be."""
    assert clashes_of(merge={"least": 2, "most": 2}) == ()
    (clash,) = clashes_of(merge={"least": 2, "most": 1})
    assert "rules.merge.least: 2" in clash
    assert "rules.merge.most: 1" in clash


def test_more_merged_by_a_year_than_may_be() -> None:
    """Three points, of which two may go, or one at most."""
    assert clashes_of(merge={"by_year": {2026: 2}}, decisions={"keep": ["t1"]}) == ()
    (clash,) = clashes_of(merge={"by_year": {2026: 3}}, decisions={"keep": ["t1"]})
    assert "rules.merge.by_year.2026: 3" in clash
    assert "2 remain" in clash
    (clash,) = clashes_of(merge={"by_year": {2026: 2}, "most": 1})
    assert "rules.merge.by_year.2026: 2" in clash
    assert "rules.merge.most: 1" in clash


def test_a_budget_below_what_must_be_built() -> None:
    """Two sites of 100 yuan each: 200 is enough to the yuan, 199 is not."""
    forced = {"keep": ["c0", "c1"]}
    assert clashes_of(decisions=forced, budget=200) == ()
    (clash,) = clashes_of(decisions=forced, budget=199)
    assert "budget_yuan: 199" in clash
    assert "200 yuan" in clash
    assert "c0, c1" in clash


def test_a_budget_by_year_below_what_must_be_built() -> None:
    """What must be built is there from the first year on, paid for two years before."""
    forced = {"keep": ["c0", "c1"]}
    assert clashes_of(decisions=forced, budget={2023: 0, 2024: 200, 2026: 300}, lead=2) == ()
    (clash,) = clashes_of(decisions=forced, budget={2023: 0, 2024: 199, 2026: 300}, lead=2)
    assert "budget_yuan.2024: 199" in clash
    assert "c0, c1" in clash


def test_every_clash_is_named_at_once() -> None:
    """A scenario wrong in three ways hears of all three, and the exit code is 3."""
    assert NoPlanError.exit_code == 3
    decisions = {"keep": ["t0", "t1", "c0"], "close": ["t0"]}
    assert len(clashes_of(merge={"least": 3}, decisions=decisions, budget=50)) == 3


def test_a_closed_school_of_another_kind_does_not_count_as_merged() -> None:
    """Closing a primary school by decision leaves room for the teaching points the scenario may merge."""
    assert clashes_of(merge={"most": 0}, decisions={"close": ["p"]}) == ()


def test_no_budget_is_needed_where_nothing_must_be_built() -> None:
    """A budget of 0 leaves free sites unbuilt: that is no clash."""
    assert clashes_of(budget=0, decisions={"close": ["c0"]}) == ()


@pytest.mark.parametrize("seed", range(60))
def test_random_districts_clash_once_a_school_is_kept_and_closed(seed: int) -> None:
    """Counts and budgets that are made possible are let through; the same with one contradiction are not."""
    case = random_case(seed)
    refuse_clashes(build_problem(case.district, case.journeys, case.scenario), case.scenario)
    school = case.district.schools["school_id"].iloc[0]
    torn = with_scenario(case, "decisions", value={"keep": [school], "close": [school]})
    with pytest.raises(NoPlanError) as refusal:
        refuse_clashes(build_problem(case.district, case.journeys, torn.scenario), torn.scenario)
    assert str(refusal.value).count(repr(school)) == 1
