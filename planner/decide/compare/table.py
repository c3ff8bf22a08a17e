"""One table for several plans: a row a figure, a column a plan and year, the better values marked."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from planner.decide.compare.compared import Compared, GradeGroup
from planner.decide.compare.figures import FIGURES, ROUNDED_UP, Basis, Sense, Unit, Values, money_figures, year_figures
from planner.decide.results import Results

Mark = Literal["", "better", "equal", "unproven"]
"""better: the best value, alone or with others that carry the mark; equal: no difference that can be seen;
unproven: the lower cost, but which question has the cheaper answer is not proven."""

DECIMALS: Mapping[Unit, int] = {"yuan": 0, "pupils": 1, "count": 0, "minutes": 1, "share": 4, "ratio": 3}
"""Decimals in print; figures that print alike are called equal."""
_HAIR = 1e-6
_OF_THE_PROOF = frozenset({"cost", "total"})


@dataclass(frozen=True, kw_only=True)
class Column:
    """A plan in one year, or over all of its years; a plan of a single year has one column for both."""

    plan: int
    """Which of the plans, from 0."""
    years: tuple[int, ...]
    """One year, or all of the plan's."""
    is_whole: bool
    """Whether these are all of the plan's years: then its bound and its gap stand here."""

    @property
    def year(self) -> int | None:
        """The year; None where the column sums several."""
        return self.years[0] if len(self.years) == 1 else None


@dataclass(frozen=True, kw_only=True)
class Row:
    """A figure of every column; None where it is not defined. `part`: a group of grades (1,2,3), a stage, or empty."""

    figure: str
    part: str
    unit: Unit
    sense: Sense
    basis: Basis
    cells: tuple[float | None, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, kw_only=True)
class Order:
    """Two plans over the same years, by total; whether it is proven which of their questions has the cheaper answer."""

    cheaper: int
    dearer: int
    difference_yuan: float
    """How much lower the cheaper plan's total is, yuan a year summed over the years; a fact of the two plans."""
    room_yuan: float
    """The most by which any plan that answers the dearer one's question can be cheaper than the dearer plan."""
    kind: Literal["equal", "same question", "proven", "unproven"]
    """proven: no plan that answers the dearer one's question costs less than the cheaper plan; unproven: one may."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Likeness:
    """What may be held against what."""

    same_prices: bool
    same_grades: bool
    same_question: Mapping[tuple[int, int], bool]
    """Whether two plans, by their places, answer one question on the same tables."""


def columns_of(plans: Sequence[Compared]) -> tuple[Column, ...]:
    """Return the columns, plan by plan: each year, then all years together where there are several."""
    found: list[Column] = []
    for place, plan in enumerate(plans):
        alone = len(plan.years) == 1
        found += [Column(plan=place, years=(year,), is_whole=alone) for year in plan.years]
        if not alone:
            found.append(Column(plan=place, years=plan.years, is_whole=True))
    return tuple(found)


def orders_of(plans: Sequence[Compared], alike: Likeness) -> tuple[Order, ...]:
    """Hold the totals of each two plans over the same years against each other; none where prices differ."""
    pairs = [(a, b) for a in range(len(plans)) for b in range(a + 1, len(plans)) if plans[a].years == plans[b].years]
    return tuple(_order(plans, a, b, alike) for a, b in pairs) if alike.same_prices and alike.same_grades else ()


def figure_rows(
    plans: Sequence[Compared],
    results: Sequence[Results],
    columns: Sequence[Column],
    groups: Sequence[GradeGroup],
    alike: Likeness,
) -> tuple[Row, ...]:
    """Return every row of the table, marked."""
    figures = [
        year_figures(results[column.plan], column.year, groups) if column.year is not None else {} for column in columns
    ]
    for column, here in zip(columns, figures, strict=True):
        here.update(money_figures(plans[column.plan], results[column.plan], column.years, here))
    wanted = [_wanted(column, columns, figures) for column in columns]
    orders = orders_of(plans, alike)
    keys = dict.fromkeys(key for here in figures for key in here)
    found, order = [], list(FIGURES)
    for name, part in sorted(keys, key=lambda key: order.index(key[0])):
        unit, sense, basis = FIGURES[name]
        cells = tuple(here.get((name, part)) for here in figures)
        row = Row(figure=name, part=part, unit=unit, sense=sense, basis=basis, cells=cells, marks=())
        of_group = [here.get(("group_wanted", part), whole) for here, whole in zip(figures, wanted, strict=True)]
        found.append(replace(row, marks=_marks(row, columns, of_group, alike)))
    return tuple(_without_proof(row, columns, orders) for row in found)


def _wanted(column: Column, columns: Sequence[Column], figures: Sequence[Values]) -> float | None:
    """Pupils of the column's years together."""
    of_plan = [
        here.get(("wanted", "")) or 0.0
        for other, here in zip(columns, figures, strict=True)
        if other.plan == column.plan and other.year in column.years
    ]
    return round(sum(of_plan), 6)


def _marks(row: Row, columns: Sequence[Column], wanted: Sequence[float | None], alike: Likeness) -> tuple[Mark, ...]:
    marks: list[Mark] = [""] * len(columns)
    if row.sense == "neither" or (row.basis in {"money", "prices"} and not alike.same_prices):
        return tuple(marks)
    if not row.part and not alike.same_grades:
        return tuple(marks)
    for years in dict.fromkeys(column.years for column in columns):
        places = [n for n, column in enumerate(columns) if column.years == years and row.cells[n] is not None]
        counted = {wanted[n] for n in places}
        alone = len(places) <= 1
        if alone or (row.basis in {"money", "pupils"} and len(counted) > 1):
            continue
        for place, mark in zip(places, _mark_group(row, [row.cells[n] or 0.0 for n in places]), strict=True):
            marks[place] = mark
    return tuple(marks)


def _mark_group(row: Row, values: Sequence[float]) -> list[Mark]:
    best = min(values) if row.sense == "lower" else max(values)
    near = [_as_seen(row, value) == _as_seen(row, best) for value in values]
    return ["equal"] * len(values) if all(near) else ["better" if is_best else "" for is_best in near]


def _as_seen(row: Row, value: float) -> float:
    """Round as the figure is printed."""
    return math.ceil(value - _HAIR) if row.figure in ROUNDED_UP else round(value, DECIMALS[row.unit])


def _without_proof(row: Row, columns: Sequence[Column], orders: Sequence[Order]) -> Row:
    """Take back the mark of a lower cost where nothing is proven of the order."""
    if row.figure not in _OF_THE_PROOF or "better" not in row.marks:
        return row
    sure = {(o.cheaper, o.dearer) for o in orders if o.kind != "unproven"}
    sure |= {(o.dearer, o.cheaper) for o in orders if o.kind in {"equal", "same question"}}
    marks = list(row.marks)
    for n, column in enumerate(columns):
        rivals = [m for m, other in enumerate(columns) if other.years == column.years and row.marks[m] != "better"]
        proven = all((column.plan, columns[m].plan) in sure for m in rivals)
        if row.marks[n] == "better" and not proven:
            marks[n] = "unproven"
    return replace(row, marks=tuple(marks))


def _order(plans: Sequence[Compared], a: int, b: int, alike: Likeness) -> Order:
    totals = plans[a].plan.objective.total, plans[b].plan.objective.total
    cheaper, dearer = (a, b) if totals[0] <= totals[1] else (b, a)
    difference = abs(totals[0] - totals[1])
    same = alike.same_question[a, b]
    bound = max(plans[a].plan.bound, plans[b].plan.bound) if same else plans[dearer].plan.bound
    if round(totals[0]) == round(totals[1]):
        kind: Literal["equal", "same question", "proven", "unproven"] = "equal"
    elif same:
        kind = "same question"
    else:
        kind = "proven" if bound >= plans[cheaper].plan.objective.total else "unproven"
    room = max(plans[dearer].plan.objective.total - bound, 0.0)
    return Order(cheaper=cheaper, dearer=dearer, difference_yuan=difference, room_yuan=room, kind=kind)
