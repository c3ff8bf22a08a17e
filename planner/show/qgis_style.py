"""How QGIS draws the layers of a plan: the table `layer_styles`, one QML document a layer, with the map's own signs."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite

import pandas as pd

from planner.plan import Action
from planner.reading.scenario import Scenario
from planner.show.maps.symbols import (
    FLOW,
    INK,
    MINUTES_BINS,
    ROAD,
    SETTLEMENT_EDGE,
    SHORTFALL,
    SIGNS,
    TOWN_FILLS,
    UNPLACED_FILL,
    WATER,
    MinutesBin,
    Sign,
)
from planner.show.maps.view import drawn_actions
from planner.show.words.common import ACTIONS, band_name

AREA_FILLS = ("#CFE3F1", "#F6E3B4", "#D5E8CF", "#F3D3C8", "#DDD3EA", "#E3DCCB", "#C9E4E2", "#F2D4E0")
"""Light fills of neighbouring attendance areas, by their number."""
_AREA_EDGE = "#6B6B6B"
_TOWN_EDGE = "#9A927F"
_KEPT_NAME = "#6B6658"
_ANGLES = {"cross_fill": "45"}
"""QGIS's cross stands upright; the map's leans."""
_TIME = pd.Timestamp("2026-01-01T00:00:00Z")
_FIELDS: Mapping[str, str] = {
    "school_id": "学校编号",
    "settlement_id": "居民点编号",
    "name": "名称",
    "town": "乡镇",
    "year": "年份",
    "kind": "类型代码",
    "kind_zh": "类型",
    "grades": "年级",
    "action": "安排代码",
    "action_zh": "安排",
    "open": "开办",
    "pupils": "学生数",
    "boarders": "寄宿生",
    "classes": "教学班",
    "classrooms": "教室数",
    "classrooms_added": "增建教室",
    "beds_added": "增加床位",
    "merged_into": "并入学校",
    "continues_as": "校舍改办为",
    "synthetic": "合成数据",
    "pupils_placed": "有学位学生",
    "pupils_short": "学位缺口",
    "minutes_mean": "单程平均分钟",
    "minutes_max": "单程最长分钟",
    "walk": "步行人数",
    "ride": "乘车人数",
    "board": "寄宿人数",
    "schools_zh": "去向",
    "from_school_id": "撤并学校编号",
    "from_name": "撤并学校",
    "to_school_id": "并入学校编号",
    "to_name": "并入学校",
    "grade_band": "年级段代码",
    "grade_band_zh": "年级段",
    "school_name": "学校",
    "settlements": "居民点数",
    "colour": "颜色号",
    "highway": "道路等级",
}
"""Field to the heading QGIS shows."""


def layer_styles(band_layers: Mapping[str, str], scenario: Scenario, actions: Sequence[Action]) -> pd.DataFrame:
    """Return the rows of the table `layer_styles`, as QGIS itself saves default styles into a GeoPackage.

    `band_layers`: grade band to the layer of its attendance areas; `actions` are those the legend of schools explains.
    """
    styles = {
        "towns": _towns_qml(),
        "water_areas": _fill_qml(WATER),
        "water_lines": _line_qml(WATER, points=2.0, named="name"),
        "roads": _line_qml(ROAD, points=0.8, named=None),
        "attendance_areas": _areas_qml(scenario),
        **{layer: _band_areas_qml() for layer in band_layers.values()},
        "flows": _flows_qml(),
        "settlements": _settlements_qml(),
        "schools": _schools_qml(actions),
    }
    rows = [
        {
            "f_table_catalog": "", "f_table_schema": "", "f_table_name": layer, "f_geometry_column": "geom",
            "styleName": layer, "styleQML": qml, "styleSLD": "", "useAsDefault": True,
            "description": "planner", "owner": "", "ui": "", "update_time": _TIME,
        }
        for layer, qml in styles.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _schools_qml(actions: Sequence[Action]) -> str:
    order = [action for action in reversed(drawn_actions()) if action in actions]
    renderer = ET.Element(
        "renderer-v2", type="categorizedSymbol", attr="action", symbollevels="1", forceraster="0", enableorderby="0"
    )
    categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for place, action in enumerate(order):
        ET.SubElement(
            categories, "category", value=action, label=ACTIONS[action], symbol=str(place), render="true", type="string"
        )
        symbols.append(_marker(str(place), SIGNS[action], level=len(order) - place))
    labels = _labels('CASE WHEN "action" <> \'leave\' THEN "name" END', points=9, is_expression=True)
    # schools that stay as they are: named too, but smaller and paler than those that change
    _follow_label(labels, {
        "Size": 'CASE WHEN "action" = \'keep\' THEN 7 ELSE 9 END',
        "Color": f'CASE WHEN "action" = \'keep\' THEN \'{_KEPT_NAME}\' ELSE \'{INK}\' END',
        "Priority": 'CASE WHEN "action" = \'keep\' THEN 3 ELSE 8 END',
    })  # fmt: skip
    return _document(renderer, labels, "name", geometry=0)


def _settlements_qml() -> str:
    nobody = Sign(
        word="无就学学生",
        marker="o",
        qgis="circle",
        fill=UNPLACED_FILL,
        edge=SETTLEMENT_EDGE,
        edge_points=0.5,
        points=4,
    )
    rules = [(_within(shade), replace(nobody, word=shade.word, fill=shade.fill, points=6.0)) for shade in MINUTES_BINS]
    rules += [('"minutes_mean" IS NULL', nobody), ('"pupils_short" > 0', SHORTFALL)]
    renderer = ET.Element("renderer-v2", type="RuleRenderer", symbollevels="0", forceraster="0", enableorderby="0")
    root, symbols = ET.SubElement(renderer, "rules", key="all"), ET.SubElement(renderer, "symbols")
    for place, (rule, sign) in enumerate(rules):
        ET.SubElement(root, "rule", key=f"rule-{place}", filter=rule, label=sign.word, symbol=str(place))
        symbols.append(_marker(str(place), sign))
    return _document(renderer, None, "name", geometry=0)


def _within(shade: MinutesBin) -> str:
    most = f' AND "minutes_mean" <= {shade.most:g}' if isfinite(shade.most) else ""
    return f'"minutes_mean" > {shade.above:g}{most}'


def _flows_qml() -> str:
    renderer = ET.Element("renderer-v2", type="singleSymbol", symbollevels="0", forceraster="0", enableorderby="0")
    symbol = _symbol(ET.SubElement(renderer, "symbols"), "0", "line")
    _layer(symbol, "SimpleLine", {
        "line_color": _rgba(FLOW), "line_style": "solid", "line_width": "1.2", "line_width_unit": "Point",
        "capstyle": "round", "joinstyle": "round",
    })  # fmt: skip
    arrow = _layer(
        symbol, "MarkerLine", {"placements": "LastVertex", "placement": "lastvertex", "rotate": "1", "offset": "0"}
    )
    head = Sign(word="", marker=">", qgis="filled_arrowhead", fill=FLOW, edge=FLOW, edge_points=0.3, points=7)
    arrow.append(_marker("@0@1", head))
    return _document(renderer, _labels("pupils", points=8, is_expression=False), "to_name", geometry=1)


def _areas_qml(scenario: Scenario) -> str:
    """Only the first grade band is switched on: the areas of the others lie on the same ground."""
    renderer = ET.Element(
        "renderer-v2", type="categorizedSymbol", attr="grade_band", symbollevels="0", forceraster="0", enableorderby="0"
    )
    categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for place, band in enumerate(scenario.grade_bands):
        shown = "true" if place == 0 else "false"
        ET.SubElement(
            categories, "category", value=band, label=band_name(band, scenario), symbol=str(place), render=shown,
            type="string",
        )  # fmt: skip
        _area_symbol(symbols, str(place))
    return _document(renderer, None, "school_name", geometry=2)


def _band_areas_qml() -> str:
    """One grade band's areas, each with its school's name and pupils."""
    renderer = ET.Element("renderer-v2", type="singleSymbol", symbollevels="0", forceraster="0", enableorderby="0")
    _area_symbol(ET.SubElement(renderer, "symbols"), "0")
    labels = _labels(
        "\"school_name\" || '\n' || round(\"pupils\") || '人'", points=8, is_expression=True, placement="1"
    )
    return _document(renderer, labels, "school_name", geometry=2)


def _area_symbol(symbols: ET.Element, name: str) -> None:
    fills = " ".join(f"WHEN {place} THEN '{fill}'" for place, fill in enumerate(AREA_FILLS))
    symbol = _symbol(symbols, name, "fill", alpha="0.7")
    fill = _layer(symbol, "SimpleFill", {
        "color": _rgba(AREA_FILLS[0]), "style": "solid", "outline_color": _rgba(_AREA_EDGE),
        "outline_style": "solid", "outline_width": "0.7", "outline_width_unit": "Point", "joinstyle": "round",
    })  # fmt: skip
    _follow(fill, "fillColor", f'CASE "colour" {fills} END')


def _towns_qml() -> str:
    renderer = ET.Element("renderer-v2", type="singleSymbol", symbollevels="0", forceraster="0", enableorderby="0")
    symbol = _symbol(ET.SubElement(renderer, "symbols"), "0", "fill")
    _layer(symbol, "SimpleFill", {
        "color": _rgba(TOWN_FILLS[0]), "style": "solid", "outline_color": _rgba(_TOWN_EDGE), "outline_style": "solid",
        "outline_width": "1", "outline_width_unit": "Point", "joinstyle": "round",
    })  # fmt: skip
    labels = _labels("town", points=11, is_expression=False, placement="1")
    return _document(renderer, labels, "town", geometry=2)


def _fill_qml(colour: str) -> str:
    renderer = ET.Element("renderer-v2", type="singleSymbol", symbollevels="0", forceraster="0", enableorderby="0")
    symbol = _symbol(ET.SubElement(renderer, "symbols"), "0", "fill")
    _layer(symbol, "SimpleFill", {"color": _rgba(colour), "style": "solid", "outline_style": "no"})
    return _document(renderer, None, "name", geometry=2)


def _line_qml(colour: str, *, points: float, named: str | None) -> str:
    renderer = ET.Element("renderer-v2", type="singleSymbol", symbollevels="0", forceraster="0", enableorderby="0")
    symbol = _symbol(ET.SubElement(renderer, "symbols"), "0", "line")
    _layer(symbol, "SimpleLine", {
        "line_color": _rgba(colour), "line_style": "solid", "line_width": f"{points:g}", "line_width_unit": "Point",
        "capstyle": "round", "joinstyle": "round",
    })  # fmt: skip
    labels = _labels(named, points=8, is_expression=False, placement="2") if named else None
    return _document(renderer, labels, named or "highway", geometry=1)


def _document(renderer: ET.Element, labels: ET.Element | None, display: str, *, geometry: int) -> str:
    root = ET.Element(
        "qgis",
        version="3.28.0",
        styleCategories="Symbology|Labeling|Fields|MapTips",
        labelsEnabled="0" if labels is None else "1",
    )
    root.append(renderer)
    if labels is not None:
        root.append(labels)
    aliases = ET.SubElement(root, "aliases")
    for place, (field, heading) in enumerate(_FIELDS.items()):
        ET.SubElement(aliases, "alias", field=field, index=str(place), name=heading)
    ET.SubElement(root, "previewExpression").text = f'"{display}"'
    ET.SubElement(root, "layerGeometryType").text = str(geometry)
    return f"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n{ET.tostring(root, encoding='unicode')}"


def _marker(name: str, sign: Sign, *, level: int = 0) -> ET.Element:
    symbol = _symbol(None, name, "marker")
    layer = _layer(symbol, "SimpleMarker", {
        "name": sign.qgis, "color": _rgba(sign.fill), "outline_color": _rgba(sign.edge), "outline_style": "solid",
        "outline_width": f"{sign.edge_points:g}", "outline_width_unit": "Point", "size": f"{sign.points:g}",
        "size_unit": "Point", "angle": _ANGLES.get(sign.qgis, "0"), "joinstyle": "bevel",
    })  # fmt: skip
    layer.set("pass", str(level))
    return symbol


def _symbol(parent: ET.Element | None, name: str, kind: str, *, alpha: str = "1") -> ET.Element:
    keys = {"type": kind, "name": name, "alpha": alpha, "clip_to_extent": "1", "force_rhr": "0"}
    return ET.Element("symbol", keys) if parent is None else ET.SubElement(parent, "symbol", keys)


def _layer(symbol: ET.Element, kind: str, options: Mapping[str, str]) -> ET.Element:
    layer = ET.SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    listed = ET.SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        ET.SubElement(listed, "Option", type="QString", name=name, value=value)
    return layer


def _follow(layer: ET.Element, what: str, expression: str) -> None:
    """Let a property of a symbol layer follow an expression."""
    listed = ET.SubElement(ET.SubElement(layer, "data_defined_properties"), "Option", type="Map")
    ET.SubElement(listed, "Option", type="QString", name="name", value="")
    properties = ET.SubElement(listed, "Option", type="Map", name="properties")
    rule = ET.SubElement(properties, "Option", type="Map", name=what)
    options: Sequence[tuple[str, str, str]] = (
        ("bool", "active", "true"), ("QString", "expression", expression), ("int", "type", "3"),
    )  # fmt: skip
    for kind, name, value in options:
        ET.SubElement(rule, "Option", type=kind, name=name, value=value)
    ET.SubElement(listed, "Option", type="QString", name="type", value="collection")


def _labels(field: str, *, points: float, is_expression: bool, placement: str = "6") -> ET.Element:
    labeling = ET.Element("labeling", type="simple")
    settings = ET.SubElement(labeling, "settings", calloutType="simple")
    style = ET.SubElement(
        settings, "text-style", fieldName=field, isExpression="1" if is_expression else "0", fontSize=f"{points:g}",
        fontSizeUnit="Point", textColor=_rgba(INK), textOpacity="1", fontFamily="Noto Sans SC",
    )  # fmt: skip
    ET.SubElement(
        style, "text-buffer", bufferDraw="1", bufferSize="1.2", bufferSizeUnits="Point", bufferColor="255,255,255,255",
        bufferOpacity="0.85", bufferNoFill="1",
    )  # fmt: skip
    ET.SubElement(settings, "placement", placement=placement, dist="1", distUnits="MM", priority="6")
    ET.SubElement(settings, "rendering", drawLabels="1", obstacle="1", displayAll="0")
    return labeling


def _follow_label(labeling: ET.Element, rules: Mapping[str, str]) -> None:
    """Let properties of the labels, by QGIS's names for them, follow expressions."""
    settings = labeling.find("settings")
    if settings is None:
        return
    listed = ET.SubElement(ET.SubElement(settings, "dd_properties"), "Option", type="Map")
    ET.SubElement(listed, "Option", type="QString", name="name", value="")
    properties = ET.SubElement(listed, "Option", type="Map", name="properties")
    for what, expression in rules.items():
        rule = ET.SubElement(properties, "Option", type="Map", name=what)
        ET.SubElement(rule, "Option", type="bool", name="active", value="true")
        ET.SubElement(rule, "Option", type="QString", name="expression", value=expression)
        ET.SubElement(rule, "Option", type="int", name="type", value="3")
    ET.SubElement(listed, "Option", type="QString", name="type", value="collection")


def _rgba(colour: str) -> str:
    """Write a colour as QGIS does.

    >>> _rgba("#1C4E94")
    '28,78,148,255'
    """
    return ",".join(str(int(colour[place : place + 2], 16)) for place in (1, 3, 5)) + ",255"
