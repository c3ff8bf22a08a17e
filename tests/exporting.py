"""Exports made for tests: files of rows in every format, and a folder imported from them."""

import csv
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

import planner
from docs.make.specimens import FOLDER

Rows = Sequence[Sequence[object]]
SPECIMENS = tuple(sorted(FOLDER.glob("*.csv")))
VILLAGES: tuple[tuple[str, ...], ...] = (
    ("村代码", "村名", "乡镇"),
    ("990101100200", "李庄村", "东湾镇"),
    ("990101100201", "王屯社区", "东湾镇"),
    ("990101100202", "上河村", "东湾镇"),
    ("990101101201", "上河村", "西岭镇"),
    ("990101101202", "石桥村", "西岭镇"),
)
"""Two towns that are nowhere; 上河村 is in both."""
REGISTER = ("学生姓名", "就读学校", "学校标识码", "年级", "现住址", "户口所在地行政区划")


def csv_file(path: Path, rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Write rows as CSV."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def xlsx_file(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """Write sheets of rows; text stays text, numbers are numbers."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for line, row in enumerate(rows):
                page.write_row(line, 0, row)
    return path


def rows_of(path: Path) -> list[list[str]]:
    """Read a specimen's rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def converted(path: Path, suffix: str) -> Path:
    """Save a workbook in another format, with LibreOffice."""
    subprocess.run(
        ["soffice", "--headless", "--convert-to", suffix, "--outdir", str(path.parent), str(path)],  # noqa: S607 - found by the caller
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return path.with_suffix(f".{suffix}")


def pupils_of(imported: planner.Imported) -> dict[tuple[str, int, str], int]:
    """Return settlement, year and grade to pupils."""
    frame = imported.tables["pupils"]
    keys = zip(frame["settlement_id"], frame["year"], frame["grade"], strict=True)
    return dict(zip(((str(a), int(b), str(c)) for a, b, c in keys), map(int, frame["pupils"]), strict=True))
