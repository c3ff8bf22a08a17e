"""The way of planner batch: scenarios found, run where there is room, written down once, summed up."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from glob import glob
from pathlib import Path

from planner.batch.records import Record, is_done, read_records, record_of, write_records
from planner.batch.task import Ended, Options, Task, task_of
from planner.batch.workers import run_here, run_on_cluster
from planner.errors import Finding, InputError, PlannerError
from planner.language import Text, in_language
from planner.optimise.incumbent import Progress
from planner.optimise.runtime.rates import CORES
from planner.reading.scenario_file import read_scenario
from planner.show.workbook.batch import BatchRow, write_batch_workbook
from planner.writing import Making, exit_code_of, make_each, move_in, names_made, open_output

WORKBOOK = "batch.xlsx"
Report = Callable[[str, Progress | None], None]


@dataclass(frozen=True, kw_only=True)
class AskedBatch:
    """Which scenarios, and how they are run."""

    patterns: tuple[str, ...]
    options: Options
    workers: int | None = None
    """Processes side by side; None: so that the threads of all fill the machine."""
    scheduler: str | None = None
    """Address of a running Dask scheduler."""


@dataclass(frozen=True, kw_only=True)
class Where:
    """Where tasks are run: so many processes of this machine side by side, or the workers of a scheduler."""

    workers: int | None = None
    scheduler: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class BatchDone:
    """Every scenario with what became of it."""

    rows: tuple[BatchRow, ...]
    folder: Path
    files: tuple[str, ...]
    warnings: tuple[Text | str, ...]
    exit_code: int = 0
    """The highest of the scenarios' own, or that of a summary that could not be written."""


def run_batch(asked: AskedBatch, *, out: Path | None = None, report: Report) -> BatchDone:
    """Run every scenario that has no plan yet of these very files, versions and options; write batch.xlsx.

    A scenario that cannot be read or solved is listed, and the others go on. InputError where no file fits a pattern,
    two scenarios share a name, or the folder cannot be written.
    """
    report("reading", None)
    paths = _paths_of(asked.patterns)
    folder = out or Path.cwd() / "maps" / "batch"
    with open_output(folder, verb="batch") as output:
        tasks, rows = _tasks(paths, asked.options)
        where = Where(workers=asked.workers, scheduler=asked.scheduler)
        rows += run_tasks(tasks, folder, where, report)
        making = Making(names=(WORKBOOK,), make=lambda made: write_batch_workbook(made / WORKBOOK, rows))
        failures = make_each(output.made, [making])
        files = names_made(output.made, [making])
        notices = move_in(output, of=",".join(task.key for task in tasks))
    return BatchDone(
        rows=tuple(rows),
        folder=folder,
        files=files,
        warnings=(*(failure.says for failure in failures), *notices),
        exit_code=max([exit_code_of(failures), *(row.exit_code for row in rows)]),
    )


def run_tasks(tasks: Sequence[Task], folder: Path, where: Where, report: Report) -> list[BatchRow]:
    """Run what is not done yet, each into the folder of its name; write batch.json after each. One row a task.

    `folder` is there. InputError where no scheduler answers.
    """
    records = read_records(folder)
    waiting = [task for task in tasks if not is_done(folder, task, records.get(task.name))]
    kept = {task.name for task in tasks} - {task.name for task in waiting}
    for number, (task, ended) in enumerate(_running(waiting, folder, where), start=1):
        records[task.name] = record_of(task, ended)
        write_records(folder, records)
        _tell(report, number, len(waiting), task, records[task.name])
    return [_row(task, records[task.name], is_kept=task.name in kept) for task in tasks]


def _running(tasks: Sequence[Task], folder: Path, where: Where) -> Iterator[tuple[Task, Ended]]:
    if not tasks:
        return iter(())
    if where.scheduler is not None:
        return run_on_cluster(tasks, folder, where.scheduler)
    threads = max(int(dict(task.options).get("--threads", "2")) for task in tasks)
    return run_here(tasks, folder, where.workers or max(CORES // threads, 1))


def _tell(report: Report, number: int, count: int, task: Task, record: Record) -> None:
    how = Text("done", "完成") if not record.exit_code else Text("failed", "未完成")
    report(
        Text(f"{number}/{count} {task.name}: {how}", f"{number}/{count} {task.name}：{in_language(how, 'zh')}"), None
    )


def _paths_of(patterns: Sequence[str]) -> list[Path]:
    """Return the files that fit, each once, in order."""
    # a pattern may begin at the root of a drive, which no method of Path takes
    fit = {pattern: glob(pattern, recursive=True) for pattern in patterns}  # noqa: PTH207
    found = {Path(name).resolve() for names in fit.values() for name in names}
    missing = [pattern for pattern, names in fit.items() if not names]
    if missing:
        expected = Text("a scenario file, or a pattern that files fit", "应为情景文件，或有文件符合的通配符")
        msg = Text("no scenario file:", "没有情景文件：")
        raise InputError(msg, [Finding(file=os.fspath(pattern), expected=expected) for pattern in missing])
    return sorted(path for path in found if path.is_file())


def _tasks(paths: Sequence[Path], options: Options) -> tuple[list[Task], list[BatchRow]]:
    """Read the scenarios; those that cannot be read are rows already. InputError where two share a name."""
    tasks: dict[str, tuple[Path, Task]] = {}
    failed: list[BatchRow] = []
    same: list[Finding] = []
    for path in paths:
        try:
            task = task_of(read_scenario(path), options)
        except (PlannerError, OSError) as problem:
            code = problem.exit_code if isinstance(problem, PlannerError) else InputError.exit_code
            failed.append(BatchRow(name=path.name, exit_code=code, message=_said(problem)))
            continue
        if task.name in tasks:
            other = tasks[task.name][0].as_posix()
            expected = Text(f"a name of its own: {other} has it too", f"名称不能重复：{other} 也是这个名称")
            same.append(Finding(file=path.as_posix(), column="name", value=task.name, expected=expected))
        tasks[task.name] = path, task
    if same:
        raise InputError(Text("scenarios of a batch need different names:", "同一批情景的名称应各不相同："), same)
    return [task for _, task in tasks.values()], failed


def _said(problem: PlannerError | OSError) -> Text:
    return problem.text() if isinstance(problem, PlannerError) else Text(str(problem), str(problem))


def _row(task: Task, record: Record, *, is_kept: bool) -> BatchRow:
    return BatchRow(
        name=task.name,
        exit_code=record.exit_code,
        message=Text(record.message, record.message_zh),
        seconds=record.seconds,
        figures=record.figures,
        is_kept=is_kept,
    )
