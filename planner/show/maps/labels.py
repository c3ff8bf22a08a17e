"""Where the names go: no name on another name or on a sign, as many names as fit, the weightiest first.

Everything is in points (1/72 inch) from the lower left corner of the map's frame; a box is left, bottom, right, top.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from planner.problem.problem import Flags, Floats

_CLEARANCE_POINTS = 1.2
_RINGS_POINTS = (1.5, 7.0, 15.0, 25.0)
_CORNER_SHARE = 0.4
_RING_COST = 2.5
_LEADER_FROM_RING = 1
_LEADER_STEPS = 6
_LEADER_THROUGH_NAME_COST = 8.0
# right, left, above, below, then the corners: the order in which readers expect a name
_DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
_DIRECTION_COSTS = (0.0, 0.4, 0.5, 0.5, 0.7, 0.7, 0.7, 0.7)


@dataclass(frozen=True, kw_only=True, eq=False)
class Label:
    """A name to be placed: its printed size and the middles it may have, with what each costs."""

    text: str
    points: float
    """Letter size."""
    colour: str
    bold: bool
    anchor: tuple[float, float]
    """What it names."""
    reach: float
    """Half the width of the sign it names: where a leader line ends."""
    width: float
    height: float
    spots: Floats
    """(spot, 2): middles of the label."""
    costs: Floats
    """(spot): how much worse a spot is than the best one."""
    leaders: Flags
    """(spot): whether a line must join the label to its anchor."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Placed:
    """A name and the middle it got."""

    label: Label
    x: float
    y: float
    leader: bool

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top."""
        half_width, half_height = self.label.width / 2, self.label.height / 2
        return self.x - half_width, self.y - half_height, self.x + half_width, self.y + half_height


@dataclass(frozen=True, kw_only=True, eq=False)
class Crowd:
    """What names must not touch, and what they had better not cover."""

    frame: tuple[float, float, float, float]
    hard: Floats
    """(box, 4): signs."""
    soft: Floats
    """(point, 2): points along flows, settlements."""
    weights: Floats
    """(point): cost of covering each."""


def spots_around(anchor: tuple[float, float], size: tuple[float, float], reach: float) -> tuple[Floats, Floats, Flags]:
    """Return middles around a sign of this half width, their costs, and which need a leader line: rings of eight."""
    spots, costs, leaders = [], [], []
    for ring, gap in enumerate(_RINGS_POINTS):
        for (right, up), cost in zip(_DIRECTIONS, _DIRECTION_COSTS, strict=True):
            off = reach + gap
            # a corner spot may stand a little over the sign, as it stands clear above or below it
            across = off * (_CORNER_SHARE if right and up else 1.0)
            spots.append((anchor[0] + right * (across + size[0] / 2), anchor[1] + up * (off + size[1] / 2)))
            costs.append(cost + ring * _RING_COST)
            leaders.append(ring >= _LEADER_FROM_RING)
    return np.array(spots), np.array(costs), np.array(leaders)


def place_labels(labels: Sequence[Label], crowd: Crowd) -> tuple[Placed, ...]:
    """Place labels in their order, each at its cheapest free spot; one that fits nowhere is left out."""
    taken = np.empty((0, 4))
    done: list[Placed] = []
    soft, weights = crowd.soft, crowd.weights
    for label in labels:
        boxes = _boxes(label)
        free = _inside(boxes, crowd.frame) & ~_touch(boxes, crowd.hard) & ~_touch(boxes, taken)
        if not free.any():
            continue
        cost = label.costs + _covered(boxes, soft, weights) + _leader_costs(label, taken)
        best = int(np.argmin(np.where(free, cost, np.inf)))
        x, y = label.spots[best]
        placed = Placed(label=label, x=float(x), y=float(y), leader=bool(label.leaders[best]))
        done.append(placed)
        taken = np.vstack([taken, placed.box])
        if placed.leader:
            line = _leader_points(label)[best]
            soft, weights = np.vstack([soft, line]), np.append(weights, np.full(len(line), _RING_COST))
    return tuple(done)


def overlaps(boxes: Iterable[tuple[float, float, float, float]]) -> int:
    """Count pairs of boxes that overlap.

    >>> overlaps([(0, 0, 2, 2), (1, 1, 3, 3), (2, 0, 4, 1)])
    1
    """
    all_boxes = np.array(list(boxes), dtype=float).reshape(-1, 4)
    return sum(int(_touch(all_boxes[:i], all_boxes[i : i + 1]).sum()) for i in range(1, len(all_boxes)))


def _boxes(label: Label) -> Floats:
    half = np.array([label.width, label.height]) / 2 + _CLEARANCE_POINTS
    return np.hstack([label.spots - half, label.spots + half])


def _inside(boxes: Floats, frame: tuple[float, float, float, float]) -> Flags:
    left, bottom, right, top = frame
    inside: Flags = (boxes[:, 0] >= left) & (boxes[:, 1] >= bottom) & (boxes[:, 2] <= right) & (boxes[:, 3] <= top)
    return inside


def _touch(boxes: Floats, others: Floats) -> Flags:
    """Say of each box whether it overlaps any of the others; edges that meet do not overlap."""
    a, b = boxes[:, None, :], others[None, :, :]
    meets: Flags = (a[..., 0] < b[..., 2]) & (b[..., 0] < a[..., 2]) & (a[..., 1] < b[..., 3]) & (b[..., 1] < a[..., 3])
    return np.asarray(meets.any(axis=1), dtype=np.bool_)


def _covered(boxes: Floats, points: Floats, weights: Floats) -> Floats:
    """Add up the weights of the points within each box."""
    return _within(boxes[:, None, :], points[None, :, :]) @ weights


def _within(boxes: Floats, points: Floats) -> Flags:
    within: Flags = (
        (points[..., 0] > boxes[..., 0])
        & (points[..., 0] < boxes[..., 2])
        & (points[..., 1] > boxes[..., 1])
        & (points[..., 1] < boxes[..., 3])
    )
    return within


def _leader_points(label: Label) -> Floats:
    """Points from the anchor to each spot's nearest edge, shape (spot, step, 2)."""
    anchor = np.array(label.anchor)
    half = np.array([label.width, label.height]) / 2
    ends = np.clip(anchor, label.spots - half, label.spots + half)
    steps = np.linspace(0.0, 1.0, _LEADER_STEPS)[None, :, None]
    line: Floats = anchor + (ends - anchor)[:, None, :] * steps
    return line


def _leader_costs(label: Label, taken: Floats) -> Floats:
    """Price a spot whose leader line would run through names already placed."""
    if not label.leaders.any() or not len(taken):
        return np.zeros(len(label.spots))
    line = _leader_points(label)
    crossed = _within(taken[None, None, :, :], line[:, :, None, :]).any(axis=1).sum(axis=1)
    costs: Floats = np.where(label.leaders, crossed * _LEADER_THROUGH_NAME_COST, 0.0)
    return costs
