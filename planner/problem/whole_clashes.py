"""Where `rules.whole_school` leaves no plan, as far as can be told before solving."""

from collections.abc import Iterator

import numpy as np

from planner.language import Text
from planner.problem.multigrade import fewest_classes
from planner.problem.problem import Decision, Flags, Floats, Mode, Problem

_NAMED = 5


def without_room_for_every_band(problem: Problem) -> Iterator[Text]:
    """Yield schools that must stay and cannot hold the smallest block of every band that they need somebody of."""
    asked = problem.school_band_pupils_min.any(axis=2) & (problem.school_decision == Decision.KEEP)[:, None]
    for school, year in np.argwhere(asked).tolist():
        short = _what_is_short(problem, school, year)
        if short is not None:
            school_id, when = problem.school_ids[school], problem.years[year]
            yield Text(
                f"rules.whole_school: school {school_id!r} must stay and have pupils of every grade band that can "
                f"reach it in {when}, and its {short} cannot hold even the smallest group of each",
                f"rules.whole_school：学校“{school_id}”确定保留，{when} 年可达的每个年级段都要有学生，"
                f"而其{short.zh}连每段最小的一组学生都容纳不下",
            )


def too_few_can_be_whole(problem: Problem) -> tuple[int, str]:
    """Return how many schools that count when merged cannot be open in the last year, and the ids of the first few.

    Those decided to close are counted too; without `rules.whole_school` there is none.
    """
    if not problem.school_grade_pupils_min.any():
        return 0, ""
    hopeless = (problem.school_decision == Decision.FREE) & ~_may_be_whole(problem).all(axis=1)
    gone = problem.school_mergeable & hopeless
    closed = problem.school_mergeable & (problem.school_decision == Decision.CLOSE)
    ids = [problem.school_ids[school] for school in np.nonzero(gone)[0]]
    named = ", ".join(ids[:_NAMED]) + (", …" if len(ids) > _NAMED else "")
    return int((gone | closed).sum()) if gone.any() else 0, named


def _may_be_whole(problem: Problem) -> Flags:
    """(school, year): whether all pupils in reach, were they all there, and the site are enough for every grade."""
    there = np.zeros((problem.n_schools, problem.n_years, len(problem.grades)))
    np.add.at(
        there,
        (problem.pair_school, problem.block_year[problem.pair_block]),
        problem.block_grade_pupils[problem.pair_block],
    )
    least = problem.school_grade_pupils_min
    rooms = fewest_classes(problem, least, problem.school_multigrade[:, None])
    enough: Flags = (
        (there >= least).all(axis=2)
        & (there.sum(axis=2) >= problem.school_pupils_min)
        & (rooms <= _most_rooms(problem)[:, None])
        & (least.sum(axis=2) <= problem.school_pupils_max[:, None])
    )
    return enough


def _what_is_short(problem: Problem, school: int, year: int) -> Text | None:
    """Name what a school has too little of for the smallest block of each band asked; None where there is enough."""
    here = np.nonzero((problem.pair_school == school) & (problem.block_year[problem.pair_block] == year))[0]
    blocks = problem.pair_block[here]
    share = np.ones(len(here)) if problem.whole else 1.0 / np.maximum(problem.block_pupils[blocks], 1.0)
    heads = share * problem.block_pupils[blocks]
    boarders = heads * (problem.pair_mode[here] == Mode.BOARD)
    pupils = share[:, None] * problem.block_grade_pupils[blocks]
    rooms = fewest_classes(problem, pupils, problem.school_multigrade[[school]])
    of_band = [
        problem.block_band[blocks] == band for band in np.nonzero(problem.school_band_pupils_min[school, year])[0]
    ]
    for needed, most, short in (
        (rooms, _most_rooms(problem)[school], Text("classrooms", "教室")),
        (heads, problem.school_pupils_max[school], Text("size", "规模上限")),
        (boarders, problem.school_beds_max[school], Text("beds", "床位")),
    ):
        if sum(float(needed[band].min()) for band in of_band) > most:
            return short
    return None


def _most_rooms(problem: Problem) -> Floats:
    """(school): classes that it can have at most."""
    most: Floats = np.minimum(problem.school_classrooms_max, problem.max_classes_per_school).astype(float)
    return most
