"""The pages of a plan: a map to explore, two plans under one bar, and a report to read and print."""

from collections.abc import Sequence
from pathlib import Path

from planner.decide.explain.reasons import SchoolReason
from planner.decide.results import Results
from planner.optimise.incumbent import Progress
from planner.show.page.assemble import Make, assemble
from planner.show.page.content import plan_document
from planner.show.page.forecast import forecast_of_page
from planner.show.words.merging import NOTHING_TOLD, MergingTold
from planner.show.words.sentences import title_of

_SHARED = ("text.js", "numbers.js", "asked.js", "plan.js", "signs.js", "features.js", "still_map.js", "still_labels.js")
_ON_MAP = ("areas.js", "map_style.js", "map_view.js", "link.js", "details.js", "why.js", "search.js", "controls.js",
           "card.js", "map_controls.js", "print.js")  # fmt: skip
_MAP = Make(
    template="map.html",
    styles=("base.css", "map.css"),
    scripts=(*_SHARED, *_ON_MAP, "main_map.js"),
    with_map=True,
)
_SWIPE = Make(
    template="swipe.html",
    styles=("base.css", "map.css"),
    scripts=(*_SHARED, *_ON_MAP, "main_swipe.js"),
    with_map=True,
)
_REPORT = Make(
    template="report.html",
    styles=("base.css", "report.css"),
    scripts=(
        *_SHARED,
        "controls.js",
        "table.js",
        "chart.js",
        "report_parts.js",
        "warnings.js",
        "ledger.js",
        "main_report.js",
    ),
    with_map=False,
)
_MOST_POINTS = 400


def write_map_page(path: Path, results: Results, reasons: Sequence[SchoolReason] = ()) -> None:
    """Write map.html: one file that opens by double-click without a network.

    `reasons` are told where a school is picked. OSError where the file cannot be written.
    """
    document = plan_document(results, reasons)
    _write(path, assemble(_MAP, title=title_of(results.scenario), data={"plan": document}))


def write_swipe_page(path: Path, a: Results, b: Results) -> None:
    """Write a page of two plans of one district: two maps that move together, and a bar that parts them.

    `a` lies to the left of the bar, `b` to its right. The plans may differ in scenario and years; schools and
    settlements are matched by their ids. Figures of both stand side by side. OSError where the file cannot be written.
    """
    title = " / ".join(dict.fromkeys(title_of(each.scenario) for each in (a, b)))
    _write(path, assemble(_SWIPE, title=title, data={"plan": plan_document(a), "other": plan_document(b)}))


def write_report_page(
    path: Path,
    results: Results,
    trajectory: Sequence[Progress],
    *,
    reasons: Sequence[SchoolReason] = (),
    merging: MergingTold = NOTHING_TOLD,
) -> None:
    """Write report.html: figures, tables that sort and filter, maps, the solver's way, notes on data and proof.

    `trajectory` is what the optimiser told, in order; it may be empty. OSError where the file cannot be
    written.
    """
    data = {
        "plan": plan_document(results, reasons, merging),
        "trajectory": _points(trajectory),
        "forecast": forecast_of_page(results),
    }
    _write(path, assemble(_REPORT, title=title_of(results.scenario), data=data))


def _points(trajectory: Sequence[Progress]) -> list[dict[str, float]]:
    """Return the trajectory, thinned evenly where it is long; its first and last point always stand."""
    step = max(1, -(-len(trajectory) // _MOST_POINTS))
    chosen = [*trajectory[:-1:step], *trajectory[-1:]]
    return [{"seconds": at.seconds, "total": at.total, "bound": at.bound} for at in chosen]


def _write(path: Path, page: str) -> None:
    # newlines as they are: the policy's hashes are of these very bytes
    path.write_text(page, encoding="utf-8", newline="\n")
