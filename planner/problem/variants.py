"""Variants of the pupils (`demand`): one problem whose schools, rooms and beds serve several tables of pupils to come.

Each variant v of weight w[v] is a problem of its own, the same but for its pupils. Joined they are the two-stage
problem of stochastic programming: what is opened, closed and added is decided once, who goes where in each variant
(Birge and Louveaux, Introduction to Stochastic Programming, 2nd edition, 2011).

    least sum_v w[v] x total[v]    every rule holds in each variant
    opened[j, y, v], rooms[j, y, v], beds[j, y, v] the same for all v

The joined problem has a year for each calendar year and variant, one after another, and grades and bands of each
variant apart, so that nothing that works on a Problem need know of variants: what a variant alone costs, its journeys
and its classes, has the weight in its price; what all share, schools and what is built, is paid in equal parts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from planner.problem.problem import Flags, Floats, Ints, Problem, Solution, Today


@dataclass(frozen=True, kw_only=True, eq=False)
class Joined:
    """Problems of the same places, years and rules, one a variant, and the one problem that they are together."""

    parts: tuple[Problem, ...]
    """(variant)."""
    weights: tuple[float, ...]
    """(variant): above 0, 1 in sum."""
    problem: Problem
    """All variants together; see the module."""
    first_pair: Ints
    """(variant + 1): the pairs of a variant are first_pair[v] up to first_pair[v + 1] of the joined problem."""


def join_variants(parts: Sequence[Problem], weights: Sequence[float]) -> Joined:
    """Join problems that differ by their pupils alone.

    Small schools must not be funded for pupils that they lack: that is a price of all pupils of a school together.
    """
    first, n = parts[0], len(parts)
    blocks = np.cumsum([0, *(part.n_blocks for part in parts)])
    pairs = np.cumsum([0, *(part.n_pairs for part in parts)])
    ties = np.cumsum([0, *(len(part.tie_school) for part in parts)])
    alike: dict[str, Any] = {name: _one_after_another(parts, name) for name in (*_OF_BLOCKS, *_OF_PAIRS)}
    weight_of_pair = np.repeat(weights, [part.n_pairs for part in parts])
    names, least, counts, beds = _town_rules(parts)
    problem = replace(
        first,
        **alike,
        years=tuple(year for year in first.years for _ in parts),
        grades=tuple(grade for _ in parts for grade in first.grades),
        bands=tuple(band for _ in parts for band in first.bands),
        grade_class_size=np.tile(first.grade_class_size, n),
        grade_class_yuan=np.concatenate([weight * first.grade_class_yuan for weight in weights]),
        band_grades=np.kron(np.eye(n, dtype=bool), first.band_grades),
        block_band=_numbered(parts, "block_band", np.arange(n) * len(first.bands)),
        block_year=np.concatenate([part.block_year * n + place for place, part in enumerate(parts)]),
        block_grade_pupils=_apart(parts, "block_grade_pupils"),
        block_first_pair=np.concatenate(
            [part.block_first_pair[:-1] + pairs[place] for place, part in enumerate(parts)] + [pairs[-1:]]
        ),
        block_weight=np.repeat(weights, [part.n_blocks for part in parts]),
        pair_block=_numbered(parts, "pair_block", blocks),
        pair_yuan=_one_after_another(parts, "pair_yuan") * weight_of_pair,
        conflict_pair=_numbered(parts, "conflict_pair", pairs),
        conflict_school=_one_after_another(parts, "conflict_school"),
        conflict_when_closed=_one_after_another(parts, "conflict_when_closed"),
        tie_school=_one_after_another(parts, "tie_school"),
        tie_year=np.concatenate([part.tie_year * n + place for place, part in enumerate(parts)]),
        tie_most_schools=_one_after_another(parts, "tie_most_schools"),
        tied_pair=_numbered(parts, "tied_pair", pairs),
        tied_by=_numbered(parts, "tied_by", ties),
        town_names=names,
        town_least=least,
        town_counts=counts,
        town_beds=beds,
        n_variants=n,
        school_pupils_min=_years_in_turn([part.school_pupils_min for part in parts]),
        school_grade_pupils_min=_by_year_apart(parts, "school_grade_pupils_min"),
        school_band_pupils_min=_by_year_apart(parts, "school_band_pupils_min"),
        school_fixed_yuan=first.school_fixed_yuan / n,
        merge_least=np.repeat(first.merge_least, n),
        budget_yuan=np.repeat(first.budget_yuan, n),
        annuity=first.annuity / n,
        today=_today(first.today, n, len(first.bands)),
    )
    return Joined(parts=tuple(parts), weights=tuple(weights), problem=problem, first_pair=pairs)


_OF_BLOCKS = ("block_settlement", "block_pupils", "block_today_school", "block_today_counted")
_OF_PAIRS = (
    "pair_school", "pair_mode", "pair_minutes", "pair_kilometres", "pair_moved_pupils", "pair_cross_town_pupils",
)  # fmt: skip


def parts_of(joined: Joined, solution: Solution) -> tuple[Solution, ...]:
    """Return what an answer of the joined problem is in each variant."""
    n, n_grades, n_bands = len(joined.parts), len(joined.parts[0].grades), len(joined.parts[0].bands)
    everywhere = np.broadcast_to(solution.saved, (*solution.open.shape, n * n_bands)) if solution.saved.any() else None

    def of(place: int) -> Solution:
        years, grades, bands = (slice(place, None, n), slice(place * n_grades, (place + 1) * n_grades),
                                slice(place * n_bands, (place + 1) * n_bands))  # fmt: skip
        own = Solution(
            open=solution.open[:, years],
            classrooms_added=solution.classrooms_added[:, years],
            beds_added=solution.beds_added[:, years],
            classes=solution.classes[:, years, grades],
            share=solution.share[joined.first_pair[place] : joined.first_pair[place + 1]],
        )
        return own if everywhere is None else replace(own, saved=everywhere[:, years, bands])

    return tuple(of(place) for place in range(n))


def as_in_one(joined: Joined, place: int, share: Floats) -> tuple[Floats, ...]:
    """Return, for each variant, where its pupils go if they go where those of one variant do: shares, (pair).

    `share` (pair): of the variant at `place`. Parts of a settlement's band are matched in turn; where that has fewer
    parts, what is over goes with the last. Who has no way there, or no seat, is left over.
    """
    source = joined.parts[place]
    there = csr_array((share, (source.pair_block, source.pair_school)), shape=(source.n_blocks + 1, source.n_schools))
    keys, number = _homes(source)
    last = pd.Series(number).groupby(keys).max()
    of_block = pd.Series(np.arange(source.n_blocks), index=pd.MultiIndex.from_arrays([keys, number]))

    def of(part: Problem) -> Floats:
        own, turn = _homes(part)
        turn = np.minimum(turn, last.reindex(own).fillna(-1).to_numpy(np.int64))
        found = of_block.reindex(pd.MultiIndex.from_arrays([own, turn])).fillna(source.n_blocks).to_numpy(np.int64)
        shares: Floats = np.asarray(there[found[part.pair_block], part.pair_school]).ravel()
        return shares

    return tuple(of(part) for part in joined.parts)


def _homes(part: Problem) -> tuple[Ints, Ints]:
    """(block): a number for its settlement, year and band, and which of its parts it is."""
    home: Ints = (part.block_settlement * part.n_years + part.block_year) * len(part.bands) + part.block_band
    turn: Ints = pd.Series(home).groupby(home).cumcount().to_numpy().astype(np.int64)
    return home, turn


def in_all_variants(opened: Sequence[Flags], share: Sequence[Floats]) -> tuple[Flags, Floats]:
    """Return open schools, (school, year), and shares, (pair), of each variant as those of the joined problem."""
    return _years_in_turn(opened).astype(bool), np.concatenate(share)


def _one_after_another(parts: Sequence[Problem], name: str) -> np.ndarray:
    joined: np.ndarray = np.concatenate([getattr(part, name) for part in parts])
    return joined


def _numbered(parts: Sequence[Problem], name: str, first: Ints) -> Ints:
    """Return numbers one variant after another, those of each beginning at its first."""
    joined: Ints = np.concatenate([getattr(part, name) + first[place] for place, part in enumerate(parts)])
    return joined.astype(np.int64)


def _apart(parts: Sequence[Problem], name: str) -> Floats:
    """(row, variant and last axis): each variant's rows stand in columns of its own."""
    rows: list[Floats] = [getattr(part, name) for part in parts]
    return np.concatenate([
        np.pad(own, ((0, 0), (place * own.shape[1], (len(parts) - 1 - place) * own.shape[1])))
        for place, own in enumerate(rows)
    ])  # fmt: skip


def _by_year_apart(parts: Sequence[Problem], name: str) -> Floats:
    """(school, year and variant, variant and last axis) of arrays (school, year, last axis)."""
    n = len(parts)
    own: list[Floats] = [getattr(part, name) for part in parts]
    last = own[0].shape[2]
    return _years_in_turn([
        np.pad(array, ((0, 0), (0, 0), (place * last, (n - 1 - place) * last))) for place, array in enumerate(own)
    ])  # fmt: skip


def _years_in_turn(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """(row, year and variant, ...): the same year of each array, one after another."""
    stacked = np.stack(arrays, axis=2)
    turned: np.ndarray = stacked.reshape(stacked.shape[0], stacked.shape[1] * stacked.shape[2], *stacked.shape[3:])
    return turned


def _town_rules(parts: Sequence[Problem]) -> tuple[tuple[tuple[str, str], ...], Ints, Flags, Flags]:
    """Return names, least, counts and beds of towns' rules: a town may have pupils of a stage in one variant alone."""
    names = tuple(dict.fromkeys(name for part in parts for name in part.town_names))
    n_years = parts[0].n_years
    least = [np.zeros((len(names), n_years), dtype=np.int64) for _ in parts]
    counts = np.zeros((len(names), parts[0].n_schools), dtype=bool)
    beds = np.zeros(len(names), dtype=bool)
    for part, own in zip(parts, least, strict=True):
        for place, name in enumerate(part.town_names):
            at = names.index(name)
            own[at], counts[at], beds[at] = part.town_least[place], part.town_counts[place], part.town_beds[place]
    return names, _years_in_turn(least), counts, beds


def _today(today: Today, n: int, n_bands: int) -> Today:
    """Return the same for the bands of each variant."""
    return replace(
        today,
        settlement=np.tile(today.settlement, n),
        band=np.concatenate([today.band + place * n_bands for place in range(n)]),
        school=np.tile(today.school, n),
        share=np.tile(today.share, n),
        home_school=np.tile(today.home_school, (1, n)),
        home_counted=np.tile(today.home_counted, (1, n)),
    )
