"""Rows of text in columns of one width, for terminals: Chinese letters are two wide."""

import unicodedata
from collections.abc import Sequence


def in_columns(lines: Sequence[Sequence[str]]) -> list[str]:
    """Set lines of equally many cells in columns, the first to the left, the others to the right.

    >>> in_columns([["", "人"], ["村", "5"], ["ab", "12"]])
    ['    人', '村   5', 'ab  12']
    """
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    return [
        "  ".join(
            _padded(text, width, left=place == 0) for place, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def _padded(text: str, width: int, *, left: bool) -> str:
    gap = " " * (width - _width(text))
    return text + gap if left else gap + text
