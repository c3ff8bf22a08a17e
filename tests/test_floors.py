"""A file imports only from floors below its own, or from its own floor."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "planner"

FLOORS: dict[str, int] = {
    "errors": 0,
    "findings": 0,
    "language": 0,
    "stops": 0,
    "reading": 1,
    "problem": 2,
    "plan": 3,
    "cost": 3,
    "compose": 3,
    "rounding": 3,
    "seating": 3,
    "forecast": 4,
    "verifying": 4,
    "optimise": 4,
    "decide": 5,
    "show": 6,
    "asked_cases": 7,
    "asked_settings": 7,
    "best_so_far": 7,
    "going_on": 7,
    "bettering": 7,
    "batch": 7,
    "busing": 7,
    "city": 7,
    "comparing": 7,
    "example": 7,
    "explaining": 7,
    "falling_short": 7,
    "forecasting": 7,
    "feeding_back": 7,
    "importing": 7,
    "inputs": 7,
    "varying": 7,
    "mapping": 7,
    "mending": 7,
    "outputs": 7,
    "progress": 7,
    "proof_file": 7,
    "proving": 7,
    "progress_lines": 7,
    "recording": 7,
    "redrawing": 7,
    "run": 7,
    "saved": 7,
    "solved": 7,
    "stressing": 7,
    "sweeping": 7,
    "alternatives": 7,
    "what_if": 7,
    "why_merge": 7,
    "writing": 7,
    "web": 8,
    "cli": 8,
    "api": 8,
    "__main__": 9,
}
"""First part of a module's name below `planner` to its floor. The package's own version may be read by all."""

FORBIDDEN = {
    ("verifying", "optimise"),
    ("verifying", "cost"),
    ("verifying", "compose"),
    ("verifying", "rounding"),
    ("verifying", "seating"),
    ("optimise", "verifying"),
}
"""The judge and the optimiser know nothing of each other."""


def _modules() -> list[Path]:
    return [path for path in sorted(ROOT.rglob("*.py")) if path != ROOT / "__init__.py"]


def _place(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").parts[0]


def _imported(path: Path) -> set[str]:
    """Names of the planner's places that a file imports from, wherever the import stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.update(f"{node.module}.{alias.name}" for alias in node.names if node.module == "planner")
            names.add(node.module or "")
    return {name.split(".")[1] for name in names if name.startswith("planner.")} - {"__version__"}


def test_nothing_leans_on_the_page_but_its_verb() -> None:
    """The page stands at the top: `planner serve` alone imports it."""
    users = {path.relative_to(ROOT).as_posix() for path in _modules() if "web" in _imported(path)}
    assert {user for user in users if not user.startswith("web/")} == {"cli/serve.py"}


def test_every_file_has_a_floor() -> None:
    """A new folder or file is given its floor before it is used."""
    assert {_place(path) for path in _modules()} <= FLOORS.keys()


@pytest.mark.parametrize("path", _modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_down(path: Path) -> None:
    """Nothing imports from a floor above its own, and the judge shares nothing with the optimiser."""
    here = _place(path)
    for there in _imported(path):
        assert FLOORS[there] <= FLOORS[here], f"{here} imports {there}"
        assert (here, there) not in FORBIDDEN
