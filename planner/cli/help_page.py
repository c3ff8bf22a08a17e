"""The pages that --help shows, in the user's language."""

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from rich.cells import cell_len

from planner.cli.words import VERB_HELP, Parameter
from planner.language import Text, in_language

LANG = "--lang"
"""The option that names the user's language."""
_SHARED = (
    (f"{LANG} zh|en", Text("language of what is said; default: PLANNER_LANG, else the system's",
                            "显示语言；默认按 PLANNER_LANG，其次按系统语言")),
    ("--help", Text("show this page", "显示本页")),
)  # fmt: skip
_OF_ALL = (*_SHARED, ("--version", Text("show the version", "显示版本号")))
_VERBS, _ARGUMENTS, _OPTIONS = Text("verbs:", "命令："), Text("arguments:", "参数："), Text("options:", "选项：")
_WIDTH, _LEAST_WIDTH = 100, 40
_WHAT_FOR = Text("Which schools to merge, where seats go, who goes where.",
                 "撤并哪些小规模学校、在哪里增加学位、谁去哪里上学。")  # fmt: skip


def verb_page(ctx: Any, told: Mapping[str, Parameter]) -> str:  # noqa: ANN401 - its class differs between versions of typer
    """Return the page of one verb; `told`: its parameters by name."""
    params = [each for each in ctx.command.params if each.name in told]
    arguments = [(shown(each), told[each.name].meaning) for each in params if each.param_type_name == "argument"]
    options = [(shown(each), told[each.name].meaning) for each in params if each.param_type_name == "option"]
    return "\n".join(
        [
            in_language(usage_line(ctx, told)),
            "",
            in_language(VERB_HELP.get(str(ctx.command.name), Text("", ""))),
            *_block(_ARGUMENTS, arguments),
            *_block(_OPTIONS, [*options, *_SHARED]),
        ]
    )


def verbs_page(way: str, verbs: Sequence[str]) -> str:
    """Return the page that lists every verb; `way`: how the program is called."""
    usage = Text(f"usage: {way} VERB [options]", f"用法：{way} 命令 [选项]")
    more = Text(f"{way} VERB --help explains a verb", f"运行 {way} 命令 --help 查看该命令的选项")
    head = [in_language(usage), "", in_language(_WHAT_FOR)]
    rows = [(name, VERB_HELP.get(name, Text("", ""))) for name in verbs]
    return "\n".join([*head, *_block(_VERBS, rows), *_block(_OPTIONS, _OF_ALL), "", in_language(more)])


def usage_line(ctx: Any, told: Mapping[str, Parameter]) -> Text:  # noqa: ANN401 - as above
    """Say how a verb is called."""
    params = ctx.command.params
    parts = [shown(each) for each in params if each.param_type_name == "argument"]
    parts += [f"[{shown(each)}]" for each in params if each.param_type_name == "option" and each.name in told]
    way = " ".join([ctx.command_path, *(parts if told else ["VERB ..."]), f"[{LANG} zh|en]"])
    return Text(f"usage: {way}", f"用法：{way}")


def shown(param: Any) -> str:  # noqa: ANN401 - as above
    """Write an option with the sign of its value, or an argument's sign.

    An argument that may be left out stands in brackets, one that may be repeated ends in dots.
    """
    if param.param_type_name == "option":
        flag = str(param.opts[0])
        return flag if param.is_flag else f"{flag} {param.metavar or param.name.upper()}"
    sign = str(param.metavar or str(param.name).upper())
    sign = f"{sign} ..." if param.nargs != 1 else sign
    return sign if param.required else f"[{sign}]"


def _block(title: Text, rows: Sequence[tuple[str, str]]) -> list[str]:
    """Set names beside their meanings, wrapped to the window."""
    if not rows:
        return []
    width = max(cell_len(name) for name, _ in rows) + 2
    return [
        "",
        in_language(title),
        *(line for name, meaning in rows for line in _row(name, in_language(meaning), width)),
    ]


def _row(name: str, meaning: str, width: int) -> list[str]:
    room = max(_window() - width - 2, _LEAST_WIDTH)
    lines = _wrapped(meaning, room) or [""]
    pad = " " * (width - cell_len(name))
    return [f"  {name}{pad}{lines[0]}", *(f"  {' ' * width}{line}" for line in lines[1:])]


def _wrapped(text: str, room: int) -> list[str]:
    """Break a text into lines: between words, and between any two Chinese signs."""
    lines, line = [], ""
    for piece in re.findall(r"[\x21-\x7e]+ ?|.", text):
        if line and cell_len(line) + cell_len(piece.rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line else lines


def _window() -> int:
    try:
        return min(os.get_terminal_size().columns, _WIDTH)
    except OSError:
        return _WIDTH
