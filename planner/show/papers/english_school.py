"""A merged school in English: where its pupils go, how, and why; a page for parents of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from planner.decide.explain.reasons import SchoolReason
from planner.decide.moves import NOWHERE
from planner.decide.results import Results
from planner.show.papers.fill import fill_template
from planner.show.papers.hearing_paper import file_names
from planner.show.papers.schools import school_papers
from planner.show.papers.wording import distinct_names
from planner.show.words.common import clean
from planner.show.words.kindergartens import attached_text
from planner.show.words.numbers import kilometres_text, minutes_text, pupils_text
from planner.show.words.reasons import passed_word, red_line_sentence, rule_sentence, verdict_sentence
from planner.show.words.sentences import title_of

TEMPLATE = Path(__file__).parent / "hearing-en.docx"
STAMP = "Synthetic data: some values are made up and do not describe the real district"
_MODES = {"walk": "on foot", "ride": "by bus", "board": "boarding"}
_MOST_HOMES, _MOST_TEXTS = 12, 4


@dataclass(frozen=True, kw_only=True)
class EnglishHome:
    """Pupils of one home and grade band, and their way."""

    home: str
    band: str
    pupils: str
    school: str
    mode: str
    minutes: str
    kilometres: str


@dataclass(frozen=True, kw_only=True)
class EnglishSchool:
    """One merged school."""

    number: int
    name: str
    town: str
    grades: str
    year: int
    pupils: str
    into: str
    """Receiving schools with pupils."""
    farthest: str
    """Longest way one way, minutes; a dash where nobody moves."""
    homes: tuple[EnglishHome, ...]
    opposite: str
    """What keeping it would cost; empty where it was not asked for."""
    rules: tuple[str, ...]
    red_lines: tuple[str, ...]
    nursery: str
    """Where its kindergarten classes go on; empty where it has none, or no table tells of such."""


@dataclass(frozen=True, kw_only=True)
class EnglishHearing:
    """The fields of the template of hearing-en.docx."""

    stamp: str
    plan_title: str
    school: EnglishSchool
    more: str
    """What is left out of the list of homes; empty where nothing is."""


def english_schools(results: Results, reasons: Sequence[SchoolReason] = ()) -> tuple[EnglishSchool, ...]:
    """Return every merged school, in the plan's order; `reasons` as `school_papers` takes them."""
    names = distinct_names(results.scenario, results.district)
    known = results.district.schools.set_index("school_id")
    nursery = {each.school_id: each for each in results.people.kindergartens.attached}
    told = {(reason.school_id, reason.year): reason for reason in reasons}
    found = []
    for number, merge in enumerate(results.plan.merges, 1):
        mine = results.moves[results.moves["school_id"] == merge.school_id]
        reason = told.get((merge.school_id, merge.year))
        seated = mine[mine["receiver_id"] != NOWHERE]
        into = [f"{names.school(r.school_id)} ({pupils_text(r.pupils)})" for r in merge.receivers if r.pupils > 0]
        found.append(
            EnglishSchool(
                number=number,
                name=names.school(merge.school_id),
                town=clean(str(known.loc[merge.school_id, "town"])),
                grades=str(known.loc[merge.school_id, "grades"]),
                year=merge.year,
                pupils=pupils_text(sum(receiver.pupils for receiver in merge.receivers)),
                into=", ".join(into) or "no pupil has to move",
                farthest=minutes_text(float(seated["minutes"].max()) if len(seated) else None),
                homes=tuple(
                    EnglishHome(
                        home=names.settlement(str(row["settlement_id"])),
                        band=names.band(str(row["grade_band"]), "en"),
                        pupils=pupils_text(float(row["pupils"])) if row["pupils"] > 0 else "fewer than 1",
                        school=names.school(str(row["receiver_id"])) if row["receiver_id"] else "no seat",
                        mode=_MODES.get(str(row["mode"]), "—"),
                        minutes=minutes_text(float(row["minutes"])) if row["receiver_id"] else "—",
                        kilometres=kilometres_text(float(row["kilometres"])),
                    )
                    for row in mine.to_dict("records")
                ),
                opposite="" if reason is None else verdict_sentence(reason, names, "en"),
                rules=() if reason is None else tuple(rule_sentence(rule, names, "en") for rule in reason.rules),
                nursery=attached_text(nursery[merge.school_id], names) if merge.school_id in nursery else "",
                red_lines=() if reason is None else tuple(
                    f"{red_line_sentence(line, names, 'en')}: {passed_word(line, 'en')}" for line in reason.red_lines
                ),
            )
        )  # fmt: skip
    return tuple(found)


def english_hearings(results: Results, reasons: Sequence[SchoolReason] = ()) -> Iterator[tuple[str, bytes]]:
    """Yield the file name and the bytes of each merged school's page for parents, in the plan's order."""
    schools = english_schools(results, reasons)
    names = file_names(school_papers(results, reasons))
    for name, school in zip(names, schools, strict=True):
        paper = EnglishHearing(
            stamp=STAMP if results.district.provenance.is_synthetic else "",
            plan_title=title_of(results.scenario),
            school=_shortened(school),
            more=_more(len(school.homes)),
        )
        named = {field.name: getattr(paper, field.name) for field in fields(paper)}
        yield name.replace(".docx", "-en.docx"), fill_template(TEMPLATE, named, title=f"{school.name}: proposed merge")


def _more(homes: int) -> str:
    return f"{homes - _MOST_HOMES:,} more lines in the plan's annex." if homes > _MOST_HOMES else ""


def _shortened(school: EnglishSchool) -> EnglishSchool:
    """Keep what one page holds: whole items."""
    kept = {field.name: getattr(school, field.name) for field in fields(school)}
    return EnglishSchool(
        **kept | {"homes": school.homes[:_MOST_HOMES], "rules": school.rules[:_MOST_TEXTS]}  # the rest: in the plan
    )
