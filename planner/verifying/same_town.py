"""Whether pupils may leave their town for a school (`rules.same_town`), and which schools are left to them."""

from planner.reading.scenario import GradeBand
from planner.verifying.facts import Facts, Trip, offers, trip_of
from planner.verifying.set_assignments import is_settled_otherwise


def pair_of(facts: Facts, settlement_id: str, school_id: str, band: GradeBand) -> Trip | None:
    """Return how pupils of a band get to a school by every rule of a settlement and a school alone; None: not at all.

    Whether the school offers the band, and may be open, is not asked.
    """
    kept = school_of_own_town(facts, settlement_id, school_id, band)
    settled = is_settled_otherwise(facts, settlement_id, school_id, band)
    return None if kept or settled else trip_of(facts, settlement_id, school_id, band)


def school_of_own_town(facts: Facts, settlement_id: str, school_id: str, band: GradeBand) -> str:
    """Return a school of the pupils' own town that keeps them from attending this one; '' where nothing does."""
    rule, home = facts.scenario.rules.same_town, facts.towns[settlement_id]
    town = facts.schools[school_id].town
    if rule is None or band.stage not in rule.stages or town == home:
        return ""
    if (settlement_id, school_id) in rule.allow or (home, town) in rule.towns or (town, home) in rule.towns:
        return ""
    key = (settlement_id, band)
    if key not in facts.in_town:
        near = facts.schools_near.get(settlement_id, ())
        facts.in_town[key] = next((each for each in near if _supplies(facts, settlement_id, each, band)), "")
    return facts.in_town[key]


def _supplies(facts: Facts, settlement_id: str, school_id: str, band: GradeBand) -> bool:
    """Whether a school is of the pupils' town, may be open, offers the band, and is within their limits."""
    school = facts.schools[school_id]
    may_be = school.town == facts.towns[settlement_id] and school.decision != "close" and offers(school, band)
    return may_be and trip_of(facts, settlement_id, school_id, band) is not None
