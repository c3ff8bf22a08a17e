"""proof.npz: what a proof ended with, beside its plan, for `planner prove` to go on from.

Arrays alone, no pickle, and the digests of the inputs that they are of: for others they are not used. No limit stands
in it (`planner.optimise.kept_proof`).
"""

import io
import zipfile
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import numpy as np

from planner.going_on import inputs_text
from planner.inputs import Inputs
from planner.optimise.kept_proof import KeptProof

PROOF_NAME = "proof.npz"
_MOST_BYTES = 2 << 30
"""Of all arrays together, unpacked."""
_DAMAGED = (OSError, ValueError, KeyError, EOFError, TypeError, MemoryError, zipfile.BadZipFile, zlib.error)
_WHOLE = {field.name for field in fields(KeptProof)} - {"block_prices", "linking_prices"}


def proof_bytes(inputs: Inputs, kept: Sequence[KeptProof | None]) -> bytes:
    """Return the file's content: the proofs of the problem's parts; None for a part without one."""
    arrays = {"inputs": np.array(inputs_text(inputs)), "parts": np.array(len(kept))}
    for part, each in enumerate(kept):
        if each is not None:
            arrays |= {f"{part}.{field.name}": getattr(each, field.name) for field in fields(each)}
    written = io.BytesIO()
    np.savez_compressed(written, allow_pickle=False, **arrays)
    return written.getvalue()


def read_proof(path: Path, inputs: Inputs) -> tuple[KeptProof | None, ...]:
    """Return what is kept, by part; nothing where there is no file, a damaged one, or one of other inputs."""
    with suppress(*_DAMAGED), path.open("rb") as file:
        with zipfile.ZipFile(file) as packed:
            if sum(each.file_size for each in packed.infolist()) > _MOST_BYTES:
                return ()
        file.seek(0)
        with np.load(file, allow_pickle=False) as kept:
            if str(kept["inputs"]) != inputs_text(inputs):
                return ()
            there = set(kept.files)
            found = []
            for part in range(min(int(kept["parts"]), len(there))):
                arrays = {
                    field.name: _array(kept[f"{part}.{field.name}"], field.name)
                    for field in fields(KeptProof)
                    if f"{part}.{field.name}" in there
                }
                found.append(KeptProof(**arrays) if len(arrays) == len(fields(KeptProof)) else None)
            return tuple(found)
    return ()


def _array(values: object, name: str) -> np.ndarray:
    """Return an array of one axis, of the kind that its name says. ValueError."""
    array = np.asarray(values)
    if array.ndim != 1 or array.dtype.kind not in ("iu" if name in _WHOLE else "fiu"):
        raise ValueError(name)
    return array.astype(np.int64 if name in _WHOLE else np.float64)
