"""All options of the engine in one record, and what decides which component is used, for how long."""

from dataclasses import dataclass, field

from planner.optimise.options.facility_location import FacilityLocationOptions
from planner.optimise.options.pricing import PricingOptions
from planner.optimise.options.search import AnnealingOptions, NeighbourhoodOptions, RecombinationOptions


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
    """The best choice among all columns seen."""
    neighbourhood_share: float = 0.1
    """Neighbourhood MIPs."""
    first_branching_share: float = 0.2
    """Branch-and-price, the first time."""
    paying_branching_share: float = 0.6
    """Branch-and-price after a turn that paid."""
    idle_branching_share: float = 0.05
    """Branch-and-price after one that did not."""
    pays: float = 0.05
    """Branch-and-price pays where it closes this share of the distance between plan and bound."""


@dataclass(frozen=True, kw_only=True)
class ModelOptions:
    """Where engine `auto` tries the exact model first, and for how long."""

    tiny_pairs: int = 450
    """Up to so many pairs the model is the way, for most of the time."""
    tiny_share: float = 0.7
    """Of the time left, the model has so much there."""
    tiny_sites_pairs: int = 100
    """The same where schools and journeys are all there is to decide: sooner hard, and sooner priced."""
    small_pairs: int = 3_000
    """Up to so many pairs the model is tried."""
    small_share: float = 0.08
    """Of the time left, the model has so much there."""
    component_share: float = 0.01
    """Where a problem falls apart: of the time left, a first search of each component."""


@dataclass(frozen=True, kw_only=True)
class EngineOptions:
    """All options of engine `auto`, for experiments: `EngineOptions(pricing=PricingOptions(...))`, and so on.

    Each component has a record of its own, whose fields have the values of every ordinary run unless others are given.
    """

    start_share: float = 0.005
    """Of the time, the constructive start: search makes more of it."""
    model: ModelOptions = field(default_factory=ModelOptions)
    """Small problems: the exact model first."""
    loop: LoopOptions = field(default_factory=LoopOptions)
    """Whole blocks: how the solve loop shares its time."""
    annealing: AnnealingOptions = field(default_factory=AnnealingOptions)
    """Whole blocks: simulated annealing."""
    recombination: RecombinationOptions = field(default_factory=RecombinationOptions)
    """Whole blocks: the best choice among all columns seen."""
    neighbourhood: NeighbourhoodOptions = field(default_factory=NeighbourhoodOptions)
    """Whole blocks: neighbourhood MIPs."""
    pricing: PricingOptions = field(default_factory=PricingOptions)
    """Bounds by column generation and branch-and-price, or by subgradient ascent."""
    facility_location: FacilityLocationOptions = field(default_factory=FacilityLocationOptions)
    """Schools and journeys alone, and blocks that may be split."""


DEFAULTS = EngineOptions()
