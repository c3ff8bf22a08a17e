"""Small made-up districts as frozen values: one solvable on paper, and random ones that mix every rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

from planner.problem.travel import Journeys, find_journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.reading.tables import PUPILS, SCHOOLS, SETTLEMENTS, TRAVEL

YEAR = 2026
_SPREAD_DEGREES = 0.1
_TOWN = "made-up town"


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """A district and a question about it."""

    district: District
    scenario: Scenario

    @property
    def journeys(self) -> Journeys:
        """The journeys of the travel table."""
        return find_journeys(self.district, self.scenario)


def district_of(
    *,
    pupils: Mapping[tuple[str, int, str], int],
    schools: Sequence[Mapping[str, object]],
    travel: Mapping[tuple[str, str], tuple[float | None, float | None, float | None]],
    towns: Mapping[str, str] | None = None,
) -> District:
    """Make a district: pupils by (settlement, year, grade), schools by column, (walk, ride, kilometres) by pair.

    Settlements whose town is not named lie in the one town of schools that name none.
    """
    settlement_ids = sorted({settlement for settlement, _, _ in pupils} | {settlement for settlement, _ in travel})
    settlements = pd.DataFrame(
        {
            "settlement_id": settlement_ids,
            "name": settlement_ids,
            "town": [(towns or {}).get(settlement, _TOWN) for settlement in settlement_ids],
            "place": "",
            "residents": np.nan,
            "lon": 112.4 + _SPREAD_DEGREES * np.linspace(0, 1, len(settlement_ids)),
            "lat": 34.8,
        }
    )
    rows = [(*key, count) for key, count in pupils.items()]
    pairs = [(*pair, *trip) for pair, trip in travel.items()]
    names = ["walk_minutes", "ride_minutes", "kilometres"]
    return District(
        folder=Path(),
        settlements=settlements[[column.name for column in SETTLEMENTS.columns]],
        pupils=pd.DataFrame(rows, columns=[column.name for column in PUPILS.columns]).astype(
            {"year": np.int64, "pupils": np.int64}
        ),
        schools=schools_frame(schools),
        travel=pd.DataFrame(pairs, columns=[column.name for column in TRAVEL.columns]).astype(
            dict.fromkeys(names, np.float64)
        ),
    )


def schools_frame(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Make a schools table; what a row leaves out takes its default."""
    filled: list[dict[str, object]] = []
    for place, row in enumerate(rows):
        rooms, beds = row.get("classrooms", 0), row.get("beds", 0)
        defaults: dict[str, object] = {
            "name": row["school_id"], "town": _TOWN,
            "lon": 112.4, "lat": 34.8 + _SPREAD_DEGREES * (place + 1) / len(rows),
            "kind": "primary", "grades": "1-6", "site_id": "", "state": "existing", "decision": "",
            "classrooms": rooms, "classrooms_max": rooms, "beds": beds, "beds_max": beds,
        }  # fmt: skip
        filled.append(defaults | dict(row))
    frame = pd.DataFrame(filled, columns=[column.name for column in SCHOOLS.columns])
    counts = dict.fromkeys(["classrooms", "classrooms_max", "beds", "beds_max"], np.int64)
    yuan = ["pupils_max", "fixed_yuan_per_year", "build_yuan", "classroom_yuan", "bed_yuan"]
    return frame.astype({**counts, **dict.fromkeys(yuan, np.float64)})


def scenario_of(**keys: object) -> Scenario:
    """Make a scenario from its keys; what is left out takes its default."""
    defaults: dict[str, object] = {
        "name": "made-up",
        "district": ".",
        "years": [YEAR],
        "grade_bands": {"primary": {"stage": "primary", "grades": [1]}},
    }
    return Scenario.model_validate(defaults | keys)


def with_schools(case: Case, **columns: pd.Series | str | float) -> Case:
    """Return the case with columns of its schools table replaced."""
    return replace(case, district=replace(case.district, schools=case.district.schools.assign(**columns)))


def with_scenario(case: Case, *path: str, value: object) -> Case:
    """Return the case with one key of its scenario replaced; the key is named from the top down."""
    keys: dict[str, Any] = case.scenario.model_dump(exclude_unset=True)
    place = keys
    for key in path[:-1]:
        place = place.setdefault(key, {})
    place[path[-1]] = value
    return replace(case, scenario=Scenario.model_validate(keys))


def write_case(folder: Path, case: Case) -> Path:
    """Write the district's CSV files and its scenario file into a folder; return the scenario file."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in ("settlements", "pupils", "schools", "travel"):
        frame = getattr(case.district, table)
        if frame is not None:
            frame.to_csv(folder / f"{table}.csv", index=False, encoding="utf-8")
    for variant, pupils in case.district.variants.items():
        pupils.to_csv(folder / f"pupils-{variant}.csv", index=False, encoding="utf-8")
    keys = case.scenario.model_dump(mode="json", exclude_unset=True) | {"district": "."}
    with (folder / "scenario.yaml").open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(keys, file)
    return folder / "scenario.yaml"


def paper_case() -> Case:
    """Return a district of two years that uses every rule, and whose costs are sums on paper."""
    years = (2026, 2027)
    each_year = {
        ("A", "1"): 20, ("A", "2"): 10, ("B", "1"): 5, ("B", "7"): 10, ("C", "1"): 3, ("D", "7"): 30, ("E", "1"): 4,
    }  # fmt: skip
    district = district_of(
        pupils={(place, year, grade): count for year in years for (place, grade), count in each_year.items()},
        schools=[
            {"school_id": "P0", "kind": "teaching_point", "grades": "1-2", "fixed_yuan_per_year": 10},
            {"school_id": "P1", "kind": "teaching_point", "grades": "1-2", "classrooms": 2, "fixed_yuan_per_year": 100},
            {"school_id": "P2", "classrooms": 2, "classrooms_max": 4, "pupils_max": 20},
            {"school_id": "J1", "kind": "junior", "grades": "7-9", "classrooms": 1, "beds_max": 30},
            {"school_id": "N1", "kind": "nine_year", "grades": "1-9", "state": "candidate", "classrooms": 4},
        ],
        travel={
            ("A", "P0"): (12, None, None), ("A", "P1"): (10, None, None), ("A", "P2"): (30, None, None),
            ("A", "J1"): (15, None, None), ("A", "N1"): (None, 20, 8), ("B", "P2"): (50, 30, 12),
            ("B", "J1"): (None, 40, 20), ("C", "P2"): (31, 31, 15), ("D", "J1"): (None, 90, 45),
            ("E", "P1"): (5, None, None),
        },
    )  # fmt: skip
    return Case(district=district, scenario=_paper_scenario(years))


def _paper_scenario(years: tuple[int, ...]) -> Scenario:
    return scenario_of(
        name="paper",
        years=years,
        grade_bands={
            "lower": {"stage": "primary", "grades": [1, 2], "max_walk_minutes": 30, "max_ride_minutes": 30},
            "junior": {
                "stage": "junior", "grades": [7], "max_walk_minutes": None, "max_ride_minutes": 60,
                "boarding": True, "max_board_minutes": 90,
            },
        },
        rules={
            "class_size": {"primary": 20, "junior": 50},
            "school_size": None,
            "max_classes_per_school": 3,
            "merge": {"kinds": ["teaching_point"], "most": 1},
            "assignment": {"mode": "whole", "split_above_pupils": 20},
        },
        prices={
            "discount_rate": 0, "building_life_years": 50,
            "fixed_yuan_per_year": {"primary": 1000, "junior": 2000, "nine_year": 4000},
            "class_yuan_per_year": {"primary": 500, "junior": 700},
            "build_yuan": 100_000, "classroom_yuan": 5000, "bed_yuan": 100,
            "travel_yuan_per_pupil_minute": 1, "ride_yuan_per_pupil_kilometre": 2,
            "boarding_yuan_per_pupil": 50, "board_trips_per_week": 2, "shortfall_yuan_per_pupil": 10_000,
        },
        budget_yuan=110_000,
    )  # fmt: skip


def random_case(seed: int, *, mode: str = "whole") -> Case:
    """Return a random tiny district: 2 to 4 settlements and schools, 1 or 2 years and bands, every rule in turn."""
    draw = _Draw(random=np.random.default_rng(seed))
    years = [2026, 2027][: 1 + draw.odds(0.5)]
    bands = _random_bands(draw)
    grades = [str(grade) for band in bands.values() for grade in band["grades"]]
    settlement_ids = [f"s{number}" for number in range(draw.between(2, 3 if len(grades) > 1 else 4))]
    schools = [_random_school(draw, f"h{number}", several=len(bands) > 1) for number in range(draw.between(2, 4))]
    more = _Draw(random=np.random.default_rng((seed, 1)))  # draws of its own: what was drawn before stays the same
    district = district_of(
        towns={settlement: more.choice(["east", "west"]) for settlement in settlement_ids},
        pupils={(s, year, g): draw.between(0, 9) for s in settlement_ids for year in years for g in grades},
        schools=[school | {"town": more.choice(["east", "west"])} for school in schools],
        travel={
            (s, str(school["school_id"])): _random_trip(draw)
            for s in settlement_ids for school in schools if draw.odds(0.9)
        },
    )  # fmt: skip
    rules: dict[str, object] = {
        "class_size": {"primary": draw.between(3, 8), "junior": draw.choice([None, 5, 9])} if draw.odds(0.9) else None,
        "school_size": draw.choice([None, {"primary": draw.between(5, 40)}, {"junior": 12, "nine_year": 30}]),
        "max_classes_per_school": draw.choice([None, 2, 3, 4]),
        "assignment": {"mode": mode, "split_above_pupils": draw.choice([None, 6, 9]) if mode == "whole" else None},
    }
    merge = _random_merge(draw, schools)
    if merge is not None:
        rules["merge"] = merge
    scenario = scenario_of(
        name=f"random-{seed}",
        years=years,
        grade_bands={name: band | _random_boarding(more, band) for name, band in bands.items()},
        rules=rules,
        prices=_random_prices(draw) | more.choice([{}, *({"board_trips_per_week": trips} for trips in (0, 2.5, 5))]),
        budget_yuan=draw.choice([None, None, 250_000, 60_000]),
        decisions=_random_decisions(draw, schools),
    )
    return Case(district=district, scenario=_without_clashes(scenario, district))


@dataclass(frozen=True, kw_only=True)
class _Draw:
    """Random choices by name."""

    random: np.random.Generator

    def between(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included."""
        return int(self.random.integers(low, high + 1))

    def odds(self, chance: float) -> bool:
        """Say whether something of this chance happens."""
        return bool(self.random.random() < chance)

    def choice(self, values: Sequence[Any]) -> Any:  # noqa: ANN401 - the values' own type
        """Draw one of the values."""
        return values[self.between(0, len(values) - 1)]


def _random_bands(draw: _Draw) -> dict[str, dict[str, Any]]:
    limits = [None, 20, 30, 40]
    lower: dict[str, Any] = {"stage": "primary", "grades": draw.choice([[1], [1, 2]])}
    upper: dict[str, Any] = {"stage": "junior", "grades": [7], "boarding": draw.odds(0.7)}
    for band in (lower, upper):
        for key in ("max_walk_minutes", "max_ride_minutes"):
            if draw.odds(0.8):
                band[key] = draw.choice(limits)
    if draw.odds(0.7):
        upper["max_board_minutes"] = draw.choice([None, 50, 60])
    names: list[str] = draw.choice([["lower"], ["upper"], ["lower", "upper"]])
    bands = {"lower": lower, "upper": upper}
    return {name: bands[name] for name in names}


def _random_boarding(draw: _Draw, band: Mapping[str, Any]) -> dict[str, Any]:
    """Who may board, and where; sometimes by the defaults. Some bands are turned into ones that mostly board."""
    far = draw.odds(0.3)
    if not far and not band.get("boarding"):
        return {}
    limits: dict[str, Any] = {"boarding": True, "max_ride_minutes": 20, "max_board_minutes": draw.choice([50, 60])}
    who: list[dict[str, Any]] = [{}, {"board_when": "beyond_day_reach"}, {"board_when": "any"}]
    where: list[dict[str, Any]] = [{}, {"board_in": "anywhere"}, {"board_in": "town"}]
    drawn: dict[str, Any] = draw.choice(who) | draw.choice(where)
    return limits | drawn if far else drawn


def _random_school(draw: _Draw, school_id: str, *, several: bool) -> dict[str, object]:
    kind, grades = draw.choice(
        [("teaching_point", "1-2"), ("primary", "1-6"), ("junior", "7-9"), ("nine_year", "1-9"), ("nine_year", "1-9")]
        if several
        else [("teaching_point", "1-9"), ("nine_year", "1-9"), ("primary", "1-9"), ("junior", "1-7")]
    )
    rooms, beds = draw.between(0, 4), draw.between(0, 6)
    school: dict[str, object] = {
        "school_id": school_id, "kind": kind, "grades": grades, "decision": draw.choice(["", "", "", "free", "keep"]),
        "state": draw.choice(["existing", "existing", "candidate"]),
        "classrooms": rooms, "classrooms_max": rooms + draw.between(0, 2),
        "beds": beds, "beds_max": beds + draw.choice([0, 6]),
    }  # fmt: skip
    if draw.odds(0.3):
        school["pupils_max"] = draw.between(4, 20)
    if draw.odds(0.5):
        school["fixed_yuan_per_year"] = draw.between(0, 30_000)
    if draw.odds(0.5):
        school["classroom_yuan"] = draw.between(0, 60_000)
    return school


def _random_trip(draw: _Draw) -> tuple[float | None, float | None, float | None]:
    """Whole tens of minutes, so that limits are often met at equality."""
    walk = 10.0 * draw.between(1, 6) if draw.odds(0.7) else None
    if draw.odds(0.3):
        return walk, None, None
    ride = 10.0 * draw.between(1, 6)
    return walk, ride, ride / 2


def _random_merge(draw: _Draw, schools: Sequence[Mapping[str, object]]) -> dict[str, object] | None:
    kinds = draw.choice([["teaching_point"], ["teaching_point", "primary"], ["nine_year", "teaching_point", "junior"]])
    there = sum(school["state"] == "existing" and school["kind"] in kinds for school in schools)
    limits: list[dict[str, int] | None] = [None, {"most": draw.between(0, 2)}, {}]
    limits += [{"least": min(1, there)}, {"exactly": min(1, there)}]
    limit = draw.choice(limits)
    return None if limit is None else {"kinds": kinds, **limit}


def _random_prices(draw: _Draw) -> dict[str, object]:
    return {
        "discount_rate": draw.choice([0, 0.04]), "building_life_years": draw.choice([10, 50]),
        "fixed_yuan_per_year": {
            "teaching_point": draw.between(0, 20_000), "primary": 9000, "junior": 12_000, "nine_year": 15_000,
        },
        "class_yuan_per_year": {"primary": draw.between(0, 9000), "junior": draw.between(1000, 20_000)},
        "build_yuan": draw.choice([10_000, 200_000]), "classroom_yuan": draw.choice([5000, 50_000]),
        "bed_yuan": draw.choice([1000, 8000]), "travel_yuan_per_pupil_minute": draw.between(0, 60),
        "ride_yuan_per_pupil_kilometre": draw.between(0, 100), "boarding_yuan_per_pupil": draw.between(0, 2500),
        "shortfall_yuan_per_pupil": draw.choice([200_000, 10_000]),
    }  # fmt: skip


def _random_decisions(draw: _Draw, schools: Sequence[Mapping[str, object]]) -> dict[str, list[str]]:
    """Decide about some schools, each in one way."""
    decisions: dict[str, list[str]] = {"keep": [], "close": [], "free": []}
    for school in schools:
        word = draw.choice(["", "", "", "", "keep", "close", "free"])
        if word:
            decisions[word].append(str(school["school_id"]))
    return decisions


def _without_clashes(scenario: Scenario, district: District) -> Scenario:
    """Take out what no plan could obey: merge counts against decisions, a budget below what is kept to be built."""
    keys = scenario.model_dump(exclude_unset=True)
    merge = scenario.rules.merge
    if merge is not None:
        keys["rules"]["merge"] |= _possible_counts(scenario, district)
    if isinstance(scenario.budget_yuan, float):
        candidates = district.schools["state"] == "candidate"
        forced = candidates & (
            (district.schools["decision"] == "keep") | district.schools["school_id"].isin(scenario.decisions.keep)
        )
        keys["budget_yuan"] = scenario.budget_yuan + scenario.prices.build_yuan * int(forced.sum())
    return Scenario.model_validate(keys)


def _possible_counts(scenario: Scenario, district: District) -> dict[str, int | None]:
    """Keep merge counts between what decisions close and what they leave to be closed."""
    merge, decisions, schools = scenario.rules.merge, scenario.decisions, district.schools
    if merge is None:
        return {}
    there = schools[(schools["state"] == "existing") & schools["kind"].isin(merge.kinds)]
    ids = there["school_id"]
    closed = int(ids.isin(decisions.close).sum())
    kept = (there["decision"] == "keep") & ~ids.isin([*decisions.close, *decisions.free])
    may_go = len(there) - int((kept | ids.isin(decisions.keep)).sum())
    return {
        "least": None if merge.least is None else min(merge.least, may_go),
        "most": None if merge.most is None else max(merge.most, closed),
        "exactly": None if merge.exactly is None else int(np.clip(merge.exactly, closed, may_go)),
    }
