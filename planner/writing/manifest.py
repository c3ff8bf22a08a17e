"""files.json: which files of a folder the planner wrote, with the digest of each and the plan that it belongs to.

While files are exchanged it holds both the old digest and the new one of each, so that at any moment, even after a
power cut, whoever reads the folder can tell a file of this plan from one of another run, and both from a file that the
user wrote or changed.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from planner.language import Text, joined

FILES_NAME = "files.json"
_FORMAT = "planner-files/1"
_ABOUT = "本文件夹中由 planner 写出的文件、其 SHA-256 及所属方案（plan.json 的 SHA-256） files that planner wrote here"
_HALF_WRITTEN = ".planner-files"
_PIECE_BYTES = 1 << 20


class Written(BaseModel):
    """One file as the planner wrote it: its digest, and that of the plan.json it belongs to ('': to none)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    sha256: str
    of: str


Manifest = Mapping[str, tuple[Written, ...]]
"""Way of a file from the folder, with forward slashes, to what the planner may have written there."""


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    files: dict[str, tuple[Written, ...]]


def read_manifest(folder: Path) -> Manifest:
    """Read a folder's files.json; where it is missing or damaged no file counts as the planner's."""
    try:
        return _Document.model_validate_json((folder / FILES_NAME).read_bytes()).files
    except (OSError, ValidationError):
        return {}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it in one step. OSError."""
    files = {name: [each.model_dump() for each in manifest[name]] for name in sorted(manifest)}
    text = json.dumps({"format": _FORMAT, "about": _ABOUT, "files": files}, ensure_ascii=False, indent=1)
    half = folder / _HALF_WRITTEN
    try:
        with half.open("w", encoding="utf-8", newline="\n") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
        half.replace(folder / FILES_NAME)
    finally:
        half.unlink(missing_ok=True)


def joined_manifests(one: Manifest, other: Manifest) -> Manifest:
    """Return what either of them knows."""
    names = one.keys() | other.keys()
    return {name: tuple(dict.fromkeys((*one.get(name, ()), *other.get(name, ())))) for name in names}


def sha256_of(path: Path) -> str | None:
    """Return a file's SHA-256 in hexadecimal; None where there is no file that can be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                digest.update(piece)
    except OSError:
        return None
    return digest.hexdigest()


def strangers(plan_file: Path) -> tuple[str, ...]:
    """Name the files beside a plan that the planner wrote, and that belong to another plan than the one there now."""
    folder, manifest, plan_sha256 = plan_file.parent, read_manifest(plan_file.parent), sha256_of(plan_file)
    if plan_file.name not in manifest:
        return ()
    found = []
    for name, known in sorted(manifest.items()):
        plans = {each.of for each in known if each.sha256 == sha256_of(folder / name)}
        if name != plan_file.name and plans and not plans & {plan_sha256, ""}:
            found.append(name)
    return tuple(found)


def other_runs_text(plan_file: Path, names: Sequence[str]) -> tuple[Text, ...]:
    """Say which files beside a plan are of another run; nothing where there are none."""
    if not names:
        return ()
    listed = joined(names)
    return (
        Text(
            f"beside {plan_file} these files belong to another run than the plan, do not read them with it: {listed}",
            f"{plan_file} 旁边的下列文件属于另一次求解，与本方案不符，请勿一并使用：{listed.zh}",
        ),
    )
