"""What is to be said of the roads and of how places join them, in sentences that name the places."""

import numpy as np
import pandas as pd
import shapely

from planner.language import Text, joined
from planner.problem.joining import ACCESS_METRES, NAMED_METRES, Access
from planner.problem.network import Network
from planner.problem.problem import Flags, Floats, Ints
from planner.reading.district import District

MOST_NAMES = 20
"""No more places than this are named in one note."""
_ACCESS = f"{ACCESS_METRES:,.0f}"
_NOT_CONNECTED = Text("roads not connected with the main network", "所接道路与主路网不相连")


def road_notes(network: Network, district: District, wanted: Ints) -> tuple[Text, ...]:
    """Name the places that no road reaches, that lie across water, on pieces of road apart, or far from their road."""
    walk, ride = network.walk_access, network.ride_access
    walked, ridden = walk.node >= 0, ride.node >= 0
    concerned = np.zeros(len(walked), dtype=np.bool_)
    concerned[: network.n_settlements] = True
    concerned[wanted + network.n_settlements] = True
    ride_apart, walk_apart = _apart(ride, concerned), _apart(walk, concerned)
    wet = concerned & (walk.beyond_water | ride.beyond_water)
    passed = concerned & (walk.passed_over | ride.passed_over) & (_lane_metres(network) > NAMED_METRES)
    told = (
        (Text(f"no road within {_ACCESS} m", f"{_ACCESS} 米内没有道路"), concerned & ~walked & ~ridden & ~wet),
        (
            Text(f"no road that may be ridden within {_ACCESS} m", f"{_ACCESS} 米内没有可乘车往返的道路"),
            concerned & walked & ~ridden & ~wet,
        ),
        (
            Text(f"no road that may be walked within {_ACCESS} m", f"{_ACCESS} 米内没有可步行的道路"),
            concerned & ~walked & ridden & ~wet,
        ),
        (
            Text(f"no road within {_ACCESS} m without crossing water", f"{_ACCESS} 米内的道路均隔着水面"),
            wet,
        ),
        (_NOT_CONNECTED, ride_apart & walk_apart),
        (Text(f"{_NOT_CONNECTED} for riders", f"乘车{_NOT_CONNECTED.zh}"), ride_apart & ~walk_apart),
        (Text(f"{_NOT_CONNECTED} for walkers", f"步行{_NOT_CONNECTED.zh}"), walk_apart & ~ride_apart),
        (
            Text("a stray piece of road at the door leads nowhere", "门前道路为孤立路段，不通往别处"),
            passed,
        ),
    )
    named = [_sentence(what, _named(district, places)) for what, places in told if places.any()]
    return (*named, *_long_lanes(network, district, concerned))


def _sentence(what: Text, names: Text) -> Text:
    return Text(f"{what}: {names}", f"{what.zh}：{names.zh}")


def _apart(access: Access, concerned: Flags) -> Flags:
    """Say which places join another piece of road than most do."""
    joins = concerned & (access.piece >= 0)
    return joins & (access.piece != np.bincount(access.piece[joins]).argmax()) if joins.any() else joins


def _lane_metres(network: Network) -> Floats:
    """Return the length of the longer of a place's lanes (place); NaN where it has none."""
    return np.asarray(np.fmax(network.walk_access.kilometres, network.ride_access.kilometres) * 1000)


def _long_lanes(network: Network, district: District, concerned: Flags) -> tuple[Text, ...]:
    """Name the places whose unmapped lane to the road is long, with its metres, the longest first."""
    metres = _lane_metres(network)
    long = concerned & (metres > NAMED_METRES)
    if not long.any():
        return ()
    what = Text(
        f"joined to their road by more than {NAMED_METRES:.0f} m of unmapped lane, the terrain unknown",
        f"距所接道路超过 {NAMED_METRES:.0f} 米，按直线小路计，地形不明",
    )
    return (_sentence(what, _named(district, long, metres)),)


def _named(district: District, places: Flags, metres: Floats | None = None) -> Text:
    """Count and name settlements and schools, with their metres; `places` runs over settlements, then schools."""
    parts, n_settlements = [], len(district.settlements)
    tables = (
        (Text("settlement", "居民点"), "个", district.settlements, "settlement_id", slice(None, n_settlements)),
        (Text("school", "学校"), "所", district.schools, "school_id", slice(n_settlements, None)),
    )
    for what, measure, table, code, part in tables:
        rows = np.flatnonzero(places[part])
        if metres is not None:
            rows = rows[np.argsort(-metres[part][rows], kind="stable")]
        if not len(rows):
            continue
        labels = joined(_labels(table.iloc[rows[:MOST_NAMES]], code, None if metres is None else metres[part][rows]))
        more = len(rows) - MOST_NAMES
        plural = "s" if len(rows) > 1 else ""
        cut = (f" and {more} more", "等") if more > 0 else ("", "")
        parts.append(
            Text(
                f"{len(rows)} {what}{plural}: {labels}{cut[0]}",
                f"{len(rows)} {measure}{what.zh}：{labels.zh}{cut[1]}",
            )
        )
    return joined(parts, en="; ", zh="；")


def _labels(table: pd.DataFrame, code: str, metres: Floats | None) -> list[Text]:
    """Name places in both languages, with their metres where they are given."""
    named = table[["name", code]].itertuples(index=False)
    labels = [Text(f"{name} ({number})", f"{name}（{number}）") for name, number in named]
    if metres is None:
        return labels
    pairs = zip(labels, metres, strict=False)
    return [Text(f"{label} {m:,.0f} m", f"{label.zh} {m:,.0f} 米") for label, m in pairs]


def far_away(bounds: Floats, places: Floats, what: Text) -> Text:
    """Say that no road is near, how far they lie, and whether swapped coordinates would bring them home.

    `bounds` are the roads' least and largest lon and lat, `places` are lon and lat (place, 2).
    """
    box, swapped = shapely.box(*bounds), shapely.box(*bounds[[1, 0, 3, 2]])
    middle = shapely.Point(*np.median(places, axis=0).tolist())
    degrees = middle.distance(box)
    guess = Text("; mind the coordinate systems", "；请核对坐标系")
    if degrees > middle.distance(swapped):
        guess = Text("; their longitude and latitude look swapped", "；道路的经度和纬度像是颠倒了")
    away = Text("", "")
    if degrees > 1:
        away = Text(f", which lie {degrees:,.0f} degrees away", f"，现有道路相距约 {degrees:,.0f} 度")
    return Text(
        f"roads within {_ACCESS} m of at least one {what}{away}{guess}",
        f"{_ACCESS} 米内至少有一个{what.zh}通路{away.zh}{guess.zh}",
    )
