"""Names that can be a folder's on any system."""

from unicodedata import category, normalize

from planner.language import Text

_NAME_SIGNS = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Nd"))
_NAME_BYTES = 180
"""Longest name in UTF-8: a file system takes 255 bytes, and outputs set signs before and behind it."""
_RESERVED = frozenset(("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))))


def folder_name(name: str) -> str:
    """Return a name, composed, that can be a folder's on any system. ValueError, in both languages."""
    name = normalize("NFC", name)
    if not name or not all(sign in "-_" or category(sign) in _NAME_SIGNS for sign in name):
        msg = Text("letters (Chinese ones too), digits, - and _ only", "只能用文字（含汉字）、字母、数字、- 和 _")
        raise ValueError(msg)
    if len(name.encode()) > _NAME_BYTES:
        msg = Text(
            f"at most {_NAME_BYTES} bytes, {_NAME_BYTES // 3} Chinese letters: it names a folder",
            f"最多 {_NAME_BYTES // 3} 个汉字或 {_NAME_BYTES} 个字母：它也是文件夹名",
        )
        raise ValueError(msg)
    if name.casefold() in _RESERVED:
        msg = Text(
            "another name: Windows keeps con, prn, aux, nul, com1, lpt1 and the like for itself",
            "请换一个名称：con、prn、aux、nul、com1、lpt1 等是 Windows 的保留名",
        )
        raise ValueError(msg)
    return name
