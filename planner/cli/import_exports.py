"""planner import: what offices export becomes the tables of a district."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.terminal import Json, Quiet, print_done, told_errors
from planner.importing import import_files
from planner.language import Text
from planner.progress import told
from planner.reading.exports.imported import ImportSettings
from planner.show.words.imports import import_document, import_text


def import_exports(  # noqa: PLR0913 - one parameter is one option of the verb
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            help=Text(
                "exports: pupil registers, statistics forms, enrolment by grade, lists of villages and schools; "
                "workbooks or CSV, several at once",
                "导出表：学籍、统计报表、分年级人数、村名单、学校名单；工作簿或 CSV，可以几个一起",
            ),
        ),
    ],
    *,
    to: Annotated[
        Path,
        typer.Option(
            "--to",
            metavar="DIR",
            help=Text("folder of the district's tables, new or there already", "区县数据文件夹，新的或已有的"),
        ),
    ],
    year: Annotated[
        int | None,
        typer.Option(
            min=1900,
            max=2200,
            metavar="YEAR",
            help=Text(
                "school year of exports that tell none, by the year it begins in",
                "没有写明学年的导出表是哪一学年（起始年份，如 2025）",
            ),
        ),
    ] = None,
    county: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help=Text(
                "code or name of the county: villages of others in a list, and pupils who live in others, are left out",
                "本区县的代码或名称：村名单中其他区县的村、住在其他区县的学生不计入",
            ),
        ),
    ] = None,
    matches: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=Text("the table of doubtful matches, with answers", "填好回答的匹配表（matches.xlsx）"),
        ),
    ] = None,
    headings: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=Text("further headings of columns, a YAML file", "列标题的其他写法（YAML 文件）"),
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help=Text("preview alone: no table is written", "只看预览，不写数据表")),
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help=Text("replace tables that are there already", "替换已有的数据表")),
    ] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Turn exports into the tables of a district."""
    with told_errors(as_json=as_json):
        settings = ImportSettings(year=year, county=county, matches=matches, headings=headings)
        with told(quiet=quiet or as_json) as report:
            done = import_files(files, to, settings, dry_run=dry_run, force=force, report=report)
        print_done(done, import_document(done.imported), import_text(done.imported), as_json=as_json)
