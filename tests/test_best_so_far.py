"""The best plan so far, told while the optimiser works: whole, and the plan whose total was told."""

import json
import threading
from pathlib import Path

import pytest

from planner.best_so_far import SETTING, best_document, best_plan_told
from planner.cost import objective_of, shortfall_of
from planner.inputs import Inputs, read_inputs
from planner.optimise.auto_engine import prepare
from planner.optimise.incumbent import LatePlan
from planner.optimise.solve import Answer, solve
from planner.problem.problem import Solution
from planner.reading.scenario import Solver
from planner.run import solve_inputs
from tests.districts import paper_case, write_case
from tests.planning import patient_clock

SOLVER = Solver(engine="milp", gap=0.0, threads=1, time_limit_seconds=30.0)


@pytest.fixture(name="inputs", scope="module")
def _inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    return read_inputs(write_case(tmp_path_factory.mktemp("best"), paper_case()))


def _told(inputs: Inputs, solver: Solver) -> tuple[Answer, list[tuple[float, Solution]]]:
    heard: list[tuple[float, LatePlan]] = []
    answer = solve(
        inputs.problem, solver, patient_clock(5.0), told_plan=lambda total, plan: heard.append((total, plan))
    )
    return answer, [(total, plan()) for total, plan in heard]


@pytest.mark.parametrize("engine", ["auto", "milp"])
def test_each_plan_that_is_told_costs_what_was_told(inputs: Inputs, engine: str) -> None:
    """Totals fall, each is that of its plan, and the last is the answer's; search spells plans out only when asked."""
    solver = SOLVER.model_copy(update={"engine": engine, "search_moves": 20_000 if engine == "auto" else None})
    if engine == "auto":
        prepare(inputs.problem)
    answer, told = _told(inputs, solver)
    totals = [total for total, _ in told]
    assert totals == sorted(totals, reverse=True)
    assert len(told) > 1
    for total, plan in told:
        assert objective_of(inputs.problem, plan).total == pytest.approx(total, abs=0.01)
    assert totals[-1] == pytest.approx(objective_of(inputs.problem, answer.solution).total, abs=0.01)


def test_the_document_tells_everybody(inputs: Inputs) -> None:
    """Pupils with a school and those without are all there are; schools and their actions are those of the plan."""
    problem = inputs.problem
    solution = solve(problem, SOLVER, patient_clock(5.0)).solution
    document = best_document(inputs, solution, 1.0)
    year = problem.last_planning_year
    here = problem.block_year == year
    wanted, lacking = problem.block_pupils[here].sum(), shortfall_of(problem, solution)[here].sum()
    assert sum(document["trips"]["p"]) + sum(document["short"]["p"]) == pytest.approx(wanted, abs=1.0)
    assert sum(document["short"]["p"]) == pytest.approx(lacking, abs=1.0)
    assert len(document["actions"]) == len(document["schools"]) == sum(document["counts"].values())
    opened = {problem.school_ids[school] for school in range(problem.n_schools) if solution.open[school, year]}
    assert {document["schools"][school] for school in document["trips"]["c"]} <= opened
    json.dumps(document)


def test_a_run_writes_it_where_it_is_asked_to(inputs: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is whole whenever it is there, nothing lies beside it, and no thread is left behind."""
    path = tmp_path / "best.json"
    monkeypatch.setenv(SETTING, str(path))
    written = threading.Event()
    with best_plan_told(inputs) as tell:
        solution = solve(inputs.problem, SOLVER, patient_clock(5.0)).solution

        def plan() -> Solution:
            written.set()
            return solution

        tell(5.0, plan)
        assert written.wait(30.0)
    assert json.loads(path.read_text(encoding="utf-8"))["total"] == 5.0
    assert sorted(each.name for each in tmp_path.iterdir()) == ["best.json", "best.npz"]
    assert "best plan" not in {thread.name for thread in threading.enumerate()}
    monkeypatch.setenv(SETTING, str(tmp_path / "no" / "where.json"))
    assert solve_inputs(inputs, tmp_path, SOLVER, lambda _doing, _standing: None).plan.status == "optimal"
