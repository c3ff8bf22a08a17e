"""What each rule of a scenario costs: a plan without them all, one with each rule alone, one with all together.

    python -m bench.rule_prices scenarios/mengjin-2026.yaml scenarios/mengjin-cheapest.yaml --seconds 60

The rules are the keys in which the first scenario differs from the second, which is the question without them. A
rule's price lies between two proven figures, for neither plan is proven the best:

    least = proven limit with the rule - total without it,  most = total with the rule - proven limit without it

Where `least` is not above nothing, that the rule costs anything is not decided. Plans are made one after another, as
`planner run` makes them; the table is printed as Markdown.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import planner
from bench.keys import Keys, merged

NOT_RULES = ("name", "title", "district", "solver")
"""Keys in which two scenarios may differ without asking another question."""
PARTS = {"rules": 1, "prices": 1, "grade_bands": 2}
"""How far below these keys a rule is looked for; `rules.merge` is taken apart once more."""


def rules_between(asked: planner.Scenario, plain: planner.Scenario) -> dict[str, Keys]:
    """Return by name what each rule changes in the plain scenario, as keys of the whole."""
    mine, theirs = (scenario.model_dump(exclude=set(NOT_RULES)) for scenario in (asked, plain))
    found: dict[str, Keys] = {}
    for path, value in _differences(mine, theirs, ()):
        # one key of all bands is one rule
        name = f"grade_bands.*.{path[-1]}" if path[0] == "grade_bands" else ".".join(path)
        found[name] = merged(found.get(name, {}), _nested(path, value))
    return found


def _differences(mine: Keys, theirs: Keys, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in mine.items():
        here, other = (*path, key), theirs.get(key)
        if value == other:
            continue
        deeper = here == ("rules", "merge") or len(here) <= PARTS.get(here[0], 0)
        if deeper and isinstance(value, dict) and isinstance(other, dict):
            yield from _differences(value, other, here)
        else:
            yield here, value


def _nested(path: tuple[str, ...], value: object) -> Keys:
    """Return the value as keys of a scenario.

    >>> _nested(("rules", "merge", "most"), 3)
    {'rules': {'merge': {'most': 3}}}
    """
    return {path[0]: value if len(path) == 1 else _nested(path[1:], value)}


def with_keys(plain: planner.Scenario, keys: Keys) -> planner.Scenario:
    """Return the scenario with other values of some keys."""
    return planner.Scenario.model_validate(merged(plain.model_dump(exclude_unset=True), keys))


def price_row(name: str, solved: planner.Solved, plain: planner.Solved) -> str:
    """Return a line of the table: what the rule costs, and how the plan differs."""
    total, bound = solved.plan.objective.total, solved.plan.bound
    least, most = bound - plain.plan.objective.total, total - plain.plan.bound
    share = (total / plain.plan.objective.total - 1.0) * 100.0
    measures, hearing = solved.results.last.measures, solved.results.last.hearing
    cells = (
        name,
        f"{total / 1e6:.2f}",
        f"{share:+.2f}",
        price_text(least, most),
        f"{(solved.plan.gap or 0.0) * 100.0:.2f}",
        f"{measures.merged}",
        f"{hearing.moved_merged + hearing.moved_open:,.0f}",
        f"{measures.by_mode['board']:,.0f}",
        f"{measures.shortfall:,.0f}",
    )
    return "| " + " | ".join(cells) + " |"


def price_text(least: float, most: float) -> str:
    """Say between which proven figures a price lies, million yuan.

    >>> price_text(1e6, 2.5e6), price_text(-1e6, 2.5e6)
    ('1.00 to 2.50', 'not decided, at most 2.50')
    """
    return f"{least / 1e6:.2f} to {most / 1e6:.2f}" if least > 0 else f"not decided, at most {most / 1e6:.2f}"


HEADINGS = (
    "rule", "total, million yuan a year", "%", "price, million yuan a year", "gap, %", "merged",
    "change school", "boarders", "without a seat",
)  # fmt: skip


def main() -> int:
    """Solve, and print a line for each rule as soon as its plan is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", type=Path, help="the scenario with its rules")
    parser.add_argument("plain", type=Path, help="the same question without them")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each plan")
    given = parser.parse_args()
    asked, plain = planner.read_scenario(given.scenario), planner.read_scenario(given.plain)
    solver = plain.solver.model_copy(update={"time_limit_seconds": given.seconds, "gap": 0.0})
    without = planner.solve(planner.read(plain), solver=solver)
    print("| " + " | ".join(HEADINGS) + " |\n" + "|---" * len(HEADINGS) + "|")
    print(price_row("none", without, without), flush=True)
    for name, keys in rules_between(asked, plain).items():
        print(price_row(name, planner.solve(planner.read(with_keys(plain, keys)), solver=solver), without), flush=True)
    print(price_row("all", planner.solve(planner.read(asked), solver=solver), without), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
