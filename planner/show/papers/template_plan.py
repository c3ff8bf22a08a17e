"""The template of plan.docx: the fixed words of the plan, and the places of its fields."""

from docx.document import Document as DocumentFile

from planner.show.papers.template_carrying_out import add_carrying_out
from planner.show.papers.template_layout import (
    OFFICIAL,
    Columns,
    Margins,
    add,
    add_if,
    add_loop,
    add_table,
    break_page_before,
    let_grow,
    new_document,
)
from planner.show.papers.template_measures import add_measures
from planner.show.papers.template_people import add_people

_MARGINS = Margins(top=37, bottom=35, left=28, right=26)


def plan_template() -> DocumentFile:
    """Return the template; its fields are those of `PlanPaper`."""
    document = new_document(OFFICIAL, _MARGINS, both_sides=True)
    for part in (_opening, _general, _present, _forecast, add_measures, add_people, add_carrying_out):
        part(document)
    return document


def _opening(document: DocumentFile) -> None:
    add_if(document, "synthetic", "警示", "{{ synthetic }}本文件只用于演示，不得用于实际决策。")
    add(document, "Title", "{{ title }}")
    add(document, "Subtitle", "（{{ version_name }}）")
    add(document, "Body Text", "报送单位：{{ issued_by }}　　报送日期：{{ issued_on }}")
    add(document, "Heading 2", "图表目录")
    add(document, "图表目录", "（打开后自动生成）")


def _general(document: DocumentFile) -> None:
    """Scope, term, aims, and what the plan rests on."""
    break_page_before(add(document, "Heading 1", "一、总则"))
    add(
        document, "Body Text",
        "（一）范围和期限。{{ scope }}本方案供论证、公示、听证和报批使用；各校是否撤并，以依法依规作出的决定为准。",
    )  # fmt: skip
    add(document, "Body Text", "（二）原则。")
    for text in (
        "1．学有其位。安排好规划年份内每一名适龄学生；安排不下的，如实说明人数、地点和原因。",
        "2．路程可及。按年级分段控制上下学单程时间，低年级从严，超出上限的一律不安排。",
        "3．规模适度。教学班、班额和学校规模不得超过规定的上限，不因撤并造成大班额、大校额。",
        "4．应留必留、先建后撤。群众不同意、道路不安全、条件不具备的不撤；并入学校建成验收之前不撤。",
        "5．节约稳妥。在满足以上要求的前提下，统筹财政支出、家庭负担和转学人数，选择合计最小的安排。",
    ):
        add(document, "Body Text", text)
    add(document, "Body Text", "（三）政策依据。下列文件内容为摘要，标明“转引”的，报送前须核对原文。")
    add(document, "表题", "政策依据")
    add_table(document, Columns(
        heads=["文件", "与本方案有关的内容", "核对情况"], widths=[42, 80, 34],
        cells=["{{ norm.document }}", "{{ norm.asks }}", "{{ norm.checked }}"],
    ), "norm in basis")  # fmt: skip
    add(document, "Body Text", "（四）执行的规则。")
    add(document, "表题", "规则和取值")
    add_table(document, Columns(
        heads=["规则", "取值", "出处和核对情况"], widths=[32, 56, 68],
        cells=["{{ line.rule }}", "{{ line.value }}", "{{ line.source }}"],
    ), "line in rules")  # fmt: skip
    add(document, "Heading 1", "二、上期规划回顾")
    add_loop(document, "for text in review")
    add(document, "Body Text", "{{ text }}")
    add_loop(document, "endfor")


def _present(document: DocumentFile) -> None:
    add(document, "Heading 1", "三、现状")
    add(document, "Body Text", "{{ present.sentences|join('') }}{{ today }}")
    add(document, "表题", "现有学校（按类型）")
    add_table(document, Columns(
        heads=["类型", "学校（所）", "教室（间）", "按班额折合学位（个）", "床位（张）"], widths=[40, 26, 26, 38, 26],
        cells=["{{ line.kind }}", "{{ line.schools }}", "{{ line.classrooms }}", "{{ line.seats }}", "{{ line.beds }}"],
        centred=frozenset({1, 2, 3, 4}),
    ), "line in present.kinds")  # fmt: skip
    add(document, "表题", "各乡镇（街道）学生和现有学校")
    add_table(document, Columns(
        heads=["乡镇（街道）", "学生（人）", "学校（所）", "其中可撤并（所）", "教室（间）", "床位（张）"],
        widths=[40, 24, 22, 26, 22, 22],
        cells=["{{ line.town }}", "{{ line.pupils }}", "{{ line.schools }}", "{{ line.mergeable }}",
               "{{ line.classrooms }}", "{{ line.beds }}"],
        centred=frozenset({1, 2, 3, 4, 5}),
    ), "line in present.towns")  # fmt: skip
    add(
        document,
        "附注",
        "注：学生按居住地统计；折合学位为教室数乘以班额，不超过学校规模上限，不等于各年级实际可用学位。",
    )
    add_loop(document, "if conditions")
    add(document, "表题", "办学条件和服务半径（按学段）")
    add_table(document, Columns(
        heads=["学段", "生均占地（平方米）", "生均校舍（平方米）", "走读路程平均（公里）", "九成以内（公里）",
               "最远（公里）"],
        widths=[26, 28, 28, 28, 23, 23],
        cells=["{{ line.stage }}", "{{ line.site }}", "{{ line.floor }}", "{{ line.mean_km }}", "{{ line.p90_km }}",
               "{{ line.worst_km }}"],
        centred=frozenset({1, 2, 3, 4, 5}),
    ), "line in conditions")  # fmt: skip
    add(document, "附注", "注：面积按现有学校和现有学生计算，数据表没有的写“不清楚”；路程为方案中走读学生到校的里程。")
    add_loop(document, "endif")


def _forecast(document: DocumentFile) -> None:
    """Pupils of years to come, where the table of pupils is of a forecast."""
    add(document, "Heading 1", "四、学龄人口")
    add(document, "表题", "规划年份应安排的学生（人）")
    add_table(document, Columns(
        heads=["年份", "合计", "其中"], widths=[30, 36, 90],
        cells=["{{ line.year }}", "{{ line.pupils }}", "{{ line.stages }}"], centred=frozenset({0, 1}),
    ), "line in demand")  # fmt: skip
    add_loop(document, "if not forecast.said")
    add(document, "Body Text", "各年学生数取自学生表。以后年份的学龄人口可另作预测，方案每年按最新学籍和出生人口复核。")
    add_loop(document, "endif")
    add_loop(document, "if forecast.said")
    add(document, "Body Text", "{{ forecast.said }}")
    add(document, "表题", "各学段学生预测（人）和现有学位（个）")
    add_table(document, Columns(
        heads=["学段", "年份", "依据", "低方案", "中方案", "高方案", "现有学位"], widths=[24, 18, 18, 24, 24, 24, 24],
        cells=["{{ line.stage }}", "{{ line.year }}", "{{ line.basis }}", "{{ line.low }}", "{{ line.middle }}",
               "{{ line.high }}", "{{ line.seats }}"],
        centred=frozenset({1, 2, 3, 4, 5, 6}),
    ), "line in forecast.lines")  # fmt: skip
    add_loop(document, "if forecast_picture")
    let_grow(add(document, "表数", "{{ forecast_picture }}"))
    add(document, "图题", "各学段学生预测图")
    add_loop(document, "endif")
    add_loop(document, "endif")
    _variants(document)


def _variants(document: DocumentFile) -> None:
    """Add what the plan is in each variant of the pupils, where it serves several."""
    add_loop(document, "if variants")
    add_loop(document, "for text in variants_said")
    add(document, "Body Text", "{{ text }}")
    add_loop(document, "endfor")
    add(document, "表题", "学生数各方案（人）")
    add_table(document, Columns(
        heads=["方案", "权重", "年份", "学生", "没有学位", "寄宿生", "与主方案就读学校不同"],
        widths=[30, 16, 20, 22, 22, 20, 26],
        cells=["{{ line.variant }}", "{{ line.weight }}", "{{ line.year }}", "{{ line.pupils }}", "{{ line.short }}",
               "{{ line.boarders }}", "{{ line.elsewhere }}"],
        centred=frozenset({1, 2, 3, 4, 5, 6}),
    ), "line in variants")  # fmt: skip
    add(document, "附注", "注：各方案共用同一套学校、教室和床位；本文其余图表以主方案列出，费用按权重取期望值。")
    add_loop(document, "endif")
