"""The reference pages in docs are those that the definitions give."""

from pathlib import Path

import pytest

from planner.show.reference import scenario_markdown, tables_markdown

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize(("name", "text"), [("tables.md", tables_markdown()), ("scenario.md", scenario_markdown())])
def test_the_page_is_current(name: str, text: str) -> None:
    """Whoever changes a column or a key writes the page anew: python -m planner.show.reference docs."""
    assert (DOCS / name).read_text(encoding="utf-8") == text
