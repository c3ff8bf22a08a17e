"""Many scenarios: each as its own run, failures listed, nothing done twice; on this machine and on a Dask cluster."""

import json
import os
import signal
import threading
from pathlib import Path
from typing import Any

import distributed
import openpyxl
import pytest
from typer.testing import CliRunner

import planner
from planner import cli
from planner.batch.records import read_records
from planner.batch.task import task_of
from planner.reading.scenario_file import read_scenario
from tests.districts import paper_case, with_scenario, write_case

FAST = ("--time-limit", "1")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of three scenarios: one with a plan, one whose rules clash, one that cannot be read."""
    folder = tmp_path_factory.mktemp("county")
    write_case(folder / "scenarios", paper_case())
    clash = with_scenario(paper_case(), "decisions", value={"keep": ["P1"], "close": ["P1"]})
    write_case(folder / "clash", with_scenario(clash, "name", value="clash"))
    (folder / "scenarios" / "damaged.yaml").write_text("name: [", encoding="utf-8")
    return folder


def batch(*words: object) -> tuple[int, dict[str, Any], str]:
    """Run the verb; return its exit code, its document and what it wrote to standard error."""
    done = CliRunner().invoke(cli.app, ["batch", *map(str, words), "--json"])
    return done.exit_code, json.loads(done.stdout or "{}"), done.stderr


def test_each_is_run_and_failures_do_not_stop_others(county: Path, tmp_path: Path) -> None:
    """The plan passes the judge; a clash and a damaged file are listed; a second time nothing is run again."""
    out = tmp_path / "out"
    patterns = (county / "scenarios" / "*.yaml", county / "clash" / "scenario.yaml")
    code, document, _ = batch(*patterns, "--out", out, *FAST)
    rows = {row["name"]: row for row in document["scenarios"]}
    assert code == 3
    assert {name: row["exit_code"] for name, row in rows.items()} == {"damaged.yaml": 2, "clash": 3, "paper": 0}
    assert "P1" in rows["clash"]["message"]
    solved = planner.open_plan(out / "paper" / "plan.json")
    assert planner.verify(solved) == ()
    assert rows["paper"]["figures"]["total"] == pytest.approx(solved.plan.objective.total)
    sheet = openpyxl.load_workbook(out / "batch.xlsx")["汇总"]
    assert {"paper", "clash", "damaged.yaml"} <= {cell.value for cell in sheet["A"]}
    made = (out / "paper" / "plan.json").stat().st_mtime_ns
    code, document, _ = batch(patterns[0], "--out", out, *FAST)
    assert code == 2
    again = {row["name"]: row["is_kept"] for row in document["scenarios"]}
    assert again == {"damaged.yaml": False, "paper": True}
    assert (out / "paper" / "plan.json").stat().st_mtime_ns == made


def test_what_changed_is_run_again(county: Path) -> None:
    """The key follows the options and every file of the district; equal files have equal keys."""
    source = read_scenario(county / "scenarios" / "scenario.yaml")
    key = task_of(source, {}).key
    assert task_of(source, {}).key == key
    assert task_of(source, {"--seed": "2"}).key != key
    pupils = county / "scenarios" / "pupils.csv"
    text = pupils.read_text(encoding="utf-8")
    pupils.write_text(text + "\n", encoding="utf-8")
    assert task_of(source, {}).key != key
    pupils.write_text(text, encoding="utf-8")


def test_names_and_patterns_are_checked_before_anything_is_run(county: Path, tmp_path: Path) -> None:
    """Two scenarios of one name, or a pattern that no file fits: exit code 2, nothing is written."""
    write_case(tmp_path / "other", paper_case())
    for words in ((county / "scenarios" / "scenario.yaml", tmp_path / "other" / "scenario.yaml"), ("none/*.yaml",)):
        done = CliRunner().invoke(cli.app, ["batch", *map(str, words), "--out", str(tmp_path / "out")])
        assert done.exit_code == 2
        assert not (tmp_path / "out").exists() or not list((tmp_path / "out").glob("*/plan.json"))


def test_a_cluster_runs_them_though_a_worker_is_killed(tmp_path: Path) -> None:
    """Two workers in processes of their own, one killed while it works: every plan comes back and passes the judge."""
    for number in range(2):
        write_case(tmp_path / f"s{number}", with_scenario(paper_case(), "name", value=f"paper-{number}"))
    with distributed.LocalCluster(  # type: ignore[no-untyped-call] # Dask states no types
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        victim = next(iter(cluster.workers.values())).pid
        killer = threading.Timer(2.0, lambda: os.kill(victim, signal.SIGKILL))
        killer.start()
        code, document, err = batch(
            tmp_path / "s*" / "scenario.yaml",
            "--out",
            tmp_path / "out",
            "--scheduler",
            cluster.scheduler_address,
            *FAST,
        )
        killer.join()
    assert code == 0, (document, err)
    plans = sorted((tmp_path / "out").glob("*/plan.json"))
    assert [path.parent.name for path in plans] == ["paper-0", "paper-1"]
    assert all(planner.verify(planner.open_plan(path)) == () for path in plans)
    assert all(record.exit_code == 0 for record in read_records(tmp_path / "out").values())


def test_nobody_at_the_scheduler_is_said(county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 2, and the address is named."""
    monkeypatch.setattr("planner.batch.workers.PATIENCE", "1s")
    scenario = county / "scenarios" / "scenario.yaml"
    code, document, _ = batch(scenario, "--out", tmp_path / "out", "--scheduler", "tcp://127.0.0.1:9")
    assert code == 2
    assert "no scheduler answers at tcp://127.0.0.1:9" in document["error"]
