"""Made-up districts of any size, for measuring: nothing in them is real, and their provenance says so.

    python -m bench.made_up 300 143 1 somewhere
    python -m bench.made_up 300 143 1 somewhere rules

writes somewhere/district/ (the tables, the roads, provenance.yaml) and somewhere/scenario.yaml, the second time with
rules that make a plan adoptable. The same numbers make the same district. A county of 300 settlements has 45,000
pupils in grades 1 to 9, on about 850 square kilometres cut by a river with few bridges; of its schools about half are
teaching points, the rest village and town primaries, junior schools with dormitories, and sites where a school
may be built.
"""

import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Transformer
from ruamel.yaml import YAML
from scipy.spatial import Delaunay, cKDTree

from bench.keys import merged

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SQUARE_KM_A_SETTLEMENT = 2.8
SETTLEMENTS_A_TOWN = 20
PUPILS_A_SETTLEMENT = 150
KM_A_BRIDGE = (60.0, 18.0, np.inf)
"""Kilometres of river for each bridge of lanes, county roads and streets."""
BANK_KM = 0.6
NOT_PLANAR = 4
"""Fewer points than this have no triangles to speak of."""
STREETS_A_SETTLEMENT = 6
GRADES = tuple(str(grade) for grade in range(1, 10))
YEAR = 2026
KIND_SHARES = {"town_primary": 0.07, "junior": 0.085, "village_primary": 0.315, "site": 0.03}
"""Shares of the schools; the rest are teaching points."""
DEGREES = Transformer.from_crs(
    "+proj=tmerc +lon_0=112.5 +lat_0=34.7 +ellps=WGS84 +units=km", "EPSG:4326", always_xy=True
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Land:
    """Where things are, kilometres about the middle."""

    side_km: float
    towns: Floats
    """(town, 2): seats of towns."""
    homes: Floats
    """(settlement, 2)."""
    home_town: Ints
    """(settlement): town."""
    river: shapely.LineString


def made_up_district(settlements: int, schools: int, seed: int, folder: Path, *, rules: bool = False) -> Path:
    """Write a made-up district and a scenario, with the rules `ADOPTABLE` or without; return the scenario's path."""
    chance = np.random.default_rng([seed, settlements, schools])
    district = folder / "district"
    district.mkdir(parents=True, exist_ok=True)
    land = make_land(settlements, chance)
    pupils = make_pupils(land, chance)
    table = make_schools(land, pupils, schools, chance)
    settlement_table(land).to_csv(district / "settlements.csv", index=False)
    pupils.to_csv(district / "pupils.csv", index=False)
    table.to_csv(district / "schools.csv", index=False)
    make_roads(land, chance).to_file(district / "roads.gpkg", layer="roads", driver="GPKG")
    (district / "provenance.yaml").write_text(provenance(land.side_km), encoding="utf-8")
    path = folder / "scenario.yaml"
    points = table.loc[table["kind"] == "teaching_point", "school_id"]
    text = scenario(f"made-up-{settlements}x{schools}-{seed}", len(points))
    path.write_text(adoptable(text, list(points[-1:])) if rules else text, encoding="utf-8")
    return path


def make_land(settlements: int, chance: np.random.Generator) -> Land:
    """Scatter towns and settlements over a square, each settlement off the river and in its nearest town."""
    side = float(np.sqrt(settlements * SQUARE_KM_A_SETTLEMENT))
    east = np.linspace(-0.6 * side, 0.6 * side, 60)
    bends = chance.uniform(0, 2 * np.pi, 2)
    north = (
        0.2 * side
        + 0.06 * side * np.sin(4 * east / side + bends[0])
        + 0.02 * side * np.sin(17 * east / side + bends[1])
    )
    river = shapely.LineString(np.column_stack((east, north)))
    homes = spread(settlements, side, chance)
    near = np.asarray(shapely.distance(shapely.points(homes), river)) < BANK_KM
    homes[near, 1] -= 2.2 * BANK_KM
    towns = homes[pick_apart(homes, max(1, settlements // SETTLEMENTS_A_TOWN), chance)]
    return Land(side_km=side, towns=towns, homes=homes, home_town=nearest(towns, homes), river=river)


def spread(count: int, side: float, chance: np.random.Generator) -> Floats:
    """Return points on a square, one in each cell of a grid, so that none crowd."""
    cells = int(np.ceil(np.sqrt(count)))
    cell = chance.permutation(cells * cells)[:count]
    corner = np.column_stack((cell % cells, cell // cells))
    return (corner + chance.uniform(0.12, 0.88, (count, 2))) / cells * side - side / 2


def pick_apart(points: Floats, count: int, chance: np.random.Generator) -> Ints:
    """Pick points far from one another: each next one the farthest of a sample from those picked."""
    picked = [int(chance.integers(len(points)))]
    while len(picked) < min(count, len(points)):
        sample = chance.choice(len(points), size=min(60, len(points)), replace=False)
        gaps = np.linalg.norm(points[sample, None] - points[picked][None], axis=2).min(axis=1)
        picked.append(int(sample[gaps.argmax()]))
    return np.array(picked)


def nearest(places: Floats, points: Floats) -> Ints:
    """Return the row of the place nearest each point."""
    return np.asarray(cKDTree(places).query(points)[1], dtype=np.int64)


def settlement_table(land: Land) -> pd.DataFrame:
    """Return the settlements table."""
    lon, lat = DEGREES.transform(land.homes[:, 0], land.homes[:, 1])
    count = len(land.homes)
    return pd.DataFrame(
        {
            "settlement_id": [f"S{row:05d}" for row in range(count)],
            "name": [f"合成村{row}" for row in range(count)],
            "town": [f"合成镇{town}" for town in land.home_town],
            "lon": np.round(lon, 6),
            "lat": np.round(lat, 6),
            "place": np.where(np.isin(np.arange(count), nearest(land.homes, land.towns)), "town_seat", "village"),
        }
    )


def make_pupils(land: Land, chance: np.random.Generator) -> pd.DataFrame:
    """Give every settlement pupils of nine grades; the seats of towns have several times as many."""
    seats = nearest(land.homes, land.towns)
    weight = chance.lognormal(0, 0.6, len(land.homes))
    weight[seats] *= chance.uniform(6, 16, len(seats))
    expected = weight / weight.sum() * PUPILS_A_SETTLEMENT * len(land.homes) / len(GRADES)
    # Births fall: the oldest grades are the largest.
    counts = chance.poisson(expected[:, None] * np.linspace(0.88, 1.12, len(GRADES)))
    return pd.DataFrame(
        {
            "settlement_id": np.repeat([f"S{row:05d}" for row in range(len(land.homes))], len(GRADES)),
            "year": YEAR,
            "grade": np.tile(GRADES, len(land.homes)),
            "pupils": counts.ravel(),
        }
    )


def make_schools(land: Land, pupils: pd.DataFrame, schools: int, chance: np.random.Generator) -> pd.DataFrame:
    """Place schools where pupils are, with rooms for a little more than all of them, and unevenly so."""
    counts = {kind: max(1, round(share * schools)) for kind, share in KIND_SHARES.items()}
    counts["point"] = max(0, schools - sum(counts.values()))
    size = pupils.groupby("settlement_id", sort=True)["pupils"].sum().to_numpy(dtype=np.float64)
    village: Ints = chance.choice(
        np.arange(len(size)),
        size=min(len(size), counts["point"] + counts["village_primary"]),
        replace=False,
        p=size / size.sum(),
    )
    village = village[np.argsort(-size[village], kind="stable")]
    grade_pupils = pupils.groupby("grade")["pupils"].sum()
    primary_rooms = 1.12 * grade_pupils[list(GRADES[:6])].sum() / 45 - 5.5 * counts["village_primary"]
    junior_rooms = 1.15 * grade_pupils[list(GRADES[6:])].sum() / 50
    parts = [
        town_schools(land, "primary", counts["town_primary"], primary_rooms, chance),
        town_schools(land, "junior", counts["junior"], junior_rooms, chance),
        village_schools(land, "primary", village[: counts["village_primary"]], chance),
        village_schools(land, "teaching_point", village[counts["village_primary"] :], chance),
        sites(land, counts["site"], chance),
    ]
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "school_id", [f"C{row:05d}" for row in range(len(table))])
    table.insert(1, "name", [f"合成学校{row}" for row in range(len(table))])
    return with_places(table, land)


def with_places(table: pd.DataFrame, land: Land) -> pd.DataFrame:
    """Turn kilometres east and north into a town, a longitude and a latitude."""
    spots = table[["east", "north"]].to_numpy()
    lon, lat = DEGREES.transform(spots[:, 0], spots[:, 1])
    placed = table.drop(columns=["east", "north"])
    placed.insert(2, "town", [f"合成镇{town}" for town in nearest(land.towns, spots)])
    placed.insert(3, "lon", np.round(lon, 6))
    placed.insert(4, "lat", np.round(lat, 6))
    return placed


def school_rows(spots: Floats, grades: list[str], rooms: Ints, more: Ints, beds: Ints) -> pd.DataFrame:
    """Return rows of the schools table but for their kind, places still in kilometres."""
    return pd.DataFrame(
        {
            "east": spots[:, 0], "north": spots[:, 1], "kind": "", "grades": grades, "state": "existing",
            "decision": "", "classrooms": rooms, "classrooms_max": rooms + more, "beds": beds,
            "beds_max": np.where(beds > 0, beds * 3 // 2, 0),
        }
    )  # fmt: skip


def town_schools(land: Land, kind: str, count: int, rooms: float, chance: np.random.Generator) -> pd.DataFrame:
    """Place schools at the seats of towns in turn, sharing out rooms unevenly, 12 to 36 each."""
    seats = land.towns[np.arange(count) % len(land.towns)]
    share = chance.uniform(0.6, 1.4, count)
    held = np.clip(np.round(share / share.sum() * max(rooms, 0.0)), 12, 36).astype(np.int64)
    more = np.minimum(chance.integers(0, 3, count) * 6, 36 - held)
    boards = chance.random(count) < (1.0 if kind == "junior" else 0.4)
    beds = np.where(boards, chance.integers(4, 13, count) * (30 if kind == "junior" else 10), 0)
    grades = ["7-9" if kind == "junior" else "1-6"] * count
    spots = seats + chance.normal(0, 0.5, (count, 2))
    return school_rows(spots, grades, held, more, beds).assign(kind=kind)


def village_schools(land: Land, kind: str, homes: Ints, chance: np.random.Generator) -> pd.DataFrame:
    """Place small schools in villages: a class a grade, some with a little more room."""
    count = len(homes)
    if kind == "primary":
        grades = ["1-6"] * count
        rooms = 6 + chance.choice(np.array([0, 0, 1, 3, 6]), count)
    else:
        last: Ints = chance.choice(np.array([2, 3, 3, 3, 4]), count)
        grades = [f"1-{grade}" for grade in last]
        rooms = last + chance.integers(0, 2, count)
    more = chance.choice(np.array([0, 0, 0, 1, 2]), count)
    spots = land.homes[homes] + chance.normal(0, 0.12, (count, 2))
    no_beds = np.zeros(count, dtype=np.int64)
    return school_rows(spots, grades, rooms.astype(np.int64), more, no_beds).assign(kind=kind)


def sites(land: Land, count: int, chance: np.random.Generator) -> pd.DataFrame:
    """Place sites where a school may be built near the seats of towns."""
    seats = land.towns[chance.integers(0, len(land.towns), count)] + chance.normal(0, 1.2, (count, 2))
    junior = np.arange(1, count + 1) % 3 == 0
    rooms = np.full(count, 18)
    grades = ["7-9" if old else "1-6" for old in junior]
    rows = school_rows(seats, grades, rooms, rooms, np.where(junior, 200, 0))
    return rows.assign(state="candidate", kind=np.where(junior, "junior", "primary"))


def make_roads(land: Land, chance: np.random.Generator) -> gpd.GeoDataFrame:
    """Draw lanes between neighbours, county roads from town to town, a motorway, streets, and few bridges.

    Lines are drawn whole and cross one another without common vertices: whoever reads them has to find the crossings.
    """
    lanes, roads = web(land.homes), web(land.towns)
    lane_speed = chance.choice([np.nan, 20.0, 25.0], len(lanes))
    parts = (
        road_frame(bent(land.homes, lanes, chance), "unclassified", lane_speed),
        road_frame(bent(land.towns, roads, chance), "secondary", np.nan),
        road_frame(streets(land.homes, chance), "residential", np.nan),
    )
    frames = [dry_or_bridged(part, land.river, spacing) for part, spacing in zip(parts, KM_A_BRIDGE, strict=True)]
    side = land.side_km
    motorway = shapely.LineString([(-0.7 * side, -0.3 * side), (0.1 * side, -0.1 * side), (0.5 * side, 0.7 * side)])
    frames.append(road_frame([motorway], "motorway", np.nan))
    together = pd.concat(frames, ignore_index=True)
    lines = shapely.transform(
        together["line"].to_numpy(), lambda km: np.column_stack(DEGREES.transform(km[:, 0], km[:, 1]))
    )
    return gpd.GeoDataFrame(together.drop(columns="line"), geometry=lines, crs="EPSG:4326")


def road_frame(lines: object, highway: str, speed_kph: object) -> pd.DataFrame:
    """Return rows of the roads."""
    return pd.DataFrame({"line": lines, "highway": highway, "speed_kph": speed_kph})


def dry_or_bridged(frame: pd.DataFrame, river: shapely.LineString, spacing: float) -> pd.DataFrame:
    """Drop the lines that cross the river, but for one every `spacing` kilometres of river."""
    lines = frame["line"].to_numpy()
    wet = np.flatnonzero(shapely.intersects(lines, river))
    stretch = np.floor(np.asarray(shapely.line_locate_point(river, shapely.centroid(lines[wet]))) / spacing)
    bridges = wet[np.unique(stretch, return_index=True)[1]] if np.isfinite(spacing) else wet[:0]
    kept = np.ones(len(frame), dtype=np.bool_)
    kept[np.setdiff1d(wet, bridges)] = False
    return frame[kept]


def web(points: Floats) -> Ints:
    """Join neighbours that have nobody in the circle between them (Gabriel's graph), (edge, 2); always connected."""
    if len(points) < NOT_PLANAR:
        return np.column_stack((np.arange(len(points) - 1), np.arange(1, len(points)))).astype(np.int64)
    corners = Delaunay(points).simplices
    edges = np.unique(
        np.sort(np.concatenate((corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]])), axis=1), axis=0
    )
    middle = (points[edges[:, 0]] + points[edges[:, 1]]) / 2
    radius = np.linalg.norm(points[edges[:, 0]] - points[edges[:, 1]], axis=1) / 2
    gap = np.asarray(cKDTree(points).query(middle)[0])
    kept: Ints = edges[gap >= radius * (1 - 1e-9)].astype(np.int64)
    graph: nx.Graph[int] = nx.Graph(kept.tolist())
    if not nx.is_connected(graph) or len(graph) < len(points):
        msg = "the web does not hold together"
        raise RuntimeError(msg)
    return kept


def bent(points: Floats, edges: Ints, chance: np.random.Generator) -> npt.NDArray[np.object_]:
    """Draw each edge with six bends to either side, a tenth longer than straight or so."""
    start, end = points[edges[:, 0]], points[edges[:, 1]]
    share = np.linspace(0, 1, 8)[None, :, None]
    lines = start[:, None] * (1 - share) + end[:, None] * share
    reach = np.linalg.norm(end - start, axis=1)[:, None, None]
    lines[:, 1:-1] += chance.normal(0, 0.045, (len(edges), 6, 2)) * reach
    return np.asarray(shapely.linestrings(lines))


def streets(homes: Floats, chance: np.random.Generator) -> npt.NDArray[np.object_]:
    """Draw crooked streets of a few hundred metres out of every settlement."""
    start = np.repeat(homes, STREETS_A_SETTLEMENT, axis=0)
    steps = chance.normal(0, 0.12, (len(start), 3, 2))
    return np.asarray(
        shapely.linestrings(np.concatenate((start[:, None], start[:, None] + np.cumsum(steps, axis=1)), axis=1))
    )


def provenance(side_km: float) -> str:
    """Return provenance.yaml: everything is made up."""
    tables = {
        "settlements": "settlement_id, name, town, lon, lat, place",
        "pupils": "pupils",
        "schools": "school_id, name, town, lon, lat, kind, grades, state, classrooms, classrooms_max, beds, beds_max",
        "roads": "geometry, highway, speed_kph",
    }
    rows = "".join(
        f"  {name}:\n    source: Made up by bench/made_up.py, for measuring only\n    coordinates: WGS84\n"
        f"    synthetic: [{columns}]\n"
        for name, columns in tables.items()
    )
    return f"title: Made-up district, synthetic data\nextent_kilometres: {side_km:.0f}\ntables:\n{rows}"


def scenario(name: str, teaching_points: int) -> str:
    """Return a scenario of three grade bands that may merge any teaching point."""
    return f"""name: {name}
title: Made-up district, synthetic data
district: district
years: [{YEAR}]
grade_bands:
  primary_lower: {{stage: primary, grades: [1, 2, 3], max_walk_minutes: 30, max_ride_minutes: 30, boarding: false}}
  primary_upper: {{stage: primary, grades: [4, 5, 6], max_walk_minutes: 40, max_ride_minutes: 40, boarding: true,
                  max_board_minutes: 90}}
  junior: {{stage: junior, grades: [7, 8, 9], max_walk_minutes: 40, max_ride_minutes: 60, boarding: true,
           max_board_minutes: 120}}
rules:
  merge: {{kinds: [teaching_point], most: {teaching_points}}}
  assignment: {{mode: whole, split_above_pupils: 90}}
"""


ADOPTABLE = """
grade_bands:
  primary_upper: {board_when: beyond_day_reach}
  junior: {board_when: beyond_day_reach}
rules:
  school_size: {primary: 2000, junior: 2000, nine_year: 2500, teaching_point: 150}
  whole_school: {least_pupils_per_grade: 5}
  min_pupils: {teaching_point: 10}
  nearest: {max_extra_minutes: 15}
  bands_together: [primary]
  settlement_parts: {most_schools: 6}
  merge:
    receivers: [primary, nine_year]
    together: band
  siting: {primary: [town_seat], junior: [town_seat]}
  seat_reserve: {share: 0.02, over: district}
  bed_module: 8
prices: {board_trips_per_week: 1, move_yuan_per_pupil: 3000, cross_town_yuan_per_pupil: 300}
"""
"""Rules that make a plan adoptable, those of the Mengjin example that a made-up county can meet, over the scenario."""


def adoptable(text: str, never: list[str]) -> str:
    """Return a scenario's text with the rules `ADOPTABLE` beside its own; these schools are never merged."""
    yaml, written = YAML(typ="safe"), StringIO()
    kept = {"rules": {"merge": {"never": dict.fromkeys(never, "合成：听证中多数家长不同意撤并")}}}
    yaml.dump(merged(merged(yaml.load(text), yaml.load(ADOPTABLE)), kept), written)
    return written.getvalue()


if __name__ == "__main__":
    settlements, schools, seed = (int(word) for word in sys.argv[1:4])
    print(made_up_district(settlements, schools, seed, Path(sys.argv[4]), rules="rules" in sys.argv[5:]))
