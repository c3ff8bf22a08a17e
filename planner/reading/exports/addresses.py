"""Of an address no more than town and village: what stands behind the village is never kept.

A village that the list knows is looked for behind its town. One that it does not know is taken only where it follows
the town at once and ends in a word for a village, since it is shown in a question; whatever else stands there may be a
name or a house.
"""

import re
from collections.abc import Iterable

from planner.reading.exports.gazetteer import CODE_DIGITS, Gazetteer, Place
from planner.reading.exports.wording import in_simplified_signs, simplified, town_form

_TAIL = "村民委员会|居民委员会|村委会|居委会|社区|行政村|村"
_BEHIND = re.compile(
    rf"(?:{_TAIL}|自然村|$|[0-9a-z#\-(,，、]|第?[一二三四五六七八九十]+[组队号排]|东|西|南|北|小区|街|路)"
)
_VILLAGE = re.compile(rf"((?:(?![号组住路街巷]|小区)[\u4e00-\u9fff]){{1,5}}?)({_TAIL})")
_BEFORE = frozenset("街路号区会处道")
"""Signs behind which a village of the list may stand, other than at once behind the town: 东李村 is not 李村."""
_TOWN = re.compile(r"([\u4e00-\u9fff]{1,6}?(?:街道办事处|街道|镇|乡))")
_TOWN_TAIL = re.compile(r"^(?:人民政府|街道办事处|办事处|街道|镇|乡)")
_COUNTY_TAIL = re.compile("(?<=..)(?:自治县|县|区|旗|市)$")
_SIGN = r"[\u4e00-\u9fff]"
_INNER = rf"(?:(?![镇乡街村]){_SIGN})"
_ABOVE = re.compile(
    rf"^(?:{_SIGN}{_INNER}{{1,7}}?(?:省|自治区))?(?:{_SIGN}{_INNER}{{1,6}}?(?:市(?!场)|自治州|地区|盟))?"
    rf"({_SIGN}{_INNER}{{0,5}}?(?:县|(?<![社小城园])区(?!域)|旗|市(?!场)))?"
)
"""Province, city and county in front of a town; 镇平县 is a county, the 区 of 东湾镇王屯社区 is none."""
_CODE = re.compile(rf"\d{{{CODE_DIGITS}}}")
_LEAST_FORM = 2


class Addresses:
    """Reads addresses by what is known of a county's towns and villages."""

    def __init__(self, known: Gazetteer) -> None:
        self._known = known
        towns = sorted({simplified(each.town) for each in known.by_id.values() if each.town}, key=len, reverse=True)
        forms = sorted((form for form in known.by_town if len(form) >= _LEAST_FORM), key=len, reverse=True)
        self._towns = _any_of(towns)
        self._town_forms = _any_of(forms)
        self._villages = {town: _any_of(sorted(names, key=len, reverse=True)) for town, names in known.by_town.items()}

    def place(self, address: str) -> Place:
        """Return the place of an address; of a code of twelve digits the code.

        >>> from planner.reading.exports.gazetteer import Settlement, gazetteer_of
        >>> list_ = [Settlement(settlement_id="410308001200", name="李庄村", town="城关镇")]
        >>> read = Addresses(gazetteer_of(list_, ["孟津区"])).place
        >>> read("河南省洛阳市孟津区城關镇李庄3组12号王某家"), read("孟津区城关镇王屯村5号").village
        (Place(code='', town='城关', village='李庄', outside=False, registered=False), '王屯村')
        >>> read("河南省洛阳市新安县铁门镇南街1号").outside, read("城关镇王某家").village
        (True, '')
        """
        signs = in_simplified_signs(address)
        if not signs:
            return Place()
        if _CODE.fullmatch(signs):
            return Place(code=signs) if not signs.endswith("000") else Place()
        above = _ABOVE.match(signs)
        county = above[1] if above else None
        if above and county and self._known.counties and not self._is_ours(county, after_city=above.start(1) > 0):
            return Place(outside=True)
        rest = signs[above.end() :] if above and county else signs
        return self._below_county(rest)

    def counties(self, addresses: Iterable[str]) -> frozenset[str]:
        """Return the counties that addresses name behind a city; none where it is known which one is ours."""
        if self._known.counties:
            return frozenset()
        found = (_ABOVE.match(in_simplified_signs(address)) for address in addresses)
        return frozenset(_COUNTY_TAIL.sub("", each[1]) for each in found if each and each[1] and each.start(1) > 0)

    def _is_ours(self, county: str, *, after_city: bool) -> bool:
        """Say whether a county's name, as an address has it, is ours, though it may have been a county of another kind.

        Without a city in front, a new quarter of one of our towns may look like a county.
        """
        base = _COUNTY_TAIL.sub("", county)
        ours = {_COUNTY_TAIL.sub("", name) for name in self._known.counties}
        return base in ours or (not after_city and any(town in county for town in self._known.by_town))

    def _below_county(self, signs: str) -> Place:
        found = self._towns.search(signs) if self._towns else None
        found = found or (self._town_forms.search(signs) if self._town_forms else None)
        if found is not None:
            town = town_form(found[0])
            return Place(town=town, village=self._village(_TOWN_TAIL.sub("", signs[found.end() :]), town))
        other = _TOWN.match(signs)
        rest = signs[other.end() :] if other else signs
        village = _VILLAGE.match(rest)
        if other is None and village is None:
            return Place()
        return Place(town=other[1] if other else "", village=village[0] if village else "")

    def _village(self, rest: str, town: str) -> str:
        """Return the village behind a town: one of the list, else what follows at once and is called a village."""
        known = self._villages.get(town)
        for found in known.finditer(rest) if known else ():
            behind = rest[found.end() :]
            tail = re.match(_TAIL, behind)
            first = found.start() == 0
            if (first and _BEHIND.match(behind)) or (tail and (first or rest[found.start() - 1] in _BEFORE)):
                return found[0] + (tail[0] if tail else "")
        other = _VILLAGE.match(rest)
        return other[0] if other else ""


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    listed = [re.escape(word) for word in words if word]
    return re.compile("|".join(listed)) if listed else None
