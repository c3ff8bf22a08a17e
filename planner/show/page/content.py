"""What a page shows, as one document of plain values: columns of numbers, rows named by their place in a list.

A school is named by its row in the schools table, a settlement by its row in the settlements table, a grade band, a
grade and a town by their place in the document's own lists; -1 is none. Minutes and kilometres are one way. Text is as
the tables have it, on one line; the page shows it as text and never as markup.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import get_args

import pandas as pd

from planner.decide.boarding import journey_yuan
from planner.decide.cost_groups import OPTIONAL_TERMS
from planner.decide.decided import decided_reasons
from planner.decide.explain.reasons import SchoolReason
from planner.decide.hearing import MOVED
from planner.decide.ledger.rebuilt import rebuilt_sites
from planner.decide.measures import Minutes, YearMeasures, room_size
from planner.decide.results import Results, YearResults
from planner.decide.taught import taught_at
from planner.decide.year_rows import YearRows
from planner.language import Text
from planner.plan import Action, ModeName, Plan, SchoolRow, first_grade
from planner.problem.problem import Decision
from planner.reading.district import District
from planner.reading.rules_off import RuleOff
from planner.reading.scenario import Scenario
from planner.show.maps.content import map_content
from planner.show.page.balances import merging_of
from planner.show.page.ground import ground_of, whole_degrees
from planner.show.page.ledger import ledger_document
from planner.show.page.look import look_of
from planner.show.page.names import band_names, grade_names, synthetic_names
from planner.show.page.warnings import warnings_of
from planner.show.page.whys import whys_of
from planner.show.words.boarding import boarding_cost_text, boarding_rule_text
from planner.show.words.caveats import travel_source_of
from planner.show.words.common import clean, spoken_notes
from planner.show.words.kept_out import RULES_OFF
from planner.show.words.merging import NOTHING_TOLD, MergingTold
from planner.show.words.optional_terms import optional_texts
from planner.show.words.people import people_sentences
from planner.show.words.reason_names import names_of
from planner.show.words.sentences import plan_sentences, proof_sentence, title_of

Document = dict[str, object]

ACTIONS: tuple[Action, ...] = get_args(Action)
MODES: tuple[ModeName, ...] = get_args(ModeName)
REASONS = ("no_school_in_reach", "no_room_in_reach", "dearer_than_the_price")
RULES: tuple[RuleOff, ...] = get_args(RuleOff)
"""Rules that keep pupils from a seat, by place."""
_NONE = -1
_NOBODY = 0.05
"""Parts of pupils below what is printed are nobody."""


class Places:
    """Where ids stand: rows of schools and settlements, places of grade bands, grades and towns."""

    def __init__(self, plan: Plan, scenario: Scenario, district: District) -> None:
        self.schools = _places(district.schools["school_id"])
        self.settlements = _places(district.settlements["settlement_id"])
        self.bands = _places([*scenario.grade_bands, *_bands_named(plan)])
        self.grades = scenario.grades
        self.towns = _places(
            clean(str(town)) for frame in (district.settlements, district.schools) for town in frame["town"]
        )


def plan_document(
    results: Results, reasons: Sequence[SchoolReason] = (), merging: MergingTold = NOTHING_TOLD
) -> Document:
    """Return everything a page says of a plan.

    KeyError where the plan names what the district lacks.
    """
    scenario, district = results.scenario, results.district
    places = Places(results.plan, scenario, district)
    sentences, people = plan_sentences(results), people_sentences(results)
    return {
        **_head(results),
        "years": list(results.years),
        "outlookYears": list(results.outlook_years),
        "grades": [{"id": grade, **grade_names(grade)} for grade in places.grades],
        "bands": [
            {"id": band, **band_names(band, scenario), "boarding": _both(_boarding_rule(band, scenario))}
            for band in places.bands
        ],
        "towns": list(places.towns),
        "settlements": _settlements(district, places),
        "schools": _schools(results, places),
        "states": [_state(year, results.scenario, places) for year in results.by_year.values()],
        "moves": _moves(results.moves, places),
        "rules": [_both(RULES_OFF[rule]) for rule in RULES],
        "merging": merging_of(merging, places.schools),
        "warnings": warnings_of(results.warnings, results.district),
        "ledger": ledger_document(results),
        "whys": whys_of(reasons, names_of(scenario, district), places.schools),
        "ground": ground_of(map_content(results), district),
        "sentences": {"zh": [each.zh for each in sentences], "en": list(sentences)},
        "people": {"zh": [each.zh for each in people], "en": list(people)},
        "look": look_of(),
    }


def _bands_named(plan: Plan) -> list[str]:
    return [row.grade_band for row in plan.assignments] + [row.grade_band for row in plan.shortfall]


def _head(results: Results) -> Document:
    plan, scenario, district, proof = results.plan, results.scenario, results.district, results.proof
    proven = proof_sentence(results)
    terms, asked = plan.objective.model_dump(by_alias=True), optional_texts(results)
    return {
        "title": title_of(scenario),
        "scenario": plan.scenario,
        "version": clean(plan.planner_version),
        "status": plan.status,
        "engine": clean(plan.engine),
        "seconds": plan.seconds,
        "seed": plan.seed,
        "bound": plan.bound,
        "gap": plan.gap,
        "proof": {"optimal": proof.optimal, "saving": proof.saving_yuan, "share": proof.share},
        "proofText": {"zh": proven.zh.removeprefix("质量："), "en": proven.removeprefix("Quality: ")},
        "costs": {name: float(yuan) for name, yuan in terms.items() if name not in OPTIONAL_TERMS or name in asked},
        "costGroups": asdict(results.groups),
        "costTexts": {name: _both(text) for name, text in ({"boarding": boarding_cost_text(results)} | asked).items()},
        "boardTrip": _board_trip(scenario),
        "shortfallYuan": results.seat_price_yuan,
        "synthetic": district.provenance.is_synthetic,
        "syntheticText": synthetic_names(district),
        "travel": travel_source_of(plan.notes, district),
        "notes": {"zh": spoken_notes(plan, "zh"), "en": spoken_notes(plan, "en")},
        "sources": list(dict.fromkeys(clean(source) for source in district.provenance.sources.values())),
        "hashes": plan.inputs_sha256,
    }


def _boarding_rule(band: str, scenario: Scenario) -> Text | None:
    """Say who of a band may board; None where nobody may, or where the scenario has no such band."""
    return boarding_rule_text(scenario, band) if band in scenario.grade_bands else None


def _both(text: Text | None) -> Document | None:
    return None if text is None else {"zh": text.zh, "en": str(text)}


def _board_trip(scenario: Scenario) -> Document:
    """Return what boarders' ways cost a year: trips a week, yuan for each one-way minute and kilometre of them."""
    prices = scenario.prices
    return {
        "trips": prices.board_trips_per_week,
        "minuteYuan": journey_yuan(1.0, 0.0, prices),
        "kilometreYuan": journey_yuan(0.0, 1.0, prices),
    }


def _settlements(district: District, places: Places) -> Document:
    frame = district.settlements
    return {
        "id": _texts(frame["settlement_id"]),
        "name": _texts(frame["name"]),
        "town": [places.towns[town] for town in _texts(frame["town"])],
        "lon": whole_degrees(frame["lon"]),
        "lat": whole_degrees(frame["lat"]),
    }


def _schools(results: Results, places: Places) -> Document:
    frame, sites = results.district.schools, results.sites
    rebuilt = rebuilt_sites(results.district)
    why = [
        _decided(int(decision), mergeable=bool(mergeable), existing=bool(existing))
        for decision, mergeable, existing in zip(sites.decision, sites.mergeable, sites.existing, strict=True)
    ]
    return {
        "id": _texts(frame["school_id"]),
        "name": _texts(frame["name"]),
        "town": [places.towns[town] for town in _texts(frame["town"])],
        "kind": _texts(frame["kind"]),
        "grades": _texts(frame["grades"]),
        "lon": whole_degrees(frame["lon"]),
        "lat": whole_degrees(frame["lat"]),
        "candidate": [int(not existing) for existing in sites.existing],
        "rooms": [int(rooms) for rooms in frame["classrooms"]],
        "roomsMax": [int(rooms) for rooms in frame["classrooms_max"]],
        "beds": [int(beds) for beds in frame["beds"]],
        "bedsMax": [int(beds) for beds in frame["beds_max"]],
        "roomSize": [room_size(str(grades), results.scenario) for grades in frame["grades"]],
        "rebuilt": [int(str(school_id) in rebuilt) for school_id in frame["school_id"]],
        "decided": why,
        "decidedWhy": _decided_whys(results),
    }


def _decided(decision: int, *, mergeable: bool, existing: bool) -> str:
    """Say who decides about a school: the district, the rules (its kind is not merged), or the planner."""
    if decision == Decision.FREE:
        return "free"
    if decision == Decision.CLOSE:
        return "close"
    return "keep" if mergeable or not existing else "kind"


def _decided_whys(results: Results) -> list[Document | None]:
    """Say of each school why it was decided about; None where no reason was given."""
    whys = decided_reasons(results.scenario, results.problem)
    said = [whys.get(str(school_id)) for school_id in results.district.schools["school_id"]]
    return [None if why is None else {"zh": f"{clean(why.zh)}。", "en": f"{_capital(clean(why))}."} for why in said]


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _state(year: YearResults, scenario: Scenario, places: Places) -> Document:
    rows, placed, short = year.rows, year.rows.placed, year.rows.short
    flows = [
        (places.schools[merged], places.schools[receiver.school_id], number(receiver.pupils))
        for merged, moves in rows.receivers.items()
        for receiver in moves
    ]
    return {
        "year": rows.year,
        "schools": _school_states(rows, scenario, places),
        "trips": {
            "s": [places.settlements[i] for i in placed["settlement_id"]],
            "b": [places.bands[band] for band in placed["grade_band"]],
            "c": [places.schools[i] for i in placed["school_id"]],
            "m": [MODES.index(mode) for mode in placed["mode"]],
            "t": [_hundredths(minutes) for minutes in placed["minutes"]],
            "k": [None if pd.isna(km) else round(km, 2) for km in placed["kilometres"]],
            "p": [number(pupils) for pupils in placed["pupils"]],
        },
        "short": {
            "s": [places.settlements[i] for i in short["settlement_id"]],
            "b": [places.bands[band] for band in short["grade_band"]],
            "r": [REASONS.index(reason) for reason in short["reason"]],
            "p": [number(pupils) for pupils in short["pupils"]],
            "k": [[RULES.index(rule) for rule in rules] for rules in short["kept_out"]],
        },
        "moved": _moved(year, places),
        "flows": columns_of(("from", "to", "p"), flows),
        "figures": _figures(year.measures, places),
    }


def _moved(year: YearResults, places: Places) -> Document:
    """Return who changes school, by settlement: because theirs is merged `m`, although it stays open `o`."""
    moved = year.settlements[list(MOVED)].fillna(0.0)
    rows = [
        (places.settlements[str(home)], number(because), number(still))
        for home, because, still in moved.itertuples()
        if because + still > _NOBODY
    ]
    return columns_of(("s", "m", "o"), rows)


def _school_states(rows: YearRows, scenario: Scenario, places: Places) -> Document:
    by_row = {places.schools[school_id]: row for school_id, row in rows.schools.items()}
    becomes = {places.schools[school_id]: places.schools[other] for school_id, other in rows.continues.items()}
    filled = [by_row.get(place) for place in range(len(places.schools))]
    return {
        "action": [_NONE if row is None else ACTIONS.index(row.action) for row in filled],
        "becomes": [becomes.get(place, _NONE) for place in range(len(places.schools))],
        "rooms": [0 if row is None else row.classrooms_added for row in filled],
        "beds": [0 if row is None else row.beds_added for row in filled],
        "boarders": [0 if row is None else number(row.boarders) for row in filled],
        "pupils": [_by_grade(row.pupils if row else {}, places) for row in filled],
        "classes": [_by_grade(_at_first_grade(row.classes) if row else {}, places) for row in filled],
        "mixed": [_mixed(row, scenario, places) if row else [] for row in filled],
    }


def _at_first_grade(classes: Mapping[str, int]) -> dict[str, int]:
    """Count classes of grades taught together at the youngest of them."""
    return {first_grade(name): count for name, count in classes.items()}


def _mixed(row: SchoolRow, scenario: Scenario, places: Places) -> list[Document]:
    """Return the name and the places of grades that are taught together."""
    together = (taught for taught in taught_at(row, scenario) if len(taught.grades) > 1)
    return [{"name": each.name, "grades": [places.grades.index(grade) for grade in each.grades]} for each in together]


def _by_grade(counts: Mapping[str, float], places: Places) -> list[float]:
    """Return counts in the order of the grades; an empty list where there are none."""
    return [number(counts.get(grade, 0)) for grade in places.grades] if counts else []


def _figures(measures: YearMeasures, places: Places) -> Document:
    return {
        "wanted": number(measures.wanted),
        "placed": number(measures.placed),
        "noRoom": number(measures.no_room),
        "noReach": number(measures.no_reach),
        "tooDear": number(measures.too_dear),
        "moved": number(measures.moved),
        "open": measures.open_schools,
        "actions": [measures.actions[action] for action in ACTIONS],
        "rooms": measures.classrooms_added,
        "beds": measures.beds_added,
        "seats": measures.seats_gained,
        "rebuilt": measures.rebuilt,
        "oneOff": measures.one_off_yuan,
        "modes": [number(measures.by_mode[mode]) for mode in MODES],
        "day": _minutes(measures.day),
        "board": _minutes(measures.boarders),
        "bands": [
            {
                "b": places.bands[band.band],
                "placed": number(band.placed),
                "modes": [number(band.by_mode[mode]) for mode in MODES],
                "short": number(band.shortfall),
                "day": _minutes(band.day),
                "board": _minutes(band.boarders),
            }
            for band in measures.bands
        ],
        "stages": [{"stage": at.stage, "pupils": number(at.pupils), "classes": at.classes} for at in measures.stages],
        "towns": [
            [
                places.towns[clean(at.town)],
                *map(number, (at.wanted, at.placed, at.no_room, at.no_reach, at.too_dear, at.kept_out)),
            ]
            for at in measures.towns
        ],
    }


def _moves(moves: pd.DataFrame, places: Places) -> Document:
    """Return the pupils of merged schools, home by home; `to` and `m` are -1 for pupils without a seat."""
    return {
        "from": [places.schools[i] for i in moves["school_id"]],
        "year": [int(year) for year in moves["year"]],
        "s": [places.settlements[i] for i in moves["settlement_id"]],
        "b": [places.bands[band] for band in moves["grade_band"]],
        "to": [places.schools.get(i, _NONE) for i in moves["receiver_id"]],
        "m": [MODES.index(mode) if mode else _NONE for mode in moves["mode"]],
        "t": [_hundredths(minutes) for minutes in moves["minutes"]],
        "p": [number(pupils) for pupils in moves["pupils"]],
    }


def _minutes(minutes: Minutes) -> list[float | None]:
    """Return mean, 90th percentile and longest, as they are: the page rounds them as every output does."""
    return [minutes.mean, minutes.p90, minutes.worst]


def _hundredths(minutes: float) -> float | None:
    """Keep a way's minutes to hundredths, rounded up: in whole minutes it is then the same as anywhere else.

    >>> _hundredths(12.0004), _hundredths(12.0), _hundredths(float("nan"))
    (12.01, 12.0, None)
    """
    return None if math.isnan(minutes) else math.ceil(minutes * 100 - 1e-4) / 100


def columns_of(names: Sequence[str], rows: Sequence[Sequence[object]]) -> Document:
    """Turn rows into columns.

    >>> columns_of(("a", "b"), [(1, 2), (3, 4)])
    {'a': [1, 3], 'b': [2, 4]}
    """
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def number(value: float) -> float:
    """Return a count of pupils as short as it can be written, kept to a thousandth.

    >>> number(3.0), number(2.66666)
    (3, 2.667)
    """
    return int(value) if float(value).is_integer() else round(float(value), 3)


def _places(names: Iterable[object]) -> dict[str, int]:
    return {name: place for place, name in enumerate(dict.fromkeys(str(name) for name in names))}


def _texts(column: pd.Series) -> list[str]:
    return [clean(str(value)) for value in column]
