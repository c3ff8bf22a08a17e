"""Instances of the facility location literature as districts: customers become settlements, facilities schools.

A customer's demand becomes pupils of grade 1, a facility's capacity `pupils_max`, its fixed cost
`fixed_yuan_per_year`, and the cost of serving all of a customer `walk_minutes` x pupils at a price of 1 yuan. Classes
are switched off. The p-median instances open exactly p places: existing teaching points, of which n - p are merged.
Everything but those numbers (positions, names, kinds) is made up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from tests.districts import YEAR, Case, district_of, scenario_of, write_case

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Instance:
    """A facility location instance. `n_open` is None where fixed costs decide how many are open."""

    name: str
    demand: Floats
    """(customer)."""
    capacity: Floats
    """(facility); inf = none."""
    fixed: Floats
    """(facility)."""
    cost: Floats
    """(customer, facility): of serving all of a customer."""
    n_open: int | None = None


def read_fixed_cost(path: Path) -> Instance:
    """Read orlib_small, orlib_large, holmberg and yang: facilities, customers, (capacity, fixed), demand, cost."""
    numbers = _numbers(path)
    n_facilities, n_customers = int(numbers[0]), int(numbers[1])
    pairs, demand, cost = np.split(numbers[2:], np.cumsum([2 * n_facilities, n_customers]))
    capacity, fixed = pairs.reshape(n_facilities, 2).T
    by_facility = cost.reshape(n_facilities, n_customers)
    name = f"{path.parent.name}-{path.name}"
    return Instance(name=name, demand=demand, capacity=capacity, fixed=fixed, cost=by_facility.T)


def read_diaz(path: Path) -> Instance:
    """Read diaz: customers, facilities, cost, demand, fixed costs, capacities."""
    numbers = _numbers(path)
    n, m = int(numbers[0]), int(numbers[1])
    cost, demand, fixed, capacity = np.split(numbers[2:], np.cumsum([n * m, n, m]))
    return Instance(name=f"diaz-{path.name}", demand=demand, capacity=capacity, fixed=fixed, cost=cost.reshape(n, m))


def read_pmedcap(path: Path) -> tuple[Instance, float]:
    """Read pmedcap: id, optimum, n, p, capacity, (number, x, y, demand); distance is rounded down."""
    numbers = _numbers(path)
    n, p, capacity = int(numbers[2]), int(numbers[3]), numbers[4]
    points = numbers[5:].reshape(n, 4)
    across = points[:, None, 1:3] - points[None, :, 1:3]
    instance = Instance(
        name=path.stem,
        demand=points[:, 3],
        capacity=np.full(n, capacity),
        fixed=np.zeros(n),
        cost=np.floor(np.hypot(across[..., 0], across[..., 1])),
        n_open=p,
    )
    return instance, float(numbers[1])


def read_san_francisco(folder: Path, n_open: int, capacity: float = np.inf) -> Instance:
    """Read 205 census tracts and 16 stores; cost is people x metres."""
    file = folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    rows = pd.read_csv(file, dtype={"DestinationName": str})
    demand = rows.groupby("DestinationName")["demand"].first().to_numpy(float)
    metres = rows.pivot_table(values="distance", index="DestinationName", columns="name").to_numpy(float)
    return Instance(
        name="san-francisco",
        demand=demand,
        capacity=np.full(metres.shape[1], capacity),
        fixed=np.zeros(metres.shape[1]),
        cost=metres * demand[:, None],
        n_open=n_open,
    )


def write_instance(folder: Path, instance: Instance, *, mode: str = "whole") -> Path:
    """Write the instance as a district folder and a scenario file; return the scenario file."""
    return write_case(folder, as_case(instance, mode=mode))


def as_case(instance: Instance, *, mode: str = "whole") -> Case:
    """Turn an instance into a district and a scenario."""
    customers = [f"c{number:04}" for number in range(len(instance.demand))]
    facilities = [f"f{number:04}" for number in range(len(instance.capacity))]
    minutes = instance.cost / instance.demand[:, None]
    district = district_of(
        pupils={(c, YEAR, "1"): int(d) for c, d in zip(customers, instance.demand, strict=True)},
        schools=_schools(instance, facilities),
        travel={
            (customer, facility): (float(minutes[i, j]), None, None)
            for i, customer in enumerate(customers)
            for j, facility in enumerate(facilities)
        },
    )
    rules: dict[str, object] = {
        "class_size": None,
        "school_size": None,
        "max_classes_per_school": None,
        "assignment": {"mode": mode},
    }
    if instance.n_open is not None:
        rules["merge"] = {"kinds": ["teaching_point"], "exactly": len(facilities) - instance.n_open}
    scenario = scenario_of(
        name=instance.name,
        title="instance of the literature; positions and names are made up",
        years=[YEAR],
        grade_bands={"customers": {"stage": "primary", "grades": [1]}},
        rules=rules,
        prices={
            "travel_yuan_per_pupil_minute": 1.0,
            "build_yuan": 0.0,
            "shortfall_yuan_per_pupil": float(2 * minutes.max() + 2 * instance.fixed.max()) + 1,
        },
    )
    return Case(district=district, scenario=scenario)


def _schools(instance: Instance, facilities: Sequence[str]) -> list[dict[str, object]]:
    """Sites that may be built where fixed costs decide, else teaching points that may be merged."""
    by_number = instance.n_open is not None
    return [
        {
            "school_id": facility,
            "kind": "teaching_point" if by_number else "primary",
            "state": "existing" if by_number else "candidate",
            "decision": "free",
            "pupils_max": capacity if np.isfinite(capacity) else None,
            "fixed_yuan_per_year": fixed,
        }
        for facility, capacity, fixed in zip(facilities, instance.capacity, instance.fixed, strict=True)
    ]


def _numbers(path: Path) -> Floats:
    """Read every number of a file; some files hold NUL bytes, which stand for blanks."""
    return np.array(path.read_bytes().replace(b"\0", b" ").split(), dtype=np.float64)
