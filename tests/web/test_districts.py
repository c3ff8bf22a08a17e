"""Districts and scenarios: begun, uploaded, changed, undone; what is wrong is told with its place."""

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient

from planner.errors import InputError
from planner.reading.scenario import Scenario
from planner.web import uploads
from planner.web.form import Node, scenario_form
from planner.web.scenario_text import Change, scenario_of_text, with_changes
from planner.web.store import Store
from planner.web.uploads import Given, taken_from
from tests.conftest import PROJECT
from tests.web.conftest import Json, Wait


def _zipped(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_names_of_files_never_become_paths(client: TestClient, store: Store) -> None:
    """Whatever a file is called, it lands in its district's folder under the planner's own name, or is refused."""
    tricky = _zipped(**{"../../../escape.xlsx": b"PK", "..\\..\\schools.csv": b"x", "/etc/学生.csv": b"y"})
    answer = client.post("api/districts/upload", files={"files": ("..%2f..\\x.zip", tricky)}, data={"name": "../../up"})
    assert answer.status_code == 201
    district = answer.json()
    assert district["name"] == "../../up"
    files = client.get(f"api/districts/{district['id']}").json()["files"]
    assert files == ["district.xlsx", "pupils.csv", "schools.csv"]
    assert not list(store.path.parent.rglob("escape*"))
    for name in ("../store.sqlite", "..%2f..%2fstore.sqlite", "token"):
        assert client.get(f"api/districts/{district['id']}/tables/{name}").status_code == 404


def test_every_file_that_cannot_be_taken_is_named(client: TestClient) -> None:
    """One answer for all of them, in both languages, and no district comes to be."""
    before = len(client.get("api/districts").json())
    files = [("files", (name, b"x")) for name in ("a.exe", "schools.csv", "学校.csv", "备份.csv")]
    answer = client.post("api/districts/upload", files=files)
    assert answer.status_code == 400
    document = answer.json()
    assert [finding["file"] for finding in document["findings"]] == ["a.exe", "学校.csv", "备份.csv"]
    assert "不能用" in document["error_zh"]
    assert len(client.get("api/districts").json()) == before


def test_a_zip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Members are unpacked piece by piece, and counted all together, whatever the zip says of their sizes."""
    monkeypatch.setattr(uploads, "MOST_UNPACKED_BYTES", 5_000_000)
    bomb = _zipped(**{f"{name}.csv": b"0" * 2_000_000 for name in ("schools", "pupils", "settlements")})
    assert len(bomb) < 20_000
    with pytest.raises(InputError, match="unpacks to more"):
        taken_from([Given(name="a.zip", content=bomb)])
    with pytest.raises(InputError, match="more than 40 files"):
        taken_from([Given(name="a.zip", content=_zipped(**{f"{n}/schools.csv": b"" for n in range(41)}))])
    with pytest.raises(InputError, match="cannot be taken"):
        taken_from([Given(name="a.zip", content=b"PK\x03\x04 and nothing else")])


def test_wrong_cells_are_told_with_their_place_and_mended(
    client: TestClient, sample: Path, wait: Wait, tmp_path: Path
) -> None:
    """A workbook with a wrong count: the job ends with the cell; the mended one takes its place as version 2."""
    book = openpyxl.load_workbook(sample / "district.xlsx")
    right = book["学生"]["C2"].value
    book["学生"]["C2"].value = "多"
    book.save(tmp_path / "wrong.xlsx")
    wrong = {"files": ("wrong.xlsx", (tmp_path / "wrong.xlsx").read_bytes())}
    district = client.post("api/districts/upload", files=wrong).json()
    scenario = district["scenarios"][0]["id"]
    job = wait(client, client.post(f"api/scenarios/{scenario}/jobs", json={"kind": "today"}).json())
    assert job["state"] == "refused"
    (finding,) = client.get(f"api/jobs/{job['id']}/result").json()["findings"]
    assert (finding["cell"], finding["value"]) == ("学生!C2", "多")
    book["学生"]["C2"].value = right
    book.save(tmp_path / "mended.xlsx")
    mended = {"files": ("mended.xlsx", (tmp_path / "mended.xlsx").read_bytes())}
    assert client.put(f"api/districts/{district['id']}/tables", files=mended).json()["version"] == 2
    asked = client.post(f"api/scenarios/{scenario}/jobs", json={"kind": "today"}).json()
    assert asked["id"] != job["id"], "of other tables another answer"
    again = client.post(f"api/scenarios/{scenario}/jobs", json={"kind": "today"}).json()
    assert again["id"] == asked["id"], "the same question of the same tables is not asked twice"
    client.delete(f"api/jobs/{asked['id']}")


def test_the_example_and_the_empty_district_begin_at_once(client: TestClient) -> None:
    """Mengjin with its scenarios, all of which can be read; an empty workbook to fill in."""
    example = client.post("api/districts", json={"start": "example"}).json()
    assert len(example["scenarios"]) >= 4
    for scenario in example["scenarios"]:
        assert client.get(f"api/scenarios/{scenario['id']}").json()["problem"] is None
    empty = client.post("api/districts", json={"start": "empty", "name": "我县"}).json()
    assert client.get(f"api/districts/{empty['id']}").json()["files"] == ["district.xlsx", "provenance.yaml"]
    answer = client.get(f"api/districts/{empty['id']}/tables/district.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames[0] == "说明"


def test_deleted_is_brought_back(client: TestClient) -> None:
    """A district and a scenario that are deleted are not listed, and are again once brought back."""
    made = client.post("api/districts", json={"start": "empty"}).json()
    address = f"api/districts/{made['id']}"
    client.delete(address)
    assert made["id"] not in {each["id"] for each in client.get("api/districts").json()}
    client.post(f"{address}/restore")
    assert made["id"] in {each["id"] for each in client.get("api/districts").json()}
    scenario = made["scenarios"][0]["id"]
    client.delete(f"api/scenarios/{scenario}")
    assert client.get(address).json()["scenarios"] == []
    client.post(f"api/scenarios/{scenario}/restore")
    assert [each["id"] for each in client.get(address).json()["scenarios"]] == [scenario]
    assert client.patch(address, json={"name": "新名"}).json()["name"] == "新名"
    copy = client.post(f"{address}/scenarios", json={"copy_of": scenario, "name": "第二个"}).json()
    assert client.get(f"api/scenarios/{copy['id']}").json()["values"]["title"] == "第二个"


def test_every_change_is_listed_and_undone(client: TestClient, district: Json) -> None:
    """Keys, decisions and whole texts: each a change with words in both languages, undone one by one."""
    address = f"api/scenarios/{district['scenarios'][0]['id']}"
    first = client.get(address).json()
    changes = [{"route": ["rules", "merge", "most"], "value": 0}, {"route": ["budget_yuan"], "value": {"2026": 5e6}}]
    now = client.patch(address, json={"changes": changes}).json()
    assert now["values"]["rules"]["merge"]["most"] == 0
    assert now["values"]["budget_yuan"] == {"2026": 5_000_000}
    assert "最多撤并几所" in now["changes"][-1]["says_zh"]
    kept = client.post(f"{address}/decision", json={"school_id": "T02", "decision": "close"}).json()
    assert kept["values"]["decisions"]["close"] == ["T02"]
    freed = client.post(f"{address}/decision", json={"school_id": "T02", "decision": "free"}).json()
    assert freed["values"]["decisions"]["free"] == ["T02"]
    assert not freed["values"]["decisions"].get("close")
    assert len(freed["changes"]) == 3
    why = {"school_id": "T02", "school": "东沟教学点", "decision": "never", "reason": "听证未通过"}
    kept = client.post(f"{address}/decision", json=why).json()
    assert kept["values"]["rules"]["merge"]["never"] == {"T02": "听证未通过"}
    assert kept["changes"][-1]["says_zh"] == "东沟教学点（T02）：不撤并（听证未通过）"
    assert client.post(f"{address}/decision", json=why | {"reason": " "}).status_code == 400
    for left in (3, 2, 1, 0, 0):
        now = client.post(f"{address}/undo").json()
        assert len(now["changes"]) == left
    assert now["text"] == first["text"]


def test_where_a_village_goes_is_settled(client: TestClient, district: Json) -> None:
    """Fixed, forbidden and free again: the last word on a way holds, and other ways stay."""
    address = f"api/scenarios/{district['scenarios'][0]['id']}"
    way = {"settlement_id": "V01", "band": "primary_lower", "school_id": "P01"}

    def settled(decision: str, **more: str) -> Json:
        answer = client.post(f"{address}/assignment", json=way | more | {"decision": decision})
        assert answer.status_code == 200, answer.text
        values: Json = answer.json()["values"].get("assignments", {})
        return {key: rows for key, rows in values.items() if rows}

    assert settled("fix") == {"fixed": [["V01", "primary_lower", "P01"]]}
    shown = client.get(address).json()
    assert shown["names"]["primary_lower"]["zh"] == "一至三年级"
    assert shown["changes"][-1]["says_zh"] == "V01，一至三年级：固定到P01"
    assert settled("fix", school_id="T01") == {"fixed": [["V01", "primary_lower", "T01"]]}
    assert settled("forbid", settlement_id="V02")["forbidden"] == [["V02", "P01"]]
    both = {"fixed": [["V01", "primary_lower", "T01"]], "forbidden": [["V02", "P01"]]}
    assert settled("free", settlement_id="V03") == both
    assert settled("forbid", school_id="T01") == {"forbidden": [["V02", "P01"], ["V01", "T01"]]}
    assert settled("fix", school_id="T01")["forbidden"] == [["V02", "P01"]]
    for _ in range(5):
        client.post(f"{address}/undo")
    assert client.get(address).json()["changes"] == []


def test_what_makes_no_scenario_is_not_saved(client: TestClient, district: Json) -> None:
    """A key that is unknown, a value out of bounds, text that is no YAML: each told with its place."""
    address = f"api/scenarios/{district['scenarios'][0]['id']}"
    before = client.get(address).json()
    wrong = {"changes": [{"route": ["rules", "merge", "mots"], "value": 3}, {"route": ["solver", "gap"], "value": 7}]}
    answer = client.patch(address, json=wrong)
    assert answer.status_code == 400
    assert {finding["column"] for finding in answer.json()["findings"]} == {"rules.merge.mots", "solver.gap"}
    answer = client.put(f"{address}/text", json={"text": "name: [\n"})
    assert answer.status_code == 400
    assert answer.json()["findings"][0]["row"]
    assert client.put(f"{address}/text", json={"text": before["text"].replace("sample", "muster")}).status_code == 200
    assert client.post(f"{address}/undo").json()["text"] == before["text"]


@pytest.mark.parametrize("name", ["mengjin-2026", "mengjin-outlook", "mengjin-cheapest"])
def test_comments_and_all_else_stay_when_one_key_changes(name: str) -> None:
    """The line of the key is the only one that differs; the scenario is the same but for the key."""
    text = (PROJECT / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8")
    changed = with_changes(text, [Change(route=("solver", "seed"), value=77)])
    old, new = text.splitlines(), changed.splitlines()
    assert len(old) == len(new)
    assert len([1 for before, after in zip(old, new, strict=True) if before != after]) <= 1
    before, after = scenario_of_text(text), scenario_of_text(changed)
    assert after.solver.seed == 77
    assert after.model_copy(update={"solver": before.solver}) == before


def test_the_form_has_every_key_of_the_schema() -> None:
    """Each with words in both languages; as many as there are in the models."""
    keys = set(_leaves(scenario_form()))
    assert {"rules.merge.never", "grade_bands.*.max_walk_minutes", "budget_yuan", "solver.time_limit_seconds"} <= keys
    assert {key.split(".")[0] for key in keys} == set(Scenario.model_fields)
    assert len(keys) > 100


def _leaves(node: Node, above: str = "") -> list[str]:
    found = []
    for child in [*node.get("children", ()), *node.get("of", {}).get("children", ())]:
        inner = f"{above}{'*.' if node['type'] == 'named' else ''}{child['key']}"
        assert child["label"]
        assert child["label_zh"]
        assert bool(child["norm"]) == bool(child["norm_zh"])
        assert not re.search(r"[a-z]{2}", child["norm_zh"])
        is_outer = child["type"] in {"group", "named"}
        found += _leaves(child, f"{inner}.") if is_outer else [inner]
    return found
