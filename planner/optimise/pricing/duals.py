"""Duals between rounds of column generation: as prices in the subproblems, and how far the next ones may lie."""

from dataclasses import replace

import numpy as np

from planner.optimise.pricing.master import Duals, LinkingRows
from planner.optimise.pricing.subproblems import Prices


def prices_of(linking: LinkingRows, duals: Duals) -> Prices:
    """Return duals as prices in the subproblems: what a room, a bed and a class cost beside their own yuan."""
    return Prices(
        blocks=duals.blocks,
        pairs=linking.pairs.T @ duals.linking,
        rooms=-np.tensordot(duals.linking, linking.rooms, axes=1),
        beds=-np.tensordot(duals.linking, linking.beds, axes=1),
        classes=np.tensordot(duals.linking, linking.classes, axes=1),
    )


def trust_region_of(duals: Duals) -> Duals:
    """How far each price may move at a reach of 1: as far as it is high, and a little where it is low."""
    typical = float(duals.blocks.mean()) if len(duals.blocks) else 1.0
    return Duals(
        blocks=np.maximum(duals.blocks, 0.1 * typical) + 1.0, linking=np.full(len(duals.linking), 10.0 * typical + 1.0)
    )


def within(trust_region: Duals, reach: float) -> Duals:
    """Return how far each price may move at a reach of less than 1."""
    return Duals(blocks=trust_region.blocks * reach, linking=trust_region.linking * reach)


def between(best: Duals, next_: Duals, part: float) -> Duals:
    """Return a part of the best duals, and the rest of the next ones."""
    return Duals(
        blocks=part * best.blocks + (1 - part) * next_.blocks, linking=part * best.linking + (1 - part) * next_.linking
    )


def with_more_rows(linking: LinkingRows, duals: Duals) -> Duals:
    """Return duals with 0 for the rows that came later."""
    return replace(duals, linking=np.append(duals.linking, np.zeros(len(linking.low) - len(duals.linking))))
