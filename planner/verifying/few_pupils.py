"""The facts with schools that may be merged for having few pupils today, counted row by row."""

from collections import Counter

from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.verifying.facts import Facts, find_facts
from planner.verifying.today import find_attendance


def find_facts_of_today(district: District, scenario: Scenario, journeys: Journeys) -> Facts:
    """Read the tables; existing schools of `merge.also_under_pupils` with fewer pupils today may be merged too."""
    facts, merge = find_facts(district, scenario, journeys), scenario.rules.merge
    if merge is None or merge.also_under_pupils is None:
        return facts
    pupils = _pupils_today(facts, district)
    under = {school_id: getattr(merge.also_under_pupils, school.kind) for school_id, school in facts.schools.items()}
    few = {school_id for school_id, limit in under.items() if limit is not None and pupils[school_id] < limit}
    return find_facts(district, scenario, journeys, frozenset(few))


def _pupils_today(facts: Facts, district: District) -> Counter[str]:
    """Count the pupils of the scenario's grades at each school: in the attends table, else of the first year."""
    found = Counter[str]()
    if district.attends is not None:
        for row in district.attends.to_dict("records"):
            found[str(row["school_id"])] += int(row["pupils"]) if str(row["grade"]) in facts.scenario.grades else 0
        return found
    for each in find_attendance(facts, district):
        settlement_id, band = each.home
        found[each.school_id] += sum(facts.pupils.get((settlement_id, facts.scenario.years[0], band), {}).values())
    return found
