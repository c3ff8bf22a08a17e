"""Run by `tests/optimise/test_compile_ahead.py` in a Python of its own: what is compiled, and when.

python -m tests.readying prepared SHAPE...      solve, and name what was compiled meanwhile
python -m tests.readying unprepared SHAPE...    the same without preparing
python -m tests.readying "one group" HOW        compile one function in the store that the environment names
"""

import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from planner.problem.build import build_problem
from planner.problem.problem import Problem
from planner.reading.scenario import Solver
from tests.composing import county_case, problem_of
from tests.districts import Case, random_case, with_scenario

SECONDS, UNPREPARED_SECONDS = 3.0, 12.0


def sites_of(case: Case) -> Case:
    """Return a case with schools and journeys alone to decide."""
    case = with_scenario(case, "rules", "class_size", value=None)
    return with_scenario(case, "prices", "fixed_yuan_per_year", value={"primary": 50_000, "teaching_point": 40_000})


def only(problem: Problem, pairs: int) -> Problem:
    """Return a problem with its first pairs alone."""
    from planner.optimise.restrict import only_pairs  # noqa: PLC0415 - nothing of the optimiser before the store is chosen

    return only_pairs(problem, np.arange(problem.n_pairs) < pairs)


def twice(problem: Problem) -> Problem:
    """Return a problem of two halves that share nothing: every other school for every other block."""
    from planner.optimise.restrict import only_pairs  # noqa: PLC0415

    free = replace(
        problem,
        merge_least=np.zeros(problem.n_years, dtype=np.int64),
        merge_most=int(problem.school_mergeable.sum()),
        budget_yuan=np.full(problem.n_years, np.inf),
    )
    return only_pairs(free, problem.pair_block % 2 == problem.pair_school % 2)


def county(mode: str = "whole") -> Case:
    """Return a county that is not proven in moments."""
    return county_case(settlements=24, schools=12, mode=mode)


def random_one(seed: int, mode: str = "whole") -> Problem:
    """Build a random tiny problem."""
    case = random_case(seed, mode=mode)
    return build_problem(case.district, case.journeys, case.scenario)


SHAPES: dict[str, Callable[[], Problem]] = {
    "tiny": lambda: problem_of(county_case(settlements=9, schools=6)),
    "county": lambda: problem_of(county()),
    "county in classes of every size": lambda: problem_of(
        with_scenario(county(), "rules", "class_size", value={"primary": 7})
    ),
    "split": lambda: problem_of(county("split")),
    "large split": lambda: problem_of(county_case(settlements=150, schools=80, mode="split")),
    "sites": lambda: problem_of(sites_of(county())),
    "sites in parts": lambda: twice(problem_of(sites_of(county()))),
    "sites that are split": lambda: problem_of(sites_of(county("split"))),
    "beds and years": lambda: random_one(3),
    "no classes": lambda: problem_of(with_scenario(county(), "rules", "class_size", value=None)),
    "one pair": lambda: only(problem_of(county_case(settlements=3, schools=2)), 1),
    "no pairs": lambda: only(problem_of(county_case(settlements=3, schools=2)), 0),
    "one place": lambda: problem_of(sites_of(county_case(settlements=1, schools=110))),
    "one school": lambda: problem_of(sites_of(county_case(settlements=110, schools=1))),
    "apart": lambda: twice(problem_of(county())),
    "moves": lambda: problem_of(county()),
}


def main(what: str, *arguments: str) -> None:
    """Do what is asked."""
    if what == "one group":
        one_group(*arguments)
        return
    for shape in arguments:
        made = sorted(made_while_solving(SHAPES[shape](), shape, prepared=what == "prepared"))
        sys.stdout.write(f"{shape}: {', '.join(made) or 'nothing'}\n")


def made_while_solving(problem: Problem, shape: str, *, prepared: bool) -> set[str]:
    """Solve in earnest; return the names of the functions that were compiled, or read from disk, meanwhile."""
    from planner.optimise.auto_engine import prepare  # noqa: PLC0415
    from planner.optimise.runtime.clock import start_clock  # noqa: PLC0415
    from planner.optimise.runtime.compiled import versions_made  # noqa: PLC0415
    from planner.optimise.solve import solve  # noqa: PLC0415

    if prepared:
        prepare(problem)
    before = versions_made()
    seconds = SECONDS if prepared else UNPREPARED_SECONDS
    solver = Solver(time_limit_seconds=seconds, gap=0.0, search_moves=20_000 if shape == "moves" else None)
    solve(problem, solver, start_clock(seconds))
    return {name for name, count in versions_made().items() if count != before[name]}


def one_group(how: str) -> None:
    """Compile the assignment; say whether it was kept, and whether it works."""
    if how == "full":
        import resource  # noqa: PLC0415 - not there on Windows

        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
    from planner.optimise import compile_ahead as ready  # noqa: PLC0415
    from planner.optimise.facility_location import generalised_assignment  # noqa: PLC0415
    from planner.optimise.runtime.compiled import is_kept, versions_made  # noqa: PLC0415

    kept = is_kept(generalised_assignment.anneal)
    ready.compile_groups(["assignment"])
    made = versions_made()["planner.optimise.facility_location.generalised_assignment.anneal"]
    sys.stdout.write(f"{'kept' if kept else 'cold'}, {'ready' if made == 1 else 'not ready'}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
