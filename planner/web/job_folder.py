"""The folder of one job: what it was asked for, how far it is, what it answered, whether it lives."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.errors import InputError
from planner.web.child import BEGIN, BEST, ENDED, JOB, PROGRESS, STANDING, STOP
from planner.writing.lock import locked

SCENARIO = "scenario.yaml"
RESULT, MESSAGES, PLAN = "result.json", "messages.txt", "plan"
"""What the verb wrote to standard output and to standard error, and the folder of its files."""
ARRIVING = "arriving"
"""Uploaded exports, and what is asked of them, while a job waits or reads them."""
_ENV_KEPT_FROM_CHILD = ("PLANNER_PROGRESS", "PLANNER_BEST_PLAN", "PLANNER_GO_ON_FROM", "PLANNER_PASSWORD")
_LONGEST_MESSAGES = 20_000


@dataclass(frozen=True, kw_only=True)
class JobFolder:
    """A job's folder."""

    path: Path

    @property
    def plan(self) -> Path:
        """Where its verb writes files."""
        return self.path / PLAN

    def ask(self, words: Sequence[str], *, goes_on: bool = False) -> None:
        """Write down the verb and its arguments, and forget an earlier end.

        `goes_on`: it was broken off, and begins with the best plan that it had found by then.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        if goes_on:
            with suppress(OSError):  # it had found none since it was begun: an earlier one stands
                (self.path / STANDING).replace(self.path / BEGIN)
        forgotten = (ENDED, STOP, PROGRESS, BEST, STANDING, RESULT, MESSAGES)
        for name in forgotten if goes_on else (*forgotten, BEGIN):
            (self.path / name).unlink(missing_ok=True)
        (self.path / JOB).write_text(json.dumps({"words": list(words)}, ensure_ascii=False), encoding="utf-8")

    def start(self) -> subprocess.Popen[bytes]:
        """Start the job's process, in a session of its own: a stop of the server is not one of the job. OSError."""
        env = {name: value for name, value in os.environ.items() if name not in _ENV_KEPT_FROM_CHILD}
        command = [sys.executable, "-P", "-m", "planner.web.child", str(self.path)]
        own = (
            {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
            if os.name == "nt"
            else {"start_new_session": True}
        )
        with (self.path / RESULT).open("wb") as out, (self.path / MESSAGES).open("wb") as err:
            return subprocess.Popen(  # noqa: S603 - this Python, this program
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=env, cwd=self.path, **own
            )

    @property
    def arriving(self) -> Path:
        """Where uploaded files lie until its end."""
        return self.path / ARRIVING

    def forget_uploads(self) -> None:
        """Remove uploaded files; they may hold what is about single people."""
        shutil.rmtree(self.arriving, ignore_errors=True)

    def ask_to_stop(self) -> None:
        """Have the job do what it does at Ctrl-C."""
        (self.path / STOP).touch()

    @property
    def is_asked_to_stop(self) -> bool:
        """Whether it has been asked to stop."""
        return (self.path / STOP).exists()

    @property
    def is_drawing(self) -> bool:
        """Whether its plan is saved, and what stands beside it is being made."""
        return [line.get("phase") for line in self.progress()[-1:]] == ["drawing"]

    @property
    def exit_code(self) -> int | None:
        """The exit code it wrote down at its end; None before that."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            return int(json.loads((self.path / ENDED).read_text(encoding="utf-8"))["exit_code"])
        return None

    @property
    def is_alive(self) -> bool:
        """Whether a process holds the folder; not to be asked while one is just being started."""
        try:
            with locked(self.path, "serve"):
                return False
        except InputError:
            return True
        except OSError:
            return False

    def progress(self, since: int = 0) -> list[dict[str, Any]]:
        """Return the lines of progress from number `since` on; one that is half written is left for later."""
        try:
            text = (self.path / PROGRESS).read_text(encoding="utf-8")
        except OSError:
            return []
        found = []
        for line in text.splitlines(keepends=True)[since:]:
            if not line.endswith("\n"):
                break
            with suppress(ValueError):
                found.append(json.loads(line))
        return found

    @property
    def tables(self) -> str:
        """The name of the folder of tables that its scenario leads to; empty where it has no scenario."""
        with suppress(OSError):
            found = re.search(r"tables-\d{1,9}", (self.path / SCENARIO).read_text(encoding="utf-8"))
            return found[0] if found else ""
        return ""

    @property
    def best_written(self) -> int:
        """When the best plan so far was written last, in nanoseconds; 0 where there is none yet."""
        with suppress(OSError):
            return (self.path / BEST).stat().st_mtime_ns
        return 0

    def best(self) -> bytes | None:
        """Return the best plan so far (`planner.best_so_far`); None where there is none yet."""
        with suppress(OSError):
            return (self.path / BEST).read_bytes()
        return None

    def result(self) -> dict[str, Any] | None:
        """Return the JSON document that the verb wrote; None where there is none yet."""
        try:
            document = json.loads((self.path / RESULT).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return document if isinstance(document, dict) else None

    def messages(self) -> str:
        """Return what the verb said on standard error."""
        try:
            return (self.path / MESSAGES).read_text(encoding="utf-8", errors="replace")[-_LONGEST_MESSAGES:]
        except OSError:
            return ""
