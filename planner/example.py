"""The embedded example: Mengjin's tables and its scenarios, from the package or, in a checkout, from beside it."""

import shutil
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_IN_WHEEL = _PACKAGE / "example_files"
"""Where building a wheel puts the files (pyproject.toml); in a checkout they stand beside the package."""
_DISTRICT, _SCENARIOS = "data/mengjin", "scenarios"
_SUFFIXES = {".csv", ".gpkg", ".yaml"}
"""What is data: beside it stand the scripts that made it."""


def example_files() -> tuple[tuple[str, Path], ...]:
    """Return each file of the example: its way from the folder it is written to, and where it lies now."""
    home = _IN_WHEEL if _IN_WHEEL.is_dir() else _PACKAGE.parent
    found = (path for folder in (_DISTRICT, _SCENARIOS) for path in sorted((home / folder).iterdir()))
    return tuple((path.relative_to(home).as_posix(), path) for path in found if path.suffix in _SUFFIXES)


def write_example(folder: Path) -> list[Path]:
    """Write the example's district and scenarios into an empty folder; return the files written. OSError."""
    written = []
    for way, source in example_files():
        target = folder / way
        target.parent.mkdir(parents=True, exist_ok=True)
        written.append(Path(shutil.copyfile(source, target)))
    return written
