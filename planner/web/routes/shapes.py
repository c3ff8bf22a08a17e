"""What comes in and goes out as JSON."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from planner.web.asking import Desk, has_plan
from planner.web.records import District, Job, Scenario

Name = Annotated[str, Field(max_length=120)]
Id = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[0-9a-f]+$")]


def _desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


TheDesk = Annotated[Desk, Depends(_desk_of)]
"""The store and who works it off, of the application that is asked."""


class Asked(BaseModel):
    """What is asked for: an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Begin(Asked):
    """A district that begins from the example, or empty."""

    start: Literal["example", "empty"]
    name: Name = ""


class Named(Asked):
    """A new name."""

    name: Name


class NewScenario(Asked):
    """A further scenario: a copy of another one of the district."""

    copy_of: Id
    name: Name = ""


class KeyChange(Asked):
    """One key of a scenario: its new value, or gone."""

    route: Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(min_length=1, max_length=8)]
    value: Any = None
    remove: bool = False


class KeyChanges(Asked):
    """Keys of a scenario that change together."""

    changes: Annotated[list[KeyChange], Field(min_length=1, max_length=500)]


class WholeText(Asked):
    """A scenario's whole text."""

    text: Annotated[str, Field(max_length=1_000_000)]


class SchoolDecision(Asked):
    """A decision on one school. never: it stays, with the reason that the papers give; table: as its table says."""

    school_id: Annotated[str, Field(min_length=1, max_length=200)]
    school: Name = ""
    """What it is called in the list of changes."""
    decision: Literal["keep", "close", "free", "never", "table"]
    reason: Annotated[str, Field(max_length=400)] = ""


class AssignmentDecision(Asked):
    """Whether a settlement's grade band attends a school, or does not; free: as the planner finds best."""

    settlement_id: Annotated[str, Field(min_length=1, max_length=200)]
    band: Annotated[str, Field(min_length=1, max_length=200)]
    school_id: Annotated[str, Field(min_length=1, max_length=200)]
    settlement: Name = ""
    school: Name = ""
    """What they are called in the list of changes."""
    decision: Literal["fix", "forbid", "free"]


class CellChange(Asked):
    """Another value in the cell that a finding names; the file's name is compared, and never becomes a path."""

    change: Literal["cell"]
    file: Annotated[str, Field(min_length=1, max_length=200)]
    cell: Annotated[str, Field(min_length=2, max_length=200)]
    column: Annotated[str, Field(min_length=1, max_length=200)]
    value: Annotated[str, Field(max_length=400, pattern=r"^[^\x00-\x1f\x7f]*$")]


Rooms = Annotated[int, Field(ge=0, le=100_000)]
Longitude = Annotated[float, Field(ge=70, le=140)]
Latitude = Annotated[float, Field(ge=0, le=60)]
OneLine = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]


class SchoolChange(Asked):
    """Rooms, beds or the place of a school or site; what is left out stays."""

    change: Literal["school"]
    school_id: Annotated[str, Field(min_length=1, max_length=200)]
    classrooms: Rooms | None = None
    classrooms_max: Rooms | None = None
    beds: Rooms | None = None
    beds_max: Rooms | None = None
    lon: Longitude | None = None
    lat: Latitude | None = None


class NewSite(Asked):
    """A further candidate site, in WGS84 degrees."""

    change: Literal["site"]
    name: OneLine
    town: OneLine
    kind: Literal["teaching_point", "primary", "junior", "nine_year", "kindergarten", "special"]
    grades: Annotated[str, Field(pattern=r"^(K?[1-9])(-K?[1-9])?$", max_length=6)]
    lon: Longitude
    lat: Latitude
    classrooms: Rooms
    classrooms_max: Rooms | None = None
    beds: Rooms = 0


AskEdit = Annotated[CellChange | SchoolChange | NewSite, Field(discriminator="change")]


class MatchAnswer(Asked):
    """The answer to a doubtful match: 是, 否, or the id of what was meant; empty leaves it open."""

    subject: Literal["settlement", "school"]
    code: Annotated[str, Field(max_length=200)]
    town: Annotated[str, Field(max_length=200)]
    name: Annotated[str, Field(max_length=400)]
    answer: Annotated[str, Field(max_length=200)]


class AskWhatIf(Asked):
    """A settlement's grade band at another school."""

    settlement_id: Annotated[str, Field(min_length=1, max_length=200)]
    band: Annotated[str, Field(min_length=1, max_length=200)]
    school_id: Annotated[str, Field(min_length=1, max_length=200)]


class AskScenario(Asked):
    """A job of a scenario."""

    kind: Literal["run", "check", "today", "shortfall"]
    name: Name = ""
    time_limit: Annotated[float, Field(ge=0, le=1e7)] | None = None
    gap: Annotated[float, Field(ge=0, le=1)] | None = None
    threads: Annotated[int, Field(ge=1, le=1024)] | None = None
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    begin_with: Id | None = None
    """A plan of the same district to begin with."""


class AskSweep(Asked):
    """A plan for each of several values of one key."""

    route: Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(min_length=1, max_length=8)]
    values: Annotated[list[Annotated[float, Field(allow_inf_nan=False)]], Field(min_length=2, max_length=12)]
    time_limit: Annotated[float, Field(ge=0, le=1e7)] | None = None


class AskPlans(Asked):
    """A comparison of plans."""

    plans: Annotated[list[Id], Field(min_length=2, max_length=6)]
    name: Name = ""


class AskPlan(Asked):
    """A job about one plan."""

    kind: Literal["shortfall", "explain"]


class JobChange(Asked):
    """What the user may write on a job."""

    name: Name | None = None
    note: Annotated[str, Field(max_length=4000)] | None = None
    star: bool | None = None


class Problem(BaseModel):
    """What went wrong, in both languages; with findings where it is the input."""

    model_config = ConfigDict(extra="allow")

    ok: Literal[False] = False
    error: str
    error_zh: str


PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "wrong input: every problem with its place"},
    404: {"model": Problem, "description": "nothing of this id"},
}
"""What every route may answer besides."""


def district_shape(district: District, scenarios: list[Scenario]) -> dict[str, Any]:
    """Return a district as JSON."""
    return {
        "id": district.id,
        "name": district.name,
        "source": district.source,
        "version": district.version,
        "made": district.made,
        "scenarios": [scenario_shape(scenario) for scenario in scenarios],
    }


def scenario_shape(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as JSON, without its text."""
    return {"id": scenario.id, "district": scenario.district, "name": scenario.name, "made": scenario.made}


def job_shape(desk: Desk, job: Job) -> dict[str, Any]:
    """Return a job as JSON: what is known of it, and where it stands."""
    folder = desk.store.folder(job)
    waiting = [each for each in reversed(desk.store.jobs()) if each.state == "queued"] if job.state == "queued" else []
    before = next((place for place, each in enumerate(waiting) if each.id == job.id), 0)
    last = folder.progress()[-1:] if job.state == "running" else []
    return {
        "id": job.id,
        "kind": job.kind,
        "district": job.district,
        "scenario": job.scenario,
        "state": job.state,
        "name": job.name,
        "note": job.note,
        "star": job.star,
        "made": job.made,
        "started": job.started,
        "ended": job.ended,
        "exit_code": job.exit_code,
        "of": list(job.of),
        "options": dict(job.options),
        "before": before,
        "stopping": job.state == "running" and folder.is_asked_to_stop,
        "has_plan": has_plan(desk.store, job),
        "progress": last[0] if last else None,
    }
