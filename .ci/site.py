"""Build the documentation as a site, strictly: a link, an anchor or a page that is missing ends it.

    python .ci/site.py               into build/site; open build/site/index.html

What building needs is installed from requirements-docs.lock into build/site-environment, once for each state of that
file: nothing of it is needed to run the planner. The finished pages are then looked through for whatever a browser
would load from another machine. Exit code 1 where anything is amiss.
"""

import hashlib
import os
import subprocess
import sys
import venv
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-docs.lock"
SITE = ROOT / "build" / "site"
_ENVIRONMENT = ROOT / "build" / "site-environment"
_PYTHON = _ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
_STAMP = _ENVIRONMENT / "installed-from"
_LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
"""Elements that a browser loads something for, and where they say what."""
_HARMLESS_LINKS = {"canonical", "prev", "next", "alternate"}


class _Loads(HTMLParser):
    """Gathers what a page would load from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        where = named.get(_LOADED.get(tag, "")) or ""
        if where.startswith(("http:", "https:", "//")) and named.get("rel") not in _HARMLESS_LINKS:
            self.outside.append(where)


def main() -> int:
    """Install what is missing, build, look through the pages; return the exit code."""
    _set_up()
    settings = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
    command = [str(_PYTHON), "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(SITE)]
    if subprocess.run(command, cwd=ROOT, env=settings, check=False).returncode != 0:
        return 1
    outside = [f"{page.relative_to(SITE)}: {where}" for page in sorted(SITE.rglob("*.html")) for where in loads(page)]
    print("\n".join([f"loaded from another machine: {line}" for line in outside] or [f"{SITE / 'index.html'}"]))
    return 1 if outside else 0


def loads(page: Path) -> list[str]:
    """Return the addresses on other machines that a browser would load something of the page from."""
    parser = _Loads()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser.outside


def _set_up() -> None:
    """Install from the lock, unless that has been done from the same one."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if _PYTHON.exists() and _STAMP.exists() and _STAMP.read_text(encoding="utf-8") == digest:
        return
    venv.create(_ENVIRONMENT, with_pip=True, clear=True)
    pip = [str(_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--requirement", str(LOCK)], cwd=ROOT, check=True)
    _STAMP.write_text(digest, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
