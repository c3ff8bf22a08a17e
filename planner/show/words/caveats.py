"""What a reader must know of every answer: journeys that are estimated, data that are made up."""

from collections.abc import Collection
from typing import Literal

from planner.language import Text
from planner.problem.travel import STRAIGHT_LINE_NOTE
from planner.reading.district import District
from planner.show.words.common import synthetic_tables_text

TravelSource = Literal["straight", "table", "roads"]
STRAIGHT_LINES = Text("Note: journeys are estimated along straight lines.", "注意：行程按直线距离估算。")
MADE_UP = "Synthetic data: some values are made up and do not describe the real district."
"""In English; the Chinese, `synthetic_tables_text`, names the tables."""


def caveats(notes: Collection[str], district: District) -> tuple[Text, ...]:
    """Return what holds of an answer with these notes of a plan or of its journeys; nothing where nothing does."""
    straight = (STRAIGHT_LINES,) if STRAIGHT_LINE_NOTE in notes else ()
    made_up = (Text(MADE_UP, synthetic_tables_text(district)),) if district.provenance.is_synthetic else ()
    return (*straight, *made_up)


def travel_source_of(notes: Collection[str], district: District) -> TravelSource:
    """Return where minutes and kilometres come from, given the notes of a plan."""
    if STRAIGHT_LINE_NOTE in notes:
        return "straight"
    return "table" if district.travel is not None else "roads"
