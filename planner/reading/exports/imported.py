"""What an import found: the tables, what was understood of each sheet, what adds up to what, and what is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from planner.language import Text
from planner.reading.exports.composed import Missing
from planner.reading.exports.enrolment import Sum
from planner.reading.exports.questions import Question


@dataclass(frozen=True, kw_only=True)
class ImportSettings:
    """What cannot be read from exports, or only with an answer.

    `year`: the school year of exports that tell none, by the year it begins in. `county`: code or name of the county
    whose villages are taken of a list of several; its name also tells addresses in other counties. `matches`: the
    table of doubtful matches with answers. `headings`: a YAML file of further headings, kind to column to list.
    `district`: a folder of tables whose settlements and schools are matched with, and whose rows and columns are kept.
    `names`: what files are called in what is said of them, where that is not their own name.
    """

    year: int | None = None
    county: str | None = None
    matches: Path | None = None
    headings: Path | None = None
    district: Path | None = None
    names: Mapping[Path, str] = field(default_factory=dict)

    def name_of(self, path: Path) -> str:
        """Return what a file is called."""
        return self.names.get(path, path.name)


@dataclass(frozen=True, kw_only=True)
class SheetReport:
    """What was understood of a sheet; `kind` is None where it is nothing that import knows, and it was not read.

    `columns`: heading and what it was read as; `personal` and `unused`: headings of columns that were dropped. `years`,
    `pupils`, `schools`, `settlements`, `classes`: what it tells of (whole numbers; 0 where it tells of none).
    """

    file: str
    sheet: str
    kind: Text | None
    heading_row: int = 0
    rows: int = 0
    columns: tuple[tuple[str, Text], ...] = ()
    personal: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    pupils: int = 0
    schools: int = 0
    settlements: int = 0
    classes: int = 0

    @property
    def place(self) -> str:
        """File, and sheet where there is one."""
        return f"{self.file} [{self.sheet}]" if self.sheet else self.file


@dataclass(frozen=True, kw_only=True, eq=False)
class Imported:
    """The tables of a district as far as exports give them, and what a planner checks before using them.

    `tables`: name (settlements, schools, pupils, attends) to a DataFrame in the form of the district's tables, empty
    cells ''; a table that nothing was given for is not there. `sums`: totals that exports state beside what was
    counted. `left`: pupils who are in no row of `pupils`, by reason; `pupils`: all of the exports taken, so that the
    table and `left` add up to it. `enrolment`: source, school_id, year, grade, pupils. `matched`: pupils by how their
    places were matched. `classes` (by school_id and grade) and `boarders` (by school_id): as exports tell them.
    `sources`: table to the sheets that it is made from. `questions`: doubtful matches; while one is open, `tables`
    lack its pupils. `synthetic`: whether a file calls itself made up.
    """

    tables: Mapping[str, pd.DataFrame]
    sheets: tuple[SheetReport, ...]
    questions: tuple[Question, ...] = ()
    sums: tuple[Sum, ...] = ()
    left: Mapping[Text, int] = field(default_factory=dict)
    pupils: int = 0
    missing: tuple[Missing, ...] = ()
    matched: Mapping[str, int] = field(default_factory=dict)
    enrolment: pd.DataFrame = field(default_factory=pd.DataFrame)
    classes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    boarders: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    synthetic: bool = False

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """Questions that wait for an answer."""
        return tuple(each for each in self.questions if each.is_open)
