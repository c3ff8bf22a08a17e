"""Blocks: who moves together, and how large settlements are cut."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import InputError
from planner.problem.demand import cut_into_parts, find_blocks, pupils_by_grade
from tests.districts import Case, district_of, scenario_of

YEARS = (2026, 2027)
LOWER = {"stage": "primary", "grades": [1, 2, 3]}
UPPER = {"stage": "primary", "grades": [4]}


def case_of(
    pupils: dict[tuple[str, int, str], int],
    *,
    mode: str = "whole",
    cut_above: int | None = 90,
    years: Sequence[int] = (2026,),
) -> Case:
    """Make a case of two bands, grades 1 to 3 and grade 4, and one school nobody needs to reach."""
    district = district_of(pupils=pupils, schools=[{"school_id": "h"}], travel={("a", "h"): (1, None, None)})
    scenario = scenario_of(
        years=years,
        grade_bands={"lower": LOWER, "upper": UPPER},
        rules={"assignment": {"mode": mode, "split_above_pupils": cut_above}},
    )
    return Case(district=district, scenario=scenario)


def totals_of(case: Case) -> list[float]:
    """Pupils of each block."""
    totals: list[float] = find_blocks(case.district, case.scenario).grade_pupils.sum(axis=1).tolist()
    return totals


@pytest.mark.parametrize(
    ("pupils", "parts"),
    [(46, [46]), (90, [90]), (91, [46, 45]), (180, [90, 90]), (181, [61, 60, 60]), (271, [68, 68, 68, 67])],
)
def test_a_band_is_cut_into_the_fewest_parts_not_above_the_limit(pupils: int, parts: list[float]) -> None:
    """Ninety stay together; one more makes two nearly equal parts, 181 make three."""
    assert sorted(totals_of(case_of({("a", 2026, "1"): pupils})), reverse=True) == parts


def test_the_limit_counts_the_band_and_not_the_grade() -> None:
    """Three grades of 31 are 93 pupils: two parts of 47 and 46, each grade 15 or 16 in each."""
    blocks = find_blocks(
        (case := case_of({("a", 2026, grade): 31 for grade in ("1", "2", "3")})).district, case.scenario
    )
    assert blocks.grade_pupils[:, :3].tolist() == [[16, 15, 16], [15, 16, 15]]
    assert blocks.grade_pupils[:, 3].tolist() == [0, 0]


def test_each_band_is_cut_on_its_own() -> None:
    """A settlement may be cut in one band and whole in the other."""
    blocks = find_blocks((case := case_of({("a", 2026, "1"): 100, ("a", 2026, "4"): 80})).district, case.scenario)
    assert blocks.band.tolist() == [0, 0, 1]
    assert blocks.grade_pupils.sum(axis=1).tolist() == [50, 50, 80]


@pytest.mark.parametrize(("mode", "cut_above"), [("split", 90), ("split", None), ("whole", None)])
def test_nothing_is_cut_under_split_or_without_a_limit(mode: str, cut_above: int | None) -> None:
    """Under split every share may go anywhere, so one block stands for all; whole without a limit is never cut."""
    assert totals_of(case_of({("a", 2026, "1"): 181}, mode=mode, cut_above=cut_above)) == [181]


def test_a_settlement_without_pupils_makes_no_block() -> None:
    """Rows with 0 pupils, and grades and years outside the scenario, are nobody's."""
    pupils = {("a", 2026, "1"): 0, ("a", 2026, "9"): 5, ("a", 2025, "1"): 7, ("b", 2026, "4"): 1}
    case = case_of(pupils)
    blocks = find_blocks(case.district, case.scenario)
    assert (blocks.settlement.tolist(), blocks.band.tolist()) == ([1], [1])
    assert blocks.grade_pupils.tolist() == [[0, 0, 0, 1]]


def test_nobody_at_all_makes_no_block() -> None:
    """A district without pupils of the scenario's grades gives empty arrays of the right shape."""
    case = case_of({("a", 2026, "9"): 5})
    assert find_blocks(case.district, case.scenario).grade_pupils.shape == (0, 4)


def test_blocks_stand_by_settlement_year_band_and_part() -> None:
    """The order is fixed, whatever the order of the table's rows."""
    pupils = {
        ("b", 2027, "4"): 1, ("a", 2027, "1"): 91, ("b", 2026, "1"): 3, ("a", 2026, "4"): 5, ("a", 2026, "2"): 7,
    }  # fmt: skip
    blocks = find_blocks((case := case_of(pupils, years=YEARS)).district, case.scenario)
    rows = list(zip(blocks.settlement.tolist(), blocks.year.tolist(), blocks.band.tolist(), strict=True))
    assert rows == [(0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 0), (1, 0, 0), (1, 1, 1)]
    assert blocks.grade_pupils.sum(axis=1).tolist() == [7, 5, 46, 45, 3, 1]


def test_pupils_stand_by_settlement_year_and_grade() -> None:
    """Every cell of the table finds its place; what the table lacks is 0."""
    case = case_of({("a", 2026, "4"): 4, ("b", 2027, "1"): 9, ("b", 2026, "2"): 2}, years=YEARS)
    counted = pupils_by_grade(case.district, case.scenario)
    assert counted.shape == (2, 2, 4)
    assert (counted[0, 0, 3], counted[1, 1, 0], counted[1, 0, 1], counted.sum()) == (4, 9, 2, 15)


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.lists(st.integers(0, 400), min_size=3, max_size=3), st.integers(1, 9)), min_size=1, max_size=6
    )
)
def test_parts_add_up_and_differ_by_one_pupil_at_most(rows: list[tuple[list[int], int]]) -> None:
    """However many grades and parts: sums are kept, parts are whole, and neither totals nor grades differ by two."""
    pupils = np.array([row for row, _ in rows], dtype=float)
    source, parts = cut_into_parts(pupils, np.array([count for _, count in rows]))
    assert np.bincount(source).tolist() == [count for _, count in rows]
    assert (parts == np.floor(parts)).all()
    assert (parts >= 0).all()
    for row in range(len(rows)):
        mine = parts[source == row]
        assert mine.sum(axis=0).tolist() == pupils[row].tolist()
        assert np.ptp(mine.sum(axis=1)) <= 1
        assert (np.ptp(mine, axis=0) <= 1).all()


@settings(max_examples=100, deadline=None)
@given(grades=st.lists(st.integers(0, 300), min_size=3, max_size=3), cut_above=st.integers(1, 120))
def test_no_part_is_above_the_limit_and_none_could_be_spared(grades: list[int], cut_above: int) -> None:
    """The parts of a band obey the limit, and one part fewer would not."""
    pupils = {("a", 2026, str(grade + 1)): count for grade, count in enumerate(grades)}
    parts = totals_of(case_of(pupils, cut_above=cut_above))
    assert sum(parts) == sum(grades)
    assert all(0 < part <= cut_above for part in parts)
    assert (len(parts) - 1) * cut_above < max(sum(grades), 1)


def test_blocks_without_end_are_refused_with_both_numbers() -> None:
    """Ten million pupils cut into parts of one are told before memory goes."""
    case = case_of({("a", 2026, "1"): 10_000_000}, cut_above=1)
    with pytest.raises(InputError) as raised:
        find_blocks(case.district, case.scenario)
    (finding,) = raised.value.findings
    assert (finding.column, finding.value) == ("rules.assignment.split_above_pupils", "1")
    assert "300,000 groups of pupils to place at most: there would be 10,000,000" in finding.expected
