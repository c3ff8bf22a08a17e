"""What can go wrong, as one small family.

    PlannerError
    ├── InputError          bad usage, a bad scenario, bad tables, a bad plan file     exit code 2
    ├── NoPlanError         no plan obeys the rules; names the rules that clash        exit code 3
    └── StoppedError        stopped by the user before there was anything to save      exit code 4

Anything else that escapes is a fault in the program: exit code 1.
"""

from collections.abc import Iterable, Sequence

from planner.findings import Cause, Finding, Unlisted, cause_text, gathered_by_cause
from planner.language import Text, in_language

__all__ = ["Finding", "InputError", "NoPlanError", "PlannerError", "StoppedError"]


class PlannerError(Exception):
    """The root of every error the planner raises on purpose."""

    exit_code = 1
    findings: Sequence[Finding] = ()
    """What is wrong, place by place; empty where the error is not one of the input."""

    def text(self) -> Text:
        """Return the whole message in both languages, line by line."""
        (message,) = self.args
        return Text(str(message), in_language(message, "zh"))


class InputError(PlannerError):
    """Bad usage or bad input. Carries every finding, so that all can be mended at once.

    `unlisted`: how many more findings there are of a kind than are carried.
    """

    exit_code = 2

    def __init__(self, headline: Text, findings: Iterable[Finding] = (), unlisted: Iterable[Unlisted] = ()) -> None:
        self.headline = headline
        self.findings = tuple(findings)
        self.unlisted = tuple(unlisted)
        super().__init__("\n".join([headline, *(f"  {finding}" for finding in self.findings)]))

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The findings by cause."""
        return gathered_by_cause(self.findings, self.unlisted)

    def text(self) -> Text:
        """Return the headline and one line for each cause."""
        return _lines([self.headline, *_indented(map(cause_text, self.causes))])


class NoPlanError(PlannerError):
    """No plan obeys the rules. `clashes` names them, one sentence for each clash.

    `clash_set`: rules of one clash, none of which can be left out of it, one phrase a rule; empty where not worked out.
    """

    exit_code = 3
    headline = Text("no plan was found that obeys the rules:", "没有得到符合全部规则的方案：")

    def __init__(self, clashes: Sequence[Text], clash_set: Sequence[Text] = ()) -> None:
        self.clashes = tuple(clashes)
        self.clash_set = tuple(clash_set)
        super().__init__(str(self.text()))

    def text(self) -> Text:
        """Return the clashes, and the rules of one of them."""
        lines = [self.headline, *_indented(self.clashes)]
        if self.clash_set:
            lines += [_THESE_CLASH, *_indented(self.clash_set)]
        return _lines(lines)


_THESE_CLASH = Text(
    "these rules clash; with any one of them dropped, the others here do not:",
    "以下规则互相冲突，去掉其中任何一条，其余各条即不再冲突：",
)


class StoppedError(PlannerError):
    """Stopped by the user before there was a plan to save."""

    exit_code = 4


def _indented(texts: Iterable[str]) -> list[Text]:
    return [Text(f"  {text}", f"  {in_language(text, 'zh')}") for text in texts]


def _lines(texts: Sequence[str]) -> Text:
    return Text("\n".join(map(str, texts)), "\n".join(in_language(text, "zh") for text in texts))
