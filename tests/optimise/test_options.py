"""Options of the engine: the defaults are what runs use, another value has its effect, and every one is asked for."""

import ast
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import Field, fields, is_dataclass, make_dataclass, replace
from typing import Any, ClassVar, Protocol, TypeVar, cast

import pytest

from planner.optimise.incumbent import Progress
from planner.optimise.options.engine import DEFAULTS, EngineOptions, LoopOptions, ModelOptions
from planner.optimise.options.facility_location import (
    FacilityLocationOptions,
    FirstPricingOptions,
    SingleSourceOptions,
    SiteSetOptions,
    SplitBlockOptions,
)
from planner.optimise.options.search import AnnealingOptions, CoolingSchedule, NeighbourhoodOptions, PriceOptions
from planner.optimise.runtime.clock import Clock, start_clock
from planner.optimise.solve import solve
from planner.problem.problem import Problem
from planner.reading.scenario import Solver
from tests.composing import county_case, problem_of
from tests.conftest import PROJECT
from tests.districts import with_scenario
from tests.optimise.facility_location.test_site_sets import tight
from tests.readying import county, sites_of, twice
from tests.tying import with_random_ties

SOLVER = Solver(time_limit_seconds=60.0, threads=1, search_moves=4_000)
EXACT = Solver(time_limit_seconds=600.0, threads=1, gap=0.0)
BRIEFLY = FirstPricingOptions(small_pairs=0, rounds=1)


def test_the_defaults_are_those_of_a_run_without_options() -> None:
    """The same moves from the same seed end in the same plan."""
    problem = problem_of(county_case(settlements=24, schools=12))
    without = solve(problem, SOLVER, start_clock(60.0)).solution
    given = solve(problem, SOLVER, start_clock(60.0), options=EngineOptions()).solution
    assert (given.share == without.share).all()
    assert (given.open == without.open).all()


def test_another_schedule_reaches_the_search() -> None:
    """At a temperature that never falls the search ends elsewhere than with the defaults."""
    problem = problem_of(county_case(settlements=60, schools=24))
    hot = (CoolingSchedule(share=1.0, hot=1e6, cold=1e6, from_best=False),)
    options = replace(DEFAULTS, annealing=AnnealingOptions(by_moves=hot))
    cooled = solve(problem, SOLVER, start_clock(60.0))
    left_hot = solve(problem, SOLVER, start_clock(60.0), options=options)
    assert (cooled.solution.share != left_hot.solution.share).any()


def worked(problem: Problem, options: EngineOptions, work_seconds: float, solver: Solver = EXACT) -> set[str]:
    """Solve for so much work, however long it takes; return the stages that the run went through."""
    stages, now = set[str](), time.monotonic()

    def report(at: Progress) -> None:
        stages.add(at.stage)

    clock = Clock(begun=now, deadline=now + 600.0, most=work_seconds)
    solve(problem, solver, clock, report=report, options=options)
    return stages


def test_options_of_a_component_reach_it() -> None:
    """Split blocks with classes are priced before the model where so many pairs are told to need it, and else not."""
    problem = problem_of(county("split"))
    by_model, by_both = (worked(problem, options, 1.0) for options in (EngineOptions(), priced_soon()))
    assert by_both - by_model == {"proof"}
    assert "model" in by_model


# Every option is asked for by the component that it is of: records that note which of their fields are read.


class Dataclass(Protocol):
    """Any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


Record = TypeVar("Record", bound=Dataclass)


def watched(record: Record, read: set[str]) -> Record:
    """Return a copy of a record, and of the records within it, that notes the names of its fields as they are read."""
    names = {each.name for each in fields(record)}
    kind = type(record).__name__

    def noted(self: object, name: str) -> Any:  # noqa: ANN401 - of a field, whatever it is
        caller = sys._getframe(1).f_globals["__name__"]
        if name in names and caller != "dataclasses":  # copies are not uses
            read.add(f"{kind}.{name}")
        return object.__getattribute__(self, name)

    made = make_dataclass(kind, [], bases=(type(record),), namespace={"__getattribute__": noted}, frozen=True)
    values = {name: getattr(record, name) for name in names}
    return cast("Record", made(**{name: watched_value(value, read) for name, value in values.items()}))


def watched_value(value: object, read: set[str]) -> object:
    """Return a value of a field, its records watched."""
    if isinstance(value, tuple):
        return tuple(watched_value(each, read) for each in value)
    return watched(value, read) if is_dataclass(value) and not isinstance(value, type) else value


def names_of(record: Dataclass) -> Iterator[str]:
    """Yield the names of the fields of a record and of those within it."""
    for each in fields(record):
        yield f"{type(record).__name__}.{each.name}"
        value = getattr(record, each.name)
        for inner in value if isinstance(value, tuple) else (value,):
            if is_dataclass(inner) and not isinstance(inner, type):
                yield from names_of(inner)


def set_by_set() -> EngineOptions:
    """Return options with which even few whole blocks are placed set by set, each by the solve loop."""
    single = SingleSourceOptions(few_pairs=0, worth_it=1.0, near_share=0.0, first_pricing=BRIEFLY)
    sites = FacilityLocationOptions(single_source=single, site_sets=SiteSetOptions(model_share=0.0))
    return replace(DEFAULTS, facility_location=sites)


def branched() -> EngineOptions:
    """Return options with which whole blocks are priced and branched on, since the model has no time."""
    single = SingleSourceOptions(few_pairs=10**6, moment_seconds=0.0, moment_seconds_a_pair=0.0, first_pricing=BRIEFLY)
    return replace(DEFAULTS, facility_location=FacilityLocationOptions(single_source=single))


def priced_soon() -> EngineOptions:
    """Return options with which split blocks are priced before the model."""
    split = SplitBlockOptions(model_pairs=0)
    return replace(DEFAULTS, facility_location=FacilityLocationOptions(split_blocks=split))


def every_step() -> EngineOptions:
    """Return options with which a small problem goes to the solve loop, and has time for each of its steps."""
    loop = LoopOptions(proof_share=0.5, first_search_share=0.1, first_branching_share=0.1, neighbourhood_share=0.9)
    return replace(DEFAULTS, model=ModelOptions(tiny_pairs=0, small_share=0.0), loop=loop)


def broken_and_quick() -> EngineOptions:
    """Return those with prices at which walks end on a broken row; neighbourhoods are quick, and branching pays."""
    annealing = AnnealingOptions(prices=PriceOptions(raised=1.0, lowered=1e3, least=1e-9, patience=1.0))
    quick = NeighbourhoodOptions(quick_share=1.0, first_pairs=40)
    begun = every_step()
    return replace(begun, annealing=annealing, neighbourhood=quick, loop=replace(begun.loop, pays=0.0))


def counted() -> Problem:
    """Return a problem of a county that may merge none of its schools, and would."""
    merge = {"kinds": ["teaching_point"], "most": 0}
    return problem_of(with_scenario(county_case(settlements=30, schools=14), "rules", "merge", value=merge))


RUNS: dict[str, tuple[Callable[[], Problem], Callable[[], EngineOptions], float, int | None]] = {
    "whole, in parts": (lambda: twice(problem_of(county())), every_step, 1.0, None),
    "whole": (counted, broken_and_quick, 4.0, None),
    "whole, tied": (lambda: with_random_ties(problem_of(county()), 1), every_step, 1.0, None),
    "whole, by moves": (lambda: problem_of(county()), EngineOptions, 1.0, 4_000),
    "tiny": (lambda: problem_of(county()), EngineOptions, 0.5, None),
    "split": (lambda: problem_of(county("split")), priced_soon, 1.0, None),
    "sites, split": (lambda: problem_of(sites_of(county("split"))), EngineOptions, 1.0, None),
    "sites, set by set": (lambda: tight(4, customers=60, places=16), set_by_set, 4.0, None),
    "sites, branched": (lambda: tight(3, customers=40, places=12), branched, 4.0, None),
}


@pytest.mark.slow
def test_every_option_is_asked_for() -> None:
    """Over problems of every kind no option is left that nothing reads."""
    read: set[str] = set()
    for make, options, work_seconds, moves in RUNS.values():
        solver = EXACT.model_copy(update={"search_moves": moves})
        worked(make(), watched(options(), read), work_seconds, solver)
    assert set(names_of(DEFAULTS)) - read == set()


@pytest.mark.parametrize("module", ["engine", "facility_location", "pricing", "search"])
def test_every_option_says_what_it_is(module: str) -> None:
    """Below each field stands its text."""
    path = PROJECT / "planner" / "optimise" / "options" / f"{module}.py"
    kinds = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef)]
    assert kinds
    for kind in kinds:
        for field, below in zip(kind.body, [*kind.body[1:], None], strict=True):
            if isinstance(field, ast.AnnAssign):
                told = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
                assert told, f"{kind.name}: {ast.unparse(field)}"
