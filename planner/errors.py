"""What can go wrong, as one small family.

    PlannerError
    ├── InputError          bad usage, a bad scenario, bad tables, a bad plan file     exit code 2
    ├── NoPlanError         no plan obeys the rules; names the rules that clash        exit code 3
    └── StoppedError        stopped by the user before there was anything to save      exit code 4

Anything else that escapes is a fault in the program: exit code 1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing wrong with the input: where it stands, what stands there, what was expected.

    `row` counts as a spreadsheet does: the heading is row 1. `None` where a part does not apply.
    `address` is the cell of a workbook, such as 学生!D17; a CSV file's cells are told by row and column alone.
    """

    file: str
    expected: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    address: str | None = None

    def __str__(self) -> str:
        """Say it on one line.

        >>> print(Finding(file="pupils.csv", row=7, column="pupils", value="-3", expected="a count, 0 or more"))
        pupils.csv, row 7, column pupils, value '-3': a count, 0 or more
        """
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(f"column {self.column}")
        if self.value is not None:
            place.append(f"value {_shortened(self.value)!r}")
        return f"{', '.join(place)}: {self.expected}"


class PlannerError(Exception):
    """The root of every error the planner raises on purpose."""

    exit_code = 1


class InputError(PlannerError):
    """Bad usage or bad input. Carries every finding, so that all can be mended at once."""

    exit_code = 2

    def __init__(self, headline: str, findings: Iterable[Finding] = ()) -> None:
        self.headline = headline
        self.findings: Sequence[Finding] = tuple(findings)
        super().__init__("\n".join([headline, *(f"  {finding}" for finding in self.findings)]))


class NoPlanError(PlannerError):
    """No plan obeys the rules. `clashes` names them, one sentence for each clash.

    `clash_set`: rules of one clash, none of which can be left out of it, one phrase a rule; empty where not worked out.
    """

    exit_code = 3

    def __init__(self, clashes: Sequence[str], clash_set: Sequence[str] = ()) -> None:
        self.clashes = tuple(clashes)
        self.clash_set = tuple(clash_set)
        lines = ["no plan obeys the rules:", *(f"  {clash}" for clash in self.clashes)]
        if self.clash_set:
            lines += [
                "these rules clash; with any one of them dropped, the others here do not:",
                *(f"  {rule}" for rule in self.clash_set),
            ]
        super().__init__("\n".join(lines))


class StoppedError(PlannerError):
    """Stopped by the user before there was a plan to save."""

    exit_code = 4


def _shortened(value: str, limit: int = 60) -> str:
    """Keep a damaged cell of a megabyte from flooding the message."""
    return value if len(value) <= limit else value[: limit - 1] + "…"
