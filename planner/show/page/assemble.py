"""One file out of many: styles, scripts, words and data put into a page that may load nothing from anywhere.

The page's own policy allows the very scripts and styles written into it, by their hashes, and no others; no network.
"""

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent
_ASSETS = _HERE / "assets"
VENDOR = _HERE / "vendor"
"""Where the map library lies, with its licence."""
_LIBRARY = ("maplibre-gl.js", "maplibre-gl.css", "LICENSE.txt")


@dataclass(frozen=True, kw_only=True)
class Make:
    """What a page is made of, by names of asset files."""

    template: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    with_map: bool
    """Whether the map library comes along, with its licence."""


def assemble(make: Make, *, title: str, data: Mapping[str, object]) -> str:
    """Return a page; `data` is embedded as JSON, one block a name. ValueError where a number in it is not one."""
    style = "\n".join(_asset(name) for name in make.styles)
    program = _program(make.scripts)
    libraries = []
    if make.with_map:
        library, look, licence = (_read(VENDOR / name) for name in _LIBRARY)
        libraries.append(f"/*\n{licence}\n*/\n{library}")
        style = f"{look}\n{style}"
    parts = {
        "policy": _policy([*libraries, program], style),
        "title": html.escape(title),
        "style": style,
        "data": "\n".join(_data_block(name, value) for name, value in [*data.items(), ("phrases", phrases())]),
        "scripts": "\n".join(f"<script>{script}</script>" for script in [*libraries, program]),
    }
    # one pass: what is put in is not looked through again
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], _asset(make.template))


def phrases() -> dict[str, dict[str, str]]:
    """Return every phrase of the pages: key to its Chinese (zh) and English (en)."""
    found: dict[str, dict[str, str]] = json.loads(_asset("phrases.json"))
    return found


def json_text(value: object) -> str:
    r"""Write JSON that no HTML parser can mistake for markup. ValueError where a number is not one.

    >>> json_text("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _data_block(name: str, value: object) -> str:
    return f'<script type="application/json" id="data-{name}">{json_text(value)}</script>'


def _program(scripts: Sequence[str]) -> str:
    """Put scripts one after the other into one function of their own."""
    return "(() => {\n'use strict';\n" + "\n".join(_asset(name) for name in scripts) + "\n})();"


def _policy(scripts: Sequence[str], style: str) -> str:
    allowed = " ".join(_digest(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; worker-src blob:; child-src blob:; style-src {_digest(style)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _asset(name: str) -> str:
    return _read(_ASSETS / name)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
