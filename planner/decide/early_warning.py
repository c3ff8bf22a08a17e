"""Early warning of seats (学位预警): of each town, stage and year, and of each school and year, how full it is.

    wanted   of a town: pupils of the stage who live there; of a school: those who attend it
    seats    under the class cap, of the open schools that stand there (`planner.decide.shortfall.school_seats`)
    load     wanted / seats
    green    load <= yellow_above;  yellow  load <= red_above;  red  load above that, or pupils without a seat
    none     no open school of the stage stands in the town, and nobody who lives there is without a seat

Towns lend each other seats: a red town is one that needs its neighbours, not one whose pupils have no seat, unless
`lacking` says so. Years beyond a plan's own stand as its last one leaves the schools, and nobody is placed in them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from planner.decide.shortfall.network import Network, Which, known_years, plan_network, pupils_of_year, today_network
from planner.decide.shortfall.school_seats import school_seats, stages_of
from planner.plan import Plan
from planner.problem.problem import Floats, Today
from planner.reading.district import District
from planner.reading.early_warning import EarlyWarning
from planner.reading.scenario import Scenario
from planner.reading.schema_types import Stage

Level = Literal["green", "yellow", "red", "none"]
LEVELS: tuple[Level, ...] = ("green", "yellow", "red", "none")
TOWN, SCHOOL = ("which", "town", "stage"), ("which", "school_id")
"""What a row is of, beside its year."""
_FIGURES = ("year", "wanted", "seats", "lacking")
_EXACT = 1e-9
_GRAIN = 6


@dataclass(frozen=True, kw_only=True, eq=False)
class Warnings:
    """How full towns and schools are, today's network and a plan's.

    towns    which (today, plan), town, stage, year, wanted, seats (inf: nothing bounds them), lacking (pupils without a
             seat, where a placement is known, else 0), load (NaN where there are no seats), level
    schools  which, school_id, year, wanted, seats, lacking (0), load, level; open schools alone. Today's network has
             pupils who would go where their village goes today, a plan those whom it sends, in its own years alone
    """

    towns: pd.DataFrame
    schools: pd.DataFrame
    limits: EarlyWarning

    @property
    def years(self) -> tuple[int, ...]:
        """Every year looked at, in order."""
        return tuple(sorted({int(year) for year in self.towns["year"]}))


def find_warnings(plan: Plan | None, today: Today, district: District, scenario: Scenario) -> Warnings:
    """Compute the warnings of today's network and of a plan's, for every year the pupils table knows."""
    years = known_years(district, scenario)
    networks = [plan_network(plan, district, year) for year in years] if plan is not None and plan.schools else []
    networks += [today_network(district, year) for year in years]
    pupils = {year: pupils_of_year(district, scenario, year) for year in years}
    seats = [_seats_of(network, pupils[network.year], district, scenario) for network in networks]
    towns = [
        _towns(network, pupils[network.year], of, _lacking(network, plan, district, scenario), (district, scenario))
        for network, of in zip(networks, seats, strict=True)
    ]
    schools = [
        _schools(network, wanted, of)
        for network, of in zip(networks, seats, strict=True)
        if (wanted := _attending(network, pupils[network.year], plan, today, (district, scenario))) is not None
    ]
    limits = scenario.early_warning
    return Warnings(
        towns=with_levels(_joined(towns, TOWN), limits), schools=with_levels(_joined(schools, SCHOOL), limits),
        limits=limits,
    )  # fmt: skip


def with_levels(frame: pd.DataFrame, limits: EarlyWarning) -> pd.DataFrame:
    """Return the frame with load and level; it has wanted, seats and lacking."""
    wanted, seats = frame["wanted"].to_numpy(float), frame["seats"].to_numpy(float)
    load = np.divide(wanted, seats, out=np.full(len(frame), np.nan), where=seats > 0)
    return frame.assign(load=load.round(_GRAIN), level=[
        level_of(*row, limits) for row in zip(wanted, load, frame["lacking"].to_numpy(float), strict=True)
    ])  # fmt: skip


def level_of(wanted: float, load: float, lacking: float, limits: EarlyWarning) -> Level:
    """Return the level of a town or a school.

    >>> limits = EarlyWarning()
    >>> [level_of(90, load, 0, limits) for load in (0.9, 0.901, 1.0, 1.01, float("nan"))]
    ['green', 'yellow', 'yellow', 'red', 'none']
    >>> level_of(0, float("nan"), 0, limits), level_of(90, 0.5, 1, limits)
    ('green', 'red')
    """
    if lacking > 0:
        return "red"
    if np.isnan(load):
        return "none" if wanted > 0 else "green"
    if load > limits.red_above + _EXACT:
        return "red"
    return "yellow" if load > limits.yellow_above + _EXACT else "green"


def first_turns(frame: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Return, by what the rows are of, the first year that is yellow or worse, and the first that is red; NaN: none."""
    ordered = frame.sort_values("year", kind="stable")
    found = ordered[list(keys)].drop_duplicates()
    for name, levels in (("first_yellow", ("yellow", "red")), ("first_red", ("red",))):
        first = ordered[ordered["level"].isin(levels)].groupby(list(keys), sort=False)["year"].min()
        found = found.join(first.rename(name), on=list(keys))
    return found.set_index(list(keys))


def counted(frame: pd.DataFrame) -> Mapping[Level, int]:
    """Count the rows of each level."""
    counts = frame["level"].value_counts()
    return {level: int(counts.get(level, 0)) for level in LEVELS}


def _joined(frames: Iterable[pd.DataFrame], keys: Sequence[str]) -> pd.DataFrame:
    kept = [frame for frame in frames if len(frame)]
    return pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=[*keys, *_FIGURES])


def _seats_of(network: Network, pupils: Floats, district: District, scenario: Scenario) -> pd.DataFrame:
    wanted: dict[Stage, float] = dict.fromkeys(stages_of(scenario), 0.0)
    for grade, count in zip(scenario.grades, pupils.sum(axis=0).tolist(), strict=True):
        wanted[scenario.stage_of(grade)] += count
    return school_seats(district, scenario, network, wanted)


def _towns(
    network: Network, pupils: Floats, seats: pd.DataFrame, lacking: pd.Series, ground: tuple[District, Scenario]
) -> pd.DataFrame:
    """One row a town and stage, towns in the order of the settlements table."""
    district, scenario = ground
    homes, stages = district.settlements["town"].to_numpy(object), stages_of(scenario)
    of_stage = [
        pd.Series(pupils[:, [scenario.stage_of(grade) == stage for grade in scenario.grades]].sum(axis=1))
        .groupby(homes, sort=False).sum()
        for stage in stages
    ]  # fmt: skip
    towns = list(dict.fromkeys([*homes, *district.schools["town"]]))
    index = pd.MultiIndex.from_product([towns, stages], names=["town", "stage"])
    wanted = pd.concat(of_stage, keys=stages, names=["stage", "town"]).swaplevel()
    there = seats.groupby(["town", "stage"], sort=False)["seats"].sum()
    frame = pd.DataFrame(index=index).assign(
        year=network.year,
        wanted=wanted.reindex(index, fill_value=0.0),
        seats=there.reindex(index, fill_value=0.0).round(_GRAIN),
        lacking=lacking.reindex(index, fill_value=0.0),
    )
    return frame.reset_index().assign(which=network.which)[[*TOWN, *_FIGURES]]


def _lacking(network: Network, plan: Plan | None, district: District, scenario: Scenario) -> pd.Series:
    """Pupils whom a plan leaves without a seat in the year, by (town where they live, stage)."""
    home = dict(zip(district.settlements["settlement_id"], district.settlements["town"], strict=True))
    rows = [
        (home[row.settlement_id], scenario.grade_bands[row.grade_band].stage, float(sum(row.pupils.values())))
        for row in (() if plan is None else plan.shortfall)
        if network.which == "plan" and row.year == network.year
    ]
    frame = pd.DataFrame(rows, columns=["town", "stage", "pupils"])
    return frame.groupby(["town", "stage"])["pupils"].sum()


def _schools(network: Network, wanted: pd.Series, seats: pd.DataFrame) -> pd.DataFrame:
    """One row an open school."""
    there = seats.groupby("school_id", sort=False)["seats"].sum()
    return pd.DataFrame(
        {
            "which": network.which,
            "school_id": there.index.to_numpy(object),
            "year": network.year,
            "wanted": wanted.reindex(there.index, fill_value=0.0).to_numpy(float).round(_GRAIN),
            "seats": there.to_numpy(float).round(_GRAIN),
            "lacking": 0.0,
        }
    )


def _attending(
    network: Network, pupils: Floats, plan: Plan | None, today: Today, ground: tuple[District, Scenario]
) -> pd.Series | None:
    """Pupils by school_id: who goes there today, as many as there are in the year; or whom the plan sends there.

    None in a year for which the plan says nothing.
    """
    district, scenario = ground
    if plan is not None and network.which == "plan":
        rows = {row.school_id: float(sum(row.pupils.values())) for row in plan.schools if row.year == network.year}
        return pd.Series(rows, dtype=float) if rows else None
    bands = np.array([[grade in band.grades for grade in scenario.grades] for band in scenario.grade_bands.values()])
    of_band = pupils @ bands.T.astype(float)
    counted_at = np.bincount(
        today.school, weights=today.share * of_band[today.settlement, today.band], minlength=len(district.schools)
    )
    return pd.Series(counted_at, index=district.schools["school_id"].to_numpy(object))


def whiches(frame: pd.DataFrame) -> tuple[Which, ...]:
    """Return which networks a frame speaks of, the plan's first."""
    there = set(frame["which"])
    order: tuple[Which, ...] = ("plan", "today")
    return tuple(which for which in order if which in there)
