"""Cells that are not written as asked and can mean only one thing are read, and said once for each kind and column."""

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.errors import InputError
from planner.language import in_language
from planner.reading.loader import read_district
from planner.reading.scenario import Scenario

Writer = Callable[..., Path]

# File, column, the cell as it is written, what it is read as.
CELLS = [
    ("pupils", "grade", "1", "一年级", "1"), ("pupils", "grade", "1", "1年级", "1"),
    ("pupils", "grade", "7", "初一", "7"), ("pupils", "grade", "7", "初中一年级", "7"),
    ("pupils", "grade", "7", "七年级", "7"), ("pupils", "grade", "2", "Ⅱ年级", None),
    ("pupils", "grade", "1", "小班", "K1"), ("pupils", "grade", "1", "大班", "K3"),
    ("pupils", "grade", "1", "高一", None),
    ("pupils", "year", "2026", "2026年", 2026), ("pupils", "year", "2026", "2026学年", 2026),
    ("pupils", "year", "2026", "2026-2027", 2026), ("pupils", "year", "2026", "２０２６", 2026),
    ("pupils", "year", "2026", "2026-2030", None), ("pupils", "year", "2026", "2026春", None),
    ("pupils", "pupils", "5", "45人", 45), ("pupils", "pupils", "5", "１２３", 123),
    ("pupils", "pupils", "5", '"1,234"', 1234), ("pupils", "pupils", "5", '"1,23"', None),
    ("pupils", "pupils", "5", "约45", None), ("pupils", "pupils", "5", "45间", None),
    ("schools", "kind", "primary", "完全小学", "primary"), ("schools", "kind", "junior", "初级中学", "junior"),
    ("schools", "kind", "primary", "九年一贯制", "nine_year"),
    ("schools", "kind", "primary", "乡镇中心小学", "primary"),
    ("schools", "kind", "primary", "村小教学点", "teaching_point"),
    ("schools", "kind", "primary", "不完全小学", "teaching_point"),
    ("schools", "kind", "primary", "完全中学", None), ("schools", "state", "existing", "待建", "candidate"),
    ("schools", "grades", "1-6", "1～6年级", "1-6"), ("schools", "grades", "1-6", "一至六年级", "1-6"),
    ("schools", "grades", "7-9", "初一至初三", "7-9"), ("schools", "grades", "1-6", '"1、2、3年级"', "1-3"),
    ("schools", "grades", "1-6", "六至一年级", None), ("schools", "grades", "1-6", "1月6日", None),
    ("travel", "kilometres", "3.2", "3200米", 3.2), ("travel", "kilometres", "3.2", '"3,200"', None),
    ("settlements", "lon", "112.400", "112.400°", 112.4), ("settlements", "lon", "112.400", "112°24′00″", 112.4),
]  # fmt: skip


@pytest.mark.parametrize("case", CELLS)
def test_a_cell_in_other_words(
    write_district: Writer, texts: dict[str, str], scenario: Scenario, case: tuple[str, str, str, str, object]
) -> None:
    """Each way of writing is read and noted with its cell, or found wrong where it may mean several things."""
    table, column, old, new, meant = case
    place = texts[f"{table}.csv"].partition("\n")[0].split(",").index(column)
    lines = texts[f"{table}.csv"].splitlines()
    line = next(number for number, line in enumerate(lines) if number and line.split(",")[place] == old)
    cells = lines[line].split(",")
    cells[place] = new
    lines[line] = ",".join(cells)
    folder = write_district({f"{table}.csv": "\n".join(lines), "attends.csv": None})
    if meant is None:
        with pytest.raises(InputError) as raised:
            read_district(folder, scenario)
        assert {(finding.row, finding.column) for finding in raised.value.findings} == {(line + 1, column)}
        return
    district = read_district(folder, scenario)
    value = getattr(district, table)[column].tolist()[line - 1]
    assert value == pytest.approx(meant) if isinstance(meant, float) else value == meant
    (note,) = [note for note in district.notes if "understood" in note]
    assert f"{'ABCDEFGHIJKLM'[place]}{line + 1} " in note
    assert new.strip('"') in in_language(note, "zh")


def test_one_note_for_one_kind(write_district: Writer, texts: dict[str, str], scenario: Scenario) -> None:
    """Many cells of one kind are one note with their count; what is plainly written has none."""
    changed = {"pupils.csv": texts["pupils.csv"].replace(",2026,", ",2026年,")}
    notes = [note for note in read_district(write_district(changed), scenario).notes if "understood" in note]
    assert notes == ["pupils.csv: column year: 4 cell(s) understood as a school year, first B2 '2026年' = 2026"]
    assert in_language(notes[0], "zh") == "pupils.csv：“年份”列有 4 个单元格按“学年”理解，首处 B2“2026年” = 2026"


ERRORS = ["#REF!", "#N/A", "#NAME?", "#DIV/0!", "#VALUE!", "#NUM!", "#NULL!", "Err:502"]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize(
    "at",
    [
        ("settlements", "name"), ("schools", "beds_max"), ("schools", "decision"), ("travel", "ride_minutes"),
        ("travel", "kilometres"), ("attends", "school_id"), ("pupils", "pupils"),
    ],
)  # fmt: skip
def test_an_error_is_never_an_empty_cell(
    write_district: Writer, texts: dict[str, str], scenario: Scenario, error: str, at: tuple[str, str]
) -> None:
    """An error in any column of any table is one finding that shows it."""
    table, column = at
    lines = texts[f"{table}.csv"].splitlines()
    place = lines[0].split(",").index(column)
    cells = lines[1].split(",")
    cells[place] = error
    lines[1] = ",".join(cells)
    with pytest.raises(InputError) as raised:
        read_district(write_district({f"{table}.csv": "\n".join(lines)}), scenario)
    assert [(f.row, f.column, f.value) for f in raised.value.findings] == [(2, column, error)]
    assert "ends in an error" in raised.value.findings[0].expected
