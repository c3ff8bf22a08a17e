"""What the tables say that can hardly be meant: noted, never refused."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.language import Text, joined
from planner.reading.district import District
from planner.reading.tables import GRADES, SCHOOL_KINDS, grade_run

Flags = npt.NDArray[np.bool_]

_DAY_MINUTES = 1440.0
_FAR_KILOMETRES = 500.0
_FASTEST_KPH = 150.0
_FAST_FROM_KILOMETRES = 5.0
_SLOWER_THAN_WALKING = 3.0
_LEAST_DIFFERENCE_MINUTES = 30.0
_STRAIGHT_SHARE = 0.8
_STRAIGHT_SLACK_KILOMETRES = 1.0
_KILOMETRES_PER_DEGREE = 111.195
_SITE_METRES = 500.0
"""Rows of one site lie no farther apart than this: a school's ground and its neighbours'."""
_NAMED = 3
_JOURNEY = ("settlement_id", "school_id", "walk_minutes", "ride_minutes", "kilometres")

_LOWER_PRIMARY = frozenset(GRADES[3:8])
_PRIMARY, _JUNIOR, _NURSERY = frozenset(GRADES[3:9]), frozenset(GRADES[9:]), frozenset(GRADES[:3])


def plausible_notes(district: District) -> tuple[Text, ...]:
    """Return a note for each kind of thing that can hardly be meant, with its count and first places."""
    return (*_attending(district), *_kinds(district.schools), *_sites(district.schools), *_journeys(district))


def _attending(district: District) -> Iterator[Text]:
    attends = district.attends
    if attends is None:
        return
    there = attends.groupby(["settlement_id", "grade"])["pupils"].sum()
    years = district.pupils.groupby(["settlement_id", "grade", "year"])["pupils"].sum()
    live = years.groupby(["settlement_id", "grade"]).max().reindex(there.index).fillna(0)
    more = there[there > live]
    if len(more):
        cells = [
            Text(
                f"{place} {grade} ({there[place, grade]:,} > {live[place, grade]:,.0f})",
                f"{place} {_grade_zh(grade)}（就读 {there[place, grade]:,} 人，居住 {live[place, grade]:,.0f} 人）",
            )
            for place, grade in more.index
        ]
        yield Text(
            f"attends: more pupils attend than live there in {len(cells):,} settlement(s), grade(s): {_several(cells)}",
            f"就读：有 {len(cells):,} 处（居民点、年级）就读人数多于居住人数：{_several(cells).zh}",
        )
    candidates = set(district.schools.loc[district.schools["state"] == "candidate", "school_id"])
    early = attends[attends["school_id"].isin(candidates) & (attends["pupils"] > 0)]
    if len(early):
        ids = [Text(code, code) for code in dict.fromkeys(early["school_id"])]
        yield Text(
            f"attends: {early['pupils'].sum():,} pupils attend a site that is not built yet: {_several(ids)}",
            f"就读：{early['pupils'].sum():,} 名学生就读于尚未建成的学校：{_several(ids).zh}",
        )


def _kinds(schools: pd.DataFrame) -> Iterator[Text]:
    """Find schools that teach grades their kind does not: five years of primary and four of junior school are fine."""
    cells = [
        Text(
            f"{school_id} {name} ({kind} {grades})", f"{school_id} {name}（{SCHOOL_KINDS[kind]}，{_grade_zh(grades)}）"
        )
        for school_id, name, kind, grades in zip(
            schools["school_id"], schools["name"], schools["kind"], schools["grades"], strict=True
        )
        if _disagree(kind, frozenset(grade_run(grades)))
    ]
    if cells:
        yield Text(
            f"schools: kind and grades do not go together in {len(cells):,} row(s): {_several(cells)}",
            f"学校：有 {len(cells):,} 所学校的类型与年级不相符：{_several(cells).zh}",
        )


def _disagree(kind: str, grades: frozenset[str]) -> bool:
    """Say whether a kind of school can hardly teach these grades.

    >>> _disagree("junior", frozenset("123456")), _disagree("junior", frozenset("6789")), _disagree("primary", {"K1"})
    (True, False, True)
    """
    if kind == "junior":
        return bool(grades & (_LOWER_PRIMARY | _NURSERY)) or not grades & _JUNIOR
    if kind in {"primary", "teaching_point"}:
        return bool(grades & _JUNIOR) or (kind == "primary" and not grades & _PRIMARY)
    if kind == "nine_year":
        return not grades & _PRIMARY or not grades & _JUNIOR
    return kind == "kindergarten" and not grades <= _NURSERY


def _sites(schools: pd.DataFrame) -> Iterator[Text]:
    """Find rows of one site_id that lie far apart: they can hardly be alternatives of one place."""
    cells = []
    for site_id, rows in schools[schools["site_id"] != ""].groupby("site_id", sort=False):
        lon, lat = rows["lon"].to_numpy(float), rows["lat"].to_numpy(float)
        east = (lon[:, None] - lon) * np.cos(np.radians(lat.mean()))
        metres = float(1000 * _KILOMETRES_PER_DEGREE * np.hypot(east, lat[:, None] - lat).max())
        if metres > _SITE_METRES:
            ids = list(rows["school_id"])
            cells.append(
                Text(
                    f"{site_id} ({', '.join(ids)}: {metres:,.0f} m)", f"{site_id}（{'、'.join(ids)}：{metres:,.0f} 米）"
                )
            )
    if cells:
        yield Text(
            f"schools: rows of one site_id lie more than {_SITE_METRES:.0f} m apart at {len(cells):,} site(s): "
            f"{_several(cells)}",
            f"学校：有 {len(cells):,} 处场地，同一场地编号的几行相距超过 {_SITE_METRES:.0f} 米：{_several(cells).zh}",
        )


def _journeys(district: District) -> Iterator[Text]:
    travel = district.travel
    if travel is None:
        return
    walk, ride, length = (travel[name].to_numpy(float) for name in ("walk_minutes", "ride_minutes", "kilometres"))
    straight = _straight_kilometres(district, travel)
    with np.errstate(divide="ignore", invalid="ignore"):
        speed = np.where(ride > 0, length / (ride / 60), np.where(length > 0, np.inf, 0.0))
        kinds = (
            (
                (ride > _SLOWER_THAN_WALKING * walk) & (ride - walk > _LEAST_DIFFERENCE_MINUTES),
                Text("the ride takes much longer than the walk", "乘车时间远长于步行时间"),
            ),
            (
                (walk > _DAY_MINUTES) | (ride > _DAY_MINUTES),
                Text("a journey takes over a day", "路上时间超过一天"),
            ),
            (length > _FAR_KILOMETRES, Text(f"over {_FAR_KILOMETRES:.0f} km", f"里程超过 {_FAR_KILOMETRES:.0f} 公里")),
            (
                (speed > _FASTEST_KPH) & (length > _FAST_FROM_KILOMETRES),
                Text(f"faster than {_FASTEST_KPH:.0f} km/h", f"车速超过每小时 {_FASTEST_KPH:.0f} 公里"),
            ),
            (
                length < _STRAIGHT_SHARE * straight - _STRAIGHT_SLACK_KILOMETRES,
                Text("shorter than the straight line", "里程短于直线距离"),
            ),
        )
    for mask, words in kinds:
        if mask.any():
            yield _journey_note(travel, np.asarray(mask, dtype=np.bool_), words)


def _journey_note(travel: pd.DataFrame, mask: Flags, words: Text) -> Text:
    first = travel[mask].head(_NAMED)
    cells = [
        Text(
            f"{place}→{school} ({_figure(walk)} / {_figure(ride)} min, {_figure(length)} km)",
            f"{place}→{school}（步行 {_figure(walk)} 分钟，乘车 {_figure(ride)} 分钟，{_figure(length)} 公里）",
        )
        for place, school, walk, ride, length in zip(*(first[name].tolist() for name in _JOURNEY), strict=True)
    ]
    count = int(mask.sum())
    shown = joined(cells, en="; ")
    more = count - len(cells)
    rest = Text(f" +{more:,}", f"等 {count:,} 行") if more else Text("", "")
    return Text(
        f"travel: {words} in {count:,} row(s), walk / ride: {shown}{rest}",
        f"行程：有 {count:,} 行{words.zh}：{shown.zh}{rest.zh}",
    )


def _straight_kilometres(district: District, travel: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return the straight line between the two places of each row (row)."""
    ends = []
    for frame, key in ((district.settlements, "settlement_id"), (district.schools, "school_id")):
        places = frame.set_index(key)[["lon", "lat"]].reindex(travel[key])
        ends.append(places.to_numpy(float))
    home, school = ends
    east = (school[:, 0] - home[:, 0]) * np.cos(np.radians(home[:, 1]))
    return np.asarray(_KILOMETRES_PER_DEGREE * np.hypot(east, school[:, 1] - home[:, 1]), dtype=np.float64)


def _figure(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:,.10g}"


def _grade_zh(grades: str) -> str:
    """Write a grade or a run of grades as Chinese readers do.

    >>> _grade_zh("1"), _grade_zh("1-6"), _grade_zh("K1-K3")
    ('1 年级', '1-6 年级', '小班至大班')
    """
    if "K" not in grades:
        return f"{grades} 年级"
    words = {"K1": "小班", "K2": "中班", "K3": "大班"}
    return "至".join(words.get(end, f"{end} 年级") for end in grades.split("-"))


def _several(cells: Sequence[Text]) -> Text:
    listed, more = joined(cells[:_NAMED]), len(cells) - _NAMED
    return Text(f"{listed} +{more:,}", f"{listed.zh}等") if more > 0 else listed
