"""planner forecast, the main path: read a district, forecast, write the tables of pupils, workbook and picture."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from planner.decide.seats_today import seats_today
from planner.forecast import STAGE_GRADES, VARIANTS, Forecast, forecast_of, pupils_frame
from planner.forecast.forecast import district_totals, stage_totals
from planner.language import Text
from planner.reading.district import District
from planner.reading.loader import read_district
from planner.reading.scenario import GradeBand, Scenario
from planner.reading.schema_types import Stage
from planner.show.forecast_picture import write_forecast_picture
from planner.show.told_forecast import ToldForecast
from planner.show.words.forecast_json import forecast_document
from planner.show.workbook.forecast import write_forecast_workbook
from planner.writing import Making, cannot_write, exit_code_of, make_each, move_in, names_made, open_output, sha256_of

FORECAST_NAME = "forecast.json"
TABLES = {"middle": "pupils.csv", "low": "pupils-low.csv", "high": "pupils-high.csv"}
"""Variant to the name of its table of pupils."""
_USED = ("pupils", "births", "children", "estates", "special_cohorts", "schools")
"""Tables that a forecast, and the seats beside it, are made from."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Foretold:
    """A forecast, the folder it was written to, and its files in the order of reading."""

    told: ToldForecast
    folder: Path
    files: tuple[str, ...]
    warnings: tuple[Text, ...] = ()
    exit_code: int = 0
    """What files that are missing give the verb as its exit code (`planner.writing.Failure`)."""


def forecast_district(
    folder: Path,
    *,
    from_year: int | None = None,
    to_year: int | None = None,
    out: Path | None = None,
    report: Callable[[str, None], None],
) -> Foretold:
    """Forecast a district's pupils and write the tables, the workbook, the picture and forecast.json.

    InputError where the tables cannot be read, tell too little, or the folder cannot be written; then no earlier file
    has changed. Workbook and picture may fail alone, and are then named in the warnings.
    """
    report("reading", None)
    district = read_district(folder, _all_grades(folder))
    told = _told(district, forecast_of(district, from_year=from_year, to_year=to_year))
    target = out or Path("maps") / district.folder.resolve().name / "forecast"
    with open_output(target, verb="forecast") as output:
        report("drawing", None)
        _write_tables(output.made, told, target)
        makings = [
            Making(names=("forecast.xlsx",), make=lambda made: write_forecast_workbook(made / "forecast.xlsx", told)),
            Making(names=("forecast.png",), make=lambda made: write_forecast_picture(made / "forecast.png", told)),
        ]
        failures = make_each(output.made, makings)
        files = (*TABLES.values(), *names_made(output.made, makings), FORECAST_NAME)
        notices = move_in(output, of="")
    return Foretold(
        told=told,
        folder=target,
        files=files,
        warnings=(*(failure.says for failure in failures), *notices),
        exit_code=exit_code_of(failures),
    )


def _write_tables(made: Path, told: ToldForecast, target: Path) -> None:
    """Write the tables of pupils and forecast.json: all of them, or none. InputError."""
    try:
        digests = {}
        for variant in VARIANTS:
            rows = pupils_frame(told.forecast, variant)
            rows.to_csv(made / TABLES[variant], index=False, lineterminator="\n", encoding="utf-8")
            digests[TABLES[variant]] = {"variant": variant, "sha256": sha256_of(made / TABLES[variant])}
        text = json.dumps(forecast_document(told) | {"tables": digests}, ensure_ascii=False, indent=1)
        (made / FORECAST_NAME).write_text(f"{text}\n", encoding="utf-8", newline="\n")
    except OSError as problem:
        raise cannot_write(target, problem) from problem


def _told(district: District, forecast: Forecast) -> ToldForecast:
    """Put beside a forecast what is told with it: totals, and the seats of today."""
    totals = stage_totals(forecast)
    whole = district_totals(totals)
    now = whole[whole["year"] == forecast.base_year].set_index("stage")["middle"]
    pupils: Mapping[Stage, float] = {stage: float(now[stage]) for stage in STAGE_GRADES}
    seats = seats_today(district, _all_grades(district.folder), forecast.base_year, pupils)
    return ToldForecast(district=_used(district), forecast=forecast, towns=totals, whole=whole, seats=seats)


def _used(district: District) -> District:
    """Return the district with what is said of the tables that a forecast is made from, and of no others."""
    said = district.provenance
    synthetic = {name: said.synthetic[name] for name in _USED if name in said.synthetic}
    sources = {name: said.sources[name] for name in _USED if name in said.sources}
    return replace(district, provenance=replace(said, synthetic=synthetic, sources=sources))


def _all_grades(folder: Path) -> Scenario:
    """Return a scenario of every grade and of no planning year: for reading a district whatever is planned there."""
    bands = {stage: GradeBand(stage=stage, grades=grades) for stage, grades in STAGE_GRADES.items()}
    scenario = Scenario(name="forecast", district=str(folder), years=(2000,), grade_bands=bands)
    return scenario.model_copy(update={"years": ()})
