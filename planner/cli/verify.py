"""planner verify: judge a saved plan again."""

import typer

from planner.cli.terminal import Json, PlanPath, Quiet, print_json, print_text, told_errors
from planner.errors import InputError
from planner.progress import told
from planner.saved import changed_inputs, judge, open_plan


def verify(plan: PlanPath, *, as_json: Json = False, quiet: Quiet = False) -> None:
    """不用求解器，从原始数据重算每条规则和每项费用。Recompute every rule and cost of a saved plan."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            report("reading", None)
            saved = open_plan(plan)
            says = [str(violation) for violation in judge(saved)]
        says += [f"inputs: {name} is not the file the plan was made from" for name in changed_inputs(saved)]
        if as_json:
            print_json({"verified": not says, "violations": says, "scenario": saved.plan.scenario})
        elif says:
            print_text(
                f"方案未通过核验 not verified: {len(says)} 处 faults\n" + "\n".join(f"  {line}" for line in says)
            )
        else:
            print_text(f"方案通过核验 verified: every rule and every cost of {saved.plan.scenario} holds")
        if says:
            raise typer.Exit(InputError.exit_code)
