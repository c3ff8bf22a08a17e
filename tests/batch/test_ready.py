"""Processes that are ready and fork: exit codes and words, a scenario killed, nothing left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.batch.forking import is_possible
from planner.batch.ready import Pool

pytestmark = pytest.mark.skipif(not is_possible(), reason="processes are forked on Linux alone")

ONCE = ("-n1", "-r1")
_MOST_SECONDS = 120.0


@pytest.fixture
def pool() -> Iterator[Pool]:
    """Yield a pool, and end its processes."""
    made = Pool()
    yield made
    made.close()


def test_each_is_a_process_of_its_own(pool: Pool, tmp_path: Path) -> None:
    """What one says, changes or breaks is not seen by the next; the process that forks stays the same."""
    document = tmp_path / "a.json"
    document.write_text('{"词": 1}', encoding="utf-8")
    said = pool.run(("json.tool", "--no-ensure-ascii"), [str(document)])
    assert (said.code, said.out.split(), said.err) == (0, ["{", '"词":', "1", "}"], "")
    parents = []
    for _ in range(2):
        code = "import os, sys; assert not hasattr(sys, 'seen'); sys.seen = 1; print('parent', os.getppid())"
        said = pool.run(("timeit",), [*ONCE, code])
        assert said.code == 0, said.err
        parents.append(said.out.split()[1])
    assert parents[0] == parents[1] != str(os.getpid())
    said = pool.run(("timeit",), [*ONCE, "import sys; sys.exit(3)"])
    assert said.code in {1, 3}
    said = pool.run(("timeit",), [*ONCE, "import os; os.kill(os.getpid(), 9)"])
    assert said.code == -signal.SIGKILL
    assert pool.run(("timeit",), [*ONCE, "pass"]).code == 0


def test_one_that_has_gone_is_replaced(pool: Pool) -> None:
    """The process that forks is killed while it is idle: the next scenario is run all the same."""
    said = pool.run(("timeit",), [*ONCE, "import os; print('parent', os.getppid())"])
    os.kill(int(said.out.split()[1]), signal.SIGKILL)
    assert pool.run(("timeit",), [*ONCE, "pass"]).code == 0


def test_a_scenario_ends_with_whoever_asked_for_it(tmp_path: Path) -> None:
    """A worker is killed without warning: what it has begun does not run on."""
    told = tmp_path / "pid"
    work = f"import os, time; open({str(told)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    code = f"from planner.batch.ready import Pool; Pool().run(('timeit',), ['-n1', '-r1', {work!r}])"
    asking = subprocess.Popen([sys.executable, "-c", code])
    until = time.monotonic() + _MOST_SECONDS
    while not (told.is_file() and told.read_text(encoding="utf-8")):
        assert time.monotonic() < until
        time.sleep(0.05)
    asking.kill()
    asking.wait()
    while Path(f"/proc/{told.read_text(encoding='utf-8')}").exists():
        assert time.monotonic() < until
        time.sleep(0.05)
