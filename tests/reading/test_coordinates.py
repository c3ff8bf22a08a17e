"""Coordinate systems: published pairs, exact inverses, and zones told by the size of an easting."""

import numpy as np
import pytest

from planner.reading.coordinates import (
    Floats,
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    system_problem,
    to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

METRES_PER_DEGREE = 111_195.0


def one(value: float) -> Floats:
    """Return an array of one number."""
    return np.array([value])


# Pairs that the open implementations of these formulas publish with their own tests.
GCJ02_PAIRS = [
    ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
]


@pytest.mark.parametrize(("wgs84", "gcj02"), GCJ02_PAIRS)
def test_gcj02_agrees_with_published_pairs(wgs84: tuple[float, float], gcj02: tuple[float, float]) -> None:
    """Four published pairs, to a tenth of a millimetre, and back to a centimetre."""
    lon, lat = wgs84_to_gcj02(one(wgs84[0]), one(wgs84[1]))
    assert (lon[0], lat[0]) == pytest.approx(gcj02, abs=1e-9)
    back = gcj02_to_wgs84(one(gcj02[0]), one(gcj02[1]))
    assert (back[0][0], back[1][0]) == pytest.approx(wgs84, abs=1e-7)


def test_bd09_agrees_with_published_pairs() -> None:
    """The published pairs from GCJ-02 and from WGS84."""
    lon, lat = gcj02_to_bd09(one(116.404), one(39.915))
    assert (lon[0], lat[0]) == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-9)
    lon, lat = wgs84_to_bd09(one(116.404), one(39.915))
    assert (lon[0], lat[0]) == pytest.approx((116.41662724378733, 39.922699552216216), abs=1e-9)


def test_inverses_are_within_three_centimetres_all_over_china() -> None:
    """Ten thousand places between the borders come back to where they were."""
    random = np.random.default_rng(1)
    lon, lat = random.uniform(73, 135, 10_000), random.uniform(18, 53, 10_000)
    for shifted, undo in ((wgs84_to_gcj02(lon, lat), gcj02_to_wgs84), (wgs84_to_bd09(lon, lat), bd09_to_wgs84)):
        back_lon, back_lat = undo(*shifted)
        metres = METRES_PER_DEGREE * np.hypot((back_lon - lon) * np.cos(np.radians(lat)), back_lat - lat)
        assert metres.max() < 0.03


def test_offsets_in_luoyang_are_of_the_known_size() -> None:
    """GCJ-02 lies some 580 m off there, BD-09 some 1,300 m."""
    lon, lat = one(112.44), one(34.826)
    for shift, expected in ((wgs84_to_gcj02, 584.0), (wgs84_to_bd09, 1316.0)):
        there_lon, there_lat = shift(lon, lat)
        metres = METRES_PER_DEGREE * np.hypot((there_lon - lon) * np.cos(np.radians(lat)), there_lat - lat)
        assert metres[0] == pytest.approx(expected, abs=40)


@pytest.mark.parametrize(
    ("easting", "system", "meridian"),
    [
        (635374.0, "EPSG:4546", None),
        (635374.0, "CGCS2000", 111.0),
        (37635374.0, "EPSG:4525", None),
        (37635374.0, "CGCS2000", None),
    ],
)
def test_the_same_easting_is_read_by_code_meridian_or_prefix(
    easting: float, system: str, meridian: float | None
) -> None:
    """Four ways to write one place in the 3-degree zone of 111 degrees east; northing is the second column."""
    read = to_wgs84(one(easting), one(3857000.0), system, meridian)
    assert read.lon[0] == pytest.approx(112.479862, abs=1e-5)
    assert read.lat[0] == pytest.approx(34.832416, abs=1e-5)


def test_zones_may_mix_where_the_easting_tells() -> None:
    """A county on the edge of two zones may write each place in its own."""
    read = to_wgs84(np.array([37635374.0, 38360967.0]), np.array([3857000.0, 3857000.0]), "CGCS2000")
    assert np.ptp(read.lon) < 0.001


@pytest.mark.parametrize(
    ("lon", "lat", "system", "words"),
    [
        (635374.0, 3857000.0, "CGCS2000", "zone"),
        (635374.0, 3857000.0, "WGS84", "looks like metres"),
        (34.8, 112.4, "WGS84", "swapped"),
        (200.0, 95.0, "WGS84", "a longitude from -180 to 180"),
        (39.5, 76.0, "WGS84", "swapped"),
        (112.4, 95.0, "WGS84", "a latitude from -90 to 90"),
        (3857000.0, 635374.0, "EPSG:4546", "swapped"),
        (112.4, 34.8, "EPSG:4546", "look like degrees"),
        (37635374.0, 3857000.0, "EPSG:4526", "belongs to zone 37 (EPSG:4525)"),
        (20635374.0, 3857000.0, "EPSG:4546", "belongs to zone 20 (EPSG:4498)"),
        (950000.0, 3857000.0, "EPSG:4546", "can hold"),
        (1e14, 1e14, "EPSG:32650", "can hold"),
    ],
)
def test_what_cannot_be_is_said_and_left_unknown(lon: float, lat: float, system: str, words: str) -> None:
    """A value that its system cannot hold becomes NaN with the reason."""
    read = to_wgs84(one(lon), one(lat), system)
    said = [complaint.expected for complaint in read.complaints if complaint.mask[0]]
    assert np.isnan(read.lon[0])
    assert np.isnan(read.lat[0])
    assert len(said) == 1
    assert words in said[0]


@pytest.mark.parametrize("system", ["WGS84", "CGCS2000", "GCJ-02", "BD-09", "EPSG:4546"])
def test_known_systems_are_accepted(system: str) -> None:
    """The contract's four names and codes are fine."""
    assert system_problem(system) is None


@pytest.mark.parametrize("system", ["wgs-84", "EPSG:999999", "", "GCJ02", "EPSG:"])
def test_unknown_systems_are_refused(system: str) -> None:
    """Anything else names what may stand there."""
    assert "GCJ-02" in (system_problem(system) or "")
