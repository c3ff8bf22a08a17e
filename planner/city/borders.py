"""Which ways across borders pupils may take, by what regions.yaml opens."""

from collections.abc import Sequence

from planner.city.counties import CityInputs
from planner.decide.city.crossing import Ways, ways_between
from planner.reading.regions import crossings_of


def ways_of(inputs: CityInputs) -> list[Ways]:
    """Return every way across a border that pupils may take."""
    found = [
        ways_between(inputs.counties[home], inputs.counties[host], stages)
        for (home, host), stages in crossings_of(inputs.file.regions).items()
    ]
    return [ways for ways in found if ways.count]


def with_open_borders(ways: Sequence[Ways]) -> list[str]:
    """Return the counties whose pupils may cross, or that others' may come to."""
    return sorted({each.id for way in ways for each in (way.home, way.host)})
