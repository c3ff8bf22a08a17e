"""Put the figures of a folder of results into docs/performance.md, and draw its pictures.

    python -m bench.page --folder bench/results

The page's words stay; what stands between `<!-- figures NAME -->` and `<!-- end -->` is made anew. What was not
measured is said to be so.
"""

import argparse
import math
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from bench.cases import ROOT, known_value
from bench.measurement import Measurement, contradictions
from bench.plots import draw_gaps
from bench.public import exact_of, proven_of, seconds_of
from bench.results import Results, read_results
from bench.side_by_side import NEAR, RESULTS
from bench.targets import SECONDS_OF_SIZE, SIZES, seconds_text, verdicts

PAGE = ROOT / "docs" / "performance.md"
_BLOCK = re.compile(r"(<!-- figures (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
NOT_MEASURED = "Not measured in this run.\n"
_REACHED = {True: "reached", False: "**missed**", None: "not measured"}
_MILLION = 1e6
_SMALL_YUAN = 1e6
_QUALITIES = (0.10, 0.06, 0.05, 0.04, 0.03)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def machine_block(results: Results) -> str:
    """Say what was measured on, and with what."""
    about = results.machine
    if not about:
        return NOT_MEASURED
    packages = about["packages"]
    assert isinstance(packages, dict)
    tools = ", ".join(f"{name} {number}" for name, number in packages.items())
    load = max((run.load_before for run in results.runs), default=math.nan)
    return (
        f"Begun {str(about['begun'])[:16].replace('T', ' ')} UTC on {about['cores']} cores and "
        f"{about['memory_gigabytes']} GB of memory ({about['system']}, {about['processor']}), Python "
        f"{about['python']}, planner {about['planner']}; {tools}. The busiest minute before any measurement had "
        f"{load:.1f} processes wanting to run, the measurement before it among them. {_honesty(results)}\n"
    )


def _honesty(results: Results) -> str:
    """Say whether every plan obeyed every rule, and every limit held against every plan."""
    runs = [*results.runs, *(run for family in results.families for run in (*family.auto, *family.highs))]
    broken = [f"{run.case} {run.label}: {fault}" for run in runs for fault in run.broken]
    plans = sum(math.isfinite(run.total) for run in runs)
    wrong = [*broken, *contradictions(runs)]
    if wrong:
        return "**Wrong:** " + "; ".join(wrong)
    return (
        f"All {plans} plans of all solvers obeyed every rule when judged by `planner.verify`, and no solver's limit "
        "lay above any solver's plan of the same case."
    )


def targets_block(results: Results) -> str:
    """Put every target beside what was measured."""
    rows = [[each.target, each.measured, _REACHED[each.reached]] for each in verdicts(results)]
    return table(["target", "measured", ""], rows)


def case_block(results: Results, case: str) -> str:
    """Put the solvers of a case side by side."""
    runs = results.of(case)
    if not runs:
        return NOT_MEASURED
    best, first = results.best(case), runs[0]
    near = " / ".join(f"{100 * each:g}" for each in NEAR)
    head = [
        "solver", "seconds", f"total, {_unit(best)}", "above the best", "without a seat", f"limit, {_unit(best)}",
        "proven gap", f"within {near} % of the best after, s", "peak memory, MB",
    ]  # fmt: skip
    size = (
        f"{first.settlements:,} settlements, {first.schools:,} schools, {first.blocks:,} blocks, {first.pairs:,} pairs."
    )
    known = known_value(case) if "/" in case else None
    words = f" The literature's optimum is {known:,.2f}." if known is not None else ""
    return f"{size}{words}\n\n" + table(head, [_row(run, best) for run in runs])


def _unit(best: float) -> str:
    return "million yuan" if best > _SMALL_YUAN else "yuan"


def _row(run: Measurement, best: float) -> list[str]:
    if run.fault:
        return [run.solver, f"{run.asked_seconds:g}", run.fault, *[""] * 6]
    near = " / ".join(seconds_text(run.seconds_to(best * (1 + each))) for each in NEAR)
    has_plan = math.isfinite(run.total)
    return [
        run.solver, f"{run.seconds:.1f} of {run.asked_seconds:g}", _yuan(run.total, best) if has_plan else "no plan",
        f"{100 * (run.total / best - 1):.2f} %" if has_plan else "", f"{run.shortfall_pupils:,.0f}" if has_plan else "",
        _yuan(run.bound, best), f"{100 * run.gap:.2f} %" if math.isfinite(run.gap) else "", near if has_plan else "",
        f"{run.peak_megabytes:,.0f}",
    ]  # fmt: skip


def _yuan(yuan: float, best: float) -> str:
    if not math.isfinite(yuan):
        return "none"
    return f"{yuan / _MILLION:,.2f}" if best > _SMALL_YUAN else f"{yuan:,.2f}"


def sizes_block(results: Results) -> str:
    """Put `auto` on counties of every size beside one another."""
    runs = [results.run(f"county-{size}", "auto", SECONDS_OF_SIZE[size]) for size in SIZES]
    there = [run for run in runs if run is not None]
    head = ["settlements", "schools", "pairs", "seconds", "proven gap"]
    head += [*(f"gap of {100 * each:g} % after, s" for each in _QUALITIES), "peak memory, MB"]
    rows = [
        [
            f"{run.settlements:,}", f"{run.schools:,}", f"{run.pairs:,}", f"{run.asked_seconds:g}",
            f"{100 * run.gap:.2f} %", *(seconds_text(run.seconds_to_gap(each)) for each in _QUALITIES),
            f"{run.peak_megabytes:,.0f}",
        ]
        for run in there
    ]  # fmt: skip
    return table(head, rows) if rows else NOT_MEASURED


def families_block(results: Results) -> str:
    """Put the sums of every family side by side."""
    rows = [
        [
            family.name, str(len(family.known)), runs[0].solver, f"{seconds_of(runs):.1f}",
            str(exact_of(runs, family.known)), str(proven_of(runs)), f"{100 * max(run.gap for run in runs):.3f} %",
            f"{family.ratio:.2f}" if runs is family.auto else "",
        ]
        for family in results.families
        for runs in (family.auto, family.highs)
    ]  # fmt: skip
    head = ["family", "instances", "solver", "seconds in sum", "exact", "proven", "largest gap", "HiGHS's time / ours"]
    return table(head, rows) if rows else NOT_MEASURED


def spopt_block(results: Results) -> str:
    """Put `auto` beside spopt."""
    rows = []
    for other in (run for run in results.runs if run.solver == "spopt"):
        ours = results.run(other.case, "auto", other.asked_seconds)
        if ours is not None:
            rows.append([other.case, _ended(ours), _ended(other), f"{other.seconds / ours.seconds:.2f}"])
    return table(["instance", "auto", "spopt", "spopt's seconds / ours"], rows) if rows else NOT_MEASURED


def _ended(run: Measurement) -> str:
    return run.fault or f"{run.total:,.2f}, gap {100 * run.gap:.3f} %, {run.seconds:.2f} s"


def memory_block(results: Results) -> str:
    """Say what the processes held before they began."""
    held = [run.loaded_megabytes for run in results.runs if math.isfinite(run.loaded_megabytes)]
    return f"From {min(held):,.0f} to {max(held):,.0f} MB.\n" if held else NOT_MEASURED


NEAR_NOTHING = 2.0
"""Runs of so few seconds are no line to look at."""
MENGJIN = "Mengjin (positions, roads, enrolments and classrooms are synthetic data)"
BLOCKS: dict[str, Callable[[Results], str]] = {
    "machine": machine_block,
    "targets": targets_block,
    "sizes": sizes_block,
    "families": families_block,
    "spopt": spopt_block,
    "memory": memory_block,
}


def filled(page: str, results: Results) -> str:
    """Return the page with every block made anew; a block of no other name is a case's."""

    def block(match: re.Match[str]) -> str:
        name = match[2]
        return match[1] + (BLOCKS[name](results) if name in BLOCKS else case_block(results, name)) + match[3]

    return _BLOCK.sub(block, page)


def draw(results: Results, folder: Path) -> None:
    """Draw the solvers on a county and on Mengjin, and `auto` on counties of every size."""
    for case, words in (("county-300", "Made-up county of 300 settlements (synthetic data)"), ("mengjin", MENGJIN)):
        runs = [run for run in results.of(case) if run.asked_seconds > NEAR_NOTHING]
        draw_gaps(runs, [run.label for run in runs], words, folder / f"gap-{case}.png")
    sizes = [results.run(f"county-{size}", "auto", SECONDS_OF_SIZE[size]) for size in SIZES]
    there = [run for run in sizes if run is not None]
    labels = [f"{run.settlements:,} settlements" for run in there]
    draw_gaps(there, labels, "auto on made-up counties of five sizes (synthetic data)", folder / "gap-by-size.png")


def main(arguments: Sequence[str]) -> None:
    """Make the page and its pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=RESULTS)
    parser.add_argument("--page", type=Path, default=PAGE)
    asked = parser.parse_args(arguments)
    results = read_results(asked.folder)
    asked.page.write_text(filled(asked.page.read_text(encoding="utf-8"), results), encoding="utf-8")
    draw(results, asked.page.parent / asked.page.stem)


if __name__ == "__main__":
    main(sys.argv[1:])
