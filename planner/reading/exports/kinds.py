"""Every kind of export that can be read, and the headings its columns bear: the one list that recognition goes by.

No official specimen of these exports is public; the headings are those seen in programs that handle them. Whoever's
export has others adds them in a file of headings (`planner import --headings`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.language import Text


@dataclass(frozen=True, kw_only=True)
class ExportColumn:
    """A column that is read: its name here, how it is called, and every heading it may bear."""

    name: str
    says: Text
    headings: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ExportKind:
    """A kind of export: what it is called, its columns, and what a heading row must have to be one of it.

    `needs`: of each group of columns one at least; `lacks`: columns that it never has. `least_grades`: so many columns
    of grades at least.
    """

    name: str
    says: Text
    columns: tuple[ExportColumn, ...]
    needs: tuple[frozenset[str], ...]
    lacks: frozenset[str] = frozenset()
    least_grades: int = 0

    def column(self, name: str) -> ExportColumn:
        """Return a column by its name; KeyError where there is none."""
        return next((each for each in self.columns if each.name == name), None) or _no_column(name)


def _no_column(name: str) -> ExportColumn:
    raise KeyError(name)


def _column(name: str, english: str, chinese: str, *headings: str) -> ExportColumn:
    return ExportColumn(name=name, says=Text(english, chinese), headings=(name, *headings))


_SCHOOL_CODE = _column(
    "school_code", "school's code", "学校标识码", "学校标识码", "学校（机构）标识码", "学校机构标识码", "机构标识码",
    "标识码", "学校代码", "学校编号", "school_id",
)  # fmt: skip
_SCHOOL = _column(
    "school", "school", "学校", "就读学校", "学校名称", "学校（机构）名称", "学校机构名称", "学校", "校名",
    "所在学校", "就读学校名称", "school_name",
)  # fmt: skip
_YEAR = _column("year", "school year", "学年", "学年", "学年度", "年份", "统计年份")
_STAGE = _column("stage", "stage", "学段", "学段", "办学层次", "就读学段")
_GRADE = _column("grade", "grade", "年级", "年级", "年级名称", "所在年级", "就读年级")
_VILLAGE_CODE = _column(
    "village_code", "village's code", "村代码", "村代码", "村居代码", "行政村代码", "居民点编号",
    "居民点代码", "村编号", "统计用区划代码", "区划代码", "现住址区划代码", "现住址代码", "居住地代码", "settlement_id",
)  # fmt: skip
_VILLAGE = _column(
    "village", "village", "村、社区", "村", "村名", "村名称", "村庄", "行政村", "居民点", "居民点名称", "村委会",
    "居委会", "村委会（居委会）", "村（居）委会", "村居", "村（社区）", "社区", "所在村", "所属村", "现住址村",
    "居住村", "驻地村", "settlement",
)  # fmt: skip
_TOWN = _column(
    "town", "town", "乡镇", "乡镇", "所属乡镇", "所在乡镇", "乡镇街道", "乡（镇、街道）", "乡镇（街道）", "镇街",
    "街道", "现住址乡镇", "居住乡镇", "驻地乡镇",
)  # fmt: skip
_PLACE = (_VILLAGE_CODE, _VILLAGE, _TOWN)
_WHERE = frozenset(("school_code", "school", "village_code", "village"))
_ANY_SCHOOL = frozenset(("school_code", "school"))
_FORM_TOTAL = _column("total", "all pupils", "在校生数", "在校生数", "在校学生数", "在校生", "合计")

REGISTER = ExportKind(
    name="register",
    says=Text("pupil register, a row a pupil", "学籍名单（每行一名学生）"),
    columns=(
        _SCHOOL_CODE, _SCHOOL, _YEAR, _STAGE, _GRADE, *_PLACE,
        _column("class", "class", "班级", "班级号", "班号", "班级名称", "班级", "所在班级"),
        _column("address", "where the pupil lives: town and village alone are taken", "现住址（只取乡镇和村）",
                "现住址", "现住址详细地址", "家庭住址", "家庭地址", "居住地址", "常住地址", "现居住地", "家庭现住址"),
        _column("registered", "registered residence: town and village alone are taken", "户口所在地（只取乡镇和村）",
                "户口所在地行政区划", "户口所在地", "户籍所在地", "户籍地行政区划", "户口所在地区划", "户籍地址"),
        _column("boarding", "day pupil or boarder", "就读方式", "就读方式", "是否住校", "是否寄宿", "住宿情况"),
    ),
    needs=(frozenset(("grade",)), _ANY_SCHOOL),
    lacks=frozenset(("pupils", "kind")),
)  # fmt: skip
COUNTS = ExportKind(
    name="counts",
    says=Text("enrolment, a row a grade", "分年级学生数（每行一个年级）"),
    columns=(
        _SCHOOL_CODE, _SCHOOL, _YEAR, _STAGE, _GRADE, *_PLACE,
        _column("pupils", "pupils", "学生数", "学生数", "学生人数", "人数", "在校生数", "在校学生数"),
    ),
    needs=(frozenset(("grade",)), frozenset(("pupils",)), _WHERE),
    lacks=frozenset(("kind",)),
)  # fmt: skip
WIDE = ExportKind(
    name="wide",
    says=Text("enrolment, a column a grade", "分年级学生数（每个年级一列）"),
    columns=(
        _SCHOOL_CODE, _SCHOOL, _YEAR, _STAGE, *_PLACE,
        _column("total", "total", "合计", "合计", "总计", "小计", "计", "在校生数", "学生数", "人数", "学生人数"),
    ),
    needs=(_WHERE,),
    lacks=frozenset(("grade", "indicator", "class_size")),
    least_grades=1,
)  # fmt: skip
FORM = ExportKind(
    name="form",
    says=Text("statistics form of pupils", "统计报表（在校生）"),
    columns=(
        _SCHOOL_CODE, _SCHOOL, _YEAR,
        _column("indicator", "indicator", "指标名称", "指标名称", "指标", "项目"),
        _FORM_TOTAL,
    ),
    needs=(frozenset(("indicator",)),),
    least_grades=3,
)  # fmt: skip
CLASSES = ExportKind(
    name="classes",
    says=Text("statistics form of classes by size", "统计报表（班额）"),
    columns=(
        _SCHOOL_CODE, _SCHOOL, _YEAR,
        _column("class_size", "class size", "班额", "班额", "班额情况"),
        _column("total", "all classes", "合计", "合计", "计", "总计"),
        _column("multigrade", "multigrade classes", "复式班", "复式班", "复式"),
    ),
    needs=(frozenset(("class_size",)),),
    least_grades=3,
)  # fmt: skip
SCHOOLS_LIST = ExportKind(
    name="schools",
    says=Text("list of schools", "学校名单"),
    columns=(
        ExportColumn(name="school_code", says=_SCHOOL_CODE.says, headings=(*_SCHOOL_CODE.headings, "编号", "代码")),
        ExportColumn(name="school", says=_SCHOOL.says, headings=(*_SCHOOL.headings, "名称", "name")),
        ExportColumn(name="town", says=_TOWN.says, headings=(*_TOWN.headings, "地址乡镇", "所在乡（镇、街道）")),
        _VILLAGE_CODE,
        ExportColumn(name="village", says=_VILLAGE.says,
                     headings=(*_VILLAGE.headings, "所在村委会（居委会）", "地址村委会（居委会）")),
        _column("kind", "kind of school", "办学类型", "办学类型", "学校类型", "类型", "学校办学类型", "办学类别"),
    ),
    needs=(_ANY_SCHOOL, frozenset(("kind",))),
)  # fmt: skip
VILLAGES = ExportKind(
    name="villages",
    says=Text("list of villages", "村（社区）名单"),
    columns=(
        ExportColumn(name="village_code", says=_VILLAGE_CODE.says, headings=(*_VILLAGE_CODE.headings, "编号", "代码")),
        ExportColumn(name="village", says=_VILLAGE.says, headings=(*_VILLAGE.headings, "名称", "name")),
        _TOWN,
        _column("county_code", "county's code", "区县代码", "区县代码", "县代码", "县级代码"),
        _column("county", "county", "区县", "区县", "县区", "县", "区", "县（区）", "县级"),
    ),
    needs=(frozenset(("village_code",)), frozenset(("village",))),
    lacks=frozenset(("school", "kind", "grade", "pupils")),
)  # fmt: skip
KINDS = (CLASSES, FORM, REGISTER, COUNTS, WIDE, SCHOOLS_LIST, VILLAGES)
"""Every kind, those that are easily mistaken for others after them."""

REGISTER_MARKS = (
    "姓名", "学生姓名", "学籍号", "全国学籍号", "学号", "身份证件号", "身份证号", "身份证号码", "入学年月", "入学时间",
    "是否留守儿童", "是否进城务工人员随迁子女", "残疾人类型", "上下学距离", "上下学交通方式", "是否乘坐校车",
    "是否需要乘坐校车",
)  # fmt: skip
"""Headings that only a register of pupils has, beside its own columns."""
REGISTER_COLUMNS = frozenset(("class", "address", "registered", "boarding"))
"""Columns of which one shows that a table of grades and schools has a row a pupil."""


@dataclass(frozen=True, kw_only=True)
class Aliases:
    """Further headings that a user has named: kind to column to headings."""

    of: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


NO_ALIASES = Aliases()
