"""Rules that cannot all be obeyed. Where none clash, a plan exists: pupils may always be left over, at a price."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from planner.errors import NoPlanError
from planner.problem.problem import Decision, Flags, Problem
from planner.read.scenario import Scenario

_NAMED = 5


def refuse_clashes(problem: Problem, scenario: Scenario) -> None:
    """Raise NoPlanError naming every pair of rules that clash."""
    clashes = [
        *_kept_and_closed(scenario),
        *_least_above_most(scenario),
        *_too_few_to_merge(problem, scenario),
        *_too_many_closed(problem, scenario),
        *_budget_too_small(problem),
    ]
    if clashes:
        raise NoPlanError(clashes)


def _kept_and_closed(scenario: Scenario) -> Iterator[str]:
    lists = scenario.decisions.model_dump()
    for one, other in combinations(("free", "keep", "close"), 2):
        for school_id in sorted(set(lists[one]) & set(lists[other])):
            yield f"school {school_id!r} stands under both decisions.{one} and decisions.{other}"


def _least_above_most(scenario: Scenario) -> Iterator[str]:
    merge = scenario.rules.merge
    if merge is not None and merge.least is not None and merge.most is not None and merge.least > merge.most:
        yield f"rules.merge.least: {merge.least} asks for more merged schools than rules.merge.most: {merge.most}"


def _too_few_to_merge(problem: Problem, scenario: Scenario) -> Iterator[str]:
    kept = problem.school_mergeable & (problem.school_decision == Decision.KEEP)
    there, may_go = int(problem.school_mergeable.sum()), int((problem.school_mergeable & ~kept).sum())
    if problem.merge_least > may_go:
        yield (
            f"{_merge_word(scenario, 'least')}: {problem.merge_least} asks for more merged schools than may be merged: "
            f"{there} of merge.kinds exist, decisions keep {int(kept.sum())} of them, {may_go} remain"
        )


def _too_many_closed(problem: Problem, scenario: Scenario) -> Iterator[str]:
    closed = problem.school_mergeable & (problem.school_decision == Decision.CLOSE)
    if closed.sum() > problem.merge_most:
        yield (
            f"{_merge_word(scenario, 'most')}: {problem.merge_most} allows fewer merged schools than decisions close: "
            f"{int(closed.sum())} ({_named(problem, closed)})"
        )


def _budget_too_small(problem: Problem) -> Iterator[str]:
    forced = ~problem.school_existing & (problem.school_decision == Decision.KEEP)
    needed = float(problem.school_build_yuan @ forced)
    if needed > problem.budget_yuan:
        yield (
            f"budget_yuan: {problem.budget_yuan:,.0f} is below the {needed:,.0f} yuan of building that decisions force "
            f"({_named(problem, forced)})"
        )


def _named(problem: Problem, schools: Flags) -> str:
    """Name the first few schools."""
    ids = [problem.school_ids[school] for school in np.nonzero(schools)[0]]
    return ", ".join(ids[:_NAMED]) + (", …" if len(ids) > _NAMED else "")


def _merge_word(scenario: Scenario, word: str) -> str:
    exactly = scenario.rules.merge is not None and scenario.rules.merge.exactly is not None
    return f"rules.merge.{'exactly' if exactly else word}"
