"""Water in the plane of the roads: what no lane between a place and a road, or between two places, may cross."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from planner.problem.problem import Flags, Floats

_SPOT_METRES = 0.5
Geometries = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Water:
    """Rivers as lines, lakes as areas, metres in the plane; none where no water is known."""

    shapes: Geometries

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.shapes)

    def between(self, start: Floats, end: Floats) -> Flags:
        """Say which straight ways from start to end (way, 2) meet water; a place on the very spot crosses none."""
        wet = np.zeros(len(start), dtype=np.bool_)
        if len(self.shapes) and len(start):
            ways = np.asarray(shapely.linestrings(np.stack((start, end), axis=1)))
            wet[self._tree.query(ways, predicate="intersects")[0]] = True
            wet &= np.hypot(*(end - start).T) > _SPOT_METRES
        return wet


DRY = Water(np.empty(0, dtype=object))
"""No water known."""
