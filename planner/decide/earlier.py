"""An earlier plan as far as it can be said of a problem as it is now: tables and scenario may have changed since."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from planner.errors import InputError
from planner.language import Text
from planner.optimise.construction.earlier import Earlier
from planner.plan import AssignmentRow, Plan, ShortfallRow
from planner.problem.problem import Decision, Flags, Floats, Problem

_Home = tuple[str, int, str]
"""settlement_id, year, grade band."""
_Row = AssignmentRow | ShortfallRow


@dataclass(frozen=True, kw_only=True, eq=False)
class Taken:
    """What an optimiser begins with, and how much of the plan that is."""

    earlier: Earlier
    pupils_kept: float
    """Of all years, who may go where the plan has them."""
    pupils: float
    """Of all years."""

    def note(self, plan: Plan) -> Text:
        """Say that the new plan began with the old one."""
        kept, of = round(self.pupils_kept), round(self.pupils)
        return Text(
            f"begun with an earlier plan ({plan.scenario}): {kept:,} of {of:,} pupils, all years counted, may still go "
            "where it has them",
            f"在已有方案（{plan.scenario}）的基础上求解：各年合计 {of:,} 名学生中，{kept:,} 名仍可按原方案就读",
        )


def earlier_of(plan: Plan, problem: Problem) -> Taken:
    """Find schools and pupils of a plan again. InputError where it is of other settlements or of other schools.

    Years that the plan does not have are taken from its last one before, else from its first. Parts of a settlement's
    band are matched by size.
    """
    share = _shares(plan, problem)
    kept = float(problem.block_pupils[problem.pair_block] @ share)
    rows: list[_Row] = [*plan.assignments, *plan.shortfall]
    settlements = {row.settlement_id for row in rows}.isdisjoint(problem.settlement_ids)
    schools = {row.school_id for row in plan.schools}.isdisjoint(problem.school_ids)
    if (rows and settlements) or schools:
        msg = Text(
            f"the plan to begin with ({plan.scenario}) is of other places: no settlement of it goes to a school of "
            "this scenario",
            f"用作起点的方案（{plan.scenario}）不是本区的：其中没有居民点和学校与本情景相符",
        )
        raise InputError(msg)
    pupils = float(problem.block_pupils.sum())
    return Taken(earlier=Earlier(open=_opened(plan, problem), share=share), pupils_kept=kept, pupils=pupils)


def _opened(plan: Plan, problem: Problem) -> Flags:
    known = {(row.school_id, row.year): row.open for row in plan.schools}
    years = _years_of(plan, problem)
    opened = np.repeat(problem.school_existing[:, None], problem.n_years, axis=1)
    for school, school_id in enumerate(problem.school_ids):
        for place, year in enumerate(years):
            opened[school, place] = known.get((school_id, year), bool(opened[school, place]))
    opened[problem.school_decision == Decision.KEEP] = True
    opened[problem.school_decision == Decision.CLOSE] = False
    return opened


def _shares(plan: Plan, problem: Problem) -> Floats:
    rows: defaultdict[_Home, list[_Row]] = defaultdict(list)
    everyone: list[_Row] = [*plan.assignments, *plan.shortfall]
    for row in everyone:
        rows[row.settlement_id, row.year, row.grade_band].append(row)
    blocks: defaultdict[tuple[_Home, int], list[int]] = defaultdict(list)
    years = _years_of(plan, problem)
    for block in np.argsort(-problem.block_pupils, kind="stable").tolist():
        settlement_id = problem.settlement_ids[problem.block_settlement[block]]
        year, band = years[problem.block_year[block]], problem.bands[problem.block_band[block]]
        blocks[(settlement_id, year, band), int(problem.block_year[block])].append(block)
    share = np.zeros(problem.n_pairs)
    for (home, _), own in blocks.items():
        found = sorted(rows.get(home, ()), key=lambda row: -_pupils(row))
        for block, row, part in _matched(own, found, whole=problem.whole):
            if isinstance(row, AssignmentRow):
                _attend(problem, share, block, row.school_id, part)
    return share


def _pupils(row: _Row) -> float:
    return sum(row.pupils.values())


def _matched(blocks: list[int], rows: list[_Row], *, whole: bool) -> list[tuple[int, _Row, float]]:
    """Give blocks their rows: under `whole` the larger the larger, else to each row its share."""
    if whole:
        return [(block, rows[place % len(rows)], 1.0) for place, block in enumerate(blocks) if rows]
    everybody = sum(map(_pupils, rows))
    return [(block, row, _pupils(row) / everybody) for block in blocks for row in rows]


def _attend(problem: Problem, share: Floats, block: int, school_id: str, part: float) -> None:
    """Add a share of a block at a school that it may attend."""
    first, last = problem.block_first_pair[block], problem.block_first_pair[block + 1]
    ids = [problem.school_ids[school] for school in problem.pair_school[first:last]]
    if school_id in ids:
        share[first + ids.index(school_id)] += part


def _years_of(plan: Plan, problem: Problem) -> list[int]:
    """Return for each year of the problem the plan's year that stands for it."""
    there = sorted({row.year for row in plan.schools})
    return [
        max((each for each in there if each <= year), default=there[0] if there else year) for year in problem.years
    ]
