"""The process of an import: exports become the tables of a district, or are told of alone; nothing else is kept.

Exports hold what is about single people. They lie in the folder of their job while they wait and are read, and are gone
when that ends, however it ends. Matches that are asked are answered with the same files sent once more.
"""

import csv
import json
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from planner.errors import InputError, PlannerError
from planner.importing import BESIDE, import_exports, import_files
from planner.language import Text
from planner.progress import Report, told
from planner.reading.exports.imported import Imported, ImportSettings
from planner.reading.exports.questions import Key, answer_rows
from planner.show.scenario_text import scenario_yaml
from planner.show.template import empty_scenario
from planner.show.words.imports import asked_text, balance_text, import_document
from planner.show.words.problem_json import both, problem_document
from planner.stops import finished_first, tidied_on_stop
from planner.web.districts import add_scenario
from planner.web.job_folder import JobFolder
from planner.web.records import District
from planner.web.scenario_text import with_value
from planner.web.store import Store, new_id, now
from planner.web.uploads import Given, unpacked

Document = dict[str, Any]
ASKED = "asked.json"
"""Beside the uploaded files, which are called 0, 1 and so on: what is asked of them."""
_TABLES = "tables"
_LONGEST_NAME = 120


class AskedImport(BaseModel):
    """What cannot be read from exports, answers to what was asked about them before, and what becomes of them.

    `files`: what they are called. `district`: whose tables are matched with, and become a further version; empty: a new
    one is made, of this `name`. `take`: its tables are written, unless a match waits for an answer.
    """

    model_config = ConfigDict(frozen=True)

    files: tuple[str, ...]
    take: bool = False
    district: str = ""
    name: str = ""
    year: int | None = None
    county: str | None = None
    answers: tuple[tuple[Key, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Laid:
    """Exports laid down to be read, what is asked of them, and a folder that goes with them."""

    files: list[Path]
    settings: ImportSettings
    folder: Path


def main(words: list[str]) -> int:
    """Read the exports of the present folder, a job's, for the store that the words lead to; write what came of it."""
    here = JobFolder(path=Path.cwd())
    with tidied_on_stop(here.forget_uploads):
        try:
            with told(quiet=True) as report:
                document = _taken_in(Store(path=(here.path / words[0]).resolve()), here.arriving, report)
        except PlannerError as problem:
            json.dump(problem_document(problem), sys.stdout, ensure_ascii=False)
            return problem.exit_code
        finally:
            here.forget_uploads()
    json.dump({"ok": True} | document, sys.stdout, ensure_ascii=False)
    return 0


def _taken_in(store: Store, arriving: Path, report: Report) -> Document:
    """Return what was understood, and the district whose tables were written, None where none were. InputError."""
    asked = AskedImport.model_validate_json((arriving / ASKED).read_bytes())
    district = store.district(asked.district) if asked.district else None
    report("reading", None)
    laid = _laid(arriving, asked)
    if asked.take:
        made, imported = _brought_in(store, laid, district, asked.name, report)
    else:
        own = arriving / _TABLES if district is None else store.tables(district)
        made, imported = None, import_exports(laid.files, replace(laid.settings, district=own))
    return {"import": _document(imported), "district": None if made is None else made.id}


def _brought_in(
    store: Store, laid: _Laid, district: District | None, name: str, report: Report
) -> tuple[District | None, Imported]:
    """Write the tables of a new district, or a further version of one; None where matches wait. InputError.

    Where the district has tables already, its rows and columns that no export gives are kept.
    """
    made = laid.folder / _TABLES
    if district is not None:
        shutil.copytree(store.tables(district), made, ignore=shutil.ignore_patterns(BESIDE))
    done = import_files(laid.files, made, laid.settings, dry_run=False, force=district is not None, report=report)
    if done.imported.open_questions:
        return None, done.imported
    for path in made.glob("*-kept*.csv"):  # what was there stands in the version before
        path.unlink()
    with finished_first():
        kept = _new(store, made, name, done.imported) if district is None else _later(store, made, district)
    return kept, done.imported


def _later(store: Store, made: Path, district: District) -> District:
    """Keep tables as a further version of those they were made from; the number of the version last: it counts."""
    if store.district(district.id).version != district.version:
        again = Text("the tables were changed meanwhile: import once more", "数据表刚被修改，请重新导入")
        raise InputError(again)
    later = replace(district, version=district.version + 1)
    shutil.rmtree(store.tables(later), ignore_errors=True)  # of an import that was killed here
    shutil.move(made, store.tables(later))
    return store.change_district(district.id, version=later.version)


def _new(store: Store, made: Path, name: str, imported: Imported) -> District:
    new = District(id=new_id(), name=name, source="import", version=1, made=now())
    store.tables(new).parent.mkdir(parents=True)
    shutil.move(made, store.tables(new))
    store.add_district(new)
    text, pupils = scenario_yaml(empty_scenario()), imported.tables.get("pupils")
    years = [] if pupils is None else sorted(set(map(int, pupils["year"])))
    add_scenario(store, new, with_value(text, ("years",), years[-1:]) if years else text)
    return new


def _laid(arriving: Path, asked: AskedImport) -> _Laid:
    """Lay exports down, those within zips too. Names of files become no paths. InputError where they are too many."""
    given = (Given(name=name, content=(arriving / str(at)).read_bytes()) for at, name in enumerate(asked.files))
    names = dict[Path, str]()
    for number, file in enumerate(unpacked(given)):
        path = arriving / f"{number}.export"
        path.write_bytes(file.content)
        names[path] = _shown(file.name)
    matches = arriving / "matches.csv" if asked.answers else None
    if matches is not None:
        with matches.open("w", encoding="utf-8-sig", newline="") as file_of_matches:
            csv.writer(file_of_matches).writerows(answer_rows(dict(asked.answers)))
    settings = ImportSettings(year=asked.year, county=asked.county, matches=matches, names=names)
    return _Laid(files=list(names), settings=settings, folder=arriving)


def _shown(name: str) -> str:
    """Return the last part of a name, in signs that can be shown."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[-_LONGEST_NAME:] or "–"


def _document(imported: Imported) -> Document:
    """Return an import as the command line tells it, each question with what is asked in both languages."""
    document = import_document(imported)
    pairs = zip(document["questions"], map(asked_text, imported.questions), strict=True)
    lacking = [
        {"table": each.table.name, "table_zh": each.table.chinese, "column": each.column,
         "column_zh": each.table.column(each.column).chinese, "rows": each.rows, "of": each.of}
        for each in imported.missing
    ]  # fmt: skip
    return (
        document
        | {"questions": [row | {"asked": str(text), "asked_zh": text.zh} for row, text in pairs], "missing": lacking}
        | both("balance", [balance_text(imported)] if imported.pupils else [])
    )
