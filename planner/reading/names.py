"""A place's name where its code is asked for, and codes that are written a little differently."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np
import pandas as pd

from planner.language import Text
from planner.reading.columns import ParsedTable
from planner.reading.faults import NO_FAULTS, Faults, Flags, fault
from planner.reading.headings import signs_of
from planner.reading.meaning import plain
from planner.reading.raw import Texts, texts
from planner.reading.scenario import Scenario
from planner.reading.tables import SETTLEMENTS, TABLES

REFERENCES = (
    ("pupils", "settlement_id", "settlements"),
    ("travel", "settlement_id", "settlements"),
    ("travel", "school_id", "schools"),
    ("attends", "settlement_id", "settlements"),
    ("attends", "school_id", "schools"),
    ("births", "settlement_id", "settlements"),
    ("children", "settlement_id", "settlements"),
    ("estates", "settlement_id", "settlements"),
    ("projects", "site_school_id", "schools"),
)
"""Tables that name places, their columns, and the tables that define these."""

_ALIKE = str.maketrans("〇○零oloi—－·.", "000o1o1----")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
LIKENESS = 0.6
"""Names less alike than this are not asked about."""
LISTED = 5
"""So many places at most are named in a question."""
_PLACES = {table.name: table.chinese for table in TABLES}
_DECISIONS = ("keep", "close", "free")
_NEVER = "rules.merge.never"
_NO_SITE = Text(
    "an existing school: this one is a site that may be built",
    "应为现有学校：这是拟建校址，要新建的写在 decisions.keep 中",
)


@dataclass(frozen=True, kw_only=True)
class Home:
    """The codes of a table of places, with the codes that each name stands for, and those that look alike."""

    codes: frozenset[str]
    named: Mapping[str, tuple[str, ...]]
    alike: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]

    def meant(self, cell: str) -> tuple[str, ...]:
        """Return the codes that a cell may mean: itself, or those of the places that bear this name."""
        return (cell,) if cell in self.codes else self.named.get(plain(cell), ())

    def hint(self, cell: str) -> Text:
        """Ask whether another code or name was meant; empty where none is like it."""
        alike = self.alike.get(alike_form(cell), ())
        if not alike:
            near = get_close_matches(plain(cell), self.named, n=1, cutoff=LIKENESS)
            alike = tuple(f"{code} {self.labels[code]}" for name in near for code in self.named[name])
        listed = ", ".join(alike[:LISTED])
        return Text(f"; did you mean {listed}?", f"；是否应为 {listed}？") if listed else Text("", "")


def alike_form(code: str) -> str:
    """Write a code without what is easily mistyped: case, width, blanks, leading zeros, 〇 or O for 0.

    >>> alike_form("003") == alike_form("3") == alike_form("００３ ") == alike_form("〇〇3"), alike_form("V-07")
    (True, 'v7')
    """
    signs = plain(code).translate(_ALIKE).replace("o", "0")
    return _ZEROS.sub("", re.sub(r"[-_\s]", "", signs))


def home_of(parsed: ParsedTable) -> Home | None:
    """Return the codes and names of a table of places; None where they are not all known."""
    key = parsed.table.key[0]
    if key not in parsed.present or not parsed.raw.whole:
        return None
    good = parsed.good(key)
    codes = parsed.values(key)[good].tolist()
    names, towns = (parsed.values(name)[good].tolist() for name in ("name", "town"))
    named: dict[str, list[str]] = {}
    alike: dict[str, list[str]] = {}
    for code, name, town in zip(codes, names, towns, strict=True):
        for form in {plain(name), plain(f"{town}{name}")} - {""}:
            named.setdefault(form, []).append(code)
        alike.setdefault(alike_form(code), []).append(code)
    return Home(
        codes=frozenset(codes),
        named={name: tuple(dict.fromkeys(found)) for name, found in named.items()},
        alike={form: tuple(dict.fromkeys(found)) for form, found in alike.items()},
        labels={
            code: name if name.startswith(town) else f"{town}{name}"
            for code, name, town in zip(codes, names, towns, strict=True)
        },
    )


def resolved(tables: Mapping[str, ParsedTable]) -> tuple[dict[str, ParsedTable], tuple[Text, ...], Faults]:
    """Put codes in place of names that one place alone bears; say which cells mean none or several."""
    done = dict(tables)
    notes: list[Text] = []
    faults = NO_FAULTS
    homes = {name: home_of(tables[name]) for name in ("settlements", "schools") if name in tables}
    for name, column, place in REFERENCES:
        home = homes.get(place)
        if name not in done or home is None or column not in done[name].present:
            continue
        done[name], told, found = _with_codes(done[name], column, home, place)
        notes += told
        faults += found
    return done, tuple(notes), faults


def _with_codes(
    parsed: ParsedTable, column: str, home: Home, place: str
) -> tuple[ParsedTable, tuple[Text, ...], Faults]:
    parsed = _told_apart_by_town(parsed, column, home) if place == SETTLEMENTS.name else parsed
    values, good = parsed.values(column), parsed.good(column)
    unknown = good & ~pd.Series(values).isin(list(home.codes)).to_numpy()
    if not unknown.any():
        return parsed, (), NO_FAULTS
    meant = {cell: home.meant(cell) for cell in set(values[unknown].tolist())}
    one = {cell: codes[0] for cell, codes in meant.items() if len(codes) == 1}
    by_name = _among(values, unknown, one)
    several = _among(values, unknown, {cell: codes for cell, codes in meant.items() if len(codes) > 1})
    none = unknown & ~by_name & ~several
    hints = {cell: home.hint(cell) for cell in list(dict.fromkeys(values[none].tolist()))[:200]}
    asked = next((Text(f" ({cell!r}{hint})", f"（“{cell}”{hint.zh}）") for cell, hint in hints.items() if hint), None)
    what = f"a {column} of the table {place}{asked or ''}"
    cause = Text(what, f"“{_PLACES[place]}”表中没有的编号{'' if asked is None else asked.zh}")
    faults = parsed.faults(none, column, lambda record: _unknown(column, place, hints.get(values[record])), cause=cause)
    faults += parsed.faults(several, column, lambda record: _ambiguous(home, meant[values[record]]))
    return _replaced(parsed, column, by_name, one), _name_notes(parsed, column, by_name, one), faults


def _told_apart_by_town(parsed: ParsedTable, column: str, home: Home) -> ParsedTable:
    """Put the town in front of names that several villages bear, where a column beside them tells the town."""
    headings = {signs_of(each) for each in SETTLEMENTS.column("town").headings}
    towns = [
        cells for head, cells in zip(parsed.raw.headings, parsed.raw.cells, strict=True) if signs_of(head) in headings
    ]
    values = parsed.values(column).tolist()
    shared = {cell for cell in set(values) if len(home.meant(cell)) > 1}
    if len(towns) != 1 or not shared:
        return parsed
    known = {
        (town, cell): f"{town}{cell}" if len(home.meant(f"{town}{cell}")) == 1 else cell
        for town, cell in set(zip(towns[0].tolist(), values, strict=True))
        if cell in shared
    }
    array = texts(known.get((town, cell), cell) for town, cell in zip(towns[0].tolist(), values, strict=True))
    return replace(parsed, columns={**parsed.columns, column: replace(parsed.columns[column], array=array)})


def _among(values: Texts, unknown: Flags, cells: Mapping[str, object]) -> Flags:
    return unknown & pd.Series(values).isin(list(cells)).to_numpy()


def _unknown(column: str, place: str, hint: Text | None) -> Text:
    hint = hint or Text("", "")
    return Text(
        f"a {column} of the table {place}; nothing there defines this one{hint}",
        f"应为“{_PLACES[place]}”表中已有的编号：表中没有此编号{hint.zh}",
    )


def _ambiguous(home: Home, codes: Sequence[str]) -> Text:
    listed = ", ".join(f"{code} {home.labels[code]}" for code in codes[:LISTED])
    return Text(
        f"a code: {len(codes)} places bear this name, {listed}", f"应填编号：有 {len(codes)} 处叫这个名字（{listed}）"
    )


def _replaced(parsed: ParsedTable, column: str, mask: Flags, codes: Mapping[str, str]) -> ParsedTable:
    if not mask.any():
        return parsed
    cells = zip(parsed.values(column).tolist(), mask.tolist(), strict=True)
    array = texts(codes[cell] if named else cell for cell, named in cells)
    return replace(parsed, columns={**parsed.columns, column: replace(parsed.columns[column], array=array)})


def _name_notes(parsed: ParsedTable, column: str, mask: Flags, codes: Mapping[str, str]) -> tuple[Text, ...]:
    if not mask.any():
        return ()
    first, count = int(np.flatnonzero(mask)[0]), int(mask.sum())
    name, where = str(parsed.values(column)[first]), parsed.address(first, column)
    chinese = parsed.table.column(column).chinese
    return (
        Text(
            f"{parsed.raw.file}: column {column}: {count:,} cell(s) understood as a name in place of a code, "
            f"first {where} {name!r} = {codes[name]}",
            f"{parsed.raw.file}：“{chinese}”列有 {count:,} 个单元格填的是名称，按编号理解，"
            f"首处 {where}“{name}” = {codes[name]}",
        ),
    )


def check_decisions(schools: ParsedTable, scenario: Scenario) -> tuple[tuple[Text, ...], Faults]:
    """Check that each school the scenario decides about is there, by its code or by a name it alone bears."""
    home = home_of(schools)
    if home is None:
        return (), NO_FAULTS
    notes: list[Text] = []
    faults = NO_FAULTS
    sites = _sites(schools)
    for key, column, cell in _decided(scenario):
        codes = home.meant(cell)
        if len(codes) == 1:
            if codes[0] != cell:
                notes.append(Text(f"{key}: {cell} = {codes[0]}", f"{key}：“{cell}”即 {codes[0]}"))
            if key == _NEVER and codes[0] in sites:
                faults += fault("scenario", _NO_SITE, column=column, value=cell)
            continue
        expected = _ambiguous(home, codes) if codes else no_place("school_id", schools.raw.file, home.hint(cell))
        faults += fault("scenario", expected, column=column, value=cell)
    return tuple(notes), faults


def _sites(schools: ParsedTable) -> frozenset[str]:
    """Return the codes of sites that may be built."""
    if "state" not in schools.present:
        return frozenset()
    return frozenset(schools.values("school_id")[schools.values("state") == "candidate"])


def no_place(column: str, file: str, hint: Text) -> Text:
    """Say that a code is asked for which a table defines."""
    chinese = {"settlement_id": "居民点编号", "school_id": "学校编号"}[column]
    return Text(
        f"a {column} of {file}; nothing there defines this one{hint}", f"应为 {file} 中已有的{chinese}{hint.zh}"
    )


def _decided(scenario: Scenario) -> Iterable[tuple[str, str, str]]:
    """Yield what the scenario says of single schools: the key, where exactly, and the code or name."""
    for decision in _DECISIONS:
        for place, cell in enumerate(getattr(scenario.decisions, decision)):
            yield f"decisions.{decision}", f"decisions.{decision}[{place}]", cell
    for cell in scenario.rules.never_merged:
        yield _NEVER, f"{_NEVER}.{cell}", cell


def with_school_codes(scenario: Scenario, schools: pd.DataFrame) -> Scenario:
    """Return the scenario with codes in place of the names of schools that it decides about."""
    codes = set(schools["school_id"])
    if all(cell in codes for _, _, cell in _decided(scenario)):
        return scenario
    named: dict[str, str] = {}
    for code, name, town in zip(schools["school_id"], schools["name"], schools["town"], strict=True):
        named |= {plain(name): code, plain(f"{town}{name}"): code}

    def code_of(cell: str) -> str:
        return cell if cell in codes else named.get(plain(cell), cell)

    changed = {kind: tuple(map(code_of, getattr(scenario.decisions, kind))) for kind in _DECISIONS}
    rules, merge = scenario.rules, scenario.rules.merge
    if merge is not None and merge.never:
        never = {code_of(cell): reason for cell, reason in merge.never.items()}
        rules = rules.model_copy(update={"merge": merge.model_copy(update={"never": never})})
    return scenario.model_copy(update={"decisions": scenario.decisions.model_copy(update=changed), "rules": rules})
