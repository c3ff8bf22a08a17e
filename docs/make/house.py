"""The drawing of docs/architecture.md: floors, folders and who imports whom, read from the imports themselves.

python -m docs.make.house

An arrow leads from a folder to one that it imports from. Those that other arrows imply are left out: where A leads to B
and B to C, there is none from A to C. Modules that stand beside the folders are one box a floor. So the drawing changes
when a folder comes, goes or leans on another one, and not with every import.
"""

import ast
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

from docs.make.drawing import Box, arrow, box, drawing, text
from tests.test_floors import FLOORS

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "docs" / "pictures" / "house.svg"
SAYS = {
    "reading": "tables, workbooks, scenario",
    "problem": "blocks, pairs, rules as rows",
    "forecast": "pupils to come",
    "verifying": "the judge",
    "optimise": "plans and limits",
    "decide": "answers drawn from plans",
    "show": "maps, pages, papers, sheets",
    "writing": "folders written whole",
    "web": "the local page",
    "batch": "many scenarios",
    "city": "many counties as one",
    "cli": "verbs, options, exit codes",
}
"""What each folder is for, in a few words."""
_WIDTH, _LEFT, _GAP, _ROW = 900.0, 60.0, 26.0, 42.0
_MARGIN, _LANE = 12.0, 12.0
"""How far right of the boxes arrows go that skip floors, and how far apart."""
_HEADINGS = {0: "errors and languages", 3: "plan and cost", 7: "main paths", 9: "entry"}
_BESIDE = "beside"
"""Part of the name of the box that holds a floor's modules beside its folders."""
_FILLS = ("#eceff1", "#e3f2fd", "#e0f2f1", "#f1f8e9", "#fff3e0", "#fce4ec", "#ede7f6", "#e8eaf6", "#efebe9", "#eceff1")

Groups = Mapping[str, tuple[str, ...]]
"""Name of a box to the parts of the planner that it holds."""


def groups() -> Groups:
    """Return the boxes: each folder its own, other modules together by floor."""
    found: dict[str, tuple[str, ...]] = {}
    for part in sorted(_parts()):
        name = part if (ROOT / "planner" / part).is_dir() else f"{FLOORS[part]} {_BESIDE}"
        found[name] = (*found.get(name, ()), part)
    return found


def _parts() -> set[str]:
    paths = (path.relative_to(ROOT / "planner") for path in (ROOT / "planner").rglob("*.py"))
    return {path.with_suffix("").parts[0] for path in paths} - {"__init__"}


def imports() -> set[tuple[str, str]]:
    """Return which part of the planner imports from which other one, wherever the import stands."""
    found = set[tuple[str, str]]()
    for path in (ROOT / "planner").rglob("*.py"):
        here = path.relative_to(ROOT / "planner").with_suffix("").parts[0]
        found |= {(here, there) for there in _imported(path) if there in FLOORS and there != here}
    return {(here, there) for here, there in found if here in FLOORS}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "planner":
            names = [f"planner.{alias.name}" for alias in node.names]
        yield from (name.split(".")[1] for name in names if name.startswith("planner."))


def leans(of: Groups) -> set[tuple[str, str]]:
    """Return the arrows between boxes, those left out that others imply."""
    box_of = {part: name for name, parts in of.items() for part in parts}
    direct = {(box_of[here], box_of[there]) for here, there in imports() if box_of[here] != box_of[there]}
    return {
        (a, c) for a, c in direct if not any((a, b) in direct and _leads(direct, b, c) for b in of if b not in {a, c})
    }


def _leads(direct: set[tuple[str, str]], begin: str, end: str) -> bool:
    """Whether arrows lead from one box to another."""
    reached, ahead = set[str](), [begin]
    while ahead:
        here = ahead.pop()
        if here not in reached:
            reached.add(here)
            ahead += [there for other, there in direct if other == here]
    return end in reached


def house_svg() -> str:
    """Return the drawing."""
    of = groups()
    boxes = _placed(of)
    arrows = "".join(_arrows(boxes, sorted(leans(of))))
    floors = "".join(
        text(24, at.top + at.height / 2 + 5, str(floor), size=15)
        for floor, at in sorted(_first_of_floors(of, boxes).items())
    )
    height = max(at.foot for at in boxes.values()) + 30
    head = text(24, 24, "floor", size=11.5)
    return drawing(
        _WIDTH, height, "Floors and folders of planner/", head + floors + arrows + "".join(map(box, boxes.values()))
    )


def _floor(of: Groups, name: str) -> int:
    return FLOORS[of[name][0]]


def _first_of_floors(of: Groups, boxes: Mapping[str, Box]) -> dict[int, Box]:
    return {_floor(of, name): boxes[name] for name in reversed(list(of))}


def _placed(of: Groups) -> dict[str, Box]:
    """Give each box its place: higher floors above, boxes of a floor side by side."""
    placed, top = dict[str, Box](), 40.0
    for floor in sorted({_floor(of, name) for name in of}, reverse=True):
        names = [name for name in of if _floor(of, name) == floor]
        width = (_WIDTH - 2 * _LEFT - _GAP * (len(names) - 1)) / len(names)
        words = {name: _words(of, name, width) for name in names}
        height = 26 + 18 * max(len(lines) for lines in words.values())
        for place, name in enumerate(names):
            placed[name] = Box(
                left=_LEFT + place * (width + _GAP),
                top=top,
                width=width,
                height=height,
                heading=words[name][0],
                lines=words[name][1:],
                fill=_FILLS[floor % len(_FILLS)],
            )
        top += height + _ROW
    return placed


def _words(of: Groups, name: str, width: float) -> tuple[str, ...]:
    """Return what stands in a box: a folder's name, purpose and folders, or the modules' names."""
    if name.endswith(_BESIDE):
        heading = _HEADINGS.get(_floor(of, name), f"floor {_floor(of, name)}")
        return (heading, *textwrap.wrap(", ".join(of[name]), int(width / 7)))
    folders = sorted(path.parent.name for path in (ROOT / "planner" / name).glob("*/__init__.py"))
    return (f"{name}/", SAYS[name], *textwrap.wrap(", ".join(f"{folder}/" for folder in folders), int(width / 7)))


def _arrows(boxes: Mapping[str, Box], pairs: list[tuple[str, str]]) -> Iterator[str]:
    """Draw arrows: straight between neighbouring floors, in lanes beside the boxes where they skip any."""
    tops = sorted({at.top for at in boxes.values()})
    lane = _WIDTH - _LEFT + _MARGIN
    for upper, lower in ((boxes[a], boxes[b]) for a, b in pairs):
        if tops.index(lower.top) - tops.index(upper.top) <= 1:
            yield _arrow(upper, lower)
            continue
        right = upper.left + upper.width
        foot = lower.top + lower.height / 2
        way = ((right, upper.top + upper.height / 2), (lane, upper.top + upper.height / 2), (lane, foot))
        yield arrow((*way, (lower.left + lower.width, foot)))
        lane += _LANE


def _arrow(upper: Box, lower: Box) -> str:
    if upper.top == lower.top:
        left_first = upper.left < lower.left
        begin, end = (upper.left + upper.width, lower.left) if left_first else (upper.left, lower.left + lower.width)
        return arrow(((begin, upper.top + upper.height / 2), (end, lower.top + lower.height / 2)))
    begin = min(max(lower.middle, upper.left + 20), upper.left + upper.width - 20)
    return arrow(((begin, upper.foot), (begin, lower.top)))


if __name__ == "__main__":
    PICTURE.write_text(house_svg(), encoding="utf-8")
    sys.exit(0)
