"""Going on with a run that was broken off: the best plan that it had written, and that the next run begins with.

Kept are the arrays of a solution, which mean something for the very same inputs alone; for others they are not used.
"""

import os
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np

from planner.inputs import Inputs, input_hashes
from planner.language import Text
from planner.optimise.construction.earlier import Earlier
from planner.problem.problem import Solution

SETTING = "PLANNER_GO_ON_FROM"
"""Environment variable that names the file to begin with."""
WENT_ON = Text(
    "a run of these inputs was broken off; this one began with the best plan that it had found",
    "此前同一情景的求解中断，本次从其已找到的最好方案继续",
)


def keep_standing(path: Path, inputs: Inputs, solution: Solution) -> None:
    """Write a solution, in one step. OSError."""
    half = path.with_suffix(".half")
    with half.open("wb") as file:
        np.savez_compressed(
            file, inputs=np.array(inputs_text(inputs)), open=solution.open, share=solution.share
        )  # fmt: skip
    half.replace(path)


def standing_of(inputs: Inputs) -> Earlier | None:
    """Return what the file that the setting names holds; None where there is none, or it is of other inputs."""
    named, problem = os.environ.get(SETTING, ""), inputs.problem
    if not named:
        return None
    damaged = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)
    with suppress(*damaged), Path(named).open("rb") as file, np.load(file) as kept:
        opened, share = np.asarray(kept["open"], dtype=bool), np.asarray(kept["share"], dtype=np.float64)
        is_of_these = str(kept["inputs"]) == inputs_text(inputs)
        if is_of_these and opened.shape == (problem.n_schools, problem.n_years) and share.shape == (problem.n_pairs,):
            return Earlier(open=opened, share=share)
    return None


def inputs_text(inputs: Inputs) -> str:
    """Return what tells these inputs from all others: the digests of their files."""
    return repr(sorted(input_hashes(inputs.source, inputs.district).items()))
