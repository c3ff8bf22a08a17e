"""Figures, ways and names as the papers print them."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from planner.decide.taught import taught_at
from planner.plan import SchoolRow
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.words.caveats import TravelSource, travel_source_of
from planner.show.words.common import clean, grade_name
from planner.show.words.numbers import pupils_text
from planner.show.words.reason_names import Names, names_of

_ROUNDING = 1e-6
NO_WAY = "—"
"""Stands for what is not known, or is not there."""
BLANK = "【待填】"
"""Stands where the tables do not know and a person must write; searched for before a paper is signed."""

_TRAVEL_SOURCES: Mapping[TravelSource, str] = {
    "straight": "按居民点与学校的直线距离乘以绕行系数估算，不是实际道路行程",
    "table": "取自行程表",
    "roads": "按道路数据计算的最短时间路线",
}


def shorten(text: str, most: int) -> str:
    """Cut a text that is too long for its place; the cut is shown.

    >>> shorten("送庄镇中心小学", 5), shorten("送庄小学", 5)
    ('送庄镇中…', '送庄小学')
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def joined_years(years: Sequence[int]) -> str:
    """Name years.

    >>> joined_years((2026, 2029))
    '2026年、2029年'
    """
    return "、".join(f"{year}年" for year in years)


def share_out(parts: Sequence[float], total: float) -> tuple[float, ...]:
    """Print parts so that they add up to a total: whole where the total is (largest remainders), else as they are.

    >>> share_out((35.4, 11.6), 47), share_out((0.5, 0.5), 1.5), share_out((), 3)
    ((35.0, 12.0), (0.5, 0.5), ())
    """
    if not parts or abs(total - round(total)) > _ROUNDING:
        return tuple(parts)
    whole = [math.floor(part + _ROUNDING) for part in parts]
    order = sorted(range(len(parts)), key=lambda place: whole[place] - parts[place])
    missing = round(total) - sum(whole)
    for place in order[: max(missing, 0)]:
        whole[place] += 1
    return tuple(float(part) for part in whole)


def classes_text(row: SchoolRow, scenario: Scenario, grades: Sequence[str]) -> str:
    """Say the classes of some grades and the pupils of their largest class.

    Such as: 一年级2个班（每班至多36人）、二年级1个班（每班至多30人）. Empty where there are no classes.
    """
    said = []
    for taught in taught_at(row, scenario):
        classes, own = taught.classes, taught.grades
        if classes and own[0] in grades:
            name = grade_name(own[0]) if len(own) == 1 else f"{grade_name(own[0])}至{grade_name(own[-1])}合班"
            said.append(f"{name}{classes:,}个班（每班{math.ceil(taught.pupils / classes - _ROUNDING):,}人以内）")
    return "、".join(said)


def travel_source(notes: Sequence[str], district: District) -> str:
    """Say where minutes and kilometres come from."""
    return _TRAVEL_SOURCES[travel_source_of(notes, district)]


def distinct_names(scenario: Scenario, district: District) -> Names:
    """Return names of which no two schools, and no two settlements, share one: those that do are told with their town.

    Where that does not part them, the id follows.
    """
    names = names_of(scenario, district)
    return replace(
        names,
        schools=_distinct(names.schools, district.schools, "school_id"),
        settlements=_distinct(names.settlements, district.settlements, "settlement_id"),
    )


def _distinct(names: Mapping[str, str], places: pd.DataFrame, key: str) -> dict[str, str]:
    town = {str(found): clean(str(name)) for found, name in zip(places[key], places["town"], strict=True)}
    found = dict(names)
    for further in (town, {place: clean(place) for place in names}):
        count = Counter(found.values())
        found = {place: f"{name}（{further[place]}）" if count[name] > 1 else name for place, name in found.items()}
    return found


def people(pupils: float) -> str:
    """Print pupils; a part of one that was rounded away still stands for somebody.

    >>> people(12.0), people(0.0)
    ('12', '不足1')
    """
    return pupils_text(pupils) if pupils > 0 else "不足1"
