"""Rules that keep blocks together, against counting every possibility and in directions; on tiny crowded districts."""

from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from planner.verifying import find_violations
from tests.adoptable import with_bands_together, with_settlement_parts, with_ties, with_together
from tests.brute import best_whole_total
from tests.districts import YEAR, Case, district_of, scenario_of, with_scenario
from tests.planning import plan_of
from tests.test_adoptable_rules import ENGINES, FEW, ROUNDING, is_exact, total_if_any

MakeCase = Callable[[int], Case]
TOGETHER = (4, 10, 18, 22, 23, 24, 28, 50, 53, 54, 67, 74, 75, 89, 99, 107)
BANDS = (4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20, 21, 23, 24, 31, 33, 35, 39, 41, 42, 43, 45, 48, 49, 50, 52)
PARTS = (19, 30, 38, 41, 70, 78, 91, 94, 100, 113)
"""Seeds of districts in which the rule binds."""
CASES: tuple[tuple[MakeCase, int], ...] = (
    *((with_together, seed) for seed in (*TOGETHER, *range(30, 44))),
    *((with_bands_together, seed) for seed in (*BANDS, 15, 17)),
    *(
        (with_settlement_parts, seed)
        for seed in (*PARTS, 1, 2, 3, 4, 5, 6, 8, 9, *range(11, 18), 20, 23, 24, 27, 29, 31, 33)
    ),
    *((with_ties, seed) for seed in (1, 2, 5, 8, 9, 10, 12, 13)),
)
RULES: dict[str, tuple[MakeCase, tuple[int, ...], tuple[str, ...], object]] = {
    "together": (with_together, TOGETHER, ("merge", "together"), None),
    "bands_together": (with_bands_together, BANDS, ("bands_together",), ()),
    "settlement_parts": (with_settlement_parts, PARTS, ("settlement_parts",), None),
}


@pytest.mark.parametrize(("make", "seed"), CASES)
def test_both_engines_find_what_counting_finds(make: MakeCase, seed: int) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = make(seed)
    best = best_whole_total(case)
    for engine in ENGINES:
        is_exact(case, best, engine)


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_decides(rule: str) -> None:
    """In these districts the rule makes the best plan dearer, or leaves none."""
    make, seeds, path, off = RULES[rule]
    for seed in seeds[:5]:
        case = make(seed)
        assert best_whole_total(case) > best_whole_total(with_scenario(case, "rules", *path, value=off)) + ROUNDING


@settings(FEW, max_examples=8)
@given(st.integers(0, 100_000), st.sampled_from(sorted(RULES)))
def test_a_rule_left_out_never_costs_more(seed: int, rule: str) -> None:
    """Who need not stay together may do all that they could before."""
    _, _, path, off = RULES[rule]
    case = with_ties(seed)
    total = total_if_any(case)
    assume(total is not None)
    assert total is not None
    assert plan_of(with_scenario(case, "rules", *path, value=off)).objective.total <= total + ROUNDING


@settings(FEW, max_examples=8)
@given(st.integers(0, 100_000))
def test_more_schools_for_the_parts_never_cost_more(seed: int) -> None:
    """Parts that may attend three schools may attend two."""
    case = with_settlement_parts(seed)
    total = total_if_any(case)
    assume(total is not None)
    assert total is not None
    eased = with_scenario(case, "rules", "settlement_parts", "most_schools", value=3)
    assert plan_of(eased).objective.total <= total + ROUNDING


def village_and_two_schools(
    rooms: int, *, far_rooms: int = 2, limits: tuple[float, float] = (30.0, 30.0), **rules: object
) -> Case:
    """Return a village of two bands of five pupils between a near school of so many rooms and a farther one."""
    return Case(
        district=district_of(
            pupils={("a", YEAR, grade): 5 for grade in "12"},
            schools=[{"school_id": "n", "classrooms": rooms}, {"school_id": "f", "classrooms": far_rooms}],
            travel={("a", "n"): (1.0, None, None), ("a", "f"): (20.0, None, None)},
        ),
        scenario=scenario_of(
            grade_bands={
                name: {"stage": "primary", "grades": [grade], "max_walk_minutes": limit}
                for (name, grade), limit in zip((("lower", 1), ("upper", 2)), limits, strict=True)
            },
            rules=rules,
        ),
    )


@pytest.mark.parametrize(
    ("limits", "asked", "schools"),
    [
        ((30.0, 30.0), [], {"n", "f"}),
        ((30.0, 30.0), ["junior"], {"n", "f"}),
        ((30.0, 30.0), ["primary"], {"f"}),
        ((19.0, 30.0), ["primary"], {"n", "f"}),
    ],
)
def test_bands_part_only_where_one_cannot_follow_the_other(
    limits: tuple[float, float], asked: list[str], schools: set[str]
) -> None:
    """One room near by: both walk far, unless the far school is out of the reach of one of them."""
    plan = plan_of(village_and_two_schools(1, limits=limits, bands_together=asked))
    assert {row.school_id for row in plan.assignments} == schools
    assert plan.shortfall == ()


def test_pupils_left_over_for_the_rule_have_no_room_in_reach() -> None:
    """The far school has no room for both bands: one stays near, the other is left over, and the judge agrees."""
    case = village_and_two_schools(1, far_rooms=1, bands_together=["primary"])
    plan = plan_of(case)
    assert [row.reason for row in plan.shortfall] == ["no_room_in_reach"]
    assert find_violations(plan, case.scenario, case.district, case.journeys) == ()


@pytest.mark.parametrize(
    "rules",
    [
        {"bands_together": ["primary"]},
        {"settlement_parts": {"most_schools": 2}},
        {"merge": {"together": "band"}},
    ],
)
def test_they_are_not_asked_for_where_blocks_are_split(rules: dict[str, object]) -> None:
    """Under split each block is divided: the scenario is refused, and says which key cannot be meant."""
    name = next(iter(rules))
    with pytest.raises(ValidationError, match=f"{name}.* keep whole blocks together"):
        scenario_of(rules={"assignment": {"mode": "split"}, **rules})
