"""Cells of settlements: a river parts them, and all of the ground is still shared out once."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from planner.reading.district import District
from planner.show.maps.areas import settlement_cells, town_grounds
from planner.show.maps.content import local_crs, map_content
from tests.shown import crowded, paper_shown

WEST, SOUTH, EAST, NORTH = 112.39, 34.79, 112.45, 34.85


def bounded_grid(folder: Path, water: list[shapely.Geometry] | None = None) -> District:
    """Return nine villages in one town, in rows at 34.80, 34.82 and 34.84, with water where there is any."""
    district = crowded(3).district
    towns = gpd.GeoDataFrame({"town": ["镇"]}, geometry=[shapely.box(WEST, SOUTH, EAST, NORTH)], crs="EPSG:4326")
    path = folder / "water.gpkg" if water else None
    if water:
        gpd.GeoDataFrame({"name": ["河"] * len(water)}, geometry=water, crs="EPSG:4326").to_file(path)
    settlements = district.settlements.assign(town="镇")
    return replace(district, folder=folder, boundaries=towns, water=path, settlements=settlements)


def river(lat: float, *, east: float = EAST + 0.1) -> shapely.LineString:
    """Return a river that runs east along a parallel."""
    return shapely.LineString([(WEST - 0.1, lat), (east, lat)])


def filled_once(cells: gpd.GeoSeries, district: District) -> bool:
    """Say whether the cells fill the towns and do not overlap."""
    assert district.boundaries is not None
    ground = district.boundaries.to_crs(cells.crs).union_all()
    whole = cells.union_all()
    return bool(
        np.isclose(cells.area.sum(), ground.area, rtol=1e-6)
        and np.isclose(whole.intersection(ground).area, ground.area, rtol=1e-6)
    )


def test_no_cell_crosses_a_river(tmp_path: Path) -> None:
    """A river just north of the first row keeps that row's cells south of it, where they would reach further."""
    dry, wet = bounded_grid(tmp_path / "none"), bounded_grid(tmp_path, [river(34.803)])
    crs = local_crs(wet)
    line = gpd.GeoSeries([river(34.803)], crs="EPSG:4326").to_crs(crs).iloc[0]
    cells = settlement_cells(wet, crs)
    assert not any(cell.buffer(-1.0).intersects(line) for cell in cells), "the river runs along borders alone"
    assert (settlement_cells(dry, crs).area.iloc[:3] > cells.area.iloc[:3]).all()
    assert filled_once(cells, wet)


def test_ground_beyond_the_river_where_nobody_lives_goes_to_the_nearest(tmp_path: Path) -> None:
    """A strip without villages is not lost."""
    wet = bounded_grid(tmp_path, [river(34.845)])
    assert filled_once(settlement_cells(wet, local_crs(wet)), wet)


def test_a_river_that_ends_within_a_town_parts_nothing(tmp_path: Path) -> None:
    """A dead end leaves the cells as they are without it."""
    dry, wet = bounded_grid(tmp_path / "none"), bounded_grid(tmp_path, [river(34.803, east=112.42)])
    crs = local_crs(wet)
    assert settlement_cells(wet, crs).area.to_list() == pytest.approx(settlement_cells(dry, crs).area.to_list())


def test_a_wide_river_drawn_as_an_area_parts_too(tmp_path: Path) -> None:
    """Both banks and the water itself are shared out once."""
    wet = bounded_grid(tmp_path, [shapely.box(WEST - 0.1, 34.808, EAST + 0.1, 34.812)])
    cells = settlement_cells(wet, local_crs(wet))
    assert filled_once(cells, wet)
    assert cells.is_valid.all()


def test_town_grounds_are_boundaries_or_cells() -> None:
    """With boundaries they are those; without, the settlements' cells by town, which do not overlap."""
    assert town_grounds(map_content(paper_shown().results)).keys() == {"城关镇", "送庄镇"}
    grounds = town_grounds(map_content(crowded(4).results))
    assert len(grounds) == 1
    one, other = town_grounds(map_content(crowded(6).results)).values()
    assert shapely.area(shapely.intersection(one, other)) == pytest.approx(0, abs=1)
