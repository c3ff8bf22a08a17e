"""Cut the full Noto Sans SC down to what maps and reports print.

    python data/fonts.py NotoSansSC-Regular.ttf [TEXT ...]

The full font is free to download (Noto project; SIL Open Font License 1.1, in planner/show/fonts/OFL.txt). Kept are
every character of GB2312, every character in the tables under data/ and in the text files named (further lists of
villages, say), ASCII and Latin-1, general and CJK punctuation,
full-width forms, arrows, and the signs maps use. Needs fontTools. Writes planner/show/fonts/NotoSansSC-subset.ttf;
the same font gives the same bytes.
"""

import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from fontTools import subset

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "planner" / "show" / "fonts" / "NotoSansSC-subset.ttf"
RANGES = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1
    (0x2010, 0x2044),  # dashes, quotation marks, per mille
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical signs
    (0x2460, 0x24FF),  # numbers in circles
    (0x2500, 0x257F),  # lines
    (0x25A0, 0x25FF),  # squares, triangles, circles
    (0x3000, 0x303F),  # CJK punctuation
    (0xFF00, 0xFFEF),  # full-width forms
)


def gb2312_characters() -> set[str]:
    """Every character of the national standard GB2312.

    >>> len(gb2312_characters())
    7445
    """
    pairs = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return set("".join(pair.decode("gb2312", errors="ignore") for pair in pairs))


def table_characters(further: Sequence[Path] = ()) -> set[str]:
    """Every character that stands in a district's tables, in the scenarios and in `further` text files."""
    files = chain((ROOT / "data").rglob("*.csv"), (ROOT / "data").rglob("*.yaml"), (ROOT / "scenarios").glob("*.yaml"))
    return set("".join(path.read_text(encoding="utf-8-sig") for path in chain(files, further)))


def cut_font(full: Path, target: Path, further: Sequence[Path] = ()) -> int:
    """Write the subset of `full` to `target`; returns how many glyphs it has."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern", "palt", "vert"]
    options.name_IDs = ["*"]
    options.recalc_timestamp = False
    font = subset.load_font(str(full), options)
    ranged = (chr(code) for first, last in RANGES for code in range(first, last + 1))
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(sign) for sign in {*gb2312_characters(), *table_characters(further), *ranged}])
    cutter.subset(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, str(target), options)
    return len(font.getGlyphOrder())


def main() -> None:
    """Cut the font named on the command line."""
    paths = [Path(argument) for argument in sys.argv[1:]]
    if not paths:
        sys.exit(__doc__)
    glyphs = cut_font(paths[0], TARGET, paths[1:])
    print(f"{TARGET.relative_to(ROOT)}: {glyphs} glyphs, {TARGET.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
