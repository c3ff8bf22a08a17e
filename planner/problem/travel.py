"""Minutes and kilometres between settlements and schools, from the travel table, the roads, or straight lines."""

from dataclasses import dataclass
from typing import Literal

from planner.problem.problem import Floats, Ints


@dataclass(frozen=True, kw_only=True, eq=False)
class Journeys:
    """Journeys within reach, one entry a (settlement, school) pair, sorted by settlement, then school.

    NaN = cannot be travelled that way (or, for kilometres, unknown); never a big number.
    """

    settlement: Ints
    """(journey): row of the settlements table."""
    school: Ints
    """(journey): row of the schools table."""
    walk_minutes: Floats
    """(journey): minutes one way, NaN = cannot."""
    ride_minutes: Floats
    """(journey): minutes one way, NaN = cannot."""
    kilometres: Floats
    """(journey): length of the ride one way, NaN = unknown."""
    source: Literal["table", "roads", "straight"]
    notes: tuple[str, ...]
    """Sentences for the plan: straight lines used, places no road reaches, unconnected pieces of road."""
