"""What a run writes: plan.json at once, then every other file, each of which may fail alone."""

import csv
import hashlib
import math
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.decide.explain.reasons import SchoolReason
from planner.decide.results import Results
from planner.errors import Finding, InputError
from planner.language import Text
from planner.optimise.incumbent import Progress
from planner.plan import Plan
from planner.reading.scenario import Scenario
from planner.show.geopackage import write_geopackage
from planner.show.maps.atlas.sheets import AS_PNG, Output, drawings_of
from planner.show.maps.plan import write_map
from planner.show.page.pages import write_map_page, write_report_page
from planner.show.papers.english import write_english_paper
from planner.show.papers.plan_paper import Given, write_plan_paper
from planner.show.words.merging import NOTHING_TOLD, MergingTold
from planner.show.workbook.plan import write_workbook
from planner.writing import Making, OutputFolder, cannot_write, exit_code_of, make_each, move_in, names_made

PLAN_NAME, TRAJECTORY_NAME, MOVES_NAME = "plan.json", "trajectory.csv", "moves.png"
ENGLISH_NAME, TEMPLATE_NAME = "plan-en.docx", "plan-template.docx"
_SHEETS = (
    "present.png",
    "shortfall.png",
    "minutes.png",
    "moves.png",
    "load.png",
    "catchments.png",
    "early-warning.png",
)
_COLUMNS = ("seconds", "total_yuan", "bound_yuan", "gap", "shortfall_pupils", "stage")
_TRAJECTORY = Text(
    f"columns {', '.join(_COLUMNS)}, as planner run writes them",
    f"应有 planner run 写出的各列：{'、'.join(_COLUMNS)}",
)
_FINITE = ("seconds", "total_yuan", "bound_yuan", "shortfall_pupils")


@dataclass(frozen=True, kw_only=True, eq=False)
class Shown:
    """What a plan comes to, how the optimiser came to it, and why its schools are kept or merged."""

    results: Results
    trajectory: Sequence[Progress]
    reasons: Sequence[SchoolReason] = ()
    merging: MergingTold = NOTHING_TOLD
    """What all merges together save, where that has been worked out."""
    maps: Path | None = None
    """Folder of the plan's maps that were made before; None where they are made along with the rest."""
    english: bool = False
    """Whether the plan's paper is written in English too."""
    template: Path | None = None
    """Word template of the plan's paper that takes the place of the planner's own; a copy stands beside the plan."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """Which files were made, and what there is to say of them."""

    files: tuple[str, ...] = ()
    warnings: tuple[Text, ...] = ()
    exit_code: int = 0
    """What those that could not be written give the verb as its exit code (`planner.writing.Failure`)."""


def save_plan(output: OutputFolder, plan: Plan, beside: Mapping[str, str | bytes] | None = None) -> tuple[str, Told]:
    """Write plan.json at once, before anything else is made; return its SHA-256 and what there is to say.

    `beside`: names and contents of what must stand beside the plan for it to be read.

    InputError where it cannot be written; it then names where the plan has been saved instead.
    """
    text = plan_text(plan).encode()
    try:
        output.free_reserve()
        for name, said in (beside or {}).items():
            (output.made / name).write_bytes(said if isinstance(said, bytes) else said.encode())
        with (output.made / PLAN_NAME).open("wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        notices = move_in(output, of=hashlib.sha256(text).hexdigest(), names=[PLAN_NAME, *(beside or {})])
    except (OSError, InputError) as problem:
        raise _saved_elsewhere(output.path, plan, text, problem) from problem
    return hashlib.sha256(text).hexdigest(), Told(warnings=notices)


def write_outputs(output: OutputFolder, shown: Shown, plan_sha256: str, *, leaving: Collection[str] = ()) -> Told:
    """Make every file of a run but plan.json and `leaving`, each on its own, and replace those of an earlier run.

    What was said of an earlier plan alone, its reasons and hearing papers, is then removed. A file that cannot be made
    is told, whatever the cause; nothing is raised for it.
    """
    makings = [making for making in makings_of(shown) if not set(making.names) & set(leaving)]
    failures = make_each(output.made, makings)
    warnings: list[Text] = [failure.says for failure in failures]
    files = names_made(output.made, makings)
    code = exit_code_of(failures)

    def is_outdated(name: str, of: str) -> bool:
        # a run may come to the very same plan, byte for byte, without the template that it had
        return of not in {plan_sha256, ""} or (name == TEMPLATE_NAME and shown.template is None)

    try:
        warnings += move_in(output, of=plan_sha256, outdated=is_outdated)
    except InputError as problem:
        warnings.append(problem.text())
        code = InputError.exit_code
    if code == InputError.exit_code:
        warnings.append(
            Text(
                f"the disk of {output.path} has no room for all files: the plan is saved, those named are missing",
                f"{output.path} 所在磁盘空间不足：方案已保存，上述文件缺失",
            )
        )
    return Told(files=files, warnings=tuple(warnings), exit_code=code)


def makings_of(shown: Shown) -> list[Making]:
    """Return the files of a run but plan.json, each with what makes it."""
    results = shown.results
    return [
        Making(names=("plan.xlsx",), make=lambda made: write_workbook(made / "plan.xlsx", results)),
        Making(names=("plan.gpkg",), make=lambda made: write_geopackage(made / "plan.gpkg", results)),
        *map_makings(shown, AS_PNG),
        *(reading_making(name, shown) for name in READINGS),
        *([english_making(shown)] if shown.english else []),
        *([_template_making(shown.template)] if shown.template else []),
        Making(
            names=(TRAJECTORY_NAME,),
            make=lambda made: (made / TRAJECTORY_NAME).write_text(_trajectory_text(shown.trajectory), encoding="utf-8"),
        ),
    ]


def map_makings(shown: Shown, drawn: Output) -> list[Making]:
    """Return the map and every sheet beside it, in the formats asked for; where these are not known, as one."""

    def draw_map(made: Path) -> None:
        for kind in drawn.formats:
            write_map(made / f"map.{kind}", shown.results)

    maps = Making(names=tuple(f"map.{kind}" for kind in drawn.formats), make=draw_map)
    try:
        sheets = drawings_of(shown.results, drawn)
    except Exception as problem:  # noqa: BLE001 - told as the failure of all of them
        trouble = problem

        def fail(_made: Path) -> None:
            raise trouble

        return [maps, Making(names=_SHEETS, make=fail)]
    return [maps, *(Making(names=names, make=draw) for names, draw in sheets.items())]


def reading_making(name: str, shown: Shown) -> Making:
    """Return plan.docx, map.html or report.html with what makes it."""
    return Making(names=(name,), make=lambda made: READINGS[name](made / name, shown))


def english_making(shown: Shown) -> Making:
    """Return plan-en.docx with what makes it."""

    def make(made: Path) -> None:
        maps = made if (made / MOVES_NAME).exists() else shown.maps
        write_english_paper(made / ENGLISH_NAME, shown.results, shown.reasons, shown.merging, maps)

    return Making(names=(ENGLISH_NAME,), make=make)


def _template_making(template: Path) -> Making:
    """Return the copy of a bureau's own template: whatever writes plan.docx anew finds it there."""
    return Making(names=(TEMPLATE_NAME,), make=lambda made: shutil.copyfile(template, made / TEMPLATE_NAME))


def _saved_elsewhere(folder: Path, plan: Plan, text: bytes, problem: OSError | InputError) -> InputError:
    """Save a plan that its own folder cannot take where it can be saved; return the error that says where."""
    trouble = problem if isinstance(problem, InputError) else cannot_write(folder, problem)
    said = trouble.text()
    for place in (Path.cwd(), Path(tempfile.gettempdir()), Path.home()):
        try:
            descriptor, name = tempfile.mkstemp(prefix=f"plan-{plan.scenario}-", suffix=".json", dir=place)
            with os.fdopen(descriptor, "wb") as file:
                file.write(text)
        except OSError:
            continue
        return InputError(Text(f"{said}; the plan has been saved as {name}", f"{said.zh}；方案已改存为 {name}"))
    return InputError(said)


def plan_text(plan: Plan) -> str:
    """Return plan.json's text: two spaces, keys as the plan file names them."""
    return plan.model_dump_json(by_alias=True, indent=2) + "\n"


def read_trajectory(path: Path, scenario: Scenario) -> tuple[Progress, ...]:
    """Read a run's trajectory.csv; nothing where there is none. InputError where it is damaged.

    The scenario has its price of a missing seat filled in.
    """
    if not path.exists():
        return ()
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(_progress(row, scenario) for row in csv.DictReader(file))
    except (OSError, ValueError, TypeError, KeyError) as problem:
        finding = Finding(file=path.name, expected=_TRAJECTORY)
        msg = Text(f"cannot read {path}:", f"{path} 读不出来：")
        raise InputError(msg, [finding]) from problem


def _progress(row: Mapping[str, str], scenario: Scenario) -> Progress:
    seconds, total, bound, left = (float(row[name]) for name in _FINITE)
    if not all(map(math.isfinite, (seconds, total, bound, left))):
        msg = "a number without end"
        raise ValueError(msg)
    return Progress(
        seconds=seconds,
        total=total,
        bound=bound,
        penalty=left * (scenario.prices.shortfall_yuan_per_pupil or 0.0),
        shortfall_pupils=left,
        stage=row["stage"],
    )


def _trajectory_text(trajectory: Sequence[Progress]) -> str:
    """Return one line for each time the optimiser told where it stood; the gap is empty where there is none."""
    lines = [
        f"{at.seconds:.2f},{at.total:.2f},{at.bound:.2f},{'' if at.gap is None else f'{at.gap:.6f}'},"
        f"{at.shortfall_pupils:g},{at.stage}"
        for at in trajectory
    ]
    return "\n".join([",".join(_COLUMNS), *lines]) + "\n"


def _plan_paper(path: Path, shown: Shown) -> None:
    made = path.parent / MOVES_NAME
    given = Given(maps=path.parent if made.exists() else shown.maps, template=shown.template)
    write_plan_paper(path, shown.results, shown.reasons, shown.merging, given)


def _map_page(path: Path, shown: Shown) -> None:
    write_map_page(path, shown.results, shown.reasons)


def _report_page(path: Path, shown: Shown) -> None:
    write_report_page(path, shown.results, shown.trajectory, reasons=shown.reasons, merging=shown.merging)


READINGS: Mapping[str, Callable[[Path, Shown], None]] = {
    "plan.docx": _plan_paper,
    "map.html": _map_page,
    "report.html": _report_page,
}
"""Files of a run that tell the reasons of its schools, once these have been worked out."""
