"""The drawings of the documentation are those that the scripts make now, from the imports as they are."""

import pytest

from docs.make.house import PICTURE as HOUSE
from docs.make.house import SAYS, groups, house_svg, imports, leans
from docs.make.method import PICTURE as METHOD
from docs.make.method import method_svg
from docs.make.templates import PAGE, page
from tests.test_floors import FLOORS


def test_the_drawing_of_the_house_is_current() -> None:
    """A folder that comes, goes or leans on another one: python -m docs.make.house."""
    assert HOUSE.read_text(encoding="utf-8") == house_svg()


def test_the_drawing_of_the_method_is_current() -> None:
    """Whoever changes its script draws it anew: python -m docs.make.method."""
    assert METHOD.read_text(encoding="utf-8") == method_svg()


def test_the_page_of_template_fields_is_current() -> None:
    """Whoever adds a field to the Word plan makes it anew: python -m docs.make.templates."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_import_is_drawn_or_implied() -> None:
    """Following the arrows, each box reaches whatever it imports from, and nothing above its own floor."""
    of = groups()
    box_of = {part: name for name, parts in of.items() for part in parts}
    arrows = leans(of)
    reached = {name: {name} for name in of}
    for _ in of:
        for a, b in arrows:
            reached[a] |= reached[b]
    for here, there in imports():
        assert box_of[there] in reached[box_of[here]], f"{here} imports {there}"
    assert all(FLOORS[of[a][0]] >= FLOORS[of[b][0]] for a, b in arrows)


@pytest.mark.parametrize("folder", [name for name in groups() if not name[0].isdigit()])
def test_every_folder_says_what_it_is_for(folder: str) -> None:
    """In the few words that stand in its box."""
    assert SAYS[folder]
