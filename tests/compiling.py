"""A way into inner functions of compiled code."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, TypeVar

_Function = TypeVar("_Function", bound=Callable[..., object])


def from_python(function: _Function) -> _Function:
    """Return an inner function that can be called from here; where nothing is compiled, the function itself."""
    made: _Function = _with_a_way_in(function)
    return made


@cache
def _with_a_way_in(function: Any) -> Any:  # noqa: ANN401 - what Numba makes of a function has no type
    plain = getattr(function, "py_func", None)
    return function if plain is None else import_module("numba").njit(nogil=True)(plain)
