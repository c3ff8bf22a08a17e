"""Outlook years in words: named as such wherever years are named, and what the plan has for them."""

from collections.abc import Sequence

from planner.decide.measures import YearMeasures
from planner.decide.module_use import ModuleUse
from planner.decide.results import Results
from planner.language import Text, joined
from planner.show.words.numbers import pupils_text


def year_name(year: int, results: Results) -> str:
    """Name a year on its own: 2026, or 2029（展望）."""
    return f"{year}（展望）" if year in results.outlook_years else str(year)


def outlook_after(results: Results) -> str:
    """Return what is said of outlook years behind the planning years: ，展望2029年、2032年; empty without any."""
    years = results.outlook_years
    return f"，展望{'、'.join(f'{year}年' for year in years)}" if years else ""


def outlook_sentences(results: Results) -> tuple[Text, ...]:
    """Say that nothing is decided after the last planning year, and who has no seat in each outlook year."""
    later = [measures for measures in results.measures if measures.year in results.outlook_years]
    if not later:
        return ()
    last, told = results.last.measures.year, joined(map(_seats_of, later))
    rooms = [use for use in results.modules if use.what == "classrooms"]
    used = joined(_rooms_used(rooms, measures.year) for measures in later) if rooms else Text("", "")
    more = Text(f" Classrooms added and used: {used}.", f"增建教室的使用：{used.zh}。") if rooms else Text("", "")
    return (
        Text(
            f"Outlook: nothing is merged, built or added after {last}; {told}.{more}",
            f"展望：{last}年以后不再撤并、新建或增建；{told.zh}。{more.zh}",
        ),
    )


def _rooms_used(rooms: Sequence[ModuleUse], year: int) -> Text:
    uses = [use.by_year[year] for use in rooms if year in use.by_year]
    used, there = sum(use.used for use in uses), sum(use.there for use in uses)
    return Text(f"{used:,} of {there:,} in {year}", f"{year}年{there:,}间中用{used:,}间")


def _seats_of(measures: YearMeasures) -> Text:
    if not measures.shortfall:
        return Text(f"in {measures.year} every pupil has a seat", f"{measures.year}年学生全部有学位")
    lacking = pupils_text(measures.shortfall)
    return Text(f"in {measures.year} {lacking} pupils have no seat", f"{measures.year}年{lacking}名学生没有学位")
