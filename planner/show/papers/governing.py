"""The documents that govern a district, as a plan's basis: those of its ledger, each with what it asks."""

from planner.decide.ledger.ledger import Ledger
from planner.show.papers.norms import CHECKED, Norm
from planner.show.words.common import clean

_NAMED = 6


def governing_norms(ledger: Ledger) -> tuple[Norm, ...]:
    """Return the documents of a ledger, in its order, each with what it aims at; empty where there is none."""
    asked: dict[str, dict[str, None]] = {}
    for target in ledger.targets:
        asked.setdefault(clean(target.document), {})[clean(target.target)] = None
    for project in ledger.projects:
        asked.setdefault(clean(project.document), {})["建设项目"] = None
    return tuple(
        Norm(document=document, asks=_asks(list(targets)), checked=CHECKED["stated"])
        for document, targets in asked.items()
    )


def _asks(targets: list[str]) -> str:
    more = f"等{len(targets):,}项目标" if len(targets) > _NAMED else ""
    return f"{'、'.join(targets[:_NAMED])}{more}，逐项对照见“目标”部分"
