"""plan-en.docx: the plan in English, for partners and reviewers; names of schools and places stay as they are."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from planner.decide.explain.reasons import SchoolReason
from planner.decide.ledger.ledger import ledger_of
from planner.decide.results import Results
from planner.language import in_language
from planner.reading.title_block import TitleBlock
from planner.show.papers.actions import english_steps
from planner.show.papers.english_school import EnglishSchool, english_schools
from planner.show.papers.figures import ENGLISH_CAPTIONS, Figure, figures_in
from planner.show.papers.fill import fill_template
from planner.show.papers.wording import distinct_names
from planner.show.words.common import clean
from planner.show.words.early_warning import warning_sentences
from planner.show.words.ledger import (
    done_text,
    explained_text,
    found_text,
    ledger_sentences,
    source_text,
    stated_text,
    verdict_text,
    works_text,
)
from planner.show.words.merging import NOTHING_TOLD, MergingTold
from planner.show.words.numbers import english_yuan, mean_text, minutes_text, pupils_text
from planner.show.words.people import people_sentences
from planner.show.words.sentences import ENGLISH_KINDS, plan_sentences, title_of

TEMPLATE = Path(__file__).parent / "plan-en.docx"
STAMP = "Synthetic data: some values are made up and do not describe the real district"
TO_FILL = "[to be filled in]"
Row = tuple[str, ...]
"""The cells of a row, in words."""


@dataclass(frozen=True, kw_only=True)
class EnglishPaper:
    """The fields of the template of plan-en.docx."""

    title: str
    stamp: str
    issued_by: str
    issued_on: str
    scope: str
    summary: tuple[str, ...]
    people: tuple[str, ...]
    warnings: tuple[str, ...]
    merging: tuple[str, ...]
    ledger: tuple[str, ...]
    targets: tuple[Row, ...]
    """Target, stated, year, document, result, verdict, what else is said; those held against the plan."""
    projects: tuple[Row, ...]
    """Name, works, town, year, what the plan does, verdict."""
    kinds: tuple[Row, ...]
    """Kind, schools, classrooms, beds."""
    towns: tuple[Row, ...]
    """Town, pupils, schools, classrooms."""
    schools: tuple[EnglishSchool, ...]
    """The merged schools."""
    kept: tuple[Row, ...]
    """Schools that may be merged and stay: name, town, pupils, classes."""
    years: tuple[Row, ...]
    """Year, merged, built and rebuilt, classrooms, beds, one-off yuan; running totals."""
    bands: tuple[Row, ...]
    """Grade band, pupils, walk, ride, board, mean minutes, longest."""
    costs: tuple[Row, ...]
    """Term, yuan a year."""
    steps: tuple[Row, ...]
    """Step, what it asks, by when."""
    figures: tuple[Figure, ...]


def write_english_paper(
    path: Path,
    results: Results,
    reasons: Sequence[SchoolReason] = (),
    merging: MergingTold = NOTHING_TOLD,
    maps: Path | None = None,
) -> None:
    """Write plan-en.docx; the same plan gives the same bytes. OSError where the file cannot be written.

    `maps`: a folder with the plan's maps, of which any may be missing.
    """
    paper = english_paper(results, reasons, merging)
    if maps is not None:
        found = [replace(each, caption=ENGLISH_CAPTIONS[each.caption]) for each in figures_in(maps)]
        paper = replace(paper, figures=tuple(found))
    named = {field.name: getattr(paper, field.name) for field in fields(paper)}
    path.write_bytes(fill_template(TEMPLATE, named, title=paper.title))


def english_paper(
    results: Results, reasons: Sequence[SchoolReason] = (), merging: MergingTold = NOTHING_TOLD
) -> EnglishPaper:
    """Return the paper's fields. KeyError where the plan names a school that the district lacks."""
    scenario, district, ledger = results.scenario, results.district, ledger_of(results)
    block = scenario.title_block or TitleBlock()
    people = (in_language(said, "en") for said in people_sentences(results))
    return EnglishPaper(
        title=f"{title_of(scenario)} ({scenario.name})",
        stamp=STAMP if district.provenance.is_synthetic else "",
        issued_by=clean(block.issued_by) or TO_FILL,
        issued_on=clean(block.issued_on) or TO_FILL,
        scope=_scope(results),
        summary=tuple(str(said) for said in plan_sentences(results)),
        people=tuple(people),
        warnings=tuple(str(said) for said in warning_sentences(results.warnings, district)),
        merging=tuple(str(said) for said in merging.sentences),
        ledger=tuple(str(said) for said in ledger_sentences(ledger)),
        targets=tuple(
            (clean(line.name_en), str(stated_text(line)), _year(line.finish_by), source_text(line),
             str(found_text(line)), str(verdict_text(line)), str(explained_text(line, results)))
            for line in ledger.targets if line.verdict != "not_judged"
        ),
        projects=tuple(
            (clean(line.name_en), str(works_text(line)), clean(line.town), _year(line.finish_by),
             str(done_text(line, results)), str(verdict_text(line)))
            for line in ledger.projects
        ),
        kinds=_kinds(results),
        towns=_towns(results),
        schools=english_schools(results, reasons),
        kept=_kept(results),
        years=_years(results),
        bands=_bands(results),
        costs=_costs(results),
        steps=english_steps(results),
        figures=(),
    )  # fmt: skip


def _scope(results: Results) -> str:
    years = ", ".join(map(str, results.planning_years))
    later = f"; outlook {', '.join(map(str, results.outlook_years))}" if results.outlook_years else ""
    towns = results.district.settlements["town"].nunique()
    schools = int((results.district.schools["state"] == "existing").sum())
    return f"{towns:,} towns and {schools:,} existing schools; planning years {years}{later}; pupils of each autumn."


def _year(year: int | None) -> str:
    return "—" if year is None else str(year)


def _kinds(results: Results) -> tuple[Row, ...]:
    schools = results.district.schools
    there = schools[schools["state"] == "existing"]
    rows = [(ENGLISH_KINDS.get(str(kind), str(kind)), mine) for kind, mine in there.groupby("kind", sort=False)]
    return tuple(
        (name, f"{len(mine):,}", f"{int(mine['classrooms'].sum()):,}", f"{int(mine['beds'].sum()):,}")
        for name, mine in [*rows, ("total", there)]
    )


def _towns(results: Results) -> tuple[Row, ...]:
    schools = results.district.schools
    opened = {school_id for school_id, row in results.last.rows.schools.items() if row.open}
    there = schools[schools["school_id"].isin(opened)]
    return tuple(
        (clean(town.town), pupils_text(town.wanted), f"{int((schools['town'] == town.town).sum()):,}",
         f"{int((there['town'] == town.town).sum()):,}", pupils_text(town.shortfall) if town.shortfall else "0")
        for town in results.last.measures.towns
    )  # fmt: skip


def _kept(results: Results) -> tuple[Row, ...]:
    names = distinct_names(results.scenario, results.district)
    mergeable = dict(zip(results.problem.school_ids, results.problem.school_mergeable.tolist(), strict=True))
    towns = dict(zip(results.district.schools["school_id"], results.district.schools["town"], strict=True))
    return tuple(
        (names.school(school_id), clean(str(towns[school_id])), pupils_text(sum(row.pupils.values())),
         f"{sum(row.classes.values()):,}")
        for school_id, row in results.last.rows.schools.items() if row.open and mergeable.get(school_id)
    )  # fmt: skip


def _years(results: Results) -> tuple[Row, ...]:
    return tuple(
        (str(year.year), f"{year.merged:,}", f"{year.new:,}", f"{year.rebuilt:,}", f"{year.classrooms_added:,}",
         f"{year.beds_added:,}", english_yuan(year.one_off_yuan))
        for year in results.measures
    )  # fmt: skip


def _bands(results: Results) -> tuple[Row, ...]:
    names = distinct_names(results.scenario, results.district)
    rows = [(names.band(band.band, "en"), band) for band in results.last.measures.bands]
    return tuple(
        (name, pupils_text(of.placed), *(pupils_text(of.by_mode[mode]) for mode in ("walk", "ride", "board")),
         mean_text(of.day.mean), minutes_text(of.day.worst))
        for name, of in [*rows, ("all", results.last.measures)]
    )  # fmt: skip


def _costs(results: Results) -> tuple[Row, ...]:
    groups, years = results.groups, results.n_years
    rows = [
        ("public money: schools, classes, building as a yearly sum, boarding", groups.fiscal),
        ("families: minutes on the way, riding, boarders' journeys (priced, no payment)", groups.families),
    ]
    rows += [("put on moves and other towns (priced, paid by nobody)", groups.policy)] if groups.policy else []
    return tuple((name, english_yuan(yuan / years)) for name, yuan in rows)
