"""The pages write a plan's figures in the browser as every other output writes them."""

from pathlib import Path

import pytest

from planner.decide.results import Results
from planner.language import Language
from planner.show.page.pages import write_map_page, write_report_page
from planner.show.words.numbers import (
    bound_text,
    english_yuan,
    mean_text,
    minutes_text,
    pupils_text,
    seconds_text,
    share_text,
    whole_yuan,
    yuan_text,
)
from tests.browsing import Open
from tests.showing import planned
from tests.shown import Shown
from tests.writing_once import odd_case, unproven


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Return what a plan comes to whose figures are not round."""
    case = odd_case()
    made = planned(tmp_path_factory.mktemp("odd"), case, attends=case.district.attends)
    return Shown(plan=unproven(made.plan), scenario=made.scenario, district=made.district, problem=made.problem).results


def tiles(results: Results, language: Language) -> list[str]:
    """Return the key figures as the pages' tiles have them, in their order."""
    last = results.last.measures
    yuan = yuan_text if language == "zh" else english_yuan
    return [
        str(last.merged), str(last.actions["build"]), str(last.classrooms_added), str(last.beds_added),
        mean_text(last.day.mean), pupils_text(last.shortfall), yuan(results.yearly_fiscal_yuan),
        yuan(last.one_off_yuan),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["map.html", "report.html"])
def test_tiles_and_notes_are_written_as_in_print(name: str, results: Results, tmp_path: Path, open_page: Open) -> None:
    """Each key figure is on the page in the one text that print has for it, in both languages."""
    if name == "map.html":
        write_map_page(tmp_path / name, results)
    else:
        write_report_page(tmp_path / name, results, [])
    opened = open_page(tmp_path / name)
    page, last = opened.page, results.last.measures
    for language in ("zh", "en"):
        shown = page.inner_text("body")
        for text in tiles(results, language):
            assert text in shown.replace("\u00a0", " ").split("\n"), (language, text)
        farthest = {"zh": "最远{n}分钟", "en": "{n} at most"}[language].format(n=minutes_text(last.day.worst))
        assert farthest in shown
        if name == "report.html":
            costs = results.plan.objective
            for text in (
                whole_yuan(costs.total), whole_yuan(costs.total / 2), bound_text(results.plan.bound),
                share_text(results.plan.gap or 0.0), seconds_text(results.plan.seconds),
                yuan_text(results.seat_price_yuan) if language == "zh" else english_yuan(results.seat_price_yuan),
                mean_text(last.boarders.mean), minutes_text(last.boarders.worst),
            ):  # fmt: skip
                assert text in shown, (language, text)
        page.click("#language")
    opened.check_quiet()
