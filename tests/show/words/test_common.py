"""Words that outputs share."""

from planner.language import Text
from planner.show.words.common import spoken_notes
from tests.shown import paper_shown

NOTES = (
    "synthetic data",
    Text("columns ignored: x", "未使用的列：x"),
    "auto: first plan 0.1 s, short search 1.0 s",
)


def test_people_are_not_told_how_the_optimiser_spent_its_time() -> None:
    """Notes for people are in their language, and the record of the optimiser's own work is not among them."""
    plan = paper_shown().plan.model_copy(update={"notes": NOTES, "engine": "auto"})
    assert spoken_notes(plan, "zh") == ("synthetic data", "未使用的列：x")
    assert spoken_notes(plan, "en") == ("synthetic data", "columns ignored: x")
