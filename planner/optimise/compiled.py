"""Machine code for the inner loops, by Numba where it can be had; the same functions in plain Python where not."""

import hashlib
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from platformdirs import user_cache_dir

_Function = TypeVar("_Function", bound=Callable[..., object])


def _compiler() -> Callable[..., Any] | None:
    """Return Numba's compiler; None where it is absent or broken."""
    if find_spec("numba") is None:
        return None
    try:
        compiler: Callable[..., Any] = import_module("numba").njit
    except (ImportError, OSError):
        return None
    return compiler


def _keep_by_source() -> None:
    """Keep machine code in a folder named after the source it was made from.

    Numba looks at the file of each function alone: a change in a file that function calls into would go unseen.
    """
    config: Any = import_module("numba.core.config")
    if not config.CACHE_DIR:
        digest = hashlib.sha256()
        for file in sorted(Path(__file__).parent.glob("*.py")):
            digest.update(file.read_bytes())
        config.CACHE_DIR = str(Path(user_cache_dir("planner", appauthor=False)) / "compiled" / digest.hexdigest()[:16])


_COMPILER = _compiler()
if _COMPILER is not None:
    _keep_by_source()
CAN_COMPILE = _COMPILER is not None
"""Whether inner loops are machine code; if not, everything works and takes far longer."""


def compiled(function: _Function) -> _Function:
    """Compile a function of numbers and arrays when it is first called; leave it as it is where nothing compiles.

    The code releases the interpreter's lock, and is kept on disk where there is a place to keep it.
    """
    if _COMPILER is None:
        return function
    try:
        result: _Function = _COMPILER(cache=True, nogil=True)(function)
    except RuntimeError:  # nowhere to keep it
        result = _COMPILER(nogil=True)(function)
    return result
