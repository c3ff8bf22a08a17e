"""Machine code for the inner loops, by Numba where it can be had; the same functions in plain Python where not."""

import glob
import hashlib
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from platformdirs import user_cache_dir

from planner.optimise.runtime.code_cache import is_usable, keep
from planner.optimise.runtime.code_parts import pipelines, whatever_the_number

_Function = TypeVar("_Function", bound=Callable[..., object])
_Record = TypeVar("_Record", bound=NamedTuple)


def _compiler() -> Callable[..., Any] | None:
    """Return Numba's compiler; None where it is absent or broken."""
    if find_spec("numba") is None:
        return None
    try:
        compiler: Callable[..., Any] = import_module("numba").njit
    except (ImportError, OSError):
        return None
    return compiler


def _folder() -> Path | None:
    """Return the folder of machine code, named after the source it is made from; None where nothing can be kept.

    Numba looks at the file of each function alone: a change in a file that function calls into would go unseen.
    """
    config: Any = import_module("numba.core.config")
    if config.CACHE_DIR:
        config.CACHE_DIR = str(Path(config.CACHE_DIR).absolute())
    else:
        digest = hashlib.sha256()
        for file in sorted(Path(__file__).parents[1].rglob("*.py")):
            digest.update(file.read_bytes())
        config.CACHE_DIR = str(Path(user_cache_dir("planner", appauthor=False)) / "compiled" / digest.hexdigest()[:16])
    folder = Path(config.CACHE_DIR)
    return folder if is_usable(folder) else None


_COMPILER = _compiler()
_FOLDER = None if _COMPILER is None else _folder()
PIPELINES = None if _COMPILER is None else pipelines()
"""Numba's compiler as it is used here: another cannot link what compiled code alone calls."""
_MADE: list[Any] = []
"""Every function that is compiled, in the order of their files: the one register of them."""
CAN_COMPILE = _COMPILER is not None
"""Whether inner loops are machine code; if not, everything works and takes far longer."""


def is_kept(function: Callable[..., object]) -> bool:
    """Whether machine code of a function stands on disk, or there is no use in waiting for it to."""
    if _FOLDER is None:
        return True
    name = f"{function.__module__.rpartition('.')[2]}.{function.__qualname__}-"
    return any(_FOLDER.rglob(f"{glob.escape(name)}*.nbi"))


def versions_made() -> dict[str, int]:
    """Return, for every compiled function, for how many kinds of arguments it is machine code by now."""
    return {f"{made.py_func.__module__}.{made.py_func.__qualname__}": len(made.signatures) for made in _MADE}


def compile_for(function: Callable[..., object], *examples: object) -> None:
    """Compile a function for arguments of these kinds, or read it from disk; nothing is called."""
    if _COMPILER is not None:
        dispatcher: Any = function
        typeof = import_module("numba").typeof
        dispatcher.compile(tuple(typeof(example) for example in examples))


def in_order(record: _Record) -> _Record:
    """Return a record with its arrays writable and row by row: other arrays would be another kind of argument."""
    arrays = {
        name: np.require(value, requirements=["C", "W"])
        for name, value in record._asdict().items()
        if isinstance(value, np.ndarray)
    }
    return record._replace(**arrays)


def compiled(function: _Function) -> _Function:
    """Compile a function of numbers and arrays when it is first called; leave it is where nothing compiles.

    The code releases the interpreter's lock, and is kept on disk where there is a place to keep it.
    """
    return _by_compiler(function)


def compiled_part(function: _Function) -> _Function:
    """Compile a function that may make arrays, for compiled code alone to call: no way in from Python."""
    return _by_compiler(function, part=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def compiled_in_place(function: _Function) -> _Function:
    """Compile a function that makes no array, nor hands one back: it works on those that it is given.

    Then nothing counts who holds which array. That counting is an atomic step at each mention of an array in a tuple:
    without it the search makes five times as many moves on one thread, and ten times as many on two.
    """
    return _by_compiler(function, _nrt=False)


def compiled_inner(function: _Function) -> _Function:
    """Compile in place, for compiled code alone to call: no way in from Python, which takes long to compile."""
    return _by_compiler(function, part=True, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def _by_compiler(function: _Function, *, part: bool = False, **options: bool) -> _Function:
    if _COMPILER is None or PIPELINES is None:
        return function
    pipeline = PIPELINES.part if part else PIPELINES.whole
    # nothing here divides by what may be zero: Python's check at every division stands in the way of faster code
    result: Any = _COMPILER(nogil=True, error_model="numpy", pipeline_class=pipeline, **options)(function)
    whatever_the_number(result)
    if _FOLDER is not None and not part:
        with suppress(RuntimeError):  # nowhere to keep it
            keep(result)
    _MADE.append(result)
    made: _Function = result
    return made
