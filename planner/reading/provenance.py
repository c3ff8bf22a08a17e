"""provenance.yaml: where each table comes from, its coordinate system, and which of its values are made up."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, Strict, field_validator

from planner.language import Text as Says
from planner.reading.coordinates import system_problem
from planner.reading.district import Provenance
from planner.reading.scenario_file import validated
from planner.reading.schema_types import StrictModel
from planner.reading.tables import TABLES
from planner.reading.yaml_file import read_yaml

FILE = "provenance.yaml"
_PLACED = ("settlements", "schools", "roads", "boundaries")
_KNOWN = (*(table.name for table in TABLES), "roads", "boundaries")

Text = Annotated[str, Strict(), Field(max_length=2000)]
ColumnName = Annotated[str, Strict(), Field(min_length=1, max_length=100)]
Meridian = Annotated[float, Strict(), Field(ge=75, le=135)]


class TableProvenance(StrictModel):
    """Where one table comes from."""

    source: Text = ""
    """Who made it, when, and where it can be had."""
    licence: Text = ""
    """Under which licence it may be used."""
    coordinates: Text = "WGS84"
    """Coordinate system of lon and lat: WGS84, CGCS2000, GCJ-02, BD-09, or a code such as EPSG:4546."""
    central_meridian: Meridian | None = None
    """Central meridian of projected CGCS2000 metres without zone number, degrees east, such as 111."""
    measured: tuple[ColumnName, ...] = ()
    """Columns that were measured or counted."""
    stated: tuple[ColumnName, ...] = ()
    """Columns that a document states."""
    synthetic: tuple[ColumnName, ...] = ()
    """Columns that are made up; labelled so on every map and in every report."""

    @field_validator("coordinates")
    @classmethod
    def _system_is_known(cls, system: str) -> str:
        problem = system_problem(system)
        if problem:
            raise ValueError(problem)
        return system


class ProvenanceFile(StrictModel):
    """What provenance.yaml may say."""

    title: Text = ""
    """What the data is, in one line."""
    extent_kilometres: Annotated[float, Strict(), Field(gt=0, le=5000)] | None = None
    """How far from the district's middle its farthest place may lie, for districts with far-off parts."""
    tables: dict[ColumnName, TableProvenance] = Field(default_factory=dict)
    """Table name, such as settlements, to where it comes from."""

    @field_validator("tables")
    @classmethod
    def _tables_are_known(cls, tables: dict[str, TableProvenance]) -> dict[str, TableProvenance]:
        unknown = [name for name in tables if name not in _KNOWN]
        if unknown:
            msg = Says(
                f"no table: {', '.join(unknown)}; the tables are {', '.join(_KNOWN)}",
                f"没有这样的表：{'、'.join(unknown)}；可用的表名：{'、'.join(_KNOWN)}",
            )
            raise ValueError(msg)
        return tables


def read_provenance(path: Path) -> ProvenanceFile:
    """Read provenance.yaml. InputError lists every problem with its line and key."""
    return validated(read_yaml(path), ProvenanceFile, path.name)


def provenance_of(file: ProvenanceFile) -> Provenance:
    """Put what the file says in the district's own record."""
    return Provenance(
        coordinate_systems={name: file.tables[name].coordinates for name in _PLACED if name in file.tables},
        synthetic={name: table.synthetic for name, table in file.tables.items() if table.synthetic},
        sources={name: _sentence(table) for name, table in file.tables.items() if table.source or table.licence},
    )


def _sentence(table: TableProvenance) -> str:
    licence = f"licence: {table.licence}" if table.licence else ""
    return "; ".join(part for part in (table.source, licence) if part)
