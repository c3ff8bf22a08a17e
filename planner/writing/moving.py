"""Files that have been made take the places of the planner's earlier ones; what the user wrote or changed stays."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from planner.language import Text
from planner.stops import finished_first
from planner.writing.manifest import Manifest, Written, joined_manifests, read_manifest, sha256_of, write_manifest
from planner.writing.output_folder import OutputFolder
from planner.writing.words import cannot_write

Outdated = Callable[[str, str], bool]
"""Whether an earlier file of the planner, by its way and by the plan it is of, no longer holds."""


def move_in(
    output: OutputFolder, of: str, *, names: Sequence[str] | None = None, outdated: Outdated = lambda _name, _of: False
) -> tuple[Text, ...]:
    """Move what has been made (those of `names` alone, where given) into the folder; remove what is outdated.

    `of`: SHA-256 of the plan that the files belong to. A file that the user wrote or changed is renamed, never lost; a
    new file whose place another program holds goes beside it under a name of its own. Returns what the user must
    know of this. InputError where the folder cannot be written into; then files.json tells what is of which plan.
    """
    files = [file.relative_to(output.made).as_posix() for file in sorted(output.made.rglob("*")) if file.is_file()]
    moving = [name for name in files if name != "reserve" and (names is None or name in names)]
    fresh: dict[str, tuple[Written, ...]] = {
        name: (Written(sha256=sha256_of(output.made / name) or "", of=of),) for name in moving
    }
    try:
        with finished_first():
            return _exchange(output, fresh, outdated)
    except OSError as problem:
        raise cannot_write(output.path, problem) from problem


@dataclass(frozen=True, kw_only=True)
class _Moved:
    """Where a file has gone, and what there is to say of it."""

    name: str
    notices: tuple[Text, ...] = ()


def _exchange(output: OutputFolder, fresh: Manifest, outdated: Outdated) -> tuple[Text, ...]:
    before = read_manifest(output.path)
    known = joined_manifests(before, fresh)
    write_manifest(output.path, known)
    after = dict(before)
    notices: list[Text] = []
    for name in fresh:
        moved = _moved(output, name, known)
        notices += moved.notices
        after[moved.name] = fresh[name]
    for name in [each for each in after if each not in fresh and _is_outdated(output.path, each, after, outdated)]:
        notices += _removed(output.path / name)
        after.pop(name)
    write_manifest(output.path, {name: written for name, written in after.items() if (output.path / name).exists()})
    return tuple(notices)


def _is_outdated(folder: Path, name: str, manifest: Manifest, outdated: Outdated) -> bool:
    """Whether a file is, byte for byte, as the planner wrote it, and no longer holds."""
    sha256 = sha256_of(folder / name)
    return any(outdated(name, each.of) for each in manifest[name] if each.sha256 == sha256)


def _removed(path: Path) -> tuple[Text, ...]:
    try:
        path.unlink()
    except OSError:
        said = Text(f"{path} is of an earlier plan and cannot be removed: another program has it open",
                    f"{path} 属于先前的方案，因被其他程序占用而无法删除")  # fmt: skip
        return (said,)
    with suppress(OSError):  # a folder below that still holds something stays
        path.parent.rmdir()
    return ()


def _moved(output: OutputFolder, name: str, known: Manifest) -> _Moved:
    """Move one file in, out of the way of what is the user's."""
    source, target = output.made / name, output.path / name
    found = sha256_of(target)
    own = {each.sha256 for each in known[name]}
    notices: tuple[Text, ...] = ()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if found is not None and found not in own:
            kept = _free_name(target, "kept")
            target.rename(kept)
            notices = (Text(f"{target} was not as the planner wrote it: it is kept as {kept.name}",
                            f"{target} 不是 planner 写出的原样（可能经人修改），已保留为 {kept.name}"),)  # fmt: skip
        _put(source, target)
    except OSError as problem:
        if problem.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}:
            raise
        return _moved_beside(output, name, known)
    return _Moved(name=name, notices=notices)


def _moved_beside(output: OutputFolder, name: str, known: Manifest) -> _Moved:
    """Put a file under a new name, since its own place is taken: it is open in another program, or is a folder."""
    first, *rest = Path(name).parts
    if rest and not (output.path / first).is_dir():
        beside = _free_name(output.path / first, "new", known).joinpath(*rest)
    else:
        beside = _free_name(output.path / name, "new", known)
    beside.parent.mkdir(parents=True, exist_ok=True)
    _put(output.made / name, beside)
    told = beside.relative_to(output.path).as_posix()
    return _Moved(
        name=told,
        notices=(
            Text(
                f"{output.path / name} cannot be replaced (open in another program?): the new one is {told}",
                f"无法替换 {output.path / name}（可能正被其他程序打开），新文件为 {told}",
            ),
        ),
    )


def _put(source: Path, target: Path) -> None:
    """Move a file in one step; where its place lies on another disk, by way of a copy there."""
    try:
        source.replace(target)
    except OSError as problem:
        if problem.errno != errno.EXDEV:
            raise
        copy = target.with_name(f".planner-copy-{os.getpid()}")
        try:
            shutil.copyfile(source, copy)
            copy.replace(target)
        finally:
            copy.unlink(missing_ok=True)


def _free_name(path: Path, word: str, known: Manifest | None = None) -> Path:
    """Return plan-kept.docx for plan.docx, plan-kept-2.docx where that is taken ...; one of `known` may be used again.

    >>> _free_name(Path("nowhere/plan.docx"), "kept").name
    'plan-kept.docx'
    """
    return next(place for place in _names_like(path, word) if not place.exists() or _is_own(place, known or {}))


def _is_own(place: Path, known: Manifest) -> bool:
    """Whether a file that stands beside others of the folder is as the planner wrote it."""
    sha256 = sha256_of(place)
    return any(each.sha256 == sha256 for each in known.get(place.name, ()))


def _names_like(path: Path, word: str) -> Iterator[Path]:
    yield path.with_name(f"{path.stem}-{word}{path.suffix}")
    for number in count(2):
        yield path.with_name(f"{path.stem}-{word}-{number}{path.suffix}")
