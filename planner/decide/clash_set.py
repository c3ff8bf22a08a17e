"""A smallest set of rules that clash: drop any one of them, and the others of the set do not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.errors import NoPlanError
from planner.language import Text
from planner.problem.build import build_problem
from planner.problem.clashes import refuse_clashes
from planner.problem.problem import Flags
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.rules import Merge, Siting, Towns
from planner.reading.scenario import Scenario

_BY_YEAR, _TOWNS = "rules.merge.by_year.", "rules.towns."
_NEVER, _SITING = "rules.merge.never", "rules.siting."


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule that may be dropped: a key of the scenario, or a school's decision in it or in the schools table."""

    key: str
    """budget_yuan or budget_yuan.YEAR, rules.merge.least, .most, .exactly, .by_year.YEAR or .never, rules.towns.KEY,
    rules.siting.STAGE, decisions.keep, .close or .free, or schools.decision."""
    value: str
    """The number, or the school's id."""

    def __str__(self) -> str:
        """Say it on one line.

        >>> str(Rule(key="rules.merge.least", value="5"))
        'rules.merge.least: 5'
        """
        return f"{self.key}: {self.value}"

    def text(self) -> Text:
        """Say it in both languages."""
        means = {"most": "最多撤并", "least": "至少撤并", "exactly": "正好撤并"}
        _, _, word = self.key.rpartition(".")
        families = {
            _BY_YEAR: f"到 {word} 年至少撤并 {self.value} 所",
            _TOWNS: f"每个乡镇至少 {self.value} 所",
            _SITING: f"只能在 {self.value} 新建",
        }
        for family, says in families.items():
            if self.key.startswith(family):
                return Text(str(self), f"{says}（{self.key}）")
        if word in means:
            return Text(str(self), f"{means[word]} {self.value} 所（{self.key}）")
        if self.key == _NEVER:
            return Text(str(self), f"学校 {self.value} 不撤并（{self.key}）")
        if self.key.startswith("budget_yuan"):
            return Text(str(self), f"预算 {self.value} 元（{self.key}）")
        place = "学校表" if self.key == "schools.decision" else "情景文件"
        decided = {"keep": "保留", "close": "撤销", "free": "待定"}.get(word, "的决定")
        return Text(str(self), f"{place}中学校 {self.value} {decided}（{self.key}）")


def clash_set(scenario: Scenario, district: District, few_pupils: Flags | None = None) -> tuple[Rule, ...]:
    """Return rules that clash, none of which can be left out of the clash; empty where a plan exists.

    A deletion filter: each rule in turn is dropped, and comes back where the rest no longer clash. Decisions are tried
    first, so that counts and budgets are kept in the set where either would do.
    `few_pupils` (school): those that may be merged for having few pupils today; None: none.
    """
    # pupils say which towns need schools; nothing else of a clash depends on them
    nobody = district if scenario.rules.towns else replace(district, pupils=district.pupils.iloc[:0])
    few = np.zeros(len(district.schools), dtype=bool) if few_pupils is None else few_pupils
    kept = _rules(scenario, district)
    if not _clash(scenario, nobody, kept, few):
        return ()
    for rule in kept:
        rest = [other for other in kept if other != rule]
        if _clash(scenario, nobody, rest, few):
            kept = rest
    return tuple(kept)


def _rules(scenario: Scenario, district: District) -> list[Rule]:
    decided = district.schools[district.schools["decision"] != ""]
    found = [Rule(key="schools.decision", value=str(school_id)) for school_id in decided["school_id"]]
    for word, ids in scenario.decisions.model_dump().items():
        found += [Rule(key=f"decisions.{word}", value=school_id) for school_id in dict.fromkeys(ids)]
    found += [Rule(key=_NEVER, value=school_id) for school_id in scenario.rules.never_merged]
    merge = scenario.rules.merge
    for word in ("exactly", "most", "least"):
        limit = getattr(merge, word) if merge else None
        if limit is not None:
            found.append(Rule(key=f"rules.merge.{word}", value=str(limit)))
    by_year = (merge.by_year if merge else None) or {}
    found += [Rule(key=f"{_BY_YEAR}{year}", value=str(least)) for year, least in by_year.items()]
    found += [Rule(key=f"{_TOWNS}{key}", value=str(count)) for key, count in scenario.rules.towns or () if count]
    sited = ((stage, named) for stage, named in scenario.rules.siting or () if named)
    found += [Rule(key=f"{_SITING}{stage}", value=", ".join(named)) for stage, named in sited]
    budget = scenario.budget_yuan
    by_end = budget.items() if isinstance(budget, dict) else []
    found += [Rule(key=f"budget_yuan.{end}", value=f"{yuan:,.0f}") for end, yuan in by_end]
    if isinstance(budget, float):
        found.append(Rule(key="budget_yuan", value=f"{budget:,.0f}"))
    return found


def _clash(scenario: Scenario, nobody: District, rules: Sequence[Rule], few_pupils: Flags | None = None) -> bool:
    """Whether these rules alone clash. Pupils do not matter: they may always be left over, at a price."""
    with_rules, schools = _with(scenario, rules), nobody.schools
    decided = {rule.value for rule in rules if rule.key == "schools.decision"}
    decision = schools["decision"].where(schools["school_id"].isin(decided), "")
    district = replace(nobody, schools=schools.assign(decision=decision))
    problem = build_problem(district, _NO_JOURNEYS, with_rules, few_pupils=few_pupils)
    try:
        refuse_clashes(problem, with_rules)
    except NoPlanError:
        return True
    return False


def _with(scenario: Scenario, rules: Sequence[Rule]) -> Scenario:
    """Return the scenario with these rules alone."""
    keys = {rule.key for rule in rules}
    words = ("keep", "close", "free")
    decisions = {w: tuple(r.value for r in rules if r.key == f"decisions.{w}") for w in words}
    merge, budget = scenario.rules.merge, scenario.budget_yuan
    if isinstance(budget, dict):
        budget = {end: yuan for end, yuan in budget.items() if f"budget_yuan.{end}" in keys} or None
    elif "budget_yuan" not in keys:
        budget = None
    if merge is not None:
        limits = {word: getattr(merge, word) for word in ("most", "least", "exactly") if f"rules.merge.{word}" in keys}
        by_year = {y: least for y, least in (merge.by_year or {}).items() if f"{_BY_YEAR}{y}" in keys}
        ids = {rule.value for rule in rules if rule.key == _NEVER}
        never = {school_id: why for school_id, why in (merge.never or {}).items() if school_id in ids}
        merge = Merge(kinds=merge.kinds, by_year=by_year or None, never=never or None, **limits)
    towns = scenario.rules.towns
    if towns is not None:
        towns = Towns(**{key: count for key, count in towns if f"{_TOWNS}{key}" in keys})
    siting = scenario.rules.siting
    if siting is not None:
        siting = Siting(**{stage: named for stage, named in siting if f"{_SITING}{stage}" in keys})
    return scenario.model_copy(
        update={
            "decisions": scenario.decisions.model_copy(update=decisions),
            "rules": scenario.rules.model_copy(update={"merge": merge, "towns": towns, "siting": siting}),
            "budget_yuan": budget,
        }
    )


_NO_JOURNEYS = Journeys(
    settlement=np.empty(0, dtype=np.int64),
    school=np.empty(0, dtype=np.int64),
    walk_minutes=np.empty(0),
    ride_minutes=np.empty(0),
    kilometres=np.empty(0),
    source="table",
    notes=(),
)
