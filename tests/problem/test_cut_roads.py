"""Roads that are cut: by name, at a point, bridges whole."""

import geopandas as gpd
import pytest
import shapely

from planner.errors import InputError
from planner.problem.cut_roads import NO_CUTS, RoadCuts, cut_roads


def roads() -> gpd.GeoDataFrame:
    """Return a straight road of about 2 km that passes a bridge, and another road."""
    lines = [[(112.0, 34.0), (112.01, 34.0)], [(112.01, 34.0), (112.02, 34.0)], [(112.0, 34.1), (112.1, 34.1)]]
    return gpd.GeoDataFrame(
        {"name": ["河滨路", "河滨路", "北路"], "level": [0, 1, 0], "speed_kph": [30.0, 30.0, 40.0]},
        geometry=[shapely.LineString(line) for line in lines],
        crs="EPSG:4326",
    )


def test_a_name_cuts_every_line_of_it() -> None:
    """Both lines of the name go; nothing else."""
    assert cut_roads(roads(), RoadCuts(names=("河滨路",)), "roads.gpkg")["name"].tolist() == ["北路"]
    assert not NO_CUTS


def test_a_point_on_a_bridge_cuts_all_of_it() -> None:
    """A line on another level goes whole."""
    left = cut_roads(roads(), RoadCuts(points=((112.0151, 34.0001),)), "roads.gpkg")
    assert left["level"].tolist() == [0, 0]


def test_a_point_on_a_road_cuts_fifty_metres() -> None:
    """The line becomes two with a gap about the point; what the line says stays with both."""
    left = cut_roads(roads(), RoadCuts(points=((112.005, 34.0),)), "roads.gpkg")
    pieces = left[(left["name"] == "河滨路") & (left["level"] == 0)]
    assert len(pieces) == 2
    metres = pieces.to_crs("+proj=tmerc +lon_0=112 +lat_0=34 +ellps=WGS84").length.sum()
    whole = roads().iloc[:1].to_crs("+proj=tmerc +lon_0=112 +lat_0=34 +ellps=WGS84").length.sum()
    assert 45 < whole - metres < 55
    assert shapely.distance(pieces.geometry.to_numpy(), shapely.Point(112.005, 34.0)).min() > 0.0002
    assert cut_roads(roads(), RoadCuts(points=((112.0, 34.0),)), "roads.gpkg")["name"].tolist().count("河滨路") == 2


@pytest.mark.parametrize(
    ("cuts", "says"),
    [
        (RoadCuts(names=("河滨道",)), "河滨路"),
        (RoadCuts(points=((113.0, 34.0),)), "km off"),
        (RoadCuts(names=("河滨路", "北路")), "stays open"),
    ],
)
def test_what_is_not_there_is_named(cuts: RoadCuts, says: str) -> None:
    """An unknown name with the nearest, a point far from any road, all roads at once."""
    with pytest.raises(InputError) as caught:
        cut_roads(roads(), cuts, "roads.gpkg")
    assert says in caught.value.text()
    with pytest.raises(InputError, match="have names"):
        cut_roads(roads().assign(name=""), RoadCuts(names=("x",)), "roads.gpkg")
