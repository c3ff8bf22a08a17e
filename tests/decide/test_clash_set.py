"""A clash set clashes, and without any one of its rules it does not."""

from typing import Any

import pytest

from planner.decide.clash_set import Rule, _clash, clash_set
from tests.districts import Case, district_of, random_case, scenario_of

POINTS: list[dict[str, object]] = [{"school_id": f"t{number}", "kind": "teaching_point"} for number in range(3)]
SITES: list[dict[str, object]] = [
    {"school_id": f"c{number}", "state": "candidate", "build_yuan": 100} for number in range(2)
]


def case_of(
    *, merge: dict[str, int] | None = None, decisions: dict[str, list[str]] | None = None, budget: float | None = None,
    table: dict[str, str] | None = None,
) -> Case:  # fmt: skip
    """Return three points, a school and two sites of 100 yuan under these rules."""
    keys: dict[str, Any] = {"decisions": decisions or {}, "budget_yuan": budget}
    if merge is not None:
        keys["rules"] = {"merge": {"kinds": ["teaching_point"], **merge}}
    schools = [{**row, "decision": (table or {}).get(str(row["school_id"]), "")} for row in (*POINTS, *SITES)]
    district = district_of(pupils={("A", 2026, "1"): 1}, schools=[{"school_id": "P"}, *schools], travel={})
    return Case(district=district, scenario=scenario_of(**keys))


@pytest.mark.parametrize(
    ("case", "found"),
    [
        (case_of(merge={"least": 2, "most": 1}), {"rules.merge.least: 2", "rules.merge.most: 1"}),
        (case_of(merge={"exactly": 4}), {"rules.merge.exactly: 4"}),
        (
            case_of(merge={"least": 3}, decisions={"keep": ["t0", "P"]}, budget=5),
            {"rules.merge.least: 3", "decisions.keep: t0"},
        ),
        (
            case_of(merge={"most": 1}, decisions={"close": ["t0", "t2"]}, table={"t1": "keep"}),
            {"rules.merge.most: 1", "decisions.close: t0", "decisions.close: t2"},
        ),
        (
            case_of(decisions={"keep": ["c0", "c1"]}, budget=150),
            {"budget_yuan: 150", "decisions.keep: c0", "decisions.keep: c1"},
        ),
        (case_of(merge={"exactly": 3}, table={"t2": "keep"}), {"rules.merge.exactly: 3", "schools.decision: t2"}),
        (case_of(decisions={"keep": ["P"], "close": ["P"]}), {"decisions.keep: P", "decisions.close: P"}),
    ],
)
def test_the_rules_that_clash_and_no_others(case: Case, found: set[str]) -> None:
    """Rules that have no part in the clash are left out."""
    assert {str(rule) for rule in clash_set(case.scenario, case.district)} == found


@pytest.mark.parametrize(
    "case", [case_of(merge={"least": 3}, table={"t0": "keep", "t1": "keep"}), case_of(merge={"exactly": 4}, budget=1)]
)
def test_a_clash_set_is_irreducible(case: Case) -> None:
    """All of it clashes; all but any one of it does not."""
    rules = list(clash_set(case.scenario, case.district))
    assert _clash(case.scenario, case.district, rules)
    for rule in rules:
        assert not _clash(case.scenario, case.district, [other for other in rules if other != rule])


def test_where_a_plan_exists_nothing_clashes() -> None:
    """Cases that can be planned have no clash set."""
    for seed in range(10):
        case = random_case(seed)
        assert clash_set(case.scenario, case.district) == ()


def test_a_rule_is_said_by_its_key() -> None:
    """As a user would write it."""
    assert str(Rule(key="decisions.keep", value="007")) == "decisions.keep: 007"
