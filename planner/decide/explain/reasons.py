"""Why a school is kept, merged, expanded, built or left: the answer, ready to be said in words."""

from dataclasses import dataclass
from typing import Literal

from planner.plan import Action, ModeName
from planner.reading.rules_off import RuleOff

Verdict = Literal["proven_dearer", "found_dearer", "equal_within_proof", "found_cheaper", "impossible", "fixed"]
"""What is known of the opposite: proven to cost more; costs more in the best answer found; neither is proven better;
a plan with it was found that costs less; no plan obeys the rules with it; the district's own decision, not the
optimiser's."""

RuleName = (
    RuleOff
    | Literal[
        "no_other_school_in_reach", "travel_limit", "class_size", "classrooms", "school_size", "beds", "merge_count",
        "budget", "cost", "decision", "board_in_town", "never_merged", "few_pupils", "towns", "siting",
        "multigrade",
    ]
)  # fmt: skip
"""board_in_town: board_in, where some school would take boarders but for it."""
RedLineName = Literal["transport", "beds_and_meals", "oversize", "hearing"]
Measure = Literal[
    "longest_minutes", "extra_minutes", "no_seat", "boarders", "meals", "class_pupils", "school_pupils",
    "lower_boarders",
]  # fmt: skip
"""What a red line's figure counts: the longest journey, the mean pupil's extra minutes, pupils without a seat, boarders
at a receiving school, meals (not in any table), pupils in its largest class, pupils in all of it."""


@dataclass(frozen=True, kw_only=True)
class Journey:
    """One home's pupils of one grade band: where they go today and where they would go."""

    settlement_id: str
    grade_band: str
    pupils: float
    school_before: str
    minutes_before: float | None
    """One way, today; None where the travel table lacks the pair."""
    mode_before: ModeName | None
    school_after: str
    """Empty where the pupils have no seat."""
    minutes_after: float | None
    kilometres_after: float | None
    mode_after: ModeName | None


@dataclass(frozen=True, kw_only=True)
class Opposite:
    """The next best choice: the plan with this school decided the other way, everything near it decided anew."""

    action: Action
    """What would be done with the school instead."""
    verdict: Verdict
    least_yuan_per_year: float | None
    """Proven: the opposite costs at least this much more a year than this plan; negative where it may be cheaper.

    Proven within `schools_free` and `settlements_free`, all else as in the plan.
    """
    found_yuan_per_year: float | None
    """The best plan found with the opposite costs this much more than this plan; None where none was found."""
    district_least_yuan_per_year: float | None
    """Proven for the whole district with nothing held fast; weaker, often negative; None where not computed."""
    extra_shortfall_pupils: float | None
    """Pupils without a seat under the opposite, less those of this plan."""
    schools_free: int
    settlements_free: int
    seconds: float
    better_yuan_per_year: float = 0.0
    """Found: with the same schools and settlements free, this plan can be bettered by so much a year; 0 where not."""
    pupils_there: float | None = None
    """Pupils who attend the school in the last planning year in the best plan found with the opposite."""
    staying_least_yuan_per_year: float | None = None
    """As `least_yuan_per_year`, of a merged school kept with all the pupils who attend it today; None for others."""
    staying_found_yuan_per_year: float | None = None
    is_whole_district: bool = False
    """Whether nothing was held fast: then what is proven is proven of the whole district."""


@dataclass(frozen=True, kw_only=True)
class RuleThatDecides:
    """A rule that binds here, with its figures."""

    rule: RuleName
    grade_band: str | None
    limit: float | None
    figure: float | None
    """What meets, or would break, the limit."""
    school_id: str | None
    """The school whose limit it is, where it is not this one."""
    pupils: float | None
    """Pupils it touches."""
    why: str = ""
    """The reason that the scenario gives for it, as it stands there; empty where it gives none."""


@dataclass(frozen=True, kw_only=True)
class RedLine:
    """One condition under which a merge must not be forced; passed is None where only a hearing can tell."""

    name: RedLineName
    passed: bool | None
    figure: float | None
    limit: float | None
    school_id: str | None
    grade_band: str | None
    measure: Measure | None = None
    """What `figure` and `limit` count; None for a hearing."""
    norm: str = ""
    """The document whose limit it is, where that differs from the scenario's own; empty for the scenario's."""


@dataclass(frozen=True, kw_only=True)
class SchoolReason:
    """Everything said of one school of a plan in the year its fate is decided."""

    school_id: str
    year: int
    action: Action
    pupils_today: float
    receivers: tuple[tuple[str, float], ...]
    """Receiving school and pupils, most first; empty where the school stays."""
    opposite: Opposite | None
    """None where the opposite was not asked for."""
    journeys: tuple[Journey, ...]
    rules: tuple[RuleThatDecides, ...]
    red_lines: tuple[RedLine, ...]
    continues_as: str = ""
    """The school that the site of a converted one (`change`) continues as; empty for others."""
