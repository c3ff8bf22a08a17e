"""planner batch: many scenarios, side by side here or on a cluster."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.batch.batch import AskedBatch, BatchDone, run_batch
from planner.cli.terminal import Json, Quiet, Scheduler, Seed, Workers, print_done, told_errors
from planner.errors import InputError
from planner.language import Text
from planner.progress import told
from planner.show.words.batch import outcome_text
from planner.show.words.columns import in_columns
from planner.show.words.numbers import english_yuan, wan_text

_KEPT = Text("kept: same files, version and options", "沿用已有方案")


def batch(  # noqa: PLR0913 - one parameter is one option of the verb
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(metavar="SCENARIO...", help=Text("scenario files, patterns", "情景文件或通配符")),
    ] = None,
    *,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help=Text("default: maps/batch", "默认 maps/batch"))
    ] = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    time_limit: Annotated[
        float | None,
        typer.Option(min=0, metavar="S", help=Text("seconds for each", "每个情景的求解秒数上限")),
    ] = None,
    threads: Annotated[
        int | None, typer.Option(min=1, metavar="N", help=Text("threads of each", "每个情景的求解线程数"))
    ] = None,
    seed: Seed = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run many scenarios; what is done is not done again."""
    with told_errors(as_json=as_json):
        if not scenarios:
            raise InputError(Text("name scenario files, or a pattern", "请写出情景文件或通配符"))
        given = {"--time-limit": time_limit, "--threads": threads, "--seed": seed}
        options = {name: f"{value:.15g}" for name, value in given.items() if value is not None}
        asked = AskedBatch(patterns=tuple(scenarios), options=options, workers=workers, scheduler=scheduler)
        with told(quiet=quiet or as_json, seconds=0.0) as report:
            done = run_batch(asked, out=out, report=report)
        print_done(done, _document(done), _table(done), as_json=as_json)


def _document(done: BatchDone) -> dict[str, Any]:
    rows = [asdict(row) | {"message": str(row.message), "message_zh": row.message.zh} for row in done.rows]
    return {"ok": not done.exit_code, "scenarios": rows}


def _table(done: BatchDone) -> Text:
    english, chinese = (
        [["scenario", "outcome", "total", "gap", "merged", "no seat", ""]],
        [["情景", "结果", "总计（万元）", "差距", "撤并", "无学位", ""]],
    )
    for row in done.rows:
        outcome, figures = outcome_text(row.exit_code), row.figures
        total, gap = figures.get("total"), figures.get("gap")
        counts = [
            "" if gap is None else f"{gap:.2%}",
            str(figures.get("merged", "")),
            f"{figures['shortfall_pupils']:,.0f}" if "shortfall_pupils" in figures else "",
        ]
        note = _KEPT if row.is_kept else row.message
        english.append([row.name, str(outcome), "" if total is None else english_yuan(total), *counts, _end(str(note))])
        chinese.append([row.name, outcome.zh, "" if total is None else wan_text(total), *counts, _end(note.zh)])
    return Text("\n".join(in_columns(english)), "\n".join(in_columns(chinese)))


def _end(message: str) -> str:
    """Return the last line of a message, which says most: the first names only the kind of fault."""
    return message.strip().rpartition("\n")[2]
