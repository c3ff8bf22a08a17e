"""The city's 86 projects by 2026: shared out among the counties by us, for the document gives sums alone.

孟津区's part are the 24 projects and 5,540 seats of its own document. The other counties' 62 have 214 rooms of 45 and
237 of 50 seats, 21,480 in all: with 孟津区's they come to the document's about 27,000, some 15,000 of them primary.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from data.making.ledger import Project
from data.making.luoyang_schools import Ground, built_up
from data.making.schools import School, school
from data.making.sharing import Floats, share_out
from data.making.siting import farthest_first

DOCUMENT = "洛政办〔2025〕17号"
SHARED = "市文件只给出全市数，县区、项目和学位的分解为合成"
SCHOOLS, BOARDING, BEDS = 86, 52, 10_000
OF_MENGJIN = {"schools": 24, "seats": 5_540}
COUNTS = {
    "laocheng": 3, "xigong": 3, "chanhe": 3, "jianxi": 5, "luolong": 7, "yibin": 4, "yanshi": 5, "xinan": 5,
    "luanchuan": 4, "songxian": 5, "ruyang": 4, "yiyang": 5, "luoning": 4, "yichuan": 5,
}  # fmt: skip
"""Projects of a county: with 孟津区's 24 they are 86."""
ROOMS = {"primary": 214, "junior": 237}
NEW_ROOMS = {"primary": 18, "junior": 18}
"""Rooms of a new school; each county has one, in turn a primary and a junior one."""
DORMITORIES = frozenset(("xinan", "yanshi", "yiyang", "yichuan", "luoning", "ruyang"))
"""Counties whose enlarged primary schools, in country towns, get a dormitory: with them 52 of the 86 schools board."""
FIRST_BEDS = 60
NEW_BEDS = 300
"""Beds of a new junior school in a county's seat: boarding junior schools are to move there."""
CLASS_SIZE = {"primary": 45, "junior": 50}
YUAN_PER_SEAT = 59_025
"""Of 孟发〔2023〕13号."""
_STAGES = ("primary", "junior")


def rooms_of(keys: Sequence[str]) -> dict[str, dict[str, tuple[int, ...]]]:
    """Return the rooms of each county's projects by stage: the new school's first, then those of extensions."""
    places = [
        (key, _STAGES[(turn + place) % 2], place == 0) for turn, key in enumerate(keys) for place in range(COUNTS[key])
    ]
    found: dict[str, dict[str, list[int]]] = {key: {stage: [] for stage in _STAGES} for key in keys}
    for stage in _STAGES:
        own = [(key, is_new) for key, each, is_new in places if each == stage]
        left = ROOMS[stage] - NEW_ROOMS[stage] * sum(is_new for _, is_new in own)
        more = iter(share_out(left, np.ones(sum(not is_new for _, is_new in own))).tolist())
        for key, is_new in own:
            found[key][stage].append(NEW_ROOMS[stage] if is_new else next(more))
    return {key: {stage: tuple(rooms) for stage, rooms in stages.items()} for key, stages in found.items()}


def new_stage(keys: Sequence[str], key: str) -> str:
    """Return the stage of a county's new school."""
    return _STAGES[keys.index(key) % 2]


def add_projects(
    schools: Sequence[School], loads: Floats, rooms: dict[str, tuple[int, ...]], stage_of_new: str, ground: Ground
) -> list[School]:
    """Return the schools with rooms that may be added at the fullest, and a site for a new one in the seat.

    `loads` (school): pupils of today. Where schools board, those with beds are enlarged first.
    """
    changed = list(schools)
    for stage in _STAGES:
        more = rooms[stage][1:] if stage == stage_of_new else rooms[stage]
        country = stage == "primary" and ground.county.key in DORMITORIES
        able = [
            row
            for row, each in enumerate(changed)
            if each.kind == stage
            and each.classrooms <= 36 - max(more, default=0)
            and not (country and each.class_pupils)  # told where it is built up
        ]
        fullest = sorted(able, key=lambda row: (changed[row].beds == 0, -loads[row] / changed[row].classrooms, row))
        for row, some in zip(fullest[: len(more)], more, strict=True):
            changed[row] = replace(changed[row], more_rooms=some)
    return [*changed, _new_school(changed, rooms[stage_of_new][0], stage_of_new, ground)]


def _new_school(schools: Sequence[School], rooms: int, stage: str, ground: Ground) -> School:
    """Return the site: where most people of built-up units live far from the stage's schools."""
    towns = {town.name for town in ground.towns if built_up(town, ground)}
    urban = [row for row, unit in enumerate(ground.units) if unit.urban and unit.town in towns]
    heads = [each.row for each in schools if each.offers(stage)]
    free = [row for row in urban if row not in heads] or urban
    row = farthest_first(free, 1, [head for head in heads if head not in free], ground.positions, ground.people)[0]
    name = f"{ground.county.name}新建{'小学' if stage == 'primary' else '初中'}（示例）"
    cost = rooms * CLASS_SIZE[stage] * YUAN_PER_SEAT
    beds = NEW_BEDS if stage == "junior" and not ground.county.ward else 0
    return school(
        name, ground.units[row].town, row, stage, state="candidate", classrooms=rooms, beds=beds, build_yuan=cost
    )


def add_beds(schools: Sequence[School], beds: int, *, country: bool) -> list[School]:
    """Let boarding schools that are enlarged, or else all, take so many beds more, by those they have.

    The beds of a site are among them. `country`: primary schools that are enlarged get their first dormitory.
    """
    beds -= sum(each.beds for each in schools if each.state == "candidate")
    rows = [
        row
        for row, each in enumerate(schools)
        if each.state == "existing" and each.more_rooms and (each.beds or (country and each.kind == "primary"))
    ]
    rows = rows or [row for row, each in enumerate(schools) if each.beds and each.state == "existing"]
    changed = list(schools)
    for row, more in zip(
        rows, share_out(beds, np.array([max(schools[row].beds, FIRST_BEDS) for row in rows], dtype=float)), strict=True
    ):
        changed[row] = replace(changed[row], more_beds=int(more))
    return changed


def project_list(schools: Sequence[School]) -> list[Project]:
    """Return the county's projects for its ledger."""
    new = [each for each in schools if each.state == "candidate"]
    enlarged = [each for each in schools if each.state == "existing" and each.more_rooms]
    return [
        Project(
            each.name, f"Project at {each.name}", each.kind, "new" if each.state == "candidate" else "rebuild",
            each.town,
            DOCUMENT, "三（一）2", 2026,
            (each.classrooms if each.state == "candidate" else each.more_rooms) * CLASS_SIZE[each.kind], each.name,
            "市教育局，各县区人民政府", "", SHARED,
        )
        for each in [*new, *enlarged]
    ]  # fmt: skip
