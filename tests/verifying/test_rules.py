"""Rules by name: every one has its Chinese, and a violation says itself in both languages."""

from planner.language import Text
from planner.verifying.rules import RULE_WORDS, Rule, Violation


def test_every_rule_has_a_chinese_name() -> None:
    """None is forgotten, and no two share one."""
    assert set(RULE_WORDS) == set(Rule)
    assert len(set(RULE_WORDS.values())) == len(Rule)


def test_a_violation_in_both_languages() -> None:
    """Rule, place and sentence."""
    says = Text("the school is not open", "学校没有开办")
    text = Violation(rule=Rule.OPEN, where=Text("school A, 2026", "学校 A，2026 年"), says=says).text()
    assert text == "open, school A, 2026: the school is not open"
    assert text.zh == "学校开办，学校 A，2026 年：学校没有开办"
