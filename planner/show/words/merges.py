"""One merged school in plain words: how many pupils go where, how long the way is, what is added there."""

from collections.abc import Mapping

import pandas as pd

from planner.plan import MergeRow, SchoolRow
from planner.show.words.common import MODES, clean, continued_text
from planner.show.words.numbers import minutes_text, pupils_text


def merge_line(
    merge: MergeRow,
    moves: pd.DataFrame,
    at_receivers: Mapping[str, SchoolRow],
    names: Mapping[str, str],
    continues: tuple[int, str] | None = None,
) -> str:
    """Say what becomes of one merged school.

    Such as: 寨子教学点：23名学生并入送庄小学，步行12分钟；送庄小学增建1间教室。

    `moves` are the rows of `moves_of` for this school; `at_receivers` the plan's rows for the year of the merge;
    `continues` is from which year its site is another school's, and whose.
    """
    name = clean(names[merge.school_id])
    parts = [
        f"{pupils_text(receiver.pupils)}名学生并入{clean(names[receiver.school_id])}"
        f"{_way_text(moves[moves['receiver_id'] == receiver.school_id])}"
        for receiver in merge.receivers
        if receiver.pupils > 0
    ]
    lacking = round(float(moves.loc[moves["receiver_id"] == "", "pupils"].sum()), 6)
    if lacking > 0:
        parts.append(f"{pupils_text(_whole_pupils(lacking, merge))}名学生没有学位")
    if not parts:
        parts.append("没有需要安排的学生")
    parts += [_added_text(clean(names[school_id]), row) for school_id, row in at_receivers.items() if _adds(row)]
    if continues is not None:
        year, other = continues
        parts.append(f"{f'{year}年起' if year != merge.year else ''}{continued_text(names[other])}")
    return f"{name}：{'；'.join(parts)}。"


def _way_text(moves: pd.DataFrame) -> str:
    """Say modes and minutes: ，步行8–12分钟、乘车20分钟; nothing where the journeys are not known."""
    said = []
    for mode, word in MODES.items():
        minutes = moves.loc[moves["mode"] == mode, "minutes"]
        if len(minutes):
            least, most = minutes_text(float(minutes.min())), minutes_text(float(minutes.max()))
            said.append(f"{word}{most if least == most else f'{least}–{most}'}分钟")
    return f"，{'、'.join(said)}" if said else ""


def _adds(row: SchoolRow) -> bool:
    return row.action == "build" or row.classrooms_added > 0 or row.beds_added > 0


def _added_text(name: str, row: SchoolRow) -> str:
    parts = ["新建"] if row.action == "build" else []
    if row.classrooms_added:
        parts.append(f"增建{row.classrooms_added:,}间教室")
    if row.beds_added:
        parts.append(f"增加{row.beds_added:,}张床位")
    return f"{name}{'、'.join(parts)}"


def _whole_pupils(pupils: float, merge: MergeRow) -> float:
    """Round as the receivers are: people are told whole pupils where blocks stay whole."""
    whole = all(isinstance(receiver.pupils, int) for receiver in merge.receivers)
    return float(max(round(pupils), 1)) if whole else pupils
