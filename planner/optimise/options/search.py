"""Options of the search for plans: simulated annealing, recombination, neighbourhood MIPs."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class CoolingSchedule:
    """One geometric cooling."""

    share: float
    """Of the time, or of the moves."""
    hot: float
    """First temperature, as a share of the hottest: about the price of a class."""
    cold: float
    """Last temperature, likewise."""
    from_best: bool
    """Whether it begins from the best plan known; else from the start again."""


@dataclass(frozen=True, kw_only=True)
class PriceOptions:
    """How the prices of broken linking rows adapt, after every so many moves of a thread; and of pupils left over."""

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
    left_over_first: float = 3.0
    """What a typical block without a seat costs at first, in highest temperatures of the cooling."""
    left_over_full_after: float = 0.7
    """The part of a cooling after which a pupil without a seat has the price of the problem."""


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
    spread: float = 0.3
    """What it costs to move a block is drawn anew for each neighbourhood, up to this share more or less."""
    quick_share: float = 0.5
    """A model solved in less than this share of its time was solved quickly."""


@dataclass(frozen=True, kw_only=True)
class RecombinationOptions:
    """Recombination of all columns seen."""

    most_columns: int = 3_000
    """More make the model slow, and the dearest of them are seldom chosen."""
    close: float = 1e-4
    """HiGHS stops when its best and its limit are this close, as a share of the total."""
