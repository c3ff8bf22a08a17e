"""The part of plan.docx on aims, projects, merges, seats, years and money."""

from docx.document import Document as DocumentFile

from planner.show.papers.template_layout import (
    Columns,
    add,
    add_loop,
    add_table,
)


def add_measures(document: DocumentFile) -> None:
    """Add what is aimed at and done; the fields are those of `PlanPaper`."""
    for part in (_aims, _projects, _merges, _kept, _seats, _actions, _costs):
        part(document)


def _aims(document: DocumentFile) -> None:
    """Targets of documents beside what the plan comes to."""
    add(document, "Heading 1", "五、目标")
    add(document, "Body Text", "{{ summary }}{{ building }}{{ net_seats }}")
    add_loop(document, "for text in ledger")
    add(document, "Body Text", "{{ text }}")
    add_loop(document, "endfor")
    add_loop(document, "if targets")
    add(document, "表题", "政策目标对照")
    add_table(document, Columns(
        heads=["目标", "文件要求", "年份", "文件和出处", "方案结果", "判定", "说明"],
        widths=[26, 19, 13, 30, 18, 14, 36],
        cells=["{{ line.target }}", "{{ line.stated }}", "{{ line.by }}", "{{ line.source }}", "{{ line.result }}",
               "{{ line.verdict }}", "{{ line.said }}"],
        centred=frozenset({2, 5}),
    ), "line in targets if line.is_judged")  # fmt: skip
    add(
        document, "附注", "注：文件之间、同一文件各处不一致的，各自对照。只登记、不对照的目标见方案工作簿“政策目标”表。"
    )
    add_loop(document, "endif")
    add_loop(document, "if not targets")
    add(document, "Body Text", "没有登记文件目标；方案达到的数字见以下各部分。")
    add_loop(document, "endif")


def _projects(document: DocumentFile) -> None:
    """Projects of documents beside what the plan does there."""
    add(document, "Heading 1", "六、建设项目")
    add_loop(document, "if projects")
    add(document, "表题", "文件列名的建设项目和方案安排")
    add_table(document, Columns(
        heads=["序号", "项目", "性质", "乡镇", "文件学位（个）", "年份", "方案安排", "方案投入（万元）", "判定"],
        widths=[9, 27, 19, 17, 14, 13, 27, 19, 15],
        cells=["{{ line.number }}", "{{ line.name }}", "{{ line.works }}", "{{ line.town }}", "{{ line.seats }}",
               "{{ line.by }}", "{{ line.done }}", "{{ line.spent_wan }}", "{{ line.verdict }}"],
        centred=frozenset({0, 4, 5, 7, 8}),
    ), "line in projects")  # fmt: skip
    add(document, "附注", "注：性质按文件的说法，文件称改扩建的不作新建统计；“—”为文件或数据表没有载明。")
    add_loop(document, "endif")
    add_loop(document, "if seats")
    add(document, "表题", "方案的新建、改扩建和增建")
    add_table(document, Columns(
        heads=["年份", "学校", "乡镇（街道）", "安排", "新增教室（间）", "新增学位（个）", "增加床位（张）",
               "一次性投入（万元）"],
        widths=[13, 32, 24, 22, 14, 14, 14, 23],
        cells=["{{ line.year }}", "{{ line.school }}", "{{ line.town }}", "{{ line.action }}", "{{ line.classrooms }}",
               "{{ line.seats }}", "{{ line.beds }}", "{{ line.one_off_wan }}"],
        centred=frozenset({0, 4, 5, 6, 7}),
    ), "line in seats")  # fmt: skip
    add(document, "附注", "注：增加学位为新增教室乘以班额，新建、改扩建学校含首期教室。")
    add_loop(document, "endif")
    add_loop(document, "if not projects and not seats")
    add(document, "Body Text", "没有建设项目，方案不新建、不增建。")
    add_loop(document, "endif")


def _merges(document: DocumentFile) -> None:
    add(document, "Heading 1", "七、撤并安排")
    add(document, "Body Text", "{{ summary }}{{ never }}")
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
    _hearing(document)
    add_loop(document, "if merging")
    add(document, "Body Text", "撤并账。{{ merging|join('') }}")
    add_loop(document, "endif")
    add_loop(document, "if balances")
    _balances(document)
    add_loop(document, "endif")


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
        "时间为单程分钟。{% if figures %}哪些村的学生转学，见附图。{% endif %}",
    )  # fmt: skip


def _balances(document: DocumentFile) -> None:
    """Add the table of what each merged school adds to the difference from keeping all."""
    add(document, "表题", "撤并账：本方案减一所不撤的方案，每年，金额为万元（负数为减少或节省）")
    add_table(document, Columns(
        heads=["撤并学校", "教学班", "增建教室", "增加床位", "乘车寄宿", "换学校", "人·分钟", "财政", "家庭",
               "其他计价", "各项之和"],
        widths=[23, 12, 10, 10, 11, 13, 15, 17, 15, 17, 17],
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


def _kept(document: DocumentFile) -> None:
    """Add the small schools that stay, why, and how they are supported."""
    add(document, "Heading 1", "八、保留的小规模学校")
    add_loop(document, "if kept_schools")
    add(document, "Body Text", "保留{{ kept_schools|length }}所。{{ support }}")
    add(document, "表题", "保留的小规模学校、理由和所需教师")
    add_table(document, Columns(
        heads=["学校", "乡镇（街道）", "学生（人）", "教学班（个）", "需教师（名）", "保留理由"],
        widths=[34, 24, 15, 15, 15, 53],
        cells=["{{ line.name }}", "{{ line.town }}", "{{ line.pupils }}", "{{ line.classes }}", "{{ line.teachers }}",
               "{{ line.why }}"],
        centred=frozenset({2, 3, 4}),
    ), "line in kept_schools")  # fmt: skip
    add_loop(document, "endif")
    add_loop(document, "if not kept_schools")
    add(document, "Body Text", "可以撤并的学校中没有保留的。")
    add_loop(document, "endif")


def _seats(document: DocumentFile) -> None:
    add(document, "Heading 1", "九、学位、床位和学位预警")
    add(document, "Body Text", "{% if many_years %}{{ last_year }}：{% endif %}{{ shortfall|join('') }}{{ net_seats }}")
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


def _actions(document: DocumentFile) -> None:
    """Add what is done in which year, and who is responsible."""
    add(document, "Heading 1", "十、分年度行动")
    add_loop(document, "if not many_decided")
    add(
        document,
        "Body Text",
        "本方案只有一个规划年（{{ last_year }}），各项工作在该年完成，以后年份不再安排撤并和建设。",
    )
    add_loop(document, "endif")
    add(document, "表题", "分年度行动")
    add_table(document, Columns(
        heads=["年份", "撤并", "新建、改扩建", "增建", "一次性投入（万元）", "随并学生（人）"],
        widths=[13, 54, 36, 20, 23, 14],
        cells=["{{ line.year }}", "{{ line.merges }}", "{{ line.builds }}", "{{ line.adds }}",
               "{{ line.one_off_wan }}", "{{ line.moved }}"],
        centred=frozenset({0, 4, 5}),
    ), "line in actions")  # fmt: skip
    add_loop(document, "if many_years")
    add(document, "表题", "分年安排（撤并、增建和投入为累计数）")
    add_table(document, Columns(
        heads=["年份", "学生（人）", "撤并（所）", "开办学校（所）", "增建教室（间）", "增加床位（张）",
               "一次性投入（万元）", "没有学位（人）", "走读平均（分钟）"],
        widths=[13, 18, 15, 18, 18, 18, 23, 17, 18],
        cells=["{{ line.year }}", "{{ line.pupils }}", "{{ line.merged }}", "{{ line.open_schools }}",
               "{{ line.classrooms }}", "{{ line.beds }}", "{{ line.one_off_wan }}", "{{ line.shortfall }}",
               "{{ line.mean_minutes }}"],
        centred=frozenset(range(9)),
    ), "line in by_year")  # fmt: skip
    add_loop(document, "endif")
    add_loop(document, "if duties")
    add(document, "表题", "责任单位")
    add_table(document, Columns(
        heads=["责任单位", "任务"], widths=[78, 78], cells=["{{ line.units }}", "{{ line.tasks }}"],
    ), "line in duties")  # fmt: skip
    add_loop(document, "endif")


def _costs(document: DocumentFile) -> None:
    add(document, "Heading 1", "十一、经费")
    add(document, "Body Text", "（一）费用构成。{{ cost }}各项如下。")
    add(document, "表题", "每年费用构成")
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
    add(document, "Body Text", "（二）一次性投入。{{ one_off }}")
    add_loop(document, "if funds")
    add(document, "表题", "一次性投入和资金来源")
    add_table(document, Columns(
        heads=["用途", "学校（所）", "投入（万元）", "资金来源（文件所列渠道）"], widths=[34, 22, 28, 72],
        cells=["{{ line.purpose }}", "{{ line.schools }}", "{{ line.wan }}",
               "{% if line.source or loop.last %}{{ line.source }}{% else %}由财政部门核定{% endif %}"],
        centred=frozenset({1, 2}),
    ), "line in funds")  # fmt: skip
    add(document, "附注", "注：各渠道的金额文件没有分开，由财政部门核定；一所学校可以有几项用途。")
    add_loop(document, "endif")
    add(document, "Body Text", "（三）比选。{{ proof }}")
