"""Seats of today's schools by stage, under the class sizes and school sizes that a scenario has by default."""

from collections.abc import Mapping

from planner.decide.shortfall.network import today_network
from planner.decide.shortfall.school_seats import school_seats
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.reading.schema_types import Stage


def seats_today(
    district: District, scenario: Scenario, year: int, pupils: Mapping[Stage, float]
) -> dict[Stage, float | None]:
    """Return the seats of existing schools by stage; None for a stage that no school of the table teaches.

    `scenario` says the class sizes; `pupils`, by stage, tell how schools of two stages share their rooms: see
    `planner.decide.shortfall.school_seats`.
    """
    rows = school_seats(district, scenario, today_network(district, year), pupils)
    sums = rows.groupby("stage")["seats"].sum()
    return {stage: float(sums[stage]) if stage in sums.index else None for stage in pupils}
