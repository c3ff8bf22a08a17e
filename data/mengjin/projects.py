"""What 孟发〔2023〕13号 says of projects and schools: its own figures, and one division of them."""

from dataclasses import dataclass

import pandas as pd

SOURCE = "孟发〔2023〕13号"
NEW_BUDGET_YUAN = 271_000_000
REBUILD_BUDGET_YUAN = 127_000_000
YUAN_PER_SEAT = round(327_000_000 / 5_540)
"""Compulsory-school budget over its new seats (annexes 2 and 4): our division."""


@dataclass(frozen=True, kw_only=True)
class Project:
    """One of the 32 projects. `seats` and `budget_yuan` only where the document gives them for this one."""

    name: str
    stage: str
    kind: str
    town: str
    seats: int | None = None
    budget_yuan: int | None = None
    part: str = "附件2"
    note: str = ""


def _projects(stage: str, kind: str, places: tuple[tuple[str, str], ...]) -> list[Project]:
    return [Project(name=name, stage=stage, kind=kind, town=town) for name, town in places]


PROJECTS = (
    Project(name="兴华路中学", stage="junior", kind="new", town="城关镇", part="附件2、附件4"),
    Project(name="永和路小学", stage="primary", kind="new", town="城关镇", seats=1620,
            part="正文三（二）2、附件2、附件4"),
    Project(name="麻屯镇第三中心小学", stage="primary", kind="new", town="麻屯镇", seats=1620,
            part="正文三（二）2、附件2", note="附件2作麻屯三小"),
    Project(name="区直二幼", stage="kindergarten", kind="new", town="城关镇", note="迁建；腾退校址改作特殊教育学校"),
    Project(name="朝阳镇中心幼儿园", stage="kindergarten", kind="new", town="朝阳镇", note="迁建"),
    Project(name="城关初中", stage="junior", kind="rebuild", town="城关镇", seats=150, part="正文三（二）2、附件2",
            note="城关一中、城关二中迁入原孟津二高腾退校舍，寄宿制"),
    Project(name="城关镇中心小学", stage="primary", kind="rebuild", town="城关镇", seats=1080,
            part="正文三（二）2、附件2、附件4", note="孟庄小学与原城关一中现校舍扩容整合，寄宿制；附件2作城关中心小学"),
    *_projects("junior", "rebuild", (
        ("白鹤初中", "白鹤镇"), ("会盟初中", "会盟镇"), ("送庄初中", "送庄镇"), ("麻屯初中", "麻屯镇"),
        ("常袋初中", "常袋镇"), ("横水初中", "横水镇"), ("小浪底初中", "小浪底镇"))),
    *_projects("primary", "rebuild", (
        ("麻屯中心小学", "麻屯镇"), ("护庄小学", "送庄镇"), ("张盘小学", "平乐镇"), ("小寨小学", "会盟镇"),
        ("平乐中心小学", "平乐镇"), ("白鹤中心小学", "白鹤镇"), ("朝阳三小", "朝阳镇"), ("会盟中心小学", "会盟镇"),
        ("横水中心小学", "横水镇"), ("霍村小学", "麻屯镇"), ("常袋中心小学", "常袋镇"))),
    *_projects("kindergarten", "rebuild", (
        ("麻屯镇中心幼儿园", "麻屯镇"), ("区直一幼", "城关镇"), ("孟庄幼儿园", "城关镇"),
        ("会盟镇中心幼儿园", "会盟镇"), ("平乐镇中心幼儿园", "平乐镇"), ("常袋镇中心幼儿园", "常袋镇"))),
    Project(name="特殊教育学校", stage="special", kind="rebuild", town="城关镇", budget_yuan=6_000_000,
            part="附件2四（五）", note="利用区直二幼腾退校址"),
)  # fmt: skip

STATED_BOARDING = ("会盟中心小学", "白鹤初中", "白鹤中心小学", "护庄小学", "朝阳三小", "麻屯初中", "平乐中心小学")
"""Boarding schools that annex 2 names."""
BOARDING_SCHOOLS = 34
"""Boarding schools of the district (annex 2)."""
POINTS = 70
"""Teaching points to be merged."""


_UNITS = "区教体局、财政局、发改委、市自然资源和规划局孟津分局、住建局，各镇（街道）"
_FUNDS = "本级财政资金、中央和省级资金、一般债券、专项债券、平台公司融资、社会资本（附件2五（二），未分到项目）"
_ENGLISH = (
    "Xinghua Road Middle School", "Yonghe Road Primary School", "Matun Third Central Primary School",
    "District Second Kindergarten", "Chaoyang Central Kindergarten", "Chengguan Junior School",
    "Chengguan Central Primary School", "Baihe Junior School", "Huimeng Junior School", "Songzhuang Junior School",
    "Matun Junior School", "Changdai Junior School", "Hengshui Junior School", "Xiaolangdi Junior School",
    "Matun Central Primary School", "Huzhuang Primary School", "Zhangpan Primary School", "Xiaozhai Primary School",
    "Pingle Central Primary School", "Baihe Central Primary School", "Chaoyang Third Primary School",
    "Huimeng Central Primary School", "Hengshui Central Primary School", "Huocun Primary School",
    "Changdai Central Primary School", "Matun Central Kindergarten", "District First Kindergarten",
    "Mengzhuang Kindergarten", "Huimeng Central Kindergarten", "Pingle Central Kindergarten",
    "Changdai Central Kindergarten", "Special Education School",
)  # fmt: skip
"""Names of the projects in English, in their order: our own translation."""


def project_table(school_ids: dict[str, str]) -> pd.DataFrame:
    """Return the 32 projects as a table; `school_ids` (name to school_id) links them to the schools table."""
    rows = [
        {
            "project_id": f"MJ-X-{number:02d}",
            "project": project.name,
            "stage": project.stage,
            "works": project.kind,
            "project_town": project.town,
            "seats": project.seats,
            "budget_yuan": project.budget_yuan,
            "finish_by": 2026,
            "responsible": _UNITS + ("、城关镇" if project.stage == "special" else ""),
            "funds": _FUNDS,
            "document": SOURCE,
            "found_at": project.part,
            "site_school_id": school_ids.get(project.name),
            "progress": None,
            "name_en": english,
            "note": project.note,
        }
        for number, (project, english) in enumerate(zip(PROJECTS, _ENGLISH, strict=True), start=1)
    ]
    table = pd.DataFrame(rows)
    return table.astype({"seats": "Int64", "budget_yuan": "Int64"})
