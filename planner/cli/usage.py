"""What is wrong with the arguments of the command line, said in both languages; and the language taken out of them.

`--lang` is taken out before anything else reads the arguments, so that it may stand before the verb or after, and
speaks in the messages about all the others.
"""

import difflib
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from planner.cli.help_page import LANG, shown, usage_line
from planner.cli.words import Parameter, nearest_text
from planner.errors import InputError
from planner.language import SETTING, Language, Text, in_language, language_named

_LANGUAGES = Text("zh (Chinese) or en (English)", "应为 zh（中文）或 en（英文）")


def take_language(args: Sequence[str]) -> tuple[Language | None, list[str]]:
    """Take `--lang X` and `--lang=X` out of the arguments, wherever they stand before `--`; the last one holds.

    InputError where X is missing or is no language there is.

    >>> take_language(["check", "--lang", "zh", "a.yaml"]), take_language(["--", "--lang"])
    (('zh', ['check', 'a.yaml']), (None, ['--', '--lang']))
    """
    language: Language | None = None
    rest: list[str] = []
    words = iter(args)
    for word in words:
        if word == "--":
            return language, [*rest, word, *words]
        if word == LANG or word.startswith(f"{LANG}="):
            name = next(words, "") if word == LANG else word.partition("=")[2]
            language = language_named(name)
            if language is None:
                raise InputError(_no_language(LANG, name))
        else:
            rest.append(word)
    return language, rest


def refuse_unknown_setting() -> None:
    """Raise InputError where PLANNER_LANG names no language there is."""
    name = os.environ.get(SETTING, "")
    if name.strip() and language_named(name) is None:
        raise InputError(_no_language(SETTING, name))


def _no_language(place: str, name: str) -> Text:
    return Text(f"{place} {name!r}: {_LANGUAGES}", f"{place} 的值“{name}”不能用：{_LANGUAGES.zh}")


def usage_error(problem: Any, args: Sequence[str], told: Mapping[str, Parameter]) -> InputError:  # noqa: ANN401 - its class differs between versions of typer
    """Say what is wrong with a verb's arguments, how it is called, and where more is told; `told`: its parameters."""
    says = _says(problem, args, told)
    if problem.ctx is None:
        return InputError(says)
    way = problem.ctx.command_path
    more = Text(f"{way} --help explains everything", f"运行 {way} --help 查看说明")
    lines = (says, usage_line(problem.ctx, told), more)
    return InputError(Text("\n  ".join(map(str, lines)), "\n  ".join(line.zh for line in lines)))


def _says(problem: Any, args: Sequence[str], told: Mapping[str, Parameter]) -> Text:  # noqa: ANN401 - as above
    """Say one usage error in both languages; in the parser's own words where it is of no known kind."""
    kind, message = type(problem).__name__, problem.format_message()
    if kind == "NoSuchOption":
        known = [name for each in problem.ctx.command.params for name in each.opts if name.startswith("--")]
        near = nearest_text(difflib.get_close_matches(problem.option_name, [*known, LANG, "--help"], n=1))
        return Text(f"no option {problem.option_name}{near}", f"没有 {problem.option_name} 这个选项{near.zh}")
    if kind == "BadOptionUsage":
        name = problem.option_name
        if "does not take" in message:
            return Text(f"{name} takes no value", f"选项 {name} 后面不写值")
        return Text(f"{name} needs a value after it", f"选项 {name} 后面要写一个值")
    if kind in {"MissingParameter", "BadParameter"} and problem.param is not None:
        meant = told.get(problem.param.name)
        return _missing(problem.param, meant) if kind == "MissingParameter" else _bad_value(problem, args, meant)
    surplus = re.search(r"extra argument\S* \((.*)\)", message)
    if surplus:
        return Text(f"too many arguments: {surplus[1]}", f"多余的参数：{surplus[1]}")
    return Text(message, f"命令用法有误：{message}")


def _missing(param: Any, meant: Parameter | None) -> Text:  # noqa: ANN401 - as above
    meaning = meant.meaning if meant else ""
    return Text(f"{shown(param)} is missing: {meaning}", f"缺少 {shown(param)}：{in_language(meaning, 'zh')}")


def _bad_value(problem: Any, args: Sequence[str], meant: Parameter | None) -> Text:  # noqa: ANN401 - as above
    param = problem.param
    name = param.opts[0] if param.param_type_name == "option" else shown(param)
    value = _value_of(param.opts, args)
    given = Text("", "") if value is None else Text(f" {value!r}", f"“{value}”")
    wanted = meant.wanted if meant else Text(problem.format_message(), problem.format_message())
    return Text(f"{name}{given}: {wanted}", f"{name} 的值{given.zh}不能用：{wanted.zh}")


def _value_of(names: Sequence[str], args: Sequence[str]) -> str | None:
    """Return what was given for an option, the last time it was."""
    found = None
    for place, word in enumerate(args):
        name, sign, value = word.partition("=")
        if name in names:
            found = value if sign else (args[place + 1] if place + 1 < len(args) else found)
    return found


def unknown_verb(name: str, verbs: Sequence[str]) -> Text:
    """Say that there is no verb of this name, and which are near; all of them where none is."""
    near = difflib.get_close_matches(name.casefold(), verbs, n=2)
    hint = (
        nearest_text(near) if near else Text(f"; the verbs are {', '.join(verbs)}", f"；可用的命令：{'、'.join(verbs)}")
    )
    return Text(f"no verb {name!r}{hint}", f"没有“{name}”这个命令{hint.zh}")
