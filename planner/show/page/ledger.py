"""The policy ledger as a page's document holds it: sentences, a row a stated figure, a row a project."""

from typing import Any

from planner.decide.ledger.ledger import ledger_of
from planner.decide.results import Results
from planner.language import Text
from planner.show.words.common import clean
from planner.show.words.ledger import (
    done_text,
    explained_text,
    found_text,
    ledger_sentences,
    source_text,
    stated_text,
    verdict_text,
    works_text,
)


def ledger_document(results: Results) -> dict[str, Any]:
    """Return both languages of everything; empty lists where the district has no ledger.

    A row of `targets` is name, stated, year, source, result, verdict, said; one of `projects` name, works, town, year,
    source, done, yuan spent, verdict.
    """
    ledger = ledger_of(results)
    said = ledger_sentences(ledger)
    return {
        "says": {"zh": [each.zh for each in said], "en": list(said)},
        "targets": [
            [
                {"zh": clean(line.target), "en": clean(line.name_en)}, _both(stated_text(line)), line.finish_by,
                source_text(line), _both(found_text(line)), _both(verdict_text(line)),
                _both(explained_text(line, results)),
            ]
            for line in ledger.targets
        ],
        "projects": [
            [
                {"zh": clean(line.name), "en": clean(line.name_en)}, _both(works_text(line)), clean(line.town),
                line.finish_by, source_text(line), _both(done_text(line, results)), line.one_off_yuan,
                _both(verdict_text(line)),
            ]
            for line in ledger.projects
        ],
    }  # fmt: skip


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": str(text)}
