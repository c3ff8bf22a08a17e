"""The district: its tables, checked, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.language import Text
from planner.reading.forecast_file import ForecastFile


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """What provenance.yaml says of the tables.

    `coordinate_systems`: table name to the system its lon and lat are written in.
    `synthetic`: table name to the columns whose values are made up.
    `sources`: one sentence for each table: where it comes from and under which licence.
    """

    coordinate_systems: dict[str, str] = field(default_factory=dict)
    synthetic: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    @property
    def is_synthetic(self) -> bool:
        """Whether any column of any table is made up."""
        return any(self.synthetic.values())


@dataclass(frozen=True, kw_only=True, eq=False)
class District:
    """A district's tables after every check, in WGS84 longitude and latitude. Read only: nothing may change a frame.

    The frames have the columns of `planner.reading.tables` in that order, a fresh 0..n-1 index, and:
    ids, names, towns, grades are text; counts and years are int64; numbers are float64.

    settlements  settlement_id, name, town, lon, lat                      one row a settlement
    pupils       settlement_id, year, grade, pupils                       rows with 0 pupils may stand
    schools      every column of SCHOOLS. state is 'existing' or 'candidate'; decision is 'free', 'keep', 'close', or ''
                 where the cell was empty; classrooms_max, beds, beds_max are filled with their defaults (int64);
                 pupils_max, fixed_yuan_per_year, build_yuan, classroom_yuan, bed_yuan are float64, NaN where empty;
                 grades is text as '1-6'
    travel       settlement_id, school_id, walk_minutes, ride_minutes, kilometres (float64, NaN where empty), or None
    roads        path of the file of roads or of the one *.osm.pbf, or None
    water        path of the file of rivers and lakes, which no lane crosses, or None
    attends      settlement_id, grade, school_id, pupils, or None
    births       every column of BIRTHS, settlement_id '' where the row is of the whole town; or None
    children     every column of CHILDREN, settlement_id '' where the row is of the whole town; or None
    estates      every column of ESTATES, empty numbers filled with their defaults (float64); or None
    special_cohorts  every column of SPECIAL_COHORTS, town '' where it is every town; or None
    projects     every column of PROJECTS, '' and NaN where empty; or None
    targets      every column of TARGETS, aim filled with its default, '' and NaN where empty; or None
    boundaries   town polygons in EPSG:4326 with a column `town`, or None
    variants     name to the pupils of each variant that `demand` names, frames as pupils; pupils is the main one's
    forecast     the forecast that the pupils are of, where forecast.json beside the tables says so; or None
    notes        sentences for the plan and its maps: unknown columns ignored, synthetic data
    sha256       file name to the SHA-256 of its bytes, for every file that was read
    """

    folder: Path
    settlements: pd.DataFrame
    pupils: pd.DataFrame
    schools: pd.DataFrame
    travel: pd.DataFrame | None = None
    roads: Path | None = None
    water: Path | None = None
    attends: pd.DataFrame | None = None
    births: pd.DataFrame | None = None
    children: pd.DataFrame | None = None
    estates: pd.DataFrame | None = None
    special_cohorts: pd.DataFrame | None = None
    projects: pd.DataFrame | None = None
    targets: pd.DataFrame | None = None
    forecast: ForecastFile | None = None
    variants: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    boundaries: gpd.GeoDataFrame | None = None
    provenance: Provenance = field(default_factory=Provenance)
    notes: tuple[Text, ...] = ()
    sha256: dict[str, str] = field(default_factory=dict)
