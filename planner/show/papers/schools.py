"""What is said of each merged school: in the plan's annex, and to its parents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from planner.decide.boarding import journey_yuan
from planner.decide.explain.reasons import SchoolReason
from planner.decide.ledger.rebuilt import rebuilt_sites
from planner.decide.moves import COLUMNS, NOWHERE
from planner.decide.people.kindergartens import AttachedClasses
from planner.decide.results import Results
from planner.plan import MergeRow, Plan, Receiver, SchoolRow
from planner.reading.scenario import Scenario
from planner.reading.tables import grade_run
from planner.show.papers.wording import NO_WAY, classes_text, distinct_names, people, share_out
from planner.show.words.common import KINDS, MODES, action_word, clean, grade_range
from planner.show.words.kindergartens import attached_text
from planner.show.words.merges import pupils_lacking, site_text, ways_text
from planner.show.words.numbers import kilometres_text, minutes_text, pupils_text, yuan_text
from planner.show.words.reason_names import Names
from planner.show.words.reasons import passed_word, red_line_sentence, rule_sentence, verdict_sentence

_NO_MOVES = pd.DataFrame(columns=list(COLUMNS))


@dataclass(frozen=True, kw_only=True)
class HomeLine:
    """Pupils of one home and grade band, and their way to the receiving school. Minutes and kilometres are one way."""

    home: str
    band: str
    pupils: str
    before: str
    """How they go today: 步行8分钟; a dash where it was not worked out."""
    school: str
    """The receiving school, or 没有学位."""
    mode: str
    minutes: str
    kilometres: str


@dataclass(frozen=True, kw_only=True)
class ReceiverLine:
    """A receiving school in the year of the merge."""

    name: str
    town: str
    pupils: str
    """Pupils who come from the merged school."""
    way: str
    """How they come, minutes one way: 步行8–12分钟、乘车20分钟."""
    classes: str
    """Its classes in the grades that come, and the pupils of the largest."""
    seats: str
    """All its pupils and classes, boarders and beds."""
    added: str
    """What must be there before the merge: rooms, beds, or the whole school; empty where nothing is added."""
    one_off: str
    """What that costs, once, for all pupils who come there; empty where nothing is added."""


@dataclass(frozen=True, kw_only=True)
class RedLineLine:
    """One condition under which a merge must not be forced."""

    said: str
    passed: str
    """符合, 不符合 or 待填写."""
    is_crossed: bool
    """Whether the merge is known not to meet it."""


@dataclass(frozen=True, kw_only=True)
class SchoolPaper:
    """One merged school."""

    number: int
    """Its place in the list of merged schools, from 1."""
    school_id: str
    name: str
    town: str
    kind: str
    grades: str
    """The grades it may teach: 一至三年级."""
    year: int
    """The planning year by which it is merged."""
    pupils: str
    """Pupils of that year whom the merge touches."""
    into: str
    """Receiving schools with pupils: 送庄小学23人、朱寨小学12人; then what the site continues as, where it does."""
    ways: str
    """How all of them go, minutes one way."""
    receivers: tuple[ReceiverLine, ...]
    homes: tuple[HomeLine, ...]
    has_before: bool
    """Whether the ways of today were worked out for any home."""
    build_first: str
    """What is added at receiving schools, in one sentence; empty where nothing is."""
    costs: tuple[str, ...]
    """What the merge saves and costs the public, at the scenario's prices."""
    opposite: str
    """What keeping it would cost, and how far that is proven; empty where it was not asked for."""
    rules: tuple[str, ...]
    """Rules that decide."""
    red_lines: tuple[RedLineLine, ...]
    nursery: str
    """Where its kindergarten classes go on; empty where it has none, or no table tells of such."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Ground:
    """What every school's paper is made from."""

    plan: Plan
    scenario: Scenario
    names: Names
    schools: Mapping[str, Mapping[str, object]]
    rows: Mapping[tuple[str, int], SchoolRow]
    moves: Mapping[str, pd.DataFrame]
    fixed_yuan: Mapping[str, float]
    continues: Mapping[str, tuple[int, str]]
    """From which year a merged school's site is another's, and whose."""
    one_off_yuan: Mapping[tuple[str, int], float]
    """Spent at a school up to a year."""
    reasons: Mapping[str, SchoolReason]
    nursery: Mapping[str, AttachedClasses]
    """Kindergarten classes of merged schools."""
    rebuilt: frozenset[str]
    """Sites whose building documents call rebuilding."""


def school_papers(results: Results, reasons: Sequence[SchoolReason] = ()) -> tuple[SchoolPaper, ...]:
    """Return a paper for each merged school, in the plan's order.

    `reasons` adds to the schools it names what the opposite would cost, the rules that decide and the red lines; the
    reason of another year than the merge's is left out.
    """
    plan, scenario, district = results.plan, results.scenario, results.district
    merged = {merge.school_id: merge.year for merge in plan.merges}
    ground = _Ground(
        plan=plan,
        scenario=scenario,
        names=distinct_names(scenario, district),
        schools={str(row["school_id"]): row for row in _records(district.schools)},
        rows={(row.school_id, row.year): row for row in plan.schools},
        moves={str(school_id): mine for school_id, mine in results.moves.groupby("school_id")},
        fixed_yuan=dict(zip(district.schools["school_id"], results.sites.fixed_yuan, strict=True)),
        continues=results.continues,
        one_off_yuan={
            (str(school_id), year): float(yuan)
            for year in sorted({*merged.values(), *(year for year, _ in results.continues.values())})
            for school_id, yuan in results.by_year[year].rows.one_off.sum(axis=1).items()
        },
        reasons={reason.school_id: reason for reason in reasons if merged.get(reason.school_id) == reason.year},
        nursery={each.school_id: each for each in results.people.kindergartens.attached},
        rebuilt=rebuilt_sites(district),
    )
    return tuple(_school_paper(number, merge, ground) for number, merge in enumerate(plan.merges, 1))


def _school_paper(number: int, merge: MergeRow, ground: _Ground) -> SchoolPaper:
    known = ground.schools[merge.school_id]
    mine = ground.moves.get(merge.school_id, _NO_MOVES)
    homes = _homes(merge, mine, ground)
    lacking = pupils_lacking(merge, mine)
    receivers = tuple(_receiver(receiver.school_id, merge, mine, ground) for receiver in _taken(merge))
    reason = ground.reasons.get(merge.school_id)
    site = _site_text(merge, ground)
    into = [f"{line.name}{line.pupils}人" for line in receivers] + ([f"没有学位{people(lacking)}人"] if lacking else [])
    return SchoolPaper(
        number=number,
        school_id=clean(merge.school_id),
        name=ground.names.school(merge.school_id),
        town=clean(str(known["town"])),
        kind=KINDS.get(str(known["kind"]), clean(str(known["kind"]))),
        grades=grades_text(str(known["grades"])),
        year=merge.year,
        pupils=pupils_text(sum(receiver.pupils for receiver in _taken(merge)) + lacking),
        into="；".join(filter(None, ["、".join(into) or "没有需要安排的学生", site])),
        ways=ways_text(mine) or NO_WAY,
        receivers=receivers,
        homes=homes,
        has_before=any(home.before != NO_WAY for home in homes),
        build_first="；".join(f"{line.name}{line.added}" for line in receivers if line.added),
        costs=(*_site_costs(merge, ground), *_costs(merge, mine, ground), *_one_off_costs(receivers)),
        opposite="" if reason is None else verdict_sentence(reason, ground.names, "zh"),
        rules=() if reason is None else tuple(rule_sentence(rule, ground.names, "zh") for rule in reason.rules),
        red_lines=() if reason is None else _red_lines(reason, ground.names),
        nursery=_nursery_text(merge.school_id, ground),
    )


def _nursery_text(school_id: str, ground: _Ground) -> str:
    attached = ground.nursery.get(school_id)
    return "" if attached is None else attached_text(attached, ground.names).zh


def _site_text(merge: MergeRow, ground: _Ground) -> str:
    """Say what the school's site continues as; empty where it does not."""
    year, other = ground.continues.get(merge.school_id, (merge.year, ""))
    if not other:
        return ""
    return site_text(merge, year, ground.names.school(other))


def _site_costs(merge: MergeRow, ground: _Ground) -> tuple[str, ...]:
    if merge.school_id not in ground.continues:
        return ()
    year, other = ground.continues[merge.school_id]
    return (f"{_site_text(merge, ground)}，一次性投入{yuan_text(ground.one_off_yuan[other, year])}",)


def grades_text(grades: str) -> str:
    """Name a run of grades.

    >>> grades_text("1-3"), grades_text("K1-K3")
    ('一至三年级', '小班至大班')
    """
    return grade_range(grade_run(grades))


def _taken(merge: MergeRow) -> list[Receiver]:
    """Return the receivers that take anybody, most pupils first."""
    return sorted((r for r in merge.receivers if r.pupils > 0), key=lambda r: (-r.pupils, r.school_id))


def _homes(merge: MergeRow, mine: pd.DataFrame, ground: _Ground) -> tuple[HomeLine, ...]:
    """Return homes by receiver, band and name; the pupils of a receiver's homes add up to the receiver's own."""
    totals = {receiver.school_id: float(receiver.pupils) for receiver in merge.receivers}
    totals[NOWHERE] = pupils_lacking(merge, mine)
    order = {receiver.school_id: place for place, receiver in enumerate(_taken(merge))}
    bands = list(ground.scenario.grade_bands)
    lines = []
    for school_id in sorted(set(mine["receiver_id"]), key=lambda found: order.get(found, len(order))):
        here = [row for row in _records(mine) if row["receiver_id"] == school_id]
        shown = share_out([float(str(row["pupils"])) for row in here], totals.get(school_id, 0.0))
        pairs = sorted(
            zip(here, shown, strict=True),
            key=lambda pair: (bands.index(str(pair[0]["grade_band"])), str(pair[0]["settlement_id"])),
        )
        lines += [_home(row, pupils, merge, ground) for row, pupils in pairs]
    return tuple(lines)


def _home(row: Mapping[str, object], pupils: float, merge: MergeRow, ground: _Ground) -> HomeLine:
    school_id, mode = str(row["receiver_id"]), str(row["mode"])
    seated = school_id != NOWHERE
    return HomeLine(
        home=ground.names.settlement(str(row["settlement_id"])),
        band=ground.names.band(str(row["grade_band"]), "zh"),
        pupils=people(pupils),
        before=_before(row, ground.reasons.get(merge.school_id)),
        school=ground.names.school(school_id) if seated else "没有学位",
        mode=next((word for name, word in MODES.items() if name == mode), NO_WAY),
        minutes=minutes_text(float(str(row["minutes"]))) if seated else NO_WAY,
        kilometres=kilometres_text(float(str(row["kilometres"]))),
    )


def _before(row: Mapping[str, object], reason: SchoolReason | None) -> str:
    """Say how a home's band goes to the merged school today, as far as the reason tells."""
    for journey in () if reason is None else reason.journeys:
        here = (journey.settlement_id, journey.grade_band) == (row["settlement_id"], row["grade_band"])
        if here and journey.minutes_before is not None and journey.mode_before is not None:
            return f"{MODES[journey.mode_before]}{minutes_text(journey.minutes_before)}分钟"
    return NO_WAY


def _receiver(school_id: str, merge: MergeRow, mine: pd.DataFrame, ground: _Ground) -> ReceiverLine:
    row, known = ground.rows[school_id, merge.year], ground.schools[school_id]
    coming = mine[mine["receiver_id"] == school_id]
    there = set(coming["grade_band"])
    grades = [grade for name, band in ground.scenario.grade_bands.items() if name in there for grade in band.grades]
    pupils = sum(receiver.pupils for receiver in merge.receivers if receiver.school_id == school_id)
    added = added_text(row, ground.rebuilt)
    return ReceiverLine(
        name=ground.names.school(school_id),
        town=clean(str(known["town"])),
        pupils=pupils_text(pupils),
        way=ways_text(coming) or NO_WAY,
        classes=classes_text(row, ground.scenario, grades) or "教学班未测算",
        seats=_seats_text(row, known),
        added=added,
        one_off=yuan_text(ground.one_off_yuan[school_id, merge.year]) if added else "",
    )


def _seats_text(row: SchoolRow, known: Mapping[str, object]) -> str:
    """Say how full a school is in the plan."""
    rooms = int(float(str(known["classrooms"]))) + row.classrooms_added
    beds = int(float(str(known["beds"]))) + row.beds_added
    classes = f"、{sum(row.classes.values()):,}个教学班" if row.classes else ""
    said = f"{pupils_text(sum(row.pupils.values()))}人{classes}，教室{rooms:,}间"
    return f"{said}；寄宿{pupils_text(row.boarders)}人，床位{beds:,}张" if beds or row.boarders else said


def added_text(row: SchoolRow, rebuilt: frozenset[str] = frozenset()) -> str:
    """Say what the plan adds at a school: 新建、增建教室2间、增加床位30张; `rebuilt`: sites that are not called new."""
    parts = [action_word(row.action, row.school_id, rebuilt)] if row.action == "build" else []
    if row.classrooms_added:
        parts.append(f"增建教室{row.classrooms_added:,}间")
    if row.beds_added:
        parts.append(f"增加床位{row.beds_added:,}张")
    return "、".join(parts)


def _costs(merge: MergeRow, mine: pd.DataFrame, ground: _Ground) -> tuple[str, ...]:
    """Say the fixed cost that ends, and what the ways and boarding of these pupils cost at the scenario's prices."""
    prices = ground.scenario.prices
    said = [f"每年不再支出该校固定运行费用{yuan_text(ground.fixed_yuan[merge.school_id])}"]
    day, boarding = mine[mine["mode"].isin(["walk", "ride"])], mine[mine["mode"] == "board"]
    minutes = float((day["pupils"] * day["minutes"]).sum()) * prices.travel_yuan_per_pupil_minute
    riders = day[day["mode"] == "ride"]
    kilometres = (
        float((riders["pupils"] * riders["kilometres"].fillna(0.0)).sum()) * prices.ride_yuan_per_pupil_kilometre
    )
    if len(day):
        riding = f"（其中乘车里程{yuan_text(kilometres)}）" if kilometres else ""
        priced = f"按规划单价每年折合{yuan_text(minutes + kilometres)}"
        said.append(f"走读学生到并入学校的路上时间{'和乘车里程' if riding else ''}，{priced}{riding}")
    if len(boarding):
        board = float(boarding["pupils"].sum()) * prices.boarding_yuan_per_pupil
        ways = sum(
            float(pupils) * journey_yuan(float(minutes), float(kilometres), prices)
            for pupils, minutes, kilometres in boarding[["pupils", "minutes", "kilometres"]].itertuples(index=False)
        )
        trips = f"每周往返{prices.board_trips_per_week:g}次的路程"
        said.append(f"寄宿学生的宿舍、管理和伙食，按规划单价每年{yuan_text(board)}；{trips}，折合{yuan_text(ways)}")
    return tuple(said)


def _one_off_costs(receivers: Sequence[ReceiverLine]) -> tuple[str, ...]:
    return tuple(
        f"{line.name}{line.added}，一次性投入{line.one_off}（供全部来校学生使用）" for line in receivers if line.added
    )


def _red_lines(reason: SchoolReason, names: Names) -> tuple[RedLineLine, ...]:
    return tuple(
        RedLineLine(
            said=red_line_sentence(line, names, "zh"), passed=passed_word(line, "zh"), is_crossed=line.passed is False
        )
        for line in reason.red_lines
    )


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
