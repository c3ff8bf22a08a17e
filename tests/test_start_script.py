"""start.py, without setting anything up: what it would run, and how it ends."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).resolve().parent.parent
Called = list[tuple[tuple[str, ...], Path]]


@pytest.fixture
def script() -> ModuleType:
    """Return start.py as a module of its own."""
    spec = importlib.util.spec_from_file_location("start_script", PROJECT / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def called(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Called:
    """Record what would be run, on a machine where everything is set up."""
    calls: Called = []

    def record(*arguments: str, folder: Path) -> int:
        calls.append((arguments, folder))
        return 3

    monkeypatch.setattr(script, "_is_set_up", lambda _use: True)
    monkeypatch.setattr(script, "_run", record)
    return calls


def started_with(script: ModuleType, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run its main with these arguments."""
    monkeypatch.setattr(sys, "argv", ["start.py", *arguments])
    code: int = script.main()
    return code


def test_the_interpreter_is_the_environments_own(script: ModuleType) -> None:
    """The environment lies beside start.py, and its interpreter where this system puts it."""
    assert PROJECT / ".venv" == script.ENVIRONMENT
    expected = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    assert PROJECT / ".venv" / expected == script.PYTHON


def test_without_arguments_the_example_is_planned(
    script: ModuleType, called: Called, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """From any folder, the scenario that comes with the planner is run in the project's own folder, and is there."""
    monkeypatch.chdir(tmp_path)
    assert started_with(script, monkeypatch) == 3, "the planner's exit code is handed on"
    assert called == [(("-P", "-m", "planner", "run", "scenarios/mengjin-2026.yaml"), PROJECT)]
    assert (PROJECT / "scenarios" / "mengjin-2026.yaml").is_file()


def test_the_last_lines_say_how_to_open_the_page(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After the example alone, and only where its plan is there; the launchers that are named lie beside start.py."""
    monkeypatch.setattr(script, "_is_set_up", lambda _use: True)
    monkeypatch.setattr(script, "_run", lambda *_words, folder: 0 if folder == PROJECT else 9)
    assert started_with(script, monkeypatch) == 0
    said = capsys.readouterr().out
    for launcher in ("page.cmd", "page.command"):
        assert launcher in said
        assert "start.py serve" in (PROJECT / launcher).read_text(encoding="utf-8")
    started_with(script, monkeypatch, "check", "my.yaml")
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
def test_the_launcher_finds_a_python_and_hands_on(tmp_path: Path) -> None:
    """From any folder it goes to its own, takes a Python that is new enough, and hands its words on."""
    shutil.copy(PROJECT / "page.command", tmp_path)
    (tmp_path / "start.py").write_text("import sys; print(sys.argv[1:])", encoding="utf-8")
    done = subprocess.run(
        [tmp_path / "page.command", "--port", "1"], cwd="/", capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['serve', '--port', '1']"


def test_any_verb_is_handed_on(
    script: ModuleType, called: Called, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A verb runs in the user's own folder, so that paths mean what they say there."""
    monkeypatch.chdir(tmp_path)
    started_with(script, monkeypatch, "check", "my.yaml", "--json")
    assert called == [(("-P", "-m", "planner", "check", "my.yaml", "--json"), tmp_path)]


def test_the_tests_run_in_the_project(script: ModuleType, called: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    """`test` hands its further words to pytest; words that choose tests leave lint, format and types out."""
    started_with(script, monkeypatch, "test", "tests/reading", "-x")
    ((arguments, folder),) = called
    assert arguments[:2] == ("-m", "pytest")
    assert arguments[-2:] == ("tests/reading", "-x")
    assert folder == PROJECT


def test_lint_format_and_types_come_before_all_tests(
    script: ModuleType, called: Called, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is run, and then the tests, whatever the others found; what any of them found is the exit code."""
    assert started_with(script, monkeypatch, "test", "-rs") == 3
    run = [arguments for arguments, _ in called]
    gates = [("-m", "ruff", "check", "."), ("-m", "ruff", "format", "--check", "."), ("-m", "mypy")]
    assert run == [*gates, ("-m", "pytest", "--numprocesses", "auto", "--dist", "worksteal", "-rs")]


@pytest.mark.parametrize(
    ("codes", "code"), [((0, 0, 0, 0), 0), ((0, 0, 1, 0), 1), ((0, 0, 0, 5), 5), ((2, 0, 1, 5), 2)]
)
def test_one_gate_that_fails_is_enough(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, codes: tuple[int, ...], code: int
) -> None:
    """All four must pass."""
    left = list(codes)
    monkeypatch.setattr(script, "_is_set_up", lambda _use: True)
    monkeypatch.setattr(script, "_run", lambda *_words, folder: left.pop(0) if folder == PROJECT else 9)
    assert started_with(script, monkeypatch, "test") == code
    assert left == []


def test_it_is_set_up_anew_only_when_what_it_is_made_from_changes(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Set up: the interpreter is there and the stamp is that of the locks and the project file, to the byte."""
    placed_in(tmp_path, script, monkeypatch)
    is_set_up: Callable[[str], bool] = script._is_set_up
    assert not is_set_up("run")
    (tmp_path / "stamp").write_text(script._stamp("run"))
    assert is_set_up("run")
    (tmp_path / "requirements.lock").write_text("other")
    assert not is_set_up("run")
    (tmp_path / "stamp").write_text(script._stamp("run"))
    monkeypatch.setattr(script, "PYTHON", tmp_path / "no such interpreter")
    assert not is_set_up("run")


def test_only_the_tests_need_the_tools_of_testing(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What was set up for running does not do for the tests; what was set up for the tests runs the planner too."""
    placed_in(tmp_path, script, monkeypatch)
    (tmp_path / "stamp").write_text(script._stamp("run"))
    assert not script._is_set_up("test")
    (tmp_path / "stamp").write_text(script._stamp("test"))
    assert script._is_set_up("test")
    assert script._is_set_up("run")


def test_the_locks_agree() -> None:
    """The lock of the tests holds that of running, version for version, and no tool of testing is in the latter."""
    running, testing = (
        {line for line in (PROJECT / name).read_text(encoding="utf-8").splitlines() if "==" in line}
        for name in ("requirements.lock", "requirements-test.lock")
    )
    assert running < testing
    assert not {line.partition("==")[0] for line in running} & {"pytest", "mypy", "ruff", "hypothesis", "playwright"}


def placed_in(folder: Path, script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the script believe that the project lies in a folder, with an interpreter."""
    for name in (*script.LOCKS.values(), "pyproject.toml"):
        (folder / name).write_text(name)
    monkeypatch.setattr(script, "ROOT", folder)
    monkeypatch.setattr(script, "STAMP", folder / "stamp")
    monkeypatch.setattr(script, "PYTHON", Path(sys.executable))


@pytest.mark.parametrize("beside", ["planner", "planner.py"])
def test_what_is_named_planner_where_the_user_stands_is_not_the_package(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, beside: str
) -> None:
    """From the folder above a clone named planner, or beside a file of that name, the command is the command."""
    if beside.endswith(".py"):
        (tmp_path / beside).write_text("raise SystemExit(9)")
    else:
        (tmp_path / beside).mkdir()
        (tmp_path / beside / "__main__.py").write_text("raise SystemExit(9)")
    monkeypatch.setattr(script, "PYTHON", Path(sys.executable))
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    monkeypatch.setattr(script, "_is_set_up", lambda _use: True)
    monkeypatch.chdir(tmp_path)
    assert started_with(script, monkeypatch, "--help") == 0


def test_the_exit_code_is_handed_on(script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What the started program ends with is what start.py ends with; it runs in the folder it is given."""
    monkeypatch.setattr(script, "PYTHON", Path(sys.executable))
    code = "import os, sys; sys.exit(3 if os.path.basename(os.getcwd()) == sys.argv[1] else 9)"
    assert script._run("-c", code, tmp_path.name, folder=tmp_path) == 3


CHILD = """
import signal, sys, time
def finish(*_):
    time.sleep(1.5)
    open(sys.argv[1], "w").close()
    sys.exit(4)
signal.signal(signal.SIGINT, finish)
open(sys.argv[1] + ".begun", "w").close()
time.sleep(60)
"""
PARENT = """
import importlib.util, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("start_script", sys.argv[1])
script = importlib.util.module_from_spec(spec)
spec.loader.exec_module(script)
script.PYTHON = Path(sys.executable)
sys.exit(script._run("-c", sys.argv[2], sys.argv[3], folder=Path.cwd()))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals a group of processes, as a POSIX terminal does")
def test_ctrl_c_leaves_the_planner_time_to_save_its_plan(tmp_path: Path) -> None:
    """Ctrl-C reaches both; start.py waits while the planner saves what it has, and hands its exit code on."""
    saved = tmp_path / "saved"
    arguments = [sys.executable, "-c", PARENT, str(PROJECT / "start.py"), CHILD, str(saved)]
    with subprocess.Popen(arguments, cwd=tmp_path, start_new_session=True) as process:
        while not (tmp_path / "saved.begun").exists() and process.poll() is None:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(60) == 4
    assert saved.exists()
