"""The figures of docs/adoptable.md: two plans of Mengjin side by side, and what each rule costs.

    planner run scenarios/mengjin-2026.yaml
    planner run scenarios/mengjin-cheapest.yaml
    python -m bench.rule_prices scenarios/mengjin-2026.yaml scenarios/mengjin-cheapest.yaml > build/prices.md
    python -m docs.make.two_plans maps/mengjin-2026/plan.json maps/mengjin-cheapest/plan.json build/prices.md

Each table stands in the page between two comments that name it, and is replaced there. Without the last file the prices
stay as they are.
"""

import sys
from pathlib import Path

import planner
from planner.decide.hearing_figures import HEARING
from planner.show.words.compare_english import english_figure
from planner.show.words.compare_names import figure_name
from planner.show.words.compare_text import cells_text

PAGE = Path(__file__).resolve().parents[1] / "adoptable.md"
MONEY = ("fiscal", "families", "policy", "total", "bound", "gap", "one_off")
NETWORK = (
    "open_schools",
    "merged",
    "built",
    "classrooms_added",
    "shortfall",
    "boarders",
    "minutes_mean",
    "minutes_worst",
)


def main() -> int:
    """Replace the tables of the page; return the exit code."""
    if len(sys.argv) not in (3, 4):
        print(__doc__)
        return 2
    page = PAGE.read_text(encoding="utf-8")
    page = replaced(page, "two plans", side_by_side(Path(sys.argv[1]), Path(sys.argv[2])))
    if len(sys.argv) == 4:  # noqa: PLR2004 - the prices too
        page = replaced(page, "prices", Path(sys.argv[3]).read_text(encoding="utf-8").strip())
    PAGE.write_text(page, encoding="utf-8")
    return 0


def side_by_side(first: Path, second: Path) -> str:
    """Return the figures of two saved plans as a Markdown table, a line for each."""
    comparison = planner.compare([planner.open_plan(first), planner.open_plan(second)])
    heads = [plan.scenario.name for plan in comparison.plans]
    lines = [f"| | {' | '.join(heads)} |", "|---" + "|---:" * len(heads) + "|"]
    for row in comparison.rows:
        if row.figure in {*MONEY, *NETWORK, *HEARING}:
            cells = cells_text(row, dict.fromkeys(row.marks, ""))
            lines.append(f"| {figure_name(row)} {english_figure(row)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def replaced(page: str, name: str, table: str) -> str:
    r"""Put a table between the comments that name it.

    >>> replaced("a\n<!-- x -->\nold\n<!-- end of x -->\nb", "x", "new")
    'a\n<!-- x -->\n\nnew\n\n<!-- end of x -->\nb'
    """
    before, begun, rest = page.partition(f"<!-- {name} -->")
    _old, ended, after = rest.partition(f"<!-- end of {name} -->")
    if not begun or not ended:
        msg = f"no place for {name} in {PAGE}"
        raise ValueError(msg)
    return f"{before}{begun}\n\n{table}\n\n{ended}{after}"


if __name__ == "__main__":
    sys.exit(main())
