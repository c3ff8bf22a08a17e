"""What a job asks: the verb and its arguments, for each kind of job."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from planner.errors import InputError
from planner.language import Text
from planner.web.districts import write_scenario
from planner.web.job_folder import PLAN
from planner.web.kept_plans import KeptPlans
from planner.web.records import Job, Kind, Scenario
from planner.web.runner import Runner
from planner.web.store import NotThereError, Store, new_id, now

OPTIONS: Mapping[str, str] = {"time_limit": "--time-limit", "gap": "--gap", "threads": "--threads", "seed": "--seed"}
"""Options of a run, and what the command line calls them."""
OPENED = "opened"
"""Key of a run that came in a zip: its plan is there, and what stands beside it is drawn here."""
_REDRAW = ["redraw", f"{PLAN}/plan.json", "--json"]
FEWEST, MOST = 2, 6
"""Plans that are compared."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The store and who works it off."""

    store: Store
    runner: Runner
    kept: KeptPlans = field(default_factory=KeptPlans)
    """Plans that what-if questions are asked of."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a run is asked for besides its scenario."""

    name: str = ""
    options: Mapping[str, float] = field(default_factory=dict)
    begin_with: Job | None = None
    """The plan that it begins with."""
    vary: str = ""
    """Of a sweep: KEY=a,b,c."""


def ask_of_scenario(desk: Desk, scenario: Scenario, kind: Kind, wanted: Wanted = Wanted()) -> Job:
    """Queue a job of a scenario as it stands now; of one that looks only, return the last that asked the same.

    InputError where the scenario's text is no YAML, or the plan to begin with is none of its district.
    """
    begin = wanted.begin_with
    if begin is not None and begin.district != scenario.district:
        raise InputError(Text("the plan to begin with is of another district", "作为起点的方案不是本区县的"))
    store = desk.store
    district, text = store.district(scenario.district), store.text(scenario.id)
    key = hashlib.sha256("\n".join([kind, district.id, str(district.version), text]).encode()).hexdigest()
    if kind in {"today", "check", "shortfall"}:
        for job in store.jobs(kinds=[kind]):
            if job.key == key and job.state in {"queued", "running", "done", "refused", "no_plan"}:
                return job
    job = Job(
        id=new_id(),
        kind=kind,
        district=district.id,
        scenario=scenario.id,
        state="queued",
        name=wanted.name or scenario.name,
        made=now(),
        of=() if begin is None else (begin.id,),
        options=dict(wanted.options),
        key=wanted.vary or key,
    )
    folder = store.folder(job)
    folder.ask(_words(job))
    write_scenario(folder.path, text, district)
    return _queued(desk, job)


def ask_of_plans(desk: Desk, kind: Kind, plans: Sequence[Job], name: str) -> Job:
    """Queue a job about plans that are there. InputError where they are too few, too many, or one is no plan."""
    if kind == "compare" and not FEWEST <= len({plan.id for plan in plans}) <= MOST:
        msg = Text(f"{FEWEST} to {MOST} plans can be compared", f"请选择 {FEWEST} 到 {MOST} 个方案")
        raise InputError(msg)
    missing = [plan.name for plan in plans if not has_plan(desk.store, plan)]
    if missing:
        raise InputError(Text(f"no plan yet: {', '.join(missing)}", f"还没有方案：{'、'.join(missing)}"))
    job = Job(
        id=new_id(),
        kind=kind,
        district=plans[0].district,
        scenario=plans[0].scenario,
        state="queued",
        name=name,
        made=now(),
        of=tuple(plan.id for plan in plans),
    )
    desk.store.folder(job).ask(_words(job))
    return _queued(desk, job)


def ask_again(desk: Desk, job: Job) -> Job:
    """Queue a job that has ended once more, with the scenario and tables it had. Its old plan stands meanwhile.

    A run that was broken off goes on from the best plan that it had found. InputError where it was an import: its files
    are gone.
    """
    if job.kind == "import":
        raise InputError(Text("its files are gone: choose them again", "上传的文件已删除，请重新选择"))
    return _asked_anew(desk, job, _words(job))


def ask_to_redraw(desk: Desk, job: Job) -> Job:
    """Queue what makes everything beside a plan that is saved, without solving."""
    return _asked_anew(desk, job, _REDRAW)


def _asked_anew(desk: Desk, job: Job, words: Sequence[str]) -> Job:
    desk.store.folder(job).ask(words, goes_on=job.state == "interrupted" and words[0] == "run")
    again = desk.store.change_job(job.id, state="queued", exit_code=None, started=None, ended=None)
    desk.runner.wake()
    return again


def has_plan(store: Store, job: Job) -> bool:
    """Whether a job's plan is saved."""
    return job.kind == "run" and (store.folder(job).plan / "plan.json").is_file()


def plan_of(store: Store, job_id: str) -> Job:
    """Return a run whose plan is saved. NotThereError."""
    job = store.job(job_id)
    if not has_plan(store, job):
        raise NotThereError(job_id)
    return job


def _queued(desk: Desk, job: Job) -> Job:
    desk.store.add_job(job)
    desk.runner.wake()
    return job


def _words(job: Job) -> list[str]:
    """Return the verb and its arguments, as seen from the job's own folder."""
    plans = [f"../{each}/{PLAN}/plan.json" for each in job.of]
    scenario = f"../{job.of[0]}/scenario.yaml" if plans and job.kind == "shortfall" else "scenario.yaml"
    begin = ["--from", *plans] if plans else []
    chosen = [word for name, value in job.options.items() for word in (OPTIONS[name], f"{value:g}")]
    swipe = ["--html"] if len(plans) == FEWEST else []
    words: Mapping[Kind, list[str]] = {
        "run": [scenario, "--out", PLAN, *begin, *chosen, "--json"],
        "check": [scenario, "--json"],
        "today": [scenario],
        "shortfall": [scenario, *(["--plan", plans[0]] if plans else []), "--out", PLAN, "--json"],
        "explain": [*plans, "--json"],
        "sweep": [scenario, "--vary", job.key, "--out", PLAN, *chosen, "--json"],
        "compare": [*plans, "--out", PLAN, *swipe, "--json"],
    }
    return _REDRAW if job.key == OPENED else [job.kind, *words[job.kind]]
