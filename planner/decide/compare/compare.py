"""Several plans of one district side by side: figures, schools, journeys, and what may be said of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from planner.decide.compare.compared import (
    Compared,
    GradeGroup,
    Setting,
    common_ground,
    different_settings,
    different_tables,
    grade_groups,
    refuse_other_districts,
    shared_years,
)
from planner.decide.compare.journeys import changed_journeys, journeys_by_town
from planner.decide.compare.schools import SchoolDifference, different_schools
from planner.decide.compare.table import Column, Likeness, Order, Row, columns_of, figure_rows, orders_of
from planner.decide.results import Results, on_ground, results_of
from planner.problem.build import build_problem
from planner.reading.district import District

_MONEY_KEYS = ("prices.",)


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """What a comparison comes to; places of plans count from 0."""

    plans: tuple[Compared, ...]
    results: tuple[Results, ...]
    """What each plan comes to."""
    on_ground: tuple[Results, ...]
    """The same on the common ground; a site that a plan's own tables do not hold stands there as not built."""
    ground: District
    """The first plan's district with the sites that only other plans' tables hold."""
    years: tuple[int, ...]
    """Planning years that every plan speaks of: schools and journeys are held against each other in these."""
    groups: tuple[GradeGroup, ...]
    """Grades that stand in one band in every plan."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    orders: tuple[Order, ...]
    """By total, each two plans over the same years; empty where prices or grades differ."""
    schools: tuple[SchoolDifference, ...]
    journeys: pd.DataFrame
    """Columns JOURNEY_COLUMNS: each later plan against the first."""
    towns: pd.DataFrame
    """Columns TOWN_COLUMNS."""
    settings: tuple[Setting, ...]
    """Keys on which the scenarios differ."""
    tables: tuple[str, ...]
    """Input files whose contents differed when the plans were made."""
    same_prices: bool
    same_grades: bool
    """Whether every plan places the same grades."""


def compare_plans(plans: Sequence[Compared]) -> Comparison:
    """Compare two to six plans of one district. InputError where they are not."""
    refuse_other_districts(plans)
    ground, years = common_ground(plans), shared_years(plans)
    results = tuple(
        results_of(
            each.plan,
            each.scenario,
            each.district,
            build_problem(each.district, each.journeys, each.scenario),
            each.journeys,
        )
        for each in plans
    )
    groups = grade_groups([plan.scenario for plan in plans])
    settings, tables = different_settings(plans), different_tables(plans)
    same_prices = not any(setting.key.startswith(_MONEY_KEYS) for setting in settings)
    same_grades = len({plan.scenario.grades for plan in plans}) == 1
    alike = Likeness(
        same_prices=same_prices,
        same_grades=same_grades,
        same_question={
            (a, b): not different_settings([plans[a], plans[b]]) and not different_tables([plans[a], plans[b]])
            for a in range(len(plans))
            for b in range(a + 1, len(plans))
        },
    )
    columns = columns_of(plans)
    journeys = changed_journeys(plans, years, groups)
    return Comparison(
        plans=tuple(plans),
        results=results,
        on_ground=tuple(on_ground(each, ground) for each in results),
        ground=ground,
        years=years,
        groups=groups,
        columns=columns,
        rows=figure_rows(plans, results, columns, groups, alike),
        orders=orders_of(plans, alike),
        schools=different_schools(plans, ground, years),
        journeys=journeys,
        towns=journeys_by_town(journeys, ground),
        settings=settings,
        tables=tables,
        same_prices=same_prices,
        same_grades=same_grades,
    )
