"""Settlements, schools, towns and bands that the scenario lists: each must be there."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from planner.language import Text, joined
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


def check_assignments(tables: Mapping[str, ParsedTable], scenario: Scenario) -> Faults:
    """Check that settlements, schools and bands that `assignments` lists are there, by their codes."""
    settled, faults = scenario.assignments, NO_FAULTS
    for row, (home, band, school) in enumerate(settled.fixed):
        key = f"assignments.fixed[{row}]"
        faults += _of_table(tables, "settlements", home, f"{key}[0]")
        if band not in scenario.grade_bands:
            bands = joined(scenario.grade_bands)
            expected = Text(f"one of grade_bands: {bands}", f"应为 grade_bands 中的年级段：{bands.zh}")
            faults += fault("scenario", expected, column=f"{key}[1]", value=band)
        faults += _of_table(tables, "schools", school, f"{key}[2]")
    for row, (home, school) in enumerate(settled.forbidden):
        key = f"assignments.forbidden[{row}]"
        faults += _of_table(tables, "settlements", home, f"{key}[0]") + _of_table(
            tables, "schools", school, f"{key}[1]"
        )
    return faults


def _of_table(tables: Mapping[str, ParsedTable], table: str, cell: str, column: str) -> Faults:
    home = home_of(tables[table]) if table in tables else None
    if home is None or cell in home.codes:
        return NO_FAULTS
    expected = no_place(_PAIRED[0 if table == "settlements" else 1], tables[table].raw.file, _code_hint(home, cell))
    return fault("scenario", expected, column=column, value=cell)


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
