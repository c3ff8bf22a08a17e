"""Teachers, equipment and buildings as tables of a paper."""

from dataclasses import dataclass

from planner.decide.people.vacated import Vacated
from planner.decide.results import Results
from planner.show.words.common import clean
from planner.show.words.people import USES, indicator_rows, vacated_reason


@dataclass(frozen=True, kw_only=True)
class IndicatorLine:
    """One resource indicator of one stage, today and in the plan's last year."""

    stage: str
    resource: str
    least: str
    """The least value of a school."""
    mean_before: str
    mean_after: str
    spread_before: str
    """Difference coefficient."""
    spread_after: str


@dataclass(frozen=True, kw_only=True)
class VacatedLine:
    """Buildings of a town that are left empty and for which the same use is proposed, for the same reason."""

    school: str
    """Their names."""
    town: str
    rooms: str
    use: str
    why: str


def indicator_lines(results: Results) -> tuple[IndicatorLine, ...]:
    """Return a line for each stage and indicator; none where no coefficient is known."""
    people = results.people
    if all(each.coefficient is None for each in (*people.before, *people.after)):
        return ()
    return tuple(
        IndicatorLine(
            stage=stage, resource=resource, least=least, mean_before=mean_before, mean_after=mean_after,
            spread_before=spread_before, spread_after=spread_after,
        )
        for stage, resource, least, mean_before, mean_after, spread_before, spread_after in indicator_rows(people)
    )  # fmt: skip


def vacated_lines(results: Results) -> tuple[VacatedLine, ...]:
    """Return a line for the buildings of each town, use and reason."""
    known = results.district.schools.set_index("school_id")
    alike: dict[tuple[str, str, str], list[Vacated]] = {}
    for each in results.people.vacated:
        town = str(known.at[each.school_id, "town"])
        alike.setdefault((town, USES[each.use].zh, vacated_reason(each, town).zh), []).append(each)
    return tuple(
        VacatedLine(
            school="、".join(clean(str(known.at[each.school_id, "name"])) for each in mine),
            town=clean(town),
            rooms=f"{sum(each.rooms for each in mine):,}",
            use=use,
            why=why,
        )
        for (town, use, why), mine in alike.items()
    )
