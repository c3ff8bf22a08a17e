"""Teachers and things of the schools of today: made up, in the usual proportions to pupils, classes and beds."""

import numpy as np
import pandas as pd

PUPILS_PER_POST = {"teaching_point": 19.0, "primary": 19.0, "junior": 13.5}
LEAST_TEACHERS = {"teaching_point": 3, "primary": 8, "junior": 20}
RETIRING_SHARE = {"teaching_point": 0.25, "primary": 0.10, "junior": 0.06}
"""Of the teachers, within three years: points have the oldest."""
HIGHER_DEGREE_SHARE = {"teaching_point": 0.45, "primary": 0.75, "junior": 0.82}
BACKBONE_SHARE = {"teaching_point": 0.03, "primary": 0.16, "junior": 0.18}
ARTS_SHARE = {"teaching_point": 0.08, "primary": 0.18, "junior": 0.15}
BEDS_PER_STAFF = 50


def resources_of(schools: pd.DataFrame, attends: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the schools table with what each existing school has; empty at sites.

    `attends`: school (row of the schools table) and pupils of today.
    """
    pupils = attends.groupby("school")["pupils"].sum().reindex(range(len(schools)), fill_value=0).to_numpy(float)
    kinds, rooms, beds = (schools[name].to_numpy() for name in ("kind", "classrooms", "beds"))

    def of_kind(table: dict[str, float] | dict[str, int]) -> np.ndarray:
        return np.array([table[kind] for kind in kinds], dtype=float)

    wanted = pupils / of_kind(PUPILS_PER_POST) * rng.uniform(0.95, 1.15, len(schools))
    teachers = np.maximum(np.ceil(wanted), of_kind(LEAST_TEACHERS)).astype(np.int64)
    teaching = np.round(rooms * rng.uniform(105, 165, len(schools)), -1)
    made: dict[str, np.ndarray] = {
        "teachers": teachers,
        "retiring_within_3_years": rng.binomial(teachers, of_kind(RETIRING_SHARE)),
        "boarding_staff": np.ceil(beds / BEDS_PER_STAFF),
        "higher_degree_teachers": rng.binomial(teachers, of_kind(HIGHER_DEGREE_SHARE)),
        "backbone_teachers": rng.binomial(teachers, of_kind(BACKBONE_SHARE)),
        "pe_arts_teachers": rng.binomial(teachers, of_kind(ARTS_SHARE)),
        "teaching_area_m2": teaching,
        "sports_area_m2": np.round(pupils * rng.uniform(5, 14, len(schools)) + 400, -1),
        "equipment_yuan": np.round(pupils * rng.uniform(1400, 3600, len(schools)) + 5000, -3),
        "multimedia_rooms": np.round(rooms * rng.uniform(0.6, 1.0, len(schools))),
        "computers": np.round(pupils * rng.uniform(0.05, 0.14, len(schools)) + 3),
        "books": np.round(pupils * rng.uniform(15, 32, len(schools)) + 300, -1),
        "site_area_m2": np.round(pupils * rng.uniform(14, 30, len(schools)) + 1500, -1),
        "building_area_m2": np.round(teaching * rng.uniform(1.6, 2.2, len(schools)), -1),
    }
    existing = (schools["state"] == "existing").to_numpy(bool)
    columns = {name: pd.array(values, dtype="Float64").astype("Int64") for name, values in made.items()}
    table = schools.assign(**columns)
    table.loc[~existing, list(made)] = pd.NA
    return table
