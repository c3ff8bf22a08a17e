"""What a plan says of itself, in English: the same sentences as the Chinese ones, and no stronger."""

from planner.decide.measures import TownMeasures, YearMeasures
from planner.decide.results import Results
from planner.plan import Plan
from planner.problem.travel import STRAIGHT_LINE_NOTE
from planner.reading.scenario import Scenario
from planner.show.words.boarding import boarding_caveats, boarding_cost_text, boarding_sentence
from planner.show.words.common import clean
from planner.show.words.numbers import (
    english_yuan,
    mean_text,
    minutes_text,
    pupils_text,
    saving_text,
    seconds_text,
    share_text,
)

_TOWNS_NAMED = 3
_MOST_TELLING_SHARE = 1.0
_KINDS = {
    "teaching_point": "teaching points",
    "primary": "primary schools",
    "junior": "junior schools",
    "nine_year": "nine-year schools",
    "kindergarten": "kindergartens",
    "special": "special schools",
}


def english_sentences(results: Results) -> tuple[str, ...]:
    """Say what the plan does, what it costs and how good it is known to be; one sentence or two a line."""
    plan, measures, scenario = results.plan, results.last.measures, results.scenario
    said = [
        _merged(measures),
        _built(measures),
        *_journeys(measures, scenario),
        *_seats(measures),
        _cost(results),
        english_proof(results),
        _effort(plan),
    ]
    said += [str(caveat) for caveat in boarding_caveats(plan)]
    if STRAIGHT_LINE_NOTE in plan.notes:
        said.append("Note: journeys are estimated along straight lines.")
    if results.district.provenance.is_synthetic:
        said.append("Synthetic data: some values are made up and do not describe the real district.")
    return tuple(said)


def english_proof(results: Results) -> str:
    """Say how far from the best the plan can be, and no more than was proven."""
    plan, proof, price = results.plan, results.proof, results.seat_price_yuan
    priced = f" (each pupil without a seat counted as {english_yuan(price)} a year)" if plan.shortfall else ""
    saving = f"{saving_text(results.yearly_saving_yuan)} a year"
    if plan.status == "optimal":
        return f"Quality: proven cheapest{priced}; no plan that obeys the rules costs less, to one part in a million."
    if proof.share is not None and proof.share < _MOST_TELLING_SHARE:
        return (
            f"Quality: proven that no plan that obeys the rules is cheaper by more than {share_text(proof.share)}, "
            f"that is {saving}{priced}; whether a better one exists is not proven."
        )
    return (
        f"Quality: proven only that no plan that obeys the rules is cheaper by more than {saving}{priced}; "
        "it may be far from the best."
    )


def _merged(measures: YearMeasures) -> str:
    if not measures.merged:
        return "Merges: no school is merged."
    kinds = ", ".join(f"{count:,} {_KINDS.get(kind, kind)}" for kind, count in measures.merged_kinds.items())
    into = measures.receiving_schools
    went = f"{pupils_text(measures.moved)} pupils go to {into:,} schools" if into else "no pupil has to move"
    changed = measures.actions["change"]
    sites = (
        f"; {changed:,} of the sites {'continues' if changed == 1 else 'continue'} as other schools" if changed else ""
    )
    return f"Merges: {kinds}; {went}{sites}."


def _built(measures: YearMeasures) -> str:
    parts = []
    if measures.actions["build"]:
        parts.append(f"{measures.actions['build']:,} new {_one(measures.actions['build'], 'school')}")
    if measures.classrooms_added:
        seats = f" (about {measures.seats_added:,} seats)" if measures.seats_added else ""
        parts.append(f"{measures.classrooms_added:,} {_one(measures.classrooms_added, 'classroom')}{seats}")
    if measures.beds_added:
        parts.append(f"{measures.beds_added:,} {_one(measures.beds_added, 'bed')}")
    if not parts:
        return "Building: no school is built, no classroom or bed added."
    return f"Building: {', '.join(parts)}; one-off cost {english_yuan(measures.one_off_yuan)}."


def _journeys(measures: YearMeasures, scenario: Scenario) -> tuple[str, ...]:
    said: list[str] = []
    day, board = measures.day, boarding_sentence(measures, scenario)
    if day.mean is not None and day.p90 is not None and day.worst is not None:
        said.append(
            f"Journeys: day pupils travel {mean_text(day.mean)} minutes one way on average, nine in ten at most "
            f"{minutes_text(day.p90)}, the farthest {minutes_text(day.worst)}."
        )
    if board is not None:
        said.append(str(board))
    return tuple(said)


def _seats(measures: YearMeasures) -> tuple[str, ...]:
    if not measures.shortfall:
        return (f"Seats: all {pupils_text(measures.wanted)} pupils have a seat.",)
    reasons = []
    if measures.no_room:
        reasons.append(f"{pupils_text(measures.no_room)} because the schools in reach are full")
    if measures.no_reach:
        reasons.append(f"{pupils_text(measures.no_reach)} because no school is in reach")
    if measures.too_dear:
        reasons.append(f"{pupils_text(measures.too_dear)} because a seat costs more than the price of a missing one")
    short = sorted((town for town in measures.towns if town.shortfall > 0), key=lambda town: -town.shortfall)
    mainly = "mainly " if len(short) > _TOWNS_NAMED else ""
    lacking = f"{pupils_text(measures.shortfall)} have none ({', '.join(reasons)})"
    return (
        f"Seats: of {pupils_text(measures.wanted)} pupils, {lacking}.",
        f"The shortfall is {mainly}in {', '.join(_town(town) for town in short[:_TOWNS_NAMED])}.",
    )


def _cost(results: Results) -> str:
    years, yearly, placed = results.n_years, results.yearly_cost_yuan, results.last.measures.placed
    mean = f" (mean of {years} years)" if years > 1 else ""
    each = f", {english_yuan(yearly / placed)} a pupil" if years == 1 and placed else ""
    board = f"; boarding: {boarding_cost_text(results)}" if results.plan.objective.boarding else ""
    return f"Cost: {english_yuan(yearly)} a year{mean}{each}{board}."


def _effort(plan: Plan) -> str:
    stopped = "; stopped by the user, this is the best plan found by then" if plan.status == "stopped" else ""
    return f"Computed in {seconds_text(plan.seconds)} seconds{stopped}; every rule and every cost term was recomputed."


def _one(count: int, word: str) -> str:
    return word if count == 1 else f"{word}s"


def _town(town: TownMeasures) -> str:
    return f"{clean(town.town)} ({pupils_text(town.shortfall)})"
