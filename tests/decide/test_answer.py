"""A plan read back as arrays is the answer it was spelled out from."""

import numpy as np
import pytest

from planner.cost import objective_of
from planner.decide.answer import answer_of
from planner.errors import InputError
from tests.composing import problem_of
from tests.districts import random_case
from tests.planning import plan_of


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("mode", ["whole", "split"])
def test_there_and_back(seed: int, mode: str) -> None:
    """The arrays cost what the plan says, term by term."""
    case = random_case(seed, mode=mode)
    plan = plan_of(case)
    again = objective_of(problem_of(case), answer_of(plan, problem_of(case)))
    for term, yuan in plan.objective.model_dump().items():
        assert getattr(again, term) == pytest.approx(yuan, abs=1e-3)


def test_a_plan_of_other_tables_is_refused() -> None:
    """A settlement's pupils are not those of the tables: the message names the place and the verb that says more."""
    case = random_case(1)
    plan = plan_of(case)
    assert plan.assignments
    row = plan.assignments[0]
    strange = row.model_copy(update={"pupils": {grade: count + 1 for grade, count in row.pupils.items()}})
    with pytest.raises(InputError, match="planner verify"):
        answer_of(plan.model_copy(update={"assignments": (strange, *plan.assignments[1:])}), problem_of(case))


def test_a_school_of_another_district_is_refused() -> None:
    """A school the tables lack is named."""
    case = random_case(1)
    plan = plan_of(case)
    strange = plan.schools[0].model_copy(update={"school_id": "elsewhere"})
    with pytest.raises(InputError, match="elsewhere"):
        answer_of(plan.model_copy(update={"schools": (strange,)}), problem_of(case))


def test_parts_of_a_home_find_their_own_blocks() -> None:
    """A home cut into parts comes back with each part once."""
    case = random_case(3)
    problem = problem_of(case)
    share = answer_of(plan_of(case), problem).share
    assert (np.bincount(problem.pair_block, weights=share, minlength=problem.n_blocks) <= 1).all()
