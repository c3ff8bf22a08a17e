"""The page that is made from results, and the programme that makes them."""

import json
import math
from pathlib import Path

import pytest

from bench import all as programme
from bench.cases import ROOT
from bench.measurement import Measurement, written
from bench.page import BLOCKS, draw, filled, main
from bench.plots import gaps_of
from bench.public import FAMILIES, Family, file_of_family
from bench.results import Results, read_results
from bench.side_by_side import task_of
from bench.targets import verdicts
from tests.bench.records import measurement


def results_of(*runs: Measurement, folder: Path) -> Results:
    """Write runs down, and a family, and read the folder."""
    for run in runs:
        written(run, folder)
    known = measurement("auto", (0.1, 50.0, 50.0), seconds=2.0, case="diaz/p1-whole", gap=0.0)
    slow = known.model_copy(update={"solver": "highs", "seconds": 1.0})
    family = Family(name="diaz-whole", known=(50.0,), auto=(known,), highs=(slow,))
    file_of_family(folder, "diaz-whole").write_text(family.model_dump_json(), encoding="utf-8")
    (folder / "machine.json").write_text(json.dumps(programme.machine()), encoding="utf-8")
    (folder / "compile.json").write_text('{"cold_seconds": 31.0, "warm_seconds": 0.2}', encoding="utf-8")
    return read_results(folder)


@pytest.fixture
def results(tmp_path: Path) -> Results:
    """Return results of a county of 300: ours within 2 s, ours after 60 s, HiGHS after 400 s, CBC without a plan."""
    return results_of(
        measurement("auto", (1.0, 104.0, 90.0), seconds=2.0),
        measurement("auto", (0.5, 120.0, 80.0), (1.5, 105.0, 95.0), (50.0, 100.0, 97.0), seconds=60.0, gap=0.03),
        measurement("highs", (300.0, 110.0, 93.0), seconds=400.0, gap=0.17),
        measurement("cbc", (2.0, math.inf, 60.0), seconds=120.0, gap=math.inf),
        folder=tmp_path,
    )


def test_targets_are_judged_by_what_was_measured(results: Results) -> None:
    """Reached, missed, and not measured are told apart."""
    told = {verdict.target: verdict for verdict in verdicts(results)}
    ahead = next(verdict for target, verdict in told.items() if "textbook HiGHS" in target)
    assert ahead.reached
    assert "ahead after 1.50 s" in ahead.measured
    assert "-5.45 % of HiGHS's" in ahead.measured
    assert told["County of 300: proven gap 4 % in 60 s"].reached
    assert told["First-run compilation under 30 s"].reached is False
    assert told["Mengjin: proven gap 4 % in 60 s, aim 1 %"].reached is None
    family = next(verdict for target, verdict in told.items() if target.startswith("diaz-whole"))
    assert family.reached is False
    assert "1 of 1 exact, 1 proven; 2.0 s, HiGHS 1.0 s" in family.measured


def test_figures_stand_in_their_blocks(results: Results) -> None:
    """A case's table has a row a run; what was not measured is said to be so; words around stay."""
    page = "before\n<!-- figures county-300 -->\nold\n<!-- end -->\nafter\n<!-- figures mengjin -->\n<!-- end -->\n"
    made = filled(page, results)
    assert "old" not in made
    assert made.startswith("before\n")
    assert "| highs | 400.0 of 400 | 110.00 | 10.00 % | 0 | 93.00 | 17.00 % | never / never / never | 200 |" in made
    assert "| cbc | 120.0 of 120 | no plan |" in made
    assert made.endswith("<!-- figures mengjin -->\nNot measured in this run.\n<!-- end -->\n")
    assert filled(made, results) == made


def test_a_plan_that_breaks_a_rule_is_on_the_page(results: Results, tmp_path: Path) -> None:
    """Nor is it the best of all."""
    wrong = measurement("scip", (1.0, 10.0, 5.0)).model_copy(update={"broken": ("seats: too many",)})
    more = results_of(wrong, folder=tmp_path)
    assert "**Wrong:** county-300 scip 9 s: seats: too many" in BLOCKS["machine"](more)
    assert "**Wrong:**" not in BLOCKS["machine"](results)
    assert more.best("county-300") == 100.0


def test_a_gap_lasts_until_the_end_of_its_run() -> None:
    """It is a share of the total, from the first plan with a limit."""
    seconds, gaps = gaps_of(measurement("auto", (0.5, math.inf, 80.0), (1.0, 100.0, 80.0), (2.0, 100.0, 90.0)))
    assert seconds.tolist() == [1.0, 2.0, 9.0]
    assert gaps.tolist() == pytest.approx([0.2, 0.1, 0.1])


def test_pictures_are_drawn_with_and_without_results(results: Results, tmp_path: Path) -> None:
    """Three pictures, whatever there is."""
    draw(results, tmp_path / "pictures")
    assert {path.name for path in (tmp_path / "pictures").iterdir()} == {
        "gap-by-size.png",
        "gap-county-300.png",
        "gap-mengjin.png",
    }


def test_the_page_has_a_place_for_everything_measured(tmp_path: Path) -> None:
    """Every case of the programme that is no family of small ones has its block, and an empty folder makes a page."""
    page = tmp_path / "performance.md"
    page.write_bytes((ROOT / "docs" / "performance.md").read_bytes())
    text = page.read_text(encoding="utf-8")
    cases = {command[1] for command in programme.PROGRAMME if command[0] == "side_by_side"}
    by_name = {case for case in cases if f"<!-- figures {case} -->" in text}
    elsewhere = {case for case in cases if case in {"county-1000", "county-3000"} or case.startswith(("pmed", "sf_"))}
    assert cases == by_name | elsewhere
    assert all(f"<!-- figures {name} -->" in text for name in BLOCKS)
    main(["--folder", str(tmp_path / "nothing"), "--page", str(page)])
    assert "Not measured in this run." in page.read_text(encoding="utf-8")


def test_the_programme_names_commands_that_there_are() -> None:
    """Its modules, tasks and families are known."""
    for name, what, *rest in (command for command in programme.PROGRAMME if len(command) > 1):
        if name == "side_by_side":
            assert all(task_of(word).seconds > 0 for word in rest)
        else:
            assert (name, what in FAMILIES) == ("public", True)
