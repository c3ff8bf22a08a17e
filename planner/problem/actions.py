"""What may happen at each school and site: decisions, rooms, beds, sizes and prices, defaults applied."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.language import Text
from planner.problem.bed_modules import most_beds
from planner.problem.problem import Decision, Flags, Floats, Ints
from planner.problem.siting import barred_sites
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.reading.tables import grade_run

_NAMED = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class Sites:
    """One entry a school; the names are those of `Problem`."""

    site: Ints
    """Rows with the same number are alternatives of one site."""
    existing: Flags
    mergeable: Flags
    barred: Flags
    """Sites where `rules.siting` lets no school be built."""
    decision: Ints
    pupils_max: Floats
    fixed_yuan: Floats
    build_yuan: Floats
    beds_max: Ints
    """Beds the site can hold, those added in whole modules (`rules.bed_module`)."""
    classroom_yuan: Floats
    bed_yuan: Floats
    offers: Flags
    """(school, grade): whether it can teach the grade."""


def find_sites(district: District, scenario: Scenario, few_pupils: Flags | None = None) -> Sites:
    """Apply the scenario's prices, sizes and decisions to the schools table.

    `few_pupils` (school): those that may be merged for having few pupils today, from
    `planner.problem.few_pupils.schools_with_few_pupils`; without it `mergeable` and `decision` leave them out.
    """
    schools, prices = district.schools, scenario.prices
    existing = (schools["state"] == "existing").to_numpy(bool)
    fixed = prices.fixed_yuan_per_year.model_dump()
    barred = barred_sites(district, scenario)
    return Sites(
        site=site_of(schools),
        existing=existing,
        mergeable=existing & _may_be_merged(schools, scenario, few_pupils),
        barred=barred,
        decision=decide(schools, scenario, few_pupils, barred),
        pupils_max=_pupils_max(schools, scenario),
        fixed_yuan=_filled(schools["fixed_yuan_per_year"], schools["kind"].map(fixed)),
        build_yuan=np.where(existing, 0.0, _filled(schools["build_yuan"], prices.build_yuan)),
        beds_max=most_beds(
            schools["beds"].to_numpy(np.int64), schools["beds_max"].to_numpy(np.int64), scenario.rules.bed_module
        ),
        classroom_yuan=_filled(schools["classroom_yuan"], prices.classroom_yuan),
        bed_yuan=_filled(schools["bed_yuan"], prices.bed_yuan),
        offers=np.array([[g in grade_run(run) for g in scenario.grades] for run in schools["grades"]], dtype=bool),
    )


def site_of(schools: pd.DataFrame) -> Ints:
    """(school): a number for its site: the same for rows of one site_id, one of its own where that is empty."""
    own = [site_id or (row,) for row, site_id in enumerate(schools["site_id"])]
    numbers, _ = pd.factorize(pd.Series(own, dtype=object))
    return np.asarray(numbers, dtype=np.int64)


def decide(
    schools: pd.DataFrame, scenario: Scenario, few_pupils: Flags | None = None, barred: Flags | None = None
) -> Ints:
    """Return each school's `Decision`: the scenario's own, else the table's, else the default for its kind.

    Free by default are sites, schools of kinds that may be merged, and those with few pupils, as in `find_sites`.

    What `merge.never` names is kept, whatever else is said. `barred` (school): sites where nothing may be built are
    closed; those that are to be kept stay so, for `planner.problem.clashes` to refuse.

    Without `merge` nothing may be merged: a free existing school is kept. Where one alternative of a site is kept, the
    others that are free are closed, or not built.
    """
    existing = (schools["state"] == "existing").to_numpy(bool)
    default = np.where(existing & ~_may_be_merged(schools, scenario, few_pupils), Decision.KEEP, Decision.FREE)
    named = {"free": Decision.FREE, "keep": Decision.KEEP, "close": Decision.CLOSE}
    decision = np.array(
        [named.get(word, default[row]) for row, word in enumerate(schools["decision"])], dtype=np.int64
    ).reshape(len(schools))
    for word, value in named.items():
        decision[schools["school_id"].isin(getattr(scenario.decisions, word)).to_numpy(bool)] = value
    decision[schools["school_id"].isin(scenario.rules.never_merged).to_numpy(bool)] = Decision.KEEP
    if scenario.rules.merge is None:
        decision[existing & (decision == Decision.FREE)] = Decision.KEEP
    if barred is not None:
        decision[barred & (decision == Decision.FREE)] = Decision.CLOSE
    site = site_of(schools)
    taken = np.isin(site, site[decision == Decision.KEEP])
    decision[taken & (decision == Decision.FREE)] = Decision.CLOSE
    return decision


def _may_be_merged(schools: pd.DataFrame, scenario: Scenario, few_pupils: Flags | None) -> Flags:
    kinds = scenario.rules.merge.kinds if scenario.rules.merge else ()
    of_kind: Flags = schools["kind"].isin(kinds).to_numpy(bool)
    return of_kind if few_pupils is None else of_kind | few_pupils


def _pupils_max(schools: pd.DataFrame, scenario: Scenario) -> Floats:
    """Return the smaller of the rule's size for the kind and the school's own; inf where neither binds."""
    sizes = scenario.rules.school_size.model_dump() if scenario.rules.school_size else {}
    if sizes.get("teaching_point") is None:
        sizes = sizes | {"teaching_point": sizes.get("primary")}
    by_rule = np.array([np.inf if sizes.get(k) is None else float(sizes[k]) for k in schools["kind"]])
    smaller: Floats = np.minimum(by_rule, _filled(schools["pupils_max"], np.inf))
    return smaller


def size_notes(district: District, scenario: Scenario) -> tuple[Text, ...]:
    """Name the schools whose own pupils_max is above rules.school_size of their kind, which then binds."""
    schools = district.schools
    binds = _pupils_max(schools, scenario)
    cut = schools["pupils_max"].to_numpy(float) > binds
    if not cut.any():
        return ()
    named = [
        f"{row['name']} ({row['school_id']}) {row['pupils_max']:g} > {size:g}"
        for row, size in zip(schools[cut].to_dict("records"), binds[cut], strict=True)
    ]
    more = "" if len(named) <= _NAMED else ", …"
    first = ", ".join(named[:_NAMED]) + more
    return (
        Text(
            f"schools with a pupils_max above rules.school_size, which binds (write null there, or a higher "
            f"figure, to lift it): {len(named):,}: {first}",
            f"{len(named):,} 所学校的学校规模上限高于 rules.school_size，按后者执行"
            f"（如不适用，写 null 或更大的数）：{first}",
        ),
    )


def _filled(column: pd.Series, default: object) -> Floats:
    """Fill empty cells with the default, a value or a column of values."""
    values = column.to_numpy(float)
    filled: Floats = np.where(np.isnan(values), np.asarray(default, dtype=float), values)
    return filled
