"""The process of one job: `python -m planner.web.child FOLDER` runs the verb that FOLDER/job.json asks for.

It runs the command line's own main function, so that a job does what the verb does, to the letter. Whoever started it
may go: the job comes to its end by itself, and says how in ended.json. A file named `stop` in the folder does what
Ctrl-C does: while the optimiser works, the best plan so far is saved. The folder is locked while the process lives.
"""

import json
import os
import signal
import sys
import threading
import time
from importlib import import_module
from pathlib import Path

from planner.stops import EXIT_CODE, guard, leave, tidied_on_stop

JOB, PROGRESS, ENDED, STOP, BEST = "job.json", "progress.jsonl", "ended.json", "stop", "best.json"
STANDING, BEGIN = "best.npz", "begin.npz"
"""The best plan so far as arrays, and that of a run that was broken off, which this one begins with."""
OWN_VERBS = {"today": "planner.web.today", "import": "planner.web.taking_in"}
"""Verbs of which the page has its own: module that has `main(words)`, which returns an exit code."""
_SECONDS_BETWEEN_LOOKS = 0.2


def main() -> None:
    """Run the job of the folder that the command line names, and end with its verb's exit code."""
    guard()
    folder = Path(sys.argv[1]).absolute()
    words = json.loads((folder / JOB).read_text(encoding="utf-8"))["words"]
    os.chdir(folder)
    os.environ["PLANNER_PROGRESS"] = str(folder / PROGRESS)
    if words[0] == "run":
        os.environ["PLANNER_BEST_PLAN"] = str(folder / BEST)
        os.environ["PLANNER_GO_ON_FROM"] = str(folder / BEGIN)
    threading.Thread(target=_watch, args=(folder,), name="stop", daemon=True).start()
    locked = import_module("planner.writing.lock").locked
    with tidied_on_stop(lambda: write_ended(folder, EXIT_CODE)), locked(folder, "serve"):
        code = _code_of(words)
        write_ended(folder, code)
        leave(code)


def write_ended(folder: Path, code: int) -> None:
    """Write how the job ended, in one step."""
    half = folder / f"{ENDED}.half"
    half.write_text(json.dumps({"exit_code": code}), encoding="utf-8")
    half.replace(folder / ENDED)


def _code_of(words: list[str]) -> int:
    try:
        import_module("planner.cli.streams").make_lenient()
        if words[0] in OWN_VERBS:
            code = import_module(OWN_VERBS[words[0]]).main(words[1:])
        else:
            sys.argv = ["planner", *words]
            import_module("planner.cli").main()
            code = 0
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - whatever it is, it is shown, and the job ends here
        sys.excepthook(*sys.exc_info())
        code = 1
    number = code if isinstance(code, int) else 0 if code is None else 1
    return int(import_module("planner.cli.streams").flushed(number))


def _watch(folder: Path) -> None:
    """Do what Ctrl-C does once the file is there; not where the plan is saved and is being drawn."""
    while not (folder / STOP).exists():
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    if not _is_drawing(folder / PROGRESS):
        signal.raise_signal(signal.SIGINT)


def _is_drawing(progress: Path) -> bool:
    try:
        return '"phase": "drawing"' in progress.read_text(encoding="utf-8")
    except OSError:
        return False


if __name__ == "__main__":
    main()
