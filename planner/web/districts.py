"""Districts come to be: from the embedded example, empty, or from uploaded files; changed tables are a new version."""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from planner.errors import InputError
from planner.example import write_example
from planner.reading.later_years import suggested_outlook
from planner.reading.loader import read_district
from planner.reading.scenario import Scenario as ScenarioOfFile
from planner.show.scenario_text import scenario_yaml
from planner.show.settings import settings_in
from planner.show.template import empty_scenario, write_template
from planner.web.records import District, Scenario
from planner.web.scenario_text import scenario_of_text, with_value
from planner.web.store import Store, new_id, now
from planner.web.uploads import Taken, write_tables

DISTRICT_OF_JOB = "../../districts/{district}/tables-{version}"
"""The way from the folder of a job, where its scenario lies, to a version of a district's tables."""


def add_example(store: Store) -> District:
    """Add Mengjin, with all its scenarios. OSError."""
    district = _new("孟津区（示例，合成数据） Mengjin (example, synthetic data)", "example")
    with tempfile.TemporaryDirectory(dir=store.path) as made:
        write_example(Path(made))
        store.tables(district).parent.mkdir(parents=True)
        shutil.move(Path(made) / "data" / "mengjin", store.tables(district))
        texts = [path.read_text(encoding="utf-8") for path in sorted((Path(made) / "scenarios").glob("*.yaml"))]
    store.add_district(district)
    for text in texts:
        add_scenario(store, district, text)
    return district


def add_empty(store: Store, name: str) -> District:
    """Add a district whose workbook is still to be filled in. OSError."""
    district = _new(name, "empty")
    with tempfile.TemporaryDirectory(dir=store.path) as made:
        write_template(Path(made))
        store.tables(district).parent.mkdir(parents=True)
        shutil.copytree(made, store.tables(district), ignore=shutil.ignore_patterns("sample", "scenario.yaml"))
    store.add_district(district)
    add_scenario(store, district, scenario_yaml(empty_scenario()))
    return district


def add_uploaded(store: Store, name: str, taken: Taken) -> District:
    """Add a district from uploaded files. OSError.

    Without a scenario among them it begins with that of the workbook's sheet of settings, or with the usual one, and
    looks ahead to outlook years where the table of pupils has any.
    """
    district = _new(name, "upload")
    write_tables(store.tables(district), taken)
    store.add_district(district)
    for text in taken.scenarios or (scenario_yaml(_looking_ahead(store.tables(district))),):
        add_scenario(store, district, text)
    return district


def _looking_ahead(tables: Path) -> ScenarioOfFile:
    """Return the first scenario of a district, with the outlook years that its table of pupils suggests."""
    scenario = _settings(tables)
    with suppress(InputError):  # what is wrong with the tables is told when they are looked at
        years = suggested_outlook(read_district(tables, scenario).pupils, scenario)
        return scenario.model_copy(update={"outlook_years": years}) if years else scenario
    return scenario


def _settings(tables: Path) -> ScenarioOfFile:
    """Return the scenario of a workbook's sheet of settings; the usual one where there is none that can be read."""
    for path in tables.glob("district.*"):
        with suppress(InputError):  # what is wrong with the workbook is told, cell by cell, when it is looked at
            return settings_in(path) or empty_scenario()
    return empty_scenario()


def replace_tables(store: Store, district: District, taken: Taken) -> District:
    """Make a new version of a district's tables: files uploaded now, and those of the last version beside them.

    A workbook takes the place of the last one and of CSV files. OSError.
    """
    later = store.change_district(district.id, version=district.version + 1)
    write_tables(store.tables(later), taken)
    has_tables = any(name.startswith("district.") or name.endswith(".csv") for name in taken.tables)
    for path in store.tables(district).iterdir():
        is_table = path.name.startswith("district.") or path.suffix == ".csv"
        if path.is_file() and path.name not in taken.tables and not (is_table and has_tables):
            shutil.copyfile(path, store.tables(later) / path.name)
    return later


def add_scenario(store: Store, district: District, text: str) -> Scenario:
    """Add a scenario to a district; where its text can be read, it is named as that says."""
    scenario = Scenario(id=new_id(), district=district.id, name=_name_in(text), made=now())
    return store.add_scenario(scenario, text, "as it came", "初始内容")


def _new(name: str, source: str) -> District:
    return District(id=new_id(), name=name, source=source, version=1, made=now())


def _name_in(text: str) -> str:
    """Return a scenario's title or name; nothing where the text is damaged."""
    try:
        scenario = scenario_of_text(text)
    except InputError:
        return ""
    return scenario.title or scenario.name


def write_scenario(folder: Path, text: str, district: District) -> Path:
    """Write a scenario's text into a job's folder, with the way from there to the district's tables. InputError."""
    way = DISTRICT_OF_JOB.format(district=district.id, version=district.version)
    path = folder / "scenario.yaml"
    path.write_text(with_value(text, ("district",), way), encoding="utf-8", newline="\n")
    return path
