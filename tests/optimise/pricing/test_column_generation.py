"""Tests of the proven bound: never above the best plan, above the linear relaxation, and what it leaves behind."""

import math
from dataclasses import replace

import numpy as np
import pytest

from planner.optimise.models.relaxation import solve_relaxation
from planner.optimise.pricing.column_generation import Proof, prove
from planner.optimise.pricing.columns import pairs_of_column
from planner.optimise.runtime.clock import start_clock
from planner.problem.build import build_problem
from planner.problem.problem import Decision, Problem
from tests.adoptable import with_whole_school
from tests.brute import best_split_total, best_whole_total
from tests.districts import paper_case, random_case
from tests.proving import RELAXATION, proving

WITH_A_FREE_SCHOOL = (0, 1, 5, 6, 7, 9, 14, 23, 27, 28, 31, 37, 40, 41)
"""Seeds of districts of one year in which the proof adds something for a free school."""


def problem_of(seed: int) -> Problem:
    """Build a random tiny problem."""
    case = random_case(seed)
    return build_problem(case.district, case.journeys, case.scenario)


def proof_of(problem: Problem) -> Proof:
    """Prove without a plan, to the end."""
    return prove(problem, proving())


@pytest.mark.parametrize("seed", range(40))
def test_the_bound_is_below_the_best_plan(seed: int) -> None:
    """A bound above the brute-forced best is a fault, whatever the rules drawn; and the relaxation is no higher."""
    problem = problem_of(seed)
    proof = proof_of(problem)
    assert proof.bound <= best_whole_total(random_case(seed)) * (1 + 1e-9) + 1e-6
    assert proof.bound >= solve_relaxation(problem, start_clock(600), RELAXATION).bound
    assert proof.converged


@pytest.mark.parametrize("seed", range(12))
def test_the_bound_of_whole_schools_is_below_the_best_plan(seed: int) -> None:
    """Where open schools need pupils of every band, a bound above the brute-forced best is a fault too."""
    case = with_whole_school(seed)
    proof = proof_of(build_problem(case.district, case.journeys, case.scenario))
    assert proof.bound <= best_whole_total(case) * (1 + 1e-9) + 1e-6


def test_a_school_that_must_stay_has_somebody_of_every_band() -> None:
    """A class that nobody needs, but for a band that must be there, raises the bound by what it costs at least."""
    raised = 0
    for seed in range(8):
        case = with_whole_school(seed)
        problem = build_problem(case.district, case.journeys, case.scenario)
        plain = replace(problem, school_band_pupils_min=np.zeros_like(problem.school_band_pupils_min))
        raised += proof_of(problem).bound > proof_of(plain).bound * (1 + 1e-6)
    assert raised > 0


def test_most_tiny_districts_are_proven_outright() -> None:
    """Pricing with whole blocks and whole classes closes the gap of most small districts on its own."""
    exact = [proof_of(problem_of(seed)).bound >= best_whole_total(random_case(seed)) * (1 - 1e-6) for seed in range(20)]
    assert sum(exact) >= 13


@pytest.mark.parametrize("seed", WITH_A_FREE_SCHOOL)
def test_forcing_a_school_costs_what_the_proof_says(seed: int) -> None:
    """The best plan with a school open, or closed, costs no less than the bound plus what the proof adds for it."""
    case = random_case(seed)
    problem = problem_of(seed)
    proof = proof_of(problem)
    free = np.nonzero(problem.school_decision == Decision.FREE)[0]
    assert (proof.opening_yuan[problem.school_decision != Decision.FREE] == 0).all()
    school = int(free[np.abs(proof.opening_yuan[free, 0]).argmax()])
    opening = float(proof.opening_yuan[school, 0])
    assert problem.n_years == 1
    assert opening != 0
    forced = "keep" if opening > 0 else "close"
    decisions = case.scenario.decisions.model_dump()
    decisions = {word: tuple(i for i in ids if i != problem.school_ids[school]) for word, ids in decisions.items()}
    decisions[forced] = (*decisions[forced], problem.school_ids[school])
    again = type(case)(
        district=case.district,
        scenario=case.scenario.model_copy(
            update={"decisions": type(case.scenario.decisions).model_validate(decisions)}
        ),
    )
    best = best_whole_total(again)
    assert proof.bound + abs(opening) <= best * (1 + 1e-9) + 1e-6


def test_columns_are_of_pairs_their_school_may_take() -> None:
    """Each column's blocks are of its year and have a pair with its school."""
    case = paper_case()
    problem = build_problem(case.district, case.journeys, case.scenario)
    proof = proof_of(problem)
    assert len(proof.block_columns) == len(proof.used) > 0
    for column in proof.block_columns:
        pairs = pairs_of_column(problem, column)
        assert (problem.pair_school[pairs] == column.school).all()
        assert (problem.block_year[list(column.blocks)] == column.year).all()
        assert problem.pair_block[pairs].tolist() == list(column.blocks)
    assert ((proof.pair_share >= 0) & (proof.pair_share <= 1)).all()


def test_it_stops_when_the_bound_meets_the_plan() -> None:
    """A plan already known to be no better than the relaxation needs no pricing."""
    problem = problem_of(3)
    proof = prove(problem, proving(best_total=lambda: -math.inf))
    assert proof.block_columns == ()


def test_reports_only_ever_rise() -> None:
    """Each bound reported is at least the one before."""
    heard: list[float] = []
    prove(problem_of(5), proving(threads=2, report=heard.append))
    assert heard == sorted(heard)


def test_threads_do_not_change_the_bound() -> None:
    """One thread or two: the same answers, the same bound."""
    bounds = {prove(problem_of(7), proving(threads=n)).bound for n in (1, 2)}
    assert len(bounds) == 1


@pytest.mark.parametrize("seed", range(30))
def test_the_bound_of_split_blocks_is_below_the_best_plan(seed: int) -> None:
    """Where blocks may be split the bound is proven as well, and no lower than the relaxation it began with."""
    case = random_case(seed, mode="split")
    problem = build_problem(case.district, case.journeys, case.scenario)
    proof = proof_of(problem)
    assert proof.bound <= best_split_total(case) * (1 + 1e-9) + 1e-6
    assert proof.bound >= solve_relaxation(problem, start_clock(600), replace(RELAXATION, rounds=1)).bound
    assert proof.block_columns == ()
