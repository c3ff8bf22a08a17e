"""The store: one SQLite file for what is known of districts, scenarios and jobs; folders for everything else.

Every method opens the file, does one transaction and closes it: a server killed at any moment loses nothing that was
saved, and two threads never share a connection.
"""

import json
import secrets
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from planner.web.job_folder import ARRIVING, JobFolder
from planner.web.records import ENDED, District, Job, Kind, Revision, Scenario

_SCHEMA = """
CREATE TABLE IF NOT EXISTS districts (
  id TEXT PRIMARY KEY, name TEXT, source TEXT, version INTEGER, made TEXT, deleted TEXT);
CREATE TABLE IF NOT EXISTS scenarios (
  id TEXT PRIMARY KEY, district TEXT REFERENCES districts(id), name TEXT, made TEXT, deleted TEXT);
CREATE TABLE IF NOT EXISTS revisions (
  number INTEGER PRIMARY KEY AUTOINCREMENT, scenario TEXT REFERENCES scenarios(id), text TEXT, says TEXT,
  says_zh TEXT, made TEXT, undone INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS jobs (
  id TEXT PRIMARY KEY, kind TEXT, district TEXT, scenario TEXT, state TEXT, name TEXT, made TEXT, of TEXT, options TEXT,
  key TEXT, note TEXT, star INTEGER, exit_code INTEGER, started TEXT, ended TEXT, deleted TEXT);
"""
_SECONDS_FOR_LOCK = 30.0
_KEPT_DELETED = timedelta(days=30)
"""So long what is deleted can be brought back."""


class NotThereError(LookupError):
    """There is nothing of this id."""


def now() -> str:
    """Return the present moment as the store writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def new_id() -> str:
    """Return a name for a folder that nobody else gives."""
    return secrets.token_hex(8)


@dataclass(frozen=True, kw_only=True)
class Store:
    """A folder with store.sqlite, districts/ and jobs/."""

    path: Path

    def prepare(self) -> None:
        """Make what is missing, readable by its owner alone. OSError."""
        for folder in (self.path, self.path / "districts", self.path / "jobs"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._open() as database:
            database.executescript(f"PRAGMA journal_mode = WAL; {_SCHEMA}")

    def purge(self) -> None:
        """Remove for good what was deleted long ago, answers of imports, and uploads that nobody reads. OSError."""
        self._purge_imports()
        long_ago = (datetime.now(UTC) - _KEPT_DELETED).isoformat()
        for table, folder in (("jobs", "jobs"), ("districts", "districts")):
            unused = "" if table == "jobs" else " AND id NOT IN (SELECT district FROM jobs)"
            for row in self._rows(f"SELECT id FROM {table} WHERE deleted < ?{unused}", [long_ago]):  # noqa: S608 - as above
                shutil.rmtree(self.path / folder / row["id"], ignore_errors=True)
                with self._open() as database:
                    database.execute(f"DELETE FROM {table} WHERE id = ?", [row["id"]])  # noqa: S608 - as above

    def _purge_imports(self) -> None:
        """Remove imports that have ended, and uploads of a server that was killed before it kept their job."""
        jobs = self.jobs(deleted=True)
        for job in jobs:
            if job.kind == "import" and job.state in ENDED:
                shutil.rmtree(self.folder(job).path, ignore_errors=True)
                with self._open() as database:
                    database.execute("DELETE FROM jobs WHERE id = ?", [job.id])
        read = {job.id for job in jobs if job.state not in ENDED}
        for left in (self.path / "jobs").glob(f"*/{ARRIVING}"):
            if left.parent.name not in read:
                shutil.rmtree(left, ignore_errors=True)

    def tables(self, district: District) -> Path:
        """Return the folder of a district's present tables."""
        return self.path / "districts" / district.id / f"tables-{district.version}"

    def folder(self, job: Job | str) -> JobFolder:
        """Return the folder of a job."""
        return JobFolder(path=self.path / "jobs" / (job if isinstance(job, str) else job.id))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self.path / "store.sqlite", timeout=_SECONDS_FOR_LOCK)
        try:
            database.row_factory = sqlite3.Row
            with database:
                yield database
        finally:
            database.close()

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        with self._open() as database:
            return [dict(row) for row in database.execute(query, values)]

    def _insert(self, table: str, row: Mapping[str, object]) -> int:
        names = ", ".join(row)
        signs = ", ".join("?" for _ in row)
        with self._open() as database:
            done = database.execute(f"INSERT INTO {table} ({names}) VALUES ({signs})", tuple(row.values()))  # noqa: S608 - names are our own
            return int(done.lastrowid or 0)

    def _update(self, table: str, row_id: str, values: Mapping[str, object]) -> None:
        sets = ", ".join(f"{name} = ?" for name in values)
        with self._open() as database:
            done = database.execute(f"UPDATE {table} SET {sets} WHERE id = ?", (*values.values(), row_id))  # noqa: S608 - as above
            if not done.rowcount:
                raise NotThereError(row_id)

    # districts

    def add_district(self, district: District) -> District:
        """Keep a new district."""
        self._insert("districts", vars(district))
        return district

    def districts(self) -> list[District]:
        """Return the districts, the newest first; not those deleted."""
        return [
            District(**row) for row in self._rows("SELECT * FROM districts WHERE deleted IS NULL ORDER BY made DESC")
        ]

    def district(self, district_id: str) -> District:
        """Return a district. NotThereError."""
        for row in self._rows("SELECT * FROM districts WHERE id = ?", [district_id]):
            return District(**row)
        raise NotThereError(district_id)

    def change_district(self, district_id: str, **values: object) -> District:
        """Change what is known of a district; return it. NotThereError."""
        self._update("districts", district_id, values)
        return self.district(district_id)

    # scenarios and their revisions

    def add_scenario(self, scenario: Scenario, text: str, says: str, says_zh: str) -> Scenario:
        """Keep a new scenario with its first text."""
        self._insert("scenarios", vars(scenario))
        self.add_revision(scenario.id, text, says, says_zh)
        return scenario

    def scenarios(self, district_id: str) -> list[Scenario]:
        """Return the scenarios of a district, the oldest first; not those deleted."""
        query = "SELECT * FROM scenarios WHERE district = ? AND deleted IS NULL ORDER BY made, rowid"
        return [Scenario(**row) for row in self._rows(query, [district_id])]

    def scenario(self, scenario_id: str) -> Scenario:
        """Return a scenario. NotThereError."""
        for row in self._rows("SELECT * FROM scenarios WHERE id = ?", [scenario_id]):
            return Scenario(**row)
        raise NotThereError(scenario_id)

    def change_scenario(self, scenario_id: str, **values: object) -> Scenario:
        """Change what is known of a scenario; return it. NotThereError."""
        self._update("scenarios", scenario_id, values)
        return self.scenario(scenario_id)

    def add_revision(self, scenario_id: str, text: str, says: str, says_zh: str) -> int:
        """Keep a new text of a scenario; return its number."""
        row = {"scenario": scenario_id, "text": text, "says": says, "says_zh": says_zh, "made": now()}
        return self._insert("revisions", row)

    def revisions(self, scenario_id: str) -> list[Revision]:
        """Return every text a scenario has had, the oldest first, undone ones too."""
        rows = self._rows("SELECT * FROM revisions WHERE scenario = ? ORDER BY number", [scenario_id])
        return [Revision(**{**row, "undone": bool(row["undone"])}) for row in rows]

    def text(self, scenario_id: str) -> str:
        """Return a scenario's present text. NotThereError."""
        for revision in reversed(self.revisions(scenario_id)):
            if not revision.undone:
                return revision.text
        raise NotThereError(scenario_id)

    def undo(self, scenario_id: str) -> bool:
        """Undo the last change that is not undone; False where only the first text is left."""
        standing = [each for each in self.revisions(scenario_id) if not each.undone]
        if len(standing) < 2:  # noqa: PLR2004 - the first text, and a change of it
            return False
        with self._open() as database:
            database.execute("UPDATE revisions SET undone = 1 WHERE number = ?", [standing[-1].number])
        return True

    # jobs

    def add_job(self, job: Job) -> Job:
        """Keep a new job."""
        self._insert("jobs", {**vars(job), "of": json.dumps(job.of), "options": json.dumps(dict(job.options))})
        return job

    def jobs(self, *, kinds: Sequence[Kind] = (), deleted: bool = False) -> list[Job]:
        """Return jobs, the newest first, of all kinds where none is named; those deleted only where asked for."""
        rows = self._rows("SELECT * FROM jobs ORDER BY made DESC, rowid DESC")
        found = [_job(row) for row in rows]
        return [job for job in found if (not kinds or job.kind in kinds) and (deleted or job.deleted is None)]

    def job(self, job_id: str) -> Job:
        """Return a job. NotThereError."""
        for row in self._rows("SELECT * FROM jobs WHERE id = ?", [job_id]):
            return _job(row)
        raise NotThereError(job_id)

    def change_job(self, job_id: str, **values: object) -> Job:
        """Change what is known of a job; return it. NotThereError."""
        self._update("jobs", job_id, values)
        return self.job(job_id)


def _job(row: dict[str, Any]) -> Job:
    job = Job(**row)
    return replace(job, of=tuple(json.loads(row["of"])), options=json.loads(row["options"]), star=bool(row["star"]))
