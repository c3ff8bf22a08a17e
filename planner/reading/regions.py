"""regions.yaml: the counties of a city or a province, and which borders between them pupils may cross."""

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, Strict, field_validator

from planner.language import Text
from planner.reading.faults import Faults, fault, gathered, raise_if_any
from planner.reading.paths import refuse_undecodable
from planner.reading.scenario import folder_name
from planner.reading.scenario_file import validated
from planner.reading.schema_types import Identifier, Stage, StrictModel
from planner.reading.yaml_file import YamlFile, dotted, read_yaml

SCENARIO_NAME = "scenario.yaml"
"""The scenario of a county that is named by its folder alone."""
_STAGES: tuple[Stage, ...] = ("kindergarten", "primary", "junior")
_Way = Annotated[str, Strict(), Field(min_length=1, max_length=1000)]


class CountyEntry(StrictModel):
    """One county: where its scenario lies, and what it is called."""

    scenario: _Way
    """Its scenario file, or a folder that holds scenario.yaml; relative to regions.yaml."""
    name: Annotated[str, Strict(), Field(max_length=100)] = ""
    """What maps and sheets call it; left out: the title of its scenario."""


class Border(StrictModel):
    """A border between two counties that pupils may cross, both ways."""

    between: tuple[Identifier, Identifier]
    """Ids of the two counties."""
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)] = _STAGES
    """Stages whose pupils may cross; left out: all."""


def _entry(value: object) -> object:
    """Take a bare way for an entry with a scenario alone."""
    return {"scenario": value} if isinstance(value, str) else value


class Regions(StrictModel):
    """What regions.yaml says."""

    name: Annotated[str, Strict(), Field(max_length=100)]
    """Name of the city and of its output folder: letters (Chinese ones too), digits, - and _."""
    title: Annotated[str, Strict(), Field(max_length=400)] = ""
    """Title of map and workbook; left out: the name."""
    counties: dict[Identifier, Annotated[CountyEntry, BeforeValidator(_entry)]] = Field(min_length=1)
    """Id of each county to its scenario: a way, or `scenario` and `name`."""
    borders: tuple[Border, ...] = ()
    """Borders that pupils may cross; left out: none."""

    @field_validator("name")
    @classmethod
    def _name_makes_a_folder(cls, name: str) -> str:
        return folder_name(name)

    @property
    def shown_title(self) -> str:
        """The title, or else the name."""
        return self.title or self.name


class RegionsFile(StrictModel):
    """A city and where it was read."""

    path: Path
    regions: Regions

    def scenario_of(self, county: str) -> Path:
        """Return the scenario file of a county."""
        way = (self.path.parent / self.regions.counties[county].scenario).resolve()
        return way / SCENARIO_NAME if way.is_dir() else way


def read_regions(path: Path) -> RegionsFile:
    """Read a regions.yaml. InputError lists every problem with its line and key."""
    path = Path(path)
    refuse_undecodable(path)
    source = read_yaml(path)
    regions = validated(source, Regions, path.name)
    raise_if_any(gathered(_wrong(regions, source, path.name)), path.name)
    return RegionsFile(path=path.absolute(), regions=regions)


def _wrong(regions: Regions, source: YamlFile, file: str) -> Iterator[Faults]:
    """Say where a border names no county, one county twice, or a pair that stands already."""
    known = "、".join(regions.counties)
    seen: dict[frozenset[str], int] = {}
    for number, border in enumerate(regions.borders):
        for side in (0, 1):
            if border.between[side] not in regions.counties:
                expected = Text(
                    f"the id of a county of this file: {', '.join(regions.counties)}",
                    f"应为本文件中的区县编号：{known}",
                )
                yield _at(source, file, ("borders", number, "between", side), border.between[side], expected)
        pair = frozenset(border.between)
        if len(pair) == 1:
            says = Text("two different counties", "应为两个不同的区县")
            yield _at(source, file, ("borders", number, "between"), border.between[0], says)
        elif pair in seen:
            says = Text(
                f"each pair once: borders[{seen[pair]}] is of the same two",
                f"每对区县只写一次：第 {seen[pair] + 1} 条已有",
            )
            yield _at(source, file, ("borders", number, "between"), " - ".join(border.between), says)
        seen.setdefault(pair, number)


def _at(source: YamlFile, file: str, route: tuple[str | int, ...], value: str, expected: Text) -> Faults:
    return fault(file, expected, row=source.nearest(route).line, column=dotted(route), value=value)


def crossings_of(regions: Regions) -> Mapping[tuple[str, str], tuple[Stage, ...]]:
    """Return home and host county of every crossing that is allowed, with its stages."""
    return {
        (border.between[home], border.between[1 - home]): border.stages
        for border, home in product(regions.borders, (0, 1))
    }
