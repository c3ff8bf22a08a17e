"""Commands that the documents tell people to type: each verb and option is one that the planner has."""

import re
from pathlib import Path

import pytest
import typer

from planner.cli import app

PROJECT = Path(__file__).resolve().parents[2]
PAGES = ["README.md", "README.zh.md", *(path.relative_to(PROJECT).as_posix() for path in PROJECT.glob("docs/**/*.md"))]
_TYPED = re.compile(r"^(?: {4}|.*`)(?:planner|python start\.py) ([a-z]+)\b([^`#|\n]*)", re.MULTILINE)
_VERBS = typer.main.get_group(app).commands
_OF_START = {"test"}
"""What start.py does beside the planner's verbs."""


@pytest.mark.parametrize("page", PAGES)
def test_verbs_and_options_that_a_page_names_are_there(page: str) -> None:
    """Whoever types what stands there is not told that it is unknown."""
    for verb, rest in _TYPED.findall((PROJECT / page).read_text(encoding="utf-8")):
        if verb in _OF_START:
            continue
        assert verb in _VERBS, f"planner {verb}"
        known = {option for parameter in _VERBS[verb].params for option in parameter.opts} | {"--help"}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known, f"planner {verb} {rest}"


def test_the_page_of_commands_has_every_verb_and_every_option() -> None:
    """A section for each verb; each of its options is named there or among those every verb takes."""
    page = (PROJECT / "docs" / "commands.md").read_text(encoding="utf-8")
    parts = re.split(r"^## ", page, flags=re.MULTILINE)
    sections = {part.split("\n", 1)[0]: part for part in parts[1:]}
    for verb, command in _VERBS.items():
        options = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
        assert {option for option in options if option not in sections[verb] and option not in parts[0]} == set(), verb
