"""A file that is not the wanted one is called by its name, and its bytes are never shown."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from planner.errors import InputError
from planner.language import in_language
from planner.plan import read_plan
from planner.reading.scenario_file import read_scenario


def _workbook(path: Path) -> None:
    openpyxl.Workbook().save(path)


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a.txt", "a")


def _json(document: object) -> Callable[[Path], object]:
    return lambda path: path.write_text(json.dumps(document), encoding="utf-8")


def _bytes(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


KINDS: list[tuple[str, Callable[[Path], object], str]] = [
    ("folder", Path.mkdir, "a folder"),
    ("plan.xlsx", _workbook, "an Excel workbook"),
    ("plan.docx", lambda path: Document().save(str(path)), "a Word document"),
    ("all.zip", _zip, "a compressed file (zip)"),
    ("half.xlsx", _bytes(b"PK\x03\x04half"), "an Excel workbook"),
    ("map.png", _bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256))), "a picture (PNG)"),
    ("plan.gpkg", _bytes(b"SQLite format 3\x00\x10\x00"), "a GeoPackage"),
    ("map.html", _bytes(b"<!doctype html><html></html>"), "a web page"),
    ("a.pdf", _bytes(b"%PDF-1.7\n\xff\xfe"), "a PDF document"),
    ("old.xls", _bytes(b"\xd0\xcf\x11\xe0\xa1\xb1"), "an old Office document"),
    ("reasons.json", _json({"format": "planner-reasons/1"}), "the reasons of a plan"),
    ("files.json", _json({"format": "planner-files/1"}), "the list of a folder's files"),
    ("roads.geojson", _json({"type": "FeatureCollection", "features": []}), "a GeoJSON file"),
]
ONLY_FOR_PLANS: list[tuple[str, Callable[[Path], object], str]] = [
    ("empty.json", _bytes(b""), "empty"),
    ("blank.json", _bytes(b" \n"), "empty"),
    ("other.json", _json({"a": 1}), "another JSON document"),
    ("list.json", _json([1]), "another JSON document"),
    ("half.json", _bytes(b'{"format": "planner-plan/1", "sc'), "a JSON document that is damaged"),
    ("deep.json", _bytes(b"[" * 100_000), "a JSON document that is damaged"),
    ("next.json", _json({"format": "planner-plan/2"}), "a plan of another version, 2"),
    ("scenario.yaml", _bytes(b"name: a\ngrade_bands: {}\n"), "a scenario"),
    ("pupils.csv", _bytes(b"settlement_id,year\nA,2026\n"), "a text"),
    ("gbk.csv", _bytes("编号,年份".encode("gb18030")), "no text"),
    ("noise", _bytes(bytes(range(128, 256)) * 1000), "no text"),
]


@pytest.mark.parametrize(("name", "make", "says"), [*KINDS, *ONLY_FOR_PLANS], ids=lambda value: str(value)[:20])
def test_what_is_no_plan_is_called_by_its_name(
    tmp_path: Path, name: str, make: Callable[[Path], object], says: str
) -> None:
    """One sentence in each language, with the file, what it is and what is wanted."""
    make(tmp_path / name)
    with pytest.raises(InputError) as told:
        read_plan(tmp_path / name)
    assert str(told.value).startswith(
        f"a plan is wanted, the plan.json that planner run writes; {tmp_path / name} is {says}"
    )
    assert in_language(told.value.text(), "zh").startswith("需要的是方案文件")
    assert len(str(told.value)) < 200 + len(str(tmp_path))


@pytest.mark.parametrize(("name", "make", "says"), KINDS, ids=lambda value: str(value)[:20])
def test_what_is_no_scenario_is_called_by_its_name(
    tmp_path: Path, name: str, make: Callable[[Path], object], says: str
) -> None:
    """The same of a scenario."""
    make(tmp_path / name)
    with pytest.raises(InputError) as told:
        read_scenario(tmp_path / name)
    assert f"this is {says}" in str(told.value)


def test_a_folder_that_holds_the_plan_names_it(tmp_path: Path) -> None:
    """And a file larger than any plan is not read to its end."""
    (tmp_path / "plan.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"is a folder; it holds .*plan\.json"):
        read_plan(tmp_path)
    if Path("/dev/zero").exists():
        with pytest.raises(InputError, match="larger than any plan"):
            read_plan(Path("/dev/zero"))


def test_a_damaged_plan_tells_where_and_shows_little(tmp_path: Path) -> None:
    """A plan with a key that is a megabyte of something else."""
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({"format": "planner-plan/1", "scenario": ["x" * 1_000_000]}), encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_plan(path)
    assert any(finding.column == "scenario" for finding in told.value.findings)
    assert max(len(finding.value or "") for finding in told.value.findings) < 200
