"""The reference pages in docs are those that the definitions give."""

from pathlib import Path

import pytest

from planner.reading.rules import Rules, SchoolSize
from planner.reading.scenario import Scenario
from planner.show.reference import keys_of, scenario_markdown, tables_markdown

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize(("name", "text"), [("tables.md", tables_markdown()), ("scenario.md", scenario_markdown())])
def test_the_page_is_current(name: str, text: str) -> None:
    """Whoever changes a column or a key writes the page anew: python -m planner.show.reference docs."""
    assert (DOCS / name).read_text(encoding="utf-8") == text


def test_defaults_that_are_inherited_are_told() -> None:
    """A schema's own default and what stands where the key above is left out: both, wherever they differ."""
    told = {key.name: key.default for key in keys_of(Scenario)}
    assert Rules().school_size == SchoolSize(primary=2000, junior=2000, nine_year=2500)
    assert told["rules.school_size.primary"] == "2000; null where `rules.school_size` is written without it"
    assert told["rules.school_size.kindergarten"] == "null"
    assert told["rules.class_size.primary"] == "45"
