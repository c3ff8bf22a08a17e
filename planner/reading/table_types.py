"""What a table and a column of a district are: records that the lists of `planner.reading.tables` are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from planner.reading.cell_examples import EXAMPLES

Kind = Literal["id", "text", "number", "count", "year", "choice", "grade", "grades"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its names, how its cells are read, its unit, its bounds and what it means.

    `required` columns must be there and filled. `default` says, in words, what an empty cell stands for.
    `also` lists further headings the column may carry, `instead` those of a column that stands in where this one is
    not there (a name in place of a code), `synonyms` further words for its choices.
    """

    name: str
    chinese: str
    kind: Kind
    meaning: str
    unit: str = ""
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    default: str = ""
    also: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    further: bool = False
    """Of use to some papers alone: left out of the empty workbook, to be added by who has the figures."""

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading this column is known by."""
        return (self.name, self.chinese, *self.also)

    @property
    def example(self) -> str:
        """A right value, as a cell may hold it."""
        return EXAMPLES[self.name]


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table: its names, its columns, the columns that together name a row, and whether it must be there.

    `most_rows` is what the table of a district may have at most: it bounds the memory and time of reading.
    """

    name: str
    chinese: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    most_rows: int
    required: bool = False

    def column(self, name: str) -> Column:
        """Return the column of this English name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
