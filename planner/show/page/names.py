"""Names that depend on the scenario or the district, in Chinese and English."""

from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.words.common import band_name, clean, grade_name, synthetic_text

_NURSERY = {"K1": "Kindergarten 1", "K2": "Kindergarten 2", "K3": "Kindergarten 3"}


def grade_names(grade: str) -> dict[str, str]:
    """Name a grade.

    >>> grade_names("1")
    {'zh': '一年级', 'en': 'Grade 1'}
    """
    return {"zh": grade_name(grade), "en": _NURSERY.get(grade, f"Grade {clean(grade)}")}


def band_names(band: str, scenario: Scenario) -> dict[str, str]:
    """Name a grade band by its grades; a band the scenario lacks keeps its own name."""
    known = scenario.grade_bands.get(band)
    if known is None:
        return {"zh": clean(band), "en": clean(band)}
    first, last = known.grades[0], known.grades[-1]
    if first == last:
        english = grade_names(first)["en"]
    elif first in _NURSERY:
        english = f"{_NURSERY[first]} to {_NURSERY.get(last, f'grade {last}')}"
    else:
        english = f"Grades {first}–{last}"
    return {"zh": band_name(band, scenario), "en": english}


def synthetic_names(district: District) -> dict[str, str]:
    """Name the made-up columns; empty where there are none."""
    named = "; ".join(
        f"{clean(table)} ({', '.join(clean(column) for column in columns)})"
        for table, columns in district.provenance.synthetic.items()
        if columns
    )
    english = f"Synthetic data, made up, not the real district: {named}." if named else ""
    return {"zh": synthetic_text(district), "en": english}
