"""What a plan says of itself, in Chinese sentences that can be read aloud; the terminal and the workbook share them."""

from planner.decide.measures import TownMeasures, YearMeasures
from planner.decide.results import Results
from planner.plan import Plan
from planner.problem.travel import STRAIGHT_LINE_NOTE
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.words.boarding import boarding_caveats, boarding_cost_text, boarding_sentence
from planner.show.words.common import KINDS, clean, synthetic_tables_text
from planner.show.words.numbers import (
    mean_text,
    minutes_text,
    pupils_text,
    saving_text,
    seconds_text,
    share_text,
    yuan_text,
)

_TOWNS_NAMED = 3
_MOST_TELLING_SHARE = 1.0
"""A proof that allows a plan to be this much cheaper says next to nothing of its share."""


def title_of(scenario: Scenario) -> str:
    """Return the scenario's title, or its name."""
    return clean(scenario.title) or scenario.name


def plan_sentences(results: Results) -> tuple[str, ...]:
    """Say what the plan does, what it costs and how good it is known to be; one sentence a line, the last year's state.

    Synthetic data and straight-line travel are told where there are any.
    """
    measures, scenario = results.last.measures, results.scenario
    said = [
        merge_sentence(measures),
        building_sentence(measures),
        *journey_sentences(measures, scenario),
        *shortfall_sentences(measures),
        cost_sentence(results),
        proof_sentence(results),
        effort_sentence(results.plan),
        *_caveats(results.plan, results.district),
    ]
    return tuple(said)


def merge_sentence(measures: YearMeasures) -> str:
    """Say how many schools of which kind are merged into how many."""
    if not measures.merged:
        return "撤并：不撤并学校。"
    kinds = "、".join(f"{KINDS.get(kind, kind)}{count:,}所" for kind, count in measures.merged_kinds.items())
    into = measures.receiving_schools
    went = f"，{pupils_text(measures.moved)}名学生并入{into:,}所学校" if into else "，没有学生需要转学"
    changed = measures.actions["change"]
    sites = f"；其中{changed:,}所的校舍改办为其他学校" if changed else ""
    return f"撤并：{kinds}{went}{sites}。"


def building_sentence(measures: YearMeasures) -> str:
    """Say what is added and built."""
    parts = []
    if measures.actions["build"]:
        parts.append(f"新建学校{measures.actions['build']:,}所")
    if measures.classrooms_added:
        seats = f"（约{measures.seats_added:,}个学位）" if measures.seats_added else ""
        parts.append(f"增建教室{measures.classrooms_added:,}间{seats}")
    if measures.beds_added:
        parts.append(f"增加床位{measures.beds_added:,}张")
    if not parts:
        return "建设：不新建学校，不增建教室和床位。"
    return f"建设：{'，'.join(parts)}；一次性投入{yuan_text(measures.one_off_yuan)}。"


def journey_sentences(measures: YearMeasures, scenario: Scenario) -> tuple[str, ...]:
    """Say how far day pupils and boarders go, one way, and why these board."""
    said = []
    day, board = measures.day, boarding_sentence(measures, scenario)
    if day.mean is not None and day.p90 is not None and day.worst is not None:
        most = f"九成在{minutes_text(day.p90)}分钟以内，最远{minutes_text(day.worst)}分钟"
        said.append(f"路程：走读学生单程平均{mean_text(day.mean)}分钟，{most}。")
    if board is not None:
        said.append(board.zh)
    return tuple(said)


def shortfall_sentences(measures: YearMeasures) -> tuple[str, ...]:
    """Say who has no seat, why, and in which towns most of them live."""
    if not measures.shortfall:
        return (f"学位：{pupils_text(measures.wanted)}名学生全部有学位。",)
    reasons = []
    if measures.no_room:
        reasons.append(f"{pupils_text(measures.no_room)}名范围内学校已满")
    if measures.no_reach:
        reasons.append(f"{pupils_text(measures.no_reach)}名范围内没有学校")
    if measures.too_dear:
        reasons.append(f"{pupils_text(measures.too_dear)}名可以安排但费用高于缺学位的定价")
    short = [town for town in measures.towns if town.shortfall > 0]
    short.sort(key=lambda town: -town.shortfall)
    lacking = f"{pupils_text(measures.shortfall)}名没有学位（{'，'.join(reasons)}）"
    return (
        f"学位：{pupils_text(measures.wanted)}名学生中，{lacking}。",
        f"缺口{'主要' if len(short) > _TOWNS_NAMED else ''}在{'、'.join(map(_town_text, short[:_TOWNS_NAMED]))}。",
    )


def cost_sentence(results: Results) -> str:
    """Say what the plan costs in a year, the mean over the planning years, for each pupil with a seat, and boarding."""
    years, yearly, placed = results.n_years, results.yearly_cost_yuan, results.last.measures.placed
    mean = f"（{years}年平均）" if years > 1 else ""
    each = f"，平均每名学生{yuan_text(yearly / placed)}" if years == 1 and placed else ""
    board = f"；其中寄宿：{boarding_cost_text(results).zh}" if results.plan.objective.boarding else ""
    return f"费用：每年{yuan_text(yearly)}{mean}{each}{board}。"


def proof_sentence(results: Results) -> str:
    """Say how far from the best the plan can be, and no more than was proven."""
    plan, proof = results.plan, results.proof
    priced = f"（无学位学生按每人每年{yuan_text(results.seat_price_yuan)}计）" if plan.shortfall else ""
    if plan.status == "optimal":
        return f"质量：已证明本方案最省{priced}，没有符合规则的方案更便宜（误差不超过百万分之一）。"
    if proof.share is not None and proof.share < _MOST_TELLING_SHARE:
        return (
            f"质量：已证明：任何符合规则的方案最多比本方案便宜{share_text(proof.share)}"
            f"，即{most_saving(results)}{priced}；是否还有更好的方案，尚未证明。"
        )
    return f"质量：目前只证明了任何符合规则的方案最多比本方案便宜{most_saving(results)}{priced}，离最好可能还远。"


def most_saving(results: Results) -> str:
    """Print the most that may be saved in a year, rounded up, so that the proof is not said stronger than it is."""
    return f"每年{saving_text(results.yearly_saving_yuan).zh}"


def effort_sentence(plan: Plan) -> str:
    """Say how long it was computed and whether it was stopped."""
    stopped = "，中途被人停止，这是停止时的最好方案" if plan.status == "stopped" else ""
    return f"计算：用时{seconds_text(plan.seconds)}秒{stopped}；每条规则和每项费用都已重新核算。"


def _town_text(town: TownMeasures) -> str:
    return f"{clean(town.town)}（{pupils_text(town.shortfall)}人）"


def _caveats(plan: Plan, district: District) -> tuple[str, ...]:
    boarding = (said.zh for said in boarding_caveats(plan))
    straight = "注意：行程按直线距离估算。" if STRAIGHT_LINE_NOTE in plan.notes else ""
    return tuple(said for said in (*boarding, straight, synthetic_tables_text(district)) if said)
