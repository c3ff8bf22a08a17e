"""A small sound district as text, for tests that damage it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.reading.scenario import Scenario

SETTLEMENTS = """settlement_id,name,town,lon,lat
001,上河村,甲镇,112.400,34.760
002,下河村,甲镇,112.420,34.770
003,张庄村,乙镇,112.440,34.750
"""
PUPILS = """settlement_id,year,grade,pupils
001,2026,1,5
001,2026,7,4
002,2026,1,6
003,2026,2,7
"""
SCHOOLS = """school_id,name,town,lon,lat,kind,grades,state,decision,classrooms,classrooms_max,beds,beds_max
P1,上河小学,甲镇,112.401,34.761,primary,1-6,existing,,6,8,0,10
T1,张庄教学点,乙镇,112.441,34.751,教学点,1-3,现有,待定,3,,,
J1,初级中学,甲镇,112.421,34.769,junior,7-9,,,6,6,20,20
"""
TRAVEL = """settlement_id,school_id,walk_minutes,ride_minutes,kilometres
001,P1,5,,
001,J1,40.5,10,3.2
003,T1,4,,
"""
ATTENDS = """settlement_id,grade,school_id,pupils
001,1,P1,5
003,2,T1,7
"""
BIRTHS = """settlement_id,town,year,births
001,,2019,5
002,,2019,6
,乙镇,2019,7
001,,2020,4
,乙镇,2020,6
"""
CHILDREN = """settlement_id,town,year,age,children
001,甲镇,2025,5,4
,乙镇,2025,5,6
"""
ESTATES = """settlement_id,name,year,homes,persons_per_home,years_to_fill,primary_per_1000
002,河畔小区,2027,300,,2,75.5
"""
SPECIAL_COHORTS = """town,year,entry_factor,reason
,2027,0.9,入学年龄调整
乙镇,2028,1.1,
"""

PROJECTS = """project_id,project,stage,works,project_town,seats,budget_yuan,finish_by,document,found_at,site_school_id
X1,上河小学,primary,改扩建,甲镇,90,,2026,某发〔2023〕1号,附件2,P1
X2,乙镇幼儿园,幼儿园,new,乙镇,,5000000,2026,某发〔2023〕1号,附件3,
"""
TARGETS = """target,measured_by,aim,aimed_value,value_unit,finish_by,document,found_at
撤并教学点,merged_schools,,1,所,2026,某发〔2023〕1号,正文
撤并教学点,撤并学校数,不少于,2,所,2024,某发〔2023〕1号,附件2
入园率,,,98,%,,某发〔2023〕1号,附件3
"""

Writer = Callable[..., Path]


@pytest.fixture
def texts() -> dict[str, str]:
    """Return file name to the text of a sound table."""
    return {
        "settlements.csv": SETTLEMENTS,
        "pupils.csv": PUPILS,
        "schools.csv": SCHOOLS,
        "travel.csv": TRAVEL,
        "attends.csv": ATTENDS,
        "births.csv": BIRTHS,
        "children.csv": CHILDREN,
        "estates.csv": ESTATES,
        "special_cohorts.csv": SPECIAL_COHORTS,
        "projects.csv": PROJECTS,
        "targets.csv": TARGETS,
    }


@pytest.fixture
def scenario() -> Scenario:
    """Return a scenario that the sound tables fit."""
    return Scenario.model_validate(
        {
            "name": "test",
            "district": ".",
            "years": [2026],
            "grade_bands": {
                "primary": {"stage": "primary", "grades": [1, 2, 3]},
                "junior": {"stage": "junior", "grades": [7, 8, 9]},
            },
        }
    )


@pytest.fixture
def write_district(tmp_path: Path, texts: dict[str, str]) -> Writer:
    """Return a function that writes the sound tables, some replaced (None: left out), and returns their folder."""

    def write(changed: dict[str, str | bytes | None] | None = None) -> Path:
        for name, content in {**texts, **(changed or {})}.items():
            if isinstance(content, str):
                (tmp_path / name).write_text(content, encoding="utf-8")
            elif content is not None:
                (tmp_path / name).write_bytes(content)
        return tmp_path

    return write
