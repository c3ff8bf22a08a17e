"""The template of a hearing paper: one page for the parents of a merged school."""

from docx.document import Document as DocumentFile
from docx.table import Table

from planner.show.papers.template_layout import (
    PAGE,
    Columns,
    Margins,
    add,
    add_form,
    add_loop,
    add_table,
    new_document,
    set_height,
)

_MARGINS = Margins(top=19, bottom=10, left=22, right=20)
_ROOM = 6.2
"""Height of a row to be written in, millimetres."""


def hearing_template() -> DocumentFile:
    """Return the template; its fields are those of `HearingPaper`."""
    document = new_document(PAGE, _MARGINS, both_sides=False)
    _if(document, "synthetic", "警示", "{{ synthetic }}")
    add(document, "Title", "{{ school.name }}撤并意见征求书")
    add(
        document, "Body Text",
        "各位家长：《{{ plan_title }}》拟于{{ school.year }}年撤并{{ school.name }}"
        "（{{ school.town }}，{{ school.grades }}），涉及学生{{ school.pupils }}人。"
        "是否撤并还没有决定，先听取您的意见，再公示、报批。以下是测算的安排。",
    )  # fmt: skip
    _ways(document)
    _receivers(document)
    _if(document, "school.nursery", "附件文", "幼儿班：{{ school.nursery }}。")
    add(document, "Heading 1", "三、要花多少钱")
    add(document, "附件文", "公共费用和路上时间：{{ school.costs|join('；') }}。折合数只用于测算，不是收费标准。")
    add(document, "Heading 1", "四、还考虑过什么")
    _if(document, "school.opposite", "附件文", "不撤并：{{ school.opposite }}")
    _if(document, "not school.opposite", "附件文", "不撤并要多花还是少花、相差多少，没有单独测算。")
    _if(document, "school.rules", "附件文", "决定这样安排的规则：{{ school.rules|join('') }}")
    add_loop(document, "for line in crossed")
    add(document, "警示", "不符合撤并条件：{{ line }}。")
    add_loop(document, "endfor")
    _arrangements(document)
    _opinions(document)
    add(document, "附注", "本页据《{{ plan_title }}》的测算结果制作；数据来源、测算质量和分校情况见该方案。")
    return document


def _ways(document: DocumentFile) -> None:
    add(document, "Heading 1", "一、孩子到哪里上学、怎么去")
    for field, before in (("school.has_before", 26), ("not school.has_before", 0)):
        add_loop(document, f"if school.homes and {field}")
        _homes(document, before)
        add_loop(document, "endif")
    add(
        document, "附件文",
        "{% if school.homes %}{{ more_homes }}时间{{ travel_source }}。{% else %}没有需要安排的学生。{% endif %}",
    )  # fmt: skip


def _homes(document: DocumentFile, before: float) -> None:
    """Add the ways; the ways of today take a column so wide, or none."""
    columns = [
        ("居民点", 39 - before / 2, "home", False), ("年级段", 24, "band", False), ("学生（人）", 14, "pupils", True),
        ("现在", before, "before", False), ("到哪所学校", 45 - before / 2, "school", False),
        ("怎么去", 14, "mode", True), ("单程分钟", 16, "minutes", True), ("单程公里", 16, "kilometres", True),
    ]  # fmt: skip
    shown = [column for column in columns if column[1]]
    add_table(document, Columns(
        heads=[head for head, *_ in shown],
        widths=[width for _, width, *_ in shown],
        cells=[f"{{{{ home.{field} }}}}" for _, _, field, _ in shown],
        centred=frozenset(place for place, column in enumerate(shown) if column[3]),
    ), "home in school.homes")  # fmt: skip


def _receivers(document: DocumentFile) -> None:
    add_loop(document, "if school.receivers")
    add(document, "Heading 1", "二、并入学校")
    add_table(document, Columns(
        heads=["学校", "来校（人）", "相关年级的教学班（含并入学生）", "全校（含并入学生）", "先要建成的"],
        widths=[34, 13, 58, 38, 25],
        cells=["{{ line.name }}（{{ line.town }}）", "{{ line.pupils }}", "{{ line.classes }}", "{{ line.seats }}",
               "{% if line.added %}{{ line.added }}{% else %}不需增建{% endif %}"],
        centred=frozenset({1}),
    ), "line in school.receivers")  # fmt: skip
    add_loop(document, "endif")
    _if(document, "more_receivers", "附件文", "{{ more_receivers }}")


def _arrangements(document: DocumentFile) -> None:
    add(document, "Heading 1", "五、还要落实的（数据中没有，由教育部门填写后再发给家长）")
    form = add_form(document, [
        ["接送车辆和照管", "", "车费由谁承担", ""], ["午餐", "", "午餐费由谁承担", ""],
        ["住宿照管", "", "住宿费由谁承担", ""], ["道路安全", "", "老师安排", ""],
    ], [28, 56, 28, 56])  # fmt: skip
    _leave_room(form)


def _opinions(document: DocumentFile) -> None:
    add(document, "Heading 1", "六、您的意见")
    form = add_form(document, [
        ["意见", "□ 同意　　　□ 有条件同意　　　□ 不同意"], ["理由、要求和建议", ""],
    ], [28, 140])  # fmt: skip
    set_height(form, 0, _ROOM)
    lines = form.rows[1].cells[1]
    for text in ("{%p for line in opinion_lines %}", "{{ line }}", "{%p endfor %}"):
        lines.add_paragraph(text, style="表文")
    signed = add_form(document, [
        ["孩子姓名、年级", "", "家长签名", ""], ["联系电话", "", "日期", "　　　　年　　月　　日"],
        ["听证时间地点", "", "交回地点和期限", ""],
    ], [28, 56, 28, 56])  # fmt: skip
    _leave_room(signed)


def _leave_room(form: Table) -> None:
    """Make every row high enough for handwriting."""
    for place in range(len(form.rows)):
        set_height(form, place, _ROOM)


def _if(document: DocumentFile, field: str, style: str, text: str) -> None:
    """Add a paragraph that stands only where a field is not empty."""
    add_loop(document, f"if {field}")
    add(document, style, text)
    add_loop(document, "endif")
