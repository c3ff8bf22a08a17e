"""How long the first run compiles: `prepare` with an empty store of machine code, then again with what it left there.

    python -m bench.compile

Each in a Python of its own, on a made-up county of 30 settlements; the user's own store is left alone. Kept as JSON in
--folder. The figures are those of `prepare`: importing Python's libraries is not in them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.cases import ROOT, inputs_of
from bench.side_by_side import RESULTS
from planner.optimise.auto_engine import prepare

CASE = "county-30"


def seconds_of_prepare() -> float:
    """Prepare here and now."""
    with tempfile.TemporaryDirectory() as folder:
        problem = inputs_of(CASE, Path(folder)).problem
    begun = time.perf_counter()
    prepare(problem)
    return time.perf_counter() - begun


def seconds_with(store: Path) -> float:
    """Prepare in a Python of its own that keeps machine code in `store`."""
    told = subprocess.run(
        [sys.executable, "-m", "bench.compile", "--here"],
        cwd=ROOT, check=True, capture_output=True, text=True, env={**os.environ, "NUMBA_CACHE_DIR": str(store)},
    ).stdout  # fmt: skip
    return float(told)


def main(arguments: Sequence[str]) -> None:
    """Measure cold, then warm."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=RESULTS)
    parser.add_argument("--here", action="store_true", help="prepare in this process, and print the seconds")
    asked = parser.parse_args(arguments)
    if asked.here:
        print(seconds_of_prepare())
        return
    path = asked.folder / "compile.json"
    if not path.is_file():
        with tempfile.TemporaryDirectory() as store:
            figures = {"cold_seconds": seconds_with(Path(store)), "warm_seconds": seconds_with(Path(store))}
        asked.folder.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(figures), encoding="utf-8")
    print(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main(sys.argv[1:])
