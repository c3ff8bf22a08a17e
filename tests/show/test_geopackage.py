"""The GeoPackage, read back."""

import sqlite3
import xml.etree.ElementTree as ET
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from planner.plan import Plan
from planner.show.geopackage import write_geopackage
from planner.show.maps.areas import settlement_cells
from planner.show.maps.content import local_crs
from planner.show.maps.symbols import SIGNS
from tests.districts import YEAR, Case, district_of, scenario_of
from tests.showing import bounded, planned, renamed, village_case
from tests.shown import Shown

GROUND = {
    "towns": "MultiPolygon",
    "roads": "MultiLineString",
    "water_lines": "MultiLineString",
    "water_areas": "MultiPolygon",
}
LAYERS = GROUND | {
    "schools": "Point", "settlements": "Point", "flows": "LineString", "attendance_areas": "MultiPolygon",
}  # fmt: skip


def layers_of(shown: Shown) -> dict[str, str]:
    """Every layer that is wanted of a plan: those of its grade bands too."""
    bands = [f"attendance_areas_{place}_{band}" for place, band in enumerate(shown.scenario.grade_bands, 1)]
    return LAYERS | dict.fromkeys(bands, "MultiPolygon")


def file_of(shown: Shown, folder: Path) -> Path:
    """Write the file."""
    file = folder / "plan.gpkg"
    write_geopackage(file, shown.results)
    return file


def layer_of(file: Path, layer: str) -> gpd.GeoDataFrame:
    """Read a layer."""
    return pyogrio.read_dataframe(file, layer=layer)


def styles_of(file: Path) -> dict[str, ET.Element]:
    """Return each layer's default style, parsed."""
    with closing(sqlite3.connect(file)) as base:
        rows = base.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault = 1").fetchall()
    return {name: ET.fromstring(qml) for name, qml in rows}  # noqa: S314 - our own document


@pytest.mark.parametrize("case", ["merging", "keeping", "lacking"])
def test_every_layer_is_there(case: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Layers of their kind in WGS84, also where they are empty, and the table of styles."""
    shown = request.getfixturevalue(case)
    file = file_of(shown, tmp_path)
    kinds = {str(name): kind for name, kind in pyogrio.list_layers(file)}
    assert kinds == layers_of(shown) | {"layer_styles": None}
    for layer in layers_of(shown):
        assert layer_of(file, layer).crs == "EPSG:4326"


def test_schools_say_what_happens_to_them(merging: Shown, tmp_path: Path) -> None:
    """Codes and Chinese words stand side by side."""
    schools = layer_of(file_of(merging, tmp_path), "schools").set_index("school_id")
    assert list(schools.loc["T", ["action", "action_zh", "open", "merged_into"]]) == [
        "merge",
        "撤并",
        False,
        "中心小学",
    ]
    assert list(schools.loc["P", ["action", "action_zh", "classrooms_added", "pupils"]]) == ["expand", "扩建", 1, 26]
    assert schools["synthetic"].all()


def test_flows_join_merged_and_receiving_schools(merging: Shown, tmp_path: Path) -> None:
    """One line from the point to the school, with its pupils."""
    (flow,) = layer_of(file_of(merging, tmp_path), "flows").to_dict("records")
    assert (flow["from_school_id"], flow["to_school_id"], flow["pupils"]) == ("T", "P", 6)
    assert shapely.get_coordinates(flow["geometry"]).tolist() == [[112.45, 34.82], [112.40, 34.80]]


def test_no_merge_no_flow(keeping: Shown, tmp_path: Path) -> None:
    """The layer is there, with its fields and no feature."""
    flows = layer_of(file_of(keeping, tmp_path), "flows")
    assert len(flows) == 0
    assert {"from_name", "to_name", "pupils"} <= set(flows.columns)


def test_nobody_seated_no_area(lacking: Shown, tmp_path: Path) -> None:
    """Without a seat there is no attendance area; the settlements carry their shortfall."""
    file = file_of(lacking, tmp_path)
    assert len(layer_of(file, "attendance_areas")) == 0
    settlements = layer_of(file, "settlements")
    assert settlements["pupils_short"].sum() == 26
    assert settlements["minutes_mean"].isna().all()


def test_areas_share_out_each_town(mengjin: Shown, tmp_path: Path) -> None:
    """In Mengjin the areas of a band do not overlap, hold their settlements, and fill the towns."""
    file = file_of(mengjin, tmp_path)
    areas = layer_of(file, "attendance_areas")
    crs = local_crs(mengjin.district)
    assert mengjin.district.boundaries is not None
    towns = mengjin.district.boundaries.to_crs(crs).union_all()
    short = {row.settlement_id for row in mengjin.plan.shortfall}
    for band in mengjin.scenario.grade_bands:
        here = areas[areas["grade_band"] == band]
        assert here.geometry.is_valid.all()
        shapes = here.to_crs(crs).geometry.buffer(0)
        together = shapes.union_all()
        assert shapes.area.sum() == pytest.approx(together.area, rel=1e-5)
        assert together.difference(towns.buffer(1)).area == pytest.approx(0, abs=1)
        if not short:
            assert together.area == pytest.approx(towns.area, rel=1e-3)


def test_areas_count_every_pupil(mengjin: Shown, tmp_path: Path) -> None:
    """A band's pupils at a school are those of the plan; areas that touch differ in number, as far as numbers go."""
    areas = layer_of(file_of(mengjin, tmp_path), "attendance_areas")
    by_plan: dict[tuple[str, str], float] = {}
    for row in mengjin.plan.assignments:
        key = (row.grade_band, row.school_id)
        by_plan[key] = by_plan.get(key, 0) + sum(row.pupils.values())
    for area in areas.to_dict("records"):
        assert by_plan[area["grade_band"], area["school_id"]] == pytest.approx(area["pupils"])
    band = areas[areas["grade_band"] == "junior"].reset_index(drop=True)
    one, other = band.sindex.query(band.geometry, predicate="touches")
    apart = one != other
    same = band["colour"].to_numpy()[one[apart]] == band["colour"].to_numpy()[other[apart]]
    assert same.mean() < 0.03, "areas in many pieces may touch more others than there are colours, but few do"


def test_each_band_has_its_areas_in_a_layer_with_names(mengjin: Shown, tmp_path: Path) -> None:
    """The layers of the bands share out the one that holds them all, and name each school and its pupils."""
    file = file_of(mengjin, tmp_path)
    together = layer_of(file, "attendance_areas")
    styles = styles_of(file)
    for place, band in enumerate(mengjin.scenario.grade_bands, 1):
        areas = layer_of(file, f"attendance_areas_{place}_{band}")
        assert set(areas["grade_band"]) == {band}
        assert len(areas) == (together["grade_band"] == band).sum()
        (text,) = styles[f"attendance_areas_{place}_{band}"].iter("text-style")
        assert "school_name" in str(text.get("fieldName"))


def test_the_ground_lies_below(mengjin: Shown, tmp_path: Path) -> None:
    """Every town with its name, the main roads, and the river that the district's file draws."""
    file = file_of(mengjin, tmp_path)
    assert mengjin.district.boundaries is not None
    assert set(layer_of(file, "towns")["town"]) == set(mengjin.district.boundaries["town"])
    assert set(layer_of(file, "roads")["highway"]) <= {"motorway", "trunk", "primary", "secondary"}
    assert len(layer_of(file, "roads"))
    assert len(layer_of(file, "water_lines")) + len(layer_of(file, "water_areas"))


def test_schools_that_stay_are_named_too(merging: Shown, tmp_path: Path) -> None:
    """Their names are smaller than those of schools that change; sites that are not built have none."""
    (text,) = styles_of(file_of(merging, tmp_path))["schools"].iter("text-style")
    assert text.get("fieldName") == 'CASE WHEN "action" <> \'leave\' THEN "name" END'
    rules = {
        option.get("name"): option.find("Option[@name='expression']")
        for option in styles_of(tmp_path / "plan.gpkg")["schools"].iterfind(".//dd_properties//Option[@type='Map']")
    }
    size = rules["Size"]
    assert size is not None
    assert size.get("value") == "CASE WHEN \"action\" = 'keep' THEN 7 ELSE 9 END"


def test_without_boundaries_cells_surround_the_places(keeping: Shown) -> None:
    """The cells are finite, do not overlap, and each holds its settlement."""
    crs = local_crs(keeping.district)
    cells = settlement_cells(keeping.district, crs)
    homes = gpd.GeoSeries(
        gpd.points_from_xy(keeping.district.settlements["lon"], keeping.district.settlements["lat"]), crs=4326
    ).to_crs(crs)
    assert cells.reset_index(drop=True).contains(homes).all()
    assert cells.area.sum() == pytest.approx(cells.union_all().area)


def test_a_town_without_boundary_is_not_lost(keeping: Shown) -> None:
    """A settlement of a town without boundary shares the ground of the town it lies in, or has what lies around it."""
    homes = keeping.district.settlements.assign(town=["west", "misspelt"])
    case = bounded(Case(district=replace(keeping.district, settlements=homes), scenario=keeping.scenario), "west", "x")
    within = settlement_cells(case.district, local_crs(case.district))
    assert (within.area > 0).all()
    alone = replace(case.district, settlements=homes.assign(lon=[112.4, 113.0]))
    outside = settlement_cells(alone, local_crs(alone))
    assert (outside.area > 0).all()
    for cells in (within, outside):
        assert cells.iloc[0].intersection(cells.iloc[1]).area == pytest.approx(0, abs=1)


def test_settlements_at_one_place_share_a_cell(keeping: Shown) -> None:
    """Two homes at the same coordinates get the same ground."""
    homes = keeping.district.settlements.assign(lon=112.4, lat=34.8)
    cells = settlement_cells(replace(keeping.district, settlements=homes), local_crs(keeping.district))
    assert cells.iloc[0].equals(cells.iloc[1])
    assert cells.area.min() > 0


def test_one_settlement_has_all_the_ground(tmp_path: Path) -> None:
    """A district of one settlement and one school makes a file."""
    district = district_of(
        pupils={("A", YEAR, "1"): 5},
        schools=[{"school_id": "P", "classrooms": 1}],
        travel={("A", "P"): (5, None, None)},
    )
    shown = planned(tmp_path / "one", Case(district=district, scenario=scenario_of()))
    areas = layer_of(file_of(shown, tmp_path), "attendance_areas")
    assert len(areas) == 1
    assert areas.geometry.iloc[0].contains(shapely.Point(112.4, 34.8))


def test_styles_are_those_of_the_map(merging: Shown, tmp_path: Path) -> None:
    """Each layer has one default style; the schools' categories carry the map's shapes and colours."""
    file = file_of(merging, tmp_path)
    styles = styles_of(file)
    assert set(styles) == set(layers_of(merging))
    renderer = styles["schools"].find("renderer-v2")
    assert renderer is not None
    assert (renderer.get("type"), renderer.get("attr")) == ("categorizedSymbol", "action")
    symbols = {symbol.get("name"): symbol for symbol in renderer.iterfind("symbols/symbol")}
    for category in renderer.iterfind("categories/category"):
        sign = next(sign for action, sign in SIGNS.items() if action == category.get("value"))
        options = {
            o.get("name"): o.get("value") for o in symbols[category.get("symbol")].iterfind("layer/Option/Option")
        }
        red, green, blue = (int(sign.fill[place : place + 2], 16) for place in (1, 3, 5))
        assert options["name"] == sign.qgis
        assert options["color"] == f"{red},{green},{blue},255"
        assert category.get("label") == sign.word


def test_every_field_a_style_names_is_in_its_layer(merging: Shown, tmp_path: Path) -> None:
    """Renderers, labels and filters speak of columns that are there."""
    file = file_of(merging, tmp_path)
    used = {"schools": {"action", "name"}, "settlements": {"minutes_mean", "pupils_short"}, "flows": {"pupils"},
            "attendance_areas": {"grade_band", "colour", "school_name"}, "towns": {"town"}, "roads": {"highway"},
            "water_lines": {"name"}, "water_areas": {"name"}}  # fmt: skip
    used |= {layer: {"colour", "school_name", "pupils"} for layer in layers_of(merging) if layer not in LAYERS}
    for layer, fields in used.items():
        assert fields <= set(layer_of(file, layer).columns)
    for style in styles_of(file).values():
        for symbol in style.iter("symbol"):
            assert symbol.get("type") in {"marker", "line", "fill"}


def test_the_styles_table_is_registered_as_qgis_looks_for_it(merging: Shown, tmp_path: Path) -> None:
    """It stands in gpkg_contents as attributes, with QGIS's own columns."""
    with closing(sqlite3.connect(file_of(merging, tmp_path))) as base:
        kind = base.execute("SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'").fetchone()
        columns = [row[1] for row in base.execute("PRAGMA table_info(layer_styles)")]
        geometry = {row[0] for row in base.execute("SELECT f_geometry_column FROM layer_styles")}
        known = {row[0] for row in base.execute("SELECT column_name FROM gpkg_geometry_columns")}
    assert kind == ("attributes",)
    assert columns == ["id", "f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName",
                       "styleQML", "styleSLD", "useAsDefault", "description", "owner", "ui", "update_time"]  # fmt: skip
    assert geometry == known == {"geom"}


def test_an_earlier_file_is_replaced(merging: Shown, keeping: Shown, tmp_path: Path) -> None:
    """Writing twice leaves the second plan alone."""
    file_of(merging, tmp_path)
    assert len(layer_of(file_of(keeping, tmp_path), "flows")) == 0


def test_names_are_cleaned(merging: Shown, tmp_path: Path) -> None:
    """Control characters are dropped, everything else is kept as it stands."""
    shown = renamed(merging, {"P": "=1\x1b学校 $'\"<&", "A": "村\n口"})
    file = file_of(shown, tmp_path)
    assert "=1 学校 $'\"<&" in set(layer_of(file, "schools")["name"])
    assert "村 口" in set(layer_of(file, "settlements")["name"])


def test_shares_of_a_settlement(tmp_path: Path) -> None:
    """A settlement that two schools share lies in the area of the one that takes more of it."""
    case = village_case(merge=False)
    shown = planned(tmp_path / "a", case)
    first = next(row for row in shown.plan.assignments if row.settlement_id == "B")
    other = first.model_copy(update={"school_id": "P", "pupils": {"1": 2}})
    rows = [row for row in shown.plan.assignments if row is not first]
    most = first.model_copy(update={"pupils": {"1": 4}})
    plan: Plan = shown.plan.model_copy(update={"assignments": (*rows, other, most)})
    areas = layer_of(file_of(replace(shown, plan=plan), tmp_path), "attendance_areas").set_index("school_id")
    assert dict(areas["settlements"]) == {"P": 1, "T": 1}
    assert dict(areas["pupils"]) == {"P": 22, "T": 4}
