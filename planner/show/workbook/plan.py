"""The plan as an Excel workbook: a summary to read, the merge list in plain words, and every row behind them."""

from pathlib import Path

from planner.decide.ledger.ledger import ledger_of
from planner.decide.results import Results
from planner.show.words.sentences import title_of
from planner.show.workbook.early_warning import warning_sheets
from planner.show.workbook.hearing import hearing_sheets
from planner.show.workbook.kindergartens import kindergarten_sheets
from planner.show.workbook.ledger import ledger_sheets
from planner.show.workbook.module_use import module_sheet
from planner.show.workbook.notes import write_notes
from planner.show.workbook.people import people_sheets
from planner.show.workbook.rows import plan_sheets
from planner.show.workbook.sheet import Ink, ink_of, open_book, write_sheet
from planner.show.workbook.summary import plan_notes, write_summary
from planner.show.workbook.variants import variant_sheets


def write_workbook(path: Path, results: Results) -> None:
    """Write plan.xlsx, from 摘要 and 撤并清单 to 学位预警, 增建利用, 师资与资源, 腾出校舍 and 说明.

    Before 说明 stand 幼儿园 and 附设幼儿班 where the tables tell of these, 政策目标 and 建设项目 where the district has
    these tables; behind 增建利用 the sheets of the variants where the plan serves several.

    The same plan gives the same bytes. Raises xlsxwriter's FileCreateError where the file cannot be written.
    """
    title = title_of(results.scenario)
    with open_book(path, title) as book:
        ink: Ink = ink_of(book, title, is_synthetic=results.district.provenance.is_synthetic)
        write_summary(book.add_worksheet("摘要"), ink, results)
        warned = warning_sheets(results.warnings, results.district, title)
        sheets = (
            *plan_sheets(results),
            *hearing_sheets(results),
            *warned,
            module_sheet(results),
            *variant_sheets(results),
            *people_sheets(results),
            *kindergarten_sheets(results),
            *ledger_sheets(ledger_of(results), results),
        )
        for sheet in sheets:
            write_sheet(book.add_worksheet(sheet.name), ink, sheet)
        write_notes(book.add_worksheet("说明"), ink, f"{title} 说明", plan_notes(results))
