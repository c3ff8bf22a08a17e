"""The tables of the policy ledger: what a district has promised, or been told, by which document.

`projects` lists what is to be built; `targets` has a row for each figure that a document states, so that two documents,
or two parts of one, that disagree both stand. No plan depends on them: a plan's results are set beside them.
"""

from collections.abc import Mapping

from planner.reading.table_types import Column, Table

PROJECT_STAGES: Mapping[str, str] = {
    "kindergarten": "幼儿园", "primary": "小学", "junior": "初中", "nine_year": "九年一贯制学校",
    "special": "特殊教育学校",
}  # fmt: skip
WORKS: Mapping[str, str] = {"new": "新建", "rebuild": "改扩建"}
"""How a document calls what is built: a school that it rebuilds or expands is never called new."""
AIMS: Mapping[str, str] = {"at_least": "不少于", "at_most": "不超过", "exactly": "等于"}
MEASURED: Mapping[str, str] = {
    "merged_schools": "撤并学校数",
    "new_schools": "新建中小学数",
    "rebuilt_schools": "改扩建中小学数",
    "compulsory_projects": "义务教育项目安排数",
    "seats_added": "新增学位",
    "seats_added_primary": "小学新增学位",
    "seats_added_junior": "初中新增学位",
    "beds_added": "新增床位",
    "one_off_yuan": "一次性投入",
    "class_pupils_primary": "小学最大班额",
    "class_pupils_junior": "初中最大班额",
    "school_pupils_primary": "小学最大校额",
    "school_pupils_junior": "初中最大校额",
    "school_pupils_nine_year": "九年一贯制最大校额",
    "classes_per_school": "每校最多教学班",
    "towns_with_boarding_primary": "有寄宿制小学的乡镇占比",
    "towns_with_boarding_junior": "有寄宿制初中的乡镇占比",
    "boarding_schools": "寄宿制学校数",
    "schools_under_200": "不足200人的学校数",
    "pupils_without_seat": "没有学位的学生数",
    "computers_per_100": "百生计算机",
    "multimedia_rooms_per_100_primary": "小学百生多媒体教室",
    "multimedia_rooms_per_100_junior": "初中百生多媒体教室",
    "pe_arts_teachers_per_100_primary": "小学百生体育艺术教师",
    "pe_arts_teachers_per_100_junior": "初中百生体育艺术教师",
    "kindergarten_seats_added": "幼儿园新增学位",
    "public_kindergarten_percent": "公办园在园幼儿占比",
    "inclusive_kindergarten_percent": "普惠性幼儿园覆盖率",
    "large_kindergartens_lacking": "每5000人一所6班以上幼儿园尚缺",
    "pupils_per_teacher_primary": "小学师生比",
    "pupils_per_teacher_junior": "初中师生比",
}
"""What a plan's results can be held against; a target of none of these is recorded alone."""


def _text(name: str, chinese: str, meaning: str, *also: str, default: str = "none given") -> Column:
    return Column(name=name, chinese=chinese, kind="text", default=default, also=also, meaning=meaning)


_DOCUMENT = Column(
    name="document", chinese="文件", kind="text", required=True, also=("文件名称", "文号", "依据文件"),
    meaning="the document that states it, by its number or title",
)  # fmt: skip
_PLACE_IN_DOCUMENT = _text("found_at", "出处", "where in the document: part, annex, page", "条款", "页码", "文件位置")
_RESPONSIBLE = _text("responsible", "责任单位", "units responsible for it", "责任部门", "牵头单位")
_FUNDS = _text("funds", "资金来源", "where its money comes from", "资金渠道")
_ENGLISH = _text("name_en", "英文名称", "its name in English, for papers in English", default="the Chinese name")
_NOTE = _text("note", "备注", "what else there is to say", "说明", default="nothing")

PROJECTS = Table(
    name="projects", chinese="建设项目", most_rows=10_000, key=("project_id",),
    meaning="schools that documents say are to be built, rebuilt or expanded; a plan's results are set beside them",
    columns=(
        Column(name="project_id", chinese="项目编号", kind="id", required=True, meaning="the project's own code"),
        Column(name="project", chinese="项目名称", kind="text", required=True, also=("项目", "name", "学校名称"),
               meaning="the school's name in the document"),
        Column(name="stage", chinese="学段", kind="choice", required=True, choices=PROJECT_STAGES,
               synonyms={"小学阶段": "primary", "初中阶段": "junior", "学前": "kindergarten", "特教": "special"},
               meaning="stage of the school"),
        Column(name="works", chinese="建设性质", kind="choice", required=True, choices=WORKS,
               synonyms={"扩建": "rebuild", "改建": "rebuild", "迁建": "new", "重建": "rebuild"},
               meaning="new, or rebuild (rebuilt, converted or expanded), as the document calls it"),
        Column(name="project_town", chinese="所在乡镇", kind="text", default="not stated", also=("town", "乡镇"),
               meaning="town it lies in"),
        Column(name="seats", chinese="新增学位", kind="count", unit="seats", minimum=0, default="not stated",
               also=("学位", "学位数"), meaning="seats it adds, where the document says so for this one"),
        Column(name="budget_yuan", chinese="概算投资", kind="number", unit="yuan", minimum=0, default="not stated",
               also=("投资", "预算", "总投资"), meaning="its budget, where the document says so for this one"),
        Column(name="finish_by", chinese="完成年份", kind="year", default="not stated", also=("完成时限", "建成年份"),
               meaning="year by whose end it is to be finished"),
        _RESPONSIBLE, _FUNDS, _DOCUMENT, _PLACE_IN_DOCUMENT,
        Column(name="site_school_id", chinese="对应学校编号", kind="id", default="not in the table schools",
               also=("school_id", "学校编号"), meaning="school_id of the school or site in the table schools"),
        _text("progress", "进展", "how far it has come", "实施进展", default="not yet told"),
        _ENGLISH, _NOTE,
    ),
)  # fmt: skip

TARGETS = Table(
    name="targets", chinese="政策目标", most_rows=10_000, key=("target", "document", "found_at", "aimed_value"),
    meaning="figures that documents promise or ask for, a row for each figure of each document; a plan's results are "
    "set beside them, and documents that disagree both stand",
    columns=(
        Column(name="target", chinese="目标", kind="text", required=True, also=("目标名称", "指标名称"),
               meaning="what is aimed at; rows of the same target are statements of one thing"),
        Column(name="measured_by", chinese="对照指标", kind="choice", default="recorded alone", choices=MEASURED,
               also=("测算指标",), meaning="the figure of a plan that is held against it"),
        Column(name="aim", chinese="要求", kind="choice", default="at_least", choices=AIMS,
               synonyms={"至少": "at_least", "以上": "at_least", "至多": "at_most", "以内": "at_most"},
               meaning="whether the value is the least, the most, or to be met exactly"),
        Column(name="aimed_value", chinese="目标值", kind="number", minimum=0, also=("数值", "value"),
               default="not a number", meaning="the value stated, in its own unit"),
        _text("value_unit", "单位", "unit of the value", "计量单位", "unit"),
        Column(name="finish_by", chinese="完成年份", kind="year", default="not stated", also=("完成时限",),
               meaning="year by whose end it is to be finished"),
        _DOCUMENT, _PLACE_IN_DOCUMENT, _RESPONSIBLE, _FUNDS,
        _text("argument", "偏离理由", "why the district departs from it, where it does", "未完成理由"),
        _ENGLISH, _NOTE,
    ),
)  # fmt: skip
