"""The way of planner maps: a saved plan's maps, drawn again in the formats that are asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.language import Text
from planner.outputs import Shown, map_makings
from planner.saved import files_of_other_runs, open_plan, refuse_if_replaced, results_of_saved
from planner.show.maps.atlas.sheets import Output
from planner.show.maps.frame import FORMATS, Format
from planner.writing import exit_code_of, make_each, move_in, names_made, open_output


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """The folder the maps were written to, and their files in the order of reading."""

    folder: Path
    files: tuple[str, ...]
    warnings: tuple[Text, ...] = ()
    """Maps that could not be drawn or replaced, and files beside the plan that belong to another one."""
    exit_code: int = 0
    """What maps that are missing give the verb as its exit code (`planner.writing.Failure`)."""


def map_saved(
    path: Path, *, out: Path | None = None, formats: Sequence[Format] = ("png",), report: Callable[[str, None], None]
) -> Mapped:
    """Write the plan's map and every map beside it into `out`, or beside the plan, each in each format.

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
        makings = map_makings(shown, Output(formats=kinds))
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
