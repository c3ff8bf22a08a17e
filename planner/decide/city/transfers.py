"""What a county's proven limit takes account of where pupils may cross its borders, so that the limits of all add up.

Every block that may cross has a price, yuan a year: what serving it costs at home at the margin, as the home county's
own proof says, but where home seats everybody not much more than elsewhere (`capped`). In the limit of a county

- its own blocks may leave through an open border at their price, whether or not anybody there has a seat;
- neighbours' blocks that may come are blocks of its own besides, which it may take, at their own journey's cost, for
  their price, or leave.

In a plan of the whole each block that crosses pays its price at home, and earns it where it attends: the sum over all
counties is the plan's total, whatever the prices are. So the sum of the counties' limits is one on the total. What it
leaves out: that a block which leaves needs a seat somewhere, and attends at one place only.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.decide.city.county import County
from planner.decide.city.crossing import Ways
from planner.plan import Plan
from planner.problem.demand import Blocks, find_blocks
from planner.problem.problem import Flags, Floats


@dataclass(frozen=True, kw_only=True)
class Guest:
    """A neighbour's block that a county may take."""

    year: int
    band: str
    pupils: dict[str, float]
    """By grade."""
    price_yuan: float
    ways: tuple[tuple[str, int, float, float, float], ...]
    """school_id, mode, minutes, kilometres, and yuan a year for the whole block."""


@dataclass(frozen=True, kw_only=True)
class Transfers:
    """What the limit of one county needs to know of its neighbours."""

    leaving_yuan: tuple[float | None, ...]
    """(block of the county): its price; None where it may not cross."""
    guests: tuple[Guest, ...]


def capped(county: County, plan: Plan, ways: Sequence[Ways], prices: Floats) -> Floats:
    """(block): prices no higher than the cheapest seat across the border and the mean cost of a pupil at home together.

    Where schools are full but nobody is left over, one pupil more costs a missing seat, and one less saves a journey:
    the proof may tell the one or the other. Where pupils are left over, prices stay as they are.
    """
    if plan.shortfall:
        return prices
    blocks = find_blocks(county.district, county.scenario)
    seat = dict[tuple[int, int], float]()
    for each in ways:
        if each.home.id == county.id:
            for pair, yuan in zip(
                zip(each.settlement.tolist(), each.band.tolist(), strict=True),
                each.yuan_per_pupil.tolist(),
                strict=True,
            ):
                seat[pair] = min(yuan + float(each.host.seat_yuan.max()), seat.get(pair, np.inf))
    mean = plan.objective.cost / max(float(blocks.grade_pupils.sum()), 1.0)
    pairs = zip(blocks.settlement.tolist(), blocks.band.tolist(), strict=True)
    most = np.array([seat.get(pair, np.inf) + mean for pair in pairs]) * blocks.grade_pupils.sum(axis=1)
    lower: Floats = np.minimum(prices, most)
    return lower


def transfers_of(county: County, ways: Sequence[Ways], prices: Mapping[str, Floats]) -> Transfers:
    """Gather it; `prices` are those of the blocks of each county with an open border, by its id."""
    own = find_blocks(county.district, county.scenario)
    leaving = _may_cross(own, [each for each in ways if each.home.id == county.id])
    return Transfers(
        leaving_yuan=tuple(
            float(price) if may else None for may, price in zip(leaving, prices[county.id], strict=True)
        ),
        guests=tuple(_guests(county, [each for each in ways if each.host.id == county.id], prices)),
    )


def _may_cross(blocks: Blocks, ways: Sequence[Ways]) -> Flags:
    """(block): whether it has a way out."""
    homes = {pair for each in ways for pair in zip(each.settlement.tolist(), each.band.tolist(), strict=True)}
    pairs = zip(blocks.settlement.tolist(), blocks.band.tolist(), strict=True)
    return np.array([pair in homes for pair in pairs], dtype=bool)


def _guests(county: County, ways: Sequence[Ways], prices: Mapping[str, Floats]) -> list[Guest]:
    """Return each block of a neighbour once, with all its ways to schools of the county."""
    ids, found = county.district.schools["school_id"].tolist(), []
    for each in ways:
        home, blocks = each.home, find_blocks(each.home.district, each.home.scenario)
        of_home: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for way, pair in enumerate(zip(each.settlement.tolist(), each.band.tolist(), strict=True)):
            of_home[pair].append(way)
        bands, years, grades = list(home.scenario.grade_bands), home.scenario.placed_years, home.scenario.grades
        for block, pair in enumerate(zip(blocks.settlement.tolist(), blocks.band.tolist(), strict=True)):
            if pair not in of_home:
                continue
            pupils = blocks.grade_pupils[block]
            heads = float(pupils.sum())
            found.append(
                Guest(
                    year=years[int(blocks.year[block])],
                    band=bands[pair[1]],
                    pupils={grades[place]: float(pupils[place]) for place in np.nonzero(pupils)[0]},
                    price_yuan=float(prices[home.id][block]),
                    ways=tuple(
                        (
                            ids[each.school[way]], int(each.mode[way]), float(each.minutes[way]),
                            float(each.kilometres[way]), float(each.yuan_per_pupil[way]) * heads,
                        )
                        for way in of_home[pair]
                    ),
                )
            )  # fmt: skip
    return found
