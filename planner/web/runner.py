"""The queue of jobs: one thread starts them in turn, sees how they end, and takes up those a former server started."""

import subprocess
import threading
from contextlib import suppress
from datetime import datetime, timedelta

from planner.web.records import ENDED, QUICK, STATE_OF_CODE, Job, State
from planner.web.store import NotThereError, Store, now

_SECONDS_BETWEEN, _SECONDS_IDLE = 0.2, 1.0
_MOST_QUICK, _MOST_LONG = 2, 1
"""So many jobs run beside each other: quick ones, and long ones, each of which uses the threads of its solver."""
_GRACE = timedelta(seconds=15)
"""So long may a process take until it holds its folder."""
_SECONDS_TO_SAVE = 20.0


class Runner:
    """Starts queued jobs, one thread for all."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._wake, self._closing = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def wake(self) -> None:
        """Look at once: there is something new."""
        self._wake.set()

    def stop(self, job: Job) -> None:
        """Stop a job with the best plan so far; one that was asked before, or that does not work yet, at once.

        One that draws its plan already comes to its end, unless it is asked twice.
        """
        folder = self._store.folder(job)
        if job.state == "queued":
            self._end(job.id, "stopped")
        elif job.state == "running" and folder.is_asked_to_stop and (process := self._processes.get(job.id)):
            process.kill()
        elif job.state == "running":
            folder.ask_to_stop()
        self.wake()

    def close(self) -> None:
        """End: jobs that run save the best plan they have, by themselves."""
        self._closing.set()
        self.wake()
        self._thread.join(timeout=_SECONDS_IDLE * 2)
        for job in self._running():
            if not self._store.folder(job).is_drawing:  # it ends by itself, and soon
                self._store.folder(job).ask_to_stop()
        for process in self._processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=_SECONDS_TO_SAVE)
        self._look()

    def _work(self) -> None:
        while not self._closing.is_set():
            self._look()
            busy = self._start_next()
            self._wake.wait(_SECONDS_BETWEEN if busy else _SECONDS_IDLE)
            self._wake.clear()

    def _running(self) -> list[Job]:
        return [job for job in self._store.jobs(deleted=True) if job.state == "running"]

    def _look(self) -> None:
        """See which jobs have ended."""
        for job in self._running():
            process, folder = self._processes.get(job.id), self._store.folder(job)
            if process is not None and process.poll() is None:
                continue
            if process is None and (self._is_young(job) or folder.is_alive):
                continue
            code = folder.exit_code  # read last: a job writes it before it lets go of its folder
            self._processes.pop(job.id, None)
            broken: State = "stopped" if folder.is_asked_to_stop else "interrupted"
            state: State = broken if code is None else STATE_OF_CODE.get(code, "failed")
            self._end(job.id, state, code)

    def _is_young(self, job: Job) -> bool:
        """Whether a job that another server started may not hold its folder yet."""
        if self._store.folder(job).exit_code is not None or job.started is None:
            return False
        return datetime.fromisoformat(now()) - datetime.fromisoformat(job.started) < _GRACE

    def _end(self, job_id: str, state: State, code: int | None = None) -> None:
        self._store.folder(job_id).forget_uploads()
        with suppress(NotThereError):
            self._store.change_job(job_id, state=state, exit_code=code, ended=now())

    def _start_next(self) -> bool:
        """Start what may start; return whether anything runs."""
        running = self._running()
        waiting = [job for job in reversed(self._store.jobs(deleted=True)) if job.state == "queued"]
        for job in waiting:
            quick = job.kind in QUICK
            if sum((other.kind in QUICK) == quick for other in running) >= (_MOST_QUICK if quick else _MOST_LONG):
                continue
            started = self._store.change_job(job.id, state="running", started=now())
            try:
                self._processes[job.id] = self._store.folder(job).start()
            except OSError:
                self._end(job.id, "failed")
                continue
            running.append(started)
        return bool(running)


def has_ended(job: Job) -> bool:
    """Whether a job has come to its end."""
    return job.state in ENDED
