"""What if the pupils of a settlement's band went to another school: the plan with that one change, judged, not solved.

Everybody else stays where they are. The two schools have the classes, rooms and beds that their pupils then need; a
school that is closed is opened. The judge says which rules the changed plan breaks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from planner.compose import assignment_rows, merge_rows, school_rows
from planner.cost import least_classes, loads, objective_of, saved_classes
from planner.decide.answer import answer_of
from planner.decide.cost_groups import CostGroups, cost_groups
from planner.errors import Finding, InputError
from planner.language import Text
from planner.plan import AssignmentRow, ModeName, Objective, Plan, SchoolRow, ShortfallRow, gap_of, status_of
from planner.problem.bed_modules import in_modules
from planner.problem.outlook import running_totals
from planner.problem.problem import Flags, Ints, Problem, Solution
from planner.rounding import DECIMALS, Rounded
from planner.saved import SavedPlan, open_plan, problem_of_saved
from planner.varying import refuse_variants
from planner.verifying import Rule, Violation
from planner.verifying.judge import Known, find_broken_rules, known_of

Way = tuple[str, str, str]
"""settlement_id, grade band, school_id."""
_SAID_OF_THE_PLAN = frozenset({Rule.BOUND, Rule.GAP, Rule.STATUS})
"""What is said of how the plan was found, not what it does."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PreparedPlan:
    """A saved plan and all that is read, built and judged of it before the first question."""

    saved: SavedPlan
    problem: Problem
    solution: Solution
    known: Known
    broken: frozenset[str]
    """Rules that the plan itself breaks, as the judge says them."""


@dataclass(frozen=True, kw_only=True)
class Journey:
    """Pupils of the band in one year, at one school; minutes one way."""

    year: int
    school_id: str
    mode: ModeName
    minutes: float
    kilometres: float | None
    pupils: float


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What a change comes to. `after` is None, and no school changes, where the pupils cannot go there at all."""

    before: Objective
    after: Objective | None
    groups_before: CostGroups
    groups_after: CostGroups | None
    was: tuple[Journey, ...]
    now: tuple[Journey, ...]
    schools_before: tuple[SchoolRow, ...]
    schools_after: tuple[SchoolRow, ...]
    """The same schools and years."""
    broken: tuple[Violation, ...]
    """Rules that the changed plan breaks and the plan does not."""


def prepare_plan(path: Path) -> PreparedPlan:
    """Read a plan file and its inputs, build its problem, judge it. InputError where they do not fit."""
    return prepared_of(open_plan(path))


def prepared_of(saved: SavedPlan) -> PreparedPlan:
    """Build the problem of a saved plan, and judge it. InputError where it does not fit its inputs."""
    refuse_variants(saved.scenario, "what-if")
    problem = problem_of_saved(saved)
    solution = answer_of(saved.plan, problem)
    known = known_of(saved.source.scenario, saved.district, saved.journeys)
    broken = frozenset(map(str, find_broken_rules(saved.plan, known)))
    return PreparedPlan(saved=saved, problem=problem, solution=solution, known=known, broken=broken)


def try_way(prepared: PreparedPlan, way: Way) -> Tried:
    """Send all pupils of a settlement's band to one school, in every year. InputError where there are none."""
    problem, plan = prepared.problem, prepared.saved.plan
    blocks, school = _blocks_of(problem, way), _place(problem.school_ids, way[2], "school_id")
    pairs = _pairs_to(problem, blocks, school)
    was = _journeys(plan, way)
    if pairs is None:
        return Tried(
            before=plan.objective, after=None, was=was, now=(), schools_before=(), schools_after=(),
            groups_before=_groups(prepared, plan), groups_after=None, broken=_barred(prepared, way),
        )  # fmt: skip
    changed = _moved(problem, prepared.solution, blocks, pairs)
    touched = _touched(problem, prepared.solution, blocks, school)
    after = _with_needs(problem, prepared.solution, changed, touched)
    made = _plan_of(prepared, after, blocks, touched)
    ids = {problem.school_ids[each] for each in touched}
    return Tried(
        before=plan.objective,
        after=made.objective,
        groups_before=_groups(prepared, plan),
        groups_after=_groups(prepared, made),
        was=was,
        now=_journeys(made, way),
        schools_before=tuple(row for row in plan.schools if row.school_id in ids),
        schools_after=tuple(row for row in made.schools if row.school_id in ids),
        broken=_new(prepared, made),
    )


def _groups(prepared: PreparedPlan, plan: Plan) -> CostGroups:
    return cost_groups(plan, plan.objective.model_dump(by_alias=True), prepared.saved.scenario)


def _blocks_of(problem: Problem, way: Way) -> Ints:
    home, band = _place(problem.settlement_ids, way[0], "settlement_id"), _place(problem.bands, way[1], "grade_band")
    blocks: Ints = np.nonzero((problem.block_settlement == home) & (problem.block_band == band))[0]
    if not len(blocks):
        pupils = Text("a band with pupils in this settlement", "应为该居民点有学生的年级段")
        raise _misfit(way[1], column="grade_band", expected=pupils)
    return blocks


def _place(ids: Sequence[str], wanted: str, column: str) -> int:
    if wanted not in ids:
        raise _misfit(wanted, column=column, expected=Text("one of the plan's own", "应为方案中有的"))
    return ids.index(wanted)


def _misfit(value: str, *, column: str, expected: Text) -> InputError:
    finding = Finding(file="plan.json", column=column, value=value, expected=expected)
    return InputError(Text("not in this plan:", "方案中没有："), [finding])


def _pairs_to(problem: Problem, blocks: Ints, school: int) -> Ints | None:
    """Return each block's pair with a school; None where one of them has none."""
    pairs = np.nonzero(np.isin(problem.pair_block, blocks) & (problem.pair_school == school))[0]
    return pairs if len(pairs) == len(blocks) else None


def _moved(problem: Problem, solution: Solution, blocks: Ints, pairs: Ints) -> Solution:
    """Send the blocks to the school of the pairs, which is open in every year then."""
    share, opened = solution.share.copy(), solution.open.copy()
    share[np.isin(problem.pair_block, blocks)] = 0.0
    share[pairs] = 1.0
    opened[problem.pair_school[pairs[0]], :] = True
    return replace(solution, share=share, open=opened)


def _touched(problem: Problem, solution: Solution, blocks: Ints, school: int) -> list[int]:
    """Return the schools that gain or lose pupils."""
    theirs = np.isin(problem.pair_block, blocks) & (solution.share > 0)
    return sorted({school, *problem.pair_school[theirs].tolist()})


def _with_needs(problem: Problem, before: Solution, after: Solution, schools: list[int]) -> Solution:
    """Give schools the classes, rooms and beds that their pupils need; what they had beyond their need they keep."""
    here, years = np.array(schools), problem.n_years
    old, new = (_needs(problem, each, here) for each in (before, after))
    classes, rooms, beds = (each.copy() for each in (after.classes, after.classrooms_added, after.beds_added))
    saved = np.broadcast_to(after.saved, (problem.n_schools, years, after.saved.shape[2])).copy()
    if new.saved.shape[2] == saved.shape[2]:
        saved[here] = new.saved
    classes[here] = new.classes
    rooms[here] = np.maximum(before.classrooms_added[here] - old.rooms, 0) + new.rooms
    beds[here] = np.maximum(before.beds_added[here] - old.beds, 0) + new.beds
    return replace(after, classes=classes, classrooms_added=rooms, beds_added=beds, saved=saved)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Needs:
    """Of some schools: classes (n, year, grade), fewer (n, year, band), rooms and beds to add (n, year)."""

    classes: Ints
    saved: Ints
    rooms: Ints
    beds: Ints


def _needs(problem: Problem, solution: Solution, here: Ints) -> _Needs:
    there = loads(problem, solution)
    pupils = there.pupils[here]
    classes = least_classes(pupils, problem.grade_class_size)
    if problem.school_multigrade.any():
        saved = np.stack(
            [saved_classes(problem, here, pupils[:, year], classes[:, year]) for year in range(problem.n_years)], axis=1
        )
    else:
        saved = np.zeros((len(here), problem.n_years, 1), dtype=np.int64)
    used = classes.sum(axis=2) - saved.sum(axis=2)
    rooms = np.maximum(used - problem.school_classrooms[here, None], 0)
    wanted = np.ceil(there.boarders[here] - 1e-6).astype(np.int64) - problem.school_beds[here, None]
    beds = in_modules(np.maximum(wanted, 0), problem.bed_module)
    return _Needs(
        classes=classes, saved=saved, rooms=running_totals(problem, rooms), beds=running_totals(problem, beds)
    )


def _plan_of(prepared: PreparedPlan, after: Solution, blocks: Ints, schools: list[int]) -> Plan:
    """Return the plan with the rows of blocks and schools that change; how far from the best is not asked."""
    problem, plan = prepared.problem, prepared.saved.plan
    pupils = _as_they_are(problem, after)
    rows = {(row.school_id, row.year): row for row in school_rows(problem, after, pupils, schools)}
    home = problem.settlement_ids[problem.block_settlement[blocks[0]]]
    band = problem.bands[problem.block_band[blocks[0]]]
    merged = _merged_from(problem, blocks, schools)
    ids = {problem.school_ids[each] for each in np.nonzero(merged)[0]}
    objective = objective_of(problem, after)
    bound = min(plan.bound, objective.total)
    gap = gap_of(total=objective.total, cost=objective.cost, bound=bound)
    return plan.model_copy(
        update={
            "objective": objective,
            "bound": bound,
            "gap": gap,
            "status": status_of(gap, stopped=False),
            "schools": tuple(rows.get((row.school_id, row.year), row) for row in plan.schools),
            "assignments": (
                *(row for row in plan.assignments if (row.settlement_id, row.grade_band) != (home, band)),
                *assignment_rows(problem, pupils, blocks),
            ),
            "shortfall": tuple(row for row in plan.shortfall if (row.settlement_id, row.grade_band) != (home, band)),
            "merges": (
                *(row for row in plan.merges if row.school_id not in ids),
                *merge_rows(problem, after, merged),
            ),
        }
    )


def _as_they_are(problem: Problem, solution: Solution) -> Rounded:
    """Return pupils as rows of a plan have them, without cutting what is too many for a school: the judge says so."""
    pairs = np.nonzero(solution.share > 0)[0]
    units = 10**DECIMALS
    there = loads(problem, solution)
    return Rounded(
        pairs=pairs,
        placed=np.rint(
            solution.share[pairs, None] * problem.block_grade_pupils[problem.pair_block[pairs]] * units
        ).astype(np.int64),
        left=np.zeros((problem.n_blocks, len(problem.grades)), dtype=np.int64),
        loads=np.rint(there.pupils * units).astype(np.int64),
        boarders=np.rint(there.boarders * units).astype(np.int64),
    )


def _merged_from(problem: Problem, blocks: Ints, schools: list[int]) -> Flags:
    """(school): whose pupils live where the blocks do, or that may be open now: its merge may be told otherwise."""
    today, block = problem.today, blocks[0]
    mine = (today.settlement == problem.block_settlement[block]) & (today.band == problem.block_band[block])
    found = np.zeros(problem.n_schools, dtype=bool)
    found[[*schools, *today.school[mine].tolist()]] = True
    return found


_WAYS = frozenset({
    Rule.OFFERED, Rule.REACH, Rule.BOARDING, Rule.NEAREST, Rule.SAME_TOWN, Rule.ASSIGNMENTS, Rule.RECEIVER_KINDS,
    Rule.DECISION, Rule.SITING,
})  # fmt: skip
"""Rules that say who may go to which school, whoever else goes where."""


def _barred(prepared: PreparedPlan, way: Way) -> tuple[Violation, ...]:
    """Write the pupils down for a school that they cannot go to, and let the judge say why not."""
    plan = prepared.saved.plan
    walk, ride, kilometres = prepared.known.facts.minutes.get((way[0], way[2]), (np.nan, np.nan, np.nan))
    told = {
        "school_id": way[2],
        "mode": "ride",
        "minutes": next((each for each in (ride, walk) if np.isfinite(each)), 0.0),
        "kilometres": kilometres if np.isfinite(kilometres) else None,
    }
    everyone: list[AssignmentRow | ShortfallRow] = [*plan.assignments, *plan.shortfall]
    theirs = [row for row in everyone if (row.settlement_id, row.grade_band) == way[:2]]
    sent = [AssignmentRow.model_validate(row.model_dump(exclude={"reason"}) | told) for row in theirs]
    others = [row for row in plan.assignments if (row.settlement_id, row.grade_band) != way[:2]]
    schools = tuple(row.model_copy(update={"open": True}) if row.school_id == way[2] else row for row in plan.schools)
    changed = plan.model_copy(update={"assignments": (*others, *sent), "schools": schools})
    return tuple(each for each in _new(prepared, changed) if each.rule in _WAYS)


def _new(prepared: PreparedPlan, plan: Plan) -> tuple[Violation, ...]:
    """Return the rules that a changed plan breaks and the plan does not."""
    found = {str(each): each for each in find_broken_rules(plan, prepared.known)}
    return tuple(
        each for said, each in found.items() if each.rule not in _SAID_OF_THE_PLAN and said not in prepared.broken
    )


def _journeys(plan: Plan, way: Way) -> tuple[Journey, ...]:
    return tuple(
        Journey(
            year=row.year,
            school_id=row.school_id,
            mode=row.mode,
            minutes=row.minutes,
            kilometres=row.kilometres,
            pupils=float(sum(row.pupils.values())),
        )
        for row in plan.assignments
        if (row.settlement_id, row.grade_band) == way[:2]
    )
