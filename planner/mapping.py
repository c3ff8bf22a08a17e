"""The way of planner maps: a saved plan's maps, drawn again in the formats that are asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from planner.decide.results import Results
from planner.language import Text
from planner.outputs import Shown, map_makings
from planner.saved import files_of_other_runs, open_plan, refuse_if_replaced, results_of_saved
from planner.show.maps.atlas.further import town_drawings, write_posters
from planner.show.maps.atlas.sheets import Output
from planner.show.maps.frame import FORMATS, Format, Paper
from planner.writing import Making, exit_code_of, make_each, move_in, names_made, open_output


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """The folder the maps were written to, and their files in the order of reading."""

    folder: Path
    files: tuple[str, ...]
    warnings: tuple[Text, ...] = ()
    """Maps that could not be drawn or replaced, and files beside the plan that belong to another one."""
    exit_code: int = 0
    """What maps that are missing give the verb as its exit code (`planner.writing.Failure`)."""


@dataclass(frozen=True, kw_only=True)
class Further:
    """What is drawn beyond the maps of a run."""

    posters: tuple[Paper, ...] = ()
    """Papers on which the plan's map is drawn too."""
    towns: bool = False
    """Whether each town has a map of its own."""


NOTHING_FURTHER = Further()


def _further_makings(results: Results, kinds: Sequence[Format], further: Further) -> list[Making]:
    makings = [
        Making(
            names=tuple(f"poster-{paper}.{kind}" for kind in kinds),
            make=partial(write_posters, results=results, paper=paper, formats=kinds),
        )
        for paper in further.posters
    ]
    if further.towns:
        makings += [
            Making(names=tuple(f"{name}.{kind}" for kind in kinds), make=partial(_draw, draw, kinds))
            for name, draw in town_drawings(results)
        ]
    return makings


def _draw(draw: Callable[[Path, Sequence[Format]], None], kinds: Sequence[Format], made: Path) -> None:
    draw(made, kinds)


def map_saved(
    path: Path,
    *,
    out: Path | None = None,
    formats: Sequence[Format] = ("png",),
    further: Further = NOTHING_FURTHER,
    report: Callable[[str, None], None],
) -> Mapped:
    """Write the plan's map and every map beside it into `out`, or beside the plan, each in each format.

    `further`: posters and a map of each town, which no run draws by itself.

    Each may fail alone, and is then named in the warnings. InputError where the plan is missing or damaged, does not
    fit its tables any more, or has been replaced meanwhile, or the folder cannot be written; then no earlier file has
    changed.
    """
    report("reading", None)
    saved, folder, kinds = open_plan(path), out or path.parent, tuple(dict.fromkeys(formats))
    with open_output(folder, verb="maps") as output:
        results = results_of_saved(saved)
        report("drawing", None)
        shown = Shown(results=results, trajectory=())
        makings = [*map_makings(shown, Output(formats=kinds)), *_further_makings(results, kinds, further)]
        failures = make_each(output.made, makings)
        files = names_made(output.made, makings)
        if folder.resolve() == path.parent.resolve():
            refuse_if_replaced(saved)
        notices = move_in(output, of=saved.sha256, outdated=lambda name, of: _is_map(name) and of != saved.sha256)
    return Mapped(
        folder=folder,
        files=files,
        warnings=(*(failure.says for failure in failures), *notices, *files_of_other_runs(saved)),
        exit_code=exit_code_of(failures),
    )


def _is_map(name: str) -> bool:
    """Whether a file of the planner's is one that this verb writes."""
    return Path(name).suffix[1:] in FORMATS and "/" not in name
