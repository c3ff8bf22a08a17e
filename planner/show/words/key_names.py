"""What a key of the scenario file is called in Chinese, in few words."""

import re

from planner.show.words.chinese import SCENARIO_KEYS

_INDEX = re.compile(r"\[\d+\]")
_BAND = re.compile(r"^grade_bands\.[^.]+")
_REST = re.compile(r"[；：，（(].*")
_KINDS = frozenset({"kindergarten", "primary", "junior", "nine_year", "teaching_point", "special"})


def key_name(key: str) -> str | None:
    """Return the first words of a key's Chinese meaning; None where it is no key of a scenario.

    >>> key_name("rules.merge.kinds[0]"), key_name("grade_bands.upper.stage"), key_name("rules.class_size.primary")
    ('可以撤并的学校类型', '学段', '班额上限·小学班额')
    """
    plain = _BAND.sub("grade_bands.*", _INDEX.sub("", key))
    meaning = SCENARIO_KEYS.get(plain)
    if meaning is None:
        return None
    outer, _, word = plain.rpartition(".")
    name = _REST.sub("", meaning)
    return f"{_REST.sub('', SCENARIO_KEYS[outer])}·{name}" if word in _KINDS and outer in SCENARIO_KEYS else name
