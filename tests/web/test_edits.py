"""Tables changed in the page: what is asked is changed and nothing else, and what is taken back is as it was."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from fastapi.testclient import TestClient

from planner.errors import InputError
from planner.reading.district import District
from planner.reading.loader import read_district
from planner.reading.scenario import Scenario
from planner.reading.scenario_file import read_scenario
from planner.reading.sources import find_tables
from planner.web.edits import Edit, write_edited
from planner.web.scenario_text import scenario_of_text
from planner.web.store import Store
from tests.conftest import PROJECT
from tests.web.conftest import Json

FRAMES = ("settlements", "pupils", "schools")


def edit_of(table: str, records: tuple[int, ...], **cells: str) -> Edit:
    """Return a change of a table."""
    return Edit(table=table, records=records, cells=cells, says="", says_zh="", made="")


def rewritten(folder: Path, scenario: Scenario, made: Path) -> District:
    """Read a district of which every table was written anew, with one cell set to what it was."""
    edits = []
    for name, raw in find_tables(folder).tables.items():
        column = {"settlements": "town", "pupils": "pupils", "schools": "name"}.get(name)
        if column is not None:
            known = {"settlements": "乡镇", "pupils": "学生数", "schools": "名称"}
            place = next(each for each, head in enumerate(raw.headings) if head.startswith((column, known[name])))
            edits.append(edit_of(name, (0,), **{column: str(raw.cells[place][0])}))
    write_edited(folder, made, edits)
    assert len(edits) == len(FRAMES)
    return read_district(made, scenario)


@pytest.mark.parametrize("county", ["sample", "mengjin"])
def test_a_table_written_anew_says_the_same(county: str, sample: Path, tmp_path: Path) -> None:
    """From a workbook with notes above and one column a grade, and from CSV files: every value is what it was."""
    at = sample / "scenario.yaml" if county == "sample" else PROJECT / "scenarios" / "mengjin-2026.yaml"
    source = read_scenario(at)
    before = read_district(source.district_folder, source.scenario)
    after = rewritten(source.district_folder, source.scenario, tmp_path / "made")
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(before, name), getattr(after, name))


def read(client: TestClient, store: Store, district: Json) -> District:
    """Read a district as it is now."""
    now = store.district(district["id"])
    text = client.get(f"api/scenarios/{district['scenarios'][0]['id']}").json()["text"]
    return read_district(store.tables(now), scenario_of_text(text))


def test_a_wrong_cell_is_mended_where_it_is_shown(client: TestClient, store: Store, sample: Path) -> None:
    """The finding's own cell takes the value; two of them one after the other; taken back, each is wrong again."""
    book = openpyxl.load_workbook(sample / "district.xlsx")
    right = [str(book["学生"][cell].value) for cell in ("C2", "C3")]
    book["学生"]["C2"].value, book["学生"]["C3"].value = "多", "少"
    wrong = store.path / "wrong.xlsx"
    book.save(wrong)
    district = client.post("api/districts/upload", files={"files": ("wrong.xlsx", wrong.read_bytes())}).json()
    address = f"api/districts/{district['id']}/edits"
    for value, count in zip(right, (2, 1), strict=True):
        with pytest.raises(InputError) as told:
            read(client, store, district)
        assert len(told.value.findings) == count
        finding = told.value.findings[0]
        asked = {
            "change": "cell",
            "file": finding.file,
            "cell": finding.address,
            "column": finding.column,
            "value": value,
        }
        answer = client.post(address, json=asked)
        assert answer.status_code == 201, answer.text
    mended = read(client, store, district)
    pd.testing.assert_frame_equal(
        mended.pupils, read_district(sample, read_scenario(sample / "scenario.yaml").scenario).pupils
    )
    assert client.get(address).json()["edits"][0]["says"].startswith("学生!C2")
    assert len(client.post(f"{address}/undo").json()["edits"]) == 1
    with pytest.raises(InputError):
        read(client, store, district)
    assert client.post(f"{address}/undo").json()["edits"] == []
    assert client.post(f"{address}/undo").json()["edits"] == []
    nowhere = {"change": "cell", "file": "../../store.sqlite", "cell": "A1", "column": "name", "value": "x"}
    assert client.post(address, json=nowhere).status_code == 400


def test_rooms_places_and_sites(client: TestClient, store: Store, district: Json) -> None:
    """Rooms and beds of a school, the place of a site, a further site; each a version, the upload untouched."""
    address = f"api/districts/{district['id']}/edits"
    first, version = read(client, store, district), district["version"]
    files = {path.name: path.read_bytes() for path in store.tables(store.district(district["id"])).iterdir()}
    site = str(first.schools.loc[first.schools["state"] == "candidate", "school_id"].iloc[0])
    school = str(first.schools.loc[first.schools["kind"] == "primary", "school_id"].iloc[0])
    rooms = {"change": "school", "school_id": school, "classrooms": 21, "classrooms_max": 30}
    assert client.post(address, json=rooms).status_code == 201
    lon, lat = float(first.schools["lon"].iloc[0]) + 0.01, float(first.schools["lat"].iloc[0])
    assert client.post(address, json={"change": "school", "school_id": site, "lon": lon, "lat": lat}).status_code == 201
    new = {
        "change": "site", "name": "新校", "town": str(first.schools["town"].iloc[0]), "kind": "primary",
        "grades": "1-6", "lon": lon, "lat": lat, "classrooms": 12, "classrooms_max": 24,
    }  # fmt: skip
    made = client.post(address, json=new).json()
    assert made["version"] == version + 3
    assert [each["says_zh"] for each in made["edits"]][2] == "新增备选校址：新校"
    now = read(client, store, district).schools.set_index("school_id")
    assert [now["classrooms"][school], now["classrooms_max"][school]] == [21, 30]
    assert now.loc[site, "lon"] == pytest.approx(lon)
    assert [now[name]["NEW1"] for name in ("state", "kind", "classrooms")] == ["candidate", "primary", 12]
    assert len(now) == len(first.schools) + 1
    for _ in range(3):
        client.post(f"{address}/undo")
    pd.testing.assert_frame_equal(read(client, store, district).schools, first.schools)
    tables = store.tables(store.district(district["id"]))
    assert {path.name: path.read_bytes() for path in tables.iterdir()} == files
    assert client.post(address, json={"change": "school", "school_id": school}).status_code == 400
    unknown = client.post(address, json={"change": "school", "school_id": "?", "beds": 8})
    assert (unknown.status_code, unknown.json()["findings"][0]["value"]) == (400, "?")


def test_places_are_not_changed_where_nothing_would_follow(client: TestClient, store: Store, district: Json) -> None:
    """Shifted coordinates, or a table of travel: the page says why, and nothing is changed."""
    address = f"api/districts/{district['id']}/edits"
    tables = store.tables(store.district(district["id"]))
    schools = read(client, store, district).schools
    asked = {"change": "school", "school_id": str(schools["school_id"].iloc[0]), "lon": 112.5, "lat": 34.8}
    before = (tables / "provenance.yaml").read_text(encoding="utf-8")
    travel = tables / "travel.csv"
    travel.write_text(
        "settlement_id,school_id,walk_minutes,ride_minutes,kilometres\nV01,P01,10,5,1\n", encoding="utf-8"
    )
    try:
        assert "路程表" in client.post(address, json=asked).json()["findings"][0]["expected_zh"]
        travel.unlink()
        (tables / "provenance.yaml").write_text("tables: {schools: {coordinates: GCJ-02}}\n", encoding="utf-8")
        assert "GCJ-02" in client.post(address, json=asked).json()["findings"][0]["expected"]
    finally:
        travel.unlink(missing_ok=True)
        (tables / "provenance.yaml").write_text(before, encoding="utf-8")
    assert client.get(address).json()["edits"] == []
