"""The specimens of the guide: each is recognised, and all of them together give the county that they were made from."""

import shutil
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

import planner
from docs.make.specimens import FOLDER, FORMS, SCHOOLS, VILLAGES, forms, groups, pupils, specimens, text_of
from tests.exporting import SPECIMENS, converted, csv_file, pupils_of, rows_of, xlsx_file

GRADES = [str(grade) for grade in range(1, 10)]
KINDS = {
    "register.csv": "pupil register, a row a pupil",
    "jiaoji1001.csv": "list of schools",
    "jiaoji3112.csv": "statistics form of pupils",
    "jiaoji3115.csv": "statistics form of pupils",
    "jichuji212.csv": "statistics form of classes by size",
    "villages.csv": "list of villages",
    "wide.csv": "enrolment, a column a grade",
}


@pytest.fixture(scope="module")
def imported() -> planner.Imported:
    """Return all specimens read together."""
    return planner.import_tables(SPECIMENS)


def truth() -> dict[tuple[str, int, str], int]:
    """Return the pupils that the specimens were made from."""
    return {(VILLAGES[village][0], 2025, GRADES[grade]): count for village, grade, _, count in groups()}


def test_the_specimens_are_what_their_maker_makes() -> None:
    """Each says that it is made up."""
    made = specimens()
    assert [path.name for path in SPECIMENS] == sorted(made)
    for path in SPECIMENS:
        assert path.read_text(encoding="utf-8-sig") == text_of(made[path.name])
        assert "虚构" in rows_of(path)[0][0]


def test_a_sheet_a_school_of_the_form_of_schools(imported: planner.Imported) -> None:
    """教基1001 filled in school by school tells what the list of all schools tells, and nobody's name or number."""
    assert (FOLDER / FORMS).read_bytes() == forms()
    files = [FOLDER / FORMS, *(path for path in SPECIMENS if path.name != "jiaoji1001.csv")]
    found = planner.import_tables(files)
    for name, frame in imported.tables.items():
        pd.testing.assert_frame_equal(found.tables[name], frame)
    sheets = [sheet for sheet in found.sheets if sheet.file == FORMS]
    assert [(sheet.sheet, str(sheet.kind), sheet.schools) for sheet in sheets] == [
        (name, "list of schools", 1) for _, name, *_ in SCHOOLS
    ]
    assert not any(word in repr(found) for word in ("校长0", "0XX0000000"))


def test_each_specimen_is_recognised(imported: planner.Imported) -> None:
    """By its headings alone, whatever its name."""
    assert {sheet.file: str(sheet.kind) for sheet in imported.sheets} == KINDS
    assert imported.synthetic


def test_the_tables_are_the_county(imported: planner.Imported) -> None:
    """Every pupil at home and at school; junior grades of 教基3115 and of 初中一年级 are 7 to 9."""
    assert pupils_of(imported) == truth()
    attends = imported.tables["attends"]
    keys = zip(attends["settlement_id"], attends["grade"], attends["school_id"], strict=True)
    told = dict(zip(keys, attends["pupils"], strict=True))
    assert told == {(VILLAGES[v][0], GRADES[g], SCHOOLS[s][0]): count for v, g, s, count in groups()}
    schools = imported.tables["schools"].set_index("school_id")
    assert schools["kind"].tolist() == ["primary", "teaching_point", "primary", "nine_year", "junior"]
    assert schools["grades"].tolist() == ["1-6", "1-3", "1-6", "1-9", "7-9"]
    assert imported.tables["settlements"]["name"].tolist() == [name for _, name, _ in sorted(VILLAGES)]
    assert imported.questions == ()


def test_totals_agree_and_are_told(imported: planner.Imported) -> None:
    """The exports' own totals and each other's; the table and what is left add up to the register."""
    whole = sum(truth().values())
    assert len(imported.sums) == 9
    assert all(each.agrees for each in imported.sums)
    assert imported.pupils == whole == imported.tables["pupils"]["pupils"].sum()
    assert imported.left == {}


def test_what_is_still_to_be_filled_in_is_named(imported: planner.Imported) -> None:
    """Positions and classrooms stand in none of the exports."""
    assert {(each.table.name, each.column, each.rows) for each in imported.missing} == {
        ("settlements", "lon", 10), ("settlements", "lat", 10), ("schools", "lon", 5), ("schools", "lat", 5),
        ("schools", "classrooms", 5),
    }  # fmt: skip


def test_a_form_of_classes_counts_classes_and_no_pupils(imported: planner.Imported) -> None:
    """基础基212 has a column a grade, and no pupil."""
    (sheet,) = (each for each in imported.sheets if each.file == "jichuji212.csv")
    assert (sheet.classes, sheet.pupils) == (7, 0)
    assert imported.classes["9901010001", "1"] == 2


@pytest.mark.sampled(most=2)
@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_one_workbook_of_all_specimens(tmp_path: Path, suffix: str, imported: planner.Imported) -> None:
    """All sheets in one file, in every format, give the same tables."""
    sheets = {path.stem: [[*row] for row in rows_of(path)] for path in SPECIMENS}
    book = xlsx_file(tmp_path / "虚构.xlsx", sheets)
    if suffix != "xlsx":
        if shutil.which("soffice") is None:
            pytest.skip("LibreOffice is not there")
        book = converted(book, suffix)
    found = planner.import_tables([book])
    for name, frame in imported.tables.items():
        pd.testing.assert_frame_equal(found.tables[name], frame)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_files_as_offices_save_them(tmp_path: Path, encoding: str, delimiter: str) -> None:
    """Encodings and signs between cells."""
    files = [
        csv_file(tmp_path / path.name, rows_of(path), encoding=encoding, delimiter=delimiter) for path in SPECIMENS
    ]
    assert pupils_of(planner.import_tables(files)) == truth()


@pytest.mark.parametrize("left_out", ["register.csv", "wide.csv"])
def test_register_or_wide_form_alone(left_out: str) -> None:
    """Each of them alone tells the same pupils; the wide form names villages as people write them."""
    files = [path for path in SPECIMENS if path.name != left_out]
    found = planner.import_tables(files)
    assert pupils_of(found) == truth()
    assert ("attends" in found.tables) == (left_out != "register.csv")


def test_forms_alone_tell_schools_and_say_what_they_cannot() -> None:
    """Where pupils live stands in no form: there is a table of schools and none of pupils."""
    found = planner.import_tables([path for path in SPECIMENS if path.name.startswith("jiaoji")])
    assert sorted(found.tables) == ["schools"]
    assert any("where pupils live" in note for note in found.notes)
    told = Counter[str]()
    for row in found.enrolment.to_dict("records"):
        told[row["school_id"]] += row["pupils"]
    assert told == Counter({SCHOOLS[s][0]: sum(c for *_, t, c in groups() if t == s) for s in range(len(SCHOOLS))})
    assert sum(told.values()) == sum(pupils(v, g) for v in range(len(VILLAGES)) for g in range(9))
