"""The sheet of maps: one scale, one ground, one legend, and every title within its map's width."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text
from PIL import Image

from planner.decide.compare.compare import compare_plans
from planner.decide.compare.compared import Compared
from planner.show.maps.compare import CompareSheet, draw_compare_sheet, write_compare_map
from tests.comparing import compared, paper_pair, village_pair
from tests.shown import MATHS, crowded


def texts_of(sheet: CompareSheet) -> list[str]:
    """Return every text on the sheet."""
    return [text.get_text() for ax in sheet.figure.axes for text in ax.texts]


@pytest.mark.sampled(most=2)
@pytest.mark.parametrize("count", [2, 3, 4, 5, 6])
def test_all_maps_have_one_scale(count: int) -> None:
    """The same metres to a point and the same window, however many there are; none lies on another."""
    shown = crowded(4)
    sheet = draw_compare_sheet(compare_plans([compared("ABCDEF"[n], shown) for n in range(count)]))
    views = [(*drawn.view.x_limits, *drawn.view.y_limits, drawn.view.width) for drawn in sheet.drawn]
    assert len(sheet.drawn) == count
    assert np.allclose(views, views[0])
    boxes = [ax.get_position() for ax in sheet.figure.axes]
    overlaps = [(a, b) for n, a in enumerate(boxes) for b in boxes[:n] if _overlap(a.extents, b.extents)]
    assert overlaps == []
    assert all(box.x0 >= 0 and box.y0 >= 0 and box.x1 <= 1 and box.y1 <= 1 for box in boxes)


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    hair = 1e-6
    return a[0] < b[2] - hair and b[0] < a[2] - hair and a[1] < b[3] - hair and b[1] < a[3] - hair


def test_a_site_of_one_table_widens_both_maps() -> None:
    """A candidate far away that only the second plan's table holds: both windows hold it."""
    first, other = paper_pair()
    site = other.district.schools.iloc[[4]].assign(school_id="N2", lon=112.9)
    row = next(row for row in other.plan.schools if row.school_id == "N1" and row.year == 2026)
    rows = tuple(row.model_copy(update={"school_id": "N2", "year": year}) for year in (2026, 2027))
    wider = replace(
        other,
        plan=other.plan.model_copy(update={"schools": (*other.plan.schools, *rows)}),
        district=replace(other.district, schools=pd.concat([other.district.schools, site], ignore_index=True)),
    )
    sheet = draw_compare_sheet(compare_plans([first, wider]))
    near = draw_compare_sheet(compare_plans([first, other]))
    assert np.allclose(sheet.drawn[0].view.x_limits, sheet.drawn[1].view.x_limits)
    assert sheet.drawn[0].view.x_limits[1] > near.drawn[0].view.x_limits[1]


def test_titles_stamps_and_legend() -> None:
    """Each plan's title over its map, the stamp of synthetic data, every sign of the legend once."""
    texts = texts_of(draw_compare_sheet(compare_plans(paper_pair())))
    assert any(text.startswith("A 纸上区撤并方案") for text in texts)
    assert any(text.startswith("B 纸上区撤并方案") for text in texts)
    assert "示意图 · 合成数据" in texts
    assert [texts.count(word) for word in ("撤并", "扩建", "新建", "保留", "15分钟以内")] == [1] * 5
    assert "示意图" in texts_of(draw_compare_sheet(compare_plans(village_pair())))


def test_long_titles_stay_within_their_maps() -> None:
    """Whatever a scenario is called, mathematics is not read and the title ends before the next map."""
    pair: list[Compared] = [
        replace(plan, scenario=plan.scenario.model_copy(update={"title": MATHS + "很长的标题" * 30}))
        for plan in paper_pair()
    ]
    sheet = draw_compare_sheet(compare_plans(pair))
    sheet.figure.draw_without_rendering()
    for ax in sheet.figure.axes:
        for text in ax.texts:
            if text.get_text().startswith(("A ", "B ")):
                assert MATHS.replace(" ", "") in text.get_text().replace(" ", "")
                assert Text.get_window_extent(text).x1 <= ax.bbox.x1 + 2


def test_the_same_plans_give_the_same_picture(tmp_path: Path) -> None:
    """PNG, as wide as A3, to the byte."""
    comparison = compare_plans(village_pair())
    for name in ("a", "b"):
        write_compare_map(tmp_path / f"{name}.png", comparison, dpi=50)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.width == 827
