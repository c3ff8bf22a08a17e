"""All rules at once, each drawn now and then, against counting every possibility; on tiny random districts."""

import pytest

from tests.mixing import best_mixed_total, mixed_case
from tests.test_adoptable_rules import ENGINES, is_exact


@pytest.mark.sampled(most=87)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(160))
def test_whole_blocks_under_all_rules(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, to the yuan, and breaks no rule."""
    case = mixed_case(seed)
    is_exact(case, best_mixed_total(case), engine)


@pytest.mark.sampled(most=29)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(60))
def test_shares_under_all_rules(seed: int, engine: str) -> None:
    """Under split too, without the rules that keep whole blocks together."""
    case = mixed_case(seed, mode="split")
    is_exact(case, best_mixed_total(case), engine)
