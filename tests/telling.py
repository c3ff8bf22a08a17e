"""A reason made by hand, of the paper plan's one merged school."""

from planner.decide.explain.reasons import Journey, Opposite, RedLine, RuleThatDecides, SchoolReason


def paper_reason() -> SchoolReason:
    """Return a reason with a verdict, a journey, a rule and a red line."""
    return SchoolReason(
        school_id="P1", year=2027, action="merge", pupils_today=15, receivers=(("P2", 15.0),),
        opposite=Opposite(
            action="keep", verdict="proven_dearer", least_yuan_per_year=41_000, found_yuan_per_year=42_000,
            district_least_yuan_per_year=None, extra_shortfall_pupils=0, schools_free=3, settlements_free=4, seconds=1,
        ),
        journeys=(
            Journey(
                settlement_id="A", grade_band="lower", pupils=15, school_before="P1", minutes_before=10,
                mode_before="walk", school_after="P2", minutes_after=30, kilometres_after=None, mode_after="walk",
            ),
        ),
        rules=(RuleThatDecides(rule="cost", grade_band=None, limit=None, figure=None, school_id=None, pupils=None),),
        red_lines=(
            RedLine(name="transport", passed=True, figure=30, limit=30, school_id="P2", grade_band="lower",
                    measure="longest_minutes"),
        ),
    )  # fmt: skip
