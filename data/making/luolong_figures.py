"""What Luolong's report on 2020 states in figures, and the projects that it lists, each with its place."""

from data.making.ledger import Project, Target

REPORT = "洛龙区人民政府2020年度履行教育职责自评报告"
CITY, CITY_PLAN = "洛政办〔2025〕17号", "洛政〔2022〕26号"
_BASE, _NURSERY, _EVEN, _SPECIAL = "一", "二（二）一", "二（二）二", "二（二）三"
_MONEY, _PLANT, _POSTS, _NEXT = "二（三）二", "二（三）五", "三（五）", "五（一）"
SCHOOLS = {"primary": 24, "junior": 10, "nine_year": 6}
PUPILS = {
    2018: {"primary": 39_411, "junior": 7_879},
    2019: {"primary": 42_120, "junior": 8_322},
    2020: {"primary": 47_751, "junior": 12_001},
}
"""Pupils of three school years: 一 (2020) and 三（二） (2018, 2019)."""
TEACHERS = {"primary": 2_632, "junior": 911}


def targets() -> list[Target]:
    """Return the report's figures; those of the city above it that bind its schools."""
    return [*_today(), *_people(), *_works(), *_limits()]


def _today() -> list[Target]:
    rows = (
        ("常住人口", "Residents", 643_100, "人", _BASE),
        ("镇", "Towns", 3, "个", _BASE),
        ("办事处", "Subdistrict offices", 9, "个", _BASE),
        ("中小学校", "Primary and junior schools", 40, "所", _BASE),
        ("小学", "Primary schools", 24, "所", _BASE),
        ("初中", "Junior schools", 10, "所", _BASE),
        ("九年一贯制学校", "Nine-year schools", 6, "所", _BASE),
        ("特殊教育学校", "Special schools", 1, "所", _BASE),
        ("义务教育在校学生", "Pupils of compulsory education", 59_752, "人", _BASE),
        ("小学生", "Primary pupils", 47_751, "人", _BASE),
        ("初中生", "Junior pupils", 12_001, "人", _BASE),
        ("小学教师", "Primary teachers", 2_632, "人", _BASE),
        ("初中教师", "Junior teachers", 911, "人", _BASE),
        ("义务教育教师合计", "Teachers of compulsory education", 3_543, "人", _BASE),
    )
    past = [
        Target(f"{year}年{'小学' if stage == 'primary' else '初中'}生", f"{stage.capitalize()} pupils of {year}",
               PUPILS[year][stage], "人", REPORT, "三（二）", year, aim="exactly")
        for year in (2018, 2019)
        for stage in ("primary", "junior")
    ]  # fmt: skip
    return [Target(row[0], row[1], row[2], row[3], REPORT, row[4], 2020, aim="exactly") for row in rows] + past


def _people() -> list[Target]:
    rows = (
        ("核定编制所用小学生数", "Primary pupils that posts were counted for", 44_302, "人", _POSTS,
         "与“一”的47751人不同，两数并存"),
        ("核定编制所用初中生数", "Junior pupils that posts were counted for", 8_641, "人", _POSTS,
         "与“一”的12001人不同，两数并存"),
        ("核算编制", "Posts by the ratios", 2_972, "个", _POSTS, "44302÷19＋8641÷13.5＝2971.75"),
        ("实有编制", "Posts held", 2_456, "个", _POSTS, ""),
        ("小学校际综合差异系数", "Difference between primary schools", 0.425, "", _EVEN, ""),
        ("初中校际综合差异系数", "Difference between junior schools", 0.348, "", _EVEN, ""),
        ("残疾儿童", "Disabled children", 264, "人", _SPECIAL, "特教学校67、随班就读123、送教上门61"),
        ("小学生均公用经费", "Public funds for each primary pupil", 680, "元", _MONEY, ""),
        ("初中生均公用经费", "Public funds for each junior pupil", 880, "元", _MONEY, ""),
        ("教育支出", "Public spending on education", 490_430_000, "元", _MONEY, "2019年44582万元"),
        ("普惠性幼儿园学位覆盖率", "Coverage of affordable kindergartens", 92.4, "%", _NURSERY, ""),
    )  # fmt: skip
    found = [Target(row[0], row[1], row[2], row[3], REPORT, row[4], 2020, aim="exactly", note=row[5]) for row in rows]
    return [
        *found,
        Target("小学师生比", "Pupils for each primary teacher", 19, "人", REPORT, _POSTS, None,
               "pupils_per_teacher_primary", "at_most", note="九年一贯制学校不计入"),
        Target("初中师生比", "Pupils for each junior teacher", 13.5, "人", REPORT, _POSTS, None,
               "pupils_per_teacher_junior", "at_most", note="九年一贯制学校不计入"),
    ]  # fmt: skip


def _works() -> list[Target]:
    done = (
        ("新建公办幼儿园", "New public kindergartens", 3, "所", _NURSERY, "第一、第二、第三实验幼儿园"),
        ("公办幼儿园新增教学班", "Classes of the new kindergartens", 39, "个", _NURSERY, ""),
        ("公办幼儿园新增学位", "Seats of the new kindergartens", 1_170, "个", _NURSERY, "39班×30人"),
        ("教育重点工程", "Key projects of 2020", 8, "项", _PLANT, "续建3、启动5，总投资1.7亿余元"),
        ("教育重点工程投资", "Money of the key projects", 170_000_000, "元", _PLANT, "1.7亿余元"),
        ("学校改扩建和板房安全改造", "Schools rebuilt or made safe", 21, "项", _PLANT, ""),
        ("操场提升改造", "Sports grounds renewed", 23, "个", _PLANT, "4700万元"),
    )
    next_year = (
        ("2021年续建项目", "Projects continued in 2021", 2, _NEXT, "太康东路小学二期、锦台小学"),
        ("2021年新建项目", "Projects begun in 2021", 2, _NEXT, "香山小学二期、永泰街中学"),
        ("谋划项目", "Projects being planned", 6, _NEXT, "逐项见建设项目表"),
    )  # fmt: skip
    return [
        *(Target(row[0], row[1], row[2], row[3], REPORT, row[4], 2020, aim="exactly", note=row[5]) for row in done),
        *(Target(row[0], row[1], row[2], "个", REPORT, row[3], 2021, note=row[4]) for row in next_year),
        Target("义务教育在建和谋划项目", "Projects under way and planned", 10, "个", REPORT, _NEXT, None,
               "compulsory_projects", note="逐项见建设项目表；文件没有写各项目的学位"),
        Target("没有学位的学生", "Pupils without a seat", 0, "人", REPORT, "四", None, "pupils_without_seat", "at_most",
               note="文件称资源仍有所欠缺，没有给出缺口；此处以0人对照"),
    ]  # fmt: skip


def _limits() -> list[Target]:
    return [
        Target("每校教学班", "Classes of a school", 36, "个", CITY_PLAN, "第三章三（二）", None, "classes_per_school",
               "at_most", note="原则上；2022年印发，晚于本报告"),
        Target("大班额标准（历史）", "A class counted as oversize, formerly", 56, "人", CITY_PLAN, "第一章一（三）",
               None, "class_pupils_primary", "at_most", note="56人及以上曾计为大班额"),
        Target("优质均衡验收", "Acceptance of balanced development", None, "", CITY, "一", 2027,
               note="洛龙区2027年底前"),
    ]  # fmt: skip


def projects() -> list[Project]:
    """Return the ten projects that the report lists for 2021 and after."""
    rows = (
        ("太康东路小学二期", "Taikang East Road Primary School, second phase", "primary", "rebuild", "太康东路小学",
         2021, "续建"),
        ("锦台小学", "Jintai Primary School", "primary", "new", "锦台小学", 2021, "续建"),
        ("香山小学二期", "Xiangshan Primary School, second phase", "primary", "rebuild", "香山小学", None,
         "2021年开工；文件把两项都称为中学"),
        ("永泰街中学", "Yongtai Street Middle School", "junior", "new", "永泰街中学", None, "2021年开工"),
        ("开元中学", "Kaiyuan Middle School", "junior", "new", "开元中学", None, "谋划"),
        ("龙安中学", "Long'an Middle School", "junior", "new", "龙安中学", None, "谋划"),
        ("宜人路小学", "Yiren Road Primary School", "primary", "new", "宜人路小学", None, "谋划"),
        ("五十四中扩建", "No. 54 Middle School, extension", "junior", "rebuild", "洛阳市第五十四中学", None, "谋划"),
        ("一实小翠云校区综合楼", "First Experimental Primary School, Cuiyun campus, new building", "primary", "rebuild",
         "洛龙区第一实验小学翠云校区", None, "谋划"),
        ("龙城双语小学综合楼", "Longcheng Bilingual Primary School, new building", "primary", "rebuild", "龙城双语小学",
         None, "谋划"),
    )  # fmt: skip
    return [
        Project(name, english, stage, works, "", REPORT, _NEXT, year, None, site, note=note)
        for name, english, stage, works, site, year, note in rows
    ]
