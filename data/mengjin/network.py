"""Which schools stand where: real names where the document has them, the rest named after their village and made up."""

from dataclasses import dataclass, replace

import numpy as np

from data.mengjin.places import TOWNS, Floats, Village, to_km
from data.mengjin.projects import POINTS, YUAN_PER_SEAT

PRIMARY_COUNT = {
    "西霞院街道": 2, "康乐街道": 2, "吉利街道": 2, "河阳街道": 2, "城关镇": 8, "会盟镇": 5, "平乐镇": 6, "送庄镇": 4,
    "白鹤镇": 6, "朝阳镇": 5, "小浪底镇": 5, "麻屯镇": 5, "横水镇": 4, "常袋镇": 4,
}  # fmt: skip
JUNIOR_COUNT = {"城关镇": 4, "会盟镇": 2, "平乐镇": 2, "白鹤镇": 2, "朝阳镇": 2, "麻屯镇": 2}
"""Junior schools of a town; one where it is not named."""
POINT_COUNT = {
    "西霞院街道": 3, "康乐街道": 2, "吉利街道": 2, "河阳街道": 2, "城关镇": 6, "会盟镇": 6, "平乐镇": 5, "送庄镇": 5,
    "白鹤镇": 8, "朝阳镇": 5, "小浪底镇": 9, "麻屯镇": 4, "横水镇": 6, "常袋镇": 7,
}  # fmt: skip
NAMED_PRIMARIES = {
    "城关镇": {"第二实验小学": "会盟社区", "孟庄小学": "孟庄社区"},
    "会盟镇": {"小寨小学": "小寨村"},
    "平乐镇": {"张盘小学": "张盘村"},
    "送庄镇": {"护庄小学": "护庄村"},
    "麻屯镇": {"霍村小学": "金溪湖社区霍村"},
}
"""Primaries the document names, and the village each is named after (第二实验小学: a made-up place in the seat)."""
MORE_JUNIORS = {"城关镇": {"长华初中": "长华社区", "城东初中": "城东社区"}}
"""Made-up junior schools in the built-up seat, beside 城关初中."""
POINT_GRADES = ("1-3",) * 4 + ("1-6",)
"""Grades of the points, in turn: four of five teach 1 to 3."""
MODULE_ROOMS = {"primary": 6, "junior": 3}
"""A module of growth is one more class in every grade."""


@dataclass(frozen=True, kw_only=True)
class School:
    """One school or site. `row` is the village it stands in; rooms and beds are 0 until they are sized."""

    name: str
    town: str
    row: int
    km: tuple[float, float]
    kind: str
    grades: str
    state: str = "existing"
    classrooms: int = 0
    classrooms_max: int = 0
    beds: int = 0
    beds_max: int = 0
    build_yuan: int | None = None

    @property
    def stage(self) -> str:
        """Primary or junior."""
        return "junior" if self.kind == "junior" else "primary"


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """Villages with their positions in kilometres, shape (village, 2), and people, shape (village)."""

    villages: list[Village]
    positions: Floats
    people: Floats


@dataclass(frozen=True, kw_only=True)
class Site:
    """A candidate: `offset` in kilometres from the seat; `build_yuan` by the document's yuan a seat where not given."""

    name: str
    town: str
    stage: str
    offset: tuple[float, float]
    rooms: int
    beds: int = 0
    build_yuan: int | None = None


SITES = (
    Site(name="永和路小学", town="城关镇", stage="primary", offset=(0.9, -1.2), rooms=36),
    Site(name="麻屯镇第三中心小学", town="麻屯镇", stage="primary", offset=(0.7, -0.8), rooms=36),
    Site(name="城关镇中心小学", town="城关镇", stage="primary", offset=(-0.5, -0.9), rooms=24, beds=300,
         build_yuan=24_000_000),
    Site(name="兴华路中学", town="城关镇", stage="junior", offset=(1.3, -0.3), rooms=18),
    Site(name="中心城区新小学（选址未定）", town="城关镇", stage="primary", offset=(-1.1, 0.6), rooms=24),
    Site(name="中心城区新初中（选址未定）", town="城关镇", stage="junior", offset=(-1.3, -0.3), rooms=18),
)  # fmt: skip
CLASS_SIZE = {"primary": 45, "junior": 50}


def short(town: str) -> str:
    """Return the town's bare name.

    >>> short("平乐镇"), short("吉利街道")
    ('平乐', '吉利')
    """
    return town.removesuffix("街道").removesuffix("镇")


def found_schools(villages: list[Village], positions: Floats, people: Floats, rng: np.random.Generator) -> list[School]:
    """Return primaries, junior schools, teaching points and candidate sites, in this order, unsized."""
    rows_of = {town.name: [row for row, v in enumerate(villages) if v.town == town.name] for town in TOWNS}
    ground = Ground(villages=villages, positions=positions, people=people)
    primaries = [school for town, rows in rows_of.items() for school in _primaries(town, rows, ground)]
    juniors = [school for town, rows in rows_of.items() for school in _juniors(town, rows, ground)]
    taken = {school.row for school in primaries}
    points = [school for town, rows in rows_of.items() for school in _points(town, rows, taken, ground)]
    if len(points) != POINTS:
        msg = f"{len(points)} teaching points, {POINTS} wanted"
        raise ValueError(msg)
    points = [replace(point, grades=POINT_GRADES[n % len(POINT_GRADES)]) for n, point in enumerate(points)]
    return [*_beside_villages([*primaries, *juniors, *points], positions, rng), *candidates(rows_of)]


def candidates(rows_of: dict[str, list[int]]) -> list[School]:
    """Return the sites the document decided on or proposes; their places, in their towns' seats, are made up.

    Rooms are the document's seats over its class sizes; 兴华路中学 and the two unsited schools are sized by us.
    """
    seats = {town.name: to_km(np.array([town.seat]))[0] for town in TOWNS}
    return [
        School(
            name=site.name,
            town=site.town,
            row=rows_of[site.town][0],
            km=(float(seats[site.town][0] + site.offset[0]), float(seats[site.town][1] + site.offset[1])),
            kind=site.stage,
            grades="7-9" if site.stage == "junior" else "1-6",
            state="candidate",
            classrooms=site.rooms,
            classrooms_max=site.rooms,
            beds=site.beds,
            beds_max=site.beds,
            build_yuan=site.build_yuan or site.rooms * CLASS_SIZE[site.stage] * YUAN_PER_SEAT,
        )
        for site in SITES
    ]


def _primaries(town: str, rows: list[int], ground: Ground) -> list[School]:
    """Return the central primary (城关's is a candidate), the named ones, and others where many live far from these."""
    named = NAMED_PRIMARIES.get(town, {})
    by_village = {ground.villages[row].name: row for row in rows}
    seat = {} if town == "城关镇" else {f"{short(town)}中心小学": rows[0]}
    chosen = {**seat, **{name: by_village[village] for name, village in named.items()}}
    more = PRIMARY_COUNT[town] - len(chosen)
    for number, row in enumerate(_farthest_first(rows, more, list(chosen.values()), ground)):
        name = "朝阳三小" if town == "朝阳镇" and number == 0 else f"{_base(ground.villages[row])}小学"
        chosen[name] = row
    return [_blank(name, town, row, "primary") for name, row in chosen.items()]


def _juniors(town: str, rows: list[int], ground: Ground) -> list[School]:
    """Return the town's junior school at its seat, and others where many live far from it."""
    by_village = {ground.villages[row].name: row for row in rows}
    more = {name: by_village[village] for name, village in MORE_JUNIORS.get(town, {}).items()}
    chosen = {f"{short(town)}初中": rows[0], **more}
    left = JUNIOR_COUNT.get(town, 1) - len(chosen)
    for row in _farthest_first(rows, left, list(chosen.values()), ground):
        chosen[f"{_base(ground.villages[row])}初中"] = row
    return [_blank(name, town, row, "junior") for name, row in chosen.items()]


def _points(town: str, rows: list[int], taken: set[int], ground: Ground) -> list[School]:
    """Return teaching points in the larger villages far from any primary."""
    rural = [row for row in rows if row not in taken and not ground.villages[row].urban]
    far = _farthest_first(rural, POINT_COUNT[town], sorted(taken), ground)
    return [_blank(f"{_base(ground.villages[row])}教学点", town, row, "teaching_point") for row in sorted(far)]


def _blank(name: str, town: str, row: int, kind: str) -> School:
    return School(name=name, town=town, row=row, km=(0.0, 0.0), kind=kind, grades="7-9" if kind == "junior" else "1-6")


def _farthest_first(rows: list[int], count: int, heads: list[int], ground: Ground) -> list[int]:
    """Choose rows one by one, each time where root people times distance to the nearest school is greatest."""
    chosen: list[int] = []
    for _ in range(count):
        near = ground.positions[[*heads, *chosen] or rows[:1]]
        free = [row for row in rows if row not in chosen and row not in heads]
        gaps = {row: float(np.linalg.norm(near - ground.positions[row], axis=1).min()) for row in free}
        chosen.append(max(free, key=lambda row: gaps[row] * float(np.sqrt(ground.people[row]))))
    return chosen


def _base(village: Village) -> str:
    """Return the village's bare name, as schools carry it; a name of one character keeps its 村."""
    bare = village.name.removesuffix("社区") if village.community else village.name.removesuffix("村")
    return bare if len(bare) > 1 else village.name


def _beside_villages(schools: list[School], positions: Floats, rng: np.random.Generator) -> list[School]:
    """Set each school 100 to 300 metres from the middle of its village."""
    angles = rng.uniform(0, 2 * np.pi, len(schools))
    away = rng.uniform(0.10, 0.30, len(schools))
    steps = np.stack([np.cos(angles) * away, np.sin(angles) * away], axis=1)
    return [
        replace(school, km=(float(spot[0]), float(spot[1])))
        for school, spot in zip(schools, positions[[school.row for school in schools]] + steps, strict=True)
    ]
