"""Every table of a district and every column in it: the one list that feeds loader, template, docs and tests.

A column's `kind` says how its cells are read:

    id       text, kept as it stands ('007' stays '007')
    text     free text
    number   a decimal number
    count    a whole number, 0 or more
    year     a whole number, 1900 to 2200
    choice   one of `choices`, in English or in Chinese
    grade    K1 K2 K3 or 1 to 9
    grades   a run of grades such as 1-6, 7-9, K1-K3

An empty cell is unknown, never zero: it is an error in a required column, and the column's default elsewhere.
"""

from collections.abc import Mapping
from dataclasses import replace

from planner.reading.ledger_tables import PROJECTS, TARGETS
from planner.reading.table_types import Column, Table

GRADES = ("K1", "K2", "K3", "1", "2", "3", "4", "5", "6", "7", "8", "9")
"""Every grade there is, from the youngest to the oldest."""

SCHOOL_KINDS: Mapping[str, str] = {
    "teaching_point": "教学点",
    "primary": "小学",
    "junior": "初中",
    "nine_year": "九年一贯制学校",
    "kindergarten": "幼儿园",
    "special": "特殊教育学校",
}
RUN_BY: Mapping[str, str] = {"public": "公办", "inclusive": "普惠性民办", "private": "民办"}
SCHOOL_STATES: Mapping[str, str] = {"existing": "现有", "candidate": "拟建"}
PLACE_KINDS: Mapping[str, str] = {"town_seat": "乡镇驻地", "central_village": "中心村", "village": "一般村"}
DECISIONS: Mapping[str, str] = {"free": "待定", "keep": "保留", "close": "撤销"}

KIND_SYNONYMS: Mapping[str, str] = {
    "不完全小学": "teaching_point", "小学教学点": "teaching_point", "村教学点": "teaching_point",
    "村小教学点": "teaching_point", "教学点(复式)": "teaching_point", "复式教学点": "teaching_point",
    "乡镇中心小学": "primary", "乡中心小学": "primary", "镇中心小学": "primary", "村完小": "primary",
    "村完全小学": "primary", "村小学": "primary", "普通小学": "primary", "普通初中": "junior", "独立初中": "junior",
    "完全小学": "primary", "完小": "primary", "中心小学": "primary", "小学校": "primary",
    "初级中学": "junior", "初中学校": "junior",
    "九年一贯制": "nine_year", "九年制学校": "nine_year", "九年一贯": "nine_year", "九年制": "nine_year",
    "特殊教育": "special", "特教学校": "special", "特校": "special",
}  # fmt: skip
"""Further words for kinds of school, each of one meaning."""
STATE_SYNONYMS: Mapping[str, str] = {
    "已有": "existing", "现存": "existing", "在办": "existing", "拟新建": "candidate", "规划新建": "candidate",
    "规划": "candidate", "待建": "candidate",
}  # fmt: skip
PLACE_SYNONYMS: Mapping[str, str] = {
    "乡镇政府驻地": "town_seat", "镇驻地": "town_seat", "乡驻地": "town_seat", "镇区": "town_seat", "集镇": "town_seat",
    "街道驻地": "town_seat", "中心社区": "central_village", "普通村": "village", "基层村": "village",
    "自然村": "village",
}  # fmt: skip
DECISION_SYNONYMS: Mapping[str, str] = {
    "由规划决定": "free", "未定": "free", "必须保留": "keep", "保持": "keep", "撤并": "close", "关闭": "close",
    "停办": "close",
}  # fmt: skip


def _yuan(name: str, chinese: str, meaning: str, default: str, *, unit: str = "yuan") -> Column:
    return Column(name=name, chinese=chinese, kind="number", minimum=0, unit=unit, meaning=meaning, default=default)


def _of_people(name: str, chinese: str, meaning: str, *, unit: str = "people", also: tuple[str, ...] = ()) -> Column:
    return Column(name=name, chinese=chinese, kind="count", minimum=0, unit=unit, meaning=meaning, default="not known",
                  also=also, further=True)  # fmt: skip


def _amount(name: str, chinese: str, meaning: str, unit: str, *, also: tuple[str, ...] = ()) -> Column:
    return Column(name=name, chinese=chinese, kind="number", minimum=0, unit=unit, meaning=meaning, default="not known",
                  also=also, further=True)  # fmt: skip


_FURTHER = (
    Column(name="run_by", chinese="举办性质", kind="choice", choices=RUN_BY, default="not known", further=True,
           synonyms={"普惠民办": "inclusive", "普惠性": "inclusive", "公立": "public", "私立": "private"},
           also=("举办者类型", "办园性质"),
           meaning="who runs it: public, inclusive (private, limited fees) or private; for shares of kindergartens"),
    _of_people("attached_kindergarten_classes", "附设幼儿班", "kindergarten classes attached to it", unit="classes",
               also=("附属幼儿班", "附设幼儿班数")),
    Column(name="given_up_by", chinese="校址原单位", kind="text", default="nobody", further=True,
           also=("腾退单位", "原使用单位"), meaning="who gives the site up, where it is taken over from another"),
    Column(name="site_free_year", chinese="腾退年份", kind="year", default="not known", further=True,
           also=("校址腾退年份",), meaning="year in which the site falls free; the plan is set beside it"),
)  # fmt: skip
"""What papers tell of a school besides; no plan depends on them."""
_RESOURCES = (
    _of_people("teachers", "教师数", "full-time teachers", also=("专任教师", "专任教师数")),
    _of_people("retiring_within_3_years", "三年内退休", "of these, who reach the age of retirement within three years"),
    _of_people("boarding_staff", "生活教师", "staff who look after boarders", also=("宿管人员",)),
    _of_people("higher_degree_teachers", "高学历教师", "teachers with a higher degree than is prescribed",
               also=("高于规定学历教师",)),
    _of_people("backbone_teachers", "骨干教师", "backbone teachers of county level or above",
               also=("县级以上骨干教师",)),
    _of_people("pe_arts_teachers", "体育艺术教师", "teachers of sports, music and art", also=("体音美教师",)),
    _amount("teaching_area_m2", "教学用房面积", "teaching and auxiliary rooms", "m²", also=("教学及辅助用房面积",)),
    _amount("sports_area_m2", "体育场馆面积", "sports grounds and halls", "m²", also=("体育运动场馆面积",)),
    _amount("equipment_yuan", "仪器设备值", "value of teaching equipment", "yuan", also=("教学仪器设备值",)),
    _of_people("multimedia_rooms", "多媒体教室", "classrooms with multimedia on the network", unit="rooms",
               also=("网络多媒体教室", "多媒体教室数")),
    _of_people("computers", "计算机台数", "computers for pupils", unit="computers", also=("学生用计算机", "计算机")),
    _of_people("books", "图书册数", "books", unit="books", also=("图书",)),
    _amount("site_area_m2", "占地面积", "area of the site", "m²", also=("校园面积",)),
    _amount("building_area_m2", "校舍建筑面积", "floor area of all buildings", "m²", also=("建筑面积", "校舍面积")),
)  # fmt: skip
"""Teachers, staff, rooms and things of a school today: for figures on people and things; no plan depends on them."""

_LON = Column(
    name="lon", chinese="经度", kind="number", required=True, also=("longitude",),
    unit="degrees, or metres in a projected system",
    meaning="longitude or easting, in the coordinate system that provenance.yaml declares",
)  # fmt: skip
_LAT = Column(
    name="lat", chinese="纬度", kind="number", required=True, also=("latitude",),
    unit="degrees, or metres in a projected system",
    meaning="latitude or northing, in the coordinate system that provenance.yaml declares",
)  # fmt: skip
_SETTLEMENT_ID = Column(
    name="settlement_id", chinese="居民点编号", kind="id", required=True, meaning="the settlement's own code",
    also=("编号", "居民点代码", "村编号", "村代码"), instead=("居民点名称", "居民点", "村名", "村庄", "名称"),
)  # fmt: skip
_SCHOOL_ID = Column(
    name="school_id", chinese="学校编号", kind="id", required=True, meaning="the school's own code",
    also=("学校代码", "学校标识码"), instead=("学校名称", "学校", "校名"),
)  # fmt: skip
_OWN_SETTLEMENT_ID = replace(
    _SETTLEMENT_ID, chinese="编号", also=("居民点编号", "居民点代码", "村编号", "村代码", "代码"), instead=()
)
_OWN_SCHOOL_ID = replace(_SCHOOL_ID, chinese="编号", also=("学校编号", "学校代码", "学校标识码", "代码"), instead=())
_GRADE = Column(name="grade", chinese="年级", kind="grade", required=True, meaning="K1 K2 K3 (kindergarten) or 1 to 9")
_NAME = Column(name="name", chinese="名称", kind="text", required=True, meaning="the name people use")
_SETTLEMENT_NAME = replace(_NAME, also=("居民点名称", "居民点", "村名", "村庄"))
_SCHOOL_NAME = replace(_NAME, also=("学校名称", "学校", "校名"))
_TOWN = Column(
    name="town", chinese="乡镇", kind="text", required=True, meaning="town or subdistrict it belongs to",
    also=("所属乡镇", "乡镇街道", "镇街"),
)  # fmt: skip

SETTLEMENTS = Table(
    name="settlements", chinese="居民点", required=True, most_rows=50_000, key=("settlement_id",),
    meaning="where pupils live: villages, communities",
    columns=(
        _OWN_SETTLEMENT_ID, _SETTLEMENT_NAME, _TOWN, _LON, _LAT,
        Column(name="place", chinese="居民点类型", kind="choice", choices=PLACE_KINDS, synonyms=PLACE_SYNONYMS,
               also=("村庄类型", "居民点类别", "村庄类别", "村类型"),
               default="of no kind: rules.siting lets nothing be built",
               meaning="seat of the town, central village or other village: where rules.siting lets schools be built"),
        Column(name="residents", chinese="常住人口", kind="count", unit="people", minimum=0, default="not known",
               further=True, also=("人口", "常住人口数"),
               meaning="people who live there; for the check of one kindergarten for 5,000, no plan depends on it"),
    ),
)  # fmt: skip

PUPILS = Table(
    name="pupils", chinese="学生", required=True, most_rows=3_000_000, key=("settlement_id", "year", "grade"),
    meaning="how many pupils of each grade live in a settlement in a year; a missing row is no pupils",
    columns=(
        _SETTLEMENT_ID,
        Column(name="year", chinese="年份", kind="year", required=True, meaning="school year beginning in this year"),
        _GRADE,
        Column(name="pupils", chinese="学生数", kind="count", required=True, also=("学生人数", "人数"),
               unit="pupils", minimum=0,
               meaning="pupils of this grade living in the settlement"),
    ),
)  # fmt: skip

SCHOOLS = Table(
    name="schools", chinese="学校", required=True, most_rows=10_000, key=("school_id",),
    meaning="schools there are, and sites where one may be built",
    columns=(
        _OWN_SCHOOL_ID, _SCHOOL_NAME, _TOWN, _LON, _LAT,
        Column(name="kind", chinese="类型", kind="choice", required=True, choices=SCHOOL_KINDS,
               synonyms=KIND_SYNONYMS, also=("学校类型", "办学类型"),
               meaning="what sort of school it is"),
        Column(name="grades", chinese="年级", kind="grades", required=True, also=("年级范围", "开设年级"),
               meaning="grades it can teach, such as 1-3, 1-6, 7-9, 1-9, K1-K3"),
        Column(name="site_id", chinese="场地编号", kind="id", also=("校址编号",), default="a site of its own",
               meaning="rows of one site are alternatives (other grades, another kind, a vacated building put to "
                       "another use): one of them at most is open; where one is kept, the free others are closed, or "
                       "not built"),
        Column(name="state", chinese="状态", kind="choice", choices=SCHOOL_STATES, default="existing",
               synonyms=STATE_SYNONYMS,
               meaning="existing, or candidate: a site that may be built"),
        Column(name="decision", chinese="决定", kind="choice", choices=DECISIONS, synonyms=DECISION_SYNONYMS,
               default="keep for existing schools that are not of a kind the scenario's merge.kinds names, else free",
               meaning="free: the planner decides; keep: stays, or is built; close: goes, or is not built"),
        Column(name="classrooms", chinese="教室数", kind="count", required=True, also=("教室", "普通教室"),
               unit="rooms", minimum=0,
               meaning="ordinary classrooms now (for a candidate: in its first module)"),
        Column(name="classrooms_max", chinese="教室上限", kind="count", unit="rooms", minimum=0, default="classrooms",
               meaning="the most ordinary classrooms the site can ever hold"),
        Column(name="beds", chinese="床位", kind="count", unit="beds", minimum=0, default="0",
               meaning="dormitory beds now (for a candidate: in its first module)"),
        Column(name="beds_max", chinese="床位上限", kind="count", unit="beds", minimum=0, default="beds",
               meaning="the most dormitory beds the site can ever hold"),
        Column(name="pupils_max", chinese="学校规模上限", kind="count", unit="pupils", minimum=0, default="none",
               meaning="a limit on pupils of the school's own, beside the scenario's school_size"),
        _yuan("fixed_yuan_per_year", "年固定成本", "cost of the school being open", "scenario's price for its kind",
              unit="yuan a year"),
        _yuan("build_yuan", "建设费", "one-off cost to build it (candidates)", "scenario's build_yuan"),
        _yuan("classroom_yuan", "增建教室单价", "one-off cost to add a classroom", "scenario's classroom_yuan",
              unit="yuan a room"),
        _yuan("bed_yuan", "增加床位单价", "one-off cost to add a bed", "scenario's bed_yuan", unit="yuan a bed"),
        *_FURTHER,
        *_RESOURCES,
    ),
)  # fmt: skip

TRAVEL = Table(
    name="travel", chinese="行程", most_rows=4_000_000, key=("settlement_id", "school_id"),
    meaning="the truth about journeys where given: a pair it lacks cannot be travelled",
    columns=(
        _SETTLEMENT_ID, _SCHOOL_ID,
        Column(name="walk_minutes", chinese="步行分钟", kind="number", unit="minutes one way", minimum=0,
               default="cannot be walked", meaning="time on foot"),
        Column(name="ride_minutes", chinese="乘车分钟", kind="number", unit="minutes one way", minimum=0,
               default="cannot be ridden", meaning="time by bus or car"),
        Column(name="kilometres", chinese="公里", kind="number", unit="kilometres one way", minimum=0,
               default="unknown; needed where ride_minutes is given", meaning="length of the ride"),
    ),
)  # fmt: skip

ATTENDS = Table(
    name="attends", chinese="就读", most_rows=1_000_000, key=("settlement_id", "grade", "school_id"),
    meaning="where pupils go today; without it, the nearest open school with room is taken",
    columns=(
        _SETTLEMENT_ID, _GRADE, _SCHOOL_ID,
        Column(name="pupils", chinese="学生数", kind="count", required=True, also=("学生人数", "人数"),
               unit="pupils", minimum=0,
               meaning="pupils of the grade and settlement who attend the school today"),
        Column(name="year", chinese="学年", kind="year", default="not stated", also=("年份", "学年度"),
               meaning="school year beginning in this year that the table is of, the same in every row; maps of the "
                       "present state say it"),
    ),
)  # fmt: skip

_SOME_SETTLEMENT_ID = replace(_SETTLEMENT_ID, required=False, default="the row is of the whole town")
_SOME_TOWN = replace(
    _TOWN, required=False, default="needed where no settlement is named",
    meaning="town or subdistrict that the row is of; beside a settlement it only tells settlements of one name apart",
)  # fmt: skip

BIRTHS = Table(
    name="births", chinese="出生", most_rows=1_000_000, key=("settlement_id", "town", "year"),
    meaning="children born in a settlement or a town in a calendar year, for `planner forecast`",
    columns=(
        _SOME_SETTLEMENT_ID, _SOME_TOWN,
        Column(name="year", chinese="年份", kind="year", required=True, also=("出生年份",),
               meaning="calendar year of birth"),
        Column(name="births", chinese="出生人数", kind="count", required=True, also=("出生数", "出生人口", "人数"),
               unit="children", minimum=0,
               meaning="children born to residents; in a year that a town has rows of, a settlement without one has 0"),
    ),
)  # fmt: skip

CHILDREN = Table(
    name="children", chinese="儿童", most_rows=1_000_000, key=("settlement_id", "town", "year", "age"),
    meaning="children of each age who live in a settlement or a town at the beginning of a school year, counted; for "
            "`planner forecast`, where they override births",
    columns=(
        _SOME_SETTLEMENT_ID, _SOME_TOWN,
        Column(name="year", chinese="年份", kind="year", required=True,
               meaning="year of the count; ages are those of 31 August"),
        Column(name="age", chinese="年龄", kind="count", required=True, unit="years", minimum=0, maximum=14,
               also=("周岁",),
               meaning="completed years on 31 August: who is 6 enters grade 1 that autumn"),
        Column(name="children", chinese="儿童数", kind="count", required=True, also=("儿童人数", "常住儿童", "人数"),
               unit="children", minimum=0,
               meaning="children of this age who live there, wherever they are registered"),
    ),
)  # fmt: skip

ESTATES = Table(
    name="estates", chinese="新建住宅", most_rows=100_000, key=("settlement_id", "name", "year"),
    meaning="new housing estates, whose pupils come on top of the towns' past growth, for `planner forecast`",
    columns=(
        _SETTLEMENT_ID,
        replace(_NAME, also=("小区名称", "小区", "楼盘"), meaning="the estate's name"),
        Column(name="year", chinese="年份", kind="year", required=True, also=("交房年份", "交付年份"),
               meaning="year the homes are handed over"),
        Column(name="homes", chinese="套数", kind="count", required=True, also=("住宅套数", "户数"), unit="homes",
               minimum=0, meaning="homes handed over in that year"),
        Column(name="persons_per_home", chinese="每套人数", kind="number", unit="people a home", minimum=0,
               default="3.2", also=("户均人数",),
               meaning="people who will live in each home (3.2: usual in plans of residential areas, memory)"),
        Column(name="years_to_fill", chinese="入住年数", kind="count", unit="years", minimum=1, maximum=30, default="3",
               meaning="years until all homes are lived in, as many in each (assumed)"),
        *(
            Column(name=f"{stage}_per_1000", chinese=f"每千人{chinese}", kind="number", default=norm, minimum=0,
                   unit="pupils per 1,000 people", meaning=f"{stage} pupils for each 1,000 people (planning norm)")
            for stage, chinese, norm in (
                ("kindergarten", "幼儿园", "36"), ("primary", "小学", "80"), ("junior", "初中", "40"),
            )
        ),
    ),
)  # fmt: skip

SPECIAL_COHORTS = Table(
    name="special_cohorts", chinese="特殊入学年", most_rows=10_000, key=("town", "year"),
    meaning="cohorts of which unusually many or few enter, for a reason that does not return; for `planner forecast`",
    columns=(
        replace(_TOWN, required=False, default="every town", meaning="town or subdistrict whose cohort it is"),
        Column(name="year", chinese="年份", kind="year", required=True, also=("入学年份",),
               meaning="year in which the cohort enters grade 1"),
        Column(name="entry_factor", chinese="入学系数", kind="number", required=True, minimum=0, maximum=10,
               meaning="its entry over that of a usual cohort of as many births: 1 is as usual, 0.9 a tenth fewer"),
        Column(name="reason", chinese="原因", kind="text", default="none given", meaning="why it is unusual"),
    ),
)  # fmt: skip

RESOURCES = tuple(column.name for column in _RESOURCES)
"""Columns of the schools table on people and things."""
TABLES = (
    SETTLEMENTS, PUPILS, SCHOOLS, TRAVEL, ATTENDS, BIRTHS, CHILDREN, ESTATES, SPECIAL_COHORTS, PROJECTS, TARGETS,
)  # fmt: skip
"""Every table, in the order a planner fills them."""

DRAWN: Mapping[str, str] = {"roads": "道路", "boundaries": "边界", "water": "水域"}
"""What is read from shapes."""
DRAWN_COLUMNS: Mapping[str, str] = {
    "geometry": "图形",
    "highway": "等级",
    "speed_kph": "车速",
    "bridge": "桥梁",
    "town": "乡镇",
}


def grade_run(text: str) -> tuple[str, ...]:
    """Spell out a run of grades. ValueError where it is not one, or runs backwards.

    >>> grade_run("1-3"), grade_run("K1-K3"), grade_run("7")
    (('1', '2', '3'), ('K1', 'K2', 'K3'), ('7',))
    """
    first, _, last = text.replace("–", "-").replace("—", "-").replace(" ", "").upper().partition("-")
    last = last or first
    if first not in GRADES or last not in GRADES:
        msg = f"not a run of grades: {text!r}"
        raise ValueError(msg)
    start, end = GRADES.index(first), GRADES.index(last)
    if end < start:
        msg = f"grades run backwards: {text!r}"
        raise ValueError(msg)
    return GRADES[start : end + 1]
