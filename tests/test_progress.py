"""What a waiting user is told, and where."""

import re

import pytest

from planner.optimise.incumbent import Progress
from planner.optimise.stages import STAGES
from planner.progress import stage_text, told
from tests.conftest import PROJECT

STANDING = Progress(seconds=12.0, total=3.2e8, bound=3.1e8)


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """Not a byte on either stream."""
    with told(quiet=True, seconds=1.0) as report:
        report("reading", None)
        report("optimising", STANDING)
    assert capsys.readouterr() == ("", "")


def test_plain_lines_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Where it is no terminal there is a line for each phase, no control codes, and nothing on standard output."""
    with told(quiet=False) as report:
        for phase in ("reading", "optimising", "drawing"):
            report(phase, None)
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split()[-1] for line in err.splitlines()] == ["checking", "optimising", "sheets"]
    assert "\x1b" not in err


def test_a_busy_optimiser_does_not_flood_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    """Reports that follow at once are left out: a line every ten seconds is enough."""
    with told(quiet=False) as report:
        report("optimising", None)
        for _ in range(1000):
            report("optimising", STANDING)
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_terminal_gets_a_live_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the phase is shown on standard error and wiped at the end; standard output stays empty."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with told(quiet=False, seconds=60.0) as report:
        report("reading", None)
        report("optimising", STANDING)
    out, err = capsys.readouterr()
    assert out == ""
    assert "optimising" in err


def test_a_planner_reads_where_the_run_stands(capsys: pytest.CaptureFixture[str]) -> None:
    """A plain line has the stage, seconds, cost without the penalty, limit, gap, and pupils without a seat."""
    standing = Progress(
        seconds=12.4, total=3.2e8, bound=3.1e8, penalty=2e7, shortfall_pupils=100.0, stage="recombination"
    )
    with told(quiet=False) as report:
        report("optimising", standing)
    assert capsys.readouterr().err == (
        "optimising: recombination · 12 s · cost 300.00 million yuan · limit 310.00 million yuan"
        " · gap 3.33% · shortfall 100 pupils = 20.00 million yuan\n"
    )


def test_a_terminal_shows_every_figure(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """None of them is cut off at the usual 80 columns; in Chinese where that is the user's language."""
    monkeypatch.setenv("PLANNER_LANG", "zh")
    for name, value in (("FORCE_COLOR", "1"), ("TERM", "xterm"), ("COLUMNS", "80")):
        monkeypatch.setenv(name, value)
    with told(quiet=False, seconds=60.0) as report:
        report("optimising", Progress(seconds=1.0, total=3.2e8, bound=3.1e8, stage="proof"))
    err = capsys.readouterr().err
    for words in ("证明下限", "32,000.0 万元", "31,000.0 万元", "差距 3.12%", "缺口 0 人"):
        assert words in err


def test_every_stage_of_the_optimiser_has_a_name_in_both_languages() -> None:
    """Those that its modules enter are those that are named, no more and no fewer."""
    modules = (PROJECT / "planner" / "optimise").rglob("*.py")
    entered = {name for path in modules for name in re.findall(r'\.stage\("(.+?)"\)', path.read_text(encoding="utf-8"))}
    assert entered == STAGES.keys()
    assert all(re.fullmatch("[一-鿿]+", name.zh) for name in STAGES.values())
    said = stage_text("sets of schools 0.3 s")
    assert (said, said.zh) == ("sets of schools 0.3 s", "比较学校组合 0.3 秒")
