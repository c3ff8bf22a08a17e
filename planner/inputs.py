"""Everything that is read and checked for one scenario, from its file or from a value, before a plan is sought."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from planner.decide.clash_set import clash_set
from planner.errors import NoPlanError
from planner.plan import Plan
from planner.problem.actions import size_notes
from planner.problem.bands import band_notes
from planner.problem.build import build_problem
from planner.problem.clashes import refuse_clashes
from planner.problem.few_pupils import schools_with_few_pupils
from planner.problem.problem import Problem
from planner.problem.seat_price import price_notes, with_price
from planner.problem.travel import Journeys, find_journeys
from planner.reading.district import District
from planner.reading.loader import read_district
from planner.reading.names import with_school_codes
from planner.reading.plausible import plausible_notes
from planner.reading.scenario import Scenario, ScenarioFile
from planner.reading.scenario_file import checked_scenario, read_scenario
from planner.show.scenario_text import scenario_yaml
from planner.varying import Variants, find_variants
from planner.writing import sha256_of

SCENARIO_NAME = "plan-scenario.yaml"
"""The file that a scenario made in Python is written to, beside its plan."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Inputs:
    """Everything read and checked for one scenario."""

    source: ScenarioFile
    district: District
    journeys: Journeys
    problem: Problem
    """Of the district's own pupils: of several variants, those of the main one."""
    variants: Variants | None = None
    """The variants of the pupils that the scenario names; None: there is one table of pupils."""

    @property
    def to_solve(self) -> Problem:
        """What the optimiser is given: the problem, or all variants as one."""
        return self.problem if self.variants is None else self.variants.joined.problem

    @property
    def scenario(self) -> Scenario:
        """The scenario, with the price of a missing seat that is in use."""
        return with_price(self.source.scenario, self.problem.shortfall_yuan_per_pupil)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know of the district, the journeys, today's schools and the prices."""
        stated = self.source.scenario.prices.shortfall_yuan_per_pupil
        prices = price_notes(self.problem, self.district, stated) if self.variants is None else ()
        sizes = size_notes(self.district, self.source.scenario)
        return (*self.district.notes, *self.journeys.notes, *self.problem.today.notes, *sizes, *prices)


def read_inputs(path: Path) -> Inputs:
    """Read and check a scenario and its district, and build the problem.

    InputError; NoPlanError, which names a smallest set of rules that clash.
    """
    return inputs_of(read_scenario(path))


def inputs_of(source: ScenarioFile) -> Inputs:
    """Read and check the district of a scenario, and build the problem.

    InputError; NoPlanError, which names a smallest set of rules that clash.
    """
    district = read_district(source.district_folder, source.scenario)
    source = source.model_copy(update={"scenario": with_school_codes(source.scenario, district.schools)})
    journeys = find_journeys(district, source.scenario)
    few_pupils = schools_with_few_pupils(district, journeys, source.scenario)
    remarks = (*plausible_notes(district), *band_notes(district, source.scenario, few_pupils))
    district = replace(district, notes=(*district.notes, *remarks))
    problem = build_problem(district, journeys, source.scenario, few_pupils=few_pupils)
    try:
        refuse_clashes(problem, source.scenario)
    except NoPlanError as clash:
        smallest = [rule.text() for rule in clash_set(source.scenario, district, few_pupils)]
        raise NoPlanError(clash.clashes, smallest) from clash
    variants = find_variants(district, journeys, source.scenario, problem)
    if variants is not None:
        problem = variants.main_problem
    return Inputs(source=source, district=district, journeys=journeys, problem=problem, variants=variants)


def source_of(scenario: Scenario, place: Path | None = None) -> ScenarioFile:
    """Return a scenario made in Python as if it were read from a file in the folder `place`; nothing is written.

    Left out: the present folder. There its `district` is found. InputError where a value of the scenario is not
    possible.
    """
    checked = checked_scenario(scenario)
    return ScenarioFile(
        path=(place or Path.cwd()).absolute() / SCENARIO_NAME, scenario=checked, text=scenario_yaml(checked)
    )


def input_hashes(source: ScenarioFile, district: District) -> dict[str, str]:
    """Return the SHA-256 of the scenario file, under `scenario`, and of every file of the district, under its name.

    Empty for a scenario file that is not there any more.
    """
    sha256 = sha256_of(source.path) if source.text is None else hashlib.sha256(source.text.encode()).hexdigest()
    return {"scenario": sha256 or "", **district.sha256}


def changed_since(plan: Plan, source: ScenarioFile, district: District) -> tuple[str, ...]:
    """Name the input files that are not, byte for byte, those the plan was made from."""
    now, then = input_hashes(source, district), plan.inputs_sha256
    return tuple(sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name)))
