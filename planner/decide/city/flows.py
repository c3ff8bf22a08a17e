"""Pupils who attend in a neighbouring county, as plans and papers of a city name them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from planner.plan import ModeName


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A block of pupils, or several of one village, year and band, who attend one school across the border."""

    home: str
    """Id of the county where they live."""
    settlement_id: str
    """Of home."""
    year: int
    grade_band: str
    pupils: dict[str, int]
    """By grade."""
    host: str
    """Id of the county where they attend."""
    school_id: str
    """Of the host."""
    mode: ModeName
    minutes: float
    kilometres: float
    put_on_yuan: float
    """Yuan a year that home puts on them for changing school and leaving their town; in no county's own total."""

    @property
    def heads(self) -> int:
        """Pupils of all grades."""
        return sum(self.pupils.values())

    @property
    def guest_id(self) -> str:
        """Their settlement among the host's: one for each village and school, so that nobody goes anywhere else."""
        return f"{self.home}~{self.settlement_id}~{self.school_id}"


def added_up(flows: Iterable[Flow]) -> tuple[Flow, ...]:
    """Put flows of the same pupils' village, year and band to the same school together."""
    found: dict[tuple[str, int, str], Flow] = {}
    for flow in flows:
        key = (flow.guest_id, flow.year, flow.grade_band)
        found[key] = flow if key not in found else _together(found[key], flow)
    return tuple(found.values())


def _together(one: Flow, other: Flow) -> Flow:
    grades = dict.fromkeys((*one.pupils, *other.pupils))
    return replace(
        one,
        pupils={grade: one.pupils.get(grade, 0) + other.pupils.get(grade, 0) for grade in grades},
        put_on_yuan=one.put_on_yuan + other.put_on_yuan,
    )
