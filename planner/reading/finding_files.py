"""Files of a district's folder by their names, in any case and any Unicode form, the same on every file system.

`Roads.GPKG` and `roads.gpkg` are two files on Linux and one on Windows; a name typed on a Mac comes decomposed, one
typed with a Chinese keyboard may be full-width. All of them are the same name here.
"""

import unicodedata
from collections.abc import Iterable
from pathlib import Path


def plain_name(name: str) -> str:
    """Return a name as names are compared: NFKC, without case, without blanks at its ends.

    >>> plain_name("Roads.GPKG "), plain_name("ＲＯＡＤＳ．ｇｐｋｇ")
    ('roads.gpkg', 'roads.gpkg')
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()


def entries(folder: Path) -> tuple[Path, ...]:
    """Return what lies in a folder, files and folders, sorted by name; hidden and lock files (`~$…`) are left out.

    Empty where the folder cannot be listed: whoever opens a file in it then says why.
    """
    try:
        found = [path for path in folder.iterdir() if not path.name.startswith((".", "~$"))]
    except (OSError, ValueError):
        return ()
    return tuple(sorted(found, key=lambda path: path.name))


def named(folder: Path, *wanted: str) -> tuple[Path, ...]:
    """Return every entry of a folder that bears one of the wanted names, in the order of `wanted`, then by name.

    Two entries may bear one name (`Roads.gpkg` beside `roads.gpkg`): the caller says that there is one too many.
    """
    by_name: dict[str, list[Path]] = {}
    for path in entries(folder):
        by_name.setdefault(plain_name(path.name), []).append(path)
    return tuple(path for name in dict.fromkeys(map(plain_name, wanted)) for path in by_name.get(name, ()))


def ending(folder: Path, *suffixes: str) -> tuple[Path, ...]:
    """Return every entry of a folder whose name ends in one of the suffixes, such as `.osm.pbf`, sorted by name."""
    ends = tuple(map(plain_name, suffixes))
    return tuple(path for path in entries(folder) if plain_name(path.name).endswith(ends))


def speaking_of(folder: Path, words: Iterable[str], read: Iterable[Path] = ()) -> tuple[Path, ...]:
    """Return entries whose names hold one of the words and that are not among those read: they look meant."""
    plain_words = tuple(map(plain_name, words))
    taken = set(read)
    return tuple(
        path
        for path in entries(folder)
        if path not in taken and any(word in plain_name(path.name) for word in plain_words)
    )
