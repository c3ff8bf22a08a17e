"""What a plan's notes say of rules."""

from planner.decide.rule_notes import rule_notes
from planner.optimise.construction.start import find_start
from planner.optimise.runtime.clock import start_clock
from tests.composing import problem_of
from tests.districts import YEAR, Case, district_of, scenario_of


def notes_of(*, is_bounded_by_pricing: bool = True, **rules: object) -> tuple[str, ...]:
    """Return the notes on a village of nine pupils, whose point must stay, and a town."""
    case = Case(
        district=district_of(
            pupils={("a", YEAR, "1"): 9},
            schools=[
                {"school_id": "t", "kind": "teaching_point", "classrooms": 1, "decision": "keep"},
                {"school_id": "h", "classrooms": 2},
            ],
            travel={("a", "t"): (1.0, None, None)},
        ),
        scenario=scenario_of(rules={"merge": {}, **rules}),
    )
    problem = problem_of(case)
    plan = find_start(problem, start_clock(0.0))
    return rule_notes(case.district, case.scenario, problem, plan, is_bounded_by_pricing=is_bounded_by_pricing)


def test_nothing_is_said_without_the_rules() -> None:
    """The districts of before have the notes of before."""
    assert notes_of() == ()


def test_a_school_that_must_stay_with_too_few_pupils_is_named() -> None:
    """With its pupils and the number that is asked; one that has them is not."""
    (below, limit) = notes_of(min_pupils={"teaching_point": 10})
    assert "1: " in below
    assert "(t) 9 < 10" in below
    assert "rules.min_pupils" in limit
    assert len(notes_of(min_pupils={"teaching_point": 9})) == 1


def test_a_school_that_must_stay_with_a_small_grade_is_named() -> None:
    """With its smallest grade."""
    below, limit = notes_of(whole_school={"least_pupils_per_grade": 10})
    assert "1: t (t) 1: 9" in below
    assert "rules.whole_school" in limit


def test_the_limit_says_what_it_leaves_out() -> None:
    """Where it is pricing's, which does not know the rules; the exact model does, and a proven plan needs no word."""
    (said,) = notes_of(nearest={})
    assert "rules.nearest" in said
    assert notes_of(is_bounded_by_pricing=False, nearest={}) == ()
