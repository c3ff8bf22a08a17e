"""The part of plan.docx on teachers, equipment and buildings."""

from docx.document import Document as DocumentFile

from planner.show.papers.template_layout import Columns, add, add_loop, add_table


def add_people(document: DocumentFile) -> None:
    """Add sentences, indicators and buildings left empty; the fields are those of `PlanPaper`."""
    add(document, "Heading 1", "十二、师资、设备和校舍")
    add_loop(document, "for text in people")
    add(document, "Body Text", "{{ text }}")
    add_loop(document, "endfor")
    add_loop(document, "if indicators")
    add(document, "表题", "资源指标和差异系数（现状、规划）")
    add_table(document, Columns(
        heads=["学段", "指标", "最低值", "现状平均", "规划平均", "现状差异系数", "规划差异系数"],
        widths=[13, 53, 14, 21, 21, 17, 17],
        cells=["{{ line.stage }}", "{{ line.resource }}", "{{ line.least }}", "{{ line.mean_before }}",
               "{{ line.mean_after }}", "{{ line.spread_before }}", "{{ line.spread_after }}"],
        centred=frozenset({0, 2, 3, 4, 5, 6}),
    ), "line in indicators")  # fmt: skip
    add(
        document, "附注",
        "注：教督〔2017〕6号（转引，报送前须核对原文）；差异系数小学不超过0.50、初中不超过0.45；50人以下教学点不计。"
        "教师和设备按随学生调配计算，新建学校和新增教室的面积、设备未计；数据表没有的写“不清楚”。",
    )  # fmt: skip
    add_loop(document, "endif")
    add_loop(document, "if vacated")
    add(document, "表题", "腾出校舍的建议用途（按乡镇）")
    add_table(document, Columns(
        heads=["乡镇（街道）", "校舍", "教室（间）", "建议用途", "理由"], widths=[24, 48, 14, 28, 42],
        cells=["{{ line.town }}", "{{ line.school }}", "{{ line.rooms }}", "{{ line.use }}", "{{ line.why }}"],
        centred=frozenset({2}),
    ), "line in vacated")  # fmt: skip
    add_loop(document, "endif")
