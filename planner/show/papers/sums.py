"""What a plan comes to, as tables of a paper: years, seats and beds, seats lacking, costs, journeys."""

from dataclasses import dataclass

from planner.decide.hearing_figures import HEARING, hearing_figures
from planner.decide.ledger.rebuilt import rebuilt_sites
from planner.decide.measures import PupilMeasures, room_size
from planner.decide.results import Results, YearResults
from planner.plan import SchoolRow
from planner.reading.scenario import GradeBand
from planner.show.papers.wording import NO_WAY
from planner.show.words.boarding import boarding_cost_text
from planner.show.words.common import ACTIONS, MODES, STAGES, action_word, band_name, clean
from planner.show.words.hearing import FIGURES, figure_text
from planner.show.words.numbers import mean_text, minutes_text, pupils_text, wan_text, yuan_text
from planner.show.words.optional_terms import group_lines, optional_lines
from planner.show.words.outlook import year_name


@dataclass(frozen=True, kw_only=True)
class YearLine:
    """One planning year; what is merged, added or spent is the running total."""

    year: str
    pupils: str
    merged: str
    open_schools: str
    classrooms: str
    beds: str
    one_off_wan: str
    shortfall: str
    mean_minutes: str
    """Mean one-way minutes of day pupils."""


@dataclass(frozen=True, kw_only=True)
class SeatLine:
    """What is added at one school in one planning year, beyond what was added before. The last line is the sum."""

    year: str
    school: str
    town: str
    action: str
    classrooms: str
    seats: str
    """Classrooms added times class size, a built school's first rooms too; a dash where a class has none."""
    beds: str
    one_off_wan: str


@dataclass(frozen=True, kw_only=True)
class ShortLine:
    """Pupils of a town without a seat in one planning year."""

    year: str
    town: str
    pupils: str
    no_room: str
    no_reach: str
    too_dear: str
    kept_out: str
    """Whom some one rule alone keeps from a seat."""


@dataclass(frozen=True, kw_only=True)
class StageLine:
    """Classes of a stage in one planning year."""

    year: str
    stage: str
    pupils: str
    classes: str
    mean: str
    """Mean pupils in a class."""
    most: str
    """The class size that is kept."""


@dataclass(frozen=True, kw_only=True)
class CostLine:
    """A term of the cost, in 10,000 yuan."""

    term: str
    yearly_wan: str
    """A year; the mean over the planning years."""
    total_wan: str
    """All planning years."""
    said: str


@dataclass(frozen=True, kw_only=True)
class BandLine:
    """Journeys of one grade band in one planning year, minutes one way. The last line of a year is its sum."""

    year: str
    band: str
    placed: str
    walk: str
    ride: str
    board: str
    mean: str
    p90: str
    worst: str
    board_worst: str
    limit: str


@dataclass(frozen=True, kw_only=True)
class HearingLine:
    """What a hearing asks first, one figure; where there are several years, all of them."""

    figure: str
    value: str


def hearing_lines(results: Results) -> tuple[HearingLine, ...]:
    """Return a line for each figure."""
    told = {year: hearing_figures(shown.hearing) for year, shown in results.by_year.items()}
    alone = len(told) == 1
    return tuple(
        HearingLine(
            figure=FIGURES[name].zh,
            value="；".join(
                f"{'' if alone else f'{year}年 '}{figure_text(name, found[name])}" for year, found in told.items()
            ),
        )
        for name in HEARING
    )


def year_lines(results: Results) -> tuple[YearLine, ...]:
    """Return a line for each planning year."""
    return tuple(
        YearLine(
            year=year_name(year.year, results),
            pupils=pupils_text(year.wanted),
            merged=f"{year.merged:,}",
            open_schools=f"{year.open_schools:,}",
            classrooms=f"{year.classrooms_added:,}",
            beds=f"{year.beds_added:,}",
            one_off_wan=wan_text(year.one_off_yuan),
            shortfall=pupils_text(year.shortfall),
            mean_minutes=mean_text(year.day.mean),
        )
        for year in results.measures
    )


def seat_lines(results: Results) -> tuple[SeatLine, ...]:
    """Return what is added, school by school, in the year it is first there; empty where nothing is."""
    years = list(results.by_year.values())
    pairs = zip(years, [None, *years], strict=False)
    added = [line for year, before in pairs for line in _added_in(year, before, results)]
    if not added:
        return ()
    sums = (
        sum(line.classrooms for line in added),
        sum(line.beds for line in added),
        sum(line.one_off_yuan for line in added),
    )
    sizes = [line.seats for line in added]
    seats = None if None in sizes else sum(size for size in sizes if size is not None)
    total = _Added(year="合计", school="", town="", action="", classrooms=sums[0], seats=seats, beds=sums[1],
                   one_off_yuan=sums[2])  # fmt: skip
    return tuple(_seat_line(line) for line in (*added, total))


@dataclass(frozen=True, kw_only=True)
class _Added:
    """What is added at a school in a year, in numbers."""

    year: str
    school: str
    town: str
    action: str
    classrooms: int
    seats: int | None
    beds: int
    one_off_yuan: float


def _added_in(year: YearResults, before: YearResults | None, results: Results) -> list[_Added]:
    """Return what a year has more than the year before it."""
    spent = year.rows.one_off.sum(axis=1)
    spent_before = spent * 0.0 if before is None else before.rows.one_off.sum(axis=1)
    lines, changed, again = [], set(year.rows.continues.values()), rebuilt_sites(results.district)
    for known in results.district.schools.to_dict("records"):
        school_id = str(known["school_id"])
        row = year.rows.schools.get(school_id)
        was = None if before is None else before.rows.schools.get(school_id)
        if row is None:
            continue
        rooms = row.classrooms_added - (was.classrooms_added if was else 0)
        beds = row.beds_added - (was.beds_added if was else 0)
        is_new = row.action == "build" and not (was and was.action == "build")
        rooms += int(known["classrooms"]) if is_new else 0
        done = None if not is_new else "改办" if school_id in changed else action_word("build", school_id, again)
        if rooms or beds or is_new:
            size = room_size(str(known["grades"]), results.scenario)
            lines.append(_Added(
                year=str(year.rows.year), school=clean(str(known["name"])), town=clean(str(known["town"])),
                action=_action_text(row, done=done), classrooms=rooms,
                seats=None if size is None and rooms else rooms * (size or 0), beds=beds,
                one_off_yuan=float(spent[school_id] - spent_before[school_id]),
            ))  # fmt: skip
    return lines


def _action_text(row: SchoolRow, *, done: str | None) -> str:
    """Say what is done with a school; `done` is how one that is new came to be: built, rebuilt, or converted."""
    return done or (ACTIONS["expand"] if row.action == "build" else ACTIONS[row.action])


def _seat_line(added: _Added) -> SeatLine:
    return SeatLine(
        year=added.year,
        school=added.school,
        town=added.town,
        action=added.action,
        classrooms=f"{added.classrooms:,}",
        seats=NO_WAY if added.seats is None else f"{added.seats:,}",
        beds=f"{added.beds:,}",
        one_off_wan=wan_text(added.one_off_yuan),
    )


def short_lines(results: Results) -> tuple[ShortLine, ...]:
    """Return the towns whose pupils lack seats, year by year; empty where nobody does."""
    return tuple(
        ShortLine(
            year=str(year.year),
            town=clean(town.town),
            pupils=pupils_text(town.shortfall),
            no_room=pupils_text(town.no_room),
            no_reach=pupils_text(town.no_reach),
            too_dear=pupils_text(town.too_dear),
            kept_out=pupils_text(town.kept_out),
        )
        for year in results.measures
        for town in year.towns
        if town.shortfall > 0
    )


def stage_lines(results: Results) -> tuple[StageLine, ...]:
    """Return classes by stage and year; stages without classes are left out."""
    sizes = results.scenario.rules.class_size
    return tuple(
        StageLine(
            year=str(year.year),
            stage=STAGES[stage.stage],
            pupils=pupils_text(stage.pupils),
            classes=f"{stage.classes:,}",
            mean=mean_text(stage.pupils_per_class),
            most=str(getattr(sizes, stage.stage)),
        )
        for year in results.measures
        for stage in year.stages
        if stage.classes and sizes is not None
    )


def cost_lines(results: Results) -> tuple[CostLine, ...]:
    """Return the cost by term; its sum; and, where pupils lack seats, their price and the total that was minimised."""
    costs, years = results.plan.objective, results.n_years
    price = yuan_text(results.seat_price_yuan)
    terms = [
        ("学校运行", costs.school, "开办学校的年固定费用"),
        ("教学班", costs.class_, "教学班数×每班年费用，主要是教师"),
        ("建设折算", costs.capital, "一次性投入按年折算"),
        ("走读交通", costs.travel, "路上时间折算，乘车另加里程"),
        ("寄宿", costs.boarding, boarding_cost_text(results).zh),
        *optional_lines(results),
        ("各项合计", costs.cost, "以上各项之和，不全是支出"),
        *group_lines(results),
    ]
    if results.plan.shortfall:
        terms.append(("学位缺口计价", costs.penalty, f"每人每年按{price}计，不是实际支出"))
        terms.append(("总计", costs.total, "测算时使其最小的数"))
    return tuple(
        CostLine(term=term, yearly_wan=wan_text(yuan / years), total_wan=wan_text(yuan), said=said)
        for term, yuan, said in terms
    )


def band_lines(results: Results) -> tuple[BandLine, ...]:
    """Return journeys by grade band and year, each year with its sum."""
    scenario = results.scenario
    lines = []
    for year in results.measures:
        lines += [
            _band_line(year.year, band_name(band.band, scenario), band, _limits_text(scenario.grade_bands[band.band]))
            for band in year.bands
        ]
        lines.append(_band_line(year.year, "合计", year, NO_WAY))
    return tuple(lines)


def _band_line(year: int, name: str, found: PupilMeasures, limit: str) -> BandLine:
    walk, ride, board = (pupils_text(found.by_mode[mode]) for mode in MODES)
    return BandLine(
        year=str(year), band=name, placed=pupils_text(found.placed), walk=walk, ride=ride, board=board,
        mean=mean_text(found.day.mean), p90=minutes_text(found.day.p90), worst=minutes_text(found.day.worst),
        board_worst=minutes_text(found.boarders.worst), limit=limit,
    )  # fmt: skip


def _limits_text(band: GradeBand) -> str:
    """Print a band's limits: 步行30 乘车30 寄宿90."""
    limits = [(MODES["walk"], band.max_walk_minutes), (MODES["ride"], band.max_ride_minutes)]
    if band.boarding:
        limits.append((MODES["board"], band.max_board_minutes))
    said = [
        f"{word}不限" if limit == float("inf") else f"{word}{limit:g}" for word, limit in limits if limit is not None
    ]
    return "、".join(said) or NO_WAY
