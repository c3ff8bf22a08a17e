"""What merging saves, as a page tells it: sentences, and the balance of each merged school by its place."""

from collections.abc import Mapping

from planner.decide.explain.balance import ITEMS, REST
from planner.show.words.merging import MergingTold

_NONE = -1


def merging_of(merging: MergingTold, schools: Mapping[str, int]) -> dict[str, object]:
    """Return `says` in both languages, and `rows`: school `c` by place, counts and yuan a year; below zero is saved.

    Of the last two `c` is -1: what no merged school causes (`rest`), and all together.
    """
    return {
        "says": {"zh": [said.zh for said in merging.sentences], "en": [str(said) for said in merging.sentences]},
        "rows": [
            {
                "c": schools.get(balance.school_id, _NONE),
                "rest": balance.school_id == REST,
                **{item: round(balance.items[item], 3) + 0.0 for item in ITEMS},
                "fiscal": round(balance.fiscal, 2),
                "families": round(balance.families, 2),
                "other": round(balance.policy + balance.penalty, 2),
                "all": round(balance.total, 2),
            }
            for balance in merging.balances
        ],
    }
