"""The made-up province: its counties lie side by side, and can be read as a city."""

from pathlib import Path

from bench.province import make_province
from planner.city.counties import read_city
from planner.decide.city.crossing import ways_between


def test_counties_lie_side_by_side(tmp_path: Path) -> None:
    """Neighbours' pupils can cross the one border there is; the counties do not lie on one another."""
    city = read_city(make_province(tmp_path, 2, 8, ["primary"]))
    one, other = city.counties.values()
    assert one.district.settlements["lon"].max() < other.district.settlements["lon"].min()
    assert ways_between(one, other, ("primary",)).count > 0
    assert one.district.provenance.is_synthetic
