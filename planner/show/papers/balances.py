"""The balance of merging as a table of the plan paper: what each merged school adds, and all together."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.decide.explain.balance import Balance
from planner.show.words.numbers import pupils_text, wan_text
from planner.show.words.reason_names import Names


@dataclass(frozen=True, kw_only=True)
class BalanceLine:
    """One merged school, or all together: the plan less the one that keeps every school; below zero is saved."""

    school: str
    classes: str
    rooms: str
    beds: str
    riders: str
    """Pupils by bus and boarders, together."""
    moved: str
    """Pupils who change school."""
    minutes: str
    """Of all pupils together, one way."""
    fiscal_wan: str
    families_wan: str
    other_wan: str
    """Prices put on moves, on other towns and on missing seats: nobody pays them."""
    sum_wan: str


def balance_lines(balances: Sequence[Balance], names: Names) -> tuple[BalanceLine, ...]:
    """Return a line for each balance, in 10,000 yuan a year; the last is their sum."""
    return tuple(_line(each, names.balance(each.school_id, "zh")) for each in balances)


def _line(balance: Balance, school: str) -> BalanceLine:
    items = balance.items
    return BalanceLine(
        school=school,
        classes=_count(items["classes"]),
        rooms=_count(items["rooms"]),
        beds=_count(items["beds"]),
        riders=_count(items["riders"] + items["boarders"], 0),
        moved=_count(items["moved_pupils"], 0),
        minutes=_count(items["pupil_minutes"], 0),
        fiscal_wan=wan_text(balance.fiscal),
        families_wan=wan_text(balance.families),
        other_wan=wan_text(balance.policy + balance.penalty),
        sum_wan=wan_text(balance.total),
    )


def _count(number: float, decimals: int = 1) -> str:
    """Print a difference, which is shared out and so need not be whole.

    >>> _count(-1.0), _count(-0.26), _count(-0.001), _count(1234.4, 0)
    ('-1', '-0.3', '0', '1,234')
    """
    shown = round(number, decimals) + 0.0
    return f"{'-' if shown < 0 else ''}{pupils_text(abs(shown))}"
