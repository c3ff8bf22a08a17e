"""An import in the page: what was understood, matches answered, the tables of a district; nothing of single people."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient

from planner.web.store import ARRIVING, Store
from tests.exporting import REGISTER, SPECIMENS, VILLAGES, csv_file
from tests.web.conftest import Json, resting_app

SECRETS = ("某甲绝密", "某甲绝密父", "41030820180101000X")


@pytest.fixture(name="quiet", scope="module")
def _quiet(tmp_path_factory: pytest.TempPathFactory) -> tuple[TestClient, Store]:
    """Return a server whose queue rests, and its store."""
    store = Store(path=tmp_path_factory.mktemp("imports") / "store")
    store.path.mkdir()
    store.prepare()
    return TestClient(resting_app(store.path)), store


def _sent(client: TestClient, files: list[Path], **fields: str) -> Json:
    """Send files as the page does."""
    given = [("files", (path.name, path.read_bytes())) for path in files]
    answer = client.post("/api/imports", files=given, data=fields)
    assert answer.status_code == 200, answer.text
    document: Json = answer.json()
    return document


def _doubtful(folder: Path) -> list[Path]:
    """Write a register with a village that is like one of the list, and the list."""
    name, parent, identity = SECRETS
    row = (name, "东湾镇中心小学", "9901010001", "一年级", f"东湾镇李家庄村{parent}{identity}", "")
    return [csv_file(folder / "register.csv", [REGISTER, row]), csv_file(folder / "villages.csv", VILLAGES)]


def _answered(question: Json, answer: str) -> str:
    key = {name: question[name] for name in ("subject", "code", "town", "name")}
    return json.dumps([key | {"answer": answer}])


def test_matches_are_answered_and_nothing_of_single_people_stays(
    quiet: tuple[TestClient, Store], tmp_path: Path
) -> None:
    """Previewed, refused while a match waits, taken once it is answered; no byte of a name is left in the store."""
    (client, store), files = quiet, _doubtful(tmp_path)
    first = _sent(client, files, year="2025")
    (question,) = first["import"]["questions"]
    assert first["district"] is None
    assert question["answer"] is None
    assert "学生姓名" in first["import"]["sheets"][0]["dropped_personal"]
    assert _sent(client, files, year="2025", take="true")["district"] is None, "a match waits"
    answers = _answered(question, "是")
    again = _sent(client, files, year="2025", answers=answers)
    assert again["import"]["questions"][0]["answer"] == question["candidates"][0]["id"]
    made = _sent(client, files, year="2025", answers=answers, take="true", name="虚构县")["district"]
    district = client.get(f"/api/districts/{made['id']}").json()
    assert (district["name"], district["source"]) == ("虚构县", "import")
    assert {"settlements.csv", "schools.csv", "pupils.csv"} <= set(district["files"])
    values = client.get(f"/api/scenarios/{made['scenarios'][0]['id']}").json()["values"]
    assert values["years"] == [2025]
    assert not list(store.path.glob(f"{ARRIVING}*"))
    written = b"".join(path.read_bytes() for path in store.path.rglob("*") if path.is_file())
    for secret in SECRETS:
        assert secret.encode() not in written
        assert secret.encode("gb18030") not in written


def test_what_no_export_tells_is_filled_in(quiet: tuple[TestClient, Store]) -> None:
    """The workbook to fill in, filled and imported once more, alone: a further version of the tables has it all."""
    client, _ = quiet
    made = _sent(client, list(SPECIMENS), take="true")["district"]
    address = f"/api/districts/{made['id']}/import"
    assert client.get(address).json() == ["fill-in.xlsx", "preview.xlsx"]
    assert client.get(f"{address}/settlements.csv").status_code == 404
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}/fill-in.xlsx").content))
    for sheet in book:
        headings = [cell.value for cell in sheet[2]]
        for line in range(3, sheet.max_row + 1):
            for name, value in (("经度", 112.4 + line / 500), ("纬度", 34.7 + line / 500), ("教室数", 20)):
                if name in headings:
                    sheet.cell(line, headings.index(name) + 1).value = value
    filled = io.BytesIO()
    book.save(filled)
    answer = client.post(
        "/api/imports",
        files={"files": ("补填.xlsx", filled.getvalue())},
        data={"district": made["id"], "take": "true"},
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["import"]["missing"] == []
    assert answer.json()["district"]["version"] == 2


def test_wrong_files_are_told_with_their_own_names(quiet: tuple[TestClient, Store], tmp_path: Path) -> None:
    """Names are shown and become no paths; what is no answer is refused; an unknown district is not there."""
    client, store = quiet
    wrong = {"files": ("../../坏.csv", "姓名,分数\n某甲,3\n".encode())}
    answer = client.post("/api/imports", files=wrong)
    assert answer.status_code == 400
    assert answer.json()["findings"][0]["file"] == "坏.csv"
    assert not list(store.path.parent.rglob("坏*"))
    files = {"files": ("r.csv", _doubtful(tmp_path)[0].read_bytes())}
    assert client.post("/api/imports", files=files, data={"answers": "[1]"}).status_code == 400
    assert client.post("/api/imports", files=files, data={"district": "0" * 16}).status_code == 404
    assert not list(store.path.glob(f"{ARRIVING}*"))


def test_an_upload_whose_reading_was_broken_off_is_removed(tmp_path: Path) -> None:
    """A server that was killed while it read leaves nothing behind once it starts again."""
    store = Store(path=tmp_path)
    store.prepare()
    (tmp_path / f"{ARRIVING}x").mkdir()
    (tmp_path / f"{ARRIVING}x" / "0.export").write_text("姓名", encoding="utf-8")
    store.purge()
    assert not (tmp_path / f"{ARRIVING}x").exists()
