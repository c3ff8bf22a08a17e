"""The last sheet of a workbook: what a reader must know, one line for each matter."""

from collections.abc import Iterable

from xlsxwriter.worksheet import Worksheet

from planner.show.workbook.sheet import Ink, lines_needed, put_text, set_up_print

_NAME_WIDTH, _TEXT_WIDTH = 26, 110
_LINE_POINTS = 18.0


def write_notes(page: Worksheet, ink: Ink, title: str, notes: Iterable[tuple[str, str]]) -> None:
    """Write a title, and below it names with their texts, each as high as its text needs."""
    looks = {"name": ink.format(bold=True, valign="top"), "text": ink.format(text_wrap=True, valign="top")}
    page.set_column(0, 0, _NAME_WIDTH)
    page.set_column(1, 1, _TEXT_WIDTH)
    page.write_string(0, 0, title, ink.sheet_title)
    page.set_row(0, 24)
    page.write_string(1, 0, "项目", ink.heading)
    page.write_string(1, 1, "内容", ink.heading)
    for line, (name, text) in enumerate(notes, 2):
        put_text(page, line, 0, name, looks["name"])
        put_text(page, line, 1, text, looks["text"])
        page.set_row(line, _LINE_POINTS * lines_needed(text, _TEXT_WIDTH) + 2)
    page.freeze_panes(2, 0)
    page.repeat_rows(0, 1)
    set_up_print(page, ink)
