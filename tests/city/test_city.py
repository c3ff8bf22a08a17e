"""A city of counties: the limit of the whole, its best, its plan, and the counties apart; files, errors, the judge."""

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import planner
from planner import cli
from planner.city.counties import read_city
from planner.city.judge import judge_city
from planner.plan import read_plan
from tests.cities import best_city_total, tiny_city, write_city
from tests.city_runs import in_this_process, planned


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)


@pytest.mark.parametrize("seed", [0, 6, 11])
def test_limit_best_and_plan_stand_in_order(seed: int, tmp_path: Path) -> None:
    """The limit is at most the best possible whole, that is at most the plan, and that at most the counties apart."""
    counties = tiny_city(seed)
    done = planned(tmp_path, write_city(tmp_path, counties))
    city = done.city
    assert city.problems == ()
    assert done.exit_code == 0
    assert city.limit is not None
    best = best_city_total(counties)
    assert city.limit <= best + 0.5
    assert best <= city.total + 0.5
    assert city.total <= city.apart_yuan + 0.5
    for line in city.lines:
        assert planner.verify(planner.open_plan(done.folder / line.folder / "plan.json")) == ()


def test_without_borders_the_whole_is_the_sum(tmp_path: Path) -> None:
    """Nobody crosses; totals and limits are those of the plans."""
    city = planned(tmp_path, write_city(tmp_path, tiny_city(1), stages=())).city
    plans = [line.plan for line in city.lines if line.plan]
    assert city.flows == ()
    assert city.total == pytest.approx(sum(plan.objective.total for plan in plans))
    assert city.limit == pytest.approx(sum(plan.bound for plan in plans))


@pytest.fixture(scope="module")
def crossing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the regions.yaml of a city in which somebody crosses."""
    return write_city(tmp_path_factory.mktemp("city"), tiny_city(8))


def test_files_say_the_same(crossing: Path, tmp_path: Path) -> None:
    """Workbook, JSON document and map are there; the workbook's sums are the document's; done again, nothing is run."""
    done = planned(tmp_path, crossing)
    assert done.city.flows
    document = json.loads((done.folder / "city.json").read_text(encoding="utf-8"))
    assert document["objective"]["total"] == pytest.approx(done.city.total)
    assert sum(county["total"] for county in document["counties"]) + document["objective"]["crossing"] == pytest.approx(
        document["objective"]["total"]
    )
    book = openpyxl.load_workbook(done.folder / "city.xlsx")
    assert book.sheetnames == ["各区县", "学校", "跨界就读", "问题", "说明"]
    rows = list(book["各区县"].iter_rows(min_row=2, values_only=True))
    total = rows[0].index("总计（元/年）")
    assert rows[-1][total] == pytest.approx(done.city.total)
    assert sum(row[total] for row in rows[1:-1]) == pytest.approx(done.city.total)
    assert (done.folder / "city.png").stat().st_size > 10_000
    made = (done.folder / "apart" / "tiny-a" / "plan.json").stat().st_mtime_ns
    again = planned(tmp_path, crossing)
    assert again.city.total == done.city.total
    assert (done.folder / "apart" / "tiny-a" / "plan.json").stat().st_mtime_ns == made


def test_the_judge_finds_what_is_wrong(crossing: Path, tmp_path: Path) -> None:
    """A guest counted twice, a border that is not open, a way that is too short, a full class: each is said."""
    done = planned(tmp_path, crossing)
    inputs, flows = read_city(crossing), done.city.flows
    plans = {line.county.id: read_plan(done.folder / line.folder / "plan.json") for line in done.city.lines}
    assert judge_city(inputs, plans, flows) == ()
    flow = flows[0]
    more = replace(flow, pupils={grade: count + 1 for grade, count in flow.pupils.items()})
    assert any("pupils in the plan" in fault for fault in judge_city(inputs, plans, (more, *flows[1:])))
    shorter = replace(flow, minutes=flow.minutes / 2)
    assert any("the way takes" in fault for fault in judge_city(inputs, plans, (shorter, *flows[1:])))
    regions = inputs.file.regions.model_copy(update={"borders": ()})
    closed = replace(inputs, file=inputs.file.model_copy(update={"regions": regions}))
    assert any("may not cross" in fault for fault in judge_city(closed, plans, flows))
    host = plans[flow.host]
    crowded = tuple(row.model_copy(update={"classes": dict.fromkeys(row.classes, 0)}) for row in host.schools)
    full = {**plans, flow.host: host.model_copy(update={"schools": crowded})}
    assert any("than its classes seat" in fault for fault in judge_city(inputs, full, flows))


def test_every_problem_is_listed(tmp_path: Path) -> None:
    """Exit code 2, all at once, nothing written: borders, keys, a scenario that is missing, a bad table, bands."""
    regions = write_city(tmp_path, tiny_city(2), more=[("a", "c"), ("b", "a"), ("a", "a")])
    text = regions.read_text(encoding="utf-8").replace("counties:", "counties:\n  d: nowhere/d.yaml\n  e: {way: x}")
    borders = "borders:\n- {between: [a], stages: [primary]}\n- {between: [e, a], stages: [senior]}"
    regions.write_text(f"speed: 3\n{text.replace('borders:', borders)}", encoding="utf-8")
    (tmp_path / "a" / "pupils.csv").write_text("settlement_id,year,grade,pupils\na0,2026,1,many\n", encoding="utf-8")
    scenario = tmp_path / "b" / "scenario.yaml"
    scenario.write_text(scenario.read_text(encoding="utf-8").replace("2026", "2027"), encoding="utf-8")
    done = CliRunner().invoke(cli.app, ["city", str(regions), "--out", str(tmp_path / "out")])
    assert done.exit_code == 2
    for said in (
        "column speed", "counties.e.scenario", "counties.e.way", "borders[0].between", "borders[1].stages[0]",
        "borders[3].between[1]", "'c'", "each pair once: borders[2]", "two different counties", "d.yaml",
        "a: pupils.csv", "b: pupils.csv",
    ):  # fmt: skip
        assert said in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_file_without_a_county_is_refused(tmp_path: Path) -> None:
    """What can be said of it is said at once."""
    regions = tmp_path / "regions.yaml"
    regions.write_text("counties: {a: {way: x}}\nborders: 3\n", encoding="utf-8")
    done = CliRunner().invoke(cli.app, ["city", str(regions)])
    assert done.exit_code == 2
    for said in ("column name", "counties.a.scenario", "borders"):
        assert said in done.stderr
