"""What the tables of a case hold where its document states how things stand: each stated figure by its Chinese name."""

from collections.abc import Callable, Mapping

import pandas as pd

from planner.reading.district import District

_STAGE = {**dict.fromkeys(("K1", "K2", "K3"), "kindergarten"), **dict.fromkeys("123456", "primary"),
          **dict.fromkeys("789", "junior")}  # fmt: skip


def held(target: str, district: District) -> float | None:
    """Return what the tables hold of a stated figure; None where they hold nothing of it."""
    figure = _FIGURES.get(target)
    return None if figure is None else figure(district)


def _existing(district: District, *kinds: str) -> pd.DataFrame:
    schools = district.schools
    return schools[(schools["state"] == "existing") & schools["kind"].isin(kinds)]


def _count(*kinds: str) -> Callable[[District], float]:
    return lambda district: float(len(_existing(district, *kinds)))


def _living(stages: set[str], year: int | None = None) -> Callable[[District], float]:
    """Return pupils of stages who live in the district, in a year or the first."""

    def figure(district: District) -> float:
        pupils = district.pupils
        there = pupils[pupils["year"] == (pupils["year"].min() if year is None else year)]
        return float(there.loc[there["grade"].map(_STAGE).isin(stages), "pupils"].sum())

    return figure


def _residents(district: District) -> float:
    return float(district.settlements["residents"].sum())


def _teachers(district: District) -> float:
    return float(_existing(district, "primary", "junior", "nine_year")["teachers"].sum())


def _enrolled(district: District, *run_by: str) -> float:
    """Return children at kindergartens today, of all or of those so run."""
    assert district.attends is not None  # noqa: S101 - the cases have the table
    there = _existing(district, "kindergarten")
    rows = there if not run_by else there[there["run_by"].isin(run_by)]
    attends = district.attends
    return float(attends.loc[attends["school_id"].isin(rows["school_id"]), "pupils"].sum())


_FIGURES: Mapping[str, Callable[[District], float]] = {
    "常住人口": _residents,
    "中小学校": _count("primary", "junior", "nine_year"),
    "小学": _count("primary"),
    "初中": _count("junior"),
    "九年一贯制学校": _count("nine_year"),
    "义务教育在校学生": _living({"primary", "junior"}, 2020),
    "小学生": _living({"primary"}, 2020),
    "初中生": _living({"junior"}, 2020),
    "2018年小学生": _living({"primary"}, 2018),
    "2018年初中生": _living({"junior"}, 2018),
    "2019年小学生": _living({"primary"}, 2019),
    "2019年初中生": _living({"junior"}, 2019),
    "义务教育教师合计": _teachers,
    "常住适龄幼儿": _living({"kindergarten"}, 2020),
    "学前三年毛入园率": lambda district: 100 * _enrolled(district) / _living({"kindergarten"}, 2020)(district),
    "幼儿园和托幼点": _count("kindergarten"),
    "公办园在园幼儿占比（现状）": lambda district: 100 * _enrolled(district, "public") / _enrolled(district),
    "普惠性幼儿园覆盖率（现状）": lambda district: (
        100 * _enrolled(district, "public", "inclusive") / _enrolled(district)
    ),
}
