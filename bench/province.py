"""A made-up province on a local Dask cluster: what it costs beside its counties run alone, and a worker killed.

    python -m bench.province 6 60 --seconds 10 --folder somewhere
    python -m bench.province 6 60 --seconds 10 --folder somewhere --borders primary

makes 6 counties of 60 settlements side by side on a square grid (made up, as their provenance says),
and runs three things, one after the other:

- each county alone, one process at a time, as `planner city` runs it: the seconds of all of them are the sum;
- the province by `planner city` on a cluster of two workers that is there already;
- the same into another folder, one worker killed in the middle.

It prints, as one JSON document that `--folder` keeps too: seconds of the sum, of both runs, worker-seconds (seconds x
workers) over the sum, processor seconds of each (of every process begun, the cluster's own too) and theirs over the
sum's, the totals, how many plans each has, the most memory a county's process held, bytes sent and brought back. Where
the machine is busy, processor seconds tell what seconds cannot; the counties' time limits are in both.

For a province as large as one wants to wait for, when nothing else runs (some 8 minutes on two cores, the machine code
of the inner loops being there already):

    python -m bench.province 24 300 --seconds 5 --folder somewhere
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import distributed
import geopandas as gpd
import numpy as np
import pandas as pd
from ruamel.yaml import YAML

from bench.made_up import SQUARE_KM_A_SETTLEMENT, made_up_district

WORKERS = 2
_SCHOOLS_A_SETTLEMENT = 143 / 300
_KM_A_DEGREE = 111.2
_ALONE = ("-P", "-m", "planner.city.work", "plan")


def make_province(folder: Path, counties: int, settlements: int, stages: list[str]) -> Path:
    """Write the counties and regions.yaml; return the latter."""
    columns = int(np.ceil(np.sqrt(counties)))
    apart_km = float(np.sqrt(settlements * SQUARE_KM_A_SETTLEMENT)) + 1.0
    named: dict[str, dict[str, str]] = {}
    borders = []
    for number in range(counties):
        name = f"c{number:03d}"
        path = made_up_district(settlements, round(settlements * _SCHOOLS_A_SETTLEMENT), number + 1, folder / name)
        row, column = divmod(number, columns)
        _move(folder / name / "district", column * apart_km, row * apart_km)
        named[name] = {"scenario": path.relative_to(folder).as_posix(), "name": f"合成县{number}"}
        borders += [[f"c{number - 1:03d}", name]] if column else []
        borders += [[f"c{number - columns:03d}", name]] if row else []
    document: dict[str, Any] = {"name": "province", "title": "合成省", "counties": named}
    if stages:
        document["borders"] = [{"between": pair, "stages": list(stages)} for pair in borders]
    path = folder / "regions.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(document, file)
    return path


def _move(district: Path, east_km: float, north_km: float) -> None:
    """Move a made-up district so many kilometres."""
    lat = 34.7
    east, north = east_km / (_KM_A_DEGREE * np.cos(np.radians(lat))), north_km / _KM_A_DEGREE
    for table in ("settlements", "schools"):
        frame = pd.read_csv(district / f"{table}.csv", dtype={f"{table[:-1]}_id": str})
        frame = frame.assign(lon=(frame["lon"] + east).round(6), lat=(frame["lat"] + north).round(6))
        frame.to_csv(district / f"{table}.csv", index=False)
    roads = gpd.read_file(district / "roads.gpkg").to_crs("EPSG:4326")
    roads = roads.set_geometry(roads.geometry.translate(east, north))
    (district / "roads.gpkg").unlink()
    roads.to_file(district / "roads.gpkg", layer="roads", driver="GPKG")


def alone(regions: Path, out: Path, seconds: float) -> dict[str, Any]:
    """Run each county by itself, one after the other."""
    each, totals, processor = [], 0.0, _processor_seconds()
    for place in sorted(regions.parent.glob("c*/scenario.yaml")):
        begun = time.monotonic()
        words = [str(place), "--out", str(out / place.parent.name), "--time-limit", f"{seconds:g}", "--threads", "1"]
        done = subprocess.run([sys.executable, *_ALONE, *words], capture_output=True, encoding="utf-8", check=True)
        each.append(round(time.monotonic() - begun, 2))
        totals += json.loads(done.stdout)["objective"]["total"]
    used = _processor_seconds() - processor
    return {
        "seconds": round(sum(each), 1), "processor_seconds": round(used, 1), "seconds_of_each": each,
        "total_yuan": totals,
    }  # fmt: skip


def _processor_seconds() -> float:
    """Return the processor seconds of all processes begun from here that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def on_cluster(regions: Path, out: Path, seconds: float, *, kill_after: float | None) -> dict[str, Any]:
    """Run the province on two workers; kill one of them after so many seconds."""
    processor = _processor_seconds()
    make_cluster: Any = distributed.LocalCluster  # Dask states no types
    with make_cluster(
        n_workers=WORKERS, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        victim = next(iter(cluster.workers.values())).pid
        killer = threading.Timer(kill_after or 1e6, lambda: os.kill(victim, signal.SIGKILL))
        killer.daemon = True
        begun = time.monotonic()
        if kill_after is not None:
            killer.start()
        words = ["--out", str(out), "--time-limit", f"{seconds:g}", "--scheduler", cluster.scheduler_address, "--json"]
        command = [sys.executable, "-m", "planner", "city", str(regions), *words]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        took = time.monotonic() - begun
        killer.cancel()
    document = json.loads(done.stdout)
    counties = document.get("counties", [])
    peaks = [county["peak_memory_bytes"] for county in counties if county["peak_memory_bytes"]]
    return {
        "exit_code": done.returncode,
        "seconds": round(took, 1),
        "processor_seconds": round(_processor_seconds() - processor, 1),
        "total_yuan": document.get("objective", {}).get("total"),
        "total_apart_yuan": document.get("total_apart"),
        "gap": document.get("gap"),
        "plans": sum(county["exit_code"] == 0 for county in counties),
        "guests": sum(sum(flow["pupils"].values()) for flow in document.get("flows", [])),
        "peak_memory_mb": round(max(peaks, default=0) / 2**20),
        "problems": document.get("problems", [document.get("error")]),
    }


def bytes_of(regions: Path, out: Path) -> dict[str, int]:
    """Return what goes to the cluster, files of equal content once, and what comes back, before it is packed."""
    sent = {path.read_bytes() for path in regions.parent.glob("c*/**/*") if path.is_file()}
    back = [path for path in (out / "apart").glob("*/*") if path.is_file()]
    return {"sent": sum(map(len, sent)), "brought_back": sum(path.stat().st_size for path in back)}


def main() -> None:
    """Measure as the words ask."""
    parser = argparse.ArgumentParser()
    parser.add_argument("counties", type=int)
    parser.add_argument("settlements", type=int)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--borders", nargs="*", default=[])
    asked = parser.parse_args()
    folder = asked.folder.resolve()
    regions = make_province(folder / "data", asked.counties, asked.settlements, asked.borders)
    summed = alone(regions, folder / "alone", asked.seconds)
    whole = on_cluster(regions, folder / "whole", asked.seconds, kill_after=None)
    killed = on_cluster(regions, folder / "killed", asked.seconds, kill_after=0.4 * whole["seconds"])
    result = {
        "counties": asked.counties,
        "settlements": asked.settlements,
        "seconds_a_county": asked.seconds,
        "borders": asked.borders,
        "alone": summed,
        "cluster": whole
        | {
            "worker_seconds_over_sum": round(WORKERS * whole["seconds"] / summed["seconds"], 3),
            "processor_seconds_over_sum": round(whole["processor_seconds"] / summed["processor_seconds"], 3),
        },
        "worker_killed": killed,
        "bytes": bytes_of(regions, folder / "whole"),
    }
    text = json.dumps(result, indent=1, ensure_ascii=False)
    (folder / "province.json").write_text(f"{text}\n", encoding="utf-8")
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
