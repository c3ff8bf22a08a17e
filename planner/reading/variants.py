"""The tables of pupils of a district's variants (`demand`): read, checked, and put beside the district's own."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from planner.errors import InputError
from planner.language import Text, joined
from planner.reading.district import District
from planner.reading.faults import fault, raise_if_any
from planner.reading.files import sha256_of
from planner.reading.pupils_file import read_pupils_file
from planner.reading.scenario import Scenario


def with_variants(district: District, scenario: Scenario) -> District:
    """Return the district with the pupils of each variant that the scenario asks for; its own are the main one's.

    InputError where a table is not there, or with every finding of the first that is wrong.
    """
    demand = scenario.demand
    if demand is None:
        return district
    paths = {name: _path_of(district.folder, demand.folder, names) for name, names in demand.table_names.items()}
    missing = [demand.table_names[name][0] for name, path in paths.items() if path is None]
    if missing:
        named = joined(missing)
        wanted = Text(
            f"tables of the variants that demand names: there is no {named}, neither in {demand.folder} nor beside the "
            "district's tables; planner forecast writes them",
            f"demand 所列各方案的学生表：“{demand.folder}”文件夹和区县数据文件夹中都没有 {named.zh}；"
            "可用 planner forecast 生成",
        )
        raise_if_any(fault("scenario", wanted, column="demand.variants"), str(district.folder))
    there = {name: path for name, path in paths.items() if path is not None}
    variants = {name: _pupils_of(path, district, scenario) for name, path in there.items()}
    digests = {path.relative_to(district.folder).as_posix(): sha256_of(path.read_bytes()) for path in there.values()}
    return replace(
        district,
        pupils=variants[demand.main],
        variants=variants,
        sha256={**district.sha256, **digests},
    )


def _path_of(folder: Path, below: str, names: tuple[str, ...]) -> Path | None:
    places = [folder / below, folder]
    return next((place / name for place in places for name in names if (place / name).is_file()), None)


def _pupils_of(path: Path, district: District, scenario: Scenario) -> pd.DataFrame:
    """Read one table. InputError, which names its file."""
    try:
        return read_pupils_file(path, district.settlements, scenario.placed_years, scenario.grades)
    except InputError as problem:
        raise InputError(
            Text(f"{problem.headline} (demand.variants)", f"{problem.headline.zh}（demand.variants）"),
            problem.findings,
            problem.unlisted,
        ) from problem
