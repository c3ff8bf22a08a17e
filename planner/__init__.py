"""Planner: which small schools to merge, where new seats go, and who travels where.

What is public stands in `planner.api.__all__`, and `planner.NAME` finds it when it is first asked for: importing the
package loads no numerical or drawing library. Modules below are the planner's own and may change. None of them bears a
public name: Python would put the module in that name's place when it is imported.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from planner.api import *  # noqa: F403 - type checkers and editors see the names, and no others
else:

    def __getattr__(name: str) -> object:
        if not name.startswith("_") or name == "__all__":
            api = import_module("planner.api")
            if name == "__all__" or name in api.__all__:
                return getattr(api, name)
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)


def __dir__() -> list[str]:
    return sorted({*globals(), *import_module("planner.api").__all__})
