"""Stop verbs at many moments and look at what is left: `python -m tests.stopping --moments 300` runs it by hand.

Each trial starts a verb in a process of its own, waits until stops are watched for and a random time more, sends one
or two signals, and asks: is the exit code one of 0 and 4, is nothing like a traceback told, is no working folder left,
does the plan pass the judge?
"""

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.errors import InputError
from planner.saved import changed_inputs, judge, open_plan
from tests.districts import paper_case, write_case

_WATCHED = """
import os
from planner import stops
guard = stops.guard
def told() -> None:
    guard()
    os.write(1, b".")
stops.guard = told
from planner.__main__ import main
main()
"""
"""The planner as its command starts it; one byte on standard output says that stops are watched for from here on."""
_FAST = ("--engine", "milp", "--gap", "0", "--threads", "1", "--time-limit", "5")
VERBS = (
    "run", "run", "check", "verify", "explain", "maps", "redraw", "compare", "shortfall", "stress", "buses", "sweep",
    "alternatives", "batch", "city", "prove",
)  # fmt: skip
MADE = {"compare-paper-1-paper-2", "swept", "others", "many", "city"}
"""Folders beside the plan's that these verbs write."""
_LONGEST_SECONDS = 120


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What was sent to which verb, when, and what came of it."""

    verb: str
    signals: tuple[tuple[float, int], ...]
    code: int
    out: str
    err: str
    left: tuple[str, ...]
    """What is wrong with the folder afterwards."""

    @property
    def faults(self) -> tuple[str, ...]:
        """Everything that should not be."""
        told = [word for word in ("Traceback", "Exception ignored", "Fatal", "terminate called") if word in self.err]
        return (*([] if self.code in {0, 4} else [f"exit code {self.code}"]), *told, *self.left)


def arguments_of(verb: str, folder: Path) -> tuple[str, ...]:
    """Return a verb's arguments in a folder that `prepared` has made."""
    scenario, plan = str(folder / "scenarios" / "scenario.yaml"), str(folder / "maps" / "paper" / "plan.json")
    return {
        "run": (scenario, *_FAST),
        "check": (scenario,),
        "verify": (plan,),
        "explain": (plan,),
        "maps": (plan,),
        "redraw": (plan,),
        "compare": (plan, plan),
        "shortfall": (scenario,),
        "stress": (plan, "--seconds", "1"),
        "buses": (plan, "--seconds", "1"),
        "sweep": (
            scenario,
            "--vary",
            "prices.bed_yuan=100,200",
            "--time-limit",
            "2",
            "--out",
            str(folder / "maps" / "swept"),
        ),
        "alternatives": (scenario, "--count", "2", "--time-limit", "2", "--out", str(folder / "maps" / "others")),
        "prove": (plan, "--time-limit", "2"),
        "batch": (scenario, "--out", str(folder / "maps" / "many")),
        "city": (str(folder / "regions.yaml"), "--out", str(folder / "maps" / "city"), "--time-limit", "2"),
    }[verb]


def prepared(folder: Path) -> float:
    """Plan the paper district in a folder; return the seconds it took."""
    write_case(folder / "scenarios", paper_case())
    (folder / "regions.yaml").write_text("name: city\ncounties: {paper: scenarios}\n", encoding="utf-8")
    began = time.monotonic()
    done = planner(folder, "run", *arguments_of("run", folder))
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return time.monotonic() - began


def planner(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a verb to its end."""
    command = [sys.executable, "-m", "planner", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


@contextlib.contextmanager
def watched(folder: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """Start a verb, and wait until it watches for stops: before, a signal ends the interpreter as any other program."""
    with subprocess.Popen(
        [sys.executable, "-c", _WATCHED, *arguments],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert os.read(process.stdout.fileno(), 1) == b"."
        yield process


def stopped(folder: Path, verb: str, signals: Sequence[tuple[float, int]]) -> Trial:
    """Run a verb, send each signal after its seconds, and judge what is left."""
    before = {path.name for path in (folder / "maps").iterdir()}
    with watched(folder, verb, *arguments_of(verb, folder)) as process:
        for seconds, number in signals:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
                break  # it has ended: there is nothing left to stop
            process.send_signal(number)
        out, err = process.communicate(timeout=_LONGEST_SECONDS)
    left = tuple(_faults_left(folder, before))
    return Trial(verb=verb, signals=tuple(signals), code=process.returncode, out=out, err=err, left=left)


def _faults_left(folder: Path, before: set[str]) -> Iterator[str]:
    hidden = [path.name for path in (folder / "maps").rglob(".*")]
    if hidden:
        yield f"left over: {hidden}"
    strange = {path.name for path in (folder / "maps").iterdir()} - before - MADE
    if strange:
        yield f"strange: {sorted(strange)}"
    try:
        saved = open_plan(folder / "maps" / "paper" / "plan.json")
    except InputError as error:
        yield f"the plan cannot be read: {error}"
        return
    yield from (f"verify: {violation.text()}" for violation in judge(saved))
    yield from (f"another input: {name}" for name in changed_inputs(saved))


def main() -> None:
    """Try so many moments; show each fault and a table of exit codes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--moments", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=None, help="latest moment; default: a run's own length")
    options = parser.parse_args()
    chance, codes, bad = random.Random(options.seed), Counter[tuple[str, int]](), 0  # noqa: S311 - only moments
    folder = Path(tempfile.mkdtemp())
    longest = options.seconds or prepared(folder)
    if options.seconds:
        prepared(folder)
    for turn in range(options.moments):
        verb = VERBS[turn % len(VERBS)]
        first = chance.uniform(0.0, longest)
        number = chance.choice([signal.SIGINT] * 4 + [signal.SIGTERM])
        signals = [(first, number)]
        if chance.random() < 0.5:
            signals.append((chance.choice([0.0, 0.001, 0.01, 0.1, 0.5]), signal.SIGINT))
        trial = stopped(folder, verb, signals)
        codes[verb, trial.code] += 1
        if trial.faults:
            bad += 1
            sys.stdout.write(f"{turn} {trial.verb} {trial.signals} {trial.faults}\n{trial.err[-1500:]}\n")
    shutil.rmtree(folder)
    sys.stdout.write(f"{options.moments} moments, {bad} with faults; {dict(sorted(codes.items()))}\n")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
