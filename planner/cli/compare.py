"""planner compare: plans side by side."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.terminal import Json, Quiet, print_json, print_text, told_errors
from planner.comparing import compare_saved
from planner.progress import told
from planner.show.compare_json import comparison_document
from planner.show.compare_words import comparison_text


def compare(
    plans: Annotated[list[Path], typer.Argument(help="方案文件 two to six plan.json of one district")],
    *,
    out: Annotated[Path | None, typer.Option(help="输出文件夹 folder; default maps/compare-<a>-<b>")] = None,
    html: Annotated[bool, typer.Option("--html", help="另写两个方案的对比网页 also a page to swipe two plans")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """并列比较两到六个方案：指标、学校、行程、地图。Difference table, maps side by side."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            done = compare_saved(plans, out=out, html=html, report=report)
        if as_json:
            about = {"folder": done.folder.as_posix(), "files": list(done.files), "warnings": list(done.warnings)}
            print_json(about | comparison_document(done.comparison))
            return
        print_text("\n".join([comparison_text(done.comparison), *done.warnings]))
        print_text(f"\n已写入 written to {done.folder}：{'、'.join(done.files)}")
