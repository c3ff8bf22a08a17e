"""The map of a case of stress: which towns and settlements have no seats, and which schools are shut."""

from dataclasses import replace
from pathlib import Path

from planner.decide.places import balance_of_frame
from planner.decide.results import Results
from planner.decide.stress.stress import CaseAnswer
from planner.show.maps.atlas.sheets import DPI
from planner.show.maps.atlas.shortfall import draw_shortfall_map, shortfall_headline, shortfall_panel
from planner.show.maps.content import MapContent, map_content
from planner.show.maps.frame import Theme, draw_sheet, save_sheet
from planner.show.words.common import clean, notes_text
from planner.show.words.stress import range_text


def write_stress_map(path: Path, results: Results, case: CaseAnswer, year: int, *, dpi: int = DPI) -> None:
    """Draw who has no seat in a case, on a sheet of its own; .png, .svg or .pdf as the suffix says.

    OSError where the file cannot be written.
    """
    content = content_of_case(results, case, year)
    theme = Theme(
        title=f"{clean(content.title)}：压力测试，{clean(case.case.says.zh)}",
        headline=f"{shortfall_headline(content)}  ·  没有学位{range_text(case).zh}",
        draw=lambda ax, lettering: draw_shortfall_map(ax, content, lettering),
        panel=lambda pen: shortfall_panel(pen, content),
        rest_in="stress.xlsx",
    )
    save_sheet(path, draw_sheet(theme, content, results.district, notes_text(results.plan)), dpi=dpi)


def content_of_case(results: Results, case: CaseAnswer, year: int) -> MapContent:
    """Return the plan's map with a case's missing seats and pupils; schools that are shut are not drawn as open.

    A year that the plan does not speak of is shown on the map of the last that it does.
    """
    content = map_content(results, year=year if year in results.by_year else None)
    short = case.lacking.groupby("settlement_id")["pupils"].sum()
    settlements = content.settlements.assign(
        short=content.settlements["settlement_id"].map(short).fillna(0.0).to_numpy(float)
    )
    shut = content.schools["school_id"].isin(case.case.shut_schools)
    schools = content.schools.assign(classrooms=content.schools["classrooms"].where(~shut, 0))
    return replace(
        content,
        measures=replace(
            content.measures,
            year=year,
            no_room=case.found - case.out_of_reach,
            no_reach=case.out_of_reach,
            too_dear=0.0,
        ),
        settlements=settlements,
        schools=schools,
        balance=balance_of_frame(case.towns, year),
    )
