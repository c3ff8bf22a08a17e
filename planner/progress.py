"""What a waiting user is told: a live line on a terminal, plain lines elsewhere; always on standard error."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from planner.language import Text, in_language, joined
from planner.optimise.incumbent import Progress as Standing
from planner.optimise.stages import stage_name
from planner.progress_lines import lines_report

Report = Callable[[str, Standing | None], None]

_SECONDS_BETWEEN_LINES = 10.0
_YUAN_OF_UNIT, _MILLION = 1e4, 1e6
_WORDS = {
    "reading": Text("reading and checking", "读取与核对数据"),
    "preparing": Text("preparing the optimiser; the first run compiles it", "准备求解器（首次运行需编译，约半分钟）"),
    "not compiling": Text(
        "Numba cannot be loaded here: not compiled, slower", "本机无法编译（Numba 不可用），求解较慢"
    ),
    "optimising": Text("optimising", "求解"),
    "tables": Text("writing tables", "写出数据表"),
    "drawing": Text("writing maps and sheets", "写出图表"),
}


def stage_text(did: str) -> Text:
    """Say a stage with its seconds, as the optimiser keeps them, in both languages.

    >>> stage_text("short search 28 s").zh
    '快速搜索 28 秒'
    """
    name, seconds, _ = did.rsplit(" ", 2)
    return Text(did, f"{stage_name(name).zh} {seconds} 秒")


@contextmanager
def told(*, quiet: bool, seconds: float | None = None) -> Iterator[Report]:
    """Yield a report that tells the user where a run stands; `seconds` is the optimiser's time limit, if known.

    Where PLANNER_PROGRESS names a file, a program is told there too (`planner.progress_lines`), quiet or not.
    """
    with _told_user(quiet=quiet, seconds=seconds) as report:
        lines = lines_report(lambda phase: _WORDS.get(phase, phase))
        yield report if lines is None else _both(report, lines)


def _both(one: Report, other: Report) -> Report:
    def report(phase: str, standing: Standing | None) -> None:
        one(phase, standing)
        other(phase, standing)

    return report


@contextmanager
def _told_user(*, quiet: bool, seconds: float | None) -> Iterator[Report]:
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
            figures = () if standing is None else _figures(standing)
            lines = map(in_language, (_doing(phase, standing), *figures))
            bar.update(task, description="\n".join(lines))
            if standing is not None and seconds:
                bar.update(task, total=seconds, completed=min(standing.seconds, seconds))

        yield report


def _plain_lines(console: Console) -> Report:
    last = [-_SECONDS_BETWEEN_LINES]

    def report(phase: str, standing: Standing | None) -> None:
        if standing is None or time.monotonic() - last[0] >= _SECONDS_BETWEEN_LINES:
            last[0] = time.monotonic()
            console.print(in_language(_line(phase, standing)), markup=False, highlight=False, soft_wrap=True)

    return report


def _line(phase: str, standing: Standing | None) -> Text:
    """Say where a run stands, in one line.

    >>> standing = Standing(seconds=12.0, total=3.2e8, bound=3.1e8, stage="proof")
    >>> in_language(_line("optimising", standing), "zh").split(" · ")[:3]
    ['求解：证明下限', '12 秒', '费用 32,000.0 万元']
    """
    if standing is None:
        return _doing(phase, standing)
    seconds = Text(f"{standing.seconds:.0f} s", f"{standing.seconds:.0f} 秒")
    return joined((_doing(phase, standing), seconds, *_figures(standing)), " · ", " · ")


def _doing(phase: str, standing: Standing | None) -> Text:
    """Say what is being done; a phase that is no known word is a sentence of its own."""
    words = _WORDS.get(phase, phase)
    stage = standing.stage if standing else ""
    return joined((words, stage_name(stage)) if stage else (words,), ": ", "：")


def _figures(standing: Standing) -> tuple[Text, ...]:
    """Return cost, limit, gap and shortfall: the limit is one on cost and penalty together.

    >>> _figures(Standing(seconds=1.0, total=3.2e8, bound=3.1e8, penalty=2e7, shortfall_pupils=100.0))[::2]
    ('cost 300.00 million yuan', 'gap 3.33%')
    """
    gap = "—" if standing.gap is None else f"{standing.gap:.2%}"
    pupils, penalty = f"{standing.shortfall_pupils:,.0f}", _amount(standing.penalty)
    priced = Text(f" = {penalty}", f" = {penalty.zh}") if standing.penalty > 0 else Text("", "")
    cost, bound = _amount(standing.cost), _amount(standing.bound)
    return (
        Text(f"cost {cost}", f"费用 {cost.zh}"),
        Text(f"limit {bound}", f"下限 {bound.zh}"),
        Text(f"gap {gap}", f"差距 {gap}"),
        Text(f"shortfall {pupils} pupils{priced}", f"缺口 {pupils} 人{priced.zh}"),
    )


def _amount(yuan: float) -> Text:
    return Text(f"{yuan / _MILLION:,.2f} million yuan", f"{yuan / _YUAN_OF_UNIT:,.1f} 万元")
