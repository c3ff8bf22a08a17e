"""What is said when a file or a folder cannot be written."""

import errno
from pathlib import Path

from planner.errors import InputError
from planner.language import Text

_REASONS = {
    errno.ENOSPC: Text("no space is left on its disk", "磁盘已满"),
    errno.EDQUOT: Text("the quota of its disk is used up", "磁盘配额已用完"),
    errno.EFBIG: Text("the limit for the size of a file on its disk is reached", "超过了允许的文件大小"),
    errno.EROFS: Text("its disk can only be read", "磁盘是只读的"),
    errno.EACCES: Text("permission denied", "没有写入权限"),
    errno.EPERM: Text("it may not be changed", "不允许改动"),
    errno.ENOTDIR: Text("a file stands where a folder should be", "文件夹的位置上是一个文件"),
    errno.EEXIST: Text("a file stands where a folder should be", "文件夹的位置上是一个文件"),
    errno.ENAMETOOLONG: Text("its name is too long; most systems allow 255 bytes", "名称太长；一般最多 255 字节"),
    errno.EIO: Text("its disk does not work", "磁盘读写出错"),
    errno.ENOENT: Text("it is not there any more", "文件夹已不存在"),
}
OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
"""Errors that are the disk's, whatever is written."""


def reason_of(problem: BaseException) -> Text:
    """Say in a few words what went wrong; an error of the system by its meaning, another by its name."""
    if isinstance(problem, MemoryError):
        return Text("out of memory", "内存不足")
    if isinstance(problem, OSError) and problem.errno is not None:
        said = problem.strerror or str(problem)
        return _REASONS.get(problem.errno, Text(said, said))
    said = " ".join(f"{type(problem).__name__}: {problem}".split())
    return Text(said, said)


def cannot_write(folder: Path, problem: OSError) -> InputError:
    """Return the error that names a folder and why it cannot be written into."""
    reason = reason_of(problem)
    return InputError(Text(f"cannot write into {folder}: {reason}", f"无法写入文件夹 {folder}：{reason.zh}"))
