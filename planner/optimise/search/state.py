"""Who sits where, kept in step: loads, classes, open years, yuan, and what linking rows add up to.

Each function changes `Seats` in place, block by block and school by school.
"""

from planner.optimise.lacking import lacking_pupils
from planner.optimise.runtime.compiled import compiled_inner
from planner.optimise.school import (
    Needs,
    Taught,
    classes_for,
    funding_yuan,
    one_off_yuan,
    saved_by,
    school_at,
    state_of,
    with_classes,
    with_grade,
    with_pupils,
)
from planner.optimise.search.arrays import Rules, Seats
from planner.optimise.search.links import penalty_of, violation_at
from planner.optimise.search.ties import excess, slot_in


@compiled_inner
def settle(rules: Rules, seats: Seats) -> None:
    """Bring every school's yuan, the linking rows and the sums in step with who sits where."""
    for school in range(len(seats.schools)):
        recompute_cost(rules, seats, school)
    total = 0.0
    for block in range(len(seats.blocks)):
        total += yuan_of_seat(rules, block, seats.blocks[block]["at"])
    seats.sums[0] = total + seats.schools["yuan"].sum()
    reprice(rules, seats)


@compiled_inner
def reprice(rules: Rules, seats: Seats) -> None:
    """Bring the penalty in step with sums and prices of the linking rows."""
    seats.sums[1] = penalty_of(rules.linking.rows, seats.rows)


@compiled_inner
def shift_row(rules: Rules, seats: Seats, row: int, more: float) -> None:
    """Add to what a linking row sums to, and bring the penalty in step where the row is broken before or after."""
    rows, total = rules.linking.rows, seats.rows[row]["sum"]
    seats.rows[row]["sum"] = total + more
    if violation_at(rows, row, total) != violation_at(rows, row, total + more):
        reprice(rules, seats)


@compiled_inner
def priced_total(seats: Seats) -> float:
    """Return the total and the penalty, yuan: what the walk makes less."""
    return float(seats.sums[0] + seats.sums[1])


@compiled_inner
def yuan_of_seat(rules: Rules, block: int, pair: int) -> float:
    """Yuan of the block's journey, or of its shortfall."""
    if pair < 0:
        return rules.blocks[block]["missing"] * rules.limits[0]["shortfall_yuan"]
    return rules.pairs[pair]["yuan"]


@compiled_inner
def pair_to(rules: Rules, block: int, school: int) -> int:
    """Return the block's pair with a school, -1 if it is out of reach; pairs of a block are sorted by school."""
    low, high = rules.blocks[block]["first"], rules.blocks[block]["last"]
    while low < high:
        middle = (low + high) // 2
        if rules.pairs[middle]["school"] < school:
            low = middle + 1
        else:
            high = middle
    if low < rules.blocks[block]["last"] and rules.pairs[low]["school"] == school:
        return low
    return -1


@compiled_inner
def seat(rules: Rules, seats: Seats, block: int, pair: int) -> None:
    """Seat a block that has no seat; loads only, `recompute_cost` does the yuan."""
    seats.blocks[block]["at"] = pair
    if pair < 0:
        return
    school, year = rules.pairs[pair]["school"], rules.blocks[block]["year"]
    _shift_load(rules, seats, block, pair, 1.0)
    _shift_conflicts(rules, seats, block, pair, 1.0)
    _shift_moved(rules, seats, block, pair, 1.0)
    _shift_ties(rules, seats, pair, 1)
    first = seats.years[school, year]["head"]
    seats.blocks[block]["before"] = -1
    seats.blocks[block]["after"] = first
    if first >= 0:
        seats.blocks[first]["before"] = block
    seats.years[school, year]["head"] = block


@compiled_inner
def unseat(rules: Rules, seats: Seats, block: int) -> None:
    """Take a block's seat away; loads only."""
    pair = seats.blocks[block]["at"]
    seats.blocks[block]["at"] = -1
    if pair < 0:
        return
    school, year = rules.pairs[pair]["school"], rules.blocks[block]["year"]
    _shift_load(rules, seats, block, pair, -1.0)
    _shift_conflicts(rules, seats, block, pair, -1.0)
    _shift_moved(rules, seats, block, pair, -1.0)
    _shift_ties(rules, seats, pair, -1)
    before, after = seats.blocks[block]["before"], seats.blocks[block]["after"]
    if before >= 0:
        seats.blocks[before]["after"] = after
    else:
        seats.years[school, year]["head"] = after
    if after >= 0:
        seats.blocks[after]["before"] = before


@compiled_inner
def _shift_load(rules: Rules, seats: Seats, block: int, pair: int, sign: float) -> None:
    """Add a block's pupils to its school and year, or take them off (sign -1)."""
    school, year = rules.pairs[pair]["school"], rules.blocks[block]["year"]
    band, needs, taught = rules.blocks[block]["band"], needs_at(seats, school, year), Taught(0.0, 0, 0)
    for place in range(rules.band_grade.shape[1]):
        grade = rules.band_grade[band, place]
        if grade < 0:
            break
        load = seats.load[school, year, grade] + sign * rules.block_grades[block, grade]
        seats.load[school, year, grade] = load
        has = classes_for(load, rules.grades[grade]["size"])
        needs = with_classes(needs, seats.classes[school, year, grade], has, rules.grades[grade]["yuan"])
        seats.classes[school, year, grade] = has
        taught = with_grade(taught, load, has)
    needs = _with_saved(rules, seats, (school, year, band), taught, needs)
    pupils = sign * rules.blocks[block]["pupils"]
    needs = with_pupils(needs, pupils, pupils * rules.pairs[pair]["boards"])
    seats.years[school, year]["rooms"] = needs.rooms
    seats.years[school, year]["pupils"] = needs.pupils
    seats.years[school, year]["boarders"] = needs.boarders
    seats.years[school, year]["class_yuan"] = needs.class_yuan
    seats.years[school, year]["count"] += int(sign)


@compiled_inner
def _with_saved(rules: Rules, seats: Seats, at: tuple[int, int, int], taught: Taught, needs: Needs) -> Needs:
    """Bring the classes that a band saves in step with who is taught, at a school, year and band; return the needs."""
    school, year, band = at
    limits = rules.schools[school]
    saved = saved_by(taught, limits["pupils_together"], limits["grades_together"])
    needs = with_classes(needs, saved, seats.saved[school, year, band], band_yuan(rules, band))
    seats.saved[school, year, band] = saved
    return needs


@compiled_inner
def band_yuan(rules: Rules, band: int) -> float:
    """Yuan a year of a class of a band."""
    return float(rules.grades[rules.band_grade[band, 0]]["yuan"])


@compiled_inner
def _shift_conflicts(rules: Rules, seats: Seats, block: int, pair: int, sign: float) -> None:
    """Add a block's pupils to the row of conflicts for each school that its pair conflicts with as it is."""
    row = rules.linking.pupil_rows[1]
    if row >= 0 and rules.pairs[pair]["first_conflict"] < rules.pairs[pair]["last_conflict"]:
        shift_row(rules, seats, row, sign * rules.blocks[block]["pupils"] * conflicts_of(rules, seats, block, pair))


@compiled_inner
def _shift_moved(rules: Rules, seats: Seats, block: int, pair: int, sign: float) -> None:
    """Add those of a block who change school to the row of its year, or take them off (sign -1)."""
    row = rules.linking.pupil_rows[3]
    if row >= 0:
        shift_row(rules, seats, row + rules.blocks[block]["year"], sign * rules.pairs[pair]["moved"])


@compiled_inner
def moved_too_many(rules: Rules, seats: Seats, block: int, pair: int) -> float:
    """Return how many pupils of the year change school beyond the limit if a block takes a pair; read only."""
    row, now = rules.linking.pupil_rows[3] + rules.blocks[block]["year"], seats.blocks[block]["at"]
    total = seats.rows[row]["sum"]
    if now >= 0:
        total -= rules.pairs[now]["moved"]
    if pair >= 0:
        total += rules.pairs[pair]["moved"]
    return violation_at(rules.linking.rows, row, total)


@compiled_inner
def _shift_ties(rules: Rules, seats: Seats, pair: int, sign: int) -> None:
    """Add a block to the slots of the pair it takes, or take it off (sign -1), and bring the row of ties in step."""
    row, ties, tied = rules.linking.pupil_rows[2], rules.ties, seats.tied
    if row < 0:
        return
    for place in range(ties.pairs[pair]["first"], ties.pairs[pair]["last"]):
        slot = ties.slot_of[place]
        tie = ties.slots[slot]["tie"]
        before = excess(ties, tied, tie)
        was_used = tied.at[slot] > 0
        tied.at[slot] += sign
        tied.used[tie] += int(tied.at[slot] > 0) - int(was_used)
        more = excess(ties, tied, tie) - before
        if more != 0 and holds(rules, seats, tie):
            shift_row(rules, seats, row, more)


@compiled_inner
def holds(rules: Rules, seats: Seats, tie: int) -> bool:
    """Whether a tie holds: it has no school, or that one is closed in its year."""
    school, year = rules.ties.ties[tie]["school"], rules.ties.ties[tie]["year"]
    return bool(school < 0 or not seats.schools[school]["opens"] <= year < seats.schools[school]["closes"])


@compiled_inner
def excess_added(rules: Rules, seats: Seats, block: int, pair: int) -> int:
    """Return how many schools too many ties have if a block takes a pair, beyond those if it took none; read only."""
    ties, tied, now, added = rules.ties, seats.tied, seats.blocks[block]["at"], 0
    if pair < 0:
        return 0
    for place in range(ties.pairs[pair]["first"], ties.pairs[pair]["last"]):
        slot = ties.slot_of[place]
        tie = ties.slots[slot]["tie"]
        if holds(rules, seats, tie):
            own = slot_in(ties, now, tie)
            used = tied.used[tie] - int(own >= 0 and tied.at[own] == 1)
            others = tied.at[slot] - int(own == slot)
            if others == 0 and used >= ties.ties[tie]["most"]:
                added += 1
    return added


@compiled_inner
def conflicts_of(rules: Rules, seats: Seats, block: int, pair: int) -> int:
    """Return how many schools a pair conflicts with as they are in its block's year; -1 stands for no seat."""
    if pair < 0:
        return 0
    year, count = rules.blocks[block]["year"], 0
    for place in range(rules.pairs[pair]["first_conflict"], rules.pairs[pair]["last_conflict"]):
        school = rules.linking.conflict_schools[place]
        is_open = int(seats.schools[school]["opens"] <= year < seats.schools[school]["closes"])
        if is_open != rules.linking.conflict_when_closed[place]:
            count += 1
    return count


@compiled_inner
def set_years(rules: Rules, seats: Seats, school: int, opens: int, closes: int) -> None:
    """Change a school's open years, the pupils in conflict with it and its ties; `recompute_cost` does all else."""
    had_opens, had_closes = seats.schools[school]["opens"], seats.schools[school]["closes"]
    if had_opens == opens and had_closes == closes:
        return
    seats.schools[school]["opens"] = opens
    seats.schools[school]["closes"] = closes
    if rules.linking.pupil_rows[2] >= 0:
        row = rules.linking.pupil_rows[2]
        for place in range(rules.ties.first_of_school[school], rules.ties.first_of_school[school + 1]):
            tie = rules.ties.by_school[place]
            year = rules.ties.ties[tie]["year"]
            turned = int(had_opens <= year < had_closes) - int(opens <= year < closes)
            shift_row(rules, seats, row, turned * excess(rules.ties, seats.tied, tie))
    row = rules.linking.pupil_rows[1]
    if row < 0:
        return
    for place in range(rules.first_conflict[school], rules.first_conflict[school + 1]):
        pair = rules.linking.conflict_pairs[place]
        block = rules.pairs[pair]["block"]
        if seats.blocks[block]["at"] == pair:
            year = rules.blocks[block]["year"]
            turned = int(opens <= year < closes) - int(had_opens <= year < had_closes)
            turned *= 1 - 2 * rules.linking.pairs_when_closed[place]
            shift_row(rules, seats, row, turned * rules.blocks[block]["pupils"])


@compiled_inner
def needs_at(seats: Seats, school: int, year: int) -> Needs:
    """Return what those who sit at a school ask of it in a year."""
    now = seats.years[school, year]
    return Needs(now["rooms"], now["pupils"], now["boarders"], now["class_yuan"])


@compiled_inner
def fits(rules: Rules, seats: Seats, school: int, year: int) -> bool:
    """Whether the school keeps its own limits in the year."""
    return state_of(school_at(rules.schools, school), needs_at(seats, school, year)).violation == 0.0


@compiled_inner
def capital_of(rules: Rules, seats: Seats, school: int, year: int, needs: Needs) -> float:
    """Return yuan a year of rooms and beds, over all years, with these needs in one of them (-1: in none)."""
    limits = school_at(rules.schools, school)
    rooms, beds, yuan = 0, 0, 0.0
    for each in range(rules.limits[0]["n_years"]):
        state = state_of(limits, needs if each == year else needs_at(seats, school, each))
        rooms, beds = max(rooms, state.rooms_added), max(beds, state.beds_added)
        if each + 1 == rules.decided[each, 1]:
            yuan += one_off_yuan(limits, rooms, beds) * (rules.decided[each, 1] - rules.decided[each, 0])
    return float(yuan * rules.limits[0]["annuity"])


@compiled_inner
def recompute_cost(rules: Rules, seats: Seats, school: int) -> float:
    """Work out a school's yuan anew from its loads and open years; return by how much it rose, penalty apart."""
    open_years = seats.schools[school]["closes"] - seats.schools[school]["opens"]
    capital = capital_of(rules, seats, school, -1, needs_at(seats, school, 0))
    yuan = capital + rules.schools[school]["fixed_yuan"] * open_years
    for year in range(rules.limits[0]["n_years"]):
        yuan += seats.years[school, year]["class_yuan"]
        yuan += funding_yuan(school_at(rules.schools, school), seats.years[school, year]["pupils"])
    if rules.schools[school]["existing"] == 0:
        yuan += rules.limits[0]["annuity"] * rules.schools[school]["build_yuan"] * open_years
    risen = yuan - seats.schools[school]["yuan"]
    seats.sums[0] += risen
    seats.schools[school]["yuan"] = yuan
    seats.schools[school]["capital"] = capital
    if rules.linking.first_link[school] < rules.linking.first_link[school + 1]:
        _relink(rules, seats, school)
    if rules.linking.pupil_rows[0] >= 0:
        _recount_lacking(rules, seats, school)
    return risen


@compiled_inner
def _recount_lacking(rules: Rules, seats: Seats, school: int) -> None:
    """Count anew the pupils that a school lacks in the years in which it is open."""
    lacking = 0.0
    for year in range(seats.schools[school]["opens"], seats.schools[school]["closes"]):
        lacking += lacking_pupils(rules.least, seats.load, school, year, seats.years[school, year]["pupils"])
    shift_row(rules, seats, rules.linking.pupil_rows[0], lacking - seats.schools[school]["lacking"])
    seats.schools[school]["lacking"] = lacking


@compiled_inner
def _relink(rules: Rules, seats: Seats, school: int) -> None:
    """Work out anew what a school adds to linking rows; its links are sorted by row, then year."""
    limits = school_at(rules.schools, school)
    opens, closes = seats.schools[school]["opens"], seats.schools[school]["closes"]
    rooms, beds, year = 0, 0, 0
    for place in range(rules.linking.first_link[school], rules.linking.first_link[school + 1]):
        link = rules.linking.links[place]
        if link["year"] < year:
            rooms, beds, year = 0, 0, 0
        while year < rules.decided[link["year"], 1]:
            state = state_of(limits, needs_at(seats, school, year))
            rooms, beds, year = max(rooms, state.rooms_added), max(beds, state.beds_added), year + 1
        adds = link["rooms"] * rooms + link["beds"] * beds
        if opens <= link["year"] < closes:
            adds += link["opened"] + link["open_rooms"] * rooms
            adds += link["classes"] * seats.years[school, link["year"]]["rooms"]
        if adds != seats.linked[place]:
            shift_row(rules, seats, link["row"], adds - seats.linked[place])
            seats.linked[place] = adds
