"""Which sites of a plan the documents call rebuilding or expanding, not new building."""

from planner.plan import Action
from planner.reading.district import District


def rebuilt_sites(district: District) -> frozenset[str]:
    """Return the school_ids of candidate sites whose project is to rebuild or expand, by the district's projects."""
    if district.projects is None:
        return frozenset()
    rebuilt = district.projects.loc[district.projects["works"] == "rebuild", "site_school_id"]
    candidates = district.schools.loc[district.schools["state"] == "candidate", "school_id"]
    return frozenset(rebuilt) & frozenset(candidates)


def is_rebuilt(action: Action, school_id: str, rebuilt: frozenset[str]) -> bool:
    """Whether what a plan builds here is called rebuilding by the documents."""
    return action == "build" and school_id in rebuilt
