"""Boxes, arrows and words as SVG: what the drawings of the documentation are made of."""

from dataclasses import dataclass
from html import escape

_FONT = "'Noto Sans CJK SC', 'Noto Sans SC', 'Microsoft YaHei', 'PingFang SC', system-ui, sans-serif"
_LINE = 18
INK, FAINT, PAPER = "#263238", "#90a4ae", "#ffffff"


@dataclass(frozen=True, kw_only=True)
class Box:
    """A box: its corner and size in pixels, its heading and the lines below it."""

    left: float
    top: float
    width: float
    height: float
    heading: str
    lines: tuple[str, ...] = ()
    fill: str = PAPER

    @property
    def middle(self) -> float:
        """How far its middle lies from the left."""
        return self.left + self.width / 2

    @property
    def foot(self) -> float:
        """How far its foot lies from the top."""
        return self.top + self.height


def box(it: Box) -> str:
    """Draw a box with its words, centred."""
    texts = (it.heading, *it.lines)
    first = it.top + it.height / 2 - _LINE * (len(texts) - 1) / 2 + 5
    words = "".join(
        text(it.middle, first + _LINE * row, line, size=14 if row == 0 else 12.5, bold=row == 0)
        for row, line in enumerate(texts)
    )
    return (
        f'<rect x="{it.left:g}" y="{it.top:g}" width="{it.width:g}" height="{it.height:g}" rx="6" '
        f'fill="{it.fill}" stroke="{INK}" stroke-width="1.2"/>{words}\n'
    )


def text(x: float, y: float, words: str, *, size: float = 12.5, bold: bool = False, anchor: str = "middle") -> str:  # noqa: PLR0913 - two numbers, the words, and how they look
    """Draw words."""
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}"{weight} text-anchor="{anchor}">{escape(words)}</text>'


def arrow(points: tuple[tuple[float, float], ...], words: str = "", *, dashed: bool = False) -> str:
    """Draw an arrow along some points, its words beside the middle of the first stretch."""
    way = " ".join(f"{x:g},{y:g}" for x, y in points)
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    line = f'<polyline points="{way}" fill="none" stroke="{INK}" stroke-width="1.3"{dash} marker-end="url(#tip)"/>'
    (x, y), (to_x, to_y) = points[:2]
    beside = text((x + to_x) / 2 + 8, (y + to_y) / 2 + 4, words, size=11.5, anchor="start") if words else ""
    return f"{line}{beside}\n"


def drawing(width: float, height: float, title: str, parts: str) -> str:
    """Return the whole SVG, which says what it shows."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'font-family="{_FONT}" fill="{INK}">\n<title>{escape(title)}</title>\n'
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        f'orient="auto-start-reverse"><path d="M 0 0 L 10 5 L 0 10 z" fill="{INK}"/></marker></defs>\n'
        f'<rect width="{width:g}" height="{height:g}" fill="{PAPER}"/>\n{parts}</svg>\n'
    )
