"""The network made small for searching: fewer nodes, the same ways."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.problem.network import Edges, distinct
from planner.problem.simplify import simplified


def edges_of(*rows: tuple[int, int, float, float]) -> Edges:
    """Make edges of (start, end, minutes, kilometres)."""
    start, end, minutes, kilometres = zip(*rows, strict=True)
    return distinct(np.array(start), np.array(end), np.array(minutes), np.array(kilometres))


def both_ways(*rows: tuple[int, int, float, float]) -> Edges:
    """Make edges open in both directions."""
    return edges_of(*rows, *((end, start, minutes, kilometres) for start, end, minutes, kilometres in rows))


def test_bends_and_dead_ends_vanish() -> None:
    """0-1-2-3 with a dead end 2-4-5 becomes one edge from 0 to 3 and back, minutes and kilometres summed."""
    edges = both_ways((0, 1, 1, 10), (1, 2, 2, 20), (2, 3, 4, 40), (2, 4, 1, 1), (4, 5, 1, 1))
    fewer, n_nodes, kept = simplified(edges, np.array([3, 0]))
    assert n_nodes == 2
    assert kept.tolist() == [1, 0]
    assert list(zip(fewer.start.tolist(), fewer.end.tolist(), strict=True)) == [(0, 1), (1, 0)]
    assert fewer.minutes.tolist() == [7.0, 7.0]
    assert fewer.kilometres.tolist() == [70.0, 70.0]


def test_one_way_bends_stay_one_way() -> None:
    """A bend that can be driven in one direction only leaves no edge back."""
    fewer, _, _ = simplified(edges_of((0, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1)), np.array([0, 2]))
    assert list(zip(fewer.start.tolist(), fewer.end.tolist(), strict=True)) == [(0, 1)]


def test_a_faster_edge_stands() -> None:
    """A way round through a bend does not replace the straight edge, nor the other way about."""
    fewer, _, _ = simplified(both_ways((0, 2, 5, 3), (0, 1, 1, 2), (1, 2, 1, 2)), np.array([0, 2]))
    assert fewer.minutes.tolist() == [2.0, 2.0]
    assert fewer.kilometres.tolist() == [4.0, 4.0]


def test_kept_nodes_without_edges_are_numbered() -> None:
    """A node to keep has a number even where nothing leads to it; a ring without one vanishes."""
    fewer, n_nodes, kept = simplified(both_ways((2, 3, 1, 1), (3, 4, 1, 1), (4, 2, 1, 1)), np.array([0, 7]))
    assert (n_nodes, kept.tolist(), len(fewer.start)) == (2, [0, 1], 0)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), n_nodes=st.integers(2, 60), density=st.floats(0.5, 4))
def test_ways_between_kept_nodes_keep_their_length(seed: int, n_nodes: int, density: float) -> None:
    """On random directed graphs, minutes between kept nodes are networkx's on the whole graph."""
    chance = np.random.default_rng(seed)
    start, end = chance.integers(0, n_nodes, (2, int(density * n_nodes) + 1))
    real = start != end
    minutes = chance.uniform(0.1, 5, int(real.sum()))
    edges = distinct(start[real], end[real], minutes, 2 * minutes)
    kept = np.unique(chance.integers(0, n_nodes, 6))
    fewer, fewer_nodes, numbers = simplified(edges, kept)
    assert fewer_nodes <= n_nodes
    assert fewer.kilometres == pytest.approx(2 * fewer.minutes)
    whole, small = (graph_of(each) for each in (edges, fewer))
    whole.add_nodes_from(kept.tolist())
    small.add_nodes_from(numbers.tolist())
    for node, number in zip(kept.tolist(), numbers.tolist(), strict=True):
        expected = nx.single_source_dijkstra_path_length(whole, node, weight="minutes")
        found = nx.single_source_dijkstra_path_length(small, number, weight="minutes")
        pairs = list(zip(kept.tolist(), numbers.tolist(), strict=True))
        assert {goal: found[new] for goal, new in pairs if new in found} == pytest.approx(
            {goal: expected[goal] for goal, _ in pairs if goal in expected}
        )


def graph_of(edges: Edges) -> "nx.DiGraph[int]":
    """Make a networkx graph."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    rows = zip(edges.start.tolist(), edges.end.tolist(), edges.minutes.tolist(), strict=True)
    graph.add_weighted_edges_from(rows, weight="minutes")
    return graph
