"""Bus lines: every rider on one line, seats and ride times kept, buses not waited for too long, and none too dear."""

from collections import Counter
from itertools import pairwise, permutations

import numpy as np
import pytest

from planner.decide.buses import buses as lines_of_buses
from planner.decide.buses.buses import SchoolBuses, find_buses
from planner.decide.buses.lines import Line
from planner.decide.buses.stops import SchoolStops, find_stops
from planner.reading.buses import Buses
from tests.districts import Case, district_of, scenario_of
from tests.planning import plan_of

pytest.importorskip("pyvrp")
_SECONDS = 5.0


def drawn_stops(seed: int, n_stops: int) -> SchoolStops:
    """Return stops strewn about a school, with one-way streets, another depot, and limits hardly above direct rides."""
    chance = np.random.default_rng(seed)
    place = chance.uniform(-8, 8, (n_stops + 2, 2))
    kilometres = np.linalg.norm(place[:, None] - place[None], axis=2) * chance.uniform(1, 1.4, (n_stops + 2,) * 2)
    np.fill_diagonal(kilometres, 0.0)
    minutes = kilometres * 2
    between = minutes[2:, 2:].copy()
    if n_stops > 2:
        between[0, 1] = np.inf
    return SchoolStops(
        school_id="S",
        settlement_ids=tuple(f"v{number:02d}" for number in range(n_stops)),
        riders=chance.integers(1, 50, n_stops),
        limit_minutes=np.where(chance.random(n_stops) < 0.2, np.inf, minutes[2:, 0] + chance.uniform(0, 25, n_stops)),
        to_school_minutes=minutes[2:, 0],
        to_school_kilometres=kilometres[2:, 0],
        between_minutes=between,
        between_kilometres=np.where(np.isinf(between), np.inf, kilometres[2:, 2:]),
        from_depot_kilometres=kilometres[2:, 1],
        to_depot_kilometres=float(kilometres[0, 1]),
    )


def faults(stops: SchoolStops, norms: Buses, found: SchoolBuses) -> list[str]:
    """Look after everything that lines promise, anew from the stops: the checker that shares nothing with them."""
    number, wrong, seated = {home: at for at, home in enumerate(stops.settlement_ids)}, [], Counter[str]()
    for line in found.lines:
        route = [number[call.settlement_id] for call in line.calls]
        seated.update({call.settlement_id: call.riders for call in line.calls})
        if sum(call.riders for call in line.calls) > norms.seats:
            wrong.append("seats")
        if len(set(route)) < len(route) or any(call.riders <= 0 for call in line.calls):
            wrong.append("a stop twice, or for nobody")
        clock, driven = 0.0, 0.0
        left = {route[0]: 0.0}
        for here, there in pairwise(route):
            clock += stops.between_minutes[here, there] + norms.stop_minutes
            driven += stops.between_kilometres[here, there]
            left[there] = clock
        clock, driven = clock + stops.to_school_minutes[route[-1]], driven + stops.to_school_kilometres[route[-1]]
        rides = [clock - left[stop] for stop in route]
        if any(ride > stops.limit_minutes[at] + 1e-4 for ride, at in zip(rides, route, strict=True)):
            wrong.append("ride time")
        if [call.minutes for call in line.calls] != pytest.approx(rides):
            wrong.append("minutes told")
        if line.loaded_kilometres != pytest.approx(driven):
            wrong.append("kilometres told")
    if seated != dict(zip(stops.settlement_ids, stops.riders.tolist(), strict=True)):
        wrong.append("riders")
    return wrong + _wrong_buses(stops, norms, found)


def _wrong_buses(stops: SchoolStops, norms: Buses, found: SchoolBuses) -> list[str]:
    number, wrong, kilometres = {home: at for at, home in enumerate(stops.settlement_ids)}, [], 0.0
    for bus in found.buses:
        firsts = [number[line.calls[0].settlement_id] for line in bus.runs]
        wait = sum(
            stops.to_school_minutes[first] + norms.stop_minutes + line.minutes
            for first, line in zip(firsts[1:], bus.runs[1:], strict=True)
        )
        if wait > norms.wait_minutes + 1e-4:
            wrong.append("waiting")
        kilometres += stops.from_depot_kilometres[firsts[0]] + stops.to_depot_kilometres
        kilometres += stops.to_school_kilometres[firsts[1:]].sum() + sum(line.loaded_kilometres for line in bus.runs)
    cost = (
        len(found.buses) * norms.yuan_per_bus_per_year
        + 2 * kilometres * norms.school_days_per_year * norms.yuan_per_kilometre
    )
    if found.yuan_per_year != pytest.approx(cost):
        wrong.append("yuan told")
    if found.kilometres_per_day != pytest.approx(2 * kilometres):
        wrong.append("kilometres of buses told")
    if not found.least_lines <= len(found.lines):
        wrong.append("fewer lines than seats allow")
    return wrong


@pytest.mark.parametrize("installed", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_lines_keep_what_they_promise(seed: int, *, installed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """With and without the extra, whatever the stops, seats and prices."""
    monkeypatch.setattr(lines_of_buses, "PYVRP_INSTALLED", installed)
    stops = drawn_stops(seed, 1 + 5 * (seed % 4))
    norms = Buses(seats=[10, 36][seed % 2], wait_minutes=[0.0, 30.0][seed % 2], stop_minutes=seed / 2,
                  yuan_per_kilometre=[0.0, 2.5][seed // 3])  # fmt: skip
    found = lines_of_buses._buses_of(stops, norms, seconds=_SECONDS, seed=1)
    assert faults(stops, norms, found) == []


@pytest.mark.parametrize("seed", range(4))
def test_the_checker_finds_what_is_wrong(seed: int) -> None:
    """A rider left at home, a seat too many, a shorter limit: each is told."""
    stops, norms = drawn_stops(seed, 8), Buses(seats=60, stop_minutes=1.0)
    found = lines_of_buses._buses_of(stops, norms, seconds=0.0, seed=1)
    assert faults(stops, norms.model_copy(update={"seats": 1}), found)[:1] == ["seats"]
    fewer = SchoolBuses(
        school_id="S", buses=found.buses[1:], riders=found.riders, least_lines=0, yuan_per_year=found.yuan_per_year
    )
    assert "riders" in faults(stops, norms, fewer)
    stops.limit_minutes[:] = 0.0
    assert "ride time" in faults(stops, norms, found)


@pytest.mark.parametrize("seed", range(5))
def test_few_stops_are_served_as_cheaply_as_can_be(seed: int) -> None:
    """Against every way of cutting every order of four stops into lines, each with a bus of its own."""
    stops, norms = drawn_stops(seed, 4), Buses(seats=60, wait_minutes=0.0, yuan_per_bus_per_year=8000.0)
    found = lines_of_buses._buses_of(stops, norms, seconds=_SECONDS, seed=1)
    cheapest = min(
        yuan
        for order in permutations(range(4))
        for cuts in range(8)
        if (yuan := _cut_yuan(stops, norms, order, cuts)) is not None
    )
    assert found.yuan_per_year == pytest.approx(cheapest, abs=len(found.lines) * 5)  # yuan are whole ones in the search


def _cut_yuan(stops: SchoolStops, norms: Buses, order: tuple[int, ...], cuts: int) -> float | None:
    """Return what these lines cost; None where they break a limit."""
    routes = [[order[0]]]
    for place, stop in enumerate(order[1:]):
        if cuts >> place & 1:
            routes.append([stop])
        else:
            routes[-1].append(stop)
    yuan = 0.0
    for route in routes:
        minutes, kilometres = stops.to_school_minutes[route[-1]], stops.to_school_kilometres[route[-1]]
        for there, here in pairwise(route[::-1]):
            minutes += stops.between_minutes[here, there] + norms.stop_minutes
            kilometres += stops.between_kilometres[here, there]
            if minutes > stops.limit_minutes[here] + 1e-9:
                return None
        if stops.riders[route].sum() > norms.seats:
            return None
        kilometres += stops.from_depot_kilometres[route[0]] + stops.to_depot_kilometres
        yuan += norms.yuan_per_bus_per_year + 2 * kilometres * norms.school_days_per_year * norms.yuan_per_kilometre
    return yuan


def riding_case() -> Case:
    """Return three villages on a road, one of which walks; two of their bands ride under limits of their own."""
    bands = {
        "lower": {"stage": "primary", "grades": [1], "max_walk_minutes": 30, "max_ride_minutes": 25},
        "upper": {"stage": "primary", "grades": [2], "max_walk_minutes": 30, "max_ride_minutes": 60},
    }
    grades = {("a", "1"): 5, ("b", "1"): 3, ("b", "2"): 4, ("c", "2"): 6}
    return Case(
        district=district_of(
            pupils={(home, 2026, grade): count for (home, grade), count in grades.items()},
            schools=[{"school_id": "S", "classrooms": 6}],
            travel={("a", "S"): (10, None, None), ("b", "S"): (90, 20, 9.0), ("c", "S"): (120, 30, 14.0)},
        ),
        scenario=scenario_of(grade_bands=bands, rules={"class_size": {"primary": 20}}, years=(2026,)),
    )


def test_riders_of_a_plan_are_those_who_ride() -> None:
    """Walkers are none; a stop has the stricter limit of its bands; minutes and kilometres are the plan's."""
    case = riding_case()
    (stops,) = find_stops(plan_of(case), case.scenario, case.district, 2026).schools
    assert stops.settlement_ids == ("b", "c")
    assert stops.riders.tolist() == [7, 6]
    assert stops.limit_minutes.tolist() == [25, 60]
    assert stops.to_school_minutes.tolist() == [20, 30]
    assert stops.to_school_kilometres.tolist() == [9.0, 14.0]


def test_one_bus_takes_both_villages_on_its_way() -> None:
    """The far one first; the price of riding is what the bus costs over thirteen riders' direct kilometres."""
    case = riding_case()
    answer = find_buses(plan_of(case), case.scenario, case.district, year=2026, seconds=1.0)
    (line,) = answer.lines
    assert isinstance(line, Line)
    assert [(call.settlement_id, call.riders) for call in line.calls] == [("c", 6), ("b", 7)]
    assert answer.n_buses == 1
    assert answer.yuan_per_rider_kilometre == pytest.approx(answer.yuan_per_year / (7 * 9 + 6 * 14))
