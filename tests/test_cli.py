"""Verbs, options, exit codes, and what stands on which stream."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from planner import cli
from planner.plan import read_plan
from planner.saved import judge, open_plan
from tests.composing import county_case
from tests.districts import paper_case, with_scenario, write_case

FAST = ("--engine", "milp", "--gap", "0", "--threads", "1")
VERBS = tuple(str(command.name) for command in cli.app.registered_commands)
OF_A_SCENARIO = ("run", "check", "shortfall")
OF_A_PLAN = ("verify", "stress", "buses", "compare", "explain", "maps", "redraw", "prove")


def planner(*arguments: str | Path) -> Result:
    """Run a verb in this process."""
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


def document(result: Result) -> dict[str, Any]:
    """Return the one JSON document on standard output; anything beside it is an error."""
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def refuses(result: Result, code: int) -> None:
    """Check that it ended with this code and a message for people on standard error."""
    assert result.exit_code == code
    assert result.stdout == ""
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the paper district's scenario file, in a folder of scenarios."""
    monkeypatch.chdir(tmp_path)
    return write_case(tmp_path / "scenarios", paper_case())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """Plan the paper district once; return its plan file, and what was said."""
    folder = tmp_path_factory.mktemp("county")
    with contextlib.chdir(folder):
        result = planner("run", write_case(folder / "scenarios", paper_case()), *FAST)
    return folder / "maps" / "paper" / "plan.json", result


@pytest.fixture
def plan_file(made: tuple[Path, Result], tmp_path: Path) -> Path:
    """Return a copy of the planned county's plan file that a test may change, with inputs of its own."""
    write_case(tmp_path / "scenarios", paper_case())
    path = tmp_path / "maps" / "paper" / "plan.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(made[0].read_bytes())
    return path


def damage(scenario: Path) -> None:
    """Put a negative count and an unknown settlement into the pupils' table."""
    path = scenario.parent / "pupils.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    first = rows[1].rsplit(",", 1)[0]
    path.write_text("\n".join([rows[0], f"{first},-3", *rows[2:], "Z,2026,1,5"]) + "\n", encoding="utf-8")


def test_help_lists_every_verb() -> None:
    """`python -m planner --help` names them, in any locale, and ends well."""
    done = subprocess.run(
        [sys.executable, "-m", "planner", "--help"],
        capture_output=True, check=False, encoding="utf-8", env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": ""},
    )  # fmt: skip
    assert done.returncode == 0
    assert all(f" {verb} " in done.stdout for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself_and_takes_json_and_quiet(verb: str) -> None:
    """Each has a help text with the two options that all share."""
    result = planner(verb, "--help")
    assert result.exit_code == 0
    assert "--json" in result.stdout
    assert "--quiet" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        (), ("decide",), ("run",), ("check", "a", "b"), ("run", "a.yaml", "--no-such-option"),
        ("run", "a.yaml", "--gap", "2"), ("run", "a.yaml", "--time-limit", "-1"),
        ("run", "a.yaml", "--time-limit", "soon"), ("run", "a.yaml", "--time-limit", "nan"),
    ],
)  # fmt: skip
def test_bad_usage_is_2(arguments: Sequence[str]) -> None:
    """No verb, an unknown one, a missing or surplus argument, an unknown option, a value that cannot be."""
    result = planner(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "option",
    [("--engine", "guess"), ("--time-limit", "inf"), ("--seed", "99999999999"), ("--threads", "5000")],
)
def test_options_that_the_scenario_could_not_hold_are_2(scenario: Path, option: tuple[str, str]) -> None:
    """They are held against the scenario's own bounds, and nothing is written."""
    result = planner("run", scenario, *option)
    refuses(result, 2)
    assert option[1] in result.stderr
    assert not (scenario.parent.parent / "maps").exists()


def test_check_counts_what_it_read(scenario: Path) -> None:
    """Five settlements and schools, 164 pupils over two years; notes say what is taken for granted."""
    result = planner("check", scenario, "--json")
    assert result.exit_code == 0
    assert result.stderr == ""
    said = document(result)
    assert said["ok"] is True
    assert (said["counts"]["settlements"], said["counts"]["schools"], said["counts"]["pupils"]) == (5, 5, 164)
    assert any("nearest open school" in note for note in said["notes"])


def test_check_in_plain_words(scenario: Path) -> None:
    """The summary goes to standard output, progress to standard error; quiet silences the latter."""
    loud, quiet = planner("check", scenario), planner("check", scenario, "--quiet")
    assert (loud.exit_code, quiet.exit_code) == (0, 0)
    assert "no problems found" in loud.stdout
    assert quiet.stdout == loud.stdout
    assert loud.stderr.strip()
    assert quiet.stderr == ""


@pytest.mark.parametrize("verb", OF_A_SCENARIO)
def test_bad_tables_are_2_and_everything_is_told_at_once(scenario: Path, verb: str) -> None:
    """A negative count and an unknown id: both with file, row, column and value."""
    damage(scenario)
    result = planner(verb, scenario, "--quiet")
    refuses(result, 2)
    assert "pupils.csv, row 2, column pupils, value '-3'" in result.stderr
    assert "column settlement_id, value 'Z'" in result.stderr
    as_json = planner(verb, scenario, "--json")
    assert (as_json.exit_code, as_json.stderr) == (2, "")
    said = document(as_json)
    assert said["ok"] is False
    found = {(finding["file"], finding["column"], finding["value"]) for finding in said["findings"]}
    assert {("pupils.csv", "pupils", "-3"), ("pupils.csv", "settlement_id", "Z")} <= found


@pytest.mark.parametrize("verb", OF_A_SCENARIO)
def test_a_scenario_that_is_not_there_is_2(tmp_path: Path, verb: str) -> None:
    """The file is named."""
    result = planner(verb, tmp_path / "gone.yaml")
    refuses(result, 2)
    assert "gone.yaml" in result.stderr


def test_an_unknown_key_is_2_and_the_nearest_one_is_named(scenario: Path) -> None:
    """A slip of the pen is not ignored."""
    scenario.write_text(scenario.read_text(encoding="utf-8") + "\nbudget_yaun: 5\n", encoding="utf-8")
    result = planner("check", scenario, "--quiet")
    refuses(result, 2)
    assert "budget_yuan" in result.stderr


@pytest.mark.parametrize("verb", OF_A_SCENARIO)
def test_rules_that_clash_are_3(tmp_path: Path, verb: str) -> None:
    """A school kept and closed: named, with the smallest set of rules that clash, in words and as JSON; no file."""
    case = with_scenario(paper_case(), "decisions", value={"keep": ["P1"], "close": ["P1"]})
    path = write_case(tmp_path / "scenarios", case)
    result = planner(verb, path, "--quiet")
    refuses(result, 3)
    assert "'P1'" in result.stderr
    assert "  decisions.keep: P1\n  decisions.close: P1\n" in result.stderr
    as_json = planner(verb, path, "--json")
    assert (as_json.exit_code, as_json.stderr) == (3, "")
    said = document(as_json)
    assert said["ok"] is False
    assert len(said["clashes"]) == 1
    assert said["clash_set"] == ["decisions.keep: P1", "decisions.close: P1"]
    assert not (tmp_path / "maps").exists()


def test_run_writes_a_plan_and_says_so(made: tuple[Path, Result]) -> None:
    """Exit code 0, the folder and the summary on standard output, progress on standard error."""
    plan_path, result = made
    assert result.exit_code == 0, result.output
    assert plan_path.parent.name in result.stdout
    assert "optimising" in result.stderr
    assert "optimising" not in result.stdout
    assert read_plan(plan_path).status == "optimal"


def test_run_in_json(scenario: Path, tmp_path: Path) -> None:
    """One document and nothing beside it: verified, where, status, costs; quiet on standard error."""
    result = planner("run", scenario, "--out", tmp_path / "mine", "--json", *FAST)
    assert (result.exit_code, result.stderr) == (0, "")
    said = document(result)
    plan = read_plan(tmp_path / "mine" / "plan.json")
    assert said["verified"] is True
    assert said["folder"] == (tmp_path / "mine").as_posix()
    assert (said["status"], said["objective"]["total"]) == ("optimal", plan.objective.total)
    assert said["shortfall_pupils"] == sum(sum(row.pupils.values()) for row in plan.shortfall)
    assert said["merged"] == len(plan.merges)


def test_options_stand_above_the_scenario(scenario: Path, tmp_path: Path) -> None:
    """Seed, time limit and engine of the command line are the plan's; without time it is feasible at best."""
    options = ("--time-limit", "0", "--seed", "7", "--engine", "milp", "--quiet")
    result = planner("run", scenario, "--out", tmp_path / "mine", *options)
    assert (result.exit_code, result.stderr) == (0, "")
    plan = read_plan(tmp_path / "mine" / "plan.json")
    assert (plan.seed, plan.engine) == (7, "milp")


def test_verify_passes_a_plan_that_was_run(made: tuple[Path, Result]) -> None:
    """Exit code 0, in words and in JSON."""
    result, as_json = planner("verify", made[0], "--quiet"), planner("verify", made[0], "--json")
    assert (result.exit_code, as_json.exit_code) == (0, 0)
    assert "verified" in result.stdout
    assert (result.stderr, as_json.stderr) == ("", "")
    assert document(as_json) == {
        "ok": True, "verified": True, "violations": [], "violations_zh": [], "scenario": "paper",
        "warnings": [], "warnings_zh": [],
    }  # fmt: skip


def test_verify_finds_what_was_tampered_with(plan_file: Path) -> None:
    """A cost that is not what the tables make it: exit code 2, and the term is named."""
    plan = json.loads(plan_file.read_text(encoding="utf-8"))
    plan["objective"]["travel"] += 1000
    plan_file.write_text(json.dumps(plan), encoding="utf-8")
    result, as_json = planner("verify", plan_file, "--quiet"), planner("verify", plan_file, "--json")
    assert (result.exit_code, as_json.exit_code) == (2, 2)
    assert "not verified" in result.stdout
    said = document(as_json)
    assert said["verified"] is False
    assert any("travel" in violation for violation in said["violations"])


def test_verify_tells_changed_inputs(plan_file: Path) -> None:
    """A table that is not the one the plan was made from is told, though every rule still holds."""
    with (plan_file.parents[2] / "scenarios" / "schools.csv").open("ab") as file:
        file.write(b"\n")
    said = document(planner("verify", plan_file, "--json"))
    assert said["violations"] == ["inputs: schools.csv is not the file the plan was made from"]


@pytest.mark.parametrize("text", [None, "{", "[]"])
@pytest.mark.parametrize("verb", OF_A_PLAN)
def test_what_is_no_plan_is_2(tmp_path: Path, verb: str, text: str | None) -> None:
    """A file that is missing, half or something else: in words, and as one document under --json; no file."""
    path = tmp_path / "plan.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    plans = [path] * (2 if verb == "compare" else 1)
    refuses(planner(verb, *plans, "--quiet"), 2)
    as_json = planner(verb, *plans, "--json")
    assert (as_json.exit_code, as_json.stderr) == (2, "")
    assert document(as_json)["ok"] is False
    assert [each for each in tmp_path.iterdir() if each != path] == []


@pytest.mark.sampled(most=4)
@pytest.mark.parametrize("verb", ["shortfall", "stress", "buses", "compare", "explain", "maps", "redraw"])
def test_verbs_about_a_plan_in_words_and_in_json(plan_file: Path, tmp_path: Path, verb: str) -> None:
    """Exit code 0; one document and nothing beside it under --json; quiet tells nothing while it works."""
    about = {
        "shortfall": (tmp_path / "scenarios" / "scenario.yaml", "--plan", plan_file),
        "compare": (plan_file, plan_file),
        "explain": (plan_file, "P1"),
        "stress": (plan_file, "--pupils", "1.5"),
        "buses": (plan_file,),
        "maps": (plan_file,),
        "redraw": (plan_file,),
    }[verb]
    out = tmp_path / "out"
    as_json, quiet = (planner(verb, *about, "--out", out, option) for option in ("--json", "--quiet"))
    assert (as_json.exit_code, as_json.stderr) == (0, ""), as_json.output
    assert document(as_json)
    assert (quiet.exit_code, quiet.stderr) == (0, "")
    assert out.as_posix() in quiet.stdout
    assert all((out / name).exists() for name in document(as_json).get("files", []))
    assert list(out.iterdir())


def test_new_makes_a_district_that_checks(tmp_path: Path) -> None:
    """The files are listed, the sample in it is sound, and a folder in use is left alone."""
    result = planner("new", tmp_path / "mine", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    files = [Path(name) for name in document(result)["files"]]
    assert files
    assert all(path.is_file() for path in files)
    sample = next(path for path in files if path.parent.name == "sample" and path.name == "scenario.yaml")
    assert planner("check", sample, "--quiet").exit_code == 0
    refuses(planner("new", tmp_path / "mine"), 2)


@pytest.mark.parametrize("verb", ["check", "run"])
def test_a_fault_in_the_program_is_1(scenario: Path, verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It shows where it happened on standard error, and standard output holds one document under --json."""

    def fail(*_args: object, **_keys: object) -> None:
        message = "a wheel came off"
        raise ZeroDivisionError(message)

    monkeypatch.setattr(cli.check, "read_inputs", fail)
    monkeypatch.setattr(cli.run, "run", fail)
    result, as_json = planner(verb, scenario), planner(verb, scenario, "--json")
    assert (result.exit_code, as_json.exit_code) == (1, 1)
    assert result.stdout == ""
    assert "Traceback" in result.stderr
    said = document(as_json)
    assert (said["ok"], said["error"]) == (False, "a fault in the program: a wheel came off")


@pytest.mark.parametrize("verb", ["check", "run"])
def test_stopped_before_there_is_a_plan_is_4(scenario: Path, verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while reading: a word to the user, no traceback, one document under --json."""

    def stop(*_args: object, **_keys: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.check, "read_inputs", stop)
    monkeypatch.setattr(cli.run, "run", stop)
    refuses(planner(verb, scenario, "--quiet"), 4)
    as_json = planner(verb, scenario, "--json")
    assert (as_json.exit_code, as_json.stderr) == (4, "")
    assert document(as_json)["ok"] is False


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT to a process of its own, as a POSIX terminal does")
def test_ctrl_c_saves_the_plan_there_is(tmp_path: Path) -> None:
    """A run that would take minutes is stopped: exit code 4, and a plan called stopped that the judge passes."""
    path = write_case(tmp_path / "scenarios", county_case())
    command = [sys.executable, "-m", "planner", "run", str(path), *FAST, "--time-limit", "600"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", cwd=tmp_path
    ) as process:
        assert process.stderr is not None
        while "optimising" not in process.stderr.readline():
            assert process.poll() is None
        time.sleep(1.0)  # into the solver; the run is minutes long, so any moment from here on will do
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    assert process.returncode == 4, err
    assert "Traceback" not in err
    assert "written to" in out
    saved = open_plan(tmp_path / "maps" / "county" / "plan.json")
    assert saved.plan.status == "stopped"
    assert judge(saved) == ()
