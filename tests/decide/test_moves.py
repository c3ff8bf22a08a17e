"""Where the pupils of merged schools go."""

from pathlib import Path

import pandas as pd
import pytest

from planner.decide.moves import NOWHERE
from planner.show.words.merges import merge_line
from tests.showing import planned, village_case


def test_homes_share_out_as_they_attend_today(tmp_path: Path) -> None:
    """Half of B's pupils attend the point today: half of them move, from B, on foot, twelve minutes."""
    halves = pd.DataFrame([("B", "1", "T", 3), ("B", "1", "P", 3), ("A", "1", "P", 20)])
    attends = halves.set_axis(["settlement_id", "grade", "school_id", "pupils"], axis=1)
    shown = planned(tmp_path, village_case(), attends=attends)
    (row,) = shown.results.moves.to_dict("records")
    assert (row["school_id"], row["receiver_id"], row["settlement_id"]) == ("T", "P", "B")
    assert (row["pupils"], row["mode"], row["minutes"]) == (3, "walk", 12)
    assert [receiver.pupils for receiver in shown.plan.merges[0].receivers] == [3]


def test_without_an_attends_table_the_nearest_school_is_todays(tmp_path: Path) -> None:
    """All of B moves from the point; A, which attends the school, does not."""
    shown = planned(tmp_path, village_case())
    moves = shown.results.moves
    assert moves[["settlement_id", "pupils"]].to_numpy().tolist() == [["B", 6.0]]


def test_no_merge_no_moves(tmp_path: Path) -> None:
    """The table is empty, its columns are there."""
    shown = planned(tmp_path, village_case(merge=False))
    moves = shown.results.moves
    assert len(moves) == 0
    assert moves["pupils"].dtype == float


def test_pupils_of_a_merged_school_without_a_seat_are_told(tmp_path: Path) -> None:
    """They go nowhere, and the list says so."""
    shown = planned(tmp_path, village_case())
    lost = shown.results.moves.assign(receiver_id=NOWHERE, mode=NOWHERE)
    merge = shown.plan.merges[0].model_copy(update={"receivers": ()})
    assert merge_line(merge, lost, {}, {"T": "寨子教学点"}) == "寨子教学点：6名学生没有学位。"


@pytest.mark.parametrize(("pupils", "said"), [(6, "6名"), (2.5, "2.5名")])
def test_parts_of_pupils_are_told_as_parts(tmp_path: Path, pupils: float, said: str) -> None:
    """Whole pupils are printed whole; shares of a settlement to one decimal."""
    shown = planned(tmp_path, village_case())
    moves = shown.results.moves
    merge = shown.plan.merges[0]
    receivers = (merge.receivers[0].model_copy(update={"pupils": pupils}),)
    line = merge_line(merge.model_copy(update={"receivers": receivers}), moves, {}, {"T": "甲", "P": "乙"})
    assert line == f"甲：{said}学生并入乙，步行12分钟。"
