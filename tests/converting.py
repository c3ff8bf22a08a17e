"""A district for conversions: twelve villages, two teaching points whose sites may go on as another school."""

from planner.reading.scenario import Scenario
from tests.districts import YEAR, Case, district_of, scenario_of


def conversions() -> Case:
    """Return twelve villages on a line, 0.01 degrees apart, and schools beside them that all may reach.

    P1 and P2 are teaching points that cost far more than they are worth. P1's site goes on as the kindergarten K1, the
    only one; P2's as the primary school N2, which is decided, not as K2. P3, a point too, goes on as nothing.
    """
    homes = [f"v{number:02}" for number in range(12)]
    pupils = {(home, YEAR, grade): 6 for home in homes for grade in ("1", "K1")}
    point = {"kind": "teaching_point", "grades": "1-3", "classrooms": 2, "fixed_yuan_per_year": 2_000_000}
    site = {"state": "candidate", "classrooms": 3, "classrooms_max": 3, "build_yuan": 200_000}
    nursery = {"kind": "kindergarten", "grades": "K1-K3"}
    schools = [
        point | {"school_id": "P1", "name": "东沟教学点", "site_id": "D1"} | _at(0),
        site | nursery | {"school_id": "K1", "name": "东沟幼儿园", "site_id": "D1"} | _at(0),
        point | {"school_id": "P2", "name": "河口教学点", "site_id": "D2"} | _at(11),
        site | nursery | {"school_id": "K2", "name": "河口幼儿园", "site_id": "D2"} | _at(11),
        site | {"school_id": "N2", "name": "河口小学", "site_id": "D2", "decision": "keep"} | _at(11),
        point | {"school_id": "P3", "name": "麻屯教学点"} | _at(3),
        {"school_id": "A1", "name": "送庄小学", "classrooms": 6, "classrooms_max": 12} | _at(6),
    ]
    travel = {
        (home, str(school["school_id"])): (5.0 + number, None, None)
        for number, home in enumerate(homes) for school in schools
    }  # fmt: skip
    return Case(district=district_of(pupils=pupils, schools=schools, travel=travel), scenario=_scenario())


def _scenario() -> Scenario:
    bands = {
        "nursery": {"stage": "kindergarten", "grades": ["K1"], "max_walk_minutes": 60},
        "primary": {"stage": "primary", "grades": [1], "max_walk_minutes": 60},
    }
    rules = {"class_size": {"kindergarten": 30, "primary": 45}, "merge": {"kinds": ["teaching_point"]}}
    return scenario_of(title="改办方案", grade_bands=bands, rules=rules)


def _at(place: int) -> dict[str, float]:
    return {"lon": 112.40 + 0.01 * place, "lat": 34.80}
