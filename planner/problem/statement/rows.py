"""The rows of one rule, named: low <= matrix @ x <= high, and what each row is about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from planner.problem.problem import Flags, Floats, Ints

Term = tuple[Ints, Ints, Floats | float]
"""Nonzeros: numbers of rows (within the rule), numbers of columns, values; of one length, or one value for all."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """The rows of one rule."""

    rule: str
    """Name of the function that states the rule."""
    keys: Ints
    """(row, axis): what each row is about, such as (school, year)."""
    matrix: sparse.csr_array
    """(row, column)."""
    low: Floats
    """(row); -inf where there is none."""
    high: Floats
    """(row); inf where there is none."""

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.low)

    def only(self, which: Ints | Flags) -> "Rows":
        """Return some of the rows, by number or by flag."""
        return replace(
            self, keys=self.keys[which], matrix=self.matrix[which], low=self.low[which], high=self.high[which]
        )

    def names(self) -> list[str]:
        """Return a name for each row: the rule, and what the row is about."""
        return ["_".join([self.rule, *map(str, key)]) for key in self.keys.tolist()]


def make_rows(rule: str, keys: Ints, terms: Sequence[Term], limits: tuple[Floats, Floats], n_columns: int) -> Rows:
    """Gather terms into rows between limits; values of 0 are left out."""
    row = np.concatenate([term[0] for term in terms])
    column = np.concatenate([term[1] for term in terms])
    value = np.concatenate([np.broadcast_to(term[2], np.shape(term[0])).astype(float) for term in terms])
    there = value != 0.0
    matrix = sparse.csr_array((value[there], (row[there], column[there])), shape=(len(keys), n_columns))
    low, high = limits
    return Rows(rule=rule, keys=keys[:, None] if keys.ndim == 1 else keys, matrix=matrix, low=low, high=high)


def stacked(rule: str, *parts: Rows) -> Rows:
    """Return the rows of several rules, one below the other, as one; what each is about is its number."""
    return Rows(
        rule=rule,
        keys=np.arange(sum(part.count for part in parts))[:, None],
        matrix=sparse.csr_array(sparse.vstack([part.matrix for part in parts], format="csr")),
        low=np.concatenate([part.low for part in parts]),
        high=np.concatenate([part.high for part in parts]),
    )


def at_most(high: Floats | Ints) -> tuple[Floats, Floats]:
    """Return the limits of rows that only have an upper one."""
    return np.full(len(high), -np.inf), high.astype(float)


def distinct(keys: Ints) -> tuple[Ints, Ints]:
    """Return the distinct rows of keys, in order, and for each row of `keys` which of them it is."""
    if len(keys) == 0:
        return keys, np.zeros(0, dtype=np.int64)
    shape = tuple((keys.max(axis=0) + 1).tolist())
    codes, row = np.unique(np.ravel_multi_index(tuple(keys.T), shape), return_inverse=True)
    return np.column_stack(np.unravel_index(codes, shape)), row
