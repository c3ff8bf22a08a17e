"""A run that begins with an earlier plan: it is not forgotten, and what is no longer allowed is mended."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.cost import objective_of
from planner.decide.earlier import earlier_of
from planner.errors import InputError, NoPlanError
from planner.optimise.construction.earlier import start_from
from planner.optimise.construction.feasible_shares import keeps_limits
from planner.optimise.runtime.clock import start_clock
from planner.optimise.solve import solve
from planner.plan import Plan
from planner.problem.build import build_problem
from planner.problem.problem import Problem
from planner.reading.scenario import Solver
from tests.districts import Case, district_of, paper_case, with_scenario, write_case
from tests.mixing import mixed_case
from tests.planning import EXACT, plan_of

AT_ONCE = Solver(time_limit_seconds=0.0, threads=1)
ROUNDING = 1e-3


def problem_of(case: Case) -> Problem:
    """Build a case's problem."""
    return build_problem(case.district, case.journeys, case.scenario)


def solved_at_once(case: Case, begin: Plan) -> float:
    """Return the total of what a run finds that begins with a plan and has no time."""
    problem = problem_of(case)
    answer = solve(problem, AT_ONCE, start_clock(0.0), earlier=earlier_of(begin, problem).earlier)
    assert keeps_limits(problem, answer.solution)
    return objective_of(problem, answer.solution).total


def planned(seed: int, mode: str = "whole") -> tuple[Case, Plan]:
    """Return the first case from a seed on whose rules do not clash, and its plan."""
    case = mixed_case(seed, mode=mode)
    try:
        return case, plan_of(case)
    except NoPlanError:
        return planned(seed + 1000, mode)


@pytest.mark.parametrize("mode", ["whole", "split"])
@pytest.mark.parametrize("seed", range(30))
def test_it_is_no_worse_than_the_plan_it_begins_with(seed: int, mode: str) -> None:
    """Of the same problem, whatever its rules, without any time to search."""
    case, plan = planned(seed, mode)
    assert solved_at_once(case, plan) <= plan.objective.total + ROUNDING


STRICTER = (
    (("rules", "nearest"), {"max_extra_minutes": 3}),
    (("rules", "whole_school"), {"least_pupils_per_grade": 2}),
    (("rules", "class_size"), {"primary": 7, "junior": 7}),
)


@pytest.mark.parametrize("seed", range(30))
def test_what_is_no_longer_allowed_is_mended(seed: int) -> None:
    """Under a stricter rule the plan is brought to keep it, and the best plan is found from there as from nothing."""
    case, plan = planned(seed)
    path, value = STRICTER[seed % len(STRICTER)]
    stricter = with_scenario(case, *path, value=value)
    try:
        best = plan_of(stricter).objective.total
    except NoPlanError:  # a rule may leave no plan at all
        return
    problem = problem_of(stricter)
    earlier = earlier_of(plan, problem).earlier
    answer = solve(problem, EXACT, start_clock(EXACT.time_limit_seconds), earlier=earlier)
    assert keeps_limits(problem, answer.solution)
    assert objective_of(problem, answer.solution).total == pytest.approx(best, abs=ROUNDING)


def test_everybody_stays_where_nothing_is_against_it() -> None:
    """A school decided to close sends its own pupils elsewhere; whoever was not there stays."""
    case = paper_case()
    plan = plan_of(case)
    used = {row.school_id for row in plan.assignments}
    closing = with_scenario(case, "decisions", value={"close": ["P1"]})
    problem = problem_of(closing)
    taken = earlier_of(plan, problem)
    start = start_from(problem, taken.earlier, start_clock(0.0))
    assert "P1" in used
    assert taken.pupils_kept < sum(sum(row.pupils.values()) for row in plan.assignments)
    stay = taken.earlier.share > 0
    assert (start.share[stay] > 0).all()


def test_years_the_plan_does_not_have_follow_its_last_one() -> None:
    """A plan of one year begins one of two."""
    both = with_scenario(paper_case(), "budget_yuan", value=None)
    plan = plan_of(with_scenario(both, "years", value=[2026]))
    taken = earlier_of(plan, problem_of(both))
    placed = sum(sum(row.pupils.values()) for row in plan.assignments)
    assert taken.pupils_kept == pytest.approx(2 * placed)


def test_a_plan_of_other_places_is_refused() -> None:
    """It names no settlement and no school of the district."""
    other = district_of(
        pupils={("Z", 2026, "1"): 5},
        schools=[{"school_id": "Q", "grades": "1-2"}],
        travel={("Z", "Q"): (5, None, None)},
    )
    plan = plan_of(Case(district=other, scenario=with_scenario(paper_case(), "years", value=[2026]).scenario))
    with pytest.raises(InputError, match="of other places"):
        earlier_of(plan, problem_of(paper_case()))


def test_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--from takes the plan it then replaces; the new one says so, and costs no more."""
    monkeypatch.chdir(tmp_path)
    scenario = write_case(tmp_path / "scenarios", paper_case())
    plan = tmp_path / "plans" / "plan.json"
    fast = ["run", str(scenario), "--out", str(plan.parent), "--time-limit", "1", "--quiet"]
    assert CliRunner().invoke(app, fast).exit_code == 0
    before = json.loads(plan.read_bytes())
    assert CliRunner().invoke(app, [*fast, "--from", str(plan)]).exit_code == 0
    after = json.loads(plan.read_bytes())
    assert after["objective"]["total"] <= before["objective"]["total"] + ROUNDING
    assert any(note.startswith("begun with an earlier plan (paper)") for note in after["notes"])
    plan.write_text("{", encoding="utf-8")
    assert CliRunner().invoke(app, [*fast, "--from", str(plan)]).exit_code == 2
