"""What may happen at a site: decisions, sizes and prices with their defaults."""

from collections.abc import Mapping

import numpy as np
import pytest

from planner.problem.actions import Sites, decide, find_sites, size_notes
from planner.problem.problem import Decision
from planner.verifying.facts import find_facts
from tests.districts import Case, district_of, scenario_of, schools_frame

FREE, KEEP, CLOSE = Decision.FREE, Decision.KEEP, Decision.CLOSE
POINT, PRIMARY, SITE = (
    {"school_id": "point", "kind": "teaching_point"},
    {"school_id": "primary"},
    {"school_id": "site", "state": "candidate"},
)


def sites_of(*schools: Mapping[str, object], **keys: object) -> Sites:
    """Return the sites of a district with these schools."""
    district = district_of(
        pupils={("a", 2026, "1"): 1}, schools=schools, travel={("a", str(schools[0]["school_id"])): (1, None, None)}
    )
    return find_sites(district, scenario_of(**keys))


def test_default_decisions() -> None:
    """An existing school of a kind that may be merged and a site are free; every other existing school is kept."""
    frame = schools_frame([POINT, PRIMARY, SITE])
    scenario = scenario_of(rules={"merge": {"kinds": ["teaching_point"]}})
    assert decide(frame, scenario).tolist() == [FREE, KEEP, FREE]


def test_the_table_decides_where_its_cell_is_filled() -> None:
    """The schools table's own word stands above the default."""
    frame = schools_frame([POINT | {"decision": "keep"}, PRIMARY | {"decision": "free"}, SITE | {"decision": "close"}])
    scenario = scenario_of(rules={"merge": {"kinds": ["teaching_point"]}})
    assert decide(frame, scenario).tolist() == [KEEP, FREE, CLOSE]


def test_the_scenario_stands_above_the_table() -> None:
    """Decisions of the scenario replace the table's, in every direction."""
    frame = schools_frame([POINT | {"decision": "keep"}, PRIMARY | {"decision": "close"}, SITE | {"decision": "close"}])
    scenario = scenario_of(
        rules={"merge": {"kinds": ["teaching_point"]}},
        decisions={"close": ["point"], "free": ["primary"], "keep": ["site"]},
    )
    assert decide(frame, scenario).tolist() == [CLOSE, FREE, KEEP]


def test_without_merge_nothing_existing_is_free() -> None:
    """Without rules.merge a free existing school is kept; a site stays free, and what is decided to close closes."""
    frame = schools_frame([POINT | {"decision": "free"}, PRIMARY, SITE, {"school_id": "closed", "decision": "close"}])
    assert decide(frame, scenario_of()).tolist() == [KEEP, KEEP, FREE, CLOSE]


def test_only_existing_schools_of_the_kinds_named_may_be_merged() -> None:
    """A site of a merged kind is not a school that could be merged."""
    site = SITE | {"kind": "teaching_point"}
    sites = sites_of(POINT, PRIMARY, site, rules={"merge": {"kinds": ["teaching_point"]}})
    assert sites.mergeable.tolist() == [True, False, False]
    assert sites.existing.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("kind", "own", "most"),
    [
        ("primary", np.nan, 100),
        ("primary", 60, 60),
        ("primary", 160, 100),
        ("teaching_point", np.nan, 100),
        ("junior", np.nan, np.inf),
        ("junior", 7, 7),
        ("junior", 0, 0),
        ("nine_year", np.nan, 300),
        ("kindergarten", np.nan, np.inf),
    ],
)
def test_the_smaller_of_rule_and_own_limit_binds(kind: str, own: float, most: float) -> None:
    """A teaching point counts as primary; a kind that is not named has no limit; a limit of 0 is not an empty cell."""
    school = {"school_id": "h", "kind": kind, "pupils_max": own}
    sites = sites_of(school, rules={"school_size": {"primary": 100, "nine_year": 300}})
    assert sites.pupils_max.tolist() == [most]


@pytest.mark.parametrize(
    ("sizes", "most"),
    [
        ({"primary": 100, "teaching_point": 30}, 30),
        ({"primary": 100}, 100),
        ({"teaching_point": 30}, 30),
        ({"teaching_point": None}, np.inf),
    ],
)
def test_a_teaching_point_has_its_own_limit_or_the_primary_schools(sizes: dict[str, int], most: float) -> None:
    """Optimiser and judge agree."""
    point, rules = POINT | {"grades": "1-2"}, {"school_size": sizes}
    assert sites_of(point, rules=rules).pupils_max.tolist() == [most]
    case = Case(district=district_of(pupils={("a", 2026, "1"): 1}, schools=[point], travel={("a", "point"): (1, 1, 1)}),
                scenario=scenario_of(rules=rules))  # fmt: skip
    facts = find_facts(case.district, case.scenario, case.journeys)
    assert facts.schools["point"].pupils_max == most


def test_school_size_can_be_switched_off() -> None:
    """With school_size null only a school's own limit binds."""
    sites = sites_of(PRIMARY, {"school_id": "own", "pupils_max": 9}, rules={"school_size": None})
    assert sites.pupils_max.tolist() == [np.inf, 9]


def test_prices_are_the_scenarios_where_the_table_is_silent() -> None:
    """Own prices stand, 0 too; empty ones are the scenario's; an existing school has nothing left to build."""
    own = {"fixed_yuan_per_year": 0, "build_yuan": 7, "classroom_yuan": 8, "bed_yuan": 9}
    sites = sites_of(
        POINT,
        SITE,
        {"school_id": "own", **own},
        {"school_id": "own site", "state": "candidate", **own},
        prices={
            "fixed_yuan_per_year": {"teaching_point": 1, "primary": 2}, "build_yuan": 3, "classroom_yuan": 4,
            "bed_yuan": 5,
        },
    )  # fmt: skip
    assert sites.fixed_yuan.tolist() == [1, 2, 0, 0]
    assert sites.build_yuan.tolist() == [0, 3, 0, 7]
    assert sites.classroom_yuan.tolist() == [4, 4, 8, 8]
    assert sites.bed_yuan.tolist() == [5, 5, 9, 9]


def test_schools_offer_the_grades_of_their_run() -> None:
    """1-3 offers grade 2 and not grade 4; K1-K3 offers neither."""
    schools = [{"school_id": run, "grades": run} for run in ("1-3", "1-9", "7", "K1-K3")]
    sites = sites_of(*schools, grade_bands={"all": {"stage": "primary", "grades": ["K2", 2, 4, 7]}})
    assert sites.offers.tolist() == [
        [False, True, False, False],
        [False, True, True, True],
        [False, False, False, True],
        [True, False, False, False],
    ]


def test_a_norm_below_a_schools_own_limit_is_told() -> None:
    """4,000 of its own above the rule's 2,000 is named; 1,500 below it is not."""
    district = district_of(
        pupils={("a", 2026, "1"): 1},
        schools=[
            {"school_id": "P1", "classrooms": 90, "pupils_max": 4000},
            {"school_id": "P2", "classrooms": 90, "pupils_max": 1500},
        ],
        travel={},
    )
    (note,) = size_notes(district, scenario_of())
    assert note.endswith(": 1: P1 (P1) 4000 > 2000")
    assert size_notes(district, scenario_of(rules={"school_size": None})) == ()
