"""What becomes of what is built, of the paper plan and of schools made by hand: sums on paper."""

from planner.decide.module_use import module_uses
from planner.plan import Plan, SchoolRow
from tests.composing import problem_of
from tests.districts import Case, district_of, paper_case, scenario_of, with_scenario
from tests.paper_plan import paper_plan


def _row(year: int, pupils: dict[str, int], classes: dict[str, int], added: int) -> SchoolRow:
    return SchoolRow(
        school_id="P", year=year, action="expand", open=True, classes=classes, pupils=dict(pupils),
        classrooms_added=added, beds_added=0, boarders=0,
    )  # fmt: skip


def test_the_paper_plans_modules() -> None:
    """A built school of two classes in four rooms, a room nobody uses, and beds that are all used."""
    case = paper_case()
    uses = {(use.school_id, use.what): use for use in module_uses(paper_plan(), problem_of(case), case.scenario)}
    assert set(uses) == {("N1", "build"), ("P2", "classrooms"), ("J1", "beds")}
    built = uses["N1", "build"]
    assert (built.by_year[2027].used, built.by_year[2027].there, built.by_year[2027].pupils) == (2, 4, 15)
    assert (built.since, built.later_yuan, built.never_yuan) == (2027, 100_000 / 50 + 4000, 100_000 / 50 + 4000)
    assert built.idle_yuan == 100_000 / 50 / 2
    unused = uses["P2", "classrooms"]
    assert (unused.last_used, unused.by_year[2027].pupils, unused.idle_yuan) == (None, 0, 5000 / 50)
    beds = uses["J1", "beds"]
    assert (beds.by_year[2026].used, beds.by_year[2026].pupils, beds.idle_yuan) == (30, 30, 0)
    assert beds.never_yuan == 2 * 30 * 100 / 50


def test_the_fewest_leave() -> None:
    """Of 25 and 12 pupils in three classes of 20, one room being there, seventeen leave: five, then twelve.

    With one class fewer the five beyond a full class go; with two fewer the twelve of the other grade too.
    """
    case = Case(
        district=district_of(
            pupils={("A", year, "1"): 25 for year in (2026, 2027)} | {("A", year, "2"): 12 for year in (2026, 2027)},
            schools=[{"school_id": "P", "classrooms": 1, "classrooms_max": 4, "classroom_yuan": 5000}],
            travel={("A", "P"): (5, None, None)},
        ),
        scenario=scenario_of(
            years=[2026],
            outlook_years=[2027],
            grade_bands={"lower": {"stage": "primary", "grades": [1, 2]}},
            rules={"class_size": {"primary": 20}},
            prices={"discount_rate": 0, "building_life_years": 50},
        ),
    )
    rows = (_row(2026, {"1": 25, "2": 12}, {"1": 2, "2": 1}, 2), _row(2027, {"1": 18}, {"1": 1}, 2))
    plan: Plan = paper_plan().model_copy(update={"schools": rows})
    (use,) = module_uses(plan, problem_of(case), case.scenario)
    assert (use.by_year[2026].used, use.by_year[2026].pupils) == (2, 5 + 12)
    assert (use.by_year[2027].used, use.by_year[2027].pupils) == (0, 0)
    assert (use.last_used, use.idle_yuan, use.never_yuan) == (2026, 2 * 100, 4 * 100)


def test_without_class_sizes_no_class_is_counted() -> None:
    """Where classes are switched off, nothing is said to be used by them."""
    case = with_scenario(paper_case(), "rules", "class_size", value=None)
    uses = module_uses(paper_plan(), problem_of(case), case.scenario)
    assert {use.what for use in uses} == {"build", "classrooms", "beds"}
