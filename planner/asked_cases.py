"""Cases of stress as users name them: factors, schools, roads, bridges and ways become cases, or one clear error."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.decide.stress.cases import (
    AS_PLANNED,
    Grown,
    StressCase,
    all_at_once,
    more_or_fewer,
    other_pupils,
    road_shut,
    school_shut,
    standard_cases,
    way_shut,
)
from planner.decide.stress.stress import Stressed
from planner.errors import InputError
from planner.explaining import find_school
from planner.language import Text, joined
from planner.problem.cut_roads import RoadCuts
from planner.reading.district import District
from planner.reading.pupils_file import read_pupils_file

_MOST_FACTOR, _MOST_LON, _MOST_LAT = 10.0, 180.0, 90.0
_LISTED = 8


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Cases as they are named: each a case of its own, or all at once."""

    factors: Sequence[float] = ()
    """So many times all pupils."""
    stages: Sequence[str] = ()
    """STAGE=FACTOR."""
    towns: Sequence[str] = ()
    """TOWN=FACTOR."""
    schools: Sequence[str] = ()
    """Schools shut, by id or name."""
    ways: Sequence[str] = ()
    """SETTLEMENT,SCHOOL, by ids or names."""
    roads: Sequence[str] = ()
    """Roads shut, by name."""
    crossings: Sequence[str] = ()
    """LONGITUDE,LATITUDE of a bridge or a stretch of road that is shut."""
    tables: Sequence[Path] = ()
    """Files of pupils in place of the district's, such as a variant of a forecast."""
    at_once: bool = False
    """One case of all of them."""
    year: int | None = None
    """Whose pupils; None: the last planning year."""


def standard(stressed: Stressed) -> tuple[StressCase, ...]:
    """Return the cases that every plan is put to."""
    return standard_cases(stressed.plan, stressed.scenario, stressed.district, stressed.year)


def year_asked(year: int | None, years: Sequence[int], district: District) -> int:
    """Return the year whose pupils are placed.

    InputError where the table has none of it, or it lies before the plan.
    """
    if year is None:
        return years[-1]
    known = sorted({int(each) for each in district.pupils["year"] if each >= years[0]})
    if year not in known:
        listed = joined(map(str, known))
        msg = Text(
            f"--year {year}: one of the years of the pupils table from the plan's first on: {listed}",
            f"--year {year}：应为学生表中方案首个规划年份及以后的年份：{listed.zh}",
        )
        raise InputError(msg)
    return year


def cases_of(asked: Asked, stressed: Stressed) -> tuple[StressCase, ...]:
    """Read the cases that are asked for; as planned comes first. InputError where one names what is not there."""
    district = stressed.district
    stages = {band.stage: band.stage for band in stressed.scenario.grade_bands.values()}
    towns = {str(town): str(town) for town in district.settlements["town"]}
    cases = [more_or_fewer(Grown(factor=_factor(factor, f"{factor:g}"))) for factor in asked.factors]
    for word in asked.stages:
        name, factor = _named_factor(word, list(stages))
        cases.append(more_or_fewer(Grown(factor=factor, stage=next(s for s in stages if s == name))))
    for word in asked.towns:
        name, factor = _named_factor(word, list(towns))
        cases.append(more_or_fewer(Grown(factor=factor, town=name)))
    cases += [school_shut(find_school(word, district), district) for word in asked.schools]
    cases += [way_shut(*_way(word, district), district) for word in asked.ways]
    cases += [road_shut(RoadCuts(names=(name,))) for name in asked.roads]
    cases += [road_shut(RoadCuts(points=(_point(word),))) for word in asked.crossings]
    homes = district.settlements
    cases += [other_pupils(read_pupils_file(path, homes, (stressed.year,)), path.name) for path in asked.tables]
    if not cases:
        return standard(stressed)
    return (AS_PLANNED, *([all_at_once(cases)] if asked.at_once else cases))


def _factor(factor: float, word: str) -> float:
    if 0 < factor <= _MOST_FACTOR:
        return factor
    msg = Text(f"{word}: so many times the pupils, above 0 and at most {_MOST_FACTOR:g}, such as 1.1",
               f"{word}：应为学生数的倍数，大于 0、不超过 {_MOST_FACTOR:g}，例如 1.1")  # fmt: skip
    raise InputError(msg)


def _named_factor(word: str, names: Sequence[str]) -> tuple[str, float]:
    """Read NAME=FACTOR."""
    name, _, factor = word.rpartition("=")
    if name not in names:
        listed = joined(difflib.get_close_matches(name, names) or names[:_LISTED])
        msg = Text(f"{word!r}: NAME=FACTOR, the name one of {listed}", f"“{word}”：应为 名称=倍数，名称如{listed.zh}")
        raise InputError(msg)
    try:
        return name, _factor(float(factor), word)
    except ValueError:
        raise InputError(
            Text(f"{word!r}: a factor such as 1.2 after =", f"“{word}”：等号后应为倍数，例如 1.2")
        ) from None


def _way(word: str, district: District) -> tuple[str, str]:
    """Read SETTLEMENT,SCHOOL."""
    home, sign, school = word.replace("，", ",").partition(",")
    if not sign:
        msg = Text(f"{word!r}: SETTLEMENT,SCHOOL, by ids or names", f"“{word}”：应为 居民点,学校（编号或名称）")
        raise InputError(msg)
    homes = district.settlements
    found = homes.loc[(homes["settlement_id"] == home) | (homes["name"] == home), "settlement_id"]
    if len(found) != 1:
        close = joined(difflib.get_close_matches(home, [*homes["settlement_id"], *homes["name"]]))
        near = Text(f"; near: {close}", f"；相近的有{close.zh}") if close else Text("", "")
        msg = Text(
            f"{home!r} is the id or the name of {len(found)} settlements, not of one{near}",
            f"“{home}”对应 {len(found)} 个居民点，应唯一{near.zh}",
        )
        raise InputError(msg)
    return str(found.iloc[0]), find_school(school, district)


def _point(word: str) -> tuple[float, float]:
    """Read LONGITUDE,LATITUDE."""
    try:
        lon, lat = (float(part) for part in word.replace("，", ",").split(","))
    except ValueError:
        lon, lat = float("nan"), float("nan")
    if not (abs(lon) <= _MOST_LON and abs(lat) <= _MOST_LAT):
        msg = Text(
            f"{word!r}: LONGITUDE,LATITUDE in degrees (WGS84), such as 112.548,34.886",
            f"“{word}”：应为 经度,纬度（度，WGS84），例如 112.548,34.886",
        )
        raise InputError(msg)
    return lon, lat
