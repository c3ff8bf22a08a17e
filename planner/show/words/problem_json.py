"""What is wrong with the input as one JSON document, in both languages."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from planner.errors import Finding, InputError, NoPlanError, PlannerError
from planner.findings import Cause, cause_text
from planner.language import in_language
from planner.show.words.key_names import key_name


def problem_document(problem: PlannerError) -> dict[str, Any]:
    """Return an error as JSON says it, in both languages."""
    first = [in_language(problem.text(), language).splitlines()[0] for language in ("en", "zh")]
    document: dict[str, Any] = {"ok": False, "error": first[0], "error_zh": first[1]}
    if isinstance(problem, InputError):
        document["findings"] = [_finding_document(finding) for finding in problem.findings]
        document["causes"] = [_cause_document(cause) for cause in problem.causes]
    if isinstance(problem, NoPlanError):
        document |= both("clashes", problem.clashes) | both("clash_set", problem.clash_set)
    return document


def with_key_names(problem: PlannerError) -> PlannerError:
    """Name the keys of a scenario in Chinese too, as the columns of tables are."""
    if not isinstance(problem, InputError):
        return problem
    named = [
        replace(finding, column_zh=finding.column_zh or key_name(finding.column or "")) for finding in problem.findings
    ]
    return InputError(problem.headline, named, problem.unlisted)


def both(key: str, texts: Iterable[str]) -> dict[str, list[str]]:
    """Return sentences under a key in English and under key_zh in Chinese."""
    texts = tuple(texts)
    return {key: [str(text) for text in texts], f"{key}_zh": [in_language(text, "zh") for text in texts]}


def _finding_document(finding: Finding) -> dict[str, Any]:
    return {
        "file": finding.file,
        "row": finding.row,
        "column": finding.column,
        "column_zh": finding.column_zh,
        "cell": finding.address,
        "value": finding.value,
        "expected": str(finding.expected),
        "expected_zh": in_language(finding.expected, "zh"),
        "example": finding.example or None,
    }


def _cause_document(cause: Cause) -> dict[str, Any]:
    first, says = cause.first, cause_text(cause)
    return {
        "file": first.file,
        "column": first.column,
        "column_zh": first.column_zh,
        "expected": str(cause.expected),
        "expected_zh": in_language(cause.expected, "zh"),
        "example": first.example or None,
        "count": cause.count,
        "places": [{"row": f.row, "cell": f.address, "value": f.value} for f in cause.examples],
        "text": str(says),
        "text_zh": says.zh,
    }
