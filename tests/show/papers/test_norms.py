"""What the paper leans on, and how firmly."""

from planner.show.papers.norms import CHECKED, norms_of, rules_of
from tests.districts import scenario_of

LOWER = {"stage": "primary", "grades": [1, 2, 3], "max_walk_minutes": 30, "max_ride_minutes": 30}
JUNIOR = {"stage": "junior", "grades": [7, 8, 9], "boarding": True, "max_ride_minutes": None}


def sources_of(**keys: object) -> dict[str, tuple[str, str]]:
    """Return value and source of each rule."""
    return {line.rule: (line.value, line.source) for line in rules_of(scenario_of(**keys))}


def test_a_documents_value_names_it_with_its_place() -> None:
    """The district's own document is stated; what was read elsewhere is to be checked."""
    found = sources_of(grade_bands={"lower": LOWER})
    assert found["小学班额"] == ("不超过45人", "孟发〔2023〕13号附件4（孟津区），文件载明")
    assert found["一至三年级单程"][1] == f"国办发〔2018〕27号，{CHECKED['reported']}"
    assert found["学校规模"][1].endswith(CHECKED["reported"])


def test_a_value_of_ones_own_leans_on_no_document() -> None:
    """Other sizes, longer ways and boarding little ones are the plan's own."""
    rules = {"class_size": {"primary": 40}, "school_size": {"primary": 900}, "max_classes_per_school": 30}
    found = sources_of(grade_bands={"lower": LOWER | {"max_walk_minutes": 31}}, rules=rules)
    assert {source for _, source in found.values()} == {CHECKED["own"]}
    boarding = sources_of(grade_bands={"lower": LOWER | {"boarding": True}})
    assert boarding["一至三年级单程"][1] == CHECKED["own"]


def test_limits_are_said_as_they_bind() -> None:
    """Left out is no limit, null forbids the mode."""
    found = sources_of(grade_bands={"junior": JUNIOR})
    way = "步行不限；不安排乘车；寄宿生乘车不限"
    assert found["七至九年级单程"][0] == f"{way}；走读路程上限内没有确定保留的学校才寄宿"


def test_who_boards_where_is_said() -> None:
    """By both keys; a band in which nobody boards says nothing of them."""
    anybody = {"board_when": "any", "board_in": "town"}
    found = sources_of(grade_bands={"junior": JUNIOR | anybody, "lower": LOWER})
    assert found["七至九年级单程"][0].endswith("；超出走读路程上限即可寄宿；本乡镇可以有床位的，在本乡镇寄宿")
    assert found["一至三年级单程"][0].endswith("；不寄宿")


def test_rules_that_are_off_are_said_to_be() -> None:
    """No class size, no school size, no merges, and a budget."""
    off = {"class_size": None, "school_size": None, "max_classes_per_school": None}
    found = sources_of(rules=off, budget_yuan=5_000_000)
    assert found["班额"][0].startswith("不设上限")
    assert not {"学校规模", "每校教学班数"} & found.keys()
    assert found["撤并范围"][0] == "不撤并学校"
    assert found["一次性投入"][0] == "各规划年合计不超过500万元"
    merging = sources_of(rules={"merge": {"kinds": ["teaching_point"], "most": 70}})
    assert merging["撤并范围"][0] == "教学点，至多70所"


def test_rules_of_ones_own_are_listed() -> None:
    """Nearness and the fewest pupils of a school stand among the rules where the scenario has them, and not else."""
    found = sources_of(rules={"nearest": {"max_extra_minutes": 15}, "min_pupils": {"primary": 100, "junior": None}})
    assert found["就近入学"] == ("单程比去最近的开办学校（走读上限以内）最多多15分钟", CHECKED["own"])
    assert found["最低学生数"] == ("不少于：小学100人；确定保留的学校不限", CHECKED["own"])
    assert sources_of(rules={"whole_school": {}})["开班完整"] == (
        "开办的学校，所设且有学生可达的各年级均不少于5人；确定保留的学校各年级段均有学生",
        CHECKED["own"],
    )
    moves = sources_of(rules={"moves": {"most_pupils": 1500}})["转学人数"]
    assert moves == ("各规划年转学的学生不超过1,500人", CHECKED["own"])
    same_town = {"allow": [["V1", "S1"]], "towns": [["河口镇", "城关镇"]]}
    assert sources_of(rules={"same_town": same_town})["本乡镇就读"][0] == (
        "小学学生在本乡镇就读，本乡镇没有可能开办且可达的学校的除外；另准予跨乡镇：列名的居民点与学校1对；"
        "河口镇与城关镇可互相就读"
    )
    assert not {"本乡镇就读", "就近入学", "最低学生数", "开班完整"} & sources_of().keys()


def test_documents_follow_the_stages() -> None:
    """Merging brings its procedure and its red lines; a junior plan the draft; none of them is called checked."""
    primary = norms_of(scenario_of(grade_bands={"lower": LOWER}))
    assert [norm.document for norm in primary] == ["国办发〔2018〕27号"]
    both = norms_of(scenario_of(grade_bands={"junior": JUNIOR}, rules={"merge": {}}))
    assert [norm.checked for norm in both] == [CHECKED["draft"], CHECKED["reported"], CHECKED["reported"]]
    assert all("核对" in norm.checked for norm in (*primary, *both))
