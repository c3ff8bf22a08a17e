"""Where pupils go to school today: from the attends table, or else the nearest existing school with room."""

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from planner.language import Text
from planner.problem.actions import find_sites
from planner.problem.demand import pupils_by_grade
from planner.problem.modes import modes_in_band
from planner.problem.problem import Floats, Ints, Mode, Problem, Today
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario

NEAREST_NOTE = Text("today's school: nearest open school with room", "现就读学校：按最近的、有学位的学校推定")
"""The plan says so where no attends table is given."""
_HOME = ["settlement", "band"]


def find_today(district: District, journeys: Journeys, scenario: Scenario) -> Today:
    """Return who attends which school today, and today's school of every home within reach of one.

    By `attends` where it is given; a home that it does not name is assumed to attend the nearest existing school with
    room, one home after another, those with the shortest way first; where none has room, the nearest of all.
    """
    told = _attended(district, scenario)
    home_school = np.full((len(district.settlements), len(scenario.grade_bands)), -1, dtype=np.int64)
    most = told.sort_values(["pupils", "rank"], ascending=[False, True]).drop_duplicates(_HOME)
    home_school[most["settlement"], most["band"]] = most["school"]
    is_counted = home_school >= 0
    assumed = _nearest_with_room(district, journeys, scenario, told)
    home_school[assumed["settlement"], assumed["band"]] = assumed["school"]
    entries = assumed.assign(share=1.0) if district.attends is None else told
    return Today(
        settlement=entries["settlement"].to_numpy(np.int64),
        band=entries["band"].to_numpy(np.int64),
        school=entries["school"].to_numpy(np.int64),
        share=entries["share"].to_numpy(float),
        home_school=home_school,
        home_counted=is_counted,
        notes=(NEAREST_NOTE,) if district.attends is None else (),
    )


def attends_year(district: District) -> int | None:
    """Return the school year that the attends table is of; None where there is none, or it does not say."""
    if district.attends is None or "year" not in district.attends:
        return None
    years = district.attends["year"].dropna().unique()
    return int(years[0]) if len(years) == 1 else None


def homes_today(district: District, scenario: Scenario) -> pd.Series:
    """Return pupils by settlement_id: as the attends table counts them, else those of the first planning year."""
    rows = district.attends
    if rows is None:
        rows = district.pupils[district.pupils["year"] == scenario.years[0]]
    return rows[rows["grade"].isin(scenario.grades)].groupby("settlement_id")["pupils"].sum().astype(float)


def shares_of_blocks(problem: Problem) -> csr_array:
    """(block, school): the share of each block's home that attends the school today, sparse.

    A row sums to 1; to 0 where `attends` does not name the home, or no school is within its reach.
    """
    today, n_bands = problem.today, len(problem.bands)
    shape = (len(problem.settlement_ids) * n_bands, problem.n_schools)
    homes = csr_array((today.share, (today.settlement * n_bands + today.band, today.school)), shape=shape)
    return csr_array(homes[problem.block_settlement * n_bands + problem.block_band])


def pupils_today(district: District, today: Today, scenario: Scenario) -> Floats:
    """Return pupils at each school today, shape (school, grade of the scenario)."""
    pupils = np.zeros((len(district.schools), len(scenario.grades)))
    if district.attends is not None:
        rows = district.attends
        school = pd.Index(district.schools["school_id"]).get_indexer(pd.Index(rows["school_id"]))
        grade = pd.Index(scenario.grades).get_indexer(pd.Index(rows["grade"]))
        known = (school >= 0) & (grade >= 0)
        np.add.at(pupils, (school[known], grade[known]), rows["pupils"].to_numpy(float)[known])
        return pupils
    living = pupils_by_grade(district, scenario)[:, 0, :]
    for place, band in enumerate(scenario.grade_bands.values()):
        columns = [scenario.grades.index(grade) for grade in band.grades]
        mine = today.band == place
        going = today.share[mine, None] * living[today.settlement[mine]][:, columns]
        np.add.at(pupils, (today.school[mine][:, None], np.array(columns)[None, :]), going)
    return pupils


def _attended(district: District, scenario: Scenario) -> pd.DataFrame:
    """Return a row a home and school it attends by the table: settlement, band, school, rank, pupils, share."""
    rows = district.pupils.iloc[:0].assign(school_id="") if district.attends is None else district.attends
    settlement = pd.Index(district.settlements["settlement_id"].to_numpy())
    school = pd.Index(district.schools["school_id"].to_numpy())
    band_of = {grade: number for number, band in enumerate(scenario.grade_bands.values()) for grade in band.grades}
    counted = pd.DataFrame(
        {
            "settlement": settlement.get_indexer(pd.Index(rows["settlement_id"].to_numpy())),
            "band": rows["grade"].map(band_of).to_numpy(),
            "school": school.get_indexer(pd.Index(rows["school_id"].to_numpy())),
            "pupils": rows["pupils"].to_numpy(float),
        }
    ).dropna()
    sums = counted[counted["pupils"] > 0].groupby([*_HOME, "school"], as_index=False)["pupils"].sum()
    share = sums["pupils"] / sums.groupby(_HOME)["pupils"].transform("sum")
    found = pd.DataFrame({name: sums[name].to_numpy(np.int64) for name in (*_HOME, "school")})
    return found.assign(pupils=sums["pupils"], share=share, rank=_ranks(district)[found["school"].to_numpy()])


def _nearest_with_room(district: District, journeys: Journeys, scenario: Scenario, told: pd.DataFrame) -> pd.DataFrame:
    """Return settlement, band and school of the homes that are not told, seated nearest first in the seats left over.

    Those whom no school has room for are in the nearest of all; of equal ways the one to the lower school_id counts.
    """
    sites = find_sites(district, scenario)
    pupils = pupils_by_grade(district, scenario)[:, 0, :]
    n_bands = len(scenario.grade_bands)
    pieces = []
    for number, band in enumerate(scenario.grade_bands.values()):
        columns = [scenario.grades.index(grade) for grade in band.grades]
        usable = sites.offers[:, columns].all(axis=1) & sites.existing
        mode = modes_in_band(journeys, band)
        ways = np.nonzero((mode >= 0) & usable[journeys.school])[0]
        minutes = np.where(mode == Mode.WALK, journeys.walk_minutes, journeys.ride_minutes)[ways]
        wanted = pupils[:, columns].sum(axis=1)
        settlement, school = journeys.settlement[ways], journeys.school[ways]
        pieces.append((settlement * n_bands + number, school, minutes, wanted[settlement]))
    home, school, minutes, wanted_pupils = (np.concatenate([piece[axis] for piece in pieces]) for axis in range(4))
    is_open = ~np.isin(home, told["settlement"] * n_bands + told["band"])
    order = np.lexsort((home % n_bands, _ranks(district)[school], home // n_bands, minutes))
    order = order[is_open[order]]
    left = _seats(district, scenario, sites.pupils_max)
    np.subtract.at(left, told["school"].to_numpy(np.int64), told["pupils"].to_numpy(float))
    chosen = order[_seat_in_order(home[order], school[order], wanted_pupils[order], left)]
    rows, bands = np.divmod(home[chosen], n_bands)
    return pd.DataFrame({"settlement": rows, "band": bands, "school": school[chosen]})


def _ranks(district: District) -> Ints:
    """(school): its place in the order of the school_ids."""
    return np.argsort(np.argsort(district.schools["school_id"].to_numpy(str))).astype(np.int64)


def _seat_in_order(who: Ints, school: Ints, pupils: Floats, seats: Floats) -> Ints:
    """Return the rows, one for each of `who`, that seat them in order; then the nearest for those without room."""
    left = seats.copy()
    seated: dict[int, int] = {}
    for row, (group, place, count) in enumerate(zip(who.tolist(), school.tolist(), pupils.tolist(), strict=True)):
        if group not in seated and count <= left[place]:
            seated[group] = row
            left[place] -= count
    for row, group in enumerate(who.tolist()):
        seated.setdefault(group, row)
    return np.array(sorted(seated.values()), dtype=np.int64)


def _seats(district: District, scenario: Scenario, pupils_max: Floats) -> Floats:
    """(school): seats today: its rooms times the largest class size of the scenario's stages."""
    sizes = scenario.rules.class_size
    largest = max((getattr(sizes, band.stage) or np.inf) if sizes else np.inf for band in scenario.grade_bands.values())
    rooms = district.schools["classrooms"].to_numpy(float)
    with_rooms = np.multiply(
        rooms, largest, out=np.zeros(len(rooms)), where=rooms > 0
    )  # 0 rooms are 0 seats, never NaN
    seats: Floats = np.minimum(with_rooms, pupils_max)
    return seats
