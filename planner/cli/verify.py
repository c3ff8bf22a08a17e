"""planner verify: judge a saved plan again."""

from collections.abc import Iterator, Sequence

import typer

from planner.cli.terminal import (
    Json,
    PlanPath,
    Quiet,
    print_json,
    print_text,
    print_warnings,
    told_errors,
)
from planner.errors import InputError
from planner.language import Text, in_language
from planner.progress import told
from planner.saved import changed_inputs, files_of_other_runs, judge, open_plan
from planner.show.words.problem_json import both


def verify(plan: PlanPath, *, as_json: Json = False, quiet: Quiet = False) -> None:
    """Recompute every rule and cost of a saved plan."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            report("reading", None)
            saved = open_plan(plan)
            says = [violation.text() for violation in judge(saved)]
        strange = files_of_other_runs(saved)
        says += [
            Text(f"inputs: {name} is not the file the plan was made from", f"输入文件：{name} 已不是求解时的文件")
            for name in changed_inputs(saved)
        ]
        if as_json:
            about = {"ok": not says, "verified": not says, "scenario": saved.plan.scenario}
            print_json(about | both("violations", says) | both("warnings", strange))
        else:
            print_text("\n".join(map(in_language, _verdict(saved.plan.scenario, says))))
            print_warnings(strange)
        if says:
            raise typer.Exit(InputError.exit_code)


def _verdict(scenario: str, says: Sequence[Text]) -> Iterator[Text]:
    """Say whether the plan holds, and what does not, one line each."""
    if not says:
        yield Text(
            f"verified: every rule and every cost of the scenario {scenario} holds",
            f"方案通过核验：情景 {scenario} 的每条规则和每项费用均成立",
        )
        return
    yield Text(f"not verified: {len(says)} faults", f"方案未通过核验：{len(says)} 处不符")
    yield from (Text(f"  {line}", f"  {line.zh}") for line in says)
