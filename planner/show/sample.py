"""A small made-up district, small enough to check by hand, that comes with the template."""

from collections.abc import Mapping, Sequence

_SETTLEMENTS = (
    ("V01", "示例一村", "示例镇", 112.400, 34.760),
    ("V02", "示例二村", "示例镇", 112.412, 34.771),
    ("V03", "示例三村", "示例镇", 112.425, 34.756),
    ("V04", "示例四村", "示例镇", 112.437, 34.768),
    ("V05", "示例五村", "示例乡", 112.448, 34.752),
    ("V06", "示例六村", "示例乡", 112.460, 34.766),
    ("V07", "示例七村", "示例乡", 112.471, 34.755),
    ("V08", "示例八村", "示例乡", 112.482, 34.769),
)
_FIRST_GRADE = (5, 9, 12, 7, 10, 6, 8, 4)
"""Pupils of grade 1 in each settlement; each later grade has one more every third year."""

_SCHOOLS: tuple[Mapping[str, object], ...] = (
    {"school_id": "T01", "name": "示例一村教学点", "town": "示例镇", "lon": 112.401, "lat": 34.761,
     "kind": "教学点", "grades": "1-3", "state": "现有", "classrooms": 3},
    {"school_id": "T02", "name": "示例八村教学点", "town": "示例乡", "lon": 112.481, "lat": 34.768,
     "kind": "教学点", "grades": "1-3", "state": "现有", "classrooms": 3},
    {"school_id": "P01", "name": "示例镇中心小学", "town": "示例镇", "lon": 112.426, "lat": 34.757,
     "kind": "小学", "grades": "1-6", "state": "现有", "classrooms": 12, "classrooms_max": 18, "beds": 40,
     "beds_max": 80},
    {"school_id": "J01", "name": "示例镇初级中学", "town": "示例镇", "lon": 112.436, "lat": 34.766,
     "kind": "初中", "grades": "7-9", "state": "现有", "classrooms": 9, "classrooms_max": 12, "beds": 120,
     "beds_max": 200},
    {"school_id": "N01", "name": "示例乡新建小学", "town": "示例乡", "lon": 112.462, "lat": 34.762,
     "kind": "小学", "grades": "1-6", "state": "拟建", "classrooms": 6, "classrooms_max": 12},
)  # fmt: skip

PROVENANCE_SAMPLE = """\
# 合成数据：地点、学校、人数均为虚构。 Synthetic data: places, schools and numbers are made up.
title: 示例（合成数据） Sample (synthetic data)
tables:
  settlements:
    {source: made up for the sample, licence: MIT, coordinates: WGS84, synthetic: [name, town, lon, lat]}
  pupils: {source: made up for the sample, licence: MIT, synthetic: [pupils]}
  schools:
    {source: made up for the sample, licence: MIT, coordinates: WGS84,
     synthetic: [name, town, lon, lat, kind, grades, state, classrooms, classrooms_max, beds, beds_max]}
  births: {source: made up for the sample, licence: MIT, synthetic: [births]}
"""
"""provenance.yaml of the sample."""


def sample_tables() -> dict[str, Sequence[Mapping[str, object]]]:
    """Return the sample's rows: table name to rows, column name to cell."""
    names = ("settlement_id", "name", "town", "lon", "lat")
    pupils = [
        {"settlement_id": settlement[0], "year": 2026, "grade": str(grade), "pupils": first + (grade - 1) // 3}
        for settlement, first in zip(_SETTLEMENTS, _FIRST_GRADE, strict=True)
        for grade in range(1, 10)
    ]
    births = [
        {"settlement_id": settlement[0], "year": year, "births": first + (2026 - year) // 4}
        for settlement, first in zip(_SETTLEMENTS, _FIRST_GRADE, strict=True)
        for year in range(2017, 2026)
    ]
    return {
        "settlements": [dict(zip(names, settlement, strict=True)) for settlement in _SETTLEMENTS],
        "pupils": pupils,
        "schools": _SCHOOLS,
        "births": births,
    }
