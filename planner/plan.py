"""The plan: the record of an answer, as plan.json holds it; it admits what it does not know.

Keys and meanings are the plan file's, version planner-plan/1. Frozen; `model_validate_json` and `model_dump_json`
(by alias) are the way in and out.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    WrapValidator,
    model_serializer,
)

from planner.errors import Finding, InputError
from planner.language import Text, in_language, system_reason
from planner.reading.kinds import PLAN, kind_of
from planner.reading.paths import refuse_undecodable
from planner.reading.rules_off import RuleOff
from planner.reading.scenario_file import wanted_by

Finite = Annotated[float, Field(allow_inf_nan=False, ge=-1e18, le=1e18)]
Whole = Annotated[int, Field(ge=-(10**9), le=10**9)]
Heads = Whole | Finite
"""Pupils: whole where blocks are whole, fractions of a pupil where they are split."""
Pupils = dict[str, Heads]
"""Grade to pupils; grades without pupils are left out."""

Action = Literal["keep", "merge", "expand", "build", "leave", "change"]
MERGED: frozenset[Action] = frozenset({"merge", "change"})
"""What is done with an existing school that is not open: its site is given up, or continues as another alternative."""
CLOSED: frozenset[Action] = MERGED | {"leave"}
"""What is done with schools and sites that are not open."""
ModeName = Literal["walk", "ride", "board"]
Status = Literal["optimal", "feasible", "stopped"]
ShortfallReason = Literal["no_school_in_reach", "no_room_in_reach", "dearer_than_the_price"]
MOST_BYTES = 300 << 20
"""Largest plan file that is read: ten times that of a hundred thousand settlements."""
_LONGEST_VALUE = 100
OPTIMAL_GAP = 1e-6
"""At or below this gap a plan is called optimal."""

Note = Annotated[str, WrapValidator(lambda note, check: note if isinstance(note, Text) else check(note))]
"""A sentence; one that carries its Chinese keeps it."""


class Record(BaseModel):
    """A record of a file, frozen; keys that it does not know stay with it."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True, use_attribute_docstrings=True)


class Objective(Record):
    """Cost of a plan by term, yuan a year summed over the planning years."""

    school: Finite
    class_: Finite = Field(alias="class")
    capital: Finite
    travel: Finite
    boarding: Finite
    small_schools: Finite | None = None
    """What prices.small_school_funding pays for the pupils that small schools lack; left out where it pays for none."""
    cross_town: Finite = 0.0
    """What prices.cross_town_yuan_per_pupil puts on pupils who attend in another town: no money that anybody pays."""
    moves: Finite = 0.0
    """What prices.move_yuan_per_pupil puts on pupils who change school: no money that anybody pays."""
    cost: Finite
    """The sum of the terms above."""
    penalty: Finite
    """Shortfall pupils times their price."""
    total: Finite
    """cost + penalty: what is minimised."""

    @model_serializer(mode="wrap")
    def _without_terms_left_out(self, dump: SerializerFunctionWrapHandler) -> dict[str, float]:
        return {term: yuan for term, yuan in dump(self).items() if yuan is not None}


class SchoolRow(Record):
    """One school in one year. `leave` is a candidate that is not built; a closed existing school is `merge`."""

    school_id: str
    year: Whole
    action: Action
    open: bool
    classes: dict[str, Whole]
    """By grade; of a band whose grades are taught together under the name of its grades, such as 1-3."""
    pupils: Pupils
    classrooms_added: Whole
    beds_added: Whole
    boarders: Heads
    outlook: bool | None = None
    """Whether the year is an outlook year: nothing is decided in it; left out of planning years."""

    @model_serializer(mode="wrap")
    def _written(self, write: SerializerFunctionWrapHandler) -> dict[str, object]:
        return {key: value for key, value in write(self).items() if key != "outlook" or value is not None}


def grades_named(grades: Sequence[str]) -> str:
    """Name the grades of a band that are taught together, as `SchoolRow.classes` names them.

    >>> grades_named(("1", "2", "3")), grades_named(["K1"])
    ('1-3', 'K1')
    """
    return grades[0] if len(grades) == 1 else f"{grades[0]}-{grades[-1]}"


def first_grade(classes: str) -> str:
    """Return the youngest grade of those that an entry of `SchoolRow.classes` names.

    >>> first_grade("1-3"), first_grade("K2")
    ('1', 'K2')
    """
    return classes.partition("-")[0]


class AssignmentRow(Record):
    """One block, or a share of one, at one school."""

    settlement_id: str
    year: Whole
    grade_band: str
    school_id: str
    mode: ModeName
    minutes: Finite
    kilometres: Finite | None
    pupils: Pupils


class Receiver(Record):
    """A school that takes pupils of a merged one."""

    school_id: str
    pupils: Heads


class MergeRow(Record):
    """A merged school, the planning year by which it is merged, and where its present pupils' places are then."""

    school_id: str
    year: Whole
    receivers: tuple[Receiver, ...]


class ShortfallRow(Record):
    """Pupils without a seat, and why.

    dearer_than_the_price: they could be added to a school in reach, everybody else staying where they are, with the
    rooms and beds that may still be added, and were it not open, by opening it; the plan leaves them out because that
    costs more than the price of a missing seat.
    no_room_in_reach: they could not, and some school in reach is open.
    no_school_in_reach: they could not, and none is.
    """

    settlement_id: str
    year: Whole
    grade_band: str
    pupils: Pupils
    reason: ShortfallReason
    kept_out_by: tuple[RuleOff, ...] | None = None
    """Rules each of which keeps them out: left out alone, everybody else staying where they are, they could be added to
    a school as above. Empty where no one rule does, or they could anyway; None, and not written, where the scenario
    asks for no such rule or nobody looked."""

    @model_serializer(mode="wrap")
    def _written(self, write: SerializerFunctionWrapHandler) -> dict[str, object]:
        row: dict[str, object] = write(self)
        return row if self.kept_out_by is not None else {k: v for k, v in row.items() if k != "kept_out_by"}


class VariantPlan(Record):
    """One variant of the pupils (`demand`): its cost, and its rows, which are as those of a plan for it alone.

    The main variant's rows are the plan's own, and not repeated. What is open and added is the same in all variants.
    """

    variant: str
    weight: Finite
    main: bool
    objective: Objective
    """Of this variant, not weighted."""
    schools: tuple[SchoolRow, ...] = ()
    assignments: tuple[AssignmentRow, ...] = ()
    merges: tuple[MergeRow, ...] = ()
    shortfall: tuple[ShortfallRow, ...] = ()


class Plan(Record):
    """A verified answer to a scenario. `gap` is None where cost is 0 and total is above the bound."""

    format: Literal["planner-plan/1"] = "planner-plan/1"
    scenario: str
    scenario_file: str
    """Where the scenario lies, relative to the folder of the plan file (absolute where there is no relative way)."""
    inputs_sha256: dict[str, str]
    planner_version: str
    seed: Whole
    status: Status
    bound: Finite
    gap: Finite | None
    seconds: Finite
    engine: str
    shortfall_yuan_per_pupil: Finite | None = None
    """Price of a pupil without a seat, yuan a year; None in plans that do not tell it."""
    objective: Objective
    schools: tuple[SchoolRow, ...]
    assignments: tuple[AssignmentRow, ...]
    merges: tuple[MergeRow, ...]
    shortfall: tuple[ShortfallRow, ...]
    variants: tuple[VariantPlan, ...] = ()
    """The variants of the pupils that the plan serves, where there are several: then `objective` is the sum over them
    of weight times theirs, `bound` and `gap` are of that, and the rows above are the main variant's. Else not
    written."""
    notes: tuple[Note, ...]
    """What a reader must know, in English; in memory each carries its Chinese."""
    notes_zh: tuple[str, ...] = Field(default_factory=lambda plan: _chinese(plan["notes"]))
    """The same in Chinese, in the same order."""

    @model_serializer(mode="wrap")
    def _written(self, write: SerializerFunctionWrapHandler) -> dict[str, object]:
        return {key: value for key, value in write(self).items() if key != "variants" or value}


def plans_of_variants(plan: Plan) -> dict[str, Plan]:
    """Return what a plan is in each variant, as plans for its pupils alone; empty where there is one table of pupils.

    Bound and gap are those of all variants together.
    """
    rows = ("schools", "assignments", "merges", "shortfall")

    def of(variant: VariantPlan) -> Plan:
        own = {} if variant.main else {name: getattr(variant, name) for name in rows}
        return plan.model_copy(update={**own, "objective": variant.objective, "variants": ()})

    return {variant.variant: of(variant) for variant in plan.variants}


def weighted_plans(plan: Plan) -> tuple[tuple[float, Plan], ...]:
    """Return a plan's variants with their weights; the plan itself with weight 1 where there is one table of pupils."""
    weights = {variant.variant: variant.weight for variant in plan.variants}
    return tuple((weights[name], own) for name, own in plans_of_variants(plan).items()) or ((1.0, plan),)


def expected_objective(parts: Iterable[tuple[float, Objective]]) -> Objective:
    """Return the sum of weight times cost, term by term."""
    sums: dict[str, float] = {}
    for weight, objective in parts:
        for term, yuan in objective.model_dump(by_alias=True).items():
            sums[term] = sums.get(term, 0.0) + weight * yuan
    return Objective.model_validate(sums)


def gap_of(*, total: float, cost: float, bound: float) -> float | None:
    """Return (total - bound) / cost; 0 where the bound meets the total; None where cost is 0 and it does not.

    >>> gap_of(total=110.0, cost=100.0, bound=105.0)
    0.05
    """
    distance = max(total - bound, 0.0) if total - bound > -1e-6 * max(1.0, abs(total)) else total - bound
    if distance == 0 or (cost == 0 and 0 < distance <= OPTIMAL_GAP * total):
        return 0.0
    return distance / cost if cost > 0 else None


def status_of(gap: float | None, *, stopped: bool) -> Status:
    """Call a plan no more than its gap proves.

    >>> status_of(0.0, stopped=True), status_of(0.2, stopped=True), status_of(None, stopped=False)
    ('optimal', 'stopped', 'feasible')
    """
    if gap is not None and abs(gap) <= OPTIMAL_GAP:
        return "optimal"
    return "stopped" if stopped else "feasible"


def read_plan(path: Path) -> Plan:
    """Read a plan file. InputError where it is missing, is something else than a plan (it says what), or is damaged."""
    refuse_undecodable(path)
    content = _content_of(path)
    try:
        return _with_chinese(Plan.model_validate_json(content, strict=True))
    except ValidationError as problem:
        kind = kind_of(content, path.name)
        if kind is not PLAN:
            raise _not_a_plan(path, kind) from None
        findings = [
            Finding(
                file=path.name,
                column=".".join(str(step) for step in error["loc"]) or None,
                value=_start_of(error["input"]),
                expected=wanted_by(error, Plan),
            )
            for error in problem.errors(include_url=False)
            if error["type"] != "default_factory_not_called"  # said of the key it would be made from
        ]
        msg = Text("this is not a plan the planner can read:", "这不是可以读取的方案文件：")
        raise InputError(msg, findings) from None


def _content_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            inside = path / "plan.json"
            hint = (Text(f"; it holds {inside}", f"；其中有 {inside}")) if inside.is_file() else Text("", "")
            raise _not_a_plan(path, Text(f"a folder{hint}", f"一个文件夹{hint.zh}"))
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as problem:
        msg = Text(
            f"cannot read the plan file {path}: {problem.strerror}",
            f"方案文件 {path} 读不出来：{system_reason(problem).zh}",
        )
        raise InputError(msg) from problem
    if len(content) > MOST_BYTES:
        most = MOST_BYTES >> 20
        raise _not_a_plan(path, Text(f"larger than any plan, {most} MiB at most", f"过大的文件，方案最多 {most} MiB"))
    return content


def _not_a_plan(path: Path, kind: Text) -> InputError:
    """Return the error that says what a file is, and what is wanted."""
    return InputError(
        Text(
            f"a plan is wanted, the plan.json that planner run writes; {path} is {kind}",
            f"需要的是方案文件，即 planner run 写出的 plan.json；而 {path} 是{kind.zh}",
        )
    )


def _start_of(value: object) -> str:
    """Return enough of a value to find it."""
    text = str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _chinese(notes: Iterable[str]) -> tuple[str, ...]:
    return tuple(in_language(note, "zh") for note in notes)


def _with_chinese(plan: Plan) -> Plan:
    """Give each note its Chinese back, where the file has one for each."""
    if len(plan.notes_zh) != len(plan.notes):
        return plan.model_copy(update={"notes_zh": _chinese(plan.notes)})
    notes = tuple(Text(note, chinese) for note, chinese in zip(plan.notes, plan.notes_zh, strict=True))
    return plan.model_copy(update={"notes": notes})
