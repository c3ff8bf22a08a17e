"""Scenarios: their form, their text, decisions on schools, and every change listed and undone."""

from typing import Any

from fastapi import APIRouter

from planner.errors import InputError
from planner.language import Text
from planner.reading.yaml_file import dotted
from planner.show.page.names import band_names
from planner.show.words.problem_json import problem_document, with_key_names
from planner.web.asking import OPTIONS, Desk, Wanted, ask_of_scenario, plan_of
from planner.web.decisions import assignment_changes, assignment_text, decision_changes, decision_text
from planner.web.form import scenario_form
from planner.web.records import Scenario
from planner.web.routes.shapes import (
    PROBLEMS,
    AskScenario,
    AskSweep,
    AssignmentDecision,
    Id,
    KeyChanges,
    SchoolDecision,
    TheDesk,
    WholeText,
    job_shape,
    scenario_shape,
)
from planner.web.scenario_text import Change, says_of, scenario_of_text, values_of_text, with_changes
from planner.web.store import now

_REWRITTEN = Text("text edited", "修改了全文")


router = APIRouter(prefix="/api", tags=["scenarios"], responses=PROBLEMS)


def _shape(desk: Desk, scenario: Scenario) -> dict[str, Any]:
    text = desk.store.text(scenario.id)
    return scenario_shape(scenario) | {"text": text} | _read(text) | {
        "changes": [
            {"number": each.number, "says": each.says, "says_zh": each.says_zh, "made": each.made}
            for each in desk.store.revisions(scenario.id)[1:]
            if not each.undone
        ]
    }  # fmt: skip


def _save(desk: Desk, scenario_id: str, text: str, says: Text) -> dict[str, Any]:
    """Keep a text that makes a scenario. InputError, and nothing is kept, where it makes none."""
    made = scenario_of_text(text)
    scenario = desk.store.scenario(scenario_id)
    if text != desk.store.text(scenario_id):
        desk.store.add_revision(scenario_id, text, str(says), says.zh)
        scenario = desk.store.change_scenario(scenario_id, name=made.title or made.name)
    return _shape(desk, scenario)


@router.get("/form")
def form() -> dict[str, Any]:
    """Return every key of a scenario: type, bounds, unit, default, norm, and what it means in both languages."""
    return scenario_form()


@router.get("/scenarios/{scenario_id}")
def one(desk: TheDesk, scenario_id: Id) -> dict[str, Any]:
    """Return a scenario: its text, its values, what is wrong with it, and its changes."""
    return _shape(desk, desk.store.scenario(scenario_id))


@router.patch("/scenarios/{scenario_id}")
def change(desk: TheDesk, scenario_id: Id, asked: KeyChanges) -> dict[str, Any]:
    """Change keys of a scenario."""
    changes = [Change(route=tuple(each.route), value=each.value, remove=each.remove) for each in asked.changes]
    return _save(desk, scenario_id, with_changes(desk.store.text(scenario_id), changes), says_of(changes))


@router.put("/scenarios/{scenario_id}/text")
def write(desk: TheDesk, scenario_id: Id, asked: WholeText) -> dict[str, Any]:
    """Put another text in the place of a scenario's own."""
    desk.store.scenario(scenario_id)
    return _save(desk, scenario_id, asked.text, _REWRITTEN)


@router.post("/scenarios/{scenario_id}/decision")
def decide(desk: TheDesk, scenario_id: Id, asked: SchoolDecision) -> dict[str, Any]:
    """Keep, close or free one school, or never merge it."""
    text = desk.store.text(scenario_id)
    changes = decision_changes(scenario_of_text(text), asked.school_id, asked.decision, asked.reason)
    says = decision_text(_named(asked.school, asked.school_id), asked.decision, asked.reason)
    return _save(desk, scenario_id, with_changes(text, changes), says)


@router.post("/scenarios/{scenario_id}/assignment")
def assign(desk: TheDesk, scenario_id: Id, asked: AssignmentDecision) -> dict[str, Any]:
    """Settle where a settlement's grade band goes, or does not go."""
    text, way = desk.store.text(scenario_id), (asked.settlement_id, asked.band, asked.school_id)
    scenario = scenario_of_text(text)
    changes = assignment_changes(scenario, way, asked.decision)
    called = (_named(asked.settlement, asked.settlement_id), _named(asked.school, asked.school_id))
    says = assignment_text(called, band_names(asked.band, scenario), asked.decision)
    return _save(desk, scenario_id, with_changes(text, changes), says)


@router.post("/scenarios/{scenario_id}/undo")
def undo(desk: TheDesk, scenario_id: Id) -> dict[str, Any]:
    """Undo the last change."""
    scenario = desk.store.scenario(scenario_id)
    desk.store.undo(scenario_id)
    return _shape(desk, scenario)


@router.delete("/scenarios/{scenario_id}")
def delete(desk: TheDesk, scenario_id: Id) -> dict[str, Any]:
    """Delete a scenario; it can be brought back. Its plans stay."""
    return scenario_shape(desk.store.change_scenario(scenario_id, deleted=now()))


@router.post("/scenarios/{scenario_id}/restore")
def restore(desk: TheDesk, scenario_id: Id) -> dict[str, Any]:
    """Bring a deleted scenario back."""
    return scenario_shape(desk.store.change_scenario(scenario_id, deleted=None))


@router.post("/scenarios/{scenario_id}/jobs", status_code=202)
def ask(desk: TheDesk, scenario_id: Id, asked: AskScenario) -> dict[str, Any]:
    """Check a scenario, look at its district, or solve it: as a job in the queue."""
    scenario = desk.store.scenario(scenario_id)
    if asked.kind != "run":
        return job_shape(desk, ask_of_scenario(desk, scenario, asked.kind))
    begin = None if asked.begin_with is None else plan_of(desk.store, asked.begin_with)
    options = asked.model_dump(include=set(OPTIONS), exclude_none=True)
    wanted = Wanted(name=asked.name, options=options, begin_with=begin)
    return job_shape(desk, ask_of_scenario(desk, scenario, "run", wanted))


@router.post("/scenarios/{scenario_id}/sweep", status_code=202)
def sweep(desk: TheDesk, scenario_id: Id, asked: AskSweep) -> dict[str, Any]:
    """Make a plan for each of several values of one key; a table and a picture of what they trade off."""
    scenario = desk.store.scenario(scenario_id)
    vary = f"{dotted(tuple(asked.route))}={','.join(f'{value:.10g}' for value in asked.values)}"
    options = {} if asked.time_limit is None else {"time_limit": asked.time_limit}
    wanted = Wanted(name=f"{scenario.name} {vary}"[:120], options=options, vary=vary)
    return job_shape(desk, ask_of_scenario(desk, scenario, "sweep", wanted))


def _named(name: str, given: str) -> Text:
    """Return a name with its id behind it; the id alone where the name is not known."""
    return Text(f"{name} ({given})", f"{name}（{given}）") if name else Text(given, given)


def _read(text: str) -> dict[str, Any]:
    """Return a text's values, what its grade bands are called, and what is wrong with it; None where nothing is."""
    try:
        values = values_of_text(text)
    except InputError as problem:
        return {"values": {}, "names": {}, "problem": problem_document(problem)}
    try:
        scenario = scenario_of_text(text)
    except InputError as problem:
        return {"values": values, "names": {}, "problem": problem_document(with_key_names(problem))}
    names = {band: band_names(band, scenario) for band in scenario.grade_bands}
    return {"values": values, "names": names, "problem": None}
