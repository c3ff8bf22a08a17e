"""Reasons of a whole plan: whose they are, who goes where, and what stands with them."""

import dataclasses

import pandas as pd
import pytest

from planner.decide.explain.explain import Explaining, explain, schools_to_explain
from planner.decide.explain.fates import fates_of
from planner.decide.explain.reasons import SchoolReason
from tests.districts import Case, random_case, with_scenario
from tests.explaining_cases import explaining_of, valley_case, with_school


def attended(case: Case) -> Explaining:
    """Return the valley's plan, with half of B's pupils at the point today and half at P."""
    rows = pd.DataFrame([("B", "1", "T", 3), ("B", "1", "P", 3), ("A", "1", "P", 20)])
    attends = rows.set_axis(["settlement_id", "grade", "school_id", "pupils"], axis=1)
    case = dataclasses.replace(case, district=dataclasses.replace(case.district, attends=attends))
    return explaining_of(case)


def reason_of(explaining: Explaining, school_id: str) -> SchoolReason:
    """Return the reason of one school."""
    (reason,) = explain(explaining, [school_id], threads=1).reasons
    return reason


def test_a_merged_point_is_told_in_full() -> None:
    """Three pupils walk two minutes today and twelve then; the receiver is named; its red lines are there."""
    reason = reason_of(attended(valley_case()), "T")
    assert (reason.action, reason.pupils_today, reason.receivers) == ("merge", 3, (("P", 3.0),))
    (journey,) = reason.journeys
    assert (journey.minutes_before, journey.minutes_after, journey.pupils) == (2, 12, 3)
    assert (journey.mode_before, journey.school_after) == ("walk", "P")
    assert {line.measure for line in reason.red_lines} >= {"longest_minutes", "no_seat", "class_pupils", None}
    assert reason.opposite is not None
    assert reason.opposite.verdict == "proven_dearer"


def test_who_stays_is_told_of_a_kept_school() -> None:
    """P has its own twenty, three of B's who stay and three who come."""
    reason = reason_of(attended(valley_case()), "P")
    assert reason.pupils_today == 23
    assert sum(journey.pupils for journey in reason.journeys) == 26
    assert reason.red_lines == ()
    assert reason.opposite is not None
    assert reason.opposite.verdict == "fixed"


def test_all_present_pupils_kept_at_the_point() -> None:
    """With its six pupils there the point costs its 60,000 less their longer way."""
    opposite = reason_of(explaining_of(valley_case()), "T").opposite
    assert opposite is not None
    assert opposite.staying_least_yuan_per_year == pytest.approx(60_000 - 6 * 10 * 60, abs=1.5)


def test_whose_fate_was_chosen() -> None:
    """Merged, expanded and built schools, and kept ones of a kind that may be merged; not those decided beforehand."""
    assert schools_to_explain(explaining_of(valley_case())) == ("T",)
    cheap = with_school(valley_case(), "T", fixed_yuan_per_year=0.0)
    assert schools_to_explain(explaining_of(cheap)) == ("T",)
    small = with_school(valley_case(), "P", classrooms=1)
    assert set(schools_to_explain(explaining_of(small))) == {"P", "T"}


def test_reasons_come_in_the_order_asked_and_are_counted() -> None:
    """However many threads there are."""
    told: list[tuple[int, int]] = []
    explaining = explaining_of(valley_case())
    reasons = explain(explaining, ["T", "P"], threads=2, told=lambda done, of: told.append((done, of))).reasons
    assert [reason.school_id for reason in reasons] == ["T", "P"]
    assert told == [(1, 2), (2, 2)]


def test_a_school_the_plan_lacks_is_an_error() -> None:
    """Nothing is made up for it."""
    with pytest.raises(KeyError):
        explain(explaining_of(valley_case()), ["X"], threads=1)


def test_a_fate_is_dated_from_when_it_holds() -> None:
    """A school kept in 2026 and merged from 2027 on is merged, in 2027."""
    record = explaining_of(valley_case()).results.plan
    row = record.schools[0]
    rows = (
        row.model_copy(update={"year": 2028, "action": "merge"}),
        row.model_copy(update={"year": 2026, "action": "keep"}),
        row.model_copy(update={"year": 2027, "action": "merge"}),
    )
    (fate,) = fates_of(record.model_copy(update={"schools": rows}))
    assert (fate.action, fate.year) == ("merge", 2027)


def with_site(budget_yuan: float) -> Case:
    """Return the valley with a site N beside T that costs a million, and a budget."""
    case = with_scenario(valley_case(), "budget_yuan", value=budget_yuan)
    schools, travel = case.district.schools, case.district.travel
    assert travel is not None
    site = schools[schools["school_id"] == "P"].assign(
        school_id="N", name="新校", state="candidate", decision="", build_yuan=1_000_000.0
    )
    near = travel[travel["school_id"] == "T"].assign(school_id="N")
    district = dataclasses.replace(
        case.district,
        schools=pd.concat([schools, site], ignore_index=True),
        travel=pd.concat([travel, near], ignore_index=True),
    )
    return dataclasses.replace(case, district=district)


@pytest.mark.parametrize(
    ("budget", "verdict", "rules"),
    [(999_999.0, "impossible", {"budget"}), (1_000_000.0, "proven_dearer", {"cost"})],
)
def test_a_site_that_the_budget_does_not_buy(budget: float, verdict: str, rules: set[str]) -> None:
    """One yuan short, no plan builds it, and the budget is why; with it, cost decides."""
    reason = reason_of(explaining_of(with_site(budget)), "N")
    assert reason.action == "leave"
    assert reason.opposite is not None
    assert reason.opposite.verdict == verdict
    assert {rule.rule for rule in reason.rules} == rules
    assert [(rule.limit, rule.figure) for rule in reason.rules if rule.rule == "budget"] == [
        (budget, 1_000_000.0) for rule in rules if rule == "budget"
    ]


def test_what_no_rule_allows_is_not_said_to_be_open() -> None:
    """Random districts: where no plan obeys the rules with the opposite, cost is not what decides."""
    found = []
    for seed in range(40):
        explaining = explaining_of(random_case(seed))
        ids = [fate.school_id for fate in fates_of(explaining.results.plan)]
        found += [
            reason
            for reason in explain(explaining, ids, threads=1).reasons
            if reason.opposite is not None and reason.opposite.verdict == "impossible"
        ]
    assert found
    assert not [reason for reason in found if "cost" in {rule.rule for rule in reason.rules}]
