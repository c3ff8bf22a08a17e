"""A table of places, and where they lie on a plane."""

from dataclasses import dataclass

import numpy as np

from planner.reading.columns import ParsedTable
from planner.reading.coordinates import Flags, Floats
from planner.reading.provenance import TableProvenance

METRES_PER_DEGREE = 111_195.0
"""Length of a degree of a great circle on a sphere of 6,371 km."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Places:
    """A table of places: in WGS84, as it was written, and what was declared of it."""

    table: ParsedTable
    original: ParsedTable
    told: TableProvenance

    @property
    def known(self) -> Flags:
        """Say which records have both coordinates (record)."""
        return self.table.good("lon", "lat")

    def metres(self, centre: tuple[float, float]) -> Floats:
        """Return metres east and north of a centre (known record, 2)."""
        lon, lat = self.table.values("lon")[self.known], self.table.values("lat")[self.known]
        return metres_from(lon, lat, centre)


def metres_from(lon: Floats, lat: Floats, centre: tuple[float, float]) -> Floats:
    """Return metres east and north of a centre, on a plane that touches there (point, 2)."""
    east = (lon - centre[0]) * METRES_PER_DEGREE * np.cos(np.radians(centre[1]))
    return np.column_stack([east, (lat - centre[1]) * METRES_PER_DEGREE])
