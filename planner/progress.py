"""What a waiting user is told: a live line on a terminal, plain lines elsewhere; always on standard error."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from planner.optimise.ledger import Progress as Standing

Report = Callable[[str, Standing | None], None]

_SECONDS_BETWEEN_LINES = 10.0
_YUAN_OF_UNIT = 1e4
_WORDS = {
    "reading": "读取与核对数据 reading and checking",
    "preparing": "准备求解器（首次运行需编译，约半分钟） preparing the optimiser; the first run compiles it",
    "not compiling": "本机无法编译（Numba 不可用），求解较慢 Numba cannot be loaded here: not compiled, slower",
    "optimising": "求解 optimising",
    "drawing": "写出图表 writing maps and sheets",
}
_STAGES = {
    "start": "初始方案 first plan",
    "sprint": "快速搜索 quick search",
    "search": "搜索 search",
    "proof": "证明下限 proof",
    "branching": "分支证明 branching",
    "polish": "局部重排 polish",
    "recombination": "重组 recombination",
    "descent": "逐校改进 descent",
    "placing": "安排各村 placing",
    "sets": "比较学校组合 sets of schools",
    "model": "整数规划 model",
}
"""The names that `planner.optimise` gives its stages; another is shown as it is."""


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
    columns = (BarColumn(bar_width=16), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def report(phase: str, standing: Standing | None) -> None:
            figures = "" if standing is None else "\n" + "\n".join(_figures(standing))
            bar.update(task, description=_doing(phase, standing) + figures)
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
    """Say where a run stands, in one line.

    >>> _line("optimising", Standing(seconds=12.0, total=3.2e8, bound=3.1e8, stage="proof")).split(" · ")[:3]
    ['求解 optimising：证明下限 proof', '12 s', '费用 cost 32,000.0 万元']
    """
    if standing is None:
        return _doing(phase, standing)
    return " · ".join((_doing(phase, standing), f"{standing.seconds:.0f} s", *_figures(standing)))


def _doing(phase: str, standing: Standing | None) -> str:
    stage = standing.stage if standing else ""
    words = _WORDS.get(phase, phase)
    return f"{words}：{_STAGES.get(stage, stage)}" if stage else words


def _figures(standing: Standing) -> tuple[str, ...]:
    """Return cost, limit, gap and shortfall: the limit is one on cost and penalty together.

    >>> _figures(Standing(seconds=1.0, total=3.2e8, bound=3.1e8, penalty=2e7, shortfall_pupils=100.0))[::2]
    ('费用 cost 30,000.0 万元', '差距 gap 3.33%')
    """
    gap = "—" if standing.gap is None else f"{standing.gap:.2%}"
    penalty = f" = {_amount(standing.penalty)}" if standing.penalty > 0 else ""
    return (
        f"费用 cost {_amount(standing.cost)}",
        f"下限 limit {_amount(standing.bound)}",
        f"差距 gap {gap}",
        f"缺口 shortfall {standing.shortfall_pupils:,.0f} 人{penalty}",
    )


def _amount(yuan: float) -> str:
    return f"{yuan / _YUAN_OF_UNIT:,.1f} 万元"
