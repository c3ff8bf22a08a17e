"""Plan files: read whatever is there, and say what is wrong with it."""

import json
from pathlib import Path

import pytest

from planner.errors import InputError
from planner.plan import gap_of, read_plan, status_of
from tests.paper_plan import paper_keys, paper_plan


def write(folder: Path, content: str | bytes) -> Path:
    """Write a plan file."""
    path = folder / "plan.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_plan_is_read_as_it_was_written(tmp_path: Path) -> None:
    """A written plan reads back as the same plan, further keys included."""
    plan = paper_plan().model_copy(update={"further": "key"})
    path = write(tmp_path, plan.model_dump_json(by_alias=True))
    assert read_plan(path) == plan


@pytest.mark.parametrize(
    "content",
    [
        b"", b"no json", b"[]", b"null", b"{}", b"\xff\xfe\x00", b'{"format": "planner-plan/1"',
        b"[" * 100_000, b"\x00" * 10,
    ],
    ids=["empty", "text", "list", "null", "no keys", "bytes", "cut off", "nested", "zeros"],
)  # fmt: skip
def test_damaged_files_are_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever is no plan is an input error, never a fault in the program."""
    with pytest.raises(InputError, match=r"a plan is wanted|not a plan"):
        read_plan(write(tmp_path, content))


def test_nesting_within_a_further_key_is_refused(tmp_path: Path) -> None:
    """A further key may hold anything, but not a hundred thousand lists in each other."""
    text = json.dumps(paper_keys())
    with pytest.raises(InputError):
        read_plan(write(tmp_path, text[:-1] + ', "further": ' + "[" * 100_000 + "]" * 100_000 + "}"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("bound", float("nan")), ("bound", float("inf")), ("bound", "1"), ("bound", 1e300), ("gap", "none"),
        ("status", "best"), ("schools", {}), ("seed", 1.5), ("seed", 10**400),
        ("notes", "one"), ("objective", None), ("shortfall", [1]), ("scenario", 5),
    ],
)  # fmt: skip
def test_wrong_types_are_named(tmp_path: Path, key: str, value: object) -> None:
    """A value of the wrong type is refused with the name of its key."""
    with pytest.raises(InputError) as refusal:
        read_plan(write(tmp_path, json.dumps(paper_keys() | {key: value})))
    assert key in str(refusal.value)


def test_a_later_version_of_the_format_is_named(tmp_path: Path) -> None:
    """A plan of a format to come is told from a file that is no plan at all."""
    with pytest.raises(InputError, match=r"is a plan of another version, 2$"):
        read_plan(write(tmp_path, json.dumps(paper_keys() | {"format": "planner-plan/2"})))


@pytest.mark.parametrize("value", [float("nan"), "three", None, 1e300, 10**400, True])
def test_pupils_are_numbers(tmp_path: Path, value: object) -> None:
    """Pupils that are no number are refused with the place where they stand."""
    keys = paper_keys()
    keys["assignments"][0]["pupils"]["1"] = value
    with pytest.raises(InputError, match=r"assignments\.0\.pupils\.1|Out of range|not a plan"):
        read_plan(write(tmp_path, json.dumps(keys)))


def test_every_fault_is_said_at_once(tmp_path: Path) -> None:
    """Two wrong keys are two findings."""
    with pytest.raises(InputError) as refusal:
        read_plan(write(tmp_path, json.dumps(paper_keys() | {"seed": "x", "bound": "y"})))
    assert {finding.column for finding in refusal.value.findings} == {"seed", "bound"}


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_missing_files_are_refused(tmp_path: Path, name: str) -> None:
    """A file that is not there, or is a folder, is an input error."""
    with pytest.raises(InputError, match=r"cannot read|a plan is wanted"):
        read_plan(tmp_path / name)


@pytest.mark.parametrize(
    ("total", "cost", "bound", "gap"),
    [(110, 100, 105, 0.05), (110, 100, 110, 0.0), (10, 0, 5, None), (0, 0, 0, 0.0), (1e9, 100, 1e9 + 1, 0.0)],
)
def test_gap_is_a_share_of_cost(total: float, cost: float, bound: float, gap: float | None) -> None:
    """The gap is (total - bound) / cost; a bound above the total by rounding alone leaves no gap."""
    assert gap_of(total=total, cost=cost, bound=bound) == gap


@pytest.mark.parametrize(
    ("gap", "stopped", "status"),
    [
        (0.0, {"stopped": False}, "optimal"), (1e-6, {"stopped": True}, "optimal"),
        (2e-6, {"stopped": False}, "feasible"), (2e-6, {"stopped": True}, "stopped"),
        (None, {"stopped": False}, "feasible"),
    ],
)  # fmt: skip
def test_status_says_no_more_than_is_proven(gap: float | None, stopped: dict[str, bool], status: str) -> None:
    """Optimal is a gap of 1e-6 or less, whoever stopped the run."""
    assert status_of(gap, **stopped) == status
