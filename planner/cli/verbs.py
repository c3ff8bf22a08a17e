"""The verbs as the parser knows them: they choose the language, explain themselves and tell usage errors.

The same with every version of typer, whose own help pages and errors differ and are English alone.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from planner import __version__
from planner.cli.help_page import verb_page, verbs_page
from planner.cli.terminal import print_json, print_text, tell_problem
from planner.cli.usage import refuse_unknown_setting, take_language, unknown_verb, usage_error
from planner.cli.words import Parameter, parameters_of
from planner.errors import InputError, PlannerError, StoppedError
from planner.language import Text, choose_language

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""The parser's own errors; typer names them under another address in each version."""


class Verb(TyperCommand):
    """A verb: explains itself, its arguments and options in the user's language."""

    def parameters(self) -> dict[str, Parameter]:
        """Return what its own function says of its parameters, by name."""
        return parameters_of(self.callback) if self.callback else {}

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - the context's class differs between typer's versions
        """Return the help page."""
        return verb_page(ctx, self.parameters())


class Verbs(TyperGroup):
    """All verbs: chooses the language, tells usage errors, and explains itself."""

    # typer's own has three more parameters, which differ between its versions: they go through `extra`
    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> NoReturn:  # type: ignore[override]  # noqa: ANN401 - whatever the framework hands on
        """Run the verb that the arguments name; end with its exit code."""
        given = _expanded(sys.argv[1:]) if args is None else list(args)
        try:
            code = self._run(given, prog_name, extra)
        except PlannerError as problem:
            tell_problem(problem, as_json="--json" in given)
            code = problem.exit_code
        sys.exit(code)

    def _run(self, given: Sequence[str], prog_name: str | None, extra: Mapping[str, Any]) -> int:
        choose_language(None)
        language, rest = take_language(given)
        if language is None:
            refuse_unknown_setting()
        choose_language(language)
        if rest[:1] == ["--version"]:
            _print_version(as_json="--json" in rest)
            return 0
        if not rest:
            sys.stderr.write(f"{verbs_page(prog_name or 'planner', list(self.commands))}\n")
            return InputError.exit_code
        try:
            code = super().main(args=rest, prog_name=prog_name, **{**extra, "standalone_mode": False})
        except UsageError as problem:
            verb = self.commands.get(str(getattr(getattr(problem, "ctx", None), "info_name", "")))
            raise usage_error(problem, rest, verb.parameters() if isinstance(verb, Verb) else {}) from problem
        except (typer.Abort, KeyboardInterrupt) as problem:
            msg = Text("stopped", "已停止")
            raise StoppedError(msg) from problem
        return code if isinstance(code, int) else 0

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - as above
        """Return the page that lists every verb."""
        return verbs_page(ctx.command_path, list(self.commands))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - as above
        """Find the verb. InputError, which names the nearest, where there is none of this name."""
        if args[0] not in self.commands:
            raise InputError(unknown_verb(args[0], list(self.commands)))
        return super().resolve_command(ctx, args)


def _expanded(args: Sequence[str]) -> list[str]:
    """On Windows, whose command line leaves patterns such as maps/*/plan.json as they are, find the files they mean."""
    if os.name != "nt":
        return list(args)
    return [found for arg in args for found in (_found(arg) if "*" in arg or "?" in arg else [arg])]


def _found(pattern: str) -> list[str]:
    """Return the files that a pattern means; the pattern itself where there are none."""
    way = Path(pattern)
    inner = str(way.relative_to(way.anchor)) if way.anchor else pattern
    return sorted(str(path) for path in Path(way.anchor or ".").glob(inner)) or [pattern]


def _print_version(*, as_json: bool) -> None:
    if as_json:
        print_json({"ok": True, "version": __version__})
    else:
        print_text(f"planner {__version__}")
