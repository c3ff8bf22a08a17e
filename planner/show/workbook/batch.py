"""A batch as an Excel workbook: a row for each scenario, its plan's figures, or why it has none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planner.language import Text
from planner.show.words.batch import outcome_text
from planner.show.workbook.sheet import Cell, Heading, Sheet, ink_of, open_book, write_sheet

NOTHING = Text("", "")


@dataclass(frozen=True, kw_only=True)
class BatchRow:
    """One scenario of a batch, and what became of it."""

    name: str
    exit_code: int
    message: Text = NOTHING
    seconds: float | None = None
    """From its start to its end; None where it was not run."""
    figures: dict[str, Any] = field(default_factory=dict)
    is_kept: bool = False
    """Whether its plan was there before, of the same files, version and options."""


def write_batch_workbook(path: Path, rows: Sequence[BatchRow]) -> None:
    """Write 汇总.

    Raises xlsxwriter's FileCreateError where the file cannot be written.
    """
    title = "批量求解汇总"
    with open_book(path, title) as book:
        ink = ink_of(book, title, is_synthetic=False)
        sheet = _summary(rows, title)
        write_sheet(book.add_worksheet(sheet.name), ink, sheet)


def _summary(rows: Sequence[BatchRow], title: str) -> Sheet:
    return Sheet(
        name="汇总",
        title=title,
        headings=(
            Heading(text="情景", kind="wrapped"),
            Heading(text="结果"),
            Heading(text="总计（元/年）", kind="yuan"),
            Heading(text="下限（元/年）", kind="yuan"),
            Heading(text="差距", kind="share"),
            Heading(text="撤并（所）", kind="count"),
            Heading(text="无学位（人）", kind="pupils"),
            Heading(text="用时（秒）", kind="count"),
            Heading(text="说明", kind="wrapped"),
        ),
        rows=[_cells(row) for row in rows],
    )


def _cells(row: BatchRow) -> tuple[Cell, ...]:
    figures = row.figures
    seconds = None if row.seconds is None else round(row.seconds)
    return (
        row.name, outcome_text(row.exit_code).zh, figures.get("total"), figures.get("bound"), figures.get("gap"),
        figures.get("merged"), figures.get("shortfall_pupils"), seconds,
        "沿用已有方案" if row.is_kept else row.message.zh,
    )  # fmt: skip
