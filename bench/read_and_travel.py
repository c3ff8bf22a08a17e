"""How long reading, travel and building the Problem take, beside the same ways found by plain networkx.

    python -m bench.read_and_travel

Each case runs in a process of its own, so that its peak memory is its own. networkx searches the same graph, as read
and noded but not made smaller, from as many sources; where that would take minutes it is timed on a sample of sources,
and the figure scaled up is marked so. Times are of one run on whatever else the machine does; repeat before quoting.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import networkx as nx
import numpy as np

from bench.made_up import made_up_district
from bench.memory import peak_megabytes
from planner.problem.build import build_problem
from planner.problem.network import Network, TravelMode, as_networkx, build_network, roads_near
from planner.problem.travel import find_journeys, reach_of
from planner.reading.loader import read_district
from planner.reading.roads import read_roads
from planner.reading.scenario import Scenario
from planner.reading.scenario_file import read_scenario

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = 40
"""Sources that networkx searches from, where it has too many nodes to visit in all."""
MOST_VISITS = 5_000_000
MODES: tuple[TravelMode, ...] = ("walk", "ride")


def measure(scenario_path: Path) -> dict[str, float | str]:
    """Read, travel and build one scenario; then let networkx find the same ways."""
    start = time.perf_counter()
    file = read_scenario(scenario_path)
    district = read_district(file.district_folder, file.scenario)
    read = time.perf_counter()
    journeys = find_journeys(district, file.scenario)
    travelled = time.perf_counter()
    problem = build_problem(district, journeys, file.scenario)
    built = time.perf_counter()
    peak = peak_megabytes()
    figures: dict[str, float | str] = {
        "case": file.scenario.name, "settlements": len(district.settlements), "schools": len(district.schools),
        "journeys": len(journeys.school), "pairs": problem.n_pairs, "read_seconds": read - start,
        "travel_seconds": travelled - read, "problem_seconds": built - travelled, "total_seconds": built - start,
        "peak_megabytes": peak,
    }  # fmt: skip
    if district.roads is None:
        return figures
    begun = time.perf_counter()
    roads = roads_near(read_roads(district.roads), district.settlements, district.schools)
    network = build_network(roads, district.settlements, district.schools, file.scenario.travel)
    network_seconds = time.perf_counter() - begun
    seconds, share = networkx_seconds(network, file.scenario)
    ours = figures["travel_seconds"]
    assert isinstance(ours, float)
    return figures | {
        "nodes": network.n_nodes, "edges": len(network.ride.start), "network_seconds": network_seconds,
        "networkx_seconds": network_seconds + seconds, "networkx_sampled_share": share,
        "networkx_over_ours": (network_seconds + seconds) / ours,
    }  # fmt: skip


def networkx_seconds(network: Network, scenario: Scenario) -> tuple[float, float]:
    """Time networkx over both modes: minutes and kilometres from every school, or from a sample, scaled up."""
    reach = reach_of(scenario)
    limits = {"walk": reach.walk_minutes, "ride": reach.ride_minutes}
    total, share = 0.0, 1.0
    for mode in MODES:
        access = network.walk_access if mode == "walk" else network.ride_access
        n_places = len(network.place_xy)
        first, last = (
            (network.n_settlements, n_places) if n_places < 2 * network.n_settlements else (0, network.n_settlements)
        )
        sources = access.node[first:last]
        sources = sources[sources >= 0]
        goals = np.delete(access.node, np.s_[first:last])
        sample = sources[:: max(1, len(sources) // SAMPLE)] if network.n_nodes * len(sources) > MOST_VISITS else sources
        share = min(share, len(sample) / len(sources))
        begun = time.perf_counter()
        graph = as_networkx(network, mode)
        building = time.perf_counter() - begun
        begun = time.perf_counter()
        for source in sample.tolist():
            search(graph, source, goals.tolist(), limits[mode])
        total += building + (time.perf_counter() - begun) * len(sources) / len(sample)
    return total, share


def search(graph: "nx.DiGraph[int]", source: int, goals: list[int], limit: float) -> list[tuple[float, float]]:
    """Return minutes and kilometres of the fastest way from a source to each goal within the limit."""
    minutes, ways = nx.single_source_dijkstra(graph, source, cutoff=limit, weight="minutes")
    assert isinstance(minutes, dict)
    assert isinstance(ways, dict)
    return [(minutes[goal], nx.path_weight(graph, ways[goal], "kilometres")) for goal in goals if goal in minutes]


def main() -> None:
    """Measure Mengjin and two made-up districts, each in its own process, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [
            ROOT / "scenarios" / "mengjin-2026.yaml",
            made_up_district(300, 143, 1, Path(folder) / "county"),
            made_up_district(3000, 1500, 1, Path(folder) / "city"),
        ]
        for path in paths:
            if not path.is_file():
                print(f"{path.name}: not there, left out")
                continue
            command = [sys.executable, "-m", "bench.read_and_travel", str(path)]
            told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
            for name, value in json.loads(told).items():
                print(f"{name:>24}  {value if isinstance(value, str | int) else f'{value:,.2f}'}")
            print()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(Path(sys.argv[1]))))
    else:
        main()
