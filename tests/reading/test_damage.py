"""Whatever happens to the input, reading it ends in a value or in an InputError, never in another exception."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.errors import InputError
from planner.reading.loader import read_district
from planner.reading.scenario import Scenario
from planner.reading.scenario_file import read_scenario
from planner.show.scenario_text import scenario_yaml

FILES = ("settlements.csv", "pupils.csv", "schools.csv", "travel.csv", "attends.csv")
CELLS = (
    "", " ", "nan", "NaN", "inf", "-inf", "1e400", "-1", "9" * 400, "0x1F", "1,5", "1.5", "１２", "=1+1", "'1", "-",
    ".", "K1", "1-6", "6-1", "1月6日", "2026-01-06", "007", "村", "\u200b", "\x07", "a" * 5000, "001", "P1", "keep",
    "现有", "2026", "1e3", "TRUE", "None", "112.4", "34.7", "37635374", "3857000", "-0", "--1", "1_000", "\u0661",
)  # fmt: skip
BYTES = (
    b"\xff", b"\x00", b"\xb4\xe5", "村".encode(), b'"', b"\n", b"\r", b",", b"\x81\x30", b"\xef\xbb\xbf", b"\xff\xfe",
    b"\x1a",
)  # fmt: skip
LINES = (
    "", "@\n@", "  @", "a: &x [1]", "b: *x", "@ !!python/none", "? [a]", "- 1", "<<: {a: 1}", "---", "...", "%YAML 9.9",
    "a: [", "a: }", "\t@", "a: |", "a: 'x", 'a: "\\x"', "@: @", f"years: {'[' * 26}1{']' * 26}", "budget_yuan: .nan",
    "budget_yuan: -.inf", f"budget_yuan: {'9' * 6000}", "solver: null", "rules: []", "name: 1", "1: 2",
)  # fmt: skip

fuzz = settings(
    max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def answered(reader: Callable[[], object]) -> bool:
    """Say whether reading ends in a value, or in an InputError with findings; any other exception passes through."""
    try:
        return reader() is not None
    except InputError as problem:
        return bool(problem.findings)


def district_answered(files: dict[str, bytes], scenario: Scenario) -> bool:
    """Say whether a folder of these files is answered."""
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        return answered(lambda: read_district(Path(folder), scenario))


@fuzz
@given(data=st.data())
def test_damaged_cells(texts: dict[str, str], scenario: Scenario, data: st.DataObject) -> None:
    """Any few cells replaced by anything, headings among them."""
    tables = {name: [line.split(",") for line in text.splitlines()] for name, text in texts.items()}
    for _ in range(data.draw(st.integers(1, 4))):
        table = tables[data.draw(st.sampled_from(FILES))]
        row = data.draw(st.sampled_from(table))
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(st.sampled_from(CELLS) | st.text(max_size=8))
    written = {
        name: "\n".join(",".join(row) for row in table).encode("utf-8", "replace") for name, table in tables.items()
    }
    assert district_answered(written, scenario)


@fuzz
@given(data=st.data())
def test_damaged_shape(texts: dict[str, str], scenario: Scenario, data: st.DataObject) -> None:
    """Columns dropped, swapped and doubled, rows dropped and doubled."""
    name = data.draw(st.sampled_from(FILES))
    rows = [line.split(",") for line in texts[name].splitlines()]
    order = data.draw(st.lists(st.integers(0, len(rows[0]) - 1), max_size=len(rows[0]) + 2))
    lines = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=len(rows) + 2))
    text = "\n".join(",".join(rows[line][place] for place in order) for line in lines)
    assert district_answered(
        {**{file: content.encode() for file, content in texts.items()}, name: text.encode()}, scenario
    )


@fuzz
@given(data=st.data())
def test_damaged_bytes(texts: dict[str, str], scenario: Scenario, data: st.DataObject) -> None:
    """Bytes put in, bytes cut off, and files of nothing but random bytes."""
    name = data.draw(st.sampled_from(FILES))
    content = texts[name].encode(data.draw(st.sampled_from(["utf-8", "gb18030", "utf-8-sig", "utf-16"])))
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(content)))
        kept = data.draw(st.sampled_from([content[place:], b"", content[place + 1 :]]))
        content = content[:place] + data.draw(st.sampled_from(BYTES) | st.binary(max_size=20)) + kept
    assert district_answered({**{file: text.encode() for file, text in texts.items()}, name: content}, scenario)


def workbook_of(texts: dict[str, str]) -> bytes:
    """Return a sound workbook's bytes."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.set_properties({"created": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)})
        for name, text in texts.items():
            sheet = book.add_worksheet(name.removesuffix(".csv"))
            for row, line in enumerate(text.splitlines()):
                for column, cell in enumerate(line.split(",")):
                    sheet.write_string(row, column, cell)
    return stream.getvalue()


@fuzz
@given(data=st.data())
def test_damaged_workbook(texts: dict[str, str], scenario: Scenario, data: st.DataObject) -> None:
    """A workbook cut short, or with bytes replaced, or with a part of it replaced and packed again."""
    content = workbook_of(texts)
    sort = data.draw(st.sampled_from(["cut", "bytes", "part"]))
    if sort == "cut":
        content = content[: data.draw(st.integers(0, len(content) - 1))]
    elif sort == "bytes":
        place = data.draw(st.integers(0, len(content) - 1))
        content = content[:place] + data.draw(st.binary(min_size=1, max_size=30)) + content[place + 3 :]
    else:
        content = repacked(content, data)
    assert district_answered({"district.xlsx": content}, scenario)


def repacked(content: bytes, data: st.DataObject) -> bytes:
    """Damage one of the files inside a workbook, leaving the archive itself sound."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        names = old.namelist()
        victim = data.draw(st.sampled_from(names))
        for name in names:
            part = old.read(name)
            if name == victim:
                place = data.draw(st.integers(0, len(part)))
                part = part[:place] + data.draw(st.binary(max_size=12)) + part[place + data.draw(st.integers(0, 12)) :]
            new.writestr(name, part)
    return stream.getvalue()


@fuzz
@given(data=st.data())
def test_damaged_scenario(scenario: Scenario, data: st.DataObject, tmp_path: Path) -> None:
    """A scenario file with lines dropped, doubled, indented or replaced."""
    lines = [line for line in scenario_yaml(scenario).splitlines() if not line.lstrip().startswith("#")]
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        lines[place] = data.draw(st.sampled_from(LINES) | st.text(max_size=30)).replace("@", lines[place])
    path = tmp_path / "scenario.yaml"
    path.write_bytes("\n".join(lines).encode("utf-8", "replace"))
    assert answered(lambda: read_scenario(path))


@fuzz
@given(content=st.binary(max_size=200))
def test_random_bytes_as_scenario(content: bytes, tmp_path: Path) -> None:
    """A scenario file of random bytes."""
    path = tmp_path / "scenario.yaml"
    path.write_bytes(content)
    assert answered(lambda: read_scenario(path))
