"""The years in which a school is open: opened for pupils, closed when nobody attends, held open for linking rows.

An existing school is open from the first year on, or never; a site once built stays open. In years that are decided
together, such as outlook years with the last planning year, a school is open in all or in none.
"""

from planner.optimise.runtime.compiled import compiled_inner
from planner.optimise.search.arrays import Rules, Seats
from planner.optimise.search.links import violation_at
from planner.optimise.search.state import (
    priced_total,
    recompute_cost,
    reprice,
    set_years,
)


@compiled_inner
def open_for(rules: Rules, seats: Seats, school: int, year: int) -> bool:
    """Open a school in a year, and in those that go with it; False where it was decided to be closed."""
    if seats.schools[school]["opens"] <= year < seats.schools[school]["closes"]:
        return True
    if rules.schools[school]["free"] == 0:
        return False
    opens, closes = 0, rules.decided[year, 1]
    if rules.schools[school]["existing"] == 0:
        opens, closes = rules.decided[year, 0], rules.limits[0]["n_years"]
        if seats.schools[school]["opens"] < seats.schools[school]["closes"]:
            opens = min(opens, seats.schools[school]["opens"])
    set_years(rules, seats, school, opens, closes)
    return True


@compiled_inner
def close_empty_years(rules: Rules, seats: Seats, school: int) -> None:
    """Close a free school in the years at its end (a site: at its beginning) in which nobody attends it.

    It stays open where closing it breaks linking rows that cost more than it does.
    """
    opens, closes = seats.schools[school]["opens"], seats.schools[school]["closes"]
    if rules.schools[school]["free"] == 0:
        return
    decided, n_years = rules.decided, rules.limits[0]["n_years"]
    if rules.schools[school]["existing"] == 0:
        while opens < n_years and _may_close(rules, seats, school, opens, decided[opens, 1]):
            opens = decided[opens, 1]
    else:
        while opens < closes and _may_close(rules, seats, school, decided[closes - 1, 0], closes):
            closes = decided[closes - 1, 0]
    set_years(rules, seats, school, opens, closes)


@compiled_inner
def _may_close(rules: Rules, seats: Seats, school: int, since: int, until: int) -> bool:
    """Whether nobody attends a school from one year to before another, and closing it costs no more than it saves."""
    for year in range(since, until):
        if seats.years[school, year]["count"] > 0:
            return False
    risen = 0.0
    for place in range(rules.linking.first_link[school], rules.linking.first_link[school + 1]):
        link = rules.linking.links[place]
        if since <= link["year"] < until and link["opened"] != 0.0:
            row, rows = link["row"], rules.linking.rows
            total = seats.rows[row]["sum"]
            more = violation_at(rows, row, total - link["opened"]) - violation_at(rows, row, total)
            risen += seats.rows[row]["price"] * more
    return bool(risen <= rules.schools[school]["fixed_yuan"] * (until - since))


@compiled_inner
def use_open_years(rules: Rules, seats: Seats) -> None:
    """Close years in which nobody attends a free school, and open some where that mends linking rows.

    At present prices: one that has risen since a school closed may be worth more than the school costs.
    """
    reprice(rules, seats)
    for school in range(len(seats.schools)):
        if rules.schools[school]["free"] == 0:
            continue
        close_empty_years(rules, seats, school)
        recompute_cost(rules, seats, school)
        pays = seats.sums[1] > 0.0
        while pays:
            opens, closes = seats.schools[school]["opens"], seats.schools[school]["closes"]
            before = priced_total(seats)
            if rules.schools[school]["existing"] == 0:
                pays = opens > 0 and open_for(rules, seats, school, opens - 1)
            else:
                pays = closes < rules.limits[0]["n_years"] and open_for(rules, seats, school, closes)
            recompute_cost(rules, seats, school)
            if priced_total(seats) >= before:
                set_years(rules, seats, school, opens, closes)
                recompute_cost(rules, seats, school)
                pays = False
