"""A plan of the paper case made by hand: valid, not the best, and with every term a sum on paper."""

from typing import Any

from planner.plan import Plan

SCHOOL = 10 + 100 + 1000 + 2000 + 10 + 1000 + 2000 + 4000
CLASS = 2 * (4 * 500 + 700)
CAPITAL = (30 * 100 + (30 * 100 + 100_000 + 5000)) / 50
TRAVEL = (15 * 10 + 15 * 30) + (15 * 30 + 15 * (20 + 16)) + 2 * (5 * (30 + 24) + 10 * (40 + 40))
BOARDING = 2 * 30 * (50 + (90 + 45 * 2) * 2 / 5)
COST = SCHOOL + CLASS + CAPITAL + TRAVEL + BOARDING
PENALTY = 2 * (3 + 4) * 10_000
TOTAL = COST + PENALTY
BOUND = 160_000.0


def paper_keys() -> dict[str, Any]:
    """Return the plan's keys, fresh, to be tampered with."""
    first, second = 2026, 2027
    return {
        "format": "planner-plan/1",
        "scenario": "paper",
        "scenario_file": "scenario.yaml",
        "inputs_sha256": {},
        "planner_version": "0",
        "seed": 1,
        "status": "feasible",
        "bound": BOUND,
        "gap": (TOTAL - BOUND) / COST,
        "seconds": 0.5,
        "engine": "by hand",
        "objective": {
            "school": SCHOOL, "class": CLASS, "capital": CAPITAL, "travel": TRAVEL, "boarding": BOARDING,
            "cross_town": 0.0, "moves": 0.0, "cost": COST, "penalty": PENALTY, "total": TOTAL,
        },
        "schools": [
            _school("P0", first, "keep"), _school("P0", second, "keep"),
            _school("P1", first, "keep", classes={"1": 1, "2": 1}, pupils={"1": 10, "2": 5}),
            _school("P1", second, "merge"),
            _school("P2", first, "keep", classes={"1": 1, "2": 1}, pupils={"1": 15, "2": 5}),
            _school("P2", second, "expand", classes={"1": 1, "2": 1}, pupils={"1": 15, "2": 5}, classrooms_added=1),
            _school("J1", first, "expand", classes={"7": 1}, pupils={"7": 40}, beds_added=30, boarders=30),
            _school("J1", second, "expand", classes={"7": 1}, pupils={"7": 40}, beds_added=30, boarders=30),
            _school("N1", first, "leave"),
            _school("N1", second, "build", classes={"1": 1, "2": 1}, pupils={"1": 10, "2": 5}),
        ],
        "assignments": [
            _sent(("A", first, "lower"), "P1", ("walk", 10, None), {"1": 10, "2": 5}),
            _sent(("A", first, "lower"), "P2", ("walk", 30, None), {"1": 10, "2": 5}),
            _sent(("A", second, "lower"), "P2", ("walk", 30, None), {"1": 10, "2": 5}),
            _sent(("A", second, "lower"), "N1", ("ride", 20, 8), {"1": 10, "2": 5}),
            *(_sent(("B", year, "lower"), "P2", ("ride", 30, 12), {"1": 5}) for year in (first, second)),
            *(_sent(("B", year, "junior"), "J1", ("ride", 40, 20), {"7": 10}) for year in (first, second)),
            *(_sent(("D", first, "junior"), "J1", ("board", 90, 45), {"7": 15}) for _part in range(2)),
            *(_sent(("D", second, "junior"), "J1", ("board", 90, 45), {"7": 15}) for _part in range(2)),
        ],
        "merges": [
            {"school_id": "P1", "year": second,
             "receivers": [{"school_id": "P2", "pupils": 15}, {"school_id": "N1", "pupils": 15}]},
        ],
        "shortfall": [
            *(_left("C", year, {"1": 3}, "no_school_in_reach") for year in (first, second)),
            *(_left("E", year, {"1": 4}, "dearer_than_the_price") for year in (first, second)),
        ],
        "notes": ["made-up data"],
    }  # fmt: skip


def paper_plan() -> Plan:
    """Return the plan."""
    return Plan.model_validate(paper_keys())


def _school(school_id: str, year: int, action: str, **keys: object) -> dict[str, Any]:
    empty = {"classes": {}, "pupils": {}, "classrooms_added": 0, "beds_added": 0, "boarders": 0}
    is_open = action not in {"merge", "leave"}
    return {"school_id": school_id, "year": year, "action": action, "open": is_open, **empty, **keys}


def _sent(
    block: tuple[str, int, str], school_id: str, trip: tuple[str, float, float | None], pupils: dict[str, int]
) -> dict[str, Any]:
    settlement_id, year, band = block
    mode, minutes, kilometres = trip
    return {
        "settlement_id": settlement_id, "year": year, "grade_band": band, "school_id": school_id,
        "mode": mode, "minutes": minutes, "kilometres": kilometres, "pupils": pupils,
    }  # fmt: skip


def _left(settlement_id: str, year: int, pupils: dict[str, int], reason: str) -> dict[str, Any]:
    return {"settlement_id": settlement_id, "year": year, "grade_band": "lower", "pupils": pupils, "reason": reason}
