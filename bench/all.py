"""The whole programme of docs/performance.md, one measurement after another, each in a process of its own.

    python -m bench.all --folder bench/results
    python -m bench.all --folder somewhere --quick

About an hour; nothing else should run on the machine. What is in the folder already is not done again, so a run that
was stopped goes on where it was. --quick goes through the same motions on small cases, in about two minutes, to see
that everything works: its figures mean nothing. `python -m bench.page --folder DIR` makes the page from the results.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench.cases import ROOT
from bench.side_by_side import RESULTS
from planner import __version__

Command = tuple[str, ...]
PACKAGES = ("highspy", "pulp", "numba", "numpy", "scipy", "pyscipopt", "ortools", "spopt")
PROGRAMME: tuple[Command, ...] = (
    ("compile",),
    ("side_by_side", "county-300", "auto:2", "auto:60", "auto:300", "highs:400"),
    ("side_by_side", "mengjin", "auto:60", "highs:60"),
    ("side_by_side", "county-30", "auto:60", "highs:60"),
    ("side_by_side", "county-100", "auto:60", "highs:60"),
    ("side_by_side", "county-3000", "auto:600"),
    ("side_by_side", "orlib_large/p5-split", "auto:3", "highs:30"),
    ("side_by_side", "yang/60x200_p1-whole", "auto:10", "highs:10"),
    ("side_by_side", "yang/60x200_p1-whole", "auto:120"),
    ("side_by_side", "orlib_large/p5-whole", "auto:60", "highs:60"),
    ("public", "orlib_small-split", "--seconds", "60"),
    ("public", "orlib_small-whole", "--seconds", "60"),
    ("public", "holmberg-whole", "--seconds", "60"),
    ("side_by_side", "county-1000", "auto:120"),
    ("side_by_side", "county-300", "cbc:120", "scip:120", "cpsat:120"),
    ("side_by_side", "sf_spopt/4-whole", "auto:60", "spopt:60"),
    ("side_by_side", "pmedcap/p1-whole", "auto:60", "spopt:60"),
    ("side_by_side", "pmedcap/p2-whole", "auto:60", "spopt:60"),
    ("side_by_side", "pmedcap/p4-whole", "auto:60", "spopt:60"),
    ("side_by_side", "pmedcap/p5-whole", "auto:60", "spopt:60"),
    ("side_by_side", "pmedcap/p6-whole", "auto:60", "spopt:60"),
    ("public", "diaz-whole", "--seconds", "60"),
    ("side_by_side", "county-300", "milp:60"),
    ("side_by_side", "county-300", "auto:600"),
)
"""What matters most comes first."""
QUICK: tuple[Command, ...] = (
    ("compile",),
    ("side_by_side", "county-30", "auto:2", "highs:2", "cbc:2", "scip:2", "cpsat:2", "milp:2"),
    ("side_by_side", "mengjin", "auto:3", "highs:5"),
    ("side_by_side", "orlib_large/p5-split", "auto:3", "highs:5"),
    ("side_by_side", "yang/60x200_p1-whole", "auto:3", "highs:3"),
    ("public", "orlib_small-split", "--seconds", "5", "--numbers", "1", "2"),
    ("public", "holmberg-whole", "--seconds", "5", "--numbers", "1", "2"),
    ("side_by_side", "sf_spopt/4-whole", "auto:5", "spopt:5"),
)


def machine() -> dict[str, object]:
    """Return what was measured on: cores and memory, not whose they are; and what was measured."""
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    return {
        "cores": os.cpu_count(),
        "memory_gigabytes": round(pages / 2**30, 1),
        "system": platform.system(),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "planner": __version__,
        "packages": {name: _version(name) for name in PACKAGES},
        "begun": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def main(arguments: Sequence[str]) -> None:
    """Go through the programme; a command that fails is told, and the rest goes on."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=RESULTS)
    parser.add_argument("--quick", action="store_true", help="small cases and short limits")
    asked = parser.parse_args(arguments)
    asked.folder.mkdir(parents=True, exist_ok=True)
    about = asked.folder / "machine.json"
    if not about.is_file():
        about.write_text(json.dumps(machine(), indent=1), encoding="utf-8")
    failed = []
    for name, *rest in QUICK if asked.quick else PROGRAMME:
        print(f"== {name} {' '.join(rest)}", flush=True)
        begun = time.perf_counter()
        command = [sys.executable, "-m", f"bench.{name}", *rest, "--folder", str(asked.folder.resolve())]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(" ".join([name, *rest]))
        print(f"== {time.perf_counter() - begun:.0f} s", flush=True)
    if failed:
        raise SystemExit("\n".join(["failed:", *failed]))


if __name__ == "__main__":
    main(sys.argv[1:])
