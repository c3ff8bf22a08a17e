"""The problems that are measured, by name: made-up counties, Mengjin, and public instances of the literature.

    county-300      a made-up county of 300 settlements (any number), seed 1
    county-300-rules  the same with rules that make a plan adoptable
    mengjin         scenarios/mengjin-2026.yaml
    FAMILY/pK-MODE  the family's K-th instance, its customers whole or split: orlib_small, orlib_large, holmberg, diaz,
                    yang/60x200_p1, pmedcap (K = 1 to 10), sf_spopt/4 (the best 4 of 16 places)

The public instances are those that the tests read, from the folder of the setting PLANNER_SHARED (default ../shared).
"""

import os
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bench.made_up import made_up_district
from planner.inputs import Inputs, read_inputs
from tests.public_instances import (
    Instance,
    read_diaz,
    read_fixed_cost,
    read_pmedcap,
    read_san_francisco,
    write_instance,
)

ROOT = Path(__file__).resolve().parent.parent
SCHOOLS_A_SETTLEMENT = 143 / 300
SEED = 1


def inputs_of(case: str, folder: Path) -> Inputs:
    """Make the case's district in `folder` where it is made up or public, and read it as any district is read."""
    family, _, place = case.partition("-")
    if family == "county":
        number, _, rules = place.partition("-")
        schools = max(4, round(int(number) * SCHOOLS_A_SETTLEMENT))
        return read_inputs(made_up_district(int(number), schools, SEED, folder, rules=rules == "rules"))
    if case == "mengjin":
        return read_inputs(ROOT / "scenarios" / "mengjin-2026.yaml")
    instance, _ = _instance(case)
    return read_inputs(write_instance(folder, instance, mode=mode_of(case)))


def is_made_up(case: str) -> bool:
    """Whether a case is a made-up county."""
    return case.startswith("county-")


def mode_of(case: str) -> str:
    """Whether a public case's customers are whole or split.

    >>> mode_of("orlib_small/p3-split"), mode_of("sf_spopt/4-whole")
    ('split', 'whole')
    """
    return case.rpartition("-")[2]


def known_value(case: str) -> float | None:
    """Return the optimum of a public case as the literature has it, yuan a year; None where none is known."""
    return _instance(case)[1] if "/" in case else None


def _instance(case: str) -> tuple[Instance, float]:
    """Read a public instance and its known optimum; SystemExit where it is not to be had."""
    folder = Path(os.environ.get("PLANNER_SHARED", ROOT.parent / "shared")) / "data" / "facility_location"
    if not folder.is_dir():
        msg = f"{case}: no public instances here; set PLANNER_SHARED to their folder"
        raise SystemExit(msg)
    family, _, rest = case.partition("/")
    place = rest.rpartition("-")[0]
    known: dict[str, Any] = YAML(typ="safe").load((folder / "KNOWN.yaml").read_text(encoding="utf-8"))
    if family == "pmedcap":
        return read_pmedcap(folder / family / f"pmedcap1_{place.removeprefix('p')}.txt")
    if family == "sf_spopt":
        instance = read_san_francisco(folder / family, int(place))
        served = partial(_served_by, instance)
        return instance, min(map(served, combinations(range(len(instance.capacity)), int(place))))
    read = read_diaz if family == "diaz" else read_fixed_cost
    values = known[family][mode_of(case)]
    value = values[place] if isinstance(values, dict) else values[int(place.removeprefix("p")) - 1]
    return read(folder / family / place), float(value)


def _served_by(instance: Instance, places: tuple[int, ...]) -> float:
    return float(instance.cost[:, places].min(axis=1).sum())
