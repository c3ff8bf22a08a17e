"""Rows of totals are compared with sums that are worked out once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.reading.raw import RawTable
from planner.reading.tables import TABLES
from planner.reading.totals import without_totals

PUPILS = next(table for table in TABLES if table.name == "pupils")
Row = tuple[str, int | None]


def table(rows: list[Row]) -> RawTable:
    """Return a table of a code, or the word of a total, and a count."""
    columns = [[name for name, _ in rows], ["" if count is None else str(count) for _, count in rows]]
    cells = tuple(np.array(column, dtype=object) for column in columns)
    numbers, places = np.arange(2, len(rows) + 2), tuple(np.full(len(rows), place) for place in (0, 1))
    headings = ("settlement_id", "pupils")
    return RawTable(file="pupils.csv", headings=headings, rows=numbers, cells=cells, columns_at=places)


def sums(rows: list[Row], record: int) -> list[int]:
    """Add up, row by row, what a total may stand for: since the last one, all above, all, until the next one."""
    is_total = [name in {"小计", "合计"} for name, _ in rows]
    last = max((place for place in range(record) if is_total[place]), default=-1)
    after = min((place for place in range(record + 1, len(rows)) if is_total[place]), default=len(rows))
    spans = [(last + 1, record), (0, record), (0, len(rows)), (record + 1, after)]
    return [sum(rows[place][1] or 0 for place in range(*span) if not is_total[place]) for span in spans]


@st.composite
def tables(draw: st.DrawFn) -> list[Row]:
    """Rows of villages, subtotals and totals; most totals say one of their sums, the others any number or none."""
    row = st.tuples(st.sampled_from(["V1", "V2", "小计", "合计"]), st.none() | st.integers(0, 40))
    rows = draw(st.lists(row, min_size=1, max_size=12))
    for place, (name, _) in enumerate(rows):
        which = draw(st.integers(0, 5)) if name in {"小计", "合计"} else 5
        if which < 4:
            rows[place] = (name, sums(rows, place)[which])
    return rows


@given(tables())
def test_a_total_is_right_where_it_is_one_of_its_sums(rows: list[Row]) -> None:
    """Against sums row by row, for subtotals and totals anywhere: so many are wrong, or all agree, or none says one."""
    totals = [place for place, (name, _) in enumerate(rows) if name in {"小计", "合计"}]
    told = [place for place in totals if rows[place][1] is not None]
    wrong = [place for place in told if rows[place][1] not in sums(rows, place)]
    read = without_totals(table(rows), PUPILS, ("settlement_id", "pupils"))
    assert len(read.rows) == len(rows) - len(totals)
    said = " ".join(map(str, read.notes))
    assert [f"B{place + 2} says" in said for place in wrong[:3]] == [True] * len(wrong[:3])
    assert said.count(" says ") == min(len(wrong), 3)
