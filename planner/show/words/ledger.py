"""The policy ledger in words: what is aimed at, what the plan comes to, and how the two stand to each other."""

from collections.abc import Mapping

from planner.decide.ledger.ledger import Ledger, ProjectLine, TargetLine, Verdict, Why
from planner.decide.results import Results
from planner.language import Text
from planner.reading.ledger_tables import AIMS, PROJECT_STAGES, WORKS
from planner.show.words.common import clean
from planner.show.words.numbers import UNKNOWN, english_yuan, mean_text, pupils_text, rounded, yuan_text

VERDICTS: Mapping[Verdict, Text] = {
    "met": Text("met", "完成"),
    "partly": Text("partly met", "部分完成"),
    "not_met": Text("not met", "未完成"),
    "argued": Text("departed from, with reason", "有理由的偏离"),
    "not_judged": Text("not judged", "不对照"),
}
WHYS: Mapping[Why, Text] = {
    "": Text("", ""),
    "not_measured": Text("recorded alone: the plan does not measure it", "只登记：方案不测算此项"),
    "before_the_plan": Text("its year lies before the plan's first", "期限早于方案的第一个规划年"),
    "not_known": Text("not known: the tables do not say", "不清楚：数据表没有填报"),
    "not_in_the_schools": Text("not in the table of schools: the plan does not place it", "学校表中没有，方案不测算"),
    "rebuilding_not_measured": Text(
        "the plan adds no room or bed here; rebuilding that adds none is not measured",
        "方案在此不增加教室和床位；改善条件的改扩建不在测算之内",
    ),
}
_ENGLISH_AIMS: Mapping[str, str] = {"at_least": "at least", "at_most": "at most", "exactly": "exactly"}
_ENGLISH_UNITS: Mapping[str, str] = {
    "所": "", "个": "", "张": "", "人": "", "名": "", "台": "", "间": "", "%": "%", "元": " yuan",
}  # fmt: skip
_ENGLISH_STAGES: Mapping[str, str] = {
    "kindergarten": "kindergarten", "primary": "primary", "junior": "junior", "nine_year": "nine-year",
    "special": "special",
}  # fmt: skip
_FINE = frozenset(("multimedia_rooms_per_100_primary", "multimedia_rooms_per_100_junior",
                   "pe_arts_teachers_per_100_primary", "pe_arts_teachers_per_100_junior"))  # fmt: skip
"""Figures that are printed to two decimals, as the indicators are."""


def verdict_text(line: TargetLine | ProjectLine) -> Text:
    """Say how a plan stands to a target or a project; a limit that is kept is not called reached."""
    if isinstance(line, TargetLine) and line.verdict == "met" and line.aim == "at_most":
        return Text("within it", "未超过")
    return VERDICTS[line.verdict]


def stated_text(line: TargetLine) -> Text:
    """Say what is asked for: 不少于70所."""
    if line.value is None:
        return Text(UNKNOWN, UNKNOWN)
    value = _amount(line.value, line.unit)
    return Text(f"{_ENGLISH_AIMS[line.aim]} {value}", f"{AIMS[line.aim]}{value.zh}")


def found_text(line: TargetLine) -> Text:
    """Say what the plan comes to; a dash where it is not judged."""
    if line.result is None:
        return Text(UNKNOWN, UNKNOWN)
    if line.measured_by in _FINE:
        told = f"{rounded(line.result, 2):,}"
        return Text(told, f"{told}{clean(line.unit)}")
    return _amount(line.result, line.unit)


def explained_text(line: TargetLine, results: Results) -> Text:
    """Say why the plan departs from a target, or why it is not judged; then the ledger's own note."""
    parts: list[Text] = []
    if line.disagrees:
        parts.append(Text("the documents disagree", "文件之间不一致"))
    if line.why:
        parts.append(WHYS[line.why])
    if line.free_count:
        parts.append(_chosen_text(results))
    if line.argument:
        parts.append(Text(clean(line.argument), clean(line.argument)))
    if line.note:
        parts.append(Text("", clean(line.note)))  # notes are as the district wrote them
    said = (str(part) for part in parts)
    return Text("; ".join(part for part in said if part), "；".join(part.zh for part in parts))


def _chosen_text(results: Results) -> Text:
    """Say that the scenario bounds the merges from above and leaves their number to the calculation."""
    merge = results.scenario.rules.merge
    most, never = (0, 0) if merge is None else (merge.most or 0, len(results.scenario.rules.never_merged))
    kept = Text(f", {never} kept for reasons given", f"，其中{never:,}所列明理由不予撤并") if never else Text("", "")
    return Text(
        f"the scenario allows {most:,} merges and leaves their number to the calculation{kept}",
        f"情景只定上限{most:,}所，撤并几所由测算比选{kept.zh}，各校理由见撤并安排",
    )


def _amount(value: float, unit: str) -> Text:
    if unit == "元":
        return Text(english_yuan(value), yuan_text(value))
    whole = abs(value - round(value)) < 1e-6  # noqa: PLR2004 - as pupils are kept
    told = pupils_text(value) if whole and value > 0 else "0" if not value else mean_text(value)
    if not whole and unit == "":
        told = f"{rounded(value, 2):,}"
    return Text(f"{told}{_ENGLISH_UNITS.get(unit, f' {clean(unit)}')}", f"{told}{clean(unit)}")


def done_text(line: ProjectLine, results: Results) -> Text:
    """Say what the plan does at a project's school."""
    row = line.row
    if row is None or line.why:
        return WHYS[line.why]
    parts: list[Text] = []
    if row.action == "build":
        first = Text("built", "新建") if line.works == "new" else Text("rebuilt", "改扩建")
        parts.append(first)
    if row.classrooms_added:
        parts.append(Text(f"{row.classrooms_added:,} classrooms added", f"增建教室{row.classrooms_added:,}间"))
    if row.beds_added:
        parts.append(Text(f"{row.beds_added:,} beds added", f"增加床位{row.beds_added:,}张"))
    if line.seats_added:
        parts.append(Text(f"{line.seats_added:,} seats", f"新增学位{line.seats_added:,}个"))
    if not parts:
        return Text("nothing is built or added", "不建、不增")
    when = Text(f"{line.year}: ", f"{line.year}年") if line.year and len(results.planning_years) > 1 else Text("", "")
    return Text(f"{when}{', '.join(map(str, parts))}", f"{when.zh}{'、'.join(part.zh for part in parts)}")


def works_text(line: ProjectLine) -> Text:
    """Say how the document calls it: 小学新建."""
    works = Text("new", WORKS["new"]) if line.works == "new" else Text("rebuilt or expanded", WORKS["rebuild"])
    stage = _ENGLISH_STAGES.get(line.stage, line.stage)
    return Text(f"{stage}, {works}", f"{PROJECT_STAGES.get(line.stage, line.stage)}{works.zh}")


def source_text(line: TargetLine | ProjectLine) -> str:
    """Name the document and the place in it."""
    return clean(f"{line.document} {line.found_at}".strip())


def ledger_sentences(ledger: Ledger) -> tuple[Text, ...]:
    """Say how many figures and projects are met; nothing where there is no ledger."""
    said = []
    if ledger.targets:
        judged = [line for line in ledger.targets if line.verdict != "not_judged"]
        said.append(
            Text(
                f"Targets: {len(ledger.targets):,} figures of documents, {len(judged):,} of them held against the plan"
                f": {_counts(judged)}.",
                f"政策目标：文件载明{len(ledger.targets):,}项，与方案对照{len(judged):,}项：{_counts(judged).zh}；"
                "其余只登记。",
            )
        )
    if ledger.projects:
        judged_projects = [line for line in ledger.projects if line.verdict != "not_judged"]
        said.append(
            Text(
                f"Projects: {len(ledger.projects):,}, {len(judged_projects):,} of them held against the plan: "
                f"{_counts(judged_projects)}.",
                f"建设项目：文件列名{len(ledger.projects):,}个，与方案对照{len(judged_projects):,}个："
                f"{_counts(judged_projects).zh}；其余为方案不测算的改善条件、幼儿园和特殊教育项目。",
            )
        )
    return tuple(said)


def _counts(lines: list[TargetLine] | list[ProjectLine]) -> Text:
    kinds: tuple[Verdict, ...] = ("met", "partly", "argued", "not_met")
    counted = [(VERDICTS[kind], sum(line.verdict == kind for line in lines)) for kind in kinds]
    shown = [(word, count) for word, count in counted if count]
    return Text(", ".join(f"{count:,} {word}" for word, count in shown) or "none",
                "、".join(f"{word.zh}{count:,}项" for word, count in shown) or "没有")  # fmt: skip
