"""What every verb shares: its options' words, what it prints, and how an error becomes an exit code."""

import json
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from planner.errors import PlannerError, StoppedError
from planner.language import Text, in_language, joined
from planner.show.words.problem_json import both, problem_document, with_key_names
from planner.stops import say_at_stop

ScenarioPath = Annotated[
    Path,
    typer.Argument(
        metavar="SCENARIO",
        help=Text("a scenario file, such as scenarios/mengjin-2026.yaml", "情景文件，例如 scenarios/mengjin-2026.yaml"),
    ),
]
Json = Annotated[
    bool,
    typer.Option("--json", help=Text("one JSON document on standard output", "只在标准输出写一个 JSON 文档")),
]
Quiet = Annotated[bool, typer.Option("--quiet", help=Text("tell nothing while working", "不报告进度"))]
NewFolder = Annotated[
    Path,
    typer.Argument(metavar="DIR", help=Text("a folder that is empty or not there yet", "空文件夹，或尚不存在的文件夹")),
]
PlanPath = Annotated[Path, typer.Argument(metavar="PLAN", help=Text("a plan.json", "方案文件 plan.json"))]
OutBesidePlan = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help=Text("folder to write into; default: beside the plan", "输出文件夹，默认与方案文件同一文件夹"),
    ),
]
OutOfScenario = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help=Text("folder to write into; default: maps/<scenario>", "输出文件夹，默认 maps/<情景名>"),
    ),
]
OwnTemplate = Annotated[
    Path | None,
    typer.Option(
        "--template",
        metavar="FILE",
        help=Text("your own Word template (docxtpl) for plan.docx", "plan.docx 用自己的 Word 模板（docxtpl）"),
    ),
]
Seed = Annotated[int | None, typer.Option(min=0, metavar="N", help=Text("seed of every random choice", "随机种子"))]
Threads = Annotated[
    int | None, typer.Option(min=1, metavar="N", help=Text("threads the optimiser may use", "求解线程数"))
]
Workers = Annotated[
    int | None, typer.Option(min=1, metavar="N", help=Text("processes side by side", "同时运行的进程数"))
]
Scheduler = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help=Text("a running Dask scheduler", "正在运行的 Dask 调度程序地址"))
]

_STOPPED = Text("stopped; no file is half written", "已停止；没有写了一半的文件")


@contextmanager
def told_errors(*, as_json: bool) -> Iterator[None]:
    """Turn errors into one clear message and an exit code."""
    say_at_stop(*_words_of(StoppedError(_STOPPED), as_json=as_json))
    try:
        yield
    except PlannerError as problem:
        tell_problem(problem, as_json=as_json)
        raise typer.Exit(problem.exit_code) from problem
    except KeyboardInterrupt as problem:
        tell_problem(StoppedError(_STOPPED), as_json=as_json)
        raise typer.Exit(StoppedError.exit_code) from problem
    except typer.Exit:
        raise
    except Exception as problem:
        sys.stderr.write(f"{traceback.format_exc()}\n")
        said = Text(f"a fault in the program: {problem}", f"程序出错：{problem}")
        tell_problem(PlannerError(said), as_json=as_json)
        raise typer.Exit(PlannerError.exit_code) from problem


def tell_problem(problem: PlannerError, *, as_json: bool) -> None:
    """Tell an error: on standard error in the user's language, or as one JSON document on standard output."""
    out, err = _words_of(problem, as_json=as_json)
    sys.stdout.write(out)
    sys.stderr.write(err)


def _words_of(problem: PlannerError, *, as_json: bool) -> tuple[str, str]:
    """Return what is said of a problem on standard output and on standard error."""
    problem = with_key_names(problem)
    if as_json:
        return f"{_json_text(problem_document(problem))}\n", ""
    return "", f"{in_language(problem.text())}\n"


class Written(Protocol):
    """What a verb that writes files has to say of them, whatever else it has found."""

    @property
    def folder(self) -> Path:
        """Where they are."""

    @property
    def files(self) -> Sequence[str]:
        """Their ways from there."""

    @property
    def warnings(self) -> Sequence[str]:
        """What the user must know of them."""

    @property
    def exit_code(self) -> int:
        """What files that are missing give the verb."""


def written_document(done: Written) -> dict[str, Any]:
    """Return what JSON says of written files."""
    about = {"ok": not done.exit_code, "folder": done.folder.as_posix(), "files": list(done.files)}
    return about | both("warnings", done.warnings)


def print_done(done: Written, document: Mapping[str, Any], says: Text | None, *, as_json: bool) -> None:
    """Tell what a verb that writes files has found, and where the files are; end with the exit code that they give.

    `document`: what JSON says of it besides the files; `says`: the same for people, None where the files are all.
    """
    if as_json:
        print_json(written_document(done) | dict(document))
    else:
        if says is not None:
            print_text(f"{in_language(says)}\n")
        print_written(done)
    leave_with(done.exit_code)


def print_written(done: Written) -> None:
    """Say where the files are, and which, on standard output; what the user must know of them on standard error."""
    print_text(in_language(written_to(done.folder, done.files)))
    print_warnings(done.warnings)


def print_files(files: Sequence[Path], *, as_json: bool, quiet: bool) -> None:
    """Name the files of a new folder, one a line, or as JSON."""
    if as_json:
        print_json({"ok": True, "files": [file.as_posix() for file in files]})
    elif not quiet:
        print_text("\n".join([in_language(Text("written:", "已写出：")), *(f"  {file}" for file in files)]))


def written_to(folder: Path, files: Sequence[str] = ()) -> Text:
    """Say where the outputs are, and which."""
    named = joined(files)
    return Text(f"written to {folder}{f': {named}' if files else ''}",
                f"已写入 {folder}{f'：{named.zh}' if files else ''}")  # fmt: skip


def print_warnings(warnings: Iterable[str]) -> None:
    """Write warnings to standard error in the user's language, one a line."""
    for warning in warnings:
        sys.stderr.write(in_language(Text(f"warning: {warning}\n", f"注意：{in_language(warning, 'zh')}\n")))


def leave_with(exit_code: int) -> None:
    """End with the exit code that missing files give; the warnings have named them."""
    if exit_code:
        raise typer.Exit(exit_code)


def say_if_stopped(text: Text, *, as_json: bool) -> None:
    """Set what is said where a stop comes from now on."""
    say_at_stop(*_words_of(StoppedError(text), as_json=as_json))


def print_text(text: str) -> None:
    """Write a line to standard output."""
    sys.stdout.write(f"{text}\n")


def print_json(document: Mapping[str, Any]) -> None:
    """Write one JSON document to standard output; a stop that comes later adds none."""
    say_at_stop("", _words_of(StoppedError(_STOPPED), as_json=False)[1])
    sys.stdout.write(f"{_json_text(document)}\n")


def _json_text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)
