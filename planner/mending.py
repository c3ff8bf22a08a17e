"""A solution becomes a plan only if the judge lets it pass; one that does not is mended, or another takes its place.

Nothing here should ever be needed, for the optimiser keeps the same rules. But an hour's work is not thrown away for
one school that two ways of counting disagree about.
"""

from collections.abc import Callable, Sequence

import numpy as np

from planner.language import Text
from planner.optimise.construction.feasible_shares import without_pupils_of
from planner.optimise.solve import Answer
from planner.plan import Plan
from planner.problem.problem import Flags, Problem, Solution
from planner.verifying import Violation

_MOST_TOLD = 10
_REPLACED = Text(
    "the best plan found did not pass its own check; this one is the planner's first, simple plan",
    "求得的最好方案没有通过自查，现采用最初的简单方案",
)

Record = Callable[[Solution, tuple[Text, ...]], Plan]
"""Writes a solution out as a plan, with notes that say what was done to it."""
Judge = Callable[[Plan], Sequence[Violation]]
"""Names the rules that a plan breaks."""


def passing_plan(problem: Problem, answer: Answer, record: Record, judge: Judge) -> Plan:
    """Return the first that passes: the answer; the answer mended at the schools named; the start; that mended.

    RuntimeError, with what was wrong with the answer, where none of them passes.
    """
    first: Sequence[Violation] = ()
    tries: tuple[tuple[Solution, tuple[Text, ...]], ...] = ((answer.solution, ()), (answer.start, (_REPLACED,)))
    for solution, notes in tries:
        plan = record(solution, notes)
        broken = judge(plan)
        if not broken:
            return plan
        first = first or broken
        named = _schools_named(problem, broken)
        if named.any():
            mended = record(without_pupils_of(problem, solution, named), (*notes, _mended(problem, named)))
            if not judge(mended):
                return mended
    msg = "the plan did not pass its own check: " + "; ".join(str(violation) for violation in first[:_MOST_TOLD])
    raise RuntimeError(msg)


def _schools_named(problem: Problem, broken: Sequence[Violation]) -> Flags:
    """(school): whether a broken rule names it, as the school itself or as where somebody goes."""
    places = [each.where for each in broken]
    named = [
        any(place.startswith(f"school {school_id}, ") or place.endswith(f" to {school_id}") for place in places)
        for school_id in problem.school_ids
    ]
    return np.array(named, dtype=bool)


def _mended(problem: Problem, named: Flags) -> Text:
    schools = [problem.school_ids[school] for school in np.nonzero(named)[0]]
    return Text(
        f"the plan found did not pass its own check at {', '.join(schools)}: nobody is placed there, and those who "
        "were are counted as without a seat",
        f"求得的方案在 {'、'.join(schools)} 未通过自查：该校不再安排学生，原安排的学生计入学位缺口",
    )
