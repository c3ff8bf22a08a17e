"""One page for the parents of each merged school: where the children would go, and a space for opinions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from planner.decide.explain.reasons import SchoolReason
from planner.decide.results import Results
from planner.show.papers.fill import fill_template
from planner.show.papers.fitting import fit
from planner.show.papers.plan_paper import STAMP
from planner.show.papers.schools import SchoolPaper, school_papers
from planner.show.papers.wording import distinct_names, shorten, travel_source
from planner.show.words.common import synthetic_tables_text
from planner.show.words.reason_parents import parents_rules, parents_sentence
from planner.show.words.sentences import title_of

TEMPLATE = Path(__file__).parent / "hearing.docx"
"""The template that comes with the planner; a bureau's own may take its place."""
_LONGEST_TITLE, _LONGEST_LABEL = 30, 80
_LONGEST_FILE_NAME = 60
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class HearingPaper:
    """The fields of the template of a hearing paper; texts are cut to what a page has room for."""

    stamp: str
    """Label of made-up data, for the head of the page; empty where there are none."""
    synthetic: str
    """Which tables hold made-up values; empty where none does."""
    plan_title: str
    school: SchoolPaper
    """The school, its lists and texts cut."""
    more_homes: str
    """What is left out of the list of homes; empty where nothing is."""
    more_receivers: str
    """What is left out of the list of receiving schools; empty where nothing is."""
    crossed: tuple[str, ...]
    """Conditions under which a merge must not be forced, and that this merge does not meet."""
    travel_source: str
    opinion_lines: tuple[str, ...]
    """Empty lines for the parents' opinion: as many as the page has room for."""


def write_hearing_papers(folder: Path, results: Results, reasons: Sequence[SchoolReason] = ()) -> tuple[Path, ...]:
    """Write one page for each merged school into a folder, made where it is missing; return the files.

    A file is named by the school's id and name. `reasons` (any schools, in any order) adds what keeping the school
    would cost and the ways of today; without one the page says that it was not worked out. The same plan gives the
    same bytes. Raises OSError where a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, paper in hearing_papers(results, reasons):
        (folder / name).write_bytes(fill_hearing_paper(TEMPLATE, paper))
        files.append(folder / name)
    return tuple(files)


def fill_hearing_paper(template: Path, paper: HearingPaper) -> bytes:
    """Fill a template with the paper's fields. InputError where it is no template, or asks for a field not there."""
    named = {field.name: getattr(paper, field.name) for field in fields(paper)}
    return fill_template(template, named, title=f"{paper.school.name}撤并意见征求书")


def hearing_papers(results: Results, reasons: Sequence[SchoolReason] = ()) -> Iterator[tuple[str, HearingPaper]]:
    """Yield the file name and the fields of each merged school's page, in the plan's order."""
    district = results.district
    schools = _for_parents(school_papers(results, reasons), results, reasons)
    for name, school in zip(file_names(schools), schools, strict=True):
        fitted = fit(school)
        yield (
            name,
            HearingPaper(
                stamp=STAMP if district.provenance.is_synthetic else "",
                synthetic=shorten(synthetic_tables_text(district), _LONGEST_LABEL),
                plan_title=shorten(title_of(results.scenario), _LONGEST_TITLE),
                school=fitted.school,
                more_homes=fitted.more_homes,
                more_receivers=fitted.more_receivers,
                crossed=fitted.crossed,
                travel_source=travel_source(results.plan.notes, district),
                opinion_lines=fitted.opinion_lines,
            ),
        )


def _for_parents(
    schools: Sequence[SchoolPaper], results: Results, reasons: Sequence[SchoolReason]
) -> tuple[SchoolPaper, ...]:
    """Say why schools are merged as parents are told; the bureau's own paper says how far it is proven."""
    names = distinct_names(results.scenario, results.district)
    known = {(reason.school_id, reason.year): reason for reason in reasons}
    found = [
        (school, known.get((merge.school_id, merge.year)))
        for school, merge in zip(schools, results.plan.merges, strict=True)
    ]
    return tuple(
        school
        if reason is None
        else replace(school, opposite=parents_sentence(reason, names), rules=parents_rules(reason, names))
        for school, reason in found
    )


def file_names(schools: Sequence[SchoolPaper]) -> tuple[str, ...]:
    """Name a file for each school by its id and name: letters, digits and Chinese only, no two alike in any case."""
    taken: set[str] = set()
    names = []
    for school in schools:
        plain = re.sub(r"[^\w-]+", "_", f"{school.school_id}_{school.name}").strip("_")[:_LONGEST_FILE_NAME]
        plain = f"_{plain}" if not plain or _RESERVED.fullmatch(plain) else plain
        name, further = plain, 2
        while name.lower() in taken:
            name, further = f"{plain}_{further}", further + 1
        taken.add(name.lower())
        names.append(f"{name}.docx")
    return tuple(names)
