"""An import in a page of plain text and as a document: what was understood, what adds up, what is asked, what lacks."""

from collections.abc import Mapping
from typing import Any

from planner.language import Language, Text, in_language, joined
from planner.reading.exports.enrolment import Sum
from planner.reading.exports.imported import Imported, SheetReport
from planner.reading.exports.questions import SUBJECTS, Question
from planner.reading.tables import TABLES

HOW: Mapping[str, Text] = {
    "code": Text("by code", "按代码"),
    "name": Text("by name within the town", "按乡镇内村名"),
    "answered": Text("as answered", "按回答"),
    "doubtful": Text("doubtful, to be answered", "存疑，待回答"),
    "none": Text("like nothing in the list, to be answered", "名单中没有相近的，待回答"),
    "outside": Text("outside the county", "在区县外"),
}
"""How places were matched."""
DROPPED_PERSONAL = Text(
    "about single people: dropped at reading, kept nowhere", "个人信息：读取时即丢弃，任何地方都不保留"
)
DROPPED_UNUSED = Text("not needed", "用不到")
_TABLE_NAMES = {table.name: Text(table.name, f"“{table.chinese}”表") for table in TABLES}
_LISTED = 10
_FEW = 2


def import_text(imported: Imported) -> Text:
    """Return what the terminal prints."""
    parts = (
        *(_sheet_text(sheet) for sheet in imported.sheets),
        *_tables_texts(imported),
        balance_text(imported),
        *(sum_text(each) for each in imported.sums),
        *_matched_texts(imported),
        *_question_texts(imported),
        *(missing_text(imported),),
        *(Text(f"note: {note}", f"注意：{in_language(note, 'zh')}") for note in imported.notes),
    )
    pages: dict[Language, str] = {}
    for language in ("en", "zh"):
        pages[language] = "\n".join(said for part in parts if (said := in_language(part, language)))
    return Text(pages["en"], pages["zh"])


def _sheet_text(sheet: SheetReport) -> Text:
    if sheet.kind is None:
        return Text(f"{sheet.place}: not recognised, not read", f"{sheet.place}：未能识别，没有读取")
    years = ", ".join(map(str, sheet.years))
    counts = [
        Text(f"{count:,} {en}", f"{zh} {count:,}")
        for count, en, zh in (
            (sheet.rows, "rows", "行数"), (sheet.pupils, "pupils", "学生"), (sheet.schools, "schools", "学校"),
            (sheet.settlements, "settlements", "居民点"), (sheet.classes, "classes", "教学班"),
        ) if count
    ]  # fmt: skip
    head = Text(
        f"{sheet.place}: {sheet.kind}, heading row {sheet.heading_row}{f', {years}' if years else ''}; "
        f"{', '.join(map(str, counts))}",
        f"{sheet.place}：{sheet.kind.zh}，标题在第 {sheet.heading_row} 行{f'，{years} 学年' if years else ''}；"
        f"{'，'.join(each.zh for each in counts)}",
    )
    read = joined(_read_texts(sheet), "; ", "；")
    lines = [head, Text(f"    read: {read}", f"    读取：{read.zh}")]
    for headings, why in ((sheet.personal, DROPPED_PERSONAL), (sheet.unused, DROPPED_UNUSED)):
        if headings:
            named = joined(headings)
            lines.append(Text(f"    dropped, {why}: {named}", f"    略去（{why.zh}）：{named.zh}"))
    return joined(lines, "\n", "\n")


def _read_texts(sheet: SheetReport) -> list[Text]:
    """Say what each column was read as; headings of one meaning together, as those of the grades are."""
    by_meaning: dict[Text, list[str]] = {}
    for heading, says in sheet.columns:
        by_meaning.setdefault(says, []).append(heading)
    named = [(f"{each[0]} … {each[-1]}" if len(each) > _FEW else "、".join(each), says)
             for says, each in by_meaning.items()]  # fmt: skip
    return [Text(f"{headings} = {says}", f"{headings}→{says.zh}") for headings, says in named]


def _tables_texts(imported: Imported) -> tuple[Text, ...]:
    rows = joined(
        (Text(f"{name} {len(frame):,} rows", f"{_TABLE_NAMES[name].zh} {len(frame):,} 行")
         for name, frame in imported.tables.items()),
    )  # fmt: skip
    return (Text(f"tables: {rows}", f"得到的表：{rows.zh}"),) if imported.tables else ()


def balance_text(imported: Imported) -> Text:
    """Say that the table of pupils and those left out add up to the exports; empty where there is none."""
    if not imported.pupils:
        return Text("", "")
    left = sum(imported.left.values())
    why = joined(Text(f"{count:,} {reason}", f"{reason.zh} {count:,}") for reason, count in imported.left.items())
    placed = imported.pupils - left
    return Text(
        f"{imported.pupils:,} pupils in the exports taken = {placed:,} in the table of pupils + {left:,} left out"
        + (f" ({why})" if left else ""),
        f"采用的导出表共 {imported.pupils:,} 名学生 = “学生”表 {placed:,} + 未计入 {left:,}"
        + (f"（{why.zh}）" if left else ""),
    )


def sum_text(each: Sum) -> Text:
    """Say whether a total agrees with its parts."""
    told, counted, apart = f"{each.told:,}", f"{each.counted:,}", f"{each.told - each.counted:+,}"
    if each.agrees:
        return Text(f"{each.source}, {each.what}: {told}, agrees", f"{each.source} {each.what.zh}：{told}，一致")
    return Text(
        f"{each.source}, {each.what}: {told}, but counted {counted} (difference {apart})",
        f"{each.source} {each.what.zh}：{told}，而逐项相加为 {counted}（相差 {apart}）",
    )


def _matched_texts(imported: Imported) -> tuple[Text, ...]:
    if not imported.matched:
        return ()
    each = joined(
        Text(f"{imported.matched[how]:,} {says}", f"{says.zh} {imported.matched[how]:,}")
        for how, says in HOW.items()
        if imported.matched.get(how)
    )
    return (Text(f"pupils matched with settlements: {each}", f"学生与居民点的匹配：{each.zh}"),)


def _question_texts(imported: Imported) -> tuple[Text, ...]:
    waiting = imported.open_questions
    if not waiting:
        return ()
    head = Text(f"{len(waiting):,} match(es) to be answered:", f"{len(waiting):,} 处匹配需要确认：")
    more = len(waiting) - _LISTED
    rest = (Text(f"    and {more:,} more", f"    另有 {more:,} 处"),) if more > 0 else ()
    return (head, *(_question_text(each) for each in waiting[:_LISTED]), *rest)


def _question_text(question: Question) -> Text:
    asked, what = asked_text(question), SUBJECTS[question.key.subject]
    if not question.candidates:
        return Text(
            f"    {what} {asked} ({question.pupils:,} pupils): nothing like it in the list",
            f"    {what.zh} {asked.zh}（学生 {question.pupils:,}）：名单中没有相近的",
        )
    first = question.candidates[0]
    return Text(
        f"    {what} {asked} ({question.pupils:,} pupils): {first.id} {first.label}?",
        f"    {what.zh} {asked.zh}（学生 {question.pupils:,}）：是否 {first.id} {first.label}？",
    )


def asked_text(question: Question) -> Text:
    """Name what is asked about, as the export does."""
    key = question.key
    said = " ".join(part for part in (key.code, f"{key.town}{key.name}") if part)
    if key.subject == "settlement" and not key.name and not key.code:
        return Text(f"{key.town} (no village told)".strip(), f"{key.town}（没有写明村）")
    return Text(said, said)


def missing_text(imported: Imported) -> Text:
    """Say what is still to be filled in; empty where nothing is."""
    if not imported.missing:
        return Text("", "")
    each = joined(
        (Text(f"{one.table.name}.{one.column} ({one.rows:,} of {one.of:,} rows)",
              f"“{one.table.chinese}”表“{one.table.column(one.column).chinese}”（{one.of:,} 行中 {one.rows:,} 行）")
         for one in imported.missing),
    )  # fmt: skip
    return Text(f"still to be filled in: {each}", f"还要填写：{each.zh}")


def import_document(imported: Imported) -> dict[str, Any]:
    """Return the import for other programs."""
    return {
        "sheets": [_sheet_document(sheet) for sheet in imported.sheets],
        "tables": {name: len(frame) for name, frame in imported.tables.items()},
        "pupils": imported.pupils,
        "left": [{"reason": str(reason), "reason_zh": reason.zh, "pupils": count}
                 for reason, count in imported.left.items()],
        "sums": [{"source": each.source, "what": str(each.what), "what_zh": each.what.zh, "told": each.told,
                  "counted": each.counted, "agrees": each.agrees} for each in imported.sums],
        "matched": dict(imported.matched),
        "questions": [
            {**each.key._asdict(), "pupils": each.pupils, "source": each.source, "answer": each.answer or None,
             "candidates": [{"id": one.id, "label": one.label} for one in each.candidates]}
            for each in imported.questions
        ],
        "missing": [{"table": each.table.name, "column": each.column, "rows": each.rows, "of": each.of}
                    for each in imported.missing],
        "synthetic": imported.synthetic,
        "notes": [str(note) for note in imported.notes],
        "notes_zh": [in_language(note, "zh") for note in imported.notes],
    }  # fmt: skip


def _sheet_document(sheet: SheetReport) -> dict[str, Any]:
    return {
        "file": sheet.file, "sheet": sheet.sheet, "kind": None if sheet.kind is None else str(sheet.kind),
        "kind_zh": None if sheet.kind is None else sheet.kind.zh, "heading_row": sheet.heading_row, "rows": sheet.rows,
        "columns": [{"heading": heading, "read_as": str(says), "read_as_zh": says.zh}
                    for heading, says in sheet.columns],
        "dropped_personal": list(sheet.personal), "dropped_unused": list(sheet.unused), "years": list(sheet.years),
        "pupils": sheet.pupils, "schools": sheet.schools, "settlements": sheet.settlements, "classes": sheet.classes,
    }  # fmt: skip
