"""Whether the scenario has settled where a settlement's band goes (`assignments`)."""

from planner.reading.scenario import GradeBand
from planner.verifying.facts import Facts


def is_settled_otherwise(facts: Facts, settlement_id: str, school_id: str, band: GradeBand) -> bool:
    """Whether `assignments` sends these pupils to other schools, or keeps them from this one."""
    settled, bands = facts.scenario.assignments, facts.scenario.grade_bands
    if (settlement_id, school_id) in settled.forbidden:
        return True
    schools = {to for home, name, to in settled.fixed if home == settlement_id and bands[name].grades == band.grades}
    return bool(schools) and school_id not in schools
