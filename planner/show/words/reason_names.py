"""Names in an explanation: schools, homes, grade bands; and money rounded to the side that a proof allows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from planner.decide.explain.balance import REST
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.words.common import band_name, clean
from planner.show.words.numbers import yuan_text

Language = Literal["zh", "en"]
_WAN = 10_000
_YI = 100_000_000
_ENGLISH_GRAIN = 1_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Names:
    """What people call schools, settlements and grade bands, by id; safe to print, on one line."""

    schools: Mapping[str, str]
    settlements: Mapping[str, str]
    bands: Mapping[str, str]
    english_bands: Mapping[str, str]

    def school(self, school_id: str) -> str:
        """Name a school; one that is not known keeps its id."""
        return self.schools.get(school_id) or clean(school_id)

    def balance(self, school_id: str, language: Language) -> str:
        """Name what a balance is of: a school, the rest, or all together."""
        if school_id == REST:
            return "两个方案的其他差别" if language == "zh" else "other differences of the two plans"
        if not school_id:
            return "合计" if language == "zh" else "all together"
        return self.school(school_id)

    def settlement(self, settlement_id: str) -> str:
        """Name a settlement; one that is not known keeps its id."""
        return self.settlements.get(settlement_id) or clean(settlement_id)

    def band(self, band: str, language: Language) -> str:
        """Name a grade band by its grades: 一至三年级, grades 1 to 3."""
        return (self.bands if language == "zh" else self.english_bands).get(band) or clean(band)


def names_of(scenario: Scenario, district: District) -> Names:
    """Return the names of a district's places and a scenario's bands."""
    return Names(
        schools=_by_id(district.schools["school_id"], district.schools["name"]),
        settlements=_by_id(district.settlements["settlement_id"], district.settlements["name"]),
        bands={band: band_name(band, scenario) for band in scenario.grade_bands},
        english_bands={band: _english_band(found.grades) for band, found in scenario.grade_bands.items()},
    )


def least_yuan(yuan: float, language: Language) -> str:
    """Print "at least so much", rounded down from the nearest whole yuan: never said stronger than it is proven.

    >>> least_yuan(41_980, "zh"), least_yuan(41_980, "en"), least_yuan(59_999.9, "zh")
    ('4.1万元', '41,000 yuan', '6.0万元')
    """
    whole, grain = round(yuan), _grain(round(yuan), language)
    return _yuan(whole // grain * grain, language)


def most_yuan(yuan: float, language: Language) -> str:
    """Print "at most so much", rounded up from the nearest whole yuan.

    >>> most_yuan(41_080, "zh"), most_yuan(41_080, "en")
    ('4.2万元', '42,000 yuan')
    """
    whole, grain = round(yuan), _grain(round(yuan), language)
    return _yuan(-(-whole // grain) * grain, language)


def near_yuan(yuan: float, language: Language) -> str:
    """Print "about so much", rounded to the nearest."""
    grain = _grain(yuan, language)
    return _yuan(round(yuan / grain) * grain, language)


def _yuan(yuan: float, language: Language) -> str:
    return yuan_text(yuan) if language == "zh" else f"{yuan:,.0f} yuan"


def _grain(yuan: float, language: Language) -> int:
    """Return the yuan that one step of the last printed digit stands for."""
    size = abs(yuan)
    if language == "en":
        return _ENGLISH_GRAIN if size >= _WAN else 1
    if size >= _YI:
        return _YI // 100
    if size >= 100 * _WAN:
        return _WAN
    return _WAN // 10 if size >= _WAN else 1


def _by_id(ids: pd.Series, names: pd.Series) -> dict[str, str]:
    return {str(key): clean(str(name)) for key, name in zip(ids, names, strict=True)}


def _english_band(grades: tuple[str, ...]) -> str:
    """Name a band by its grades.

    >>> _english_band(("1", "2", "3")), _english_band(("7",))
    ('grades 1 to 3', 'grade 7')
    """
    return f"grade {grades[0]}" if len(grades) == 1 else f"grades {grades[0]} to {grades[-1]}"
