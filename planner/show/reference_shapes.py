"""What docs/tables.md says of roads, water and boundaries; numbers and classes come from the code that reads them."""

from planner.problem.joining import ACCESS_METRES, NAMED_METRES, STRAY_METRES
from planner.reading.road_cells import LEAST_KPH, MOST_KPH
from planner.reading.road_classes import HIGHWAYS, NOT_TRAVELLED


def shapes_markdown() -> str:
    """Return the sections on roads, water and boundaries."""
    return _TEXT.format(
        classes="\n".join(_class_row(name) for name in HIGHWAYS),
        closed=", ".join(f"`{name}`" for name in sorted(NOT_TRAVELLED)),
        access=f"{ACCESS_METRES:,.0f}",
        named=f"{NAMED_METRES:.0f}",
        stray=f"{STRAY_METRES:,.0f}",
        least=LEAST_KPH,
        most=f"{MOST_KPH:.0f}",
    )


def _class_row(name: str) -> str:
    kind = HIGHWAYS[name]
    ride = "no" if kind.kph is None else f"{kind.kph:.0f}"
    return f"| `{name}` | {ride} | {'yes' if kind.foot else 'no'} | {'yes' if kind.entry else 'no'} |"


_TEXT = """\
## Roads 道路

Used where there is no table `travel`. One file: `roads` or 道路 (`.gpkg`, `.geojson`, `.json`, `.fgb`, `.shp`), or an
OpenStreetMap extract (`*.osm.pbf`, `.osm`, `.osm.gz`, `.osm.bz2`; needs `planner[osm]`). Names of files, layers and
columns stand in any case. Of several layers the one named roads is read, else the only one with lines, else the only
one with classes. A column `highway` (also Geofabrik's `fclass`, 道路等级) or `speed_kph` is needed; GDAL's `other_tags`
are read as if each tag were a column. A file that looks meant and is not read is named by `check`.

| class | ridden, km/h | walked | joined along its length |
|---|---|---|---|
{classes}

- A line that lists several classes (`['tertiary', 'residential']`, `tertiary;residential`, `tertiary, residential`) is
  as fast as the slowest, and walked or ridden only where all of them are. 国道, 省道, 县道, 乡道, 村道 are read
  as primary, secondary, tertiary, unclassified and residential.
- Not travelled, and counted by sort in a note: {closed};
  where the file has classes at all, lines without one or of an unknown one, unless they carry a `speed_kph`; railways,
  waterways and other things that are no road; lines closed to walkers and riders.
- `speed_kph` stands above the class ({least} to {most} km/h), `maxspeed` caps both (`50`, `30 mph`, `CN:urban`).
- `access`, `vehicle`, `motor_vehicle`, `motorcar`, `psv`, `bus` and `foot`: the particular key stands above the
  general; `no` and `private` close, `destination`, `permissive` and `customers` do not.
- `oneway` (`yes`, `1`, `true`, `-1`, `reverse`, Geofabrik's F, T, B) binds riders, and so does a roundabout.
- A ferry (`route=ferry`) is travelled, by walkers and riders, where it states a time of its own: `duration` (`00:20`,
  `PT20M`) or `minutes`.
- Lines drawn more than once count once.

A place joins the nearest road within {access} m from which one gets everywhere on the network and back, over a straight
lane that is not on the map. A lane never crosses water. Lanes longer than {named} m are named with their metres; so are
places without a road, across water, on pieces of road that are not connected (pieces shorter than {stray} m are joined
only where nothing else is near).

Every layer must declare its coordinate system, in degrees or in metres of a projection, and its numbers must fit it.

## Water 水域

`water`, `river`, `rivers` or 水系 (endings as above): rivers as lines, lakes as areas. Drawn on maps, and no lane
between a place and its road crosses them; roads do, on their bridges. Rivers and canals (`waterway`), and areas of
`natural=water`, in the file of roads count too; streams, ditches and what runs in a tunnel do not.

## Boundaries 边界

`boundaries` or 边界 (endings as above): town polygons. The layer and column are those whose texts name most of the
towns of the tables, else a column `town`, 乡镇 or `name` in any case. Rings that cross are repaired, and a note names
the town.
"""
