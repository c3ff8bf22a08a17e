"""Posts that pupils ask for, against the document that counts them."""

import math

from planner.decide.shortfall.staffing import posts_needed


def test_luolongs_posts() -> None:
    """44,302 primary and 8,641 junior pupils ask for 2,972 posts, as Luolong's report of 2020 has it."""
    posts = posts_needed({"primary": 44_302, "junior": 8_641})
    assert posts is not None
    assert math.ceil(posts) == 2972


def test_a_stage_without_a_ratio_asks_for_none() -> None:
    """Kindergartens are staffed by another rule: no number rather than zero."""
    assert posts_needed({"kindergarten": 100}) is None
    assert posts_needed({"kindergarten": 100, "primary": 19}) == 1
