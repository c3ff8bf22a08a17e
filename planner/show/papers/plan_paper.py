"""plan.docx: the merge plan as a bureau submits it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from planner.decide.explain.reasons import SchoolReason
from planner.decide.ledger.ledger import ledger_of
from planner.decide.results import Results
from planner.reading.title_block import TitleBlock
from planner.show.papers.actions import ActionLine, StepLine, action_lines, step_lines
from planner.show.papers.balances import BalanceLine, balance_lines
from planner.show.papers.figures import MAPS, Figure, figures_in
from planner.show.papers.fill import Picture, fill_template
from planner.show.papers.forecast import ForecastPaper, forecast_paper, forecast_picture
from planner.show.papers.governing import governing_norms
from planner.show.papers.kept import KeptLine, kept_lines, support_text
from planner.show.papers.ledger_lines import (
    DutyLine,
    FundLine,
    ProjectPaper,
    TargetPaper,
    duty_lines,
    fund_lines,
    project_papers,
    target_papers,
)
from planner.show.papers.norms import Norm, RuleLine, norms_of, rules_of
from planner.show.papers.people import IndicatorLine, VacatedLine, indicator_lines, vacated_lines
from planner.show.papers.plan_texts import (
    SourceLine,
    bare,
    further_notes,
    kept_text,
    merged_text,
    moved_text,
    never_text,
    one_off_text,
    shortfall_texts,
    sources,
    today_text,
)
from planner.show.papers.present import Present, present_state
from planner.show.papers.risks import RiskLine, risk_lines
from planner.show.papers.schools import SchoolPaper, school_papers
from planner.show.papers.scope import (
    ConditionLine,
    DemandLine,
    condition_lines,
    demand_lines,
    review_texts,
    scope_text,
)
from planner.show.papers.sums import (
    BandLine,
    CostLine,
    HearingLine,
    SeatLine,
    ShortLine,
    StageLine,
    YearLine,
    band_lines,
    cost_lines,
    hearing_lines,
    seat_lines,
    short_lines,
    stage_lines,
    year_lines,
)
from planner.show.papers.variants import VariantLine, variant_lines
from planner.show.papers.warning_lines import WarningLine, warning_lines
from planner.show.papers.wording import BLANK, distinct_names, joined_years, travel_source
from planner.show.words.boarding import boarding_caveats
from planner.show.words.common import clean, synthetic_text
from planner.show.words.early_warning import level_meanings, warning_sentences
from planner.show.words.hearing import hearing_sentences
from planner.show.words.ledger import ledger_sentences
from planner.show.words.merging import NOTHING_TOLD, MergingTold
from planner.show.words.outlook import outlook_after
from planner.show.words.people import people_sentences
from planner.show.words.sentences import (
    building_sentence,
    cost_sentence,
    effort_sentence,
    journey_sentences,
    net_seats_sentence,
    proof_sentence,
    title_of,
)
from planner.show.words.variants import variant_sentences

TEMPLATE = Path(__file__).parent / "plan.docx"
"""The template that comes with the planner; a bureau's own may take its place."""
STAMP = "合成数据 synthetic data　不代表实际情况，不得用于实际决策"
"""Stands at the head of every page of a paper made from made-up data."""


@dataclass(frozen=True, kw_only=True)
class PlanPaper:
    """The fields of the template of plan.docx. All figures are words with their units, or stand below a unit."""

    title: str
    stamp: str
    """Label of made-up data, for every page; empty where there are none."""
    synthetic: str
    """Which columns are made up; empty where none is."""
    years: str
    """The planning years."""
    last_year: str
    many_years: bool
    """Whether there are several planning years."""
    basis: tuple[Norm, ...]
    rules: tuple[RuleLine, ...]
    present: Present
    today: str
    """Where today's schools of the pupils come from."""
    summary: str
    """What is merged, in a sentence."""
    by_year: tuple[YearLine, ...]
    schools: tuple[SchoolPaper, ...]
    """The merged schools."""
    kept: str
    """Which schools of the kinds that may be merged stay open; empty where there are none."""
    moved: str
    """Ways of the pupils of merged schools; empty where nothing is merged."""
    hearing: tuple[str, ...]
    """Who changes school, how near the schools are, what they are used for, in sentences."""
    hearing_figures: tuple[HearingLine, ...]
    seats: tuple[SeatLine, ...]
    building: str
    shortfall: tuple[str, ...]
    short_towns: tuple[ShortLine, ...]
    stages: tuple[StageLine, ...]
    warnings: tuple[str, ...]
    warning_lines: tuple[WarningLine, ...]
    warning_note: str
    costs: tuple[CostLine, ...]
    cost: str
    merging: tuple[str, ...]
    """What all merges together save, as far as proven; empty where it was not worked out."""
    balances: tuple[BalanceLine, ...]
    """What each merged school adds to that, and all together."""
    forecast: ForecastPaper
    """Pupils of years to come, where the table of pupils is of a forecast."""
    forecast_picture: Picture | str
    """Its picture; empty where there is none."""
    variants: tuple[VariantLine, ...]
    """What the plan is in each variant of the pupils; empty where there is one table of them."""
    variants_said: tuple[str, ...]
    """The same in sentences."""
    moves_map: Picture | str
    """The map of who changes school; empty where there is none."""
    figures: tuple[Figure, ...]
    """Maps of the plan with their captions; empty where none is beside it."""
    issued_by: str
    """Who submits it; marked to be filled in where the scenario does not say."""
    issued_on: str
    version_name: str
    """送审稿, unless the scenario names another."""
    scope: str
    """What the plan is about, and its years."""
    review: tuple[str, ...]
    """What became of the last plan and of projects, as far as the ledger tells."""
    conditions: tuple[ConditionLine, ...]
    """Area for each pupil and length of ways, by stage."""
    demand: tuple[DemandLine, ...]
    """Pupils to be placed in each year."""
    net_seats: str
    """Seats today and under the plan; empty where no class has a size."""
    ledger: tuple[str, ...]
    """How many targets and projects of documents are met; empty without a ledger."""
    targets: tuple[TargetPaper, ...]
    projects: tuple[ProjectPaper, ...]
    never: str
    """Schools that are not to be merged, with the reasons; empty where there are none."""
    kept_schools: tuple[KeptLine, ...]
    """Small schools that stay, each with its reason."""
    support: str
    """How they are supported."""
    actions: tuple[ActionLine, ...]
    many_decided: bool
    """Whether there are several years in which something is decided."""
    duties: tuple[DutyLine, ...]
    funds: tuple[FundLine, ...]
    steps: tuple[StepLine, ...]
    one_off: str
    """One-off costs and the budget."""
    proof: str
    effort: str
    journeys: tuple[str, ...]
    bands: tuple[BandLine, ...]
    travel_source: str
    people: tuple[str, ...]
    """Teachers, what moves, evenness and empty buildings, in sentences."""
    indicators: tuple[IndicatorLine, ...]
    """Empty where none is known."""
    vacated: tuple[VacatedLine, ...]
    risks: tuple[RiskLine, ...]
    sources: tuple[SourceLine, ...]
    notes: tuple[str, ...]
    """The plan's other notes, in Chinese."""
    version: str


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a paper is made with."""

    maps: Path | None = None
    """A folder with the plan's maps, of which any may be missing: each has a page of its own."""
    template: Path | None = None
    """A template that takes the place of the one that comes with the planner."""


NOTHING_GIVEN = Given()


def write_plan_paper(
    path: Path,
    results: Results,
    reasons: Sequence[SchoolReason] = (),
    merging: MergingTold = NOTHING_TOLD,
    given: Given = NOTHING_GIVEN,
) -> None:
    """Write plan.docx; the same plan gives the same bytes.

    `reasons` (any schools, in any order) adds to the annex of each merged school what keeping it would cost, the rules
    that decide and the red lines; `merging` adds what all merges save; `given`, the maps and a template of one's own.
    Raises OSError where the file cannot be written, InputError where the template is none.
    """
    paper = plan_paper(results, reasons, merging)
    if given.maps is not None:
        found = figures_in(given.maps)
        moved = [each.picture for each in found if each.caption == MAPS["moves.png"]]
        paper = replace(paper, figures=found, moves_map=moved[0] if moved else "")
    path.write_bytes(fill_plan_paper(given.template or TEMPLATE, paper))


def fill_plan_paper(template: Path, paper: PlanPaper) -> bytes:
    """Fill a template with the paper's fields. InputError where it is no template, or asks for a field not there."""
    named = {field.name: getattr(paper, field.name) for field in fields(paper)}
    return fill_template(template, named, title=paper.title)


def plan_paper(
    results: Results, reasons: Sequence[SchoolReason] = (), merging: MergingTold = NOTHING_TOLD
) -> PlanPaper:
    """Return the paper's fields.

    KeyError where the plan names a school that the district lacks.
    """
    plan, scenario, district = results.plan, results.scenario, results.district
    last, ledger = results.last.measures, ledger_of(results)
    block = scenario.title_block or TitleBlock()
    return PlanPaper(
        title=title_of(scenario),
        stamp=STAMP if district.provenance.is_synthetic else "",
        synthetic=synthetic_text(district),
        years=joined_years(results.planning_years) + outlook_after(results),
        last_year=f"{last.year}年",
        many_years=len(results.years) > 1,
        basis=(*governing_norms(ledger), *norms_of(scenario)),
        rules=rules_of(scenario),
        present=present_state(
            scenario,
            district,
            results.problem.school_mergeable,
            results.last.schools["seats_now"].to_numpy(float),
            int(results.problem.school_barred.sum()),
        ),
        today=today_text(plan, district),
        summary=merged_text(last),
        by_year=year_lines(results),
        schools=school_papers(results, reasons),
        kept=kept_text(results),
        moved=moved_text(results),
        hearing=tuple(said.zh for said in hearing_sentences(results)),
        hearing_figures=hearing_lines(results),
        seats=seat_lines(results),
        building=bare(building_sentence(last).zh),
        shortfall=shortfall_texts(last),
        short_towns=short_lines(results),
        stages=stage_lines(results),
        warnings=tuple(said.zh for said in warning_sentences(results.warnings, district)),
        warning_lines=warning_lines(results),
        warning_note=level_meanings(results.warnings.limits),
        costs=cost_lines(results),
        cost=bare(cost_sentence(results).zh),
        merging=tuple(said.zh for said in merging.sentences),
        balances=balance_lines(merging.balances, distinct_names(scenario, district)),
        forecast=forecast_paper(results),
        forecast_picture=forecast_picture(results),
        variants=variant_lines(results),
        variants_said=tuple(said.zh for said in variant_sentences(results)),
        moves_map="",
        figures=(),
        issued_by=clean(block.issued_by) or BLANK,
        issued_on=clean(block.issued_on) or BLANK,
        version_name=clean(block.version) or "送审稿",
        scope=scope_text(results),
        review=review_texts(ledger),
        conditions=condition_lines(results),
        demand=demand_lines(results),
        net_seats=bare(net_seats_sentence(last).zh, "学位总量：") if net_seats_sentence(last) else "",
        ledger=tuple(said.zh for said in ledger_sentences(ledger)),
        targets=target_papers(ledger, results),
        projects=project_papers(ledger, results),
        never=never_text(results, distinct_names(scenario, district)),
        kept_schools=kept_lines(results, reasons),
        support=support_text(results),
        actions=action_lines(results),
        many_decided=len(results.planning_years) > 1,
        duties=duty_lines(ledger),
        funds=fund_lines(ledger, results),
        steps=step_lines(results),
        one_off=one_off_text(scenario, last),
        proof=bare(proof_sentence(results).zh),
        effort=bare(effort_sentence(plan).zh, "计算"),
        journeys=tuple(said.zh for said in (*journey_sentences(last, scenario), *boarding_caveats(plan))),
        bands=band_lines(results),
        travel_source=travel_source(plan.notes, district),
        people=tuple(said.zh for said in people_sentences(results)),
        indicators=indicator_lines(results),
        vacated=vacated_lines(results),
        risks=risk_lines(results),
        sources=sources(district),
        notes=further_notes(plan),
        version=clean(plan.planner_version),
    )
