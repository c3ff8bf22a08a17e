"""regions.yaml: the counties of a city or a province, and which borders between them pupils may cross."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, Field, Strict, TypeAdapter, ValidationError, field_validator

from planner.errors import InputError
from planner.language import Text
from planner.reading.faults import NO_FAULTS, Faults, fault, gathered
from planner.reading.folder_name import folder_name
from planner.reading.paths import refuse_undecodable
from planner.reading.scenario_file import validated
from planner.reading.schema_types import Identifier, Stage, StrictModel
from planner.reading.yaml_file import Value, YamlFile, dotted, read_yaml

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


_County = Annotated[CountyEntry, BeforeValidator(_entry)]
_COUNTY: TypeAdapter[CountyEntry] = TypeAdapter(_County)
_BORDER = TypeAdapter(Border)
_Kind = TypeVar("_Kind")
_Key = TypeVar("_Key", str, int)


class Regions(StrictModel):
    """What regions.yaml says."""

    name: Annotated[str, Strict(), Field(max_length=100)]
    """Name of the city and of its output folder: letters (Chinese ones too), digits, - and _."""
    title: Annotated[str, Strict(), Field(max_length=400)] = ""
    """Title of map and workbook; left out: the name."""
    counties: dict[Identifier, _County] = Field(min_length=1)
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
    border_numbers: tuple[int, ...]
    """(border): its number in the file, from 0."""

    def scenario_of(self, county: str) -> Path:
        """Return the scenario file of a county."""
        way = (self.path.parent / self.regions.counties[county].scenario).resolve()
        return way / SCENARIO_NAME if way.is_dir() else way


def read_regions(path: Path) -> tuple[RegionsFile, Faults]:
    """Read a regions.yaml: what can be read of it, and everything that is wrong with it, by line and key.

    InputError where it is no YAML, or names no county that can be read.
    """
    path = Path(path)
    refuse_undecodable(path)
    source = read_yaml(path)
    try:
        regions, faults = validated(source, Regions, path.name), NO_FAULTS
        numbers = tuple(range(len(regions.borders)))
    except InputError as problem:
        faults = Faults(tuple(problem.findings), tuple(problem.unlisted))
        counties = _fitting(_COUNTY, _mapping(source.values.get("counties")))
        borders = _fitting(_BORDER, dict(enumerate(_list(source.values.get("borders")))))
        if not counties:
            raise
        # of a file with faults no more is asked than what else is wrong: its name is never seen
        regions = Regions(name="city", counties=counties, borders=tuple(borders.values()))
        numbers = tuple(borders)
    file = RegionsFile(path=path.absolute(), regions=regions, border_numbers=numbers)
    known = tuple(_mapping(source.values.get("counties")))
    return file, faults + gathered(_wrong(file, known, source))


def _fitting(kind: TypeAdapter[_Kind], values: Mapping[_Key, object]) -> dict[_Key, _Kind]:
    """Return the values that are of a kind; what is wrong with the others has been said."""
    found: dict[_Key, _Kind] = {}
    for key, value in values.items():
        with suppress(ValidationError):
            found[key] = kind.validate_python(value)
    return found


def _mapping(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, dict) else {}


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _wrong(read: RegionsFile, known: Sequence[str], source: YamlFile) -> Iterator[Faults]:
    """Say where a border names no county, one county twice, or a pair that stands already."""
    file, seen = read.path.name, dict[frozenset[str], int]()
    for number, border in zip(read.border_numbers, read.regions.borders, strict=True):
        for side in (0, 1):
            if border.between[side] not in known:
                expected = Text(
                    f"the id of a county of this file: {', '.join(known)}",
                    f"应为本文件中的区县编号：{'、'.join(known)}",
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
