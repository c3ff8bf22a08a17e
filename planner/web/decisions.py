"""Decisions on single schools, as changes of a scenario's keys."""

from collections.abc import Mapping
from typing import Literal

from planner.errors import Finding, InputError
from planner.language import Text
from planner.reading.scenario import Scenario
from planner.web.scenario_text import Change

Decision = Literal["keep", "close", "free", "never", "table"]
_LISTS = ("keep", "close", "free")
_SAYS = {
    "keep": Text("keep", "保留"),
    "close": Text("close", "撤销"),
    "free": Text("free to decide", "由规划决定"),
    "never": Text("never merge", "不撤并"),
    "table": Text("as the table says", "恢复为数据表中的决定"),
}


def decision_changes(scenario: Scenario, school_id: str, decision: Decision, reason: str) -> list[Change]:
    """Return the keys that change where a school is decided about. InputError where a reason is missing."""
    changes = []
    for name in _LISTS:
        listed = list(getattr(scenario.decisions, name))
        wanted = [each for each in listed if each != school_id] + ([school_id] if name == decision else [])
        if wanted != listed:
            changes.append(Change(route=("decisions", name), value=wanted, remove=not wanted))
    merge = scenario.rules.merge
    never = (merge.never if merge else None) or {}
    if decision == "never":
        if not reason.strip():
            why = Text("a reason, for the papers say why a school stays", "应写明理由：文稿要说明为什么保留")
            raise InputError(
                Text("no reason:", "没有理由："), [Finding(file="scenario", column="reason", expected=why)]
            )
        if merge is None:
            none = Text("rules.merge: without it nothing is merged anyway", "情景没有撤并规则，本来就不撤并")
            raise InputError(Text("not needed:", "不需要："), [Finding(file="scenario", expected=none)])
        changes.append(Change(route=("rules", "merge", "never", school_id), value=reason.strip()))
    elif school_id in never:
        last = len(never) == 1
        changes.append(Change(route=("rules", "merge", "never", *(() if last else (school_id,))), remove=True))
    return changes


def decision_text(school: Text, decision: Decision, reason: str) -> Text:
    """Say a decision about a school that is called so."""
    says = _SAYS[decision]
    why = f"（{reason.strip()}）" if decision == "never" else ""
    because = f" ({reason.strip()})" if decision == "never" else ""
    return Text(f"{school}: {says}{because}", f"{school.zh}：{says.zh}{why}")


Way = tuple[str, str, str]
"""Where pupils go: settlement_id, grade band, school_id."""


def assignment_changes(scenario: Scenario, way: Way, decision: Literal["fix", "forbid", "free"]) -> list[Change]:
    """Return the keys that change where a settlement's band is to attend a school, or not to attend it.

    A way that is fixed or forbidden takes the place of what was settled of the same way before; free: of nothing.
    """
    home, band, school = way
    fixed = [each for each in scenario.assignments.fixed if (each[0], each[2]) != (home, school) or each[1] != band]
    forbidden = [each for each in scenario.assignments.forbidden if each != (home, school)]
    if decision == "fix":
        fixed = [*(each for each in fixed if each[:2] != (home, band)), way]
    if decision == "forbid":
        fixed = [each for each in fixed if (each[0], each[2]) != (home, school)]
        forbidden = [*forbidden, (home, school)]
    wanted = {"fixed": [list(each) for each in fixed], "forbidden": [list(each) for each in forbidden]}
    return [
        Change(route=("assignments", name), value=rows, remove=not rows)
        for name, rows in wanted.items()
        if rows != [list(each) for each in getattr(scenario.assignments, name)]
    ]


def assignment_text(
    way: tuple[Text, Text], band: Mapping[str, str], decision: Literal["fix", "forbid", "free"]
) -> Text:
    """Say where pupils are to go, or not to go: settlement and school, and the band in both languages."""
    home, school = way
    en, zh = band["en"], band["zh"]
    says = {
        "fix": Text(f"{home}, {en}: attends {school}", f"{home.zh}，{zh}：固定到{school.zh}"),
        "forbid": Text(f"{home} does not attend {school}", f"{home.zh}不去{school.zh}"),
        "free": Text(f"{home}, {en}, and {school}: not settled", f"{home.zh}，{zh}，{school.zh}：不作规定"),
    }
    return says[decision]
