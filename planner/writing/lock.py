"""One writer a folder: a lock that the system itself drops when its process ends, however it ends."""

import errno
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from planner.errors import InputError
from planner.language import Text
from planner.stops import tidied_on_stop

LOCK_NAME = ".planner-lock"
_CANNOT_LOCK = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}
"""A disk, as some shared ones, that knows no locks."""
_FAR = 1 << 30
"""Where Windows locks a byte: what it locks nobody else can read, and the names at the start are to be read."""

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(folder: Path, verb: str) -> Iterator[bool]:
    """Hold a folder that is there for one verb; yield whether its disk knows locks at all.

    InputError, naming verb, process and beginning of the other, where another process holds it; OSError.
    """
    path = folder / LOCK_NAME
    descriptor = _taken(path, folder)
    if descriptor is None:
        yield False
        return

    def give_back() -> None:
        _give_back(path, descriptor)

    try:
        with tidied_on_stop(give_back):
            since = time.strftime("%Y-%m-%d %H:%M")
            holder = {"verb": verb, "pid": os.getpid(), "host": socket.gethostname(), "since": since}
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.ftruncate(descriptor, 0)
            with suppress(OSError):  # a full disk does not keep the lock from being one
                os.write(descriptor, json.dumps(holder).encode())
            yield True
    finally:
        give_back()


def _taken(path: Path, folder: Path) -> int | None:
    """Open and lock the file; None where locks are not known. One removed meanwhile by its holder is opened anew."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(descriptor)
        except OSError as problem:
            os.close(descriptor)
            if problem.errno in _CANNOT_LOCK:
                path.unlink(missing_ok=True)
                return None
            raise _held(path, folder) from problem
        with suppress(OSError):
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        os.close(descriptor)


def _held(path: Path, folder: Path) -> InputError:
    """Name the holder."""
    try:
        who = json.loads(path.read_bytes()[:1000])
        named = Text(
            f" by planner {who['verb']} (process {who['pid']} on {who['host']}, since {who['since']})",
            f"（planner {who['verb']}，进程 {who['pid']}，主机 {who['host']}，{who['since']} 开始）",
        )
    except (OSError, ValueError, KeyError, TypeError):
        named = Text("", "")
    return InputError(
        Text(
            f"{folder} is being written into{named}: wait until that has ended, or give another folder with --out",
            f"文件夹 {folder} 正由另一个程序写入{named.zh}：请等它结束，或用 --out 另选文件夹",
        )
    )


def _give_back(path: Path, descriptor: int) -> None:
    """Remove the file while it is still held; where an open file cannot be removed, after that."""
    removed = False
    if sys.platform != "win32":
        with suppress(OSError):
            path.unlink()
            removed = True
    with suppress(OSError):
        os.close(descriptor)
    if not removed:
        with suppress(OSError):
            path.unlink()
