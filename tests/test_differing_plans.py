"""Alternatives: plans of one question that differ, none of them much dearer than the best."""

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import planner
from planner import cli
from planner.cost import objective_of
from planner.decide.alternatives import difference_of, merge_fates, reference_of
from planner.decide.answer import answer_of
from planner.optimise.differing import Allowed, difference, differing_from, discouraged
from planner.optimise.runtime.clock import start_clock
from planner.problem.build import build_problem
from planner.reading.scenario import Solver
from tests.composing import county_case
from tests.districts import Case, district_of, scenario_of, with_scenario, write_case
from tests.paper_plan import paper_plan
from tests.planning import plan_of

QUICK = Solver(time_limit_seconds=4.0, threads=1, gap=0.0)


def twins() -> Case:
    """Return two points near one village and a primary beyond: either point may be merged, at the same cost."""
    points = [{"school_id": name, "kind": "teaching_point", "classrooms": 1} for name in ("p", "q")]
    return Case(
        district=district_of(
            pupils={("a", 2026, "1"): 10, ("b", 2026, "1"): 10},
            schools=[*points, {"school_id": "r", "classrooms": 2}],
            travel={
                (home, school): (minutes, None, None)
                for home in "ab" for school, minutes in (("p", 5), ("q", 5), ("r", 9))
            },
        ),
        scenario=scenario_of(rules={"merge": {"kinds": ["teaching_point"], "exactly": 1}}),
    )  # fmt: skip


def test_the_other_plan_of_equal_cost_is_found() -> None:
    """Of twins one is merged; the alternative merges the other, and costs the same."""
    case = twins()
    problem = build_problem(case.district, case.journeys, case.scenario)
    first = answer_of(plan_of(case), problem)
    total = objective_of(problem, first).total
    clocks = (start_clock(1.0) for _ in range(2))
    found = differing_from(problem, [first], Allowed(total=total, shortfall_pupils=0.0), QUICK, clocks, 1.0)
    assert found is not None
    assert objective_of(problem, found.solution).total == pytest.approx(total)
    assert (found.solution.open[:, 0] != first.open[:, 0]).sum() == 2
    assert difference(problem, first, found.solution) > 0


def test_nothing_dearer_than_allowed_is_returned() -> None:
    """A county's alternatives cost at most so much more, leave no more pupils out, and differ."""
    case = county_case()
    problem = build_problem(case.district, case.journeys, case.scenario)
    first = answer_of(plan_of(case, QUICK), problem)
    total = objective_of(problem, first).total
    short = plan_of(case, QUICK).shortfall
    left = float(sum(sum(row.pupils.values()) for row in short))
    allowed = Allowed(total=1.05 * total, shortfall_pupils=left)
    clocks = (start_clock(1.0) for _ in range(3))
    found = differing_from(problem, [first], allowed, QUICK, clocks, 1.0)
    assert found is not None
    assert objective_of(problem, found.solution).total <= 1.05 * total + 1.0
    assert difference(problem, first, found.solution) > 0.05


def test_prices_discourage_what_was_decided_and_change_nothing_else() -> None:
    """At strength 0 the problem is the same; else repeated pairs are dearer and closed schools cheaper to open."""
    case = twins()
    problem = build_problem(case.district, case.journeys, case.scenario)
    plan = answer_of(plan_of(case), problem)
    same, other = (discouraged(problem, [plan], strength) for strength in (0.0, 1.0))
    assert (same.pair_yuan == problem.pair_yuan).all()
    assert (same.school_fixed_yuan == problem.school_fixed_yuan).all()
    dearer = other.pair_yuan > problem.pair_yuan
    assert (dearer == (plan.share > 0)).all()
    assert (other.school_fixed_yuan >= 0).all()


def test_the_limit_is_what_they_are_measured_from_where_it_is_near() -> None:
    """The paper plan's limit is far below it: then its own total."""
    plan = paper_plan()
    total = plan.objective.total
    assert reference_of(plan, 0.02) == (total, False)
    assert reference_of(plan, total / plan.bound) == (plan.bound, True)


def test_differences_and_fates_are_counted() -> None:
    """A plan does not differ from itself; a merge in one of two plans is open to discussion."""
    plan = paper_plan()
    assert difference_of(plan, plan).schools == 0
    assert difference_of(plan, plan).pupils == 0
    other = plan.model_copy(update={"merges": ()})
    fates = {each.school_id: each.fate for each in merge_fates([plan, other], ["P0", "P1"])}
    assert fates == {"P0": "none", "P1": "some"}
    assert merge_fates([plan, plan], ["P1"])[0].fate == "all"


def test_the_command_line_writes_plans_table_and_maps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every plan passes the judge, is within the share asked for, and the sheets say which merges are in all."""
    monkeypatch.chdir(tmp_path)
    scenario, out = write_case(tmp_path / "scenarios", twins()), tmp_path / "out"
    words = ["alternatives", str(scenario), "--count", "3", "--within", "0.05", "--time-limit", "4", "--json"]
    done = CliRunner().invoke(cli.app, [*words, "--out", str(out)])
    assert done.exit_code == 0
    document = json.loads(done.stdout)
    assert document["asked"] == 3
    assert len(document["plans"]) >= 2
    for each in document["plans"]:
        solved = planner.open_plan(out / each["plan"])
        assert planner.verify(solved) == ()
        assert solved.plan.objective.total <= document["of_yuan"] * 1.05 + 1.0
    assert {each["fate"] for each in document["merges"]} == {"some"}
    book = openpyxl.load_workbook(out / "alternatives.xlsx")
    assert book.sheetnames == ["备选方案", "撤并对照", "说明"]
    assert (out / "alternatives-1.png").stat().st_size > 20_000


@pytest.mark.parametrize(("option", "value"), [("--count", "1"), ("--count", "99"), ("--within", "0")])
def test_figures_that_are_not_possible_are_refused(tmp_path: Path, option: str, value: str) -> None:
    """Exit code 2, and nothing is solved."""
    scenario = write_case(tmp_path / "scenarios", with_scenario(twins(), "name", value="twins"))
    done = CliRunner().invoke(cli.app, ["alternatives", str(scenario), option, value, "--out", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert value in done.stderr
    assert not (tmp_path / "out").exists()
