"""What merging saves, as a page tells it: sentences, and the balance of each merged school by its place."""

from collections.abc import Mapping

from planner.decide.explain.balance import ITEMS
from planner.show.words.merging import MergingTold

_NONE = -1


def merging_of(merging: MergingTold, schools: Mapping[str, int]) -> dict[str, object]:
    """Return `says` in both languages, and `rows`: school `c` by place, -1 for all together, counts and yuan a year.

    Below zero is saved.
    """
    return {
        "says": {"zh": [said.zh for said in merging.sentences], "en": [str(said) for said in merging.sentences]},
        "rows": [
            {
                "c": schools[balance.school_id] if balance.school_id else _NONE,
                **{item: round(balance.items[item], 3) + 0.0 for item in ITEMS},
                "fiscal": round(balance.fiscal, 2),
                "families": round(balance.families, 2),
                "other": round(balance.policy + balance.penalty, 2),
                "all": round(balance.total, 2),
            }
            for balance in merging.balances
        ],
    }
