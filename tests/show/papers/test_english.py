"""plan-en.docx and hearing-en.docx, read back."""

import re
from pathlib import Path

from planner.language import choose_language
from planner.outputs import ENGLISH_NAME, makings_of
from planner.outputs import Shown as Drawn
from planner.show.papers.english import TO_FILL, write_english_paper
from planner.show.papers.english_school import english_hearings
from planner.show.words.sentences import plan_sentences
from tests.papers import opened, pages_of, pdfs_of, reasons_of, rows_below, said_in
from tests.showing import renamed
from tests.shown import Shown, nothing_merged, paper_shown

HAN = re.compile(r"[\u3400-\u9fff]")


def test_the_english_plan_says_what_the_chinese_one_says(mengjin: Shown, tmp_path: Path) -> None:
    """Every merged school, every project, both budgets, the summary's own sentences; captions are numbered."""
    write_english_paper(tmp_path / "plan-en.docx", mengjin.results)
    document = opened(tmp_path / "plan-en.docx")
    said = said_in(document)
    for sentence in plan_sentences(mengjin.results):
        assert str(sentence) in said
    rows = rows_below(document, "No.", "School")
    assert len(rows) == len(mengjin.plan.merges)
    for row, merge in zip(rows, mengjin.plan.merges, strict=True):
        assert row[-1] == str(merge.year)
        assert row[4].replace(",", "") == str(sum(receiver.pupils for receiver in merge.receivers))
    assert len(rows_below(document, "Project", "Works")) == 32
    budgets = {row[1] for row in rows_below(document, "Target", "Stated") if row[0] == "Budget of all projects"}
    assert budgets == {"at most 398.00 million yuan", "at most 645.00 million yuan"}
    assert "Table 1. " in said
    assert said.count(TO_FILL) == 2
    assert "staffing." not in said


def test_english_papers_have_no_chinese_but_names(merging: Shown, tmp_path: Path) -> None:
    """Where schools and villages have Latin names, nothing else is Chinese."""
    shown = renamed(merging, {"P": "North School", "T": "South Point", "A": "Upper", "B": "Lower"}, title="Plan")
    write_english_paper(tmp_path / "plan-en.docx", shown.results, reasons_of(shown))
    names = [name for name in shown.district.schools["town"] if HAN.search(name)]
    assert not names
    assert not HAN.search(said_in(opened(tmp_path / "plan-en.docx")))
    ((name, page),) = english_hearings(shown.results, reasons_of(shown))
    (tmp_path / name).write_bytes(page)
    said = said_in(opened(tmp_path / name))
    assert name.endswith("-en.docx")
    assert not HAN.search(said)
    assert "South Point" in said
    (pdf,) = pdfs_of([tmp_path / name], tmp_path)
    assert pages_of(pdf) == 1


def test_plans_of_every_sort_make_an_english_paper(tmp_path: Path) -> None:
    """Nothing merged; hostile names; several years."""
    for shown in (nothing_merged(), paper_shown()):
        write_english_paper(tmp_path / "plan-en.docx", shown.results)
        assert "1. Scope and summary" in said_in(opened(tmp_path / "plan-en.docx"))


def test_english_is_written_when_it_is_asked_for(merging: Shown) -> None:
    """--lang en adds the paper; a system's own locale does not."""
    for english in (False, True):
        names = [name for making in makings_of(Drawn(results=merging.results, trajectory=(), english=english))
                 for name in making.names]  # fmt: skip
        assert (ENGLISH_NAME in names) == english
    choose_language(None)
