"""Who goes where today, as the judge reads it, is what the plan's own receivers are counted from."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.problem.today import find_today
from planner.verifying.facts import find_facts
from planner.verifying.today import find_attendance
from tests.districts import Case, paper_case, random_case


def as_the_judge_reads(case: Case) -> dict[tuple[str, str, str], float]:
    """Return the share by settlement, band and school."""
    facts = find_facts(case.district, case.scenario, case.journeys)
    return {(*each.home, each.school_id): each.share for each in find_attendance(facts, case.district)}


def as_the_plan_counts(case: Case) -> dict[tuple[str, str, str], float]:
    """Return the same from the arrays that plans are composed with."""
    today = find_today(case.district, case.journeys, case.scenario)
    settlements, schools = (case.district.settlements["settlement_id"], case.district.schools["school_id"])
    bands = list(case.scenario.grade_bands)
    return {
        (str(settlements.iloc[home]), bands[band], str(schools.iloc[school])): share
        for home, band, school, share in zip(today.settlement, today.band, today.school, today.share, strict=True)
    }


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 100_000), is_told=st.booleans(), is_turned=st.booleans())
def test_two_readings_agree(seed: int, *, is_told: bool, is_turned: bool) -> None:
    """With the attends table, each grade at up to two schools, and without it; in either order of the schools."""
    case = random_case(seed)
    if is_turned:
        schools = case.district.schools.iloc[::-1].reset_index(drop=True)
        case = replace(case, district=replace(case.district, schools=schools))
    if is_told:
        chance = np.random.default_rng(seed)
        rows = case.district.pupils[["settlement_id", "grade", "pupils"]].copy()
        rows["school_id"] = chance.choice(case.district.schools["school_id"], len(rows))
        attends = pd.concat([rows, rows.assign(school_id=rows["school_id"].to_numpy()[::-1])])
        case = replace(case, district=replace(case.district, attends=attends))
    mine, theirs = as_the_judge_reads(case), as_the_plan_counts(case)
    assert mine.keys() == theirs.keys()
    assert all(mine[key] == pytest.approx(share) for key, share in theirs.items())


def test_the_paper_district_on_paper() -> None:
    """30 pupils of A fill P1 alone; C has no school within reach."""
    found = as_the_judge_reads(paper_case())
    assert found["A", "lower", "P1"] == 1.0
    assert not [key for key in found if key[:2] == ("C", "lower")]
