"""Verbs, options and exit codes; no thinking.

Exit codes: 0 done, and verified where a plan was made; 1 a fault in the program; 2 bad usage or bad input; 3 no plan
obeys the rules; 4 stopped by the user.
"""

import json
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.errors import InputError, NoPlanError, PlannerError, StoppedError
from planner.plan import Plan
from planner.progress import told
from planner.read.scenario import Solver
from planner.read.scenario_file import read_scenario
from planner.run import Inputs, Outcome, read_inputs, run
from planner.saved import changed_inputs, judge, open_plan
from planner.show.summary import summarise
from planner.show.template import write_template

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="撤并哪些小规模学校、在哪里增加学位、谁去哪里上学。Which schools to merge, where seats go, who goes where.",
)

ScenarioPath = Annotated[Path, typer.Argument(help="情景文件 scenario file, such as scenarios/mengjin-2026.yaml")]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出写一个 JSON 文档 one JSON document on standard output")]
Quiet = Annotated[bool, typer.Option("--quiet", help="不报告进度 tell nothing while working")]


@app.command("run")
def run_verb(  # noqa: PLR0913 - one parameter is one option of the verb
    scenario: ScenarioPath,
    *,
    out: Annotated[Path | None, typer.Option(help="输出文件夹 folder to write into; default maps/<scenario>")] = None,
    time_limit: Annotated[float | None, typer.Option(min=0, help="求解秒数上限 seconds the optimiser may take")] = None,
    gap: Annotated[
        float | None, typer.Option(min=0, max=1, help="达到此差距即停 stop when proven within this share of the best")
    ] = None,
    engine: Annotated[str | None, typer.Option(help="auto, or milp: the plain model alone")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="线程数 threads the optimiser may use")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="随机种子 seed of every random choice")] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """求解、核验并写出方案、地图和工作簿。Solve, verify, write plan, map and workbook."""
    with _told_errors(as_json=as_json):
        wanted = {"time_limit_seconds": time_limit, "gap": gap, "engine": engine, "threads": threads, "seed": seed}
        solver = _with_options(read_scenario(scenario).scenario.solver, wanted)
        with told(quiet=quiet or as_json, seconds=solver.time_limit_seconds) as report:
            outcome = run(scenario, out=out, solver=solver, report=report)
        _print_outcome(outcome, as_json=as_json)
        if outcome.plan.status == "stopped":
            raise typer.Exit(StoppedError.exit_code)


@app.command()
def check(scenario: ScenarioPath, *, as_json: Json = False, quiet: Quiet = False) -> None:
    """读取并核对全部数据，列出每一处问题，不求解。Read and validate everything; solve nothing."""
    with _told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            report("reading", None)
            inputs = read_inputs(scenario)
        counts = _counts(inputs)
        notes = [*inputs.district.notes, *inputs.journeys.notes, *inputs.today.notes]
        if as_json:
            _print_json({"ok": True, "counts": counts, "notes": notes})
            return
        _print("数据无误 no problems found: " + ", ".join(f"{count:,} {what}" for what, count in counts.items()))
        for note in notes:
            _print(f"  {note}")


@app.command()
def verify(
    plan: Annotated[Path, typer.Argument(help="方案文件 a plan.json")], *, as_json: Json = False, quiet: Quiet = False
) -> None:
    """不用求解器，从原始数据重算每条规则和每项费用。Recompute every rule and cost of a saved plan."""
    with _told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            report("reading", None)
            saved = open_plan(plan)
            says = [str(violation) for violation in judge(saved)]
        says += [f"inputs: {name} is not the file the plan was made from" for name in changed_inputs(saved)]
        if as_json:
            _print_json({"verified": not says, "violations": says, "scenario": saved.plan.scenario})
        elif says:
            _print(f"方案未通过核验 not verified: {len(says)} 处 faults\n" + "\n".join(f"  {line}" for line in says))
        else:
            _print(f"方案通过核验 verified: every rule and every cost of {saved.plan.scenario} holds")
        if says:
            raise typer.Exit(InputError.exit_code)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="新文件夹 a folder that is empty or not there yet")],
    *,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """新建一个空的区县：工作簿模板、情景文件和小样例。An empty district: workbook template, scenario, small sample."""
    with _told_errors(as_json=as_json):
        files = write_template(folder)
        if as_json:
            _print_json({"files": [file.as_posix() for file in files]})
        elif not quiet:
            _print("已写出 written:\n" + "\n".join(f"  {file}" for file in files))


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # Chinese must come through pipes and consoles whose encoding lacks it.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8" if not stream.isatty() else None, errors="replace")
    app()


@contextmanager
def _told_errors(*, as_json: bool) -> Iterator[None]:
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
            {"file": f.file, "row": f.row, "column": f.column, "value": f.value, "expected": f.expected}
            for f in problem.findings
        ]
    if isinstance(problem, NoPlanError):
        document["clashes"] = list(problem.clashes)
    _print_json(document)


def _with_options(solver: Solver, wanted: Mapping[str, object]) -> Solver:
    """Put the command line's options in the place of the scenario's own; InputError where one is not possible."""
    given = {key: value for key, value in wanted.items() if value is not None}
    try:
        return Solver.model_validate(solver.model_dump() | given)
    except ValueError as problem:
        msg = f"bad option: {', '.join(f'{key}={value}' for key, value in given.items())}"
        raise InputError(msg) from problem


def _print_outcome(outcome: Outcome, *, as_json: bool) -> None:
    plan = outcome.plan
    if as_json:
        _print_json({"verified": True, "folder": outcome.folder.as_posix(), **_figures(plan)})
        return
    _print(summarise(plan, outcome.inputs.scenario, outcome.inputs.district))
    _print(f"\n已写入 written to {outcome.folder}")


def _figures(plan: Plan) -> dict[str, Any]:
    """Return the plan without its long lists."""
    document = plan.model_dump(by_alias=True, exclude={"schools", "assignments", "merges", "shortfall"})
    left = sum(sum(row.pupils.values()) for row in plan.shortfall)
    return document | {"merged": len(plan.merges), "shortfall_pupils": left}


def _counts(inputs: Inputs) -> dict[str, int]:
    district, problem = inputs.district, inputs.problem
    return {
        "settlements": len(district.settlements),
        "schools": len(district.schools),
        "pupils": int(problem.block_pupils.sum()),
        "blocks": problem.n_blocks,
        "pairs within reach": problem.n_pairs,
    }


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _print_json(document: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
