"""A process that has everything loaded, and forks for each scenario: `python -P -m planner.batch.forking MODULE...`.

Starting Python, its packages and the machine code of the inner loops takes seconds, as long as a small county takes to
solve. Here that is done once; each scenario is a process of its own all the same, with its own memory, signals and exit
code. It reads a JSON document a line on standard input, `{"program", "words", "folder", "out", "err"}`: a module to run
as `python -m` would, its words, the folder to be in, and the files for its standard output and error. When the process
has ended, it writes its exit code, a line too. At the end of its input, at SIGTERM, or after a while without work it
ends; a scenario that is at work is stopped first, so that none outlives whoever asked for it.

On Linux alone: elsewhere a fork is not safe (macOS) or there is none (Windows), and each scenario is started anew.
"""

import gc
import json
import os
import runpy
import select
import signal
import sys
import traceback
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from types import FrameType
from typing import NoReturn

IDLE_SECONDS = 60.0
"""So long it waits for work."""
_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_NOBODY = 0
_CHILD = [_NOBODY]
"""Process id of the scenario at work: a signal handler needs to know it."""
_ENDING = [False]


def is_possible() -> bool:
    """Whether this system can do it."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


def main(modules: Sequence[str]) -> None:
    """Load modules and machine code, then fork whenever asked. Of no modules: a process that is ready at once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for the scenario, and for whoever asked for it
    answers = os.fdopen(os.dup(1), "w", buffering=1, encoding="ascii")
    os.dup2(2, 1)  # what a module may say while it is loaded is no answer
    for name in modules:
        import_module(name)
    signal.signal(signal.SIGTERM, _on_end)
    asked = b""
    while not _ENDING[0]:
        if modules:
            load_kept()
        if b"\n" not in asked:
            if not select.select([0], [], [], IDLE_SECONDS)[0]:
                return
            piece = os.read(0, 1 << 16)
            if not piece:
                return
            asked += piece
            continue
        line, _, asked = asked.partition(b"\n")
        code = _run(json.loads(line))
        if code is None:
            return
        answers.write(f"{code}\n")


def load_kept() -> None:
    """Load the machine code that is on disk by now; what is not will be compiled by the scenario that needs it."""
    from planner.optimise.compile_ahead import compile_kept  # noqa: PLC0415 - not before signals are seen to

    compile_kept()


def _run(asked: Mapping[str, str]) -> int | None:
    """Fork, wait, and return the exit code; None where it was ended since nobody waits for it any more."""
    gc.collect()
    gc.freeze()  # what is loaded is shared, not copied, between the processes
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    with warnings.catch_warnings():
        # threads of numerical libraries sleep, and see to a fork themselves; none is of the planner
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == _NOBODY:
        _become(asked)
    _CHILD[0] = child
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    handle = os.pidfd_open(child)
    try:
        while True:
            ready = select.select([handle, 0], [], [])[0]
            if handle in ready:
                break
            if _is_alone():
                _end_child()
                select.select([handle], [], [])
                _ENDING[0] = True
                break
    finally:
        os.close(handle)
    _, status = os.waitpid(child, 0)
    _CHILD[0] = _NOBODY
    return None if _ENDING[0] else os.waitstatus_to_exitcode(status)


def _is_alone() -> bool:
    """Whether standard input has ended; asked only while a scenario is at work, when nothing else is sent."""
    return not os.read(0, 1 << 16)


def _become(asked: Mapping[str, str]) -> NoReturn:
    """Be the scenario's process from here on."""
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        written = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        _open_as(0, os.devnull, os.O_RDONLY)
        _open_as(1, asked["out"], written)
        _open_as(2, asked["err"], written)
        os.chdir(asked["folder"])
        sys.argv = [asked["program"], *json.loads(asked["words"])]
        runpy.run_module(asked["program"], run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - whatever it is, it is shown, and the process ends here
        traceback.print_exc()
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _open_as(number: int, way: str, flags: int) -> None:
    """Open a file as standard input, output or error."""
    opened = os.open(way, flags, 0o600)
    os.dup2(opened, number)
    os.close(opened)


def _end_child() -> None:
    if _CHILD[0] != _NOBODY:
        os.kill(_CHILD[0], signal.SIGTERM)


def _on_end(_signal: int, _frame: FrameType | None) -> None:
    """Stop the scenario at work, which clears away what it has half made; end when it has ended."""
    _ENDING[0] = True
    if _CHILD[0] == _NOBODY:
        os._exit(0)
    _end_child()


if __name__ == "__main__":
    main(sys.argv[1:])
