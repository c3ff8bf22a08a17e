"""What a waiting user is told: a live line on a terminal, plain lines elsewhere; always on standard error."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from planner.optimise.ledger import Progress as Standing

Report = Callable[[str, Standing | None], None]

_SECONDS_BETWEEN_LINES = 10.0
_WORDS = {
    "reading": "读取与核对数据 reading and checking",
    "preparing": "准备求解器（首次运行需编译，约半分钟） preparing the optimiser; the first run compiles it",
    "not compiling": "本机无法编译（Numba 不可用），求解较慢 Numba cannot be loaded here: not compiled, slower",
    "optimising": "求解 optimising",
    "drawing": "写出图表 writing maps and sheets",
}


@contextmanager
def told(*, quiet: bool, seconds: float | None = None) -> Iterator[Report]:
    """Yield a report that tells the user where a run stands; `seconds` is the optimiser's time limit, if known."""
    console = Console(stderr=True)
    if quiet:
        yield lambda _phase, _standing: None
    elif console.is_terminal:
        with _live(console, seconds) as report:
            yield report
    else:
        yield _plain_lines(console)


@contextmanager
def _live(console: Console, seconds: float | None) -> Iterator[Report]:
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def report(phase: str, standing: Standing | None) -> None:
            bar.update(task, description=_line(phase, standing))
            if standing is not None and seconds:
                bar.update(task, total=seconds, completed=min(standing.seconds, seconds))

        yield report


def _plain_lines(console: Console) -> Report:
    last = [-_SECONDS_BETWEEN_LINES]

    def report(phase: str, standing: Standing | None) -> None:
        if standing is None or time.monotonic() - last[0] >= _SECONDS_BETWEEN_LINES:
            last[0] = time.monotonic()
            console.print(_line(phase, standing), markup=False, highlight=False, soft_wrap=True)

    return report


def _line(phase: str, standing: Standing | None) -> str:
    """Say where a run stands.

    >>> _line("optimising", Standing(seconds=12.0, total=3.2e8, bound=3.1e8))
    '求解 optimising · 12 s · best 320.00 million yuan · proven limit 310.00 million yuan'
    """
    words = _WORDS.get(phase, phase)
    if standing is None:
        return words
    best, limit = standing.total / 1e6, standing.bound / 1e6
    return (
        f"{words} · {standing.seconds:.0f} s · best {best:,.2f} million yuan · proven limit {limit:,.2f} million yuan"
    )
