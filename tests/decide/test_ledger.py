"""Targets and projects beside a plan: met, partly, not, departed from with reason, not judged."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import pytest

from planner.decide.ledger.ledger import Ledger, ledger_of
from planner.decide.ledger.measured import measured
from planner.decide.ledger.rebuilt import rebuilt_sites
from planner.decide.results import Results
from planner.reading.ledger_tables import MEASURED, PROJECTS, TARGETS
from planner.show.words.ledger import done_text, explained_text, found_text, ledger_sentences, stated_text
from planner.show.words.sentences import building_sentence, net_seats_sentence
from tests.shown import paper_shown, without

EMPTY = {"aim": "at_least", "aimed_value": float("nan"), "finish_by": float("nan"), "document": "某发〔2023〕1号"}


def targets(*rows: Mapping[str, object]) -> pd.DataFrame:
    """Make a table of targets; what a row leaves out is empty."""
    names = [column.name for column in TARGETS.columns]
    return pd.DataFrame([dict.fromkeys(names, "") | EMPTY | dict(row) for row in rows], columns=names)


def projects(*rows: Mapping[str, object]) -> pd.DataFrame:
    """Make a table of projects."""
    names = [column.name for column in PROJECTS.columns]
    empty = {"seats": float("nan"), "budget_yuan": float("nan"), "finish_by": float("nan"), "stage": "primary"}
    return pd.DataFrame([dict.fromkeys(names, "") | empty | dict(row) for row in rows], columns=names)


def results(*, most: int | None = None, **tables: pd.DataFrame) -> Results:
    """Return what the paper plan comes to: P1 merged, P2 gains a room, N1 built, J1 gains 30 beds, 2026 and 2027."""
    shown = without(paper_shown(), **tables)
    rules = shown.scenario.rules
    assert rules.merge is not None
    merge = rules.merge.model_copy(update={"most": most, "exactly": None, "least": None})
    changed = rules.model_copy(update={"merge": merge})
    return replace(shown, scenario=shown.scenario.model_copy(update={"rules": changed})).results


def told(*rows: Mapping[str, object]) -> Ledger:
    """Hold the paper plan against targets."""
    return ledger_of(results(targets=targets(*rows)))


@pytest.mark.parametrize(
    ("aim", "value", "by", "verdict", "year"),
    [
        ("at_least", 1, 2027, "met", 2027), ("at_least", 2, 2027, "partly", 2027),
        ("at_least", 1, 2026, "not_met", 2026),
        ("at_least", 1, 2024, "not_judged", None), ("at_most", 0, 2027, "not_met", 2027),
        ("exactly", 1, None, "met", 2027),
    ],
)  # fmt: skip
def test_a_target_is_judged_in_its_own_year(
    aim: str, value: float, by: int | None, verdict: str, year: int | None
) -> None:
    """One school is merged in 2027 and none in 2026; before the plan's years nothing is judged."""
    row: dict[str, object] = {"target": "撤并", "measured_by": "merged_schools", "aim": aim, "aimed_value": value}
    row |= {} if by is None else {"finish_by": by}
    (line,) = told(row).targets
    assert (line.verdict, line.year) == (verdict, year)


def test_a_district_may_argue_and_documents_may_disagree() -> None:
    """A reason given turns what is not met into a departure; both values of one target stand and are marked."""
    rows = (
        {"target": "撤并", "measured_by": "merged_schools", "aimed_value": 70, "finish_by": 2027,
         "argument": "道路未通"},
        {"target": "撤并", "measured_by": "merged_schools", "aimed_value": 60, "finish_by": 2027},
        {"target": "入园率", "aimed_value": 98, "value_unit": "%"},
    )  # fmt: skip
    shown = results(targets=targets(*rows))
    first, second, third = ledger_of(shown).targets
    assert (first.verdict, second.verdict, third.verdict) == ("argued", "partly", "not_judged")
    assert first.disagrees
    assert second.disagrees
    assert not third.disagrees
    assert "道路未通" in explained_text(first, shown).zh
    assert "不一致" in explained_text(second, shown).zh
    assert "只登记" in explained_text(third, shown).zh
    assert (stated_text(third).zh, found_text(third).zh) == ("不少于98%", "—")


def test_a_count_that_is_only_bounded_is_the_calculations_own() -> None:
    """Where the scenario allows so many merges and asks for none, fewer are a departure whose reason is told."""
    row = {"target": "撤并", "measured_by": "merged_schools", "aimed_value": 70, "value_unit": "所"}
    shown = results(most=70, targets=targets(row))
    (line,) = ledger_of(shown).targets
    assert line.verdict == "argued"
    assert "情景只定上限70所" in explained_text(line, shown).zh
    assert told(row).targets[0].verdict == "partly"


def test_every_figure_can_be_measured() -> None:
    """Each figure of the list has a function; those of the paper plan are sums on paper."""
    shown = results()
    found = {name: measured(name, shown.last, shown) for name in MEASURED}
    assert found["merged_schools"] == 1
    assert found["new_schools"] == 1
    assert found["rebuilt_schools"] == 2
    assert (found["seats_added"], found["seats_added_primary"], found["seats_added_junior"]) == (100, 20, 0)
    assert found["beds_added"] == 30
    assert found["one_off_yuan"] == shown.last.measures.one_off_yuan
    assert found["class_pupils_junior"] == 40
    assert found["pupils_without_seat"] == 7
    assert found["computers_per_100"] is None
    with pytest.raises(KeyError):
        measured("升学率", shown.last, shown)


def test_what_a_document_rebuilds_is_not_new() -> None:
    """The same site is called new by one document and rebuilt by another; seats and sentences follow."""
    site = {"project_id": "X", "project": "新校", "site_school_id": "N1", "works": "rebuild"}
    new, again = results(), results(projects=projects(site))
    assert not rebuilt_sites(new.district)
    assert rebuilt_sites(again.district) == {"N1"}
    assert "新建学校1所" in building_sentence(new.last.measures).zh
    assert "新建学校" not in building_sentence(again.last.measures).zh
    assert "改扩建学校1所" in building_sentence(again.last.measures).zh
    assert "1 rebuilt school" in building_sentence(again.last.measures)
    (line,) = ledger_of(again).projects
    assert (line.verdict, line.year) == ("met", 2027)
    assert done_text(line, again).zh.startswith("2027年改扩建")


def test_projects_are_judged_by_what_is_added() -> None:
    """Seats stated and reached in part; a school that only its buildings are mended at; one outside the tables."""
    rows = (
        {"project_id": "1", "project": "甲", "site_school_id": "P2", "works": "rebuild", "seats": 9000},
        {"project_id": "2", "project": "乙", "site_school_id": "P0", "works": "rebuild"},
        {"project_id": "3", "project": "丙", "stage": "kindergarten", "works": "new"},
        {"project_id": "4", "project": "丁", "site_school_id": "P0", "works": "new"},
    )
    shown = results(projects=projects(*rows))
    lines = ledger_of(shown).projects
    assert [line.verdict for line in lines] == ["partly", "not_judged", "not_judged", "not_met"]
    assert [line.why for line in lines] == ["", "rebuilding_not_measured", "not_in_the_schools", ""]
    assert "文件列名4个" in ledger_sentences(ledger_of(shown))[0].zh


def test_net_seats_are_told() -> None:
    """Seats of the merged school go, those of rooms added and of the built school come."""
    measures = results().last.measures
    assert measures.seats_today is not None
    assert measures.seats_open is not None
    change = measures.seats_open - measures.seats_today
    said = net_seats_sentence(measures).zh
    assert f"{abs(change):,}个" in said
    assert ("净增加" if change > 0 else "净减少") in said
    assert not net_seats_sentence(replace(measures, seats_today=None))
