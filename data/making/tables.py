"""The tables of a made district: put together and written."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from data.making.ground import Frame
from data.making.listed import Unit
from data.making.schools import School
from data.making.sharing import Floats, share_out

GEOPACKAGE_DATE = "2023-09-08T00:00:00.000Z"
"""Stamped into the GeoPackages instead of the time of the run, so that they change only when their content does."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Made:
    """Every table of a district, by its file name."""

    tables: dict[str, pd.DataFrame]
    layers: dict[str, gpd.GeoDataFrame]


def write(made: Made, folder: Path) -> None:
    """Write every table and layer into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in made.tables.items():
        table.to_csv(folder / name, index=False, lineterminator="\n")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": GEOPACKAGE_DATE})
    for name, layer in made.layers.items():
        (folder / name).unlink(missing_ok=True)
        layer.to_file(folder / name, layer=name.removesuffix(".gpkg"), driver="GPKG")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def settlement_table(
    units: Sequence[Unit], positions: Floats, frame: Frame, schools: Sequence[School], people: Floats | None = None
) -> pd.DataFrame:
    """Return the settlements; a village with a primary school is a central one. `people`: adds the column residents."""
    points = frame.to_degrees(positions)
    central = {each.row for each in schools if each.kind in {"primary", "nine_year"} and each.state == "existing"}
    table = pd.DataFrame(
        {
            "settlement_id": [unit.code for unit in units],
            "name": [unit.name for unit in units],
            "town": [unit.town for unit in units],
            "lon": points[:, 0],
            "lat": points[:, 1],
            "place": [
                "town_seat" if unit.urban else "central_village" if row in central else "village"
                for row, unit in enumerate(units)
            ],
        }
    )
    return table if people is None else table.assign(residents=share_out(round(people.sum()), people))


def attends_table(units: Sequence[Unit], schools: pd.DataFrame, attends: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return where pupils go today, by the ids of both."""
    return pd.DataFrame(
        {
            "settlement_id": [units[row].code for row in attends["row"]],
            "grade": attends["grade"],
            "school_id": schools["school_id"].to_numpy()[attends["school"]],
            "pupils": attends["pupils"],
            "year": year,
        }
    )
