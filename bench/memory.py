"""Peak memory of this process and of the largest it has started."""

import math
import sys
from importlib.util import find_spec
from pathlib import Path

if find_spec("resource"):
    import resource


def peak_megabytes() -> float:
    """Return the most memory this process has held, or the largest process it started, MB; NaN where nobody tells."""
    if not find_spec("resource"):
        return math.nan
    unit = 2**20 if sys.platform == "darwin" else 2**10
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit
    status = Path("/proc/self/status")
    if status.is_file():
        # Linux passes on the parent's peak in getrusage; this one is the process's own.
        held = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return max(int(held.split()[1]) / 2**10, started)
    return max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, started)
