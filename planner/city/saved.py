"""A city that `planner city` has written: city.json, and the tables, plans and limits that it names."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from planner.city.borders import ways_of, with_open_borders
from planner.city.counties import CityInputs, read_city
from planner.decide.city.crossing import Ways
from planner.decide.city.flows import Flow
from planner.decide.city.whole import CITY_FORMAT
from planner.errors import Finding, InputError
from planner.language import Text
from planner.plan import Finite, ModeName, Record, Whole
from planner.reading.faults import NO_FAULTS, Faults, fault, raise_if_any
from planner.reading.kinds import kind_of
from planner.reading.scenario_file import wanted_by
from planner.saved import SavedPlan, open_plan

DOCUMENT, APART, LIMITS = "city.json", "apart", "limits"
"""The file, and the folders of the counties' plans by themselves and of their limits."""
_FAMILY = CITY_FORMAT.partition("/")[0]
_PEEK_BYTES, _LONGEST_VALUE = 4096, 100


class CountyEntry(Record):
    """One county, as city.json tells it; without a plan there are no figures of it."""

    id: str
    scenario: str
    """The name of its scenario, and of its folders."""
    folder: str
    """Of its plan, relative to the city's folder."""
    settlements: Whole
    pupils: Finite
    total: Finite | None = None
    total_apart: Finite | None = None
    cost: Finite | None = None
    limit: Finite | None = None
    schools: dict[str, Whole] = Field(default_factory=dict)
    merged: Whole = 0
    shortfall_pupils: Finite = 0.0
    guests_in: Whole = 0
    guests_out: Whole = 0


class FlowEntry(Record):
    """Pupils who cross, as `planner.decide.city.flows.Flow`."""

    home: str
    settlement_id: str
    year: Whole
    grade_band: str
    pupils: dict[str, Whole]
    host: str
    school_id: str
    mode: ModeName
    minutes: Finite
    kilometres: Finite
    put_on_yuan: Finite


class RoundEntry(Record):
    """One round of settling border flows."""

    number: Whole
    offered_pupils: Whole
    accepted_pupils: Whole
    before_yuan: Finite
    after_yuan: Finite


class CityFile(Record):
    """What city.json says that can be computed again."""

    format: Literal["planner-city/1"]
    name: str
    regions_file: str
    """Where the regions.yaml lies, relative to the city's folder: files of earlier versions lack it; run the city
    again, which computes nothing anew."""
    regions_sha256: str
    is_whole: bool
    synthetic: bool
    objective: dict[str, Finite]
    total_apart: Finite
    limit: Finite | None
    gap: Finite | None
    counties: tuple[CountyEntry, ...]
    flows: tuple[FlowEntry, ...]
    rounds: tuple[RoundEntry, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class SavedCity:
    """A city file, the inputs it names, and the plans of its counties."""

    path: Path
    file: CityFile
    inputs: CityInputs
    ways: tuple[Ways, ...]
    """Every way across a border that pupils may take."""
    flows: tuple[Flow, ...]
    plans: dict[str, SavedPlan]
    """By county: the plans in force."""
    apart: dict[str, SavedPlan]
    """By county: the plans of the counties by themselves."""

    @property
    def folder(self) -> Path:
        """The city's folder."""
        return self.path.parent

    @property
    def open_borders(self) -> list[str]:
        """Counties whose pupils may cross, or that others' may come to."""
        return with_open_borders(self.ways)


def is_city(path: Path) -> bool:
    """Whether a file is one of a city, as far as its beginning tells."""
    try:
        with path.open("rb") as file:
            return f'"{_FAMILY}/'.encode() in file.read(_PEEK_BYTES)
    except OSError:
        return False


def open_city(path: Path) -> SavedCity:
    """Read a city's file, its regions.yaml, and every county's scenario, tables and plans.

    InputError with everything that is missing or damaged.
    """
    file = _read_file(path)
    inputs = read_city(path.parent / file.regions_file)
    faults = NO_FAULTS
    for finding in (*_other_counties(file, inputs), *_unknown(file, inputs)):
        faults += Faults((finding,))
    plans: dict[str, SavedPlan] = {}
    apart: dict[str, SavedPlan] = {}
    for entry in file.counties:
        if entry.total is None or entry.id not in inputs.counties:
            continue
        for place, found in ((entry.folder, plans), (f"{APART}/{entry.scenario}", apart)):
            try:
                same = place == entry.folder and entry.id in plans
                found[entry.id] = plans[entry.id] if same else open_plan(path.parent / place / "plan.json")
            except InputError as problem:
                faults += _of_plan(entry.id, place, problem)
    raise_if_any(faults, path.name)
    return SavedCity(
        path=path,
        file=file,
        inputs=inputs,
        ways=tuple(ways_of(inputs)),
        flows=flows_of(file),
        plans=plans,
        apart=apart,
    )


def flows_of(file: CityFile) -> tuple[Flow, ...]:
    """Return who crosses, as a city's file says it."""
    return tuple(Flow(**flow.model_dump(include=set(FlowEntry.model_fields))) for flow in file.flows)


def _read_file(path: Path) -> CityFile:
    try:
        content = path.read_bytes()
    except OSError as problem:
        msg = Text(f"cannot read {path}: {problem.strerror}", f"{path} 读不出来：{problem.strerror}")
        raise InputError(msg) from problem
    try:
        return CityFile.model_validate_json(content, strict=True)
    except ValidationError as problem:
        findings = [
            Finding(
                file=path.name,
                column=".".join(map(str, error["loc"])) or None,
                value=str(error["input"])[:_LONGEST_VALUE],
                expected=wanted_by(error, CityFile),
            )
            for error in problem.errors(include_url=False)
        ]
        kind = kind_of(content, path.name)
        msg = Text(
            f"this is not a city that can be read; the file is {kind}:",
            f"这不是可以读取的全市方案；该文件是{kind.zh}：",
        )
        raise InputError(msg, findings) from None


def _of_plan(county: str, place: str, problem: InputError) -> Faults:
    """Return what is wrong with a county's plan, each file named behind its county and folder."""
    if not problem.findings:
        return fault(f"{county}: {place}", problem.text())
    return Faults(tuple(replace(finding, file=f"{county}: {place}/{finding.file}") for finding in problem.findings))


def _other_counties(file: CityFile, inputs: CityInputs) -> Iterator[Finding]:
    """Say where the counties are not those of regions.yaml, or of other scenarios."""
    told, known = [entry.id for entry in file.counties], list(inputs.counties)
    if told != known:
        expected = Text(
            f"the counties of regions.yaml in its order: {', '.join(known)}",
            f"应为 regions.yaml 中的区县（按其顺序）：{'、'.join(known)}",
        )
        yield Finding(file=DOCUMENT, column="counties", value=", ".join(told)[:100], expected=expected)
    for number, entry in enumerate(file.counties):
        county = inputs.counties.get(entry.id)
        if county is not None and county.scenario.name != entry.scenario:
            name = county.scenario.name
            expected = Text(f"the name of the county's scenario: {name}", f"应为该区县情景的名称：{name}")
            yield Finding(file=DOCUMENT, column=f"counties[{number}].scenario", value=entry.scenario, expected=expected)


def _unknown(file: CityFile, inputs: CityInputs) -> Iterator[Finding]:
    """Say where a flow names what there is not."""
    for number, flow in enumerate(file.flows):
        for key, there in _known(inputs, flow).items():
            value = str(getattr(flow, key))
            if value not in there:
                expected = Text("what there is in the counties' tables and scenarios", "应为各区县数据表和情景中已有的")
                yield Finding(file=DOCUMENT, column=f"flows[{number}].{key}", value=value, expected=expected)


def _known(inputs: CityInputs, flow: FlowEntry) -> dict[str, set[str]]:
    """Return what each key of a flow may say; of a county that there is not, its county alone."""
    home, host = inputs.counties.get(flow.home), inputs.counties.get(flow.host)
    known = {"home": set(inputs.counties), "host": set(inputs.counties)}
    if home:
        known["settlement_id"] = set(home.district.settlements["settlement_id"])
        known["grade_band"] = set(home.scenario.grade_bands)
        known["year"] = set(map(str, home.scenario.placed_years))
    if host:
        known["school_id"] = set(host.district.schools["school_id"])
    return known
