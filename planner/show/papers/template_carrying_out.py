"""The part of plan.docx on transport, risks and procedure, the annex of merged schools and the maps."""

from docx.document import Document as DocumentFile
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Mm

from planner.show.papers.template_layout import (
    RIGHT,
    Columns,
    add,
    add_if,
    add_loop,
    add_table,
    break_page_before,
    let_grow,
)
from planner.show.papers.wording import BLANK


def add_carrying_out(document: DocumentFile) -> None:
    """Add how it is carried out, then the annex and the maps; the fields are those of `PlanPaper`."""
    for part in (_transport, _risks, _steps, _sources, _annex, _figures):
        part(document)


def _transport(document: DocumentFile) -> None:
    add(document, "Heading 1", "十三、交通")
    add(
        document, "Body Text",
        "{% if many_years %}{{ last_year }}：{% endif %}{{ journeys|join('') }}{{ moved }}路程{{ travel_source }}。",
    )  # fmt: skip
    add(document, "表题", "各年级段上下学方式和单程时间")
    add_table(document, Columns(
        heads=["年份", "年级段", "有学位（人）", "步行（人）", "乘车（人）", "寄宿（人）", "走读平均", "九成以内",
               "走读最远", "寄宿最远", "上限"],
        widths=[12, 23, 16, 15, 15, 15, 11, 11, 11, 11, 18],
        cells=["{{ line.year }}", "{{ line.band }}", "{{ line.placed }}", "{{ line.walk }}", "{{ line.ride }}",
               "{{ line.board }}", "{{ line.mean }}", "{{ line.p90 }}", "{{ line.worst }}", "{{ line.board_worst }}",
               "{{ line.limit }}"],
        centred=frozenset({0, 2, 3, 4, 5, 6, 7, 8, 9}),
    ), "line in bands")  # fmt: skip
    add(document, "附注", "注：时间为单程分钟，除平均数外向上取整；寄宿生不每天往返。")
    add(
        document, "Body Text",
        "乘车学生由校车或定线公交接送，线路和班次按各校的居民点和并入学校安排，每车配照管人员；"
        f"开行前由公安、交通部门评估道路、整治隐患。乘车费用由谁承担：{BLANK}",
    )  # fmt: skip


def _risks(document: DocumentFile) -> None:
    add(document, "Heading 1", "十四、社会稳定风险评估")
    add(
        document,
        "Body Text",
        "前四项为不得强行撤并的情形，逐校核查；其余为方案本身的风险。等级按方案的数字初评，以正式评估为准。",
    )
    add(document, "表题", "风险、初评等级和防范")
    add_table(document, Columns(
        heads=["风险", "初评", "方案中的数字", "防范措施"], widths=[25, 14, 67, 50],
        cells=["{{ line.risk }}", "{{ line.level }}", "{{ line.figures }}", "{{ line.to_settle }}"],
        centred=frozenset({1}),
    ), "line in risks")  # fmt: skip
    add(document, "Body Text", f"正式评估结论：{BLANK}")


def _steps(document: DocumentFile) -> None:
    add(document, "Heading 1", "十五、实施程序")
    add(document, "表题", "程序、责任单位和时间")
    add_table(document, Columns(
        heads=["步骤", "要求", "责任单位", "完成时间"], widths=[26, 68, 36, 26],
        cells=["{{ line.step }}", "{{ line.asks }}", "{{ line.units }}", "{{ line.by }}"], centred=frozenset({3}),
    ), "line in steps")  # fmt: skip
    add(document, "附注", "注：时间按秋季学期到校倒排，供安排工作用；听证、公示和审批未完成的，撤并顺延一学年。")


def _sources(document: DocumentFile) -> None:
    add(document, "Heading 1", "十六、数据说明")
    add(document, "表题", "数据来源")
    add_table(document, Columns(
        heads=["数据", "来源和许可"], widths=[26, 130], cells=["{{ line.table }}", "{{ line.source }}"],
    ), "line in sources")  # fmt: skip
    add(document, "附注", "注：没有列出的数据未注明来源。")
    add_if(document, "synthetic", "Body Text", "{{ synthetic }}")
    add_loop(document, "for note in notes")
    add(document, "Body Text", "数据提示：{{ note }}")
    add_loop(document, "endfor")
    add(document, "Body Text", "")
    add(document, "Body Text", "单位（盖章）").alignment = RIGHT
    add(document, "Body Text", "　　　　年　　月　　日").alignment = RIGHT


def _annex(document: DocumentFile) -> None:
    add_loop(document, "if schools")
    break_page_before(add(document, "Heading 1", "附件　拟撤并学校分校情况"))
    add_loop(document, "for school in schools")
    add(document, "Heading 3", "{{ school.number }}．{{ school.name }}（{{ school.town }}，{{ school.school_id }}）")
    add(
        document, "附件首",
        "{{ school.kind }}，{{ school.grades }}；拟于{{ school.year }}年撤并，涉及学生{{ school.pupils }}人，"
        "{% if school.receivers %}并入{% endif %}{{ school.into }}。",
    )  # fmt: skip
    for field, before in (("school.has_before", True), ("not school.has_before", False)):
        add_loop(document, f"if school.homes and {field}")
        _homes(document, before=before)
        add_loop(document, "endif")
    add_loop(document, "for line in school.receivers")
    add(
        document, "附件文",
        "{{ line.name }}（{{ line.town }}）：{{ line.classes }}；全校{{ line.seats }}"
        "{% if line.added %}；方案{{ line.added }}，建成验收之前不撤{% endif %}。",
    )  # fmt: skip
    add_loop(document, "endfor")
    add_if(document, "school.nursery", "附件文", "幼儿班：{{ school.nursery }}。")
    add(document, "附件文", "费用：{{ school.costs|join('；') }}。")
    add_if(document, "school.opposite", "附件文", "如果不撤：{{ school.opposite }}")
    add_if(document, "school.rules", "附件文", "撤并的理由：{{ school.rules|join('') }}")
    add_loop(document, "for line in school.red_lines")
    add(document, "附件文", "底线核查——{{ line.said }}：{{ line.passed }}。")
    add_loop(document, "endfor")
    add(document, "附件文", f"校车、就餐、住宿安排：{BLANK}　听证和公示结果：{BLANK}")
    add_loop(document, "endfor")
    add_loop(document, "endif")


def _homes(document: DocumentFile, *, before: bool) -> None:
    """Add the ways of a school's pupils; with their ways of today where these were worked out."""
    heads = ["居民点", "年级段", "学生（人）", "现在", "并入学校", "方式", "单程分钟", "单程公里"]
    widths = [26, 23, 15, 24, 28, 12, 14, 14] if before else [36, 23, 15, 0, 40, 14, 14, 14]
    cells = ["{{ home.home }}", "{{ home.band }}", "{{ home.pupils }}", "{{ home.before }}", "{{ home.school }}",
             "{{ home.mode }}", "{{ home.minutes }}", "{{ home.kilometres }}"]  # fmt: skip
    shown = [place for place, width in enumerate(widths) if width]
    columns = Columns(
        heads=[heads[place] for place in shown],
        widths=[widths[place] for place in shown],
        cells=[cells[place] for place in shown],
        centred=frozenset(place for place, old in enumerate(shown) if old in {2, 5, 6, 7}),
    )
    add_table(document, columns, "home in school.homes")


def _figures(document: DocumentFile) -> None:
    """Add the maps, a landscape page each."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin, section.bottom_margin = Mm(20), Mm(15)
    section.footer_distance = Mm(7)
    section.left_margin = section.right_margin = Mm(26)
    add(document, "Heading 1", "附图")
    add_loop(document, "if not figures")
    add(document, "附注", "地图见方案文件夹。")
    add_loop(document, "endif")
    add_loop(document, "for figure in figures")
    let_grow(add(document, "表数", "{{ figure.picture }}"))
    add(document, "图题", "{{ figure.caption }}")
    add_loop(document, "endfor")
