"""CITATION.cff and CHANGELOG.md name the version that there is."""

import re
from pathlib import Path

from ruamel.yaml import YAML

from planner import __version__

PROJECT = Path(__file__).resolve().parents[2]


def test_the_citation_is_of_this_version() -> None:
    """What a citation needs, and an entity as its author: no person is named who is not."""
    citation = YAML(typ="safe").load(PROJECT / "CITATION.cff")
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == __version__
    assert citation["license"] == "MIT"
    assert citation["authors"] == [{"name": "planner contributors"}]


def test_the_changelog_has_this_version() -> None:
    """Newest first, with the date that the citation gives; what is not released yet stands on top."""
    headings = re.findall(r"^## (.+)$", (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    released = YAML(typ="safe").load(PROJECT / "CITATION.cff")["date-released"]
    assert headings[:2] == ["[Unreleased]", f"[{__version__}] - {released}"]
