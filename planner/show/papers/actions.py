"""What is done in which year, and the steps of a merge with their dates."""

from dataclasses import dataclass

from planner.decide.ledger.rebuilt import is_rebuilt, rebuilt_sites
from planner.decide.results import Results, YearResults
from planner.show.papers.wording import NO_WAY, distinct_names
from planner.show.words.numbers import pupils_text, wan_text

_NAMED = 12
"""So many schools at most are named in a cell."""


@dataclass(frozen=True, kw_only=True)
class ActionLine:
    """What is done in one planning year, beyond what was done before; money in 10,000 yuan."""

    year: str
    merges: str
    """Schools merged in the year: number and names."""
    builds: str
    """Schools built, and those rebuilt."""
    adds: str
    """Classrooms and beds added."""
    one_off_wan: str
    moved: str
    """Pupils of the year's merged schools."""


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """One step of the procedure."""

    step: str
    asks: str
    units: str
    by: str


def action_lines(results: Results) -> tuple[ActionLine, ...]:
    """Return a line for each planning year; outlook years decide nothing."""
    years = [results.by_year[year] for year in results.planning_years]
    return tuple(_action(year, before, results) for year, before in zip(years, [None, *years], strict=False))


def _action(year: YearResults, before: YearResults | None, results: Results) -> ActionLine:
    at = year.measures.year
    names = distinct_names(results.scenario, results.district)
    merged = [merge for merge in results.plan.merges if merge.year == at]
    again = rebuilt_sites(results.district)
    built = [
        row for school_id, row in year.rows.schools.items()
        if row.action == "build" and not (before and before.rows.schools[school_id].action == "build")
    ]  # fmt: skip
    new = [names.school(row.school_id) for row in built if not is_rebuilt(row.action, row.school_id, again)]
    rebuilt = [names.school(row.school_id) for row in built if is_rebuilt(row.action, row.school_id, again)]
    rooms = year.measures.classrooms_added - (before.measures.classrooms_added if before else 0)
    beds = year.measures.beds_added - (before.measures.beds_added if before else 0)
    spent = year.measures.one_off_yuan - (before.measures.one_off_yuan if before else 0.0)
    moved = sum(receiver.pupils for merge in merged for receiver in merge.receivers)
    adds = [f"教室{rooms:,}间"] if rooms else []
    adds += [f"床位{beds:,}张"] if beds else []
    builds = ([f"新建{_listed(new)}"] if new else []) + ([f"改扩建{_listed(rebuilt)}"] if rebuilt else [])
    return ActionLine(
        year=f"{at}",
        merges=_listed([names.school(merge.school_id) for merge in merged]) if merged else NO_WAY,
        builds="；".join(builds) or NO_WAY,
        adds="、".join(adds) or NO_WAY,
        one_off_wan=wan_text(spent),
        moved=pupils_text(moved) if moved else "0",
    )


def _listed(names: list[str]) -> str:
    more = "等" if len(names) > _NAMED else ""
    return f"{len(names):,}所：{'、'.join(names[:_NAMED])}{more}"


def step_lines(results: Results) -> tuple[StepLine, ...]:
    """Return the steps, with dates counted back from the autumn term of the merges.

    With several planning years, each year's merges go through all steps. Posting for a month is what Hebei asks for
    (reported).
    """
    years = sorted({merge.year for merge in results.plan.merges}) or list(results.planning_years)
    if len(years) == 1:
        this, last = f"{years[0]}年", f"{years[0] - 1}年"
    else:
        this, last = "撤并当年", "撤并前一年"
    bureau, town = "教育行政部门", "乡镇（街道）"
    steps = (
        ("制定", "核实学生、教室、床位和路程，逐校确定去向、交通、食宿安排", f"{bureau}、{town}", f"{last}12月底前"),
        ("论证和风险评估",
         "财政、发展改革、自然资源、住房城乡建设、交通、公安等部门论证，形成社会稳定风险评估报告",
         f"{bureau}牵头，各部门参加", f"{this}2月底前"),
        ("听证和公示",
         "逐校听取家长、师生和村（居）民意见并公示一个月；多数不同意的不得强行撤并", f"{bureau}、{town}、学校",
         f"{this}4月底前"),
        ("报批", "按规定程序报本级人民政府审批，报上级教育行政部门备案", f"{bureau}", f"{this}5月底前"),
        ("先建后撤", "并入学校的教室、床位、食堂建成并验收，车辆和照管人员到位", "住房城乡建设、交通、教育部门",
         f"{this}8月20日前"),
        ("撤并和过渡", "学籍、教师、设备、校产交接，秋季学期学生到新校", f"{bureau}、学校", f"{this}8月31日前"),
        ("跟踪评估", "核对到校、路程、食宿和家长意见，不合要求的及时调整", f"{bureau}、{town}", f"{this}12月底前"),
    )  # fmt: skip
    return tuple(StepLine(step=step, asks=asks, units=units, by=by) for step, asks, units, by in steps)


def english_steps(results: Results) -> tuple[tuple[str, str, str], ...]:
    """Return the steps in English: step, what it asks, by when."""
    years = sorted({merge.year for merge in results.plan.merges}) or list(results.planning_years)
    this, last = (f"{years[0]}", f"{years[0] - 1}") if len(years) == 1 else ("the year of the merge", "the year before")
    return (
        ("Prepare", "check pupils, rooms, beds and ways; school by school where pupils go, buses, meals",
         f"December, {last}"),
        ("Assess", "departments weigh the plan; report on risks to social stability", f"February, {this}"),
        ("Hear and post", "hear parents, teachers and villagers; post for a month; no merge against most of them",
         f"April, {this}"),
        ("Submit", "approval by the district's government", f"May, {this}"),
        ("Build first", "classrooms, beds, canteens of receiving schools finished and accepted", f"20 August, {this}"),
        ("Merge", "records, teachers, equipment handed over; autumn term at the new school", f"31 August, {this}"),
        ("Follow up", "arrivals, ways, meals, what parents say; mend what does not fit", f"December, {this}"),
    )  # fmt: skip
