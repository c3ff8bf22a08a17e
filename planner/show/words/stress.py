"""A plan put to cases, in a page of plain text and as a document: who has no seat, how many change school."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from planner.decide.stress.stress import CaseAnswer, StressAnswer
from planner.decide.stress.whereabouts import StressReason
from planner.language import Language, Text, in_language
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.words.caveats import caveats
from planner.show.words.columns import in_columns
from planner.show.words.common import STAGES, clean
from planner.show.words.numbers import pupils_text
from planner.show.words.sentences import title_of

STRESS_REASONS: Mapping[StressReason, Text] = {
    "no_school_in_reach": Text("no open school within reach", "范围内没有开办的学校"),
    "no_room_in_reach": Text("schools within reach are full", "范围内学校已满"),
    "kept_out_by_rules": Text("room, but the rule on nearness bars them from it", "有空位，但就近入学规则不许"),
}
NOTES = (
    Text(
        "Schools, classrooms and beds stand as the plan leaves them: what was built is built, nothing is added, and a "
        "school that is shut does not count as merged.",
        "学校、教室和床位按方案所定不变：建成的已建成，不再增加；停用的学校不算撤并。",
    ),
    Text(
        "Pupils are placed anew within the scenario's limits of ways, class and school sizes, beds, boarding, "
        "nearness, towns and receiving schools. As few as possible have no seat; then as few as possible change "
        "school; villages stay together as far as there is room. Fewest pupils, seats kept free and limits on moves do "
        "not bind.",
        "学生按情景的路程上限、班额、规模、床位、寄宿、就近、乡镇和接收学校规则重新安置。先使没有学位的人数最少，"
        "再使转学人数最少；有余地时同村学生仍在一起。学校最少人数、预留学位和转学上限不作要求。",
    ),
    Text(
        "Without a seat: the true fewest lies between the number proven, which no placement can beat, and the number "
        "found, that of a placement that keeps the rules. Who it is, and who changes school, is that placement's; that "
        "no placement changes fewer is not proven.",
        "没有学位：真正的最少人数在“已证明”（任何安置都不能更少）与“找到”（一个符合规则的安置）之间。"
        "具体是哪些学生、哪些学生转学，以找到的安置为准；转学人数未证明为最少。",
    ),
)
_HEADS = (
    Text("case", "情形"), Text("pupils", "学生"), Text("no seat: proven", "没有学位：已证明"), Text("found", "找到"),
    Text("out of reach", "范围内无学校"), Text("change school", "转学"),
)  # fmt: skip
_TOWNS_NAMED = 3


def stress_text(answer: StressAnswer, scenario: Scenario, district: District, notes: Sequence[str] = ()) -> Text:
    """Return what the terminal prints: a table of the cases, where the worst one is worst, and what it means."""
    said = (*NOTES, *caveats(notes, district))
    pages: dict[Language, str] = {}
    for language in ("en", "zh"):
        lines = [[in_language(head, language) for head in _HEADS]]
        lines += [[in_language(cells[0], language), *cells[1:]] for cells in map(_cells, answer.answers)]
        head = Text(f"{scenario.name}: the plan under stress, {answer.year}",
                    f"{title_of(scenario)}：压力测试，{answer.year}年")  # fmt: skip
        page = [in_language(head, language), "", *in_columns(lines), "", in_language(worst_sentence(answer), language)]
        pages[language] = "\n".join([*page, *(in_language(note, language) for note in said)])
    return Text(pages["en"], pages["zh"])


def worst_sentence(answer: StressAnswer) -> Text:
    """Say which case is worst, and which towns and stages lack most seats in it."""
    worst = answer.worst
    case = _clean(worst.case.says)
    if not worst.found:
        return Text("In every case everybody has a seat.", "各种情形下人人都有学位。")
    lacking = worst.towns.assign(lack=worst.towns[["no_room", "out_of_reach", "too_dear"]].sum(axis=1))
    most = lacking[lacking["lack"] > 0].nlargest(_TOWNS_NAMED, "lack")
    where = [(clean(str(row["town"])), str(row["stage"]), pupils_text(row["lack"])) for row in most.to_dict("records")]
    named: Mapping[str, str] = {str(stage): name for stage, name in STAGES.items()}
    english = ", ".join(f"{town} {stage} {pupils}" for town, stage, pupils in where)
    chinese = "、".join(f"{town}{named[stage]}{pupils}人" for town, stage, pupils in where)
    return Text(
        f"Worst: {case}, {range_text(worst)} without a seat; most of them: {english}.",
        f"最不利情形：{case.zh}，{range_text(worst).zh}没有学位，较多的是{chinese}。",
    )


def range_text(case: CaseAnswer) -> Text:
    """Print how many have no seat, and no more than is proven.

    0 stands alone where it is found: nobody can have fewer.
    """
    low, high = pupils_text(case.least), pupils_text(case.found)
    if case.is_exact:
        return Text(f"{high} pupils (proven)", f"{high}人（已证明最少）")
    return Text(f"{low} (proven) to {high} (found) pupils", f"{low}（已证明）至{high}人（找到）")


def _cells(case: CaseAnswer) -> list[str]:
    figures = (case.pupils, case.least, case.found, case.out_of_reach, case.changing)
    return [_clean(case.case.says), *map(pupils_text, figures)]


def _clean(text: Text) -> Text:
    return Text(clean(text), clean(text.zh))


def stress_document(answer: StressAnswer) -> dict[str, Any]:
    """Return the answer for other programs."""
    return {
        "year": answer.year,
        "worst": str(answer.worst.case.says),
        "cases": [_case(case) for case in answer.answers],
    }


def _case(case: CaseAnswer) -> dict[str, Any]:
    return {
        "case": str(case.case.says),
        "case_zh": case.case.says.zh,
        "pupils": case.pupils,
        "without_seat": {"least_proven": case.least, "found": case.found, "is_exact": case.is_exact},
        "out_of_reach": case.out_of_reach,
        "change_school": case.changing,
        "stages": [
            {
                "stage": row.stage, "pupils": row.pupils, "served": row.served, "no_room": row.no_room,
                "out_of_reach": row.out_of_reach, "least_proven": row.least_proven, "found": row.found,
            }
            for row in case.stages
        ],
        "towns": _records(case.towns[["town", "stage", "pupils", "served", "no_room", "out_of_reach"]]),
        "without_seat_at": _records(case.lacking),
        "changes": _records(case.changes),
    }  # fmt: skip


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
