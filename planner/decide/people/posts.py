"""Teaching posts that each school's pupils and classes ask for, today and in a plan's year, beside the teachers."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from planner.cost import least_classes
from planner.decide.people.stocks import Stocks
from planner.decide.shortfall.school_seats import class_size_of
from planner.decide.year_rows import YearRows
from planner.problem.problem import Floats
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.reading.schema_types import Stage

_SMALL_KINDS = frozenset(("teaching_point", "primary"))


def posts_frame(district: District, scenario: Scenario, rows: YearRows, today: Floats, stocks: Stocks) -> pd.DataFrame:
    """One row a school that is open today or in the year, in the tables' order, indexed by school_id.

    `today` (school, grade of the scenario): pupils there today. Columns, each `_before` and `_after`: pupils; classes
    (today the fewest that the class size allows: no table says how many there are; NaN where classes are off);
    by_ratio, by_class, wanted (posts: of small teaching points and primaries the larger of the two, else by ratio);
    teachers (after: who stays and who comes, those who retire left out; NaN: not known); boarders (after alone),
    boarding_staff, boarding_staff_wanted_after (NaN without a norm). And retiring: within three years.
    """
    schools = district.schools.set_index("school_id")
    now = {
        str(school_id): dict(zip(scenario.grades, row, strict=True))
        for school_id, row in zip(schools.index, today, strict=True)
    }
    later = {school_id: row.pupils if row.open else {} for school_id, row in rows.schools.items()}
    classes_later = {school_id: float(sum(row.classes.values())) for school_id, row in rows.schools.items() if row.open}
    found = {}
    for school_id, kind in zip(schools.index, schools["kind"], strict=True):
        before, after = now.get(school_id, {}), later.get(school_id, {})
        row = _posts(before, _fewest_classes(before, scenario), kind, scenario, "before")
        found[school_id] = row | _posts(after, classes_later.get(school_id, 0.0), kind, scenario, "after")
    frame: pd.DataFrame = pd.DataFrame.from_dict(found, orient="index")
    boarders = {school_id: float(row.boarders) for school_id, row in rows.schools.items() if row.open}
    per_staff = scenario.staffing.boarders_per_boarding_staff
    frame = frame.assign(
        teachers_before=stocks.before["teachers"],
        teachers_after=stocks.after["teachers"],
        retiring=stocks.before["retiring_within_3_years"],
        boarders_after=[boarders.get(str(school_id), 0.0) for school_id in frame.index],
        boarding_staff_before=stocks.before["boarding_staff"],
        boarding_staff_after=stocks.after["boarding_staff"],
        open_after=[str(school_id) in boarders for school_id in frame.index],
    )
    wanted = np.nan if per_staff is None else np.ceil(frame["boarders_after"] / per_staff - 1e-9)
    frame = frame.assign(boarding_staff_wanted_after=wanted)
    shown = (schools["state"] == "existing").to_numpy(bool) | frame["open_after"].to_numpy(bool)
    there: pd.DataFrame = frame.loc[shown]
    return there


def _fewest_classes(pupils: Mapping[str, float], scenario: Scenario) -> float:
    size = np.array([class_size_of(scenario, scenario.stage_of(grade)) for grade in scenario.grades])
    counts = np.array([[float(pupils.get(grade, 0.0)) for grade in scenario.grades]])
    if not np.isfinite(size[counts[0] > 0]).all():
        return float("nan")
    return float(least_classes(counts, size).sum())


def _posts(pupils: Mapping[str, float], classes: float, kind: str, scenario: Scenario, when: str) -> dict[str, float]:
    staffing, total = scenario.staffing, float(sum(pupils.values()))
    by_stage: dict[Stage, float] = {}
    for grade, count in pupils.items():
        by_stage[scenario.stage_of(grade)] = by_stage.get(scenario.stage_of(grade), 0.0) + float(count)
    by_ratio = sum(count / getattr(staffing.pupils_per_post, stage) for stage, count in by_stage.items())
    small = kind in _SMALL_KINDS and 0 < total < staffing.small_school_pupils
    per_class = staffing.small_school_posts_per_class
    by_class = classes * per_class if small and per_class is not None else np.nan
    wanted = by_ratio if np.isnan(by_class) else max(by_ratio, by_class)
    named = {"pupils": total, "classes": classes, "by_ratio": by_ratio, "by_class": by_class, "wanted": wanted}
    return {f"{name}_{when}": value for name, value in named.items()}
