"""Which plans may be held side by side, and what is said of how their questions differ."""

from dataclasses import replace

import pandas as pd
import pytest

from planner.decide.compare.compared import (
    Compared,
    common_ground,
    different_settings,
    different_tables,
    grade_groups,
    refuse_other_districts,
    shared_years,
)
from planner.errors import InputError
from planner.plan import Plan
from planner.reading.scenario import Scenario
from tests.comparing import compared, paper_pair, village_pair
from tests.districts import scenario_of
from tests.shown import one_settlement, paper_shown


def moved(plan: Compared, **columns: str | float) -> Compared:
    """Return it with columns of its settlements table replaced."""
    settlements = plan.district.settlements.assign(**columns)
    return replace(plan, district=replace(plan.district, settlements=settlements))


def with_site(plan: Compared, site: pd.DataFrame) -> Compared:
    """Return it with one more school in its table, not open in the plan."""
    leave = [row.model_copy(update={"school_id": "N2"}) for row in plan.plan.schools if row.school_id == "N1"]
    rows = tuple(
        row.model_copy(update={"open": False, "action": "leave", "classes": {}, "pupils": {}}) for row in leave
    )
    schools = pd.concat([plan.district.schools, site], ignore_index=True)
    return replace(
        plan,
        plan=plan.plan.model_copy(update={"schools": (*plan.plan.schools, *rows)}),
        district=replace(plan.district, schools=schools),
    )


def without_school(plan: Plan, school_id: str) -> Plan:
    """Return the plan without a school's rows."""
    return plan.model_copy(update={"schools": tuple(row for row in plan.schools if row.school_id != school_id)})


def bands(**grades: list[int]) -> Scenario:
    """Return a scenario of these bands."""
    return scenario_of(grade_bands={name: {"stage": "primary", "grades": of} for name, of in grades.items()})


@pytest.mark.parametrize("count", [0, 1, 7])
def test_two_to_six_plans(count: int) -> None:
    """Fewer or more are refused, and the numbers are told."""
    first, _ = paper_pair()
    with pytest.raises(InputError, match=f"2 to 6 plans, not {count}"):
        refuse_other_districts([first] * count)
    refuse_other_districts([first] * 6)


def test_another_district_is_refused_with_every_difference() -> None:
    """Settlements and schools that stand in one table only are named, plan by plan, in one error."""
    first, other = compared("A", paper_shown()), compared("B", one_settlement())
    with pytest.raises(InputError, match="not of one district") as caught:
        refuse_other_districts([first, other, other])
    said = [str(finding) for finding in caught.value.findings]
    assert len(said) == 8
    assert any("settlements" in line and "'A, B, C, …'" in line and "5 of 5" in line for line in said)
    assert any("schools" in line and "'X'" in line for line in said)


def test_a_candidate_site_may_stand_in_one_table_only() -> None:
    """It is a choice the other plan did not have; the common ground holds it, once."""
    first, other = paper_pair()
    site = first.district.schools.iloc[[4]].assign(school_id="N2")
    wider = with_site(other, site)
    refuse_other_districts([first, wider])
    assert list(common_ground([first, wider, wider]).schools["school_id"]) == ["P0", "P1", "P2", "J1", "N1", "N2"]
    with pytest.raises(InputError, match="'N2'"):
        refuse_other_districts([first, with_site(other, site.assign(state="existing"))])


def test_ids_that_count_one_two_three_do_not_make_a_district() -> None:
    """Other names in other places under the same ids are another district; one of both changed is an edited table."""
    first, other = paper_pair()
    refuse_other_districts([first, moved(other, name="x")])
    refuse_other_districts([first, moved(other, lon=113.5)])
    with pytest.raises(InputError, match="5 of 5"):
        refuse_other_districts([first, moved(other, name="x", lon=113.5)])


def test_a_plan_of_ids_that_its_tables_lack_is_refused() -> None:
    """A school that went since, or a planning year the scenario no longer has, is told with its file."""
    first, other = paper_pair()
    older = replace(other, plan=without_school(other.plan, "P1"))
    with pytest.raises(InputError, match="does not fit") as caught:
        refuse_other_districts([first, older])
    assert {f.file for f in caught.value.findings} == {"B/plan.json"}
    assert {"school P1, 2026", "school P1, 2027"} <= {f.value for f in caught.value.findings}
    other_years = replace(other, scenario=other.scenario.model_copy(update={"years": (2026,)}))
    with pytest.raises(InputError, match="2027"):
        refuse_other_districts([first, other_years])


def test_bands_are_cut_where_they_differ() -> None:
    """Groups are the bands where all agree, and the finest common parts where they do not; a grade of one goes."""
    assert grade_groups([bands(low=[1, 2, 3], high=[4, 5, 6])] * 2) == (("1", "2", "3"), ("4", "5", "6"))
    assert grade_groups([bands(low=[1, 2, 3], high=[4, 5, 6]), bands(a=[1, 2], b=[3, 4, 5])]) == (
        ("1", "2"), ("3",), ("4", "5"),
    )  # fmt: skip


def test_years_that_all_speak_of() -> None:
    """Only those; none is possible."""
    first, other = paper_pair()
    rows = tuple(row for row in other.plan.schools if row.year == 2027)
    late = replace(other, plan=other.plan.model_copy(update={"schools": rows}))
    assert shared_years([first, other]) == (2026, 2027)
    assert shared_years([first, late]) == (2027,)


def test_settings_that_differ_are_spelled_out() -> None:
    """A rule one scenario lacks is None there; name, title and solver are no part of the question."""
    first, other = village_pair()
    (setting,) = different_settings([first, other])
    assert (setting.key, setting.said) == ("rules.merge.kinds", (("teaching_point",), None))
    renamed = replace(first, scenario=first.scenario.model_copy(update={"name": "x", "title": "y"}))
    assert different_settings([first, renamed]) == ()


def test_tables_that_differ_are_named() -> None:
    """By content when the plans were made; the scenario file is no table."""
    first, other = paper_pair(inputs_sha256={"scenario": "1", "pupils.csv": "2", "roads.gpkg": "3"})
    base = replace(first, plan=first.plan.model_copy(update={"inputs_sha256": {"scenario": "0", "pupils.csv": "2"}}))
    assert different_tables([base, other]) == ("roads.gpkg",)
    assert different_tables([base, base]) == ()
