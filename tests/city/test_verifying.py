"""A saved city judged again: what was changed in its files afterwards is found, broken files are told in one error."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from planner import cli
from planner.city.saved import CityFile, SavedCity, flows_of, open_city
from planner.city.verifying import judge_saved_city
from tests.cities import tiny_city, write_city
from tests.city_runs import in_this_process, planned

Document = dict[str, Any]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a city in which somebody crosses, and what was planned of it in `out`."""
    folder = tmp_path_factory.mktemp("saved-city")
    with pytest.MonkeyPatch.context() as patch:
        in_this_process(patch)
        done = planned(folder, write_city(folder, tiny_city(8)))
    assert done.city.flows
    return folder


@pytest.fixture(scope="module")
def opened(made: Path) -> SavedCity:
    """Return it as it is opened."""
    return open_city(made / "out" / "city.json")


@pytest.fixture
def city(made: Path, tmp_path: Path) -> Path:
    """Return a copy of it to spoil."""
    return shutil.copytree(made, tmp_path / "city")


def verified(folder: Path) -> tuple[int, str]:
    """Verify the city of a folder: exit code, and what was said."""
    done = CliRunner().invoke(cli.app, ["verify", str(folder / "out" / "city.json"), "--quiet"])
    return done.exit_code, f"{done.stdout}{done.stderr}"


def changed(path: Path, change: Callable[[Document], object]) -> None:
    """Change a JSON document in place."""
    document = json.loads(path.read_bytes())
    change(document)
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def test_a_city_holds_as_it_was_written(city: Path) -> None:
    """Moved elsewhere with its inputs too: exit code 0, and what was checked is said."""
    code, says = verified(city)
    assert code == 0
    for said in ("verified: ", "2 counties", "the limit is the sum of limits"):
        assert said in says


def _twice(document: Document) -> None:
    document["flows"].append(document["flows"][0])


def _other_way(document: Document) -> None:
    document["flows"][0].update(minutes=1.0, kilometres=99.0, put_on_yuan=7.0)


def _other_sums(document: Document) -> None:
    document["counties"][0].update(limit=1.0, total=5.0, merged=77)
    document["objective"].update(total=1.0, travel=-1.0)
    document.update(limit=document["limit"] + 9.0, gap=0.0123, total_apart=3.0, regions_sha256="")


def _nobody(document: Document) -> None:
    document.update(flows=[], rounds=[])
    document["counties"][0].update(limit=None)


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        (_twice, ["pupils in the plan, not"]),
        (_other_way, ["the way takes", "the way is", "home puts 0.00 yuan on them, not 7.00"]),
        (
            _other_sums,
            [
                "a: the file says a limit of 1, proven was", "counties.a.total: the file says 5", "counties.a.merged",
                "objective.total: the file says 1", "objective.travel", "limit: the file says", "gap: the file",
                "total_apart: the file says 3", "regions.yaml is not the file", "rounds.1.before_yuan",
            ],
        ),
        (_nobody, ["a: no limit was proven", "pupils in the plan, not", "b: its plan was made from", "limit: "]),
    ],
)  # fmt: skip
def test_what_is_changed_in_city_json_is_found(
    opened: SavedCity, change: Callable[[Document], object], sentences: list[str]
) -> None:
    """There is a sentence of each thing."""
    document = json.loads(opened.path.read_bytes())
    change(document)
    file = CityFile.model_validate(document)
    said = judge_saved_city(replace(opened, file=file, flows=flows_of(file)), lambda _phase: None)
    for sentence in sentences:
        assert any(sentence in each for each in said), (sentence, said)


def test_a_border_that_is_shut_is_found(city: Path) -> None:
    """Who crosses may not, the limits were proven for other borders, and the file is another one."""
    regions = city / "regions.yaml"
    text = regions.read_text(encoding="utf-8")
    regions.write_text(text.replace("primary", "junior"), encoding="utf-8")
    code, says = verified(city)
    assert code == 2
    for said in ("may not cross", "regions.yaml is not the file", "a: the file says a limit of"):
        assert said in says


def test_a_plan_or_table_that_is_changed_is_found(city: Path) -> None:
    """A plan's cost, a derived table, the county's own, its prices in the limit: each by its county."""
    out = city / "out"
    changed(max(out.glob("round-*/tiny-a/plan.json")), lambda plan: plan["objective"].update(travel=1.0))
    schools = max(out.glob("round-*/city.inputs/tiny-b/schools.csv"))
    lines = schools.read_text(encoding="utf-8").splitlines()
    schools.write_text("\n".join([lines[0], *lines[:0:-1]]).replace("112.4", "112.5"), encoding="utf-8")
    crossing = out / "limits" / "city.inputs" / "tiny-b" / "crossing.json"
    changed(crossing, lambda document: document["guests"][0].update(price_yuan=3e9))
    code, says = verified(city)
    assert code == 2
    for said in (
        "a: objective, objective.travel", "b: its plan was made from another table schools", "b: inputs: schools.csv",
        "b: pupils leave for other prices",
    ):  # fmt: skip
        assert said in says
    own = city / "a" / "scenario.yaml"
    own.write_text(own.read_text(encoding="utf-8").replace("classroom_yuan: 50000", "classroom_yuan: 500"), "utf-8")
    code, says = verified(city)
    assert code == 2
    assert "a: the scenario of its plan says otherwise: prices.classroom_yuan" in says


def test_broken_files_are_told_in_one_error(city: Path) -> None:
    """Unknown ids and plans that are missing or damaged, together; a damaged city.json by what is wrong in it."""
    path = city / "out" / "city.json"

    def spoil(document: Document) -> None:
        document["flows"][0].update(school_id="nowhere", home="c", year=1999)
        document["counties"][1]["folder"] = "round-9/tiny-b"

    changed(path, spoil)
    (city / "out" / "apart" / "tiny-a" / "plan.json").write_text('{"format": "planner-plan/1"}', encoding="utf-8")
    code, says = verified(city)
    assert code == 2
    for said in ("flows[0].school_id", "'nowhere'", "flows[0].home", "b: round-9/tiny-b", "a: apart/tiny-a/plan.json"):
        assert said in says
    changed(path, lambda document: (document.pop("regions_file"), document.update(limit="much")))
    code, says = verified(city)
    assert code == 2
    for said in ("regions_file", "limit", "a city of several plans"):
        assert said in says
    path.write_text('{"format": "planner-city/1", ', encoding="utf-8")
    code, says = verified(city)
    assert (code, "damaged or cut off" in says) == (2, True)
