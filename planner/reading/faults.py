"""What is wrong with the input, gathered until everything has been looked at."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.errors import Finding, InputError
from planner.findings import Kind, Unlisted
from planner.language import Text
from planner.reading.tables import TABLES

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

LISTED = 200
"""Most findings that one message lists; all are counted."""


@dataclass(frozen=True)
class Faults:
    """Findings listed, and how many more there are of a kind."""

    listed: tuple[Finding, ...] = ()
    unlisted: tuple[Unlisted, ...] = ()

    def __add__(self, other: "Faults") -> "Faults":
        return Faults(self.listed + other.listed, self.unlisted + other.unlisted)

    @property
    def count(self) -> int:
        """Number of faults, listed or not."""
        return len(self.listed) + sum(each.more for each in self.unlisted)


_CHINESE = {column.name: column.chinese for table in reversed(TABLES) for column in table.columns}
NO_FAULTS = Faults()
"""Nothing wrong."""


def fault(
    file: str, expected: Text, *, row: int | None = None, column: str | None = None, value: str | None = None
) -> Faults:
    """Return a single fault; a column of the tables is named in Chinese too."""
    chinese = _CHINESE.get(column) if column else None
    return Faults((Finding(file=file, expected=expected, row=row, column=column, value=value, column_zh=chinese),))


def gathered(parts: Iterable[Faults]) -> Faults:
    """Add faults up."""
    parts = tuple(parts)
    return Faults(
        tuple(finding for part in parts for finding in part.listed),
        tuple(more for part in parts for more in part.unlisted),
    )


def faults_at(mask: Flags, describe: Callable[[int], Finding]) -> Faults:
    """Describe the first `LISTED` places where mask (shape: record) holds, and count the others as of their kind."""
    places = np.flatnonzero(mask)
    listed = tuple(describe(int(place)) for place in places[:LISTED])
    more = len(places) - LISTED
    return Faults(listed, (Unlisted(listed[0].kind, more),) if more > 0 else ())


def raise_if_any(faults: Faults, where: str) -> None:
    """Raise InputError where there is a fault."""
    if faults.count:
        raise input_error(faults, where)


def input_error(faults: Faults, where: str) -> InputError:
    """Put faults in one error. Every sort of fault is shown before any sort is shown at length."""
    shown, left_out = _spread(faults.listed)
    more = faults.count - len(shown)
    count = "1 problem" if faults.count == 1 else f"{faults.count:,} problems"
    headline = Text(
        f"{count} in {where}{f' ({len(shown)} listed, and {more:,} more)' if more else ''}:",
        f"{where} 有 {faults.count:,} 处问题{f'（列出 {len(shown)} 处，另有 {more:,} 处）' if more else ''}：",
    )
    return InputError(headline, shown, (*faults.unlisted, *left_out))


def _spread(findings: Sequence[Finding]) -> tuple[tuple[Finding, ...], tuple[Unlisted, ...]]:
    """Keep at most `LISTED` findings, so many of each sort that every sort is seen; count the others by sort."""
    if len(findings) <= LISTED:
        return tuple(findings), ()
    seen: dict[Kind, int] = {}
    ranks = []
    for finding in findings:
        seen[finding.kind] = seen.get(finding.kind, 0) + 1
        ranks.append(seen[finding.kind])
    order = sorted(range(len(findings)), key=lambda place: ranks[place])
    kept, cut = order[:LISTED], order[LISTED:]
    return tuple(findings[place] for place in sorted(kept)), tuple(Unlisted(findings[place].kind, 1) for place in cut)
