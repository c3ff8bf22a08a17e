"""What the store keeps, as frozen records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

State = Literal["queued", "running", "done", "stopped", "refused", "no_plan", "failed", "interrupted"]
ENDED: frozenset[State] = frozenset({"done", "stopped", "refused", "no_plan", "failed", "interrupted"})
STATE_OF_CODE: Mapping[int, State] = {0: "done", 1: "failed", 2: "refused", 3: "no_plan", 4: "stopped"}
"""What an exit code of the command line makes of a job."""
Kind = Literal["run", "check", "today", "shortfall", "explain", "compare", "sweep", "import"]
QUICK: frozenset[Kind] = frozenset({"check", "today", "import"})
"""Jobs that take seconds: they do not wait behind those that take minutes."""


@dataclass(frozen=True, kw_only=True)
class District:
    """A district: its tables are in one folder a version, which never changes once it is there."""

    id: str
    name: str
    source: str
    """Where it came from: example, empty, upload, import or archive."""
    version: int
    made: str
    deleted: str | None = None


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A scenario of a district; its text is that of its last revision that is not undone."""

    id: str
    district: str
    name: str
    made: str
    deleted: str | None = None


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One state of a scenario's text, and what changed with it, in both languages."""

    number: int
    scenario: str
    text: str
    says: str
    says_zh: str
    made: str
    undone: bool = False


@dataclass(frozen=True, kw_only=True)
class Job:
    """One verb of the command line, asked for, running or ended."""

    id: str
    kind: Kind
    district: str
    scenario: str | None
    state: State
    name: str
    made: str
    of: tuple[str, ...] = ()
    """The jobs whose plans it is about."""
    options: Mapping[str, float] = field(default_factory=dict)
    key: str = ""
    """Digest of what it is asked of: the same question of the same data has the same answer. Of a sweep, what varies:
    KEY=a,b,c."""
    note: str = ""
    star: bool = False
    exit_code: int | None = None
    started: str | None = None
    ended: str | None = None
    deleted: str | None = None
