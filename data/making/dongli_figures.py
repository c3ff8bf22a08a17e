"""What Dongli's report on 2020 states in figures, and the projects it announces, each with its place in the report."""

from data.making.ledger import Project, Target

REPORT = "东丽区人民政府2020年履行教育职责情况自评报告"
CHILDREN = 20_676
ENROLLED_PERCENT = 91.5
PUBLIC_PERCENT, INCLUSIVE_PERCENT = 30.0, 68.0
KINDERGARTENS = 195
"""Kindergartens and care points of the district (一（六）18)."""
PRIMARY_SEATS, JUNIOR_SEATS = 4_800, 2_700
OPENING_SEATS = {2021: (8, 2_430), 2022: (9, 2_700)}
"""Public kindergartens opened in a year, and their seats."""
_SEATS, _NURSERY, _PROBLEM = "一（四）13", "一（三）5", "二（一）"


def targets() -> list[Target]:
    """Return the report's figures that bear on schools and kindergartens."""
    return [*_new_seats(), *_nurseries(), *_conditions()]


def _new_seats() -> list[Target]:
    return [
        Target("新开办小学", "New primary schools", 5, "所", REPORT, _SEATS, 2021, note="华诚小学等5所，2021年9月开学"),
        Target("新开办中学", "New junior schools", 3, "所", REPORT, _SEATS, 2021, note="华诚中学等3所，2021年9月开学"),
        Target("新开办中小学", "New primary and junior schools", 8, "所", REPORT, _SEATS, 2021, "new_schools",
               note="方案的新建数不含幼儿园"),
        Target("新增小学学位", "New primary seats", PRIMARY_SEATS, "个", REPORT, _SEATS, 2021, "seats_added_primary"),
        Target("新增中学学位", "New junior seats", JUNIOR_SEATS, "个", REPORT, _SEATS, 2021, "seats_added_junior"),
        Target("没有学位的学生", "Pupils without a seat", 0, "人", REPORT, _SEATS, None, "pupils_without_seat",
               "at_most", note="文件称有效保障学位需求；此处以0人对照"),
    ]  # fmt: skip


def _nurseries() -> list[Target]:
    return [
        Target("常住适龄幼儿", "Children of kindergarten age", CHILDREN, "人", REPORT, _NURSERY, 2020, aim="exactly"),
        Target("学前三年毛入园率", "Gross enrolment of three kindergarten years", ENROLLED_PERCENT, "%", REPORT,
               _NURSERY, 2020, aim="exactly", note="按20676人计，在园约18919人"),
        Target("幼儿园和托幼点", "Kindergartens and care points", KINDERGARTENS, "所", REPORT, "一（六）18", 2020,
               aim="exactly"),
        Target("公办园在园幼儿占比（现状）", "Share of children in public kindergartens, now", PUBLIC_PERCENT, "%",
               REPORT, _PROBLEM, 2020, aim="exactly"),
        Target("普惠性幼儿园覆盖率（现状）", "Coverage of affordable kindergartens, now", INCLUSIVE_PERCENT, "%",
               REPORT, _PROBLEM, 2020, aim="exactly"),
        Target("公办园在园幼儿占比", "Share of children in public kindergartens", 50, "%", REPORT, _PROBLEM, 2023,
               "public_kindergarten_percent", note="预计到2023年达到"),
        Target("普惠性幼儿园覆盖率", "Coverage of affordable kindergartens", 80, "%", REPORT, _PROBLEM, 2022,
               "inclusive_kindergarten_percent", note="预计到2022年达到"),
        Target("新开办公办幼儿园学位（2021年）", "Seats of public kindergartens opened in 2021", 2_430, "个", REPORT,
               _PROBLEM, 2021, "kindergarten_seats_added", note="8所，2021年下半年"),
        Target("新开办公办幼儿园学位（2021—2022年）", "Seats of public kindergartens opened in 2021 and 2022", 5_130,
               "个", REPORT, _PROBLEM, 2022, "kindergarten_seats_added", note="2021年8所2430个，2022年9所2700个"),
    ]  # fmt: skip


def _conditions() -> list[Target]:
    rows = (
        (
            "特殊教育学校在籍学生",
            "Pupils of the special school",
            168,
            "名",
            "一（三）9",
            "明强特殊教育学校；其中送教上门27名",
        ),
        ("残疾儿童入学率", "Enrolment of disabled children", 95.8, "%", "一（三）9", ""),
        ("义务教育巩固率", "Pupils who stay to the end", 100, "%", "一（三）6", ""),
        ("中小学校", "Primary and secondary schools", 56, "所", "一（三）12", "含高中；义务教育学校数文件没有给出"),
        ("安装门禁的学校", "Schools with gates fitted", 70, "所", "一（六）18", "140万元"),
        ("C级校舍提升改造投资", "Money for unsafe buildings", 37_000_000, "元", "一（四）13", "2021年年底前"),
        ("交流教师", "Teachers who changed school", 168, "人", "一（五）16", "占符合条件教师的13%；骨干67人，占40%"),
    )
    return [Target(row[0], row[1], row[2], row[3], REPORT, row[4], 2020, aim="exactly", note=row[5]) for row in rows]


def projects(names: dict[str, tuple[str, ...]]) -> list[Project]:
    """Return the schools and kindergartens announced; `names` are those of the sites by kind and year.

    The report names 华诚小学 and 华诚中学 alone.
    """
    return [
        *(Project(name, f"New primary school {number}", "primary", "new", "", REPORT, _SEATS, 2021, school=name)
          for number, name in enumerate(names["primary"], start=1)),
        *(Project(name, f"New junior school {number}", "junior", "new", "", REPORT, _SEATS, 2021, school=name)
          for number, name in enumerate(names["junior"], start=1)),
        *(Project(name, f"Public kindergarten of {year}, {number}", "kindergarten", "new", "", REPORT, _PROBLEM, year,
                  school=name)
          for year in OPENING_SEATS for number, name in enumerate(names[f"kindergarten {year}"], start=1)),
    ]  # fmt: skip
