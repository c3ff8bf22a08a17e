"""One command sets everything up and does the work; nothing but Python 3.11 or newer is needed.

    python start.py                          plan for Mengjin, the embedded example
    python start.py serve                    the page: everything in the browser
    python start.py run scenarios/my.yaml    any verb of the planner: check, verify, new ...
    python start.py test                     lint, format and types, then all tests
    python start.py test tests/reading -k kind  the tests chosen

The first time, a virtual environment is made in .venv beside this file and the locked packages that running needs are
installed into it; `test` adds those that testing needs. Later runs find them there. It is made anew when a lock file or
pyproject.toml has changed.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = ENVIRONMENT / "installed-from"
DEFAULT = ["run", "scenarios/mengjin-2026.yaml"]
GATES = (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"])
LOCKS = {"run": "requirements.lock", "test": "requirements-test.lock"}
"""What is installed to run the planner, and to test it: the second holds the first."""
PAGE = """
在浏览器里规划：python start.py serve，或双击 page.cmd（Windows）、page.command（macOS）。
To plan in the browser: python start.py serve, or double-click page.cmd (Windows) or page.command (macOS)."""


def main() -> int:
    """Set up what is missing, then run the tests or a verb of the planner; return its exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older Python is told by
        print("The planner needs Python 3.11 or newer. 需要 Python 3.11 或更新版本。", file=sys.stderr)
        return 2
    wanted = sys.argv[1:] or DEFAULT
    use = "test" if wanted[0] == "test" else "run"
    if not _is_set_up(use):
        _set_up(use)
    if use == "test":
        return _test(wanted[1:])
    folder = ROOT if wanted is DEFAULT else Path.cwd()
    # -P: a folder named planner where the user stands, such as the one this file lies in, is not the package.
    code = _run("-P", "-m", "planner", *wanted, folder=folder)
    if wanted is DEFAULT and code == 0:
        print(PAGE)
    return code


def _test(words: list[str]) -> int:
    """Lint, format and types unless the words choose tests, then pytest; return the first exit code that is not 0."""
    chosen = any(not word.startswith("-") for word in words)
    codes = [] if chosen else [_run("-m", *gate, folder=ROOT) for gate in GATES]
    # worksteal: each process takes the tests of whole folders, which share what they make, and in the end those left
    codes.append(_run("-m", "pytest", "--numprocesses", "auto", "--dist", "worksteal", *words, folder=ROOT))
    return next((code for code in codes if code != 0), 0)


def _run(*arguments: str, folder: Path) -> int:
    with subprocess.Popen([PYTHON, *arguments], cwd=folder) as program:
        while True:
            try:
                return program.wait()
            except KeyboardInterrupt:  # the planner has been told too: let it save what it has
                continue


def _is_set_up(use: str) -> bool:
    """Whether what this use needs is installed, from the files as they are now."""
    uses = LOCKS if use == "run" else [use]
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") in {_stamp(one) for one in uses}


def _stamp(use: str) -> str:
    """Name a use and the digest of what the environment is made from."""
    digest = hashlib.sha256()
    for name in (*LOCKS.values(), "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return f"{use} {digest.hexdigest()}"


def _set_up(use: str) -> None:
    print("首次运行：正在安装，约需几分钟。First run: installing, a few minutes.", file=sys.stderr, flush=True)
    if not _is_set_up("run"):
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
    STAMP.unlink(missing_ok=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    # the lock names everything: nothing is left to resolve, and what is never imported need not be compiled
    for what in (["--no-compile", "--requirement", LOCKS[use]], ["--editable", "."]):
        done = subprocess.run([*pip, "--no-deps", *what], cwd=ROOT, check=False)
        if done.returncode != 0:
            print("安装失败 installation failed: see the messages above", file=sys.stderr)
            sys.exit(1)
    STAMP.write_text(_stamp(use), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
