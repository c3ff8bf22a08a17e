"""The rules of a scenario, told from its difference to the same question without them."""

from bench.rule_prices import rules_between, with_keys
from planner.reading.scenario import Scenario
from tests.districts import Case, paper_case, with_scenario

PAPER = paper_case()


def _asked() -> Case:
    case = with_scenario(PAPER, "rules", "nearest", value={"max_extra_minutes": 5})
    case = with_scenario(case, "rules", "merge", "least", value=1)
    return with_scenario(case, "prices", "board_trips_per_week", value=3)


def test_each_rule_stands_alone_and_all_of_them_make_the_scenario() -> None:
    """Keys of merge are rules of their own; nothing else differs."""
    asked = _asked().scenario
    rules = rules_between(asked, PAPER.scenario)
    assert list(rules) == ["rules.nearest", "rules.merge.least", "prices.board_trips_per_week"]
    one = with_keys(PAPER.scenario, rules["rules.nearest"])
    assert one.rules.nearest == asked.rules.nearest
    assert one.rules.merge == PAPER.scenario.rules.merge
    together: Scenario = PAPER.scenario
    for keys in rules.values():
        together = with_keys(together, keys)
    assert together == asked


def test_a_key_of_several_bands_is_one_rule() -> None:
    """As a county would say it."""
    case = PAPER
    for band in PAPER.scenario.grade_bands:
        case = with_scenario(case, "grade_bands", band, "max_walk_minutes", value=11)
    assert list(rules_between(case.scenario, PAPER.scenario)) == ["grade_bands.*.max_walk_minutes"]
