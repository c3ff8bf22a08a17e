"""Pupils foretold, as the report shows them."""

import base64

from planner.decide.results import Results
from planner.show.words.common import STAGES
from planner.show.words.forecast_brought import brought_rows, brought_sentence
from planner.show.words.forecast_text import STAGES_IN_ENGLISH


def forecast_of_page(results: Results) -> dict[str, object] | None:
    """Return the forecast that the pupils are of: a sentence, rows, the picture as data; None where they are of none.

    A row: stage, year, whether it was counted, low, middle, high, seats of today (null: not known).
    """
    forecast = results.district.forecast
    if forecast is None:
        return None
    said, picture = brought_sentence(forecast), forecast.picture
    return {
        "said": {"zh": said.zh, "en": str(said)},
        "rows": [
            [
                {"zh": STAGES[each.row.stage], "en": STAGES_IN_ENGLISH[each.row.stage]},
                each.row.year, each.row.is_counted, each.row.low, each.row.middle, each.row.high, each.seats,
            ]
            for each in brought_rows(forecast, results.scenario)
        ],
        "picture": None if picture is None else f"data:image/png;base64,{base64.b64encode(picture).decode()}",
    }  # fmt: skip
