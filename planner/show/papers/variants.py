"""Variants of the pupils, as the plan's paper shows them."""

from dataclasses import dataclass

from planner.decide.results import Results
from planner.show.words.numbers import pupils_text
from planner.show.words.outlook import year_name
from planner.show.words.variants import variant_name


@dataclass(frozen=True, kw_only=True)
class VariantLine:
    """One variant in one year."""

    variant: str
    weight: str
    year: str
    pupils: str
    short: str
    boarders: str
    elsewhere: str
    """Pupils at another school than in the main variant."""


def variant_lines(results: Results) -> tuple[VariantLine, ...]:
    """Return a line for each year and variant; none where there is one table of pupils."""
    return tuple(
        VariantLine(
            variant=variant_name(each.variant) + ("（主方案）" if each.main else ""),
            weight=f"{each.weight:.0%}",
            year=year_name(each.year, results),
            pupils=pupils_text(each.pupils),
            short=pupils_text(each.short),
            boarders=pupils_text(each.boarders),
            elsewhere="—" if each.main else pupils_text(each.elsewhere),
        )
        for each in results.variants.years
    )
