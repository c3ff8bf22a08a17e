"""An import in the page: exports are uploaded, read and forgotten; their tables are written where that is asked.

Exports hold what is about single people. They lie in a folder of their own while they are read, and are gone before the
answer is given; matches that are asked are answered with the same files sent once more. Nothing is kept but the tables.
"""

import csv
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from planner.importing import BESIDE, import_exports, import_files
from planner.reading.exports.imported import Imported, ImportSettings
from planner.reading.exports.questions import Key, answer_rows
from planner.show.scenario_text import scenario_yaml
from planner.show.template import empty_scenario
from planner.web.districts import add_scenario
from planner.web.records import District
from planner.web.scenario_text import with_value
from planner.web.store import ARRIVING, Store, new_id, now
from planner.web.uploads import Given, unpacked

_TABLES = "tables"
_LONGEST_NAME = 120


@dataclass(frozen=True, kw_only=True)
class AskedImport:
    """Exports, what cannot be read from them, and answers to what was asked about them before."""

    files: Sequence[Given]
    year: int | None = None
    county: str | None = None
    answers: dict[Key, str] = field(default_factory=dict)


def previewed(store: Store, asked: AskedImport, district: District | None) -> Imported:
    """Read exports, and write nothing. InputError."""
    with _arrived(store, asked) as (files, settings, folder):
        own = folder / _TABLES if district is None else store.tables(district)
        return import_exports(files, replace(settings, district=own))


def brought_in(
    store: Store, asked: AskedImport, district: District | None, name: str
) -> tuple[District | None, Imported]:
    """Write the tables of exports: of a new district, or a further version of one; None where matches wait. InputError.

    Where the district has tables already, its rows and columns that no export gives are kept.
    """
    with _arrived(store, asked) as (files, settings, folder):
        made = folder / _TABLES
        if district is not None:
            shutil.copytree(store.tables(district), made, ignore=shutil.ignore_patterns(BESIDE))
        done = import_files(files, made, settings, dry_run=False, force=district is not None, report=_tell_nobody)
        if done.imported.open_questions:
            return None, done.imported
        for path in made.glob("*-kept*.csv"):  # what was there stands in the version before
            path.unlink()
        return _kept(store, made, district, name, done.imported), done.imported


def _kept(store: Store, made: Path, district: District | None, name: str, imported: Imported) -> District:
    if district is not None:
        later = store.change_district(district.id, version=district.version + 1)
        shutil.move(made, store.tables(later))
        return later
    new = District(id=new_id(), name=name, source="import", version=1, made=now())
    store.tables(new).parent.mkdir(parents=True)
    shutil.move(made, store.tables(new))
    store.add_district(new)
    text, pupils = scenario_yaml(empty_scenario()), imported.tables.get("pupils")
    years = [] if pupils is None else sorted(set(map(int, pupils["year"])))
    add_scenario(store, new, with_value(text, ("years",), years[-1:]) if years else text)
    return new


@contextmanager
def _arrived(store: Store, asked: AskedImport) -> Iterator[tuple[list[Path], ImportSettings, Path]]:
    """Lay uploaded files down for as long as they are read. Names of files become no paths."""
    with tempfile.TemporaryDirectory(dir=store.path, prefix=ARRIVING) as made:
        folder, names = Path(made), dict[Path, str]()
        for number, given in enumerate(unpacked(asked.files)):
            path = folder / f"{number}.export"
            path.write_bytes(given.content)
            names[path] = _shown(given.name)
        matches = folder / "matches.csv" if asked.answers else None
        if matches is not None:
            with matches.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(answer_rows(asked.answers))
        settings = ImportSettings(year=asked.year, county=asked.county, matches=matches, names=names)
        yield list(names), settings, folder


def _shown(name: str) -> str:
    """Return the last part of a name, in signs that can be shown."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[-_LONGEST_NAME:] or "–"


def _tell_nobody(_doing: str, _standing: None) -> None:
    """Nobody looks on."""
