"""Where the scenarios of a batch are run: processes of this machine, or workers of a running Dask cluster."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from importlib import import_module
from pathlib import Path
from typing import Any

from planner.batch.ready import pool
from planner.batch.task import Ended, Task, run_in_process, run_packed, unpack
from planner.errors import InputError
from planner.language import Text

_RETRIES = 3
"""A task whose worker died is given to another so many times."""
PATIENCE = "10s"
"""So long a scheduler may take to answer."""
_NO_DASK = Text(
    "--scheduler needs Dask: pip install 'school-network-planner[cluster]'",
    "--scheduler 需要安装 Dask：pip install 'school-network-planner[cluster]'",
)


def run_here(tasks: Sequence[Task], folder: Path, workers: int) -> Iterator[tuple[Task, Ended]]:
    """Run scenarios, so many side by side, each into the folder of its name; yield each as it ends."""
    with ThreadPoolExecutor(workers) as threads:  # each waits for its own process
        running = {threads.submit(_run, task, folder): task for task in tasks}
        try:
            for done in as_completed(running):
                yield running[done], done.result()
        finally:
            threads.shutdown(wait=True, cancel_futures=True)
            pool().close()


def _run(task: Task, folder: Path) -> Ended:
    return run_in_process(task.root / task.scenario, folder / task.name, task.options, task.program)


def run_on_cluster(tasks: Sequence[Task], folder: Path, address: str) -> Iterator[tuple[Task, Ended]]:
    """Run scenarios on the workers of a Dask scheduler; yield each as its folder has come back.

    Files go to the cluster once, by the digest of their content. A task whose worker dies is run by another one.
    InputError where Dask is not installed, or nothing answers at the address.
    """
    try:
        distributed = import_module("distributed")
    except ImportError as problem:
        raise InputError(_NO_DASK) from problem
    try:
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as problem:
        msg = Text(f"no scheduler answers at {address}: {problem}", f"{address} 没有调度程序响应：{problem}")
        raise InputError(msg) from problem
    with client, client.as_current():
        running = _submitted(client, tasks, folder)
        for future in distributed.as_completed(list(running)):
            yield running[future], _brought(future, folder / running[future].name)


def _submitted(client: Any, tasks: Sequence[Task], folder: Path) -> dict[Any, Task]:  # noqa: ANN401 - Dask has no static types
    """Send each file once, and each task with the files it needs."""
    sent: dict[str, Any] = {}
    running: dict[Any, Task] = {}
    for task in tasks:
        out = (folder / task.name).resolve()
        root = Path(os.path.commonpath([task.root, out]))
        contents = {}
        for name in task.files:
            content = (task.root / name).read_bytes()
            digest = f"planner-file-{hashlib.sha256(content).hexdigest()}"
            if digest not in sent:
                # a task that the scheduler can repeat: what is scattered is lost with its worker
                sent[digest] = client.submit(_same, content, key=digest, retries=_RETRIES)
            contents[_way(task.root / name, root)] = sent[digest]
        future = client.submit(
            run_packed, contents, _way(task.root / task.scenario, root), _way(out, root), task.options, task.program,
            key=f"planner-{task.name}-{task.key}", retries=_RETRIES, pure=False,
        )  # fmt: skip
        running[future] = task
    return running


def _way(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _same(content: bytes) -> bytes:
    return content


def _brought(future: Any, folder: Path) -> Ended:  # noqa: ANN401 - Dask has no static types
    """Write what came back into the scenario's folder; an error of the cluster is the task's own."""
    error = future.exception()
    if error is not None:
        return Ended(exit_code=1, seconds=0.0, document={}, message=f"{type(error).__name__}: {error}")
    ended: Ended
    ended, archive = future.result()
    unpack(archive, folder)
    return ended
