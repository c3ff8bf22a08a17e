"""Seats left over across the border, and who takes them: flows that cost the city less than its plans as they stand.

Each block at a school of home, or without a seat, is weighed against every seat left over that it can reach in a
neighbouring county: what home saves (journey, classes, the missing seat), and what the host pays (classes; the journey
goes with the guest). So is every school of home that may be closed, with all its blocks at once. What gains most is
taken first; seats taken are taken. The gains are those of the plans as they stand: what the two counties make of the
flow is for their own optimisers.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.decide.city.crossing import Ways
from planner.decide.city.flows import Flow
from planner.decide.city.standing import Standing
from planner.plan import MERGED, AssignmentRow, ShortfallRow
from planner.problem.problem import Decision, Floats, Mode
from planner.reading.scenario import DAY_TRIPS_PER_WEEK

_LEAST_GAIN_YUAN = 1.0
_ROUNDING = 1e-6
_Row = AssignmentRow | ShortfallRow


@dataclass(frozen=True, kw_only=True, eq=False)
class _Request:
    """Blocks of home that go across together, each with the ways it has."""

    home: Standing
    blocks: tuple[tuple[_Row, tuple[tuple[Ways, int], ...]], ...]
    saved_yuan: float
    """Beside journeys, missing seats and classes: the fixed cost of a school that may then close."""


class Market:
    """Standings of all counties while seats change hands."""

    def __init__(self, standings: Mapping[str, Standing], ways: Sequence[Ways]) -> None:
        self._standings = standings
        self._ways: defaultdict[tuple[str, str, str], list[tuple[Ways, int]]] = defaultdict(list)
        for each in ways:
            if each.home.id in standings and each.host.id in standings:
                self._know(each)
        self._left = {name: _living(standing) for name, standing in standings.items()}

    def _know(self, ways: Ways) -> None:
        ids, bands = ways.home.district.settlements["settlement_id"].tolist(), list(ways.home.scenario.grade_bands)
        for way in np.argsort(ways.yuan_per_pupil, kind="stable").tolist():
            key = (ways.home.id, ids[ways.settlement[way]], bands[ways.band[way]])
            self._ways[key].append((ways, way))

    def settle(self) -> tuple[Flow, ...]:
        """Let seats change hands as long as the city gains; return who goes where."""
        requests = [each for name in self._standings for each in self._requests(name)]
        gains = [(self._gain(request)[0], number) for number, request in enumerate(requests)]
        flows: list[Flow] = []
        gone: set[int] = set()
        for gain, number in sorted(gains, reverse=True):
            request = requests[number]
            if gain < _LEAST_GAIN_YUAN or any(id(row) in gone for row, _ in request.blocks):
                continue
            now, taken = self._gain(request)  # seats and classes may be others by now
            if now < _LEAST_GAIN_YUAN:
                continue
            for (row, _), (ways, way) in zip(request.blocks, taken, strict=True):
                gone.add(id(row))
                flows.append(self._move(request.home, row, ways, way))
        return tuple(flows)

    def _requests(self, name: str) -> Iterable[_Request]:
        standing = self._standings[name]
        rows: list[_Row] = [*standing.plan.assignments, *standing.plan.shortfall]
        by_school: defaultdict[str, list[_Row]] = defaultdict(list)
        for row in rows:
            if isinstance(row, AssignmentRow):
                by_school[row.school_id].append(row)
            own = self._of(name, row)
            if own:
                yield _Request(home=standing, blocks=((row, own),), saved_yuan=0.0)
        for school_id, there in by_school.items():
            every = tuple((row, self._of(name, row)) for row in there)
            if all(own for _, own in every) and _may_close(standing, school_id):
                yield _Request(home=standing, blocks=every, saved_yuan=_fixed_yuan(standing, school_id))

    def _of(self, name: str, row: _Row) -> tuple[tuple[Ways, int], ...]:
        """Return the ways of a row's pupils, the cheapest first; none where they are no whole pupils, or guests."""
        whole = all(abs(count - round(count)) < _ROUNDING for count in row.pupils.values())
        return tuple(self._ways.get((name, row.settlement_id, row.grade_band), ())) if whole else ()

    def _gain(self, request: _Request) -> tuple[float, tuple[tuple[Ways, int], ...]]:
        """Return what the city gains if all blocks of a request go across, and the ways they take; -inf: none."""
        home, done = request.home, list[tuple[Standing, int, int, Floats]]()
        gain, taken = request.saved_yuan, list[tuple[Ways, int]]()
        leaving: Counter[_Town] = Counter()
        for row, ways in request.blocks:
            year = home.year_of[row.year]
            best = self._best(row, ways, year)
            leaving.update(dict.fromkeys(_homes(home, row), sum(_whole(row).values())))
            if best is None or any(count >= self._left[home.county.id][key] for key, count in leaving.items()):
                gain = -np.inf
                break
            yuan, way = best
            taken.append(way)
            gain += self._leaving_yuan(home, row, done) - yuan
            host = self._standings[way[0].host.id]
            done.append((host, int(way[0].school[way[1]]), year, host.heads(_whole(row))))
            host.put(*done[-1][1:])
        for standing, school, year, more in reversed(done):
            standing.put(school, year, -more)
        return gain, tuple(taken)

    def _best(self, row: _Row, ways: Iterable[tuple[Ways, int]], year: int) -> tuple[float, tuple[Ways, int]] | None:
        """Return the way that costs the city least, and the yuan; None where no seat is left over."""
        best: tuple[float, tuple[Ways, int]] | None = None
        for each, way in ways:
            host = self._standings[each.host.id]
            more, school = host.heads(_whole(row)), int(each.school[way])
            journey = float(each.yuan_per_pupil[way]) * float(more.sum())
            if (best is None or journey < best[0]) and host.has_seats(school, year, more):
                yuan = journey + host.class_yuan(school, year, more)
                best = (yuan, (each, way)) if best is None or yuan < best[0] else best
        return best

    def _leaving_yuan(self, home: Standing, row: _Row, done: list[tuple[Standing, int, int, Floats]]) -> float:
        """Return what home saves if a block goes, yuan a year; its school is brought up to date, and `done` told so."""
        heads, prices = home.heads(_whole(row)), home.county.scenario.prices
        if not isinstance(row, AssignmentRow):
            return float(heads.sum()) * (home.plan.shortfall_yuan_per_pupil or 0.0)
        school, year = home.row_of[row.school_id], home.year_of[row.year]
        saved = -home.class_yuan(school, year, -heads)
        home.put(school, year, -heads)
        done.append((home, school, year, -heads))
        by_minute = row.minutes * prices.travel_yuan_per_pupil_minute
        ride = by_minute + (row.kilometres or 0.0) * prices.ride_yuan_per_pupil_kilometre
        trips = prices.board_trips_per_week / DAY_TRIPS_PER_WEEK
        board = prices.boarding_yuan_per_pupil + trips * ride
        each = {"walk": by_minute, "ride": ride, "board": board}[row.mode]
        return saved + float(heads.sum()) * each

    def _move(self, home: Standing, row: _Row, ways: Ways, way: int) -> Flow:
        pupils, school = _whole(row), int(ways.school[way])
        host = self._standings[ways.host.id]
        if isinstance(row, AssignmentRow):
            home.put(home.row_of[row.school_id], home.year_of[row.year], -home.heads(pupils))
        host.put(school, host.year_of[row.year], host.heads(pupils))
        self._left[home.county.id].subtract(dict.fromkeys(_homes(home, row), sum(pupils.values())))
        return Flow(
            home=home.county.id,
            settlement_id=row.settlement_id,
            year=row.year,
            grade_band=row.grade_band,
            pupils=pupils,
            host=ways.host.id,
            school_id=str(ways.host.district.schools["school_id"].iloc[school]),
            mode="walk" if ways.mode[way] == Mode.WALK else "ride",
            minutes=float(ways.minutes[way]),
            kilometres=float(ways.kilometres[way]),
            put_on_yuan=float(ways.put_on_yuan[way]) * sum(pupils.values()),
        )


def _whole(row: _Row) -> dict[str, int]:
    return {grade: round(count) for grade, count in row.pupils.items() if round(count)}


def _may_close(standing: Standing, school_id: str) -> bool:
    """Whether home may still merge a school, as far as one can say beforehand."""
    merge, school = standing.county.scenario.rules.merge, standing.row_of[school_id]
    if merge is None or standing.county.sites.decision[school] != Decision.FREE:
        return False
    most = merge.exactly if merge.exactly is not None else merge.most
    return most is None or sum(row.action in MERGED for row in standing.plan.schools) < most * len(standing.year_of)


def _fixed_yuan(standing: Standing, school_id: str) -> float:
    school = standing.row_of[school_id]
    return float(standing.county.sites.fixed_yuan[school] * standing.opened[school].sum())


_Town = tuple[str, str, int]
"""Town, stage, year; town and stage empty: the whole county."""


def _living(standing: Standing) -> Counter[_Town]:
    """Return pupils whom the plan places, or leaves without a seat, at home: somebody must be left in each year.

    So it must in each town and stage where `rules.towns` asks for schools of towns with pupils.
    """
    found: Counter[_Town] = Counter()
    rows: list[_Row] = [*standing.plan.assignments, *standing.plan.shortfall]
    for row in rows:
        if row.settlement_id in standing.town_of:
            found.update(dict.fromkeys(_homes(standing, row), sum(_whole(row).values())))
    return found


def _homes(standing: Standing, row: _Row) -> list[_Town]:
    scenario, whole = standing.county.scenario, ("", "", row.year)
    if scenario.rules.towns is None:
        return [whole]
    return [whole, (standing.town_of[row.settlement_id], scenario.grade_bands[row.grade_band].stage, row.year)]
