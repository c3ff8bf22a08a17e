"""A comparison in English, as the terminal prints it: what its Chinese sentences say, shorter."""

from collections.abc import Iterator, Mapping

import pandas as pd

from planner.decide.compare.compare import Comparison
from planner.decide.compare.compared import Compared
from planner.decide.compare.table import Column, Mark, Row
from planner.problem.travel import STRAIGHT_LINE_NOTE
from planner.show.words.caveats import MADE_UP, STRAIGHT_LINES
from planner.show.words.common import clean
from planner.show.words.hearing import FIGURES as HEARING_NAMES
from planner.show.words.numbers import minutes_text, pupils_text

ENGLISH_MARKS: Mapping[Mark, str] = {"": "", "better": "*", "equal": "=", "unproven": "+"}
ENGLISH_MARKS_TOLD = (
    "* better; = no difference seen; + lower, though which scenario costs less is not proven; unmarked: neither better "
    "nor worse, or not comparable"
)
_SCHOOLS_TOLD, _TOWNS_TOLD = 8, 3
_FIGURES: Mapping[str, str] = {
    "cost": "cost (yuan a year)",
    "fiscal": "of it: fiscal (yuan a year)",
    "families": "of it: families (yuan a year)",
    "policy": "of it: policy, paid by nobody (yuan a year)",
    "penalty": "price of missing seats (yuan a year)",
    "total": "total (yuan a year)",
    "gap": "gap",
    "one_off": "one-off costs, in all (yuan)",
    "open_schools": "open schools",
    "merged": "merged schools",
    "built": "built schools",
    "classrooms_added": "classrooms added",
    "beds_added": "beds added",
    "shortfall": "pupils without a seat",
    "minutes_mean": "day journeys, mean (minutes one way)",
    "minutes_p90": "day journeys, nine in ten within (minutes)",
    "minutes_worst": "day journeys, longest (minutes)",
    "beyond": "day journeys above 30 minutes (pupils)",
    "boarders": "boarders",
    "moved": "pupils moved by merges",
    **{figure: str(name) for figure, name in HEARING_NAMES.items()},
    "class_size_mean": "mean class size",
    "spread_class_size": "spread of class sizes",
    "spread_rooms": "spread of rooms per pupil",
}


def english_figure(row: Row) -> str:
    """Name a row of the table; before it the grades or the stage it is measured on."""
    name = _FIGURES.get(row.figure, row.figure.replace("_", " "))
    return f"{row.part}: {name}" if row.part else name


def english_column(comparison: Comparison, column: Column) -> str:
    """Name a column: the plan's label and its years."""
    label = comparison.plans[column.plan].label
    return f"{label} {column.year}" if column.year is not None else f"{label} {len(column.years)} years"


def english_plan(plan: Compared) -> str:
    """Name a plan by label, title, scenario and years."""
    title = clean(plan.scenario.title) or plan.scenario.name
    return f"{plan.label} {title} ({clean(plan.name)}, {', '.join(map(str, plan.years))})"


def english_sentences_of(comparison: Comparison) -> Iterator[str]:
    """Say which schools and journeys differ, and what limits the comparison."""
    yield from _schools(comparison)
    for after in range(1, len(comparison.plans)):
        for year in comparison.years:
            here = comparison.towns[(comparison.towns["after"] == after) & (comparison.towns["year"] == year)]
            head = f"Journeys, {year}, {comparison.plans[0].label} to {comparison.plans[after].label}"
            yield f"{head}: {_journeys(here)}."
    yield from _limits(comparison)


def _schools(comparison: Comparison) -> Iterator[str]:
    if not comparison.years:
        return
    count = len({each.school_id for each in comparison.schools})
    if not count:
        yield "Schools: the same in all plans."
        return
    names = dict(zip(comparison.ground.schools["school_id"], comparison.ground.schools["name"], strict=True))
    last = comparison.years[-1]
    told = [clean(names[each.school_id]) for each in comparison.schools if each.is_done_otherwise and each.year == last]
    more = ", ..." if len(told) > _SCHOOLS_TOLD else ""
    named = f": {', '.join(told[:_SCHOOLS_TOLD])}{more}" if told else ""
    yield f"Schools: {count:,} differ; in {last} {len(told):,} are merged, built or enlarged otherwise{named}."


def _journeys(towns: pd.DataFrame) -> str:
    if not len(towns):
        return "nobody's school or way changes"
    words = {
        "other_school": "at another school", "longer": "go farther by day", "shorter": "less far",
        "to_boarding": "board now", "from_boarding": "board no longer", "seat_lost": "lose their seat",
        "seat_gained": "gain one",
    }  # fmt: skip
    said = [f"{pupils_text(towns[key].sum())} {word}" for key, word in words.items() if towns[key].sum()]
    worst = float(towns["minutes_more_worst"].max())
    if worst > 0:
        said.append(f"at most {minutes_text(worst)} minutes more")
    most = towns.nlargest(_TOWNS_TOLD, "pupils")
    named = ", ".join(f"{clean(town)} {pupils_text(n)}" for town, n in zip(most["town"], most["pupils"], strict=True))
    return f"{'; '.join(said) or 'pupils change'}; most in {named}"


def _limits(comparison: Comparison) -> Iterator[str]:
    for setting in comparison.settings:
        said = ", ".join(f"{plan.label} {value}" for plan, value in zip(comparison.plans, setting.said, strict=True))
        yield clean(f"Scenarios differ: {setting.key}: {said}.")
    if comparison.tables:
        yield clean(f"Tables differ: {', '.join(comparison.tables)} had other contents when the plans were made.")
    if not comparison.same_prices:
        yield "Prices differ: costs cannot be compared, and are not marked."
    if not comparison.same_grades:
        yield "Grades differ: sums are not marked; only shared grades are compared."
    if not comparison.years:
        yield "No planning year is shared: schools and journeys cannot be compared one by one."
    if any(plan.plan.status != "optimal" for plan in comparison.plans) and len(comparison.schools):
        yield "Note: not all plans are proven optimal; some differences may come from solving."
    if any(STRAIGHT_LINE_NOTE in plan.plan.notes for plan in comparison.plans):
        yield STRAIGHT_LINES
    if any(plan.district.provenance.is_synthetic for plan in comparison.plans):
        yield MADE_UP
