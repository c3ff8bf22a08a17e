"""What a city comes to: its counties, who crosses between them, the total and its proven limit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from planner.decide.city.county import County
from planner.decide.city.flows import Flow
from planner.language import Text
from planner.plan import MERGED, Objective, Plan, gap_of

CITY_FORMAT = "planner-city/1"
"""Of the document that a city is saved as."""
NOTHING = Text("", "")
TERMS = tuple(name for name in Objective.model_fields if name not in {"cost", "penalty", "total"})
"""Terms of a plan's cost, in order."""
RELAXED = Text(
    "the limit of the whole is the sum of limits proven county by county, each of a relaxation: every pupil who may "
    "cross a border has a price, about what serving them costs at home at the margin; a county may send its own away "
    "at that price, seat or no seat there, and may take neighbours' for it; in a plan of the whole these payments "
    "cancel out. Left out is that who leaves needs a seat, at one place only. A county that nobody may leave or "
    "enter counts with the limit of its own plan",
    "全市下限为各区县下限之和，每个下限由放宽后的问题证明：每名可跨界的学生有一个价格，约为在本县就读的边际费用；区县可按此价格"
    "送出本县学生（不论邻县有无学位），也可按此价格接收邻县学生；在全市方案中这些收付相互抵消。放宽之处：送出的学生在别处须有"
    "学位、且只在一处就读，未作要求。无人跨界的区县，用其方案自身的下限",
)
ALONE = Text(
    "nobody may cross a border: the limit of the whole is the sum of the limits of the counties' own plans",
    "没有可跨界就读的情形：全市下限为各区县方案自身下限之和",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class CountyLine:
    """One county of a city, and what became of it."""

    county: County
    folder: str
    """Of its plan, as a way from the city's folder."""
    exit_code: int
    message: Text = NOTHING
    plan: Plan | None = None
    apart_yuan: float | None = None
    """Total of its plan by itself, before anybody crossed."""
    limit: float | None = None
    """Proven limit on its part of the city's total, yuan summed over the years; None where there is none."""
    seconds: float = 0.0
    """Of all its processes, reading included."""
    peak_memory_bytes: int | None = None
    """The most that one of its processes held."""

    @property
    def pupils(self) -> float:
        """Pupils who live there, of the last planning year."""
        return float(self.county.pupils[:, len(self.county.scenario.years) - 1].sum())

    @property
    def shortfall_pupils(self) -> float:
        """Pupils without a seat, over all years."""
        return 0.0 if self.plan is None else sum(sum(row.pupils.values()) for row in self.plan.shortfall)

    def schools(self) -> Mapping[str, int]:
        """Return how many schools there are by action, in the last planning year."""
        year, found = self.county.scenario.years[-1], dict.fromkeys(("keep", "merge", "expand", "build", "leave"), 0)
        for row in self.plan.schools if self.plan else ():
            if row.year == year:
                action = "merge" if row.action in MERGED else row.action
                found[action] += 1
        return found


@dataclass(frozen=True, kw_only=True)
class Round:
    """One round of settling border flows."""

    number: int
    offered_pupils: int
    """Pupils for whom a seat across the border cost less than the plans as they stood; over all years."""
    accepted_pupils: int
    """Those of whom the city's total became less."""
    before_yuan: float
    after_yuan: float


@dataclass(frozen=True, kw_only=True, eq=False)
class City:
    """A city's plan: the plans of its counties, and who crosses between them."""

    name: str
    title: str
    regions_file: str
    """Where its regions.yaml lies, relative to the city's folder."""
    regions_sha256: str
    lines: tuple[CountyLine, ...]
    flows: tuple[Flow, ...]
    rounds: tuple[Round, ...]
    may_cross: bool
    """Whether anybody may."""
    is_synthetic: bool
    problems: tuple[Text, ...] = ()
    """What the judge of the whole found wrong, and which county has no plan."""
    notes: tuple[Text, ...] = field(default=())

    @property
    def planned(self) -> Sequence[CountyLine]:
        """Counties that have a plan."""
        return [line for line in self.lines if line.plan is not None]

    @property
    def is_whole(self) -> bool:
        """Whether every county has a plan."""
        return len(self.planned) == len(self.lines)

    def term(self, name: str) -> float:
        """Return a term of the objective, yuan a year summed over the years, of all counties together."""
        return sum(float(getattr(line.plan.objective, name) or 0.0) for line in self.planned if line.plan)

    @property
    def crossing_yuan(self) -> float:
        """What homes put on pupils who cross, in no county's total."""
        return sum(flow.put_on_yuan for flow in self.flows)

    @property
    def cost(self) -> float:
        """Cost of all counties, and what is put on pupils who cross."""
        return self.term("cost") + self.crossing_yuan

    @property
    def total(self) -> float:
        """Cost and missing seats: what is minimised."""
        return self.term("total") + self.crossing_yuan

    @property
    def apart_yuan(self) -> float:
        """Total of the counties' plans before anybody crossed."""
        return sum(line.apart_yuan or 0.0 for line in self.planned)

    @property
    def limit(self) -> float | None:
        """Sum of the counties' proven limits; None where one has none."""
        limits = [line.limit for line in self.planned]
        return sum(each for each in limits if each is not None) if None not in limits and limits else None

    @property
    def gap(self) -> float | None:
        """(total - limit) / cost."""
        return None if self.limit is None else gap_of(total=self.total, cost=self.cost, bound=self.limit)

    @property
    def relaxed(self) -> Text:
        """What the limit leaves out."""
        return RELAXED if self.may_cross else ALONE

    def guests(self, county: str, *, coming: bool) -> int:
        """Return pupils who come to a county, or leave it, in the last planning year."""
        last = self.lines[0].county.scenario.years[-1]
        return sum(
            flow.heads for flow in self.flows if flow.year == last and (flow.host if coming else flow.home) == county
        )
