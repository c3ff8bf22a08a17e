"""Problems whose blocks are tied to each other at random, and whether a plan keeps the ties, counted one by one."""

from dataclasses import replace

import numpy as np

from planner.problem.problem import Decision, Flags, Floats, Problem


def with_random_ties(problem: Problem, seed: int, *, ties: int = 8) -> Problem:
    """Tie groups of two to four blocks of a year by most of their pairs; some while a school is closed, some always."""
    draw = np.random.default_rng([seed, 31])
    free = np.nonzero(problem.school_existing & (problem.school_decision == Decision.FREE))[0]
    rows, schools, years, most = [], [], [], []
    for tie in range(ties):
        year = int(draw.integers(problem.n_years))
        there = np.nonzero(problem.block_year == year)[0]
        blocks = draw.choice(there, min(int(draw.integers(2, 5)), len(there)), replace=False)
        pairs = np.nonzero(np.isin(problem.pair_block, blocks) & (draw.random(problem.n_pairs) < 0.8))[0]
        school = int(draw.choice(free)) if len(free) and draw.random() < 0.6 else -1
        pairs = pairs[problem.pair_school[pairs] != school]
        rows += [(pair, tie) for pair in pairs.tolist()]
        schools.append(school)
        years.append(year)
        most.append(1 + int(draw.random() < 0.3))
    tied_pair, tied_by = np.array(sorted(rows), dtype=np.int64).reshape(-1, 2).T
    return replace(
        problem,
        tie_school=np.array(schools),
        tie_year=np.array(years),
        tie_most_schools=np.array(most),
        tied_pair=np.ascontiguousarray(tied_pair),
        tied_by=np.ascontiguousarray(tied_by),
    )


def schools_too_many(problem: Problem, opened: Flags, share: Floats) -> int:
    """Count the schools that ties which hold have too many of; `opened` (school, year)."""
    found = 0
    for tie in range(len(problem.tie_school)):
        school = problem.tie_school[tie]
        if school < 0 or not opened[school, problem.tie_year[tie]]:
            pairs = [pair for pair in problem.tied_pair[problem.tied_by == tie] if share[pair] > 0]
            found += max(
                len({int(problem.pair_school[pair]) for pair in pairs}) - int(problem.tie_most_schools[tie]), 0
            )
    return found
