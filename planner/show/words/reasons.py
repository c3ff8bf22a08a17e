"""An explanation in words, Chinese and English: the terminal, the workbook, pages and papers say the same."""

from collections.abc import Mapping

from planner.decide.explain.reasons import Journey
from planner.plan import ModeName
from planner.show.words.common import MODES
from planner.show.words.numbers import minutes_text
from planner.show.words.reason_names import Language, Names
from planner.show.words.reason_relaxed import relaxation_sentence
from planner.show.words.reason_rules import passed_word, red_line_sentence, rule_sentence
from planner.show.words.reason_verdict import opposite_phrase, verdict_sentence

__all__ = [
    "about_pupils",
    "journey_line",
    "opposite_phrase",
    "passed_word",
    "red_line_sentence",
    "relaxation_sentence",
    "rule_sentence",
    "verdict_sentence",
]

_ENGLISH_MODES: Mapping[ModeName, str] = {"walk": "on foot", "ride": "by bus", "board": "boarding"}
_HAIR = 1e-5


def journey_line(journey: Journey, names: Names, language: Language) -> str:
    """Say where one home's pupils of a band go today and where they would go, with minutes one way."""
    home, band = names.settlement(journey.settlement_id), names.band(journey.grade_band, language)
    pupils = about_pupils(journey.pupils, language)
    before = _way(names.school(journey.school_before), journey.minutes_before, journey.mode_before, language)
    after = _way_after(journey, names, language)
    if language == "zh":
        return f"{home}，{band}{pupils}：现在{before}；按本方案{after}{_more_minutes(journey, language)}。"
    return f"{home}, {band}, {pupils}: now {before}; under the plan {after}{_more_minutes(journey, language)}."


def about_pupils(pupils: float, language: Language) -> str:
    """Print pupils as people are counted: a share of a home's pupils that is not whole is said to be about so many.

    >>> about_pupils(12.0, "zh"), about_pupils(35.4, "zh"), about_pupils(0.3, "en"), about_pupils(0, "en")
    ('12人', '约35人', 'less than 1 pupil', 'no pupils')
    """
    whole = round(pupils)
    if whole == 0:
        words = ("不到1人", "less than 1 pupil") if pupils > 0 else ("0人", "no pupils")
        return words[0] if language == "zh" else words[1]
    about = abs(pupils - whole) > _HAIR
    if language == "zh":
        return f"{'约' if about else ''}{whole:,}人"
    return f"{'about ' if about else ''}{whole:,} {'pupil' if whole == 1 else 'pupils'}"


def _minutes(minutes: str) -> str:
    return f"{minutes} {'minute' if minutes == '1' else 'minutes'}"


def _way_after(journey: Journey, names: Names, language: Language) -> str:
    if not journey.school_after:
        return "没有学位" if language == "zh" else "no seat"
    return _way(names.school(journey.school_after), journey.minutes_after, journey.mode_after, language)


def _way(school: str, minutes: float | None, mode: ModeName | None, language: Language) -> str:
    if minutes is None or mode is None:
        return f"在{school}，路程不详" if language == "zh" else f"at {school}, journey not known"
    if language == "zh":
        return f"在{school}，{MODES[mode]}{minutes_text(minutes)}分钟"
    return f"at {school}, {_minutes(minutes_text(minutes))} {_ENGLISH_MODES[mode]}"


def _more_minutes(journey: Journey, language: Language) -> str:
    """Say by how much the way is longer or shorter; the minutes that are shown are what is subtracted."""
    if journey.minutes_before is None or journey.minutes_after is None:
        return ""
    more = int(minutes_text(journey.minutes_after).replace(",", "")) - int(
        minutes_text(journey.minutes_before).replace(",", "")
    )
    if more == 0:
        return "，路上时间不变" if language == "zh" else ", as long as before"
    if language == "zh":
        return f"，路上{'多' if more > 0 else '少'}{abs(more):,}分钟"
    return f", {_minutes(f'{abs(more):,}')} {'more' if more > 0 else 'less'}"
