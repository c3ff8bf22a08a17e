"""The settlements that pupils are matched with: by code, by name within a town, and what else may be meant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from planner.reading.exports.wording import simplified, tidy_village, town_form, village_form

CODE_DIGITS = 12
COUNTY_DIGITS = 6
_LIKENESS = 0.6
_CANDIDATES = 3

How = Literal["code", "name", "doubtful", "none", "outside", "answered"]


class Place(NamedTuple):
    """Where somebody lives, as an export tells it: a code, or the names of town and village; '' where it does not.

    `outside`: of another county, by what the address says. `registered`: told by the registered residence alone.
    """

    code: str = ""
    town: str = ""
    village: str = ""
    outside: bool = False
    registered: bool = False


NOWHERE = Place()
"""Where nothing is told."""


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """A settlement of the list."""

    settlement_id: str
    name: str
    town: str

    @property
    def label(self) -> str:
        """Town and name."""
        name = tidy_village(self.name)
        return name if name.startswith(self.town) else f"{self.town}{name}"


@dataclass(frozen=True, kw_only=True)
class Match:
    """What a place was matched with; `candidates` are settlements that may be meant, the likeliest first."""

    how: How
    settlement_id: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Gazetteer:
    """All settlements, by what they are looked up with. `counties` are names of the county, its own kind included."""

    by_id: Mapping[str, Settlement]
    by_town: Mapping[str, Mapping[str, tuple[str, ...]]]
    by_form: Mapping[str, tuple[str, ...]]
    by_name: Mapping[str, tuple[str, ...]]
    counties: frozenset[str] = frozenset()

    @property
    def county_codes(self) -> frozenset[str]:
        """The first six digits of its codes."""
        return frozenset(code[:COUNTY_DIGITS] for code in self.by_id if len(code) == CODE_DIGITS and code.isdigit())

    def town_of(self, name: str) -> str | None:
        """Return the form of a town of the list; None where the list has no such town."""
        form = town_form(name)
        return form if form in self.by_town else None

    def match(self, place: Place) -> Match:
        """Find the settlement that a place is."""
        if place.outside:
            return Match(how="outside")
        if place.code:
            return self._by_code(place)
        if not place.village:
            return Match(how="none")
        town = self.town_of(place.town) if place.town else None
        if town is not None:
            return self._in_town(town, place.village)
        same = self.by_name.get(simplified(place.village), ())
        if not place.town and len(same) == 1:
            return Match(how="name", settlement_id=same[0])
        return self._anywhere(place.village)

    def _by_code(self, place: Place) -> Match:
        if place.code in self.by_id:
            return Match(how="code", settlement_id=place.code)
        if len(place.code) == CODE_DIGITS and self.county_codes and place.code[:COUNTY_DIGITS] not in self.county_codes:
            return Match(how="outside")
        if place.village:
            named = self.match(place._replace(code=""))
            found = (named.settlement_id,) if named.settlement_id else named.candidates
            return Match(how="doubtful" if found else "none", candidates=found)
        return Match(how="none")

    def _in_town(self, town: str, village: str) -> Match:
        names = self.by_town[town]
        form = village_form(village)
        found = names.get(form, ())
        same = tuple(each for each in found if simplified(self.by_id[each].name) == simplified(village))
        if len(same) == 1 or len(found) == 1:
            return Match(how="name", settlement_id=(same or found)[0])
        if found:
            return Match(how="doubtful", candidates=found)
        elsewhere = self.by_form.get(form, ())
        alike = (*_alike(form, names), *elsewhere)
        return Match(how="doubtful" if alike else "none", candidates=tuple(dict.fromkeys(alike))[:_CANDIDATES])

    def _anywhere(self, village: str) -> Match:
        form = village_form(village)
        alike = self.by_form.get(form, ()) or _alike(form, self.by_form)
        return Match(how="doubtful" if alike else "none", candidates=alike[:_CANDIDATES])


def _alike(form: str, names: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the settlements whose names are most like one: a sign more, less or another, or much in common."""
    scored = [(_likeness(form, other), other) for other in names]
    best = sorted((each for each in scored if each[0] >= _LIKENESS), key=lambda each: (-each[0], each[1]))
    return tuple(found for _, other in best[:_CANDIDATES] for found in names[other])


def _likeness(one: str, other: str) -> float:
    """Say how alike two names are, from 0 to 1; names of two signs that share one are.

    >>> _likeness("李庄", "李莊"), _likeness("上李庄", "李庄"), _likeness("送庄", "王屯")
    (0.6, 0.8, 0.0)
    """
    if len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1 and len(one) > 1:
        return max(_LIKENESS, 1 - 1 / len(one))
    return SequenceMatcher(None, one, other).ratio()


def gazetteer_of(settlements: Iterable[Settlement], counties: Iterable[str] = ()) -> Gazetteer:
    """Index settlements by code, and by name within towns."""
    by_id = {each.settlement_id: each for each in settlements}
    by_town: dict[str, dict[str, list[str]]] = {}
    by_form: dict[str, list[str]] = {}
    by_name: dict[str, list[str]] = {}
    for each in by_id.values():
        form = village_form(each.name)
        by_town.setdefault(town_form(each.town), {}).setdefault(form, []).append(each.settlement_id)
        by_form.setdefault(form, []).append(each.settlement_id)
        by_name.setdefault(simplified(each.name), []).append(each.settlement_id)
    return Gazetteer(
        by_id=by_id,
        by_town={town: _tuples(names) for town, names in by_town.items() if town},
        by_form=_tuples(by_form),
        by_name=_tuples(by_name),
        counties=frozenset(simplified(each) for each in counties if each),
    )


def _tuples(found: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(ids) for name, ids in found.items()}
