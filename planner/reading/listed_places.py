"""Settlements, schools and towns that rules of the scenario list: each must be there."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from planner.language import Text
from planner.reading.columns import ParsedTable
from planner.reading.faults import NO_FAULTS, Faults, fault
from planner.reading.names import LIKENESS, LISTED, Home, home_of, no_place
from planner.reading.scenario import Scenario

_PAIRED = ("settlement_id", "school_id")
"""What `rules.same_town.allow` pairs."""


def check_towns(tables: Mapping[str, ParsedTable], scenario: Scenario) -> Faults:
    """Check that settlements, schools and towns that `rules.same_town` lists are there, by their codes and names."""
    rule, places = scenario.rules.same_town, [tables[name] for name in ("settlements", "schools") if name in tables]
    homes = [home_of(each) for each in places]
    if rule is None or len(places) < len(_PAIRED) or any("town" not in each.present for each in places):
        return NO_FAULTS
    faults = NO_FAULTS
    for row, pair in enumerate(rule.allow):
        for side, (cell, home) in enumerate(zip(pair, homes, strict=True)):
            if home is not None and cell not in home.codes:
                expected = no_place(_PAIRED[side], places[side].raw.file, _code_hint(home, cell))
                faults += fault("scenario", expected, column=f"rules.same_town.allow[{row}][{side}]", value=cell)
    towns = {town for each in places for town in each.values("town").tolist() if town}
    for row, pair in enumerate(rule.towns):
        for side, cell in enumerate(pair):
            if cell not in towns:
                expected = _no_town(cell, towns)
                faults += fault("scenario", expected, column=f"rules.same_town.towns[{row}][{side}]", value=cell)
    return faults


def _code_hint(home: Home, cell: str) -> Text:
    """Give the code of the place that bears this name, or ask whether another was meant."""
    codes = home.meant(cell)
    if not codes:
        return home.hint(cell)
    listed = ", ".join(f"{code} {home.labels[code]}" for code in codes[:LISTED])
    return Text(f"; the code of {cell} is {listed}", f"；“{cell}”的编号为 {listed}")


def _no_town(cell: str, towns: Iterable[str]) -> Text:
    near = get_close_matches(cell, sorted(towns), n=1, cutoff=LIKENESS)
    hint = Text(f"; did you mean {near[0]}?", f"；是否应为 {near[0]}？") if near else Text("", "")
    return Text(
        f"a town of the tables settlements or schools; nothing there lies in this one{hint}",
        f"应为居民点表或学校表中的乡镇：表中没有{hint.zh}",
    )
