"""Planner: which small schools to merge, where new seats go, and who travels where.

What is public stands in `planner.api.__all__`, and `planner.NAME` finds it when it is first asked for: importing the
package loads no numerical or drawing library. Modules below are the planner's own and may change. They are reached as
`from planner.read.scenario import Scenario`; `planner.read`, `planner.verify` and `planner.shortfall` are functions.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.api import *  # noqa: F403 - type checkers and editors see the names that are found when asked for

__version__ = "0.1.0"

_FUNCTIONS_NAMED_AS_MODULES = frozenset({"read", "shortfall", "verify"})


class _Package(ModuleType):
    """The package itself: finds the public names when they are first asked for."""

    def __getattr__(self, name: str) -> object:
        if not name.startswith("_") or name == "__all__":
            api = import_module("planner.api")
            if name == "__all__" or name in api.__all__:
                return getattr(api, name)
        msg = f"module {self.__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)

    def __setattr__(self, name: str, value: object) -> None:
        """Keep what the import of a module below would bind from the place of a function of that name."""
        if not (name in _FUNCTIONS_NAMED_AS_MODULES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *import_module("planner.api").__all__})


sys.modules[__name__].__class__ = _Package
