"""Seeded damage to the files of a small sound district: one mutation is one number, and always the same."""

import copy
import io
import json
import random
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

TABLES = ("settlements.csv", "pupils.csv", "schools.csv", "travel.csv", "attends.csv")
DRAWN = ("roads.gpkg", "boundaries.gpkg", "water.gpkg")
_CELLS = (
    "", " ", "nan", "inf", "-inf", "1e400", "-1", "9" * 400, "0x1F", "1,5", "１２", "=1+1", "'1", "-", "K1", "1-6",
    "6-1", "1月6日", "2026-01-06", "007", "村", "\u200b", "\x07", "a" * 5000, "P01", "keep", "现有", "2026", "1e3",
    "TRUE", "None", "112.4", "34.7", "37635374", "3857000", "-0", "1_000", "一年级", "初一", "45人", "2026年", "合计",
    "#REF!", "#N/A", "完全小学", "1～6年级", "999999999", "10000000", "0.0000001", "180", "-180", "90", "\ud83d\ude00",
)  # fmt: skip
_BYTES = (
    b"\xff", b"\x00", b"\xb4\xe5", "村".encode(), b'"', b"\n", b"\r", b",", b"\x81\x30", b"\xef\xbb\xbf", b"\xff\xfe",
    b"\x1a", b"\x7f\xf0\x00\x00\x00\x00\x00\x00", b"\xff" * 8, b"\x00" * 64,
)  # fmt: skip
_LINES = (
    "", "@\n@", "  @", "a: &x [1]", "b: *x", "@ !!python/none", "? [a]", "- 1", "<<: {a: 1}", "---", "...", "%YAML 9.9",
    "a: [", "a: }", "\t@", "a: |", "a: 'x", 'a: "\\x"', "@: @", f"years: {'[' * 26}1{']' * 26}", "budget_yuan: .nan",
    "budget_yuan: -.inf", f"budget_yuan: {'9' * 6000}", "solver: null", "rules: []", "name: 1", "1: 2",
)  # fmt: skip
_VALUES = (
    "1e-17",
    "1e-308",
    "1e308",
    "-1",
    "0",
    "null",
    "true",
    "[]",
    "{}",
    "''",
    "9" * 30,
    ".nan",
    "x",
    "2026",
    "0.5",
)
_JSON: tuple[object, ...] = (
    None, True, -1, 0, 1e300, "", "x", [], {}, [[]], "2026", 10**30, 1e-9, "\u0000", -0.0, {"1": 1}, 1.5, 2026,
)  # fmt: skip

Mutation = Callable[[Path, random.Random], str]
"""Damages a folder (district files, scenario.yaml, plan.json) in place; returns what was done, in a few words."""


def damaged(sound: Path, into: Path, seed: int, kinds: Mapping[str, Mutation] | None = None) -> str:
    """Copy a sound folder and damage the copy; return what was done. The same seed always does the same."""
    shutil.copytree(sound, into)
    draw = random.Random(seed)  # noqa: S311 - chance, not secrecy
    chosen = kinds or MUTATIONS
    name = draw.choice(sorted(chosen))
    return f"{name}: {chosen[name](into, draw)}"


def _cells(folder: Path, draw: random.Random) -> str:
    """Replace a few cells of a table, headings among them."""
    name = draw.choice(TABLES)
    rows = [line.split(",") for line in (folder / name).read_text(encoding="utf-8").splitlines()]
    done = []
    for _ in range(draw.randint(1, 4)):
        row = draw.randrange(len(rows)) if draw.random() < 0.9 else 0
        column, cell = draw.randrange(len(rows[row])), draw.choice(_CELLS)
        rows[row][column] = cell
        done.append(f"{row + 1}.{column + 1}={cell[:20]!r}")
    text = "\n".join(",".join(row) for row in rows)
    (folder / name).write_bytes(text.encode("utf-8", "replace"))
    return f"{name} {' '.join(done)}"


def _shape(folder: Path, draw: random.Random) -> str:
    """Drop, double and swap columns and rows of a table; or drop or double the whole table."""
    name = draw.choice(TABLES)
    path = folder / name
    if draw.random() < 0.1:
        path.rename(folder / draw.choice(("学生.csv", "x.csv", name.upper(), f"{name}.bak")))
        return f"{name} renamed"
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    order = [draw.randrange(len(rows[0])) for _ in range(draw.randint(0, len(rows[0]) + 2))]
    lines = [draw.randrange(len(rows)) for _ in range(draw.randint(0, len(rows) + 2))]
    if draw.random() < 0.5:
        order = list(range(len(rows[0])))
    path.write_text("\n".join(",".join(rows[line][place] for place in order) for line in lines), encoding="utf-8")
    return f"{name} columns {order[:8]}, {len(lines)} rows"


def _bytes(folder: Path, draw: random.Random) -> str:
    """Put bytes into a table, cut it off, or write it in another encoding."""
    name = draw.choice(TABLES)
    encoding = draw.choice(("utf-8", "gb18030", "utf-8-sig", "utf-16"))
    content = (folder / name).read_text(encoding="utf-8").encode(encoding)
    (folder / name).write_bytes(_with_bytes(content, draw, times=draw.randint(1, 5)))
    return f"{name} in {encoding}"


def _with_bytes(content: bytes, draw: random.Random, *, times: int) -> bytes:
    for _ in range(times):
        place = draw.randint(0, len(content))
        new = draw.choice(_BYTES) if draw.random() < 0.7 else draw.randbytes(draw.randint(1, 20))
        sort = draw.random()
        rest = content[place:] if sort < 0.3 else content[place + len(new) :] if sort < 0.9 else b""
        content = content[:place] + new + rest
    return content


def _workbook(folder: Path, draw: random.Random) -> str:
    """Give the tables as a workbook, damaged as a whole or in one of the files inside it."""
    for name in TABLES:
        (folder / name).unlink()
    content = (folder / "kept" / "district.xlsx").read_bytes()
    if draw.random() < 0.4:
        (folder / "district.xlsx").write_bytes(_with_bytes(content, draw, times=draw.randint(1, 3)))
        return "bytes"
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        names = old.namelist()
        victim = draw.choice(names)
        for name in names:
            part = old.read(name)
            new.writestr(name, _within(part, draw) if name == victim else part)
    (folder / "district.xlsx").write_bytes(stream.getvalue())
    return victim


def _within(part: bytes, draw: random.Random) -> bytes:
    """Damage the XML of a workbook's part: other numbers, other cells, other bytes."""
    swaps = (
        (b'r="A', b'r="ZZ'), (b'r="B2"', b'r="B1048576"'), (b"<v>", b"<v>9e999"), (b't="s"', b't="e"'),
        (b"<c ", b"<x:c "), (b"<row ", b'<row hidden="1" '), (b"</sheetData>", b""), (b"count=", b"c="),
        (b"<v>0</v>", b"<v>99999</v>"), (b'"', b"'"),
    )  # fmt: skip
    if draw.random() < 0.5:
        old, new = draw.choice(swaps)
        return part.replace(old, new, draw.choice((1, 2, -1)))
    return _with_bytes(part, draw, times=draw.randint(1, 3))


def _drawn(folder: Path, draw: random.Random) -> str:
    """Damage roads, boundaries or water, byte by byte: the headings of the file, its pages, its shapes."""
    name = draw.choice(DRAWN)
    content = bytearray((folder / name).read_bytes())
    if draw.random() < 0.1:
        (folder / name).write_bytes(bytes(content[: draw.randrange(len(content))]))
        return f"{name} cut short"
    marks = [place for place in range(len(content) - 2) if content[place : place + 2] == b"GP"]
    for _ in range(draw.randint(1, 6)):
        near_shape = marks and draw.random() < 0.7
        start = draw.choice(marks) if near_shape else 0
        place = min(len(content) - 1, start + draw.randrange(120)) if near_shape else draw.randrange(len(content))
        new = draw.choice(_BYTES) if draw.random() < 0.6 else draw.randbytes(draw.randint(1, 8))
        content[place : place + len(new)] = new
    (folder / name).write_bytes(bytes(content))
    return name


def _scenario(folder: Path, draw: random.Random) -> str:
    """Drop, double, indent or replace lines of the scenario, or the value of a key."""
    path = folder / "scenario.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    done = []
    for _ in range(draw.randint(1, 3)):
        place = draw.randrange(len(lines))
        if draw.random() < 0.6 and ": " in lines[place]:
            lines[place] = f"{lines[place].split(': ')[0]}: {draw.choice(_VALUES)}"
        else:
            lines[place] = draw.choice(_LINES).replace("@", lines[place])
        done.append(lines[place][:40])
    path.write_bytes("\n".join(lines).encode("utf-8", "replace"))
    return " | ".join(done)


def _provenance(folder: Path, draw: random.Random) -> str:
    """Declare other coordinate systems, or anything."""
    systems = ("WGS84", "GCJ-02", "BD-09", "CGCS2000", "EPSG:5773", "EPSG:4978", "EPSG:3857", "EPSG:4546",
               "EPSG:999999", "EPSG:9518", "EPSG:2000", "x", "EPSG:")  # fmt: skip
    table = draw.choice(("settlements", "schools", "roads", "boundaries", "x"))
    extra = draw.choice(("", f"    central_meridian: {draw.choice(_VALUES)}\n", "    synthetic: [lon, x]\n"))
    system = draw.choice(systems)
    text = f"tables:\n  {table}:\n    coordinates: {system}\n{extra}extent_kilometres: {draw.choice(_VALUES)}\n"
    (folder / "provenance.yaml").write_text(text, encoding="utf-8")
    return f"{table} {system}"


def _plan(folder: Path, draw: random.Random) -> str:
    """Replace, drop or double values anywhere in the plan file, or its bytes."""
    path = folder / "plan.json"
    if draw.random() < 0.2:
        path.write_bytes(_with_bytes(path.read_bytes(), draw, times=draw.randint(1, 3)))
        return "bytes"
    document = json.loads(path.read_text(encoding="utf-8"))
    done = [_in_json(document, draw) for _ in range(draw.randint(1, 4))]
    path.write_text(json.dumps(document, ensure_ascii=True), encoding="utf-8")
    return " ".join(done)


def _in_json(document: object, draw: random.Random) -> str:
    """Change one value somewhere; return the way to it."""
    here = document
    way: list[str] = []
    while True:
        if not isinstance(here, dict | list) or not here:
            return "/".join(way) or "nothing"
        key = draw.choice(sorted(here)) if isinstance(here, dict) else draw.randrange(len(here))
        way.append(str(key))
        inner = here[key]
        if isinstance(inner, dict | list) and inner and draw.random() < 0.75:
            here = inner
            continue
        if draw.random() < 0.2:
            del here[key]
        elif isinstance(here, list) and draw.random() < 0.3:
            here.append(inner)
        else:
            here[key] = copy.deepcopy(draw.choice(_JSON))
        return "/".join(way)


MUTATIONS: Mapping[str, Mutation] = {
    "cells": _cells, "shape": _shape, "bytes": _bytes, "workbook": _workbook, "drawn": _drawn, "scenario": _scenario,
    "provenance": _provenance, "plan": _plan,
}  # fmt: skip
"""Every kind of damage by its name."""
