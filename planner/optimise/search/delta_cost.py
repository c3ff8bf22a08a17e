"""What a school would cost with one block more, one fewer, or one in the place of another: read, not done."""

import numpy as np

from planner.optimise.runtime.compiled import compiled_inner
from planner.optimise.search.state import NEVER, TOLERANCE, Rules, Seats


@compiled_inner
def added_yuan(rules: Rules, seats: Seats, school: int, came: int, went: int) -> float:
    """Yuan the school's classes and capital would rise by if pair `came` came and block `went` left (-1: nobody).

    Both of one year. inf where the school would break a limit of its own. Opening and closing are not weighed.
    """
    block = rules.pairs[came]["block"] if came >= 0 else went
    year = rules.blocks[block]["year"]
    now = seats.years[school, year]
    rooms, pupils, boarders, yuan = now["rooms"], now["pupils"], now["boarders"], 0.0
    if went >= 0:
        pupils -= rules.blocks[went]["pupils"]
        boarders -= rules.pairs[seats.blocks[went]["at"]]["boards"] * rules.blocks[went]["pupils"]
    if came >= 0:
        pupils += rules.blocks[block]["pupils"]
        boarders += rules.pairs[came]["boards"] * rules.blocks[block]["pupils"]
    sides = 1 if went < 0 or came < 0 or rules.blocks[went]["band"] == rules.blocks[block]["band"] else 2
    for side in range(sides):
        band = rules.blocks[block]["band"] if side == 0 else rules.blocks[went]["band"]
        for place in range(rules.band_grade.shape[1]):
            grade = rules.band_grade[band, place]
            if grade < 0:
                break
            size = rules.grades[grade]["size"]
            if size >= NEVER:
                continue
            load = seats.load[school, year, grade]
            if came >= 0:
                load += rules.block_grades[block, grade]
            if went >= 0:
                load -= rules.block_grades[went, grade]
            more = int(np.ceil(load / size - TOLERANCE)) - seats.classes[school, year, grade]
            rooms += more
            yuan += more * rules.grades[grade]["yuan"]
    limits = rules.schools[school]
    if (
        rooms > limits["rooms_max"]
        or pupils > limits["pupils_max"] + TOLERANCE
        or boarders > limits["beds_max"] + TOLERANCE
    ):
        return np.inf
    return yuan + _added_capital(rules, seats, school, year, rooms, boarders)


@compiled_inner
def _added_capital(  # noqa: PLR0913, PLR0917 - compiled code takes no keywords
    rules: Rules, seats: Seats, school: int, year: int, rooms: int, boarders: float
) -> float:
    """Yuan a year, over all years, that rooms and beds would rise by with these in use in one year."""
    limits = rules.schools[school]
    had_rooms, had_beds, has_rooms, has_beds, risen = 0, 0, 0, 0, 0.0
    for each in range(rules.limits[0]["n_years"]):
        now = seats.years[school, each]
        beds = int(np.ceil(now["boarders"] - TOLERANCE))
        had_rooms = max(had_rooms, now["rooms"] - limits["rooms"])
        had_beds = max(had_beds, beds - limits["beds"])
        if each == year:
            has_rooms = max(has_rooms, rooms - limits["rooms"])
            has_beds = max(has_beds, int(np.ceil(boarders - TOLERANCE)) - limits["beds"])
        else:
            has_rooms = max(has_rooms, now["rooms"] - limits["rooms"])
            has_beds = max(has_beds, beds - limits["beds"])
        risen += (has_rooms - had_rooms) * limits["room_yuan"] + (has_beds - had_beds) * limits["bed_yuan"]
    return float(rules.limits[0]["annuity"] * risen)
