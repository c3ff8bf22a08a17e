"""Plans to be held side by side: are they of one district, and how far do their questions differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.decide.unreadable import refuse_unreadable, unreadable_rows
from planner.decide.year_rows import years_of
from planner.errors import Finding, InputError
from planner.language import Text
from planner.plan import Plan
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.reading.tables import GRADES

LEAST_PLANS, MOST_PLANS = 2, 6
_NOT_THERE = Text("not there", "在此方案中没有")
_ONLY_THERE = Text("there and not in the first", "只在此方案中有")
_SAME_PLACE_KILOMETRES = 2.0
_KILOMETRES_PER_DEGREE = 111.2
_NAMED_IDS = 3
_NO_QUESTION = frozenset({"name", "title", "district", "solver"})
"""Keys of a scenario that change neither what a plan must respect nor what it costs."""

GradeGroup = tuple[str, ...]
"""Grades that stand in one band in every plan, the youngest first."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Compared:
    """One of the plans that are compared, and what it was made from."""

    label: str
    """A, B, C and so on."""
    name: str
    """The scenario's name; where two plans share it, told apart."""
    file: str
    """Where the plan lies, for messages."""
    plan: Plan
    scenario: Scenario
    district: District
    journeys: Journeys

    @property
    def years(self) -> tuple[int, ...]:
        """The planning years that the plan speaks of."""
        return years_of(self.plan)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A key of the scenario on which plans differ; `said` is a value a plan, None where its scenario lacks the key."""

    key: str
    said: tuple[object, ...]


def refuse_other_number(count: int) -> None:
    """Raise InputError where so many plans are not compared."""
    if not LEAST_PLANS <= count <= MOST_PLANS:
        msg = Text(
            f"compare takes {LEAST_PLANS} to {MOST_PLANS} plans, not {count}",
            f"compare 比较 {LEAST_PLANS} 到 {MOST_PLANS} 个方案，不是 {count} 个",
        )
        raise InputError(msg)


def refuse_other_districts(plans: Sequence[Compared]) -> None:
    """Raise InputError, with every difference, where the plans are not two to six plans of one district.

    One district: the settlements have the same ids, and so have the existing schools (a candidate site may stand in one
    table only: it is a choice that the other plan did not have); and of the settlements that share an id at least half
    carry the same name or lie within 2 kilometres of each other, so that two districts that both count 1, 2, 3 are not
    taken for one. Other contents may differ: counts that were edited between plans are told, not refused.
    """
    refuse_other_number(len(plans))
    refuse_unreadable([finding for plan in plans for finding in _unreadable(plan)])
    first, *others = plans
    findings = [finding for other in others for finding in _other_district(first, other)]
    if findings:
        msg = Text(
            f"these plans are not of one district; what differs from {first.label} ({first.file}):",
            f"这些方案不属于同一区县；与方案 {first.label}（{first.file}）不同之处：",
        )
        raise InputError(msg, findings)


def common_ground(plans: Sequence[Compared]) -> District:
    """Return the first plan's district with the candidate sites that only other plans' tables hold."""
    first, *others = plans
    known = set(first.district.schools["school_id"])
    added = []
    for other in others:
        schools = other.district.schools
        added.append(schools[~schools["school_id"].isin(known)])
        known.update(schools["school_id"])
    extra = [frame for frame in added if len(frame)]
    if not extra:
        return first.district
    return replace(first.district, schools=pd.concat([first.district.schools, *extra], ignore_index=True))


def shared_years(plans: Sequence[Compared]) -> tuple[int, ...]:
    """Return the planning years that every plan speaks of."""
    return tuple(year for year in plans[0].years if all(year in plan.years for plan in plans))


def grade_groups(scenarios: Sequence[Scenario]) -> tuple[GradeGroup, ...]:
    """Cut the grades that every scenario places so that each group stands in one band in every scenario.

    Where all have the same bands, the groups are the bands.
    """
    groups: dict[tuple[str, ...], list[str]] = {}
    for grade in GRADES:
        if all(grade in scenario.grades for scenario in scenarios):
            groups.setdefault(tuple(_band_of(grade, scenario) for scenario in scenarios), []).append(grade)
    return tuple(tuple(grades) for grades in groups.values())


def different_settings(plans: Sequence[Compared]) -> tuple[Setting, ...]:
    """Return every key of the scenarios' questions on which not all agree, in the schema's order."""
    spelled = [_spelled_out(plan.scenario) for plan in plans]
    keys = dict.fromkeys(key for flat in spelled for key in flat)
    settings = (Setting(key=key, said=tuple(flat.get(key) for flat in spelled)) for key in keys)
    return tuple(setting for setting in settings if any(word != setting.said[0] for word in setting.said[1:]))


def different_tables(plans: Sequence[Compared]) -> tuple[str, ...]:
    """Name the input files whose contents were not the same, byte for byte, when the plans were made."""
    hashes = [{name: sha for name, sha in plan.plan.inputs_sha256.items() if name != "scenario"} for plan in plans]
    names = sorted({name for each in hashes for name in each})
    return tuple(name for name in names if len({each.get(name) for each in hashes}) > 1)


def _band_of(grade: str, scenario: Scenario) -> str:
    return next(name for name, band in scenario.grade_bands.items() if grade in band.grades)


def _spelled_out(scenario: Scenario) -> dict[str, object]:
    flat: dict[str, object] = {}

    def walk(value: object, key: str) -> None:
        if isinstance(value, Mapping):
            for name, below in value.items():
                walk(below, f"{key}.{name}" if key else str(name))
        else:
            flat[key] = value

    walk(scenario.model_dump(exclude=set(_NO_QUESTION)), "")
    return flat


def _unreadable(of: Compared) -> tuple[Finding, ...]:
    return unreadable_rows(of.plan, of.scenario, of.district, of.journeys, file=of.file)


def _other_district(first: Compared, other: Compared) -> Iterator[Finding]:
    places = (first.district.settlements, other.district.settlements)
    yield from _other_ids(other, "settlements", *(set(frame["settlement_id"]) for frame in places))
    there = (_existing(first.district), _existing(other.district))
    yield from _other_ids(other, "schools", *there)
    same, alike = _alike(*places)
    if same and alike < same / 2:
        yield Finding(
            file=f"{other.label} ({other.file}), settlements",
            value=f"{same - alike:,} of {same:,}",
            expected=Text(
                "the same names or places under the same settlement_id", "同一编号的居民点，名称或位置应相同"
            ),
        )


def _other_ids(other: Compared, table: str, ours: set[str], theirs: set[str]) -> Iterator[Finding]:
    for missing, word in ((ours - theirs, _NOT_THERE), (theirs - ours, _ONLY_THERE)):
        if missing:
            yield Finding(
                file=f"{other.label} ({other.file}), {table}",
                value=_some(missing),
                expected=Text(
                    f"the same ids; {len(missing):,} of {len(ours):,} are {word}",
                    f"编号应相同；{len(ours):,} 个中有 {len(missing):,} 个{word.zh}",
                ),
            )


def _existing(district: District) -> set[str]:
    schools = district.schools
    return set(schools.loc[schools["state"] == "existing", "school_id"])


def _alike(ours: pd.DataFrame, theirs: pd.DataFrame) -> tuple[int, int]:
    """Count the settlements under the same id, and those of them with the same name or place."""
    both = ours.merge(theirs, on="settlement_id", suffixes=("", "_other"))
    east = (both["lon"] - both["lon_other"]) * np.cos(np.radians(both["lat"]))
    north = both["lat"] - both["lat_other"]
    near = np.hypot(east, north) * _KILOMETRES_PER_DEGREE <= _SAME_PLACE_KILOMETRES
    return len(both), int((near | (both["name"] == both["name_other"])).sum())


def _some(ids: set[str]) -> str:
    named = sorted(ids)[:_NAMED_IDS]
    return ", ".join(named) + (", …" if len(ids) > _NAMED_IDS else "")
