"""Stops: Ctrl-C, SIGTERM or a terminal that goes away end the program at once, from whatever line it is at.

No exception is thrown into the work, since one thrown into an import, a compiler, a destructor or the C++ of a solver
is shown, swallowed or fatal as chance has it. Instead the signal wakes a thread of its own, which waits for what must
not be broken off (`finished_first`), clears away what is half made (`tidied_on_stop`), says one sentence and ends the
process with exit code 4. While the optimiser works, the first Ctrl-C only sets a flag (`told_to_stop`).

Signals belong to the process, and so does what is kept here; nothing of it is in force before `guard`.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import NoReturn

from planner.language import Text, in_language

EXIT_CODE = 4
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
_LONGEST_WAIT_SECONDS = 60.0
_STDOUT, _STDERR = 1, 2
_CLEAR_LINE_AND_SHOW_CURSOR = b"\r\x1b[K\x1b[?25h"
Words = tuple[str, str]
"""What is said at a stop: on standard output, and on standard error."""
_EARLY: Words = ("", f"{in_language(Text('stopped', '已停止'))}\n")


@dataclass(kw_only=True)
class _Process:
    """What this process is about to do when it is stopped."""

    guarded: bool = False
    flag: threading.Event | None = None
    words: Words = _EARLY
    tidying: list[Callable[[], None]] = field(default_factory=list)
    unbroken: threading.RLock = field(default_factory=threading.RLock)
    """Held while something is done that must not be broken off."""
    ending: threading.Lock = field(default_factory=threading.Lock)
    """Taken once, by the thread that ends the process."""
    stopping: threading.Event = field(default_factory=threading.Event)


_PROCESS = _Process()


def guard() -> None:
    """From now on let every stop end this process with exit code 4. In the main thread, once; before heavy imports."""
    reading, writing = os.pipe()
    if os.name == "posix":
        os.set_blocking(writing, False)
    threading.Thread(target=_watch, args=(reading,), name="stops", daemon=True).start()
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for number in (getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)):
        if number == signal.SIGINT or signal.getsignal(number) != signal.SIG_IGN:  # nohup ignores SIGHUP: let it
            signal.signal(number, _noted)
    _PROCESS.guarded = True


def leave(code: int) -> NoReturn:
    """End the process with this exit code, without the interpreter's own end, which a stop could still break.

    The streams have been flushed before. Where a stop came first, the code is that of the stop.
    """
    if not _PROCESS.ending.acquire(blocking=False):
        threading.Event().wait()  # the thread of the stop ends the process
    os._exit(code)


def is_stopping() -> bool:
    """Whether a stop is ending the process: what the work says from then on means nothing."""
    return _PROCESS.stopping.is_set()


def say_at_stop(out: str, err: str) -> None:
    """Set what a stop says, on standard output and on standard error."""
    _PROCESS.words = (out, err)


@contextmanager
def finished_first() -> Iterator[None]:
    """Let what stands inside, which takes a moment, come to its end before a stop."""
    with _PROCESS.unbroken:
        yield


@contextmanager
def tidied_on_stop(tidy: Callable[[], None]) -> Iterator[None]:
    """Have this done at a stop that comes meanwhile; the one entered last is done first."""
    _PROCESS.tidying.append(tidy)
    try:
        yield
    finally:
        _PROCESS.tidying.remove(tidy)


@contextmanager
def told_to_stop() -> Iterator[threading.Event]:
    """Yield a flag that the first Ctrl-C sets; a second one, or another kind of stop, ends the program.

    Where this process is not guarded, the second Ctrl-C does what one did before; in another than the main thread the
    flag is never set.
    """
    flag = threading.Event()
    if _PROCESS.guarded:
        _PROCESS.flag = flag
        try:
            yield flag
        finally:
            _PROCESS.flag = None
    elif threading.current_thread() is threading.main_thread():
        with _first_ctrl_c_sets(flag):
            yield flag
    else:
        yield flag


@contextmanager
def _first_ctrl_c_sets(flag: threading.Event) -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)

    def on_ctrl_c(_signal: int, _frame: FrameType | None) -> None:
        flag.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, on_ctrl_c)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _noted(_signal: int, _frame: FrameType | None) -> None:
    """Do nothing: that a signal came has already been written to the pipe that `_watch` reads."""


def _watch(reading: int) -> None:
    while True:
        for number in os.read(reading, 64):
            flag = _PROCESS.flag
            if number == signal.SIGINT and flag is not None and not flag.is_set():
                flag.set()
            else:
                _stop()


def _stop() -> None:
    if not _PROCESS.ending.acquire(blocking=False):
        return  # the work has come to its end
    _PROCESS.stopping.set()
    _PROCESS.unbroken.acquire(timeout=_LONGEST_WAIT_SECONDS)
    for tidy in reversed(tuple(_PROCESS.tidying)):
        with suppress(Exception):
            tidy()
    out, err = _PROCESS.words
    with suppress(OSError):
        if os.isatty(_STDERR):
            os.write(_STDERR, _CLEAR_LINE_AND_SHOW_CURSOR)
        os.write(_STDERR, err.encode())
    with suppress(OSError):
        os.write(_STDOUT, out.encode())
    os._exit(EXIT_CODE)
