"""Sentences in two languages, and which of them the user reads.

A `Text` is an English string that carries its Chinese: whatever takes a string takes a Text, and whoever speaks to the
user asks `in_language`. The language is told by `--lang`, else by PLANNER_LANG, else by the system's locale.
"""

import ctypes
import errno
import locale
import os
import re
import sys
from collections.abc import Iterable
from typing import Literal, Self

Language = Literal["zh", "en"]
SETTING = "PLANNER_LANG"
"""Environment variable that names the language: zh or en."""


class Text(str):
    """An English sentence and the same in Chinese; equal to, and hashed as, the English one.

    >>> text = Text("no road within 5 km", "5 公里内没有道路")
    >>> text, in_language(text, "zh"), in_language("plain", "zh")
    ('no road within 5 km', '5 公里内没有道路', 'plain')
    """

    __slots__ = ("zh",)
    zh: str

    def __new__(cls, en: str, zh: str) -> Self:
        """Make one of its two languages."""
        text = super().__new__(cls, en)
        text.zh = zh
        return text

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Let it be copied and pickled whole."""
        return type(self), (str.__str__(self), self.zh)


def in_language(text: str, language: Language | None = None) -> str:
    """Return a sentence in a language, by default the user's; a plain string is the same in every language."""
    return text.zh if isinstance(text, Text) and (language or user_language()) == "zh" else str(text)


def joined(texts: Iterable[str], en: str = ", ", zh: str = "、") -> Text:
    """Join sentences or names, each language with its own sign between.

    >>> in_language(joined(["a", Text("two", "二")]), "zh")
    'a、二'
    """
    parts = tuple(texts)
    return Text(en.join(in_language(part, "en") for part in parts), zh.join(in_language(part, "zh") for part in parts))


_REASONS = {
    errno.ENOENT: "没有这个文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "不允许这样操作",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENAMETOOLONG: "名称太长",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写出错",
    errno.ELOOP: "链接层数太多",
    errno.EBADF: "已经关闭",
    errno.EPIPE: "读取的一方已经关闭",
    errno.EINVAL: "名称不能用",
}


def system_reason(problem: Exception) -> Text:
    """Say why a file cannot be had: in the system's words, and in Chinese.

    >>> system_reason(OSError(errno.EACCES, "Permission denied")).zh
    '没有权限'
    """
    number = problem.errno if isinstance(problem, OSError) else None
    said = (problem.strerror if isinstance(problem, OSError) else None) or str(problem)
    return Text(said, _REASONS.get(number or 0, "系统不允许或名称有误"))


_CHOSEN: dict[str, Language | None] = {"language": None}
"""One for the whole program: a context variable would be forgotten in the threads that work for it."""
_NAME = re.compile(r"(zh|en)(?:[-_.@].*)?", re.IGNORECASE | re.DOTALL)
_PRIMARY_LANGUAGE_BITS, _CHINESE = 0x3FF, 0x04


def choose_language(language: Language | None) -> None:
    """Set the user's language for what follows; None: that of the setting or the system again."""
    _CHOSEN["language"] = language


def asked_for_english() -> bool:
    """Whether English was chosen for this very call, as --lang en does; a system's own locale asks for nothing."""
    return _CHOSEN["language"] == "en"


def user_language() -> Language:
    """Return the language chosen, else that of PLANNER_LANG, else that of the system's locale, else English."""
    return _CHOSEN["language"] or language_named(os.environ.get(SETTING, "")) or _of_system()


def language_named(name: str) -> Language | None:
    """Read a language's name, or a locale's; None where it is neither Chinese nor English.

    >>> [language_named(name) for name in ("zh", "EN", "zh_CN.UTF-8", "zh-Hans", "C", "", "zhuang", "fr")]
    ['zh', 'en', 'zh', 'zh', None, None, None, None]
    """
    found = _NAME.fullmatch(name.strip())
    if found is None:
        return None
    return "zh" if found[1].casefold() == "zh" else "en"


def _of_system() -> Language:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(variable):
            return language_named(os.environ[variable]) or "en"
    return _of_windows() or _of_locale(locale.getlocale()[0] or "")


def _of_locale(name: str) -> Language:
    """Read what Python calls the locale.

    >>> _of_locale("zh_CN"), _of_locale("Chinese (Simplified)_China"), _of_locale("C")
    ('zh', 'zh', 'en')
    """
    return "zh" if language_named(name) == "zh" or name.casefold().startswith("chinese") else "en"


def _of_windows() -> Language | None:
    """Return the language of Windows' own menus; None on other systems."""
    if sys.platform == "win32":
        named = ctypes.windll.kernel32.GetUserDefaultUILanguage() & _PRIMARY_LANGUAGE_BITS
        return "zh" if named == _CHINESE else "en"
    return None
