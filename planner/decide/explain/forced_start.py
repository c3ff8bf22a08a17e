"""A first solution of a part with a school decided otherwise: without one the solver finds poor ones, late."""

from dataclasses import replace

import numpy as np

from planner.optimise.construction.completion import completed
from planner.optimise.construction.start import find_start
from planner.optimise.neighbourhood.area import Neighbourhood
from planner.optimise.runtime.clock import Clock
from planner.plan import Action
from planner.problem.problem import Decision, Flags, Problem, Solution
from planner.problem.statement.linking import linking_of

_RELATIVE_YUAN = 1e-12


def first_solution(part: Neighbourhood, school: int, action: Action, clock: Clock) -> Solution | None:
    """Place the part's free blocks one by one with the school decided so; None where that breaks what is held.

    None too where a school outside changes over the years: the constructive start knows one state for all of them.
    """
    held = ~part.area.schools
    always: Flags = np.asarray(part.begin.open.all(axis=1))
    never: Flags = ~np.asarray(part.begin.open.any(axis=1))
    if not (always | never)[held].all():
        return None
    decision = part.problem.school_decision.copy()
    decision[held] = np.where(always, Decision.KEEP, Decision.CLOSE)[held]
    problem = replace(part.problem, school_decision=decision)
    if action == "keep" and always[school]:
        problem = _not_larger(problem, school)
    else:
        decision[school] = Decision.KEEP if action in {"keep", "build"} else Decision.CLOSE
        if decision[school] == Decision.KEEP:  # then no other alternative of its site is open
            same_site = problem.school_site == problem.school_site[school]
            decision[same_site & (decision == Decision.FREE)] = Decision.CLOSE
    found = find_start(problem, clock)
    solution = completed(part.problem, opened=found.open, share=found.share)
    return solution if _obeys(problem, part, solution) else None


def _not_larger(problem: Problem, school: int) -> Problem:
    """Let a school have no more rooms and beds than it has."""
    rooms, beds = problem.school_classrooms_max.copy(), problem.school_beds_max.copy()
    rooms[school], beds[school] = problem.school_classrooms[school], problem.school_beds[school]
    return replace(problem, school_classrooms_max=rooms, school_beds_max=beds)


def _obeys(problem: Problem, part: Neighbourhood, solution: Solution) -> bool:
    """Whether those held are where they were, and decisions and linking rules are kept."""
    added = (solution.classrooms_added, solution.beds_added)
    linked = linking_of(problem).are_kept(solution.open, *added, relative=_RELATIVE_YUAN)
    kept = solution.open[problem.school_decision == Decision.KEEP]
    closed = solution.open[problem.school_decision == Decision.CLOSE]
    stay = solution.share[part.free_pairs :]
    return bool((stay == 1).all() and linked and kept.all() and not closed.any())
