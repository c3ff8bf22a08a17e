"""The way of planner maps: a saved plan's maps, drawn again in the formats that are asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.saved import open_plan
from planner.show.atlas.sheets import Output, write_maps
from planner.show.map_frame import Format
from planner.show.maps import write_map
from planner.writing import made_beside, refuse_unwritable


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """The folder the maps were written to, and their files in the order of reading."""

    folder: Path
    files: tuple[str, ...]


def map_saved(
    path: Path, *, out: Path | None = None, formats: Sequence[Format] = ("png",), report: Callable[[str, None], None]
) -> Mapped:
    """Write the plan's map and every map beside it into `out`, or beside the plan, each in each format.

    InputError where the plan is missing or damaged, or the folder cannot be written; then no earlier file has changed.
    """
    report("reading", None)
    saved, folder, kinds = open_plan(path), out or path.parent, tuple(dict.fromkeys(formats))
    refuse_unwritable(folder)
    report("drawing", None)
    parts = saved.plan, saved.source.scenario, saved.district
    with made_beside(folder) as made:
        files = [made / f"map.{kind}" for kind in kinds]
        for file in files:
            write_map(file, *parts)
        files += write_maps(made, *parts, Output(formats=kinds))
    return Mapped(folder=folder, files=tuple(file.name for file in files))
