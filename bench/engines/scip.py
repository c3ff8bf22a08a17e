"""The same plain model in SCIP, through an MPS file and pyscipopt.

Limits are those of SCIP's own tolerances, which are looser than ours.
"""

import tempfile
from pathlib import Path

import pyscipopt
from pyscipopt import SCIP_EVENTTYPE

from bench.engines.sheet import Sheet, built_model, left_of, solution_of
from planner.problem.problem import Problem, Solution

_EVENTS = (SCIP_EVENTTYPE.BESTSOLFOUND, SCIP_EVENTTYPE.NODESOLVED, SCIP_EVENTTYPE.LPSOLVED)


class _Listener(pyscipopt.Eventhdlr):
    """Writes down where SCIP stands whenever something has happened."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def eventinit(self) -> None:
        """Ask for events."""
        for event in _EVENTS:
            self.model.catchEvent(event, self)

    def eventexit(self) -> None:
        """Ask no more."""
        for event in _EVENTS:
            self.model.dropEvent(event, self)

    def eventexec(self, _event: object) -> None:
        """Write down where SCIP stands."""
        self._sheet.note(_total(self.model), _limit(self.model))


def run(problem: Problem, seconds: float, threads: int, sheet: Sheet) -> Solution | None:
    """Build the model and leave it to SCIP, which searches on one thread; building counts."""
    model = built_model(problem, sheet)
    scip = pyscipopt.Model()
    scip.hideOutput()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.mps"
        model.lp.writeMPS(str(path))
        scip.readProblem(str(path))
    scip.includeEventhdlr(_Listener(sheet), "listener", "writes down where SCIP stands")
    scip.setParam("parallel/maxnthreads", threads)
    scip.setParam("limits/time", left_of(seconds, sheet))
    scip.setParam("limits/gap", 0.0)
    scip.optimize()
    sheet.note(_total(scip), _limit(scip))
    if scip.getNSols() == 0:
        return None
    best = scip.getBestSol()
    values = {variable.name: scip.getSolVal(best, variable) for variable in scip.getVars()}
    return solution_of(model, lambda name: float(values.get(name, 0.0)))


def _total(scip: pyscipopt.Model) -> float:
    primal = float(scip.getPrimalbound())
    return primal if not scip.isInfinity(abs(primal)) else float("inf")


def _limit(scip: pyscipopt.Model) -> float:
    dual = float(scip.getDualbound())
    return dual if not scip.isInfinity(abs(dual)) else float("-inf")
