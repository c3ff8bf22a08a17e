"""Keys under `rules`: what every plan must respect."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from planner.language import Text as Says
from planner.reading.schema_types import (
    Amount,
    Count,
    Identifier,
    PlaceKind,
    Reason,
    SchoolKind,
    Stage,
    StrictModel,
    YearKey,
)


class ClassSize(StrictModel):
    """Most pupils in a class. null switches the rule, and classes, off for the stage."""

    kindergarten: Annotated[int, Strict(), Field(ge=1, le=10**9)] | None = 30
    """Pupils in a kindergarten class. Norm: 25 to 35 by age (memory)."""
    primary: Annotated[int, Strict(), Field(ge=1, le=10**9)] | None = 45
    """Pupils in a primary class. Norm: 45 (stated: 孟发〔2023〕13号, annex 4)."""
    junior: Annotated[int, Strict(), Field(ge=1, le=10**9)] | None = 50
    """Pupils in a junior class. Norm: 50 (stated: 孟发〔2023〕13号, annex 4)."""


class SchoolSize(StrictModel):
    """Most pupils in a school, by its kind; a kind left out or null has no limit, a teaching point the primary's.

    Norm: 豫教发规〔2021〕19号 (reported); worded for new schools, the district's document applies it to all.
    """

    primary: Count | None = None
    """Pupils of a primary school, and of a teaching point where that has no limit of its own."""
    teaching_point: Count | None = None
    """Pupils of a teaching point. Left out or null: as a primary school (assumed)."""
    junior: Count | None = None
    """Pupils of a junior school."""
    nine_year: Count | None = None
    """Pupils of a nine-year school."""
    kindergarten: Count | None = None
    """Pupils of a kindergarten."""
    special: Count | None = None
    """Pupils of a special school."""


class MinPupils(StrictModel):
    """Fewest pupils of a school that is open and may be closed, or not built, by its kind; a kind left out has none."""

    teaching_point: Count | None = None
    """Pupils of a teaching point."""
    primary: Count | None = None
    """Pupils of a primary school."""
    junior: Count | None = None
    """Pupils of a junior school."""
    nine_year: Count | None = None
    """Pupils of a nine-year school."""
    kindergarten: Count | None = None
    """Pupils of a kindergarten."""
    special: Count | None = None
    """Pupils of a special school."""


class WholeSchool(StrictModel):
    """No school with a grade of nobody: what an open school needs in the grades it offers and somebody could attend."""

    least_pupils_per_grade: Annotated[int, Strict(), Field(ge=1, le=10**9)] = 5
    """Fewest pupils of each grade at an open school that may be closed or not built, each year (assumed). A school that
    must stay has somebody of every band, and is reported where a grade is below."""


class AlsoUnder(StrictModel):
    """Existing schools of further kinds that may be merged where they have few pupils today; a kind left out: none."""

    teaching_point: Count | None = None
    """Teaching points with fewer pupils today."""
    primary: Count | None = None
    """Primary schools with fewer pupils today."""
    junior: Count | None = None
    """Junior schools with fewer pupils today."""
    nine_year: Count | None = None
    """Nine-year schools with fewer pupils today."""
    kindergarten: Count | None = None
    """Kindergartens with fewer pupils today."""
    special: Count | None = None
    """Special schools with fewer pupils today."""


class Multigrade(StrictModel):
    """Schools in which the grades of a band may be taught together, in mixed classes."""

    kinds: Annotated[tuple[SchoolKind, ...], Field(min_length=1)] = ("teaching_point",)
    """Kinds of school."""
    max_pupils: Annotated[int, Strict(), Field(ge=1, le=10**9)] = 30
    """Most pupils in a class of several grades (assumed)."""
    max_grades: Annotated[int, Strict(), Field(ge=1, le=12)] = 3
    """A band is taught together only where so many of its grades at most have pupils (assumed)."""


class Nearest(StrictModel):
    """How far pupils may go beyond the nearest school that is open, offers the band and is within their day limits."""

    max_extra_minutes: Amount = 10.0
    """At most so many minutes one way beyond the way to that school, each in the pupils' own mode (assumed). Pupils who
    may walk for longer than this may have to ride to a farther school that is fewer minutes away: keep
    max_walk_minutes near it."""


class SameTown(StrictModel):
    """Pupils attend in their own town; free where no school of it that may be open and offers the band is in reach."""

    stages: Annotated[tuple[Stage, ...], Field(min_length=1)] = ("primary",)
    """Stages whose pupils attend in their settlement's own town, by day or boarding."""
    allow: tuple[tuple[Identifier, Identifier], ...] = ()
    """Pairs of a settlement and a school of another town that its pupils may attend all the same, such as
    [["V012", "S003"]] (settlement_id and school_id, quoted)."""
    towns: tuple[tuple[Identifier, Identifier], ...] = ()
    """Pairs of towns whose pupils may attend in each other's schools, either way, such as [["Hekou", "Chengguan"]]."""


class Moves(StrictModel):
    """How many pupils may change school, and whether those who have may be moved again."""

    most_pupils: Count | None = None
    """Most pupils who change school in each planning year: all but the share of their village and grade band that
    attends the school today, whether their school is merged or stays open; where nobody knows, none. Pupils without a
    seat do not count. Left out: any number."""
    again: Literal[0] | None = None
    """0: a pupil who has changed school is not moved again within the stage. Where a village's band attends a school
    that none of it attends today, every band of the stage that holds some of its pupils in the next year of the
    scenario attends the same, if it can; not where bands are cut into parts, nor beside assignment.mode: split. Left
    out: they may be (assumed)."""


class Siting(StrictModel):
    """Kinds of settlement (settlements.place) where a school may be built, by stage; a stage left out: anywhere."""

    primary: Annotated[tuple[PlaceKind, ...], Field(min_length=1)] | None = None
    """Where a primary school or a teaching point may be built. Norm: primary schools in principle in town seats and
    central villages (memory)."""
    junior: Annotated[tuple[PlaceKind, ...], Field(min_length=1)] | None = None
    """Where a junior school may be built; a nine-year school asks for both."""


SITING_KILOMETRES = 1.0
"""The nearest settlement within so many kilometres of a site, along the ground, says where it lies."""


def siting_asks(kind: str) -> tuple[Literal["primary", "junior"], ...]:
    """Return the stages of `rules.siting` that a school of a kind asks.

    >>> siting_asks("teaching_point"), siting_asks("nine_year"), siting_asks("kindergarten")
    (('primary',), ('primary', 'junior'), ())
    """
    return _SITED.get(kind, ())


_SITED: Mapping[str, tuple[Literal["primary", "junior"], ...]] = {
    "teaching_point": ("primary",), "primary": ("primary",), "junior": ("junior",), "nine_year": ("primary", "junior"),
}  # fmt: skip


class Merge(StrictModel):
    """Which kinds of school may be merged, and how many of them, counted by each planning year."""

    kinds: tuple[SchoolKind, ...] = ("teaching_point",)
    """Kinds of school that may be merged."""
    also_under_pupils: AlsoUnder | None = None
    """Existing schools of these kinds with fewer pupils today, all grades of the scenario together, may be merged too,
    and count. Today's pupils are those of the attends table, or else as assumed for the first planning year. Left out:
    kinds alone."""
    most: Count | None = None
    """At most this many are merged."""
    least: Count | None = None
    """At least this many are merged."""
    exactly: Count | None = None
    """Exactly this many are merged; not beside most or least."""
    by_year: dict[YearKey, Count] | None = None
    """At least so many are merged by the end of each planning year, such as {2024: 20, 2025: 45}; a year left out asks
    for no more than least. Norm: closures are spread over years, 国办发〔2012〕48号 (memory)."""
    receivers: Annotated[tuple[SchoolKind, ...], Field(min_length=1)] | None = None
    """Kinds of school that take pupils whose school of today is merged; they attend no others. Left out: any."""
    together: Literal["band"] | None = None
    """band: pupils of one grade band whose school of today is merged all attend one and the same school; not beside
    assignment.mode: split. Left out: each settlement by itself."""
    never: dict[Identifier, Reason] | None = None
    """Existing schools that stay, whatever the table says, each with the reason that the papers give (school_id,
    quoted), such as {"S012": "hearing: most parents against it"}. Norm: no merging by force where most parents or
    representatives are against it or the way is not safe, 教育部办公厅 2016-10-09 (reported)."""

    @model_validator(mode="after")
    def _counts_agree(self) -> Self:
        if self.exactly is not None and (self.most is not None or self.least is not None):
            msg = Says("exactly stands alone: leave out most and least", "写了 exactly 就不能再写 most 和 least")
            raise ValueError(msg)
        return self


class Assignment(StrictModel):
    """How a settlement's pupils of one band are placed."""

    mode: Literal["whole", "split"] = "whole"
    """whole: together, in one school. split: in any shares."""
    split_above_pupils: Annotated[int, Strict(), Field(ge=1, le=10**9)] | None = None
    """Under whole: a band with more pupils than this is cut into the fewest equal parts not above it (pupils).
    Left out or null: never cut."""


class SettlementParts(StrictModel):
    """Over how many schools the parts of one settlement's band may be spread."""

    most_schools: Annotated[int, Strict(), Field(ge=1, le=10**9)] = 2
    """Most schools that the parts of one settlement's band attend in a year (assumed)."""


class Towns(StrictModel):
    """So many open schools in each town that has pupils of the stage; a key left out or null asks for none.

    Counted are schools that offer every grade of the stage which the scenario places.
    """

    kindergarten: Count | None = None
    """Open kindergartens of each town. Norm: a public one in each town, 学前教育法 2025 (memory)."""
    boarding_primary: Count | None = None
    """Open schools of each town that offer the primary grades and have a bed at least. Norm: 国办发〔2018〕27号
    (memory)."""
    boarding_junior: Count | None = None
    """Open schools of each town that offer the junior grades and have a bed at least (assumed)."""


class SeatReserve(StrictModel):
    """Classrooms that stay free: classes take no more than the rest of those that all open schools have together."""

    share: Annotated[float, Strict(), Field(ge=0, le=0.9, allow_inf_nan=False)] = 0.05
    """Share of the classrooms that stays free in each planning year (assumed)."""
    over: Literal["district", "town"] = "district"
    """district: over all open schools together. town: over those of each town."""


class Rules(StrictModel):
    """What every plan must respect."""

    class_size: ClassSize | None = Field(default_factory=ClassSize)
    """Most pupils in a class, by stage; null switches the rule, and classes, off everywhere."""
    school_size: SchoolSize | None = SchoolSize(primary=2000, junior=2000, nine_year=2500)
    """Most pupils in a school, by kind. Norm: 2,000, nine-year schools 2,500; 豫教发规〔2021〕19号 (reported)."""
    min_pupils: MinPupils | None = None
    """Fewest pupils of an open school in each planning year, by kind, where it may be closed or not built. A school
    that must stay may have fewer. Left out: none."""
    whole_school: WholeSchool | None = None
    """Pupils in every grade of an open school. Counted are the bands that it offers and that can reach it; a school
    without any pupil is not open. Left out: a school may be open with grades of nobody, or empty."""
    multigrade: Multigrade | None = None
    """Classes of several grades: of a band and school, the fewer of whole classes grade by grade and of whole classes
    of all its pupils together. Left out: every grade has classes of its own."""
    max_classes_per_school: Count | None = 36
    """Most classes in a school; null: no limit. Norm: 36 (stated: 洛政〔2022〕26号, chapter 3)."""
    nearest: Nearest | None = None
    """How much farther than the nearest open school pupils may be sent. Left out: as far as the travel limits."""
    same_town: SameTown | None = None
    """Who attends in the own town alone. Left out: nobody; prices.cross_town_yuan_per_pupil does it softly."""
    moves: Moves | None = None
    """Limit on pupils who change school. Left out: none; prices.move_yuan_per_pupil does it softly."""
    siting: Siting | None = None
    """Where schools may be built: the nearest settlement within 1 km of the site counts, and must be of a kind named.
    Needs the column place of the settlements. Left out: at every site."""
    merge: Merge | None = None
    """Which schools may be merged. Left out: none."""
    towns: Towns | None = None
    """Schools that every town has. Left out: none are asked for."""
    bed_module: Annotated[int, Strict(), Field(ge=1, le=10**6)] = 1
    """Beds are added in whole modules of so many, such as the beds of a dormitory room (assumed). 1: one by one."""
    seat_reserve: SeatReserve | None = None
    """Classrooms that stay free. Left out: none."""
    build_lead_years: Annotated[int, Strict(), Field(ge=0, le=20)] = 0
    """Schools, classrooms and beds used in a planning year are paid so many years before it (assumed); bears on a
    budget by year alone. 0: in that year."""
    assignment: Assignment = Field(default_factory=Assignment)
    """Whether a settlement's pupils of one band stay together."""
    bands_together: tuple[Stage, ...] = ()
    """Stages whose bands stay together: two bands of a settlement that are not cut attend one school where both could;
    not beside assignment.mode: split. Left out: each band by itself."""
    settlement_parts: SettlementParts | None = None
    """How many schools the parts attend that assignment.split_above_pupils makes of one settlement's band; not beside
    assignment.mode: split. Left out: any number."""

    @model_validator(mode="after")
    def _stay_whole(self) -> Self:
        asked = {
            "merge.together": self.merge is not None and self.merge.together is not None,
            "bands_together": len(self.bands_together) > 0,
            "settlement_parts": self.settlement_parts is not None,
            "moves.again": self.moves is not None and self.moves.again is not None,
        }
        named = ", ".join(name for name, is_asked in asked.items() if is_asked)
        if named and self.assignment.mode == "split":
            msg = Says(
                f"{named} keep whole blocks together, and assignment.mode: split divides them: leave one of them out",
                f"{named.replace(', ', '、')} 要求整组学生在一起，而 assignment.mode: split 把每组分开，两者只能写一种",
            )
            raise ValueError(msg)
        return self

    @property
    def never_merged(self) -> dict[str, str]:
        """Schools that `merge.never` names, each with its reason; empty where it names none."""
        return (self.merge.never if self.merge else None) or {}
