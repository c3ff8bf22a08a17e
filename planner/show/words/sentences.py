"""What a plan says of itself, in sentences that can be read aloud; terminal, workbook, papers and pages share them."""

from planner.decide.measures import TownMeasures, YearMeasures
from planner.decide.results import Results
from planner.language import Text, joined
from planner.plan import Plan
from planner.reading.scenario import Scenario
from planner.show.words.boarding import boarding_caveats, boarding_cost_text, boarding_sentence
from planner.show.words.caveats import caveats
from planner.show.words.common import KINDS, clean
from planner.show.words.hearing import hearing_sentences
from planner.show.words.kept_out import kept_out_sentences
from planner.show.words.numbers import (
    english_yuan,
    mean_text,
    minutes_text,
    pupils_text,
    saving_text,
    seconds_text,
    share_text,
    yuan_text,
)
from planner.show.words.outlook import outlook_sentences
from planner.show.words.variants import variant_sentences

_TOWNS_NAMED = 3
_MOST_TELLING_SHARE = 1.0
"""A proof that allows a plan to be this much cheaper says next to nothing of its share."""
ENGLISH_KINDS = {
    "teaching_point": "teaching points",
    "primary": "primary schools",
    "junior": "junior schools",
    "nine_year": "nine-year schools",
    "kindergarten": "kindergartens",
    "special": "special schools",
}
_NOTHING = Text("", "")


def title_of(scenario: Scenario) -> str:
    """Return the scenario's title, or its name."""
    return clean(scenario.title) or scenario.name


def plan_sentences(results: Results) -> tuple[Text, ...]:
    """Say what the plan does, what it costs and how good it is known to be; one sentence a line, the last year's state.

    Synthetic data and straight-line travel are told where there are any.
    """
    measures = results.last.measures
    return (
        merge_sentence(measures),
        building_sentence(measures),
        *(said for said in (net_seats_sentence(measures),) if said),
        *journey_sentences(measures, results.scenario),
        *shortfall_sentences(measures),
        *hearing_sentences(results),
        *outlook_sentences(results),
        *variant_sentences(results),
        cost_sentence(results),
        proof_sentence(results),
        effort_sentence(results.plan),
        *boarding_caveats(results.plan),
        *caveats(results.plan.notes, results.district),
    )


def merge_sentence(measures: YearMeasures) -> Text:
    """Say how many schools of which kind are merged into how many."""
    if not measures.merged:
        return Text("Merges: no school is merged.", "撤并：不撤并学校。")
    kinds = joined(
        Text(f"{count:,} {ENGLISH_KINDS.get(kind, kind)}", _counted(kind, count))
        for kind, count in measures.merged_kinds.items()
    )
    into, moved = measures.receiving_schools, pupils_text(measures.moved)
    went = (
        Text(f"{moved} pupils go to {into:,} schools", f"{moved}名学生并入{into:,}所学校")
        if into
        else Text("no pupil has to move", "没有学生需要转学")
    )
    sites = _continued(measures.actions["change"])
    return Text(f"Merges: {kinds}; {went}{sites}.", f"撤并：{kinds.zh}，{went.zh}{sites.zh}。")


def _counted(kind: str, count: int) -> str:
    """Count schools of a kind as a bureau does: 51个教学点, 3所小学."""
    return f"{count:,}{'个' if kind == 'teaching_point' else '所'}{KINDS.get(kind, kind)}"


def _continued(sites: int) -> Text:
    if not sites:
        return _NOTHING
    verb = "continues" if sites == 1 else "continue"
    return Text(f"; {sites:,} of the sites {verb} as other schools", f"；其中{sites:,}所的校舍改办为其他学校")


def building_sentence(measures: YearMeasures) -> Text:
    """Say what is added and built."""
    schools, again, rooms, beds = measures.new, measures.rebuilt, measures.classrooms_added, measures.beds_added
    parts = []
    if schools:
        parts.append(Text(f"{schools:,} new {_one(schools, 'school')}", f"新建学校{schools:,}所"))
    if again:
        parts.append(Text(f"{again:,} rebuilt {_one(again, 'school')}", f"改扩建学校{again:,}所"))
    if rooms:
        parts.append(Text(f"{rooms:,} {_one(rooms, 'classroom')}", f"增建教室{rooms:,}间"))
    if beds:
        parts.append(Text(f"{beds:,} {_one(beds, 'bed')}", f"增加床位{beds:,}张"))
    if not parts:
        return Text("Building: no school is built, no classroom or bed added.", "建设：不新建学校，不增建教室和床位。")
    said, yuan, seats = joined(parts, zh="，"), measures.one_off_yuan, gained_text(measures)
    gained = Text(f"; {seats}", f"；{seats.zh}") if seats else _NOTHING
    return Text(
        f"Building: {said}{gained}; one-off cost {english_yuan(yuan)}.",
        f"建设：{said.zh}{gained.zh}；一次性投入{yuan_text(yuan)}。",
    )


def gained_text(measures: YearMeasures) -> Text:
    """Say how many seats are added, and of these in schools that are built; empty where none is, or none is known.

    The one figure of added seats: classrooms added alone would leave out what a new school begins with.
    """
    gained, first = measures.seats_gained, measures.first_seats
    if not gained:
        return _NOTHING
    of_these = _NOTHING
    if first:
        of_these = Text(f" ({first:,} of them in built ones)", f"（其中新建和改扩建的首期{first:,}个）")
    return Text(f"{gained:,} seats added{of_these}", f"新增学位{gained:,}个{of_these.zh}")


def net_seats_sentence(measures: YearMeasures) -> Text:
    """Say what merging and building together leave of today's seats; empty where no class has a size."""
    before, after = measures.seats_today, measures.seats_open
    if before is None or after is None:
        return _NOTHING
    change = after - before
    much = Text("as many as today", "与现状相同")
    if change:
        more, many = ("more", "净增加") if change > 0 else ("fewer", "净减少")
        much = Text(f"{abs(change):,} {more} than today", f"{many}{abs(change):,}个")
    return Text(
        f"Seats of open schools: {after:,}, {before:,} today ({much}; classrooms times class size, no more than the "
        "school's size).",
        f"学位总量：现状{before:,}个，方案开办学校{after:,}个，{much.zh}（教室数乘以班额，不超过学校规模上限）。",
    )


def journey_sentences(measures: YearMeasures, scenario: Scenario) -> tuple[Text, ...]:
    """Say how far day pupils and boarders go, one way, and why these board."""
    said: list[Text] = []
    day, board = measures.day, boarding_sentence(measures, scenario)
    if day.mean is not None and day.p90 is not None and day.worst is not None:
        mean, nine, worst = mean_text(day.mean), minutes_text(day.p90), minutes_text(day.worst)
        said.append(
            Text(
                f"Journeys: day pupils travel {mean} minutes one way on average, nine in ten at most {nine}, "
                f"the farthest {worst}.",
                f"路程：走读学生单程平均{mean}分钟，九成在{nine}分钟以内，最远{worst}分钟。",
            )
        )
    if board is not None:
        said.append(board)
    return tuple(said)


def shortfall_sentences(measures: YearMeasures) -> tuple[Text, ...]:
    """Say who has no seat, why, and in which towns most of them live."""
    wanted = pupils_text(measures.wanted)
    if not measures.shortfall:
        return (Text(f"Seats: all {wanted} pupils have a seat.", f"学位：{wanted}名学生全部有学位。"),)
    lacking, reasons = pupils_text(measures.shortfall), _reasons(measures)
    short = [town for town in measures.towns if town.shortfall > 0]
    short.sort(key=lambda town: -town.shortfall)
    towns = joined(map(_town_text, short[:_TOWNS_NAMED]))
    mainly = Text("mainly ", "主要") if len(short) > _TOWNS_NAMED else _NOTHING
    return (
        Text(
            f"Seats: of {wanted} pupils, {lacking} have none ({reasons}).",
            f"学位：{wanted}名学生中，{lacking}名没有学位（{reasons.zh}）。",
        ),
        Text(f"The shortfall is {mainly}in {towns}.", f"缺口{mainly.zh}在{towns.zh}。"),
        *kept_out_sentences(measures.kept_out),
    )


def _reasons(measures: YearMeasures) -> Text:
    said = (
        (measures.no_room, Text("because the schools in reach are full", "范围内学校已满")),
        (measures.no_reach, Text("because no school is in reach", "范围内没有学校")),
        (
            measures.too_dear,
            Text("because a seat costs more than the price of a missing one", "可以安排但费用高于缺学位的定价"),
        ),
    )
    return joined((Text(f"{pupils_text(n)} {why}", f"{pupils_text(n)}名{why.zh}") for n, why in said if n), zh="，")


def _town_text(town: TownMeasures) -> Text:
    name, pupils = clean(town.town), pupils_text(town.shortfall)
    return Text(f"{name} ({pupils})", f"{name}（{pupils}人）")


def cost_sentence(results: Results) -> Text:
    """Say what the plan costs in a year, the mean over the planning years, by who bears it, and boarding.

    What families bear and what is put on pupils is no money of the public purse: the three are not added up.
    """
    years, placed, groups = results.n_years, results.last.measures.placed, results.groups
    fiscal, families, policy = results.yearly_fiscal_yuan, groups.families / years, groups.policy / years
    mean = each = board = priced = _NOTHING
    if years > 1:
        mean = Text(f" (mean of {years} years)", f"（{years}年平均）")
    elif placed:
        each = Text(f", {english_yuan(fiscal / placed)} a pupil", f"，每生{yuan_text(fiscal / placed)}")
    if results.plan.objective.boarding:
        made_of = boarding_cost_text(results)
        board = Text(f"; boarding: {made_of}", f"；寄宿：{made_of.zh}")
    if groups.policy:
        priced = Text(
            f"; put on moves and other towns, and paid by nobody: {english_yuan(policy)}",
            f"；政策计价{yuan_text(policy)}，不是支出",
        )
    ways = Text(f"; families' ways are priced at {english_yuan(families)}", f"；家庭负担折合{yuan_text(families)}")
    return Text(
        f"Cost: {english_yuan(fiscal)} a year of public money{mean}{each}{ways}{priced}{board}.",
        f"费用：财政每年{yuan_text(fiscal)}{mean.zh}{each.zh}{ways.zh}{priced.zh}{board.zh}。",
    )


def proof_sentence(results: Results) -> Text:
    """Say how far from the best the plan can be, and no more than was proven.

    The most that may be saved is rounded up, so that the proof is not said stronger than it is.
    """
    plan, proof, price = results.plan, results.proof, results.seat_price_yuan
    priced = _NOTHING
    if plan.shortfall:
        priced = Text(
            f" (each pupil without a seat counted as {english_yuan(price)} a year)",
            f"（无学位学生按每人每年{yuan_text(price)}计）",
        )
    if plan.status == "optimal":
        return Text(
            f"Quality: proven cheapest{priced}; no plan that obeys the rules costs less, to one part in a million.",
            f"质量：已证明本方案最省{priced.zh}，没有符合规则的方案更便宜（误差不超过百万分之一）。",
        )
    saving = saving_text(results.yearly_saving_yuan)
    if proof.share is not None and proof.share < _MOST_TELLING_SHARE:
        share = share_text(proof.share)
        return Text(
            f"Quality: proven that no plan that obeys the rules is cheaper by more than {share}, "
            f"that is {saving} a year{priced}; whether a better one exists is not proven.",
            f"质量：已证明：任何符合规则的方案最多比本方案便宜{share}，即每年{saving.zh}{priced.zh}；"
            "是否还有更好的方案，尚未证明。",
        )
    return Text(
        f"Quality: proven only that no plan that obeys the rules is cheaper by more than {saving} a year{priced}; "
        "it may be far from the best.",
        f"质量：目前只证明了任何符合规则的方案最多比本方案便宜每年{saving.zh}{priced.zh}，离最好可能还远。",
    )


def effort_sentence(plan: Plan) -> Text:
    """Say how long it was computed and whether it was stopped."""
    seconds = seconds_text(plan.seconds)
    stopped = _NOTHING
    if plan.status == "stopped":
        stopped = Text(
            "; stopped by the user, this is the best plan found by then", "，中途被人停止，这是停止时的最好方案"
        )
    return Text(
        f"Computed in {seconds} seconds{stopped}; every rule and every cost term was recomputed.",
        f"计算：用时{seconds}秒{stopped.zh}；每条规则和每项费用都已重新核算。",
    )


def _one(count: int, word: str) -> str:
    return word if count == 1 else f"{word}s"
