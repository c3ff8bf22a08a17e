"""What every verb shares: its options' words, what it prints, and how an error becomes an exit code."""

import json
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.errors import InputError, NoPlanError, PlannerError, StoppedError

ScenarioPath = Annotated[Path, typer.Argument(help="情景文件 scenario file, such as scenarios/mengjin-2026.yaml")]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出写一个 JSON 文档 one JSON document on standard output")]
Quiet = Annotated[bool, typer.Option("--quiet", help="不报告进度 tell nothing while working")]
PlanPath = Annotated[Path, typer.Argument(help="方案文件 a plan.json")]


@contextmanager
def told_errors(*, as_json: bool) -> Iterator[None]:
    """Turn errors into one clear message and an exit code."""
    try:
        yield
    except PlannerError as problem:
        _print_problem(problem, as_json=as_json)
        raise typer.Exit(problem.exit_code) from problem
    except KeyboardInterrupt as problem:
        _print_problem(StoppedError("stopped; the last good files are untouched"), as_json=as_json)
        raise typer.Exit(StoppedError.exit_code) from problem
    except typer.Exit:
        raise
    except Exception as problem:
        sys.stderr.write(f"{traceback.format_exc()}\n")
        _print_problem(PlannerError(f"a fault in the program: {problem}"), as_json=as_json)
        raise typer.Exit(PlannerError.exit_code) from problem


def _print_problem(problem: PlannerError, *, as_json: bool) -> None:
    if not as_json:
        sys.stderr.write(f"{problem}\n")
        return
    document: dict[str, Any] = {"ok": False, "error": str(problem).splitlines()[0]}
    if isinstance(problem, InputError):
        document["findings"] = [
            {
                "file": f.file,
                "row": f.row,
                "column": f.column,
                "value": f.value,
                "expected": f.expected,
                "address": f.address,
            }
            for f in problem.findings
        ]
    if isinstance(problem, NoPlanError):
        document["clashes"] = list(problem.clashes)
        document["clash_set"] = list(problem.clash_set)
    print_json(document)


def print_text(text: str) -> None:
    """Write a line to standard output."""
    sys.stdout.write(f"{text}\n")


def print_json(document: Mapping[str, Any]) -> None:
    """Write one JSON document to standard output."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
