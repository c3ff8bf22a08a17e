"""Standard output kept free of what the C library of a solver prints when it is first run."""

import ctypes
import os
from collections.abc import Callable
from contextlib import suppress

_STDOUT = 1


def made_quietly(make: Callable[[], object]) -> None:
    """Make one HiGHS while standard output leads nowhere: from version 1.16 on the first of a process prints there.

    It is printed by the C library, whatever the options, before any can be set.
    """
    try:
        kept = os.dup(_STDOUT)
    except OSError:  # closed: nobody reads it, and another file must not take its number
        return
    try:
        _flush_c()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STDOUT)
        os.close(nowhere)
        make()
        _flush_c()
    finally:
        os.dup2(kept, _STDOUT)
        os.close(kept)


def _flush_c() -> None:
    """Write out what the C library keeps back."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("ucrtbase" if os.name == "nt" else None).fflush(None)
