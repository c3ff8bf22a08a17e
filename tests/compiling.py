"""A way into inner functions of compiled code, and one around the compiler."""

import subprocess
import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from planner.optimise.runtime.compiled import PIPELINES

_Function = TypeVar("_Function", bound=Callable[..., object])


def from_python(function: _Function) -> _Function:
    """Return an inner function that can be called from here; where nothing is compiled, the function itself."""
    made: _Function = _with_a_way_in(function)
    return made


@cache
def _with_a_way_in(function: Any) -> Any:  # noqa: ANN401 - what Numba makes of a function has no type
    plain = getattr(function, "py_func", None)
    if plain is None or PIPELINES is None:
        return function
    return import_module("numba").njit(nogil=True, pipeline_class=PIPELINES.whole)(plain)


def without_numba(code: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Python code on a machine that seems to have no Numba."""
    hidden = f"import sys\nsys.modules['numba'] = None\n{code}"
    command = [sys.executable, "-c", hidden, *(str(argument) for argument in arguments)]
    root = Path(__file__).parents[1]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False)
