"""The comparison in plain words: no word stronger than what is proven, nothing in a name steers a terminal."""

from dataclasses import replace

import pytest

from planner.decide.compare.compare import compare_plans
from planner.decide.compare.compared import Compared, Setting
from planner.decide.compare.figures import FIGURES
from planner.show.maps.atlas.difference import school_changes
from planner.show.maps.content import map_content
from planner.show.words.compare_json import comparison_document
from planner.show.words.compare_names import SECTIONS, setting_name, setting_text
from planner.show.words.compare_text import comparison_text, sentences
from tests.comparing import compared, paper_pair, village_pair
from tests.districts import YEAR
from tests.paper_plan import paper_keys
from tests.shown import STEERING, everything_short, paper_shown


def test_every_figure_has_its_place() -> None:
    """Each stands in one section of the table."""
    placed = [figure for figures in SECTIONS.values() for figure in figures]
    assert sorted(placed) == sorted(FIGURES)


def test_the_village_in_words() -> None:
    """What is cheaper and proven, which schools and whose journeys differ, and how the questions do."""
    text = comparison_text(compare_plans(village_pair())).zh
    assert "费用：A比B总计每年低" in text
    assert "已证明：符合B情景的任何方案都不比A更省" in text
    assert (
        "2026年撤并、新建或扩建不同的2所：中心小学、寨子教学点" in text
        or "2026年撤并、新建或扩建不同的2所：寨子教学点、中心小学" in text
    )
    assert "2026年从A到B，6名学生换了学校，走读变远0名、变近6名" in text
    assert "（rules.merge.kinds）：A 教学点，B 无" in text
    assert "合成数据" not in text
    english = str(comparison_text(compare_plans(village_pair())))
    assert "A < B (proven for every plan of the dearer question); 2 schools differ." in english
    assert "6 at another school" in english


def test_a_difference_within_what_is_not_proven_is_said_so() -> None:
    """The mark is hollow, and the sentence says that neither question is known to be cheaper."""
    first, other = village_pair()
    loose = replace(other, plan=other.plan.model_copy(update={"bound": 0.0, "status": "feasible"}))
    text = comparison_text(compare_plans([first, loose])).zh
    assert "尚未证明" in text
    assert "☆" in text
    assert "已证明" not in text
    assert "有一部分可能来自求解，而不是情景" in text


def test_what_cannot_be_held_against_each_other_is_said() -> None:
    """Other prices, other tables, other years, none shared: each has its sentence, and no order is told."""
    first, other = paper_pair(inputs_sha256={"pupils.csv": "1"})
    prices = other.scenario.prices.model_copy(update={"bed_yuan": 1.0})
    apart = replace(other, scenario=other.scenario.model_copy(update={"prices": prices}))
    text = comparison_text(compare_plans([first, apart])).zh
    assert "单价不同" in text
    assert "数据不同：pupils.csv" in text
    assert "not ordered: years, prices or grades differ" in comparison_text(compare_plans([first, apart]))
    early, late = (one_year(plan, year) for plan, year in ((first, 2026), (other, 2027)))
    assert "没有共同的规划年份" in comparison_text(compare_plans([early, late])).zh
    assert "规划年份不同" in comparison_text(compare_plans([first, late])).zh


def one_year(plan: Compared, year: int) -> Compared:
    """Return the part of a plan that speaks of one year."""
    parts = ("schools", "assignments", "merges", "shortfall")
    keys = {name: tuple(row for row in getattr(plan.plan, name) if row.year == year) for name in parts}
    return replace(
        plan,
        plan=plan.plan.model_copy(update=keys),
        scenario=plan.scenario.model_copy(update={"years": (year,)}),
    )


def test_the_same_plan_twice() -> None:
    """Everything is the same, and no star is given."""
    first, _ = paper_pair()
    text = comparison_text(compare_plans([first, replace(first, label="B")])).zh
    body, _, told = text.partition("★ 较优")
    assert "★" not in body
    assert "☆" not in body
    assert "A、B总计相同" in told
    assert "各方案的学校完全相同" in told
    assert "没有学生的去向或路程有变化" in told
    assert "数据完全相同" in told
    assert "合成数据" in told


def test_seats_lost_are_told() -> None:
    """Who sits in the first plan and not in the second."""
    comparison = compare_plans([compared("A", paper_shown()), compared("B", everything_short())])
    assert any("失去学位75名" in said for said in sentences(comparison))


def test_names_cannot_steer_the_terminal() -> None:
    """Escape codes, turned writing and line ends in names, titles and keys are gone."""
    first, other = paper_pair(merges=[])
    titled = replace(other, scenario=other.scenario.model_copy(update={"title": STEERING}), name=STEERING)
    text = comparison_text(compare_plans([first, titled])).zh
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert all("\x1b" not in line for line in setting_name(Setting(key=STEERING, said=(1, 2))))


@pytest.mark.parametrize(
    ("said", "text"),
    [(None, "无"), (True, "是"), (False, "否"), (float("inf"), "不限"), (45, "45"), (1234.5, "1,234.5"),
     (("teaching_point", "x\ny"), "教学点、x y"), ((), "无")],
)  # fmt: skip
def test_settings_are_printed_for_people(said: object, text: str) -> None:
    """No limit, nothing, lists and choices have words."""
    assert setting_text(said) == text


def test_a_key_is_told_by_its_meaning() -> None:
    """A band's own name stands for any; a price of a kind is told with what it is a price of."""
    assert (
        setting_name(Setting(key="grade_bands.lower.boarding", said=())) == "是否允许寄宿（grade_bands.lower.boarding）"
    )
    fixed = setting_name(Setting(key="prices.fixed_yuan_per_year.primary", said=()))
    assert fixed == "学校开办一年的固定成本，元/年：小学（prices.fixed_yuan_per_year.primary）"


def test_the_document_holds_what_json_can(recwarn: pytest.WarningsRecorder) -> None:
    """Plans by label, unknown as null, no number that is none."""
    comparison = compare_plans([compared("A", paper_shown()), compared("B", everything_short())])
    document = comparison_document(comparison)
    assert [plan["plan"] for plan in document["plans"]] == ["A", "B"]
    lost = [row for row in document["journeys"] if row["school_after"] == ""]
    assert lost
    assert all(row["minutes_after"] is None and row["before"] == "A" for row in lost)
    (mean,) = (row for row in document["figures"] if row["figure"] == "minutes_mean")
    assert mean["values"][-1] is None
    assert not recwarn.list


def test_the_map_of_the_difference_counts_the_same_schools() -> None:
    """Merged, built or enlarged otherwise: the sentence, the comparison and the map count them alike."""
    more = {"P2": {"classrooms_added": 2}, "J1": {"beds_added": 38}}
    rows = [
        row | (more.get(row["school_id"], {}) if row["year"] == YEAR + 1 else {}) for row in paper_keys()["schools"]
    ]
    first, other = paper_shown(), paper_shown(schools=rows)
    comparison = compare_plans((compared("A", first), compared("B", other)))
    last = comparison.years[-1]
    contents = [map_content(each.results, year=last) for each in (first, other)]
    on_map = int(school_changes(*contents)["change"].notna().sum())
    told = {each.school_id for each in comparison.schools if each.is_done_otherwise and each.year == last}
    assert len(told) == on_map == 2
    assert f"撤并、新建或扩建不同的{on_map}所" in comparison_text(comparison).zh
