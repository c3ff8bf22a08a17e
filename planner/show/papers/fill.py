"""A Word template filled with fields: everything in a field is text, and the same fields give the same bytes."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from planner.errors import InputError
from planner.language import Text
from planner.show.papers.captions import number_captions
from planner.show.words.common import clean

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest date a zip entry can carry."""
_LONGEST_TITLE = 255
"""Word's core properties hold no more letters."""
_MARKS = {"{": "&#123;", "}": "&#125;", "%": "&#37;"}


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture that fills a place of a template, as wide as told."""

    png: bytes
    width_mm: float


def fill_template(template: Path, fields: Mapping[str, object], *, title: str) -> bytes:
    """Return the filled document; `title` is shown in its properties.

    A field holds text, numbers, pictures, or records and lists of them; what a name holds (`{{ }}`, `<w:p>`, control
    characters) stays text or is dropped, and a template can reach the fields only. Raises InputError where the
    template cannot be read, is no Word file, or asks for a field that is not there.
    """
    try:
        document = DocxTemplate(template)
        document.render(dict(fields), jinja_env=_environment(document), autoescape=True)
    except (OSError, PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as problem:
        msg = Text(f"cannot read the Word template {template}: {problem}", f"Word 模板 {template} 读不出来：{problem}")
        raise InputError(msg) from problem
    except TemplateError as problem:
        lacks = Text("cannot be filled", "无法填写")
        if isinstance(problem, UndefinedError):
            lacks = Text("asks for a field that is not there", "用到了没有的字段")
        msg = Text(f"the Word template {template} {lacks}: {problem}", f"Word 模板 {template} {lacks.zh}：{problem}")
        raise InputError(msg) from problem
    number_captions(document.docx)
    document.core_properties.title = clean(title)[:_LONGEST_TITLE]
    made = io.BytesIO()
    document.save(made)
    return pack_again(made.getvalue())


def pack_again(document: bytes) -> bytes:
    """Return the same document with every entry of its zip dated alike."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return packed.getvalue()


def _environment(document: DocxTemplate) -> SandboxedEnvironment:
    def printed(value: object) -> Markup:
        if isinstance(value, Picture):
            placed = InlineImage(document, io.BytesIO(value.png), width=Mm(value.width_mm))
            return Markup(str(placed))  # noqa: S704 - docxtpl's own XML
        return _as_text(value)

    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=printed)


def _as_text(value: object) -> Markup:
    """Print a field as XML text that holds no mark of a template: docxtpl rewrites such marks after filling."""
    text = str(escape(clean(str(value))))
    return Markup("".join(_MARKS.get(letter, letter) for letter in text))  # noqa: S704 - escaped above
