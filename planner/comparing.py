"""The way of planner compare: saved plans become one comparison, written down."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.decide.compare.compare import Comparison, compare_plans
from planner.decide.compare.compared import Compared, refuse_other_districts, refuse_other_number
from planner.errors import InputError
from planner.inputs import Inputs
from planner.language import Text, in_language, joined
from planner.plan import Plan
from planner.saved import SavedPlan, changed_inputs, files_of_other_runs, judge, open_plan
from planner.show.maps.atlas.sheets import write_difference_map
from planner.show.maps.compare import write_compare_map
from planner.show.page.pages import write_swipe_page
from planner.show.workbook.compare import write_compare_workbook
from planner.solved import Solved
from planner.writing import Making, exit_code_of, make_each, move_in, names_made, open_output

_LABELS = "ABCDEF"
_OURS = re.compile(r"compare\.|difference[.-]")
_MOST_NAME = 40
_PAIR = 2


@dataclass(frozen=True, kw_only=True, eq=False)
class Compare:
    """A comparison, the folder it was written to, and what speaks against its plans."""

    comparison: Comparison
    folder: Path
    files: tuple[str, ...]
    warnings: tuple[str, ...]
    """Plans that do not pass the judge, whose inputs have changed since, or beside which files of others stand; files
    that could not be made."""
    exit_code: int = 0
    """What files that are missing give the verb as its exit code (`planner.writing.Failure`)."""


def compare_saved(
    paths: Sequence[Path], *, out: Path | None = None, html: bool = False, report: Callable[[str, None], None]
) -> Compare:
    """Read two to six plans of one district, compare them, and write compare.xlsx and compare.png.

    Beside them difference.png, the map of what the second plan does otherwise; of more plans one such map for each
    later plan against the first. With `html`, and two plans, also compare.html. InputError where a file is damaged,
    the plans are not of one district, or the folder cannot be written; then no earlier file has changed.
    """
    refuse_other_number(len(paths))
    if html and len(paths) != _PAIR:
        msg = Text(
            f"--html makes a page that swipes between {_PAIR} plans, not {len(paths)}",
            f"--html 的网页左右滑动比较 {_PAIR} 个方案，不是 {len(paths)} 个",
        )
        raise InputError(msg)
    report("reading", None)
    saved = [open_plan(path) for path in paths]
    places = [each.path.as_posix() for each in saved]
    plans = _compared(_names(saved), places, [(each.plan, each) for each in saved])
    refuse_other_districts(plans)
    folder = out or default_folder(plans)
    with open_output(folder, verb="compare") as output:
        comparison = compare_plans(plans)
        warnings = _warnings(plans, saved)
        report("drawing", None)
        makings = _makings(plans, comparison, warnings, html=html)
        failures = make_each(output.made, makings)
        files = tuple(sorted(names_made(output.made, makings)))
        of = hashlib.sha256("".join(each.sha256 for each in saved).encode()).hexdigest()
        notices = move_in(output, of=of, outdated=lambda name, earlier: _OURS.match(name) is not None and earlier != of)
    return Compare(
        comparison=comparison,
        folder=folder,
        files=files,
        warnings=(*warnings, *(failure.says for failure in failures), *notices),
        exit_code=exit_code_of(failures),
    )


def _makings(
    plans: Sequence[Compared], comparison: Comparison, warnings: Sequence[str], *, html: bool
) -> tuple[Making, ...]:
    """Return each file with what makes it."""

    def difference(other: Compared) -> Making:
        name = "difference.png" if len(plans) == _PAIR else f"difference-{plans[0].label}{other.label}.png"
        labels = plans[0].label, other.label
        mapped = comparison.results[0], comparison.results[plans.index(other)]
        return Making(names=(name,), make=lambda made: write_difference_map(made / name, *mapped, labels=labels))

    def swipe(made: Path) -> None:
        write_swipe_page(made / "compare.html", *comparison.results)

    return (
        Making(
            names=("compare.xlsx",),
            make=lambda made: write_compare_workbook(
                made / "compare.xlsx", comparison, [in_language(said, "zh") for said in warnings]
            ),
        ),
        Making(names=("compare.png",), make=lambda made: write_compare_map(made / "compare.png", comparison)),
        *map(difference, plans[1:]),
        *([Making(names=("compare.html",), make=swipe)] if html else []),
    )


def default_folder(plans: Sequence[Compared]) -> Path:
    """Return maps/compare-<a>-<b>... under the present folder."""
    names = (re.sub(r"[^\w-]+", "-", plan.name)[:_MOST_NAME] for plan in plans)
    return Path.cwd() / "maps" / "-".join(["compare", *names])


def _compared(
    names: Sequence[str], files: Sequence[str], made: Sequence[tuple[Plan, SavedPlan | Inputs]]
) -> tuple[Compared, ...]:
    """Label plans, each with what it was made from, by letters: at most as many as may be compared."""
    return tuple(
        Compared(
            label=label,
            name=name,
            file=file,
            plan=plan,
            scenario=of.source.scenario,
            district=of.district,
            journeys=of.journeys,
        )
        for label, name, file, (plan, of) in zip(_LABELS, names, files, made, strict=False)
    )


def compare_solved(solved: Sequence[Solved], names: Sequence[str] | None = None) -> Comparison:
    """Compare two to six plans of one district; nothing is written. InputError where they are not.

    Without `names`, plans of scenarios that share a name are told apart by number.
    """
    refuse_other_number(len(solved))
    names = _numbered([each.inputs.scenario.name for each in solved]) if names is None else names
    return compare_plans(_compared(names, names, [(each.plan, each.inputs) for each in solved]))


def _names(saved: Sequence[SavedPlan]) -> tuple[str, ...]:
    """Name plans by their scenarios; those that share one by their folders, and if need be by number."""
    names = [each.source.scenario.name for each in saved]
    folders = [each.path.resolve().parent.name for each in saved]
    return _numbered([folder if names.count(name) > 1 else name for name, folder in zip(names, folders, strict=True)])


def _numbered(names: Sequence[str]) -> tuple[str, ...]:
    """Tell equal names apart by their places."""
    return tuple(name if names.count(name) == 1 else f"{name}-{place}" for place, name in enumerate(names, 1))


def _warnings(plans: Sequence[Compared], saved: Sequence[SavedPlan]) -> tuple[Text, ...]:
    said = []
    for plan, each in zip(plans, saved, strict=True):
        faults, changed = judge(each), changed_inputs(each)
        if faults:
            said.append(
                Text(
                    f"plan {plan.label} does not pass its check ({len(faults):,} faults): see planner verify",
                    f"方案{plan.label}未通过核验（{len(faults):,}处），用 planner verify 查看。",
                )
            )
        if changed:
            names = joined(changed)
            said.append(
                Text(
                    f"inputs have changed since plan {plan.label} was made: {names}",
                    f"方案{plan.label}求解之后，输入文件有改动：{names.zh}。",
                )
            )
        said += files_of_other_runs(each)
    return tuple(said)
