"""The user's language: chosen by option, setting or system; help, usage errors and every verb's words in it alone."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.models import CommandInfo
from typer.testing import CliRunner, Result

from planner import __version__, cli
from planner.cli.words import VERB_HELP, parameters_of
from planner.language import Text, choose_language
from tests.districts import paper_case, write_case

CHINESE = re.compile(r"[\u3400-\u9fff]")
ENGLISH = re.compile(r"\b(the|is|are|of|and|or|to|a|no|not|with|more|less|at|in|on)\b")
"""Words that no Chinese sentence holds and hardly an English one goes without."""


def planner(*arguments: str | Path) -> Result:
    """Run a verb in this process."""
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def _english_afterwards() -> object:
    """Leave no language chosen for later tests."""
    yield
    choose_language(None)


def test_every_verb_has_its_line_in_both_languages() -> None:
    """In the list of verbs none stands without a sentence, and there is none of a verb that is not."""
    assert list(VERB_HELP) == [command.name for command in cli.app.registered_commands]
    assert all(text.strip() and CHINESE.search(text.zh) for text in VERB_HELP.values())
    for language in ("en", "zh"):
        page = planner("--lang", language, "--help").stdout
        assert all(re.search(rf"^  {verb} +\S", page, re.MULTILINE) for verb in VERB_HELP)


@pytest.mark.parametrize("verb", [None, *VERB_HELP])
def test_help_is_in_one_language(verb: str | None) -> None:
    """Each page, Chinese and English: every option and argument is explained, in that language alone."""
    place = [] if verb is None else [verb]
    english, chinese = planner(*place, "--help"), planner("--lang", "zh", *place, "--help")
    assert (english.exit_code, chinese.exit_code) == (0, 0)
    assert not CHINESE.search(english.stdout.replace("设置", ""))  # the name of a sheet
    assert CHINESE.search(chinese.stdout)
    assert not ENGLISH.search(re.sub(r"--[a-z-]+", "", chinese.stdout))  # names of options


@pytest.mark.parametrize("command", cli.app.registered_commands, ids=lambda command: command.name)
def test_every_option_has_both_languages(command: CommandInfo) -> None:
    """What a function says of its parameters is a sentence in two languages."""
    assert command.callback is not None
    told = parameters_of(command.callback)
    assert {"as_json", "quiet"} <= set(told)
    assert [name for name, each in told.items() if not isinstance(each.info.help, Text)] == []


@pytest.mark.parametrize(
    ("arguments", "en", "zh"),
    [
        (("decide",), "no verb 'decide'; the verbs are run,", "没有“decide”这个命令；可用的命令：run、"),
        (("chekc", "a"), "no verb 'chekc'; the nearest is check", "没有“chekc”这个命令；最接近的是 check"),
        (("run",), "SCENARIO is missing: a scenario file", "缺少 SCENARIO：情景文件"),
        (("check", "a", "b"), "too many arguments: b", "多余的参数：b"),
        (
            ("run", "a", "--sed", "1"),
            "no option --sed; the nearest is --seed",
            "没有 --sed 这个选项；最接近的是 --seed",
        ),
        (("--foo", "run"), "no option --foo", "没有 --foo 这个选项"),
        (("run", "a", "--gap", "2"), "--gap '2': a number from 0 to 1", "--gap 的值“2”不能用：应为 0 到 1 的数"),
        (("run", "a", "--gap=x"), "--gap 'x': a number from 0 to 1", "--gap 的值“x”不能用：应为 0 到 1 的数"),
        (("run", "a", "--threads", "0"), "'0': a whole number, 1 or more", "“0”不能用：应为不小于 1 的整数"),
        (("maps", "a", "--format", "jpg"), "'jpg': one of png, svg, pdf", "“jpg”不能用：应为 png、svg、pdf 之一"),
        (("run", "a", "--threads", "x"), "--threads 'x': a whole number, 1 or more", "“x”不能用：应为不小于 1 的整数"),
        (("run", "a", "--out"), "--out needs a value after it", "选项 --out 后面要写一个值"),
        (("run", "a", "--json=3"), "--json takes no value", "选项 --json 后面不写值"),
    ],
)
def test_usage_errors_are_told_in_the_users_language(arguments: Sequence[str], en: str, zh: str) -> None:
    """Exit code 2; in one language on standard error, in both under --json."""
    english, chinese = planner(*arguments), planner(*arguments, "--lang=zh")
    assert (english.exit_code, chinese.exit_code) == (2, 2)
    assert (english.stdout, chinese.stdout) == ("", "")
    assert en in english.stderr
    assert not CHINESE.search(english.stderr)
    assert zh in chinese.stderr
    assert not ENGLISH.search(chinese.stderr)
    as_json = planner(*arguments[:1], "--json", *arguments[1:])
    said = json.loads(as_json.stdout)
    assert (as_json.exit_code, as_json.stderr, said["ok"]) == (2, "", False)
    assert en.split("--json", maxsplit=1)[0] in said["error"]
    assert zh.split("--json", maxsplit=1)[0] in said["error_zh"]


@pytest.mark.parametrize("arguments", [("--lang", "fr", "check", "a"), ("check", "a", "--lang"), ("--lang=", "check")])
def test_an_unknown_language_is_a_usage_error(arguments: Sequence[str]) -> None:
    """The two there are are named."""
    result = planner(*arguments)
    assert result.exit_code == 2
    assert "zh (Chinese) or en (English)" in result.stderr


def test_the_setting_and_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    """The option stands above PLANNER_LANG, that above the locale; a setting that is no language is told."""
    monkeypatch.setenv("PLANNER_LANG", "zh_CN.UTF-8")
    assert "缺少" in planner("run").stderr
    assert "missing" in planner("run", "--lang", "en").stderr
    monkeypatch.setenv("PLANNER_LANG", "")
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_TW")
    assert "缺少" in planner("run").stderr
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert "missing" in planner("run").stderr
    monkeypatch.setenv("PLANNER_LANG", "klingon")
    refused = planner("check", "a.yaml")
    assert (refused.exit_code, "PLANNER_LANG" in refused.stderr) == (2, True)


def test_version() -> None:
    """In words, and as JSON."""
    assert planner("--version").stdout == f"planner {__version__}\n"
    assert json.loads(planner("--version", "--json").stdout) == {"ok": True, "version": __version__}


def test_check_in_chinese(tmp_path: Path) -> None:
    """What was counted and what was taken for granted, without a word of English; JSON has both."""
    path = write_case(tmp_path, paper_case())
    chinese, as_json = planner("check", path, "--lang", "zh"), planner("check", path, "--json")
    assert chinese.exit_code == 0
    assert "数据无误：居民点 5 个，学校 5 所，学生 164 人" in chinese.stdout
    said = json.loads(as_json.stdout)
    assert said["ok"] is True
    assert len(said["notes"]) == len(said["notes_zh"]) > 0


@pytest.mark.parametrize(
    ("option", "en", "zh"),
    [
        (("--engine", "guess"), "--engine 'guess': one of 'auto' or 'milp'", "“guess”不能用：应为 auto、milp 之一"),
        (("--seed", "99999999999"), "--seed '99999999999': 2,147,483,647 or less", "不能用：应不大于 2,147,483,647"),
        (("--time-limit", "inf"), "--time-limit 'inf': ", "--time-limit 的值“inf”不能用：应"),
    ],
)
def test_options_beyond_the_scenarios_own_bounds(tmp_path: Path, option: tuple[str, str], en: str, zh: str) -> None:
    """The option, its value and what it may be."""
    path = write_case(tmp_path, paper_case())
    english, chinese = planner("run", path, *option), planner("--lang", "zh", "run", path, *option)
    assert (english.exit_code, chinese.exit_code) == (2, 2)
    assert en in english.stderr
    assert zh in chinese.stderr
