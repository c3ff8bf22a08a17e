"""What a file is, by its first bytes and its name, for telling a user that it is not the one that is wanted."""

import codecs
import io
import json
import re
import zipfile
from pathlib import PurePath

from planner.language import Text

_FIRST_BYTES = (
    (b"\x89PNG", Text("a picture (PNG)", "一张图片（PNG）")),
    (b"\xff\xd8\xff", Text("a picture (JPEG)", "一张图片（JPEG）")),
    (b"GIF8", Text("a picture (GIF)", "一张图片（GIF）")),
    (b"%PDF", Text("a PDF document", "一份 PDF 文档")),
    (b"SQLite format 3\x00", Text("a GeoPackage or another SQLite file", "一个 GeoPackage 或其他 SQLite 文件")),
    (b"\xd0\xcf\x11\xe0", Text("an old Office document (.xls, .doc)", "一份旧版 Office 文档（.xls、.doc）")),
    (b"\x1f\x8b", Text("a compressed file (gzip)", "一个压缩文件（gzip）")),
    (b"7z\xbc\xaf", Text("a compressed file (7z)", "一个压缩文件（7z）")),
    (b"Rar!", Text("a compressed file (RAR)", "一个压缩文件（RAR）")),
)
_IN_ZIP = (
    ("xl/", Text("an Excel workbook", "一个 Excel 工作簿")),
    ("word/", Text("a Word document", "一份 Word 文档")),
    ("ppt/", Text("a PowerPoint file", "一份 PowerPoint 文件")),
    ("content.xml", Text("an OpenDocument file", "一份 OpenDocument 文件")),
)
_FORMATS = {
    "planner-plan": Text("a plan", "一份方案"),
    "planner-reasons": Text("the reasons of a plan (reasons.json)", "方案的理由（reasons.json）"),
    "planner-forecast": Text("a forecast (forecast.json)", "生源预测（forecast.json）"),
    "planner-city": Text("a city of several plans (city.json)", "全市方案的汇总（city.json）"),
    "planner-files": Text("the list of a folder's files (files.json)", "文件夹的文件清单（files.json）"),
}
_SCENARIO_KEY = re.compile(r"^(grade_bands|district|years)\s*:", re.MULTILINE)
_BY_SUFFIX = {".xlsx": "xl/", ".xlsm": "xl/", ".docx": "word/", ".pptx": "ppt/", ".ods": "content.xml"}
_READ_BYTES = 1 << 16

PLAN = _FORMATS["planner-plan"]
EMPTY = Text("empty", "空的")
SCENARIO = Text("a scenario", "一个情景文件")
JSON = Text("another JSON document", "另一种 JSON 文档")
DAMAGED_JSON = Text("a JSON document that is damaged or cut off", "损坏或不完整的 JSON 文档")
TEXT = Text("a text", "一份文本")
BINARY = Text("no text", "不是文本的文件")


def kind_of(content: bytes, name: str) -> Text:
    """Say what a file is, as in "this is ...".

    >>> str(kind_of(b"%PDF-1.7", "a.json")), str(kind_of(b"", "plan.json")), str(kind_of(b"grade_bands: {}", "a.yaml"))
    ('a PDF document', 'empty', 'a scenario')
    """
    if not content.strip():
        return EMPTY
    if content.startswith(b"PK"):
        return _kind_in_zip(content, name)
    for first, kind in _FIRST_BYTES:
        if content.startswith(first):
            return kind
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(content[:_READ_BYTES], len(content) <= _READ_BYTES)
    except UnicodeDecodeError:
        return BINARY
    return _kind_of_text(text, content, name)


def is_plain(kind: Text) -> bool:
    """Whether a kind is one that a hand-written YAML file may be."""
    return kind in {EMPTY, SCENARIO, JSON, DAMAGED_JSON, TEXT, BINARY}


def _kind_in_zip(content: bytes, name: str) -> Text:
    """Say it by what is in the archive, or by the name of one that is cut off."""
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        names = [_BY_SUFFIX.get(PurePath(name).suffix.lower(), "")]
    found = (kind for start, kind in _IN_ZIP if any(name.startswith(start) for name in names))
    return next(found, Text("a compressed file (zip)", "一个压缩文件（zip）"))


def _kind_of_text(text: str, content: bytes, name: str) -> Text:
    if text.lstrip().lower().startswith(("<!doctype html", "<html")):
        return Text("a web page", "一个网页")
    if text.lstrip().startswith(("{", "[")):
        return _kind_of_json(content)
    if PurePath(name).suffix.lower() in {".yaml", ".yml"} or _SCENARIO_KEY.search(text):
        return SCENARIO
    return BINARY if "\x00" in text else TEXT


def _kind_of_json(content: bytes) -> Text:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return DAMAGED_JSON
    if not isinstance(document, dict):
        return JSON
    if document.get("type") in {"FeatureCollection", "Feature"}:
        return Text("a GeoJSON file", "一个 GeoJSON 文件")
    family, _, version = str(document.get("format", "")).partition("/")
    if family == "planner-plan" and version != "1":
        return Text(f"a plan of another version, {version or 'unknown'}", f"其他版本（{version or '未知'}）的方案")
    return _FORMATS.get(family, JSON)
