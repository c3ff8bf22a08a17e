"""What a batch has done, in batch.json: written whole after each scenario, so that a batch can go on."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from planner.batch.task import Ended, Task

RECORDS = "batch.json"
DONE = frozenset({0})
"""Exit codes with which a scenario need not be run again."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """One scenario: its key, how it ended, and the figures of its plan."""

    key: str
    exit_code: int
    seconds: float
    figures: dict[str, Any]
    message: str = ""
    message_zh: str = ""


_FIGURES = ("title", "status", "gap", "bound", "merged", "shortfall_pupils", "peak_memory_bytes")


def record_of(task: Task, ended: Ended) -> Record:
    """Keep of what a run said what the summary needs."""
    document = ended.document
    objective = document.get("objective", {})
    figures = {name: document[name] for name in _FIGURES if name in document}
    figures |= {name: objective[name] for name in ("cost", "total") if name in objective}
    return Record(
        key=task.key,
        exit_code=ended.exit_code,
        seconds=round(ended.seconds, 3),
        figures=figures,
        message=_message(ended, ""),
        message_zh=_message(ended, "_zh"),
    )


def _message(ended: Ended, language: str) -> str:
    """Return what the run said went wrong, else the end of what it wrote to standard error."""
    document = ended.document
    said = [str(document.get(f"error{language}", "")), *map(str, document.get(f"clashes{language}", ()))]
    return ("\n".join(filter(None, said)) or ended.message) if ended.exit_code else ""


def read_records(folder: Path) -> dict[str, Record]:
    """Return what is recorded by scenario name; nothing where there is no record, or a damaged one."""
    try:
        document = json.loads((folder / RECORDS).read_bytes())
        return {name: Record(**each) for name, each in document.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_records(folder: Path, records: Mapping[str, Record]) -> None:
    """Put the records in the place of those there are, whole or not at all. OSError."""
    fresh = folder / f".{RECORDS}"
    text = json.dumps({name: asdict(each) for name, each in records.items()}, ensure_ascii=False, indent=1)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(folder / RECORDS)


def is_done(folder: Path, task: Task, record: Record | None) -> bool:
    """Whether a scenario has its plan already, of these very files, version and options."""
    there = record is not None and record.key == task.key and record.exit_code in DONE
    return there and (folder / task.name / task.makes).is_file()
