"""Why a school is to be merged, as its parents are told: what it would cost to keep it, in words of everyday life.

Nothing is said of how the plan was worked out; what is not certain is called so.
"""

import re
from collections.abc import Callable, Mapping

from planner.decide.explain.reasons import Opposite, SchoolReason
from planner.show.words.numbers import pupils_text
from planner.show.words.reason_names import Names, least_yuan, near_yuan
from planner.show.words.reason_verdict import opposite_phrase
from planner.show.words.reasons import rule_sentence

_KEY = re.compile(r"（[a-z_.]+）")
"""The name of a key of the scenario, which says nothing to parents."""
_BOTH_MAY_BE = "撤、留均符合规则，建议撤并的理由：按上面测算的费用和路上时间比较。"
_A_PUPIL = 1e-6


def parents_sentence(reason: SchoolReason, names: Names) -> str:
    """Say what keeping the school would cost; empty where it was not asked for.

    Of it all money and all ways are counted, and what is not certain is said to be estimated.
    """
    opposite = reason.opposite
    if opposite is None:
        return ""
    said = _SAID[opposite.verdict](opposite, opposite_phrase(reason, names, "zh"))
    return said + _seats(opposite)


def parents_rules(reason: SchoolReason, names: Names) -> tuple[str, ...]:
    """Say the rules that decide, without the names of keys."""
    return tuple(
        _BOTH_MAY_BE if rule.rule == "cost" else _KEY.sub("", rule_sentence(rule, names, "zh")) for rule in reason.rules
    )


def _around(opposite: Opposite) -> str:
    if opposite.is_whole_district:
        return "全区各校相应调整"
    return f"周边{opposite.schools_free:,}所学校、{opposite.settlements_free:,}个居民点相应调整，其余不变"


def _dearer(opposite: Opposite, done: str) -> str:
    least = least_yuan(opposite.least_yuan_per_year or 0.0, "zh")
    return f"{done}，公共费用和学生路上时间合在一起，每年至少多花{least}（{_around(opposite)}）。"


def _probably_dearer(opposite: Opposite, done: str) -> str:
    found = near_yuan(opposite.found_yuan_per_year or 0.0, "zh")
    return f"{done}，公共费用和学生路上时间合在一起，估算每年多花{found}（{_around(opposite)}），是否一定如此没有算清。"


def _equal(opposite: Opposite, done: str) -> str:
    return f"{done}与撤并相比，公共费用和学生路上时间合在一起，多花还是少花没有算清（{_around(opposite)}）。"


def _cheaper(opposite: Opposite, done: str) -> str:
    found = near_yuan(-(opposite.found_yuan_per_year or 0.0), "zh")
    return f"{done}，公共费用和学生路上时间合在一起，估算每年反而少花{found}（{_around(opposite)}）。"


def _impossible(_opposite: Opposite, done: str) -> str:
    return f"{done}，其他学校就安排不出符合各项规定的办法。"


def _fixed(_opposite: Opposite, _done: str) -> str:
    return "这所学校的去留是事先定下的，测算时没有另作选择。"


def _seats(opposite: Opposite) -> str:
    more = opposite.extra_shortfall_pupils
    if more is None or abs(more) < _A_PUPIL:
        return ""
    return f"那样没有学位的学生{'多' if more > 0 else '少'}{pupils_text(abs(more))}名，上面的金额含这一项的折算。"


_SAID: Mapping[str, Callable[[Opposite, str], str]] = {
    "proven_dearer": _dearer,
    "found_dearer": _probably_dearer,
    "equal_within_proof": _equal,
    "found_cheaper": _cheaper,
    "impossible": _impossible,
    "fixed": _fixed,
}
