"""Standard output and standard error that never fail: a reader that has gone, a full disk, a stream that is closed."""

import errno
import io
import os
import select
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from planner.language import Text, in_language, system_reason
from planner.stops import is_stopping

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_GONE = {errno.EPIPE, errno.ECONNRESET, errno.EINVAL, errno.EBADF}
"""Nobody reads any more. Windows calls a broken pipe EINVAL."""
_WAIT_SECONDS = 0.05
_CODE_NOT_WRITTEN = 2


class _Lenient(io.RawIOBase):
    """Bytes go to a raw stream until it fails or the process is being stopped, and nowhere from then on."""

    def __init__(self, raw: io.RawIOBase) -> None:
        super().__init__()
        self._raw = raw
        self.problem: OSError | None = None

    def writable(self) -> bool:
        """Return True."""
        return True

    def isatty(self) -> bool:
        """Whether a person sees it."""
        return self._raw.isatty()

    def fileno(self) -> int:
        """Return the file descriptor. OSError where there is none."""
        return self._raw.fileno()

    def write(self, data: "ReadableBuffer", /) -> int:
        """Write what can be written; return the number of bytes, as if all was well."""
        view = memoryview(data).cast("B")
        while self.problem is None and not is_stopping():
            try:
                written = self._raw.write(view)
            except OSError as problem:
                self.problem = problem
                break
            if written is not None:
                return written
            select.select([], [self._raw.fileno()], [], _WAIT_SECONDS)  # a pipe that is full, and does not wait
        return len(view)


def make_lenient() -> None:
    """Put lenient streams in the place of this process's own; Chinese comes through whatever their encoding."""
    _occupy_closed_descriptors()
    sys.stdout, sys.stderr = _lenient(sys.stdout), _lenient(sys.stderr)


def flushed(code: int) -> int:
    """Write out what is left; return the exit code, which is 2 where all went well but the result was not written.

    A reader that has gone wanted no more: that changes nothing.
    """
    problems = [_problem_of(stream) for stream in (sys.stdout, sys.stderr)]
    out = problems[0]
    if out is None or out.errno in _GONE:
        return code
    said = Text(f"standard output cannot be written: {out.strerror}", f"标准输出无法写入：{system_reason(out).zh}")
    sys.stderr.write(f"{in_language(said)}\n")
    _problem_of(sys.stderr)
    return code or _CODE_NOT_WRITTEN


def _problem_of(stream: TextIO | None) -> OSError | None:
    if stream is None:
        return None
    try:
        stream.flush()
    except (OSError, ValueError):
        return None
    raw = getattr(getattr(stream, "buffer", None), "raw", None)
    return raw.problem if isinstance(raw, _Lenient) else None


def _lenient(stream: TextIO | None) -> TextIO:
    """Wrap a stream; one that is closed becomes one that swallows everything."""
    if stream is None or getattr(stream, "buffer", None) is None:
        return stream or Path(os.devnull).open("w", encoding="utf-8")
    raw: io.RawIOBase = getattr(stream.buffer, "raw", None) or cast("io.RawIOBase", stream.buffer)
    is_seen = stream.isatty()
    return io.TextIOWrapper(
        io.BufferedWriter(_Lenient(raw)),
        encoding=stream.encoding if is_seen else "utf-8",
        errors="replace",
        line_buffering=is_seen or stream is sys.stderr,
    )


def _occupy_closed_descriptors() -> None:
    """Let no file that is opened later take the number of a standard stream that is closed."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
