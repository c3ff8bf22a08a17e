"""Linking rows: rules over the decisions about schools alone, and by how much decisions break them.

They link schools that otherwise share nothing (merge counts, the budget, alternatives of one site) and the years of one
school. Whoever places pupils school by school asks here whether the whole still holds; pricing takes them into its
prices (Lagrangean relaxation), and no other list of them exists.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from planner.problem.problem import Flags, Floats, Ints, Problem
from planner.problem.statement.rules import LINKING, Rule
from planner.problem.statement.statement import state


@dataclass(frozen=True, kw_only=True, eq=False)
class Linking:
    """Linking rows over the columns opened, rooms and beds: low <= matrix @ values <= high."""

    rules: tuple[str, ...]
    """(row): the rule that states it."""
    matrix: sparse.csr_array
    """(row, column): opened (school, year), then rooms added, then modules of beds added."""
    bed_module: int
    """Beds of a module: what is asked and told here counts beds."""
    low: Floats
    high: Floats

    def broken(self, opened: Flags, rooms_added: Ints, beds_added: Ints, *, relative: float = 0.0) -> Floats:
        """(row): by how much decisions of shape (school, year) break each row; 0 where they keep it.

        `relative` is the share of a limit by which sums may be off.
        """
        modules = beds_added.ravel() / self.bed_module
        load = self.matrix @ np.concatenate([opened.ravel(), rooms_added.ravel(), modules]).astype(float)
        low = self.low - relative * np.abs(np.where(np.isfinite(self.low), self.low, 0.0))
        high = self.high + relative * np.abs(np.where(np.isfinite(self.high), self.high, 0.0))
        off: Floats = np.maximum(np.maximum(low - load, load - high), 0.0)
        return off

    def by_kind(self, n_schools: int) -> tuple[Floats, Floats, Floats]:
        """Return what an open school, a room added and a bed added count in each row, each (row, school, year)."""
        opened, rooms, beds = np.split(self.matrix.toarray(), 3, axis=1)
        shape = (len(self.low), n_schools, -1) if len(self.low) else (0, n_schools, opened.shape[1] // n_schools)
        return opened.reshape(shape), rooms.reshape(shape), beds.reshape(shape) / self.bed_module

    def are_kept(self, opened: Flags, rooms_added: Ints, beds_added: Ints, *, relative: float = 0.0) -> bool:
        """Whether decisions of shape (school, year) keep every row."""
        return not self.broken(opened, rooms_added, beds_added, relative=relative).any()

    def are_kept_by(self, opened: Flags) -> bool:
        """Whether schools open in every year, shape (school), keep every row, nothing being added to them."""
        years = self.matrix.shape[1] // (3 * len(opened))
        nothing = np.zeros((len(opened), years), dtype=np.int64)
        return self.are_kept(np.repeat(opened[:, None], years, axis=1), nothing, nothing)


def sorted_rows(matrix: sparse.csr_array) -> sparse.csr_array:
    """Return a matrix with the columns of each row in order: SciPy sorts them in place where it needs them so.

    A view that was taken before, such as `tocoo`, would then have its values at the wrong columns.
    """
    matrix.sort_indices()
    return matrix


def linking_of(problem: Problem, rules: Sequence[Rule] = LINKING) -> Linking:
    """Return the linking rows of a problem, all or those of some rules."""
    statement = state(problem, rules)
    columns = statement.columns
    used = np.concatenate([columns.opened.ravel(), columns.rooms.ravel(), columns.beds.ravel()])
    stated = list(statement.rows.values())
    matrix = sparse.csr_array(sparse.vstack([rows.matrix for rows in stated], format="csr"))
    return Linking(
        rules=tuple(rows.rule for rows in stated for _ in range(rows.count)),
        matrix=sorted_rows(sparse.csr_array(matrix[:, used])),
        bed_module=problem.bed_module,
        low=np.concatenate([rows.low for rows in stated]),
        high=np.concatenate([rows.high for rows in stated]),
    )
