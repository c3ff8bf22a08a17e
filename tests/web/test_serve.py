"""The options of planner serve."""

import socket
from pathlib import Path

from typer.testing import CliRunner

from planner.cli import app


def _refused(folder: Path, *more: str) -> str:
    """Return what is said on standard error of options that are wrong."""
    done = CliRunner().invoke(app, ["serve", "--no-browser", "--folder", str(folder), *more])
    assert (done.exit_code, done.stdout) == (2, "")
    return done.stderr


def test_what_is_wrong_with_its_options_is_said(tmp_path: Path) -> None:
    """A port that is taken, an address that others reach without --i-know: exit code 2, and nothing is served."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "cannot listen" in _refused(tmp_path, "--port", str(taken.getsockname()[1]))
    assert "--i-know" in _refused(tmp_path, "--host", "192.0.2.1")
    (tmp_path / "file").touch()
    assert "cannot write" in _refused(tmp_path / "file" / "page")
