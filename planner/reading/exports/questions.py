"""Doubtful matches, put as questions, and the answers to them as a planner fills them in."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from planner.language import Text
from planner.reading.exports.grids import read_grids
from planner.reading.exports.recognition import signs
from planner.reading.exports.wording import simplified
from planner.reading.faults import Faults, fault
from planner.reading.raw import BLANKS

Subject = Literal["settlement", "school"]
SUBJECTS: Mapping[Subject, Text] = {
    "settlement": Text("settlement", "居民点"),
    "school": Text("school", "学校"),
}
HEADINGS = ("类别", "编号", "乡镇", "名称", "学生数", "出处", "建议编号", "建议名称", "其他可能", "回答")
"""Headings of the table of questions."""
ANSWER = HEADINGS[-1]
YES, NO = "是", "否"
_YES, _NO = frozenset(("是", "对", "y", "yes", "√")), frozenset(("否", "不是", "n", "no", "×", "x"))
_NO_TABLE = Text(
    f"the table of matches, headed {', '.join(HEADINGS)}, as import writes it",
    f"应为 import 写出的匹配表（标题：{'、'.join(HEADINGS)}）",
)


class Key(NamedTuple):
    """What a question is about: a settlement or school, by the words of the export."""

    subject: Subject
    code: str
    town: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What may be meant: its id, and what it is called."""

    id: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """A match that is not certain: how many pupils hang on it, where it stands first, what may be meant.

    `answer`: '' while it is open, 否, or the id that was meant.
    """

    key: Key
    pupils: int
    source: str
    candidates: tuple[Candidate, ...] = ()
    answer: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return not self.answer


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Answers that were given, by what they are about, and where each stands (file and row)."""

    given: Mapping[Key, str]
    places: Mapping[Key, tuple[str, int]]


NO_ANSWERS = Answers(given={}, places={})


def read_answers(path: Path) -> tuple[Answers, Faults]:
    """Read a table of matches that a planner has filled in, a workbook or CSV."""
    grids, faults = read_grids(path)
    given: dict[Key, str] = {}
    places: dict[Key, tuple[str, int]] = {}
    found = False
    for grid in grids:
        for at, row in enumerate(grid.rows):
            headings = [signs(cell) for cell in row]
            if set(HEADINGS[:4]) <= set(headings) and ANSWER in headings:
                found = True
                columns = {heading: headings.index(heading) for heading in HEADINGS if heading in headings}
                for row_at in range(at + 1, len(grid.rows)):
                    key, answer = _answer(grid.rows[row_at], columns)
                    if key is not None and answer:
                        given[key] = answer
                        places[key] = (grid.place, grid.numbers[row_at])
                break
    if not found and not faults.count:
        faults += fault(path.name, _NO_TABLE)
    return Answers(given=given, places=places), faults


def answer_rows(given: Mapping[Key, str]) -> list[list[str]]:
    """Return the table of matches with these answers, its headings first, as `read_answers` reads it."""
    rows = [list(HEADINGS)]
    for key, answer in given.items():
        told = dict(zip(HEADINGS[:4], (SUBJECTS[key.subject].zh, key.code, key.town, key.name), strict=True))
        rows.append([*(told.get(heading, "") for heading in HEADINGS[:-1]), answer])
    return rows


def _answer(row: object, columns: Mapping[str, int]) -> tuple[Key | None, str]:
    cells = [str(cell).strip(BLANKS) for cell in row] if isinstance(row, list | tuple) else []
    told = {heading: cells[place] if place < len(cells) else "" for heading, place in columns.items()}
    subjects = {says.zh: subject for subject, says in SUBJECTS.items()} | {each: each for each in SUBJECTS}
    subject = subjects.get(told["类别"])
    if subject is None:
        return None, ""
    return Key(subject, told["编号"], told["乡镇"], told["名称"]), told[ANSWER]


def answered(question: Question, answers: Answers, known: Mapping[str, object]) -> tuple[Question, Faults]:
    """Put the answer that was given to a question; `known`: the ids that an answer may name."""
    given = answers.given.get(question.key, "")
    if not given:
        return question, Faults()
    word = simplified(given)
    if word in _NO:
        return _with(question, NO), Faults()
    if word in _YES and question.candidates:
        return _with(question, question.candidates[0].id), Faults()
    if given in known:
        return _with(question, given), Faults()
    file, row = answers.places[question.key]
    expected = Text(
        "是 where the match proposed is right, 否, or a code of the list",
        "应填 是（建议的匹配正确）、否，或名单中的编号" if question.candidates else "应填 否，或名单中的编号",
    )
    return question, fault(file, expected, row=row, column=ANSWER, value=given[:30])


def _with(question: Question, answer: str) -> Question:
    return Question(
        key=question.key, pupils=question.pupils, source=question.source, candidates=question.candidates, answer=answer
    )


def unasked(answers: Answers, questions: tuple[Question, ...]) -> int:
    """Count answers to questions that are not asked any more."""
    return len(answers.given.keys() - {question.key for question in questions})
