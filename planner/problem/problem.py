"""The Problem: sparse arrays and nothing else; and the Solution: what may be decided, as arrays.

Axes, in this order wherever they meet:

    settlement  rows of the settlements table          school  rows of the schools table
    year        planning years, then outlook years; each once for every variant of the pupils, see `n_variants`
    grade       the scenario's grades, youngest first
    band        the scenario's grade bands             block   pupils of a settlement, band and year who move together
    pair        a block and a school it may attend; pairs are sorted by block, then school
"""

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from planner.language import Text

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Mode(IntEnum):
    """How a pupil gets to school."""

    WALK = 0
    RIDE = 1
    BOARD = 2


class Decision(IntEnum):
    """What was decided about a school before the planner began."""

    FREE = 0
    KEEP = 1
    CLOSE = 2


@dataclass(frozen=True, kw_only=True, eq=False)
class Today:
    """Where the pupils of each home, a settlement and a grade band, go to school today.

    The entries are the shares of a home's pupils at each school they attend: by `attends` where that table is given (a
    home it does not name has no entry), else one entry of share 1 at the nearest existing school with room.
    """

    settlement: Ints
    """(entry): row of the settlements table."""
    band: Ints
    """(entry): index of the grade band."""
    school: Ints
    """(entry): row of the schools table."""
    share: Floats
    """(entry): share of the band's pupils; the shares of a settlement and band sum to 1."""
    home_school: Ints
    """(settlement, band): today's school of the home: the one that most of its pupils attend, else the nearest existing
    one with room; of equals the lower school_id. -1 where no school is within reach."""
    home_counted: Flags
    """(settlement, band): whether today's school is counted by `attends`; else it is assumed."""
    notes: tuple[Text, ...]
    """What the plan says of it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """Everything the optimiser may know.

    Money is in yuan (one-off) or yuan a year; `inf` is no limit. Shapes are given with the axes' names.
    """

    settlement_ids: tuple[str, ...]
    school_ids: tuple[str, ...]
    years: tuple[int, ...]
    grades: tuple[str, ...]
    bands: tuple[str, ...]

    grade_class_size: Floats
    """(grade): most pupils in a class; inf where classes are switched off."""
    grade_class_yuan: Floats
    """(grade): yuan a year for each class; 0 where classes are switched off."""
    band_grades: Flags
    """(band, grade): whether the band has the grade."""

    block_settlement: Ints
    """(block): settlement index."""
    block_band: Ints
    """(block): band index."""
    block_year: Ints
    """(block): year index."""
    block_grade_pupils: Floats
    """(block, grade): pupils; 0 outside the block's band."""
    block_pupils: Floats
    """(block): pupils of all grades, above 0."""
    block_first_pair: Ints
    """(block + 1): the pairs of block b are block_first_pair[b] up to block_first_pair[b + 1]."""

    block_today_school: Ints
    """(block): today's school of its home, see `Today.home_school`; -1 where there is none."""
    block_today_counted: Flags
    """(block): whether that is counted by `attends`; else it is assumed."""

    pair_block: Ints
    """(pair): block index."""
    pair_school: Ints
    """(pair): school index. Only schools that offer every grade of the band and lie within reach."""
    pair_mode: Ints
    """(pair): a `Mode`."""
    pair_minutes: Floats
    """(pair): minutes one way in that mode."""
    pair_kilometres: Floats
    """(pair): kilometres one way; NaN where unknown (never for riders)."""
    pair_yuan: Floats
    """(pair): yuan a year if the whole block goes there: travel, or boarding and its journeys; and what is put on
    pupils who change school or attend in another town."""

    pair_moved_pupils: Floats
    """(pair): pupils who change school if the whole block goes there: all but the share of its home that attends the
    school today; 0 where nobody knows where the home goes today."""
    pair_cross_town_pupils: Floats
    """(pair): pupils of the block if the school lies in another town than its home, else 0."""

    conflict_pair: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """(conflict): a pair that may not be taken in a year in which a school is open, or closed; sorted by pair."""
    conflict_school: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """(conflict): that school, another one than the pair's own."""
    conflict_when_closed: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    """(conflict): whether the pair may not be taken while that school is closed; else, while it is open."""

    tie_school: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """(tie): the tie holds in a year in which this school is closed; -1: in every plan. See `planner.problem.ties`."""
    tie_year: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """(tie): the year of its blocks."""
    tie_most_schools: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """(tie): to so many schools at most those of its pairs lead that are taken."""
    tied_pair: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """(entry): a pair that a tie counts; sorted by pair."""
    tied_by: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """(entry): that tie."""

    town_names: tuple[tuple[str, str], ...] = ()
    """(rule): the key under `rules.towns`, and the town; see `planner.problem.towns`."""
    town_least: Ints = field(default_factory=lambda: np.zeros((0, 1), dtype=np.int64))
    """(rule, year): fewest open schools of the town that count; 0 in years without pupils of the stage."""
    town_counts: Flags = field(default_factory=lambda: np.zeros((0, 1), dtype=np.bool_))
    """(rule, school): stands in the town and offers all grades of the stage, and may have beds where the rule asks."""
    town_beds: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    """(rule): whether only schools with a bed count."""

    n_outlook_years: int = 0
    """How many of the last calendar years are outlook years: nothing is opened, closed or added in them."""

    n_variants: int = 1
    """How many variants of the pupils there are: each calendar year stands so many times, once for each variant, one
    after another, and what is open and added is the same in all of them. See `planner.problem.variants`."""
    block_weight: Floats | None = None
    """(block): what its missing seats count, as a share of `shortfall_yuan_per_pupil`; None: all of it."""

    bed_module: int = 1
    """Beds are added in whole modules of so many; everything here, and every `Solution`, counts beds."""

    reserve_share: float = 0.0
    """Share of the classrooms of the open schools of a group that stays free; 0 where there is no such rule."""
    reserve_group: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """(school): the group whose classrooms are counted together; see `planner.problem.reserve`."""

    school_site: Ints
    """(school): the site it stands on; rows of one site are alternatives, of which one at most is open."""
    school_existing: Flags
    """(school): there today; the others are candidates."""
    school_mergeable: Flags
    """(school): existing and of a kind that merge.kinds names, or with few pupils today: counts as merged when not
    open."""
    school_few_pupils: Flags
    """(school): counts so for its few pupils today (`merge.also_under_pupils`), and not for its kind."""
    school_barred: Flags
    """(school): a site where `rules.siting` lets nothing be built: its decision is CLOSE, or KEEP, which clashes."""
    school_decision: Ints
    """(school): a `Decision`, defaults applied; existing schools are FREE only where the scenario has `merge`."""
    school_classrooms: Ints
    """(school): rooms now."""
    school_classrooms_max: Ints
    """(school): rooms the site can hold."""
    school_beds: Ints
    """(school): beds now."""
    school_beds_max: Ints
    """(school): beds the site can hold, those added in whole modules."""
    school_pupils_max: Floats
    """(school): the smaller of school_size and pupils_max."""
    school_pupils_min: Floats
    """(school, year): fewest pupils while it is open, where it may be closed or not built (its decision is FREE); 0
    where there is no such rule, and in outlook years."""
    school_grade_pupils_min: Floats
    """(school, year, grade): fewest pupils of the grade while it is open, where its decision is FREE; 0 where there is
    no such rule."""
    school_band_pupils_min: Floats
    """(school, year, band): fewest pupils of the band, where its decision is KEEP; 0 where there is no such rule."""
    school_funded_pupils: Floats
    """(school): open with some pupils, but fewer than so many, it costs `school_missing_yuan` for each below; 0 where
    there is no such funding."""
    school_missing_yuan: Floats
    """(school): yuan a year for each pupil that it lacks to have so many; 0 where there is no such funding."""
    school_multigrade: Flags
    """(school): the grades of a band may be taught together there."""
    school_fixed_yuan: Floats
    """(school): yuan a year for being open."""
    school_build_yuan: Floats
    """(school): one-off yuan to build; 0 for existing schools."""
    school_classroom_yuan: Floats
    """(school): one-off yuan for each classroom added."""
    school_bed_yuan: Floats
    """(school): one-off yuan for each bed added."""

    multigrade_pupils: float
    """Most pupils in a class of several grades."""
    multigrade_grades: int
    """A band is taught together where so many of its grades at most have pupils."""
    max_classes_per_school: float
    """Most classes in one school."""
    merge_least: Ints
    """(year): fewest schools merged by then; it never falls, for what is merged stays so."""
    merge_most: int
    """Most schools merged, in each year."""
    budget_yuan: Floats
    """(year): most one-off yuan for all that is in use by then, a running total; it never falls."""
    annuity: float
    """Yuan a year for each yuan of building."""
    most_moved_pupils: float
    """Most pupils who change school in each year, as `pair_moved_pupils` counts them."""
    move_yuan_per_pupil: float
    """Yuan a year for each pupil who changes school; part of `pair_yuan`."""
    cross_town_yuan_per_pupil: float
    """Yuan a year for each pupil who attends in another town; part of `pair_yuan`."""
    shortfall_yuan_per_pupil: float
    """Yuan a year for each pupil without a seat."""
    elsewhere_yuan: Floats | None = None
    """(block): yuan a year at least if the whole block attends in a neighbouring county; inf where it may not. None:
    nobody does. Proven limits alone know of it; no plan sends anybody there."""
    whole: bool
    """Blocks go whole to one school; else in any shares."""
    today: Today
    """Where pupils go to school today."""

    @property
    def block_left_yuan(self) -> Floats:
        """(block): the most that a limit may count for the whole block: its missing seats, or a neighbour's school."""
        missing = self.block_missing_yuan
        return missing if self.elsewhere_yuan is None else np.minimum(missing, self.elsewhere_yuan)

    @property
    def block_missing_pupils(self) -> Floats:
        """(block): its pupils, as many as count where they have no seat."""
        return self.block_pupils if self.block_weight is None else self.block_pupils * self.block_weight

    @property
    def block_missing_yuan(self) -> Floats:
        """(block): yuan a year if the whole block has no seat."""
        return self.block_missing_pupils * self.shortfall_yuan_per_pupil

    @property
    def n_blocks(self) -> int:
        """How many blocks there are."""
        return len(self.block_pupils)

    @property
    def n_pairs(self) -> int:
        """How many pairs there are."""
        return len(self.pair_block)

    @property
    def n_schools(self) -> int:
        """How many schools and sites there are."""
        return len(self.school_ids)

    @property
    def n_years(self) -> int:
        """How many years there are in which pupils are placed."""
        return len(self.years)

    @property
    def last_planning_year(self) -> int:
        """Index of the last year in which anything may be opened, closed or added."""
        return self.n_years - (1 + self.n_outlook_years) * self.n_variants

    @property
    def decided_from(self) -> Ints:
        """(year): the first year of those that are decided with it, in which all is open and added that is in it."""
        first = np.arange(self.n_years) // self.n_variants * self.n_variants
        return np.minimum(first, self.last_planning_year)

    @property
    def decided_until(self) -> Ints:
        """(year): the first year after those that are decided with it."""
        first = self.decided_from
        return np.where(first < self.last_planning_year, first + self.n_variants, self.n_years)


@dataclass(frozen=True, kw_only=True, eq=False)
class Solution:
    """One answer, as arrays over a Problem. What is not served is shortfall."""

    open: Flags
    """(school, year)."""
    classrooms_added: Ints
    """(school, year): running totals."""
    beds_added: Ints
    """(school, year): running totals."""
    classes: Ints
    """(school, year, grade): whole classes, each grade by itself."""
    share: Floats
    """(pair): the share of the block that goes to the school; 0 or 1 where blocks are whole."""
    saved: Ints = field(default_factory=lambda: np.zeros((1, 1, 1), dtype=np.int64))
    """(school, year, band): how many classes fewer the band has, its grades being taught together; 0 where each grade
    has classes of its own. Shape (1, 1, 1) where nobody is taught so."""

    @property
    def rooms_used(self) -> Ints:
        """(school, year): classes that there are, of all grades; each takes a room."""
        used: Ints = self.classes.sum(axis=2) - self.saved.sum(axis=2)
        return used
