"""Options of the bounds: relaxation, column generation, subgradient ascent, branch-and-price."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class RelaxationOptions:
    """The linear relaxation, whose rows `share <= opened` are added where they are broken."""

    time_share: float = 0.5
    """Of the time of column generation, at most."""
    rounds: int = 20
    """Rounds of adding rows, at most."""
    split_rounds: int = 1
    """The same where blocks may be split: pricing does the rest sooner."""
    rows_share: float = 0.2
    """Rows added in one round, as a share of all there are; the most broken ones first."""
    least_rows: int = 1_000
    """So many may be added in a round however few there are."""


@dataclass(frozen=True, kw_only=True)
class ExactnessLevel:
    """How exactly the pricing subproblems are solved for a while."""

    tolerance: float
    """Yuan left unproven for each subproblem, as a share of the bound's yuan for each subproblem."""
    widths: tuple[int, ...]
    """Beam widths tried in turn for a class vector, until its optimum is proven within the tolerance."""


@dataclass(frozen=True, kw_only=True)
class ColumnGenerationOptions:
    """Column generation of whole blocks: exactness of the subproblems, and the trust region of the duals."""

    levels: tuple[ExactnessLevel, ...] = (
        ExactnessLevel(tolerance=2e-4, widths=(30, 200)),
        ExactnessLevel(tolerance=5e-5, widths=(30, 200, 1000)),
        ExactnessLevel(tolerance=0.0, widths=(30, 200, 1000, 10_000)),
    )
    """One after the other, once the one before gains little; pricing has converged where the last gains nothing."""
    first_trust_region: float = 0.03
    """First half-width of the trust region, as a share of the prices."""
    least_trust_region: float = 1e-6
    """A level ends where the trust region is narrower."""
    next_trust_region: float = 1e-3
    """A level begins with a trust region no narrower."""
    wider: float = 1.1
    """Factor on the trust region after prices that raise the bound; its half-width never exceeds 1."""
    narrower: float = 0.8
    """Factor on it after prices that do not."""
    smoothing: float = 0.3
    """Share of the best prices in the next ones (Wentges 1997)."""
    close: float = 1e-7
    """Converged where the master's value is within this share of the bound; a smaller gain of the bound is none."""
    unproven_share: float = 2.0
    """A level ends where the master's value is nearer than so many times what its tolerances leave unproven."""
    stale_rounds: int = 12
    """A level ends after more rounds without a gain."""
    rounds_before_cuts: int = 16
    """Rows of the rules between assignments are looked for after so many rounds,"""
    rounds_between_cuts: int = 8
    """and again after so many more, and where pricing has converged."""
    least_broken: float = 0.05
    """Such a row is added where it is broken by more than this share of its largest weight,"""
    most_cuts: int = 200
    """and so many at a time, those broken by most."""
    slow_share: float = 0.3
    """Pricing of a whole problem rests where this last part of its work gained little; branching goes on with it."""
    slow_gain: float = 0.005
    """Little: less than this share of the distance to the best total."""
    slow_rounds: int = 30
    """It rests after so many rounds at the earliest."""


@dataclass(frozen=True, kw_only=True)
class AscentOptions:
    """Subgradient ascent, where blocks may be split."""

    patience: int = 10
    """Steps without a gain after which the length of steps is halved."""
    least_step: float = 5e-3
    """Converged where steps are shorter than this share of the first."""
    least_gain: float = 1e-5
    """A gain of a smaller share of the bound is none."""
    assumed_gap: float = 0.02
    """The best total is taken to be no more than this share above the bound: only steps' length depends on it."""
    memory: float = 0.5
    """Share of the last direction in the next one (Camerini, Fratta and Maffioli 1975)."""


@dataclass(frozen=True, kw_only=True)
class BranchingOptions:
    """Branch-and-price: how exactly nodes are priced, and what is branched on."""

    close: float = 2e-5
    """Share of the bound that pricing may leave unproven in a node."""
    near_whole: float = 0.02
    """A number this near to a whole one is not branched on."""


@dataclass(frozen=True, kw_only=True)
class PricingOptions:
    """Everything that proves bounds by prices."""

    relaxation: RelaxationOptions = field(default_factory=RelaxationOptions)
    """Where the first prices come from."""
    column_generation: ColumnGenerationOptions = field(default_factory=ColumnGenerationOptions)
    """Whole blocks."""
    ascent: AscentOptions = field(default_factory=AscentOptions)
    """Blocks that may be split."""
    branching: BranchingOptions = field(default_factory=BranchingOptions)
    """Whole blocks, once column generation has converged."""
