"""One merged school in plain words: how many pupils go where, how long the way is, what is added there."""

from collections.abc import Mapping

import pandas as pd

from planner.decide.results import Continuation
from planner.decide.year_rows import NOWHERE
from planner.plan import MergeRow, SchoolRow
from planner.show.words.common import MODES, clean, continued_text
from planner.show.words.numbers import minutes_text, pupils_text


def merge_line(
    merge: MergeRow,
    moves: pd.DataFrame,
    at_receivers: Mapping[str, SchoolRow],
    names: Mapping[str, str],
    continues: Continuation | None = None,
) -> str:
    """Say what becomes of one merged school.

    Such as: 寨子教学点：23名学生并入送庄小学，步行12分钟；送庄小学增建1间教室。

    `moves` are the rows of `moves_of` for this school; `at_receivers` the plan's rows for the year of the merge;
    `continues`: what its site continues as, where it does.
    """
    name = clean(names[merge.school_id])
    parts = [
        f"{pupils_text(receiver.pupils)}名学生并入{clean(names[receiver.school_id])}"
        f"{'，' if (ways := ways_text(moves[moves['receiver_id'] == receiver.school_id])) else ''}{ways}"
        for receiver in merge.receivers
        if receiver.pupils > 0
    ]
    lacking = pupils_lacking(merge, moves)
    if lacking:
        parts.append(f"{pupils_text(lacking)}名学生没有学位")
    if not parts:
        parts.append("没有需要安排的学生")
    parts += [_added_text(clean(names[school_id]), row) for school_id, row in at_receivers.items() if _adds(row)]
    if continues is not None:
        parts.append(site_text(merge, continues.year, names[continues.school_id]))
    return f"{name}：{'；'.join(parts)}。"


def site_text(merge: MergeRow, year: int, other: str) -> str:
    """Say what a merged school's site continues as, and from when where that is another year than the merge's."""
    return f"{f'{year}年起' if year != merge.year else ''}{continued_text(other)}"


def pupils_lacking(merge: MergeRow, moves: pd.DataFrame) -> float:
    """Return a merged school's pupils without a seat: whole, as people are told, where those of its receivers are."""
    lacking = round(float(moves.loc[moves["receiver_id"] == NOWHERE, "pupils"].sum()), 6)
    if lacking <= 0:
        return 0.0
    whole = all(isinstance(receiver.pupils, int) for receiver in merge.receivers)
    return float(max(round(lacking), 1)) if whole else lacking


def ways_text(moves: pd.DataFrame) -> str:
    """Say modes and minutes of moves: 步行8–12分钟、乘车20分钟; empty where nobody has a way."""
    said = []
    for mode, word in MODES.items():
        minutes = moves.loc[moves["mode"] == mode, "minutes"]
        if len(minutes):
            least, most = minutes_text(float(minutes.min())), minutes_text(float(minutes.max()))
            said.append(f"{word}{most if least == most else f'{least}–{most}'}分钟")
    return "、".join(said)


def _adds(row: SchoolRow) -> bool:
    return row.action == "build" or row.classrooms_added > 0 or row.beds_added > 0


def _added_text(name: str, row: SchoolRow) -> str:
    parts = ["先行建成"] if row.action == "build" else []
    if row.classrooms_added:
        parts.append(f"增建{row.classrooms_added:,}间教室")
    if row.beds_added:
        parts.append(f"增加{row.beds_added:,}张床位")
    return f"{name}{'、'.join(parts)}"
