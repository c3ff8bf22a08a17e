"""The price of a pupil without a seat while the search cools: low at first, in full at the end.

Where seats are short the schools are full. At the full price a block hardly ever gives its seat to one with a pupil
less, however much nearer: who is left over, and who sits where, would stay as the first plan has it. A penalty that
rises to its full height, as in the penalty methods for constrained problems, lets full schools be rearranged first.
"""

import numpy as np

from planner.optimise.options.search import PriceOptions
from planner.optimise.search.arrays import Rules, Seats


def with_own_price(rules: Rules, begin: Seats) -> Rules:
    """Return rules whose price of a pupil without a seat may change while other threads keep theirs.

    Where the search begins with pupils left over, it may leave over others.
    """
    limits = rules.limits.copy()
    limits["is_short"] = pupils_left_over(rules, begin) > 0
    return rules._replace(limits=limits)


def price_at(done: float, first: float, full: float, options: PriceOptions) -> float:
    """Return yuan a year for a pupil without a seat when so much of the cooling, 0 to 1, is over.

    >>> options = PriceOptions(left_over_full_after=0.5)
    >>> [price_at(done, 10.0, 1000.0, options) for done in (0.0, 0.25, 0.5, 1.0)]
    [10.0, 100.0, 1000.0, 1000.0]
    """
    if not 0 < first < full or done >= options.left_over_full_after:  # first is 0 where nothing else costs anything
        return full
    return float(first * (full / first) ** (done / options.left_over_full_after))


def first_price(rules: Rules, begin: Seats, hottest: float, options: PriceOptions) -> float:
    """Return the price to begin with, yuan a year a pupil; `hottest`: the highest temperature of the cooling.

    Where the search begins with everybody seated it is the full one: at less, schools would be closed over pupils.
    """
    if not pupils_left_over(rules, begin):
        return float(rules.limits["shortfall_yuan"][0])
    typical = float(np.mean(rules.blocks["pupils"])) if len(rules.blocks) else 1.0
    return options.left_over_first * hottest / max(typical, 1.0)


def pupils_left_over(rules: Rules, seats: Seats) -> float:
    """Return how many pupils have no seat, those of a variant by its weight."""
    return float(rules.blocks["missing"][seats.blocks["at"] < 0].sum())


def set_price(rules: Rules, seats: Seats, yuan: float) -> None:
    """Change the price in rules of this thread's own, and bring the seats' total in step."""
    seats.sums[0] += (yuan - rules.limits["shortfall_yuan"][0]) * pupils_left_over(rules, seats)
    rules.limits["shortfall_yuan"] = yuan
