"""The rules that decide and the red lines, in sentences, Chinese and English."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from planner.decide.explain.reasons import RedLine, RuleThatDecides
from planner.show.words.common import clean
from planner.show.words.numbers import mean_text, minutes_text, pupils_text
from planner.show.words.reason_between import BETWEEN, between_sentence, both_figures, case_of
from planner.show.words.reason_names import Language, Names, near_yuan


def rule_sentence(rule: RuleThatDecides, names: Names, language: Language) -> str:
    """Say one rule that decides, with its figures."""
    said = _RULES.get(rule.rule)
    if said is None:
        chinese, english = between_sentence(BETWEEN[rule.rule], case_of(rule), *both_figures(rule, names))
    else:
        chinese, english = said(_RuleFigures(rule, names, language))
    return chinese if language == "zh" else english


def red_line_sentence(line: RedLine, names: Names, language: Language) -> str:
    """Say one red line with its figure; whether it is kept is `passed_word`."""
    where = names.school(line.school_id) if line.school_id else ""
    band = names.band(line.grade_band, language) if line.grade_band else ""
    figure = _unknown(language) if line.figure is None else _figure_text(line, line.figure, language)
    chinese, english = _RED_LINES[
        "all_seated" if line.measure == "no_seat" and line.passed else line.measure or "hearing"
    ]
    limit = _limit_text(line.limit, language)
    said = (chinese if language == "zh" else english).format(where=where, band=band, figure=figure, limit=limit)
    if not line.norm:
        return said
    return f"{said}（按{line.norm}）" if language == "zh" else f"{said} (by {line.norm})"


def passed_word(line: RedLine, language: Language) -> str:
    """Say whether a red line is kept: 符合, 不符合, or 待填写 where no table can tell."""
    if line.passed is None:
        return "待填写" if language == "zh" else "to be filled in"
    if language == "zh":
        return "符合" if line.passed else "不符合"
    return "kept" if line.passed else "crossed"


@dataclass(frozen=True)
class _RuleFigures:
    """A rule's figures as they are printed."""

    rule: RuleThatDecides
    names: Names
    language: Language

    @property
    def band(self) -> str:
        """The grade band's name, or nothing."""
        return self.names.band(self.rule.grade_band, self.language) if self.rule.grade_band else ""

    @property
    def pupils(self) -> str:
        """How many pupils it touches."""
        return pupils_text(self.rule.pupils or 0.0)

    @property
    def school(self) -> str:
        """The school whose limit it is."""
        here = "本校" if self.language == "zh" else "this school"
        return self.names.school(self.rule.school_id) if self.rule.school_id else here

    @property
    def limit(self) -> str:
        """The limit, in whole units."""
        return _limit_text(self.rule.limit, self.language)

    @property
    def figure(self) -> str:
        """What meets the limit, or would break it."""
        return "?" if self.rule.figure is None else pupils_text(self.rule.figure)


def _no_other_school(words: _RuleFigures) -> tuple[str, str]:
    rule = words.rule
    near = "" if rule.figure is None else minutes_text(rule.figure)
    nearest = f"，最近的要{near}分钟" if near else ""
    nearest_english = f"; the nearest is {near} minutes away" if near else ""
    return (
        f"{words.band}{words.pupils}名学生在{words.limit}分钟以内没有别的学校{nearest}。",
        f"{words.band}: {words.pupils} pupils have no other school within {words.limit} minutes{nearest_english}.",
    )


def _travel_limit(words: _RuleFigures) -> tuple[str, str]:
    minutes = "?" if words.rule.figure is None else minutes_text(words.rule.figure)
    return (
        f"{words.band}路程限{words.limit}分钟：{words.pupils}名学生到最近的、开设这些年级且开办的学校要{minutes}分钟。",
        f"{words.band}: {words.pupils} pupils would need {minutes} minutes of {words.limit} to the nearest school.",
    )


def _class_size(words: _RuleFigures) -> tuple[str, str]:
    return (
        f"{words.band}班额上限{words.limit}人：学生若就近并入，{words.school}要增加{words.figure}个班。",
        f"{words.band}: at {words.limit} to a class, {words.school} would need {words.figure} more classes.",
    )


def _multigrade(words: _RuleFigures) -> tuple[str, str]:
    if words.rule.school_id is None:
        return (
            f"{words.band}{words.pupils}名学生合班上课，只要{words.figure}个班；各年级单独编班要{words.limit}个班。",
            f"{words.band}: {words.pupils} pupils share {words.figure} classes; by grade it would be {words.limit}.",
        )
    return (
        f"{words.band}合班每班最多{words.limit}人：学生若就近并入，{words.school}要增加{words.figure}个班。",
        f"{words.band}: at {words.limit} to a shared class, {words.school} would need {words.figure} more classes.",
    )


def _classrooms(words: _RuleFigures) -> tuple[str, str]:
    if words.rule.school_id is None:
        return (
            f"本校现有教室{words.limit}间，按安排来就读的{words.pupils}名学生要{words.figure}间。",
            f"This school has {words.limit} classrooms; the {words.pupils} pupils who come need {words.figure}.",
        )
    return (
        f"学生若就近并入，{words.school}要{words.figure}间教室，最多只能有{words.limit}间。",
        f"With its pupils {words.school} would need {words.figure} classrooms; it can have {words.limit}.",
    )


def _school_size(words: _RuleFigures) -> tuple[str, str]:
    return (
        f"学生若就近并入，{words.school}将有{words.figure}人，规模上限{words.limit}人。",
        f"With its pupils {words.school} would have {words.figure} pupils; it may have {words.limit}.",
    )


def _beds(words: _RuleFigures) -> tuple[str, str]:
    if words.rule.school_id is None:
        return (
            f"本校现有床位{words.limit}张，寄宿的{words.pupils}名学生要{words.figure}张。",
            f"This school has {words.limit} beds; its {words.pupils} boarders need {words.figure}.",
        )
    return (
        f"学生若就近并入，{words.school}要{words.figure}张床位，最多只能有{words.limit}张。",
        f"With its pupils {words.school} would need {words.figure} beds; it can have {words.limit}.",
    )


def _merge_count(words: _RuleFigures) -> tuple[str, str]:
    return (
        f"撤并数量限定为{words.limit}所，本方案撤并{words.figure}所，没有余地。",
        f"The number of merged schools is limited to {words.limit}; the plan merges {words.figure}.",
    )


def _budget(words: _RuleFigures) -> tuple[str, str]:
    limit, figure = words.rule.limit or 0.0, words.rule.figure or 0.0
    if figure > limit:
        return (
            f"一次性投入预算{near_yuan(limit, 'zh')}，在本方案之外再建这处，共需{near_yuan(figure, 'zh')}，超出预算。",
            f"The budget is {near_yuan(limit, 'en')}; the plan and this site need {near_yuan(figure, 'en')}.",
        )
    return (
        f"一次性投入预算{near_yuan(limit, 'zh')}，本方案用去{near_yuan(figure, 'zh')}，余款不够再扩建一间教室。",
        f"Of {near_yuan(limit, 'en')} the plan spends {near_yuan(figure, 'en')}: the rest buys no classroom.",
    )


def _cost(_words: _RuleFigures) -> tuple[str, str]:
    return (
        "撤、留均符合规则，按费用和路上时间比选。",
        "No rule forces this: both ways are open, and their cost decides.",
    )


def _decision(_words: _RuleFigures) -> tuple[str, str]:
    return (
        "区里事先的决定（数据表、情景文件，或类型不在可撤并之列）。",
        "Decided beforehand: by the tables, the scenario, or its kind.",
    )


def _never_merged(words: _RuleFigures) -> tuple[str, str]:
    why = clean(words.rule.why).rstrip("。.")
    return (f"本校不撤并：{why}。", f"It is not to be merged: {why}.")


def _few_pupils(words: _RuleFigures) -> tuple[str, str]:
    return (
        f"本校现有学生{words.figure}人，不足{words.limit}人，所以列入可以撤并的范围。",
        f"It may be merged since it has {words.figure} pupils today, fewer than {words.limit}.",
    )


def _towns(words: _RuleFigures) -> tuple[str, str]:
    key, _, town = words.rule.why.partition(": ")
    kind, kind_english = _TOWN_SCHOOLS[key.rpartition(".")[2]]
    return (
        f"{town}至少要有{kind}{words.limit}所（rules.towns），本方案有{words.figure}所，含本校。",
        f"{town} must have {words.limit} {kind_english} (rules.towns); the plan has {words.figure}, this one included.",
    )


def _siting(_words: _RuleFigures) -> tuple[str, str]:
    return (
        "这处校址所在的居民点不属于可以新建学校的类型（rules.siting）。",
        "No school may be built here: the settlement it lies in is not of a kind that rules.siting names.",
    )


def _board_in_town(words: _RuleFigures) -> tuple[str, str]:
    minutes = "?" if words.rule.figure is None else minutes_text(words.rule.figure)
    return (
        f"{words.band}只能在本乡镇寄宿（board_in）：{words.pupils}名学生不能到{minutes}分钟外的外乡镇学校寄宿。",
        f"{words.band} may board in their own town alone: {words.pupils} pupils may not board {minutes} minutes away.",
    )


_TOWN_SCHOOLS: Mapping[str, tuple[str, str]] = {
    "kindergarten": ("幼儿园", "kindergarten(s)"),
    "boarding_primary": ("小学阶段寄宿制学校", "boarding school(s) of the primary grades"),
    "boarding_junior": ("初中阶段寄宿制学校", "boarding school(s) of the junior grades"),
}

_RULES: Mapping[str, Callable[[_RuleFigures], tuple[str, str]]] = {
    "no_other_school_in_reach": _no_other_school,
    "travel_limit": _travel_limit,
    "class_size": _class_size,
    "multigrade": _multigrade,
    "classrooms": _classrooms,
    "school_size": _school_size,
    "beds": _beds,
    "merge_count": _merge_count,
    "budget": _budget,
    "cost": _cost,
    "decision": _decision,
    "board_in_town": _board_in_town,
    "never_merged": _never_merged,
    "few_pupils": _few_pupils,
    "towns": _towns,
    "siting": _siting,
}

_RED_LINES: Mapping[str, tuple[str, str]] = {
    "longest_minutes": (
        "交通：{band}学生单程最远{figure}分钟，规定不超过{limit}分钟",
        "Transport: {band}, the longest way is {figure} minutes of at most {limit}",
    ),
    "extra_minutes": (
        "交通：{band}学生路上平均{figure}分钟；路上是否安全，需实地核实",
        "Transport: {band}, {figure} on average; whether the way is safe must be seen on the spot",
    ),
    "all_seated": (
        "学位：转学的学生全部有学位",
        "Seats: all who move have a seat",
    ),
    "no_seat": (
        "学位：{figure}名学生没有学位",
        "Seats: {figure} pupils have no seat at any school",
    ),
    "boarders": (
        "食宿：{where}寄宿{figure}人，床位{limit}张（含方案增加的）",
        "Beds: {where} has {figure} boarders and {limit} beds, those the plan adds included",
    ),
    "lower_boarders": (
        "食宿：{band}寄宿{figure}人，一至三年级不寄宿",
        "Boarding: {figure} pupils of {band} board; grades 1 to 3 are not to",
    ),
    "meals": (
        "食宿：{where}能否供餐，数据中没有，需现场核实",
        "Meals: whether {where} can serve them is not in the data",
    ),
    "class_pupils": (
        "大班额：{where}{band}最大的班{figure}人，班额上限{limit}人",
        "Class size: the largest class of {band} at {where} has {figure} pupils of at most {limit}",
    ),
    "school_pupils": (
        "大校额：{where}共{figure}人，规模上限{limit}人",
        "School size: {where} has {figure} pupils of at most {limit}",
    ),
    "hearing": (
        "听证：家长和群众的意见",
        "Hearing: what parents and villagers say",
    ),
}


def _figure_text(line: RedLine, figure: float, language: Language) -> str:
    if line.measure == "longest_minutes":
        return minutes_text(figure)
    if line.measure != "extra_minutes":
        return pupils_text(figure)
    tenths = mean_text(abs(figure))
    if language == "zh":
        return f"{'多' if figure >= 0 else '少'}{tenths}"
    return f"{tenths} minutes {'more' if figure >= 0 else 'less'}"


def _unknown(language: Language) -> str:
    return "不详" if language == "zh" else "unknown"


def _limit_text(limit: float | None, language: Language) -> str:
    if limit is None:
        return "不限" if language == "zh" else "no limit"
    return pupils_text(limit)
