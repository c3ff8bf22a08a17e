"""What is known of the opposite choice, in a sentence or more, Chinese and English.

Nothing is said stronger than it is proven: "at least" is rounded down, "at most" up, and what the proof holds fast is
named.
"""

from collections.abc import Callable, Mapping

from planner.decide.explain.reasons import Opposite, SchoolReason
from planner.plan import Action
from planner.show.words.numbers import pupils_text
from planner.show.words.reason_names import Language, Names, least_yuan, most_yuan, near_yuan

_HALF_A_PUPIL = 0.5
_LEAST_YUAN = 1.0
"""Differences below it are none."""
_DONE: Mapping[Action, tuple[str, str]] = {
    "keep": ("保留{0}", "keeping {0}"),
    "merge": ("撤并{0}", "merging {0}"),
    "expand": ("扩建{0}", "expanding {0}"),
    "build": ("新建{0}", "building {0}"),
    "leave": ("不建{0}", "not building {0}"),
    "change": ("改办{0}", "converting {0}"),
}


def verdict_sentence(reason: SchoolReason, names: Names, language: Language) -> str:
    """Say what is known of the opposite choice, one sentence or more; empty where it was not asked for."""
    opposite = reason.opposite
    if opposite is None:
        return ""
    done = opposite_phrase(reason, names, language)
    said = _VERDICTS[opposite.verdict](opposite, done, language)
    parts = [
        said,
        _short_sentence(opposite, language),
        _there_sentence(opposite, language),
        _better_sentence(opposite, language),
    ]
    return ("" if language == "zh" else " ").join(part for part in parts if part)


def opposite_phrase(reason: SchoolReason, names: Names, language: Language) -> str:
    """Name the opposite choice: 保留寨子教学点, keeping 寨子教学点; not to expand is 不扩建寨子教学点."""
    name = names.school(reason.school_id)
    action = reason.opposite.action if reason.opposite else reason.action
    if reason.action == "expand" and action == "keep":
        return f"不扩建{name}" if language == "zh" else f"not expanding {name}"
    return _DONE[action][language == "en"].format(name)


def _scope(opposite: Opposite, language: Language) -> str:
    """Say within what the comparison was made."""
    if opposite.is_whole_district:
        return "全区重新安排" if language == "zh" else "with everything in the district decided anew"
    schools, homes = opposite.schools_free, opposite.settlements_free
    if language == "zh":
        return f"周边{schools:,}所学校、{homes:,}个居民点重新安排，其余不变"
    return f"with {schools:,} schools and {homes:,} settlements nearby decided anew, all else as in the plan"


def _proven_dearer(opposite: Opposite, done: str, language: Language) -> str:
    least, found = opposite.least_yuan_per_year or 0.0, opposite.found_yuan_per_year
    at_least = least_yuan(least, language)
    wide = found is not None and near_yuan(found, language) != near_yuan(least, language)
    if language == "zh":
        also = f"，找到的最好安排多花{near_yuan(found, language)}" if wide and found is not None else ""
        return f"{done}，每年至少多花{at_least}（已证明：{_scope(opposite, language)}）{also}。"
    also = f"; the best arrangement found costs {near_yuan(found, language)} more" if wide and found is not None else ""
    start = done[:1].upper() + done[1:]
    return f"{start} costs at least {at_least} a year more (proven {_scope(opposite, language)}){also}."


def _found_dearer(opposite: Opposite, done: str, language: Language) -> str:
    found = near_yuan(opposite.found_yuan_per_year or 0.0, language)
    may_save = -(opposite.least_yuan_per_year or 0.0)
    open_end = _open_end(opposite, may_save, language)
    if language == "zh":
        return f"{done}，找到的最好安排每年多花{found}（{_scope(opposite, language)}）；{open_end}。"
    start = done[:1].upper() + done[1:]
    return (
        f"{start} costs {found} a year more in the best arrangement found ({_scope(opposite, language)}); {open_end}."
    )


def _open_end(opposite: Opposite, may_save: float, language: Language) -> str:
    """Say what is left unproven."""
    if opposite.least_yuan_per_year is None:
        return "没有别的证明" if language == "zh" else "nothing more is proven"
    if may_save < _LEAST_YUAN:
        return "已证明不会更省" if language == "zh" else "proven not to be cheaper"
    most = most_yuan(may_save, language)
    if language == "zh":
        return f"尚未证明一定更贵，也可能每年省下，但不超过{most}"
    return f"not proven to be dearer: it may save up to {most} a year"


def _equal(opposite: Opposite, done: str, language: Language) -> str:
    if opposite.found_yuan_per_year is None:
        if language == "zh":
            return f"{done}：在规定的计算时间内没有比出结果（{_scope(opposite, language)}）。"
        return f"{done[:1].upper() + done[1:]}: not decided in the time allowed ({_scope(opposite, language)})."
    open_end = _open_end(opposite, -(opposite.least_yuan_per_year or 0.0), language)
    if language == "zh":
        return f"{done}与本方案费用相同，就现有证明分不出高低（{_scope(opposite, language)}；{open_end}）。"
    start = done[:1].upper() + done[1:]
    return f"{start} and this plan are equal within what is proven ({_scope(opposite, language)}; {open_end})."


def _found_cheaper(opposite: Opposite, done: str, language: Language) -> str:
    saved = least_yuan(-(opposite.found_yuan_per_year or 0.0), language)
    if language == "zh":
        return f"找到了更省的安排：{done}，每年可省{saved}（{_scope(opposite, language)}）。本方案在这里还可以改进。"
    start = done[:1].upper() + done[1:]
    return (
        f"{start} was found to be cheaper by {saved} a year ({_scope(opposite, language)}): the plan can be bettered."
    )


def _impossible(_opposite: Opposite, done: str, language: Language) -> str:
    if language == "zh":
        return f"{done}：没有符合全部规则的方案。"
    return f"{done[:1].upper() + done[1:]}: no plan obeys all the rules."


def _fixed(_opposite: Opposite, _done: str, language: Language) -> str:
    if language == "zh":
        return "该校的去留是事先定下的（数据表或情景文件中的决定，或不属于可撤并的类型），不由规划选择。"
    return "What becomes of this school was decided beforehand (by the tables, the scenario, or its kind), not chosen."


def _short_sentence(opposite: Opposite, language: Language) -> str:
    """Say who would lack a seat under the opposite, for its yuan hold the price of a missing seat."""
    more = opposite.extra_shortfall_pupils
    if more is None or abs(more) < 1e-6:  # noqa: PLR2004 - what sums of pupils may be off by
        return ""
    pupils = pupils_text(abs(more))
    if language == "zh":
        where = "" if opposite.is_whole_district else "在参与重排的学校里，"
        farther = "" if opposite.is_whole_district or more < 0 else "（更远的学校也许能接收）"
        word = "会多出" if more > 0 else "可减少"
        return f"{where}{word}{pupils}名没有学位的学生{farther}；金额含给缺学位的定价，不全是实际支出。"
    where = "" if opposite.is_whole_district else "Within these schools it"
    word = "more" if more > 0 else "fewer"
    return f"{where or 'It'} leaves {pupils} {word} pupils without a seat: the yuan hold the price of a missing seat."


def _there_sentence(opposite: Opposite, language: Language) -> str:
    """Say of a school kept against the plan whether anyone then attends it, and what it costs if all its pupils do."""
    if opposite.action != "keep" or opposite.pupils_there is None:
        return ""
    said = []
    if opposite.pupils_there < _HALF_A_PUPIL:
        nobody = (
            "那样最省的安排里，也没有学生在该校就读。",
            "Even then, nobody attends it in the cheapest arrangement.",
        )
        said.append(nobody[language == "en"])
    least, found = opposite.staying_least_yuan_per_year, opposite.staying_found_yuan_per_year
    if found is not None and least is not None and least > max(opposite.least_yuan_per_year or 0.0, 0.0) + _LEAST_YUAN:
        chinese = f"若保留并让现有学生都留在该校，每年至少多花{least_yuan(least, 'zh')}。"
        english = f"Kept with all its present pupils it costs at least {least_yuan(least, 'en')} a year more."
        said.append(chinese if language == "zh" else english)
    return ("" if language == "zh" else " ").join(said)


def _better_sentence(opposite: Opposite, language: Language) -> str:
    if opposite.better_yuan_per_year < _LEAST_YUAN or opposite.verdict == "found_cheaper":
        return ""
    saved = least_yuan(opposite.better_yuan_per_year, language)
    if language == "zh":
        return f"另外发现：该校去留不变，周边学生换一种安排，每年还可省{saved}。"
    return f"Found besides: with this school as it is, the pupils nearby placed otherwise save {saved} a year."


_VERDICTS: Mapping[str, Callable[[Opposite, str, Language], str]] = {
    "proven_dearer": _proven_dearer,
    "found_dearer": _found_dearer,
    "equal_within_proof": _equal,
    "found_cheaper": _found_cheaper,
    "impossible": _impossible,
    "fixed": _fixed,
}
