"""Whether a city's file adds up: each figure of counties, flows, rounds and the whole counted anew from the plans."""

import math
from collections.abc import Iterator, Mapping, Sequence

from planner.city.saved import CityFile, CountyEntry, SavedCity
from planner.language import Text
from planner.plan import Plan

_NEAR, _NEAR_YUAN = 1e-9, 1e-4
_FREE = ("cost", "penalty", "total", "crossing")
"""Sums of the objective, which are counted apart from its terms."""
Figures = dict[str, float | None]


def find_wrong_sums(city: SavedCity) -> Iterator[Text]:
    """Say which figure of the file is not what the plans come to."""
    file = city.file
    told, found = _told(file), _found(city)
    for key in dict.fromkeys((*found, *told)):
        if not _same(told.get(key), found.get(key)):
            yield _says(key, told.get(key), found.get(key))
    yield from _rounds(file)


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=_NEAR, abs_tol=_NEAR_YUAN if abs(one) > 1.0 else _NEAR)


def _told(file: CityFile) -> Figures:
    """Return every figure of the file that is counted anew, by its key."""
    figures: Figures = {f"objective.{term}": yuan for term, yuan in file.objective.items()}
    figures |= {"total_apart": file.total_apart, "limit": file.limit, "gap": file.gap}
    figures |= {"is_whole": file.is_whole, "synthetic": file.synthetic}
    for entry in file.counties:
        figures |= _keyed(entry.id, {"settlements": entry.settlements, "pupils": entry.pupils})
        if entry.total is not None:
            figures |= _keyed(entry.id, _told_of_plan(entry))
    return figures


def _told_of_plan(entry: CountyEntry) -> Figures:
    return {
        "total": entry.total,
        "total_apart": entry.total_apart,
        "cost": entry.cost,
        "merged": entry.merged,
        "shortfall_pupils": entry.shortfall_pupils,
        "guests_in": entry.guests_in,
        "guests_out": entry.guests_out,
        **{f"schools.{action}": count for action, count in entry.schools.items()},
    }


def _keyed(county: str, figures: Mapping[str, float | None]) -> Figures:
    return {f"counties.{county}.{key}": value for key, value in figures.items()}


def _found(city: SavedCity) -> Figures:
    """Count it from the plans, the tables and the flows."""
    plans = [saved.plan for saved in city.plans.values()]
    crossing = sum(flow.put_on_yuan for flow in city.flows)
    figures = _objective(plans, crossing)
    figures["total_apart"] = sum(saved.plan.objective.total for saved in city.apart.values())
    limits = [entry.limit for entry in city.file.counties if entry.id in city.plans]
    whole = sum(each for each in limits if each is not None) if limits and None not in limits else None
    figures |= {"limit": whole, "gap": None if whole is None else _gap(figures, whole)}
    figures["is_whole"] = len(plans) == len(city.inputs.counties)
    figures["synthetic"] = any(each.district.provenance.is_synthetic for each in city.inputs.counties.values())
    for name, county in city.inputs.counties.items():
        last = county.scenario.years[-1]
        rows = county.district.pupils
        there = rows[(rows["year"] == last) & rows["grade"].isin(county.scenario.grades)]
        living = {"settlements": len(county.district.settlements), "pupils": float(there["pupils"].sum())}
        figures |= _keyed(name, living)
        if name in city.plans:
            figures |= _keyed(name, _found_of_plan(city, name, last))
    return figures


def _objective(plans: Sequence[Plan], crossing: float) -> Figures:
    documents = [plan.objective.model_dump(by_alias=True) for plan in plans]
    names = dict.fromkeys(name for document in documents for name in document)
    sums = {name: sum(document.get(name) or 0.0 for document in documents) for name in names}
    terms = sum(yuan for name, yuan in sums.items() if name not in _FREE)
    found: Figures = {f"objective.{name}": yuan for name, yuan in sums.items()}
    found.setdefault("objective.small_schools", 0.0)
    penalty = sums.get("penalty", 0.0)
    return found | {
        "objective.crossing": crossing,
        "objective.cost": terms + crossing,
        "objective.total": terms + crossing + penalty,
    }


def _gap(figures: Figures, limit: float) -> float | None:
    """(total - limit) / cost; 0 where both meet."""
    total, cost = figures["objective.total"] or 0.0, figures["objective.cost"] or 0.0
    distance = total - limit
    if -1e-6 * max(1.0, abs(total)) < distance <= 0.0:
        return 0.0
    return distance / cost if cost > 0 else None


def _found_of_plan(city: SavedCity, name: str, last: int) -> Figures:
    plan = city.plans[name].plan
    actions = [row.action for row in plan.schools if row.year == last]
    counts = {action: actions.count(action) for action in ("keep", "expand", "build", "leave")}
    counts["merge"] = actions.count("merge") + actions.count("change")
    flows = [flow for flow in city.flows if flow.year == last]
    return {
        "total": plan.objective.total,
        "total_apart": city.apart[name].plan.objective.total,
        "cost": plan.objective.cost,
        "merged": len(plan.merges),
        "shortfall_pupils": float(sum(sum(row.pupils.values()) for row in plan.shortfall)),
        "guests_in": sum(flow.heads for flow in flows if flow.host == name),
        "guests_out": sum(flow.heads for flow in flows if flow.home == name),
        **{f"schools.{action}": count for action, count in counts.items()},
    }


def _rounds(file: CityFile) -> Iterator[Text]:
    """Each round begins where the one before ended, and makes nothing dearer; together they are the flows."""
    before, accepted = file.total_apart, 0
    for each in file.rounds:
        if not _same(each.before_yuan, before):
            yield _says(f"rounds.{each.number}.before_yuan", each.before_yuan, before)
        if each.after_yuan > each.before_yuan + _NEAR_YUAN:
            says = Text(
                f"round {each.number} of border flows made the whole dearer", f"第 {each.number} 轮后合计反而更高"
            )
            yield says
        before, accepted = each.after_yuan, accepted + each.accepted_pupils
    total, heads = file.objective.get("total"), sum(sum(flow.pupils.values()) for flow in file.flows)
    if not _same(before, total):
        yield _says("objective.total", total, before)
    if accepted != heads:
        yield _says("rounds.accepted_pupils", accepted, heads)


def _says(key: str, told: float | None, found: float | None) -> Text:
    one, other = ("none" if each is None else f"{each:,.10g}" for each in (told, found))
    one_zh, other_zh = (each.replace("none", "无") for each in (one, other))
    return Text(
        f"{key}: the file says {one}, counted anew it is {other}", f"{key}：文件写 {one_zh}，重新计算为 {other_zh}"
    )
