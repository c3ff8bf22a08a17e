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


def is_cold() -> bool:
    """Whether no machine code is kept on disk yet, and there is a place for it."""
    if _COMPILER is None:
        return False
    folder = Path(import_module("numba.core.config").CACHE_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return not any(folder.rglob("*.nbi"))


def compiled(function: _Function) -> _Function:
    """Compile a function of numbers and arrays when it is first called; leave it as it is where nothing compiles.

    The code releases the interpreter's lock, and is kept on disk where there is a place to keep it.
    """
    return _by_compiler(function)


def compiled_in_place(function: _Function) -> _Function:
    """Compile a function that makes no array, nor hands one back: it works on those that it is given.

    Then nothing counts who holds which array. That counting is an atomic step at each mention of an array in a tuple:
    without it the search makes five times as many moves on one thread, and ten times as many on two.
    """
    return _by_compiler(function, _nrt=False)


def compiled_inner(function: _Function) -> _Function:
    """Compile in place, for compiled code alone to call: no way in from Python, which takes long to compile."""
    return _by_compiler(function, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def _by_compiler(function: _Function, **options: bool) -> _Function:
    if _COMPILER is None:
        return function
    try:
        result: _Function = _COMPILER(cache=True, nogil=True, **options)(function)
    except RuntimeError:  # nowhere to keep it
        result = _COMPILER(nogil=True, **options)(function)
    return result
