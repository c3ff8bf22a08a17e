"""The counties of a regions.yaml, read and checked; every problem of all of them is told at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from planner.decide.city.county import County
from planner.errors import InputError
from planner.language import Text
from planner.reading.faults import Faults, fault, gathered, input_error
from planner.reading.loader import read_district
from planner.reading.names import with_school_codes
from planner.reading.regions import Border, RegionsFile, read_regions
from planner.reading.scenario import Scenario
from planner.reading.scenario_file import read_scenario
from planner.varying import refuse_variants


@dataclass(frozen=True, kw_only=True, eq=False)
class CityInputs:
    """A city as it was read."""

    file: RegionsFile
    counties: dict[str, County]
    """By id, in the file's order."""

    @property
    def title(self) -> str:
        """Title of maps and workbook."""
        return self.file.regions.shown_title


def read_city(path: Path) -> CityInputs:
    """Read regions.yaml, and the scenario and tables of every county. InputError with everything that is wrong."""
    file, faults = read_regions(path)
    counties: dict[str, County] = {}
    for county_id in file.regions.counties:
        try:
            counties[county_id] = _county(file, county_id)
        except InputError as problem:
            faults += _of_county(county_id, problem)
    faults += gathered(_disagreements(file, counties))
    if faults.count:
        raise input_error(faults, file.path.name)
    return CityInputs(file=file, counties=counties)


def _county(file: RegionsFile, county_id: str) -> County:
    source = read_scenario(file.scenario_of(county_id))
    refuse_variants(source.scenario, "planner city")
    district = read_district(source.district_folder, source.scenario)
    source = source.model_copy(update={"scenario": with_school_codes(source.scenario, district.schools)})
    name = file.regions.counties[county_id].name or source.scenario.title or county_id
    return County(id=county_id, name=name, source=source, district=district)


def _of_county(county_id: str, problem: InputError) -> Faults:
    """Return what is wrong with a county, each file named behind its county's id."""
    if not problem.findings:
        return fault(county_id, problem.text())
    return Faults(tuple(replace(finding, file=f"{county_id}: {finding.file}") for finding in problem.findings))


def _disagreements(file: RegionsFile, counties: dict[str, County]) -> Iterator[Faults]:
    """Say where counties cannot stand side by side, or pupils cannot cross."""
    name = file.path.name
    for one, other in combinations(counties.values(), 2):
        if one.scenario.name == other.scenario.name:
            expected = Text(
                f"scenarios of different names: {other.id} has that name too",
                f"情景名称不能重复：{other.id} 也用这个名称",
            )
            yield fault(name, expected, column=f"counties.{one.id}", value=one.scenario.name)
    first = next(iter(counties.values()), None)
    for county in counties.values():
        if first is not None and county.scenario.placed_years != first.scenario.placed_years:
            years = ", ".join(map(str, first.scenario.placed_years))
            expected = Text(
                f"the planning and outlook years of {first.id}: {years}", f"规划年份应与 {first.id} 相同：{years}"
            )
            yield fault(name, expected, column=f"counties.{county.id}", value=_years(county.scenario))
    for number, border in zip(file.border_numbers, file.regions.borders, strict=True):
        sides = [counties[each] for each in border.between if each in counties]
        if len(sides) == len(border.between) and sides[0] is not sides[1]:
            for finding in _at_border(sides[0], sides[1], border):
                yield fault(name, finding, column=f"borders[{number}]", value=" - ".join(border.between))


def _years(scenario: Scenario) -> str:
    return ", ".join(map(str, scenario.placed_years))


def _at_border(one: County, other: County, border: Border) -> Iterator[Text]:
    """Say in which ways two counties are too different for pupils to cross."""
    for stage in border.stages:
        bands = [
            {name: band for name, band in each.scenario.grade_bands.items() if band.stage == stage}
            for each in (one, other)
        ]
        if bands[0] != bands[1]:
            yield Text(
                f"the same grade_bands of stage {stage} in both scenarios: names, grades and limits",
                f"两个情景中 {stage} 学段的 grade_bands（名称、年级、上限）应相同",
            )
    if one.scenario.rules.assignment.mode != other.scenario.rules.assignment.mode:
        yield Text("the same rules.assignment.mode in both scenarios", "两个情景的 rules.assignment.mode 应相同")
    for county in (one, other):
        asked = _asks_for_today(county.scenario)
        if county.district.attends is None and asked:
            yield Text(
                f"the table attends in {county.id}, since its scenario asks where pupils go today: {', '.join(asked)}",
                f"{county.id} 应有就读表，因为情景问到学生现在何处就读：{'、'.join(asked)}",
            )


def _asks_for_today(scenario: Scenario) -> Sequence[str]:
    """Name the keys that ask where pupils go today: with pupils who leave, an assumption of it would change."""
    merge, rules = scenario.rules.merge, scenario.rules
    asked = {
        "prices.move_yuan_per_pupil": scenario.prices.move_yuan_per_pupil > 0,
        "rules.moves": rules.moves is not None,
        "rules.merge.also_under_pupils": merge is not None and merge.also_under_pupils is not None,
        "rules.merge.receivers": merge is not None and merge.receivers is not None,
        "rules.merge.together": merge is not None and merge.together is not None,
    }
    return [name for name, is_asked in asked.items() if is_asked]
