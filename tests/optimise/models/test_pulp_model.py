"""The PuLP model: one paper case for each rule, and the objective the planner's own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pulp
import pytest

from planner.cost import objective_of
from planner.optimise.construction.completion import completed
from planner.optimise.construction.start import find_start
from planner.optimise.models.pulp_model import Model, build_model, model_of
from planner.optimise.runtime.clock import start_clock
from planner.problem.conflicts import Conflicts
from planner.problem.problem import Decision, Problem, Solution
from planner.problem.statement import rules as module
from planner.problem.statement.moves import limit_moves
from planner.problem.statement.multigrade import teach_few_grades_together, teach_grades_together
from planner.problem.statement.reserve import leave_seats_free
from planner.problem.statement.rules import RULES, Rule
from planner.problem.statement.small_schools import attend_makes_attended, count_missing_pupils
from planner.problem.statement.statement import state
from planner.problem.statement.towns import bed_a_school_in_towns, open_enough_in_towns
from planner.problem.statement.whole_school import attend_every_band, attend_every_grade
from tests.composing import problem_of
from tests.conflicting import with_these
from tests.districts import Case, district_of, random_case, scenario_of

Trip = tuple[float | None, float | None, float | None]

PRICES: Mapping[str, Any] = {
    "discount_rate": 0,
    "building_life_years": 1,
    "fixed_yuan_per_year": {"teaching_point": 0, "primary": 0, "junior": 0, "nine_year": 0},
    "class_yuan_per_year": {"primary": 0, "junior": 0},
    "build_yuan": 0, "classroom_yuan": 0, "bed_yuan": 0, "travel_yuan_per_pupil_minute": 1,
    "ride_yuan_per_pupil_kilometre": 0, "boarding_yuan_per_pupil": 0, "board_trips_per_week": 0,
    "shortfall_yuan_per_pupil": 1000,
}  # fmt: skip
"""Only what a case names costs anything, but for minutes of day pupils (1 yuan each) and shortfall; one-off yuan are
paid a year."""


@dataclass(frozen=True, kw_only=True)
class RuleCase:
    """A tiny question whose answer, with the rule and without it, can be worked out on paper."""

    rule: Rule
    about: str
    with_rule: float
    without: float
    pupils: Mapping[tuple[str, int], int]
    """(settlement, year) to pupils of grade 1."""
    schools: Sequence[Mapping[str, object]]
    minutes: Mapping[tuple[str, str], float]
    """On foot, or riding, whichever the band allows."""
    rules: Mapping[str, object] = field(default_factory=dict)
    prices: Mapping[str, object] = field(default_factory=dict)
    keys: Mapping[str, object] = field(default_factory=dict)
    conflicts: Sequence[tuple[int, int]] = ()
    """Numbers of pairs, and of schools that must not be open while the pair is taken."""
    grades: int = 1
    """So many pupils are in each of so many grades."""
    insist: Callable[[Model], None] = lambda _: None
    """Something the case asks for beside its rules."""

    @property
    def problem(self) -> Problem:
        """The arrays."""
        years = sorted({year for _, year in self.pupils})
        travel: dict[tuple[str, str], Trip] = {pair: (minutes, minutes, 1) for pair, minutes in self.minutes.items()}
        district = district_of(
            pupils={
                (home, year, str(grade)): count
                for (home, year), count in self.pupils.items()
                for grade in range(1, self.grades + 1)
            },
            schools=self.schools,
            travel=travel,
        )
        scenario = scenario_of(years=years, rules=dict(self.rules), prices={**PRICES, **self.prices}, **self.keys)
        pair, school = np.array(self.conflicts, dtype=np.int64).reshape(-1, 2).T
        problem = problem_of(Case(district=district, scenario=scenario))
        return with_these(problem, Conflicts(pair=pair, school=school, when_closed=np.zeros(len(pair), dtype=bool)))


def _a_room_at_the_site(model: Model) -> None:
    model.variables[int(model.statement.columns.rooms[1, 0])].lowBound = 1


def _a_bed_at_the_site(model: Model) -> None:
    model.variables[int(model.statement.columns.beds[1, 0])].lowBound = 1


def _boarding_problem_keys() -> dict[str, object]:
    band = {"stage": "primary", "grades": [1], "max_walk_minutes": 30, "max_ride_minutes": None, "boarding": True}
    return {"grade_bands": {"only": band}}


ROOMY = {"classrooms": 9}
POINT = {"kind": "teaching_point", "fixed_yuan_per_year": 100, **ROOMY}
TWO_GRADES: Mapping[str, object] = {"grade_bands": {"only": {"stage": "primary", "grades": [1, 2]}}}
MAY_MERGE = {"kinds": ["teaching_point"]}

CASES = (
    RuleCase(
        rule=module.place_every_block,
        about="ten pupils walk five minutes, or stay unmentioned",
        pupils={("a", 2026): 10},
        schools=[{"school_id": "h", **ROOMY}],
        minutes={("a", "h"): 5},
        with_rule=50,
        without=0,
    ),
    RuleCase(
        rule=module.attend_open_schools,
        about="a site next door for 500 yuan, or 20 minutes to school",
        pupils={("a", 2026): 10},
        schools=[{"school_id": "h", **ROOMY}, {"school_id": "c", "state": "candidate", "build_yuan": 500, **ROOMY}],
        minutes={("a", "h"): 20, ("a", "c"): 1},
        rules={"school_size": None},
        with_rule=200,
        without=10,
    ),
    RuleCase(
        rule=module.teach_whole_classes,
        about="46 pupils are two classes of 45",
        pupils={("a", 2026): 46},
        schools=[{"school_id": "h", **ROOMY}],
        minutes={("a", "h"): 0},
        prices={"class_yuan_per_year": {"primary": 100}},
        with_rule=200,
        without=0,
    ),
    RuleCase(
        rule=module.fit_the_classrooms,
        about="the second class needs a second room",
        pupils={("a", 2026): 46},
        schools=[{"school_id": "h", "classrooms": 1, "classrooms_max": 2}],
        minutes={("a", "h"): 0},
        prices={"classroom_yuan": 300},
        with_rule=300,
        without=0,
    ),
    RuleCase(
        rule=module.keep_schools_small_enough,
        about="the near school may have one class, however many rooms: ten pupils walk seven minutes",
        pupils={("a", 2026): 10, ("b", 2026): 10},
        schools=[{"school_id": "h", **ROOMY}, {"school_id": "i", **ROOMY}],
        minutes={("a", "h"): 0, ("a", "i"): 7, ("b", "h"): 0, ("b", "i"): 7},
        rules={"class_size": {"primary": 10}, "max_classes_per_school": 1},
        with_rule=70,
        without=0,
    ),
    RuleCase(
        rule=module.limit_pupils,
        about="the near school takes ten pupils: the other ten walk seven minutes",
        pupils={("a", 2026): 10, ("b", 2026): 10},
        schools=[{"school_id": "h", "pupils_max": 19, **ROOMY}, {"school_id": "i", **ROOMY}],
        minutes={("a", "h"): 0, ("a", "i"): 7, ("b", "h"): 0, ("b", "i"): 7},
        with_rule=70,
        without=0,
    ),
    RuleCase(
        rule=module.bed_the_boarders,
        about="ten boarders at 3 yuan, four beds there, six to be added at 20",
        pupils={("a", 2026): 10},
        schools=[{"school_id": "h", "beds": 4, "beds_max": 10, **ROOMY}],
        minutes={("a", "h"): 31},
        prices={"boarding_yuan_per_pupil": 3, "bed_yuan": 20},
        keys=_boarding_problem_keys(),
        with_rule=150,
        without=30,
    ),
    RuleCase(
        rule=module.attend_enough,
        about="a point needs ten pupils and has nine, who all walk on for two minutes",
        pupils={("a", 2026): 9},
        schools=[{"school_id": "t", **POINT, "fixed_yuan_per_year": 0}, {"school_id": "h", **ROOMY}],
        minutes={("a", "t"): 0, ("a", "h"): 2},
        rules={"merge": MAY_MERGE, "min_pupils": {"teaching_point": 10}},
        with_rule=18,
        without=0,
    ),
    RuleCase(
        rule=attend_every_grade,
        about="a point needs ten pupils in its grade and has nine, who all walk on for two minutes",
        pupils={("a", 2026): 9, ("b", 2026): 1},
        schools=[{"school_id": "t", **POINT, "fixed_yuan_per_year": 0}, {"school_id": "h", **ROOMY}],
        minutes={("a", "t"): 0, ("a", "h"): 2, ("b", "h"): 0},
        rules={"merge": MAY_MERGE, "whole_school": {"least_pupils_per_grade": 10}},
        with_rule=18,
        without=0,
    ),
    RuleCase(
        rule=attend_every_band,
        about="both schools must stay; somebody of the village between them walks a minute more to the farther one",
        pupils={("a", 2026): 10, ("b", 2026): 10},
        schools=[{"school_id": "h", **ROOMY}, {"school_id": "k", **ROOMY}],
        minutes={("a", "h"): 0, ("b", "h"): 0, ("b", "k"): 1},
        rules={"whole_school": {}},
        with_rule=10,
        without=0,
    ),
    RuleCase(
        rule=module.avoid_conflicts,
        about="ten pupils may go to the near school only if the site, built for ten others to save 50, is not there",
        pupils={("a", 2026): 10, ("b", 2026): 10},
        schools=[{"school_id": "h", **ROOMY}, {"school_id": "k", **ROOMY},
                 {"school_id": "c", "state": "candidate", **ROOMY}],
        minutes={("a", "h"): 0, ("a", "k"): 3, ("b", "h"): 5, ("b", "c"): 0},
        conflicts=[(0, 2)],
        with_rule=30,
        without=0,
    ),
    RuleCase(
        rule=module.attend_together,
        about="one room of ten next door: twenty of one village, who stay together, walk seven minutes",
        pupils={("a", 2026): 20},
        schools=[{"school_id": "h", "classrooms": 1}, {"school_id": "i", **ROOMY}],
        minutes={("a", "h"): 0, ("a", "i"): 7},
        rules={
            "class_size": {"primary": 10},
            "assignment": {"mode": "whole", "split_above_pupils": 10},
            "settlement_parts": {"most_schools": 1},
        },
        with_rule=140,
        without=70,
    ),
    RuleCase(
        rule=teach_grades_together,
        about="two grades of ten pupils are one class of twenty",
        pupils={("a", 2026): 10},
        grades=2,
        schools=[{"school_id": "t", "kind": "teaching_point", **ROOMY}],
        minutes={("a", "t"): 0},
        rules={"multigrade": {"max_pupils": 20}},
        prices={"class_yuan_per_year": {"primary": 100}},
        keys=TWO_GRADES,
        with_rule=100,
        without=0,
    ),
    RuleCase(
        rule=teach_few_grades_together,
        about="two grades are not taught together where one at most may be",
        pupils={("a", 2026): 10},
        grades=2,
        schools=[{"school_id": "t", "kind": "teaching_point", **ROOMY}],
        minutes={("a", "t"): 0},
        rules={"multigrade": {"max_pupils": 20, "max_grades": 1}},
        prices={"class_yuan_per_year": {"primary": 100}},
        keys=TWO_GRADES,
        with_rule=200,
        without=100,
    ),
    RuleCase(
        rule=limit_moves,
        about="ten pupils next to a point for 100 yuan could walk three minutes to school, and nine may change school",
        pupils={("a", 2026): 10},
        schools=[{"school_id": "h", **POINT}, {"school_id": "k", **ROOMY}],
        minutes={("a", "h"): 0, ("a", "k"): 3},
        rules={"merge": MAY_MERGE, "moves": {"most_pupils": 9}},
        with_rule=100,
        without=30,
    ),
    RuleCase(
        rule=attend_makes_attended,
        about="the near school lacks five pupils at 10 yuan: they walk two minutes to one with ten others",
        pupils={("a", 2026): 5, ("b", 2026): 10},
        schools=[{"school_id": "h", **ROOMY}, {"school_id": "k", **ROOMY}],
        minutes={("a", "h"): 0, ("a", "k"): 2, ("b", "k"): 0},
        prices={"small_school_funding": {"pupils": 10, "yuan_per_pupil": {"primary": 10}}},
        with_rule=10,
        without=0,
    ),
    RuleCase(
        rule=count_missing_pupils,
        about="the only school lacks five pupils at 10 yuan",
        pupils={("a", 2026): 5},
        schools=[{"school_id": "h", **ROOMY}],
        minutes={("a", "h"): 0},
        prices={"small_school_funding": {"pupils": 10, "yuan_per_pupil": {"primary": 10}}},
        with_rule=50,
        without=0,
    ),
    RuleCase(
        rule=module.merge_the_number_asked,
        about="two idle points cost 100 each, one may be merged",
        pupils={("a", 2026): 10},
        schools=[{"school_id": "t", **POINT}, {"school_id": "u", **POINT}, {"school_id": "h", **ROOMY}],
        minutes={("a", "h"): 0},
        rules={"merge": {**MAY_MERGE, "most": 1}},
        with_rule=100,
        without=0,
    ),
    RuleCase(
        rule=module.merge_the_number_asked,
        about="one point must be merged, though ten pupils then walk one minute",
        pupils={("a", 2026): 10},
        schools=[{"school_id": "t", **POINT, "fixed_yuan_per_year": 0}, {"school_id": "h", **ROOMY}],
        minutes={("a", "t"): 0, ("a", "h"): 1},
        rules={"merge": {**MAY_MERGE, "least": 1}},
        with_rule=10,
        without=0,
    ),
    RuleCase(
        rule=module.open_one_alternative_a_site,
        about="two rooms on one site for two classes, of which one at most is open: 45 pupils are left over",
        pupils={("a", 2026): 45, ("b", 2026): 45},
        schools=[{"school_id": "t", **POINT, "fixed_yuan_per_year": 0, "classrooms": 1, "site_id": "D1"},
                 {"school_id": "c", "state": "candidate", "classrooms": 1, "site_id": "D1"}],
        minutes={(home, school): 0 for home in "ab" for school in "tc"},
        rules={"merge": MAY_MERGE},
        with_rule=45_000,
        without=0,
    ),
    RuleCase(
        rule=open_enough_in_towns,
        about="the pupils' town must have a kindergarten, which costs 70, though that of the next town is as near",
        pupils={("a", 2026): 10},
        schools=[{"school_id": "k", "kind": "kindergarten", "fixed_yuan_per_year": 70, **ROOMY},
                 {"school_id": "l", "town": "next", **ROOMY}],
        minutes={("a", "k"): 0, ("a", "l"): 0},
        rules={"class_size": None, "merge": {"kinds": ["kindergarten"]}, "towns": {"kindergarten": 1}},
        keys={"grade_bands": {"only": {"stage": "kindergarten", "grades": [1], "max_walk_minutes": 30}}},
        with_rule=70,
        without=0,
    ),
    RuleCase(
        rule=leave_seats_free,
        about="one of two rooms stays free, and the second is added for 30 yuan",
        pupils={("a", 2026): 10},
        schools=[{"school_id": "h", "classrooms": 1, "classrooms_max": 2}],
        minutes={("a", "h"): 0},
        rules={"seat_reserve": {"share": 0.5}},
        prices={"classroom_yuan": 30},
        with_rule=30,
        without=0,
    ),
    RuleCase(
        rule=leave_seats_free,
        about="a room at a merged school stays free for nobody: the other school's, at 40 yuan, is added",
        pupils={("a", 2026): 10},
        schools=[{"school_id": "t", **POINT, "classrooms": 0, "classrooms_max": 9, "classroom_yuan": 5},
                 {"school_id": "h", "classrooms": 1, "classrooms_max": 2, "classroom_yuan": 40}],
        minutes={("a", "h"): 0},
        rules={"merge": {**MAY_MERGE, "exactly": 1}, "seat_reserve": {"share": 0.5}},
        with_rule=40,
        without=0,
    ),
    RuleCase(
        rule=bed_a_school_in_towns,
        about="one school of the town must have a bed: the one at 30 yuan, since the other's is 40",
        pupils={("a", 2026): 10},
        schools=[{"school_id": "h", "beds_max": 9, "bed_yuan": 40, **ROOMY},
                 {"school_id": "i", "beds_max": 9, "bed_yuan": 30, **ROOMY}],
        minutes={("a", "h"): 0},
        rules={"towns": {"boarding_primary": 1}},
        with_rule=30,
        without=0,
    ),
    RuleCase(
        rule=bed_a_school_in_towns,
        about="a bed at a merged school is none of the town's: the other school's, at 40 yuan, is bought",
        pupils={("a", 2026): 10},
        schools=[{"school_id": "t", **POINT, "beds_max": 9, "bed_yuan": 5},
                 {"school_id": "i", "beds_max": 9, "bed_yuan": 40, **ROOMY}],
        minutes={("a", "i"): 0},
        rules={"merge": {**MAY_MERGE, "exactly": 1}, "towns": {"boarding_primary": 1}},
        with_rule=40,
        without=0,
    ),
    RuleCase(
        rule=module.never_reopen_or_unbuild,
        about="a point worth its 100 yuan in the second year only must stay open in the first",
        pupils={("a", 2026): 1, ("a", 2027): 10},
        schools=[{"school_id": "t", **POINT}, {"school_id": "h", **ROOMY}],
        minutes={("a", "t"): 0, ("a", "h"): 20},
        rules={"merge": MAY_MERGE},
        with_rule=200,
        without=120,
    ),
    RuleCase(
        rule=module.never_reopen_or_unbuild,
        about="a site worth its 100 yuan in the first year only must stay open in the second",
        pupils={("a", 2026): 10, ("a", 2027): 1},
        schools=[{"school_id": "c", "state": "candidate", "fixed_yuan_per_year": 100, **ROOMY},
                 {"school_id": "h", **ROOMY}],
        minutes={("a", "c"): 0, ("a", "h"): 20},
        with_rule=200,
        without=120,
    ),
    RuleCase(
        rule=module.keep_rooms_added,
        about="a room added for the first year is still there, and paid for, in the second",
        pupils={("a", 2026): 46, ("a", 2027): 45},
        schools=[{"school_id": "h", "classrooms": 1, "classrooms_max": 2}],
        minutes={("a", "h"): 0},
        prices={"classroom_yuan": 30},
        with_rule=60,
        without=30,
    ),
    RuleCase(
        rule=module.keep_beds_added,
        about="beds added for the first year are still there, and paid for, in the second",
        pupils={("a", 2026): 10, ("a", 2027): 4},
        schools=[{"school_id": "h", "beds": 4, "beds_max": 10, **ROOMY}],
        minutes={("a", "h"): 31},
        prices={"bed_yuan": 20},
        keys=_boarding_problem_keys(),
        with_rule=240,
        without=120,
    ),
    RuleCase(
        rule=module.add_rooms_only_where_built,
        about="whoever wants a room at a site must build there: 500 yuan beside the room's 30",
        pupils={("a", 2026): 10},
        schools=[{"school_id": "h", **ROOMY},
                 {"school_id": "c", "state": "candidate", "build_yuan": 500, "classrooms_max": 1}],
        minutes={("a", "h"): 0},
        prices={"classroom_yuan": 30},
        insist=_a_room_at_the_site,
        with_rule=530,
        without=30,
    ),
    RuleCase(
        rule=module.add_beds_only_where_built,
        about="whoever wants a bed at a site must build there: 500 yuan beside the bed's 30",
        pupils={("a", 2026): 10},
        schools=[{"school_id": "h", **ROOMY},
                 {"school_id": "c", "state": "candidate", "build_yuan": 500, "beds_max": 1}],
        minutes={("a", "h"): 0},
        prices={"bed_yuan": 30},
        insist=_a_bed_at_the_site,
        with_rule=530,
        without=30,
    ),
    RuleCase(
        rule=module.stay_within_budget,
        about="a site for 50 yuan would save 200, and 49 may be spent",
        pupils={("a", 2026): 10},
        schools=[{"school_id": "h", **ROOMY}, {"school_id": "c", "state": "candidate", "build_yuan": 50, **ROOMY}],
        minutes={("a", "h"): 20, ("a", "c"): 0},
        keys={"budget_yuan": 49},
        with_rule=200,
        without=50,
    ),
    RuleCase(
        rule=module.stay_within_budget,
        about="a room and ten beds are 50 yuan, and 49 may be spent: 46 boarders are left over, at 1 yuan each",
        pupils={("a", 2026): 46},
        schools=[{"school_id": "h", "classrooms": 1, "classrooms_max": 2, "beds": 36, "beds_max": 46}],
        minutes={("a", "h"): 31},
        prices={"classroom_yuan": 20, "bed_yuan": 3, "shortfall_yuan_per_pupil": 100},
        keys={"budget_yuan": 49, **_boarding_problem_keys()},
        with_rule=4600,
        without=50,
    ),
)  # fmt: skip


def least_total(model: Model) -> float:
    """Solve a model to its proven optimum."""
    model.lp.solve(pulp.HiGHS(msg=False, threads=1, gapRel=0.0))
    assert model.lp.sol_status == pulp.LpSolutionOptimal
    return float(pulp.value(model.lp.objective))


def random_solution(problem: Problem, seed: int) -> Solution:
    """Return any shares and openings at all, with the classes, rooms and beds they need: rules need not hold."""
    random = np.random.default_rng(seed)
    opened = np.repeat(random.random(problem.n_schools)[:, None] < 0.6, problem.n_years, axis=1)
    share = np.zeros(problem.n_pairs)
    for block in range(problem.n_blocks):
        pairs = np.arange(problem.block_first_pair[block], problem.block_first_pair[block + 1])
        if len(pairs) and problem.whole:
            share[random.choice(pairs)] = random.integers(0, 2)
        elif len(pairs):
            share[pairs] = random.dirichlet(np.ones(len(pairs))) * random.choice([0.5, 1.0])
    return completed(problem, opened=opened, share=share)


def with_values(problem: Problem, solution: Solution) -> Model:
    """Build the model with the solution's values in its variables."""
    model = build_model(problem)
    for variable, value in model.values(solution):
        variable.varValue = value
    return model


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule.__name__}: {case.about}")
def test_each_rule_binds_where_it_alone_binds(case: RuleCase) -> None:
    """With the rule the best total is the one on paper; without it, and every other rule kept, it is lower."""
    model = build_model(case.problem)
    case.insist(model)
    assert least_total(model) == pytest.approx(case.with_rule, abs=1e-6)
    without = model_of(state(case.problem, [rule for rule in RULES if rule is not case.rule]))
    case.insist(without)
    assert least_total(without) == pytest.approx(case.without, abs=1e-6)
    assert case.without < case.with_rule


def test_every_rule_has_a_case() -> None:
    """A rule added to the model is given a paper case too, and every rule says in words what it is."""
    assert {case.rule for case in CASES} == set(RULES)
    assert all(rule.__doc__ for rule in RULES)


@pytest.mark.parametrize(("decision", "total"), [("keep", 510), ("close", 200), ("free", 200)])
def test_decisions_are_bounds(decision: str, total: float) -> None:
    """A site that is kept is built at any price, one that is closed is not, a free one only if it pays."""
    case = next(case for case in CASES if case.rule is module.attend_open_schools)
    site = {**case.schools[1], "decision": decision}
    decided = RuleCase(**{**vars(case), "schools": [case.schools[0], site]})
    assert least_total(build_model(decided.problem)) == pytest.approx(total, abs=1e-6)


def test_a_closed_school_may_not_open() -> None:
    """A school decided to close takes nobody even where nobody else can."""
    case = next(case for case in CASES if case.rule is module.place_every_block)
    closed = RuleCase(**{**vars(case), "schools": [{**case.schools[0], "decision": "close"}]})
    assert closed.problem.school_decision.tolist() == [Decision.CLOSE]
    assert least_total(build_model(closed.problem)) == pytest.approx(10 * 1000, abs=1e-6)


def test_shares_are_whole_or_not() -> None:
    """Two rooms for 45 each, 60 pupils: whole they need both in one school, split they fill one room in each."""
    keys: dict[str, Any] = {
        "rule": module.fit_the_classrooms, "about": "", "with_rule": 0, "without": 0,
        "pupils": {("a", 2026): 60}, "minutes": {("a", "h"): 0, ("a", "i"): 0},
        "schools": [{"school_id": "h", "classrooms": 1}, {"school_id": "i", "classrooms": 1}],
    }  # fmt: skip
    whole = RuleCase(**keys, rules={"assignment": {"mode": "whole"}})
    split = RuleCase(**keys, rules={"assignment": {"mode": "split"}})
    assert least_total(build_model(whole.problem)) == pytest.approx(60_000, abs=1e-6)
    assert least_total(build_model(split.problem)) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("mode", ["whole", "split"])
def test_the_models_objective_is_the_planners_cost(mode: str) -> None:
    """At any solution of a random district, whether it obeys the rules or not, both say the same, to the yuan."""
    for seed in range(50):
        problem = problem_of(random_case(seed, mode=mode))
        solution = random_solution(problem, seed)
        model = with_values(problem, solution)
        assert pulp.value(model.lp.objective) == pytest.approx(objective_of(problem, solution).total, abs=0.01)


@pytest.mark.parametrize("mode", ["whole", "split"])
def test_what_obeys_the_rules_is_possible_in_the_model(mode: str) -> None:
    """The start's plans of random districts violate no row and no bound of the model."""
    for seed in range(50):
        problem = problem_of(random_case(seed, mode=mode))
        model = with_values(problem, find_start(problem, start_clock(0)))
        broken = [row.name for row in model.lp.constraints() if not row.valid(1e-4)]
        broken += [variable.name for variable in model.lp.variables() if not variable.valid(1e-6)]
        assert broken == [], f"seed {seed}"
