"""A problem with one rule of its scenario left out: what each rule keeps from happening."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from planner.problem.build import build_problem
from planner.problem.permits import permits_of
from planner.problem.problem import Ints, Problem, Solution
from planner.problem.same_town import within_limits
from planner.problem.seat_price import with_price
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.rules_off import RuleOff, rules_given, without
from planner.reading.scenario import Scenario

Freed = Mapping[RuleOff, Problem]
"""The problem without each rule that its scenario asks for. Blocks and schools are the same, pairs the same or more."""


def freed_problems(problem: Problem, district: District, journeys: Journeys, scenario: Scenario) -> Freed:
    """Return the problem of a scenario once more for each rule given, without it, else the same."""
    priced = with_price(scenario, problem.shortfall_yuan_per_pupil)
    there = permits_of(district, journeys, scenario).attend & within_limits(district, journeys, scenario)
    found: dict[RuleOff, Problem] = {}
    for rule in rules_given(scenario):
        eased = without(priced, rule)
        permits = permits_of(district, journeys, eased)
        if rule != "same_town":  # another rule left out may bring a school of the town in reach: nobody loses a pair
            permits = replace(permits, attend=permits.attend | there)
        found[rule] = build_problem(district, journeys, eased, permits, few_pupils=problem.school_few_pupils)
    return found


def same_pairs(problem: Problem, freed: Problem) -> Ints:
    """(pair): the number of each pair of a problem in the problem with a rule left out, which has them all."""
    keys, others = (each.pair_block * each.n_schools + each.pair_school for each in (problem, freed))
    found: Ints = np.searchsorted(others, keys)
    return found


def carried_over(problem: Problem, solution: Solution, freed: Problem) -> Solution:
    """Return a solution of a problem as one of the problem with a rule left out: everybody stays where they are."""
    share = np.zeros(freed.n_pairs)
    share[same_pairs(problem, freed)] = solution.share
    return replace(solution, share=share)
