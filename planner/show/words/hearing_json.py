"""What a hearing asks of a plan first, as JSON tells it."""

from typing import Any

from planner.decide.hearing_figures import hearing_figures
from planner.decide.results import Results
from planner.show.words.hearing import meant_schools


def hearing_document(results: Results) -> list[dict[str, Any]]:
    """Return one record a planning year: its figures by name (minutes one way), and the schools that are meant."""
    return [
        {
            "year": year.rows.year,
            **{str(name): value for name, value in hearing_figures(year.hearing).items()},
            "points_today": year.hearing.points_today,
            "points_planned": year.hearing.points_planned,
            "classes": year.hearing.classes,
            "schools": [
                {
                    "figure": meant.figure,
                    "school_id": meant.school_id,
                    "text": str(meant.said),
                    "text_zh": meant.said.zh,
                }
                for meant in meant_schools(year)
            ],
        }
        for year in results.by_year.values()
    ]
