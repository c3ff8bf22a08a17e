"""Which files of a district's folder hold its roads, its water and its town polygons, and which look meant but are not.

Names stand in any case and any Unicode form. A file that speaks of roads or boundaries and is not read is told by name,
with the reason.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

from planner.errors import InputError
from planner.language import Text, joined
from planner.reading import boundaries, roads, water
from planner.reading.faults import NO_FAULTS, Faults, fault
from planner.reading.finding_files import ending, named, plain_name, speaking_of
from planner.reading.osm import OSM_SUFFIXES
from planner.reading.provenance import ProvenanceFile, TableProvenance
from planner.reading.vector_files import SIDECARS, SUFFIXES

_WORDS = ("road", "道路", "路网", "公路", "boundar", "边界", "乡镇界", "行政区划", "water", "river", "水系", "河流")
_PACKED = (".zip", ".gz", ".bz2", ".7z", ".rar", ".kmz", ".tar")
_OTHER = (
    ".gpkg", ".geojson", ".json", ".fgb", ".shp", ".kml", ".gml", ".gpx", ".pbf", ".osm", ".tab", ".mif", ".dxf",
    ".dwg", ".csv", ".txt", ".xlsx", ".xls", ".gdb", ".sqlite", ".db", ".parquet", ".mbtiles", ".topojson",
    ".geojsonl", ".xml",
)  # fmt: skip
_FORMS = Text(
    "roads are read from roads.gpkg, .geojson, .fgb or .shp or from one *.osm.pbf, town polygons from boundaries.gpkg "
    "and the like, water from water.gpkg and the like",
    "道路读取 roads.gpkg、.geojson、.fgb、.shp 或一个 *.osm.pbf；乡镇边界读取 boundaries.gpkg 等；水域读取 water.gpkg",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Shapes:
    """The files of shapes that a district has, and its town polygons read."""

    roads: Path | None
    water: Path | None
    towns: gpd.GeoDataFrame | None
    files: tuple[Path, ...]
    """Every file that is read for them."""
    notes: tuple[Text, ...]
    faults: Faults


def find_shapes(folder: Path, declared: ProvenanceFile, towns: Collection[str]) -> Shapes:
    """Find the files, read the town polygons and try the water; `towns` are the towns that the tables name."""
    road, road_faults = _one(_road_files(folder), Text("road file", "道路文件"))
    wet, water_faults = _one(water.water_file(folder), Text("file of water", "水域文件"))
    drawn, drawn_faults = _one(_by_stem(folder, boundaries.STEMS), Text("file of boundaries", "边界文件"))
    told = declared.tables.get("boundaries", TableProvenance())
    read = boundaries.Boundaries(towns=None, faults=NO_FAULTS)
    if drawn is not None:
        read = boundaries.read_boundaries(drawn, told.coordinates, towns)
    files = tuple(file for path in (road, wet, drawn) if path is not None for file in _with_sidecars(path))
    return Shapes(
        roads=road,
        water=wet,
        towns=read.towns,
        files=files,
        notes=(*read.notes, *_not_read(folder, files)),
        faults=road_faults + water_faults + drawn_faults + read.faults + _water_faults(wet),
    )


def _by_stem(folder: Path, stems: Sequence[str]) -> tuple[Path, ...]:
    return named(folder, *(f"{stem}{suffix}" for stem in stems for suffix in SUFFIXES))


def _road_files(folder: Path) -> tuple[Path, ...]:
    found = (*_by_stem(folder, roads.STEMS), *ending(folder, *OSM_SUFFIXES))
    return tuple(dict.fromkeys(found))


def _one(found: Sequence[Path], what: Text) -> tuple[Path | None, Faults]:
    """Return the only file there is; more than one, or a folder in its place, is a fault."""
    if len(found) > 1:
        names = joined([path.name for path in found])
        return None, fault(
            found[1].name, Text(f"one {what}; there are {names}", f"只能有一个{what.zh}；现有 {names.zh}")
        )
    if found and found[0].is_dir():
        return None, fault(found[0].name, Text("a file: this is a folder", "应为文件，而这是文件夹"))
    return (found[0] if found else None), NO_FAULTS


def _water_faults(path: Path | None) -> Faults:
    if path is not None:
        try:
            water.read_water(path)
        except InputError as problem:
            return Faults(tuple(problem.findings))
    return NO_FAULTS


def _with_sidecars(path: Path) -> tuple[Path, ...]:
    """Return a file and, for a shapefile, the files that belong to it."""
    if plain_name(path.name).endswith(".shp"):
        return (path, *named(path.parent, *(f"{path.stem}{suffix}" for suffix in SIDECARS)))
    return (path,)


def _not_read(folder: Path, read: Collection[Path]) -> tuple[Text, ...]:
    """Name the files that look meant and are not read, with the reason."""
    stems = {plain_name(path.stem) for path in read}
    notes = []
    for path in speaking_of(folder, _WORDS, read):
        name = plain_name(path.name)
        if name.endswith(_PACKED):
            reason = Text("it is packed; unpack it", "该文件是压缩包，请先解压")
        elif name.endswith(_OTHER) and not (path.suffix.lower() in SIDECARS and plain_name(path.stem) in stems):
            reason = _FORMS
        else:
            continue
        notes.append(Text(f"{path.name} is not read: {reason}", f"未读取 {path.name}：{reason.zh}"))
    return tuple(notes)
