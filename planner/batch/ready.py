"""Processes that run scenarios: one that is ready and forks (`planner.batch.forking`), else a new one for each."""

import json
import queue
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from planner.batch.forking import is_possible
from planner.stops import finished_first, tidied_on_stop

_LONGEST_END_SECONDS = 60.0
_LOADED = {
    "planner": ("planner.cli", "planner.outputs"),
    "planner.city.work": ("planner.run", "planner.city.deriving", "planner.city.limits"),
}
"""What is loaded ahead for a program."""


class Said(NamedTuple):
    """How a process ended, and what it said."""

    code: int
    """Negative: by this signal."""
    out: str
    err: str


class Pool:
    """Ready processes that are idle, by program; as many are started as are at work at once."""

    def __init__(self) -> None:
        """Begin with none."""
        self._idle: dict[str, queue.SimpleQueue[_Ready]] = {}

    def run(self, program: Sequence[str], words: Sequence[str]) -> Said:
        """Run `python -m PROGRAM WORDS` to its end. A stop of this process stops it first."""
        module, *first = program
        given = [*first, *words]
        if not is_possible():
            return _run_anew([sys.executable, "-P", "-m", module, *given])
        idle = self._idle.setdefault(module, queue.SimpleQueue())
        while True:
            try:
                ready = idle.get_nowait()
            except queue.Empty:
                ready = _Ready(module)
                said = ready.run(given)
                said = _run_anew([sys.executable, "-P", "-m", module, *given]) if said is None else said
            else:
                waited = ready.run(given)
                if waited is None:  # it had ended for want of work
                    continue
                said = waited
            idle.put(ready)
            return said

    def close(self) -> None:
        """End all that are idle."""
        for idle in self._idle.values():
            with suppress(queue.Empty):
                while True:
                    idle.get_nowait().close()


@cache
def pool() -> Pool:
    """Return the pool of this process."""
    return Pool()


class _Ready:
    """One process that forks."""

    def __init__(self, module: str) -> None:
        """Start it."""
        command = [sys.executable, "-P", "-m", "planner.batch.forking", *_LOADED.get(module, ())]
        self._module = module
        process = subprocess.Popen(  # noqa: S603 - this very Python, and the planner
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
        )
        assert process.stdin  # noqa: S101 - asked for above
        assert process.stdout  # noqa: S101
        self._process, self._asks, self._answers = process, process.stdin, process.stdout

    def run(self, words: Sequence[str]) -> Said | None:
        """Run the module with these words, and wait; None where this process did not take the work."""
        with ExitStack() as until_ended, tempfile.TemporaryDirectory(prefix="planner-ready-") as folder:
            out, err = (Path(folder) / name for name in ("out", "err"))
            asked = {
                "program": self._module,
                "words": json.dumps(list(words)),
                "folder": str(Path.cwd()),
                "out": str(out),
                "err": str(err),
            }
            with finished_first():
                until_ended.enter_context(tidied_on_stop(self.stop))
                try:
                    self._asks.write(f"{json.dumps(asked)}\n")
                    self._asks.flush()
                except OSError:
                    self.close()
                    return None
            answer = self._answers.readline()
            if not answer and not out.exists():
                self.close()
                return None
            said = [each.read_text(encoding="utf-8", errors="replace") if each.is_file() else "" for each in (out, err)]
            return Said(int(answer) if answer else -9, *said)

    def stop(self) -> None:
        """End it, and what it runs, which may clear away what it has half made; kill it where it takes too long."""
        self._process.terminate()
        try:
            self._process.wait(_LONGEST_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def close(self) -> None:
        """Let it end when it has nothing more to do."""
        for stream in (self._asks, self._answers):
            with suppress(OSError):
                stream.close()
        self._process.wait()


def _run_anew(command: list[str]) -> Said:
    """Run a command in a process of its own; a stop of this process stops it first."""
    with ExitStack() as until_ended:
        with finished_first():  # never a process that a stop does not know of
            process = subprocess.Popen(  # noqa: S603 - this very Python, and the planner
                command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", errors="replace"
            )
            until_ended.enter_context(tidied_on_stop(lambda: _stop(process)))
        out, err = process.communicate()
    return Said(process.returncode, out, err)


def _stop(process: "subprocess.Popen[str]") -> None:
    """Let a process clear away what it has half made; end it where it takes too long."""
    process.terminate()
    try:
        process.wait(_LONGEST_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
