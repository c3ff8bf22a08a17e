"""The small inputs that were answered wrongly, each with its right answer; read from the shared folder of cases."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.errors import InputError
from planner.inputs import Inputs, read_inputs

PROJECT = Path(__file__).resolve().parents[2]
Reader = Callable[[str], Inputs]


@pytest.fixture
def read() -> Reader:
    """Return a function that reads a case by its name; skip where the cases are not there."""
    folder = Path(os.environ.get("PLANNER_SHARED", PROJECT.parent / "shared")) / "cases"
    if not folder.is_dir():
        pytest.skip(f"no cases: {folder} is not there; set PLANNER_SHARED")
    return lambda name: read_inputs(folder / name / "scenario.yaml")


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("10-excel-title-row", "district.xlsx [schools]: the heading is row 2; above it: '某区"),
        ("10c-excel-heading-units", "heading '教室数 （间）' read as classrooms"),
        ("13-excel-format-000", "first settlements!A2 '001'"),
        ("14-excel-hidden-rows", "1 hidden row(s) are read like the others: 7"),
        ("23-band-not-taught", "bands that would fit them: 1-3, 4-5, 6"),
    ],
)
def test_what_is_understood_is_noted(read: Reader, case: str, words: str) -> None:
    """Read whole, with one note for what was done."""
    inputs = read(case)
    assert int(inputs.problem.block_pupils.sum()) == 577
    assert sum(words in note for note in inputs.district.notes) == 1


def test_errors_of_excel_are_found_cell_by_cell(read: Reader) -> None:
    """Five errors in five columns that may be empty."""
    with pytest.raises(InputError) as raised:
        read("12b-excel-error-in-optional-cells")
    assert sorted((f.address, f.value) for f in raised.value.findings) == [
        ("schools!I3", "#N/A"), ("schools!K4", "#VALUE!"), ("schools!L2", "#REF!"), ("schools!M5", "#NAME?"),
        ("schools!N6", "#DIV/0!"),
    ]  # fmt: skip
