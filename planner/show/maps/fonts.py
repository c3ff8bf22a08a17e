"""The bundled font: every picture prints Chinese on any machine, and no machine's own fonts are asked."""

from dataclasses import dataclass
from pathlib import Path

from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font

from planner.show.words.common import clean

FONT_FILE = Path(__file__).parent.parent / "fonts" / "NotoSansSC-subset.ttf"
"""Noto Sans SC, cut to GB2312 and the characters of place names; SIL Open Font License 1.1."""
_MISSING = "□"
_POINTS_PER_INCH = 72
_RULER_ZOOM = 4
_SUBPIXELS = 64


@dataclass(frozen=True, kw_only=True, eq=False)
class Lettering:
    """The font as pictures use it: passed along, so that nothing is registered and no setting is touched."""

    file: Path
    glyphs: frozenset[int]
    """Code points the font can print."""
    scale: float = 1.0
    """Letters are printed this many times their size, where a sheet is enlarged as a whole."""

    def font(self, points: float) -> FontProperties:
        """Return the font at a size in points of a sheet that is not enlarged."""
        return FontProperties(fname=self.file, size=points * self.scale)

    def printable(self, text: str) -> str:
        """Return the text as one line the font can print: controls dropped, characters it lacks shown as □."""
        return "".join(letter if ord(letter) in self.glyphs else _MISSING for letter in clean(text))

    def extent(self, text: str, points: float) -> tuple[float, float]:
        """Width and height in points of one printed line."""
        ruler = FT2Font(str(self.file))  # as text: Matplotlib before 3.11 takes no path
        ruler.set_size(points, _POINTS_PER_INCH * _RULER_ZOOM)
        ruler.set_text(text)
        width, height = ruler.get_width_height()
        return width / _SUBPIXELS / _RULER_ZOOM, height / _SUBPIXELS / _RULER_ZOOM

    def cut(self, text: str, points: float, width: float) -> str:
        """Return the text as one printable line no wider than so many points; what is cut off is shown by a mark."""
        line = self.printable(text)
        if self.extent(line, points)[0] <= width:
            return line
        while line and self.extent(f"{line}…", points)[0] > width:
            line = line[:-1]
        return f"{line}…"


def load_lettering(file: Path = FONT_FILE) -> Lettering:
    """Read which characters the font has. OSError where the file is not there."""
    return Lettering(file=file, glyphs=frozenset(FT2Font(str(file)).get_charmap()))
