"""What is wrong with the input, gathered until everything has been looked at."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.errors import Finding, InputError

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

LISTED = 200
"""Most findings that one message lists; all are counted."""


@dataclass(frozen=True)
class Faults:
    """Findings listed, and how many more there are of the same sorts."""

    listed: tuple[Finding, ...] = ()
    unlisted: int = 0

    def __add__(self, other: "Faults") -> "Faults":
        return Faults(self.listed + other.listed, self.unlisted + other.unlisted)

    @property
    def count(self) -> int:
        """Number of faults, listed or not."""
        return len(self.listed) + self.unlisted


NO_FAULTS = Faults()
"""Nothing wrong."""


def fault(
    file: str, expected: str, *, row: int | None = None, column: str | None = None, value: str | None = None
) -> Faults:
    """Return a single fault."""
    return Faults((Finding(file=file, expected=expected, row=row, column=column, value=value),))


def gathered(parts: Iterable[Faults]) -> Faults:
    """Add faults up."""
    parts = tuple(parts)
    return Faults(tuple(finding for part in parts for finding in part.listed), sum(part.unlisted for part in parts))


def faults_at(mask: Flags, describe: Callable[[int], Finding]) -> Faults:
    """Describe the first `LISTED` places where mask (shape: record) holds, and count the others."""
    places = np.flatnonzero(mask)
    return Faults(tuple(describe(int(place)) for place in places[:LISTED]), max(len(places) - LISTED, 0))


def raise_if_any(faults: Faults, where: str) -> None:
    """Raise InputError where there is a fault."""
    if faults.count:
        raise input_error(faults, where)


def input_error(faults: Faults, where: str) -> InputError:
    """Put faults in one error. Every sort of fault is shown before any sort is shown at length."""
    shown = _spread(faults.listed)
    count = "1 problem" if faults.count == 1 else f"{faults.count:,} problems"
    more = faults.count - len(shown)
    cut = f" ({len(shown)} listed, and {more:,} more)" if more else ""
    headline = f"{count} in {where}{cut}:"
    return InputError(headline, shown)


def _spread(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Keep at most `LISTED` findings, so many of each sort that every sort is seen."""
    if len(findings) <= LISTED:
        return tuple(findings)
    sorts = [(finding.file, finding.column, finding.expected) for finding in findings]
    seen: dict[tuple[str, str | None, str], int] = {}
    ranks = []
    for sort in sorts:
        seen[sort] = seen.get(sort, 0) + 1
        ranks.append(seen[sort])
    kept = sorted(range(len(findings)), key=lambda place: ranks[place])[:LISTED]
    return tuple(findings[place] for place in sorted(kept))
