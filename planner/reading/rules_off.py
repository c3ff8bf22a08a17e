"""Rules that keep pupils from a seat, and a scenario with one of them left out: the one list of them."""

from collections.abc import Callable, Mapping
from typing import Literal, get_args

from planner.reading.rules import Merge, Moves, Rules
from planner.reading.scenario import Assignments, Scenario

RuleOff = Literal[
    "nearest", "receivers", "together", "bands_together", "settlement_parts", "whole_school", "min_pupils",
    "board_when", "board_in", "same_town", "moves",
    "seat_reserve", "moves_again", "assignments",
]  # fmt: skip
"""In the order in which they are told."""


def rules_given(scenario: Scenario) -> tuple[RuleOff, ...]:
    """Return those of the rules that a scenario asks for."""
    return tuple(rule for rule in get_args(RuleOff) if _OFF[rule](scenario) is not None)


def without(scenario: Scenario, rule: RuleOff) -> Scenario:
    """Return a scenario with this rule alone left out; as it is where it does not ask for it."""
    found = _OFF[rule](scenario)
    return scenario if found is None else found


def _without_key(key: str, off: object) -> Callable[[Scenario], Scenario | None]:
    """Leave out a key of `rules` that says `off` where it asks for nothing."""

    def left_out(scenario: Scenario) -> Scenario | None:
        rules: Rules = scenario.rules
        return None if getattr(rules, key) == off else _with_rules(scenario, key, off)

    return left_out


def _without_merge_key(key: str) -> Callable[[Scenario], Scenario | None]:
    """Leave out a key of `rules.merge`."""

    def left_out(scenario: Scenario) -> Scenario | None:
        merge: Merge | None = scenario.rules.merge
        if merge is None or getattr(merge, key) is None:
            return None
        return _with_rules(scenario, "merge", merge.model_copy(update={key: None}))

    return left_out


def _without_moves_key(key: str) -> Callable[[Scenario], Scenario | None]:
    """Leave out a key of `rules.moves`."""

    def left_out(scenario: Scenario) -> Scenario | None:
        moves: Moves | None = scenario.rules.moves
        if moves is None or getattr(moves, key) is None:
            return None
        return _with_rules(scenario, "moves", moves.model_copy(update={key: None}))

    return left_out


def _without_band_key(key: str, off: str) -> Callable[[Scenario], Scenario | None]:
    """Leave out a key of the grade bands that may board."""

    def left_out(scenario: Scenario) -> Scenario | None:
        bands = scenario.grade_bands
        asked = {name: band for name, band in bands.items() if band.boarding and getattr(band, key) != off}
        changed = {name: band.model_copy(update={key: off}) for name, band in asked.items()}
        return scenario.model_copy(update={"grade_bands": {**bands, **changed}}) if changed else None

    return left_out


def _without_assignments(scenario: Scenario) -> Scenario | None:
    """Leave out where single settlements go."""
    settled = scenario.assignments
    return scenario.model_copy(update={"assignments": Assignments()}) if settled.fixed or settled.forbidden else None


def _with_rules(scenario: Scenario, key: str, value: object) -> Scenario:
    return scenario.model_copy(update={"rules": scenario.rules.model_copy(update={key: value})})


_OFF: Mapping[RuleOff, Callable[[Scenario], Scenario | None]] = {
    "nearest": _without_key("nearest", None),
    "receivers": _without_merge_key("receivers"),
    "together": _without_merge_key("together"),
    "bands_together": _without_key("bands_together", ()),
    "settlement_parts": _without_key("settlement_parts", None),
    "whole_school": _without_key("whole_school", None),
    "min_pupils": _without_key("min_pupils", None),
    "board_when": _without_band_key("board_when", "any"),
    "board_in": _without_band_key("board_in", "anywhere"),
    "same_town": _without_key("same_town", None),
    "moves": _without_moves_key("most_pupils"),
    "seat_reserve": _without_key("seat_reserve", None),
    "moves_again": _without_moves_key("again"),
    "assignments": _without_assignments,
}
"""What each leaves out; None where the scenario does not ask for it. A further rule is one name and one line."""
