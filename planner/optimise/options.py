"""Options of the engine that a researcher would tune: a frozen record for each component, gathered in `EngineOptions`.

The defaults are what every run of the command line uses; the scenario does not reach them. They are for experiments in
Python: `solve(problem, solver, clock, options=EngineOptions(...))`. A share of time is of the work that is left.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class CoolingSchedule:
    """Geometric cooling: share of the time, first and last temperature (shares of the hottest), where it begins."""

    share: float
    hot: float
    cold: float
    from_best: bool
    """Whether from the best plan known; else from the start again."""


@dataclass(frozen=True, kw_only=True)
class PriceOptions:
    """How the prices of broken linking rows adapt, after every so many moves of a thread."""

    raised: float = 1.1
    """Factor where the row is broken."""
    lowered: float = 1.03
    """Divisor where it is kept: with these two a row that binds is broken about a quarter of the time."""
    least: float = 0.01
    """Least price of a unit, as a share of the highest temperature of the cooling.

    The highest price on the way is what a pupil without a seat costs: at more, pupils would be given up for a row.
    """
    patience: float = 0.1
    """So long a part of a cooling rows may stay broken; then the walk goes back to its best plan, and breaks none."""
    last_share: float = 0.1
    """The last part of a cooling, in which no price is lowered any more."""
    mending_steps: int = 40
    """Most steps at the end, each with prices twice as high, for a walk that ends on a broken row."""


@dataclass(frozen=True, kw_only=True)
class AnnealingOptions:
    """Cooling schedules of the simulated annealing; the schedules of a tuple follow each other."""

    short: tuple[CoolingSchedule, ...] = (CoolingSchedule(share=1.0, hot=0.5, cold=3e-3, from_best=False),)
    """For a good plan soon."""
    long: tuple[CoolingSchedule, ...] = (CoolingSchedule(share=1.0, hot=1.0, cold=1.5e-3, from_best=False),)
    """Slow cooling from the start again."""
    warm: tuple[CoolingSchedule, ...] = (CoolingSchedule(share=1.0, hot=0.12, cold=1.5e-3, from_best=True),)
    """At low temperatures from the best plan known: plans like it, and often a better one."""
    by_moves: tuple[CoolingSchedule, ...] = (
        CoolingSchedule(share=0.7, hot=1.0, cold=1.5e-3, from_best=False),
        CoolingSchedule(share=0.3, hot=0.12, cold=1.5e-3, from_best=True),
    )
    """For a given number of moves, where nothing but the proof follows."""
    prices: PriceOptions = field(default_factory=PriceOptions)
    """Prices of linking rows that are broken on the way."""


@dataclass(frozen=True, kw_only=True)
class LoopOptions:
    """Shares of the time left that the solve loop gives its steps."""

    short_share: float = 0.04
    """The short annealing at the beginning."""
    proof_share: float = 0.3
    """Column generation."""
    first_search_share: float = 0.45
    """The first annealing of the loop."""
    later_search_share: float = 0.4
    """Each later one."""
    little_first_search_share: float = 0.02
    """The first, where good plans are known already and capacity is tight: there annealing gains little."""
    little_later_search_share: float = 0.03
    """Each later one there."""
    recombination_share: float = 0.15
    neighbourhood_share: float = 0.1
    first_branching_share: float = 0.2
    """Branch-and-price, the first time."""
    paying_branching_share: float = 0.6
    """Branch-and-price after a turn that paid."""
    idle_branching_share: float = 0.05
    """Branch-and-price after one that did not."""
    pays: float = 0.05
    """Branch-and-price pays where it closes this share of the distance between plan and bound."""


@dataclass(frozen=True, kw_only=True)
class NeighbourhoodOptions:
    """Sizes and times of the neighbourhood MIPs."""

    first_pairs: int = 120
    """Free pairs of the first neighbourhoods, at most."""
    least_pairs: int = 40
    """The size is not reduced below this."""
    most_pairs: int = 2_000
    """The size is not raised above this."""
    wider: float = 1.15
    """Factor on the size after models that were solved quickly."""
    narrower: float = 0.8
    """Factor on the size after others."""
    neighbours: int = 5
    """Schools that are free beside the one drawn."""
    seconds: float = 3.0
    """Of work for one model."""
    quick_share: float = 0.5
    """A model solved in less than this share of its time was solved quickly."""


@dataclass(frozen=True, kw_only=True)
class ModelOptions:
    """Where engine `auto` tries the exact model first, and for how long."""

    tiny_pairs: int = 450
    """Up to so many pairs the model is the way, for most of the time."""
    tiny_share: float = 0.7
    tiny_sites_pairs: int = 100
    """The same where schools and journeys are all there is to decide: sooner hard, and sooner priced."""
    small_pairs: int = 3_000
    """Up to so many pairs the model is tried."""
    small_share: float = 0.08
    component_share: float = 0.01
    """Of the time for a first search of each component, before the first of them is improved in earnest."""


@dataclass(frozen=True, kw_only=True)
class EngineOptions:
    """All options of the engine."""

    annealing: AnnealingOptions = field(default_factory=AnnealingOptions)
    loop: LoopOptions = field(default_factory=LoopOptions)
    neighbourhood: NeighbourhoodOptions = field(default_factory=NeighbourhoodOptions)
    model: ModelOptions = field(default_factory=ModelOptions)


DEFAULTS = EngineOptions()
