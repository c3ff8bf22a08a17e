"""planner verify: judge a saved plan again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer

from planner.city.saved import is_city, open_city
from planner.city.verifying import judge_saved_city
from planner.cli.terminal import (
    Json,
    Quiet,
    print_json,
    print_text,
    print_warnings,
    told_errors,
)
from planner.errors import InputError
from planner.language import Text, in_language
from planner.progress import Report, told
from planner.saved import changed_inputs, files_of_other_runs, judge, open_plan
from planner.show.words.problem_json import both


def verify(
    plan: Annotated[
        Path,
        typer.Argument(
            metavar="PLAN", help=Text("a plan.json, or a city.json of a city", "方案文件 plan.json，或全市的 city.json")
        ),
    ],
    *,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Recompute every rule and cost of a saved plan, or of a city."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            report("reading", None)
            judged = _city(plan, report) if is_city(plan) else _plan(plan)
        if as_json:
            about = {"ok": not judged.says, "verified": not judged.says, judged.what: judged.name}
            print_json(about | both("violations", judged.says) | both("warnings", judged.strange))
        else:
            print_text("\n".join(map(in_language, _verdict(judged))))
            print_warnings(judged.strange)
        if judged.says:
            raise typer.Exit(InputError.exit_code)


@dataclass(frozen=True, kw_only=True)
class _Judged:
    """What was found of a plan or a city."""

    what: Literal["scenario", "city"]
    name: str
    says: Sequence[Text]
    """What does not hold."""
    holds: Text
    """What to say where there is nothing of it."""
    strange: Sequence[Text] = ()


def _plan(path: Path) -> _Judged:
    saved = open_plan(path)
    scenario, says = saved.plan.scenario, [violation.text() for violation in judge(saved)]
    says += [
        Text(f"inputs: {name} is not the file the plan was made from", f"输入文件：{name} 已不是求解时的文件")
        for name in changed_inputs(saved)
    ]
    holds = Text(
        f"verified: every rule and every cost of the scenario {scenario} holds",
        f"方案通过核验：情景 {scenario} 的每条规则和每项费用均成立",
    )
    return _Judged(what="scenario", name=scenario, says=says, holds=holds, strange=files_of_other_runs(saved))


def _city(path: Path, report: Report) -> _Judged:
    city = open_city(path)
    count, heads = len(city.plans), sum(flow.heads for flow in city.flows)
    holds = Text(
        f"verified: every rule and every cost of the plans of {count} counties holds, {heads:,} pupils cross as they "
        "may, the sums are those of the plans, and the limit is the sum of limits that belong together",
        f"全市方案通过核验：{count} 个区县方案的每条规则和每项费用均成立，跨界就读 {heads:,} 人均符合规定，"
        "合计与各方案相符，全市下限为相互一致的各区县下限之和",
    )
    says = judge_saved_city(city, lambda phase: report(phase, None))
    return _Judged(what="city", name=city.file.name, says=says, holds=holds)


def _verdict(judged: _Judged) -> Iterator[Text]:
    """Say whether the plan holds, and what does not, one line each."""
    if not judged.says:
        yield judged.holds
        return
    count = len(judged.says)
    yield Text(f"not verified: {count} faults", f"方案未通过核验：{count} 处不符")
    yield from (Text(f"  {line}", f"  {line.zh}") for line in judged.says)
