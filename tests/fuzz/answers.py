"""Whatever the files hold, the planner answers with a value or with an error that names what is wrong."""

import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import shapely

from planner.errors import InputError, PlannerError
from planner.inputs import read_inputs
from planner.outputs import plan_text
from planner.reading.tables import TABLES
from planner.run import make_plan
from planner.saved import judge, open_plan
from planner.show.sample import sample_tables
from planner.show.template import write_template
from tests.fuzz.mutations import damaged

_MEMORY_BYTES = 4_000_000_000
_SECONDS_EACH = 60
_LISTED = 20


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A mutation that was not answered: its seed, what was done, and how it ended."""

    seed: int
    done: str
    ended: str

    def __str__(self) -> str:
        """Say it in a few lines, the seed first."""
        return f"seed {self.seed}, {self.done}\n{self.ended}"


WRITTEN_BELOW = ("travel", "attends")
"""Tables that the sample lacks and that are filled for it here."""


def sound_folder(folder: Path) -> Path:
    """Write a small sound district with every table and drawing, its scenario and a plan; return the folder."""
    write_template(folder / "new")
    sample = folder / "new" / "sample"
    sound = folder / "sound"
    (sound / "kept").mkdir(parents=True)
    shutil.copy(sample / "district.xlsx", sound / "kept")
    shutil.copy(sample / "scenario.yaml", sound)
    for table in TABLES:
        rows = sample_tables().get(table.name, [])
        if not rows and table.name not in WRITTEN_BELOW:
            continue
        names = [column.name for column in table.columns]
        lines = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
        text = "\n".join(",".join(line) for line in lines) + "\n"
        (sound / f"{table.name}.csv").write_text(text, encoding="utf-8")
    _write_journeys(sound)
    _write_drawings(sound)
    inputs = read_inputs(sound / "scenario.yaml")
    solver = inputs.scenario.solver.model_copy(update={"time_limit_seconds": 0.0})
    plan = make_plan(inputs, sound, solver, lambda _phase, _progress: None)
    (sound / "plan.json").write_text(plan_text(plan), encoding="utf-8")
    return sound


def _write_journeys(sound: Path) -> None:
    """Let every settlement reach every school, and attend the nearest by name."""
    homes = [line.split(",")[0] for line in (sound / "settlements.csv").read_text(encoding="utf-8").splitlines()[1:]]
    schools = [line.split(",")[0] for line in (sound / "schools.csv").read_text(encoding="utf-8").splitlines()[1:]]
    ways = [f"{home},{school},{10 + 3 * a + 2 * b},{5 + a + b},{2 + a}" for a, home in enumerate(homes)
            for b, school in enumerate(schools)]  # fmt: skip
    head = "settlement_id,school_id,walk_minutes,ride_minutes,kilometres"
    (sound / "travel.csv").write_text("\n".join([head, *ways]) + "\n", encoding="utf-8")
    attends = [f"{home},{grade},P01,2" for home in homes for grade in range(1, 7)]
    (sound / "attends.csv").write_text(
        "\n".join(["settlement_id,grade,school_id,pupils", *attends]) + "\n", encoding="utf-8"
    )


def _write_drawings(sound: Path) -> None:
    towns = [shapely.box(112.39, 34.74, 112.443, 34.78), shapely.box(112.443, 34.74, 112.49, 34.78)]
    gpd.GeoDataFrame({"town": ["示例镇", "示例乡"]}, geometry=towns, crs=4326).to_file(sound / "boundaries.gpkg")
    roads = [shapely.LineString([(112.39, 34.76), (112.44, 34.762), (112.49, 34.768)])]
    gpd.GeoDataFrame({"highway": ["primary"]}, geometry=roads, crs=4326).to_file(sound / "roads.gpkg")
    river = [shapely.LineString([(112.39, 34.775), (112.49, 34.778)])]
    gpd.GeoDataFrame({"name": ["河"]}, geometry=river, crs=4326).to_file(sound / "water.gpkg")


def failure_of(sound: Path, seed: int) -> Failure | None:
    """Damage a copy of the folder and read it; None where it is answered as it should be."""
    with tempfile.TemporaryDirectory(prefix="planner-fuzz-") as name:
        folder = Path(name) / "district"
        done = damaged(sound, folder, seed)
        if done.startswith(("drawn", "provenance")):
            (folder / "travel.csv").unlink(missing_ok=True)  # or nothing would look at the roads
        try:
            _use(folder, plan=done.startswith("plan"))
        except InputError as problem:
            if not str(problem).strip():
                return Failure(seed=seed, done=done, ended="an error without a word")
        except PlannerError:
            pass
        except BaseException:  # noqa: BLE001 - whatever it is, it is a failure to be told
            return Failure(seed=seed, done=done, ended=traceback.format_exc(limit=-6))
    return None


def _use(folder: Path, *, plan: bool) -> None:
    if plan:
        judge(open_plan(folder / "plan.json"))
        return
    inputs = read_inputs(folder / "scenario.yaml")
    json.dumps([str(note) for note in inputs.district.notes])


def failures(sound: Path, seeds: Sequence[int], *, processes: int = 2) -> Iterator[Failure]:
    """Try every seed in processes of their own with bounded memory; yield those that fail, hang or die."""
    context = multiprocessing.get_context("spawn")
    batches = [seeds[first : first + 50] for first in range(0, len(seeds), 50)]
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_bound_memory) as pool:
        running = {pool.submit(_of_batch, sound, batch): batch for batch in batches}
        for ended in as_completed(running):
            try:
                yield from ended.result()
            except (OSError, RuntimeError, TimeoutError) as problem:
                yield Failure(seed=running[ended][0], done="one of fifty from here", ended=repr(problem))


def _bound_memory() -> None:
    if os.name == "posix":
        import resource  # noqa: PLC0415 - not there on every system

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))


def _of_batch(sound: Path, seeds: Sequence[int]) -> list[Failure]:
    return [found for seed in seeds if (found := _in_time(sound, seed)) is not None]


def _in_time(sound: Path, seed: int) -> Failure | None:
    if os.name != "posix":
        return failure_of(sound, seed)
    import signal  # noqa: PLC0415 - alarms are not there on every system

    def ring(_signal: int, _frame: object) -> None:
        msg = f"no answer after {_SECONDS_EACH} seconds"
        raise TimeoutError(msg)

    signal.signal(signal.SIGALRM, ring)
    signal.alarm(_SECONDS_EACH)
    try:
        return failure_of(sound, seed)
    finally:
        signal.alarm(0)


def main(arguments: Sequence[str]) -> int:
    """Try so many mutations from a first seed (COUNT FIRST, 10,000 from 0); return 1 where any is not answered."""
    count, first = (
        int(arguments[place]) if len(arguments) > place else default for place, default in ((0, 10_000), (1, 0))
    )
    with tempfile.TemporaryDirectory() as name:
        sound = sound_folder(Path(name))
        found = []
        for failure in failures(sound, range(first, first + count)):
            found.append(failure)
            if len(found) <= _LISTED:
                sys.stdout.write(f"{failure}\n")
    sys.stdout.write(f"{count} mutations, {len(found)} not answered\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
