"""The template of plan.docx: the fixed words of the plan, and the places of its fields."""

from docx.document import Document as DocumentFile

from planner.show.papers.template_layout import (
    OFFICIAL,
    RIGHT,
    Columns,
    Margins,
    add,
    add_form,
    add_loop,
    add_table,
    break_page_before,
    let_grow,
    new_document,
)
from planner.show.papers.template_people import add_people
from planner.show.papers.wording import BLANK

_MARGINS = Margins(top=37, bottom=35, left=28, right=26)


def plan_template() -> DocumentFile:
    """Return the template; its fields are those of `PlanPaper`."""
    document = new_document(OFFICIAL, _MARGINS, both_sides=True)
    for part in (
        _opening, _aims, _basis, _present, _merges, _seats, _costs, _transport, add_people,
        _risks, _steps, _sources,
    ):  # fmt: skip
        part(document)
    _annex(document)
    _map(document)
    return document


def _opening(document: DocumentFile) -> None:
    _if(document, "synthetic", "警示", "{{ synthetic }}本文件只用于演示，不得用于实际决策。")
    add(document, "Title", "{{ title }}")
    add(document, "Subtitle", "（送审稿）")
    add(document, "Body Text", f"报送单位：{BLANK}　　报送日期：{BLANK}")
    add(
        document, "Body Text",
        "为合理调整学校布局，在保证就近入学、控制班额和学校规模的前提下把有限的教育资源用好，"
        "现就{{ years }}学校撤并、学位和床位安排提出如下方案。本方案由规划程序根据数据表和既定规则测算形成，"
        "供论证、公示、听证和报批使用；各校是否撤并，以依法依规作出的决定为准。",
    )  # fmt: skip


def _aims(document: DocumentFile) -> None:
    add(document, "Heading 1", "一、目标")
    for text in (
        "（一）学有其位。安排好规划年份内每一名适龄学生；安排不下的，如实说明人数、地点和原因。",
        "（二）路程可及。按年级分段控制上下学单程时间，低年级从严，超出上限的一律不安排。",
        "（三）规模适度。教学班、班额和学校规模不得超过规定的上限，不因撤并造成大班额、大校额。",
        "（四）节约稳妥。在满足以上要求的前提下，使学校运行、教学班、建设、交通、寄宿费用之和尽可能小；先建后撤。",
    ):
        add(document, "Body Text", text)


def _basis(document: DocumentFile) -> None:
    add(document, "Heading 1", "二、依据")
    add(document, "Body Text", "（一）政策文件。下列文件内容为摘要，标明“转引”的，报送前须核对原文。")
    add_table(document, Columns(
        heads=["文件", "与本方案有关的内容", "核对情况"], widths=[42, 80, 34],
        cells=["{{ norm.document }}", "{{ norm.asks }}", "{{ norm.checked }}"],
    ), "norm in basis")  # fmt: skip
    add(document, "Body Text", f"（二）地方规划和文件：{BLANK}")
    add(document, "Body Text", "（三）测算规则。本方案执行下列规则。")
    add_table(document, Columns(
        heads=["规则", "取值", "出处和核对情况"], widths=[32, 56, 68],
        cells=["{{ line.rule }}", "{{ line.value }}", "{{ line.source }}"],
    ), "line in rules")  # fmt: skip


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
    add(document, "附注", "注：学生按居住地统计；折合学位为教室数乘以班额，不等于各年级实际可用学位。")
    _forecast(document)


def _forecast(document: DocumentFile) -> None:
    """Pupils of years to come, where the table of pupils is of a forecast."""
    add_loop(document, "if forecast.said")
    add(document, "Body Text", "生源预测。{{ forecast.said }}")
    add(document, "表题", "各学段学生预测（人）和现有学位（个）")
    add_table(document, Columns(
        heads=["学段", "年份", "依据", "低方案", "中方案", "高方案", "现有学位"], widths=[24, 18, 18, 24, 24, 24, 24],
        cells=["{{ line.stage }}", "{{ line.year }}", "{{ line.basis }}", "{{ line.low }}", "{{ line.middle }}",
               "{{ line.high }}", "{{ line.seats }}"],
        centred=frozenset({1, 2, 3, 4, 5, 6}),
    ), "line in forecast.lines")  # fmt: skip
    add_loop(document, "if forecast_picture")
    add(document, "表题", "各学段学生预测图")
    let_grow(add(document, "表数", "{{ forecast_picture }}"))
    add_loop(document, "endif")
    add_loop(document, "endif")


def _merges(document: DocumentFile) -> None:
    add(document, "Heading 1", "四、撤并安排")
    add(document, "Body Text", "{{ summary }}{{ kept }}")
    add_loop(document, "if schools")
    add(document, "表题", "拟撤并学校一览")
    add_table(document, Columns(
        heads=["序号", "拟撤并学校", "乡镇（街道）", "年级", "学生（人）", "并入学校及人数", "方式和单程", "撤并年份"],
        widths=[9, 27, 21, 21, 15, 30, 23, 12],
        cells=["{{ school.number }}", "{{ school.name }}", "{{ school.town }}", "{{ school.grades }}",
               "{{ school.pupils }}", "{{ school.into }}", "{{ school.ways }}", "{{ school.year }}"],
        centred=frozenset({0, 4, 7}),
    ), "school in schools")  # fmt: skip
    add(
        document, "附注",
        "注：学生为撤并年份的人数，按现有就读比例推算。撤并年份是规划年份，具体日期在听取意见、公示和批准之后确定，"
        "并入学校增建的教室、床位验收之前不撤。各校详情见附件。",
    )  # fmt: skip
    add_loop(document, "endif")
    add_loop(document, "if many_years")
    add(document, "表题", "分年安排（撤并、增建和投入为累计数）")
    add_table(document, Columns(
        heads=["年份", "学生（人）", "撤并（所）", "开办学校（所）", "增建教室（间）", "增加床位（张）",
               "一次性投入（万元）", "没有学位（人）", "走读平均（分钟）"],
        widths=[14, 18, 15, 18, 18, 18, 22, 17, 18],
        cells=["{{ line.year }}", "{{ line.pupils }}", "{{ line.merged }}", "{{ line.open_schools }}",
               "{{ line.classrooms }}", "{{ line.beds }}", "{{ line.one_off_wan }}", "{{ line.shortfall }}",
               "{{ line.mean_minutes }}"],
        centred=frozenset(range(9)),
    ), "line in by_year")  # fmt: skip
    add_loop(document, "endif")

    _hearing(document)


def _hearing(document: DocumentFile) -> None:
    """Who changes school, how near the schools are, what they are used for."""
    add_loop(document, "for text in hearing")
    add(document, "Body Text", "{% if many_years %}（{{ last_year }}）{% endif %}{{ text }}")
    add_loop(document, "endfor")
    add(document, "表题", "转学、就近、同校情况")
    add_table(document, Columns(
        heads=["指标", "数值"], widths=[100, 56], cells=["{{ line.figure }}", "{{ line.value }}"],
        centred=frozenset({1}),
    ), "line in hearing_figures")  # fmt: skip
    add(
        document, "附注",
        "注：转学按现在的就读比例推算，前三项之和等于有学位的学生；“最近的开办学校”是走读范围内、能教本年级段全部年级的最近一所，"
        "时间为单程分钟。{% if moves_map %}哪些村的学生转学，见附图。{% endif %}",
    )  # fmt: skip


def _seats(document: DocumentFile) -> None:
    add(document, "Heading 1", "五、学位和床位")
    add(document, "Body Text", "{% if many_years %}{{ last_year }}：{% endif %}{{ shortfall|join('') }}{{ building }}")
    add_loop(document, "if seats")
    add(document, "表题", "新建和增建")
    add_table(document, Columns(
        heads=["年份", "学校", "乡镇（街道）", "安排", "增建教室（间）", "增加学位（个）", "增加床位（张）",
               "一次性投入（万元）"],
        widths=[13, 33, 24, 26, 14, 14, 14, 18],
        cells=["{{ line.year }}", "{{ line.school }}", "{{ line.town }}", "{{ line.action }}", "{{ line.classrooms }}",
               "{{ line.seats }}", "{{ line.beds }}", "{{ line.one_off_wan }}"],
        centred=frozenset({0, 4, 5, 6, 7}),
    ), "line in seats")  # fmt: skip
    add(document, "附注", "注：增建学位为增建教室乘以班额；新建学校的首期教室和学位列在“安排”栏，不计入增建合计。")
    add_loop(document, "endif")
    add_loop(document, "if stages")
    add(document, "表题", "教学班")
    add_table(document, Columns(
        heads=["年份", "学段", "学生（人）", "教学班（个）", "平均班额（人）", "班额上限（人）"],
        widths=[20, 26, 28, 28, 28, 26],
        cells=["{{ line.year }}", "{{ line.stage }}", "{{ line.pupils }}", "{{ line.classes }}", "{{ line.mean }}",
               "{{ line.most }}"],
        centred=frozenset(range(6)),
    ), "line in stages")  # fmt: skip
    add_loop(document, "endif")
    add_loop(document, "if short_towns")
    add(document, "表题", "没有学位的学生（按居住的乡镇、街道）")
    add_table(document, Columns(
        heads=["年份", "乡镇（街道）", "没有学位（人）", "其中学校已满（人）", "其中范围内无学校（人）",
               "其中费用高于缺学位的定价（人）", "取消某一条规则即可安排（人）"],
        widths=[15, 31, 21, 21, 23, 23, 22],
        cells=["{{ line.year }}", "{{ line.town }}", "{{ line.pupils }}", "{{ line.no_room }}", "{{ line.no_reach }}",
               "{{ line.too_dear }}", "{{ line.kept_out }}"],
        centred=frozenset({0, 2, 3, 4, 5, 6}),
    ), "line in short_towns")  # fmt: skip
    add_loop(document, "endif")
    _warnings(document)


def _warnings(document: DocumentFile) -> None:
    """Which towns and stages turn yellow or red, and when."""
    add_loop(document, "for text in warnings")
    add(document, "Body Text", "{{ text }}")
    add_loop(document, "endfor")
    add_loop(document, "if warning_lines")
    add(document, "表题", "学位预警（按方案的学校，转黄、转红的乡镇和学段）")
    add_table(document, Columns(
        heads=["乡镇（街道）", "学段", "首次黄色", "首次红色", "{{ last_year }}", "最后一年"],
        widths=[40, 24, 22, 22, 24, 24],
        cells=["{{ line.town }}", "{{ line.stage }}", "{{ line.first_yellow }}", "{{ line.first_red }}",
               "{{ line.now }}", "{{ line.last }}"],
        centred=frozenset({1, 2, 3, 4, 5}),
    ), "line in warning_lines")  # fmt: skip
    add_loop(document, "endif")
    add(document, "附注", "注：{{ warning_note }}")


def _costs(document: DocumentFile) -> None:
    add(document, "Heading 1", "六、费用")
    add(document, "Body Text", "（一）费用构成。{{ cost }}各项如下。")
    add_table(document, Columns(
        heads=["项目", "{% if many_years %}每年平均（万元）{% else %}每年（万元）{% endif %}",
               "规划年份合计（万元）", "说明"],
        widths=[30, 32, 34, 60],
        cells=["{{ line.term }}", "{{ line.yearly_wan }}", "{{ line.total_wan }}", "{{ line.said }}"],
        centred=frozenset({1, 2}),
    ), "line in costs")  # fmt: skip
    add(
        document, "附注", "注：单价为规划假定，不是决算数，报送前须换成本地数。四舍五入后，分项之和与合计可能略有出入。"
    )
    add(document, "Body Text", f"（二）一次性投入。{{{{ one_off }}}}资金来源：{BLANK}")
    add(document, "Body Text", "（三）测算质量。{{ proof }}{{ effort }}")
    add_loop(document, "if merging")
    add(document, "Body Text", "（四）撤并账。{{ merging|join('') }}")
    add_loop(document, "endif")
    add_loop(document, "if balances")
    _balances(document)
    add_loop(document, "endif")


def _balances(document: DocumentFile) -> None:
    """Add the table of what each merged school adds to the difference from keeping all."""
    add(document, "表题", "撤并账：本方案减一所不撤的方案，每年，金额为万元（负数为减少或节省）")
    add_table(document, Columns(
        heads=["撤并学校", "教学班", "增建教室", "增加床位", "乘车寄宿", "换学校", "人·分钟", "财政", "家庭",
               "其他计价", "各项之和"],
        widths=[30, 13, 11, 11, 12, 13, 15, 14, 13, 12, 12],
        cells=["{{ line.school }}", "{{ line.classes }}", "{{ line.rooms }}", "{{ line.beds }}", "{{ line.riders }}",
               "{{ line.moved }}", "{{ line.minutes }}", "{{ line.fiscal_wan }}", "{{ line.families_wan }}",
               "{{ line.other_wan }}", "{{ line.sum_wan }}"],
        centred=frozenset(range(1, 11)),
    ), "line in balances")  # fmt: skip
    add(
        document, "附注",
        "注：两个方案的差逐行加起来就是合计；并入学校的变化按其接收的学生分到各撤并学校，与撤并无关的差别单列。"
        "乘车寄宿、换学校为学生数，人·分钟为单程合计。财政含学校固定费用、教学班"
        "（含教师）、建设投入折算、寄宿管理等；家庭为路上时间和寄宿生往返的折算；其他计价为转学、跨乡镇和缺学位的定价，"
        "不是支出；各项之和含后两类，也不是支出。",
    )  # fmt: skip


def _transport(document: DocumentFile) -> None:
    add(document, "Heading 1", "七、交通")
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
    add(document, "Body Text", "以下事项数据表中没有，由报送单位填写。")
    add_form(document, [
        ["公交、校车线路和班次", BLANK], ["车辆、驾驶员和照管人员", BLANK], ["乘车费用由谁承担", BLANK],
        ["道路安全评估和隐患整治", BLANK],
    ], [60, 96])  # fmt: skip


def _risks(document: DocumentFile) -> None:
    add(document, "Heading 1", "九、风险和防范")
    add(document, "Body Text", "前四项为不得强行撤并的情形，逐校核查；其余为方案本身的风险。")
    add_table(document, Columns(
        heads=["风险", "方案中的数字", "需要补充核实的"], widths=[28, 76, 52],
        cells=["{{ line.risk }}", "{{ line.figures }}", "{{ line.to_settle }}"],
    ), "line in risks")  # fmt: skip


def _steps(document: DocumentFile) -> None:
    add(document, "Heading 1", "十、实施步骤")
    add_form(document, [
        ["步骤", "要求", "责任单位", "完成时间"],
        ["制定", "核实数据，逐校确定去向、交通、食宿安排", BLANK, BLANK],
        ["论证", "组织教育、财政、交通、公安等部门和乡镇（街道）论证，评估社会稳定风险", BLANK, BLANK],
        ["公示和听证", "逐校公示，听取家长、师生和村（居）民意见；多数反对的不得强行撤并", BLANK, BLANK],
        ["报批", "按规定程序报批", BLANK, BLANK],
        ["建设", "并入学校的教室、床位、食堂先行建成并验收", BLANK, BLANK],
        ["撤并和过渡", "落实交通、食宿和教师安置，做好学籍和校产交接", BLANK, BLANK],
    ], [28, 72, 28, 28], headed=True)  # fmt: skip


def _sources(document: DocumentFile) -> None:
    add(document, "Heading 1", "十一、数据和测算说明")
    add_table(document, Columns(
        heads=["数据", "来源和许可"], widths=[26, 130], cells=["{{ line.table }}", "{{ line.source }}"],
    ), "line in sources")  # fmt: skip
    add(document, "附注", "注：没有列出的数据未注明来源。")
    _if(document, "synthetic", "Body Text", "{{ synthetic }}")
    add_loop(document, "for note in notes")
    add(document, "Body Text", "程序提示：{{ note }}")
    add_loop(document, "endfor")
    add(
        document, "Body Text",
        "本方案由 planner {{ version }} 测算，每条规则和每项费用已由独立程序从原始数据重新核算。",
    )  # fmt: skip
    add(document, "Body Text", "")
    add(document, "Body Text", f"单位（盖章）：{BLANK}").alignment = RIGHT
    add(document, "Body Text", f"日期：{BLANK}").alignment = RIGHT


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
    add(document, "附件文", "费用：{{ school.costs|join('；') }}。")
    _if(document, "school.opposite", "附件文", "如果不撤：{{ school.opposite }}")
    _if(document, "school.rules", "附件文", "起决定作用的规则：{{ school.rules|join('') }}")
    add_loop(document, "for line in school.red_lines")
    add(document, "附件文", "底线核查——{{ line.said }}：{{ line.passed }}。")
    add_loop(document, "endfor")
    add(document, "附件文", f"校车、就餐、住宿安排：{BLANK}　听证和公示结果：{BLANK}")
    add_loop(document, "endfor")
    add_loop(document, "endif")


def _map(document: DocumentFile) -> None:
    """Who changes school, on a page of its own."""
    add_loop(document, "if moves_map")
    break_page_before(add(document, "Heading 1", "附图　转学学生分布图"))
    let_grow(add(document, "表数", "{{ moves_map }}"))
    add_loop(document, "endif")


def _if(document: DocumentFile, field: str, style: str, text: str) -> None:
    """Add a paragraph that stands only where a field is not empty."""
    add_loop(document, f"if {field}")
    add(document, style, text)
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
