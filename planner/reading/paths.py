"""Names of files and folders that can be written down: in a plan, in a message, in a GeoPackage."""

from pathlib import Path

from planner.errors import InputError
from planner.language import Text


def refuse_undecodable(path: Path) -> None:
    """Raise InputError where the way to a file holds bytes that are no UTF-8, such as a name in GBK on Linux.

    Such a way cannot be kept in a plan file, and libraries for geodata cannot open it.
    """
    whole = str(path.absolute())
    shown = whole.encode("utf-8", errors="replace").decode("utf-8")
    if shown != whole:
        msg = Text(
            f"{shown}: a name on the way there is not in UTF-8 (in GBK perhaps): rename the file or folder",
            f"{shown}：路径中有名称不是 UTF-8 编码（可能是 GBK），请重命名该文件或文件夹",
        )
        raise InputError(msg)
