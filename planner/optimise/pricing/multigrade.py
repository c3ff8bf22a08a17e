"""The pricing subproblem of a school whose grades may be taught together.

Each band either has classes of each grade by itself, or classes of all its pupils, and then at most so many of its
grades have any. For each choice, band by band, the subproblem is one of classes of single grades: a band taught
together is a band of one grade, that of all its pupils. The best column is the best of all choices, and so is the
limit.
"""

from collections.abc import Callable, Iterator
from itertools import combinations, product

import numpy as np

from planner.optimise.pricing.class_vectors import Subproblem
from planner.optimise.pricing.subproblem_kernel import SubproblemResult

_Grades = tuple[int, ...]
_NEVER_YUAN = 1e18
"""Journey of an item that a choice leaves out."""


def solve_with_classes(subproblem: Subproblem, solve: Callable[[Subproblem], SubproblemResult]) -> SubproblemResult:
    """Solve a subproblem, its grades taught together or not; `solve` knows classes of single grades alone."""
    if not subproblem.pupils_together:
        return solve(subproblem)
    results = [solve(choice) for choice in choices_of(subproblem)]
    best = max(results, key=lambda result: result.value)
    upper, nodes = max(result.upper for result in results), sum(result.nodes for result in results)
    return best._replace(upper=upper, nodes=nodes)


def choices_of(subproblem: Subproblem) -> Iterator[Subproblem]:
    """Yield the subproblem for each choice of bands that are taught together, and of their grades."""
    alone = subproblem._replace(pupils_together=0)
    if not subproblem.pupils_together:
        yield alone
        return
    for chosen in product(*(list(_options(subproblem, k)) for k in range(len(subproblem.class_size)))):
        choice = alone
        for k, grades in enumerate(chosen):
            choice = choice if grades is None else _taught_together(choice, k, grades, subproblem.pupils_together)
        yield choice


def _options(subproblem: Subproblem, k: int) -> Iterator[_Grades | None]:
    """Yield None, each grade by itself, and the sets of grades that may be taught together."""
    yield None
    here = slice(subproblem.first_item[k], subproblem.first_item[k + 1])
    width = subproblem.class_size.shape[1]
    if subproblem.class_size[k].min() > 0:
        grades = np.nonzero(subproblem.weight[here, :width].any(axis=0))[0].tolist()
        yield from combinations(grades, min(len(grades), subproblem.grades_together))


def _taught_together(subproblem: Subproblem, k: int, grades: _Grades, pupils: int) -> Subproblem:
    """Return the subproblem with a band's pupils of these grades in classes of so many; items with others never go."""
    here, width = slice(subproblem.first_item[k], subproblem.first_item[k + 1]), subproblem.class_size.shape[1]
    weight, yuan, size = subproblem.weight.copy(), subproblem.yuan.copy(), subproblem.class_size.copy()
    others = [grade for grade in range(width) if grade not in grades]
    yuan[here] = np.where(weight[here][:, others].any(axis=1), _NEVER_YUAN, yuan[here])
    weight[here, :width] = 0
    weight[here, 0] = weight[here, width]
    size[k] = pupils
    return subproblem._replace(weight=weight, yuan=yuan, class_size=size)
