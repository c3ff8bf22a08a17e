"""Places become settlements of the list and schools become one list: what is certain is taken, the rest is asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from planner.language import Text
from planner.reading.exports.enrolment import Enrolment, SchoolRef
from planner.reading.exports.gazetteer import CODE_DIGITS, Gazetteer, How, Match, Place, Settlement, gazetteer_of
from planner.reading.exports.lists import Listed
from planner.reading.exports.questions import NO, Answers, Candidate, Key, Question, answered
from planner.reading.exports.school_names import SchoolIndex, school_index
from planner.reading.exports.wording import school_form, town_form, village_form
from planner.reading.faults import NO_FAULTS, Faults

OUTSIDE = Text("living in another county", "住在其他区县")
WAITING = Text("waiting for an answer", "有待回答的匹配")
NOT_LISTED = Text("living in no settlement of the list, as answered", "回答为不在名单居民点内")


@dataclass(frozen=True, kw_only=True, eq=False)
class Resolved:
    """What places or schools were found to be: id, or None; how; and the questions, answered or not."""

    ids: Mapping[object, str | None]
    how: Mapping[object, How]
    questions: tuple[Question, ...] = ()
    faults: Faults = NO_FAULTS


@dataclass(frozen=True, kw_only=True, eq=False)
class ResolvedSchools(Resolved):
    """Schools, and the list with those added that it did not have; `names`: how each was called."""

    schools: Mapping[str, Listed] = field(default_factory=dict)
    added: frozenset[str] = frozenset()


def pupils_by(enrolments: Iterable[Enrolment], column: str) -> dict[object, tuple[int, str]]:
    """Return each place or school of exports with its pupils and the export that has it first."""
    found: dict[object, tuple[int, str]] = {}
    for each in enrolments:
        for value, pupils in zip(each.counts[column].tolist(), each.counts["pupils"].tolist(), strict=True):
            key = value._replace(registered=False) if isinstance(value, Place) else value
            before = found.get(key, (0, each.source))
            found[key] = (before[0] + int(pupils), before[1])
        for ref, _ in each.classes if column == "school" else ():
            found.setdefault(ref, (0, each.source))
    return found


def resolve_places(places: Mapping[object, tuple[int, str]], known: Gazetteer, answers: Answers) -> Resolved:
    """Match places with settlements. Places that ask the same question ask it once."""
    ids: dict[object, str | None] = {}
    how: dict[object, How] = {}
    asked: dict[Key, list[Place]] = {}
    matches: dict[Key, Match] = {}
    for place in places:
        if not isinstance(place, Place):
            continue
        match = known.match(place)
        ids[place], how[place] = match.settlement_id, match.how
        if match.how in {"doubtful", "none"}:
            key = Key("settlement", place.code, _town_label(place.town, known), place.village)
            asked.setdefault(key, []).append(place)
            matches[key] = match
    questions, faults = _questions(
        asked, places, matches, answers, {id_: each.label for id_, each in known.by_id.items()}
    )
    for question in questions:
        for place in asked[question.key]:
            if question.answer:
                how[place] = "answered"
                ids[place] = None if question.answer == NO else question.answer
    return Resolved(ids=ids, how=how, questions=questions, faults=faults)


def _town_label(town: str, known: Gazetteer) -> str:
    """Write a town as the list does."""
    form = town_form(town)
    ids = known.by_town.get(form, {})
    return next((known.by_id[each].town for found in ids.values() for each in found), town)


def _questions(
    asked: Mapping[Key, Sequence[object]], pupils: Mapping[object, tuple[int, str]], matches: Mapping[Key, Match],
    answers: Answers, labels: Mapping[str, str],
) -> tuple[tuple[Question, ...], Faults]:  # fmt: skip
    """Put questions, those with most pupils first, with the answers that were given."""
    questions = []
    faults = NO_FAULTS
    for key, about in asked.items():
        candidates = tuple(Candidate(id=each, label=labels[each]) for each in matches[key].candidates)
        question = Question(
            key=key, pupils=sum(pupils[each][0] for each in about), source=pupils[about[0]][1], candidates=candidates
        )
        question, problems = answered(question, answers, labels)
        faults += problems
        questions.append(question)
    return tuple(sorted(questions, key=lambda each: (-each.pupils, each.key))), faults


def made_up_list(places: Iterable[object]) -> Gazetteer:
    """Make a list of the settlements that exports name, where there is none to match with: codes, else names."""
    coded: dict[str, Settlement] = {}
    named: dict[tuple[str, str], Settlement] = {}
    for place in places:
        if not isinstance(place, Place) or place.outside:
            continue
        if len(place.code) == CODE_DIGITS or (place.code and not place.village):
            coded.setdefault(
                place.code, Settlement(settlement_id=place.code, name=place.village or place.code, town=place.town)
            )
        elif place.village:
            key = (town_form(place.town), village_form(place.village))
            settlement = Settlement(settlement_id=f"{place.town}{place.village}", name=place.village, town=place.town)
            named.setdefault(key, settlement)
    taken = {(town_form(each.town), village_form(each.name)) for each in coded.values()}
    return gazetteer_of([*coded.values(), *(each for key, each in named.items() if key not in taken)])


def one_list(own: Iterable[Listed], given: Iterable[Listed]) -> tuple[dict[str, Listed], dict[str, str]]:
    """Put a list of schools over the folder's own; return all by id, and the codes of those that have another id there.

    A school that the folder has under an id of its own, and under the same name, keeps that id.
    """
    schools = {each.code: each for each in own}
    index = school_index(schools.values())
    other: dict[str, str] = {}
    for each in given:
        match = index.match(SchoolRef(each.code, each.name))
        id_ = match.settlement_id or each.code
        if id_ != each.code:
            other[each.code] = id_
        schools[id_] = replace(each, code=id_)
    return schools, other


def resolve_schools(
    refs: Mapping[object, tuple[int, str]], listed: Mapping[str, Listed], other: Mapping[str, str], answers: Answers
) -> ResolvedSchools:
    """Match schools with those of the list; who is not in it, and like none in it, is added to it.

    `other`: official codes of schools that have another id in the list.
    """
    index = school_index(listed.values())
    by_code = dict(index.by_code)
    by_form = {form: list(codes) for form, codes in index.by_form.items()}
    growing = SchoolIndex(by_code=by_code, by_form=by_form)
    before = frozenset(by_code)
    ids: dict[object, str | None] = {}
    how: dict[object, How] = {}
    questions: list[Question] = []
    faults = NO_FAULTS
    # Who has a code comes first: those that a name alone is given of are then found among them.
    for ref in sorted(
        (each for each in refs if isinstance(each, SchoolRef) and any(each)), key=lambda r: (not r.code, r)
    ):
        match = growing.match(ref._replace(code=other.get(ref.code, ref.code)))
        ids[ref], how[ref] = match.settlement_id, match.how
        if match.how == "doubtful":
            key = Key("school", ref.code, "", ref.name)
            labels = {code: each.label for code, each in by_code.items()}
            found, problems = _questions({key: [ref]}, refs, {key: match}, answers, labels)
            questions += found
            faults += problems
            answer = found[0].answer
            ids[ref] = answer if answer and answer != NO else None
            how[ref] = "answered" if answer else "doubtful"
        if ids[ref] is None and how[ref] in {"none", "answered"}:
            ids[ref] = _added(ref, by_code, by_form)
    ordered = tuple(sorted(questions, key=lambda each: (-each.pupils, each.key)))
    return ResolvedSchools(
        ids=ids, how=how, questions=ordered, faults=faults, schools=by_code, added=frozenset(by_code) - before
    )


def _added(ref: SchoolRef, by_code: dict[str, Listed], by_form: dict[str, list[str]]) -> str:
    code = ref.code or ref.name
    if code not in by_code:
        by_code[code] = Listed(code=code, name=ref.name or code)
        by_form.setdefault(school_form(ref.name or code), []).append(code)
    elif ref.name and by_code[code].name == code:
        by_code[code] = replace(by_code[code], name=ref.name)
    return code
