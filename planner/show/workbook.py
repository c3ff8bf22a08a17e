"""The plan as an Excel workbook: a summary to read, the merge list in plain words, and every row behind them."""

import datetime as dt
from pathlib import Path

import xlsxwriter

from planner.plan import Plan
from planner.read.district import District
from planner.read.scenario import Scenario
from planner.show.sentences import title_of
from planner.show.workbook_rows import plan_sheets
from planner.show.workbook_sheet import Ink, ink_of, write_sheet
from planner.show.workbook_summary import write_notes, write_summary

_OPTIONS = {
    # names are text whatever they look like: '=cmd', '007', 'http://...'
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": True,
}  # fmt: skip
_CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""A fixed date, so that the same plan gives the same bytes."""


def write_workbook(path: Path, plan: Plan, scenario: Scenario, district: District) -> None:
    """Write plan.xlsx: 摘要, 撤并清单, 学校, 分年级班数, 安置, 学位缺口, 费用, 一次性投入, 说明.

    The same plan gives the same bytes. Raises xlsxwriter's FileCreateError where the file cannot be written.
    """
    with xlsxwriter.Workbook(path, _OPTIONS) as book:
        book.set_properties({"title": title_of(scenario), "created": _CREATED})
        ink: Ink = ink_of(book, title_of(scenario), is_synthetic=district.provenance.is_synthetic)
        write_summary(book.add_worksheet("摘要"), ink, plan, scenario, district)
        for sheet in plan_sheets(plan, scenario, district):
            write_sheet(book.add_worksheet(sheet.name), ink, sheet)
        write_notes(book.add_worksheet("说明"), ink, plan, scenario, district)
