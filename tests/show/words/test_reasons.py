"""What is said of an explanation: no stronger than proven, in both languages, whatever the names hold."""

import dataclasses

import pytest

from planner.decide.explain.reasons import (
    Journey,
    Measure,
    Opposite,
    RedLine,
    RuleName,
    RuleThatDecides,
    SchoolReason,
    Verdict,
)
from planner.decide.explain.relaxing import Relaxation
from planner.plan import Action
from planner.show.words.reason_names import Language, Names, least_yuan, most_yuan, names_of, near_yuan
from planner.show.words.reason_text import reasons_text
from planner.show.words.reasons import (
    journey_line,
    passed_word,
    red_line_sentence,
    relaxation_sentence,
    rule_sentence,
    verdict_sentence,
)
from tests.districts import YEAR
from tests.shown import paper_shown

NAMES = Names(
    schools={"T": "寨子教学点", "P": "中心小学"},
    settlements={"B": "乙村"},
    bands={"primary": "一年级"},
    english_bands={"primary": "grade 1"},
)
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def opposite(verdict: Verdict, least: float | None = None, found: float | None = None) -> Opposite:
    """Return what is known of keeping a merged point."""
    return Opposite(
        action="keep", verdict=verdict, least_yuan_per_year=least, found_yuan_per_year=found,
        district_least_yuan_per_year=None, extra_shortfall_pupils=0.0, schools_free=5, settlements_free=12,
        seconds=1.0, pupils_there=6.0,
    )  # fmt: skip


def said(known: Opposite | None, language: Language = "zh", action: Action = "merge") -> str:
    """Return the sentence about a merged point."""
    reason = SchoolReason(
        school_id="T", year=YEAR, action=action, pupils_today=6, receivers=(("P", 6),), opposite=known, journeys=(),
        rules=(), red_lines=(),
    )  # fmt: skip
    return verdict_sentence(reason, NAMES, language)


def test_proven_dearer_is_rounded_down() -> None:
    """41,980 proven yuan are said as at least 4.1万, with what was free."""
    known = opposite("proven_dearer", 41_980, 41_980)
    assert said(known) == "保留寨子教学点，每年至少多花4.1万元（已证明：周边5所学校、12个居民点重新安排，其余不变）。"
    assert said(known, "en") == (
        "Keeping 寨子教学点 costs at least 41,000 yuan a year more"
        " (proven with 5 schools and 12 settlements nearby decided anew, all else as in the plan)."
    )


def test_a_found_cost_above_the_proven_one_is_told() -> None:
    """Where the best arrangement found costs more than is proven, both figures stand."""
    known = opposite("proven_dearer", 8417, 628_000)
    assert "8,417元" in said(known)
    assert "62.8万元" in said(known)
    assert "8,417 yuan" in said(known, "en")
    assert "628,000 yuan" in said(known, "en")


def test_the_whole_district_is_named() -> None:
    """Where nothing was held, nothing is said to be."""
    assert "全区重新安排" in said(dataclasses.replace(opposite("proven_dearer", 100, 100), is_whole_district=True))


@pytest.mark.parametrize(
    ("known", "chinese", "english"),
    [
        (opposite("found_dearer", -32_010, 107_000), "不超过3.3万元", "up to 33,000 yuan"),
        (opposite("found_dearer", 0, 107_000), "已证明不会更省", "proven not to be cheaper"),
        (opposite("found_dearer", None, 107_000), "没有别的证明", "nothing more is proven"),
        (opposite("equal_within_proof", -0.4, 0.2), "分不出高低", "equal within what is proven"),
        (opposite("equal_within_proof", None, None), "没有比出结果", "not decided in the time allowed"),
        (opposite("found_cheaper", -11_904, -11_904), "每年可省1.1万元", "cheaper by 11,000 yuan"),
        (opposite("impossible"), "没有符合全部规则的方案", "no plan obeys all the rules"),
        (opposite("fixed"), "事先定下的", "decided beforehand"),
    ],
)
def test_each_verdict(known: Opposite, chinese: str, english: str) -> None:
    """Every verdict has its words, and only what is proven is called so."""
    assert chinese in said(known)
    assert english in said(known, "en")
    assert "至少" not in said(known)
    assert "at least" not in said(known, "en")


def test_not_asked_is_not_said() -> None:
    """No opposite, no sentence."""
    assert said(None) == ""


def test_missing_seats_stand_beside_the_yuan() -> None:
    """The price of a missing seat is in the figure, and it is said."""
    known = dataclasses.replace(
        opposite("proven_dearer", 1_200_000, 1_200_000), action="merge", extra_shortfall_pupils=6.0
    )
    assert "会多出6名没有学位的学生（更远的学校也许能接收）" in said(known, action="keep")
    assert "6 more pupils without a seat" in said(known, "en", action="keep")


def test_a_point_kept_empty_is_told() -> None:
    """Kept for its own sake with nobody in it; with its pupils it costs more."""
    known = dataclasses.replace(
        opposite("proven_dearer", 60_000, 60_000),
        pupils_there=0.0,
        staying_least_yuan_per_year=284_400.0,
        staying_found_yuan_per_year=284_400.0,
    )
    assert "没有学生在该校就读" in said(known)
    assert "现有学生都留在该校，每年至少多花28.4万元" in said(known)
    assert "nobody attends" in said(known, "en")


def test_a_plan_that_can_be_bettered_says_so() -> None:
    """In the plan's own disfavour."""
    known = dataclasses.replace(opposite("proven_dearer", 100.0, 100.0), better_yuan_per_year=22_645.0)
    assert "每年还可省2.2万元" in said(known)
    assert "save 22,000 yuan" in said(known, "en")


@pytest.mark.parametrize(
    ("action", "against", "chinese", "english"),
    [
        ("merge", "keep", "保留寨子教学点", "Keeping 寨子教学点"),
        ("keep", "merge", "撤并寨子教学点", "Merging 寨子教学点"),
        ("build", "leave", "不建寨子教学点", "Not building 寨子教学点"),
        ("leave", "build", "新建寨子教学点", "Building 寨子教学点"),
        ("expand", "keep", "不扩建寨子教学点", "Not expanding 寨子教学点"),
        ("expand", "merge", "撤并寨子教学点", "Merging 寨子教学点"),
    ],
)
def test_the_choice_is_named(action: Action, against: Action, chinese: str, english: str) -> None:
    """What would be done instead."""
    known = dataclasses.replace(opposite("proven_dearer", 100.0, 100.0), action=against)
    assert said(known, action=action).startswith(chinese)
    assert said(known, "en", action=action).startswith(english)


def test_money_is_rounded_to_the_side_of_the_proof() -> None:
    """Down for at least, up for at most, a cent of a solver's rounding aside."""
    assert [least_yuan(59_999.96, each) for each in LANGUAGES] == ["6.0万元", "60,000 yuan"]
    assert [least_yuan(59_998.0, each) for each in LANGUAGES] == ["5.9万元", "59,000 yuan"]
    assert [most_yuan(60_001.0, each) for each in LANGUAGES] == ["6.1万元", "61,000 yuan"]
    assert least_yuan(199_999_999, "zh") == "1.99亿元"
    assert near_yuan(628_400, "zh") == "62.8万元"


RULES: tuple[RuleName, ...] = (
    "no_other_school_in_reach", "travel_limit", "class_size", "classrooms", "school_size", "beds", "merge_count",
    "budget", "cost", "decision", "board_in_town",
)  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_its_words(rule: RuleName) -> None:
    """With its figures, and without those that are not known."""
    full = RuleThatDecides(rule=rule, grade_band="primary", limit=30, figure=38, school_id="P", pupils=23)
    bare = RuleThatDecides(rule=rule, grade_band=None, limit=None, figure=None, school_id=None, pupils=None)
    for language in LANGUAGES:
        assert rule_sentence(full, NAMES, language)
        assert "None" not in rule_sentence(bare, NAMES, language)
    if rule not in {"cost", "decision"}:
        assert ("23" if rule == "board_in_town" else "30") in rule_sentence(full, NAMES, "zh")
        assert "38" in rule_sentence(full, NAMES, "en")


def test_no_other_school_in_reach_as_a_parent_reads_it() -> None:
    """Who, how many, how far."""
    rule = RuleThatDecides(
        rule="no_other_school_in_reach", grade_band="primary", limit=30, figure=37.2, school_id=None, pupils=23
    )
    assert rule_sentence(rule, NAMES, "zh") == "一年级23名学生在30分钟以内没有别的学校，最近的要38分钟。"


@pytest.mark.parametrize(
    ("measure", "chinese"),
    [
        ("longest_minutes", "一年级学生单程最远28分钟，规定不超过30分钟"),
        ("extra_minutes", "一年级学生路上平均多28.0分钟"),
        ("no_seat", "28名学生没有学位"),
        ("boarders", "中心小学寄宿28人，床位30张"),
        ("meals", "中心小学能否供餐，数据中没有"),
        ("class_pupils", "中心小学一年级最大的班28人，班额上限30人"),
        ("school_pupils", "中心小学共28人，规模上限30人"),
        (None, "听证"),
    ],
)
def test_each_red_line_has_its_words(measure: Measure | None, chinese: str) -> None:
    """With its figure and its limit."""
    line = RedLine(
        name="transport", passed=False, figure=28.0, limit=30.0, school_id="P", grade_band="primary",
        measure=measure,
    )  # fmt: skip
    assert chinese in red_line_sentence(line, NAMES, "zh")
    assert red_line_sentence(line, NAMES, "en")


def test_whether_a_red_line_is_kept() -> None:
    """Kept, crossed, or for people to fill in: what no table tells is never kept."""
    line = RedLine(name="hearing", passed=None, figure=None, limit=None, school_id=None, grade_band=None)
    words = [passed_word(dataclasses.replace(line, passed=each), "zh") for each in (True, False, None)]
    assert words == ["符合", "不符合", "待填写"]
    assert passed_word(line, "en") == "to be filled in"


SIX = Journey(
    settlement_id="B", grade_band="primary", pupils=6, school_before="T", minutes_before=2.0, mode_before="walk",
    school_after="P", minutes_after=12.0, kilometres_after=None, mode_after="ride",
)  # fmt: skip
"""Six pupils of 乙村."""


@pytest.mark.parametrize(
    ("told", "chinese", "english"),
    [
        (
            SIX,
            "乙村，一年级6人：现在在寨子教学点，步行2分钟；按本方案在中心小学，乘车12分钟，路上多10分钟。",
            "乙村, grade 1, 6 pupils: now at 寨子教学点, 2 minutes on foot; under the plan at 中心小学, 12 minutes by",
        ),
        (dataclasses.replace(SIX, minutes_after=2.0), "路上时间不变", "as long as before"),
        (dataclasses.replace(SIX, minutes_after=1.0), "路上少1分钟", "1 minute less"),
        (dataclasses.replace(SIX, school_after="", minutes_after=None, mode_after=None), "按本方案没有学位", "no seat"),
        (dataclasses.replace(SIX, minutes_before=None, mode_before=None), "路程不详", "journey not known"),
        (dataclasses.replace(SIX, pupils=5.6), "约6人", "about 6 pupils"),
        (dataclasses.replace(SIX, pupils=0.2), "不到1人", "less than 1 pupil"),
    ],
)
def test_a_journey_is_told(told: Journey, chinese: str, english: str) -> None:
    """From where to where, how, and by how much longer."""
    assert chinese in journey_line(told, NAMES, "zh")
    assert english in journey_line(told, NAMES, "en")


@pytest.mark.parametrize(
    ("rule", "figure", "chinese"),
    [
        ("travel_limit", 38.0, "最近的中心小学要38分钟，路程上限放宽8分钟"),
        ("travel_limit", None, "没有已知的路"),
        ("classrooms", 32.0, "教室上限再多2间"),
        ("school_size", 31.0, "规模上限再放宽1人"),
        ("beds", 34.0, "床位上限再多4张"),
        ("budget", 600_030.0, "预算再增加60.0万元"),
        ("cost", None, "没有规则阻止"),
        ("board_in_town", 38.0, "可到38分钟外的中心小学寄宿，但情景只准在本乡镇寄宿"),
    ],
)
def test_each_relaxation_has_its_words(rule: RuleName, figure: float | None, chinese: str) -> None:
    """Which rule, by how much, for whom."""
    limit = None if rule == "cost" else 30.0
    row = Relaxation(
        settlement_id="B", year=YEAR, grade_band="primary", pupils=6, rule=rule, school_id="P", limit=limit,
        figure=figure,
    )  # fmt: skip
    assert relaxation_sentence(row, NAMES, "zh").startswith("乙村一年级6名学生没有学位")
    assert chinese in relaxation_sentence(row, NAMES, "zh")
    assert "6 pupils have no seat" in relaxation_sentence(row, NAMES, "en")


def test_names_from_tables_stay_text() -> None:
    """Control characters are gone, braces and formulas are printed as they are, unknown ids are shown."""
    shown = paper_shown()
    names = names_of(shown.scenario, shown.district)
    assert "\x1b" not in names.school("J1")
    assert names.school("nobody\n") == "nobody"
    assert names.band("nothing", "en") == "nothing"
    braces = dataclasses.replace(NAMES, schools={"T": "{figure}{0}", "P": "{{ x }}"})
    line = RedLine(
        name="oversize", passed=True, figure=3.0, limit=4.0, school_id="P", grade_band=None, measure="school_pupils"
    )
    assert "{{ x }}共3人" in red_line_sentence(line, braces, "zh")
    row = Relaxation(
        settlement_id="B", year=YEAR, grade_band="primary", pupils=6, rule="beds", school_id="T", limit=1.0, figure=2.0
    )
    assert "{figure}{0}" in relaxation_sentence(row, braces, "zh")


@pytest.mark.parametrize("action", ["build", "leave"])
def test_a_site_has_no_pupils_today(action: Action) -> None:
    """What is not there yet is called a site; a school that nobody attends has no pupils."""
    reason = SchoolReason(
        school_id="N1", year=YEAR, action=action, pupils_today=0, receivers=(), opposite=None, journeys=(), rules=(),
        red_lines=(),
    )  # fmt: skip
    shown = paper_shown()
    text = reasons_text([reason], (), shown.scenario, shown.district)
    assert "校址" in text.zh
    assert "现有学生" not in text.zh
    assert "a site" in text
    assert " today" not in text
    empty = dataclasses.replace(reason, action="keep")
    assert "现有学生0人" in reasons_text([empty], (), shown.scenario, shown.district).zh
