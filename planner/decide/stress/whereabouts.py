"""Who has no seat in a case and why, and who attends another school than in the plan: by home, in pupils."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from planner.compose import MODE_NAMES
from planner.cost import shortfall_of
from planner.decide.stress.parts import PlanHomes, Rows, home_of, staying_pupils
from planner.problem.problem import Floats, Ints, Problem, Solution
from planner.seating import LEAST_PUPILS, has_room, standing_of

StressReason = Literal["no_school_in_reach", "no_room_in_reach", "kept_out_by_rules"]
_PUPIL_GRAIN = 6
LACKING = ("settlement_id", "grade_band", "pupils", "reason", "plan_school_ids")
CHANGES = ("settlement_id", "grade_band", "from_school_id", "to_school_id", "pupils", "mode", "minutes")
_NO_INTS: Ints = np.zeros(0, dtype=np.int64)


def lacking_of(problem: Problem, solution: Solution, homes: PlanHomes) -> pd.DataFrame:
    """One row a home and reason: who has no seat in the placement. Columns `LACKING`.

    no_school_in_reach: no open school that takes the band lies within limits. no_room_in_reach: none of these has room
    for them, everybody else staying where they are. kept_out_by_rules: one has, but rules on nearness or on who stays
    together bar them from it. plan_school_ids: where the plan sends the home, several joined by a blank.
    """
    left = shortfall_of(problem, solution)
    bare = _without_links(problem)
    standing = standing_of(bare, solution)
    rows = []
    for block in np.nonzero(left > LEAST_PUPILS)[0].tolist():
        reason: StressReason = "no_room_in_reach"
        if problem.block_first_pair[block] == problem.block_first_pair[block + 1]:
            reason = "no_school_in_reach"
        elif has_room(bare, standing, block):
            reason = "kept_out_by_rules"
        home = home_of(problem, block)
        schools = " ".join(dict.fromkeys(school_id for school_id, _ in homes.get(home, ())))
        rows.append((*home, float(left[block]), reason, schools))
    frame = pd.DataFrame(rows, columns=list(LACKING)).astype({"pupils": float})
    keys = ["settlement_id", "grade_band", "reason", "plan_school_ids"]
    summed = frame.groupby(keys, as_index=False, sort=False).agg(pupils=("pupils", "sum"))
    return summed.round(_PUPIL_GRAIN)[list(LACKING)]


def changes_of(problem: Problem, solution: Solution, homes: PlanHomes) -> pd.DataFrame:
    """One row a home and two schools: pupils whom the plan sends to the first and the placement to the second.

    Columns `CHANGES`; mode and minutes are those of the new way. Of a home that has more pupils now, as many as in the
    plan count; of one that has fewer in a grade, the plan's are fewer at all its schools alike. No more of them change
    than must: those who leave a school take the seats that others of the grade leave, in the tables' order.
    """
    now = _placed(problem, solution)
    rows = [row for home, ways in now.items() for row in _changed(problem, home, ways, homes.get(home, ()))]
    return pd.DataFrame(rows, columns=list(CHANGES)).astype({"pupils": float, "minutes": float})


def pupils_changing(changes: pd.DataFrame) -> float:
    """Sum the pupils of changes up."""
    return round(float(changes["pupils"].sum()), _PUPIL_GRAIN)


@dataclass(kw_only=True, eq=False)
class _Home:
    """A home in the placement: its pupils by grade, with a seat or without; by school those there and a pair."""

    pupils: Floats
    there: dict[str, Floats] = field(default_factory=dict)
    pair: dict[str, int] = field(default_factory=dict)


def _placed(problem: Problem, solution: Solution) -> dict[tuple[str, str], _Home]:
    found: dict[tuple[str, str], _Home] = {}
    for block in range(problem.n_blocks):
        here = problem.block_grade_pupils[block]
        home = found.setdefault(home_of(problem, block), _Home(pupils=np.zeros(len(problem.grades))))
        home.pupils = home.pupils + here
        for pair in range(int(problem.block_first_pair[block]), int(problem.block_first_pair[block + 1])):
            if solution.share[pair] * problem.block_pupils[block] > LEAST_PUPILS:
                school_id = problem.school_ids[problem.pair_school[pair]]
                home.there[school_id] = home.there.get(school_id, 0.0) + float(solution.share[pair]) * here
                home.pair.setdefault(school_id, pair)
    return found


def _changed(problem: Problem, key: tuple[str, str], home: _Home, rows: Rows) -> Iterator[tuple[object, ...]]:
    """Yield the rows of one home."""
    nobody = np.zeros(len(problem.grades))
    stay: dict[str, Floats] = {}
    for (school_id, _), pupils in zip(rows, staying_pupils(rows, problem.grades, home.pupils), strict=True):
        stay[school_id] = stay.get(school_id, nobody) + pupils
    free = {school_id: (pupils - stay.get(school_id, nobody)).clip(0.0) for school_id, pupils in home.there.items()}
    for source, pupils in stay.items():
        gone = (pupils - home.there.get(source, nobody)).clip(0.0)
        for target, pair in home.pair.items():
            moved = np.minimum(gone, free[target])
            gone, free[target] = gone - moved, free[target] - moved
            if moved.sum() > LEAST_PUPILS:
                how, count = MODE_NAMES[int(problem.pair_mode[pair])], round(float(moved.sum()), _PUPIL_GRAIN)
                yield (*key, source, target, count, how, float(problem.pair_minutes[pair]))


def _without_links(problem: Problem) -> Problem:
    """Return the problem without rules between pupils and other schools or other pupils."""
    flags = np.zeros(0, dtype=np.bool_)
    return replace(
        problem,
        conflict_pair=_NO_INTS,
        conflict_school=_NO_INTS,
        conflict_when_closed=flags,
        tie_school=_NO_INTS,
        tie_year=_NO_INTS,
        tie_most_schools=_NO_INTS,
        tied_pair=_NO_INTS,
        tied_by=_NO_INTS,
    )
