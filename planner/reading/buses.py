"""Norms and prices of school buses: keys of the scenario that say how lines for riders are drawn up."""

from typing import Annotated

from pydantic import Field, Strict

from planner.reading.schema_types import Amount, Identifier, StrictModel

Seats = Annotated[int, Strict(), Field(ge=1, le=200)]
StopMinutes = Annotated[float, Strict(), Field(ge=0, le=60, allow_inf_nan=False)]
Days = Annotated[int, Strict(), Field(ge=1, le=366)]


class Buses(StrictModel):
    """What buses hold and cost, for `planner buses`. It changes no plan."""

    seats: Seats = 36
    """Seats for pupils in a bus (assumed)."""
    stop_minutes: StopMinutes = 1.0
    """Minutes a bus stands at each stop; who sits in it already waits as long (assumed)."""
    wait_minutes: StopMinutes = 20.0
    """A bus may bring pupils in several runs; who comes with the first waits at school no longer than so many minutes
    for the last (assumed). 0: each bus makes one run."""
    depot: Identifier | None = None
    """The school (school_id, quoted) beside which all buses are kept; null: each is kept at the school it serves."""
    yuan_per_bus_per_year: Amount = 150_000.0
    """Cost of a bus whether it drives or not: driver, attendant, insurance, wear, yuan a year (assumed)."""
    yuan_per_kilometre: Amount = 2.5
    """Cost of a kilometre driven, with pupils or empty, yuan (assumed)."""
    school_days_per_year: Days = 200
    """Days on which buses drive, to school and back (assumed)."""
