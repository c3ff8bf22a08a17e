"""Machine code kept on disk: checked before it is loaded, and done without where it cannot be read or written.

Numba loads whatever stands in its files: a truncated one ends every run, and a damaged one may end the process. Here
each file carries a digest of itself at its end; one that does not match is as good as none, and is written anew.
"""

import hashlib
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO, Any

_DIGEST_BYTES = hashlib.sha256().digest_size


def is_usable(folder: Path) -> bool:
    """Whether files can be written there; the folder is made."""
    if not folder.is_absolute():  # there is no home to put it in
        return False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def is_whole(path: Path) -> bool:
    """Whether a file ends with the digest of all that stands before it."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    return hashlib.sha256(content[:-_DIGEST_BYTES]).digest() == content[-_DIGEST_BYTES:]


def keep(dispatcher: Any) -> None:  # noqa: ANN401 - what Numba makes of a function has no type
    """Have a compiled function's machine code kept in Numba's folder. RuntimeError where there is no such place."""
    dispatcher._cache = _cache_class()(dispatcher.py_func)  # noqa: SLF001 - as its own `enable_caching` does


def _cache_class() -> Any:  # noqa: ANN401 - of Numba's, which need not be there
    caching: Any = import_module("numba.core.caching")

    class Files(caching.IndexDataCacheFile):  # type: ignore[misc]  # Numba states no types
        """An index and its data files, each with its digest."""

        @contextmanager
        def _open_for_write(self, filepath: str) -> Iterator[IO[bytes]]:
            with super()._open_for_write(filepath) as file:
                content = io.BytesIO()
                yield content
                file.write(content.getvalue())
                file.write(hashlib.sha256(content.getvalue()).digest())  # unpickling stops before it

        def _load_index(self) -> Any:  # noqa: ANN401
            return super()._load_index() if is_whole(Path(self._index_path)) else {}

        def _load_data(self, name: str) -> Any:  # noqa: ANN401
            return super()._load_data(name) if is_whole(Path(self._data_path(name))) else None

    class Cache(caching.FunctionCache):  # type: ignore[misc]  # Numba states no types
        """The cache of one function; what goes wrong in it is as if nothing were kept."""

        def __init__(self, function: object) -> None:
            super().__init__(function)
            self._cache_file = Files(self._cache_path, self._impl.filename_base, self._impl.locator.get_source_stamp())

        def load_overload(self, sig: object, target_context: object) -> Any:  # noqa: ANN401
            try:
                return super().load_overload(sig, target_context)
            except Exception:  # noqa: BLE001 - whatever another version's pickle raises, compiling anew is the answer
                return None

        def save_overload(self, sig: object, data: object) -> None:
            try:
                super().save_overload(sig, data)
            except OSError:  # a full disk, a folder gone: the next run compiles again
                return

    return Cache
