"""What a county's process does: `python -m planner.city.work plan|limit SCENARIO --out DIR [options]`.

plan: read, solve, judge, and save plan.json, from begin.json beside the scenario where there is one; nothing is drawn.
    With --price-seconds it saves prices.json too: what serving each block costs at the margin, by a proof of so long.
limit: prove a limit for the county with the transfers of crossing.json beside the scenario; saved as limit.json.
It says on standard output, as one JSON document, what `planner run --json` says, and the most memory it held.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from planner.stops import guard, leave

PLAN_PROGRAM: tuple[str, ...] = ("planner.city.work", "plan")
LIMIT_PROGRAM: tuple[str, ...] = ("planner.city.work", "limit")
LIMIT_NAME, PRICES_NAME = "limit.json", "prices.json"
_KIB = 1024
_KEYS = ("time_limit_seconds", "threads", "seed")


def main(words: Sequence[str]) -> int:
    """Do what the words ask; return the exit code."""
    from planner.errors import PlannerError  # noqa: PLC0415 - nothing heavy before stops are watched for
    from planner.show.words.problem_json import problem_document  # noqa: PLC0415

    asked = _parsed(words)
    try:
        document = {"plan": _plan, "limit": _limit}[asked.what](asked)
    except PlannerError as problem:
        document, code = problem_document(problem), problem.exit_code
    else:
        code = 4 if document.get("status") == "stopped" else 0
    document["peak_memory_bytes"] = _peak_memory_bytes()
    sys.stdout.write(f"{json.dumps(document, ensure_ascii=False)}\n")
    sys.stdout.flush()
    return code


def _parsed(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="planner.city.work")
    parser.add_argument("what", choices=("plan", "limit"))
    parser.add_argument("scenario", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--time-limit", type=float)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--price-seconds", type=float)
    return parser.parse_args(words)


def _plan(asked: argparse.Namespace) -> dict[str, Any]:
    from planner.city.deriving import BEGIN  # noqa: PLC0415 - as above
    from planner.inputs import read_inputs  # noqa: PLC0415
    from planner.plan import read_plan  # noqa: PLC0415
    from planner.run import save_solved, solve_inputs  # noqa: PLC0415

    begun = time.monotonic()
    inputs = read_inputs(asked.scenario)
    read = time.monotonic()
    begin = asked.scenario.parent / BEGIN
    earlier = read_plan(begin) if begin.is_file() else None
    solved = solve_inputs(inputs, asked.out, _solver(inputs.scenario.solver, asked), _silent, begin=earlier)
    save_solved(solved, asked.out)
    if asked.price_seconds is not None:
        from planner.city.limits import block_prices  # noqa: PLC0415

        solver = inputs.scenario.solver.model_copy(update={"time_limit_seconds": asked.price_seconds})
        prices = block_prices(inputs.problem, _solver(solver, asked, ("threads",)))
        (asked.out / PRICES_NAME).write_text(json.dumps(prices.tolist()), encoding="utf-8")
    plan = solved.plan
    document = plan.model_dump(mode="json", by_alias=True, exclude={"schools", "assignments", "merges", "shortfall"})
    left = sum(sum(row.pupils.values()) for row in plan.shortfall)
    seconds = {"reading_seconds": round(read - begun, 3), "working_seconds": round(time.monotonic() - read, 3)}
    return document | {"title": inputs.scenario.title, "merged": len(plan.merges), "shortfall_pupils": left} | seconds


def _limit(asked: argparse.Namespace) -> dict[str, Any]:
    from planner.city.deriving import CROSSING  # noqa: PLC0415 - as above
    from planner.city.limits import proven_limit, read_transfers  # noqa: PLC0415
    from planner.inputs import read_inputs  # noqa: PLC0415

    inputs = read_inputs(asked.scenario)
    transfers = read_transfers(asked.scenario.parent / CROSSING)
    bound = proven_limit(inputs.problem, transfers, _solver(inputs.scenario.solver, asked))
    document = {"ok": True, "bound": bound}
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / LIMIT_NAME).write_text(f"{json.dumps(document)}\n", encoding="utf-8")
    return document


def _solver(solver: Any, asked: argparse.Namespace, keys: Sequence[str] = _KEYS) -> Any:  # noqa: ANN401 - imported late
    given = {"time_limit_seconds": asked.time_limit, "threads": asked.threads, "seed": asked.seed}
    return solver.model_copy(update={key: given[key] for key in keys if given[key] is not None})


def _silent(_phase: str, _standing: object) -> None:
    """Tell nobody: whoever began this process tells."""


def _peak_memory_bytes() -> int | None:
    """Return the most memory that this process held; None where the system does not say."""
    status = Path("/proc/self/status")
    if status.is_file():  # beside it, getrusage of Linux tells what the process that began this one held before
        held = next((line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM")), "")
        return int(held.split()[1]) * _KIB if held else None
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(most if sys.platform == "darwin" else most * _KIB)


if __name__ == "__main__":
    guard()
    leave(main(sys.argv[1:]))
