"""Who may board and attend where, by what is decided about schools; kept apart for problems that decide anew."""

from dataclasses import dataclass

from planner.problem.pairs import may_board
from planner.problem.problem import Flags
from planner.problem.same_town import may_attend
from planner.problem.set_assignments import left_by_set
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario


@dataclass(frozen=True, kw_only=True, eq=False)
class Permits:
    """What rules allow that look at which schools may be open, or are sure to stay."""

    board: Flags
    """(band, journey): whether pupils may board at its end, as `may_board` says."""
    attend: Flags
    """(band, journey): whether they may attend there at all, as `may_attend` and `left_by_set` say."""


def permits_of(district: District, journeys: Journeys, scenario: Scenario) -> Permits:
    """Return what the scenario's own decisions allow."""
    attend = may_attend(district, journeys, scenario) & left_by_set(district, journeys, scenario)
    return Permits(board=may_board(district, journeys, scenario), attend=attend)
