"""Families of public instances: `auto` beside the plain PuLP model in HiGHS, instance by instance, in one process.

    python -m bench.public orlib_small_split --seconds 60
    python -m bench.public diaz_whole

For a family: the seconds each took in sum to a proven optimum (or to its limit, which then counts in full), the ratio
of the sums, how many were proven, and how many reached the value known. The model's building counts; reading the
instance does not, nor compilation, once a family. The two take turns at going first. Results are kept as JSON in
--folder; a family that is there already is not done again.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bench.cases import inputs_of, known_value
from bench.engines import auto, highs
from bench.engines.sheet import Run, Sheet
from bench.measurement import Measurement, how_it_stands, judged
from bench.side_by_side import RESULTS, words_of
from bench.solvers import run_here
from planner.optimise.auto_engine import prepare
from planner.plan import OPTIMAL_GAP
from planner.problem.problem import Problem, Solution

EXACT_YUAN = 0.5


def _auto(problem: Problem, seconds: float, threads: int, sheet: Sheet) -> Solution:
    return auto.solve_by("auto", problem, seconds, threads, sheet)


RUNS: dict[str, Run] = {"auto": _auto, "highs": highs.run}
ALL_24 = tuple(range(1, 25))
FAMILIES: dict[str, tuple[int, ...]] = {
    "orlib_small-split": ALL_24,
    "orlib_small-whole": ALL_24,
    "holmberg-whole": ALL_24,
    "diaz-whole": tuple(range(1, 11)),
    "pmedcap-whole": tuple(range(1, 11)),
}


class Family(BaseModel):
    """What both made of a family: `runs` in pairs, an instance each."""

    model_config = ConfigDict(frozen=True, ser_json_inf_nan="strings", extra="forbid")

    name: str
    known: tuple[float, ...]
    auto: tuple[Measurement, ...]
    highs: tuple[Measurement, ...]

    @property
    def ratio(self) -> float:
        """HiGHS's seconds in sum over ours."""
        return seconds_of(self.highs) / seconds_of(self.auto)


def seconds_of(runs: Sequence[Measurement]) -> float:
    """Return the seconds in sum."""
    return sum(run.seconds for run in runs)


def proven_of(runs: Sequence[Measurement]) -> int:
    """Return how many were proven optimal."""
    return sum(run.gap <= OPTIMAL_GAP for run in runs)


def exact_of(runs: Sequence[Measurement], known: Sequence[float]) -> int:
    """Return how many plans cost what is known to be the least, to half a yuan."""
    return sum(abs(run.total - value) <= EXACT_YUAN for run, value in zip(runs, known, strict=True))


def measure_family(name: str, numbers: Sequence[int], seconds: float, threads: int) -> Family:
    """Measure a family's instances of these numbers, printing each."""
    family, _, mode = name.rpartition("-")
    cases = [f"{family}/p{number}-{mode}" for number in numbers]
    done: dict[str, list[Measurement]] = {solver: [] for solver in RUNS}
    for place, case in enumerate(cases):
        with tempfile.TemporaryDirectory() as folder:
            inputs = inputs_of(case, Path(folder))
        if place == 0:
            prepare(inputs.problem)
        for solver in sorted(RUNS, reverse=place % 2 == 1):
            before = how_it_stands()
            run = run_here(solver, RUNS[solver], inputs.problem, seconds=seconds, threads=threads)
            done[solver].append(judged(case, inputs, run, threads=threads, before=before))
            print(words_of(done[solver][-1]), flush=True)
    known = tuple(value for value in map(known_value, cases) if value is not None)
    return Family(name=name, known=known, auto=tuple(done["auto"]), highs=tuple(done["highs"]))


def words_of_family(family: Family) -> str:
    """Compare the sums of a family."""
    lines = [
        f"  {runs[0].solver:>5}: {seconds_of(runs):8.2f} s in sum, {exact_of(runs, family.known)} at the value "
        f"known, {proven_of(runs)} proven, largest gap {100 * max(run.gap for run in runs):.4f} %"
        for runs in (family.auto, family.highs)
    ]
    first, last = f"{family.name}: {len(family.known)} instances", f"  HiGHS takes {family.ratio:.2f} x our seconds"
    return "\n".join([first, *lines, last])


def file_of_family(folder: Path, name: str) -> Path:
    """Return where a family's results are kept."""
    return folder / f"family_{name}.json"


def main(arguments: Sequence[str]) -> None:
    """Measure the family, and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("family", choices=FAMILIES)
    parser.add_argument("--numbers", type=int, nargs="+", help="of the instances; all, unless given")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each instance and engine")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=RESULTS)
    asked = parser.parse_args(arguments)
    path = file_of_family(asked.folder, asked.family)
    if not path.is_file():
        numbers = asked.numbers or FAMILIES[asked.family]
        family = measure_family(asked.family, numbers, asked.seconds, asked.threads)
        asked.folder.mkdir(parents=True, exist_ok=True)
        path.write_text(family.model_dump_json(), encoding="utf-8")
    print(words_of_family(Family.model_validate_json(path.read_text(encoding="utf-8"))))


if __name__ == "__main__":
    main(sys.argv[1:])
