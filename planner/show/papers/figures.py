"""The maps that a plan's paper holds: those already drawn beside it, made small enough for a page."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from planner.show.papers.fill import Picture

MAPS: Mapping[str, str] = {
    "present.png": "学校现状图",
    "map.png": "规划方案图",
    "catchments.png": "招生片区图",
    "shortfall.png": "学位缺口图（现状和方案）",
    "moves.png": "转学学生分布图",
}
"""Files of the maps, with their captions, in the order in which they stand."""
ENGLISH_CAPTIONS: Mapping[str, str] = {
    "学校现状图": "Present schools",
    "规划方案图": "The plan",
    "招生片区图": "Catchment areas",
    "学位缺口图（现状和方案）": "Seats lacking today and under the plan",
    "转学学生分布图": "Pupils who change school",
}
"""Captions in English, by the Chinese ones."""
WIDTH_MM = 238.0
"""Width of a map on a landscape page."""
_HIGHEST_MM = 146.0
_DOTS_WIDE = 2000
"""So many dots across are enough for print on A4."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A map with its caption."""

    caption: str
    picture: Picture


def figures_in(folder: Path) -> tuple[Figure, ...]:
    """Return the maps that are there, in order; one that is missing is left out."""
    there = [(caption, folder / name) for name, caption in MAPS.items() if (folder / name).is_file()]
    return tuple(Figure(caption=caption, picture=page_picture(path.read_bytes())) for caption, path in there)


def page_picture(png: bytes) -> Picture:
    """Return a picture for a landscape page, in its own 256 colours, no larger than the page."""
    with Image.open(io.BytesIO(png)) as picture:
        shown = picture.convert("RGB")
        if shown.width > _DOTS_WIDE:
            shown = shown.resize((_DOTS_WIDE, round(shown.height * _DOTS_WIDE / shown.width)), Image.Resampling.BOX)
        made = io.BytesIO()
        shown.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(made, format="PNG")
        width = min(WIDTH_MM, _HIGHEST_MM * shown.width / shown.height)
    return Picture(png=made.getvalue(), width_mm=width)
