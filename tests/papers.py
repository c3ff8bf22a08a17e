"""Papers read back, turned into PDF, and the reasons that some of them tell."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from docx.document import Document as DocumentFile
from docx.table import Table

from planner.decide.explain.reasons import Journey, Opposite, RedLine, RuleThatDecides, SchoolReason
from planner.plan import MergeRow
from tests.shown import Shown

LEAST_YUAN = 41_980.0


def opened(path: Path) -> DocumentFile:
    """Read a Word file back."""
    return Document(str(path))


def said_in(document: DocumentFile) -> str:
    """Return all text of the body, a line a paragraph or cell."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def heads_of(document: DocumentFile) -> list[str]:
    """Return the text at the head of odd and even pages."""
    section = document.sections[0]
    return [head.paragraphs[0].text for head in (section.header, section.even_page_header)]


def rows_below(document: DocumentFile, *heads: str) -> list[list[str]]:
    """Return the rows of the first table whose heading row begins with these heads; none where there is no such."""
    for table in document.tables:
        if tuple(cell.text for cell in table.rows[0].cells[: len(heads)]) == heads:
            return [[cell.text for cell in row.cells] for row in table.rows[1:]]
    return []


def rows_of_all(tables: Sequence[Table]) -> Iterator[tuple[Table, int]]:
    """Return every row of every table by its place."""
    for table in tables:
        for place in range(len(table.rows)):
            yield table, place


def reasons_of(shown: Shown, *, crossed: bool = False) -> tuple[SchoolReason, ...]:
    """Return a made-up reason for each merged school: keeping it is proven dearer; `crossed`: classes are too large."""
    moves = shown.results.moves
    return tuple(
        _reason(merge, moves[moves["school_id"] == merge.school_id], crossed=crossed) for merge in shown.plan.merges
    )


def _reason(merge: MergeRow, mine: pd.DataFrame, *, crossed: bool) -> SchoolReason:
    receiver = merge.receivers[0].school_id
    journeys = tuple(
        Journey(
            settlement_id=row["settlement_id"], grade_band=row["grade_band"], pupils=row["pupils"],
            school_before=merge.school_id, minutes_before=8.2, mode_before="walk", school_after=row["receiver_id"],
            minutes_after=row["minutes"], kilometres_after=row["kilometres"], mode_after=row["mode"],
        )
        for row in mine.to_dict("records")
    )  # fmt: skip
    opposite = Opposite(
        action="keep", verdict="proven_dearer", least_yuan_per_year=LEAST_YUAN, found_yuan_per_year=52_000.0,
        district_least_yuan_per_year=None, extra_shortfall_pupils=0.0, schools_free=3, settlements_free=5, seconds=1.0,
    )  # fmt: skip
    classes = RedLine(
        name="oversize", passed=not crossed, figure=46.0, limit=45.0, school_id=receiver, grade_band=None,
        measure="class_pupils",
    )  # fmt: skip
    hearing = RedLine(name="hearing", passed=None, figure=None, limit=None, school_id=None, grade_band=None)
    cost = RuleThatDecides(rule="cost", grade_band=None, limit=None, figure=None, school_id=None, pupils=None)
    return SchoolReason(
        school_id=merge.school_id, year=merge.year, action="merge", pupils_today=6.0,
        receivers=((receiver, 6.0),), opposite=opposite, journeys=journeys, rules=(cost,),
        red_lines=(classes, hearing),
    )  # fmt: skip


def pdfs_of(files: Sequence[Path], folder: Path) -> list[bytes]:
    """Turn Word files into PDF with LibreOffice, in one call; skip where it is not on this machine."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not on this machine")
    home = (folder / "office").resolve().as_uri()
    command = [office, "--headless", f"-env:UserInstallation={home}", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)
    return [(folder / file.name).with_suffix(".pdf").read_bytes() for file in files]


def pages_of(pdf: bytes) -> int:
    """Count the pages of a PDF that LibreOffice wrote."""
    return len(re.findall(rb"/Type\s*/Page(?![a-zA-Z])", pdf))


def fonts_of(pdf: bytes) -> set[str]:
    """Return the names of the fonts that a PDF brings with it."""
    return {name.decode() for name in re.findall(rb"/FontName\s*/[A-Z]{6}\+([\w-]+)", pdf)}
