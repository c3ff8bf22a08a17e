"""The documentation: its pages, its pictures, and what building it takes."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from ruamel.yaml import YAML

from planner import api

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs"
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
_LINK = re.compile(r"\]\(([^)\s]+)")
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_OTHERS = ("README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md")
_PATH = re.compile(r"`((?:planner|tests|docs|bench|data|scenarios)/[\w./-]*)`")
_MODULE = re.compile(r"python -m ((?:planner|tests|docs|bench|data)\.[\w.]+)")
_MADE = {Path("bench/results")}
"""Folders that a command makes and version control leaves out."""
_MOST_PICTURES = 1_500_000
"""Bytes that all pictures of the documentation may take in version control."""


def _settings() -> dict[str, Any]:
    settings: dict[str, Any] = YAML(typ="safe").load(PROJECT / "mkdocs.yml")
    return settings


def _pages_of(nav: list[dict[str, Any]]) -> Iterator[str]:
    for entry in nav:
        for there in entry.values():
            yield from [there] if isinstance(there, str) else _pages_of(there)


def test_every_page_stands_in_the_navigation_once() -> None:
    """A page nobody can find is no page; and an entry without its file ends the build."""
    assert sorted(_pages_of(_settings()["nav"])) == PAGES


@pytest.mark.parametrize("page", [*(f"docs/{page}" for page in PAGES), *_OTHERS])
def test_links_to_files_lead_somewhere(page: str) -> None:
    """Links between pages and to pictures, where the site is not built; anchors are held by the strict build."""
    path = PROJECT / page
    for link in _LINK.findall(_CODE.sub("", path.read_text(encoding="utf-8"))):
        if not link.startswith(("http:", "https:", "#", "mailto:")):
            assert (path.parent / unquote(link.split("#")[0])).exists(), link


@pytest.mark.parametrize("page", [*(f"docs/{page}" for page in PAGES), *_OTHERS])
def test_files_and_modules_that_are_named_are_there(page: str) -> None:
    """A file that has been moved is named by its new place: `planner/...`, and `python -m package.module`."""
    text = (PROJECT / page).read_text(encoding="utf-8")
    named = {Path(path) for path in _PATH.findall(text)}
    modules = {Path(module.replace(".", "/")) for module in _MODULE.findall(text)}
    there = {path for path in named if (PROJECT / path).exists()}
    there |= {path for path in modules if (PROJECT / path).is_dir() or (PROJECT / path).with_suffix(".py").exists()}
    assert (named | modules) - there == _MADE & named


def test_the_page_of_the_python_interface_has_every_public_name() -> None:
    """Each once, made from its docstring; and none that is not public."""
    page = (DOCS / "api.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^::: planner\.api\.(\w+)$", page, re.MULTILINE)) == sorted(api.__all__)


def test_pictures_are_few_and_small() -> None:
    """A clone stays quick: pictures are committed sparingly."""
    pictures = [path for path in DOCS.rglob("*") if path.suffix in {".png", ".svg", ".jpg"}]
    assert sum(path.stat().st_size for path in pictures) < _MOST_PICTURES


def test_the_lock_of_the_site_holds_what_its_extra_asks() -> None:
    """requirements-docs.lock is made from the extra `docs`: each package of it stands there with one version."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [re.split(r"[\[<>=]", each)[0] for each in project["optional-dependencies"]["docs"]]
    lock = (PROJECT / "requirements-docs.lock").read_text(encoding="utf-8")
    assert [name for name in asked if not re.search(rf"^{re.escape(name)}==\S+$", lock, re.MULTILINE)] == []
