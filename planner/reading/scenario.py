"""The scenario: what every plan must respect, what things cost, how long to think.

Each field states its unit, bound, meaning and norm; the docs and the commented template are made from these texts.
How sure we are of a norm is said with it: `reported` was read on a secondary page, `memory` was not checked,
`stated` stands in the district's own document, `assumed` is a planning figure to be replaced by the district's own.
"""

import math
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, Strict, Tag, field_validator, model_validator

from planner.language import Text as Says
from planner.language import joined
from planner.reading.buses import Buses
from planner.reading.demand import Demand
from planner.reading.early_warning import EarlyWarning
from planner.reading.folder_name import folder_name
from planner.reading.rules import Rules
from planner.reading.schema_types import (
    Amount,
    Count,
    FaultBelowError,
    Flag,
    Identifier,
    LifeYears,
    Rate,
    Speed,
    Stage,
    StrictModel,
    Text,
    Year,
    YearKey,
)
from planner.reading.staffing import Staffing
from planner.reading.tables import GRADES
from planner.reading.title_block import TitleBlock

DAY_TRIPS_PER_WEEK = 5
"""Round trips a week that a day pupil makes: what the yearly prices of minutes and kilometres stand for."""


def _as_grade(value: object) -> object:
    """Grades are written 1 or K1: take both as text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Grade = Annotated[str, BeforeValidator(_as_grade)]


def _form_of_budget(value: object) -> str:
    """Name the form that a budget is given in: one sum, or one a year."""
    return "[by year]" if isinstance(value, dict) else "[sum]"


Budget = Annotated[
    Annotated[Amount, Tag("[sum]")] | Annotated[dict[YearKey, Amount], Tag("[by year]")],
    Discriminator(_form_of_budget),
]


class GradeBand(StrictModel):
    """Grades that travel under the same limits and go to one school together."""

    stage: Stage
    """Stage whose class size and prices apply: kindergarten, primary or junior."""
    grades: tuple[Grade, ...] = Field(min_length=1)
    """The grades of the band, in order: K1 K2 K3 or 1 to 9. A grade stands in one band at most."""
    max_walk_minutes: Amount | None = math.inf
    """Longest walk, minutes one way. Left out: no limit. null: nobody walks.
    Norm: grades 1-3 about 30 minutes, 国办发〔2018〕27号 (reported)."""
    max_ride_minutes: Amount | None = math.inf
    """Longest ride of day pupils, minutes one way. Left out: no limit. null: nobody rides.
    Norm: grades 1-3 about 30 minutes, 国办发〔2018〕27号 (reported)."""
    boarding: Flag = False
    """Whether pupils of the band may board. Norm: not in grades 1-3, 国办发〔2018〕27号 (reported)."""
    max_board_minutes: Amount | None = math.inf
    """Longest ride of boarders, minutes one way. Left out: no limit. null: nobody boards."""
    board_when: Literal["beyond_day_reach", "any"] = "beyond_day_reach"
    """Who may board. beyond_day_reach: only pupils with no school within the day limits that offers the band and is
    sure to stay (its decision is keep). any: whoever lives beyond the day limits of the school they board at.
    Norm: board where day pupils live too far, 国办发〔2012〕48号 (memory)."""
    board_in: Literal["anywhere", "town"] = "anywhere"
    """Where they may board. town: in their own town, where a school there offers the band and may have beds; else
    anywhere. anywhere: in every school within max_board_minutes."""

    @field_validator("grades")
    @classmethod
    def _grades_are_known_and_ordered(cls, grades: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [grade for grade in grades if grade not in GRADES]
        if unknown:
            named = joined(unknown)
            msg = Says(
                f"not a grade: {named}; grades are K1 K2 K3 and 1 to 9",
                f"没有这样的年级：{named.zh}；年级为 K1 K2 K3 和 1 至 9",
            )
            raise ValueError(msg)
        places = [GRADES.index(grade) for grade in grades]
        if any(later <= earlier for earlier, later in pairwise(places)):
            msg = Says(
                "grades must be named once each, from the youngest to the oldest", "年级应从低到高排列，每个只写一次"
            )
            raise ValueError(msg)
        return grades


class Travel(StrictModel):
    """How fast people move where the travel table does not say."""

    walk_kph: Speed = 4.0
    """Walking speed, kilometres an hour (assumed)."""
    ride_kph: Speed = 30.0
    """Riding speed on straight lines, and on roads that carry neither speed nor class, kilometres an hour (assumed)."""
    detour: Annotated[float, Strict(), Field(ge=1, le=10, allow_inf_nan=False)] = 1.35
    """Road length over straight-line length, used where there are neither travel table nor roads (assumed)."""


class KindYuan(StrictModel):
    """Yuan a year for a school of each kind to be open (assumed: replace by the district's own)."""

    teaching_point: Amount = 60_000.0
    """Yuan a year."""
    primary: Amount = 300_000.0
    """Yuan a year."""
    junior: Amount = 500_000.0
    """Yuan a year."""
    nine_year: Amount = 600_000.0
    """Yuan a year."""
    kindergarten: Amount = 200_000.0
    """Yuan a year."""
    special: Amount = 300_000.0
    """Yuan a year."""


class StageYuan(StrictModel):
    """Yuan a year for each class of a stage, teachers above all (assumed: replace by the district's own)."""

    kindergarten: Amount = 180_000.0
    """Yuan a year for a class."""
    primary: Amount = 210_000.0
    """Yuan a year for a class."""
    junior: Amount = 300_000.0
    """Yuan a year for a class."""


class FundingYuan(StrictModel):
    """Yuan a year for each pupil that a small school of a stage lacks."""

    primary: Amount = 720.0
    """Of primary and nine-year schools and teaching points. Norm: public funds of 720 yuan a pupil (memory)."""
    junior: Amount = 940.0
    """Of junior schools. Norm: public funds of 940 yuan a pupil (memory)."""


class SmallSchoolFunding(StrictModel):
    """Public funds of small schools: below so many pupils a school is funded as if it had them."""

    pupils: Count = 100
    """A school with fewer pupils, but not without any, is funded as with so many.
    Norm: 100, 国发〔2015〕67号 (memory)."""
    yuan_per_pupil: FundingYuan = Field(default_factory=FundingYuan)
    """Yuan a year for each pupil below that number. Kindergartens and special schools are not funded so."""


class Prices(StrictModel):
    """What things cost. Every figure is a planning assumption unless it names a norm."""

    discount_rate: Rate = 0.04
    """Yearly rate at which building is turned into a yearly cost, as a fraction (assumed)."""
    building_life_years: LifeYears = 50.0
    """Years a building is paid off over (assumed)."""
    fixed_yuan_per_year: KindYuan = Field(default_factory=KindYuan)
    """Cost of a school being open, by kind, yuan a year."""
    class_yuan_per_year: StageYuan = Field(default_factory=StageYuan)
    """Cost of a class, by stage, yuan a year."""
    build_yuan: Amount = 30_000_000.0
    """One-off cost to build a school's first module, yuan.
    Norm: about 59,000 yuan a seat in 孟发〔2023〕13号 (stated; our division)."""
    classroom_yuan: Amount = 600_000.0
    """One-off cost to add a classroom, yuan (assumed)."""
    bed_yuan: Amount = 20_000.0
    """One-off cost to add a dormitory bed, yuan (assumed)."""
    travel_yuan_per_pupil_minute: Amount = 60.0
    """Yuan a year for each one-way minute of each day pupil (assumed); of a boarder, see board_trips_per_week."""
    ride_yuan_per_pupil_kilometre: Amount = 300.0
    """Yuan a year for each one-way kilometre of each riding day pupil (assumed); of a boarder, see
    board_trips_per_week."""
    riding_paid_by: Literal["families", "county"] = "families"
    """Who pays for the kilometres of riders: their families, or the county that runs the buses (assumed). It changes no
    plan: it says whether riding counts as fiscal cost or as families' own."""
    boarding_yuan_per_pupil: Amount = 2_500.0
    """Yuan a year for each boarder: dormitory, staff and meals (assumed; the state's supplement is 300, verified)."""
    board_trips_per_week: Annotated[float, Strict(), Field(ge=0, le=14, allow_inf_nan=False)] = 1.0
    """Round trips a week that a boarder makes (assumed). A day pupil makes 5, so each costs a fifth of a day pupil's
    ride; added to the boarding cost. 0: boarders' journeys cost nothing."""
    move_yuan_per_pupil: Amount = 0.0
    """Yuan a year put on each pupil who changes school: all but those who go where they go today (assumed). Nobody pays
    it: it keeps pupils where they are unless there is a reason. 0: moving counts nothing."""
    cross_town_yuan_per_pupil: Amount = 0.0
    """Yuan a year put on each pupil who attends in another town than their own (assumed). Nobody pays it."""
    small_school_funding: SmallSchoolFunding | None = None
    """Public funds for the pupils that small schools lack: open schools with some pupils, but fewer than a number, cost
    so many yuan a year for each pupil below it; cost term small_schools. Left out: nothing."""
    shortfall_yuan_per_pupil: Amount | None = None
    """Yuan a year for each pupil without a seat: above any other cost a pupil can cause.
    null: computed, the next of 1, 2, 5 times a power of ten above the dearest seat of the district, 200,000 at least.
    A seat's yuan, for one pupil alone: a school that may be closed, or a site that may be built (annuity), a class,
    a classroom and a bed where they may be added (annuity), the journey or boarding; what binds several planning years
    is paid in each. `planner check` tells the dearest seat, and where a stated price is not above it (assumed)."""


class Solver(StrictModel):
    """How long to think."""

    engine: Literal["auto", "milp"] = "auto"
    """auto: everything the planner has; milp: the plain mixed-integer model alone."""
    milp_solver: Literal["highs", "cbc"] = "highs"
    """Solver of the mixed-integer model: highs comes with the planner, cbc is used where it is installed."""
    time_limit_seconds: Annotated[float, Strict(), Field(ge=0, le=1e7, allow_inf_nan=False)] = 60.0
    """Seconds the optimiser may take; reading and drawing come on top.

    The work for about four fifths of it is counted out beforehand, so that every run on one machine, with the same
    seed and threads, finds the same plan; the limit cuts what takes longer, and the plan's notes say where it did."""
    gap: Rate = 0.01
    """Stop when the plan is proven within this share of the best cost."""
    threads: Annotated[int, Strict(), Field(ge=1, le=1024)] = 2
    """Threads the optimiser may use."""
    seed: Annotated[int, Strict(), Field(ge=0, le=2**31 - 1)] = 1
    """Seed of every random choice."""
    search_moves: Annotated[int, Strict(), Field(ge=1, le=10**12)] | None = None
    """Moves that each thread's search may try; null: as many as time allows.

    With a number, `auto` searches so many moves and then only proves: the same seed and threads give the same plan
    however fast the machine is, if the time limit allows them all. About a million moves a second, less in big
    districts. Whole blocks alone: under `split`, or with engine `milp`, it changes nothing."""


class Decisions(StrictModel):
    """Decisions taken for this scenario; each stands above the schools table's own column."""

    keep: tuple[Identifier, ...] = ()
    """Schools that stay, or are built (school_id, quoted)."""
    close: tuple[Identifier, ...] = ()
    """Schools that go, or are not built (school_id, quoted)."""
    free: tuple[Identifier, ...] = ()
    """Schools the planner may decide about (school_id, quoted)."""


class Assignments(StrictModel):
    """Where single settlements go is settled, such as by a hearing. Pupils for whom no seat is left there have none."""

    fixed: tuple[tuple[Identifier, Identifier, Identifier], ...] = ()
    """[settlement_id, grade band, school_id], quoted: its pupils of the band attend this school and no other; named
    with several schools, one of these."""
    forbidden: tuple[tuple[Identifier, Identifier], ...] = ()
    """[settlement_id, school_id], quoted: its pupils do not attend this school."""


class Scenario(StrictModel):
    """One question put to the planner."""

    name: Annotated[str, Strict(), Field(max_length=100)]
    """Name of the scenario and of its output folder: letters (Chinese ones too), digits, - and _."""
    title: Text = ""
    """Title on maps and reports; left out: the name. Where it stands, it may not be empty."""
    district: Annotated[str, Strict(), Field(min_length=1, max_length=1000)]
    """Folder of the district's tables, relative to the scenario file."""
    years: tuple[Year, ...] = Field(min_length=1)
    """Planning years: pupils of these years are placed, schools merged, built and enlarged."""
    outlook_years: tuple[Year, ...] = ()
    """Years after them whose pupils are placed too, in what there is by the last planning year: nothing is merged,
    built or added after it, so that what is decided must serve these years as well. Costs and the price of a missing
    seat count in each of them as in a planning year. Every rule holds but rules.min_pupils and rules.whole_school: few
    pupils to come are no reason to merge now (assumed). Suggested: three and six years after the last planning year, as
    soon as the table of pupils has them; planner forecast makes them, planner check says which it has."""
    demand: Demand | None = None
    """Several variants of the pupils, such as those of planner forecast, that one set of openings, classrooms and beds
    must serve: every rule holds in each. Left out: the district's own table of pupils alone."""
    grade_bands: dict[Identifier, GradeBand] = Field(min_length=1)
    """Grades that travel under the same limits."""
    rules: Rules = Field(default_factory=Rules)
    """What every plan must respect."""
    travel: Travel = Field(default_factory=Travel)
    """How fast people move where the travel table does not say."""
    prices: Prices = Field(default_factory=Prices)
    """What things cost."""
    budget_yuan: Budget | None = None
    """Most that may be spent on one-off costs over all planning years, yuan; null: no limit. Or by year, such as
    {2024: 3000000, 2025: 8000000}: spent in all up to the end of each year. A year left out has no limit but that of
    later ones, for what is spent never falls. rules.build_lead_years says when things are paid."""
    staffing: Staffing = Field(default_factory=Staffing)
    """How many teachers pupils and classes ask for."""
    decisions: Decisions = Field(default_factory=Decisions)
    """Decisions on single schools, above the table's own."""
    assignments: Assignments = Field(default_factory=Assignments)
    """Where single settlements go, whatever else would cost less."""
    early_warning: EarlyWarning = Field(default_factory=EarlyWarning)
    """When early warning of seats turns yellow and red. It changes no plan."""
    buses: Buses = Field(default_factory=Buses)
    """What school buses hold and cost. It changes no plan."""
    title_block: TitleBlock | None = None
    """Who issues maps and papers, and when; left out: maps do not say, papers leave it to be filled in. It changes no
    plan."""
    solver: Solver = Field(default_factory=Solver)
    """How long to think."""

    @field_validator("name")
    @classmethod
    def _name_makes_a_folder(cls, name: str) -> str:
        return folder_name(name)

    @field_validator("title")
    @classmethod
    def _title_says_something(cls, title: str) -> str:
        if not title.strip():
            msg = Says("a title for maps and reports, or no such key", "地图和报告上的标题；不需要就删去这一项")
            raise ValueError(msg)
        return title

    @field_validator("years", "outlook_years")
    @classmethod
    def _years_ascend(cls, years: tuple[int, ...]) -> tuple[int, ...]:
        if any(later <= earlier for earlier, later in pairwise(years)):
            msg = Says("years must be named once each, in order", "年份应从早到晚排列，每个只写一次")
            raise ValueError(msg)
        return years

    @field_validator("grade_bands")
    @classmethod
    def _a_grade_stands_in_one_band(cls, bands: dict[str, GradeBand]) -> dict[str, GradeBand]:
        home: dict[str, str] = {}
        for name, band in bands.items():
            for grade in band.grades:
                if grade in home:
                    msg = Says(
                        f"grade {grade} stands in both {home[grade]} and {name}",
                        f"年级 {grade} 同时写在 {home[grade]} 和 {name} 中",
                    )
                    raise ValueError(msg)
                home[grade] = name
        return bands

    @model_validator(mode="after")
    def _the_outlook_comes_after(self) -> Self:
        wrong = [str(year) for year in self.outlook_years if year <= self.years[-1]]
        if wrong:
            last = self.years[-1]
            msg = Says(
                f"years after the last planning year ({last}), not {joined(wrong)}",
                f"应为最后一个规划年份（{last}）之后的年份，不是 {joined(wrong).zh}",
            )
            raise FaultBelowError(msg, ("outlook_years",))
        return self

    @model_validator(mode="after")
    def _merges_are_of_planning_years(self) -> Self:
        by_year = self.rules.merge.by_year if self.rules.merge else None
        wrong = [str(year) for year in by_year or {} if year not in self.years]
        if wrong:
            years = joined(map(str, self.years))
            msg = Says(
                f"a planning year ({years}), not {joined(wrong)}",
                f"应为规划年份（{years.zh}），不是 {joined(wrong).zh}",
            )
            raise FaultBelowError(msg, ("rules", "merge", "by_year", wrong[0]))
        return self

    @model_validator(mode="after")
    def _variants_fund_no_small_schools(self) -> Self:
        if self.demand is not None and self.prices.small_school_funding is not None:
            msg = Says(
                "nothing here beside demand: funding by a school's pupils is not counted variant by variant yet",
                "使用 demand 时不能填写：尚不能按各方案分别计算小规模学校公用经费",
            )
            raise FaultBelowError(msg, ("prices", "small_school_funding"))
        return self

    @property
    def placed_years(self) -> tuple[int, ...]:
        """Every year whose pupils are placed: planning years, then outlook years."""
        return (*self.years, *self.outlook_years)

    @property
    def grades(self) -> tuple[str, ...]:
        """Every grade that the scenario places, from the youngest to the oldest."""
        placed = {grade for band in self.grade_bands.values() for grade in band.grades}
        return tuple(grade for grade in GRADES if grade in placed)

    def stage_of(self, grade: str) -> Stage:
        """Return the stage of a grade; KeyError if no band has it."""
        for band in self.grade_bands.values():
            if grade in band.grades:
                return band.stage
        raise KeyError(grade)


class ScenarioFile(StrictModel):
    """A scenario and where it was read: `district` is relative to the file."""

    path: Path
    """The scenario file; where `text` is given, the place it would have."""
    scenario: Scenario
    """What it says."""
    text: str | None = None
    """What the file would hold, where the scenario was made in Python and no file holds it; else None."""

    @property
    def district_folder(self) -> Path:
        """Folder of the district's tables."""
        return (self.path.parent / self.scenario.district).resolve()
