"""What the city's two documents state in figures, each with its place; a county's part of its sums is ours."""

from data.making.ledger import Target
from data.making.luoyang_projects import DOCUMENT, SHARED

CITY_PLAN = "洛政〔2022〕26号"
_OF_CITY = "市教育局，各县区人民政府"
MERGED_2025 = {
    "yanshi": 4, "mengjin": 20, "xinan": 9, "luanchuan": 9, "songxian": 14, "ruyang": 8, "yiyang": 11, "luoning": 13,
    "yichuan": 9,
}  # fmt: skip
"""The 97 points to be merged in 2025, shared out among the counties by us."""


def city_targets() -> list[Target]:
    """Return the figures that hold for the city as a whole; a county's plan is held against none of them."""
    return [*_of_2025(), *_of_145()]


def _of_2025() -> list[Target]:
    rows = (
        ("全市撤并教学点", "Teaching points to be merged", 97, "个", "三（一）3", 2025, ""),
        ("全市新建改扩建义务教育学校", "Schools built or enlarged", 86, "所", "三（一）2", 2026, ""),
        ("其中寄宿制学校", "Boarding schools among them", 52, "所", "三（一）2", 2026, ""),
        ("全市新增学位", "New seats", 27_000, "个", "三（一）2", 2026, "约2.7万"),
        ("其中小学学位", "Primary seats among them", 15_000, "个", "三（一）2", 2026, "约1.5万"),
        ("其中初中学位", "Junior seats among them", 12_000, "个", "三（一）2", 2026, "约1.2万"),
        ("全市寄宿制学校新增床位", "New dormitory beds", 10_000, "张", "三（一）2", 2026, "约1万"),
        ("全市新增网络多媒体教室", "New multimedia rooms", 350, "间", "三（二）7", 2025, "2029年百生数全部达标"),
        ("集团化办学覆盖率", "Coverage of school groups", 100, "%", "三（二）5", 2026, "现为87%"),
        ("初中三年巩固率", "Junior pupils who stay for three years", 95, "%", "三（二）6", 2025, ""),
        ("残疾儿童少年入学率", "Enrolment of disabled children", 95, "%", "三（二）6", 2025, ""),
        ("国家优质均衡指标", "Indicators of balanced development to be met", 31, "项", "一", None, "按县区验收年份"),
        ("教育质量综合系数", "Coefficient of quality", 0.5, "", "一", None, "按县区验收年份"),
        ("百生体育艺术教师", "Sports and arts teachers for 100 pupils", 0.9, "名", "三（三）8", 2030, "校校达到"),
        ("骨干教师占比", "Backbone teachers", 20, "%", "三（三）9", 2026, "2025年19%"),
        ("每年培训教师", "Teachers trained a year", 7_000, "人次", "三（三）9", None, ""),
    )
    return [
        *(Target(row[0], row[1], row[2], row[3], DOCUMENT, row[4], row[5], responsible=_OF_CITY, note=row[6])
          for row in rows),
        Target("校际差异系数（质量监测）", "Difference between schools in quality monitoring", 0.15, "", DOCUMENT, "一",
               None, "", "at_most", _OF_CITY, note="按县区验收年份"),
    ]  # fmt: skip


def _of_145() -> list[Target]:
    rows = (
        (
            "全市农村寄宿制学校",
            "Rural boarding schools built or enlarged",
            120,
            "所",
            "第三章三（二）",
            2025,
            "约120所",
        ),
        ("新建改扩建幼儿园", "Kindergartens built or enlarged", 100, "所", "第三章三（一）", 2025, "每年约20所"),
        ("新增幼儿园学位", "New kindergarten seats", 10_000, "个", "第三章三（一）", 2025, "1万个以上"),
        ("普通高中迁建与改造", "Senior schools moved or rebuilt", 20, "所", "第三章三（三）", 2025, ""),
        ("普通高中新增学位", "New senior seats", 10_700, "个", "第三章三（三）", 2025, "1.07万个"),
    )
    return [Target(row[0], row[1], row[2], row[3], CITY_PLAN, row[4], row[5], note=row[6]) for row in rows]


def county_targets(key: str, name: str, accepted_by: int, seats: dict[str, int], beds: int) -> list[Target]:
    """Return a county's own figures: limits that bind its schools, and its made-up part of the city's sums.

    `seats` by stage and `beds`: what its projects may add.
    """
    own = [
        Target("新增小学学位（合成分解）", "New primary seats, our part", seats["primary"], "个", DOCUMENT,
               "三（一）2", 2026, "seats_added_primary", responsible=_OF_CITY, note=SHARED),
        Target("新增初中学位（合成分解）", "New junior seats, our part", seats["junior"], "个", DOCUMENT,
               "三（一）2", 2026, "seats_added_junior", responsible=_OF_CITY, note=SHARED),
    ]  # fmt: skip
    if beds:
        own.append(Target("新增床位（合成分解）", "New beds, our part", beds, "张", DOCUMENT, "三（一）2", 2026,
                          "beds_added", responsible=_OF_CITY, note=SHARED))  # fmt: skip
    if key in MERGED_2025:
        own.append(Target("撤并教学点（合成分解）", "Teaching points to be merged, our part", MERGED_2025[key], "个",
                          DOCUMENT, "三（一）3", 2026, "merged_schools", responsible=_OF_CITY,
                          note=f"文件要求2025年完成；{SHARED}"))  # fmt: skip
    return [*own, *_limits(), Target("优质均衡验收", "Acceptance of balanced development", None, "", DOCUMENT, "一",
                                     accepted_by, responsible=_OF_CITY, note=f"{name}{accepted_by}年底前")]  # fmt: skip


def _limits() -> list[Target]:
    return [
        Target("200人以下教学点整合", "Points under 200 pupils to be integrated", 0, "所", DOCUMENT, "三（一）3", 2026,
               "schools_under_200", "at_most", _OF_CITY, note="文件要求整合，没有给出所数；此处以0所对照"),
        Target("每校教学班", "Classes of a school", 36, "个", CITY_PLAN, "第三章三（二）", None, "classes_per_school",
               "at_most", note="原则上"),
        Target("基本化解大班额（小学）", "Pupils in a primary class", 45, "人", DOCUMENT, "三（一）2", 2026,
               "class_pupils_primary", "at_most", _OF_CITY, note="45人见孟发〔2023〕13号附件4"),
        Target("基本化解大班额（初中）", "Pupils in a junior class", 50, "人", DOCUMENT, "三（一）2", 2026,
               "class_pupils_junior", "at_most", _OF_CITY, note="50人见孟发〔2023〕13号附件4"),
        Target("没有学位的学生", "Pupils without a seat", 0, "人", DOCUMENT, "三（一）2", 2026, "pupils_without_seat",
               "at_most", _OF_CITY, note="此处以0人对照"),
    ]  # fmt: skip
