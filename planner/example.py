"""The embedded example: Mengjin's tables and its scenarios, from the package or, in a checkout, from beside it."""

import shutil
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_IN_WHEEL = _PACKAGE / "example_files"
"""Where building a wheel puts the files (pyproject.toml); in a checkout they stand beside the package."""
_DISTRICT, _SCENARIOS = "data/mengjin", "scenarios"
_SUFFIXES = {".csv", ".gpkg", ".yaml"}
"""What is data: beside it stand the scripts that made it."""
_OURS = "mengjin-"
"""How the example's scenarios begin; beside them stand those of other districts."""


def example_files() -> tuple[tuple[str, Path], ...]:
    """Return each file of the example: its way from the folder it is written to, and where it lies now."""
    home = _IN_WHEEL if _IN_WHEEL.is_dir() else _PACKAGE.parent
    tables = (path for path in sorted((home / _DISTRICT).iterdir()) if path.suffix in _SUFFIXES)
    scenarios = sorted((home / _SCENARIOS).glob(f"{_OURS}*.yaml"))
    return tuple((path.relative_to(home).as_posix(), path) for path in (*tables, *scenarios))


def write_example(folder: Path) -> list[Path]:
    """Write the example's district and scenarios into an empty folder; return the files written. OSError."""
    written = []
    for way, source in example_files():
        target = folder / way
        target.parent.mkdir(parents=True, exist_ok=True)
        written.append(Path(shutil.copyfile(source, target)))
    return written
