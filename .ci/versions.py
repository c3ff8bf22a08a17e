"""Try the planner with the lowest, the locked and the newest versions of what it needs, on every Python there is.

    python .ci/versions.py            every Python from 3.11 on that is installed, all three sets of versions
    python .ci/versions.py --short    this Python, lowest and newest

In each environment a wheel of this folder is installed, then the small district that `planner new` writes is read,
checked, solved, verified, drawn and explained. Whatever a library says on standard output beside the one JSON document,
or warns of on standard error, is a failure. Exit code 1 where any environment fails.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
VERSIONS = {"lowest": ["--resolution", "lowest-direct"], "locked": [], "newest": ["--resolution", "highest"]}
_SHOWN = ("highspy", "matplotlib", "numba", "numpy", "pandas", "pydantic", "pyproj", "typer")
_WANTED = ("plan.json", "plan.xlsx", "plan.gpkg", "plan.docx", "map.png", "map.html", "report.html")
_MINUTES = 20
_AT_ONCE = 2
"""Environments tried side by side: installing, drawing and most of solving take one processor."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """A Python, one set of versions, and the folder it is made in."""

    python: str
    versions: str
    folder: Path

    @property
    def interpreter(self) -> Path:
        """The environment's own Python."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


class FailedError(Exception):
    """One step in one environment did not end as it should."""


def main() -> int:
    """Try every environment asked for; print a line for each; return the exit code."""
    short = _arguments().short
    with tempfile.TemporaryDirectory(prefix="planner-versions-") as name:
        scratch = Path(name)
        uv = _uv(scratch)
        pythons = [sys.executable] if short else _pythons(uv)
        wanted = ["lowest", "newest"] if short else list(VERSIONS)
        environments = [
            Environment(python=python, versions=versions, folder=scratch / f"{place}-{versions}")
            for place, python in enumerate(pythons)
            for versions in wanted
        ]
        with ThreadPoolExecutor(_AT_ONCE) as pool:  # each waits for its own processes
            passed = list(pool.map(lambda environment: _try(uv, environment), environments))
    print(f"{sum(passed)} passed, {len(passed) - sum(passed)} failed")
    return 0 if all(passed) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="this Python alone, lowest and newest versions")
    return parser.parse_args()


def _uv(scratch: Path) -> Path:
    """Install uv, which resolves to the lowest versions, into an environment of its own."""
    tool = Environment(python=sys.executable, versions="", folder=scratch / "tool")
    venv.create(tool.folder, with_pip=True)
    _done([str(tool.interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"])
    return tool.interpreter.with_name("uv.exe" if os.name == "nt" else "uv")


def _pythons(uv: Path) -> list[str]:
    """Every Python wanted that this machine has."""
    found = []
    for version in PYTHONS:
        kept = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))  # pyenv shows one of them alone
        done = _ended([str(uv), "python", "find", "--no-python-downloads", "--system", version])
        if kept or done.returncode == 0:
            found.append(str(kept[-1]) if kept else done.stdout.strip())
        else:
            print(f"Python {version}: not on this machine", flush=True)
    return found


def _try(uv: Path, environment: Environment) -> bool:
    """Install and use the planner in one environment; say how it went."""
    try:
        name = _installed(uv, environment)
        _use(environment)
    except FailedError as problem:
        print(f"FAILED {environment.python}, {environment.versions}: {problem}", flush=True)
        return False
    finally:
        shutil.rmtree(environment.folder, ignore_errors=True)
    print(f"passed {name}", flush=True)
    return True


def _installed(uv: Path, environment: Environment) -> str:
    """Make the environment, and name its Python and the versions that matter."""
    _done(
        [str(uv), "venv", "--quiet", "--no-python-downloads", "--python", environment.python, str(environment.folder)]
    )
    into = [str(uv), "pip", "install", "--quiet", "--python", str(environment.interpreter)]
    if environment.versions == "locked":
        _done([*into, "--requirement", "requirements.lock"])
    _done([*into, *VERSIONS[environment.versions], "."])
    listed = _done([str(uv), "pip", "list", "--format", "json", "--python", str(environment.interpreter)])
    versions = {package["name"]: package["version"] for package in json.loads(listed)}
    python = _done([str(environment.interpreter), "--version"]).strip()
    return f"{python}, {environment.versions}: " + ", ".join(f"{name} {versions[name]}" for name in _SHOWN)


def _use(environment: Environment) -> None:
    """Read, check, solve, verify, draw and explain the small district that the planner writes itself."""
    district, out = environment.folder / "district", environment.folder / "out"
    scenario, plan = district / "sample" / "scenario.yaml", out / "plan.json"
    _verb(environment, "new", str(district))
    _verb(environment, "example", str(environment.folder / "example"))
    _verb(environment, "check", str(environment.folder / "example" / "scenarios" / "mengjin-2026.yaml"))
    _verb(environment, "check", str(scenario))
    _verb(environment, "run", str(scenario), "--out", str(environment.folder / "milp"), "--engine", "milp")
    _verb(environment, "run", str(scenario), "--out", str(out), "--time-limit", "3")
    missing = [name for name in _WANTED if not (out / name).is_file()]
    if missing:
        msg = f"run left out {', '.join(missing)}"
        raise FailedError(msg)
    for verb in (("verify",), ("explain",), ("maps", "--format", "pdf"), ("shortfall",)):
        name, *options = verb
        _verb(environment, name, str(scenario if name == "shortfall" else plan), *options)


def _verb(environment: Environment, *arguments: str) -> None:
    """Run a verb; its standard output must be one JSON document, and nothing may be warned of."""
    done = _ended(
        [str(environment.interpreter), "-P", "-m", "planner", *arguments, "--json"],
        cwd=environment.folder,
        settings={
            "XDG_CACHE_HOME": str(environment.folder / "cache"),
            "LOCALAPPDATA": str(environment.folder / "cache"),
        },
    )
    verb = arguments[0]
    if done.returncode != 0:
        msg = f"{verb} ended with {done.returncode}: {done.stdout[-500:]} {done.stderr[-2000:]}"
        raise FailedError(msg)
    try:
        json.loads(done.stdout)
    except json.JSONDecodeError as problem:
        msg = f"{verb} wrote more than one JSON document: {done.stdout[:300]}"
        raise FailedError(msg) from problem
    if "Warning" in done.stderr:
        msg = f"{verb} warned: {done.stderr[-2000:]}"
        raise FailedError(msg)


def _done(command: Sequence[str]) -> str:
    """Run a command that must succeed; return what it wrote."""
    done = _ended(command)
    if done.returncode != 0:
        msg = f"{' '.join(command[:4])} ... ended with {done.returncode}: {done.stderr[-2000:]}"
        raise FailedError(msg)
    return done.stdout


def _ended(
    command: Sequence[str], *, cwd: Path = ROOT, settings: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    return subprocess.run(
        command,
        cwd=cwd,
        env=environment | {"PYTHONUTF8": "1"} | (settings or {}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=_MINUTES * 60,
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main())
