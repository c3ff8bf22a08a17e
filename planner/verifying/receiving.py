"""Where pupils go whose school of today is merged."""

from planner.reading.scenario import Scenario
from planner.verifying.rows import Case

HomeInYear = tuple[str, int, str]
"""settlement_id, year and grade band."""


def asks_where_from(scenario: Scenario) -> bool:
    """Whether some rule asks which school pupils attend today."""
    merge = scenario.rules.merge
    return merge is not None and (merge.receivers is not None or merge.together is not None)


def merged_school(case: Case, home: HomeInYear) -> str:
    """Return today's school of a home where it is merged in the year; '' where it is not, or there is none."""
    school_id = case.today.get((home[0], home[2]), "")
    is_merged = school_id and case.facts.schools[school_id].of_merged_kind and not case.rows[school_id, home[1]].open
    return school_id if is_merged else ""


def is_no_receiver(case: Case, home: HomeInYear, school_id: str) -> bool:
    """Whether pupils would leave a merged school for one of a kind that `merge.receivers` does not name."""
    return _is_barred(case, merged_school(case, home), school_id)


def can_be_no_receiver(case: Case, home: HomeInYear, school_id: str) -> bool:
    """Whether that is so in every plan: today's school is decided to close."""
    today = case.today.get((home[0], home[2]), "")
    is_decided = today and case.facts.schools[today].of_merged_kind and case.facts.schools[today].decision == "close"
    return _is_barred(case, today if is_decided else "", school_id)


def _is_barred(case: Case, merged: str, school_id: str) -> bool:
    merge = case.facts.scenario.rules.merge
    if not merged or merged == school_id or merge is None or merge.receivers is None:
        return False
    return case.facts.schools[school_id].kind not in merge.receivers
