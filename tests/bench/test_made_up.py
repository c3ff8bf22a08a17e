"""The made-up districts that the benches measure."""

from pathlib import Path

import numpy as np
import pytest

from bench.made_up import made_up_district
from planner.problem.build import build_problem
from planner.problem.travel import find_journeys
from planner.reading.loader import read_district
from planner.reading.scenario_file import read_scenario


@pytest.mark.parametrize(("settlements", "schools"), [(12, 6), (60, 30)])
def test_made_up_districts_are_sound(tmp_path: Path, settlements: int, schools: int) -> None:
    """They are read without a finding, have the sizes asked for, say they are synthetic, and give a problem."""
    file = read_scenario(made_up_district(settlements, schools, 1, tmp_path))
    district = read_district(file.district_folder, file.scenario)
    assert (len(district.settlements), len(district.schools)) == (settlements, schools)
    assert set(district.provenance.synthetic) == {"settlements", "pupils", "schools", "roads"}
    assert 100 < district.pupils["pupils"].sum() / settlements < 200
    assert district.schools["beds"].sum() > 0
    journeys = find_journeys(district, file.scenario)
    assert journeys.source == "roads"
    assert len(np.unique(journeys.settlement)) == settlements
    problem = build_problem(district, journeys, file.scenario)
    assert problem.school_mergeable.any()
    assert problem.n_pairs > problem.n_blocks


def test_the_rules_are_those_of_a_plan_that_can_be_adopted(tmp_path: Path) -> None:
    """With rules the scenario asks for all of them, of the same district."""
    plain, asked = (
        read_scenario(made_up_district(12, 6, 1, tmp_path / str(rules), rules=rules)).scenario
        for rules in (False, True)
    )
    given = {key for key, value in asked.rules.model_dump(exclude_unset=True).items() if value is not None}
    assert given - set(plain.rules.model_dump(exclude_unset=True)) == {
        "school_size", "whole_school", "min_pupils", "nearest", "bands_together", "settlement_parts", "siting",
        "seat_reserve", "bed_module",
    }  # fmt: skip
    assert asked.rules.merge is not None
    assert asked.rules.merge.receivers
    assert asked.rules.merge.never
    assert plain.rules.nearest is None


def test_the_same_numbers_make_the_same_district(tmp_path: Path) -> None:
    """Tables of the same seed are the same to the byte; another seed makes others."""
    folders = [tmp_path / name for name in "abc"]
    for folder, seed in zip(folders, (1, 1, 2), strict=True):
        made_up_district(20, 10, seed, folder)
    for table in ("settlements", "pupils", "schools"):
        one, same, other = ((folder / "district" / f"{table}.csv").read_bytes() for folder in folders)
        assert one == same
        assert one != other
