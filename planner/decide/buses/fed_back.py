"""The cost of bus lines as a price of riding: a plan, and the plan solved again at that price, side by side."""

from dataclasses import dataclass

from planner.decide.buses.buses import BusAnswer
from planner.decide.results import Results


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two plans, yuan a year; money of the plan is the mean over its years, buses are of one year."""

    ride_yuan_per_pupil_kilometre: float
    """The price that the plan was solved at."""
    lines_yuan_per_pupil_kilometre: float | None
    """The price that its own lines come to; None where nobody rides."""
    riders: int
    rider_kilometres: float
    lines: int
    buses: int
    buses_yuan: float
    """What its lines cost."""
    public_yuan: float
    """Public money without riding: schools, classes, building, boarding."""
    merged: int
    boarders: float
    moved: float
    """Pupils who change school in the last planning year."""
    short: float
    """Pupils without a seat in the last planning year."""
    status: str
    gap: float | None

    @property
    def public_and_buses_yuan(self) -> float:
        """Public money and what the lines cost."""
        return self.public_yuan + self.buses_yuan


@dataclass(frozen=True, kw_only=True)
class FedBack:
    """Both plans, and which of the second one's price its lines come to."""

    year: int
    before: Side
    after: Side
    folder: str
    """Of the second plan, below that of the lines."""


def side_of(results: Results, answer: BusAnswer) -> Side:
    """Put together a plan's figures and those of its lines; the plan pays no rider's kilometre from public money here.

    Where the county pays riding, that part of public money is taken off: the lines' own cost stands in its place.
    """
    plan, prices, terms = results.plan, results.scenario.prices, results.plan.objective
    schools = terms.school + terms.class_ + terms.capital + (terms.small_schools or 0.0)
    last = results.last.measures
    return Side(
        ride_yuan_per_pupil_kilometre=prices.ride_yuan_per_pupil_kilometre,
        lines_yuan_per_pupil_kilometre=answer.yuan_per_rider_kilometre,
        riders=answer.riders,
        rider_kilometres=answer.rider_kilometres,
        lines=len(answer.lines),
        buses=answer.n_buses,
        buses_yuan=answer.yuan_per_year,
        public_yuan=(schools + results.boarding.lodging) / results.n_years,
        merged=last.merged,
        boarders=float(sum(sum(row.pupils.values()) for row in plan.assignments
                           if row.mode == "board" and row.year == last.year)),
        moved=results.last.hearing.moved_merged + results.last.hearing.moved_open,
        short=float(last.shortfall),
        status=plan.status,
        gap=plan.gap,
    )  # fmt: skip
