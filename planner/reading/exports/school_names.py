"""Which school of the list an export means: by code, then by name; and what a school's name tells of it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from planner.reading.exports.enrolment import SchoolRef
from planner.reading.exports.gazetteer import Gazetteer, Match
from planner.reading.exports.lists import Listed
from planner.reading.exports.wording import school_form, simplified, town_form
from planner.reading.meaning import plain
from planner.reading.tables import KIND_SYNONYMS, SCHOOL_KINDS

_LIKENESS = 0.85
_CANDIDATES = 3
_CODED = re.compile(r"^\d{2,4}[-_.:：]?|[-_.:：]?\d{2,4}$")
_KINDS = {chinese: kind for kind, chinese in SCHOOL_KINDS.items()} | dict(KIND_SYNONYMS) | {
    "完全中学": "junior", "十二年一贯制学校": "nine_year", "十二年一贯制": "nine_year", "附设小学班": "primary",
    "附设初中班": "junior", "培智学校": "special",
}  # fmt: skip
OFFICIAL = re.compile(r"\d{10}")
"""A school's code as the ministry gives it."""
OTHER_KINDS = re.compile("高级中学|高中|职业|中专|技工|大学|学院|成人|工读|专门学校")
"""Kinds of school that no plan places: senior, vocational and others."""
_BY_NAME = (
    (re.compile("教学点"), "teaching_point"), (re.compile("幼儿园|幼儿班|托幼"), "kindergarten"),
    (re.compile("特殊教育|培智|聋|盲"), "special"), (re.compile("九年|一贯"), "nine_year"),
    (re.compile("初级中学|初中|[一二三四五六七八九十]中$"), "junior"), (re.compile("小学|完小"), "primary"),
)  # fmt: skip
_RUNS = {"primary": "1-6", "junior": "7-9", "nine_year": "1-9", "kindergarten": "K1-K3"}


@dataclass(frozen=True, kw_only=True, eq=False)
class SchoolIndex:
    """Schools by code and by name."""

    by_code: Mapping[str, Listed]
    by_form: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def match(self, ref: SchoolRef) -> Match:
        """Find the school of the list that is meant; how `none`: a school of its own."""
        if ref.code and ref.code in self.by_code:
            return Match(how="code", settlement_id=ref.code)
        if not ref.name:
            return Match(how="none")
        form = school_form(ref.name)
        same = self.by_form.get(form, ())
        # Two official codes for one name may be two schools, or one whose code has changed: that is asked. Names that
        # are merely alike and have official codes of their own are two schools.
        is_official = OFFICIAL.fullmatch(ref.code) is not None
        others = [code for code in same if is_official and OFFICIAL.fullmatch(code)]
        if len(same) == 1 and not others:
            return Match(how="name", settlement_id=same[0])
        alike = same or [code for code in self._alike(form) if not (is_official and OFFICIAL.fullmatch(code))]
        return Match(how="doubtful" if alike else "none", candidates=tuple(alike)[:_CANDIDATES])

    def _alike(self, form: str) -> tuple[str, ...]:
        """Return schools whose name ends in this one, or the other way round, or is much like it."""
        ends = [other for other in self.by_form if other.endswith(form) or form.endswith(other)]
        near = ends or [
            other for other in get_close_matches(form, self.by_form, n=_CANDIDATES, cutoff=_LIKENESS)
            if _numerals(other) == _numerals(form)
        ]  # fmt: skip
        return tuple(code for other in near for code in self.by_form[other])


def _numerals(name: str) -> list[str]:
    """第一小学 and 第二小学 are alike, and never the same."""
    return re.findall("[一二三四五六七八九十0-9东西南北中]", name)


def school_index(schools: Iterable[Listed]) -> SchoolIndex:
    """Index schools by code and by name."""
    by_code = {each.code: each for each in schools}
    by_form: dict[str, list[str]] = {}
    for code, each in by_code.items():
        by_form.setdefault(school_form(each.name), []).append(code)
    return SchoolIndex(by_code=by_code, by_form={form: tuple(codes) for form, codes in by_form.items()})


def kind_of_school(told: str, name: str) -> tuple[str, bool]:
    """Return a school's kind, by what a list tells, else by its name, and whether it was by its name; '' where neither.

    >>> kind_of_school("211 小学", ""), kind_of_school("", "李庄教学点"), kind_of_school("", "实验学校")
    (('primary', False), ('teaching_point', True), ('', True))
    """
    word = plain(told)
    for form in (word, _CODED.sub("", word)):
        if form in SCHOOL_KINDS:
            return form, False
        if form in _KINDS:
            return _KINDS[form], False
    signs = simplified(name)
    if is_other_kind(told, name):
        return "", True
    return next((kind for pattern, kind in _BY_NAME if pattern.search(signs)), ""), True


def is_other_kind(told: str, name: str) -> bool:
    """Say whether a school is of a kind that no plan places.

    >>> is_other_kind("高级中学", ""), is_other_kind("", "孟津区职业中专"), is_other_kind("完全中学", "孟津二中")
    (True, True, False)
    """
    return bool(OTHER_KINDS.search(plain(told)) or OTHER_KINDS.search(simplified(name)))


def run_of(kind: str, grades: Sequence[str], order: Sequence[str]) -> str:
    """Return the run of grades from the usual ones of a kind and those with pupils; '' where neither is known.

    >>> from planner.reading.tables import GRADES
    >>> run_of("teaching_point", ["1", "3"], GRADES), run_of("primary", ["K3"], GRADES), run_of("", [], GRADES)
    ('1-3', 'K3-6', '')
    """
    ends = _RUNS.get(kind, "").split("-") if kind in _RUNS else []
    places = sorted(order.index(grade) for grade in {*ends, *grades})
    if not places:
        return ""
    first, last = order[places[0]], order[places[-1]]
    return first if first == last else f"{first}-{last}"


def town_in(name: str, known: Gazetteer) -> str:
    """Return the town of the list whose name stands in a school's; '' where none or several do.

    >>> from planner.reading.exports.gazetteer import Settlement, gazetteer_of
    >>> town_in("孟津区城关镇第一小学", gazetteer_of([Settlement(settlement_id="1", name="李庄村", town="城关镇")]))
    '城关镇'
    """
    signs = simplified(name)
    towns = {each.town for each in known.by_id.values() if each.town}
    found = [town for town in towns if simplified(town) in signs]
    found = found or [town for town in towns if len(town_form(town)) > 1 and town_form(town) in signs]
    return found[0] if len(found) == 1 else ""
