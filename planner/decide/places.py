"""Figures of places in a planning year: a school's seats and classes, a settlement's journeys, a town's balance."""

import numpy as np
import pandas as pd

from planner.decide.measures import room_size
from planner.decide.shortfall.network import plan_network, today_network
from planner.decide.shortfall.school_seats import network_seats
from planner.decide.taught import taught_at
from planner.decide.year_rows import YearRows
from planner.plan import Plan, SchoolRow
from planner.problem.actions import find_sites
from planner.problem.problem import Floats
from planner.reading.district import District
from planner.reading.scenario import Scenario

BALANCE_COLUMNS = ("town", "pupils", "seats", "no_room", "out_of_reach", "too_dear")
"""A town's balance: pupils who live there, seats of the schools that stand there, pupils without a seat by reason."""


def school_figures(year_rows: YearRows, scenario: Scenario, district: District, attending: Floats) -> pd.DataFrame:
    """One row a school, in the order of the schools table, indexed by school_id: what it has now and in a year.

    `attending` (school): pupils there today, NaN where they are not counted. Columns: existing; classrooms_now,
    beds_now, seats_now (seats under the class cap), attending; classes, classrooms, beds, seats in the year, 0 where
    the school is not open. seats of a year: of the classes that are opened, each of its stage's size, and of the rooms
    without a class, within the school's size; NaN where nothing limits them. So no plan that keeps the rules puts more
    pupils in a school.
    """
    schools, limits = district.schools, find_sites(district, scenario).pupils_max
    most = scenario.rules.max_classes_per_school
    found = []
    for school_id, grades, now, beds, limit in zip(
        *(schools[name] for name in ("school_id", "grades", "classrooms", "beds")), limits, strict=True
    ):
        row = year_rows.schools.get(school_id)
        if row is None or not row.open:
            found.append((now, beds, 0, 0, 0, 0.0))
            continue
        rooms, n_classes = now + row.classrooms_added, sum(row.classes.values())
        spare = max((rooms if most is None else min(rooms, most)) - n_classes, 0)
        size = room_size(str(grades), scenario)
        seats = min(_seats_in_classes(row, scenario) + spare * (np.inf if size is None else size), limit)
        found.append((now, beds, n_classes, rooms, beds + row.beds_added, seats))
    columns = ["classrooms_now", "beds_now", "classes", "classrooms", "beds", "seats"]
    frame = pd.DataFrame(found, columns=columns, index=schools["school_id"].to_numpy()).astype({"seats": float})
    today = network_seats(today_network(district, year_rows.year), scenario, district)
    now_seats = today.groupby("school_id")["seats"].sum()
    return frame.assign(
        seats=_limited(frame["seats"]),
        seats_now=_limited(now_seats.reindex(frame.index, fill_value=0.0)),
        existing=(schools["state"] == "existing").to_numpy(bool),
        attending=attending,
    )


def settlement_figures(rows: YearRows) -> pd.DataFrame:
    """One row a settlement that the plan places or leaves short, indexed by settlement_id.

    pupils (with a seat), minutes (mean over them), day_pupils, day_minutes (walkers and riders), boarders, short;
    minutes are NaN where nobody travels so.
    """
    placed, short = rows.placed, rows.short
    whole, day = _sums(placed), _sums(placed[placed["mode"] != "board"])
    boards = placed[placed["mode"] == "board"].groupby("settlement_id")["pupils"].sum()
    frame = pd.DataFrame(index=whole.index.union(pd.Index(short["settlement_id"].unique())))
    return frame.assign(
        pupils=whole["pupils"],
        minutes=whole["minutes"],
        day_pupils=day["pupils"],
        day_minutes=day["minutes"],
        boarders=boards,
        short=short.groupby("settlement_id")["pupils"].sum(),
    ).fillna({"pupils": 0.0, "day_pupils": 0.0, "boarders": 0.0, "short": 0.0})


def town_balance(rows: YearRows, plan: Plan, scenario: Scenario, district: District) -> pd.DataFrame:
    """One row a town with pupils or seats, columns BALANCE_COLUMNS, in the order of the settlements table.

    Pupils count where they live and seats where the school stands: a town may send pupils to the next one, so that
    fewer seats than pupils are no shortfall of their own. Seats are those of `planner.decide.shortfall.school_seats`,
    NaN where nothing limits them.
    """
    homes = district.settlements.set_index("settlement_id")["town"]
    figures = settlement_figures(rows)
    lacking = {
        reason: lack.groupby(lack["settlement_id"].map(homes))["pupils"].sum()
        for reason, lack in rows.short.groupby("reason")
    }
    frame = pd.DataFrame(index=pd.Index([*dict.fromkeys([*district.settlements["town"], *district.schools["town"]])]))
    seats = network_seats(plan_network(plan, district, rows.year), scenario, district)
    frame = frame.assign(
        pupils=(figures["pupils"] + figures["short"]).groupby(homes.reindex(figures.index).to_numpy()).sum(),
        seats=seats.groupby("town")["seats"].sum(),
        no_room=lacking.get("no_room_in_reach", 0.0),
        out_of_reach=lacking.get("no_school_in_reach", 0.0),
        too_dear=lacking.get("dearer_than_the_price", 0.0),
    ).fillna(0.0)
    return _balance(frame.rename_axis("town").reset_index())


def balance_of_frame(towns: pd.DataFrame, year: int) -> pd.DataFrame:
    """Sum the stages of a year of a town frame (`planner.decide.shortfall.seats.town_frame`) up into a balance."""
    rows = towns[towns["year"] == year]
    return _balance(rows.groupby("town", sort=False)[list(BALANCE_COLUMNS[1:])].sum().reset_index())


def _balance(frame: pd.DataFrame) -> pd.DataFrame:
    known = frame[(frame["pupils"] > 0) | (frame["seats"] > 0)]
    return known.assign(seats=_limited(known["seats"]))[list(BALANCE_COLUMNS)].reset_index(drop=True)


def _limited(seats: pd.Series) -> pd.Series:
    return seats.astype(float).replace(np.inf, np.nan)


def _sums(placed: pd.DataFrame) -> pd.DataFrame:
    weighed = placed.assign(minutes=placed["minutes"] * placed["pupils"])
    sums = weighed.groupby("settlement_id")[["pupils", "minutes"]].sum()
    return sums.assign(minutes=sums["minutes"] / sums["pupils"].where(sums["pupils"] > 0))


def _seats_in_classes(row: SchoolRow, scenario: Scenario) -> float:
    """Seats of the classes that are opened, each of its own size; endless where a stage has no size."""
    each = ((taught.classes, taught.most) for taught in taught_at(row, scenario))
    return sum((n_classes * (np.inf if size is None else size) for n_classes, size in each if n_classes), 0.0)


def shares(parts: Floats, wholes: Floats) -> Floats:
    """Divide; NaN where the whole is 0 or unknown."""
    found: Floats = np.divide(parts, wholes, out=np.full(len(parts), np.nan), where=np.nan_to_num(wholes) > 0)
    return found
