"""An open page of a browser: what it shows, what it complained of, what it asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

MILLISECONDS = 60_000
"""How long a page may take for one thing."""


@dataclass
class Opened:
    """An open page, what it complained of, and what it asked for beyond the machine."""

    page: "Page"
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def check_quiet(self) -> None:
        """Fail where the page complained or asked for anything."""
        assert self.complaints == []
        assert self.requests == []


Open = Callable[[Path], Opened]
"""Open a file and wait until it can be used."""
