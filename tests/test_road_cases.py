"""The shared cases of roads and boundaries, answered right."""

from pathlib import Path

import pytest

from planner.inputs import Inputs, read_inputs


@pytest.fixture
def cases(shared_data: Path) -> Path:
    """Return the folder of shared cases."""
    return shared_data.parent / "cases"


def pairs(inputs: Inputs, settlement: str) -> dict[str, tuple[float, float]]:
    """Return minutes on foot and riding from a settlement to each school."""
    journeys, district = inputs.journeys, inputs.district
    codes = district.settlements["settlement_id"].to_numpy()[journeys.settlement]
    schools = district.schools["school_id"].to_numpy()[journeys.school]
    return {
        str(schools[row]): (float(journeys.walk_minutes[row]), float(journeys.ride_minutes[row]))
        for row in (codes == settlement).nonzero()[0]
    }


def notes(inputs: Inputs) -> str:
    """Return everything that is said."""
    return "\n".join((*inputs.district.notes, *inputs.journeys.notes))


def test_lists_of_osmnx(cases: Path) -> None:
    """The way over footway and steps is walked, never ridden; the one with a motorway in it is ridden, never walked."""
    inputs = read_inputs(cases / "01-osmnx-list-highway" / "scenario.yaml")
    assert inputs.journeys.notes == ()
    # V02 to T1 is a kilometre on foot over the steps, and 15 km round for riders.
    walk, ride = pairs(inputs, "V02")["T1"]
    assert 15 < walk < 25
    assert ride > 20
    # V11 to T1: 1.7 km by the motorway, which nobody walks.
    walk, ride = pairs(inputs, "V11")["T1"]
    assert not walk < 40
    assert ride < 10


def test_a_dead_end_of_one_way(cases: Path) -> None:
    """The village at its end joins the road that leads to and fro, and rides to every school."""
    inputs = read_inputs(cases / "03-oneway-dead-end" / "scenario.yaml")
    rides = [ride for _, ride in pairs(inputs, "V12").values()]
    assert len([ride for ride in rides if ride < 30]) == 5


def test_an_island_without_ferry(cases: Path) -> None:
    """The lane of a kilometre and a half over what may be a river is named with its metres."""
    inputs = read_inputs(cases / "04a-island-no-ferry" / "scenario.yaml")
    assert "江心洲 (V13) 1,542 m" in notes(inputs)
    assert "a stray piece of road at the door leads nowhere: 1 settlement: 江心洲 (V13)" in notes(inputs)


def test_an_island_with_a_ferry_without_time(cases: Path) -> None:
    """The ferry is named and not travelled."""
    inputs = read_inputs(cases / "04b-island-ferry-line" / "scenario.yaml")
    assert "no name (feature 19)" in notes(inputs)
    assert "江心洲 (V13) 1,542 m" in notes(inputs)


def test_gdals_lines(cases: Path) -> None:
    """Nobody walks along the river or rides on the rails; both are counted, and the river is not crossed."""
    inputs = read_inputs(cases / "05-gdal-osm-lines" / "scenario.yaml")
    assert "2 lines are not travelled: waterway=river 1, railway=rail 1" in notes(inputs)
    assert "上河村 (V01)" in notes(inputs)
    assert not any(walk < 40 or ride < 40 for school, (walk, ride) in pairs(inputs, "V01").items() if school != "T1")


def test_boundaries_of_the_second_layer(cases: Path) -> None:
    """The towns behind the county are found."""
    inputs = read_inputs(cases / "16-boundaries-second-layer" / "scenario.yaml")
    assert inputs.district.boundaries is not None
    assert inputs.district.boundaries["town"].tolist() == ["河口镇", "岭北乡"]


def test_roads_under_another_name(cases: Path) -> None:
    """roads.geojson is read."""
    inputs = read_inputs(cases / "37-roads-other-name" / "scenario.yaml")
    assert inputs.journeys.source == "roads"
    assert "roads.geojson" in inputs.district.sha256
