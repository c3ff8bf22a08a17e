"""Options of facility location: problems with schools and journeys alone to decide, and split blocks."""

from dataclasses import dataclass, field

from planner.optimise.runtime.compiled import CAN_COMPILE


@dataclass(frozen=True, kw_only=True)
class FirstPricingOptions:
    """Rounds of pricing before the first descent."""

    rounds: int = 40
    """Rounds, at most."""
    small_pairs: int = 20_000
    """Up to so many pairs a round takes next to nothing."""
    small_rounds: int = 1_000
    """Rounds there, at most: about all that there are to be had."""


@dataclass(frozen=True, kw_only=True)
class TransportationOptions:
    """Transportation problems of sets of open schools, and the descent over neighbouring sets."""

    nearest: int = 4
    """Schools that each block may attend at first; others are added where that saves something."""
    most_without_gain: int = 50
    """So many neighbours are solved without a gain before a descent ends."""
    seat_prices: tuple[float, ...] = (0.0, 0.4, 0.7, 1.0, 1.4, 2.0)
    """Tried for a school that is opened, for the limit on that neighbour: shares of the mean of the open schools'."""
    likely: float = 0.007
    """A school is likely open where opening it raises the bound by no more than this share of it."""
    likely_time_share: float = 0.7
    """Of a descent's time, what is spent among the likely schools alone."""


@dataclass(frozen=True, kw_only=True)
class LocalSearchOptions:
    """Iterated local search over sets of open schools."""

    most_without_gain: int = 15
    """So many neighbours are solved without a gain before a descent ends."""
    most_exchanged: int = 3
    """Schools closed by one perturbation, at most; about as many are opened."""
    accepted: float = 0.003
    """A local optimum dearer than the last one by no more than this share is accepted."""
    restart_chance: float = 0.1
    """How often the search goes on from the best one instead of the last."""
    odds_scale: float = 0.002
    """A school whose reduced cost is larger by this share of the bound is drawn e times less often."""
    patience: int = 3
    """Perturbations without a gain, for each school, after which a thread ends."""
    most_sets: int = 8
    """Local optima that are kept."""


@dataclass(frozen=True, kw_only=True)
class GeneralisedAssignmentOptions:
    """Annealing that places whole blocks in a given set of open schools."""

    few_moves: int = 2_000 if CAN_COMPILE else 50
    """Moves a block of the shortest cooling, which is done even where there is no time for it."""
    many_moves: int = 50_000 if CAN_COMPILE else 1_000
    """Moves a block of a whole cooling; it is cut short where there is no time for it."""
    hotter: tuple[float, ...] = (1.0, 3.0, 10.0)
    """Coolings in turn begin so much hotter: small or tightly constrained instances need it."""
    coldest: float = 0.15
    """The last temperature, as a share of the first."""
    loss_quantile: float = 0.1
    """The first temperature: this quantile of what blocks would lose at their second best school, yuan."""
    dearer: float = 1.04
    """Factor on the price of a pupil too many, or its divisor, after each step."""
    often: float = 0.7
    """It rises where more than this share of the moves of a step ended overfull."""
    seldom: float = 0.3
    """It falls where less than this share did."""


@dataclass(frozen=True, kw_only=True)
class SiteSetOptions:
    """Sets of schools that could be best, one by one. Shares are of the time that is left."""

    local_search_share: float = 0.3
    """The iterated local search that finds the first sets."""
    most_sets: int = 4
    """Of those it finds."""
    assignment_share: float = 0.05
    """Placing whole blocks in a set."""
    assignments: int = 8
    """In each set, begun from different seeds."""
    outside_share: float = 0.4
    """All other sets at once, by the split model."""
    within_share: float = 0.5
    """Whole blocks within one set."""
    model_share: float = 0.1
    """Of that, the exact model before the solve loop."""


@dataclass(frozen=True, kw_only=True)
class SingleSourceOptions:
    """Facility location with whole blocks. Shares are of the time that is left."""

    first_pricing: FirstPricingOptions = field(default_factory=FirstPricingOptions)
    """Of blocks as if they might be split."""
    pricing_share: float = 0.25
    """Pricing, of split blocks and of whole ones."""
    descent_share: float = 0.3
    """The descent over sets of open schools."""
    assignment_share: float = 0.1
    """Placing whole blocks in the set that it ends with."""
    near: float = 0.4
    """The model looks first at plans so far from the bound to the best one."""
    near_share: float = 0.05
    """The model of those."""
    worth_it: float = 0.8
    """It does so where that leaves no more than this share of the pairs."""
    few_pairs: int = 3_000
    """With so few pairs the model of everything has the rest of the time; else sets of schools have most of it."""
    sets_share: float = 0.9
    """Sets of schools, where they come first."""
    branching_share: float = 0.3
    """Branch-and-price of whole blocks."""
    moment_seconds: float = 0.2
    """The model of what pricing of split blocks leaves, before whole ones are priced: seconds of work."""
    moment_seconds_a_pair: float = 4e-4
    """Seconds more for each pair."""
    portfolio_pairs: int = 20_000
    """Up to so many pairs the plain model runs beside the rest, from the first descent on, where there are threads."""


@dataclass(frozen=True, kw_only=True)
class SplitBlockOptions:
    """Blocks that may be split. Shares are of the time that is left."""

    first_pricing: FirstPricingOptions = field(default_factory=FirstPricingOptions)
    """Where schools and journeys are all there is to decide."""
    pricing_share: float = 0.4
    """Pricing there, first and later."""
    descent_share: float = 0.3
    """The descent over sets of open schools."""
    model_pairs: int = 20_000
    """Elsewhere: up to so many pairs the plain model needs no help by pricing."""
    proof_share: float = 0.3
    """Pricing before the plain model, where there are more."""


@dataclass(frozen=True, kw_only=True)
class ReducedModelOptions:
    """The model of schools and journeys alone, cut down to what is still open."""

    most_attendance: int = 30_000
    """Up to so many pairs each has a row of its own that its school must be open; more make the model slow."""
    least_attendance_whole: int = 3_000
    """Where blocks are whole, fewer are better off without: the solver finds those rows that matter."""


@dataclass(frozen=True, kw_only=True)
class FacilityLocationOptions:
    """Everything for schools and journeys alone, and for split blocks."""

    single_source: SingleSourceOptions = field(default_factory=SingleSourceOptions)
    """Whole blocks: the order of what is done, and its time."""
    split_blocks: SplitBlockOptions = field(default_factory=SplitBlockOptions)
    """The same for blocks that may be split."""
    transportation: TransportationOptions = field(default_factory=TransportationOptions)
    """Both: transportation problems and descent."""
    local_search: LocalSearchOptions = field(default_factory=LocalSearchOptions)
    """Whole blocks: sets of open schools."""
    site_sets: SiteSetOptions = field(default_factory=SiteSetOptions)
    """Whole blocks: sets of open schools decided one by one."""
    assignment: GeneralisedAssignmentOptions = field(default_factory=GeneralisedAssignmentOptions)
    """Whole blocks within a set."""
    model: ReducedModelOptions = field(default_factory=ReducedModelOptions)
    """Both: the model of what pricing leaves."""
