"""What a school needs, costs and breaks in one year, from the pupils who attend it: stated once for the optimiser.

A rule of one school and year belongs here. The search, the pricing, the recombination and the completion of plans all
call these functions; `planner.cost` and `planner.verifying` state the same rules independently, and the tests compare.

    classes    of a grade with p pupils: least n with n x class_size >= p; rooms = sum of classes over the grades
    beds       boarders, rounded up
    added      max(rooms - rooms there now, 0), and so for beds, rounded up to whole modules
    class yuan sum of classes x class_yuan of the grade
    funding    missing yuan x max(funded pupils - pupils, 0), where there are any
    saved      of a band whose grades are taught together: sum of classes - least n with n x pupils_together >= pupils
    violation  max(rooms - rooms_max, 0) + max(pupils - pupils_max, 0) + max(beds - beds_max, 0)

Pupils too few are counted in `planner.optimise.lacking`.

Everything is compiled and made of small parts: the delta cost of a move evaluates the grades of the moved blocks anew,
and takes the rest from the sums that the search state keeps.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from planner.optimise.lacking import band_grade_of
from planner.optimise.runtime.compiled import compiled, compiled_inner, compiled_part, in_order
from planner.problem.problem import Decision, Floats, Ints, Problem

Records = npt.NDArray[np.void]

NEVER = 2**40
"""Stands for no limit on a count."""
TOLERANCE = 1e-6
"""Pupils by which sums of shares may be off where a school's size and beds are concerned."""
_CLASS_TOLERANCE, _MOST_CLASS_TOLERANCE = 1e-8, 1e-5
"""The same for a class, for each pupil and at most: 45.0000001 pupils are one class of 45, 46 are two.

No wider, or pupils squeezed into full classes would save a share of the shortfall's price, and add up to yuan.
"""

GRADE = np.dtype([("size", np.float64), ("yuan", np.float64)])
SCHOOL = np.dtype([
    ("existing", np.int64), ("mergeable", np.int64), ("free", np.int64),
    ("rooms", np.int64), ("rooms_max", np.int64), ("beds", np.int64), ("beds_max", np.int64),
    ("pupils_max", np.float64), ("fixed_yuan", np.float64), ("build_yuan", np.float64),
    ("room_yuan", np.float64), ("bed_yuan", np.float64), ("next_at_site", np.int64),
    ("funded_pupils", np.float64), ("missing_yuan", np.float64), ("bed_module", np.int64),
    ("pupils_together", np.float64), ("grades_together", np.int64),
])  # fmt: skip


class SchoolRules(NamedTuple):
    """Limits and prices of every grade and school, as compiled code reads them."""

    grades: Records
    """(grade): size of a class, inf where classes are switched off; yuan a year of a class."""
    schools: Records
    """(school): the arrays of Problem that begin with `school_`; rooms_max is no more than the most classes of any;
    pupils_together, most in a class of several grades, 0 where there are none; grades_together, most grades in one."""
    band_grade: Ints
    """(band, n): the band's grades, then -1."""


class School(NamedTuple):
    """Limits and prices of one school."""

    rooms: int
    rooms_max: int
    beds: int
    beds_max: int
    pupils_max: float
    room_yuan: float
    """For each room added."""
    bed_yuan: float
    """For each bed added."""
    funded_pupils: float
    """With some pupils, but fewer, it costs `missing_yuan` a year for each below."""
    missing_yuan: float
    bed_module: int
    """Beds are added in whole modules of so many."""


class Needs(NamedTuple):
    """What the pupils of one year ask of a school."""

    rooms: int
    """Classes of all grades."""
    pupils: float
    boarders: float
    class_yuan: float
    """Yuan a year."""


class Taught(NamedTuple):
    """A band at a school in a year, its grades added up one by one."""

    pupils: float
    classes: int
    """Each grade by itself."""
    grades: int
    """Grades that have pupils."""


class SchoolState(NamedTuple):
    """What that comes to: rooms and beds to add, yuan for them, and by how much the school's limits are broken."""

    rooms_added: int
    beds_added: int
    one_off_yuan: float
    violation: float
    """Rooms, pupils and beds too many, added up; 0 where every limit is kept."""


class SchoolStates(NamedTuple):
    """The same for many schools and years at once."""

    classes: Ints
    """(n, grade): each grade by itself."""
    saved: Ints
    """(n, band): fewer where grades are taught together."""
    rooms: Ints
    """(n): classes that there are."""
    beds: Ints
    """(n): beds in use."""
    rooms_added: Ints
    """(n)."""
    beds_added: Ints
    """(n)."""
    yearly_yuan: Floats
    """(n): yuan a year for classes, and of a small school's funding."""
    one_off_yuan: Floats
    """(n): yuan for what is added."""
    violation: Floats
    """(n): 0 where every limit of the school is kept."""


def school_rules_of(problem: Problem) -> SchoolRules:
    """Put what a Problem says of grades and schools into records."""
    most_classes = min(problem.max_classes_per_school, NEVER)
    rules = SchoolRules(
        grades=records(GRADE, size=problem.grade_class_size, yuan=problem.grade_class_yuan),
        schools=records(
            SCHOOL,
            existing=problem.school_existing,
            mergeable=problem.school_mergeable,
            free=problem.school_decision == Decision.FREE,
            rooms=problem.school_classrooms,
            rooms_max=np.minimum(problem.school_classrooms_max, most_classes),
            beds=problem.school_beds,
            beds_max=problem.school_beds_max,
            pupils_max=problem.school_pupils_max,
            fixed_yuan=problem.school_fixed_yuan,
            build_yuan=problem.school_build_yuan,
            room_yuan=problem.school_classroom_yuan,
            bed_yuan=problem.school_bed_yuan,
            bed_module=np.full(problem.n_schools, problem.bed_module),
            next_at_site=_next_at_site(problem.school_site),
            funded_pupils=problem.school_funded_pupils,
            missing_yuan=problem.school_missing_yuan,
            pupils_together=np.where(problem.school_multigrade, problem.multigrade_pupils, 0.0),
            grades_together=np.full(problem.n_schools, problem.multigrade_grades),
        ),
        band_grade=band_grade_of(problem),
    )
    return in_order(rules)


def _next_at_site(site: Ints) -> Ints:
    """(school): the next alternative of its site, the first again after the last; itself where it is alone there."""
    following = np.arange(len(site))
    for number in np.unique(site):
        schools = np.nonzero(site == number)[0]
        following[schools] = np.roll(schools, -1)
    return following


def records(kind: np.dtype[np.void], **columns: npt.NDArray[Any]) -> Records:
    """Put columns of one length side by side."""
    made = np.zeros(len(next(iter(columns.values()))), dtype=kind)
    for name, column in columns.items():
        made[name] = column
    return made


def example_rules() -> SchoolRules:
    """Return rules of no school, to compile for."""
    nothing = np.zeros((0, 0), dtype=np.int64)
    return SchoolRules(grades=np.zeros(0, GRADE), schools=np.zeros(0, SCHOOL), band_grade=nothing)


@compiled_inner
def classes_for(pupils: float, size: float) -> int:
    """Fewest classes that seat the pupils of a grade; 0 where there are no classes (size inf, or 0)."""
    if size >= NEVER or size <= 0:
        return 0
    seated = pupils - min(_CLASS_TOLERANCE * max(pupils, 1.0), _MOST_CLASS_TOLERANCE)
    return int(np.ceil(max(seated, 0.0) / size))


@compiled_inner
def saved_by(band: Taught, pupils_together: float, grades_together: int) -> int:
    """Return how many classes fewer a band needs where its grades may be taught together; 0 where they may not."""
    if pupils_together <= 0.0 or band.grades > grades_together:
        return 0
    return max(band.classes - classes_for(band.pupils, pupils_together), 0)


@compiled_inner
def with_grade(band: Taught, pupils: float, classes: int) -> Taught:
    """Return a band with so many pupils and classes of one more grade."""
    return Taught(band.pupils + pupils, band.classes + classes, band.grades + int(classes > 0))


@compiled_inner
def beds_for(boarders: float) -> int:
    """Return the beds that boarders need."""
    return int(np.ceil(boarders - TOLERANCE))


@compiled_inner
def with_classes(needs: Needs, had: int, has: int, class_yuan: float) -> Needs:
    """Return the needs with `has` classes of a grade that had `had`."""
    more = has - had
    return Needs(needs.rooms + more, needs.pupils, needs.boarders, needs.class_yuan + more * class_yuan)


@compiled_inner
def with_pupils(needs: Needs, pupils: float, boarders: float) -> Needs:
    """Return the needs with so many pupils and boarders more; their classes are for `with_classes`."""
    return Needs(needs.rooms, needs.pupils + pupils, needs.boarders + boarders, needs.class_yuan)


@compiled_inner
def state_of(school: School, needs: Needs) -> SchoolState:
    """Return what the needs of one year come to at a school."""
    beds = beds_for(needs.boarders)
    rooms_added = max(needs.rooms - school.rooms, 0)
    beds_added = -(-max(beds - school.beds, 0) // school.bed_module) * school.bed_module
    violation = float(max(needs.rooms - school.rooms_max, 0) + max(beds - school.beds_max, 0))
    if needs.pupils > school.pupils_max + TOLERANCE:
        violation += needs.pupils - school.pupils_max
    return SchoolState(rooms_added, beds_added, one_off_yuan(school, rooms_added, beds_added), violation)


@compiled_inner
def one_off_yuan(school: School, rooms_added: int, beds_added: int) -> float:
    """Yuan, once, for rooms and beds added."""
    return float(rooms_added * school.room_yuan + beds_added * school.bed_yuan)


@compiled_inner
def funding_yuan(school: School, pupils: float) -> float:
    """Yuan a year for the pupils that a small school lacks; nothing where it has none."""
    if pupils <= TOLERANCE:
        return 0.0
    return float(max(school.funded_pupils - pupils, 0.0) * school.missing_yuan)


@compiled_inner
def school_at(schools: Records, school: int) -> School:
    """Read a school's record."""
    record = schools[school]
    return School(
        record["rooms"],
        record["rooms_max"],
        record["beds"],
        record["beds_max"],
        record["pupils_max"],
        record["room_yuan"],
        record["bed_yuan"],
        record["funded_pupils"],
        record["missing_yuan"],
        record["bed_module"],
    )


@compiled_part
def _saved_in(rules: SchoolRules, school: int, band: int, load: Floats, classes: Ints) -> int:
    """Return how many classes fewer a band has; `load` and `classes` (grade)."""
    here = Taught(0.0, 0, 0)
    for place in range(rules.band_grade.shape[1]):
        grade = rules.band_grade[band, place]
        if grade < 0:
            break
        here = with_grade(here, load[grade], classes[grade])
    record = rules.schools[school]
    return int(saved_by(here, record["pupils_together"], record["grades_together"]))


@compiled
def school_states(rules: SchoolRules, school: Ints, load: Floats, boarders: Floats) -> SchoolStates:
    """Evaluate many schools and years at once.

    `school` (n) names the schools, `load` (n, grade) and `boarders` (n) are who attends each of them in one year.
    """
    n, n_grades = load.shape
    classes, rooms, beds = np.zeros((n, n_grades), dtype=np.int64), np.empty_like(school), np.empty_like(school)
    rooms_added, beds_added = np.empty_like(school), np.empty_like(school)
    saved = np.zeros((n, len(rules.band_grade)), dtype=np.int64)
    yearly_yuan, one_off, violation = np.empty(n), np.empty(n), np.empty(n)
    for place in range(n):
        needs = Needs(0, 0.0, 0.0, 0.0)
        for grade in range(n_grades):
            has = classes_for(load[place, grade], rules.grades[grade]["size"])
            classes[place, grade] = has
            needs = with_pupils(needs, load[place, grade], 0.0)
            needs = with_classes(needs, 0, has, rules.grades[grade]["yuan"])
        needs = with_pupils(needs, 0.0, boarders[place])
        for band in range(len(rules.band_grade)):
            fewer = _saved_in(rules, school[place], band, load[place], classes[place])
            saved[place, band] = fewer
            needs = with_classes(needs, fewer, 0, rules.grades[rules.band_grade[band, 0]]["yuan"])
        limits = school_at(rules.schools, school[place])
        state = state_of(limits, needs)
        rooms[place], beds[place] = needs.rooms, beds_for(needs.boarders)
        rooms_added[place], beds_added[place] = state.rooms_added, state.beds_added
        yearly_yuan[place] = needs.class_yuan + funding_yuan(limits, needs.pupils)
        one_off[place], violation[place] = state.one_off_yuan, state.violation
    return SchoolStates(classes, saved, rooms, beds, rooms_added, beds_added, yearly_yuan, one_off, violation)
