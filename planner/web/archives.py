"""Plans that come in a zip from another computer: told by their places in it, drawn anew here, never run or shown."""

import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from planner.errors import Finding, InputError
from planner.language import Text
from planner.plan import Plan
from planner.web.asking import OPENED, Desk, ask_again
from planner.web.districts import add_scenario
from planner.web.job_folder import PLAN
from planner.web.records import District, Job
from planner.web.scenario_text import scenario_of_text
from planner.web.store import NotThereError, now
from planner.web.uploads import MOST_UNPACKED_BYTES, Given, Taken, own_name, write_tables

_TABLE = re.compile(r"districts/([0-9a-f]{16})/tables-([1-9]\d{0,5})/([^/]+)")
_SCENARIO = re.compile(r"jobs/([0-9a-f]{16})/scenario\.yaml")
_PLAN = re.compile(r"jobs/([0-9a-f]{16})/plan/plan\.json")
_WANTED = Text(
    "a zip that the page's downloads made: a plan, its scenario and its tables",
    "应为本软件“全部打包下载”得到的 zip：含方案、情景和数据表",
)
_HEADLINE = Text("this zip holds no plan that can be opened:", "这个 zip 里没有可以打开的方案：")


@dataclass(frozen=True, kw_only=True)
class _Archive:
    """What a zip holds of a plan; everything else in it is left."""

    job_id: str
    district_id: str
    version: int
    scenario: str
    plan: bytes
    tables: Mapping[str, bytes]


def open_archive(desk: Desk, given: Given) -> Job:
    """Take in a plan from a zip, and have its maps and papers drawn here. InputError where it holds none.

    It keeps the names of its folders, so that its scenario is the same byte for byte; a plan that is here already is
    returned as it is.
    """
    archive = _read(given)
    store = desk.store
    try:
        return store.change_job(archive.job_id, deleted=None)
    except NotThereError:
        pass
    district = _district(desk, archive)
    name = scenario_of_text(archive.scenario).title or given.name
    folder = store.folder(archive.job_id)
    folder.plan.mkdir(parents=True, exist_ok=True)
    (folder.path / "scenario.yaml").write_bytes(archive.scenario.encode())
    (folder.plan / "plan.json").write_bytes(archive.plan)
    scenario = add_scenario(store, district, archive.scenario)
    job = Job(
        id=archive.job_id,
        kind="run",
        district=district.id,
        scenario=scenario.id,
        state="interrupted",
        name=name,
        made=now(),
        key=OPENED,
    )
    return ask_again(desk, store.add_job(job))


def _district(desk: Desk, archive: _Archive) -> District:
    """Return the district of the plan, with the version of its tables that the plan names."""
    store = desk.store
    try:
        district = store.change_district(archive.district_id, deleted=None)
    except NotThereError:
        name = scenario_of_text(archive.scenario).title
        district = store.add_district(
            District(id=archive.district_id, name=name, source="archive", version=archive.version, made=now())
        )
    folder = store.path / "districts" / district.id / f"tables-{archive.version}"
    if not folder.exists():
        write_tables(folder, Taken(tables=dict(archive.tables), scenarios=()))
    return district


def _read(given: Given) -> _Archive:
    """Read the members that are known by their places. InputError."""
    try:
        with zipfile.ZipFile(BytesIO(given.content)) as archive:
            infos = archive.infolist()
            if sum(info.file_size for info in infos) > MOST_UNPACKED_BYTES:
                raise _refusal(given)
            tables = [(match, info) for info in infos if (match := _TABLE.fullmatch(info.filename))]
            scenarios = [(match, info) for info in infos if (match := _SCENARIO.fullmatch(info.filename))]
            plans = [(match, info) for info in infos if (match := _PLAN.fullmatch(info.filename))]
            places = {match.group(1, 2) for match, _ in tables}
            if not (len(plans) == len(scenarios) == len(places) == 1 and plans[0][0][1] == scenarios[0][0][1]):
                raise _refusal(given)
            ((district_id, version),) = places
            contents = {own_name(match[3]): archive.read(info) for match, info in tables}
            scenario, plan = archive.read(scenarios[0][1]).decode(), archive.read(plans[0][1])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as problem:
        raise _refusal(given) from problem
    way = f"../../districts/{district_id}/tables-{version}"
    if scenario_of_text(scenario).district != way or not _is_plan(plan):
        raise _refusal(given)
    return _Archive(
        job_id=plans[0][0][1],
        district_id=district_id,
        version=int(version),
        scenario=scenario,
        plan=plan,
        tables={name: content for name, content in contents.items() if name},
    )


def _is_plan(content: bytes) -> bool:
    """Whether it is a plan that finds its scenario where the zip has it, and nowhere else."""
    try:
        plan = Plan.model_validate(json.loads(content))
    except ValueError:
        return False
    return plan.scenario_file == "../scenario.yaml"


def _refusal(given: Given) -> InputError:
    return InputError(_HEADLINE, [Finding(file=given.name[-120:] or PLAN, expected=_WANTED)])
