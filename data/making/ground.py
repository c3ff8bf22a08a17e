"""Where made-up villages stand: around the seats of their towns, and the made-up polygons of these towns."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import Voronoi
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from data.making.listed import Town, Unit
from data.making.sharing import Floats

REACH = 1.3
"""Nobody of a town lives farther from its seat than so many radii of a circle of its area."""
_SEAT_SHARE = 0.35
"""Villages keep this share of the usual distance between two from their seat."""
_CELLS_A_VILLAGE = 25
FAR = np.array([[-900.0, -900.0], [900.0, -900.0], [900.0, 900.0], [-900.0, 900.0]])
"""Corners far outside, so that every cell is closed."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Kilometres east and north of an origin in degrees; true to a per cent over a hundred of them."""

    lon: float
    lat: float

    @property
    def _scale(self) -> Floats:
        return np.array([111.32 * np.cos(np.radians(self.lat)), 110.94])

    def to_km(self, lon_lat: Floats) -> Floats:
        """Turn degrees, shape (n, 2), into kilometres."""
        return (np.asarray(lon_lat, dtype=float) - (self.lon, self.lat)) * self._scale

    def to_degrees(self, km: Floats) -> Floats:
        """Undo `to_km`, rounded to five places (about a metre)."""
        return np.round(np.asarray(km, dtype=float) / self._scale + (self.lon, self.lat), 5)


@dataclass(frozen=True, kw_only=True, eq=False)
class Land:
    """The towns of a district, those around it, and where nobody may live."""

    frame: Frame
    towns: Sequence[Town]
    """Ground belongs to the town whose seat is nearest for its size."""
    strangers: Sequence[Town] = ()
    """Those of neighbouring districts, which have their ground too."""
    keep_out: BaseGeometry | None = None
    """In kilometres."""


def place_units(units: Sequence[Unit], land: Land, rng: np.random.Generator) -> Floats:
    """Return a position for each unit in kilometres, shape (unit, 2): near its seat where urban, else spread."""
    positions = np.zeros((len(units), 2))
    for number, town in enumerate(land.towns):
        rows = [row for row, unit in enumerate(units) if unit.town == town.name]
        if rows:
            positions[rows] = _place_town(number, [units[row].urban for row in rows], land, rng)
    return land.frame.to_km(land.frame.to_degrees(positions))


def _place_town(number: int, urban: list[bool], land: Land, rng: np.random.Generator) -> Floats:
    """Return positions of the town's units: the first at the seat, urban ones in the middle, then the others."""
    town, seat = land.towns[number], land.frame.to_km(np.array([land.towns[number].seat]))[0]
    spacing = np.sqrt(town.square_km / len(urban))
    step = spacing / np.sqrt(_CELLS_A_VILLAGE)
    ground = _ground(number, land, step)
    ground = ground + rng.uniform(-step / 2, step / 2, ground.shape)
    away = np.linalg.norm(ground - seat, axis=1)
    built_up = sum(urban)
    # In the built-up middle units stand twice as close.
    middle = ground[np.argsort(away, kind="stable")[: max(_CELLS_A_VILLAGE, built_up * _CELLS_A_VILLAGE // 3)]]
    if built_up == len(urban):
        middle = ground
    first = spread(middle, built_up - 1, 0.75 * spacing, seat[None], rng)
    return spread(ground[away > _SEAT_SHARE * spacing], len(urban) - built_up, 0.8 * spacing, first, rng)


def _ground(number: int, land: Land, step: float) -> Floats:
    """Return grid points of one town, a `step` of kilometres apart."""
    everywhere = [*land.towns, *land.strangers]
    seats = land.frame.to_km(np.array([town.seat for town in everywhere]))
    radius = np.sqrt(np.array([town.square_km for town in everywhere]) / np.pi)
    far = REACH * radius[number]
    axes = [np.arange(seats[number, axis] - far, seats[number, axis] + far, step) for axis in range(2)]
    points = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    near = np.linalg.norm(seats - seats[number], axis=1) < 2 * far + REACH * radius
    away = np.linalg.norm(points[:, None] - seats[None, near], axis=2) / radius[near]
    own = int(np.flatnonzero(near).tolist().index(number))
    kept = points[(away.argmin(axis=1) == own) & (away[:, own] < REACH)]
    if land.keep_out is not None:
        kept = kept[~shapely.contains_xy(land.keep_out, kept[:, 0], kept[:, 1])]
    found: Floats = kept
    return found


def spread(ground: Floats, count: int, spacing: float, taken: Floats, rng: np.random.Generator) -> Floats:
    """Add `count` points of the ground, in random order, no two nearer than `spacing`, less where there is no room."""
    order = rng.permutation(len(ground))
    chosen = list(taken)
    while len(chosen) < len(taken) + count:
        chosen = list(taken)
        for point in ground[order]:
            if len(chosen) == len(taken) + count:
                break
            if np.linalg.norm(np.array(chosen) - point, axis=1).min() >= spacing:
                chosen.append(point)
        spacing *= 0.93
    return np.array(chosen)


def cells_of(positions: Floats, strangers: Floats) -> list[BaseGeometry]:
    """Return the Voronoi cell of each position, those of `strangers` around them being theirs."""
    diagram = Voronoi(np.vstack([positions, strangers, FAR]))
    corners = [diagram.vertices[diagram.regions[diagram.point_region[row]]] for row in range(len(positions))]
    return [Polygon(each) for each in corners]


def town_polygons(units: Sequence[Unit], positions: Floats, land: Land, strangers: Floats) -> gpd.GeoDataFrame:
    """Return the units' cells dissolved by town, cut off some way beyond the outermost, in WGS84.

    `strangers`: positions of neighbouring districts' units, kilometres, whose ground is left to them.
    """
    by_name = {town.name: town for town in land.towns}
    apart = {name: np.sqrt(town.square_km / sum(unit.town == name for unit in units)) for name, town in by_name.items()
             if any(unit.town == name for unit in units)}  # fmt: skip
    dots = [
        shapely.Point(spot).buffer(1.1 * apart[unit.town], quad_segs=4)
        for unit, spot in zip(units, positions, strict=True)
    ]
    margin = 0.8 * max(apart.values())
    region: BaseGeometry = shapely.union_all(dots).buffer(margin, quad_segs=4).buffer(-margin, quad_segs=4)
    if land.keep_out is not None:
        region = region.difference(land.keep_out)
    cells = [cell.intersection(region) for cell in cells_of(positions, strangers)]
    names = list(dict.fromkeys(unit.town for unit in units))
    shapes = [
        shapely.union_all([cell for unit, cell in zip(units, cells, strict=True) if unit.town == name])
        for name in names
    ]
    degrees = [shapely.transform(shape, land.frame.to_degrees) for shape in shapes]
    drawn = [shapely.normalize(shapely.make_valid(shapely.set_precision(shape, 1e-5))) for shape in degrees]
    return gpd.GeoDataFrame({"town": names, "label": ["示意"] * len(names)}, geometry=drawn, crs="EPSG:4326")


def apart_km(positions: Floats) -> Floats:
    """Return straight kilometres between all positions, shape (n, n)."""
    apart: Floats = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    return apart
