"""How long each rule of a scenario takes: the time to a proven gap, with none of them, each alone, all together.

    python -m bench.rule_times scenarios/mengjin-2026.yaml scenarios/mengjin-cheapest.yaml --gap 0.03 --seconds 60

Rules are the keys in which the first scenario differs from the second (`bench.rule_prices`). Printed for each: seconds
of the solver until the gap was proven, or the gap that was there when time was over, and the ratio to the question
without any rule. The first solve, which reads the compiled code, is made twice; the first of the two is not counted.
"""

import argparse
import sys
from pathlib import Path

import planner
from bench.rule_prices import rules_between, with_keys


def time_row(name: str, solved: planner.Solved, gap: float, plain_seconds: float) -> str:
    """Return a line of the table."""
    reached, seconds = solved.plan.gap, solved.plan.seconds
    is_there = reached is not None and reached <= gap
    told = "none" if reached is None else f"{reached:.2%}"
    ratio = f"{seconds / plain_seconds:.2f}" if is_there else f"over {seconds / plain_seconds:.2f}"
    return f"| {name} | {seconds:.1f} | {told} | {ratio} |"


def main() -> int:
    """Solve, and print a line for each rule as soon as its plan is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", type=Path, help="the scenario with its rules")
    parser.add_argument("plain", type=Path, help="the same question without them")
    parser.add_argument("--gap", type=float, default=0.03, help="a share of the limit")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each plan")
    given = parser.parse_args()
    asked, plain = planner.read_scenario(given.scenario), planner.read_scenario(given.plain)
    solver = plain.solver.model_copy(update={"time_limit_seconds": given.seconds, "gap": given.gap})
    without = [planner.solve(planner.read(plain), solver=solver) for _ in range(2)][-1]
    print("| rule | seconds | gap | ratio |\n| --- | --- | --- | --- |")
    print(time_row("none", without, given.gap, without.plan.seconds), flush=True)
    questions = {name: with_keys(plain, keys) for name, keys in rules_between(asked, plain).items()} | {"all": asked}
    for name, question in questions.items():
        solved = planner.solve(planner.read(question), solver=solver)
        print(time_row(name, solved, given.gap, without.plan.seconds), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
