"""The way of planner city: counties side by side, limits proven, border flows settled, the whole put together."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

import numpy as np

from planner.batch.batch import Where, run_tasks
from planner.batch.task import Task, task_of
from planner.city.borders import ways_of, with_open_borders
from planner.city.counties import CityInputs, read_city
from planner.city.deriving import CROSSING, INPUTS, SCENARIO
from planner.city.judge import judge_city
from planner.city.limits import write_transfers
from planner.city.saved import APART, DOCUMENT, LIMITS
from planner.city.settling import Settled, Settling, settle
from planner.city.work import LIMIT_NAME, LIMIT_PROGRAM, PLAN_PROGRAM, PRICES_NAME
from planner.decide.city.crossing import Ways
from planner.decide.city.transfers import Transfers, capped, transfers_of
from planner.decide.city.whole import City, CountyLine
from planner.language import Text
from planner.optimise.incumbent import Progress
from planner.plan import read_plan
from planner.problem.problem import Floats
from planner.reading.scenario_file import read_scenario
from planner.recording import way_to
from planner.show.maps.city import write_city_map
from planner.show.scenario_text import scenario_yaml
from planner.show.words.city import city_document
from planner.show.workbook.batch import BatchRow
from planner.show.workbook.city import write_city_workbook
from planner.writing import Making, exit_code_of, make_each, move_in, names_made, open_output, sha256_of

WORKBOOK, MAP = "city.xlsx", "city.png"
ROUNDS = 3
"""Of settling border flows, at most, unless asked otherwise."""
_PRICE_SHARE, _LIMIT_SHARE, _ROUND_SHARE = 0.25, 0.5, 0.5
"""Of a county's time, where its borders are open: for prices, for its limit, to solve it again with other guests."""
_FAULT = 1
Report = Callable[[str, Progress | None], None]


@dataclass(frozen=True, kw_only=True)
class AskedCity:
    """How a city is solved."""

    where: Where = field(default_factory=Where)
    rounds: int = ROUNDS
    time_limit: float | None = None
    """Seconds the optimiser may take for each county; None: as its scenario says."""
    threads: int = 1
    """Of each county's process."""
    seed: int | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class CityDone:
    """The city, and the folder it was written to."""

    city: City
    folder: Path
    files: tuple[str, ...]
    warnings: tuple[Text | str, ...]
    exit_code: int = 0
    """The highest of the counties' own; 1 where the judge of the whole found a fault, or a file could not be made."""


def run_city(path: Path, asked: AskedCity, *, out: Path | None = None, report: Report) -> CityDone:
    """Plan every county of a regions.yaml, settle border flows, and write city.json, city.xlsx and city.png.

    Begun again with the same files, versions and options it goes on where it was. InputError with everything that is
    wrong with regions.yaml or any county, before anything is solved.
    """
    report("reading", None)
    inputs = read_city(path)
    folder = out or Path.cwd() / "maps" / inputs.file.regions.name
    with open_output(folder, verb="city") as output:
        report(Text("counties apart", "各区县分别求解"), None)
        ways = ways_of(inputs)
        apart = _apart(inputs, ways, (folder, asked), report)
        ways = [each for each in ways if {each.home.id, each.host.id} <= apart.plans.keys()]
        limits, limit_rows = _limits(inputs, apart, ways, (folder, asked), report)
        how = Settling(
            folder=folder,
            options_of=lambda name: _options(inputs, name, asked, _ROUND_SHARE),
            where=asked.where,
            rounds=asked.rounds,
        )
        settled = settle(inputs, ways, replace(apart, rows=(*apart.rows, *limit_rows)), how, report)
        city = _city(inputs, (apart, settled), limits, folder, may_cross=bool(ways))
        report("drawing", None)
        makings = _makings(city)
        failures = make_each(output.made, makings)
        files = names_made(output.made, makings)
        notices = move_in(output, of=inputs.file.regions.name)
    codes = [line.exit_code for line in city.lines]
    return CityDone(
        city=city,
        folder=folder,
        files=files,
        warnings=(*city.problems, *(failure.says for failure in failures), *notices),
        exit_code=max([exit_code_of(failures), *codes, _FAULT if city.problems and not any(codes) else 0]),
    )


def _makings(city: City) -> list[Making]:
    def document(made: Path) -> None:
        text = json.dumps(city_document(city), ensure_ascii=False, indent=1)
        (made / DOCUMENT).write_text(f"{text}\n", encoding="utf-8")

    return [
        Making(names=(DOCUMENT,), make=document),
        Making(names=(WORKBOOK,), make=lambda made: write_city_workbook(made / WORKBOOK, city)),
        Making(names=(MAP,), make=lambda made: write_city_map(made / MAP, city)),
    ]


def _apart(inputs: CityInputs, ways: Sequence[Ways], how: tuple[Path, AskedCity], report: Report) -> Settled:
    """Solve every county by itself; those with open borders tell the prices of their blocks too."""
    folder, asked = how
    tasks = []
    for name, county in inputs.counties.items():
        options = _options(inputs, name, asked)
        if name in with_open_borders(ways):
            options["--price-seconds"] = _options(inputs, name, asked, _PRICE_SHARE)["--time-limit"]
        tasks.append(task_of(county.source, options, program=PLAN_PROGRAM))
    rows = list(zip(inputs.counties, _run(tasks, folder / APART, asked, report), strict=True))
    planned = {name: f"{APART}/{row.name}" for name, row in rows if row.exit_code == 0}
    plans = {name: read_plan(folder / place / "plan.json") for name, place in planned.items()}
    return Settled(plans=plans, folders=planned, rows=tuple(rows))


def _limits(
    inputs: CityInputs, apart: Settled, ways: Sequence[Ways], how: tuple[Path, AskedCity], report: Report
) -> tuple[dict[str, float], list[tuple[str, BatchRow]]]:
    """Return each county's limit: its plan's own, or where anybody may cross its borders, one proven anew."""
    folder, asked = how
    limits = {name: plan.bound for name, plan in apart.plans.items()}
    open_borders = with_open_borders(ways)
    if not open_borders:
        return limits, []
    report(Text("limits with open borders", "跨界条件下的下限"), None)
    place = folder / LIMITS
    prices = {
        name: capped(
            inputs.counties[name], apart.plans[name], ways, _prices(folder / apart.folders[name] / PRICES_NAME)
        )
        for name in open_borders
    }
    tasks = [_limit_task(inputs, name, transfers_of(inputs.counties[name], ways, prices), how) for name in open_borders]
    rows = list(zip(open_borders, _run(tasks, place, asked, report), strict=True))
    proven = {
        name: json.loads((place / row.name / LIMIT_NAME).read_bytes())["bound"]
        for name, row in rows
        if row.exit_code == 0
    }
    kept = {name: limit for name, limit in limits.items() if name not in open_borders}
    return kept | proven, rows


def _prices(path: Path) -> Floats:
    return np.array(json.loads(path.read_bytes()), dtype=float)


def _limit_task(inputs: CityInputs, name: str, transfers: Transfers, how: tuple[Path, AskedCity]) -> Task:
    place, asked = how
    county = inputs.counties[name]
    folder = place / LIMITS / INPUTS / county.scenario.name
    folder.mkdir(parents=True, exist_ok=True)
    write_transfers(folder / CROSSING, transfers)
    district = way_to(county.source.district_folder, folder)
    scenario = county.scenario.model_copy(update={"district": district})
    (folder / SCENARIO).write_text(scenario_yaml(scenario), encoding="utf-8")
    options = _options(inputs, name, asked, _LIMIT_SHARE)
    source = read_scenario(folder / SCENARIO)
    return task_of(source, options, program=LIMIT_PROGRAM, makes=LIMIT_NAME, beside=(CROSSING,))


def _run(tasks: Sequence[Task], folder: Path, asked: AskedCity, report: Report) -> list[BatchRow]:
    folder.mkdir(parents=True, exist_ok=True)
    return run_tasks(tasks, folder, asked.where, report)


def _options(inputs: CityInputs, name: str, asked: AskedCity, share: float = 1.0) -> dict[str, str]:
    """Return the options of a county's process."""
    own = inputs.counties[name].scenario.solver.time_limit_seconds
    seconds = share * (own if asked.time_limit is None else asked.time_limit)
    given = {"--time-limit": seconds, "--threads": asked.threads, "--seed": asked.seed}
    return {option: f"{value:.15g}" for option, value in given.items() if value is not None}


def _city(
    inputs: CityInputs, plans: tuple[Settled, Settled], limits: Mapping[str, float], folder: Path, *, may_cross: bool
) -> City:
    """Put it together; `plans`: those of the counties apart, and those in force."""
    lines, (apart, settled) = [], plans
    for name, county in inputs.counties.items():
        rows = [row for each, row in settled.rows if each == name]
        plan, first = settled.plans.get(name), apart.plans.get(name)
        lines.append(
            CountyLine(
                county=county,
                folder=settled.folders.get(name, ""),
                exit_code=rows[0].exit_code,
                message=rows[0].message,
                plan=plan,
                apart_yuan=None if first is None else first.objective.total,
                limit=limits.get(name),
                seconds=sum(row.seconds or 0.0 for row in rows),
                peak_memory_bytes=max((row.figures.get("peak_memory_bytes") or 0 for row in rows), default=0) or None,
            )
        )
    return City(
        name=inputs.file.regions.name,
        title=inputs.title,
        regions_file=way_to(inputs.file.path, folder),
        regions_sha256=sha256_of(inputs.file.path) or "",
        lines=tuple(lines),
        flows=settled.flows,
        rounds=settled.rounds,
        may_cross=may_cross,
        is_synthetic=any(county.district.provenance.is_synthetic for county in inputs.counties.values()),
        problems=tuple(chain(_without_plan(lines), judge_city(inputs, settled.plans, settled.flows), _above(lines))),
    )


def _without_plan(lines: Sequence[CountyLine]) -> list[Text]:
    """Say which county has no plan, or no limit."""
    return [
        Text(
            f"{line.county.id} has no plan, and is in no total: {line.message}",
            f"{line.county.name}没有方案，未计入合计：{line.message.zh}",
        )
        for line in lines
        if line.plan is None
    ] + [
        Text(f"{line.county.id}: no limit was proven", f"{line.county.name}的下限未能证明")
        for line in lines
        if line.plan is not None and line.limit is None
    ]


def _above(lines: Sequence[CountyLine]) -> list[Text]:
    """Say where the limits, taken together, are above the plans: then one of them proves nothing."""
    planned = [line for line in lines if line.plan is not None and line.limit is not None]
    total = sum(line.plan.objective.total for line in planned if line.plan)
    if sum(line.limit or 0.0 for line in planned) <= total * (1.0 + 1e-6):
        return []
    return [Text("the limits of the counties are above their plans: a fault", "各区县下限之和高于方案总计：程序有误")]
