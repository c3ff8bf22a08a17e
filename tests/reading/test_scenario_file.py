"""The scenario file: read the narrow way, every problem named with its line and key."""

from pathlib import Path

import pytest

from planner.errors import Finding, InputError
from planner.language import in_language
from planner.reading.scenario_file import read_scenario

SOUND = """name: test
district: ../data/here
years: [2026]
grade_bands:
  primary: {stage: primary, grades: [1, 2, 3]}
"""


def written(folder: Path, text: str | bytes) -> Path:
    """Write a scenario file."""
    path = folder / "scenario.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def findings_of(path: Path) -> tuple[Finding, ...]:
    """Return what is found wrong with a scenario file."""
    with pytest.raises(InputError) as raised:
        read_scenario(path)
    return tuple(raised.value.findings)


@pytest.mark.parametrize("around", [("", ""), ("\ufeff", ""), ("---\n", "...\n"), ("# 说明\n", "# end\n")])
def test_a_sound_file_is_read(tmp_path: Path, around: tuple[str, str]) -> None:
    """With or without BOM, document marks and comments; the district is found from the file's own folder."""
    file = read_scenario(written(tmp_path, around[0] + SOUND + around[1]))
    assert file.scenario.grades == ("1", "2", "3")
    assert file.district_folder == (tmp_path.parent / "data/here").resolve()


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        ("title: !!python/object/apply:os.system [x]\n", 6, "no tags"),
        ("title: !own x\n", 6, "no tags"),
        ("title: &a x\n", 6, "no anchors"),
        ("x: &a [1]\ny: [*a, *a]\n", 6, "no anchors"),
        ("---\nname: b\n", 6, "one document"),
        ("name: b\n", 6, "line 1 has it already"),
        ("solver:\n  gap: 0.1\n  gap: 0.2\n", 8, "line 7 has it already"),
        ("? [a]\n: b\n", 6, "a plain key"),
        ("title: 'x\n", 7, "plain YAML"),
        ("a:\n\t- b\n", 7, "plain YAML"),
        ("title: \x07\n", 6, "no text file holds"),
        ("a: " + "[" * 3000 + "]" * 3000 + "\n", 6, "20 levels"),
        ("a: " + "{a: " * 25 + "1" + "}" * 25 + "\n", 6, "20 levels"),
        (b"title: \xb4\xe5\n", 6, "UTF-8"),
    ],
)
def test_what_a_plain_file_has_no_use_for_is_refused(tmp_path: Path, text: str | bytes, row: int, words: str) -> None:
    """Tags, anchors, bombs, doubled keys and damage are named with their line."""
    added = text if isinstance(text, bytes) else text.encode()
    found = findings_of(written(tmp_path, SOUND.encode() + added))
    assert found[0].row == row
    assert words in found[0].expected


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [("years: ", "years：", 3), ("name: ", "name：", 1), ("grade_bands:", "grade_bands：", 4)],
)
def test_a_colon_of_full_width_is_named_at_its_line(tmp_path: Path, old: str, new: str, row: int) -> None:
    """A Chinese colon behind a key, as input methods set it, is found at its own line, not where YAML stumbles."""
    (found, *_) = findings_of(written(tmp_path, SOUND.replace(old, new)))
    assert found.row == row
    assert "（半角）冒号" in in_language(found.expected, "zh")


def test_a_chinese_kind_of_school_is_told_its_key(tmp_path: Path) -> None:
    """教学点 among the kinds that may be merged: what may stand there, and how this one is written."""
    (found,) = findings_of(written(tmp_path, SOUND + "rules: {merge: {kinds: [教学点]}}\n"))
    said = in_language(found.expected, "zh")
    assert said.startswith("应为 teaching_point、primary、junior")
    assert said.endswith("“教学点”请写作 teaching_point")


def test_a_bomb_of_aliases_is_refused_before_it_unfolds(tmp_path: Path) -> None:
    """Nine levels of nine aliases, a thousand million values, are no more than their few lines."""
    levels = [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 10)]
    found = findings_of(written(tmp_path, "\n".join(["a0: &a0 [x, x]", *levels])))
    assert len(found) == 10 + 9 * 9


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"# nothing\n", "empty"),
        (b"- 1\n", "a mapping"),
        (b"text", "a mapping"),
        (b"x: " + b"a" * 1_000_001, "1,000,000 bytes"),
    ],
)
def test_files_that_are_no_mapping_are_refused(tmp_path: Path, content: bytes, words: str) -> None:
    """Empty, a list, a word, or a megabyte and more."""
    assert words in findings_of(written(tmp_path, content))[0].expected


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    """A path that leads nowhere, or to a folder, is said plainly."""
    assert "none of this name" in findings_of(tmp_path / "none.yaml")[0].expected
    assert "this is a folder" in findings_of(tmp_path)[0].expected


WRONG = {
    "text for a number": ("budget_yuan: '5'", 6, "budget_yuan", "5", "take off the quotes"),
    "word for a number": ("budget_yuan: much", 6, "budget_yuan", "much", "a number"),
    "no year of a budget": ("budget_yuan: {soon: 5}", 6, "budget_yuan.soon", "5", "a whole number"),
    "no sum of a year": ("budget_yuan: {2026: much}", 6, "budget_yuan.2026", "much", "a number"),
    "nested": ("rules:\n  class_size:\n    primary: '45'", 8, "rules.class_size.primary", "45", "a whole number"),
    "fraction": ("rules: {class_size: {primary: 4.5}}", 6, "rules.class_size.primary", "4.5", "a whole number"),
    "negative": ("rules: {max_classes_per_school: -1}", 6, "rules.max_classes_per_school", "-1", "0 or more"),
    "endless": ("solver: {gap: .inf}", 6, "solver.gap", ".inf", "not endless"),
    "no number": ("solver: {gap: .nan}", 6, "solver.gap", ".nan", "not endless"),
    "unquoted code": ("decisions: {keep: [0410308]}", 6, "decisions.keep[0]", "0410308", "quote the code"),
    "unknown key": ("rules: {class_sise: {primary: 45}}", 6, "rules.class_sise", None, "class_size"),
    "unknown outer key": ("rulez: 1", 6, "rulez", "1", "rules"),
    "unknown key below merge": ("rules: {merge: {kind: [junior]}}", 6, "rules.merge.kind", None, "kinds"),
    "other word": ("solver: {engine: fast}", 6, "solver.engine", "fast", "'auto' or 'milp'"),
    "yes for true": (
        "grade_bands: {j: {stage: junior, grades: [7], boarding: yes}}", 4, "grade_bands.j.boarding", "yes",
        "true or false",
    ),
    "nothing": ("solver: null", 6, "solver", "null", "not nothing"),
    "word for keys": ("prices: dear", 6, "prices", "dear", "keys with values"),
    "year of no plan": (
        "rules:\n  merge:\n    by_year: {2027: 2}", 8, "rules.merge.by_year.2027", "2", "a planning year (2026)",
    ),
    "no year": ("rules: {merge: {by_year: {soon: 1}}}", 6, "rules.merge.by_year.soon", "1", "a whole number"),
    "clash": ("rules: {merge: {exactly: 1, most: 2}}", 6, "rules.merge", None, "stands alone"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_each_problem_has_its_line_key_and_value(tmp_path: Path, case: str) -> None:
    """One finding, where it stands, as it is written, in plain words."""
    text, row, key, value, words = WRONG[case]
    sound = "\n".join(SOUND.splitlines()[:3]) + "\n" if text.startswith("grade_bands") else SOUND
    found = findings_of(written(tmp_path, f"{sound}{text}\n"))
    assert [(finding.row, finding.column, finding.value) for finding in found] == [(row, key, value)]
    assert words in found[0].expected


@pytest.mark.parametrize("district", ['"a\\0b"', "a" * 900])
def test_a_district_that_no_folder_can_be_called_is_found(tmp_path: Path, district: str) -> None:
    """A NUL in the name, or more letters than any file system takes."""
    found = findings_of(written(tmp_path, SOUND.replace("../data/here", district)))
    assert [(finding.row, finding.column) for finding in found] == [(2, "district")]


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    """Missing, unknown and wrong keys stand in one message, in the order of the file."""
    found = findings_of(written(tmp_path, "name: a b\nyears: [2026, 2025]\nsolver: {threads: 0}\nx: 1\n"))
    assert [finding.row for finding in found] == sorted(finding.row or 0 for finding in found)
    assert {finding.column for finding in found} == {"district", "grade_bands", "name", "years", "solver.threads", "x"}
    assert "Folder of the district's tables" in next(f.expected for f in found if f.column == "district")


@pytest.mark.parametrize("name", ["孟津区-2026方案", "一", "Ünï_2", "a" * 100, "方" * 60, "cons", "e\u0301"])
def test_names_may_be_of_any_letters(tmp_path: Path, name: str) -> None:
    """Chinese letters are letters; what can be written in one sign is."""
    scenario = read_scenario(written(tmp_path, SOUND.replace("name: test", f'name: "{name}"'))).scenario
    assert scenario.name == name.replace("e\u0301", "é")


@pytest.mark.parametrize(
    "name", ["", "a b", "a/b", "..", "a.b", "方案：一", "CON", "lpt9", "方" * 61, "\u200b", "a\\\\b"]
)
def test_names_that_make_no_folder_are_found(tmp_path: Path, name: str) -> None:
    """Blanks, separators, points, names that Windows keeps, too many bytes."""
    (finding,) = findings_of(written(tmp_path, SOUND.replace("name: test", f'name: "{name}"')))
    assert finding.column == "name"


@pytest.mark.parametrize(
    "line",
    [
        "prices: {building_life_years: 1.0e-18}", "prices: {building_life_years: 1001}", "travel: {walk_kph: 1.0e-308}",
        "travel: {ride_kph: 0.1}", "travel: {ride_kph: 1000}", "prices: {discount_rate: 1.1}",
    ],
)  # fmt: skip
def test_figures_beyond_sense_are_found(tmp_path: Path, line: str) -> None:
    """A building that lasts no second, a walk slower than anything."""
    (finding,) = findings_of(written(tmp_path, SOUND + line + "\n"))
    assert finding.column is not None
    assert finding.column.split(".")[0] in {"prices", "travel"}


@pytest.mark.parametrize("title", ["''", '"  "', '"\\t"', "'\u3000'"])
def test_a_title_that_stands_says_something(tmp_path: Path, title: str) -> None:
    """An empty title is an error; one that is left out is the name."""
    scenario = b"name: a\ndistrict: .\nyears: [2026]\ngrade_bands:\n  p: {stage: primary, grades: [1]}\n"
    found = findings_of(written(tmp_path, scenario + f"title: {title}\n".encode()))
    assert [finding.column for finding in found] == ["title"]
    assert "a title for maps" in found[0].expected
